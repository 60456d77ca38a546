"""The difference between two texts, as the trainer reads it."""

import random
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.authoring.rules import DiffRow, differences, shortened, state_of

dice = random.Random(7)
texts = st.lists(st.text(st.sampled_from("ab é.\t-"), max_size=12), max_size=12).map("\n".join)


def old_text(rows: list[DiffRow]) -> str:
    lines = ["".join(part.text for part in row.segments if part.mark != "ins") for row in rows if row.old is not None]
    return "\n".join(lines)


def new_text(rows: list[DiffRow]) -> str:
    lines = ["".join(part.text for part in row.segments if part.mark != "del") for row in rows if row.new is not None]
    return "\n".join(lines)


@given(texts, texts)
def test_both_texts_can_be_read_back_from_their_difference(old: str, new: str) -> None:
    rows = differences(old, new)

    assert old_text(rows) == old
    assert new_text(rows) == new
    assert [row.old for row in rows if row.old is not None] == list(range(1, old.count("\n") + 2))
    assert [row.new for row in rows if row.new is not None] == list(range(1, new.count("\n") + 2))


@given(texts)
def test_a_text_does_not_differ_from_itself(text: str) -> None:
    rows = differences(text, text)

    assert {row.kind for row in rows} == {"same"}


def test_a_changed_word_is_shown_within_its_line() -> None:
    rows = differences("Le délai est de 60 jours.\nFin.", "Le délai est de 30 jours.\nFin.")

    changed, same = rows
    assert (changed.kind, changed.old, changed.new, same.kind) == ("changed", 1, 1, "same")
    assert [(part.mark, part.text) for part in changed.segments] == [
        ("same", "Le délai est de "),
        ("del", "60"),
        ("ins", "30"),
        ("same", " jours."),
    ]


def test_a_changed_line_is_found_behind_a_new_one() -> None:
    rows = differences(
        "Un accord oral ne suffit pas.", "Une phrase toute neuve ici !\nUn accord oral ne suffit jamais."
    )

    assert [(row.kind, row.old, row.new) for row in rows] == [("added", None, 1), ("changed", 1, 2)]


def test_lines_without_a_word_in_common_are_removed_and_added() -> None:
    rows = differences("Bonjour", "Échéance")

    assert [row.kind for row in rows] == ["removed", "added"]


def test_long_stretches_of_the_same_lines_are_counted_instead_of_shown() -> None:
    old = "\n".join(f"ligne {number}" for number in range(1, 21))

    rows = shortened(differences(old, old.replace("ligne 10", "ligne dix")))

    assert [(row.kind, row.lines) for row in rows if row.kind in {"skipped", "changed"}] == [
        ("skipped", 7),
        ("changed", 1),
        ("skipped", 8),
    ]
    assert [row.new for row in rows if row.kind == "same"] == [8, 9, 11, 12]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("a\n" * 40_000, "b\n" * 40_000),
        ("a b " * 20_000, "b a " * 20_000),
        ("\n".join(f"mot {n}" for n in range(9_000)), "\n".join(f"mot {n}" for n in range(9_000, 0, -1))),
        ("x" * 65_536, "y" * 65_536),
        tuple("\n".join("".join(dice.choices("ab ", k=300)) for _ in range(200)) for _ in range(2)),
        tuple("\n".join(" ".join(dice.choices("abcdefghij", k=190)) for _ in range(20)) for _ in range(2)),
        tuple("\n".join(" ".join(map(str, dice.choices(range(100), k=700))) for _ in range(20)) for _ in range(2)),
    ],
)
def test_hostile_texts_are_compared_in_bounded_time(old: str, new: str) -> None:
    started = time.perf_counter()

    rows = differences(old, new)

    assert time.perf_counter() - started < 3
    assert new_text(rows) == new


@pytest.mark.parametrize(
    ("published", "retired", "draft", "state"),
    [
        (True, False, False, "published"),
        (True, False, True, "newer_draft"),
        (False, False, True, "never_published"),
        (False, False, False, "never_published"),
        (False, True, False, "retired"),
    ],
)
def test_a_lesson_is_in_one_state(published: bool, retired: bool, draft: bool, state: str) -> None:
    assert state_of(published, retired, draft) == state
