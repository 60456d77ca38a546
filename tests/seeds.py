"""Rows that the tests of a module start from, made once a worker instead of once a test.

    engine, world = seeded(make_world)

makes two fixtures. `engine` replaces the database of the module's tests (or, in a conftest.py, of a folder's) by one in
which `make_world(session)` was committed; each test still works in a transaction that is rolled back. `world` gives a
test what `make_world` returned: its rows are those of the session of the test.
"""

import contextlib
import io
import pickle
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Engine, create_engine, inspect
from sqlalchemy.orm import Session

from course.foundation import clock
from course.foundation.database import Base, db, engine_options, prepare_engine
from course.foundation.settings import Settings, database_url_of
from tests.caches import forget_what_is_cached
from tests.databases import SCHEMA, Databases


@contextlib.contextmanager
def engine_on(url: str) -> Iterator[Engine]:
    """Gives an engine set up as the product's own, and closes its connections at the end."""
    address = database_url_of(Settings(database_url=url))
    engine = create_engine(address, **engine_options(address))
    prepare_engine(engine)
    yield engine
    engine.dispose()


@contextlib.contextmanager
def bound_to(app: Flask, engine: Any) -> Iterator[None]:
    """Lets the sessions of the application work on another engine, or within one connection."""
    with app.app_context():
        engines = db.engines  # Flask-SQLAlchemy ignores `bind=`
    former = engines[None]
    engines[None] = engine
    try:
        yield
    finally:
        engines[None] = former


def seeded(make: Callable[[Session], Any], at: datetime | None = None, like: str = SCHEMA) -> tuple[Any, Any]:
    """Returns the two fixtures. `at`: the instant at which the rows are made; `like`: the template to add them to."""
    kept: dict[Engine, bytes] = {}

    @pytest.fixture(scope="session")
    def engine(app: Flask, databases: Databases) -> Iterator[Engine]:
        forget_what_is_cached()
        with engine_on(databases.create(like=like)) as made:
            with bound_to(app, made), app.app_context(), clock.at(at) if at else contextlib.nullcontext():
                session = db.session()
                found = make(session)
                session.commit()
                kept[made] = _kept(found, session)
            yield made

    @pytest.fixture
    def value(session: Session, engine: Engine) -> Any:
        return _recalled(kept[engine], session)

    return engine, value


class _Keeper(pickle.Pickler):
    """Writes rows as their primary keys."""

    def __init__(self, file: io.BytesIO, session: Session) -> None:
        super().__init__(file)
        self.session = session

    def persistent_id(self, obj: Any) -> Any:
        if obj is self.session:
            return ("session",)
        return (type(obj), inspect(obj).identity) if isinstance(obj, Base) else None


class _Recaller(pickle.Unpickler):
    """Reads them back as rows of the session."""

    def __init__(self, file: io.BytesIO, session: Session) -> None:
        super().__init__(file)
        self.session = session

    def persistent_load(self, pid: Any) -> Any:
        return self.session if pid == ("session",) else self.session.get_one(*pid)


def _kept(found: Any, session: Session) -> bytes:
    file = io.BytesIO()
    _Keeper(file, session).dump(found)
    return file.getvalue()


def _recalled(kept: bytes, session: Session) -> Any:
    return _Recaller(io.BytesIO(kept), session).load()
