"""A diagnostic on a phone, by keyboard: asked for, in sittings, with pauses, two tabs, a lost network, to its end."""

import re

from playwright.sync_api import Page, expect

from tests.journeys.conftest import sign_in
from tests.journeys.test_main_job import give_an_answer

MOST = 40
MOST_TABS = 40


def number_of(page: Page) -> int:
    """The number of the question on the page."""
    said = page.locator(".stick b").first.inner_text()
    return int(re.search(r"\d+", said)[0])


def by_keyboard(page: Page, value: str) -> None:
    """Goes to a button of the form with the Tab key alone, and presses it."""
    for _number in range(MOST_TABS):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.value") == value:
            with page.expect_navigation():
                page.keyboard.press("Enter")
            return
    raise AssertionError(f"the Tab key does not reach « {value} »")


def sitting(page: Page) -> None:
    """Answers until a pause is proposed: options and entries, and « Je ne sais pas » by keyboard, in turn."""
    for number in range(MOST):
        if number % 2:
            by_keyboard(page, "unknown")
        else:
            with page.expect_navigation():
                give_an_answer(page)
        if "/diagnostic/pause" in page.url:
            return
    raise AssertionError("no pause is proposed")


def test_a_diagnostic_from_the_request_to_the_path(visitor, accessible, own_site):
    page = visitor(own_site, 390)
    sign_in(page, "nadia@arvanel.example")
    page.get_by_role("link", name="Diagnostic").click()
    expect(page.get_by_text("Claire Vasseur vous le demande")).to_be_visible()
    accessible(page)
    page.get_by_role("button", name="Commencer").click()
    page.wait_for_url("**/diagnostic/question")
    accessible(page)

    page.locator("button[value=answer]").click()
    expect(page.get_by_text("Donnez une réponse, ou dites")).to_be_visible()
    accessible(page)
    sitting(page)

    expect(page.get_by_text("Vous pouvez continuer ou revenir plus tard.")).to_be_visible()
    accessible(page)
    page.get_by_role("link", name="Revenir plus tard").click()
    expect(page.get_by_text("10 réponses données")).to_be_visible()
    page.get_by_role("link", name="Diagnostic").click()
    accessible(page)
    page.get_by_role("link", name="Reprendre à la question 11").click()

    page.go_back()
    page.goto("/diagnostic/question")
    assert number_of(page) == 11
    second = page.context.new_page()
    second.goto("/diagnostic/question")
    by_keyboard(page, "unknown")
    by_keyboard(second, "unknown")
    expect(second.get_by_text("La question précédente avait déjà une réponse")).to_be_visible()
    assert number_of(page) == number_of(second) == 12
    second.close()

    page.context.set_offline(True)
    page.locator("button[value=unknown]").click()
    expect(page.get_by_text("Hors ligne")).to_be_visible()
    assert number_of(page) == 12
    page.context.set_offline(False)
    expect(page.locator(".stick b").first).to_have_text("Question 13")

    for _number in range(MOST):
        if "/diagnostic/pause" in page.url:
            page.get_by_role("link", name="Continuer").click()
        by_keyboard(page, "unknown")
        if "/diagnostics/" in page.url:
            break
    expect(page.locator("h1")).to_contain_text(re.compile(r"compétences? établies? sur 25"))
    accessible(page)
    page.get_by_role("link", name="Voir le parcours proposé").click()
    page.wait_for_url("**/path")
    accessible(page)

    manager = visitor(own_site, 1440, "dark")
    sign_in(manager, "claire@arvanel.example")
    manager.goto("/team")
    accessible(manager)
    manager.get_by_role("link", name="Demander un diagnostic").click()
    accessible(manager)
    manager.get_by_label("Paul Nguyen").check()
    manager.get_by_label("Pourquoi").fill("Préparer votre plan")
    manager.get_by_role("button", name="Demander").click()
    expect(manager.get_by_text("Diagnostic demandé à 1 personne.")).to_be_visible()
    manager.goto("/team")
    manager.locator("a", has_text="Nadia Benali").first.click()
    expect(manager.locator("#dg")).to_be_visible()
    expect(manager.get_by_text(re.compile("Terminé le"))).to_be_visible()
    accessible(manager)


def test_who_knows_a_lesson_already_is_dispensed_or_reads_it(visitor, accessible, own_site):
    page = visitor(own_site, 390, "dark")
    sign_in(page, "nadia@arvanel.example")
    page.goto("/lessons/penalites-et-40-euros")
    page.get_by_role("link", name="Je connais déjà").click()
    accessible(page)
    page.get_by_role("button", name="Commencer").click()
    for _number in range(3):
        by_keyboard(page, "unknown")
    page.locator("form[action$='/finish'] .btn-primary").click()
    page.wait_for_url("**/result")
    expect(page.get_by_text("Pas encore : la leçon")).to_be_visible()
    accessible(page)
    page.goto("/lessons/penalites-et-40-euros/known")
    expect(page.get_by_text("Un nouvel essai sera possible")).to_be_visible()
    accessible(page)
