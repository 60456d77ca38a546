"""What is believed fades with time, and follows its standards: flat rows are said anew, states stay as they are."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Table, bindparam, update
from sqlalchemy.orm import Session

from course.competencies import queries
from course.competencies.models import Estimate, EstimateState
from course.competencies.queries import LearnerState
from course.competencies.services.projecting import BATCH, ROWS, Projected, believed, rebuild, said_at
from quizzes.ability import AbilityState

_SAID = ("mean", "sd", "p1", "p2", "p3", "p4", "place", "low", "high")
_flat, _states = cast("Table", Estimate.__table__), cast("Table", EstimateState.__table__)
_SAY = (
    update(_flat)
    .where(_flat.c.learner_id == bindparam("learner"), _flat.c.competency_id == bindparam("competency"))
    .values({name: bindparam(f"new_{name}") for name in _SAID})
)
_NOTE = (
    update(_states)
    .where(_states.c.learner_id == bindparam("learner"))
    .values(estimated_at=bindparam("new_estimated_at"))
)


def age_estimates(session: Session, at: datetime) -> int:
    """Says what is believed of some learners (two hundred at most) as of an instant, and replays under the model of now
    those whose state an older one left; returns how many, 0 when all are done. Each call is meant for a transaction of
    its own: so nobody waits long, and a run that was stopped goes on where it was."""
    projected = Projected(*queries.model_framework(session))
    version = projected.model.version
    found = queries.states_to_age(session, at, version, BATCH)
    current = [row for row in found if row.model_version == version]
    outdated = [row for row in found if row.model_version != version]
    _say(session, projected, current, at)
    some = list(_within(outdated, ROWS))
    if some:
        said_for = {row.learner_id: max(at, row.estimated_at or at) for row in some}
        rebuild(session, list(said_for), projected, said_for)
    return len(current) + len(some)


def _within(rows: Iterable[LearnerState], most: int) -> Iterable[LearnerState]:
    """Returns the first rows whose logs are not too long together, at least one."""
    total = 0
    for row in rows:
        if total and total + row.seq > most:
            return
        total += row.seq
        yield row


def say_anew(session: Session, competency_key: str) -> None:
    """Says what is believed of everybody in one competency under its standard of now, as of the instants for which it
    was said; two hundred learners in memory at a time. A state of an older model waits for its replay."""
    projected = Projected(*queries.model_framework(session))
    last = 0
    while rows := queries.states_after(session, last, BATCH):
        last = rows[-1].learner_id
        current = [row for row in rows if row.model_version == projected.model.version]
        _say(session, projected, current, None, (competency_key,))


def _say(
    session: Session,
    projected: Projected,
    rows: Sequence[LearnerState],
    at: datetime | None,
    only: Sequence[str] | None = None,
) -> None:
    """Writes the flat rows of these learners as of an instant, None: each as of its own."""
    if not rows:
        return
    model = projected.model
    ceilings = queries.ceilings_of(session, [row.learner_id for row in rows])
    places = [(place, projected.ids[key]) for place, key in enumerate(model.competencies) if key in (only or (key,))]
    said: list[dict[str, Any]] = []
    notes: list[dict[str, Any]] = []
    for row in rows:
        state = AbilityState.from_bytes(row.state)
        instant = said_at(state, at if at is not None else row.estimated_at)
        estimate = model.estimate(state, instant)
        notes.append({"learner": row.learner_id, "new_estimated_at": instant})
        for place, competency_id in places:
            values = believed(estimate, place, ceilings.get((row.learner_id, competency_id), 0))
            said.append(
                {"learner": row.learner_id, "competency": competency_id}
                | {f"new_{name}": value for name, value in values.items()}
            )
    session.connection().execute(_SAY, said)
    session.connection().execute(_NOTE, notes)
    session.expire_all()
