"""Counted answers for the figures of trainers, of people who stay unnamed, in one statement.

Counted attempts at quizzes that have ended are all that is read: practice is private even in sums, and a diagnostic
that chooses its questions by ability is no quiz.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from typing import Any, Final, Literal

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import BigInteger, ColumnElement, Select, Text, and_, case, cast, func, or_, select
from sqlalchemy.orm import Session, aliased

from course.assessment.models import Attempt, AttemptSlot, Diagnostic, Grade, Response, TestOut
from course.assessment.rules import COUNTED, SUREST
from course.assessment.rules.entries import Typed
from course.assessment.rules.figures import LONG_GAP, Answers, Chosen, QuizFigures, letters_of, quiz_figures
from course.foundation.cache import RecentCache
from course.foundation.database import epoch
from course.publishing.models import Item, Version
from course.question_bank.models import Quiz
from course.question_bank.queries import StoredQuestion, stored_questions
from course.question_bank.rules import PLAIN, settings_of

# Which attempts of a person at a quiz are measured. The first is the only one that nobody had practised for.
Selection = Literal["first", "last", "best", "all"]
SELECTIONS: Final[tuple[Selection, ...]] = ("first", "last", "best", "all")
MOST_KEPT: Final = 64

Numbers = NDArray[np.float64]
Whole = NDArray[np.int64]

# Until somebody finishes, is marked again or is erased, the same answers give the same figures.
_figures_cache: RecentCache[tuple[int, Selection], tuple[tuple[int, int], "Gathered"]] = RecentCache(MOST_KEPT)


@dataclass(frozen=True, slots=True)
class QuizRow:
    """A quiz in the trainer's list; `certainty`: it marks by how sure one says to be."""

    item_id: int
    key: str
    title: str
    mode: str
    is_published: bool
    certainty: bool


@dataclass(frozen=True, slots=True)
class VersionRow:
    """A version of a question: its number, what learners read first, since when."""

    version_id: int
    item_id: int
    key: str
    number: int
    title: str
    created_at: datetime


def quiz_rows(session: Session, key: str | None = None) -> list[QuizRow]:
    """Returns the quizzes that are taken as such, or that with this key, by title, as published or else as of late."""
    other = aliased(Quiz)
    latest = select(func.max(other.version_id)).where(other.item_id == Item.id).scalar_subquery()
    rows = session.execute(
        select(Item.id, Item.key, Quiz.title, Quiz.mode, Item.published_version_id.is_not(None), Quiz.settings)
        .join(Quiz, Quiz.version_id == func.coalesce(Item.published_version_id, latest))
        .where(Item.kind == "quiz", Item.key == key if key is not None else Item.id > 0)
        .order_by(Quiz.title, Item.key)
    )
    found = [(row, settings_of(row[5] or {}, row[3])) for row in rows]
    return [QuizRow(*(*row[:5], settings.certainty)) for row, settings in found if settings.purpose == PLAIN]


def quizzes_asking(session: Session, question_item_id: int) -> list[int]:
    """Returns the items of the quizzes in whose counted, finished attempts the question was asked."""
    rows = session.execute(
        select(Attempt.quiz_item_id)
        .join(AttemptSlot, AttemptSlot.attempt_id == Attempt.id)
        .where(AttemptSlot.question_item_id == question_item_id, *_COUNTED)
        .distinct()
    )
    return sorted(row[0] for row in rows)


def version_rows(session: Session, version_ids: Iterable[int]) -> dict[int, VersionRow]:
    """Returns versions by id."""
    return {row.version_id: row for row in _versions(session, Version.id.in_(list(version_ids)))}


def versions_of_question(session: Session, key: str) -> list[VersionRow]:
    """Returns the versions of the question with this key, the latest first; none where there is no such question."""
    return _versions(session, and_(Item.kind == "question", Item.key == key))


def _versions(session: Session, where: ColumnElement[bool]) -> list[VersionRow]:
    rows = session.execute(
        select(Version.id, Version.item_id, Item.key, Version.number, Version.title, Version.created_at)
        .join(Item, Item.id == Version.item_id)
        .where(where)
        .order_by(Version.number.desc())
    )
    return [VersionRow(*row) for row in rows]


@dataclass(frozen=True, slots=True, eq=False)
class Gathered:
    """The answers to a quiz with what they say."""

    answers: Answers
    figures: QuizFigures


def figures_of_quizzes(
    session: Session, quiz_item_ids: Iterable[int], selection: Selection = "first"
) -> dict[int, Gathered]:
    """Returns the answers to each quiz, by item, with their figures; two statements whatever the number of attempts,
    and one for question versions that the process does not keep yet.

    `selection`: which attempts of each person at a quiz. A question is « not seen » where it was not drawn, and where
    time ran out before it was reached; an answer that waits for its mark has none. Marks are the shares of the newest
    grade, times what the question weighed lately: what certainty adds or takes away is no part of them. Seconds are
    estimated: from the former save of the attempt (or its start) to each save of this question, without what took
    more than ten times its expected time.
    """
    newest, finished = session.connection().execute(_STAMP).one()
    stamp = (int(newest), int(finished))
    wanted = list(dict.fromkeys(quiz_item_ids))
    found: dict[int, Gathered] = {}
    for item_id in wanted:
        kept = _figures_cache.get((item_id, selection))
        if kept is not None and kept[0] == stamp:
            found[item_id] = kept[1]
    missing = [item_id for item_id in wanted if item_id not in found]
    if missing:
        for item_id, gathered in _load(session, missing, selection).items():
            _figures_cache.put((item_id, selection), (stamp, gathered))
            found[item_id] = gathered
    return {item_id: found[item_id] for item_id in wanted}


def typed_answers(session: Session, question_item_id: int, selection: Selection = "first") -> list[Typed]:
    """Returns the answers to the versions of one question in the chosen attempts, the one of each that counts."""
    chosen = _chosen(None, selection).subquery()
    rows = session.execute(
        select(Attempt.learner_id, AttemptSlot.question_version_id, AttemptSlot.drawn, Response.answer, AttemptSlot.id)
        .join(chosen, chosen.c.id == Attempt.id)
        .join(AttemptSlot, AttemptSlot.attempt_id == Attempt.id)
        .join(Response, Response.slot_id == AttemptSlot.id)
        .where(AttemptSlot.question_item_id == question_item_id)
        .order_by(_RANK)
    )
    latest = {row[4]: Typed(row[0], row[1], row[2], row[3]) for row in rows}
    return list(latest.values())


# The statements -----------------------------------------------------------------------------------------------------


# What a diagnostic or « Je connais déjà » asks depends on who answers: these answers would misjudge a question.
_COUNTED = (
    Attempt.mode == COUNTED,
    Attempt.finished_at.is_not(None),
    Attempt.id.not_in(select(Diagnostic.attempt_id).where(Diagnostic.attempt_id.is_not(None))),
    Attempt.id.not_in(select(TestOut.attempt_id)),
)
_STAMP = select(
    func.coalesce(func.max(Grade.id), 0),
    select(func.count()).select_from(Attempt).where(*_COUNTED).scalar_subquery(),
)
_SHARE = func.coalesce(Attempt.mark, 0.0) / func.nullif(Attempt.max_mark, 0.0)
_ORDERS: dict[Selection, tuple[Any, ...]] = {
    "first": (Attempt.number,),
    "last": (Attempt.number.desc(),),
    "best": (_SHARE.desc().nulls_last(), Attempt.number),
}
# Of several saves the last counts; where feedback came between tries, the first says what was thought.
_RANK = case((Response.is_try.is_(True), -Response.id), else_=Response.id)
_IS_SURE = case((or_(Response.is_sure.is_(True), Response.certainty == SUREST), 1), else_=0)
_STANDING = case(
    (Grade.outcome.in_(("right", "partial", "wrong")), 1),
    (Grade.outcome.in_(("unanswered", "invalid")), 2),
    else_=0,  # waits for its mark, or asks nothing
)


_UNIT: Final = 10**15  # the largest mark, 1000, times this still fits 64 bits


def _words(*cells: Any) -> Any:
    """The numbers as one text, with blanks between them."""
    words: list[Any] = [cast(cell, Text) for cell in cells]
    return reduce(lambda line, word: line.concat(" ").concat(word), words)


def _exact(number: Any) -> Any:
    """A number as a whole one, with the fifteen digits that SQLite would write: whole ones are read far quicker."""
    return cast(number * _UNIT, BigInteger)


# Two hundred thousand slots are read several times faster as one text an attempt than as rows of a dozen objects.
_CELLS: Final = 7
_NUMBERS = _words(
    (AttemptSlot.position * 4 + _STANDING) * 2 + _IS_SURE,
    AttemptSlot.question_version_id,
    _exact(AttemptSlot.max_mark),
    func.coalesce(_RANK, 0),
    func.coalesce(epoch(Response.saved_at), 0),
    func.coalesce(Grade.number, 0),
    func.coalesce(_exact(Grade.fraction), 0),
)
_ANSWER = func.coalesce(cast(Response.answer, Text), "")


def _chosen(quiz_item_ids: Collection[int] | None, selection: Selection) -> Select[Any]:
    """The ids of the counted attempts at quizzes that are measured, of these quizzes alone where they are given."""
    wanted = [*_COUNTED, Item.kind == "quiz"]
    if quiz_item_ids is not None:
        wanted.append(Attempt.quiz_item_id.in_(quiz_item_ids))
    attempts = select(Attempt.id).join(Item, Item.id == Attempt.quiz_item_id).where(*wanted)
    if selection == "all":
        return attempts
    place = func.row_number().over(partition_by=(Attempt.learner_id, Attempt.quiz_item_id), order_by=_ORDERS[selection])
    ranked = attempts.add_columns(place.label("place")).subquery()
    return select(ranked.c.id).where(ranked.c.place == 1)


def _load(session: Session, quiz_item_ids: Sequence[int], selection: Selection) -> dict[int, Gathered]:
    chosen = _chosen(quiz_item_ids, selection).cte("chosen")
    rows = session.connection().execute(
        select(Attempt.quiz_item_id, Attempt.learner_id, epoch(Attempt.started_at))
        .add_columns(case((Attempt.finish_reason == "expired", 1), else_=0))
        .add_columns(func.aggregate_strings(_NUMBERS, " "), func.aggregate_strings(_ANSWER, "\n"))
        .join(chosen, chosen.c.id == Attempt.id)
        .join(AttemptSlot, AttemptSlot.attempt_id == Attempt.id)
        .outerjoin(Response, Response.slot_id == AttemptSlot.id)
        .outerjoin(Grade, Grade.slot_id == AttemptSlot.id)
        .group_by(Attempt.id)
        .order_by(Attempt.id)
    )
    saves = _Saves(rows.all())
    stored = stored_questions(session, saves.version_ids)
    saves.take_times({version_id: one.seconds for version_id, one in stored.items()})
    questions = {version_id: one.question for version_id, one in stored.items()}
    every = {item_id: saves.of_quiz(item_id, stored) for item_id in quiz_item_ids}
    return {item_id: Gathered(answers, quiz_figures(answers, questions)) for item_id, answers in every.items()}


# From rows to a matrix ----------------------------------------------------------------------------------------------


class _Saves:
    """The rows of the statement: attempts, and their slots, each with its newest grade and the answer that counts."""

    def __init__(self, rows: Sequence[Any]) -> None:
        self.quizzes, self.persons = (np.array([row[place] for row in rows], dtype=np.int64) for place in (0, 1))
        self.started = np.array([row[2] for row in rows], dtype=np.float64)
        self.is_expired = np.array([row[3] for row in rows], dtype=np.bool_)
        cells = np.fromstring(" ".join(row[4] for row in rows), dtype=np.int64, sep=" ").reshape(-1, _CELLS)
        packed, versions, max_marks, ranks, saved, numbers, fractions = cells.T
        texts = "\n".join(row[5] for row in rows).split("\n")
        attempts = np.repeat(np.arange(len(rows)), [row[5].count("\n") + 1 for row in rows])
        positions, standing = packed // 8, packed // 2 % 4
        _keys, slots = np.unique(attempts * (positions.max(initial=0) + 1) + positions, return_inverse=True)
        # The last row of a slot in this order has its newest grade and, of the answers, the one that counts.
        order = np.lexsort((ranks, numbers, slots))
        kept = order[np.flatnonzero(np.diff(slots[order], append=-1))]
        self.attempts, self.positions, self.versions = attempts[kept], positions[kept], versions[kept]
        self.max_marks = max_marks[kept] / _UNIT
        self.texts = [texts[row] for row in kept]
        self.fractions = np.where(standing[kept] == 0, np.nan, fractions[kept] / _UNIT)
        self.is_sure = (packed[kept] % 2 == 1) & (standing[kept] == 1)
        self.is_seen = self._seen(ranks[kept] != 0)
        newest = (numbers == numbers[kept][slots]) & (ranks != 0)
        self.saves = slots[newest], saved[newest], np.abs(ranks[newest])
        self.seconds = np.full(len(kept), np.nan)

    @property
    def version_ids(self) -> list[int]:
        """The question versions that were shown."""
        return [int(version_id) for version_id in np.unique(self.versions)]

    def _seen(self, is_saved: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Where time ran out, what stands behind the last save was not reached; else all was seen."""
        reached = np.zeros(len(self.is_expired), dtype=np.int64)
        np.maximum.at(reached, self.attempts[is_saved], self.positions[is_saved])
        return ~self.is_expired[self.attempts] | (self.positions <= reached[self.attempts])

    def take_times(self, expected: Mapping[int, int]) -> None:
        """Estimates the seconds that each slot took; `expected` says how many a version should."""
        slots, saved, ids = self.saves
        order = np.lexsort((ids, saved, self.attempts[slots]))
        slots, saved = slots[order], saved[order]
        attempts = self.attempts[slots]
        is_first = np.diff(attempts, prepend=-1) != 0
        before = np.where(is_first, self.started[attempts], np.roll(saved, 1))
        found, places = np.unique(self.versions[slots], return_inverse=True)
        longest = np.array([LONG_GAP * expected[int(version_id)] for version_id in found], dtype=np.float64)
        gaps = saved - before
        is_known = (gaps >= 0.0) & (gaps <= longest[places])
        seconds, times = np.zeros(len(self.attempts)), np.zeros(len(self.attempts))
        np.add.at(seconds, slots[is_known], gaps[is_known])
        np.add.at(times, slots[is_known], 1)
        self.seconds = np.where(times > 0, seconds, np.nan)

    def of_quiz(self, quiz_item_id: int, stored: Mapping[int, StoredQuestion]) -> Answers:
        """Returns the matrix of one quiz. What weighs nothing (a description) has no column."""
        sittings = np.flatnonzero(self.quizzes == quiz_item_id)
        is_here = (self.quizzes[self.attempts] == quiz_item_id) & self.is_seen & (self.max_marks > 0.0)
        here = np.flatnonzero(is_here)
        # The first of two slots with the same version, and of the weights the latest, are written last and stay.
        here = here[np.lexsort((-self.positions[here], self.attempts[here]))]
        versions, columns = np.unique(self.versions[here], return_inverse=True)
        rows = np.searchsorted(sittings, self.attempts[here])
        shape = (len(sittings), len(versions))
        max_marks, places = np.zeros(len(versions)), np.zeros(len(versions), dtype=np.int64)
        max_marks[columns], places[columns] = self.max_marks[here], self.positions[here]
        marks, seconds = np.full(shape, np.nan), np.full(shape, np.nan)
        sure, wrong = np.zeros(shape, dtype=np.bool_), np.zeros(shape, dtype=np.bool_)
        marks[rows, columns] = self.fractions[here] * max_marks[columns]
        seconds[rows, columns] = self.seconds[here]
        sure[rows, columns] = self.is_sure[here]
        wrong[rows, columns] = self.is_sure[here] & (self.fractions[here] <= 0.0)
        return Answers(
            persons=self.persons[sittings],
            versions=tuple(int(version) for version in versions),
            max_marks=max_marks,
            places=places,
            marks=marks,
            seconds=seconds,
            sure=sure,
            wrong=wrong,
            choices=self._choices(here, rows, columns, [stored[int(version_id)] for version_id in versions], shape[0]),
        )

    def _choices(
        self, here: Whole, rows: Whole, columns: Whole, questions: Sequence[StoredQuestion], count: int
    ) -> dict[int, NDArray[np.bool_]]:
        found: dict[int, NDArray[np.bool_]] = {}
        for column, stored in enumerate(questions):
            letters = letters_of(stored.question)
            if letters:
                own = np.flatnonzero(columns == column)
                chosen, read = np.zeros((count, len(letters)), dtype=np.bool_), Chosen(letters)
                chosen[rows[own]] = [read[self.texts[slot]] for slot in here[own]]
                found[column] = chosen
        return found
