"""A newcomer's first week on a phone, by clicks alone: from the link of invitation to « Tout est fait »."""

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import sign_in
from tests.journeys.test_main_job import MOST_QUESTIONS, give_an_answer

PHONE = 390
LOGIN, NAME = "ines@arvanel.example", "Inès Arnaud"
PASSWORD = "lampe tiroir nuage cerise"
TRACK = "Première semaine"
LONGEST_CALL = 60
LESSONS = 18
MEASURED = 4


def invite(page: Page) -> str:
    """Adds a newcomer as the administrator does; returns the path of their invitation."""
    sign_in(page, "admin@arvanel.example")
    page.goto("/people/new")
    page.get_by_label("Identifiant").fill(LOGIN)
    page.get_by_label("Nom", exact=True).fill(NAME)
    page.get_by_label("Métier").select_option(label="Chargé de recouvrement")
    page.get_by_role("button", name="Ajouter").click()
    page.get_by_role("link", name=NAME).click()
    page.get_by_role("button", name="Faire un lien d’invitation").click()
    return urlsplit(page.get_by_label("Lien à transmettre").input_value()).path


def come_in(page: Page, invitation: str) -> None:
    """Chooses a password: one is in at once."""
    page.goto(invitation)
    page.get_by_label("Nouveau mot de passe").fill(PASSWORD)
    page.get_by_role("button", name="Choisir ce mot de passe").click()
    page.wait_for_url("**/")


def go_home(page: Page) -> None:
    page.locator("header .brand").click()


def open_track(page: Page) -> None:
    """Opens the track from the home page, whatever is done of it."""
    go_home(page)
    page.get_by_role("link", name="première semaine, et par métier").click()
    page.get_by_role("link", name=TRACK, exact=True).click()


def complete(page: Page) -> None:
    """Ends the lesson on the page."""
    page.get_by_role("button", name="Terminer la leçon").click()
    expect(page.locator("#fin")).to_contain_text("Leçon terminée le")


def next_step(page: Page) -> None:
    """Follows « Étape suivante »."""
    page.locator("#fin").get_by_role("link", name=re.compile("^Étape suivante")).click()


def take_lessons(page: Page, count: int) -> None:
    """Completes lessons, the first of which is on the page, each opened from the end of the one before."""
    for number in range(count):
        if number:
            next_step(page)
        assert "?track=premiere-semaine" in page.url
        complete(page)


def predict(page: Page) -> None:
    """Answers the first question of a lesson, which asks for a guess; it is compared at the end."""
    check = page.locator("[data-behaviour=check]").first
    options = check.locator("input[type=radio], input[type=checkbox]")
    if options.count():
        options.first.check()
    else:
        check.locator("input[name=answer]").fill("100")
    check.locator("button[value=answer]").click()
    expect(page.get_by_text("Réponse gardée.")).to_be_visible()
    expect(page.get_by_role("heading", name="Vous aviez répondu…")).to_be_visible()


def play_the_call(page: Page) -> None:
    """Plays the call on the page for practice, to its debriefing."""
    page.get_by_role("button", name="S’entraîner").click()
    for _number in range(LONGEST_CALL):
        page.wait_for_selector(".opt, .moves")
        if page.url.endswith("/debrief"):
            return
        before = page.input_value("input[name=position]")
        page.locator(".opt").first.click()
        page.wait_for_function(
            "before => location.pathname.endsWith('/debrief')"
            " || (document.querySelector('input[name=position]') || {value: before}).value !== before",
            arg=before,
        )
    pytest.fail("the call does not end")


def take_the_point(page: Page) -> None:
    """Begins « Faire le point », answers its twelve questions and hands it in."""
    page.get_by_label("J’ai lu ce qui est mesuré").check()
    page.get_by_role("button", name="Commencer").click()
    asked = 0
    for _number in range(MOST_QUESTIONS):
        asked += 1
        with page.expect_navigation():
            give_an_answer(page)
        if "q=end" in page.url:
            break
    assert asked == 12
    page.get_by_role("button", name="Terminer et voir le résultat").click()
    page.wait_for_url("**/result")


def test_a_newcomer_goes_through_the_first_week_by_clicks_alone(visitor, accessible, own_site):
    page = visitor(own_site, PHONE)
    come_in(page, invite(visitor(own_site)))

    page.get_by_role("region", name="Échéances").get_by_role("link", name=TRACK, exact=True).click()
    expect(page.locator("h1")).to_have_text(TRACK)
    page.get_by_role("button", name="Suivre ce parcours").click()
    expect(page.get_by_role("status")).to_contain_text("Vous suivez ce parcours")
    expect(page.get_by_text(f"0 leçon faite sur {LESSONS}")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE
    accessible(page)

    page.get_by_role("link", name="Commencer").click()  # Monday, from the track
    predict(page)
    take_lessons(page, 4)

    go_home(page)  # Tuesday, from the home page
    page.locator(".hero .btn-primary").click()
    take_lessons(page, 3)
    accessible(page)
    next_step(page)
    assert "/calls/facture-non-recue" in page.url
    play_the_call(page)

    page.get_by_role("link", name=re.compile("^Étape suivante")).click()  # Wednesday, from the end of the call
    take_lessons(page, 4)
    open_track(page)
    page.get_by_role("link", name="Les révisions du jour").first.click()
    expect(page.locator("main")).to_contain_text("Réviser")

    go_home(page)  # Thursday
    page.locator(".hero .btn-primary").click()
    take_lessons(page, 3)
    next_step(page)  # Friday
    take_lessons(page, 4)
    next_step(page)
    take_the_point(page)

    open_track(page)
    expect(page.get_by_text(f"{LESSONS} leçons faites sur {LESSONS}")).to_be_visible()
    expect(page.get_by_text("Tout est fait.")).to_be_visible()
    accessible(page)
    page.get_by_role("navigation", name="Navigation principale").get_by_role("link", name="Compétences").click()
    expect(page.locator(".facts .status:not(.to_measure)")).to_have_count(MEASURED)
