"""Answers survive a lost network, a closed tab and an expired session; all works by keyboard and without scripts."""

import re

from playwright.sync_api import Page, expect

from tests.journeys.conftest import sign_in
from tests.journeys.test_main_job import begin

POINT = "organisation-point"


def first_choice(page: Page) -> None:
    """Goes on to a question with three options or more: true or false has two."""
    for position in range(1, 13):
        page.goto(re.sub(r"\?.*", "", page.url) + f"?q={position}")
        if page.locator("form[data-behaviour=answer] fieldset.choices:not(.row-wise) input[type=radio]").count() > 2:
            return


def test_an_answer_given_offline_is_kept_and_saved_when_the_network_is_back(visitor, own_site):
    page = visitor(own_site)
    sign_in(page, "nadia@arvanel.example")
    begin(page, POINT)
    first_choice(page)
    state = page.locator("[data-save-state]")

    page.context.set_offline(True)
    page.locator("fieldset.choices:not(.row-wise) input").nth(1).check()
    expect(state).to_contain_text("Hors ligne")
    expect(state).not_to_contain_text("Enregistré à")
    page.context.set_offline(False)

    expect(state).to_contain_text("Enregistré à")
    page.reload()
    expect(page.locator("fieldset.choices:not(.row-wise) input").nth(1)).to_be_checked()


def test_a_choice_is_saved_before_anything_is_pressed(visitor, own_site):
    page = visitor(own_site)
    sign_in(page, "nadia@arvanel.example")
    begin(page, POINT)
    first_choice(page)

    page.locator("fieldset.choices:not(.row-wise) input").nth(2).check()
    expect(page.locator("[data-save-state]")).to_contain_text("Enregistré à")
    address = page.url
    page.close()
    again = page.context.new_page()
    again.goto(address)

    expect(again.locator("fieldset.choices:not(.row-wise) input").nth(2)).to_be_checked()


def test_an_expired_session_keeps_the_answer_until_the_person_is_back(visitor, own_site):
    page = visitor(own_site)
    sign_in(page, "nadia@arvanel.example")
    begin(page, POINT)
    first_choice(page)
    address = page.url
    page.context.clear_cookies(name="echeance_session")

    page.locator("fieldset.choices:not(.row-wise) input").nth(1).check()
    expect(page.locator("[data-save-state]")).to_contain_text("Session expirée")
    sign_in(page, "nadia@arvanel.example")
    page.goto(address)

    expect(page.locator("[data-save-state]")).to_contain_text("Enregistré à")
    page.reload()
    expect(page.locator("fieldset.choices:not(.row-wise) input").nth(1)).to_be_checked()


def test_a_typed_number_is_read_back(visitor, own_site):
    page = visitor(own_site)
    sign_in(page, "nadia@arvanel.example")
    begin(page, "organisation-entrainement")  # more than half of its questions ask for a number
    for position in range(1, 9):
        page.goto(re.sub(r"\?.*", "", page.url) + f"?q={position}")
        if page.locator("input[name=answer][inputmode=decimal]").count():
            break

    page.locator("input[name=answer][inputmode=decimal]").press_sequentially("1 234,5")

    expect(page.locator("[id$=-echo]")).to_contain_text("Nous lisons")


def test_the_quiz_works_without_scripts(visitor, own_site):
    page = visitor(own_site, width=390, javascript=False)
    sign_in(page, "nadia@arvanel.example")
    begin(page, POINT)
    first_choice(page)

    address = page.url
    page.locator("fieldset.choices:not(.row-wise) input").nth(1).check()
    page.locator("form[data-behaviour=answer] button[value=answer]").click()
    page.wait_for_url(lambda url: url != address)
    page.goto(address)

    expect(page.locator("[data-save-state]")).to_contain_text("Enregistré à")


def test_a_question_is_answered_by_keyboard_alone(visitor, own_site):
    page = visitor(own_site)
    sign_in(page, "nadia@arvanel.example")
    begin(page, POINT)
    first_choice(page)
    address = page.url

    for _step in range(12):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.type") == "radio":
            break
    page.keyboard.press("Space")
    for _step in range(6):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.value") == "answer":
            break
    page.keyboard.press("Enter")

    page.wait_for_url(lambda url: url != address)
    assert re.search(r"q=(\d+|end)", page.url)
