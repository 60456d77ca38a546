"""Cards, phrases, letters and kits in files: what is read is written back, and each fault is told with its line."""

from dataclasses import replace
from datetime import date

import pytest

from course.authoring.formats.folder import Entry, ParsedFile, Place
from course.authoring.formats.problems import Problem, Problems
from course.authoring.formats.references import FactMark
from course.authoring.formats.tools_cards import read_card, read_cards, read_phrase, write_card, write_phrase
from course.authoring.formats.tools_documents import read_document, write_document
from course.authoring.formats.tools_kits import read_kit, write_kit
from course.authoring.formats.tools_letters import read_letter, write_letter
from course.authoring.formats.yaml_reading import Node, header_of, read_yaml
from course.authoring.services.lints import tools_lints
from course.authoring.services.lints.library import Library, Placed
from course.references.formats import LawEntry
from tests.toolbox.content import CONTENT, FILES, entries, letter, read_one

READERS = {
    "card": (read_card, write_card),
    "phrase": (read_phrase, write_phrase),
    "letter": (read_letter, write_letter),
    "document": (read_document, write_document),
    "kit": (read_kit, write_kit),
}
LINTS = {
    "card": tools_lints.card_problems,
    "phrase": tools_lints.phrase_problems,
    "letter": tools_lints.letter_problems,
    "document": tools_lints.document_problems,
    "kit": tools_lints.kit_problems,
}
NODE = Node({}, 1)


def first(kind):
    return entries(kind)[0][0]


def changed(kind, old, new, count=1):
    """The first entry of a kind as YAML, with something changed, and its faults."""
    read, write = READERS[kind]
    source = write(first(kind))
    assert old in source
    return read_one(source.replace(old, new, count), read)[1]


def library(**changes) -> Library:
    """A folder where there is one law and nothing else is known to be missing."""
    day, checked = date(2019, 4, 26), date(2026, 11, 22)
    law = LawEntry("c-com-l441-10", "Code de commerce", "L441-10", "Délais", "…", "A", checked, in_force_from=day)
    placed = {law.key: Placed(ParsedFile("legal.yml", Place("legal")), Entry("law", law.key, law, "", NODE))}
    known = {"entries": {"law": placed}, "facts": {"F1.01": FactMark("V", "A"), "F1.10": FactMark("?", "")}}
    return Library(
        **{"pictures": frozenset(), "unreadable": frozenset(), "today": date(2026, 11, 28), **known, **changes},
    )


def lints(kind, entry, **changes) -> list[Problem]:
    placed = Placed(ParsedFile("x.yml", Place("")), Entry(kind, entry.key, entry, "", NODE))
    known = library(competencies=frozenset({"COM-1", "COM-2", "JUR-1"}), **changes)
    return list(LINTS[kind](placed, known))


@pytest.mark.parametrize("kind", FILES)
def test_the_files_of_the_product_are_canonical(kind) -> None:
    path, read, _write_one, write_all = FILES[kind]
    text = (CONTENT / path).read_text("utf-8")

    problems = Problems(path)
    node = read_yaml(text, problems, comments=[])
    assert node is not None
    found = [entry for entry, _node in read(node, problems)]

    assert write_all(found, header_of(text)) == text
    assert list(problems) == []


@pytest.mark.parametrize("kind", FILES)
def test_an_entry_read_from_its_own_source_is_the_same(kind) -> None:
    read, write = READERS[kind]
    for entry, _node in entries(kind):
        assert read_one(write(entry), read) == (entry, [])


def test_there_is_a_kit_for_every_competency_and_twelve_cards_at_least() -> None:
    asked = {entry.competency for entry, _node in entries("kit")}

    assert len(asked) == 25
    assert len(entries("card")) >= 12


@pytest.mark.parametrize(
    ("kind", "old", "new", "expected"),
    [
        ("card", "moment: before", "moment: never", "field.choice_expected"),
        ("card", "encaissements", "x" * 1_200, "tools.card_too_long"),
        ("card", "checked_on: 2026-11-22", "checked_on: hier", "field.date_expected"),
        ("card", "avoid:", "avoids:", "field.unknown_near"),
        ("phrase", "theme: invoice", "theme: weather", "field.choice_expected"),
        ("phrase", "competencies: [", "competencies: [com-1, ", "field.form_expected"),
        ("letter", "tone: service", "tone: rude", "field.choice_expected"),
        ("letter", "day: -7", "day: 900", "field.out_of_range"),
        ("letter", "{montant}", "{somme}", "tools.undeclared_field"),
        ("letter", "name: telephone", "name: Tél", "tools.bad_field_name"),
        ("document", "kind: sheet", "kind: form", "field.choice_expected"),
        ("document", "## 1. Préparer", "### 1. Préparer", "tools.document_mark"),
        ("document", "## 1. Préparer", "# Préparer", "tools.document_mark"),
        ("document", "## 1. Préparer", "> 1. Préparer", "tools.document_mark"),
        ("document", "## 1. Préparer", '!!! loi "Préparer"', "tools.document_mark"),
        ("document", "- [ ] Encaissements", "- [x] Encaissements", "tools.document_mark"),
        ("document", "- [ ] Encaissements", "    - [ ] Encaissements", "tools.document_mark"),
        ("document", "| Total échu | | | |", "| Total échu | | |", "tools.document_table"),
        ("kit", "competency: JUR-1", "competency: droit", "field.competency_expected"),
    ],
)
def test_a_fault_is_told(kind, old, new, expected) -> None:
    assert expected in [message for _line, message in changed(kind, old, new)]


def test_a_field_that_nothing_uses_is_told_at_its_line() -> None:
    entry = letter("service-avant-echeance")
    text = write_letter(entry).replace("{telephone}", "")

    _entry, faults = read_one(text)

    line = next(number for number, said in enumerate(text.split("\n"), 1) if "name: telephone" in said)
    assert faults == [(line, "tools.unused_field")]


def test_a_field_declared_twice_is_told() -> None:
    entry = letter("service-avant-echeance")
    doubled = replace(entry, fields=(*entry.fields, entry.fields[0]))

    assert [message for _line, message in read_one(write_letter(doubled))[1]] == ["field.repeated"]


def test_a_kit_asks_three_questions() -> None:
    kit = first("kit")

    _entry, faults = read_one(write_kit(replace(kit, questions=kit.questions[:2])), read_kit)

    assert [message for _line, message in faults] == ["tools.three_questions"]


def test_two_cards_with_one_key_are_told() -> None:
    source = write_card(first("card")).replace("\n", "\n    ").rstrip()
    problems = Problems("cards.yml")
    node = read_yaml(f"cards:\n  - {source}\n  - {source}\n", problems)
    assert node is not None

    read_cards(node, problems)

    assert [problem.message_id for problem in problems] == ["field.repeated"]


@pytest.mark.parametrize("kind", FILES)
def test_a_doubtful_or_unknown_fact_and_an_unknown_competency_are_refused(kind) -> None:
    entry = replace(first(kind), facts=("F1.10", "F9.99", "F1.01"))
    entry = replace(entry, competency="ZZ-9") if kind == "kit" else replace(entry, competencies=("ZZ-9",))

    found = [problem.message_id for problem in lints(kind, entry)]

    assert {"content.doubtful_fact", "content.unknown_fact", "content.unknown_competency"} <= set(found)
    assert found.count("content.doubtful_fact") == 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Voir l’article L441-10.", ["tools.law_without_key"]),
        ("Voir L441-10.", ["tools.law_without_key"]),
        ("Voir [L441-10](loi:c-com-l441-10).", []),
        ("Voir [L441-10](loi:c-com-l999-9).", ["content.unknown_law"]),
        ("Voir [ceci](x/y).", ["content.unknown_address"]),
        ("<b>Voir</b>", ["lesson.raw_html"]),
    ],
)
def test_a_law_is_named_by_its_key_and_links_lead_somewhere(text, expected) -> None:
    card = replace(first("card"), when=text, facts=("F1.01",), competencies=("COM-1",))

    assert [problem.message_id for problem in lints("card", card)] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("- [ ] Voir l’article L441-10.", ["tools.law_without_key"]),
        ("| Voir [L441-10](loi:c-com-l441-10) | [ ] |\n|---|---|\n| | |", []),
        ("Voir [L441-10](loi:c-com-l999-9).", ["content.unknown_law"]),
        ("Une <u>case</u> [ ]", ["lesson.raw_html"]),
    ],
)
def test_a_document_names_a_law_by_its_key(text, expected) -> None:
    document = replace(first("document"), text=text, before=(), facts=("F1.01",), competencies=("COM-1",))

    assert [problem.message_id for problem in lints("document", document)] == expected


def test_a_document_rests_on_laws_in_force_on_the_day_of_checking() -> None:
    document = replace(first("document"), text="[L441-10](loi:c-com-l441-10)", before=(), facts=("F1.01",))
    document = replace(document, competencies=("COM-1",), checked_on=date(2019, 1, 1))

    assert [problem.message_id for problem in lints("document", document)] == ["law.not_yet"]


def test_a_law_that_was_not_in_force_on_the_day_of_checking_is_told() -> None:
    card = replace(first("card"), when="[L441-10](loi:c-com-l441-10)", facts=("F1.01",), checked_on=date(2019, 1, 1))

    assert [problem.message_id for problem in lints("card", card)] == ["law.not_yet"]


def test_a_letter_that_names_an_article_says_its_law() -> None:
    entry = replace(letter("releve-ferme"), before=("Vérifiez.",), facts=("F1.01",))

    assert [problem.message_id for problem in lints("letter", replace(entry, laws=()))] == ["tools.law_without_key"]
    assert lints("letter", replace(entry, laws=("c-com-l441-10",))) == []
