"""A gesture is observed on a phone, contested by the person, withdrawn by a trainer, and the decision is read."""

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import sign_in

WORDS = "A coupé deux fois l’interlocuteur et promis un rappel sans date."
WHY = "Le client criait : j’ai proposé de rappeler à 14 h, et je l’ai fait."
REASON = "Vu avec chacun : le rappel était daté. La preuve ne tient pas."
COMPETENCY = "COM-3"


def follow(page, locator):
    """Clicks what leads to another page, and waits until that is there."""
    with page.expect_navigation():
        locator.click()


def observe(page, accessible):
    """Says as a manager what Nadia was seen doing, first without a word, then whole; returns nothing."""
    sign_in(page, "claire@arvanel.example")
    page.goto("/team?sort=name")
    person = page.locator("table.matrix tr", has_text="Nadia Benali").locator("th a").get_attribute("href")
    page.goto(person or "")
    accessible(page)
    follow(page, page.locator("main a[href*='/observe']"))
    accessible(page)
    follow(page, page.locator(f"main a[href*='competency={COMPETENCY}']"))
    accessible(page)
    page.locator("main form").evaluate("form => { form.noValidate = true }")
    follow(page, page.locator("main form .btn-primary"))
    expect(page.locator("#level-wrong")).to_be_visible()
    expect(page.locator("#comment-wrong")).to_be_visible()
    accessible(page)
    page.locator("input[name=level][value='1']").focus()
    page.keyboard.press("Space")
    page.fill("textarea[name=comment]", WORDS)
    page.locator("textarea[name=comment]").press("Tab")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.locator("#preuves + svg + ul")).to_contain_text(WORDS)
    accessible(page)


def contest(page, accessible):
    """Opens one's proof as Nadia and contests it."""
    sign_in(page, "nadia@arvanel.example")
    page.goto(f"/competencies/{COMPETENCY}")
    expect(page.locator("table.proofs tbody tr").first).to_contain_text(WORDS)
    accessible(page)
    follow(page, page.locator("table.proofs tbody tr").first.locator("a[href^='/proofs/']"))
    accessible(page)
    page.fill("textarea[name=text]", WHY)
    follow(page, page.locator("main form .btn-primary"))
    expect(page.locator("main")).to_contain_text("en attente d’un formateur")
    accessible(page)


def withdraw(page, accessible):
    """Finds what waits in the studio as a trainer, reads both sides, withdraws the proof."""
    sign_in(page, "sophie@arvanel.example")
    page.goto("/studio")
    follow(page, page.locator("#attend a[href='/studio/objections']"))
    accessible(page)
    follow(page, page.locator("main ul.to-grade li").last.locator("a"))
    expect(page.locator("main")).to_contain_text(WORDS)
    expect(page.locator("main")).to_contain_text(WHY)
    accessible(page)
    page.locator("input[name=decision][value=withdrawn]").check()
    page.fill("textarea[name=answer]", REASON)
    follow(page, page.locator("main form .btn-primary"))
    expect(page.locator(".flash")).to_contain_text("La preuve est retirée")
    accessible(page)


@pytest.mark.parametrize(("width", "scheme"), [(390, "light"), (1440, "dark")])
def test_what_a_manager_saw_is_contested_and_withdrawn_and_the_person_reads_why(
    visitor, accessible, own_site, width, scheme
):
    manager, learner, trainer = (visitor(own_site, width, scheme) for _who in range(3))

    observe(manager, accessible)
    contest(learner, accessible)
    withdraw(trainer, accessible)

    learner.goto(f"/competencies/{COMPETENCY}")
    row = learner.locator("table.proofs tbody tr").first
    expect(row).to_contain_text("ne compte plus")
    expect(row).to_contain_text(REASON)
    learner.goto("/competencies")
    expect(learner.locator("main")).to_contain_text("Vos contestations")
    expect(learner.locator("main")).to_contain_text(REASON)
    accessible(learner)
    manager.reload()
    expect(manager.locator("main")).to_contain_text(REASON)
    expect(manager.locator("main")).not_to_contain_text(WHY)


def test_it_all_works_without_javascript(visitor, own_site):
    manager, learner = (visitor(own_site, 390, javascript=False) for _who in range(2))
    sign_in(manager, "claire@arvanel.example")
    manager.goto("/team?sort=name")
    person = manager.locator("table.matrix tr", has_text="Nadia Benali").locator("th a").get_attribute("href")
    manager.goto(f"{person}/observe?competency={COMPETENCY}")
    manager.locator("input[name=level][value='2']").check()
    manager.fill("textarea[name=comment]", WORDS)
    follow(manager, manager.locator("main form .btn-primary"))
    own = manager.locator("details", has_text="Retirer mon observation").first
    own.locator("summary").click()
    own.locator("textarea").fill("Je l’ai prise pour une autre.")
    follow(manager, own.locator("button"))
    expect(manager.locator(".flash")).to_contain_text("Votre observation est retirée")
    sign_in(learner, "nadia@arvanel.example")
    learner.goto(f"/competencies/{COMPETENCY}")

    expect(learner.locator("table.proofs tbody tr").first).to_contain_text("Je l’ai prise pour une autre.")
