"""What somebody saw another do is evidence: dated, with words, less sure when the same eyes see again, withdrawable."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import func, select

from course.competencies import queries
from course.competencies.models import Evidence
from course.competencies.services import Proof, recompute, record_evidence, record_observation, withdraw_observation
from course.foundation import clock
from course.foundation.errors import InvalidInputError, NotAllowedError, NotFoundError
from tests import factories
from tests.seeds import seeded

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
TODAY = MONDAY.date()
SEEN = "A reformulé l’objection avant de répondre."


def make_people(session):
    """A learner and somebody who may see them at work, before three competencies."""
    factories.make_framework(session)
    return factories.make_person(session), factories.make_person(session, "Claire Morel")


engine, people = seeded(make_people)


def observe(session, people, level=3, key="COM-1", seen_on=TODAY, comment=SEEN, at=MONDAY):
    learner, observer = people
    with clock.at(at):
        return record_observation(session, observer.id, learner.id, key, level, seen_on, comment, at.date())


def state_of(session, learner, key="COM-1"):
    return next(state for state in queries.states_of(session, learner.id, TODAY) if state.competency.key == key)


def test_an_observation_is_a_proof_with_its_day_who_saw_it_and_their_words(session, people):
    evidence_id = observe(session, people, level=3, seen_on=TODAY - timedelta(days=10))

    row = session.get_one(Evidence, evidence_id)
    assert (row.kind, row.score, row.weights, row.observer_sd) == ("observation", 0.75, {"COM-1": 1.0}, 1.0)
    assert (row.occurred_at, row.recorded_at) == (datetime(2026, 11, 13, 12, tzinfo=UTC), MONDAY)
    assert (row.observer_id, row.comment, row.item_version_id) == (people[1].id, SEEN, None)
    assert (row.expected, row.shift_b, row.shift_v) == (None, None, None)


def test_what_is_seen_today_is_not_seen_in_the_future(session, people):
    evidence_id = observe(session, people, seen_on=TODAY)

    assert session.get_one(Evidence, evidence_id).occurred_at == MONDAY


def test_an_observed_gesture_may_establish_what_questions_cannot(session, people):
    learner, _observer = people
    version = factories.make_measured_version(session)
    with clock.at(MONDAY):
        record_evidence(session, learner.id, [Proof({"COM-1": 1.0}, 1.0, MONDAY, item_version_id=version)] * 8)
    before = state_of(session, learner)

    observe(session, people, level=4, at=MONDAY + timedelta(hours=1))

    after = state_of(session, learner)
    assert (before.ceiling, after.ceiling) == (2, 4)
    assert after.place > before.place
    assert after.direct_proofs == 9


@pytest.mark.unseeded
@pytest.mark.parametrize(
    ("change", "expected_sd"),
    [
        ({}, 1.2),
        ({"seen_on": TODAY - timedelta(days=60)}, 1.2),
        ({"key": "COM-2"}, 1.0),
        ({"at": MONDAY + timedelta(days=91), "seen_on": TODAY + timedelta(days=91)}, 1.0),
    ],
)
def test_the_same_eyes_on_the_same_gesture_within_ninety_days_say_less(session, change, expected_sd):
    factories.make_framework(session, ("COM", "COM-1", True), ("COM", "COM-2", True))
    people = factories.make_person(session), factories.make_person(session)
    observe(session, people)

    again = observe(session, people, **{"at": MONDAY + timedelta(hours=1)} | change)

    assert session.get_one(Evidence, again).observer_sd == expected_sd


def test_another_pair_of_eyes_says_as_much_as_the_first(session, people):
    observe(session, people)

    other = observe(session, (people[0], factories.make_person(session)), at=MONDAY + timedelta(hours=1))

    assert session.get_one(Evidence, other).observer_sd == 1.0


def test_one_that_was_withdrawn_no_longer_makes_the_next_say_less(session, people):
    first = observe(session, people)
    withdraw_observation(session, people[1].id, first, "Ce n’était pas elle.")

    again = observe(session, people, at=MONDAY + timedelta(hours=1))

    assert session.get_one(Evidence, again).observer_sd == 1.0


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        ({"seen_on": TODAY + timedelta(days=1)}, InvalidInputError, "competencies.seen_in_future"),
        ({"seen_on": TODAY - timedelta(days=61)}, InvalidInputError, "competencies.seen_long_ago"),
        ({"comment": " \n "}, InvalidInputError, "competencies.comment_needed"),
        ({"comment": "x" * 2001}, InvalidInputError, "competencies.words_too_long"),
        ({"key": "ZZZ-9"}, InvalidInputError, "competencies.unknown_competency"),
        ({"level": 5}, InvalidInputError, "competencies.bad_level"),
        ({"level": -1}, InvalidInputError, "competencies.bad_level"),
    ],
)
def test_what_cannot_be_an_observation_is_refused_in_words(session, people, change, error, message):
    with pytest.raises(error) as refused:
        observe(session, people, **change)

    assert refused.value.message_id == message
    assert session.execute(select(func.count()).select_from(Evidence)).scalar_one() == 0


def test_sixty_days_ago_is_still_remembered(session, people):
    assert observe(session, people, seen_on=TODAY - timedelta(days=60)) > 0


def test_nobody_observes_themselves(session, people):
    with pytest.raises(NotAllowedError):
        record_observation(session, people[0].id, people[0].id, "COM-1", 4, date(2026, 11, 20), SEEN, TODAY)


def test_who_saw_it_withdraws_it_and_it_counts_no_more(session, people):
    learner, observer = people
    evidence_id = observe(session, people)

    withdraw_observation(session, observer.id, evidence_id, "Je me suis trompée de personne.")
    withdraw_observation(session, observer.id, evidence_id, "Envoyé deux fois.")

    [proof] = queries.proofs_of(session, learner.id, "COM-1")
    assert (proof.is_withdrawn, proof.reason, proof.comment) == (True, "Je me suis trompée de personne.", SEEN)
    assert state_of(session, learner).direct_proofs == 0
    assert session.execute(select(func.count()).select_from(Evidence)).scalar_one() == 2
    assert recompute(session)[1] < 1e-9


def test_only_who_saw_it_withdraws_it_and_says_why(session, people):
    learner, observer = people
    evidence_id = observe(session, people)

    with pytest.raises(NotAllowedError):
        withdraw_observation(session, learner.id, evidence_id, "Non.")
    with pytest.raises(InvalidInputError):
        withdraw_observation(session, observer.id, evidence_id, " ")
    with pytest.raises(InvalidInputError):
        withdraw_observation(session, observer.id, evidence_id, "x" * 201)  # the log keeps two hundred: none is cut


def test_an_answer_is_no_observation_that_somebody_withdraws(session, people):
    learner, observer = people
    with clock.at(MONDAY):
        record_evidence(session, learner.id, [Proof({"JUR-1": 1.0}, 0.0, MONDAY)])
    answer = session.execute(select(Evidence.id)).scalar_one()

    for evidence_id in (answer, answer + 999):
        with pytest.raises(NotFoundError):
            withdraw_observation(session, observer.id, evidence_id, "Non.")


def test_a_rebuild_gives_what_observations_gave(session, people):
    learner, _observer = people
    version = factories.make_measured_version(session)
    observe(session, people, level=1)
    with clock.at(MONDAY + timedelta(days=3)):
        record_evidence(session, learner.id, [Proof({"COM-1": 1.0}, 1.0, MONDAY, item_version_id=version)] * 2)
    observe(session, people, level=4, at=MONDAY + timedelta(days=5), seen_on=TODAY)

    assert recompute(session) == (1, pytest.approx(0.0, abs=1e-9))


def test_observing_takes_as_many_statements_with_a_long_log_as_with_a_short_one(session, people, count_statements):
    learner, _observer = people
    observe(session, people)

    with count_statements() as short:
        observe(session, people, at=MONDAY + timedelta(hours=1))
    with clock.at(MONDAY + timedelta(hours=2)):
        record_evidence(session, learner.id, [Proof({"COM-1": 1.0}, 1.0, MONDAY)] * 30)
    with count_statements() as long:
        observe(session, people, at=MONDAY + timedelta(hours=3))

    assert len(short) == len(long) <= 12
