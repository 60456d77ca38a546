"""Sessions that end and people who follow each other at one browser: an answer is its giver's, and is never lost."""

from playwright.sync_api import Page, expect

from tests.journeys.conftest import sign_in
from tests.journeys.test_main_job import begin
from tests.journeys.test_quiz_saving import POINT, first_choice

NADIA, CLAIRE = "nadia@arvanel.example", "claire@arvanel.example"


def choices(page: Page):
    return page.locator("fieldset.choices:not(.row-wise) input")


def test_an_answer_pressed_after_the_session_ended_is_saved_after_signing_in_again(visitor, own_site):
    page = visitor(own_site)
    sign_in(page, NADIA)
    begin(page, POINT)
    first_choice(page)
    address = page.url

    choices(page).nth(1).evaluate("input => { input.checked = true; }")  # no change event: only the button sends it
    page.context.clear_cookies(name="echeance_session")
    page.locator("form[data-behaviour=answer] button[value=answer]").click()
    page.wait_for_url("**/sign-in**")
    page.fill("input[name=login]", NADIA)
    page.fill("input[name=password]", "echeance-demo")
    page.press("input[name=password]", "Enter")
    page.wait_for_url(address)  # the page that the form stood on

    expect(choices(page).nth(1)).to_be_checked()
    expect(page.locator("[data-save-state]")).to_contain_text("Enregistré à")
    page.reload()
    expect(choices(page).nth(1)).to_be_checked()


def test_signing_in_again_in_another_tab_is_enough(visitor, own_site):
    page = visitor(own_site)
    sign_in(page, NADIA)
    begin(page, POINT)
    first_choice(page)
    page.context.clear_cookies(name="echeance_session")
    choices(page).nth(1).check()
    expect(page.locator("[data-save-state]")).to_contain_text("Session expirée")

    other_tab = page.context.new_page()
    sign_in(other_tab, NADIA)
    page.evaluate("dispatchEvent(new Event('focus'))")

    expect(page.locator("[data-save-state]")).to_contain_text("Enregistré à")


def test_an_answer_waits_for_its_owner_while_somebody_else_is_signed_in(visitor, own_site):
    page = visitor(own_site)
    sign_in(page, NADIA)
    begin(page, POINT)
    first_choice(page)
    address = page.url
    page.context.set_offline(True)
    choices(page).nth(1).check()
    expect(page.locator("[data-save-state]")).to_contain_text("Hors ligne")
    page.wait_for_timeout(600)  # « hors ligne » is said at once, the choice is queued a moment after it was made
    waiting = page.evaluate("Object.entries(localStorage)")
    page.context.set_offline(False)
    page.goto("/")  # a page that sends nothing; what was sent in between is put back, as after a long loss of network
    page.evaluate("entries => entries.forEach(([key, value]) => localStorage.setItem(key, value))", waiting)
    page.context.clear_cookies(name="echeance_session")

    sign_in(page, CLAIRE)
    begin(page, POINT)
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    first_choice(page)
    expect(choices(page).first).to_be_visible()
    page.wait_for_timeout(300)

    assert sent == []
    assert page.goto(address).status == 404
    kept = page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('echeance-queue-'))")
    assert len(kept) == 1


def test_a_page_left_open_by_one_person_answers_nothing_for_the_next(visitor, own_site):
    page = visitor(own_site)
    sign_in(page, NADIA)
    begin(page, POINT)
    first_choice(page)
    address = page.url
    other_tab = page.context.new_page()
    other_tab.goto("/")
    other_tab.locator("form[action='/sign-out'] button").click()
    other_tab.wait_for_url("**/sign-in**")
    sign_in(other_tab, CLAIRE)

    choices(page).nth(1).check()
    expect(page.locator("[data-save-state]")).to_contain_text("Session expirée")
    other_tab.goto("/")
    other_tab.locator("form[action='/sign-out'] button").click()
    other_tab.wait_for_url("**/sign-in**")
    sign_in(other_tab, NADIA)
    other_tab.goto(address)

    expect(choices(other_tab).nth(1)).to_be_checked()
    expect(other_tab.locator("[data-save-state]")).to_contain_text("Enregistré à")
