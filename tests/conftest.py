"""Fixtures of all tests: a migrated database, a session that leaves no trace, a client; no way to the outside."""

import ipaddress
import os
import re
import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

import hypothesis
import pytest
from flask import Flask
from sqlalchemy import Connection, event
from sqlalchemy.orm import Session
from werkzeug.local import LocalProxy

from course.accounts import services
from course.accounts.models import Person
from course.accounts.views import COOKIE
from course.foundation.database import db
from tests.browsing import Browser
from tests.databases import (
    CONTENT,
    DEMONSTRATION,
    SCHEMA,
    Databases,
    PostgresDatabases,
    SqliteDatabases,
    new_app,
    shared_folder,
)

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
    with _app_like(SCHEMA, databases, tmp_path_factory) as made:
        yield made


@pytest.fixture(scope="module")
def programme_app(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The same with the product's whole programme: a module whose tests read it makes this its `app`."""
    with _app_like(CONTENT, databases, tmp_path_factory) as made:
        yield made


@pytest.fixture(scope="module")
def demonstration_app(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The same with the demonstration as well."""
    with _app_like(DEMONSTRATION, databases, tmp_path_factory) as made:
        yield made


@contextmanager
def _app_like(template: str, databases: Databases, folders: pytest.TempPathFactory) -> Iterator[Flask]:
    _forget_what_is_cached()
    db.session.session_factory.configure(join_transaction_mode="create_savepoint")
    with new_app(databases.create(like=template), folders.mktemp("instance")) as made:
        yield made


@pytest.fixture
def connection(app: Flask) -> Iterator[Connection]:
    """One connection in an outer transaction that is rolled back; every session of the test works inside it."""
    with app.app_context():
        engines = db.engines
    engine = engines[None]
    with engine.connect() as connection:
        transaction = connection.begin()
        engines[None] = connection  # Flask-SQLAlchemy ignores `bind=`; left alone it would open a second connection
        try:
            yield connection
        finally:
            engines[None] = engine
            transaction.rollback()


@pytest.fixture
def session(app: Flask, connection: Connection) -> Iterator[Session]:
    """The database session of the test, with an application context pushed; commits end in a savepoint."""
    _forget_what_is_cached()
    with app.app_context():
        yield db.session()


EMPTYING: dict[str, list[Callable[[], object]]] = {}  # by module: how to empty each of its caches


def _forget_what_is_cached() -> None:
    """Empties the caches of the process: ids that a rollback gave back would meet the former test's rows in them."""
    for name in [name for name in sys.modules if name.startswith("course.") and name not in EMPTYING]:
        EMPTYING[name] = list(_caches_of(sys.modules[name]))
    for emptying in EMPTYING.values():
        for empty in emptying:
            empty()


def _caches_of(module: ModuleType) -> Iterator[Callable[[], object]]:
    for attribute, value in vars(module).items():
        if isinstance(value, LocalProxy | type):
            continue
        if hasattr(value, "cache_clear"):
            yield value.cache_clear
        elif "cache" in attribute.lower() and hasattr(value, "clear"):
            yield value.clear


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
    _forget_what_is_cached()
    with new_app(databases.create(), tmp_path) as made:
        yield made


@pytest.fixture
def empty_app(databases: Databases, tmp_path: Path) -> Iterator[Flask]:
    """An application on a database without a table."""
    with new_app(databases.create_empty(), tmp_path) as made:
        yield made
