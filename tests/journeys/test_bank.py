"""The bank by hand: a question is written, tried and published; rows come and go without losing the page."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import sign_in

TRAINER = "sophie@arvanel.example"


def trainer(page: Page, address: str) -> Page:
    sign_in(page, TRAINER)
    page.goto(address)
    return page


@pytest.mark.parametrize(("width", "scheme"), [(390, "light"), (1440, "dark")])
def test_every_page_of_the_bank_is_accessible(
    visitor: Callable[..., Page], accessible: Callable[[Page], None], site: str, width: int, scheme: str
) -> None:
    page = trainer(visitor(site, width, scheme), "/studio/questions?type=calculated")
    accessible(page)
    page.locator(".bank a").first.click()
    accessible(page)
    page.get_by_role("link", name="Modifier").click()
    page.get_by_role("button", name="Tirer des chiffres").click()
    expect(page.locator(".draws tbody tr")).to_have_count(3)
    accessible(page)
    page.goto("/studio/questions/new")
    accessible(page)


def test_a_trainer_writes_a_question_and_publishes_it(visitor: Callable[..., Page], own_site: str) -> None:
    page = trainer(visitor(own_site), "/studio/questions/new?type=single")
    page.get_by_label("Énoncé").fill("Qui appelle-t-on d’abord ?")
    for number, words in enumerate(("Le comptable", "Le dirigeant", "Le juge")):
        page.locator(f"[name='options[{number}].text']").fill(words)

    page.get_by_role("button", name="Ajouter une option").click()
    expect(page.locator("[name='options[3].text']")).to_be_visible()
    expect(page.locator("[name='options[3].right']")).to_be_focused()
    page.get_by_role("button", name="Retirer : Option 3").click()
    expect(page.locator("[name='options[2].text']")).to_have_value("")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.locator(".wrong")).to_have_text("Cochez une option juste, et une seule.")
    expect(page.locator("[name='options[1].text']")).to_have_value("Le dirigeant")
    page.locator("[name='options[0].right']").check()
    page.locator("[name=competency]").select_option("COM-1")
    page.get_by_role("button", name="Publier…").click()
    page.get_by_label("Ce qui change").fill("Première version")
    page.get_by_role("button", name="Publier pour les apprenants").click()

    expect(page.locator(".flash")).to_contain_text("Version 1 publiée")
    expect(page.locator(".sheet")).to_contain_text("Le comptable")


def test_without_scripts_the_same_buttons_do_the_same(visitor: Callable[..., Page], own_site: str) -> None:
    page = trainer(visitor(own_site, 390, javascript=False), "/studio/questions/new?type=ordering")
    page.get_by_label("Énoncé").fill("Dans quel ordre ?")
    for number, words in enumerate(("Appeler", "Écrire", "Assigner")):
        page.locator(f"[name='items[{number}].text']").fill(words)

    page.get_by_role("button", name="Monter : Étape 2").click()
    page.get_by_role("button", name="Ajouter une étape").click()

    texts = [page.locator(f"[name='items[{number}].text']").input_value() for number in range(4)]
    assert texts == ["Écrire", "Appeler", "Assigner", ""]


def test_a_page_with_unsaved_words_is_not_left_without_a_question(visitor: Callable[..., Page], own_site: str) -> None:
    page = trainer(visitor(own_site), "/studio/questions/new?type=true-false")
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    page.get_by_label("Énoncé").fill("Vrai ?")
    expect(page.locator("[data-state]")).to_have_text("Pas encore enregistré")

    page.get_by_role("link", name="Questions").click()

    expect(page.get_by_label("Énoncé")).to_have_value("Vrai ?")
    assert asked == ["beforeunload"]
