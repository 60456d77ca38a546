"""Assignments, completions and commitments."""

from datetime import date, timedelta

import pytest

from course.enrolment import queries, services
from course.foundation import clock
from course.foundation.errors import InvalidInputError, NotFoundError
from course.publishing import services as publishing
from tests import factories
from tests.seeds import seeded

TODAY = date(2026, 11, 23)


def make_lesson(session):
    """A published item to assign and complete."""
    item = publishing.ensure_item(session, "lesson", "une-lecon")
    version = publishing.add_version(session, item, "Une leçon", "texte")
    publishing.publish(session, version)
    return item


engine, lesson = seeded(make_lesson)


def test_the_first_completion_stands(session, lesson):
    person = factories.make_person(session)

    first = services.complete(session, person.id, lesson.id, lesson.published_version_id)
    second = services.complete(session, person.id, lesson.id, lesson.published_version_id)

    assert (first, second) == (True, False)
    assert queries.completed_item_ids(session, person.id) == {lesson.id}


def test_an_assignment_is_open_until_completed_after_it(session, lesson):
    person, boss = factories.make_person(session), factories.make_person(session, "Claire")
    services.assign(session, [person.id], lesson.id, TODAY + timedelta(days=5), boss.id, "Écart", today=TODAY)
    before = queries.open_assignments(session, person.id)

    with clock.at(clock.now() + timedelta(minutes=1)):
        services.complete(session, person.id, lesson.id, lesson.published_version_id)

    assert [(row.title, row.assigned_by) for row in before] == [("Une leçon", "Claire")]
    assert queries.open_assignments(session, person.id) == []
    assert queries.assignments_of(session, person.id)[0].completed_at is not None


def test_what_was_completed_before_can_be_assigned_and_completed_again(session, lesson):
    person = factories.make_person(session)
    services.complete(session, person.id, lesson.id, lesson.published_version_id)
    with clock.at(clock.now() + timedelta(minutes=1)):
        services.assign(session, [person.id], lesson.id, TODAY + timedelta(days=5), None, today=TODAY)
    open_before = len(queries.open_assignments(session, person.id))

    with clock.at(clock.now() + timedelta(minutes=2)):
        again = services.complete(session, person.id, lesson.id, lesson.published_version_id)
        once_more = services.complete(session, person.id, lesson.id, lesson.published_version_id)

    assert open_before == 1
    assert (again, once_more) == (True, False)
    assert queries.open_assignments(session, person.id) == []


def test_assigning_again_moves_the_date_and_makes_no_second_row(session, lesson):
    person = factories.make_person(session)
    services.assign(session, [person.id], lesson.id, TODAY + timedelta(days=5), None, today=TODAY)

    services.assign(session, [person.id], lesson.id, TODAY + timedelta(days=9), None, today=TODAY)

    session.expire_all()
    assert [row.due_on for row in queries.open_assignments(session, person.id)] == [TODAY + timedelta(days=9)]


@pytest.mark.parametrize("due_on", [TODAY - timedelta(days=1), TODAY + timedelta(days=800)])
def test_a_date_that_makes_no_sense_is_refused(session, lesson, due_on):
    person = factories.make_person(session)

    with pytest.raises(InvalidInputError) as refusal:
        services.assign(session, [person.id], lesson.id, due_on, None, today=TODAY)

    assert refusal.value.message_id == "enrolment.bad_date"


def test_a_commitment_is_asked_about_after_seven_days_and_only_by_its_owner(session, lesson):
    person, other = factories.make_person(session), factories.make_person(session)
    services.commit_to(session, person.id, lesson.id, "confirme chaque promesse", TODAY)

    early = queries.commitment_to_ask(session, person.id, TODAY + timedelta(days=6))
    due = queries.commitment_to_ask(session, person.id, TODAY + timedelta(days=7))
    with pytest.raises(NotFoundError):
        services.answer_commitment(session, other.id, due.id, "yes")
    services.answer_commitment(session, person.id, due.id, "yes")

    assert early is None
    assert due.text == "confirme chaque promesse"
    assert queries.commitment_to_ask(session, person.id, TODAY + timedelta(days=8)) is None


def test_a_new_choice_replaces_the_one_not_asked_yet(session, lesson):
    person = factories.make_person(session)
    services.commit_to(session, person.id, lesson.id, "premier", TODAY)

    services.commit_to(session, person.id, lesson.id, "second", TODAY)

    session.expire_all()
    assert queries.commitment_to_ask(session, person.id, TODAY + timedelta(days=7)).text == "second"
    assert queries.commitment_of(session, person.id, lesson.id) == "second"
