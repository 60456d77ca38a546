"""Which questions a diagnostic asks: marked alone, never met, in no lesson, of its draws, and not always the same."""

from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import select

from course.assessment.models import Exposure, Grade
from course.assessment.queries.bank import bank_for, known_questions
from course.assessment.queries.diagnostics import asked_lately, last_taken
from course.competencies.models import ItemParameter
from course.competencies.queries import model_now
from course.publishing.models import Item
from course.question_bank.rules import Draw
from course.question_bank.services import retire_question
from tests import factories
from tests.assessment.diagnosing import (
    NOON,
    TODAY,
    answer,
    asked_competencies,
    asked_items,
    begin,
    last_slot,
    make_wide_world,
    make_world,
    take,
)
from tests.learning.content import make_lesson, make_module
from tests.seeds import seeded

engine, world = seeded(partial(make_world, each=12))


def keys(session, item_ids):
    names = dict(session.execute(select(Item.id, Item.key)).all())
    return [names[item_id] for item_id in item_ids]


def bank_keys(session, draws=()):
    model, _ids = model_now(session)
    return set(keys(session, bank_for(session, model, draws).item_ids.tolist()))


def test_what_a_person_marks_and_what_asks_nothing_is_left_out(session, world):
    factories.make_question(session, "libre", type="essay", max_mark=2)
    factories.make_question(session, "texte", type="description", max_mark=0)

    assert not {"libre", "texte"} & bank_keys(session)
    assert "jur-1-0" in bank_keys(session)


def test_what_stands_in_a_lesson_is_left_out_because_nobody_knows_who_read_it(session, world):
    make_module(session)
    make_lesson(session, "lecon", text="Du texte.\n\n[[question:jur-1-0]]\n")

    assert "jur-1-0" not in bank_keys(session)
    assert "jur-1-0" not in keys(session, [known.item_id for known in known_questions(session)])


def test_the_bank_follows_what_is_published_and_what_is_calibrated(session, world):
    model, _ids = model_now(session)
    before = bank_for(session, model, ())
    factories.make_question(session, "nouvelle")
    published = bank_for(session, model, ())
    version = session.execute(select(ItemParameter.version_id).limit(1)).scalar_one()
    session.add(ItemParameter(version_id=version, a=1.2, b=1.5, v=0.2, c=0.0, valid_from=NOON - timedelta(days=9)))
    session.flush()
    calibrated = bank_for(session, model, ())

    assert len(published.pool) == len(before.pool) + 1
    assert calibrated is not published
    assert 1.5 in calibrated.pool.difficulty
    assert bank_for(session, model, ()) is calibrated


def test_nothing_that_the_person_met_is_asked(session, world):
    met = session.execute(select(Item.id).where(Item.kind == "question").order_by(Item.id)).scalars().all()[::2]
    for item_id in met:
        session.add(Exposure(learner_id=world.learner.id, question_item_id=item_id, first_at=NOON))
    session.flush()

    attempt_id, _step = take(session, world.learner, ["right", "wrong"])

    assert not set(asked_items(session, world.learner, attempt_id)) & set(met)


def test_a_second_diagnostic_asks_other_questions(session, world):
    first, _step = take(session, world.learner, ["right"])
    later = NOON + timedelta(days=120)
    second, _step = take(session, world.learner, ["wrong"], at=later, today=TODAY + timedelta(days=120))

    assert not set(asked_items(session, world.learner, first)) & set(asked_items(session, world.learner, second))


def test_draws_say_of_which_categories_and_how_many_at_most(session, world):
    for number in range(4):
        factories.make_question(session, f"droit-{number}", "JUR-1", category="Droit/Délais")
        factories.make_question(session, f"autre-{number}", "JUR-2", category="Droits")
    factories.make_quiz(session, "diagnostic", [], purpose="diagnostic", draws=(Draw(3, category="Droit"),))

    attempt_id, step = take(session, world.learner, ["right", "wrong"])

    assert step.answered == 3
    assert all(key.startswith("droit-") for key in keys(session, asked_items(session, world.learner, attempt_id)))


@pytest.mark.unseeded
def test_what_may_be_said_grows_with_forty_questions_though_the_job_asks_for_much(session):
    world = make_wide_world(session, competencies=14)

    attempt_id, step = take(session, world.learner, ["right", "right", "wrong"])

    found = last_taken(session, world.learner.id).outcome["competencies"]
    assert step.answered == 40
    assert len(set(asked_competencies(session, world.learner, attempt_id))) == 14
    assert sum(result["proofs"] >= 3 for result in found) >= 12


@pytest.mark.unseeded
def test_what_is_decided_but_not_proved_goes_on(session):
    world = make_wide_world(session, competencies=6)

    _attempt_id, step = take(session, world.learner, ["right"])

    found = last_taken(session, world.learner.id)
    assert found.close_reason == "decided"
    assert step.answered > 15
    assert sum(result["status"] == "met" for result in found.outcome["competencies"]) >= 5


def test_a_question_taken_off_in_between_is_neither_asked_nor_forgotten(session, world):
    attempt_id = begin(session, world.learner)
    key = keys(session, [last_slot(session, attempt_id).question_item_id])[0]
    retire_question(session, key, None)

    step = answer(session, world.learner, attempt_id, "right")

    assert (step.answered, step.is_ended) == (1, False)
    assert key not in bank_keys(session)


@pytest.mark.unseeded
def test_a_question_that_half_of_the_people_met_rests(session):
    world = make_world(session, each=0)
    worn = factories.make_question(session, "usee", "JUR-1")
    for number in range(5):
        begin(session, world.person(f"Personne {number}"), seed=number)
    for number in range(4):
        factories.make_question(session, f"neuve-{number}", "JUR-1")

    firsts = [
        last_slot(session, begin(session, world.person(f"Autre {number}"), seed=30 + number)).question_item_id
        for number in range(5)
    ]

    times, diagnostics = asked_lately(session)
    assert worn not in firsts
    assert (times[worn], sum(times.values()), diagnostics) == (5, 10, 10)


def calculated(session, key, lowest, formula):
    parameters = [{"name": "a", "lowest": str(lowest), "highest": str(9 * lowest)}]
    factories.make_question(
        session, key, type="calculated", stem="{a} ?", parameters=parameters, answers=[{"formula": formula}]
    )


@pytest.mark.unseeded
def test_a_calculated_question_is_asked_with_its_figures_and_marked_by_them(session):
    world = make_world(session, each=0)
    calculated(session, "double", 2, "{a} * 2")

    attempt_id = begin(session, world.learner)
    figure = int(last_slot(session, attempt_id).drawn["a"])
    answer(session, world.learner, attempt_id, str(2 * figure))

    assert session.execute(select(Grade.fraction)).scalar_one() == 1.0


@pytest.mark.unseeded
def test_a_question_without_figures_is_passed_over(session):
    world = make_world(session, each=1)
    for number in range(5):
        calculated(session, f"zero-{number}", 0, "1 / {a}")

    attempt_id, step = take(session, world.learner, ["right"])

    assert step.answered == 3
    assert not any(key.startswith("zero") for key in keys(session, asked_items(session, world.learner, attempt_id)))
    assert last_taken(session, world.learner.id).close_reason == "exhausted"
