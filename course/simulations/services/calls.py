"""Writes of calls: each choice is a row of its own; a call that counts becomes evidence when it ends."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from course.competencies.queries import has_read_notice
from course.competencies.rules import SIMULATION
from course.competencies.services import Proof, record_evidence
from course.enrolment.services import complete
from course.foundation import clock
from course.foundation.database import insert_once
from course.foundation.errors import ConflictError
from course.simulations.models import CallPlay, CallTurn
from course.simulations.queries.calls import COUNTED, PRACTICE, Moment, counted_is_open
from course.simulations.queries.scenarios import ScenarioCard, best_of
from quizzes.scenarios import CallResult, Play, ScenarioError, choose, result

FAULT = "fault"
LEFT = "left"  # a call that counted and was left is closed as it stands
LONGEST_SAID = 1_000
# A call that ended early asked for little of a competency: its score says little of it, yet it says something.
LEAST_WEIGHT = 0.25


@dataclass(frozen=True, slots=True)
class Step:
    """A choice and where it leads, worked out before anything is written; `result` where it ends the call."""

    moment: Moment
    choice: str
    said: str | None
    after: Play
    result: CallResult | None

    @property
    def position(self) -> int:
        """Its place among the choices of the call, from 1."""
        return len(self.moment.turns) + 1


def begin_call(session: Session, learner_id: int, scenario: ScenarioCard, mode: str, seed: int) -> int:
    """Begins a call, or goes on with the one that is open in this mode; returns its id. The seed decides the variant
    and the order of the choices.

    Raises ConflictError where the one call that counts was played, or goes on and practice would tell of it, or the
    notice of method was not read.
    """
    if mode == PRACTICE and counted_is_open(session, learner_id, scenario.item_id):
        raise ConflictError("call.counted_open")
    if mode != PRACTICE and not has_read_notice(session, learner_id):
        raise ConflictError("assessment.read_notice")
    values = {
        "learner_id": learner_id,
        "version_id": scenario.version_id,
        "item_id": scenario.item_id,
        "mode": mode,
        "seed": seed,
        "started_at": clock.now(),
    }
    insert_once(session, CallPlay, values)
    own = (CallPlay.learner_id == learner_id, CallPlay.item_id == scenario.item_id, CallPlay.mode == mode)
    found = session.execute(select(CallPlay.id).where(*own, CallPlay.ended_at.is_(None))).scalar_one_or_none()
    if found is None:  # the one that counts stood already, and is over
        raise ConflictError("call.already_counted")
    return found


def step_of(moment: Moment, choice: str, said: str = "") -> Step:
    """Returns what a choice does, and the result where it ends the call; writes nothing. Some tens of milliseconds at
    the end of the first call of a variant, else under one.

    Raises ConflictError where the call is over or the choice is not offered now.
    """
    if not moment.call.is_open or moment.play.is_over:
        raise ConflictError("call.is_over")
    try:
        after = choose(moment.play, choice)
    except ScenarioError as error:
        raise ConflictError("call.not_offered") from error
    best = best_of(moment.script, after.variant.key) if after.is_over else None
    return Step(moment, choice, said.strip()[:LONGEST_SAID] or None, after, result(after, best) if best else None)


def take_step(session: Session, learner_id: int, step: Step) -> bool:
    """Writes a choice; the one that ends a call that counts becomes evidence. Says whether it was written: False where
    another one stands in its place already, or the call was left meanwhile.
    """
    call = step.moment.call
    own = (CallPlay.id == call.id, CallPlay.learner_id == learner_id, CallPlay.ended_at.is_(None))
    if session.execute(select(CallPlay.id).where(*own).with_for_update()).scalar_one_or_none() is None:
        return False
    now = clock.now()
    turn = {"play_id": call.id, "position": step.position, "choice": step.choice, "said": step.said, "at": now}
    if not insert_once(session, CallTurn, turn, ("play_id", "position")):
        return False
    if step.result is not None:
        ended: dict[str, Any] = {"ended_at": now, "ending": step.result.ending_key or FAULT}
        session.execute(update(CallPlay).where(*own).values(**ended, result=result_body(step.result)))
        if call.mode == COUNTED:
            record_evidence(session, learner_id, proofs_of_call(step.moment, step.result))
            complete(session, learner_id, call.item_id, call.version_id)
    return True


def result_body(found: CallResult) -> dict[str, Any]:
    """Returns what is kept of a result: the three axes, the sum against the best one, the share by competency."""
    axes = found.axes
    return {
        "axes": [axes.relation, axes.efficacy, axes.legality],
        "total": found.total,
        "best": found.best_total,
        "scores": dict(found.scores),
        "success": found.is_success,
    }


def proofs_of_call(moment: Moment, found: CallResult) -> list[Proof]:
    """Returns what a call that counts is evidence of: one proof a competency, that weighs what was asked of it."""
    now = clock.now()
    return [
        Proof(
            weights={key: 1.0},
            score=min(1.0, max(0.0, score)),
            occurred_at=now,
            kind=SIMULATION,
            item_version_id=moment.call.version_id,
            source=moment.script.scenario.title,
            information_weight=max(LEAST_WEIGHT, found.met.get(key, 1.0)),
        )
        for key, score in sorted(found.scores.items())
    ]


def abandon_call(session: Session, learner_id: int, play_id: int) -> None:
    """Leaves a call of practice for good; twice is once, and a call that ended stays as it ended.

    Raises ConflictError for a call that counts: it goes on until its end, whenever that is.
    """
    own = (CallPlay.id == play_id, CallPlay.learner_id == learner_id)
    if session.execute(select(CallPlay.mode).where(*own)).scalar_one_or_none() == COUNTED:
        raise ConflictError("call.counted_goes_on")
    session.execute(update(CallPlay).where(*own, CallPlay.ended_at.is_(None)).values(ended_at=clock.now()))
