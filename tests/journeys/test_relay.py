"""A dispute relay in a browser: alone by keyboard on a phone, by two people with a link, without scripts."""

from collections.abc import Callable

from playwright.sync_api import Page

from tests.journeys.conftest import sign_in
from tests.journeys.test_every_type import press_through, tab_to

RELAY = "/relays/litige-de-prix"
PHONE = 390


def tick(page: Page, *selectors: str) -> None:
    """Goes to each box by keyboard and ticks it."""
    for selector in selectors:
        tab_to(page, selector)
        page.keyboard.press("Space")


def test_a_relay_is_played_on_a_phone_by_keyboard_alone_to_its_end(
    own_site: str, visitor: Callable[..., Page], accessible: Callable[[Page], None]
) -> None:
    page = visitor(own_site, width=PHONE)
    sign_in(page, "nadia@arvanel.example")
    page.goto("/relays")
    accessible(page)
    press_through(page, f"a[href='{RELAY}']")
    accessible(page)
    page.check("section[aria-labelledby=alone] input[value=all]")
    press_through(page, "section[aria-labelledby=alone] button")
    assert "Commercial" in page.locator("h1").inner_text()
    accessible(page)

    page.check("input[name=decision][value=devis]")
    tick(page, "input[name=passed][value=devis-signe]", "input[name=passed][value=vie-privee]")
    press_through(page, "form[action$=handover] button")
    assert "elle divorce" in page.locator("main").inner_text()
    tab_to(page, "form[action$=questions] summary")
    page.keyboard.press("Enter")
    accessible(page)
    tick(page, "input[name=asked][value=circuit-paiement]", "input[name=asked][value=part-non-contestee]")
    press_through(page, "form[action$=questions] button")
    assert "M. Chauvet" in page.locator(".answered").inner_text().replace("\u00a0", " ")
    accessible(page)

    page.check("input[name=decision][value=avoir]")
    tick(page, "input[name=passed][value=facture]")
    press_through(page, "form[action$=handover] button")
    page.check("input[name=decision][value=mise-en-demeure]")
    press_through(page, "form[action$=handover] button")
    text = page.locator("main").inner_text()
    for said in ("jours perdus", "N’aurait jamais dû circuler", "Bonnes questions", "Su, mais pas transmis", "Mieux"):
        assert said in text, said
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE
    accessible(page)


def test_two_people_and_a_simulated_third_play_a_relay_without_scripts(
    own_site: str, visitor: Callable[..., Page], accessible: Callable[[Page], None]
) -> None:
    nadia = visitor(own_site, javascript=False)
    sign_in(nadia, "nadia@arvanel.example")
    nadia.goto(RELAY)
    nadia.check("section[aria-labelledby=together] input[value=finance]")
    nadia.click("section[aria-labelledby=together] button")
    link = nadia.input_value("#address")
    place = nadia.url

    claire = visitor(own_site, javascript=False)
    sign_in(claire, "claire@arvanel.example")
    claire.goto(link)
    claire.click("li:has-text('Commercial') button")
    claire.check("input[name=decision][value=devis]")
    claire.check("input[name=passed][value=devis-signe]")
    claire.fill("#note", "Le devis fait foi.")
    claire.click("text=Remettre le dossier")
    assert "Le dossier est chez Nadia Benali" in claire.locator("h1").inner_text()

    nadia.goto("/")
    nadia.click(f"a[href='{place[len(own_site) :]}']")
    nadia.check("input[name=decision][value=attendre]")
    nadia.click("text=Remettre le dossier")
    nadia.click("text=Faire simuler cette place")
    for page in (nadia, claire):
        page.goto(place)
        assert "Le devis fait foi." in page.locator("main").inner_text()
