"""An error is a page (or JSON) in the reader's language, with one sentence that says what to do."""

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from course.factory import BODY_LIMIT, create_test_app
from course.foundation.permissions import Role
from tests.browsing import Browser
from tests.factories import make_person


def test_an_unknown_address_is_a_page_with_a_way_home(client: Browser) -> None:
    answer = client.get("/no/such/page")

    assert answer.status_code == 404
    assert "Cette page n’existe pas" in answer.text
    assert 'href="/"' in answer.text


def test_a_script_gets_json(client: Browser) -> None:
    answer = client.get("/no/such/page", as_json=True)

    assert answer.status_code == 404
    assert answer.json == {"error": "Cette page n’existe pas, ou plus. Vérifiez l’adresse ou revenez à l’accueil."}


def test_the_sentence_is_in_the_language_of_the_reader(client: Browser, session: Session, sign_in) -> None:
    sign_in(client, make_person(session, language="en"))

    answer = client.get("/no/such/page")

    assert '<html lang="en"' in answer.text


@pytest.mark.parametrize("as_json", [False, True])
def test_a_page_of_other_roles_is_refused(client: Browser, session: Session, sign_in, as_json: bool) -> None:
    sign_in(client, make_person(session, roles=(Role.EMPLOYEE,)))

    answer = client.get("/team", as_json=as_json)

    assert answer.status_code == 403
    assert "pas ouverte à votre compte" in answer.text.encode().decode("unicode_escape" if as_json else "utf-8")


def test_who_is_not_signed_in_is_asked_to_and_comes_back(client: Browser) -> None:
    page = client.get("/account?a=1")
    script = client.get("/account", as_json=True)

    assert (page.status_code, page.location) == (303, "/sign-in?next=/account?a%3D1")
    assert (script.status_code, script.json) == (401, {"error": "signed_out"})


def test_a_wrong_method_says_which_are_right(client: Browser) -> None:
    answer = client.get("/sign-out")

    assert answer.status_code == 405
    assert answer.allow.to_header() in {"POST, OPTIONS", "OPTIONS, POST"}
    assert "pas possible à cette adresse" in answer.text


@pytest.mark.parametrize("content_type", ["application/x-www-form-urlencoded", "application/json"])
def test_too_large_a_body_is_refused(client: Browser, content_type: str) -> None:
    body = b"login=" + b"x" * BODY_LIMIT

    answer = client.post("/sign-in", data=body, content_type=content_type)

    assert answer.status_code == 413
    assert "trop volumineux" in answer.text


def test_an_unusable_form_is_shown_again(client: Browser, session: Session) -> None:
    answer = client.post("/sign-in", data={})

    assert answer.status_code == 422
    assert 'name="login"' in answer.text


def test_an_expired_form_says_to_reload(client: Browser) -> None:
    page = client.post("/sign-in", csrf=False)
    script = client.post("/sign-in", csrf=False, as_json=True)

    assert (page.status_code, script.status_code) == (400, 400)
    assert "Ce formulaire a expiré" in page.text
    assert script.json["error"].startswith("Ce formulaire a expiré")


@pytest.fixture
def app_without_database(tmp_path) -> Flask:
    return create_test_app(database_url="postgresql://nobody@127.0.0.1:1/none", instance_path=str(tmp_path))


def test_a_lost_database_is_503_with_a_time_to_come_back(app_without_database: Flask) -> None:
    client = app_without_database.test_client()
    client.set_cookie("echeance_session", "of somebody signed in")

    page = client.get("/account")
    script = client.get("/account", headers={"Accept": "application/json"})
    ready = client.get("/readyz")

    assert [answer.status_code for answer in (page, script, ready)] == [503] * 3
    assert {answer.headers["Retry-After"] for answer in (page, script, ready)} == {"5"}
    assert "momentanément indisponible" in page.text
    assert script.json["error"].startswith("Le service est momentanément indisponible")
    assert client.get("/healthz").status_code == 200


def test_an_unforeseen_error_tells_nothing_of_the_inside(client: Browser, session: Session, monkeypatch) -> None:
    def broken() -> str:
        raise RuntimeError("the password is 1234")

    monkeypatch.setitem(client.application.view_functions, "health.alive", broken)

    answer = client.get("/healthz")

    assert answer.status_code == 500
    assert "1234" not in answer.text
    assert answer.headers["X-Request-Id"] in answer.text
