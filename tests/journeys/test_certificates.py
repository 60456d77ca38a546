"""A holder opens their certificates, takes the file along, and a stranger verifies it; axe on every page."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import sign_in


@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (390, "dark")])
def test_a_holder_downloads_a_certificate_and_a_stranger_verifies_it(visitor, accessible, site, width, scheme):
    holder = visitor(site, width, scheme)
    sign_in(holder, "claire@arvanel.example")
    holder.get_by_role("link", name="Attestations", exact=True).click()
    holder.wait_for_url("**/certificates")
    accessible(holder)

    with holder.expect_download() as started:
        holder.get_by_role("link", name=re.compile("^Télécharger en PDF")).first.click()
    file = started.value

    assert file.suggested_filename.startswith("attestation-")
    assert file.path().read_bytes().startswith(b"%PDF-1.7")
    address = holder.get_by_role("link", name=re.compile("^Page de vérification")).first.get_attribute("href")

    stranger = visitor(site, width, scheme)
    stranger.goto(address or "")
    accessible(stranger)
    expect(stranger.get_by_text("Cette attestation est valable.")).to_be_visible()
    expect(stranger.locator("main")).to_contain_text("Claire Vasseur")
    expect(stranger.locator("meta[name=robots]")).to_have_attribute("content", "noindex, nofollow")

    missing = stranger.goto(f"/verify/{'A' * 32}")
    assert missing is not None
    assert missing.status == 404
    accessible(stranger)


def test_who_holds_none_reads_what_is_missing(visitor, accessible, site):
    learner = visitor(site, 390)
    sign_in(learner, "nadia@arvanel.example")

    learner.goto("/certificates")

    accessible(learner)
    expect(learner.get_by_role("heading", name="Ce qu’il reste à réunir")).to_be_visible()
    expect(learner.get_by_role("link", name="Évaluation finale").first).to_have_attribute(
        "href", "/quizzes/finale-recouvrement"
    )


def test_a_trainer_revokes_a_certificate_and_the_public_page_says_so(visitor, accessible, own_site):
    trainer = visitor(own_site)
    sign_in(trainer, "sophie@arvanel.example")
    trainer.goto("/certificates/issued?q=Marc")
    accessible(trainer)
    trainer.locator("main .ledger a").first.click()
    accessible(trainer)
    address = trainer.get_by_role("link", name="Page de vérification").get_attribute("href")
    trainer.get_by_label("La raison").fill("Passage à la place d’une autre personne")
    trainer.get_by_role("button", name="Annuler cette attestation").click()
    expect(trainer.get_by_text("La page de vérification le dit dès maintenant.")).to_be_visible()
    accessible(trainer)

    stranger = visitor(own_site, 390, "dark")
    stranger.goto(address or "")

    expect(stranger.get_by_text("Cette attestation est annulée.")).to_be_visible()
    expect(stranger.locator("main")).not_to_contain_text("Passage")
    accessible(stranger)


def test_a_change_that_matters_reaches_the_holder_who_reads_it_again(visitor, accessible, own_site):
    trainer, holder = visitor(own_site), visitor(own_site, 768, "dark")
    sign_in(trainer, "sophie@arvanel.example")
    trainer.goto("/studio/lessons/penalites-et-40-euros")
    text = trainer.locator("textarea[name=text]")
    text.fill(text.input_value() + "\n\nUne règle nouvelle.\n")
    trainer.locator("[data-publish]").first.click()
    trainer.locator("input[name=message]").fill("Le plafond a changé")
    trainer.get_by_label("Changement de fond").check()
    accessible(trainer)
    trainer.locator("[data-confirm-publish]").click()
    trainer.wait_for_url("**/studio/lessons/penalites-et-40-euros")

    sign_in(holder, "claire@arvanel.example")
    holder.goto("/certificates")
    accessible(holder)
    expect(holder.locator(".again")).to_contain_text("Le plafond a changé")
    holder.get_by_role("button", name=re.compile("^C’est relu")).click()

    expect(holder.get_by_text("C’est noté")).to_be_visible()
    expect(holder.locator(".again")).to_have_count(0)
