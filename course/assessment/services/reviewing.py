"""Reviewing: a card is asked with figures of its own, answered once, and comes back when it would fade; private."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from course.assessment import queries
from course.assessment.models import Review, ReviewCard
from course.assessment.queries.reviews import (
    CardRow,
    ReviewDay,
    recent_seconds,
    review_by_client,
    review_day,
)
from course.assessment.rules.reviews import review_order, seed_of, usual_seconds
from course.assessment.services.answering import check_client_id
from course.assessment.services.marks import UNKNOWN, marked
from course.foundation import clock
from course.foundation.database import insert_once
from course.foundation.errors import ConflictError, NotFoundError
from course.question_bank.queries import StoredQuestion, question_item_ids, stored_questions
from quizzes import Mark, QuestionError
from quizzes.drawing import draw, drawn_to_json
from quizzes.questions import Calculated
from quizzes.recall import rating_of, reviewed

UNREADABLE = frozenset({"invalid", "unanswered"})


@dataclass(frozen=True, slots=True)
class AskedCard:
    """A question as it is asked at a review: with its figures, its parts in their order; `reviews` came before."""

    stored: StoredQuestion
    order: tuple[Any, ...]
    drawn: Mapping[str, str] | None
    reviews: int


@dataclass(frozen=True, slots=True)
class AnsweredCard:
    """What became of an answer: the id of its review, or None where nothing could be read; its mark."""

    review_id: int | None
    mark: Mark


def asked_card(
    stored: StoredQuestion, learner_id: int, reviews: int, drawn: Mapping[str, str] | None = None
) -> AskedCard:
    """Returns a question as the person meets it after so many reviews: always the same figures and order, and others at
    the next review. `drawn`: the figures, where they are kept. Raises QuestionError where none can be drawn."""
    seed = seed_of(learner_id, stored.item_id, reviews)
    if isinstance(stored.question, Calculated):
        drawn = drawn or drawn_to_json(draw(stored.question, seed, seed))
        stored = stored.with_figures(drawn, "fr")
    return AskedCard(stored, review_order(stored.question, seed), drawn, reviews)


def first_card(session: Session, learner_id: int, day: ReviewDay) -> AskedCard | None:
    """Returns the first of today's cards that can be asked: one whose figures cannot be drawn is passed over. Writes
    nothing."""
    for card in day.cards:
        stored = stored_questions(session, [card.version_id])[card.version_id]
        try:
            return asked_card(stored, learner_id, card.reviews)
        except QuestionError:
            continue
    return None


def answer_card(
    session: Session,
    learner_id: int,
    asked: AskedCard,
    answer: Mapping[str, Any],
    client_id: str,
    seconds: float | None,
    zone: str,
) -> AnsweredCard:
    """Marks an answer, keeps it and decides when the card comes back; never evidence. The same client id again is the
    same review. Nothing is kept of an entry that cannot be read. Raises ConflictError where the card is not to be
    reviewed now, or the question has changed since it was shown.
    """
    check_client_id(client_id)
    result = marked(asked.stored, answer)
    now = clock.now()
    # The day is read first: a copy of this click that was faster by a moment is then known, or the card is still there.
    day = review_day(session, learner_id, now, zone)
    known = review_by_client(session, learner_id, client_id)
    if known is not None:
        return AnsweredCard(known, result)
    card = _card_to_review(day, asked)
    if result.outcome in UNREADABLE and not answer.get(UNKNOWN):
        return AnsweredCard(None, result)
    fraction = max(0.0, result.fraction)
    extra = queries.extra_percent(session, learner_id)
    usual = usual_seconds(recent_seconds(session, card.item_id), card.seconds, extra)
    rating = rating_of(fraction, seconds, usual)
    values = {
        "learner_id": learner_id,
        "question_item_id": card.item_id,
        "question_version_id": card.version_id,
        "client_id": client_id,
        "drawn": asked.drawn,
        "answer": dict(answer),
        "fraction": fraction,
        "outcome": result.outcome,
        "rating": int(rating),
        "seconds": seconds,
        "answered_at": now,
    }
    if insert_once(session, Review, values, ("learner_id", "client_id")):
        memory = reviewed(card.memory, rating, now)
        changes: dict[str, Any] = {
            "stability": memory.stability,
            "difficulty": memory.difficulty,
            "due_at": memory.due_at,
            "last_at": now,
            "reviews": memory.reviews,
            "lapses": memory.lapses,
        }
        if card.memory is None:
            changes["added_at"] = now
        _keep(session, learner_id, card, changes)
    return AnsweredCard(review_by_client(session, learner_id, client_id), result)


def _card_to_review(day: ReviewDay, asked: AskedCard) -> CardRow:
    card = day.card(asked.stored.item_id)
    if card is None or card.reviews != asked.reviews:
        raise ConflictError("reviews.not_due")
    if card.version_id != asked.stored.version_id:
        raise ConflictError("reviews.changed")
    return card


def _keep(session: Session, learner_id: int, card: CardRow, changes: Mapping[str, Any]) -> None:
    """Changes the card that was read, nobody else's idea of it: of two tabs at the same instant one is refused."""
    _make_card(session, learner_id, card.item_id, clock.now())
    changed = session.connection().execute(
        update(ReviewCard)
        .where(
            ReviewCard.learner_id == learner_id,
            ReviewCard.question_item_id == card.item_id,
            ReviewCard.reviews == card.reviews,
            ReviewCard.set_aside_at.is_(None),
        )
        .values(**changes)
    )
    if not changed.rowcount:
        raise ConflictError("reviews.not_due")


def _make_card(session: Session, learner_id: int, item_id: int, now: datetime) -> None:
    values = {
        "learner_id": learner_id,
        "question_item_id": item_id,
        "due_at": now,
        "reviews": 0,
        "lapses": 0,
        "added_at": now,
    }
    insert_once(session, ReviewCard, values, ("learner_id", "question_item_id"))


def set_aside(session: Session, learner_id: int, key: str, zone: str) -> None:
    """Sets a question aside: it is asked no more until it is put back; twice is once. Raises NotFoundError for one that
    the person has no card of.
    """
    item_id = _item_id(session, key)
    now = clock.now()
    day = review_day(session, learner_id, now, zone)  # read first: another click may just be making the card
    if session.get(ReviewCard, (learner_id, item_id)) is None:
        if day.card(item_id) is None:
            raise NotFoundError("error.not_found")
        _make_card(session, learner_id, item_id, now)
    _mark_aside(session, learner_id, item_id, now)


def put_back(session: Session, learner_id: int, key: str) -> None:
    """Takes a question back that was set aside, with the memory that it had; twice is once. Raises NotFoundError for
    one that the person has no card of.
    """
    item_id = _item_id(session, key)
    if session.get(ReviewCard, (learner_id, item_id)) is None:
        raise NotFoundError("error.not_found")
    _mark_aside(session, learner_id, item_id, None)


def _mark_aside(session: Session, learner_id: int, item_id: int, at: datetime | None) -> None:
    session.execute(
        update(ReviewCard)
        .where(
            ReviewCard.learner_id == learner_id,
            ReviewCard.question_item_id == item_id,
            ReviewCard.set_aside_at.is_(None) if at else ReviewCard.set_aside_at.is_not(None),
        )
        .values(set_aside_at=at)
    )


def _item_id(session: Session, key: str) -> int:
    found = question_item_ids(session, [key]).get(key)
    if found is None:
        raise NotFoundError("error.not_found")
    return found
