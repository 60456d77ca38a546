"""The graph of a scenario as SVG: everything is in it, well-formed, read aloud, in layers without overlap."""

import xml.etree.ElementTree as ET
from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from quizzes.scenarios import scenario_from_mapping
from quizzes.scenarios.drawing import Words, drawn
from quizzes.scenarios.layout import HEIGHT, WIDTH, laid_out
from quizzes.scenarios.model import ENDING_KINDS, STAGES
from tests.quizzes.scenarios.sample import scenario
from tests.quizzes.scenarios.worlds import worlds

NS = "{http://www.w3.org/2000/svg}"
WORDS = Words(
    stages={stage: f"temps {stage}" for stage in STAGES},
    endings={kind: f"fin {kind}" for kind in ENDING_KINDS},
    fault="faute grave",
    description="Douze étapes.",
    legend="Lettres : choix & conditions.",
)


def picture(*changes):
    return ET.fromstring(drawn(scenario(*changes), WORDS))


def texts(root):
    return [text.text for text in root.iter(f"{NS}text")]


def test_the_picture_has_a_title_and_a_description_that_are_read_aloud():
    root = picture()

    assert (root.get("role"), root.get("aria-labelledby")) == ("img", "title description")
    assert root.find(f"{NS}title").text == "Une relance courte"
    assert root.find(f"{NS}desc").text == "Douze étapes."


def test_nodes_endings_and_faults_are_named_with_stage_or_kind():
    found = texts(picture())

    assert {"preparation", "temps prepare", "fin-promesse", "fin good", "fin bad", "faute grave"} <= set(found)
    assert len([text for text in found if text.startswith("temps ")]) == 12
    assert found[-1] == WORDS.legend


def test_arrows_carry_the_choices_with_their_conditions_and_what_is_offered_once():
    assert {"a b", "c¹", "a? b", "c¹?", "a? b d"} <= set(texts(picture()))


def test_what_leads_back_is_dashed():
    classes = [path.get("class") for path in picture().iter(f"{NS}path")]

    assert classes.count("arrow loop") == 2
    assert classes.count("arrow to-fault") == 1


def test_signs_of_markup_in_a_text_stay_text():
    root = picture(("title", "Payer < 30 jours & « vite »"), ("nodes[2].choices[1].fault.title", "<b>Menace</b>"))

    assert root.find(f"{NS}title").text == "Payer < 30 jours & « vite »"
    assert "<b>Menace</b>" in texts(root)


def test_what_nothing_leads_to_and_what_leads_nowhere_spoil_nothing():
    root = picture(("start", "nulle-part"), ("nodes[0].choices[0].to", "ailleurs"), ("nodes[0].choices[1].to", "loin"))

    assert "preparation" in texts(root)


def test_the_same_scenario_gives_the_same_picture():
    assert drawn(scenario(), WORDS) == drawn(scenario(), WORDS)


@settings(max_examples=50, deadline=None)
@given(worlds())
def test_whatever_is_drawn_is_well_formed(mapping):
    root = ET.fromstring(drawn(scenario_from_mapping(mapping), WORDS))

    assert len(list(root.iter(f"{NS}rect"))) >= len(mapping["nodes"]) + 3


@settings(max_examples=100, deadline=None)
@given(st.sets(st.tuples(*[st.sampled_from("abcdefgh")] * 2), max_size=20))
def test_boxes_do_not_overlap_and_arrows_lead_down_unless_they_are_loops(arrows):
    layout = laid_out("abcdefgh", sorted(arrows), "a")

    for (x, y), (other_x, other_y) in combinations(layout.centres.values(), 2):
        assert abs(x - other_x) >= WIDTH - 0.01 or abs(y - other_y) >= HEIGHT
    for arrow in arrows - {(vertex, vertex) for vertex in "abcdefgh"}:
        path = layout.paths[arrow]
        assert (path[0][1] < path[-1][1]) == (arrow not in layout.loops)
    assert all(WIDTH / 2 - 0.01 <= x <= layout.width - WIDTH / 2 + 0.01 for x, _y in layout.centres.values())
