"""Measures by hand: how far they hold, a calibration at once, the cuts of a competency set and taken back."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import sign_in

TRAINER = "sophie@arvanel.example"
COMPETENCY = "/studio/standards/JUR-5"


def trainer(page: Page, address: str) -> Page:
    sign_in(page, TRAINER)
    page.goto(address)
    return page


def judge(page: Page) -> None:
    """Gives the questions, from the easiest on, to the five levels in equal parts."""
    fields = page.locator(".judge select")
    count = fields.count()
    for place in range(count):
        fields.nth(place).select_option(str(place * 5 // count))
    page.get_by_role("button", name="Voir les seuils qui en découlent").click()


@pytest.mark.parametrize(("width", "scheme"), [(390, "light"), (1440, "dark")])
def test_every_page_of_measures_is_accessible(
    visitor: Callable[..., Page], accessible: Callable[[Page], None], site: str, width: int, scheme: str
) -> None:
    page = trainer(visitor(site, width, scheme), "/studio")
    page.get_by_role("link", name="Fiabilité").click()
    expect(page.get_by_role("heading", name="Fiabilité des mesures")).to_be_visible()
    accessible(page)
    page.get_by_role("link", name="Calibration").click()
    accessible(page)
    page.get_by_role("link", name="Calibrer maintenant…").click()
    accessible(page)
    page.goto("/studio/standards")
    accessible(page)
    page.goto(COMPETENCY)
    judge(page)
    expect(page.get_by_role("heading", name="Ce qui en découle")).to_be_visible()
    accessible(page)


def test_a_trainer_reads_what_the_night_changed_and_that_nothing_new_came_since(
    visitor: Callable[..., Page], own_site: str
) -> None:
    page = trainer(visitor(own_site), "/studio/calibration")

    page.get_by_role("link", name="Calibrer maintenant…").click()
    page.get_by_role("button", name="Calibrer").click()

    expect(page.get_by_role("status")).to_contain_text("Aucune nouvelle réponse")
    expect(page.locator("#change")).to_contain_text("Figée : 40 personnes sur 80")
    expect(page.get_by_role("region", name="Les dernières calibrations")).to_contain_text("de la nuit")


def test_cuts_are_set_on_a_phone_without_javascript_and_taken_back(visitor: Callable[..., Page], own_site: str) -> None:
    page = trainer(visitor(own_site, 390, javascript=False), COMPETENCY)
    judge(page)

    page.get_by_label("Pourquoi ces seuils").fill("Jugé par deux experts")
    page.get_by_role("button", name="Enregistrer ces seuils").click()
    expect(page.get_by_role("status")).to_contain_text("Les seuils sont enregistrés.")
    page.get_by_label("Pourquoi", exact=True).fill("Trop peu de questions")
    page.get_by_role("button", name="Revenir aux seuils habituels").click()

    expect(page.get_by_role("status")).to_contain_text("Les seuils habituels valent de nouveau.")
    expect(page.locator("#historique li")).to_have_count(2)
