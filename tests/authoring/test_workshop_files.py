"""Workshop files: read with the line of each fault, written in one form, checked against what the folder holds."""

from datetime import date

import pytest

from course.authoring.formats.folder import Entry, ParsedFile, Place
from course.authoring.formats.problems import Problems
from course.authoring.formats.references import FactMark
from course.authoring.formats.workshops import read_workshop, write_workshop
from course.authoring.formats.yaml_reading import read_yaml
from course.authoring.services.lints.library import Library, Placed
from course.authoring.services.lints.workshop_lints import workshop_problems
from course.references.formats import LawEntry
from course.web.messages import MESSAGES, sentence
from tests.quizzes.portfolio.november import FOLDER

BY_HAND = (FOLDER / "balance-agee.yml").read_text(encoding="utf-8")
DRAWN = (FOLDER / "portefeuille-genere.yml").read_text(encoding="utf-8")
LAW = LawEntry("c-civ-2240", "C. civ.", "2240", "Reconnaissance", "Un résumé", "A", date(2026, 1, 1), date(2020, 1, 1))
TOP = 2  # Below the comment: where a field that is not there would stand.


def read(text):
    problems = Problems("atelier.yml")
    node = read_yaml(text, problems, comments=[])
    assert node is not None
    return read_workshop(node, problems), node, list(problems)


def changed(text, old, new):
    assert text.count(old) >= 1, old
    return text.replace(old, new, 1)


def changed_line(one, other):
    lines = zip(one.splitlines(), other.splitlines(), strict=True)
    return next(number for number, (before, after) in enumerate(lines, 1) if before != after)


@pytest.mark.parametrize("text", [BY_HAND, DRAWN])
def test_the_published_files_stand_in_canonical_form(text):
    header = text[: text.index("\n") + 1]

    entry, _node, problems = read(text)

    assert problems == []
    assert write_workshop(entry, header) == text


def test_hours_are_the_minutes_of_the_engine():
    drawn, by_hand = read(DRAWN)[0], read(BY_HAND)[0]

    assert (drawn.settings.minutes_a_day, drawn.settings.minutes_a_week, drawn.settings.weeks) == (420, 300, 13)
    assert (by_hand.settings.minutes_a_day, by_hand.quarter) == (360, False)
    assert set(by_hand.body()) == {"settings", "quarter", "summary", "portfolio"}


@pytest.mark.parametrize(
    ("text", "old", "new", "message_id"),
    [
        (BY_HAND, "amount: '22400.00'", "amount: '22 400'", "workshop.bad_amount"),
        (BY_HAND, "amount: '-1200.00'", "amount: '1200.00'", "workshop.sign"),
        (BY_HAND, "ref: P02", "ref: p02", "workshop.bad_ref"),
        (BY_HAND, "ref: P20", "ref: P19", "field.repeated"),
        (BY_HAND, "due: 2021-12-15", "due: 1021-12-15", "workshop.bad_year"),
        (BY_HAND, "nature: carrier", "nature: transporteur", "field.choice_expected"),
        (BY_HAND, "kind: receivership", "kind: redressement", "field.choice_expected"),
        (BY_HAND, "platform: rejected", "platform: rejetee", "field.choice_expected"),
        (BY_HAND, "hours: 6", "hours: 26", "field.out_of_range"),
        (BY_HAND, "deliveries: 2", "delivery: 2", "field.unknown_near"),
        (DRAWN, "negligent: 25", "negligent: 26", "workshop.weights"),
        (DRAWN, "consumer: 3", "consumer: 70", "workshop.weights"),
        (DRAWN, "smallest: 250", "smallest: 50000", "workshop.bounds_reversed"),
        (DRAWN, "negligent: 25", "negligente: 25", "field.choice_expected"),
        (DRAWN, "kind: generated", "kind: hand_made", "field.missing"),
    ],
)
def test_each_fault_is_said_with_its_line(text, old, new, message_id):
    wrong = changed(text, old, new)

    _entry, _node, problems = read(wrong)

    found = {problem.message_id: problem.line for problem in problems}
    assert message_id in found
    assert found[message_id] == (TOP if message_id == "field.missing" else changed_line(text, wrong))
    assert all(sentence(problem.message_id, problem.params) for problem in problems)


def test_a_client_has_one_name():
    _entry, _node, problems = read(changed(BY_HAND, "name: Distrinord SA", "name: Distrinor SA"))

    assert {problem.message_id for problem in problems} == {"workshop.two_names"}


def test_a_line_without_correction_is_a_fault():
    start = BY_HAND.index("    expected:")
    end = BY_HAND.index("\n\n", start)

    _entry, _node, problems = read(BY_HAND[:start] + BY_HAND[end + 1 :])

    assert [(problem.field, problem.message_id) for problem in problems] == [("cases[0].expected", "field.missing")]


# --- What the folder holds --------------------------------------------------------------------------------------------


def problems_of(text, *, path="workshops/portefeuille-genere.yml", doubtful=(), laws=("c-civ-2240",)):
    entry, node, problems = read(text)
    assert problems == []
    facts = {number: FactMark("?" if number in doubtful else "V", None) for number in entry.facts}
    for case in entry.portfolio.cases if entry.portfolio else ():
        facts |= {number: FactMark("V", None) for number in case.expected.facts if number not in facts}
    file = ParsedFile(path, Place("workshop"))
    placed = Placed(file, Entry("workshop", entry.key, entry, "", node))
    known = {key: Placed(file, Entry("law", key, LAW, "", node)) for key in laws}
    modules = {"organisation": placed}
    library = Library(
        entries={"law": known, "module": modules},
        pictures=frozenset(),
        unreadable=frozenset(),
        today=date(2026, 11, 28),
        facts=facts,
        competencies=frozenset({"ORG-1", "JUR-3", "JUR-5", "LIT-1", "FAC-3", "COM-1"}),
    )
    return [(problem.field, problem.message_id) for problem in workshop_problems(placed, library)]


ALL_LAWS = ("c-civ-2240", "c-civ-2241", "c-com-l622-24")


def test_a_workshop_that_names_what_exists_has_no_problem():
    assert problems_of(DRAWN, laws=ALL_LAWS) == []


def test_unknown_and_doubtful_facts_laws_and_competencies_are_named():
    text = changed(DRAWN, "[ORG-1, JUR-3", "[COM-1, JUR-4")

    found = problems_of(text, doubtful=("F9.01",))

    assert ("facts[5]", "content.doubtful_fact") in found
    assert ("sources[1]", "content.unknown_law") in found
    assert ("competencies[0]", "workshop.not_measured") in found
    assert ("competencies[1]", "content.unknown_competency") in found


def test_a_competency_that_no_line_measures_is_named():
    text = changed(BY_HAND, "[ORG-1, JUR-3, JUR-5", "[ORG-1, COM-1, JUR-5")

    found = problems_of(text, path="workshops/balance-agee.yml", laws=())

    assert ("competencies[1]", "workshop.not_measured") in found


def test_a_file_is_named_by_its_key():
    found = problems_of(DRAWN, path="workshops/autre.yml", laws=ALL_LAWS)

    assert found == [("key", "workshop.wrong_file")]


def test_every_sentence_about_workshop_files_is_said_in_french():
    ids = ("bad_amount", "bad_ref", "bad_year", "bounds_reversed", "no_lines", "not_measured", "sign", "two_names")

    assert all(f"workshop.{name}" in MESSAGES for name in (*ids, "weights", "wrong_file"))
