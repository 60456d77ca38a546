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
    MultipleResponse,
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


def test_three_thirds_are_a_whole():
    thirds = [answer(str(number), "33.33333") for number in range(3)]

    found = only(multichoice(*thirds, answer("faux", "-100"), single="false"))

    assert isinstance(found, MultipleResponse)
    assert [option.score for option in found.options] == [Fraction(1, 3)] * 3 + [-1]


@pytest.mark.parametrize(
    ("percent", "score"),
    [
        ("100", 1),
        ("0", 0),
        ("90", Fraction(9, 10)),
        ("83.33333", Fraction(5, 6)),
        ("66.66667", Fraction(2, 3)),
        ("66.666", Fraction(2, 3)),
        ("33.33333", Fraction(1, 3)),
        ("33,33333", Fraction(1, 3)),
        ("33.333333333333336", Fraction(1, 3)),
        ("16.66667", Fraction(1, 6)),
        ("-16.66667", Fraction(-1, 6)),
        ("14.28571", Fraction(1, 7)),
        ("12.5", Fraction(1, 8)),
        ("11.11111", Fraction(1, 9)),
        ("-5", Fraction(-1, 20)),
        # Not on the list, and kept as it is.
        ("33.33", Fraction(3333, 10_000)),
        ("35", Fraction(7, 20)),
    ],
)
def test_a_score_of_moodles_list_is_made_exact(percent, score):
    found = only(multichoice(answer("a"), answer("b", percent)))

    assert found.options[1].score == score


def test_a_score_off_the_list_is_kept_moved_or_refused_as_asked():
    written = multichoice(answer("a"), answer("b", "35"))

    kept, moved, refused = (moodle_xml.loads(quiz(written), fractions=rule) for rule in ("keep", "nearest", "error"))

    assert (kept.questions[0].options[1].score, kept.problems) == (Fraction(7, 20), ())
    assert moved.questions[0].options[1].score in {Fraction(1, 3), Fraction(2, 5)}
    assert [(problem.severity, problem.line) for problem in moved.problems] == [("ignored", 38)]
    assert moved.problems[0].reason == "« fraction »: 35 became 33.33333."
    assert refused.questions == ()
    assert str(refused.problems[0]) == "line 4: Délai: The score 35 % is none that Moodle knows."


@pytest.mark.parametrize(
    ("written", "penalty"),
    [
        ("0.3333333", Fraction(1, 3)),
        ("0.33", Fraction(1, 3)),
        ("0.1", Fraction(1, 10)),
        ("0.1000000", Fraction(1, 10)),
        ("0.1428571", Fraction(1, 7)),
        ("0.0000000", 0),
        ("1", 1),
        ("", Fraction(1, 3)),
    ],
)
def test_a_penalty_is_made_exact(written, penalty):
    found = only(question("description").replace("<penalty>0.3333333", f"<penalty>{written}"))

    assert found.penalty == penalty


@pytest.mark.parametrize(("written", "mark"), [("2.5000000", Fraction(5, 2)), ("0.3333333", Fraction(1, 3)), ("", 1)])
def test_the_default_grade_is_the_mark(written, mark):
    true_false = question("truefalse", answer("true") + answer("false", "0"))

    found = only(true_false.replace("<defaultgrade>1.0000000", f"<defaultgrade>{written}"))

    assert found.max_mark == mark


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


# --- Pictures ---------------------------------------------------------------------------------------------------------


def file(name, content, path="/"):
    return f'<file name="{name}" path="{path}" encoding="base64">{content}</file>\n'


def test_pictures_come_with_the_texts_that_show_them():
    stem = '<img src="@@PLUGINFILE@@/un%20plan.png" />'

    found = only(question("description", stem=stem, files=file("un plan.png", "UE5H\nMQ")))

    assert [(picture.name, picture.content) for picture in found.files] == [("un plan.png", b"PNG1")]
    assert found.stem.source == stem


def test_two_pictures_of_one_name_are_kept_apart():
    stem, feedback = ('<img src="@@PLUGINFILE@@/a.png"/> <a href="@@PLUGINFILE@@/a.png.zip">', "@@PLUGINFILE@@/a.png")
    same = f"<![CDATA[{feedback}]]></text>{file('a.png', 'QQ==')}<text>"
    other = f"<![CDATA[{feedback}]]></text>{file('a.png', 'Qg==')}<text>"
    written = multichoice(answer("a", "100", same), answer("b", "0", other), stem=stem, files=file("a.png", "QQ=="))

    report = moodle_xml.loads(quiz(written))

    (found,) = report.questions
    assert [(picture.name, picture.content) for picture in found.files] == [("a.png", b"A"), ("a-2.png", b"B")]
    assert found.stem.source == stem
    assert [option.feedback.source for option in found.options] == [feedback, "@@PLUGINFILE@@/a-2.png"]
    assert [problem.params for problem in report.problems] == [{"field": "file", "given": "a.png", "taken": "a-2.png"}]


def test_a_path_is_no_name():
    stem = '<img src="@@PLUGINFILE@@/../../etc/x.png"/> @@PLUGINFILE@@/photos/y.png'
    files = file("../../etc/x.png", "QQ==") + file("y.png", "Qg==", "/photos/") + file(".htaccess", "QQ==")

    report = moodle_xml.loads(quiz(question("description", stem=stem, files=files)))

    assert [picture.name for picture in report.questions[0].files] == ["x.png", "y.png"]
    assert report.questions[0].stem.source == '<img src="@@PLUGINFILE@@/x.png"/> @@PLUGINFILE@@/y.png'
    assert [problem.message_id for problem in report.problems] == [
        "moodle.changed",
        "moodle.changed",
        "moodle.file_name",
    ]


@pytest.mark.parametrize(
    ("content", "message_id"), [("pas du base64 !", "moodle.file_content"), ("QUJD" * 400_000, "moodle.file_size")]
)
def test_a_picture_that_is_damaged_or_too_large_is_left_out(content, message_id):
    report = moodle_xml.loads(quiz(question("description", files=file("a.png", content))))

    assert report.questions[0].files == ()
    assert [(problem.message_id, problem.severity, problem.line) for problem in report.problems] == [
        (message_id, "ignored", 10)
    ]


# --- What is left out -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "field", "value"),
    [
        (multichoice(answer("a"), answer("b", "0")).replace("ring>abc", "ring>ABCD"), "answernumbering", "ABCD"),
        (multichoice(answer("a"), answer("b", "0")).replace("ction>0", "ction>1"), "showstandardinstruction", "1"),
        (question("description").replace("<hidden>0", "<hidden>1"), "hidden", "1"),
        (question("description", "<usecase>1</usecase>"), "usecase", "1"),
        (question("description", "<plugin><deep><text>mot</text></deep></plugin>"), "plugin", "mot"),
        (question("numerical", answer("5") + "<unitsleft>1</unitsleft>"), "unitsleft", "1"),
        (question("numerical", answer("5") + "<showunits>2</showunits>"), "showunits", "2"),
        (question("essay", "<responseformat>monospaced</responseformat>"), "responseformat", "monospaced"),
        (question("essay", "<attachments>3</attachments>"), "attachments", "3"),
        (question("description", f"<tags><tag><text>{'t' * 101}</text></tag></tags>"), "tag", "t" * 60 + "…"),
        (question("description", '<hint format="html"><text></text></hint>'), "hint", ""),
    ],
)
def test_a_setting_without_a_place_here_is_named(written, field, value):
    report = moodle_xml.loads(quiz(written))

    assert len(report.questions) == 1
    assert [(problem.message_id, problem.severity, dict(problem.params)) for problem in report.problems] == [
        ("moodle.left_out", "ignored", {"field": field, "value": value})
    ]


def test_a_question_that_is_not_well_formed_is_refused_with_its_line_and_the_others_come_in():
    wrong = multichoice(answer("a", "50"), answer("b", "0"), name="Sans bonne réponse")

    written = quiz(question("description"), wrong, question("description"))

    report = moodle_xml.loads(written)

    last = written[: written.rindex("<question type")].count("\n") + 1
    assert [found.key for found in report.questions] == ["delai", "delai-2"]
    assert report.lines == (4, last)
    assert [(problem.line, problem.item, problem.message_id, problem.params) for problem in report.problems] == [
        (20, "Sans bonne réponse", "question.no_full_mark", {"field": "options"})
    ]


def test_what_travelled_in_tags_is_back_in_its_field():
    words = [
        "competency=JUR-1",
        "difficulty=5",
        "seconds=90",
        "fact=F1.01",
        "source=c-com",
        "lesson=delais",
        "nameless",
    ]
    tags = "".join(f"<tag><text>echeance:{word}</text></tag>" for word in words)

    found = only(question("description", f"<tags>{tags}</tags>"))

    assert (found.competency, found.difficulty, found.seconds, found.name) == ("JUR-1", 5, 90, None)
    assert (found.facts, found.sources, found.lesson, found.tags) == (("F1.01",), ("c-com",), "delais", ())
