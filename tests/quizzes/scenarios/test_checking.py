"""Each rule of the checker is seen failing once, at its place; the scenario of the tests breaks none."""

import time

import pytest

from quizzes.errors import ENGLISH
from quizzes.scenarios import faults_of
from tests.quizzes.scenarios.sample import GONE, MAPPING, NODES, choice, node, scenario

OPENING = f"nodes[{NODES['ouverture']}]"
CONSTAT = f"nodes[{NODES['constat']}]"
REPRISE = f"nodes[{NODES['reprise']}]"
RAPPEL = f"nodes[{NODES['rappel']}]"
ALONE = [choice("a", "fin-litige"), choice("b", "fin-litige")]


def found(*changes):
    return {(fault.path, fault.message_id) for fault in faults_of(scenario(*changes))}


def test_the_scenario_of_the_tests_is_in_order():
    assert faults_of(scenario()) == ()


@pytest.mark.parametrize(
    ("changes", "path", "message_id"),
    [
        ([("start", "depart")], "start", "scenario.unknown_node"),
        ([("nodes[0].choices[0].to", "nulle-part")], "nodes[0].choices[0].to", "scenario.unknown_node"),
        ([(f"{RAPPEL}.choices[0].to[0].to", "fin")], f"{RAPPEL}.choices[0].to[0]", "scenario.unknown_node"),
        ([("endings[0].key", "date")], "endings[0].key", "scenario.same_key"),
        ([("nodes[0].choices[0].effects.learn", ["refus"])], "nodes[0].choices[0].effects.learn[0]", "unknown_flag"),
        ([("nodes[0].choices[0].effects.forget", ["x"])], "nodes[0].choices[0].effects.forget[0]", "unknown_flag"),
        ([(f"{CONSTAT}.choices[0].when.knows", ["x"])], f"{CONSTAT}.choices[0].when.knows[0]", "unknown_flag"),
        ([(f"{OPENING}.says[0].when", {"ignores": ["x"]})], f"{OPENING}.says[0].when.ignores[0]", "unknown_flag"),
        ([("variants[1].knows", ["x"])], "variants[1].knows[0]", "scenario.unknown_flag"),
        ([("nodes[0].choices[0].scores.JUR-2", 1)], "nodes[0].choices[0].scores.JUR-2", "unknown_competency"),
        (
            [("nodes[2].choices[1].fault.competencies", ["JUR-2"])],
            "nodes[2].choices[1].fault.competencies[0]",
            "unknown_competency",
        ),
        ([("hints", "Voyez {delai}.")], "hints", "scenario.unknown_value"),
        ([("endings[0].says", "{delai}")], "endings[0].says", "scenario.unknown_value"),
        ([(f"{OPENING}.says[1].text", "{delai}")], f"{OPENING}.says[1]", "scenario.unknown_value"),
        ([("card.invoices[0].note", "{delai}")], "card.invoices[0].note", "scenario.unknown_value"),
        ([("nodes[2].choices[1].fault.title", "{delai}")], "nodes[2].choices[1].fault.title", "unknown_value"),
        ([("summary", "Un client, {client}.")], "summary", "scenario.value_too_early"),
        ([("variants[1].values.delai", "3 j")], "variants[1].values", "scenario.other_values"),
        ([("nodes[+]", node("seul", *ALONE))], f"nodes[{len(NODES)}]", "scenario.unreachable"),
        ([("endings[+]", MAPPING["endings"][1] | {"key": "fin-seule"})], "endings[3]", "scenario.unreachable"),
        (
            [("nodes[0].choices[0].when", {"knows": ["absence"]}), ("nodes[0].choices[+]", choice("c", "ouverture"))],
            "nodes[0].choices[0]",
            "scenario.never_offered",
        ),
        ([(f"{OPENING}.says[0].when", {"at_most": {"mood": 0}})], f"{OPENING}.says[0]", "scenario.never_holds"),
        ([(f"{OPENING}.says[0].when", {"at_least": {"mood": 1}})], f"{OPENING}.says[1]", "scenario.never_holds"),
        ([(f"{RAPPEL}.choices[0].to[0].when", {"promised": ["proof"]})], f"{RAPPEL}.choices[0].to[0]", "never_holds"),
        ([(f"{REPRISE}.choices[3]", GONE)], f"{REPRISE}.choices", "scenario.few_offered"),
        ([(f"{OPENING}.choices[2].once", GONE)], OPENING, "scenario.endless"),
        ([(f"{REPRISE}.choices[2].once", GONE)], f"nodes[{NODES['date']}]", "scenario.endless"),
        ([("nodes[0].choices[1].scores", GONE)], "nodes[0].choices[1]", "scenario.unscored"),
        ([("competencies[+]", "JUR-2"), ("nodes[0].choices[0].scores.JUR-2", 1)], "competencies[2]", "scored_once"),
        (
            [
                ("competencies[+]", "JUR-2"),
                ("nodes[0].choices[0].scores.JUR-2", 0),
                ("nodes[0].choices[1].scores.JUR-2", 0),
            ],
            "competencies[2]",
            "scenario.no_points",
        ),
        ([("nodes[0].choices[1].better", GONE)], "nodes[0].choices[1]", "scenario.no_better"),
        ([(f"{OPENING}.choices[2].kind", "say")], "nodes", "scenario.no_kind"),
        (
            [(f"nodes[{NODES['rupture']}].choices[1].kind", "say"), (f"{REPRISE}.choices[3].kind", "do")],
            "nodes",
            "scenario.no_kind",
        ),
        ([("endings[2].kind", "mixed")], "endings", "scenario.no_ending"),
        ([("endings[0].kind", "mixed")], "endings", "scenario.no_ending"),
        ([("endings[0].axes", {"relation": 0})], "variants[0]", "scenario.bad_best"),
        (
            [
                ("competencies[+]", "JUR-2"),
                ("nodes[0].choices[1].scores.JUR-2", 1),
                ("nodes[2].choices[0].scores.JUR-2", 1),
            ],
            "variants[1]",
            "scenario.best_scores_nothing",
        ),
        ([(f"nodes[{NODES['date']}].choices[1].scores.COM-3", 4)], "variants[0]", "scenario.misleading_points"),
        ([("nodes[2].choices[1]", choice("b", "constat"))], "nodes", "scenario.no_fault"),
    ],
)
def test_each_rule_is_seen_failing_at_its_place(changes, path, message_id):
    faults = found(*changes)

    assert (path, message_id if "." in message_id else f"scenario.{message_id}") in faults, faults


def test_too_few_and_too_many_nodes_are_counted():
    extra = [("nodes[+]", node(f"n{number}", *ALONE)) for number in range(14)]

    assert ("nodes", "scenario.node_count") in found(*extra)
    assert ("nodes", "scenario.node_count") in found((f"nodes[{NODES['tension']}]", GONE))


def test_a_fault_says_what_its_sentence_asks_for():
    faults = faults_of(scenario((f"{REPRISE}.choices[3]", GONE), ("competencies[+]", "JUR-2")))

    for fault in faults:
        assert "{" not in ENGLISH[fault.message_id].format_map(fault.params)
    narrow = next(fault for fault in faults if fault.message_id == "scenario.few_offered")
    assert narrow.params == {"count": 1, "variant": "base", "path": "a a a a b a a"}


def test_a_loop_names_the_nodes_on_it():
    (fault,) = faults_of(scenario((f"{REPRISE}.choices[2].once", GONE)))

    assert fault.params == {"loop": "date → montant → moyen → nom → reprise → date"}


def test_what_is_met_in_one_variant_only_counts_as_met():
    only_there = ("variants[1].knows", ["absence"])
    asked = ("nodes[0].choices[0].when", {"knows": ["absence"]})
    other = ("nodes[0].choices[+]", choice("c", "ouverture"))

    faults = found(only_there, asked, other)

    assert ("nodes[0].choices[0]", "scenario.never_offered") not in faults


def test_a_scenario_with_too_many_states_is_refused_rather_than_gone_through(monkeypatch):
    monkeypatch.setattr("quizzes.scenarios.survey.MOST_STATES", 100)
    other = ("title", "Une relance que rien n’a encore contrôlée")
    began = time.perf_counter()

    assert found(other) == {("nodes", "scenario.too_many_states")}
    assert time.perf_counter() - began < 1
