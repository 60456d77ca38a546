"""What happens to a call when tabs, workers or clicks do things at the same instant."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select

from course.competencies.models import Evidence
from course.foundation.database import db
from course.foundation.errors import ConflictError
from course.simulations.models import CallPlay, CallTurn
from course.simulations.queries.calls import moment_of
from course.simulations.services.calls import abandon_call, begin_call, step_of, take_step
from course.web.transaction import write
from tests.simulations.calling import FAULTY, begun, make_caller, make_competencies, make_scenario, say

THREADS = 12


@pytest.fixture
def world(own_app):
    """A caller and a scenario on a database where commits are real."""
    with own_app.app_context(), write() as session:
        make_competencies(session)
        card = make_scenario(session)
        person = make_caller(session)
        person_id = person.id
    return person_id, card


class Known:
    """The id of a person, without the session in which it was made."""

    def __init__(self, person_id):
        self.id = person_id


def at_once(app, act):
    def run(number):
        with app.app_context():
            try:
                with write() as session:
                    return act(session, number)
            except ConflictError as refused:
                return refused.message_id
            finally:
                db.session.remove()

    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(run, range(THREADS)))


def count(app, table):
    with app.app_context():
        return db.session.execute(select(func.count()).select_from(table)).scalar_one()


def moment(app, person_id, play_id):
    with app.app_context():
        return moment_of(db.session(), person_id, play_id)


def start(app, person_id, card, mode="practice"):
    with app.app_context(), write() as session:
        return begun(session, Known(person_id), card, mode)


def test_many_beginnings_make_one_call(own_app, world):
    person_id, card = world

    ids = at_once(own_app, lambda session, number: begin_call(session, person_id, card, "counted", number))

    assert len(set(ids)) == 1
    assert count(own_app, CallPlay) == 1


def test_of_many_different_choices_at_one_place_one_stands(own_app, world):
    person_id, card = world
    play_id = start(own_app, person_id, card)
    seen = moment(own_app, person_id, play_id)
    steps = [step_of(seen, "ab"[number % 2]) for number in range(THREADS)]

    written = at_once(own_app, lambda session, number: take_step(session, person_id, steps[number]))

    assert written.count(True) == 1
    assert count(own_app, CallTurn) == 1
    assert moment(own_app, person_id, play_id).turns[0].choice == steps[written.index(True)].choice


def test_a_last_choice_sent_many_times_is_evidence_once(own_app, world):
    person_id, card = world
    play_id = start(own_app, person_id, card, "counted")
    with own_app.app_context(), write() as session:
        for choice in FAULTY[:-1]:
            say(session, Known(person_id), play_id, choice)
    last = step_of(moment(own_app, person_id, play_id), FAULTY[-1])

    written = at_once(own_app, lambda session, _: take_step(session, person_id, last))

    assert written.count(True) == 1
    assert count(own_app, Evidence) == 2


def test_a_call_left_while_a_choice_is_made_ends_one_way_or_the_other(own_app, world):
    person_id, card = world
    play_id = start(own_app, person_id, card)
    step = step_of(moment(own_app, person_id, play_id), "a")

    def act(session, number):
        return abandon_call(session, person_id, play_id) if number % 2 else take_step(session, person_id, step)

    done = at_once(own_app, act)

    left = moment(own_app, person_id, play_id)
    assert left.call.is_abandoned
    assert len(left.turns) == done.count(True) <= 1
