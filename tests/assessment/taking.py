"""Takes quizzes as a learner does, through the services, at a given instant."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from course.assessment import queries, services
from course.foundation import clock
from course.foundation.errors import ConflictError
from course.publishing.models import Item
from tests import factories

NOON = datetime(2026, 11, 23, 11, 0, tzinfo=UTC)


def make(session, *keys, **fields):
    for key in keys:
        factories.make_question(session, key, **fields)


def begin(session, person, quiz, at=NOON, **more):
    with clock.at(at):
        return services.start_attempt(session, person.id, quiz, **more)


def attempt_of(session, person, attempt_id):
    return queries.attempt_of(session, person.id, attempt_id)


def asked(session, person, attempt_id):
    """The keys of an attempt's questions, in order."""
    names = dict(session.execute(select(Item.id, Item.key)).all())
    return [names[slot.question_item_id] for slot in attempt_of(session, person, attempt_id).slots]


def say(session, person, attempt_id, position, value, client_id, **more):
    answer = value if isinstance(value, dict) else {"value": value}
    return services.save_answer(session, person.id, attempt_id, position, answer, client_id, **more)


def finish(session, person, attempt_id, at=NOON):
    with clock.at(at):
        return services.finish_attempt(session, person.id, attempt_id)


def take(session, person, quiz, letters, at=NOON, certainty=None):
    """Takes a quiz whose questions are not shuffled, one letter a question; returns the attempt."""
    attempt_id = begin(session, person, quiz, at)
    with clock.at(at):
        for position, letter in enumerate(letters, start=1):
            say(session, person, attempt_id, position, letter, f"{attempt_id}-{position}", certainty=certainty)
    return finish(session, person, attempt_id, at)


def refusal(session, person, quiz, at, **more):
    with pytest.raises(ConflictError) as refused:
        begin(session, person, quiz, at, **more)
    return refused.value.message_id
