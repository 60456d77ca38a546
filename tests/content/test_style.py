"""How the programme is written: French typography, plain sentences, words that a newcomer can read or look up."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from statistics import median
from typing import Any, Final

import pytest

from course.foundation.markdown import render_markdown
from course.question_bank.services.rendering import texts_of
from tests.content.prose import LINK, plain_lines, sentences, words
from tests.content.test_bank import read

MOST_WORDS_OF_A_SENTENCE: Final = 40
LONG_WORD: Final = 14
KNOWN_LONG_WORDS: Final = frozenset(Path(__file__).with_name("long_words.txt").read_text(encoding="utf-8").split())

MONTHS: Final = "janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre"
# What is wrong wherever it stands in a text of ours, by what it is.
FAULTS: Final[Mapping[str, re.Pattern[str]]] = {
    "a straight apostrophe": re.compile(r"[A-Za-zÀ-ÿ]'[A-Za-zÀ-ÿ]"),
    "straight quotation marks": re.compile(r'"'),
    "no space before double punctuation": re.compile(r"[A-Za-zÀ-ÿ0-9)»…][;:!?](?=\s|$)"),
    "no space inside guillemets": re.compile(r"«\S|\S»"),
    "a space before a comma or a full stop": re.compile(r"\s[,.](?=\s|$)"),
    "a number of five digits without a space": re.compile(r"(?<![\d,/.°-])[1-9]\d{4,}(?![\d/-])(?!\w)"),
    "an English number": re.compile(r"\b\d{1,3},\d{3}\b|\b\d+\.\d{2}\b(?!\.)"),
    "a sign that touches its number": re.compile(r"€ ?\d|\d€|\d%"),
    "a day that is not written in French": re.compile(r"\b20\d\d-\d\d-\d\d\b"),
    "the first of a month without « er »": re.compile(rf"\b1 (?:{MONTHS})\b"),
    "three full stops": re.compile(r"\.\.\."),
    "a month with a capital": re.compile(rf"(?<=\d )(?:{MONTHS.title()})\b"),
}
ACCOUNT: Final = re.compile(r"\b(?:4\d{4}|6\d{4}|76600|59000)\b")  # accounts of the general ledger, postcodes
NAME: Final = re.compile(r"\{[^{}=]*\}")
FORMULA: Final = re.compile(r"\{=[^{}]*\}")


@pytest.fixture(scope="module")
def lessons() -> Mapping[str, Any]:
    return {key: entry for key, entry in read("modules/").items() if hasattr(entry, "tomorrow")}


@pytest.fixture(scope="module")
def questions() -> Mapping[str, Any]:
    return read("questions/")


def faults_in(text: str) -> Iterator[str]:
    plain = ACCOUNT.sub("N", text)
    for name, form in FAULTS.items():
        found = form.search(plain)
        if found is not None:
            yield f"{name}: « {plain[max(0, found.start() - 20) : found.end() + 10]} »"


@pytest.mark.parametrize(
    "text",
    [
        *("l'avoir", 'dit "non"', "Pourquoi?", "«oui»", "oui , non", "12300 €", "1,234", "3.50 €", "5€"),
        *("2026-11-30", "1 mai", "peut-être...", "30 Novembre"),
    ],
)
def test_each_fault_of_typography_is_seen(text: str) -> None:
    assert list(faults_in(text))


@pytest.mark.parametrize(
    "text", ["12 300,00 €", "à 9 h 30 : « oui »", "L441-10", "le 1er mai 2026", "n° 2026-307", "compte 44571", "J+30…"]
)
def test_good_typography_is_no_fault(text: str) -> None:
    assert list(faults_in(text)) == []


def test_lessons_are_written_in_french_typography(lessons: Mapping[str, Any]) -> None:
    found = {
        f"{key}: {fault}"
        for key, lesson in lessons.items()
        for _line, text in plain_lines(lesson.text)
        for fault in faults_in(text)
    }

    assert len(lessons) >= 61
    assert sorted(found) == []


def test_questions_are_written_in_french_typography(questions: Mapping[str, Any]) -> None:
    found = {
        f"{key}: {fault}"
        for key, question in questions.items()
        for _path, text in texts_of(question)
        for fault in faults_in(LINK.sub(r"\1", FORMULA.sub("X", NAME.sub("X", text.source))).replace("*", ""))
    }

    assert sorted(found) == []


def test_on_the_page_double_punctuation_never_stands_at_the_start_of_a_line(lessons: Mapping[str, Any]) -> None:
    for key, lesson in lessons.items():
        page = re.sub(r"<[^>]*>", "", render_markdown(lesson.text, page=True).html)

        assert re.search(r" [;:!?»]|« ", page) is None, key


def test_the_median_sentence_of_a_lesson_is_short_and_none_is_endless(lessons: Mapping[str, Any]) -> None:
    lengths = {key: [len(words(one)) for one in sentences(lesson.text)] for key, lesson in lessons.items()}

    assert {key: median(found) for key, found in lengths.items() if median(found) >= 20} == {}
    assert {key: max(found) for key, found in lengths.items() if max(found) > MOST_WORDS_OF_A_SENTENCE} == {}


def test_lessons_have_the_length_that_one_reads_in_eight_minutes(lessons: Mapping[str, Any]) -> None:
    counted = {key: len(LINK.sub(r"\1", lesson.text).split()) for key, lesson in lessons.items()}

    assert {key: count for key, count in counted.items() if not 700 <= count <= 1_100} == {}


def test_a_long_word_is_one_of_the_trade_or_on_the_list_of_those_accepted(lessons: Mapping[str, Any]) -> None:
    glossary = {word.casefold() for term in read("glossary.yml").values() for word in words(term.term)}
    used = {
        (word.casefold(), key)
        for key, lesson in lessons.items()
        for _line, text in plain_lines(lesson.text)
        for phrase in words(text)
        for word in re.split(r"[’'\-‑]", phrase)
        if len(word) >= LONG_WORD
    }
    hard = {(word, key) for word, key in used if word not in glossary and word.rstrip("s") not in glossary}

    assert sorted(one for one in hard if one[0] not in KNOWN_LONG_WORDS) == []
    assert sorted(KNOWN_LONG_WORDS - {word for word, _key in hard}) == []  # what nothing uses leaves the list
