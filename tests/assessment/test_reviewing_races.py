"""What happens to a card when many tabs, or many copies of one click, answer it at the same instant."""

import pytest
from sqlalchemy import func, select

from course.assessment.models import Review, ReviewCard
from course.assessment.services.reviewing import answer_card, set_aside
from course.foundation import clock
from course.foundation.database import db
from course.foundation.errors import ConflictError
from course.web.transaction import write
from tests import factories
from tests.assessment.reviewing import DAY, RIGHT, ZONE, asked, make_lesson_of_checks, meet, review
from tests.assessment.test_races import at_once


@pytest.fixture(params=["new", "old"])
def card(own_app, request):
    """A learner's only card, new or reviewed before, on a database where commits are real."""
    now = clock.now()
    with own_app.app_context(), write() as session:
        lesson = make_lesson_of_checks(session)
        person = factories.make_person(session)
        meet(session, person, lesson, "q-1", at=now - 9 * DAY)
        if request.param == "old":
            review(session, person, "q-1", at=now - 8 * DAY)
        return person.id, asked(session, person, "q-1", int(request.param == "old"))


def answered(session, person_id, card, client_id):
    try:
        return answer_card(session, person_id, card, RIGHT, client_id, 5.0, ZONE).review_id
    except ConflictError as error:
        session.rollback()
        return error.message_id


def kept(app, card):
    with app.app_context():
        reviews = db.session.execute(select(func.count()).select_from(Review)).scalar_one()
        return reviews - card.reviews, db.session.execute(select(ReviewCard.reviews)).scalar_one() - card.reviews


def test_sixteen_tabs_are_one_review_and_fifteen_refusals(own_app, card) -> None:
    person_id, shown = card

    told = at_once(own_app, lambda session, number: answered(session, person_id, shown, f"tab-{number}"))

    assert told.count("reviews.not_due") == 15
    assert kept(own_app, shown) == (1, 1)


def test_sixteen_copies_of_one_click_are_one_review(own_app, card) -> None:
    person_id, shown = card

    told = at_once(own_app, lambda session, _: answered(session, person_id, shown, "same"))

    assert len(set(told)) == 1
    assert kept(own_app, shown) == (1, 1)


def test_setting_aside_sixteen_times_is_setting_aside_once(own_app, card) -> None:
    person_id, _shown = card

    at_once(own_app, lambda session, _: set_aside(session, person_id, "q-1", ZONE))

    with own_app.app_context():
        assert db.session.execute(select(ReviewCard.set_aside_at)).scalar_one() is not None
