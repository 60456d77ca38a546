"""Coming in: every kind of person signs in, with the keyboard alone or without JavaScript, and leaves again."""

import re

import pytest
from playwright.sync_api import Page, expect

from course.accounts.rules import DEMO_LOGINS, DEMO_PASSWORD
from tests.journeys.conftest import sign_in


@pytest.mark.parametrize("width", [390, 1440])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_door_is_accessible(visitor, site, accessible, width: int, scheme: str) -> None:
    page: Page = visitor(site, width=width, scheme=scheme)

    page.goto("/sign-in")

    accessible(page)
    expect(page).to_have_title(re.compile("Échéance"))


def test_somebody_comes_in_with_the_keyboard_alone(visitor, site) -> None:
    page: Page = visitor(site)
    page.goto("/sign-in")

    page.get_by_label("Identifiant").focus()
    page.keyboard.type(DEMO_LOGINS[0])
    page.keyboard.press("Tab")
    page.keyboard.type(DEMO_PASSWORD)
    page.keyboard.press("Enter")

    page.wait_for_url("**/")


@pytest.mark.parametrize("login", DEMO_LOGINS)
def test_each_role_comes_in_and_goes_out(visitor, site, accessible, login: str) -> None:
    page: Page = visitor(site)

    sign_in(page, login, DEMO_PASSWORD)
    accessible(page)
    page.get_by_role("button", name="Se déconnecter").first.click()

    page.wait_for_url("**/sign-in")


def test_without_javascript_one_comes_in_all_the_same(visitor, site) -> None:
    page: Page = visitor(site, javascript=False)

    sign_in(page, DEMO_LOGINS[0], DEMO_PASSWORD)

    expect(page.locator("main")).to_be_visible()


def test_the_screen_speaks_english_on_request(visitor, site) -> None:
    page: Page = visitor(site)
    page.goto("/sign-in")

    page.get_by_role("button", name="English").click()

    expect(page.locator("html")).to_have_attribute("lang", "en")
