"""Meets questions and reviews them as a learner does, through the services, at a given instant."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from course.assessment import services
from course.assessment.models import Review, ReviewCard
from course.assessment.queries.reviews import review_day
from course.assessment.services.reviewing import answer_card, asked_card, first_card
from course.foundation import clock
from course.foundation.errors import ConflictError
from course.publishing.models import Item
from course.question_bank.queries import published_question, stored_questions
from tests import factories
from tests.learning.content import make_lesson, make_module

NOON = datetime(2026, 11, 23, 11, 0, tzinfo=UTC)  # a Monday
DAY = timedelta(days=1)
ZONE = "Europe/Paris"
NBSP = "\N{NO-BREAK SPACE}"
RIGHT, WRONG, UNKNOWN = {"value": "b"}, {"value": "a"}, {"unknown": True}


def make_lesson_of_checks(session):
    """Makes a framework and a lesson whose checks people answer; returns the lesson's item."""
    factories.make_framework(session)
    make_module(session)
    return make_lesson(session, "echeance").item_id


def meet(session, person, lesson_id, *keys, answer=WRONG, at=NOON - DAY):
    """Answers questions in a lesson; makes those that are not there yet."""
    for key in keys:
        stored = published_question(session, key)
        if stored is None:
            factories.make_question(session, key)
            stored = published_question(session, key)
        with clock.at(at):
            figured = asked_card(stored, person.id, 0).stored
            services.answer_check(session, person.id, lesson_id, figured, answer, f"{key} {at}")


def day_of(session, person, at=NOON, zone=ZONE):
    return review_day(session, person.id, at, zone)


def keys_of(session, person, at=NOON):
    return [card.key for card in day_of(session, person, at).cards]


def first_of(session, person, at=NOON):
    return first_card(session, person.id, day_of(session, person, at))


def asked(session, person, key, reviews=0):
    """The card of a question as it is shown after so many reviews."""
    return asked_card(published_question(session, key), person.id, reviews)


def say(session, person, card, answer=RIGHT, at=NOON, client_id=None, seconds=10.0):
    with clock.at(at):
        return answer_card(session, person.id, card, answer, client_id or f"{card.stored.key} {at}", seconds, ZONE)


def review(session, person, key, answer=RIGHT, at=NOON, seconds=10.0):
    """Reviews a question that is to be reviewed now; returns the card as it is kept."""
    card = next(card for card in day_of(session, person, at).cards if card.key == key)
    stored = stored_questions(session, [card.version_id])[card.version_id]
    say(session, person, asked_card(stored, person.id, card.reviews), answer, at, seconds=seconds)
    return kept(session, person, key)


def kept(session, person, key):
    """The card of a question as the database has it."""
    item_id = session.execute(select(Item.id).where(Item.kind == "question", Item.key == key)).scalar_one()
    session.expire_all()
    return session.get(ReviewCard, (person.id, item_id))


def refusal(act):
    with pytest.raises(ConflictError) as refused:
        act()
    return refused.value.message_id


def reviews_of(session, person):
    return session.execute(select(Review).where(Review.learner_id == person.id).order_by(Review.id)).scalars().all()


def form_of(page):
    """What the form of a card sends along: the address, and its hidden fields."""
    address = re.search(r'action="(/review/[a-z0-9-]+)"', page.text)[1]
    fields = dict(re.findall(r'type="hidden" name="(client_id|card)" value="([^"]+)"', page.text))
    return address, fields


def give(client, answer="b", do="answer", **more):
    address, fields = form_of(client.get("/review"))
    return client.post(address, data=fields | {"do": do} | ({"answer": answer} if answer else {}) | more)


def said(text):
    return text.replace(" :", f"{NBSP}:")
