"""A day of reviewing on a phone, by keyboard alone, looked at by axe in each of its states; and without scripts."""

import re
from collections.abc import Callable

from playwright.sync_api import Page

from tests.journeys.conftest import sign_in
from tests.journeys.test_every_type import press_through, tab_to

PHONE = 390
MOST_CARDS = 20


def place(page: Page) -> tuple[int, int]:
    """« 3 sur 12 » as two numbers."""
    found = re.search(r"(\d+) sur (\d+)", page.locator(".stick b").first.inner_text())
    assert found is not None
    return int(found[1]), int(found[2])


def is_over(page: Page) -> bool:
    return page.locator("h1", has_text="C’est tout pour aujourd’hui").count() > 0


def answer_by_keyboard(page: Page, number: int) -> None:
    """Chooses the first option where there are options; says « Je ne sais pas » to every third card and to others."""
    options = page.locator("input[name=answer][type=radio]")
    if options.count() and number % 3:
        tab_to(page, "input[name=answer]")
        page.keyboard.press("Space")
        press_through(page, "button[value=answer]")
    else:
        press_through(page, "button[value=unknown]")


def test_a_day_of_cards_is_reviewed_on_a_phone_by_keyboard_alone(
    own_site: str, visitor: Callable[..., Page], accessible: Callable[[Page], None]
) -> None:
    page = visitor(own_site, width=PHONE)
    sign_in(page, "nadia@arvanel.example")
    waiting = page.locator(".due a", has_text="à revoir")
    announced = int(re.search(r"\d+", waiting.inner_text())[0])  # type: ignore[index]
    press_through(page, '.due a[href="/review"]')
    assert place(page) == (1, announced)
    assert "votre responsable ne le voit pas" in page.locator(".mode").inner_text()
    accessible(page)

    press_through(page, "button[value=answer]")  # nothing was answered
    if page.locator("input[name=answer][type=radio]").count():
        assert "Donnez une réponse" in page.locator(".wrong").inner_text()
    accessible(page)

    for number in range(1, MOST_CARDS + 1):
        assert place(page) == (number, announced)
        answer_by_keyboard(page, number)
        assert page.evaluate("document.activeElement.classList.contains('fb')")
        assert "Pourquoi" in page.locator(".fb").inner_text()
        if number < 3:
            accessible(page)
        press_through(page, ".fb .acts a")
        if is_over(page):
            break

    assert is_over(page)
    assert f"{announced} cartes revues aujourd’hui." in page.locator("main").inner_text()
    assert "Demain" in page.locator("main").inner_text()
    accessible(page)
    page.goto("/")
    assert page.locator(".due a", has_text="à revoir").count() == 0


def test_a_question_is_set_aside_taken_back_and_one_stops_when_one_likes(
    own_site: str, visitor: Callable[..., Page], accessible: Callable[[Page], None]
) -> None:
    page = visitor(own_site, width=PHONE, scheme="dark")
    sign_in(page, "nadia@arvanel.example")
    page.goto("/review")
    accessible(page)
    stem = page.locator("#stem").inner_text()

    press_through(page, "form[action$='/aside'] button")
    accessible(page)
    assert page.locator("#stem").inner_text() != stem
    press_through(page, ".flash form button")
    assert "remise parmi vos cartes" in page.locator(".flash").inner_text()
    press_through(page, "form[action$='/aside'] button")
    press_through(page, "a[href='/review/end']")
    accessible(page)

    assert page.locator("h1").inner_text() == "À plus tard"
    press_through(page, "form[action$='/back'] button")
    assert page.locator("form[action$='/back']").count() == 0


def test_reviewing_needs_no_script_and_the_way_back_does_no_harm(own_site: str, visitor: Callable[..., Page]) -> None:
    page = visitor(own_site, width=PHONE, javascript=False)
    sign_in(page, "nadia@arvanel.example")
    page.goto("/review")
    number, total = place(page)

    page.click("button[value=unknown]")
    assert page.locator(".fb").count() == 1
    page.reload()
    assert place(page) == (number, total)
    page.go_back()  # the card is not asked again

    assert place(page) == (number + 1, total)
