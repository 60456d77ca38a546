"""What the page about the engine shows is run, block by block."""

import re
from pathlib import Path

import pytest

PAGE = Path(__file__).resolve().parents[2] / "docs" / "quiz-engine.md"
BLOCKS = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)


def test_the_page_has_examples() -> None:
    assert len(BLOCKS) >= 6
    assert all("assert " in block for block in BLOCKS)


@pytest.mark.parametrize("number", range(len(BLOCKS)))
def test_each_example_runs_by_itself(number: int) -> None:
    exec(compile(BLOCKS[number], f"docs/quiz-engine.md, example {number + 1}", "exec"), {})
