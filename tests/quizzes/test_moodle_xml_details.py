"""Scores, pictures and settings in Moodle XML: made exact, kept apart, or named as left out."""

from fractions import Fraction

import pytest

from quizzes.formats import moodle_xml
from quizzes.questions import MultipleResponse
from tests.quizzes.moodle_files import answer, multichoice, only, question, quiz


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
    assert [problem.params for problem in report.problems] == [
        {"name": "a.png.zip"},  # linked, and not in the file
        {"field": "file", "given": "a.png", "taken": "a-2.png"},
    ]


def test_a_path_is_no_name():
    stem = '<img src="@@PLUGINFILE@@/../../etc/x.png"/> @@PLUGINFILE@@/mes%20photos/y.png'
    files = file("../../etc/x.png", "QQ==") + file("y.png", "Qg==", "/mes photos/") + file(".htaccess", "QQ==")

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


def test_a_picture_that_is_shown_and_missing_is_named_once_at_its_text():
    stem = '<img src="@@PLUGINFILE@@/un%20plan.png"/> <img src="@@PLUGINFILE@@/un%20plan.png"/>'

    report = moodle_xml.loads(quiz(multichoice(answer("a"), answer("b", "0"), stem=stem)))

    assert [(one.message_id, one.params, one.severity) for one in report.problems] == [
        ("moodle.file_missing", {"name": "un plan.png"}, "ignored")
    ]
    assert "@@PLUGINFILE@@/un%20plan.png" in report.questions[0].stem.source
