"""A call is rehearsed on a phone by keyboard, looked at by axe in each of its states; and without scripts."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.journeys.conftest import sign_in

PHONE = 390
LONGEST_CALL = 60
CALLS = ".items a[href^='/calls/']"


def begin(page: Page) -> None:
    """Opens the first call of the list and begins it in practice."""
    page.goto("/calls")
    if not page.locator(CALLS).count():
        pytest.skip("no call is published")
    page.locator(CALLS).first.click()
    page.locator("section[aria-labelledby=practice] button").click()
    page.wait_for_selector("#maintenant")


def position(page: Page) -> str:
    return page.input_value("input[name=position]")


def after(page: Page, before: str) -> None:
    """Waits until the call has moved on, or has ended."""
    page.wait_for_function(
        "before => location.pathname.endsWith('/debrief')"
        " || (document.querySelector('input[name=position]') || {value: before}).value !== before",
        arg=before,
    )


def is_over(page: Page) -> bool:
    return page.url.endswith("/debrief")


def test_a_call_is_played_on_a_phone_by_keyboard_and_gone_over_again(
    own_site: str, visitor: Callable[..., Page], accessible: Callable[[Page], None]
) -> None:
    page = visitor(own_site, width=PHONE)
    sign_in(page, "nadia@arvanel.example")
    begin(page)
    assert "votre responsable ne le voit pas" in page.locator(".mode").inner_text()
    accessible(page)

    page.locator(".aloud summary").press("Enter")  # said first: the answers wait
    page.wait_for_selector("[data-answers]", state="hidden")
    page.locator("#said").fill("Bonjour, je vous appelle pour une facture échue.")
    accessible(page)
    page.locator(".aloud button").press("Enter")
    before = position(page)
    page.keyboard.press("Enter")  # the first answer has the focus
    after(page, before)
    if not is_over(page):
        assert page.evaluate("document.activeElement.id") == "maintenant"
        accessible(page)
        page.reload()  # a call is resumed where it stands
        assert int(position(page)) == int(before) + 1

    for _number in range(LONGEST_CALL):
        if is_over(page):
            break
        before = position(page)
        page.keyboard.press("a")
        after(page, before)

    page.wait_for_url("**/debrief")
    assert "Vous aviez écrit" in page.locator(".typed").first.inner_text()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE
    accessible(page)


def test_a_call_is_played_without_scripts(own_site: str, visitor: Callable[..., Page]) -> None:
    page = visitor(own_site, width=PHONE, javascript=False)
    sign_in(page, "nadia@arvanel.example")
    begin(page)

    for _number in range(LONGEST_CALL):
        if is_over(page):
            break
        page.locator(".opt").first.click()

    assert is_over(page)
    assert page.locator(".moves > li").count() >= 1


def test_a_second_tab_hears_which_choice_stands(own_site: str, visitor: Callable[..., Page]) -> None:
    page = visitor(own_site)
    sign_in(page, "nadia@arvanel.example")
    begin(page)
    other = page.context.new_page()
    other.goto(page.url)
    before = position(page)

    page.locator(".opt").first.click()
    after(page, before)
    other.locator(".opt").nth(1).click()

    if not is_over(page):
        other.wait_for_selector(".problem")
        assert "arrivé trop tard" in other.locator(".problem").inner_text()
        assert position(other) == position(page)
