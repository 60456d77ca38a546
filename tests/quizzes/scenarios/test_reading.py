"""A scenario is read as it is written; every fault of its form is named by its path, all of them at once."""

from datetime import date

import pytest

from quizzes.errors import ScenarioError
from quizzes.scenarios import Axes, Branch, Condition, scenario_from_mapping, scenario_to_json, scenario_to_mapping
from tests.quizzes.scenarios.sample import GONE, MAPPING, mapping, scenario

WHEN = "nodes[0].choices[0].when"
# What is noted at another place than the one that was changed.
ELSEWHERE = {
    (WHEN, "scenario.choice_expected"): f"{WHEN}.at_least.humeur",
    ("nodes[1].says[1].when", "scenario.no_otherwise"): "nodes[1].says[1]",
    ("nodes[1].says[0].when", "scenario.never_tried"): "nodes[1].says[1]",
}


def test_what_is_read_and_written_is_the_same_mapping():
    assert scenario_to_mapping(scenario()) == MAPPING


def test_a_scenario_survives_a_json_column():
    stored = scenario_to_json(scenario())

    assert stored["as_of"] == "2026-11-23"
    assert scenario_from_mapping(stored) == scenario()


def test_the_parts_are_values_with_names():
    read = scenario()
    node = read.node("rappel")

    assert (read.axes, read.as_of, read.debtor.public) == (Axes(3, 2, 5), date(2026, 11, 23), "business")
    assert node is not None
    assert node.choices[0].to == (
        Branch("fin-promesse", Condition(promised=("amount", "date", "means", "name"))),
        Branch("fin-vague"),
    )
    assert (read.node("nulle-part"), read.ending("nulle-part"), read.variant("nulle-part")) == (None, None, None)


def test_blanks_around_texts_are_dropped():
    assert scenario(("title", "  Une relance \n")).title == "Une relance"


@pytest.mark.parametrize(
    ("path", "value", "message_id"),
    [
        ("key", GONE, "scenario.missing"),
        ("key", "Une clé", "scenario.bad_form"),
        ("title", "  ", "scenario.blank"),
        ("title", 12, "scenario.text_expected"),
        ("title", "x" * 301, "scenario.too_long"),
        ("title", "a\u0007b", "scenario.bad_character"),
        ("module", "Communication", "scenario.bad_form"),
        ("number", 0, "scenario.out_of_range"),
        ("minutes", True, "scenario.whole_expected"),
        ("minutes", 8.5, "scenario.whole_expected"),
        ("difficulty", 6, "scenario.out_of_range"),
        ("as_of", "le 23", "scenario.date_expected"),
        ("as_of", "20261123", "scenario.date_expected"),
        ("debtor.public", "client", "scenario.choice_expected"),
        ("debtor.city", "Lyon", "scenario.unknown"),
        ("debtor", "Pharmavie", "scenario.mapping_expected"),
        ("facts", [], "scenario.too_few"),
        ("facts[0]", "8.01", "scenario.bad_form"),
        ("facts[1]", "F8.01", "scenario.repeated"),
        ("facts[1]", 8, "scenario.text_expected"),
        ("sources", "c-com-l441-10", "scenario.list_expected"),
        ("competencies[0]", "com 1", "scenario.bad_form"),
        ("axes.relation", 6, "scenario.out_of_range"),
        ("axes.legality", GONE, "scenario.missing"),
        ("state.mood", -1, "scenario.out_of_range"),
        ("card.invoices[0].amount", 18900, "scenario.text_expected"),
        ("card.history[0].day", "hier", "scenario.date_expected"),
        ("card.notes", GONE, "scenario.missing"),
        ("variants[0].values.montant", 18900, "scenario.text_expected"),
        ("variants[0].values.Montant", "18 900 €", "scenario.bad_form"),
        ("variants[1].key", "base", "scenario.repeated"),
        ("variants[1].state.mood", 9, "scenario.out_of_range"),
        ("nodes[0].stage", "salutation", "scenario.choice_expected"),
        ("nodes[0].says", [], "scenario.too_few"),
        ("nodes[0].choices[1].key", "a", "scenario.repeated"),
        ("nodes[0].choices[0].kind", "email", "scenario.choice_expected"),
        ("nodes[0].choices[0].minutes", 16, "scenario.out_of_range"),
        ("nodes[0].choices[0].why", GONE, "scenario.missing"),
        ("nodes[0].choices[0].to", GONE, "scenario.missing"),
        ("nodes[0].choices[0].once", "yes", "scenario.truth_expected"),
        ("nodes[0].choices[0].scores.COM-1", 5, "scenario.out_of_range"),
        ("nodes[0].choices[0].scores.com", 1, "scenario.bad_form"),
        ("nodes[0].choices[0].scores", ["COM-1"], "scenario.mapping_expected"),
        ("nodes[0].choices[0].effects.mood", 4, "scenario.out_of_range"),
        ("nodes[0].choices[0].effects.relation", -6, "scenario.out_of_range"),
        ("nodes[0].choices[0].effects.promise", ["cheque"], "scenario.choice_expected"),
        ("nodes[0].choices[0].when", {}, "scenario.empty_condition"),
        ("nodes[0].choices[0].when", {"at_least": {"humeur": 3}}, "scenario.choice_expected"),
        ("nodes[2].choices[1].to", "constat", "scenario.fault_leads"),
        ("nodes[2].choices[1].fault.title", GONE, "scenario.missing"),
        ("nodes[1].says[1].when", {"knows": ["rejet"]}, "scenario.no_otherwise"),
        ("nodes[1].says[0].when", GONE, "scenario.never_tried"),
        ("endings[0].kind", "victory", "scenario.choice_expected"),
        ("endings[0].debrief", GONE, "scenario.missing"),
        ("endings[1].axes.humeur", 2, "scenario.choice_expected"),
        ("endings[1].key", "fin-promesse", "scenario.repeated"),
        ("humeur", 3, "scenario.unknown"),
    ],
)
def test_each_fault_of_form_is_named_by_its_path(path, value, message_id):
    with pytest.raises(ScenarioError) as caught:
        scenario((path, value))

    place = ELSEWHERE.get((path, message_id), path)
    assert [(fault.path, fault.message_id) for fault in caught.value.faults] == [(place, message_id)]


def test_more_than_a_hundred_entries_are_too_many():
    with pytest.raises(ScenarioError) as caught:
        scenario(("card.history", [{"day": date(2026, 11, 1), "text": "x"}] * 101))

    assert (caught.value.field, caught.value.message_id) == ("card.history", "scenario.too_many")


def test_all_faults_are_found_at_once_and_the_first_is_raised():
    with pytest.raises(ScenarioError) as caught:
        scenario(("title", ""), ("nodes[3].choices[1].why", 3), ("endings[2].says", GONE))

    error = caught.value
    assert [fault.path for fault in error.faults] == ["title", "nodes[3].choices[1].why", "endings[2].says"]
    assert (error.field, str(error)) == ("title", "title: This text may not be blank.")


@pytest.mark.parametrize("nothing", [None, [], "texte", {}, {"nodes": [None], "endings": 3, "variants": [[]]}])
def test_whatever_is_given_the_refusal_is_one_of_ours(nothing):
    with pytest.raises(ScenarioError):
        scenario_from_mapping(nothing)


def test_the_mapping_that_was_read_is_left_as_it_was():
    given = mapping()

    scenario_from_mapping(given)

    assert given == MAPPING
