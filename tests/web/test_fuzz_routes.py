"""Every route, as every role, with hostile values in its address, query and body: a sentence at worst, never a 500."""

import logging
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import quote

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from course.accounts.models import Person, Team
from course.assessment.models import Attempt
from course.assessment.services import read_notice, start_attempt
from course.authoring.services.content_import import import_content
from course.foundation.permissions import Role
from course.publishing.models import Item
from tests import factories
from tests.browsing import Browser
from tests.content_files import write_files

SEED = 20261122
ROUNDS = 2  # requests a route, method and role
ROOT = Path(__file__).resolve().parents[2]
FIELD_NAMES = (
    re.compile(r'\bname="([a-z_0-9]+)"'),
    re.compile(r'(?:form|args)\.get(?:list)?\("([a-z_0-9]+)"'),
    re.compile(r'asked_\w+\("([a-z_]+)"'),
    re.compile(r"^    ([a-z_]+) = \w*Field\(", re.MULTILINE),
)
HOSTILE = [
    *("", " ", "\n", "\x00", "a\x00b", "\ud800", "\udcff", "\u2028", "\u202e\ufffe", "\r\nSet-Cookie: x=1"),
    *("nan", "inf", "-inf", "1e999", "-1", "0", "1", str(2**63), str(2**63 - 1), "9" * 400, "²", "٣", "１", "1,2"),
    *("null", "[]", "{}", "True", "' OR 1=1--", "{{7*7}}", "%s%n", "%(x)s", "<script>alert(1)</script>"),
    *("//evil.example", "/\\evil", "../../etc/passwd", "=cmd|' /C calc'!A0", "---\nkey: x\n---\n", "[[" * 500),
    *("0001-01-01", "9999-12-31", "2026-11-30", "2026-02-30", "10000-01-01", "2026-W48-1", "é" * 3000, "a" * 70_000),
    *("end", "remove", "preview", "publish", "mine", "theirs", "need", "name", "late", "improved", "answer", "unknown"),
    *("a", "b", "fr", "en", "dark", "yes", "read", "employee", "JUR-1", "nadia@arvanel.example"),
]
ROLES = ["nobody", *Role, "everybody"]
MULTIPART = "multipart/form-data; boundary=x"
KINDS = ["application/x-www-form-urlencoded"] * 4 + [MULTIPART, "application/json", "text/plain"]


class Broken(logging.Handler):
    """Collects what made the server stumble."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        if record.exc_info:
            self.found.append(f"{record.getMessage()}: {record.exc_info[1]!r}")


@pytest.fixture
def broken() -> Iterator[Broken]:
    handler = Broken()
    logging.getLogger("course").addHandler(handler)
    yield handler
    logging.getLogger("course").removeHandler(handler)


@pytest.fixture
def world(session: Session, tmp_path: Path) -> dict[str, list[Any]]:
    """An organisation with content, teams and an open sitting; gives ids and keys that exist."""
    import_content(session, write_files(tmp_path / "content"))
    team = factories.make_team(session)
    learner = factories.make_person(session, login="nadia@arvanel.example", team=team)
    factories.make_question(session, "fuzz-q")
    quiz = factories.make_quiz(session, "fuzz-quiz", ["fuzz-q"])
    read_notice(session, learner.id)
    start_attempt(session, learner.id, quiz)
    session.commit()
    return {
        "ids": [*(session.scalars(select(column.id)).all() for column in (Person, Team, Attempt))],
        "keys": list(session.scalars(select(Item.key)).all()),
    }


def fields() -> list[str]:
    """Returns the name of every field and parameter that the code or a template mentions."""
    texts = [path.read_text("utf-8") for end in ("py", "html") for path in (ROOT / "course").rglob(f"*.{end}")]
    names = {name for text in texts for pattern in FIELD_NAMES for name in pattern.findall(text)}
    return sorted(names - {"csrf_token"})


class Fuzzer:
    """Makes requests out of a fixed seed."""

    def __init__(self, app: Flask, world: dict[str, list[Any]], seed: int) -> None:
        self.rng = Random(seed)
        self.ids = [one for ids in world["ids"] for one in ids]
        self.keys = world["keys"]
        self.names = fields()
        self.adapter = app.url_map.bind("localhost")

    def value(self) -> str:
        kind = self.rng.random()
        if kind < 0.6:
            return self.rng.choice(HOSTILE)
        return str(self.rng.choice(self.ids if kind < 0.8 else self.keys))

    def _pairs(self) -> list[tuple[str, str]]:
        count = self.rng.choice([3, 10, len(self.names)])
        return [(name, self.value()) for name in self.rng.sample(self.names, count)]

    def query(self) -> str:
        return "&".join(f"{name}={quote(value, safe='', errors='surrogatepass')}" for name, value in self._pairs())

    def path(self, rule: Any, method: str) -> str:
        choices: dict[str, list[Any]] = {
            "IdConverter": [1, 2**63 - 1, *self.ids],
            "KeyConverter": self.keys,
            "CompetencyConverter": ["JUR-1", "ZZ-9"],
        }
        values = {
            name: self.rng.choice(choices.get(type(kind).__name__, ["x", "a" * 300, "é", "0" * 64]))
            for name, kind in rule._converters.items()
        }
        return self.adapter.build(rule.endpoint, values, method=method)

    def body(self) -> dict[str, Any]:
        kind = self.rng.choice(KINDS)
        return {"content_type": kind, "data": self._parts() if kind == MULTIPART else self.query().encode()}

    def _parts(self) -> bytes:
        """Some fields come as files, which no form of ours but one expects."""
        parts = [
            f'--x\r\nContent-Disposition: form-data; name="{name}"{self.rng.choice(["", "; filename=a.csv"])}\r\n\r\n'
            f"{value}\r\n"
            for name, value in self._pairs()
        ]
        return ("".join(parts) + "--x--\r\n").encode("utf-8", "surrogatepass")


@pytest.mark.parametrize("role", ROLES)
def test_no_route_stumbles_over_hostile_values(
    app: Flask,
    client: Browser,
    session: Session,
    sign_in: Callable[[Browser, Person], Browser],
    world: dict[str, list[Any]],
    broken: Broken,
    role: str,
) -> None:
    fuzzer = Fuzzer(app, world, SEED + ROLES.index(role))
    roles = tuple(Role) if role == "everybody" else (Role(role),) if role != "nobody" else ()
    team = session.scalars(select(Team)).first()
    assert team is not None
    person = factories.make_person(session, roles=roles, manages=(team,)) if roles else None
    statuses: dict[tuple[str, str], set[int]] = {}

    for rule in app.url_map.iter_rules():
        for method in sorted((rule.methods or set()) - {"OPTIONS", "HEAD"}):
            for _ in range(ROUNDS):
                if person is not None:  # anew each time: signing out and suspending are among the routes
                    person.is_suspended = False
                    sign_in(client, person)
                path = f"{fuzzer.path(rule, method)}?{fuzzer.query()}"
                sent = fuzzer.body() if method == "POST" else {}
                answer = client.open(path, method=method, as_json=fuzzer.rng.random() < 0.3, **sent)
                statuses.setdefault((method, rule.rule), set()).add(answer.status_code)

    assert broken.found == []
    assert {route: found for route, found in statuses.items() if max(found) >= 500} == {}
    assert len(statuses) > 60
