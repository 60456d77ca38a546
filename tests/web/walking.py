"""Walks the routes of the application as a stranger would: every address, with something plausible in it."""

from collections.abc import Iterator

from flask import Flask
from werkzeug.routing import Rule

UNSAFE = {"POST", "PUT", "PATCH", "DELETE"}
PLAUSIBLE = {"IdConverter": 1, "KeyConverter": "jur", "CompetencyConverter": "JUR-1", "TokenConverter": "a" * 32}


def addresses(app: Flask, methods: set[str]) -> Iterator[tuple[str, str]]:
    """Gives each (method, path) among these methods."""
    adapter = app.url_map.bind("localhost")
    for rule in app.url_map.iter_rules():
        for method in sorted((rule.methods or set()) & methods):
            yield method, adapter.build(rule.endpoint, _values(rule), method=method)


def _values(rule: Rule) -> dict[str, object]:
    return {name: PLAUSIBLE.get(type(kind).__name__, "x") for name, kind in rule._converters.items()}
