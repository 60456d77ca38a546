"""Scenario files: read with the line of each fault, written in one form, checked against what the folder holds."""

from datetime import date
from pathlib import Path

import pytest

from course.authoring.formats.folder import Entry, ParsedFile, Place
from course.authoring.formats.problems import Problems
from course.authoring.formats.references import FactMark
from course.authoring.formats.scenarios import read_scenario, write_scenario
from course.authoring.formats.yaml_reading import read_yaml
from course.authoring.services.lints.library import Library, Placed
from course.authoring.services.lints.scenario_lints import scenario_problems
from course.references.formats import LawEntry
from course.web.messages import MESSAGES, sentence

FILE = Path(__file__).parents[1] / "quizzes" / "scenarios" / "relance.yml"
TEXT = FILE.read_text(encoding="utf-8")
PATH = "scenarios/relance-courte.yml"
LAW = LawEntry("c-com-l1", "C. com.", "L1", "Un délai", "Un résumé", "A", date(2026, 1, 1), date(2020, 1, 1))


def read(text):
    problems = Problems("relance.yml")
    node = read_yaml(text, problems, comments=[])
    assert node is not None
    return read_scenario(node, problems), node, list(problems)


def changed(*changes):
    text = TEXT
    for old, new in changes:
        assert text.count(old) >= 1, old
        text = text.replace(old, new, 1)
    return text


def line_of(text, part):
    return next(number for number, line in enumerate(text.splitlines(), 1) if part in line)


def test_a_file_in_canonical_form_is_written_as_it_stands():
    scenario, _node, problems = read(TEXT)

    assert problems == []
    assert scenario is not None
    assert write_scenario(scenario) == TEXT
    assert write_scenario(scenario, "# Relue le 23/11\n") == f"# Relue le 23/11\n{TEXT}"


def test_long_texts_are_blocks_and_come_back_the_same():
    long = "Une première phrase : elle dit pourquoi, avec la règle et le fait.\n\nUne seconde, après une ligne vide."
    text = changed(("why: On vérifie avant d’appeler.", "why: |-\n          " + long.replace("\n", "\n          ")))

    scenario, _node, problems = read(text.replace("          \n", "\n"))

    assert problems == []
    assert scenario is not None
    assert scenario.nodes[0].choices[0].why == long
    written = write_scenario(scenario)
    assert "why: |-\n          Une première phrase" in written
    assert read(written)[0] == scenario


@pytest.mark.parametrize(
    ("old", "new", "mark", "message_id"),
    [
        ("title: Une relance courte", "title: ''", "title:", "field.blank"),
        ("difficulty: 2", "difficulty: 7", "difficulty:", "field.out_of_range"),
        ("difficulty: 2", "dificulty: 2", "dificulty", "field.unknown_near"),
        ("difficulty: 2", "difficulty: 2\nzzz: 1", "zzz", "field.unknown"),
        ("as_of: 2026-11-23", "as_of: hier", "as_of:", "field.date_expected"),
        ("facts: [F8.01, F8.06]", "facts: []", "facts: []", "question.too_few"),
        ("why: On appelle sans rien savoir.", "why: 3", "why: 3", "field.text_expected"),
        ("once: true", "once: oui", "once: oui", "field.truth_expected"),
        ("kind: hang_up", "kind: hangup", "kind: hangup", "field.choice_expected"),
        ("to: rupture", "to: rupturre", "to: rupturre", "scenario.unknown_node"),
        ("at_most: {mood: 2}", "at_most: {mood: 0}", "at_most: {mood: 0}", "scenario.never_holds"),
        ("        better: Ouvrez d’abord la plateforme.\n", "", "      - key: b", "scenario.no_better"),
        ("        once: true\n", "", "- key: ouverture", "scenario.endless"),
        ("scores: {COM-1: 2}", "scores: {JUR-2: 2}", "JUR-2", "scenario.unknown_competency"),
        ("says: Le virement arrive.", "says: Le {jour}.", "{jour}", "scenario.unknown_value"),
    ],
)
def test_each_fault_stands_at_its_line(old, new, mark, message_id):
    text = changed((old, new))

    _scenario, _node, problems = read(text)

    assert (line_of(text, mark), message_id) in [(problem.line, problem.message_id) for problem in problems]
    for problem in problems:
        assert "%(" not in sentence(problem.message_id, problem.params)


def test_all_faults_of_a_file_are_said_and_nothing_is_read():
    text = changed(("title: Une relance courte", "title: 3"), ("says: Rien n’arrive.", "says: ''"))

    scenario, _node, problems = read(text)

    assert scenario is None
    assert [problem.field for problem in problems] == ["title", "endings[1].says"]


def test_every_sentence_about_scenarios_is_french_and_filled():
    ours = {key: text for key, text in MESSAGES.items() if key.startswith("scenario.")}

    assert len(ours) > 25
    assert all(text[-1] in ".:" for text in ours.values())


def problems_of(*changes, path=PATH, facts=None, law=None):
    scenario, node, problems = read(changed(*changes))
    assert scenario is not None, problems
    entry = Entry("scenario", scenario.key, scenario, "", node)
    placed = Placed(ParsedFile(path, Place("scenario"), (entry,)), entry)
    marks = dict.fromkeys(("F8.01", "F8.06", "F2.19"), FactMark("V")) if facts is None else facts
    entries = {} if law is None else {"law": {law.key: Placed(placed.file, Entry("law", law.key, law, "", node))}}
    library = Library(entries, frozenset(), frozenset(), date(2026, 11, 22), marks, frozenset({"COM-1", "COM-3"}))
    return [(problem.field.split(": ")[-1], problem.message_id) for problem in scenario_problems(placed, library)]


def test_a_scenario_whose_names_all_exist_has_no_problem():
    assert problems_of() == []
    assert problems_of(("facts: [F8.01, F8.06]", "facts: [F8.01, F8.06]\nsources: [c-com-l1]"), law=LAW) == []


@pytest.mark.parametrize(
    ("old", "new", "field", "message_id"),
    [
        ("difficulty: 2", "difficulty: 2\nmodule: rien", "module", "content.unknown_module"),
        ("facts: [F8.01, F8.06]", "facts: [F8.01, F9.99]", "facts[1]", "content.unknown_fact"),
        ("        facts: [F2.19]", "        facts: [F9.99]", "nodes[2].choices[1].facts[0]", "content.unknown_fact"),
        (", facts: [F2.19],", ", facts: [F9.99],", "nodes[2].choices[1].fault.facts[0]", "content.unknown_fact"),
        (", facts: [F2.19],", ",", "nodes[2].choices[1].fault", "scenario.fault_without_fact"),
        ("    facts: [F8.06]", "    facts: [F9.99]", "endings[0].facts[0]", "content.unknown_fact"),
        (
            "competencies: [COM-1, COM-3]",
            "competencies: [COM-1, COM-3, COM-9]",
            "competencies[2]",
            "unknown_competency",
        ),
        ("facts: [F8.01, F8.06]", "facts: [F8.01]\nsources: [rien]", "sources[0]", "content.unknown_law"),
        ("why: Le motif est dit.", "why: Le <b>motif</b>.", "nodes[1].choices[0].why", "lesson.raw_html"),
        ("why: Le motif est dit.", "why: Un [mot](mot:rien).", "nodes[1].choices[0].why", "content.unknown_term"),
        ("why: Le motif est dit.", "why: Un [lien](page.html).", "nodes[1].choices[0].why", "content.unknown_address"),
    ],
)
def test_each_name_that_nothing_stands_behind_is_said(old, new, field, message_id):
    assert (field, message_id if "." in message_id else f"content.{message_id}") in problems_of((old, new))


def test_a_doubtful_fact_is_refused_and_so_is_a_file_of_another_name():
    marks = {"F8.01": FactMark("?"), "F8.06": FactMark("V"), "F2.19": FactMark("M")}

    assert problems_of(facts=marks) == [("facts[0]", "content.doubtful_fact")]
    assert problems_of(path="scenarios/autre.yml") == [("key", "scenario.wrong_file")]


@pytest.mark.parametrize(
    ("law", "message_id"),
    [
        (LawEntry("c-com-l1", "C", "L1", "T", "S", "A", date(2026, 1, 1), date(2027, 1, 1)), "law.not_yet"),
        (LawEntry("c-com-l1", "C", "L1", "T", "S", "A", date(2026, 1, 1), None, date(2026, 1, 1)), "law.no_longer"),
    ],
)
def test_the_law_is_that_of_the_day_of_the_call(law, message_id):
    cited = ("facts: [F8.01, F8.06]", "facts: [F8.01, F8.06]\nsources: [c-com-l1]")

    assert problems_of(cited, law=law) == [("sources[0]", message_id)]
