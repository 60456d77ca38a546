"""After any history of sittings (met before, skipped, sent twice, run out) the log rebuilds the live state."""

from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from sqlalchemy import func, select

from course.assessment import queries, services
from course.assessment.models import Attempt, AttemptSlot, Exposure, Grade
from course.competencies.models import Estimate, EstimateHistory, Evidence
from course.competencies.services import recompute
from course.foundation import clock
from course.foundation.errors import ConflictError
from tests import factories

START = datetime(2026, 3, 28, 22, 50, tzinfo=UTC)  # ten to midnight in Paris, and the clocks go forward that night
STEPS = 25


@pytest.fixture
def quizzes(session):
    """Three competencies, twenty questions, counted and training quizzes that share some of them."""
    factories.make_framework(session)
    competencies = ["JUR-1", "JUR-2", "COM-1"]
    for number in range(20):
        factories.make_question(session, f"q-{number}", competencies[number % 3])
    names = [f"q-{number}" for number in range(20)]
    return [
        factories.make_quiz(session, "point-a", names[:8], attempts=3),
        factories.make_quiz(session, "point-b", names[4:16], draw=5),
        factories.make_quiz(session, "point-c", names, draw=6, per_competency=True),
        factories.make_quiz(session, "train-a", names[6:12], mode="practice"),
    ]


def sit(session, rng, learner_id, quiz):
    """One step of a history; returns how long it took."""
    try:
        attempt_id = services.start_attempt(session, learner_id, quiz, ("JUR-1", "COM-1"), seed=rng.getrandbits(32))
    except ConflictError:
        return timedelta(minutes=1)
    attempt = queries.attempt_of(session, learner_id, attempt_id)
    for slot in attempt.slots:
        for again in range(rng.choice([0, 1, 1, 2])):
            letter = rng.choice("abc")
            client = f"{again}-{rng.getrandbits(64)}"  # the sitting may be one that was left and is resumed
            answer = {"unknown": True} if rng.random() < 0.1 else {"value": letter}
            first = services.save_answer(session, learner_id, attempt_id, slot.position, answer, client)
            if rng.random() < 0.3 and first.saved_at is not None:
                assert services.save_answer(session, learner_id, attempt_id, slot.position, answer, client) == first
    end = rng.choice(["finish", "twice", "leave"])
    if end != "leave":
        services.finish_attempt(session, learner_id, attempt_id)
    if end == "twice":
        services.finish_attempt(session, learner_id, attempt_id)
    return timedelta(minutes=rng.choice([0, 5, 15, 600]))


def table(session, model, *keys):
    return {
        tuple(getattr(row, key) for key in keys): tuple(
            getattr(row, column.name) for column in model.__table__.columns if column.name != "id"
        )
        for row in session.execute(select(model)).scalars()
    }


def close(left, right):
    assert left.keys() == right.keys()
    for key, values in left.items():
        for one, other in zip(values, right[key], strict=True):
            assert one == other or one == pytest.approx(other, abs=1e-9), key


@pytest.mark.parametrize("seed", range(6))
def test_the_log_rebuilds_what_any_history_left(session, quizzes, seed):
    rng = Random(seed)
    people = [factories.make_person(session) for _ in range(2)]
    at = START
    for person in people:
        services.read_notice(session, person.id)
    for _ in range(STEPS):
        with clock.at(at):
            at += sit(session, rng, rng.choice(people).id, rng.choice(quizzes))
            if rng.random() < 0.2:
                services.expire_attempts(session)
    with clock.at(at + timedelta(days=3)):
        services.expire_attempts(session)
    session.flush()
    estimates = table(session, Estimate, "learner_id", "competency_id")
    history = table(session, EstimateHistory, "learner_id", "competency_id", "seq")

    learners, departure = recompute(session)

    assert learners == len({key[0] for key in estimates}) > 0
    assert departure <= 1e-9
    session.expire_all()
    close(table(session, Estimate, "learner_id", "competency_id"), estimates)
    close(table(session, EstimateHistory, "learner_id", "competency_id", "seq"), history)
    check_evidence(session)


def check_evidence(session):
    """Each proof comes from a slot of a counted, finished attempt, graded, at a first meeting: once a question."""
    rows = session.execute(
        select(Evidence.learner_id, AttemptSlot.question_item_id, Attempt.mode, Attempt.finished_at, Grade.fraction)
        .join(AttemptSlot, AttemptSlot.id == Evidence.slot_id)
        .join(Attempt, Attempt.id == AttemptSlot.attempt_id)
        .join(Grade, Grade.slot_id == AttemptSlot.id)
    ).all()
    assert len(rows) == session.execute(select(func.count()).select_from(Evidence)).scalar_one() > 0
    assert len({(learner, question) for learner, question, *_ in rows}) == len(rows)
    assert {mode for _, _, mode, *_ in rows} == {"counted"}
    assert all(finished is not None for *_, finished, _ in rows)
    met = session.execute(select(func.count()).select_from(Exposure)).scalar_one()
    assert len(rows) <= met
