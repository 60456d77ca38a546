"""No input, however strange, makes the server stumble."""

import json

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from course.foundation.permissions import Role
from tests.browsing import Browser
from tests.factories import make_person
from tests.web.walking import UNSAFE, addresses

STRANGE = [
    "\x00",
    "%ed%a0%80",
    "\udcff\udcfe",
    "nan",
    "-inf",
    "9" * 400,
    str(2**63),
    "-1",
    "' OR 1=1 --",
    "{{7*7}}",
    "<script>alert(1)</script>",
    "é" * 5000,
    "[]",
    "\u202e\u0000\ufffe",
]
FIELDS = (
    "q",
    "sort",
    "team",
    "job",
    "domain",
    "page",
    "next",
    "login",
    "password",
    "answer",
    "client_id",
    "text",
    "id",
)
BODIES = [
    b"",
    b"{",
    b"null",
    b"[]",
    b'"x"',
    b'{"answer": "\\ud800", "client_id": "\\u0000"}',
    b'{"answer": NaN, "client_id": 1e999}',
    b'{"answer": ' + b"[" * 3000 + b"]" * 3000 + b"}",
    b'{"answer": ' + b"9" * 5000 + b"}",
    b"\xff\xfe\x00",
]


@pytest.fixture
def everybody(client: Browser, session: Session, sign_in) -> Browser:
    return sign_in(client, make_person(session, roles=tuple(Role)))


def broken(statuses: dict[tuple[str, str], int]) -> dict[tuple[str, str], int]:
    return {address: status for address, status in statuses.items() if status >= 500}


@pytest.mark.parametrize("value", STRANGE)
def test_strange_parameters_never_break_a_page(app: Flask, everybody: Browser, value: str) -> None:
    query = dict.fromkeys(FIELDS, value)
    encoded = "&".join(f"{name}={_quoted(text)}" for name, text in query.items())

    statuses = {
        (method, path): everybody.open(f"{path}?{encoded}", method=method).status_code
        for method, path in addresses(app, {"GET"})
    }

    assert broken(statuses) == {}


@pytest.mark.parametrize("value", STRANGE)
def test_strange_forms_never_break_an_action(app: Flask, everybody: Browser, value: str) -> None:
    body = "&".join(f"{name}={_quoted(value)}" for name in FIELDS)

    statuses = {
        (method, path): everybody.open(
            path, method=method, data=body, content_type="application/x-www-form-urlencoded"
        ).status_code
        for method, path in addresses(app, UNSAFE)
        if path != "/sign-out"
    }

    assert broken(statuses) == {}


@pytest.mark.parametrize("body", BODIES, ids=range(len(BODIES)))
def test_strange_json_never_breaks_an_action(app: Flask, everybody: Browser, body: bytes) -> None:
    statuses = {
        (method, path): everybody.open(
            path, method=method, data=body, content_type="application/json", as_json=True
        ).status_code
        for method, path in addresses(app, UNSAFE)
        if path != "/sign-out"
    }

    assert broken(statuses) == {}


@pytest.mark.parametrize("cookie", ["x" * 3000, "\x01", "é", "null", "a" * 43])
def test_a_strange_cookie_is_nobody(client: Browser, cookie: str) -> None:
    client.set_cookie("echeance_session", cookie)
    client.set_cookie("language", cookie)
    client.set_cookie("theme", cookie)

    assert client.get("/account").status_code == 303


def test_text_that_no_database_can_keep_is_refused_with_a_sentence(
    client: Browser, session: Session, monkeypatch
) -> None:
    from sqlalchemy import text

    def keep() -> str:
        session.execute(text("SELECT :value"), {"value": json.loads('"\\ud800"')})
        return ""

    monkeypatch.setitem(client.application.view_functions, "health.alive", keep)

    answer = client.get("/healthz")

    assert answer.status_code == 422
    assert "caractères illisibles" in answer.text


def _quoted(value: str) -> str:
    from urllib.parse import quote

    return value if value.startswith("%") else quote(value, errors="surrogatepass")
