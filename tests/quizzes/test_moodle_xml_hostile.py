"""Files made to harm: refused quickly, in little memory, and never with an exception."""

import time

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from quizzes.formats import moodle_xml
from tests.quizzes.measuring import MOST_SECONDS, read_apart
from tests.quizzes.moodle_files import HEAD, answer, multichoice, question, quiz

MEGABYTE = 1024 * 1024
LEVELS = "".join(f'<!ENTITY a{level} "{f"&a{level - 1};" * 10}">' for level in range(1, 10))


def cloze(stem):
    return quiz(question("cloze", stem=stem))


def picture(content, name="a.png"):
    return f'<file name="{name}" path="/" encoding="base64">{content}</file>'


# Made when the test runs, so that a selection of other tests does not pay for them.
HOSTILE = {
    "billion laughs": (
        lambda: f'<!DOCTYPE quiz [<!ENTITY a0 "ha">{LEVELS}]><quiz>&a9;</quiz>',
        "moodle.doctype",
    ),
    "quadratic blow-up": (
        lambda: f'<!DOCTYPE quiz [<!ENTITY a "{"a" * 100_000}">]><quiz>{"&a;" * 100_000}</quiz>',
        "moodle.doctype",
    ),
    "external entity": (
        lambda: '<!DOCTYPE quiz [<!ENTITY a SYSTEM "file:///etc/passwd">]><quiz>&a;</quiz>',
        "moodle.doctype",
    ),
    "external DTD": (lambda: '<!DOCTYPE quiz SYSTEM "http://192.0.2.1/x.dtd"><quiz/>', "moodle.doctype"),
    "depth": (lambda: "<quiz>" + "<question>" * 200_000, "moodle.too_deep"),
    "100 MB of attributes": (
        lambda: "<quiz " + " ".join(f'a{n}="{"x" * 90}"' for n in range(1_050_000)) + "/>",
        "format.too_large",
    ),
    "30 MB of attributes": (
        lambda: "<quiz " + " ".join(f'a{n}="{"x" * 90}"' for n in range(300_000)) + "/>",
        "moodle.too_long_tag",
    ),
    "many attributes": (
        lambda: "<quiz " + " ".join(f'a{n}=""' for n in range(100_000)) + "/>",
        "moodle.too_many_elements",
    ),
    "a long comment": (lambda: f"<quiz><!--{'x' * 30 * MEGABYTE}--></quiz>", "moodle.too_long_tag"),
    "many elements": (lambda: "<quiz>" + "<a/>" * 1_000_000 + "</quiz>", "moodle.too_many_elements"),
    "many names": (
        lambda: "<quiz>" + "".join(f"<n{n}/>" for n in range(1_000_000)) + "</quiz>",
        "moodle.too_many_elements",
    ),
    "many questions": (lambda: "<quiz>" + "<question/>" * 1_000_000 + "</quiz>", "format.too_many"),
    "one endless question": (
        lambda: "<quiz><question>" + "<a/>" * 1_000_000 + "</question></quiz>",
        "moodle.too_many_elements",
    ),
    "an endless text": (lambda: quiz(question("description", stem="x" * 30 * MEGABYTE)), "question.too_long"),
    "invalid base64": (lambda: quiz(question("description", files=picture("?" * 1000))), "moodle.file_content"),
    "a bomb of base64": (
        lambda: quiz(question("description", files=picture("QUJD" * 7 * MEGABYTE))),
        "moodle.file_size",
    ),
    "many bombs of base64": (
        lambda: quiz(question("description", files="".join(picture("QUJD" * 300_000, f"{n}.png") for n in range(24)))),
        None,
    ),
    "many pictures of one name": (
        lambda: quiz(question("description", files="".join(picture(f"{n:08d}") for n in range(50_000)))),
        "question.too_many",
    ),
    "many tags": (
        lambda: quiz(question("description", f"<tags>{'<tag><text>é</text></tag>' * 19_000}</tags>")),
        "moodle.left_out",
    ),
    "gaps without an end": (lambda: cloze("{1:SA:=a~" * 20_000), "moodle.no_gap"),
    "answers without an end": (lambda: cloze("{1:SA:=a~" * 20_000 + "}"), "question.too_many"),
    "feedback without an end": (lambda: cloze("{1:SA:=a#" * 20_000 + "~"), "moodle.no_gap"),
    "gaps without number": (lambda: cloze("{1:SA:=a}" * 20_000), "question.too_many"),
    "braces": (lambda: cloze("{" * 190_000), "moodle.no_gap"),
    "digits": (lambda: cloze("{" + "1" * 190_000), "moodle.no_gap"),
    "huge numbers": (lambda: quiz(question("numerical", answer("1e999", "1e999"))), "question.wrong_value"),
    "tiny numbers": (lambda: quiz(question("numerical", answer("1e-999", "1e-999"))), "question.wrong_value"),
    "long numbers": (lambda: quiz(question("numerical", answer("9" * 5000))), "moodle.not_a_number"),
    "NUL": (lambda: b"<quiz>\0</quiz>", "moodle.not_xml"),
    "control character": (lambda: quiz(question("description", stem="\x08")), "moodle.not_xml"),
    "control character in disguise": (lambda: "<quiz>&#8;</quiz>", "moodle.not_xml"),
    "entity that nobody declared": (lambda: "<quiz>&nbsp;</quiz>", "moodle.not_xml"),
    "Windows-1252": (
        lambda: '<?xml version="1.0" encoding="windows-1252"?><quiz>é</quiz>'.encode("cp1252"),
        "moodle.encoding",
    ),
    "Windows-1252 as UTF-8": (lambda: (HEAD + "é</quiz>").encode("cp1252"), "format.encoding"),
    "UTF-16": (lambda: "<quiz/>".encode("utf-16"), "format.encoding"),
    "half a character": (lambda: "<quiz>\ud800</quiz>", "format.encoding"),
    "nothing": (lambda: b"", "moodle.not_xml"),
    "no end": (lambda: quiz(question("description"))[:-10], "moodle.not_xml"),
    "another XML": (lambda: "<html><body/></html>", "moodle.not_quiz"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_quickly_in_little_memory(name):
    make, message_id = HOSTILE[name]

    report, seconds, peak = read_apart("quizzes.formats.moodle_xml", make())

    assert {problem.message_id for problem in report.problems} == ({message_id} if message_id else set())
    assert seconds < MOST_SECONDS
    assert peak < 64 * MEGABYTE


def test_a_file_that_breaks_off_brings_in_nothing_and_says_where():
    report = moodle_xml.loads(quiz(question("description"), "</question>"))

    assert (report.questions, report.lines) == ((), ())
    assert str(report.problems[0]) == "line 19: This is not well-formed XML: mismatched tag."


def test_a_string_may_declare_any_encoding_for_it_is_decoded_already():
    written = quiz(question("description", stem="é")).replace("UTF-8", "windows-1252")

    assert moodle_xml.loads(written).questions[0].stem.source == "é"


def test_a_mark_of_byte_order_is_passed_over():
    assert len(moodle_xml.loads(b"\xef\xbb\xbf" + quiz(question("description")).encode()).questions) == 1


def test_thousands_of_questions_are_read_quickly():
    written = quiz(*(multichoice(answer("a"), answer("b", "0"), name=f"Q {number}") for number in range(5000))).encode()
    started = time.process_time()

    report = moodle_xml.loads(written)

    assert len(report.questions) == 5000
    assert time.process_time() - started < 8


KINDS = ["multichoice", "truefalse", "numerical", "cloze", "calculated", "essay", "ordering", "matching"]
FIELDS = ["defaultgrade", "penalty", "hidden", "idnumber", "single", "usecase", "unitpenalty", "unitgradingtype"]
FIELDS += ["showunits", "responsefieldlines", "minwordlimit", "maxwordlimit", "attachments", "selectcount", "units"]
FIELDS += ["gradingtype", "selecttype", "synchronize", "shuffleanswers", "tags", "hint", "dataset_definitions"]
TAGS = ["text", "name", "tag", "tags", "hint", "answer", "units", "unit", "dataset_definitions", "defaultgrade", "info"]
OPENERS = [f"<question type='{kind}'>" for kind in [*KINDS, "category"]] + [f"<{tag}>" for tag in TAGS]
OPENERS += ["<questiontext format='x'>", "<answer fraction='x'>", "<answer fraction='100'>", "<file name='../a'>"]
CLOSERS = [f"</{tag}>" for tag in ["question", "questiontext", "file", *TAGS]]
SIGNS = [
    "{1:MC:=a~",
    "#",
    "}",
    "=",
    "%",
    "\\",
    "&",
    "1",
    "-1",
    "1e999",
    "nan",
    "*",
    "é",
    "]]>",
    "<![CDATA[",
    "<!--",
    "[[1]]",
]
pieces = st.sampled_from([*OPENERS, *CLOSERS, *SIGNS]) | st.text(max_size=5)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(pieces, max_size=40).map("".join))
@example("<question type='numerical'><name/><questiontext/></question>")
def test_no_text_makes_it_raise(inside):
    for text in (inside, f"<quiz>{inside}</quiz>", f"<quiz>{inside}</quiz>".encode(errors="replace")):
        report = moodle_xml.loads(text)

        assert all(problem.reason for problem in report.problems)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_no_change_of_a_field_makes_it_raise(data):
    kind = data.draw(st.sampled_from(KINDS))
    words = st.sampled_from(["", "0", "-1", "1e999", "nan", "abc", "99999999999", "1,5", "*", "{x}", "\u00a0", "true"])
    fields = data.draw(st.lists(st.tuples(st.sampled_from(FIELDS), words), max_size=6))
    answers = data.draw(st.lists(st.tuples(words, words), max_size=4))
    tolerance = f"<tolerance>{data.draw(words)}</tolerance><tolerancetype>{data.draw(words)}</tolerancetype>"
    inside = "".join(f"<{name}>{word}</{name}>" for name, word in fields)
    inside += "".join(answer(text, percent, "", tolerance) for text, percent in answers)
    stem = data.draw(st.sampled_from(["x", "{1:NM:=5:x}", "{1:SA:=a}", "{x} {=}", " "]))

    report = moodle_xml.loads(quiz(question(kind, inside, stem=stem)))

    assert len(report.questions) + len(report.refused) == 1
    assert all(problem.reason for problem in report.problems)
