"""The path proposed to a person: its order, its formats, and a manager's change with a reason."""

from datetime import date

import pytest

from course.competencies.services import Proof, record_evidence
from course.enrolment import queries, services
from course.enrolment.rules.path import MEASURE_MINUTES, Need, Reading, proposed_path
from course.foundation import clock
from course.foundation.errors import ConflictError, InvalidInputError, NotFoundError
from tests import factories
from tests.seeds import seeded

DAY = date(2026, 11, 28)


def need(key="JUR-1", status="gap", level=1, required=3, place=1.2, gesture=False, between=False):
    return Need(hash(key) % 1000, key, status, level, required, place, gesture, between)


def reading(item_id, levels, minutes=8, done=False):
    return Reading(item_id, minutes, levels, done)


def test_gaps_come_first_by_what_is_missing_then_what_is_to_confirm_then_what_is_to_measure():
    needs = [
        need("ORG-1", "to_measure", None, 3, 0.0),
        need("KPI-1", "to_confirm", 2, 3, 2.4),
        need("JUR-1", "gap", 2, 3, 2.1),
        need("JUR-2", "gap", 0, 3, 0.4),
    ]

    steps = proposed_path(needs, [])

    assert [step.need.key for step in steps] == ["JUR-2", "JUR-1", "KPI-1", "ORG-1"]


@pytest.mark.parametrize(
    ("one", "expected", "minutes"),
    [
        (need(), "lesson", 0),
        (need("COM-1", gesture=True), "simulation", 15),
        (need("LIT-2", between=True), "seminar", 90),
        (need("COM-1", gesture=True, between=True), "seminar", 90),
        (need("COM-1", "to_measure", None, gesture=True), "lesson", MEASURE_MINUTES),
        (need("JUR-1", "to_confirm", 2), "lesson", MEASURE_MINUTES),
    ],
)
def test_the_format_suits_the_need_and_brings_its_own_time(one, expected, minutes):
    (step,) = proposed_path([one], [])

    assert (step.format, step.minutes) == (expected, minutes)


def test_lessons_lie_between_the_level_held_and_the_level_required():
    lessons = [
        reading(1, {"JUR-1": (1, 1)}),
        reading(2, {"JUR-1": (2, 2)}),
        reading(3, {"JUR-1": (2, 4)}),
        reading(4, {"JUR-1": (4, 4)}),
        reading(5, {"JUR-2": (1, 3)}),
    ]

    (step,) = proposed_path([need(level=1, required=3)], lessons)

    assert step.item_ids == (2, 3)
    assert step.minutes == 16


def test_lessons_already_read_are_proposed_again_only_where_nothing_else_is_left():
    read, unread = reading(1, {"JUR-1": (2, 3)}, done=True), reading(2, {"JUR-1": (2, 3)})

    (with_a_new_one,) = proposed_path([need()], [read, unread])
    (all_read,) = proposed_path([need()], [read])

    assert with_a_new_one.item_ids == (2,)
    assert all_read.item_ids == (1,)


def test_a_lesson_that_serves_two_needs_stands_once():
    both = reading(1, {"JUR-1": (1, 3), "JUR-2": (1, 3)})

    first, second = proposed_path([need("JUR-1", place=0.2), need("JUR-2", place=1.0)], [both])

    assert (first.item_ids, second.item_ids) == ((1,), ())


def test_what_is_to_measure_asks_for_questions_not_for_lessons():
    (step,) = proposed_path([need(status="to_measure", level=None)], [reading(1, {"JUR-1": (1, 3)})])

    assert (step.item_ids, step.minutes) == ((), MEASURE_MINUTES)


def make_learner(session):
    """A person whose job asks for three competencies: a gap on one, one met, one never measured."""
    made = factories.make_framework(session, ("JUR", "JUR-1", False), ("COM", "COM-1", True), ("KPI", "KPI-1", False))
    job = factories.make_job_role(session)
    for competency in made.values():
        factories.require(session, job, competency, 2)
    person = factories.make_person(session, job=job)
    _answer(session, person.id, "JUR-1", 0.0)
    _answer(session, person.id, "KPI-1", 1.0)
    return person


engine, learner = seeded(make_learner)


def _answer(session, learner_id, key, score):
    version = factories.make_measured_version(session, difficulty=3, guessing=0.0)
    proofs = [Proof({key: 1.0}, score, clock.now(), item_version_id=version) for _ in range(8)]
    record_evidence(session, learner_id, proofs)


def test_a_path_holds_what_is_not_met_and_is_proposed_anew_without_losing_the_old_one(session, learner):
    first = services.propose_path(session, learner.id, DAY)
    before = queries.path_of(session, learner.id)

    again = services.propose_path(session, learner.id, DAY)

    after = queries.path_of(session, learner.id)
    assert (first, again) == (2, 2)
    assert [(row.competency_key, row.status) for row in after] == [("JUR-1", "gap"), ("COM-1", "to_measure")]
    assert {row.id for row in before}.isdisjoint(row.id for row in after)
    assert queries.steps_waiting(session, learner.id) == (2, sum(row.minutes for row in after))


def test_a_manager_changes_the_format_with_a_reason_that_outlives_the_next_proposal(session, learner):
    boss = factories.make_person(session, "Claire")
    services.propose_path(session, learner.id, DAY)
    step = queries.path_of(session, learner.id)[0]

    services.change_format(session, boss.id, learner.id, step.id, "workshop", "  Atelier  du 3 décembre ")
    services.propose_path(session, learner.id, DAY)

    row = queries.path_of(session, learner.id)[0]
    assert (row.format, row.proposed_format, row.changed_by) == ("workshop", "lesson", "Claire")
    assert row.change_reason == "Atelier du 3 décembre"
    assert row.minutes == step.minutes + 45


def test_a_change_can_be_taken_back(session, learner):
    services.propose_path(session, learner.id, DAY)
    step = queries.path_of(session, learner.id)[0]
    services.change_format(session, learner.id, learner.id, step.id, "seminar", "Avec les ventes")

    services.back_to_proposed(session, learner.id, step.id)

    assert queries.path_of(session, learner.id)[0] == step


@pytest.mark.parametrize(("kind", "reason"), [("film", "Pourquoi pas"), ("seminar", "   "), ("seminar", "x" * 301)])
def test_a_change_without_a_known_format_and_a_reason_is_refused(session, learner, kind, reason):
    services.propose_path(session, learner.id, DAY)
    step = queries.path_of(session, learner.id)[0]

    with pytest.raises(InvalidInputError):
        services.change_format(session, learner.id, learner.id, step.id, kind, reason)

    assert queries.path_of(session, learner.id)[0].change_reason is None


def test_a_step_of_somebody_else_or_of_an_older_path_is_not_changed(session, learner):
    stranger = factories.make_person(session, "Paul")
    services.propose_path(session, learner.id, DAY)
    old = queries.path_of(session, learner.id)[0]
    services.propose_path(session, learner.id, DAY)

    with pytest.raises(NotFoundError):
        services.change_format(session, stranger.id, stranger.id, old.id, "seminar", "Parce que")
    with pytest.raises(ConflictError):
        services.change_format(session, stranger.id, learner.id, old.id, "seminar", "Parce que")


def test_proposing_takes_the_same_few_statements_whatever_is_needed(session, learner, count_statements):
    services.propose_path(session, learner.id, DAY)

    with count_statements() as statements:
        services.propose_path(session, learner.id, DAY)

    assert len(statements) <= 8
