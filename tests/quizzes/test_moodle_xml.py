"""Moodle XML as Moodle exports it: what each type of question is read into."""

from decimal import Decimal
from fractions import Fraction

import pytest

from quizzes.formats import moodle_xml
from quizzes.questions import (
    Description,
    Essay,
    Hint,
    Matching,
    Numerical,
    NumericalAnswer,
    Option,
    Ordering,
    OrderingItem,
    Pair,
    ShortAnswer,
    SingleChoice,
    Text,
    TextAnswer,
    TrueFalse,
    Unit,
)
from tests.quizzes.moodle_files import COMBINED, answer, loaded, multichoice, only, problems, question, quiz


def html(source):
    return Text(source, "html")


def category(path, inside=""):
    return f"""  <question type="category">
    <category>
      <text>{path}</text>
    </category>
{inside}  </question>
"""


def test_a_single_choice_is_read_with_all_that_belongs_to_it():
    extra = """    <hint format="html">
      <text>Relisez l’article.</text>
      <shownumcorrect/>
      <clearwrong/>
    </hint>
    <tags>
      <tag><text>relance</text>
</tag>
      <tag><text>a &amp; b</text>
</tag>
    </tags>
"""
    written = multichoice(
        answer("<![CDATA[<p>30 jours</p>]]>", "100", "Oui."), answer("60 jours", "-33.33333"), extra
    ).replace("<idnumber></idnumber>", "<idnumber>Q 7</idnumber>")

    found = only(written)

    assert found == SingleChoice(
        key="q-7",
        idnumber="Q 7",
        name="Délai",
        stem=html("Quel délai ?"),
        options=(Option(html("<p>30 jours</p>"), 1, html("Oui.")), Option(html("60 jours"), Fraction(-1, 3))),
        if_right=html("Votre réponse est correcte."),
        if_partial=html("Partiellement."),
        hints=(Hint(html("Relisez l’article."), clears_wrong=True, shows_count=True),),
        tags=("relance", "a & b"),
        penalty=Fraction(1, 3),
    )


@pytest.mark.parametrize(
    ("word", "text_format"),
    [("html", "html"), ("moodle_auto_format", "moodle"), ("plain_text", "plain"), ("markdown", "markdown")],
)
def test_each_text_keeps_its_format(word, text_format):
    found = only(question("description", stem="a < b", text_format=word))

    assert found.stem == Text("a < b", text_format)


def test_a_text_without_a_format_has_that_of_the_question():
    written = multichoice(answer("a"), answer("b", "0"), text_format="markdown")

    found = only(written.replace('fraction="100" format="html"', 'fraction="100"'))

    assert [option.text.format for option in found.options] == ["markdown", "html"]


def test_a_format_that_we_do_not_have_is_named():
    assert problems(question("description", text_format="wiki_like")) == [
        ("ignored", "moodle.changed", {"field": "format", "given": "wiki_like", "taken": "plain_text"})
    ]


@pytest.mark.parametrize("right", [True, False])
def test_true_or_false(right):
    answers = answer("true", "100" if right else "0", "Vrai !") + answer("false", "0" if right else "100")

    found = only(question("truefalse", answers))

    assert isinstance(found, TrueFalse)
    assert (found.answer, found.if_true, found.if_false) == (right, html("Vrai !"), None)


def test_true_or_false_of_an_old_file_goes_by_order():
    found = only(question("truefalse", answer("Vrai", "0") + answer("Faux", "100", "Oui.")))

    assert (found.answer, found.if_false) == (False, html("Oui."))


def test_a_short_answer_with_a_catch_all():
    answers = answer("mise en demeure") + answer("mise*", "50") + answer("*", "0", "Non.")

    found = only(question("shortanswer", "    <usecase>1</usecase>\n" + answers))

    assert isinstance(found, ShortAnswer)
    assert found.answers == (TextAnswer("mise en demeure"), TextAnswer("mise*", Fraction(1, 2)))
    assert (found.otherwise, found.case_sensitive) == (html("Non."), True)


def test_a_number_with_tolerance_units_and_a_catch_all():
    inside = (
        answer("1234.5", "100", "", "      <tolerance>0,05</tolerance>\n")
        + answer("1e3", "50", "", "      <tolerance>0</tolerance>\n")
        + answer("*", "0", "Recomptez.", "      <tolerance>0</tolerance>\n")
        + """<units>
  <unit>
    <multiplier>100</multiplier>
    <unit_name>cents</unit_name>
  </unit>
  <unit>
    <multiplier>1</multiplier>
    <unit_name>€</unit_name>
  </unit>
</units>
    <unitgradingtype>2</unitgradingtype>
    <unitpenalty>0.2000000</unitpenalty>
    <showunits>0</showunits>
    <unitsleft>0</unitsleft>
"""
    )

    found = only(question("numerical", inside))

    assert isinstance(found, Numerical)
    assert found.answers == (
        NumericalAnswer(Decimal("1234.5"), Decimal("0.05")),
        NumericalAnswer(Decimal(1000), score=Fraction(1, 2)),
    )
    assert (found.unit, found.other_units) == ("€", (Unit("cents", Decimal(100)),))
    assert (found.unit_required, found.unit_penalty, found.unit_penalty_of) == (True, Fraction(1, 5), "question")
    assert found.otherwise == html("Recomptez.")


def test_a_number_without_units():
    inside = answer("5") + "<unitgradingtype>0</unitgradingtype><unitpenalty>0.1</unitpenalty><showunits>3</showunits>"

    found = only(question("numerical", inside))

    assert (found.unit, found.unit_required, found.unit_penalty) == (None, False, Fraction(1, 10))


@pytest.mark.parametrize(
    ("inside", "message_id"),
    [
        (answer("cinq"), "moodle.not_a_number"),
        (answer("5") + answer("*", "50"), "moodle.catch_all_score"),
        (answer("5", "-50"), "question.out_of_range"),
        (answer("1e999"), "question.wrong_value"),
        (
            answer("5") + "<units><unit><multiplier>2</multiplier><unit_name>m</unit_name></unit></units>",
            "moodle.no_own_unit",
        ),
        ("", "question.too_few"),
    ],
)
def test_a_number_that_cannot_be_marked_is_refused(inside, message_id):
    assert [(found[0], found[1]) for found in problems(question("numerical", inside))] == [("refused", message_id)]


def test_matching_with_distractors():
    def subquestion(prompt, right):
        return f"""    <subquestion format="html">
      <text>{prompt}</text>
      <answer>
        <text>{right}</text>
      </answer>
    </subquestion>
"""

    pairs = [("un", "1"), ("deux", "2"), ("", "3"), ("", "1"), ("", "3")]
    inside = "    <shuffleanswers>false</shuffleanswers>\n" + COMBINED

    found = only(question("matching", inside + "".join(subquestion(*pair) for pair in pairs)))

    assert isinstance(found, Matching)
    assert found.pairs == (Pair(html("un"), "1"), Pair(html("deux"), "2"))
    assert (found.distractors, found.shuffle) == (("3",), False)
    assert found.if_right == html("Votre réponse est correcte.")


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
def test_ordering(grading, strategy):
    inside = f"""    <layouttype>VERTICAL</layouttype>
    <selecttype>ALL</selecttype>
    <selectcount>2</selectcount>
    <gradingtype>{grading}</gradingtype>
    <showgrading>SHOW</showgrading>
    <numberingstyle>none</numberingstyle>
"""

    found = only(
        question("ordering", inside + answer("Relance", "1.0000000", "D’abord.") + answer("Mise", "2.0000000"))
    )

    assert isinstance(found, Ordering)
    assert found.items == (OrderingItem(html("Relance"), html("D’abord.")), OrderingItem(html("Mise")))
    assert found.strategy == strategy


def test_an_ordering_that_marks_or_selects_otherwise_is_named():
    inside = "<selecttype>RANDOM</selecttype><selectcount>2</selectcount><gradingtype>RELATIVE_TO_CORRECT</gradingtype>"

    report = moodle_xml.loads(quiz(question("ordering", inside + "".join(answer(word) for word in "abc"))))

    assert report.questions[0].strategy == "absolute"
    assert [problem.params["field"] for problem in report.problems] == ["selecttype", "selectcount", "gradingtype"]
    assert {problem.severity for problem in report.problems} == {"ignored"}


def test_an_essay():
    inside = """    <responseformat>editor</responseformat>
    <responserequired>1</responserequired>
    <responsefieldlines>12</responsefieldlines>
    <minwordlimit>20</minwordlimit>
    <maxwordlimit>200</maxwordlimit>
    <attachments>1</attachments>
    <attachmentsrequired>0</attachmentsrequired>
    <maxbytes>0</maxbytes>
    <filetypeslist></filetypeslist>
    <graderinfo format="html">
      <text>Voir le ton.</text>
    </graderinfo>
    <responsetemplate format="html">
      <text>Madame,</text>
    </responsetemplate>
"""

    found = only(question("essay", inside))

    assert isinstance(found, Essay)
    assert (found.guidance, found.template) == (html("Voir le ton."), html("Madame,"))
    assert (found.fewest_words, found.most_words, found.lines, found.allows_file) == (20, 200, 12, True)


def test_a_description_weighs_nothing():
    found = only(question("description"))

    assert isinstance(found, Description)
    assert (found.max_mark, found.key) == (0, "delai")


@pytest.mark.parametrize("kind", ["ddwtos", "gapselect", "ddimageortext", "stack", "calculatedmulti", "random", ""])
def test_a_type_that_we_do_not_have_is_refused_by_name(kind):
    report = moodle_xml.loads(quiz(question("description"), question(kind, name="Autre")))

    assert len(report.questions) == 1
    assert [(problem.severity, problem.line, problem.item) for problem in report.problems] == [("refused", 20, "Autre")]
    assert report.problems[0].reason == f"Questions of the type « {kind} » are not imported."


# --- Categories -------------------------------------------------------------------------------------------------------


def test_a_question_is_in_the_folder_that_was_named_last():
    written = [
        question("description", name="avant"),
        category("$course$/top/Recouvrement/Relance"),
        question("description", name="dedans"),
        category("$course$/top/Recouvrement"),
        question("description", name="au-dessus"),
        category("$system$/top/A//B/C &amp; D"),
        question("description", name="barre"),
        category("$course$/Ancien"),
        question("description", name="ancien"),
        category("top"),
        question("description", name="tout en haut"),
        category("Sans préfixe"),
        question("description", name="sans"),
    ]

    found = loaded(*written)

    assert [question.category for question in found] == [
        None,
        "Recouvrement/Relance",
        "Recouvrement",
        "A//B/C & D",
        "Ancien",
        None,
        "Sans préfixe",
    ]


def test_what_a_folder_says_of_itself_is_named_as_left_out():
    info = '<info format="html"><text>Pour tous</text></info><idnumber>C1</idnumber>'

    report = moodle_xml.loads(quiz(category("$course$/top/A", info)))

    assert [(problem.item, problem.params["field"]) for problem in report.problems] == [
        ("$course$/top/A", "info"),
        ("$course$/top/A", "idnumber"),
    ]
