"""Every kind of answer carries the headers of security, and no personal page is stored."""

import re

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from course.factory import create_test_app
from course.web.headers import FIXED
from tests.browsing import Browser
from tests.factories import make_person

KINDS = {
    "a page": ("GET", "/sign-in"),
    "a redirect": ("GET", "/"),
    "an unknown address": ("GET", "/nowhere"),
    "a wrong method": ("GET", "/sign-out"),
    "an expired form": ("POST", "/sign-out"),
    "json": ("GET", "/healthz"),
    "a static file": ("GET", "/static/css/app.css"),
    "a text for robots": ("GET", "/robots.txt"),
}


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_answer_carries_the_headers(client: Browser, kind: str) -> None:
    method, path = KINDS[kind]

    answer = client.open(path, method=method, csrf=False)

    assert {name: answer.headers.get(name) for name in FIXED} == FIXED
    assert "Strict-Transport-Security" not in answer.headers
    assert re.fullmatch(r"[0-9a-f]{16}", answer.headers["X-Request-Id"])


def test_the_policy_allows_nothing_inline_and_nobody_else() -> None:
    policy = FIXED["Content-Security-Policy"]

    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy
    assert not re.search(r"https?:|\*", policy)


def test_a_personal_page_is_not_stored(client: Browser, session: Session, sign_in) -> None:
    sign_in(client, make_person(session))

    answer = client.get("/account")

    assert answer.headers["Cache-Control"] == "no-store"
    assert "Cookie" in answer.headers["Vary"]


def test_behind_tls_browsers_are_told_to_stay_there(tmp_path) -> None:
    app = create_test_app(base_url="https://cours.example", instance_path=str(tmp_path))

    answer = app.test_client().get("/healthz", base_url="https://cours.example")

    assert answer.headers["Strict-Transport-Security"].startswith("max-age=31536000")


def test_cookies_are_out_of_reach_of_scripts_and_of_others(client: Browser, session: Session) -> None:
    make_person(session, login="nadia@arvanel.example", password="quatre-vingts-jours")

    answer = client.post("/sign-in", data={"login": "nadia@arvanel.example", "password": "quatre-vingts-jours"})

    cookies = answer.headers.getlist("Set-Cookie")
    assert any(cookie.startswith("echeance_session=") for cookie in cookies)
    assert all("HttpOnly" in cookie and "SameSite=Lax" in cookie for cookie in cookies)


@pytest.fixture
def secure_app(tmp_path) -> Flask:
    return create_test_app(base_url="https://cours.example", trusted_proxies=1, instance_path=str(tmp_path))


def test_behind_a_proxy_its_word_on_the_address_counts(secure_app: Flask) -> None:
    with secure_app.test_request_context():
        pass
    seen: dict[str, str] = {}
    secure_app.before_request(lambda: seen.update(_request()))

    secure_app.test_client().get(
        "/healthz",
        base_url="http://cours.example",
        headers={"X-Forwarded-For": "6.6.6.6, 9.9.9.9", "X-Forwarded-Proto": "https"},
    )

    assert seen == {"address": "9.9.9.9", "scheme": "https"}


def _request() -> dict[str, str]:
    from flask import request

    return {"address": str(request.remote_addr), "scheme": request.scheme}
