"""French by default, English on request; typography is set, not typed."""

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from course.web.i18n import content_lang, content_text, french_typography, gettext, ngettext, screen_lang
from tests.browsing import Browser
from tests.factories import make_person

NBSP = "\u00a0"


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("Prêt ?", f"Prêt{NBSP}?"),
        ("« Bon »", f"«{NBSP}Bon{NBSP}»"),
        ("10 % de 5 €", f"10{NBSP}% de 5{NBSP}€"),
        ("Le réglage %(name)s vaut : %(value)s", f"Le réglage %(name)s vaut{NBSP}: %(value)s"),
    ],
)
def test_french_punctuation_keeps_to_its_word(typed: str, shown: str) -> None:
    assert french_typography(typed) == shown


def test_the_language_is_the_browsers_then_the_cookies_then_the_persons(
    client: Browser, session: Session, sign_in
) -> None:
    def shown() -> str:
        page = client.get("/no/such/page", headers={"Accept-Language": "en-GB,en;q=0.8"}).text
        return page.split('<html lang="')[1][:2]

    by_browser = shown()
    client.post("/language", data={"language": "fr", "next": "/sign-in"})
    by_cookie = shown()
    sign_in(client, make_person(session, language="en"))
    by_person = shown()

    assert (by_browser, by_cookie, by_person) == ("en", "fr", "en")


def test_a_language_that_we_do_not_speak_is_french(client: Browser) -> None:
    page = client.get("/sign-in", headers={"Accept-Language": "de,it;q=0.9"}).text

    assert '<html lang="fr"' in page


def test_a_chosen_language_stays_with_the_person(client: Browser, session: Session, sign_in) -> None:
    person = make_person(session)
    sign_in(client, person)

    answer = client.post("/language", data={"language": "en", "next": "/account"})

    assert (answer.status_code, answer.location) == (303, "/account")
    assert person.language == "en"


def test_an_unknown_language_is_refused(client: Browser) -> None:
    assert client.post("/language", data={"language": "xx"}).status_code == 422


@pytest.mark.parametrize(("number", "shown"), [(0, "0 preuve"), (1, "1 preuve"), (2, "2 preuves")])
def test_a_french_plural_begins_at_two(app: Flask, number: int, shown: str) -> None:
    with app.test_request_context():
        assert ngettext("%(num)s preuve", "%(num)s preuves", number) == shown


def test_a_sentence_with_a_number_may_name_other_things(app: Flask) -> None:
    with app.test_request_context(headers={"Accept-Language": "en"}):
        text = ngettext("%(name)s : %(num)s preuve", "%(name)s : %(num)s preuves", 2, name="Nadia")

    assert text == "Nadia : 2 preuves"


def test_outside_any_context_a_sentence_is_french() -> None:
    assert gettext("Le réglage %(name)s", name="PORT") == "Le réglage PORT"


def test_french_content_is_marked_where_the_screens_are_in_english(app: Flask) -> None:
    with app.test_request_context(headers={"Accept-Language": "en"}):
        marked = (content_lang(), screen_lang(), content_text("<b>"))
    with app.test_request_context(headers={"Accept-Language": "fr"}):
        unmarked = (content_lang(), screen_lang(), content_text("<b>"))

    assert marked == (' lang="fr"', ' lang="en"', '<span lang="fr">&lt;b&gt;</span>')
    assert unmarked == ("", "", "<b>")
