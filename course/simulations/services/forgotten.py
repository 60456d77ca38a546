"""What counts and was left for two days is closed as it stands: leaving a call that goes badly is no way around it."""

from datetime import timedelta
from typing import Final

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from course.competencies.services import record_evidence
from course.enrolment.services import complete
from course.foundation import clock
from course.simulations.models import CallPlay
from course.simulations.queries.calls import moment_of
from course.simulations.queries.left import left_calls, left_days
from course.simulations.queries.scenarios import best_of
from course.simulations.queries.workshops import latest_move, play_of
from course.simulations.services.calls import LEFT, proofs_of_call, result_body
from course.simulations.services.workshop_engine import corrected_day, day_result
from course.simulations.services.workshop_lists import read_list
from course.simulations.services.workshops import end_day
from quizzes.scenarios import result_as_left

LEFT_AFTER: Final = timedelta(days=2)


def close_left(session: Session) -> int:
    """Closes the calls and days that count in which nothing happened for two days; returns how many. What was decided
    until then becomes evidence; where nothing was decided there is none, and the one try is used."""
    before = clock.now() - LEFT_AFTER
    calls, days = left_calls(session, before), left_days(session, before)
    for play_id, learner_id in calls:
        _close_call(session, play_id, learner_id)
    for play_id, learner_id in days:
        _close_day(session, play_id, learner_id)
    return len(calls) + len(days)


def _close_call(session: Session, play_id: int, learner_id: int) -> None:
    own = (CallPlay.id == play_id, CallPlay.ended_at.is_(None))
    if session.execute(select(CallPlay.id).where(*own).with_for_update()).scalar_one_or_none() is None:
        return
    moment = moment_of(session, learner_id, play_id)
    found = result_as_left(moment.play, best_of(moment.script, moment.play.variant.key))
    session.execute(update(CallPlay).where(*own).values(ended_at=clock.now(), ending=LEFT, result=result_body(found)))
    if moment.turns:
        record_evidence(session, learner_id, proofs_of_call(moment, found))
        complete(session, learner_id, moment.call.item_id, moment.call.version_id)


def _close_day(session: Session, play_id: int, learner_id: int) -> None:
    play = play_of(session, learner_id, play_id)
    move = latest_move(session, play_id)
    entries = read_list(move.body) if move is not None else ()
    result = day_result(corrected_day(play.workshop, play.seed, entries))
    end_day(session, play, entries, result, is_evidence=bool(entries))
