"""The toolbox on a phone: a card is one screen, a phrase is copied, a letter follows what is typed and leaves."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.journeys.conftest import sign_in
from tests.toolbox.content import entries

PHONE = 390
SCREEN = 844
LETTER = "/toolbox/letters/releve-ferme"


@pytest.fixture
def phone(site: str, visitor: Callable[..., Page]) -> Page:
    page = visitor(site, width=PHONE)
    page.set_viewport_size({"width": PHONE, "height": SCREEN})
    sign_in(page, "nadia@arvanel.example")
    return page


def test_each_card_is_one_screen_of_a_phone(phone: Page, accessible: Callable[[Page], None]) -> None:
    for card, _node in entries("card"):
        phone.goto(f"/toolbox/cards/{card.key}")
        end = phone.evaluate("document.querySelector('.reflex-after').getBoundingClientRect().bottom")
        tabs = phone.evaluate("document.querySelector('.nav-main').getBoundingClientRect().top")
        assert end <= tabs, card.key
    accessible(phone)


def test_a_phrase_is_found_and_copied(phone: Page) -> None:
    phone.context.grant_permissions(["clipboard-read", "clipboard-write"])
    phone.goto("/toolbox/phrases")
    phone.fill("#q", "virement")
    phone.press("#q", "Enter")

    phone.click("[data-from=s-virement-parti-1]")

    phone.locator("[data-from=s-virement-parti-1]", has_text="Copié").wait_for()
    copied = phone.evaluate("navigator.clipboard.readText()")
    assert copied == "Merci. Pouvez-vous m’envoyer la date, la banque et la référence\u00a0?"


def test_a_letter_follows_what_is_typed_and_leaves_as_a_file(phone: Page, accessible: Callable[[Page], None]) -> None:
    phone.goto(LETTER)
    phone.fill("#f-montant", "6150")
    phone.fill("#f-echeance", "01/09/2026")
    phone.fill("#f-facture", "<b>218</b>")

    text = phone.inner_text("#letter-text")
    assert "6\u00a0150,00\u00a0€" in text
    assert "1er\u00a0septembre 2026" in text
    assert "<b>218</b>" in text
    phone.fill("#f-montant", "")
    assert "[Montant TTC]" in phone.inner_text("#letter-text")
    accessible(phone)

    with phone.expect_download() as waiting:
        phone.click("button[value=docx]")
    assert waiting.value.suggested_filename.startswith("releve-ferme-")


def test_a_letter_is_made_without_scripts(site: str, visitor: Callable[..., Page]) -> None:
    page = visitor(site, width=PHONE, javascript=False)
    sign_in(page, "nadia@arvanel.example")
    page.goto(LETTER)
    page.fill("#f-montant", "6150")
    page.click("button[value=show]")

    assert "6\u00a0150,00\u00a0€" in page.inner_text("#letter-text")
    assert page.locator("[data-behaviour=copy-text]:visible").count() == 0
