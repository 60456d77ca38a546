"""Cards: their figures and order, setting them aside, how much the database is asked."""

from datetime import timedelta

import pytest

from course.assessment.models import ReviewCard
from course.assessment.queries.reviews import cards_set_aside, next_due_at
from course.assessment.services.reviewing import asked_card, put_back, set_aside
from course.foundation import clock
from course.foundation.errors import NotFoundError
from course.question_bank.queries import published_question
from tests import factories
from tests.assessment.reviewing import (
    DAY,
    NOON,
    WRONG,
    ZONE,
    asked,
    day_of,
    first_of,
    keys_of,
    make_lesson_of_checks,
    meet,
    refusal,
    review,
    reviews_of,
    say,
)
from tests.seeds import seeded

engine, lesson = seeded(make_lesson_of_checks)


@pytest.fixture
def learner(session, lesson):
    return factories.make_person(session)


# --- Figures and order -----------------------------------------------------------------------------------------------


def make_calculated(session, key="q-calcul", formula="{x}*2"):
    parameters = [{"name": "x", "lowest": "10", "highest": "900"}]
    factories.make_question(
        session,
        key,
        type="calculated",
        stem="Le double de {x} ?",
        parameters=parameters,
        answers=[{"formula": formula}],
    )


def test_figures_are_the_same_on_every_look_and_others_at_the_next_review(session, learner) -> None:
    make_calculated(session)
    other = factories.make_person(session, "Paul")

    looks, again, others = (
        [asked(session, person, "q-calcul", reviews).drawn for reviews in range(12)]
        for person in (learner, learner, other)
    )

    # Figures come from a range: two reviews may meet the same by chance, whatever the ids; a dozen do not.
    assert looks == again
    assert len({tuple(sorted(look.items())) for look in looks}) >= 8
    assert others != looks


def test_the_figures_that_were_shown_are_kept_and_marked(session, learner, lesson) -> None:
    make_calculated(session)
    meet(session, learner, lesson, "q-calcul", answer={"value": "1"})
    card = first_of(session, learner)

    say(session, learner, card, {"value": str(card.stored.question.answers[0].value)})

    row = reviews_of(session, learner)[0]
    assert (row.drawn, row.outcome) == (card.drawn, "right")


def test_a_card_whose_figures_cannot_be_drawn_is_passed_over(session, learner, lesson) -> None:
    make_calculated(session, "q-zero", formula="1/({x}-{x})")
    meet(session, learner, lesson, "q-1", at=NOON - DAY)
    with clock.at(NOON - 2 * DAY):
        item_id = published_question(session, "q-zero").item_id
        session.add(ReviewCard(**_old_card(learner, item_id)))

    assert keys_of(session, learner) == ["q-zero", "q-1"]
    assert first_of(session, learner).stored.key == "q-1"


def _old_card(learner, item_id, due_at=NOON - DAY):
    return {
        "learner_id": learner.id,
        "question_item_id": item_id,
        "stability": 2.0,
        "difficulty": 5.0,
        "due_at": due_at,
        "last_at": NOON - 9 * DAY,
        "reviews": 1,
        "lapses": 0,
        "added_at": NOON - 9 * DAY,
    }


def test_options_stand_in_another_order_now_and_then(session, learner, lesson) -> None:
    factories.make_question(session, "q-1")

    orders = {asked(session, learner, "q-1", reviews).order for reviews in range(12)}

    assert len(orders) > 1
    assert all(sorted(order) == ["a", "b", "c"] for order in orders)


# --- Setting aside ---------------------------------------------------------------------------------------------------


def test_a_question_set_aside_is_asked_no_more_and_comes_back_as_it_was(session, learner, lesson) -> None:
    meet(session, learner, lesson, "new", "old")
    review(session, learner, "old")
    later = NOON + 5 * DAY
    with clock.at(NOON + DAY):
        for key in ("new", "new", "old"):
            set_aside(session, learner.id, key, ZONE)
        aside = keys_of(session, learner, later)
        listed = [row.key for row in cards_set_aside(session, learner.id)]
        for key in ("new", "new", "old"):
            put_back(session, learner.id, key)

    assert aside == []
    assert sorted(listed) == ["new", "old"]
    assert sorted(keys_of(session, learner, later)) == ["new", "old"]
    assert review(session, learner, "new", at=later).added_at == later
    assert review(session, learner, "old", at=later).reviews == 2


def test_an_answer_to_a_question_set_aside_meanwhile_is_refused(session, learner, lesson) -> None:
    meet(session, learner, lesson, "q-1")
    card = first_of(session, learner)
    with clock.at(NOON):
        set_aside(session, learner.id, "q-1", ZONE)

    assert refusal(lambda: say(session, learner, card)) == "reviews.not_due"


def test_only_ones_own_cards_are_set_aside_or_put_back(session, learner, lesson) -> None:
    other = factories.make_person(session, "Paul")
    meet(session, other, lesson, "q-1")
    with clock.at(NOON):
        set_aside(session, other.id, "q-1", ZONE)
        for key in ("q-1", "none"):
            with pytest.raises(NotFoundError):
                set_aside(session, learner.id, key, ZONE)
            with pytest.raises(NotFoundError):
                put_back(session, learner.id, key)

    assert cards_set_aside(session, learner.id) == []
    assert len(cards_set_aside(session, other.id)) == 1


def test_the_next_card_is_said_and_what_is_set_aside_is_not(session, learner, lesson) -> None:
    meet(session, learner, lesson, "q-1", "q-2")
    review(session, learner, "q-1", WRONG)
    review(session, learner, "q-2", at=NOON + timedelta(minutes=1))
    found = [next_due_at(session, learner.id, NOON)]
    with clock.at(NOON):
        set_aside(session, learner.id, "q-1", ZONE)

    found.append(next_due_at(session, learner.id, NOON))

    assert found == [NOON + DAY, NOON + 2 * DAY + timedelta(minutes=1)]
    assert next_due_at(session, factories.make_person(session).id, NOON) is None


def test_reading_the_day_is_one_statement_whatever_there_is(session, learner, lesson, count_statements) -> None:
    with count_statements() as before:
        day_of(session, learner)
    meet(session, learner, lesson, *(f"q-{number}" for number in range(30)))
    for _ in range(4):
        review(session, learner, keys_of(session, learner)[0])

    with count_statements() as after:
        day_of(session, learner)

    assert len(before) == len(after) == 1


def test_the_number_of_statements_of_an_answer_does_not_grow(session, learner, lesson, count_statements) -> None:
    meet(session, learner, lesson, *(f"q-{number}" for number in range(30)))
    cards = [asked_card(published_question(session, f"q-{number}"), learner.id, 0) for number in range(5)]
    counts = []
    for card in cards:
        with count_statements() as statements:
            say(session, learner, card)
        counts.append(len(statements))

    assert max(counts) == min(counts) <= 8
