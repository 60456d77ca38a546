"""The manager's matrix keeps its columns: what is said of a domain stands under the name of the domain."""

from collections.abc import Callable

from playwright.sync_api import Page

from tests.journeys.conftest import sign_in

ASTRAY = """() => {
  const heads = [...document.querySelectorAll(".matrix thead tr:last-child th")];
  const left = (node) => Math.round(node.getBoundingClientRect().left);
  return [...document.querySelectorAll(".matrix tbody tr")].flatMap((row) =>
    [...row.children].filter((cell, place) => heads[place] && Math.abs(left(cell) - left(heads[place])) > 2)
  ).length;
}"""


def test_each_cell_of_the_matrix_stands_under_its_head(visitor: Callable[..., Page], site: str) -> None:
    page = visitor(site)
    sign_in(page, "claire@arvanel.example")

    page.goto("/team")

    assert page.locator(".matrix tbody td.gap").count()
    assert page.evaluate(ASTRAY) == 0
