"""What somebody tries who wants a better measure than they deserve: a second tab, the same question elsewhere."""

import pytest

from course.assessment import services
from course.assessment.queries import attempt_of
from course.assessment.services.test_out import begin_test_out
from course.foundation import clock
from course.question_bank.queries import quiz_of
from tests import factories
from tests.assessment.diagnosing import NOON, answer, begin, last_slot, make_world
from tests.learning.content import make_lesson, make_module
from tests.seeds import seeded


@pytest.fixture(autouse=True)
def noon():
    with clock.at(NOON):
        yield


def make_practised_world(session):
    """A bank, a diagnostic, and a practice quiz on every question of it."""
    made = make_world(session)
    everything = [f"{key}-{number}" for key in ("jur-1", "jur-2", "com-1") for number in range(20)]
    factories.make_quiz(session, "entrainement", everything, mode="practice")
    return made


engine, world = seeded(make_practised_world, at=NOON)


def practise(session, person):
    """The questions that practice asks now."""
    attempt_id = services.start_attempt(session, person.id, quiz_of(session, "entrainement"))
    return {slot.question_item_id for slot in attempt_of(session, person.id, attempt_id).slots}


def test_practice_does_not_tell_the_answer_of_the_question_that_a_diagnostic_has_open(session, world):
    attempt_id = begin(session, world.learner)
    open_one = last_slot(session, attempt_id).question_item_id

    asked = practise(session, world.learner)

    assert open_one not in asked
    assert len(asked) == 59


def test_once_it_is_answered_practice_asks_it_again(session, world):
    attempt_id = begin(session, world.learner)
    answered = last_slot(session, attempt_id).question_item_id
    answer(session, world.learner, attempt_id, "b")

    asked = practise(session, world.learner)

    assert answered in asked
    assert last_slot(session, attempt_id).question_item_id not in asked


def test_practice_on_drawn_questions_does_not_tell_the_answers_of_je_connais_deja(session, world):
    factories.make_quiz(session, "je-connais-deja", [], purpose="test_out", limit_minutes=10)
    make_module(session)
    lesson = make_lesson(session, "lecon")
    attempt_id = begin_test_out(session, world.learner.id, lesson, seed=1)
    owed = {slot.question_item_id for slot in attempt_of(session, world.learner.id, attempt_id).slots}

    asked = practise(session, world.learner)

    assert not owed & asked
    assert len(asked) == 57
