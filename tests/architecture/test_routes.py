"""Denied by default: every route says who may open it, and what is open to all is listed here."""

import pytest
from flask import Blueprint, Flask

from course.web.access import DECLARED

OPEN_TO_ALL = {
    "accounts.invitation",
    "accounts.language",
    "accounts.sign_in",
    "accounts.theme",
    "health.alive",
    "health.ready",
    "learning.verify",
    "publishing.media",
    "robots",
    "static",
}


def test_every_route_declares_who_may_open_it(app: Flask) -> None:
    undeclared = [name for name, view in app.view_functions.items() if not hasattr(view, DECLARED)]

    assert undeclared == []


def test_what_is_open_to_all_is_what_this_list_says(app: Flask) -> None:
    public = {name for name, view in app.view_functions.items() if getattr(view, DECLARED) == "public"}

    assert public == OPEN_TO_ALL


def test_the_application_refuses_to_start_with_a_route_that_declares_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    from course import factory

    forgotten = Blueprint("forgotten", __name__)
    forgotten.add_url_rule("/forgotten", "page", lambda: "open to the world")
    monkeypatch.setattr(factory.health, "blueprint", forgotten)

    with pytest.raises(RuntimeError, match=r"/forgotten \(forgotten\.page\)"):
        factory.create_test_app()


def test_numbers_and_names_in_addresses_are_bounded(app: Flask) -> None:
    bounded = {"IdConverter", "KeyConverter", "CompetencyConverter", "TokenConverter"}
    exceptions = {("static", "filename"), ("accounts.invitation", "token"), ("publishing.media", "sha256")}

    loose = [
        (rule.endpoint, name)
        for rule in app.url_map.iter_rules()
        for name, converter in rule._converters.items()
        if type(converter).__name__ not in bounded and (rule.endpoint, name) not in exceptions
    ]

    assert loose == []
