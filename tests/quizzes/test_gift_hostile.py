"""Files made to hurt: GIFT that is refused or read in bounded time and memory, whatever it holds."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizzes.formats import gift
from quizzes.formats.gift.blocks import MOST_BYTES
from tests.quizzes.measuring import MOST_SECONDS, read_apart

MEGABYTE = 1_000_000

HUNDRED_NUMBERS = "x{#" + "".join(f"={number}:0 " for number in range(100)) + "}\n\n"
HUNDRED_WORDS = "x{" + "".join(f"={'é ' * 400}{number} " for number in range(100)) + "}\n\n"
HUNDRED_PAIRS = "x{" + "".join(f"=a{number}->b{number} " for number in range(100)) + "}\n\n"

HOSTILE = {
    "braces that never close": "{" * 50_000,
    "backslashes": "\\" * 5 * MEGABYTE,
    "backslashes in questions": ("\\" * 900_000 + "{T}\n\n") * 8,
    "comments": "//\n" * 100_000,
    "nothing but comments": "//\n\n" * 1_900_000,
    "one long line": "a" * 5 * MEGABYTE,
    "hashes": "####" * 200_000,
    "hashes between braces": "a{" + "####" * 200_000 + "}",
    "tildes": "a{" + "~" * 900_000 + "}",
    "blank lines": "\n" * 7 * MEGABYTE,
    "blanks": "\n" + " " * 7 * MEGABYTE,
    "tags that never close": ("//" + "[tag:" * 180_000 + "\na{T}\n\n") * 8,
    "a wide character": "a" * 7 * MEGABYTE + "😀",
    "many small questions": "{\n\n" * 2 * MEGABYTE,
    "questions of one name": "::a::b{T}\n\n" * 10_000,
    "ids of one beginning": "".join(f"// [id:{'k' * 74}-{number:05}]\nb{{T}}\n\n" * 2 for number in range(4_000)),
    "many numbers": HUNDRED_NUMBERS * 8_000,
    "long answers": HUNDRED_WORDS * 60,
    "many pairs": HUNDRED_PAIRS * 6_000,
    "weights": ("x{" + "~%1.00001%a " * 100 + "}\n\n") * 6_000,
    "a weight": "x{~%" + "1" * 900_000 + "%a}",
    "minus signs": "x{~%" + "-" * 900_000 + "%a}",
    "a path": ("$CATEGORY: " + "a/" * 450_000 + "\n\n") * 8,
    "entities": ("&a" * 2_000 + "{T}\n\n") * 1_900,
    "angle brackets": ("<" * 19_000 + "{T}\n\n") * 400,
    "items": ("x{>100\n" + "a\n" * 100 + "}\n\n") * 20_000,
    "control characters": "\0" * 5 * MEGABYTE,
}


# These do all the work that the limits allow.
HEAVY = {
    "questions of one name",
    "ids of one beginning",
    "many numbers",
    "many pairs",
    "many small questions",
    "weights",
    "entities",
    "items",
}


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=pytest.mark.slow) if name in HEAVY else name for name in HOSTILE]
)
def test_a_hostile_file_takes_less_than_two_seconds_and_64_megabytes(name):
    data = HOSTILE[name].encode()

    _, seconds, peak = read_apart("quizzes.formats.gift", data)

    assert seconds < MOST_SECONDS
    assert peak < 64 * MEGABYTE


@pytest.mark.parametrize(
    ("text", "message_id", "line"),
    [
        ("a" * (MOST_BYTES + 1), "format.too_large", 0),
        ("é" * (MOST_BYTES // 2 + 1), "format.too_large", 0),
        ("a\n\n" * 20_001, "format.too_many", 40_001),
        ("//\n\n" * 70_000, "format.too_many", 120_003),
        (HUNDRED_NUMBERS * 100, "gift.too_heavy", 51),
        (HUNDRED_PAIRS * 1_000, "gift.too_heavy", 1_001),
    ],
)
def test_a_file_beyond_a_limit_is_refused_as_a_whole(text, message_id, line):
    report = gift.loads(text)

    assert report.questions == ()
    assert [(problem.line, problem.message_id) for problem in report.problems] == [(line, message_id)]


def test_a_block_that_is_too_long_is_refused_alone():
    report = gift.loads("a{T}\n\n" + "b" * (MEGABYTE + 1) + "\n\nc{T}")

    assert [question.stem.source for question in report.questions] == ["a", "c"]
    assert [(problem.line, problem.message_id) for problem in report.problems] == [(3, "gift.too_long")]


@pytest.mark.slow
def test_a_bank_of_20_000_questions_is_read():
    assert len(gift.loads("a{T}\n\n" * 20_000).questions) == 20_000


@pytest.mark.slow
def test_a_bank_of_5_000_questions_is_read_in_about_a_second():
    question = (
        "// [id:relance-{0}] [tag:recouvrement]\n::Relance {0}::[html]<p>Le débiteur ne répond pas. Que faire ?</p>{{\n"
        "\t=<p>Appeler et noter sa réponse</p>#<p>Oui, d’abord.</p>\n\t~%50%<p>Écrire</p>#<p>Après l’appel.</p>\n"
        "\t~<p>Attendre le mois prochain</p>#<p>Non.</p>\n\t~<p>Saisir le juge</p>#<p>Trop tôt.</p>\n"
        "\t####<p>Une relance par téléphone suit la lettre sous huit jours.</p>\n}}\n\n"
    )
    data = "".join(question.format(number) for number in range(5_000)).encode()

    start = time.process_time()
    report = gift.loads(data)
    seconds = time.process_time() - start

    assert (len(report.questions), report.problems) == (5_000, ())
    # About one second on the machine where it was written; the rest is room for slower ones.
    assert seconds < 3


characters = [*"~=#{}:%\\/>[]*-.,\n\r\t aàT01", "\u00a0", "\0", "\x85", "\ud800", "😀"]
signs = ["::", "//", "####", "->", "%50%", "[html]", "{>3 ALL", "{#", "\n\n", "&&058;", "TRUE", ".."]
marks = st.sampled_from([*characters, *signs, "[id:", "[tag:", "echeance:", "$CATEGORY:"])


@settings(max_examples=300, deadline=None)
@given(st.lists(marks, max_size=60).map("".join))
def test_nothing_makes_it_raise_and_every_problem_has_a_sentence(text):
    report = gift.loads(text)

    assert len(report.questions) == len(report.lines)
    for problem in report.problems:
        assert problem.reason
        assert 0 <= problem.line <= text.count("\n") + text.count("\r") + 1


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=60))
def test_nothing_in_bytes_makes_it_raise(data):
    assert gift.loads(data) is not None


@settings(max_examples=200, deadline=None)
@given(st.lists(marks, max_size=60).map("".join))
def test_what_was_read_is_written_and_read_to_the_same(text):
    questions = gift.loads(text).questions

    report = gift.write(questions)

    if not report.problems:
        assert gift.loads(report.text).questions == questions
        assert gift.loads(report.text).problems == ()
