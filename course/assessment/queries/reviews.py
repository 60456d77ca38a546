"""Reads of reviewing, each for its owner alone: today's cards, an answer that was given, what was set aside."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Float,
    Integer,
    Row,
    Select,
    String,
    Subquery,
    and_,
    bindparam,
    case,
    cast,
    func,
    literal,
    null,
    or_,
    select,
    true,
    union_all,
)
from sqlalchemy.orm import Session, aliased

from course.assessment.models import Attempt, AttemptSlot, CheckAnswer, Diagnostic, Grade, Review, ReviewCard
from course.assessment.rules.reviews import (
    MOST_SECONDS_OF_A_CARD,
    SECONDS_A_DAY,
    TIMES_LOOKED_AT,
    UNASKED_TYPES,
    day_bounds,
    minutes_of,
)
from course.foundation.database import Instant
from course.foundation.errors import NotFoundError
from course.publishing.models import Item, Version
from course.question_bank.models import Question, Quiz
from course.question_bank.rules import DIAGNOSTIC
from quizzes.recall import FULL, HALF, MOST_A_DAY, MOST_NEW_A_DAY, Card, Memory, todays_cards


@dataclass(frozen=True, slots=True)
class CardRow:
    """A question to review, in the version that is published now; `reviews`: how often it was, `memory` None: never."""

    item_id: int
    key: str
    version_id: int
    competency_id: int
    seconds: int
    reviews: int
    memory: Memory | None


@dataclass(frozen=True, slots=True)
class ReviewDay:
    """A person's reviewing on one day: the cards still to ask, in order, how many were done, the seconds they took.

    `waiting`: how many more are due than the day takes.
    """

    cards: tuple[CardRow, ...]
    done: int
    seconds: float
    waiting: int = 0

    @property
    def total(self) -> int:
        """How many cards the day has in all."""
        return self.done + len(self.cards)

    @property
    def minutes(self) -> int:
        """How long the rest takes, as one announces it."""
        return minutes_of(min(sum(card.seconds for card in self.cards), SECONDS_A_DAY - self.seconds))

    @property
    def is_long(self) -> bool:
        """Whether the day's ten minutes are over."""
        return self.seconds >= SECONDS_A_DAY

    @property
    def is_full(self) -> bool:
        """Whether the day's cards are all done, as many as a day takes."""
        return self.done >= MOST_A_DAY

    def card(self, item_id: int) -> CardRow | None:
        """Returns the card of a question where it is among today's."""
        return next((card for card in self.cards if card.item_id == item_id), None)


# --- Today's cards ---------------------------------------------------------------------------------------------------
# One statement, built once: home asks it at every opening.

_LEARNER = bindparam("learner", type_=Attempt.id.type)
_BEGINS, _ENDS = (bindparam(name, type_=Instant()) for name in ("begins", "ends"))
_DAY = bindparam("day", type_=String())
_PLACE = (Item.id, Item.key, Question.version_id, Question.competency_id, Question.seconds)
_ASKED: ColumnElement[bool] = and_(Item.retired_at.is_(None), Question.type.not_in(UNASKED_TYPES))


def _met_in_lessons() -> Select[*tuple[Any, ...]]:
    return (
        select(Question.item_id, CheckAnswer.fraction.label("fraction"), CheckAnswer.answered_at.label("met_at"))
        .join(Question, Question.version_id == CheckAnswer.question_version_id)
        .where(CheckAnswer.learner_id == _LEARNER)
    )


def _met_in_quizzes() -> Select[*tuple[Any, ...]]:
    """Questions that were marked in an attempt, but no diagnostic, whose quiz shows the right answer by this day."""
    settings = Quiz.settings
    is_closed = settings["closes_on"].as_string() < _DAY
    shown = case(
        (is_closed, settings[("review", "closed")].as_string()), else_=settings[("review", "open")].as_string()
    )
    return (
        select(AttemptSlot.question_item_id, Grade.fraction, Grade.graded_at)
        .join(Attempt, Attempt.id == AttemptSlot.attempt_id)
        .join(Quiz, Quiz.version_id == Attempt.quiz_version_id)
        .join(Grade, and_(Grade.slot_id == AttemptSlot.id, Grade.number == 1))
        .outerjoin(Diagnostic, Diagnostic.attempt_id == Attempt.id)
        .where(
            Attempt.learner_id == _LEARNER,
            Diagnostic.id.is_(None),
            func.coalesce(settings["purpose"].as_string(), "") != DIAGNOSTIC,
            or_(shown.is_(None), shown.contains('"right"')),  # nothing said: everything is shown
        )
    )


def _new() -> Subquery:
    """Questions that were met and never reviewed: first those that went wrong, then those met longest ago. One that
    went right today would only be said again: it waits for tomorrow."""
    met = union_all(_met_in_lessons(), _met_in_quizzes()).subquery()
    known = (
        select(met.c.item_id, func.min(met.c.fraction).label("worst"), func.max(met.c.met_at).label("met_at"))
        .group_by(met.c.item_id)
        .subquery()
    )
    rank = case((known.c.worst < HALF, 0), (known.c.worst < FULL, 1), else_=2)
    return (
        select(
            *_PLACE,
            *(cast(null(), Float).label("stability"), cast(null(), Float).label("difficulty")),
            *(cast(null(), Instant()).label("due_at"), cast(null(), Instant()).label("last_at")),
            *(literal(0, Integer).label("reviews"), literal(0, Integer).label("lapses")),
            *(rank.label("rank"), known.c.met_at),
        )
        .join(known, known.c.item_id == Item.id)
        .join(Question, Question.version_id == Item.published_version_id)
        .outerjoin(ReviewCard, and_(ReviewCard.learner_id == _LEARNER, ReviewCard.question_item_id == Item.id))
        .where(
            _ASKED,
            or_(
                ReviewCard.learner_id.is_(None),
                and_(ReviewCard.stability.is_(None), ReviewCard.set_aside_at.is_(None)),
            ),
            or_(known.c.worst < FULL, known.c.met_at < _BEGINS),
        )
        .order_by(rank, known.c.met_at, Item.id)
        .limit(MOST_NEW_A_DAY)
        .subquery()
    )


def _due() -> Select[*tuple[Any, ...]]:
    return (
        select(
            *_PLACE,
            ReviewCard.stability,
            ReviewCard.difficulty,
            ReviewCard.due_at,
            ReviewCard.last_at,
            ReviewCard.reviews,
            ReviewCard.lapses,
            literal(-1, Integer).label("rank"),
            ReviewCard.last_at.label("met_at"),
        )
        .join(ReviewCard, ReviewCard.question_item_id == Item.id)
        .join(Question, Question.version_id == Item.published_version_id)
        .where(
            ReviewCard.learner_id == _LEARNER,
            ReviewCard.set_aside_at.is_(None),
            ReviewCard.stability.is_not(None),
            ReviewCard.due_at < _ENDS,
            ReviewCard.last_at < _BEGINS,  # on the longest day of the year a card could be due twice
            _ASKED,
        )
    )


def _done_today() -> Subquery:
    today = and_(Review.learner_id == _LEARNER, Review.answered_at >= _BEGINS, Review.answered_at < _ENDS)
    counted = case((Review.seconds > MOST_SECONDS_OF_A_CARD, float(MOST_SECONDS_OF_A_CARD)), else_=Review.seconds)
    begun = select(func.count()).where(
        ReviewCard.learner_id == _LEARNER,
        ReviewCard.added_at >= _BEGINS,
        ReviewCard.added_at < _ENDS,
        ReviewCard.reviews > 0,
    )
    last = (
        select(Question.competency_id)
        .join(Review, Review.question_version_id == Question.version_id)
        .where(today)
        .order_by(Review.id.desc())
        .limit(1)
    )
    return select(
        select(func.count()).select_from(Review).where(today).scalar_subquery().label("done"),
        select(func.coalesce(func.sum(counted), 0.0)).where(today).scalar_subquery().label("seconds_done"),
        begun.scalar_subquery().label("begun"),
        last.scalar_subquery().label("last_competency"),
    ).subquery()


def _todays() -> Select[*tuple[Any, ...]]:
    cards: CompoundSelect[Any] = union_all(_due(), select(_new()))
    today, found = _done_today(), cards.subquery()
    return select(today, found).select_from(today.outerjoin(found, true()))


_TODAYS = _todays()


def review_day(session: Session, learner_id: int, now: datetime, zone: str) -> ReviewDay:
    """Returns a person's reviewing on the day of an instant: one statement, whatever was met or reviewed."""
    session.flush()
    day, begins, ends = day_bounds(now, zone)
    asked = {"learner": learner_id, "begins": begins, "ends": ends, "day": day.isoformat()}
    rows = session.connection().execute(_TODAYS, asked).all()
    done, seconds, begun, last = rows[0][:4]
    found = sorted((row for row in rows if row.id is not None), key=lambda row: (row.rank, row.met_at, row.id))
    cards = {row.id: _card(row) for row in found}
    pool = [Card(card.item_id, card.competency_id, card.memory) for card in cards.values()]
    chosen = todays_cards(pool, done, now, new_today=begun, until=ends, after=last) if seconds < SECONDS_A_DAY else []
    due = sum(card.memory is not None for card in pool)
    return ReviewDay(
        cards=tuple(cards[int(str(card.key))] for card in chosen),
        done=done,
        seconds=float(seconds),
        waiting=due - sum(card.memory is not None for card in chosen),
    )


def _card(row: Row[Any]) -> CardRow:
    memory = None
    if row.stability is not None:
        memory = Memory(row.stability, row.difficulty, row.due_at, row.last_at, row.reviews, row.lapses)
    return CardRow(row.id, row.key, row.version_id, row.competency_id, row.seconds, row.reviews, memory)


def next_due_at(session: Session, learner_id: int, after: datetime) -> datetime | None:
    """Returns when the person's next card is due, from an instant on; None where there is none: one statement."""
    found: datetime | None = session.execute(
        select(func.min(ReviewCard.due_at))
        .join(Item, Item.id == ReviewCard.question_item_id)
        .join(Question, Question.version_id == Item.published_version_id)
        .where(
            ReviewCard.learner_id == learner_id,
            ReviewCard.set_aside_at.is_(None),
            ReviewCard.stability.is_not(None),
            ReviewCard.due_at >= after,
            _ASKED,
        )
    ).scalar_one()
    return found


# --- Answers and cards -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """One card as it was answered; `number`: how many reviews of it came before. `due_at`: when it comes back, None
    where it was reviewed again since."""

    id: int
    item_id: int
    key: str
    version_id: int
    drawn: Mapping[str, str] | None
    answer: Mapping[str, Any]
    rating: int
    answered_at: datetime
    number: int
    due_at: datetime | None
    is_set_aside: bool


def review_of(session: Session, learner_id: int, review_id: int) -> ReviewRow:
    """Returns the person's own review: one statement. Raises NotFoundError for anybody else's."""
    earlier = aliased(Review)
    number = (
        select(func.count())
        .select_from(earlier)
        .where(
            earlier.learner_id == Review.learner_id,
            earlier.question_item_id == Review.question_item_id,
            earlier.id < Review.id,
        )
        .scalar_subquery()
    )
    row = session.execute(
        select(Review.id, Review.question_item_id, Item.key, Review.question_version_id)
        .add_columns(Review.drawn, Review.answer, Review.rating, Review.answered_at, number.label("number"))
        .add_columns(case((ReviewCard.reviews == number + 1, ReviewCard.due_at), else_=None))
        .add_columns(ReviewCard.set_aside_at.is_not(None))
        .join(Item, Item.id == Review.question_item_id)
        .join(
            ReviewCard,
            and_(ReviewCard.learner_id == Review.learner_id, ReviewCard.question_item_id == Review.question_item_id),
        )
        .where(Review.id == review_id, Review.learner_id == learner_id)
    ).one_or_none()
    if row is None:
        raise NotFoundError("error.not_found")
    return ReviewRow(*row)


def review_by_client(session: Session, learner_id: int, client_id: str) -> int | None:
    """Returns the review that the person sent with this client id."""
    return session.execute(
        select(Review.id).where(Review.learner_id == learner_id, Review.client_id == client_id)
    ).scalar_one_or_none()


def recent_seconds(session: Session, item_id: int) -> list[float]:
    """Returns how long the last answers to a question took, whoever gave them; « Je ne sais pas » is said in no time
    and says nothing about it. For the rating alone: no page shows it."""
    rows = session.execute(
        select(Review.seconds)
        .where(Review.question_item_id == item_id, Review.seconds.is_not(None), Review.outcome != "unanswered")
        .order_by(Review.id.desc())
        .limit(TIMES_LOOKED_AT)
    )
    return [seconds for (seconds,) in rows if seconds is not None]


@dataclass(frozen=True, slots=True)
class AsideRow:
    """A question that the person set aside."""

    key: str
    title: str
    set_aside_at: datetime


def cards_set_aside(session: Session, learner_id: int) -> list[AsideRow]:
    """Returns the published questions that the person set aside, the latest first: one statement."""
    rows = session.execute(
        select(Item.key, Version.title, ReviewCard.set_aside_at)
        .join(Item, Item.id == ReviewCard.question_item_id)
        .join(Version, Version.id == Item.published_version_id)
        .where(ReviewCard.learner_id == learner_id, ReviewCard.set_aside_at.is_not(None))
        .order_by(ReviewCard.set_aside_at.desc(), Item.id)
    )
    return [AsideRow(key, title, at) for key, title, at in rows if at is not None]
