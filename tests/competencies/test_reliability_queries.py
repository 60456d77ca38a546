"""Predictions read from the log: each answer once, as it stands; what a calibration flags; its history."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from course.accounts.models import Person
from course.competencies.models import Calibration, Evidence, ItemParameter
from course.competencies.queries.reliability import (
    Waiting,
    calibrations,
    difficulties,
    measured,
    predictions,
    standing_flags,
    waiting_for_calibration,
)
from course.competencies.services import Correction, Proof, correct_evidence, record_evidence
from course.foundation import clock
from quizzes.ability import author_difficulty
from quizzes.statistics import Difficulty, Flag
from tests.factories import make_framework, make_measured_version, make_person
from tests.predicted_answers import NOON, give
from tests.seeds import seeded


def make_version(session: Session) -> int:
    """A question version of step 3, in front of three competencies."""
    make_framework(session)
    return make_measured_version(session)


engine, version = seeded(make_version)


def test_each_answer_that_was_predicted_stands_once_with_its_day_and_its_sitting(
    session: Session, version: int
) -> None:
    nadia, paul = make_person(session), make_person(session)
    give(session, nadia.id, [(version, 1.0, 0.7), (version, 0.5, 0.8), (version, 1.0, None)])
    give(session, nadia.id, [(version, 0.0, 0.6)], NOON + timedelta(days=9))
    give(session, paul.id, [(version, 1.0, 0.3)])

    found = predictions(session)

    rows = sorted(zip(found.learners.tolist(), found.scores.tolist(), found.expected.tolist(), strict=True))
    assert rows == sorted([(nadia.id, 1.0, 0.7), (nadia.id, 0.5, 0.8), (nadia.id, 0.0, 0.6), (paul.id, 1.0, 0.3)])
    assert len(set(found.sittings.tolist())) == 3
    assert set(found.items.tolist()) == {version}
    assert [day for day in found.days.tolist() if day == day] == [9.0]  # noqa: PLR0124 - nan alone differs from itself


def test_what_is_no_answer_or_carries_no_weight_is_left_out(session: Session, version: int) -> None:
    learner = make_person(session)
    with clock.at(NOON):
        weightless = Proof({"JUR-1": 1.0}, 1.0, NOON, item_version_id=version, information_weight=0.0)
        observation = Proof({"COM-1": 1.0}, 0.5, NOON, kind="observation", observer_sd=1.0)
        record_evidence(session, learner.id, [weightless, observation])
    session.execute(update(Evidence).values(expected=0.5))

    assert predictions(session).answers == 0


def test_a_corrected_answer_counts_as_it_stands_and_a_withdrawn_one_no_more(session: Session, version: int) -> None:
    learner, mended = make_person(session), make_measured_version(session)
    give(session, learner.id, [(version, 0.0, 0.7), (version, 1.0, 0.6), (version, 1.0, 0.5)], first_slot=1)
    later = NOON + timedelta(days=2)
    with clock.at(later):
        correct_evidence(session, learner.id, [Correction(1, 0.2, None, "Erreur"), Correction(2, None, None, "Faux")])
    with clock.at(later + timedelta(days=1)):
        correct_evidence(session, learner.id, [Correction(1, 1.0, mended, "La clé était fausse")])

    found = predictions(session)

    rows = sorted(zip(found.scores.tolist(), found.expected.tolist(), found.items.tolist(), strict=True))
    assert rows == [(1.0, 0.5, version), (1.0, 0.7, mended)]


def test_since_an_instant_only_what_is_younger_counts_and_days_still_reach_back(session: Session, version: int) -> None:
    learner = make_person(session)
    give(session, learner.id, [(version, 1.0, 0.7)], NOON - timedelta(days=50))
    give(session, learner.id, [(version, 0.0, 0.6)])

    found = predictions(session, NOON - timedelta(days=30))

    assert found.expected.tolist() == [0.6]
    assert found.days.tolist() == [50.0]


def test_reading_takes_the_same_statements_for_few_and_many_and_again_only_a_look(
    session: Session, version: int, count_statements: Callable[[], AbstractContextManager[list[str]]]
) -> None:
    counts = []
    for _number in range(2):
        for _person in range(5):
            give(session, make_person(session).id, [(version, 1.0, 0.7)] * 3)
        for _again in range(2):
            with count_statements() as statements:
                measured(session, NOON - timedelta(days=365))
            counts.append(len(statements))

    assert counts == [5, 1, 5, 1]


def test_what_is_kept_is_read_again_once_a_prediction_changes(session: Session, version: int) -> None:
    give(session, make_person(session).id, [(version, 1.0, 0.7)] * 3)
    before = measured(session).reliability.whole

    session.execute(update(Evidence).values(expected=0.4))

    after = measured(session).reliability.whole
    assert before is not None
    assert after is not None
    assert (before.expected, after.expected) == (pytest.approx(0.7), pytest.approx(0.4))


# Difficulties, flags, calibrations ----------------------------------------------------------------------------------


def move(session: Session, version_id: int, b: float, at: datetime) -> None:
    session.add(ItemParameter(version_id=version_id, a=1.2, b=b, v=0.1, c=0.25, valid_from=at))
    session.flush()


def test_a_difficulty_is_what_it_is_now_beside_what_its_author_declared(session: Session, version: int) -> None:
    other = make_measured_version(session, difficulty=5)
    move(session, version, 0.4, NOON)
    move(session, version, 0.9, NOON + timedelta(days=1))

    b, v = author_difficulty(5)
    assert difficulties(session) == {
        version: Difficulty(0.9, 0.0, pytest.approx(v)),
        other: Difficulty(b, b, pytest.approx(v)),
    }


def people(session: Session, count: int) -> list[Person]:
    return [make_person(session) for _ in range(count)]


def test_a_question_that_hardly_anybody_gets_right_is_flagged_as_a_key_to_check(session: Session, version: int) -> None:
    sound, moved = make_measured_version(session), make_measured_version(session)
    move(session, moved, 1.5, NOON)
    for place, person in enumerate(people(session, 24)):
        give(session, person.id, [(version, 0.0, 0.7), (sound, float(place % 10 < 7), 0.7)])

    flags = measured(session, NOON - timedelta(days=365)).flags

    assert [(flag.item, flag.kind) for flag in flags] == [(version, "key"), (moved, "harder")]
    assert (flags[0].answers, flags[0].expected, flags[0].observed) == (24, pytest.approx(0.7), 0.0)
    assert measured(session, NOON + timedelta(days=1)).flags == flags[1:]


def calibrate(session: Session, at: datetime, run_by: int | None = None, **report: object) -> None:
    session.add(
        Calibration(
            ran_at=at, run_by=run_by, through_at=at, status="anchored", learners=90, answers=7, shift=0.1, report=report
        )
    )
    session.flush()


def test_the_history_of_calibrations_comes_newest_first_with_who_ran_them(session: Session) -> None:
    trainer = make_person(session, "Hélène Duval")
    for day in range(3):
        calibrate(session, NOON + timedelta(days=day), trainer.id if day == 1 else None, items=[{"version_id": day}])

    rows = calibrations(session, 2)

    assert [(row.ran_at, row.by) for row in rows] == [
        (NOON + timedelta(days=2), None),
        (NOON + timedelta(days=1), "Hélène Duval"),
    ]
    assert rows[0].report == {"items": [{"version_id": 2}]}


def test_what_waits_for_a_calibration_are_the_answers_since_the_last_one(session: Session, version: int) -> None:
    nadia, paul = people(session, 2)
    assert waiting_for_calibration(session) == Waiting(0, 0)
    give(session, nadia.id, [(version, 1.0, 0.7), (version, 1.0, None)])
    assert waiting_for_calibration(session) == Waiting(1, 1)

    calibrate(session, NOON + timedelta(hours=1))
    give(session, paul.id, [(version, 1.0, 0.7)] * 2, NOON + timedelta(days=1))

    assert waiting_for_calibration(session) == Waiting(2, 2)


def test_flags_stand_as_the_last_calibration_left_them(
    session: Session, count_statements: Callable[[], AbstractContextManager[list[str]]]
) -> None:
    assert standing_flags(session) == {}
    flag = Flag(7, "key", 24, 0.7, 0.0, -5.0, 0.1, 0.0)
    calibrate(session, NOON, flags=[flag.to_json(), flag._replace(item=8).to_json()])
    with count_statements() as statements:
        first = standing_flags(session)
    calibrate(session, NOON + timedelta(days=1), items=[])

    assert first == {7: flag, 8: flag._replace(item=8)}
    assert len(statements) == 1
    assert standing_flags(session) == {}
