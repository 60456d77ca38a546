"""The words of the calculators, the rates and the laws they name, from the product's own content."""

import html
import re
from functools import lru_cache
from pathlib import Path

from sqlalchemy.orm import Session

from course.authoring.formats.calculators import read_calculators, write_calculator
from course.authoring.formats.problems import Problems
from course.authoring.formats.references import read_legal
from course.authoring.formats.yaml_reading import Node, read_yaml
from course.foundation.markdown import Rendered
from course.references.formats import LawEntry, RateEntry
from course.references.services import save_law, save_rate
from course.toolbox.formats import CalculatorEntry
from course.toolbox.services import render_tool, save_tool
from tests.browsing import Browser

CONTENT = Path(__file__).resolve().parents[2] / "content"
TAG = re.compile(r"<[^>]+>")


def tree_of(path: str) -> tuple[Node, Problems]:
    """Returns a content file as a tree, with where its faults are noted."""
    problems = Problems(path)
    node = read_yaml((CONTENT / path).read_text("utf-8"), problems, comments=[])
    assert node is not None
    return node, problems


@lru_cache
def calculator_entries() -> tuple[CalculatorEntry, ...]:
    """Returns the words of all calculators."""
    node, problems = tree_of("toolbox/calculators.yml")
    found = tuple(entry for entry, _node in read_calculators(node, problems))
    assert list(problems) == []
    return found


@lru_cache
def _legal() -> tuple[tuple[LawEntry, ...], tuple[RateEntry, ...]]:
    laws, rates = read_legal(*tree_of("legal.yml"))
    named = {key for entry in calculator_entries() for key in entry.sources}
    return tuple(law for law, _node in laws if law.key in named), tuple(rate for rate, _node in rates)


@lru_cache
def _rendered(key: str) -> dict[str, Rendered]:
    return render_tool(next(entry for entry in calculator_entries() if entry.key == key))


def load_calculators(session: Session) -> None:
    """Publishes the calculators with their laws and the dated rates."""
    laws, rates = _legal()
    for law in laws:
        save_law(session, law, law.key)
    for rate in rates:
        save_rate(session, rate)
    for entry in calculator_entries():
        save_tool(session, "calculator", entry, write_calculator(entry), rendered=_rendered(entry.key))
    session.flush()


def page_of(client: Browser, key: str, **fields: object) -> str:
    """Returns the words of a calculator's page as one reads them, blanks folded."""
    answer = client.get(f"/toolbox/calculators/{key}", query_string=fields)
    assert answer.status_code == 200
    return words_of(answer.text)


def words_of(text: str) -> str:
    """Returns what a page says, without tags; every blank is one plain space."""
    return " ".join(html.unescape(TAG.sub(" ", text)).split())


def figure_of(client: Browser, key: str, **fields: object) -> str:
    """Returns the figure that stands in large."""
    answer = client.get(f"/toolbox/calculators/{key}", query_string=fields)
    found = re.search(r'<p class="figure">(.*?)</p>', answer.text)
    assert found, words_of(answer.text)
    return words_of(found[1])
