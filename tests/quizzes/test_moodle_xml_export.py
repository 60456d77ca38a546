"""Questions written as Moodle XML come back as they were, and what does not is named."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from quizzes.formats import moodle_xml
from quizzes.formats.report import CannotHoldError
from quizzes.questions import (
    AttachedFile,
    Calculated,
    CalculatedAnswer,
    Criterion,
    DataSet,
    DateAnswer,
    Derived,
    Description,
    Essay,
    Matching,
    Misconception,
    NumberRange,
    Pair,
    RubricLevel,
    Text,
    TextAnswer,
)
from tests.quizzes.more_strategies import bank_questions
from tests.quizzes.question_strategies import date_question, multiple, number, numerical, short_answer, single
from tests.quizzes.question_strategies import questions as plain_questions

BASE = {"key": "calcul", "stem": Text("Combien font {x} jours ?"), "competency": "JUR-1"}
ROWS = DataSet(("x",), ((Decimal(1),), (Decimal(2),)))


# Pieces of what is written, apart from what has a test of its own.
GOLDEN = """\
<category><text>$course$/top/A//B/C</text>
</category>
---
<question type="multichoice">
<name><text>Délai</text>
</name>
<questiontext format="html">
<text><![CDATA[a < b]]></text>
<file name="un plan.png" path="/" encoding="base64">QQ==</file>
</questiontext>
<generalfeedback format="html">
<text></text>
</generalfeedback>
<defaultgrade>1</defaultgrade>
<penalty>0.3333333</penalty>
<hidden>0</hidden>
<idnumber>jur-1-delai</idnumber>
<single>true</single>
<shuffleanswers>true</shuffleanswers>
---
<answer fraction="100" format="markdown">
<text>option 0</text>
<feedback format="markdown">
<text>retour 0</text>
</feedback>
</answer>
<answer fraction="-33.33333" format="markdown">
---
<tags>
<tag><text>relance</text>
</tag>
<tag><text>echeance:competency=JUR-1"""


def lost(question):
    """What a question loses: (severity, field)."""
    return [(problem.severity, problem.params.get("field")) for problem in moodle_xml.write([question]).problems]


def calculated(**fields):
    return Calculated(**{**BASE, "answers": (CalculatedAnswer("2*{x}"),), "data": ROWS, **fields})


def test_a_question_is_written_as_moodle_writes_it():
    question = replace(
        single(1, Fraction(-1, 3)),
        stem=Text("a < b", "html"),
        name="Délai",
        category="A//B/C",
        tags=("relance",),
        files=(AttachedFile("un plan.png", b"A"),),
    )

    written = moodle_xml.dumps([question])

    assert written.startswith('<?xml version="1.0" encoding="UTF-8"?>\n<quiz>\n<question type="category">\n')
    pieces = GOLDEN.split("\n---\n")
    assert [piece for piece in pieces if piece not in written] == []
    assert moodle_xml.loads(written).questions == (question,)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(bank_questions | plain_questions, max_size=3, unique_by=lambda question: question.key))
def test_what_is_held_comes_back_the_same(questions):
    report = moodle_xml.write(questions)

    again = moodle_xml.loads(report.text)

    named = {problem.key for problem in report.problems}
    refused = {problem.key for problem in report.problems if problem.severity == "refused"}
    assert [question.key for question in again.questions] == [
        question.key for question in questions if question.key not in refused
    ]
    for question in questions:
        assert question.key in named or question in again.questions


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(bank_questions | plain_questions)
def test_only_what_moodle_has_no_place_for_is_lost(question):
    known = ("rubric", "model", "if_right", "if_partial", "if_wrong", ".feedback", ".compute", ".tolerance")
    known += (".tolerance_kind", ".unit", ".format", "unit_penalty_of", ".score", "stem.source", "answers", "otherwise")

    problems = moodle_xml.write([question]).problems

    for problem in problems:
        said = str(problem.params.get("field", problem.params.get("type")))
        assert said in {"date", "tolerance_kind: geometric"} or said.endswith(known), problem


def test_a_whole_file_comes_back_with_its_folders():
    categories = [None, "A/B", "A/B", "A", None, "top/C"]
    questions = [
        Description(key=f"d-{position}", stem=Text("x"), category=category)
        for position, category in enumerate(categories)
    ]

    written = moodle_xml.dumps(questions)

    assert moodle_xml.loads(written).questions == tuple(questions)
    assert written.count('type="category"') == 4


def test_pictures_keep_their_order_and_stand_with_each_text_that_shows_them():
    files = (AttachedFile("b.png", b"B"), AttachedFile("a c.png", b"A"), AttachedFile("seul.png", b"S"))
    question = Description(
        key="d",
        stem=Text("x"),
        explanation=Text("@@PLUGINFILE@@/b.png @@PLUGINFILE@@/a%20c.png", "html"),
        files=files,
    )

    written = moodle_xml.dumps([question])

    explanation = written.partition("<generalfeedback")[2].partition("</generalfeedback>")[0]
    assert moodle_xml.loads(written).questions[0].files == files
    assert [name for name in ("b.png", "a c.png", "seul.png") if f'name="{name}"' in explanation] == [
        "b.png",
        "a c.png",
    ]


@pytest.mark.parametrize(
    "source", [" avant", "après ", "a\r\nb\rc", "]]>", "<![CDATA[x]]>", "&amp;", "a\tb", "\u00a0", "\u2028x", "&#13;"]
)
def test_a_text_comes_back_to_the_letter(source):
    if source.strip():
        question = Description(key="d", stem=Text(source, "plain"))

        assert moodle_xml.loads(moodle_xml.dumps([question])).questions == (question,)


@pytest.mark.parametrize("ratio", [(1, 3), (1, 7), (5, 6), (1, 13), (16, 97), (7, 20), (1, 1000)])
def test_every_score_that_people_give_comes_back_exact(ratio):
    question = single(1, Fraction(*ratio), -Fraction(*ratio))

    assert moodle_xml.loads(moodle_xml.dumps([question])).questions == (question,)


@pytest.mark.parametrize(
    ("question", "field"),
    [
        (date_question(DateAnswer(date(2026, 5, 11))), None),
        (numerical(number(5, "0.1", "geometric")), "tolerance_kind: geometric"),
        (calculated(parameters=(NumberRange("y", Decimal(1), Decimal(2)),)), "parameters"),
        (calculated(parameters=(Derived("y", "2*{x}"),)), "parameters"),
        (calculated(misconceptions=(Misconception("faux", "{x}", Text("non")),)), "misconceptions"),
        (calculated(answer_kind="date"), "answer_kind: date"),
        (calculated(data=DataSet(("x",), ((date(2026, 5, 11),),))), "data: date"),
        (calculated(answers=(CalculatedAnswer("if({x} > 1, 2, 3)"),)), "if()"),
        (calculated(stem=Text("{=working_day({x})}")), "working_day()"),
    ],
)
def test_a_question_that_would_become_another_one_is_refused_by_name(question, field):
    report = moodle_xml.write([question, Description(key="reste", stem=Text("x"))])

    assert [(problem.severity, problem.params.get("field")) for problem in report.problems] == [("refused", field)]
    assert [found.key for found in moodle_xml.loads(report.text).questions] == ["reste"]


@pytest.mark.parametrize(
    ("question", "fields"),
    [
        (Essay(key="e", stem=Text("x"), model=Text("m")), ["model"]),
        (
            Essay(key="e", stem=Text("x"), rubric=(Criterion("c", (RubricLevel("a", 0), RubricLevel("b", 1))),)),
            ["rubric"],
        ),
        (
            Matching(key="m", stem=Text("x"), pairs=(Pair(Text("a"), "1", Text("non")), Pair(Text("b"), "2"))),
            ["pairs[0].feedback"],
        ),
        (short_answer("a", if_right=Text("Bien")), ["if_right"]),
        (numerical(replace(number(5), compute="2 + 3")), ["answers[0].compute"]),
        (numerical(number(5, "0.1", "relative")), ["answers[0].tolerance", "answers[0].tolerance_kind"]),
        (single(1, Fraction(333_335, 1_000_000)), ["options[1].score"]),
        (multiple(1, 0, tags=("echeance:difficulty=9",)), ["tags"]),
        (short_answer("a", TextAnswer("*", 0, Text("non"))), ["answers", "otherwise"]),
        (calculated(stem=Text("{=2*{x}|3}")), ["stem.source"]),
    ],
)
def test_a_field_without_a_place_is_left_out_and_named(question, fields):
    assert lost(question) == [("ignored", field) for field in fields]

    with pytest.raises(CannotHoldError) as refusal:
        moodle_xml.dumps([question])

    assert len(refusal.value.problems) == len(fields)


def test_a_relative_tolerance_goes_on_as_the_same_absolute_one():
    report = moodle_xml.write([numerical(number(-200, "0.05", "relative"))])

    assert moodle_xml.loads(report.text).questions == (numerical(number(-200, 10)),)


def test_a_key_that_stands_there_twice_is_named():
    question = Description(key="d", stem=Text("x"))

    report = moodle_xml.write([question, question])

    assert [(problem.key, problem.params) for problem in report.problems] == [("d", {"field": "key"})]


def test_a_character_that_xml_does_not_know_keeps_the_question_out():
    assert [
        problem.message_id for problem in moodle_xml.write([Description(key="d", stem=Text("\uffff"))]).problems
    ] == ["moodle.not_xml"]
