"""What the composed types, dates and computed days refuse, and what they hold together."""

from datetime import date
from decimal import Decimal

import pytest

from quizzes.errors import QuestionError
from quizzes.marking import mark, right_response
from quizzes.questions import Cloze, DateAnswer, DateRange, Ordering, OrderingItem, Text
from tests.quizzes.every_type import calculated, cloze, matching, ordering, text_gap
from tests.quizzes.question_strategies import BASE, date_question


def test_prompts_that_read_the_same_stand_together():
    question = matching(("délai", "30"), ("taux", "10"), ("délai", "60"))

    assert question.groups == ((0, 2), (1,))


def test_items_that_read_the_same_cannot_be_put_in_order():
    with pytest.raises(QuestionError) as refusal:
        ordering("relance", "appel", "relance")

    assert (refusal.value.field, refusal.value.message_id) == ("items[2].text", "question.repeated")


def test_the_same_words_in_another_format_are_another_item():
    items = (OrderingItem(Text("*relance*")), OrderingItem(Text("*relance*", "plain")))

    assert Ordering(**BASE, items=items).letters == ("a", "b")


def test_a_text_may_have_a_hundred_gaps():
    question = cloze(*[text_gap("oui")] * 100)

    assert mark(question, right_response(question)).outcome == "right"


@pytest.mark.parametrize("mark_like", ["[[0]]", "[[2]]", "[[01]]", "[[101]]", "[[ 1 ]]", "[1]"])
def test_only_the_marks_of_gaps_are_counted(mark_like):
    stem = Text(f"[[1]] {mark_like}")

    if mark_like == "[[2]]":
        with pytest.raises(QuestionError):
            Cloze(**{**BASE, "stem": stem}, gaps=(text_gap("oui"),))
    else:
        assert Cloze(**{**BASE, "stem": stem}, gaps=(text_gap("oui"),)).stem == stem


def test_a_mark_in_code_is_a_mark_too():
    assert Cloze(**{**BASE, "stem": Text("`[[1]]`")}, gaps=(text_gap("oui"),)).gaps
    with pytest.raises(QuestionError) as refusal:
        Cloze(**{**BASE, "stem": Text("`[[1]]` : [[1]]")}, gaps=(text_gap("oui"),))

    assert (refusal.value.field, refusal.value.message_id) == ("stem", "question.gap_marks")


@pytest.mark.parametrize("day", [date(1899, 12, 31), date(2200, 1, 1)])
def test_a_day_that_nobody_can_type_is_no_answer(day):
    with pytest.raises(QuestionError) as refusal:
        date_question(DateAnswer(date(2026, 5, 11)), DateAnswer(day, score=0))

    assert (refusal.value.field, refusal.value.message_id) == ("answers[1].value", "question.out_of_range")


@pytest.mark.parametrize("day", [date(1900, 1, 1), date(2199, 12, 31)])
def test_the_first_and_last_days_can_be_typed(day):
    question = date_question(DateAnswer(day))

    assert mark(question, right_response(question)).outcome == "right"


DAY = DateRange("day", date(2026, 1, 1), date(2026, 1, 31))


def test_a_computed_day_has_no_unit_and_a_tolerance_in_days():
    with pytest.raises(QuestionError) as unit:
        calculated("{day}", DAY, answer_kind="date", unit="jours")
    with pytest.raises(QuestionError) as tolerance:
        calculated("{day}", DAY, answer_kind="date", answer={"tolerance": Decimal("0.5")})

    assert (unit.value.field, tolerance.value.field) == ("unit", "answers[0].tolerance")
    assert calculated("{day}", DAY, answer_kind="date", answer={"tolerance": Decimal(3660)}).answers
