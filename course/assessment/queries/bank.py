"""The questions of the bank that measure a person by themselves, kept in memory until something is published or what a
question measures is calculated anew."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from course.assessment.rules.diagnostics import Known
from course.competencies.models import Competency, ItemParameter
from course.competencies.queries import Parameter, parameters_at
from course.foundation import clock
from course.foundation.cache import RecentCache, StampCache
from course.publishing.models import Dependency, Item
from course.publishing.queries import NEWEST
from course.question_bank.models import Question
from course.question_bank.rules import Draw
from quizzes.ability import AbilityModel
from quizzes.ability import Item as Measure
from quizzes.selection import ItemPool, Mask

# A person reads a free answer, and a text asks nothing.
NOT_MARKED_ALONE = ("essay", "description")
MOST_KEPT = 8
Stamp = tuple[int, int]


@dataclass(frozen=True, slots=True)
class BankRow:
    """A published question with what it measures."""

    known: Known
    category: str
    parameter: Parameter


@dataclass(frozen=True, slots=True, eq=False)
class Bank:
    """The questions that a diagnostic may ask, in one order: arrays for the choice; competency, item and version of
    each, and by draw of its quiz which questions it takes from and how many at most.
    """

    pool: ItemPool
    competencies: NDArray[np.str_]
    item_ids: NDArray[np.int64]
    version_ids: tuple[int, ...]
    draws: tuple[tuple[Mask, int], ...]


_rows_cache: StampCache[tuple[BankRow, ...]] = StampCache()
_bank_cache: RecentCache[tuple[Stamp, str, tuple[Draw, ...]], Bank] = RecentCache(MOST_KEPT)
_STAMP = select(NEWEST, select(func.coalesce(func.max(ItemParameter.id), 0)).scalar_subquery())


def bank_for(session: Session, model: AbilityModel, draws: tuple[Draw, ...]) -> Bank:
    """Returns the questions that a diagnostic with these draws may ask, all of the bank without any: one statement as
    long as nothing changes.
    """
    stamp = _stamp(session)
    found = _bank_cache.get((stamp, model.version, draws))
    if found is None:
        found = _bank(_rows(session, stamp), model, draws)
        _bank_cache.put((stamp, model.version, draws), found)
    return found


def known_questions(session: Session) -> list[Known]:
    """Returns the questions of the bank that may show that a lesson is known."""
    return [row.known for row in _rows(session, _stamp(session))]


def _stamp(session: Session) -> Stamp:
    row = session.connection().execute(_STAMP).one()
    return row[0], row[1]


def _rows(session: Session, stamp: Stamp) -> tuple[BankRow, ...]:
    return _rows_cache.get(stamp, lambda: _load(session))


def _load(session: Session) -> tuple[BankRow, ...]:
    # Who read a lesson saw the questions in its text, answered or not: nobody can tell whether they were met before.
    read = (
        select(Dependency.key)
        .join(Item, Item.published_version_id == Dependency.version_id)
        .where(Item.kind == "lesson", Dependency.kind == "question")
    )
    rows = session.execute(
        select(Question.item_id, Question.version_id, Competency.key, Question.difficulty)
        .add_columns(Question.body["lesson"].as_string(), func.coalesce(Question.category, ""))
        .join(Item, Item.published_version_id == Question.version_id)
        .join(Competency, Competency.id == Question.competency_id)
        .where(Question.type.not_in(NOT_MARKED_ALONE), Question.key.not_in(read))
        .order_by(Question.item_id)
    ).all()
    measured = parameters_at(session, [row[1] for row in rows], clock.now())
    return tuple(
        BankRow(Known(row[0], row[1], row[2], row[3], row[4]), row[5], measured[row[1]])
        for row in rows
        if row[1] in measured
    )


def _bank(rows: Sequence[BankRow], model: AbilityModel, draws: tuple[Draw, ...]) -> Bank:
    known = set(model.competencies)
    kept = [row for row in rows if row.known.competency in known and (not draws or any(_fits(row, d) for d in draws))]
    items = {
        str(row.known.item_id): Measure(
            {row.known.competency: 1.0}, row.parameter.b, row.parameter.v, row.parameter.a, row.parameter.c
        )
        for row in kept
    }
    masks = tuple((np.array([_fits(row, draw) for row in kept], dtype=np.bool_), draw.count) for draw in draws)
    return Bank(
        ItemPool.of(model, items),
        np.array([row.known.competency for row in kept], dtype=np.str_),
        np.array([row.known.item_id for row in kept], dtype=np.int64),
        tuple(row.known.version_id for row in kept),
        masks,
    )


def _fits(row: BankRow, draw: Draw) -> bool:
    is_placed = row.category == draw.category or row.category.startswith(f"{draw.category}/")
    is_measured = draw.competency is None or row.known.competency == draw.competency
    return is_placed and is_measured and (not draw.difficulties or row.known.difficulty in draw.difficulties)
