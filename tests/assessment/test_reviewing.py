"""Cards: which questions become one, when they come back, what is kept of an answer; private."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from course.assessment import services
from course.assessment.models import Diagnostic, Exposure, Review
from course.assessment.services.reviewing import answer_card
from course.competencies.models import Evidence
from course.foundation import clock
from course.foundation.errors import InvalidInputError
from course.publishing.models import Item
from course.question_bank.models import Quiz
from course.question_bank.queries import published_question
from tests import factories
from tests.assessment.reviewing import (
    DAY,
    NOON,
    RIGHT,
    UNKNOWN,
    WRONG,
    ZONE,
    asked,
    day_of,
    first_of,
    kept,
    keys_of,
    make_lesson_of_checks,
    meet,
    refusal,
    review,
    reviews_of,
    say,
)
from tests.assessment.taking import take
from tests.seeds import seeded

engine, lesson = seeded(make_lesson_of_checks)


@pytest.fixture
def learner(session, lesson):
    person = factories.make_person(session)
    services.read_notice(session, person.id)
    return person


# --- Which questions become cards ----------------------------------------------------------------------------------


def test_a_question_that_nobody_met_is_no_card(session, learner) -> None:
    factories.make_question(session, "q-1")

    assert keys_of(session, learner) == []


def test_questions_met_in_a_lesson_become_cards_five_a_day_and_those_that_went_wrong_first(
    session, learner, lesson
) -> None:
    meet(session, learner, lesson, "right-1", "right-2", answer=RIGHT, at=NOON - 9 * DAY)
    meet(session, learner, lesson, "wrong-1", "wrong-2", answer=WRONG, at=NOON - 2 * DAY)
    meet(session, learner, lesson, "wrong-0", answer=WRONG, at=NOON - 3 * DAY)
    meet(session, learner, lesson, "right-0", answer=RIGHT, at=NOON - 10 * DAY)

    assert keys_of(session, learner) == ["wrong-0", "wrong-1", "wrong-2", "right-0", "right-1"]


def test_what_went_right_today_waits_for_tomorrow_and_what_went_wrong_does_not(session, learner, lesson) -> None:
    meet(session, learner, lesson, "right", answer=RIGHT, at=NOON - timedelta(hours=1))
    meet(session, learner, lesson, "wrong", answer=WRONG, at=NOON - timedelta(hours=1))

    assert keys_of(session, learner) == ["wrong"]
    assert keys_of(session, learner, NOON + DAY) == ["wrong", "right"]


@pytest.mark.parametrize("mode", ["practice", "counted"])
def test_questions_of_a_finished_quiz_become_cards(session, learner, mode) -> None:
    factories.make_question(session, "q-1")
    quiz = factories.make_quiz(session, "quiz", ["q-1"], mode=mode)
    with clock.at(NOON - DAY):
        attempt_id = services.start_attempt(session, learner.id, quiz)
        before = keys_of(session, learner)
        services.finish_attempt(session, learner.id, attempt_id)

    assert before == []
    assert keys_of(session, learner) == ["q-1"]


@pytest.mark.parametrize(
    ("review_settings", "closes_in", "found"),
    [
        ({"open": ("mark", "correctness", "feedback", "explanation")}, None, []),
        ({"open": ("mark",), "closed": ("mark", "right")}, 3, []),
        ({"open": ("mark",), "closed": ("mark", "right")}, -1, ["q-1"]),
        ({"open": ("mark", "right"), "closed": ("mark",)}, -1, []),
        ({"open": ("mark", "right"), "closed": ("mark",)}, 3, ["q-1"]),
        ({}, None, ["q-1"]),
    ],
)
def test_a_quiz_that_does_not_show_the_right_answer_gives_no_cards(
    session, learner, review_settings, closes_in, found
) -> None:
    factories.make_question(session, "q-1")
    closes_on = None if closes_in is None else (NOON + closes_in * DAY).date()
    quiz = factories.make_quiz(session, "point", ["q-1"], review=review_settings, closes_on=closes_on)
    take(session, learner, quiz, "a", at=NOON - 5 * DAY)

    assert keys_of(session, learner) == found


def test_what_was_met_only_in_a_diagnostic_is_no_card(session, learner, lesson) -> None:
    factories.make_question(session, "q-1")
    factories.make_question(session, "q-2")
    by_purpose = factories.make_quiz(session, "diagnostic", ["q-1"])
    by_row = factories.make_quiz(session, "point", ["q-2"])
    for quiz in (by_purpose, by_row):
        taken = take(session, learner, quiz, "a", at=NOON - DAY)
    session.get(Quiz, by_purpose.version_id).settings = {"purpose": "diagnostic"}
    session.add(Diagnostic(learner_id=learner.id, requested_at=NOON, reason="", attempt_id=taken.id))
    before = keys_of(session, learner)

    meet(session, learner, lesson, "q-2")

    assert before == []
    assert keys_of(session, learner) == ["q-2"]


def test_free_answers_and_texts_are_never_cards(session, learner) -> None:
    factories.make_question(session, "q-essay", type="essay")
    factories.make_question(session, "q-text", type="description")
    factories.make_question(session, "q-1")
    quiz = factories.make_quiz(session, "train", ["q-essay", "q-text", "q-1"], mode="practice")
    with clock.at(NOON - DAY):
        services.finish_attempt(session, learner.id, services.start_attempt(session, learner.id, quiz))

    assert keys_of(session, learner) == ["q-1"]


@pytest.mark.parametrize("how", ["unpublished", "retired"])
def test_a_question_that_was_taken_off_is_passed_over_and_comes_back_with_it(session, learner, lesson, how) -> None:
    meet(session, learner, lesson, "new", "old")
    review(session, learner, "old", at=NOON)
    later, items = NOON + 5 * DAY, session.execute(select(Item).where(Item.key.in_(["new", "old"]))).scalars().all()
    versions = [item.published_version_id for item in items]
    for item in items:
        item.published_version_id = None if how == "unpublished" else item.published_version_id
        item.retired_at = later if how == "retired" else None

    gone = keys_of(session, learner, later)
    for item, version in zip(items, versions, strict=True):
        item.published_version_id, item.retired_at = version, None

    assert gone == []
    assert sorted(keys_of(session, learner, later)) == ["new", "old"]


def test_a_new_version_is_what_is_asked_and_its_type_decides(session, learner, lesson) -> None:
    meet(session, learner, lesson, "q-1", "q-2")
    review(session, learner, "q-1")
    factories.make_question(session, "q-1", stem="Une meilleure question ?")
    factories.make_question(session, "q-2", type="essay")

    later = first_of(session, learner, NOON + 5 * DAY)

    assert "Une meilleure question" in later.stored.rendered["stem"]
    assert keys_of(session, learner, NOON + 5 * DAY) == ["q-1"]


def test_cards_are_each_persons_own(session, learner, lesson) -> None:
    other = factories.make_person(session, "Paul")
    meet(session, other, lesson, "q-1")
    review(session, other, "q-1")

    assert keys_of(session, learner, NOON + 9 * DAY) == []
    assert day_of(session, learner).done == 0


# --- Answering -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answer", "seconds", "rating", "days"),
    [(RIGHT, 10, 3, 2), (RIGHT, 60, 2, 1), (WRONG, 10, 1, 1), (UNKNOWN, 2, 1, 1), (RIGHT, None, 3, 2)],
)
def test_an_answer_is_rated_and_the_card_comes_back(session, learner, lesson, answer, seconds, rating, days) -> None:
    meet(session, learner, lesson, "q-1")

    card = review(session, learner, "q-1", answer, seconds=seconds)

    row = reviews_of(session, learner)[0]
    assert (row.rating, row.seconds, row.answered_at, row.answer) == (rating, seconds, NOON, answer)
    assert (card.reviews, card.lapses, card.added_at, card.last_at) == (1, 0, NOON, NOON)
    assert card.due_at == NOON + days * DAY
    assert keys_of(session, learner) == []
    assert keys_of(session, learner, card.due_at - timedelta(hours=10)) == ["q-1"]


def test_half_right_is_hard_and_below_half_is_again(session, learner, lesson) -> None:
    pairs = [{"prompt": f"p{n}", "answer": f"a{n}"} for n in range(3)]
    factories.make_question(session, "q-pairs", type="matching", pairs=pairs)
    letters = published_question(session, "q-pairs").question.letters
    meet(session, learner, lesson, "q-pairs", answer={"value": list(letters)})
    for days, given in enumerate(([0, 1, 0], [0, 0, 0])):
        answer = {"value": [letters[place] for place in given]}
        review(session, learner, "q-pairs", answer, at=NOON + days * 5 * DAY)

    assert [row.rating for row in reviews_of(session, learner)] == [2, 1]


def test_a_card_that_was_forgotten_counts_a_lapse(session, learner, lesson) -> None:
    meet(session, learner, lesson, "q-1")
    review(session, learner, "q-1")

    card = review(session, learner, "q-1", WRONG, at=NOON + 3 * DAY)

    assert (card.reviews, card.lapses, card.added_at) == (2, 1, NOON)


def test_slow_is_slower_than_others_were_where_five_answers_are_known(session, learner, lesson) -> None:
    for number in range(5):
        other = factories.make_person(session, f"Collègue {number}")
        meet(session, other, lesson, "q-1")
        review(session, other, "q-1", seconds=100.0)
    for number in range(9):
        session.add(_said_unknown(session, other, number))
    meet(session, learner, lesson, "q-1")

    review(session, learner, "q-1", seconds=160.0)  # 5 times the author's 30 seconds, 1.6 times the others' 100

    assert reviews_of(session, learner)[0].rating == 3


def _said_unknown(session, person, number):
    known = reviews_of(session, person)[0]
    return Review(
        learner_id=person.id,
        question_item_id=known.question_item_id,
        question_version_id=known.question_version_id,
        client_id=f"unknown {number}",
        answer=UNKNOWN,
        fraction=0.0,
        outcome="unanswered",
        rating=1,
        seconds=1.0,
        answered_at=NOON,
    )


def test_who_has_more_time_in_quizzes_is_not_called_slow(session, learner, lesson) -> None:
    services.allow_time(session, learner.id, 50, learner.id)
    meet(session, learner, lesson, "q-1")

    review(session, learner, "q-1", seconds=70.0)  # 30 × 1.5 × 1.7 = 76.5

    assert reviews_of(session, learner)[0].rating == 3


def test_the_same_client_id_is_one_review(session, learner, lesson) -> None:
    meet(session, learner, lesson, "q-1", "q-2")
    card = first_of(session, learner)

    first = say(session, learner, card, client_id="one")
    again = say(session, learner, card, WRONG, client_id="one")
    elsewhere = say(session, learner, first_of(session, learner), client_id="one")

    assert first.review_id == again.review_id == elsewhere.review_id
    assert len(reviews_of(session, learner)) == 1
    assert kept(session, learner, card.stored.key).reviews == 1


def test_a_second_tab_is_refused_and_changes_nothing(session, learner, lesson) -> None:
    meet(session, learner, lesson, "q-1")
    card = first_of(session, learner)
    say(session, learner, card, WRONG, client_id="one")

    said = refusal(lambda: say(session, learner, card, client_id="two"))

    assert said == "reviews.not_due"
    assert len(reviews_of(session, learner)) == 1


def test_a_form_left_open_since_an_earlier_review_is_refused_when_the_card_is_due_again(
    session, learner, lesson
) -> None:
    meet(session, learner, lesson, "q-1")
    card = first_of(session, learner)
    say(session, learner, card, client_id="one")

    said = refusal(lambda: say(session, learner, card, at=NOON + 5 * DAY, client_id="two"))

    assert said == "reviews.not_due"


def test_a_card_that_is_not_due_or_was_never_met_is_refused(session, learner, lesson) -> None:
    meet(session, learner, lesson, "q-1")
    factories.make_question(session, "q-strange")
    review(session, learner, "q-1")

    for card in (asked(session, learner, "q-1", 1), asked(session, learner, "q-strange")):
        assert refusal(lambda card=card: say(session, learner, card, at=NOON + DAY)) == "reviews.not_due"


def test_a_question_that_changed_since_it_was_shown_is_asked_anew(session, learner, lesson) -> None:
    meet(session, learner, lesson, "q-1")
    card = first_of(session, learner)
    factories.make_question(session, "q-1", stem="Une meilleure question ?")

    assert refusal(lambda: say(session, learner, card)) == "reviews.changed"


@pytest.mark.parametrize("answer", [{"value": None}, {"value": ""}])
def test_nothing_is_kept_of_no_answer(session, learner, lesson, answer) -> None:
    meet(session, learner, lesson, "q-1")

    answered = say(session, learner, first_of(session, learner), answer)

    assert answered.review_id is None
    assert reviews_of(session, learner) == []
    assert kept(session, learner, "q-1") is None


@pytest.mark.parametrize("client_id", ["", "x" * 65, "é", "a\x00"])
def test_a_client_id_that_no_page_sends_is_refused(session, learner, lesson, client_id) -> None:
    meet(session, learner, lesson, "q-1")

    with pytest.raises(InvalidInputError), clock.at(NOON):
        answer_card(session, learner.id, first_of(session, learner), RIGHT, client_id, 1.0, ZONE)


def test_a_review_is_no_evidence_and_no_first_meeting(session, learner, lesson) -> None:
    meet(session, learner, lesson, "q-1")
    before = session.execute(select(Exposure.first_at)).all()

    review(session, learner, "q-1")

    assert session.execute(select(func.count()).select_from(Evidence)).scalar() == 0
    assert session.execute(select(Exposure.first_at)).all() == before
