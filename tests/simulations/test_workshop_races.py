"""Two tabs at once: what one of them read before the other wrote does not undo, repeat or add anything."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select

from course.competencies.models import Evidence
from course.foundation.database import db
from course.foundation.errors import ConflictError
from course.simulations.models import WorkshopPlay
from course.simulations.queries.workshops import latest_move, play_of
from course.simulations.services.workshop_engine import quarter_beginning, week_played
from course.simulations.services.workshop_lists import Entry, decided, read_list
from course.simulations.services.workshops import (
    LEARNER,
    Beginning,
    Week,
    begin_workshop,
    change_list,
    end_day,
    keep_weeks,
)
from course.web.transaction import write
from tests import factories
from tests.simulations.workshops import informed, make_generated, make_workshop

CALL = Entry("P04", "call", "promise_broken")
RESULT = {"competencies": {"ORG-1": 0.5, "JUR-3": 0.25}}


@pytest.fixture
def learner_id(session) -> int:
    factories.make_framework(session, ("ORG", "ORG-1", False), ("JUR", "JUR-3", False))
    person = factories.make_person(session)
    informed(session, person)
    return person.id


def counted_day(session, learner_id: int):
    play_id = begin_workshop(session, learner_id, make_workshop(session), Beginning("day", "counted", 1, {}))
    return play_of(session, learner_id, play_id)


def quarter(session, learner_id: int):
    workshop = make_generated(session)
    beginning = Beginning("quarter", "practice", 1, quarter_beginning(workshop, 1))
    return play_of(session, learner_id, begin_workshop(session, learner_id, workshop, beginning))


def week_of(play, entries=()) -> Week:
    return Week(0, entries, LEARNER, week_played(play.state, entries, is_by_plan=False))


def test_a_day_that_another_tab_ended_gives_no_second_proof(session, learner_id) -> None:
    read_before = counted_day(session, learner_id)

    assert end_day(session, read_before, (CALL,), RESULT)
    assert not end_day(session, read_before, (), RESULT)

    assert session.execute(select(func.count()).select_from(Evidence)).scalar() == 2
    assert read_list(latest_move(session, read_before.id).body) == (CALL,)


def test_a_list_does_not_change_once_another_tab_ended_the_day(session, learner_id) -> None:
    read_before = counted_day(session, learner_id)
    end_day(session, read_before, (CALL,), RESULT)

    with pytest.raises(ConflictError, match="step_over"):
        change_list(session, read_before, 0, lambda entries: decided(entries, [Entry("P16", "wait", "plan_kept")]))


def test_a_week_that_another_tab_played_is_not_played_again(session, learner_id) -> None:
    read_before = quarter(session, learner_id)

    assert keep_weeks(session, read_before, [week_of(read_before)])
    assert not keep_weeks(session, read_before, [week_of(read_before)])

    state = session.execute(select(WorkshopPlay.state)).scalar_one()
    assert state["week"] == 1


def test_two_tabs_that_begin_together_go_on_with_one_play(session, learner_id) -> None:
    workshop = make_workshop(session)
    beginning = Beginning("day", "practice", 1, {})

    assert begin_workshop(session, learner_id, workshop, beginning) == begin_workshop(
        session, learner_id, workshop, Beginning("day", "practice", 2, {})
    )
    assert session.execute(select(func.count()).select_from(WorkshopPlay)).scalar() == 1


def meanwhile(app, first, second) -> object:
    """Runs `second` in another thread while the transaction of `first` is still open; returns what it said."""

    def run() -> object:
        with app.app_context():
            try:
                with write() as session:
                    return second(session)
            except ConflictError as refused:
                return refused.message_id
            finally:
                db.session.remove()

    with ThreadPoolExecutor(1) as pool:
        with app.app_context(), write() as session:
            first(session)
            other = pool.submit(run)
            time.sleep(0.3)
        return other.result()


@pytest.fixture
def world(own_app):
    """Somebody and a workshop written by hand on a database where commits are real."""
    with own_app.app_context(), write() as session:
        factories.make_framework(session, ("ORG", "ORG-1", False), ("JUR", "JUR-3", False))
        person = factories.make_person(session)
        informed(session, person)
        return person.id, make_workshop(session)


def test_a_ledger_written_by_hand_does_not_open_in_both_modes_at_the_same_instant(own_app, world) -> None:
    person_id, workshop = world

    def begin(session, mode: str) -> int:
        return begin_workshop(session, person_id, workshop, Beginning("day", mode, 1, {}))

    said = meanwhile(own_app, lambda session: begin(session, "practice"), lambda session: begin(session, "counted"))

    assert said == "workshop.other_open"


def test_a_list_does_not_change_while_the_day_is_handed_in(own_app, world) -> None:
    person_id, workshop = world
    with own_app.app_context(), write() as session:
        play_id = begin_workshop(session, person_id, workshop, Beginning("day", "counted", 1, {}))
    with own_app.app_context():
        play = play_of(db.session(), person_id, play_id)
    wait = Entry("P16", "wait", "plan_kept")

    said = meanwhile(
        own_app,
        lambda session: end_day(session, play, (CALL,), RESULT),
        lambda session: change_list(session, play, 0, lambda entries: decided(entries, [wait])),
    )

    with own_app.app_context():
        assert read_list(latest_move(db.session(), play_id).body) == (CALL,)
    assert said == "workshop.step_over"
