"""The nightly step: answers move the difficulties of questions, on a scale that stays the authors'.

Parameters of questions change only here, as dated rows: what was recorded before stays measured as it was.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any, Final

from sqlalchemy import insert, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from course.competencies import queries
from course.competencies.models import Calibration, ItemParameter, Population
from course.competencies.queries import ParameterBook
from course.competencies.queries.calibration import (
    SETTLED,
    after_all_evidence,
    collected,
    has_population,
    last_calibration,
    people_measured,
    published_questions,
)
from course.competencies.queries.reliability import WINDOW, difficulties, predictions
from course.competencies.rules import OBSERVED_SD, Log, carried
from course.competencies.services.ageing import age_estimates
from course.competencies.services.evidence import ALWAYS
from course.competencies.services.projecting import batches_of
from course.foundation import clock
from course.foundation.errors import ConflictError
from quizzes.ability import LEARNERS_NEEDED, Answer, CalibrationItem, Observation, population_mean
from quizzes.statistics import ItemFit, flags_of, item_fits

SMALLEST_MOVE: Final = 0.002
# The mean of the people is known within .03 from the first answers of four hundred; more would make the night long.
PEOPLE_ASKED, EVENTS_ASKED = 400, 10_000
ONE_AT_A_TIME: Final = 7_301_541  # names the lock; any number that nobody else takes


@dataclass(slots=True)
class _Sums:
    """What the answers to one question version add up to."""

    shift_b: float = 0.0
    shift_v: float = 0.0
    answers: int = 0


def run_calibration(session: Session, run_by: int | None) -> int | None:
    """Runs the nightly step and returns the id of its record; None, and nothing is written, where no answer is new.
    Before eighty people have answered difficulties are frozen. The first time they have, the mean of the people is
    estimated on the authors' scale: the prior of a new model, under which everybody is replayed (two hundred at once,
    the others by `age_estimates`). From then on the answers recorded since the last run, up to ten minutes ago, move
    difficulties. Raises ConflictError while another one runs, and while so many hand in that parameters cannot be
    changed.
    """
    _alone(session)
    now = clock.now()
    last = last_calibration(session)
    book = ParameterBook()
    since = last.through_at if last is not None else ALWAYS
    through = max(now - SETTLED, since)
    sums = _summed(session, since, through, book)
    learners = people_measured(session)
    opens = learners >= LEARNERS_NEEDED and not has_population(session)
    if last is not None and not sums and not opens:
        return None
    fits = item_fits(predictions(session, now - WINDOW))
    record = Calibration(
        ran_at=now,
        run_by=run_by,
        through_at=through,
        status="frozen" if learners < LEARNERS_NEEDED else "anchored",
        learners=learners,
        answers=sum(one.answers for one in sums.values()),
        shift=0.0,
        report={"items": []},
    )
    if opens:
        record.report |= {"population": _open(session, learners, now)}
    elif learners >= LEARNERS_NEEDED:
        record.shift, moved = _move(session, sums, learners, book)
        record.report |= {"items": moved}
    record.report |= {"flags": _flags(session, fits)}
    session.add(record)
    session.flush()
    return record.id


def _alone(session: Session) -> None:
    """Refuses a second run at the same time; SQLite has one writer at a time anyway."""
    if session.get_bind().dialect.name == "sqlite":
        return
    if not session.execute(text("SELECT pg_try_advisory_xact_lock(:name)"), {"name": ONE_AT_A_TIME}).scalar_one():
        raise ConflictError("competencies.calibration_running")


def _summed(session: Session, since: datetime, through: datetime, book: ParameterBook) -> dict[int, _Sums]:
    """Returns by question version what the answers of a period add up to, under its parameters of now."""
    sums: dict[int, _Sums] = {}
    for part in collected(session, since, through):
        book.open(session, {answer.version_id for answer in part})
        for answer in part:
            ends = book.ends(answer.version_id)
            if ends is None:
                continue
            v_then = book.at(answer.version_id, answer.recorded_at)[2]
            shift_b, shift_v = carried((answer.shift_b, answer.shift_v), v_then, ends[1][2])
            one = sums.setdefault(answer.version_id, _Sums())
            one.shift_b += shift_b
            one.shift_v += shift_v
            one.answers += 1
    return sums


def _open(session: Session, learners: int, now: datetime) -> dict[str, Any]:
    """Estimates the mean of the people once, before any difficulty moves; returns what the report says of it."""
    model, _ids = queries.model_now(session)
    logs = list(_logs(session))
    mean = population_mean(model, logs)
    session.add(Population(mean=mean, learners=learners, estimated_at=now))
    session.flush()
    age_estimates(session, ALWAYS)
    return {"mean": mean, "learners": len(logs)}


def _logs(session: Session) -> Iterable[list[Answer | Observation]]:
    """Yields the first events of people of all times, evenly: few of many rather than all of some."""
    lengths = queries.log_lengths(session)
    chosen = lengths[:: max(1, math.ceil(len(lengths) / PEOPLE_ASKED))]
    each = EVENTS_ASKED // len(chosen)
    book = ParameterBook()
    for some in batches_of(chosen):
        for log in queries.logs_of(session, some, book).values():
            yield list(islice(_events(log), each))


def _events(log: Log) -> Iterable[Answer | Observation]:
    for entry in (place.entry for place in log.places if place.entry is not None):
        if entry.item is not None:
            yield Answer(entry.item, entry.score, entry.occurred_at, entry.information_weight, entry.has_feedback)
        else:
            for key in entry.weights:
                yield Observation(key, round(entry.score * 4), entry.occurred_at, entry.observer_sd or OBSERVED_SD)


def _move(
    session: Session, sums: Mapping[int, _Sums], learners: int, book: ParameterBook
) -> tuple[float, list[dict[str, Any]]]:
    """Moves difficulties, as rows valid from now on; returns the anchoring shift and what the report says of each."""
    model, _ids = queries.model_now(session)
    asked = set(published_questions(session))
    book.open(session, asked | sums.keys())
    known = {one: ends for one in sorted(asked | sums.keys()) if (ends := book.ends(one)) is not None}
    nothing = _Sums()
    made = model.calibrate([_item(ends, sums.get(one, nothing)) for one, ends in known.items()], learners)
    moved: list[dict[str, Any]] = []
    rows: list[dict[str, Any]] = []
    for version_id, (b, v) in zip(known, made.items, strict=True):
        a, from_b, from_v, c = known[version_id][1]
        if max(abs(b - from_b), abs(v - from_v)) <= SMALLEST_MOVE:
            continue
        rows.append({"version_id": version_id, "a": a, "b": b, "v": v, "c": c})
        answers = sums.get(version_id, nothing).answers
        moved.append({"version_id": version_id, "b": b, "v": v, "from_b": from_b, "from_v": from_v, "answers": answers})
    if rows:
        since = _valid_from(session)
        session.connection().execute(insert(ItemParameter), [row | {"valid_from": since} for row in rows])
    return made.shift, moved


def _item(ends: tuple[queries.Values, queries.Values], sums: _Sums) -> CalibrationItem:
    (_, author_b, author_v, _), (_, b, v, _) = ends
    return CalibrationItem((author_b, author_v), (b, v), sums.shift_b, sums.shift_v, sums.answers)


def _valid_from(session: Session) -> datetime:
    """Returns the instant from which new parameters hold: whatever is recorded from then on was measured with them, and
    nothing before, so that a replay finds what was live. Until the transaction ends nobody reads parameters whose own
    instant might be later than this one; on SQLite nobody writes meanwhile."""
    if session.get_bind().dialect.name != "sqlite":
        try:
            session.execute(text("LOCK TABLE item_parameter IN ACCESS EXCLUSIVE MODE"))
        except OperationalError as error:
            raise ConflictError("competencies.calibration_waits") from error
    return after_all_evidence(session, clock.now())


def _flags(session: Session, fits: Sequence[ItemFit]) -> list[dict[str, Any]]:
    """Returns the question versions whose answers of the last year contradict their author, as they stand now."""
    return [flag.to_json() for flag in flags_of(fits, difficulties(session))]
