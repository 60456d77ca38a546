"""A lesson's pictures: the page keeps their place before they come, so that nothing moves under the reader."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route

from tests.journeys.conftest import sign_in

LESSON = "/lessons/acheteur-public-chorus-pro"
ALL_EAGER = "document.querySelectorAll('img').forEach(picture => picture.loading = 'eager')"
ALL_THERE = "() => [...document.images].every(picture => picture.complete && picture.naturalWidth)"
BOXES = """() => [document.documentElement.scrollHeight, ...[...document.querySelectorAll('.text img')].map(picture => {
    const box = picture.getBoundingClientRect();
    return [Math.round(box.width), Math.round(box.height)];
})]"""


@pytest.mark.parametrize("width", [390, 1440])
def test_nothing_moves_when_the_pictures_of_a_lesson_come(site: str, visitor: Callable[..., Page], width: int) -> None:
    page = visitor(site, width=width)
    sign_in(page, "nadia@arvanel.example")
    held: list[Route] = []
    is_open = False
    page.route("**/media/*", lambda route: route.continue_() if is_open else held.append(route))
    page.goto(LESSON, wait_until="domcontentloaded")
    page.evaluate(ALL_EAGER)
    before = page.evaluate(BOXES)

    is_open = True
    for route in held:
        route.continue_()
    page.wait_for_function(ALL_THERE)
    after = page.evaluate(BOXES)

    assert after == before
    assert len(before) == 3
    assert all(height > 200 and box_width <= width for box_width, height in before[1:])
