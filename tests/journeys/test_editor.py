"""The editor by hand: it saves by itself, shows what learners will see, leads to faults, loses nothing."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.journeys.conftest import sign_in

LESSON = "/studio/lessons/prioriser"
TRAINER = "sophie@arvanel.example"


def trainer(page: Page) -> Page:
    sign_in(page, TRAINER)
    page.goto(LESSON)
    return page


def test_a_trainer_writes_and_two_windows_meet_without_loss(
    visitor: Callable[..., Page], accessible: Callable[[Page], None], own_site: str
) -> None:
    first, second = trainer(visitor(own_site)), trainer(visitor(own_site, 390, "dark"))
    text = first.locator("#text")

    text.fill(text.input_value() + "\n\nVoir [nulle part](loi:nulle-part).")
    expect(first.locator("[data-draft-state]")).to_contain_text("Brouillon enregistré à")
    expect(first.locator("[data-preview-sheet]")).to_contain_text("Voir nulle part.")
    first.locator("[data-line]").first.click()
    selected = text.evaluate("field => field.value.slice(field.selectionStart, field.selectionEnd)")

    assert selected == "Voir [nulle part](loi:nulle-part)."
    accessible(first)

    second.locator("#title").fill("Prioriser autrement")
    second.keyboard.press("Control+s")
    second.locator("[data-conflict-link]").click()
    expect(second.locator("[data-conflict] ins").first).to_be_visible()
    accessible(second)
    second.locator("button[value=mine]").click()
    expect(second.locator("#title")).to_have_value("Prioriser autrement")
    assert "nulle-part" not in second.locator("#text").input_value()

    second.goto(f"{LESSON}/history")
    expect(second.get_by_text("Brouillon remplacé").first).to_be_visible()


def test_a_text_typed_without_network_is_offered_again(visitor: Callable[..., Page], own_site: str) -> None:
    page = trainer(visitor(own_site))

    page.context.set_offline(True)
    page.locator("#title").fill("Écrit dans le train")
    expect(page.locator("[data-draft-state]")).to_contain_text("Hors ligne")
    context = page.context
    page.close()
    context.set_offline(False)
    again = context.new_page()
    again.goto(LESSON)

    assert again.locator("#title").input_value() != "Écrit dans le train"
    again.locator("[data-backup-take]").click()
    expect(again.locator("#title")).to_have_value("Écrit dans le train")
    expect(again.locator("[data-draft-state]")).to_contain_text("Brouillon enregistré à")
