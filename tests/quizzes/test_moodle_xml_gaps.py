"""The gaps of Moodle cloze questions and the figures of calculated ones: read from Moodle XML, and written."""

from decimal import Decimal
from fractions import Fraction

import pytest

from quizzes.formats import moodle_xml
from quizzes.questions import (
    Calculated,
    CalculatedAnswer,
    Cloze,
    DataSet,
    NumberGap,
    NumericalAnswer,
    Option,
    SelectGap,
    Text,
    TextAnswer,
    TextGap,
)
from tests.quizzes.moodle_files import answer, only, problems, question, quiz


def html(source):
    return Text(source, "html")


def cloze(stem, text_format="html"):
    return question("cloze", stem=stem, text_format=text_format).replace(
        "    <defaultgrade>1.0000000</defaultgrade>\n", ""
    )


def gap(stem, text_format="html"):
    (found,) = only(cloze(stem, text_format)).gaps
    return found


def test_a_text_with_gaps_of_each_kind():
    stem = (
        "<p>{1:SHORTANSWER:=Paris#Oui.~%50%Lutèce~*#Non.} vaut {2:NM:=1,5:0,1~%50%2#Presque~*#Faux}"
        " et {:MC:=oui~non#Si !}.</p>"
    )

    found = only(cloze(stem))

    assert isinstance(found, Cloze)
    assert found.stem == html("<p>[[1]] vaut [[2]] et [[3]].</p>")
    assert found.max_mark == 4
    assert found.gaps == (
        TextGap((TextAnswer("Paris", 1, html("Oui.")), TextAnswer("Lutèce", Fraction(1, 2))), otherwise=html("Non.")),
        NumberGap(
            (
                NumericalAnswer(Decimal("1.5"), Decimal("0.1")),
                NumericalAnswer(Decimal(2), score=Fraction(1, 2), feedback=html("Presque")),
            ),
            weight=2,
            otherwise=html("Faux"),
        ),
        SelectGap((Option(html("oui"), 1), Option(html("non"), 0, html("Si !")))),
    )


@pytest.mark.parametrize(
    ("names", "layout", "multiple", "shuffle"),
    [
        ("MULTICHOICE MC", "select", False, False),
        ("MULTICHOICE_V MCV", "vertical", False, False),
        ("MULTICHOICE_H MCH", "horizontal", False, False),
        ("MULTICHOICE_S MCS", "select", False, True),
        ("MULTICHOICE_VS MCVS", "vertical", False, True),
        ("MULTICHOICE_HS MCHS", "horizontal", False, True),
        ("MULTIRESPONSE MR", "vertical", True, False),
        ("MULTIRESPONSE_H MRH", "horizontal", True, False),
        ("MULTIRESPONSE_S MRS", "vertical", True, True),
        ("MULTIRESPONSE_HS MRHS", "horizontal", True, True),
    ],
)
def test_every_choice_and_its_short_name(names, layout, multiple, shuffle):
    for name in names.split():
        found = gap(f"{{1:{name}:=a~b}}")

        assert (found.layout, found.multiple, found.shuffle) == (layout, multiple, shuffle), name


@pytest.mark.parametrize(("names", "case_sensitive"), [("SHORTANSWER SA MW", False), ("SHORTANSWER_C SAC MWC", True)])
def test_every_short_answer_and_its_short_name(names, case_sensitive):
    for name in names.split():
        assert gap(f"{{1:{name}:=a}}") == TextGap((TextAnswer("a"),), case_sensitive), name


@pytest.mark.parametrize("name", ["NUMERICAL", "NM"])
def test_a_number_and_its_short_name(name):
    assert gap(f"{{1:{name}:=-1e2}}") == NumberGap((NumericalAnswer(Decimal(-100)),))


@pytest.mark.parametrize(
    ("written", "scores"),
    [
        ("{1:MR:=a~=b~c}", [Fraction(1, 2), Fraction(1, 2), Fraction(-1, 2)]),
        ("{1:MR:%50%a~%50%b~%-25%c~d}", [Fraction(1, 2), Fraction(1, 2), Fraction(-1, 4), 0]),
        ("{1:MR:%100%a~%100%b~%-50%c}", [Fraction(1, 2), Fraction(1, 2), Fraction(-1, 2)]),
        ("{1:MR:%33.33333%a~%33,33333%b~%33.33333%c~d}", [Fraction(1, 3)] * 3 + [0]),
        ("{1:MC:%100%a~%-33.33333%b~%0%c}", [1, Fraction(-1, 3), 0]),
    ],
)
def test_scores_of_options_are_shared_out_as_moodle_does(written, scores):
    assert [option.score for option in gap(written).options] == scores


@pytest.mark.parametrize(
    ("written", "text"),
    [
        (r"a\}b", "a}b"),
        (r"a\#b", "a#b"),
        (r"a\~b", "a~b"),
        (r"a\/b", "a/b"),
        (r"a\"b", 'a"b'),
        (r"a\*b", r"a\*b"),
        ("L&#39;avis", "L'avis"),
        ("a &amp; b", "a & b"),
        ("&eacute;t&eacute; &lt; &#x20AC;", "été < €"),
        ("&amp;amp;", "&amp;"),
        ("a &copie b", "a &copie b"),
        ("  a\n", "a"),
    ],
)
def test_what_is_hidden_in_a_gap_is_shown(written, text):
    assert gap(f"{{1:SA:={written}~non}}").answers[0].text == text


def test_what_looks_like_a_gap_and_is_none_stays_text():
    found = only(cloze("{1:XX:=a} {abc} {1:SA:=oui} {1:SA:=sans fin"))

    assert found.stem.source == "{1:XX:=a} {abc} [[1]] {1:SA:=sans fin"


@pytest.mark.parametrize(
    ("text_format", "shown"), [("html", "[&#91;1]]"), ("markdown", "[&#91;1]]"), ("plain_text", "[\u2060[1]]")]
)
def test_a_mark_that_the_author_wrote_is_none(text_format, shown):
    report = moodle_xml.loads(quiz(cloze("Voir [[1]] : {1:SA:=oui}", text_format)))

    assert report.questions[0].stem.source == f"Voir {shown} : [[1]]"
    assert [problem.message_id for problem in report.problems] == ["moodle.changed"]
    assert moodle_xml.loads(moodle_xml.dumps(report.questions)).questions == report.questions


def test_answers_in_a_gap_have_the_format_of_the_text_around_them():
    assert gap("{1:MC:=**a**~b}", "markdown").options[0].text == Text("**a**")


@pytest.mark.parametrize(
    ("stem", "message_id"),
    [
        ("Rien.", "moodle.no_gap"),
        ("{1:NM:=cinq}", "moodle.not_a_number"),
        ("{1:NM:=5~%50%*}", "moodle.catch_all_score"),
        ("{0:SA:=a}", "question.out_of_range"),
        ("{99999999999:SA:=a}", "question.out_of_range"),
        ("{1:SA:a}", "question.no_full_mark"),
        ("{1:SA:}", "question.too_few"),
        ("{1:MC:=a}", "question.too_few"),
        ("{1:SA:=a}" * 100, "question.too_many"),
    ],
)
def test_a_gap_that_cannot_be_marked_is_refused(stem, message_id):
    assert [(severity, found) for severity, found, _ in problems(cloze(stem))] == [("refused", message_id)]


BASE = {"key": "trous", "competency": "JUR-1"}


def written_stem(*gaps, source="[[1]]"):
    report = moodle_xml.write([Cloze(**BASE, stem=html(source), gaps=gaps)])
    return report.text.partition("<questiontext")[2].partition("<text>")[2].partition("</text>")[0]


def test_gaps_are_written_as_moodle_reads_them():
    options = (Option(html("oui & non"), 1, html("a } b")), Option(html("=x"), 0), Option(html("y~#"), Fraction(-1, 3)))

    written = written_stem(
        SelectGap(options, layout="vertical", shuffle=True, weight=3),
        NumberGap((NumericalAnswer(Decimal("1.50"), Decimal("0.1")),), otherwise=html("Non")),
        TextGap((TextAnswer("a<b&"), TextAnswer("c\\", Fraction(1, 3))), case_sensitive=True),
        source="A [[1]] B [[2]] C [[3]]",
    )

    assert written == (
        "<![CDATA[A {3:MULTICHOICE_VS:=oui &amp; non#a \\} b~%0%=x~%-33.33333%y&#126;\\#}"
        " B {1:NUMERICAL:=1.50:0.1~*#Non} C {1:SHORTANSWER_C:=a&lt;b&#38;~%33.33333%c&#92;}]]>"
    )


def test_a_unit_is_written_behind_its_gap_and_said_to_be_lost():
    question = Cloze(**BASE, stem=Text("[[1]]"), gaps=(NumberGap((NumericalAnswer(Decimal(5)),), "€"),))

    report = moodle_xml.write([question])

    assert "{1:NUMERICAL:=5} €" in report.text
    assert [problem.params["field"] for problem in report.problems] == ["stem.source", "gaps[0].unit"]


def test_braces_of_the_author_are_no_gap_in_moodle_either():
    gaps = (TextGap((TextAnswer("oui"),)),)

    report = moodle_xml.write([Cloze(**BASE, stem=html("{1:SA:=non} [[1]] {x}"), gaps=gaps)])

    assert "&#123;1:SA:=non} {1:SHORTANSWER:=oui} {x}" in report.text
    assert moodle_xml.loads(report.text).questions[0].gaps == gaps
    assert [problem.params["field"] for problem in report.problems] == ["stem.source"]


# --- Calculated -------------------------------------------------------------------------------------------------------


def figures(name, *values, status="private"):
    items = "".join(
        f"<dataset_item>\n<number>{number}</number>\n<value>{value}</value>\n</dataset_item>\n"
        for number, value in enumerate(values, start=1)
    )
    return f"""<dataset_definition>
    <status><text>{status}</text>
</status>
    <name><text>{name}</text>
</name>
    <type>calculated</type>
    <distribution><text>uniform</text>
</distribution>
    <minimum><text>1</text>
</minimum>
    <maximum><text>10</text>
</maximum>
    <decimals><text>1</text>
</decimals>
    <itemcount>{len(values)}</itemcount>
    <dataset_items>
{items}    </dataset_items>
    <number_of_items>{len(values)}</number_of_items>
</dataset_definition>
"""


TOLERANCE = """    <tolerance>{tolerance}</tolerance>
    <tolerancetype>{kind}</tolerancetype>
    <correctanswerformat>{format}</correctanswerformat>
    <correctanswerlength>{length}</correctanswerlength>
"""


def result(formula, fraction="100", *, tolerance="0.01", kind="1", form="1", length="2"):
    inside = TOLERANCE.format(tolerance=tolerance, kind=kind, format=form, length=length)
    return answer(formula, fraction, "", inside)


def calculated(*answers, data=None, kind="calculated", synchronize="0", stem="Combien font {x} et {={x}+1} ?"):
    settings = f"""    <synchronize>{synchronize}</synchronize>
    <single>0</single>
    <answernumbering>abc</answernumbering>
    <shuffleanswers>0</shuffleanswers>
    <unitgradingtype>0</unitgradingtype>
    <unitpenalty>0.1000000</unitpenalty>
    <showunits>3</showunits>
    <unitsleft>0</unitsleft>
"""
    rows = figures("x", "4.7", "3") if data is None else data
    inside = f"{settings}{''.join(answers)}<dataset_definitions>\n{rows}</dataset_definitions>\n"
    return question(kind, inside, stem=stem)


@pytest.mark.parametrize("kind", ["calculated", "calculatedsimple"])
def test_a_calculated_question_has_formulas_and_rows_of_figures(kind):
    data = figures("x", "4.7", "3") + figures("taux_2", "0.5", "1e-2")

    found = only(
        calculated(
            result("{x}*{taux_2}"), result("pow({x},2)+.5", "50", tolerance="0.1", kind="2"), data=data, kind=kind
        )
    )

    assert isinstance(found, Calculated)
    assert found.data == DataSet(
        ("x", "taux_2"), ((Decimal("4.7"), Decimal("0.5")), (Decimal(3), Decimal("0.01"))), shared=False
    )
    assert found.answers == (
        CalculatedAnswer("{x}*{taux_2}", 2, Decimal("0.01"), "relative"),
        CalculatedAnswer("pow({x},2)+0.5", 2, Decimal("0.1"), "absolute", Fraction(1, 2)),
    )


@pytest.mark.parametrize(
    ("status", "synchronize", "shared"), [("shared", "1", True), ("shared", "0", False), ("private", "1", False)]
)
def test_figures_are_shared_where_questions_draw_together(status, synchronize, shared):
    found = only(calculated(result("{x}"), data=figures("x", 1, status=status), synchronize=synchronize))

    assert found.data.shared is shared


@pytest.mark.parametrize(("code", "kind"), [("1", "relative"), ("2", "absolute"), ("3", "geometric")])
def test_each_kind_of_tolerance(code, kind):
    assert only(calculated(result("{x}", kind=code))).answers[0].tolerance_kind == kind


def test_significant_figures_are_named_as_left_out():
    report = moodle_xml.loads(quiz(calculated(result("{x}", form="2", length="3"))))

    assert report.questions[0].answers[0].decimals is None
    assert report.problems[0].params == {"field": "correctanswerformat", "value": "3 significant figures"}


def test_rows_that_are_not_whole_are_left_out():
    report = moodle_xml.loads(quiz(calculated(result("{x}+{y}"), data=figures("x", 1, 2, 3) + figures("y", 4, 5))))

    assert report.questions[0].data.rows == ((1, 4), (2, 5))
    assert [problem.params["field"] for problem in report.problems] == ["dataset_items"]


@pytest.mark.parametrize(
    ("written", "message_id", "said"),
    [
        (calculated(result("log({x})")), "moodle.unknown_function", {"name": "log", "formula": "log({x})"}),
        (calculated(result("{x}"), stem="{=sin({x})}"), "moodle.unknown_function", {"name": "sin"}),
        (calculated(result("{y}")), "formula.unknown_name", {"name": "y"}),
        (calculated(result("{x}**2")), "formula.unexpected", {"place": 5}),
        (calculated(result("{x}", kind="7")), "question.wrong_value", {}),
        (calculated(result("{x}"), data=figures("x")), "moodle.no_figures", {}),
        (calculated(result("{x}"), data=figures("x", "beaucoup")), "moodle.not_a_number", {"value": "beaucoup"}),
        (calculated(result("{x}"), data=figures("é", 1)), "question.wrong_value", {}),
        (calculated(result("{x}"), result("*", "50")), "moodle.catch_all_score", {}),
    ],
)
def test_a_formula_or_figures_that_are_none_of_ours_are_refused_with_the_reason(written, message_id, said):
    ((severity, found, params),) = problems(written)

    assert (severity, found) == ("refused", message_id)
    assert said.items() <= params.items()
