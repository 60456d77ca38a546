"""GIFT as Moodle's parser reads it: every type, and what is reported."""

from decimal import Decimal
from fractions import Fraction

import pytest

from quizzes.formats import gift
from quizzes.questions import (
    Description,
    Essay,
    Matching,
    MultipleResponse,
    Numerical,
    NumericalAnswer,
    Option,
    Ordering,
    Pair,
    ShortAnswer,
    SingleChoice,
    Text,
    TextAnswer,
    TrueFalse,
)


def moodle(source):
    return Text(source, "moodle")


def read(text):
    """The only question of a text in which nothing is left out."""
    report = gift.loads(text)
    assert report.problems == ()
    (question,) = report.questions
    return question


def problems(text):
    return [(problem.line, problem.message_id, problem.severity) for problem in gift.loads(text).problems]


# --- Types ----------------------------------------------------------------------------------------------------------


def test_an_equals_sign_makes_a_choice_single():
    question = read("Who?{~Grant#no ~%25%Bess#half =no one#yes}")

    assert isinstance(question, SingleChoice)
    assert question.options == (
        Option(moodle("Grant"), 0, moodle("no")),
        Option(moodle("Bess"), Fraction(1, 4), moodle("half")),
        Option(moodle("no one"), 1, moodle("yes")),
    )


def test_percentages_alone_make_a_choice_multiple():
    question = read("Who?{~%-33.333%Grant ~%50%Bess ~%50%Bill ~Ann}")

    assert isinstance(question, MultipleResponse)
    assert [option.score for option in question.options] == [
        Fraction("-0.33333"),
        Fraction(1, 2),
        Fraction(1, 2),
        0,
    ]


def test_a_choice_question_without_any_right_option_is_refused_with_the_reason():
    assert problems("a\n\nWho?{~Grant ~Bess}") == [(3, "question.no_full_mark", "refused")]


def test_what_stands_before_the_first_mark_is_an_option_too():
    assert [option.text.source for option in read("Who?{Ann ~Bess =Carl}").options] == ["Ann", "Bess", "Carl"]


def test_an_option_without_a_text_is_dropped_and_said_if_it_said_anything():
    assert len(read("Who?{~ ~Bess =Carl}").options) == 2
    assert problems("Who?{~Ann\n~#fb\n=Carl}") == [(2, "gift.empty_answer", "ignored")]


@pytest.mark.parametrize("word", ["T", "TRUE", "F", "FALSE"])
def test_the_feedback_for_the_wrong_choice_comes_first(word):
    question = read(f"True?{{{word}#wrong#right}}")

    is_true = word.startswith("T")
    assert (question.answer, question.if_true, question.if_false) == (
        is_true,
        moodle("right" if is_true else "wrong"),
        moodle("wrong" if is_true else "right"),
    )


def test_a_true_false_without_a_wrong_feedback_keeps_the_right_one():
    question = read("True?{ FALSE ##right # still right####general}")

    assert (question.if_true, question.if_false, question.explanation) == (
        None,
        moodle("right # still right"),
        moodle("general"),
    )


def test_true_in_small_letters_is_a_word_to_type():
    assert read("What?{true}") == read("What?{=true}")
    assert isinstance(read("What?{true}"), ShortAnswer)


def test_a_short_answer_has_weights_and_feedback():
    question = read("Where?{=Nazareth#Yes! =%75%Nazereth#misspelled =%0%Rome}")

    assert question.answers == (
        TextAnswer("Nazareth", 1, moodle("Yes!")),
        TextAnswer("Nazereth", Fraction(3, 4), moodle("misspelled")),
        TextAnswer("Rome", 0),
    )
    assert question.case_sensitive is False


def test_a_star_that_gives_nothing_at_the_end_is_what_is_said_otherwise():
    question = read("Where?{=Nazareth =%0%*#Read again.}")

    assert question.answers == (TextAnswer("Nazareth"),)
    assert question.otherwise == moodle("Read again.")


@pytest.mark.parametrize(
    ("written", "value", "tolerance"),
    [
        ("1822", "1822", "0"),
        ("0", "0", "0"),
        (" -3.5 : 0.25 ", "-3.5", "0.25"),
        ("3.141..3.142", "3.1415", "0.0005"),
        ("-2 .. 1", "-0.5", "1.5"),
        ("1e3", "1000", "0"),
        (".5", "0.5", "0"),
        ("5\\:1", "5", "1"),
        ("[html]5", "5", "0"),
    ],
)
def test_a_number_has_a_tolerance_or_two_ends(written, value, tolerance):
    assert read(f"How much?{{#{written}}}").answers == (NumericalAnswer(Decimal(value), Decimal(tolerance)),)


def test_several_weighted_numbers_and_a_catch_all():
    question = read("When?{#\n =1822:0 #Right!\n =%50%1822:2 #Nearly.\n ~#No.\n}")

    assert isinstance(question, Numerical)
    assert question.answers == (
        NumericalAnswer(Decimal(1822), feedback=moodle("Right!")),
        NumericalAnswer(Decimal(1822), Decimal(2), score=Fraction(1, 2), feedback=moodle("Nearly.")),
    )
    assert question.otherwise == moodle("No.")


def test_a_star_that_gives_nothing_is_the_catch_all_of_a_number():
    assert read("When?{#=5 =%0%*#No.}").otherwise == moodle("No.")


@pytest.mark.parametrize(
    "number", ["1,5", "5:", "cinq", "5 €", "..5", "1..2..3", "9" * 100, "nan", "inf", "٥", "1e9999"]
)
def test_an_unreadable_number_is_refused_at_its_line(number):
    # Moodle takes it for « any number », so that everybody gets the mark.
    assert problems(f"// c\nHow much?{{#\n=5\n\t={number}#fb\n}}") == [(4, "gift.number", "refused")]


def test_a_star_that_gives_marks_is_refused():
    assert problems("How much?{#*}") == [(1, "gift.any_number", "refused")]


def test_a_number_without_an_answer_is_refused():
    assert problems("How much?{#}") == [(1, "question.too_few", "refused")]


def test_what_stands_between_the_last_tilde_and_its_feedback_is_said_to_be_lost():
    assert problems("How much?{#5\n~6#No.}") == [(2, "gift.passed_over", "ignored")]


def test_matching_has_pairs_and_an_empty_left_side_is_a_distractor():
    question = read("Match.{=[html]<i>a</i> -> Forum\n=b->Choice -> x\n= -> Chat\n= -> Chat\n= -> Forum}")

    assert isinstance(question, Matching)
    assert question.pairs == (Pair(Text("<i>a</i>", "html"), "Forum"), Pair(moodle("b"), "Choice -> x"))
    assert question.distractors == ("Chat",)


def test_matching_needs_two_pairs_and_an_arrow_in_each():
    assert problems("Match.{=a -> b = -> c}") == [(1, "question.too_few", "refused")]
    assert problems("Match.{=a -> b\n=c d}") == [(2, "gift.pair", "refused")]


def test_no_answer_is_an_essay_and_no_brace_a_description():
    essay, description = gift.loads("Tell!{ ####general}\n\nRead = this: now.").questions

    assert isinstance(essay, Essay)
    assert essay.explanation == moodle("general")
    assert isinstance(description, Description)
    assert (description.stem, description.max_mark) == (moodle("Read = this: now."), 0)


@pytest.mark.parametrize(
    ("grading", "strategy"),
    [
        ("ALL_OR_NOTHING", "all-or-nothing"),
        ("ABSOLUTE_POSITION", "absolute"),
        ("RELATIVE_NEXT_EXCLUDE_LAST", "next"),
        ("LONGEST_ORDERED_SUBSET", "longest-subset"),
        ("", "next"),
    ],
)
def test_ordering_has_an_item_a_line_and_a_strategy(grading, strategy):
    question = read(
        f"Order.{{>3 ALL VERTICAL {grading} SHOW none\n un = 1\n\n deux: 2\n 0\n####general\n}}".replace("\n\n", "\n")
    )

    assert isinstance(question, Ordering)
    assert [item.text.source for item in question.items] == ["un = 1", "deux: 2", "0"]
    assert (question.strategy, question.explanation) == (strategy, moodle("general"))


def test_options_of_an_ordering_that_are_not_kept_are_said():
    report = gift.loads("Order.{>2 RANDOM HORIZONTAL RELATIVE_TO_CORRECT HIDE abc\na\nb\nc}")

    assert [problem.params["option"] for problem in report.problems] == [
        "RANDOM 2",
        "HORIZONTAL",
        "RELATIVE_TO_CORRECT",
        "HIDE",
        "abc",
    ]
    assert {problem.severity for problem in report.problems} == {"ignored"}
    assert report.questions[0].strategy == "absolute"


def test_an_item_is_not_taken_for_an_option():
    question = read("Order.{>3\n1\nALL\nALLER}")

    assert [item.text.source for item in question.items] == ["1", "ALL", "ALLER"]


# --- Reports --------------------------------------------------------------------------------------------------------


def test_one_mistake_leaves_the_other_questions_in_and_is_said_once():
    report = gift.loads("a{T}\n\n::bad::b{#x}\n\nc{F}")

    assert [question.stem.source for question in report.questions] == ["a", "c"]
    assert [str(problem) for problem in report.problems] == [
        "line 3: bad: « x » is not a number; write decimals after a point, as in 2.5."
    ]


def test_a_text_that_is_too_long_is_refused_at_its_line():
    assert problems(f"a{{~b\n=c#{'x' * 20_001}}}") == [(2, "question.too_long", "refused")]


def test_a_file_that_is_not_utf8_is_refused_at_its_first_bad_line():
    (problem,) = gift.loads("a{T}\n\nCréance{T}\né".encode("cp1252")).problems

    assert str(problem) == "line 3: The file is not UTF-8 text."


@pytest.mark.parametrize("text", ["a\ud800", "a".encode("utf-16"), b"\xff"])
def test_no_text_at_all_is_refused(text):
    report = gift.loads(text)

    assert report.questions == ()
    assert [(problem.line, problem.message_id) for problem in report.problems] == [(1, "format.encoding")]


def test_an_empty_file_holds_nothing():
    for text in ("", "\n\n", "// c", " \n// c\n \n"):
        assert gift.loads(text) == gift.loads(b"")
    assert gift.loads("").questions == gift.loads("").problems == ()


EXAMPLES = r"""
//  Examples that everybody starts from.

Who's buried in Grant's tomb?{~Grant ~Jefferson =no one}

Japanese characters originally came from what country? {
    ~India
    =China
    ~Korea
    ~Egypt}

Match the following countries with their corresponding capitals. {
    =Canada -> Ottawa
    =Italy  -> Rome
    =Japan  -> Tokyo
    =India  -> New Delhi
    }

What is the value of pi (to 3 decimal places)? {#3.1415:0.0005}.

::Thanksgiving Date::The American holiday of Thanksgiving is
celebrated on the {~second ~third =fourth} Thursday of November.

What two people are entombed in Grant's tomb? {
    ~%-50%No one
    ~%50%Grant
    ~%50%Grant's wife
    ~%-50%Grant's father }

Which answer equals 5? {
     ~ \= 2 + 2
     = \= 2 + 3
     ~ \= 2 + 4  }

::GIFT Control Characters::
Which of the following is NOT a control character? {
   ~ \~     # \~ is a control character.
   = \\     # Correct! \\ (backslash) is not a control character. BUT,
              it is used to escape the control characters.
}
"""


def test_the_well_known_examples_are_read():
    report = gift.loads(EXAMPLES)

    assert report.problems == ()
    assert [type(question) for question in report.questions] == [
        SingleChoice,
        SingleChoice,
        Matching,
        Numerical,
        SingleChoice,
        MultipleResponse,
        SingleChoice,
        SingleChoice,
    ]
    assert report.lines == (4, 6, 12, 19, 21, 24, 30, 35)
    assert report.questions[6].options[1].text == moodle("= 2 + 3")
    assert report.questions[7].options[1] == Option(
        moodle("\\"),
        1,
        moodle(
            "Correct! \\ (backslash) is not a control character. BUT,\nit is used to escape the control characters."
        ),
    )


def test_true_false_is_a_type_of_its_own():
    assert isinstance(read("Grant is buried in Grant's tomb.{FALSE#No one is.}"), TrueFalse)
