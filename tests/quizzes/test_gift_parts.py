"""GIFT around the answers: braces, formats, escapes, blank lines, names, ids, tags, categories and weights."""

from fractions import Fraction

import pytest

from quizzes.formats import gift
from quizzes.questions import Option, Text, TextAnswer
from tests.quizzes.test_gift import moodle, problems, read

# --- The whole and its parts ----------------------------------------------------------------------------------------


def test_text_after_the_answers_makes_a_gap():
    assert read("Grant is {~buried =entombed} in Grant's tomb.").stem == moodle("Grant is _____ in Grant's tomb.")
    assert read("Two and two {=four =4}.").stem == moodle("Two and two _____.")


def test_the_first_closing_brace_ends_the_answers_and_a_brace_at_the_end_leaves_no_gap():
    assert read("a {T} b {c}").stem == moodle("a  b {c}")


@pytest.mark.parametrize("text", ["a {T", "a T}", "a } b { c"])
def test_only_one_brace_is_an_error(text):
    assert problems(f"fine\n\n//\n{text}") == [(4, "gift.brace", "refused")]


def test_the_last_four_hashes_begin_the_general_feedback():
    question = read("a{=b#fb####x####y}")

    assert question.answers == (TextAnswer("b", 1, moodle("fb####x")),)
    assert question.explanation == moodle("y")


def test_formats_are_inherited_from_the_question_and_overridden_one_by_one():
    question = read("::n::[html]<b>a</b>{=b#[plain]c ~[markdown]d#e####[moodle]f}")

    assert question.stem == Text("<b>a</b>", "html")
    assert question.options == (
        Option(Text("b", "html"), 1, Text("c", "plain")),
        Option(Text("d", "markdown"), 0, Text("e", "html")),
    )
    assert question.explanation == moodle("f")


def test_an_unknown_marker_is_text_and_a_blank_before_the_general_feedback_hides_its_marker():
    question = read("[HTML]a{=[b]c#[]####  [html]d}")

    assert question.stem == moodle("[HTML]a")
    assert question.answers == (TextAnswer("[b]c", 1, moodle("[]")),)
    assert question.explanation == moodle("[html]d")


def test_escapes_give_the_characters_and_a_double_backslash_one():
    question = read(r"::n\:\:m::a\~\=\#\{\}\:\nb \\n \x{=c\=d\\#e\#f}")

    assert question.name == "n::m"
    assert question.stem == moodle("a~=#{}:\nb \\n \\x")
    assert question.answers == (TextAnswer("c=d\\", 1, moodle("e#f")),)


def test_the_names_under_which_moodle_sets_escapes_aside_are_read_as_there():
    assert read("a &&058; b &&010c{T}").stem == moodle("a : b \nc")


def test_lines_of_a_text_are_trimmed_and_a_comment_within_leaves_a_blank_line():
    assert read("  a  \n\t// c\n  b // no comment {T}").stem == moodle("a\n \nb // no comment")


def test_no_break_spaces_belong_to_the_text():
    assert read("\u00a0a\u00a0{T}").stem == moodle("\u00a0a\u00a0")


def test_a_blank_line_ends_a_question_whatever_blanks_it_holds():
    report = gift.loads("a{T}\r\n \t\r\nb{T}\r\n\r\n\r\nc{F}")

    assert [question.stem.source for question in report.questions] == ["a", "b", "c"]
    assert report.lines == (1, 3, 6)


def test_old_macintosh_lines_and_a_byte_order_mark_are_understood():
    assert len(gift.loads("\ufeffa{T}\r\rb{T}".encode()).questions) == 2
    assert gift.loads("\ufeff::n::a{T}").questions[0].name == "n"


# --- Names, ids, tags, categories -----------------------------------------------------------------------------------


def test_a_question_without_a_name_is_called_by_the_beginning_of_its_text():
    assert read("[html]<p>Quel d&eacute;lai\n<b>légal</b> ?</p>{T}").name == "Quel délai légal ?"
    long = read(f"{'mot ' * 30}{{T}}").name
    assert long == f"{'mot ' * 19}..."
    assert read(f"{'m' * 90}{{T}}").name == f"{'m' * 77}..."


def test_a_name_that_does_not_end_or_is_empty_is_none():
    assert (read("::abc{T}").stem, read("::abc{T}").name) == (moodle("abc"), "abc")
    assert read("::::abc{T}").name == "abc"


def test_a_name_is_one_line_of_at_most_255_characters():
    assert read("::a\n b::c{T}").name == "a b"
    assert len(read(f"::{'n' * 300}::c{{T}}").name) == 255


def test_ids_and_tags_travel_in_comments():
    question = read(
        "// question: 7 name: x\n// [id: Ma\\]rque ] [tag:délais] [tag:a\\]b]\na\n// [tag:c d] [tag:] [id:2]\n{T}"
    )

    assert (question.key, question.idnumber, question.tags) == ("ma-rque", "Ma]rque", ("délais", "a]b", "c d"))
    assert read("//[id:relance-1]\na{T}").key == "relance-1"


def test_a_token_with_a_character_that_moodle_refuses_is_none():
    assert read("// [tag:a<b] [tag:c [tag:d\\] x\na{T}").tags == ("c [tag:d\\",)


def test_ids_of_a_comment_apart_belong_to_nobody():
    assert read("// [id:x] [tag:y]\n\na{T}").tags == ()


def test_what_no_question_of_ours_can_have_is_left_out_and_said():
    report = gift.loads(f"// [id:{'x' * 101}] [tag:{'y' * 101}] [tag:z]\na{{T}}\n\n$CATEGORY: {'c' * 301}\n\nb{{T}}")

    assert [(problem.line, problem.params["field"]) for problem in report.problems] == [
        (2, "id"),
        (2, "tag"),
        (4, "category"),
    ]
    assert report.questions[0].tags == ("z",)
    assert report.questions[1].category is None


def test_our_own_fields_travel_as_tags():
    question = read(
        "// [tag:echeance:competency=JUR-1] [tag:echeance:difficulty=5] [tag:echeance:nameless] [tag:mine]\n::n::a{T}"
    )

    assert (question.competency, question.difficulty, question.name, question.tags) == ("JUR-1", 5, None, ("mine",))


@pytest.mark.parametrize(
    ("path", "category"),
    [
        ("$course$/top/Recouvrement/Relance", "Recouvrement/Relance"),
        ("$course$/Recouvrement", "Recouvrement"),
        ("top/Recouvrement / Relance ", "Recouvrement/Relance"),
        ("Délais 30//45 jours/Loi", "Délais 30//45 jours/Loi"),
        ("$course$/top", None),
        ("", None),
    ],
)
def test_a_category_stays_until_the_next(path, category):
    report = gift.loads(f"a{{T}}\n\n// c\n$CATEGORY: {path}\n\nb{{T}}\n\nc{{T}}")

    assert [question.category for question in report.questions] == [None, category, category]


def test_what_follows_a_category_without_a_blank_line_is_said_to_be_lost():
    assert problems("$CATEGORY: a\nb{T}") == [(2, "gift.after_category", "refused")]


def test_questions_of_the_same_name_get_keys_of_their_own():
    assert [question.key for question in gift.loads("::a::b{T}\n\n" * 3).questions] == ["a", "a-2", "a-3"]
    long = gift.loads(f"// [id:{'k' * 80}]\na{{T}}\n\n" * 3).questions
    assert [question.key for question in long] == ["k" * 80, f"{'k' * 74}-2", f"{'k' * 74}-3"]


# --- Weights --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("digits", "score"),
    [
        ("33.33333", Fraction(1, 3)),
        ("66.666667", Fraction(2, 3)),
        ("14.28571", Fraction(1, 7)),
        ("-33.33333", Fraction(-1, 3)),
        ("33.3333", Fraction("0.333333")),
        ("12.34567", Fraction("0.1234567")),
        ("100", Fraction(1)),
        ("5.", Fraction(1, 20)),
    ],
)
def test_a_weight_is_exact_or_the_fraction_that_it_abbreviates(digits, score):
    assert read(f"a{{~%{digits}%b =c}}").options[0].score == score


@pytest.mark.parametrize("weight", ["%33,33333%", "%--50%", f"%5{'0' * 50}%"])
def test_what_was_meant_as_a_weight_and_is_none_is_refused(weight):
    assert problems(f"a{{=c\n~{weight}b}}") == [(2, "gift.weight", "refused")]


def test_a_weight_after_an_equals_sign_belongs_to_the_text_of_an_option():
    assert read("a{=%50%b ~c}").options[0] == Option(moodle("%50%b"), 1)


def test_a_weight_out_of_range_is_refused_with_the_field():
    (problem,) = gift.loads("::n::a{~%1000%b =c}").problems

    assert (problem.message_id, problem.item, problem.line) == ("question.out_of_range", "n", 1)
