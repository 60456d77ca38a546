"""The main job end to end: learn, be assessed, be seen; in French and in English, with axe on every page."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import sign_in

MOST_QUESTIONS = 20


def choose_language(page: Page, language: str) -> None:
    """Switches the screens to the language, unless they speak it already."""
    if page.locator("html").get_attribute("lang") != language:
        page.locator(f"form[action='/language'] button[value={language}]").click()
        expect(page.locator("html")).to_have_attribute("lang", language)


def give_an_answer(page: Page) -> None:
    """Answers the question on the page, somehow: the first option, a line of each list, or a number, a date, a word."""
    form = page.locator("form[data-behaviour=answer]")
    form.wait_for()  # counts below do not wait: on a slow machine the page before may still stand
    options = form.locator("fieldset.choices:not(.row-wise) input")
    places = form.locator(".order select")
    lists = form.locator("select:not(.order select)")
    typed = form.locator("input[name=answer]:not([type=radio]):not([type=checkbox]), input[name^=gap]")
    if options.count():
        options.first.check()
    elif places.count():
        places.first.select_option("1")
    for number in range(lists.count()):
        lists.nth(number).select_option(index=1)
    for number in range(0 if options.count() else typed.count()):
        typed.nth(number).fill("08/12/2026" if form.get_by_text("08/12/2026").count() else "12")
    form.locator("button[value=answer]").click()


def give_an_answer_and_go(page: Page) -> None:
    """Answers a question of an attempt and waits for the page that follows, which has an address of its own."""
    before = page.url
    give_an_answer(page)
    expect(page).not_to_have_url(before)


def begin(page: Page, quiz: str) -> None:
    """Opens a quiz and begins it, reading the notice where it is asked for."""
    page.goto(f"/quizzes/{quiz}")
    notice = page.locator("input[name=notice]")
    if notice.count():
        notice.check()
    page.locator(f"form[action='/quizzes/{quiz}/attempts'] .btn-primary").click()
    page.wait_for_url("**/attempts/**")


def practise(page: Page, accessible: Callable[[Page], None]) -> None:
    """Takes a training quiz: feedback after each answer, private."""
    begin(page, "cadre-legal-entrainement")
    accessible(page)
    for number in range(MOST_QUESTIONS):
        give_an_answer_and_go(page)
        expect(page.locator(".fb")).to_be_visible()
        if number == 0:
            accessible(page)
        page.locator(".fb .btn-primary").click()
        if "q=end" in page.url:
            break
    page.locator("form[action$='/finish'] .btn-primary").click()
    page.wait_for_url("**/result")
    accessible(page)


def take_the_point(page: Page, accessible: Callable[[Page], None]) -> None:
    """Takes « Faire le point »: no word about right or wrong before the end."""
    begin(page, "cadre-legal-point")
    accessible(page)
    for _number in range(MOST_QUESTIONS):
        expect(page.locator(".fb")).to_have_count(0)
        give_an_answer_and_go(page)
        page.wait_for_load_state()
        if "q=end" in page.url:
            break
    accessible(page)
    page.locator("form[action$='/finish'] .btn-primary").click()
    page.wait_for_url("**/result")
    accessible(page)


@pytest.mark.parametrize(("language", "width", "scheme"), [("fr", 1440, "light"), ("en", 390, "dark")])
def test_a_learner_learns_is_assessed_and_is_seen_by_trainer_and_manager(
    visitor, accessible, language, width, scheme, own_site
):
    learner = visitor(own_site, width, scheme)
    sign_in(learner, "nadia@arvanel.example")
    choose_language(learner, language)
    accessible(learner)
    learner.goto("/competencies/JUR-1")
    before = learner.locator("table.proofs tbody tr").count()
    accessible(learner)

    learner.goto("/lessons/penalites-et-40-euros")
    accessible(learner)
    check = learner.locator("[data-behaviour=check]").nth(1)
    options = check.locator("input[type=radio], input[type=checkbox]")
    if options.count():
        options.first.check()
    else:
        check.locator("input[name=answer]").fill("100")
    check.locator("button[value=answer]").click()
    expect(learner.locator("[data-behaviour=check] .fb").first).to_be_visible()
    accessible(learner)
    practise(learner, accessible)
    take_the_point(learner, accessible)
    learner.goto("/competencies/JUR-1")
    after = learner.locator("table.proofs tbody tr").count()
    accessible(learner)

    assert before == 0
    assert after >= 3

    trainer = visitor(own_site, width, scheme)
    sign_in(trainer, "sophie@arvanel.example")
    choose_language(trainer, language)
    trainer.goto("/studio")
    accessible(trainer)
    trainer.goto("/studio/lessons/penalites-et-40-euros")
    accessible(trainer)
    text = trainer.locator("textarea[name=text]")
    text.fill(text.input_value() + f"\n\nUn mot corrigé par la formatrice, {language}.\n")
    trainer.locator("[data-publish]").first.click()
    trainer.locator("input[name=message], textarea[name=message]").first.fill("Un mot corrigé")
    trainer.locator("[data-confirm-publish]").first.click()
    trainer.wait_for_load_state()
    learner.goto("/lessons/penalites-et-40-euros")
    expect(learner.get_by_text(f"Un mot corrigé par la formatrice, {language}.")).to_be_visible()

    manager = visitor(own_site, width, scheme)
    sign_in(manager, "claire@arvanel.example")
    choose_language(manager, language)
    manager.goto("/team")
    accessible(manager)
    manager.goto("/team?domain=JUR&sort=name")
    accessible(manager)
    link = manager.locator("table.matrix tr", has_text="Nadia Benali").locator("a[href*='JUR-1']").first
    manager.goto(link.get_attribute("href") or "")
    accessible(manager)
    panel = manager.locator(".panel")
    expect(panel).to_contain_text("Cadre légal")
    expect(panel).not_to_contain_text("entraîner")
