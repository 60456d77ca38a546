"""A quiz by hand, without scripts: from the bank to the person who takes it; every page of it is accessible."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import sign_in

TRAINER, LEARNER, ADMINISTRATOR = "sophie@arvanel.example", "nadia@arvanel.example", "admin@arvanel.example"
TITLE = "Sans accord, trois questions"


@pytest.mark.parametrize(("width", "scheme"), [(390, "dark"), (1440, "light")])
def test_every_page_of_the_editor_is_accessible(
    visitor: Callable[..., Page], accessible: Callable[[Page], None], site: str, width: int, scheme: str
) -> None:
    page = visitor(site, width, scheme)
    sign_in(page, TRAINER)
    page.goto("/studio/quizzes/cadre-legal-point/edit")
    accessible(page)
    page.goto("/studio/quizzes/new")
    page.get_by_role("button", name="Chercher").click()
    page.locator("[name=pick]").first.check()
    accessible(page)
    page.get_by_role("button", name="Ajouter celles qui sont cochées").click()
    page.get_by_role("button", name="Ajouter une partie").click()
    page.get_by_role("button", name="Ajouter un tirage").click()
    page.get_by_role("button", name="Publier pour les apprenants").click()
    expect(page.get_by_role("alert")).to_contain_text("Titre")
    accessible(page)
    for address in ("preview", "retire"):
        page.goto(f"/studio/quizzes/cadre-legal-point/{address}")
        accessible(page)


def test_the_page_of_extra_time_is_accessible(
    visitor: Callable[..., Page], accessible: Callable[[Page], None], site: str
) -> None:
    page = visitor(site, 390)
    sign_in(page, ADMINISTRATOR)
    page.goto("/people")
    page.locator("main a[href$='/edit']").first.click()
    page.get_by_role("link", name="Temps supplémentaire…").click()
    page.get_by_label("Temps en plus").fill("beaucoup")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.locator(".wrong")).to_contain_text("entre 0 et 300")
    accessible(page)


def test_a_quiz_goes_from_the_bank_to_who_takes_it_without_a_script(
    visitor: Callable[..., Page], own_site: str
) -> None:
    page = visitor(own_site, 768, javascript=False)
    sign_in(page, TRAINER)
    page.goto("/studio/questions?competency=JUR-1&state=published")
    for box in page.locator("[name=key]").all()[:3]:
        box.check()
    page.get_by_role("button", name="Créer un questionnaire avec ces questions").click()
    rows = page.locator(".quiz-rows > li")
    expect(rows).to_have_count(3)
    last = rows.nth(2).locator(".row-link").inner_text()
    rows.nth(2).get_by_role("button", name="Monter").click()
    expect(rows.nth(1).locator(".row-link")).to_have_text(last)
    page.get_by_label("Titre", exact=True).fill(TITLE)
    page.get_by_role("button", name="Publier pour les apprenants").click()
    expect(page.get_by_role("alert")).to_contain_text("Ce qui change")
    page.get_by_label("Ce qui change").fill("Premier jet")
    page.get_by_role("button", name="Publier pour les apprenants").click()

    expect(page.locator(".flash")).to_contain_text("Version 1 publiée")
    learner = visitor(own_site, 390)
    sign_in(learner, LEARNER)
    learner.goto("/quizzes/sans-accord-trois-questions")
    learner.get_by_role("button", name="Commencer").click()
    expect(learner.locator("main")).to_contain_text("1 sur 3")
