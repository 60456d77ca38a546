"""Addresses: only our own host, bounded numbers, and redirects that stay at home."""

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from course.factory import create_test_app
from course.web.routing import LARGEST_ID, safe_next
from tests.browsing import Browser

HOSTILE = [
    "////evil.example",
    "//evil.example",
    "///evil.example",
    "http:evil.example",
    "https://evil.example/",
    "http://localhost@evil.example/",
    "/\t/evil.example",
    "/\n/evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "/%09/evil.example",
    "/..//evil.example",
    "/.//evil.example",
    "//localhost/account",
    "javascript:alert(1)",
    " /account",
    "/account\x00",
    "/account\r\nSet-Cookie: a=b",
    "account",
    "/sign-out",
    "/nowhere",
    "/account" + "?" + "x" * 600,
    "",
    None,
]


@pytest.mark.parametrize("target", HOSTILE)
def test_a_redirect_never_leaves_our_pages(app: Flask, target: str | None) -> None:
    with app.test_request_context("/"):
        assert safe_next(target, "/safe") == "/safe"


@pytest.mark.parametrize("target", ["/", "/account", "/account?a=b", "/team?sort=need#row", "/sign-in"])
def test_a_redirect_to_a_page_of_ours_is_kept(app: Flask, target: str) -> None:
    with app.test_request_context("/"):
        assert safe_next(target, "/safe") == target


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:8000", "localhost.evil.example", "127.0.0.1@evil.example"]
)
def test_an_unknown_host_is_refused(client: Browser, session: Session, host: str) -> None:
    answer = client.get("/sign-in", headers={"Host": host})

    assert answer.status_code == 400
    assert "evil.example" not in answer.text


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1:8000"])
def test_the_machine_itself_is_known_by_its_names(client: Browser, session: Session, host: str) -> None:
    assert client.get("/healthz", headers={"Host": host}).status_code == 200


def test_with_an_address_of_its_own_it_answers_to_nothing_else(tmp_path) -> None:
    app = create_test_app(base_url="https://cours.example", instance_path=str(tmp_path))

    ours = app.test_client().get("/healthz", headers={"Host": "cours.example"})
    local = app.test_client().get("/healthz", headers={"Host": "localhost"})

    assert (ours.status_code, local.status_code) == (200, 400)


@pytest.mark.parametrize("number", ["0", "-1", str(LARGEST_ID + 1), "9" * 30, "1.5", "nan", "٣", "1e3", "0x1", " 1"])
def test_an_id_is_a_positive_number_of_63_bits(app: Flask, number: str) -> None:
    from werkzeug.routing import Map, Rule

    ids = Map([Rule("/<id:found>", endpoint="found")], converters=app.url_map.converters).bind("localhost")

    assert ids.test(f"/{LARGEST_ID}")
    assert not ids.test(f"/{number}")


@pytest.mark.parametrize("key", ["a", "promesse-en-cinq-elements", "x" * 80])
def test_a_key_is_what_content_files_may_say(app: Flask, key: str) -> None:
    from werkzeug.routing import Map, Rule

    keys = Map([Rule("/<key:found>", endpoint="found")], converters=app.url_map.converters).bind("localhost")

    assert keys.test(f"/{key}")
    assert not any(
        keys.test(f"/{bad}") for bad in (f"-{key}", f"{key}-", f"{key}_", key.upper(), f"{key}/", f"{key}é", "x" * 81)
    )
