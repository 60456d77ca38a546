"""Nothing unsafe happens without the token of one of our forms; the cookie behind them cannot be forged."""

import time

import pytest
from flask import Flask
from flask import session as cookie
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy.orm import Session

from course.factory import create_test_app
from course.foundation.permissions import Role
from tests.browsing import Browser
from tests.factories import make_person
from tests.web.walking import UNSAFE, addresses


def test_every_unsafe_route_refuses_a_request_without_its_token(
    app: Flask, client: Browser, session: Session, sign_in
) -> None:
    sign_in(client, make_person(session, roles=tuple(Role)))
    unsafe = list(addresses(app, UNSAFE))

    statuses = {(method, path): client.open(path, method=method, csrf=False).status_code for method, path in unsafe}

    assert len(unsafe) >= 4
    assert {address: status for address, status in statuses.items() if status != 400} == {}


def test_a_token_of_another_session_is_refused(app: Flask, client: Browser) -> None:
    stranger = Browser(app)._form_token()

    answer = client.post("/theme", data={"theme": "dark"}, headers={"X-CSRFToken": stranger}, csrf=False)

    assert answer.status_code == 400


def test_with_its_token_a_form_works(client: Browser) -> None:
    answer = client.post("/theme", data={"theme": "dark", "next": "/sign-in"})

    assert (answer.status_code, answer.location) == (303, "/sign-in")


@pytest.fixture
def signed(app: Flask) -> str:
    """A cookie of forms as the application signs it."""
    serializer: URLSafeTimedSerializer = app.session_interface.get_signing_serializer(app)
    return serializer.dumps({"csrf_token": "raw", "list": [1]})


def opened(app: Flask, value: str) -> dict:
    name = app.config["SESSION_COOKIE_NAME"]
    with app.test_request_context(headers={"Cookie": f"{name}={value}"}):
        return dict(cookie)


def test_a_cookie_that_was_verified_stays_what_it_was(app: Flask, signed: str) -> None:
    first = opened(app, signed)

    first["list"].append(2)

    assert opened(app, signed) == {"csrf_token": "raw", "list": [1]}


def test_a_forged_cookie_holds_nothing_however_often_it_comes(app: Flask, signed: str) -> None:
    forged = signed[:-3] + ("abc" if signed[-3:] != "abc" else "abd")
    opened(app, signed)

    assert [opened(app, forged), opened(app, forged)] == [{}, {}]


def test_a_cookie_of_another_installation_holds_nothing(app: Flask, signed: str, tmp_path) -> None:
    other = create_test_app(secret_key="another secret of thirty-two characters", instance_path=str(tmp_path))

    assert opened(app, signed) != {}
    assert opened(other, signed) == {}


def test_a_verified_cookie_still_grows_too_old(app: Flask, signed: str, monkeypatch) -> None:
    later = time.time() + app.permanent_session_lifetime.total_seconds() + 5
    fresh = opened(app, signed)

    monkeypatch.setattr("course.web.form_tokens.time.time", lambda: later)

    assert fresh != {}
    assert opened(app, signed) == {}
