"""Comparison of a typed text with an accepted answer."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.wildcards import folded, matches, sample


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("exigible", "exigible"),
        ("exigible", "  EXIGIBLE "),
        ("exigible", "exigible\n"),
        ("mise en demeure", "Mise  en\u00a0demeure"),
        ("l'échéance", "l’échéance"),
        ("l’échéance", "L'ÉCHÉANCE"),
        ("échéance", "e\u0301che\u0301ance"),
        ("prescri*", "prescription"),
        ("prescri*", "prescri"),
        ("*", "n'importe quoi"),
        ("*demeure", "mise en demeure"),
        ("mise*demeure", "mise en demeure"),
        ("*a*b*", "xxaxxbxx"),
        (r"5 \* 3", "5 * 3"),
        (r"a\*", "a*"),
        (r"a\b", r"a\b"),
        ("a.c", "a.c"),
        ("STRASSE", "straße"),
        ("a*a", "aa"),
        ("a**b", "ab"),
    ],
)
def test_an_accepted_text_matches(pattern, text):
    assert matches(pattern, text)


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("exigible", "non exigible"),
        ("exigible", "exigibles"),
        ("exigible", "exigble"),
        ("créance", "creance"),
        ("prescri*", "la prescription"),
        (r"5 \* 3", "5 fois 3"),
        ("a.c", "abc"),
        ("a*a", "a"),
        ("ab*bc", "abc"),
        ("*a*b*", "ba"),
        ("a*b*c", "acb"),
        ("[a-z]*", "b"),
    ],
)
def test_nothing_else_matches_and_never_by_resemblance(pattern, text):
    assert not matches(pattern, text)


def test_capitals_count_on_demand_only():
    assert not matches("DSO", "dso", case_sensitive=True)
    assert matches("DSO", "DSO", case_sensitive=True)
    assert matches("DSO", "dso")
    assert matches("É", "E\u0301", case_sensitive=True)


def test_a_pattern_made_to_explode_takes_no_time():
    started = time.perf_counter()

    found = matches("*a" * 500 + "b", "a" * 10_000)

    assert not found
    assert time.perf_counter() - started < 0.2


@given(st.text(), st.booleans())
def test_folding_twice_changes_nothing(text, case_sensitive):
    once = folded(text, case_sensitive=case_sensitive)

    assert folded(once, case_sensitive=case_sensitive) == once


@given(st.text("ab*\\ é’'E"), st.booleans())
def test_the_sample_of_a_pattern_matches_it(pattern, case_sensitive):
    assert matches(pattern, sample(pattern), case_sensitive=case_sensitive)


@given(st.lists(st.text("ab", max_size=3), min_size=1, max_size=5), st.text("ab", max_size=12))
def test_the_greedy_search_finds_what_trying_every_split_finds(parts, text):
    def by_trying_all(remaining, rest):
        if len(remaining) == 1:
            return rest.endswith(remaining[0])
        return any(
            rest[start:].startswith(remaining[0]) and by_trying_all(remaining[1:], rest[start + len(remaining[0]) :])
            for start in range(len(rest) + 1)
        )

    expected = (
        text == parts[0]
        if len(parts) == 1
        else (text.startswith(parts[0]) and by_trying_all(parts[1:], text[len(parts[0]) :]))
    )

    assert matches("*".join(parts), text) == expected
