"""The words of calculators: read with the line of each fault, written in one form, checked against the folder."""

from datetime import date

import pytest

from course.authoring.formats.calculators import read_calculators, write_calculators
from course.authoring.formats.folder import Entry, ParsedFile, Place
from course.authoring.formats.problems import Problems
from course.authoring.formats.references import FactMark
from course.authoring.formats.yaml_reading import read_yaml
from course.authoring.services.lints.calculator_lints import calculator_problems
from course.authoring.services.lints.library import Library, Placed
from course.references.formats import LawEntry
from course.web.messages import MESSAGES, sentence
from tests.toolbox.calculator_content import CONTENT

PUBLISHED = (CONTENT / "toolbox" / "calculators.yml").read_text("utf-8")
SMALL = """calculators:
  - key: delai
    title: Délai
    english: Delay
    question: Combien de jours ?
    intro: Lisez [l’article](loi:c-civ-2240).
    facts:
      F1.01: Sans clause
    sources: [c-civ-2240]
    competencies: [JUR-1]
    lessons: [calculer]
    checked_on: 2026-11-22
"""
LAW = LawEntry("c-civ-2240", "C. civ.", "2240", "Reconnaissance", "Un résumé", "A", date(2026, 1, 1))


def read(text):
    problems = Problems("toolbox/calculators.yml")
    node = read_yaml(text, problems, comments=[])
    assert node is not None
    return read_calculators(node, problems), list(problems)


def checked(text):
    """Returns what the lint says of the first calculator, as (line, message id)."""
    (entry, node), *_others = read(text)[0]
    file = ParsedFile("toolbox/calculators.yml", Place("calculators"))
    entries = {"law": {"c-civ-2240": Placed(file, Entry("law", "c-civ-2240", LAW, "", node))}}
    facts = {"F1.01": FactMark("V", "A"), "F1.10": FactMark("?")}
    library = Library(
        entries, frozenset(), frozenset({"module", "lesson"}), date(2026, 11, 22), facts, frozenset({"JUR-1"})
    )
    placed = Placed(file, Entry("calculator", entry.key, entry, "", node))
    return [(problem.line, problem.message_id) for problem in calculator_problems(placed, library)]


def test_the_published_file_stands_in_canonical_form() -> None:
    header = PUBLISHED[: PUBLISHED.index("\n") + 1]

    found, problems = read(PUBLISHED)

    assert problems == []
    assert write_calculators([entry for entry, _node in found], header) == PUBLISHED


def test_a_small_file_comes_back_as_it_was() -> None:
    found, problems = read(SMALL)

    assert problems == []
    assert write_calculators([entry for entry, _node in found]) == SMALL


@pytest.mark.parametrize(
    ("old", "new", "line", "message_id"),
    [
        ("key: delai", "key: Délai !", 2, "field.key_expected"),
        ("F1.01: Sans clause", "un: Sans clause", 8, "field.form_expected"),
        ("F1.01: Sans clause", "F1.01: 12", 8, "field.text_expected"),
        ("F1.01: Sans clause", f"F1.01: {'a' * 301}", 8, "field.too_long"),
        ("[JUR-1]", "[un]", 10, "field.form_expected"),
        ("2026-11-22", "hier", 12, "field.date_expected"),
        ("    question: Combien de jours ?\n", "", 2, "field.missing"),
        ("english:", "anglais:", 4, "field.unknown_near"),
    ],
)
def test_a_fault_is_noted_with_its_line(old, new, line, message_id) -> None:
    problems = read(SMALL.replace(old, new, 1))[1]

    assert (line, message_id) in [(problem.line, problem.message_id) for problem in problems]
    assert all(sentence(problem.message_id, problem.params) for problem in problems)


def test_a_key_stands_once() -> None:
    twice = SMALL + SMALL.removeprefix("calculators:\n")

    assert [problem.message_id for problem in read(twice)[1]] == ["field.repeated"]


@pytest.mark.parametrize(
    ("old", "new", "line", "message_id"),
    [
        ("F1.01: Sans", "F9.99: Sans", 8, "content.unknown_fact"),
        ("F1.01: Sans", "F1.10: Sans", 8, "content.doubtful_fact"),
        ("sources: [c-civ-2240]", "sources: [c-civ-1]", 9, "content.unknown_law"),
        ("[JUR-1]", "[JUR-9]", 10, "content.unknown_competency"),
        ("loi:c-civ-2240", "loi:c-civ-1", 6, "content.unknown_law"),
        ("loi:c-civ-2240", "ailleurs", 6, "content.unknown_address"),
    ],
)
def test_what_the_folder_does_not_hold_is_noted(old, new, line, message_id) -> None:
    assert checked(SMALL) == []
    assert checked(SMALL.replace(old, new, 1)) == [(line, message_id)]
    assert message_id in MESSAGES
