"""GIFT as it is written: valid for Moodle, read back to the same questions, and honest about what it cannot hold."""

import re
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from quizzes.formats import gift
from quizzes.formats.report import CannotHoldError
from quizzes.questions import (
    AttachedFile,
    Calculated,
    CalculatedAnswer,
    Cloze,
    Criterion,
    DateAnswer,
    DateQuestion,
    Description,
    Essay,
    Hint,
    Matching,
    MultipleResponse,
    NumberRange,
    NumericalAnswer,
    Option,
    Ordering,
    OrderingItem,
    Pair,
    RubricLevel,
    SingleChoice,
    Text,
    TextAnswer,
    TextGap,
    Unit,
    shared_scores,
)
from tests.quizzes.question_strategies import number, numerical, short_answer, single, true_false

BASE = {"key": "delai", "stem": Text("Quel délai ?")}
OPTIONS = (Option(Text("a"), 1), Option(Text("b")))


def lost(*questions):
    """What a file of these questions does not hold."""
    return [
        (problem.params.get("field", problem.params.get("type")), problem.message_id, problem.severity)
        for problem in gift.write(questions).problems
    ]


def comes_back(*questions):
    report = gift.loads(gift.dumps(questions))
    return report.problems == () and report.questions == questions


# --- What the file looks like ---------------------------------------------------------------------------------------


def test_a_choice_is_written_as_moodle_writes_it():
    question = SingleChoice(
        key="relance-1",
        name="Relance : 1",
        stem=Text("Que faire\n= {vite} ~ #1 ?", "html"),
        options=(
            Option(Text("Appeler", "html"), 1, Text("Oui: \\o/")),
            Option(Text("Écrire", "html"), Fraction(1, 3)),
            Option(Text("%50%", "html"), 0),
            Option(Text("[plain] rien", "html"), Fraction(-1, 2)),
        ),
        explanation=Text("C’est #1", "html"),
        category="Recouvrement/Délais 30//45",
        tags=("relance", "a]b"),
    )

    written = gift.dumps([question])

    assert written == (
        "$CATEGORY: $course$/top/Recouvrement/Délais 30//45\n"
        "\n"
        "// [id:relance-1] [tag:relance] [tag:a\\]b] [tag:echeance:difficulty=3] [tag:echeance:seconds=60]\n"
        "::Relance \\: 1::[html]Que faire\\n\\= \\{vite\\} \\~ \\#1 ?{\n"
        "\t=Appeler#[markdown]Oui\\: \\\\o/\n"
        "\t~%33.33333%Écrire\n"
        "\t~%0%%50%\n"
        "\t~%-50%[html][plain] rien\n"
        "\t####C’est \\#1\n"
        "}\n"
        "\n"
    )
    assert comes_back(question)


@pytest.mark.parametrize(
    ("question", "part"),
    [
        (true_false(True, if_true=Text("oui"), if_false=Text("non")), "{TRUE#non#oui}"),
        (true_false(False, if_true=Text("non")), "{FALSE#non}"),
        (true_false(False, if_false=Text("oui"), explanation=Text("e")), "{FALSE##oui####e}"),
        (true_false(True, explanation=Text("e")), "{TRUE####e}"),
        (short_answer("a", TextAnswer("b=", 0.5, Text("f"))), "{\n\t=%100%a\n\t=%50%b\\=#f\n}"),
        (short_answer("a", otherwise=Text("f")), "{\n\t=%100%a\n\t=%0%*#f\n}"),
        (short_answer("a", TextAnswer("*", 0, Text("f"))), "{\n\t=%100%a\n\t=%00%*#f\n}"),
        (short_answer("TRUE"), "{\n\t=%100%TRUE\n}"),
        (
            numerical(number("1.50", "0.1"), number("2", score=0.25), otherwise=Text("f")),
            "{#\n\t=%100%1.50:0.1\n\t=%25%2:0\n\t~#f\n}",
        ),
        (
            Matching(**BASE, pairs=(Pair(Text("a"), "1"), Pair(Text("b"), "2: -> x")), distractors=("3",)),
            "{\n\t=a -> 1\n\t=b -> 2\\: -> x\n\t= -> 3\n}",
        ),
        (
            Ordering(**BASE, items=(OrderingItem(Text("a: 1 = #")), OrderingItem(Text("{\\b"))), explanation=Text("e")),
            "{>2 ALL VERTICAL ABSOLUTE_POSITION SHOW none\n\ta: 1 = #\n\t{\\\\b\n\t####e\n}",
        ),
        (Essay(**BASE), "{}"),
        (Essay(**BASE, explanation=Text("e")), "{####e}"),
        (Description(**BASE), ""),
        (SingleChoice(**BASE, options=(OPTIONS[0], OPTIONS[0])), "{\n\t=a\n\t~%100%a\n}"),
        (MultipleResponse(**BASE, options=(OPTIONS[0], OPTIONS[1])), "{\n\t~%100%a\n\t~b\n}"),
    ],
)
def test_every_type_has_its_form_and_comes_back(question, part):
    written = gift.dumps([question])

    assert written.rstrip("\n").endswith(f"Quel délai ?{part}")
    assert comes_back(question)


def test_three_right_options_of_three_share_the_mark_exactly():
    thirds = tuple(Option(Text(word), score) for word, score in zip("abc", shared_scores([True] * 3), strict=True))

    assert comes_back(MultipleResponse(**BASE, options=thirds))


@pytest.mark.parametrize("score", ["1/3", "5/7", "0.3333333", "0.1428571", "0.123456789012", "1/97", "-13/99", "0.05"])
def test_a_weight_comes_back_exactly(score):
    assert comes_back(SingleChoice(**BASE, options=(OPTIONS[0], Option(Text("b"), Fraction(score)))))


def test_a_category_is_written_once_and_left_again():
    questions = tuple(
        Description(key=key, stem=Text("a"), category=category)
        for key, category in (("a", None), ("b", "X\\Y/Z"), ("c", "X\\Y/Z"), ("d", None), ("e", "W"))
    )

    assert re.findall(r"\$CATEGORY.*", gift.dumps(questions)) == [
        "$CATEGORY: $course$/top/X\\\\Y/Z",
        "$CATEGORY: $course$/top",
        "$CATEGORY: $course$/top/W",
    ]
    assert comes_back(*questions)


def test_names_ids_and_our_own_fields_come_back():
    assert comes_back(
        Description(
            key="a-1",
            name="Délai : « légal »",
            idnumber="REL 1]",
            stem=Text("a"),
            competency="JUR-1",
            difficulty=5,
            seconds=7,
            facts=("F1.01",),
            sources=("metier",),
            lesson="lire",
            tags=("x",),
        ),
        Description(key="a-2", stem=Text("::b"), idnumber="a-1"),
    )


def test_no_question_makes_an_empty_file():
    assert gift.dumps([]) == ""


# --- What it does not hold ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        (Cloze(**{**BASE, "stem": Text("[[1]]")}, gaps=(TextGap(answers=(TextAnswer("a"),)),)), "cloze"),
        (DateQuestion(**BASE, max_mark=2, answers=(DateAnswer(date(2026, 5, 11)),)), "date"),
        (
            Calculated(
                **BASE, parameters=(NumberRange("a", Decimal(1), Decimal(2)),), answers=(CalculatedAnswer("a + 1"),)
            ),
            "calculated",
        ),
    ],
)
def test_a_type_that_gift_does_not_have_is_refused_once(question, kind):
    assert lost(question) == [(kind, "format.type", "refused")]
    assert gift.write([question]).text == ""


LEVELS = (RubricLevel("bas", 0), RubricLevel("haut", 1))


@pytest.mark.parametrize(
    ("question", "fields"),
    [
        (single(1, 0, max_mark=2), ["max_mark"]),
        (single(1, 0, penalty=0, hints=(Hint(Text("h")),), shuffle=False), ["penalty", "hints", "shuffle"]),
        (
            single(1, 0, if_right=Text("a"), if_partial=Text("b"), if_wrong=Text("c")),
            ["if_right", "if_partial", "if_wrong"],
        ),
        (single(1, 0, files=(AttachedFile("a.png", b"a"),)), ["files"]),
        (
            numerical(
                number("1"), unit="€", other_units=(Unit("c", Decimal(100)),), unit_required=True, unit_penalty=0.5
            ),
            ["unit", "other_units", "unit_required", "unit_penalty"],
        ),
        (numerical(number("1"), unit="€", unit_penalty_of="question"), ["unit", "unit_penalty_of"]),
        (numerical(NumericalAnswer(Decimal(1), compute="1")), ["answers[0].compute"]),
        (short_answer("a", case_sensitive=True), ["case_sensitive"]),
        (
            Matching(**BASE, pairs=(Pair(Text("a"), "1", Text("f")), Pair(Text("b"), "2")), shuffle=False),
            ["shuffle", "pairs[0].feedback"],
        ),
        (
            Ordering(**BASE, items=(OrderingItem(Text("a")), OrderingItem(Text("b"), Text("f")))),
            ["items[1].feedback"],
        ),
        (
            Essay(
                **BASE,
                rubric=(Criterion("c", LEVELS),),
                model=Text("m"),
                guidance=Text("g"),
                template=Text("t"),
                fewest_words=1,
                most_words=2,
                lines=3,
                allows_file=True,
            ),
            ["rubric", "model", "guidance", "template", "fewest_words", "most_words", "lines", "allows_file"],
        ),
        (Description(**BASE, explanation=Text("e")), ["explanation"]),
        (Description(**BASE, category="/a"), ["category"]),
        (Description(**BASE, category="top"), ["category"]),
        (Description(**BASE, idnumber="a\tb", tags=("a<b", "c\\", "echeance:x", " d")), None),
        (single(1, Fraction(1, 101)), ["options[1].score"]),
    ],
)
def test_a_field_that_gift_does_not_have_is_named_and_left_out(question, fields):
    fields = fields or ["idnumber", "tags[0]", "tags[1]", "tags[2]", "tags[3]"]

    assert lost(question) == [(field, "format.field", "ignored") for field in fields]
    report = gift.loads(gift.write([question]).text)
    assert (len(report.questions), report.problems) == (1, ())
    assert lost(*report.questions) == []


def test_a_relative_tolerance_is_written_as_the_absolute_one_that_accepts_the_same():
    question = numerical(number("-200", "0.05", "relative"))

    assert lost(question) == [("answers[0].tolerance_kind", "format.field", "ignored")]
    assert "=%100%-200:10.00\n" in gift.write([question]).text


def test_a_geometric_tolerance_keeps_the_question_out():
    question = numerical(number("200", "0.05", "geometric"))

    assert lost(question) == [("answers[0].tolerance_kind", "format.field", "refused")]


def test_an_arrow_would_make_a_matching_question():
    prompt = Matching(**BASE, pairs=(Pair(Text("a -> b"), "1"), Pair(Text("b"), "2")))
    said = short_answer("a", TextAnswer("b", 0, Text("-> c")), otherwise=Text("d ->"))

    assert lost(prompt) == [("pairs[0].prompt", "gift.arrow", "refused")]
    assert lost(short_answer("a -> b")) == [("answers[0].text", "gift.arrow", "refused")]
    assert lost(said) == [("answers[1].feedback", "gift.arrow", "ignored"), ("otherwise", "gift.arrow", "ignored")]
    assert gift.loads(gift.write([said]).text).questions[0].answers[1] == TextAnswer("b", 0)


@pytest.mark.parametrize("item", ["a\nb", "a}", "a####", "//a"])
def test_an_item_that_the_plug_in_would_take_apart_keeps_the_question_out(item):
    question = Ordering(**BASE, items=(OrderingItem(Text(item)), OrderingItem(Text("b"))))

    assert lost(question) == [("items[0].text", "gift.item", "refused")]


def test_blanks_at_the_ends_and_returns_are_said():
    question = Description(key="a", stem=Text(" a\r\nb\n"))

    assert lost(question) == [("stem", "gift.line_ends", "ignored"), ("stem", "gift.edge_blanks", "ignored")]
    assert gift.loads(gift.write([question]).text).questions[0].stem == Text("a\nb")


@pytest.mark.parametrize("sequence", ["&&058;", "&&010", "&&092;"])
def test_the_names_of_escapes_keep_the_question_out(sequence):
    assert lost(Description(key="a", stem=Text(f"a{sequence}b"))) == [("stem", "gift.placeholder", "refused")]


def test_a_key_that_stands_twice_is_said():
    assert lost(Description(**BASE), Description(**BASE)) == [("key", "format.field", "ignored")]


def test_dumps_lists_all_that_write_leaves_out():
    questions = [single(1, 0, max_mark=2), numerical(number("1", "1", "geometric"))]

    with pytest.raises(CannotHoldError) as caught:
        gift.dumps(questions)

    assert caught.value.problems == gift.write(questions).problems
    assert len(caught.value.problems) == 2
    assert gift.loads(gift.write(questions).text).questions[0].key == questions[0].key
