"""Fixtures of all tests: a migrated database, a session that leaves no trace, a client; no way to the outside."""

import ipaddress
import os
import re
import socket
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from flask import Flask
from sqlalchemy import Connection, Engine, event
from sqlalchemy.orm import Session

from course.accounts import services
from course.accounts.models import Person
from course.accounts.views import COOKIE
from course.foundation.database import db
from tests.browsing import Browser
from tests.caches import forget_what_is_cached
from tests.databases import (
    Databases,
    PostgresDatabases,
    SqliteDatabases,
    new_app,
    shared_folder,
)
from tests.seeds import bound_to

hypothesis.settings.register_profile("steady", deadline=None)  # a busy machine is no fault of the code
hypothesis.settings.load_profile("steady")
ON_POSTGRESQL = os.environ.get("TEST_DATABASE", "sqlite") == "postgresql"
STRICT = os.environ.get("STRICT") == "1"
TRANSACTIONAL = re.compile(r"(SAVEPOINT|RELEASE|ROLLBACK|BEGIN|COMMIT)\b")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leaves out what needs PostgreSQL where the suite runs on SQLite, and on PostgreSQL what touches no database: it
    would say again, word for word, what it said on SQLite."""
    left_out = [item for item in items if (_is_alone(item) if ON_POSTGRESQL else item.get_closest_marker("postgresql"))]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]


def _is_alone(item: pytest.Item) -> bool:
    return "databases" not in getattr(item, "fixturenames", ()) and item.get_closest_marker("postgresql") is None


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """With STRICT=1 a skipped test is a failed one: continuous integration has every database and browser."""
    report = yield
    if STRICT and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid} was skipped, and STRICT=1 counts that as a failure: {report.longrepr}"
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector: pytest.Collector) -> Iterator[None]:
    """With STRICT=1 a file that skips itself is a failure too."""
    report = yield
    if STRICT and report.outcome == "skipped":
        report.outcome = "failed"
        report.longrepr = f"{collector.nodeid} was skipped, and STRICT=1 counts that as a failure: {report.longrepr}"
    return report


@pytest.fixture(autouse=True, scope="session")
def no_outside_socket() -> Iterator[None]:
    """Refuses every connection that leaves the machine."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if self.family in {socket.AF_INET, socket.AF_INET6} and not _is_loopback(address[0]):
            message = f"a test tried to reach {address!r}"
            raise AssertionError(message)
        connect(self, address)

    socket.socket.connect = guarded  # type: ignore[method-assign]
    yield
    socket.socket.connect = connect  # type: ignore[method-assign]


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


@pytest.fixture(scope="session")
def databases(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Databases]:
    """The server (or folder) in which this worker's databases are made."""
    kind = PostgresDatabases if ON_POSTGRESQL else SqliteDatabases
    with kind(tmp_path_factory.mktemp("databases"), shared_folder(tmp_path_factory)) as found:
        yield found


@pytest.fixture(scope="session")
def app(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The application on this worker's database, whose schema the migrations made."""
    forget_what_is_cached()
    db.session.session_factory.configure(join_transaction_mode="create_savepoint")
    with new_app(databases.create(), tmp_path_factory.mktemp("instance")) as made:
        yield made


@pytest.fixture(scope="session")
def empty_engine(app: Flask) -> Engine:
    """The database of this worker, whose tables are empty."""
    with app.app_context():
        return db.engine


@pytest.fixture(scope="session")
def engine(empty_engine: Engine) -> Engine:
    """The database of a test; a module whose tests start from the same rows makes this its own (tests/seeds.py)."""
    return empty_engine


@pytest.fixture
def connection(app: Flask, request: pytest.FixtureRequest) -> Iterator[Connection]:
    """One connection in an outer transaction that is rolled back; every session of the test works inside it."""
    is_bare = request.node.get_closest_marker("unseeded") is not None
    with request.getfixturevalue("empty_engine" if is_bare else "engine").connect() as connection:
        transaction = connection.begin()
        with bound_to(app, connection):
            yield connection
        transaction.rollback()


@pytest.fixture
def session(app: Flask, connection: Connection) -> Iterator[Session]:
    """The database session of the test, with an application context pushed; commits end in a savepoint."""
    forget_what_is_cached()
    with app.app_context():
        yield db.session()


@pytest.fixture
def client(app: Flask, session: Session) -> Browser:
    """A browser without JavaScript: cookies, a fresh context for each request, form tokens sent by themselves."""
    return Browser(app)


@pytest.fixture
def sign_in(session: Session) -> Callable[[Browser, Person], Browser]:
    """Signs a person in without typing (and hashing) a password: `sign_in(client, person)`."""

    def sign(client: Browser, person: Person) -> Browser:
        token = services.open_session(session, person.id, days=1)
        session.commit()
        client.set_cookie(COOKIE, token)
        return client

    return sign


@pytest.fixture
def count_statements(connection: Connection) -> Callable[[], AbstractContextManager[list[str]]]:
    """Makes context managers that collect what their block executes; `len(statements)` is the count."""

    @contextmanager
    def counting() -> Iterator[list[str]]:
        statements: list[str] = []

        def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
            if not TRANSACTIONAL.match(statement):
                statements.append(statement)

        event.listen(connection.engine, "before_cursor_execute", note)
        try:
            yield statements
        finally:
            event.remove(connection.engine, "before_cursor_execute", note)

    return counting


@pytest.fixture
def own_app(databases: Databases, tmp_path: Path) -> Iterator[Flask]:
    """An application on a migrated database of its own, where commits are real: for races, kills and threads."""
    forget_what_is_cached()
    with new_app(databases.create(), tmp_path) as made:
        yield made


@pytest.fixture
def empty_app(databases: Databases, tmp_path: Path) -> Iterator[Flask]:
    """An application on a database without a table."""
    with new_app(databases.create_empty(), tmp_path) as made:
        yield made
