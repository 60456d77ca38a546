"""Writes of relays: who sits at which desk, what is asked for, what is handed over; the first of two always stands."""

import secrets
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from course.foundation import clock
from course.foundation.errors import ConflictError, InvalidInputError, NotFoundError
from course.simulations.models import RelayPlay, RelaySeat
from course.simulations.queries.relays import RelayPlayRow, RelayScript, SeatRow, play_by_code, relay_play_of
from quizzes.relay import ROLES, Seat, checked_seat, simulated_seat

MOST_QUESTIONS: Final = 3  # of the one round: who may ask for everything does not look for what is missing
LONGEST_NOTE: Final = 3_000
SEEDS: Final = 2**48


def begin_relay(session: Session, learner_id: int, script: RelayScript, roles: Sequence[str], *, alone: bool) -> int:
    """Begins a relay with the person at these desks; returns its id. The other desks are simulated where one plays
    alone, and free for whoever has the link otherwise. Simulated desks before the person's hand over at once.

    Raises InvalidInputError where no desk, or one that there is not, was chosen.
    """
    if not roles or set(roles) - set(ROLES):
        raise InvalidInputError("relay.choose_role")
    play = RelayPlay(
        version_id=script.version_id,
        item_id=script.item_id,
        code=secrets.token_urlsafe(24),
        seed=secrets.randbelow(SEEDS),
        started_by=learner_id,
        started_at=clock.now(),
    )
    session.add(play)
    session.flush()
    desks = [
        {
            "play_id": play.id,
            "role": role,
            "position": position,
            "learner_id": learner_id if role in roles else None,
            "is_simulated": alone and role not in roles,
        }
        for position, role in enumerate(ROLES)
    ]
    session.execute(insert(RelaySeat), desks)
    _go_on(session, relay_play_of(session, learner_id, play.id), script)
    return play.id


def take_seat(session: Session, learner_id: int, code: str, role: str) -> int:
    """Sits down at a free desk of the play that the link leads to; returns the play's id. Sitting there already changes
    nothing.

    Raises ConflictError where somebody was faster, the desk is simulated, or the person sits at another one.
    """
    play = play_by_code(session, code)
    _lock(session, play.id)
    play = play_by_code(session, code)
    seat = play.seat(role)
    if seat.learner_id == learner_id:
        return play.id
    if play.has_seat(learner_id):
        raise ConflictError("relay.one_seat")
    if not seat.is_free or play.ended_at is not None:
        raise ConflictError("relay.seat_taken")
    _write(session, play.id, role, learner_id=learner_id)
    return play.id


def give_back(session: Session, learner_id: int, play_id: int, role: str) -> str:
    """Stands up from a desk that was not played; what was asked there stays asked. Returns the play's code.

    Raises ConflictError where its file was handed over, NotFoundError where the person does not sit there.
    """
    play = _locked(session, learner_id, play_id)
    seat = play.seat(role)
    if seat.learner_id != learner_id:
        raise NotFoundError("relay.no_play")
    if seat.is_played:
        raise ConflictError("relay.already_handed")
    _vacate(session, play_id, seat)
    return play.code


def free_seat(session: Session, learner_id: int, play_id: int, role: str) -> None:
    """Frees the desk of a colleague who does not come: whoever began the play may, until its file was handed over.

    Raises ConflictError where it was handed over, NotFoundError for anybody else.
    """
    play = _locked(session, learner_id, play_id)
    if play.started_by != learner_id:
        raise NotFoundError("relay.no_play")
    seat = play.seat(role)
    if seat.is_played:
        raise ConflictError("relay.already_handed")
    _vacate(session, play_id, seat)


def simulate_seat(session: Session, learner_id: int, script: RelayScript, play_id: int, role: str) -> None:
    """Lets a free desk be simulated; it hands over at once where the file lies there. Twice is once.

    Raises ConflictError where somebody sits there by now.
    """
    play = _locked(session, learner_id, play_id)
    seat = play.seat(role)
    if seat.is_simulated:
        return
    if not seat.is_free or play.ended_at is not None:
        raise ConflictError("relay.seat_taken")
    _write(session, play_id, role, is_simulated=True)
    _go_on(session, relay_play_of(session, learner_id, play_id), script)


def ask_back(
    session: Session, learner_id: int, script: RelayScript, play_id: int, role: str, asked: Sequence[str], wanted: str
) -> bool:
    """Spends the one round of questions of a desk; says whether it was written: False where one was spent before.

    Raises ConflictError where the file does not lie there, InvalidInputError for no question or too many, RelayError
    for one that is not offered.
    """
    play = _locked(session, learner_id, play_id)
    if not _is_at(play, learner_id, role) or play.seat(role).has_asked:
        return False
    if not 1 <= len(asked) <= MOST_QUESTIONS:
        raise InvalidInputError("relay.how_many_questions", most=MOST_QUESTIONS)
    any_decision = script.relay.role(role).options[0].key
    checked_seat(script.relay, role, play.done(), Seat(asked=tuple(asked), decision=any_decision))
    draft = Seat(asked=tuple(asked)).to_json() | {"wanted": wanted.strip()[:LONGEST_NOTE]}
    _write(session, play_id, role, handover=draft)
    return True


def hand_over(session: Session, learner_id: int, script: RelayScript, play_id: int, role: str, seat: Seat) -> bool:
    """Hands the file of a desk over for good, with the questions that were asked there; simulated desks that follow
    hand over as well, and the last one ends the play. Says whether it was written: False where it was handed over
    before.

    Raises ConflictError where the file does not lie there, RelayError for what the desk cannot do.
    """
    play = _locked(session, learner_id, play_id)
    if not _is_at(play, learner_id, role):
        return False
    row = play.seat(role)
    # Checked behind the lock, against what stands there now: some microseconds.
    full = replace(seat, asked=row.asked, note=seat.note.strip()[:LONGEST_NOTE])
    done = checked_seat(script.relay, role, play.done(), full).to_json() | {"wanted": row.wanted}
    _write(session, play_id, role, handover=done, handed_over_at=clock.now())
    _go_on(session, relay_play_of(session, learner_id, play_id), script)
    return True


def leave_relay(session: Session, learner_id: int, play_id: int) -> None:
    """Ends a play that nobody else sits or may sit down in; one that ended stays as it ended.

    Raises ConflictError where others play: a desk is given back instead.
    """
    play = _locked(session, learner_id, play_id)
    if play.is_shared(learner_id):
        raise ConflictError("relay.others_play")
    _end(session, play_id)


def _is_at(play: RelayPlayRow, learner_id: int, role: str) -> bool:
    """Says whether the file lies at this desk of the person; False where it went on from there already."""
    seat = play.seat(role)
    if seat.learner_id != learner_id:
        raise ConflictError("relay.not_yours")
    if seat.is_played:
        return False
    if play.turn is not seat:
        raise ConflictError("relay.not_your_turn")
    return True


def _go_on(session: Session, play: RelayPlayRow, script: RelayScript) -> None:
    """Plays the simulated desks where the file now lies, and ends the play behind the last desk."""
    done = play.done()
    for row in play.seats:
        if row.is_played:
            continue
        if not row.is_simulated:
            return
        done[row.role] = simulated_seat(script.relay, row.role, done, play.seed)
        _write(session, play.id, row.role, handover=done[row.role].to_json(), handed_over_at=clock.now())
    _end(session, play.id)


def _vacate(session: Session, play_id: int, seat: SeatRow) -> None:
    # The questions were spent, whoever sits down next; the words beside them are the person's who leaves.
    draft = {**seat.handover, "wanted": ""} if seat.handover else None
    _write(session, play_id, seat.role, learner_id=None, handover=draft)


def _lock(session: Session, play_id: int) -> None:
    session.execute(select(RelayPlay.id).where(RelayPlay.id == play_id).with_for_update())


def _locked(session: Session, learner_id: int, play_id: int) -> RelayPlayRow:
    _lock(session, play_id)
    return relay_play_of(session, learner_id, play_id)


def _write(session: Session, play_id: int, role: str, **values: Any) -> None:
    session.execute(update(RelaySeat).where(RelaySeat.play_id == play_id, RelaySeat.role == role).values(**values))


def _end(session: Session, play_id: int) -> None:
    session.execute(
        update(RelayPlay).where(RelayPlay.id == play_id, RelayPlay.ended_at.is_(None)).values(ended_at=clock.now())
    )
