"""What the page about scenarios shows is run: its file is read and checked, its examples hold."""

import re
from pathlib import Path

import pytest
import yaml

from quizzes.scenarios import MOST_NODES, faults_of, scenario_from_mapping, scenario_to_mapping
from quizzes.scenarios.model import CHOICE_KINDS, ENDING_KINDS, STAGES
from quizzes.scenarios.survey import MOST_STATES

PAGE = (Path(__file__).resolve().parents[3] / "docs" / "scenarios.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
(FILE,) = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)


def test_the_file_that_the_page_shows_is_read_written_alike_and_breaks_only_the_rules_of_size():
    given = yaml.safe_load(FILE)
    shown = scenario_from_mapping(given)

    assert scenario_to_mapping(shown) == given
    assert {(fault.message_id, fault.params.get("kind")) for fault in faults_of(shown)} == {
        ("scenario.node_count", None),
        ("scenario.no_kind", "hang_up"),
    }


@pytest.mark.parametrize("number", range(len(BLOCKS)))
def test_each_example_runs_by_itself(number):
    assert "assert " in BLOCKS[number]
    exec(compile(BLOCKS[number], f"docs/scenarios.md, example {number + 1}", "exec"), {})


def test_the_page_names_every_word_and_number_of_the_format():
    assert len(BLOCKS) == 2
    for word in (*STAGES, *CHOICE_KINDS):
        assert f"`{word}`" in PAGE
    assert all(kind in PAGE for kind in ENDING_KINDS)
    assert f"{MOST_STATES:,}" in PAGE
    assert f"12 to {MOST_NODES} nodes" in PAGE
