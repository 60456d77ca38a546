"""The editor's fields and the lesson's source are inverses, and nothing typed is lost between them."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.authoring.formats.folder import parse_file
from course.authoring.forms import LessonFields, fields_of, lesson_fields, posted_fields, revision_of, source_of
from course.foundation.errors import InvalidInputError
from course.foundation.settings import ROOT
from tests.content_files import LESSON

LESSONS = sorted((ROOT / "content" / "modules").glob("*/[0-9]*.md"))
storable = st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\u2028\u2029\ufeff")
lines = st.text(storable, max_size=30).map(lambda text: text.strip(" \u00a0\u3000\u202f"))
typed = st.text(st.one_of(storable, st.just("\n")), max_size=200)


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_every_lesson_of_the_programme_passes_through_the_editor_unchanged(path: Path) -> None:
    name = path.relative_to(ROOT / "content").as_posix()
    source = parse_file(name, path.read_bytes()).entries[0].source
    fields = fields_of(source)

    assert fields.front is None
    assert source_of(path.stem[3:], fields) == source


def test_the_form_of_a_browser_gives_the_same_source() -> None:
    fields = fields_of(LESSON)
    form = {
        "title": fields.title,
        "outcome": fields.outcome,
        "minutes": fields.minutes,
        "rest": fields.rest.replace("\n", "\r\n"),
        "text": fields.text.replace("\n", "\r\n") + "\r\n\r\n",
        **{f"tomorrow_{number}": choice for number, choice in enumerate(fields.tomorrow, 1)},
    }

    assert source_of("calculer", lesson_fields(form)) == LESSON


@given(lines, lines, lines, st.tuples(lines, lines, lines), typed)
def test_what_was_typed_comes_back_whatever_it_is(
    title: str, outcome: str, minutes: str, tomorrow: tuple[str, str, str], text: str
) -> None:
    form = {"title": title, "outcome": outcome, "minutes": minutes, "rest": "facts: [F1.01]", "text": text}
    form |= {f"tomorrow_{number}": choice for number, choice in enumerate(tomorrow, 1)}
    fields = lesson_fields(form)

    again = fields_of(source_of("calculer", fields))

    assert (again.title, again.outcome, again.tomorrow) == (fields.title, fields.outcome, fields.tomorrow)
    assert (again.minutes, again.rest) == (_number(fields.minutes), "facts: [F1.01]")
    assert again.text.split() == fields.text.split()
    assert source_of("calculer", again) == source_of("calculer", fields)


def _number(minutes: str) -> str:
    return str(int(minutes)) if minutes.isascii() and minutes.isdigit() and len(minutes) <= 4 else minutes


def test_a_front_matter_that_is_no_yaml_is_shown_whole_and_can_be_put_right() -> None:
    broken = fields_of(
        source_of("calculer", lesson_fields({"title": "Un titre", "rest": "facts: [F1.01", "text": "Fin"}))
    )

    assert broken.front is not None
    assert "facts: [F1.01" in broken.front
    assert "title: Un titre" in broken.front

    form = {"front": broken.front.replace("[F1.01", "[F1.01]"), "text": broken.text}
    mended = fields_of(source_of("calculer", lesson_fields(form)))

    assert (mended.front, mended.title, mended.rest, mended.text) == (None, "Un titre", "facts: [F1.01]", "Fin")


def test_a_line_of_hyphens_in_the_front_matter_cannot_end_it() -> None:
    source = source_of("calculer", LessonFields(title="Titre", rest="---\nfacts: [F1.01]\n---  \n", text="Texte"))

    assert fields_of(source).text == "Texte"
    assert fields_of(source).rest == "facts: [F1.01]"


def test_a_line_of_hyphens_in_the_text_stays_in_the_text() -> None:
    source = source_of("calculer", LessonFields(title="Titre", text="Avant\n\n---\n\nAprès"))

    assert fields_of(source).text == "Avant\n\n---\n\nAprès"


@pytest.mark.parametrize("text", ["a\x00b", "a\ud800b"])
def test_what_no_database_can_store_is_refused_and_shown_again_with_a_mark(text: str) -> None:
    with pytest.raises(InvalidInputError, match="bad_text"):
        lesson_fields({"text": text})

    assert posted_fields({"text": text}).text == "a\ufffdb"


def test_what_word_processors_leave_behind_becomes_line_ends() -> None:
    assert lesson_fields({"text": "\ufeffun\u2028deux\x0btrois\rquatre"}).text == "un\ndeux\ntrois\nquatre"


def test_a_text_past_256_kilobytes_is_refused() -> None:
    with pytest.raises(InvalidInputError, match="draft_too_long"):
        source_of("calculer", LessonFields(text="é" * 132_000))


@pytest.mark.parametrize(
    ("value", "revision"), [("7", 7), ("", -1), ("-1", -1), ("9" * 30, -1), ("1.5", -1), ("٣", -1)]
)
def test_a_revision_that_is_no_number_is_none_that_a_draft_has(value: str, revision: int) -> None:
    assert revision_of({"revision": value}) == revision
