"""The database: base class of tables, column types, engine set-up, and the helper behind every « at most one »."""

import contextlib
import logging
import re
import sqlite3
import time
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from types import ModuleType
from typing import Any, ClassVar, cast

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import (
    JSON,
    BigInteger,
    DateTime,
    Dialect,
    Engine,
    Insert,
    Integer,
    MetaData,
    Table,
    TypeDecorator,
    event,
    extract,
    make_url,
    text,
)
from sqlalchemy import cast as cast_in_sql
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.exc import ArgumentError
from sqlalchemy.orm import DeclarativeBase, Session, declared_attr
from sqlalchemy.sql.dml import ReturningInsert

from course.foundation.errors import StartError

try:  # the wheel carries the fix for the WAL-reset corruption bug; the interpreter's own SQLite may not
    from pysqlite3 import dbapi2 as sqlite_module
except ImportError:  # pragma: no cover - depends on the platform
    sqlite_module: ModuleType = sqlite3  # type: ignore[no-redef]

log = logging.getLogger(__name__)
SAFE_SQLITE = (3, 51, 3)
BUSY_SECONDS = 5
LOOK_AGAIN_SECONDS = 0.0003
HURRIED = "hurried"


def epoch(instant: Any) -> Any:
    """Returns an instant in SQL as whole seconds since 1970: an array of numbers needs no dates."""
    return cast_in_sql(extract("epoch", instant), BigInteger)


class Instant(TypeDecorator[datetime]):
    """An aware instant, stored in UTC; SQLite drops zones, so it is given back on reading."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuses a naive datetime."""
        if value is None:
            return None
        if value.tzinfo is None:
            message = "an instant needs a time zone"
            raise ValueError(message)
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Returns the instant in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if dialect.name == "sqlite" else value.astimezone(UTC)


Id = BigInteger().with_variant(Integer, "sqlite")
Json = JSON().with_variant(JSONB(), "postgresql")


class Base(DeclarativeBase):
    """Base of all tables; a table is named after its class, singular, in snake case."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        int: Id,
        datetime: Instant(),
        dict[str, Any]: Json,
        list[Any]: Json,
    }

    @declared_attr.directive
    @classmethod
    def __tablename__(cls) -> str:
        return re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__).lower()


db = SQLAlchemy(metadata=Base.metadata)


def engine_options(url: str) -> dict[str, Any]:
    """Returns the options of `create_engine` for this URL: bounded waits everywhere.

    Raises StartError where the URL is none, or of a database that we do not know.
    """
    if dialect_of(url) == "sqlite":
        return {
            "module": sqlite_module,
            "connect_args": {"timeout": BUSY_SECONDS, "check_same_thread": False},
            "pool_size": 16,
            "max_overflow": 16,
        }
    return {
        "pool_size": 8,
        "max_overflow": 8,
        "pool_timeout": 2,
        "pool_pre_ping": True,
        "connect_args": {"connect_timeout": 2, "options": "-c statement_timeout=15000 -c lock_timeout=5000"},
    }


def dialect_of(url: str) -> str:
    """Returns « sqlite » or « postgresql ». Raises StartError for anything else."""
    expected = "sqlite:///… | postgresql://…"
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise StartError("start.bad_setting", name="DATABASE_URL", value="…", expected=expected) from error
    if parsed.drivername not in {"sqlite", "postgresql+psycopg"}:
        raise StartError("start.bad_setting", name="DATABASE_URL", value=f"{parsed.drivername}://…", expected=expected)
    return parsed.get_backend_name()


def prepare_engine(engine: Engine) -> None:
    """Gives SQLite explicit transactions (deferred unless asked), foreign keys, WAL and FULL durability."""
    if engine.dialect.name != "sqlite":
        return
    if sqlite_module.sqlite_version_info < SAFE_SQLITE:
        log.warning("sqlite %s may corrupt a WAL database; install the wheel pysqlite3", sqlite_module.sqlite_version)

    event.listen(engine, "connect", _connected)
    event.listen(engine, "checkin", _returned)
    event.listen(engine, "begin", _begun)


def _connected(connection: Any, _record: Any) -> None:
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in ("foreign_keys=ON", "journal_mode=WAL", "synchronous=FULL", f"busy_timeout={BUSY_SECONDS * 1000}"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _returned(connection: Any, record: Any) -> None:
    if connection is not None and record.info.pop(HURRIED, False):
        connection.execute(f"PRAGMA busy_timeout={BUSY_SECONDS * 1000}")


def _begun(connection: Any) -> None:
    if connection.get_execution_options().get("begin_immediate", False):
        _begin_immediate(connection)
    else:  # takes no lock and cannot fail; as a statement of SQLAlchemy's it would cost as much as one that reads
        connection.connection.dbapi_connection.execute("BEGIN")


def _begin_immediate(connection: Any) -> None:
    """Begins to write; while another process does, looks again soon. SQLite's own waiting, which after a few looks
    sleeps 25 to 100 ms before the next, is off until the connection goes back: short transactions would be overtaken.
    """
    driver = connection.connection.dbapi_connection
    connection.connection.record_info[HURRIED] = True
    driver.execute("PRAGMA busy_timeout=0")
    end = time.monotonic() + BUSY_SECONDS
    while time.monotonic() < end:
        try:
            driver.execute("BEGIN IMMEDIATE")
        except sqlite_module.OperationalError as error:
            if "locked" not in str(error):
                break
            time.sleep(LOOK_AGAIN_SECONDS)
        else:
            return
    connection.exec_driver_sql("BEGIN IMMEDIATE")  # raises it as SQLAlchemy's


def insert_once(session: Session, table: type[Base], values: Mapping[str, Any], unique: tuple[str, ...] = ()) -> bool:
    """Inserts the row unless one with the same `unique` columns is there (none named: whatever else forbids it); says
    whether it was inserted."""
    session.flush()
    statement = _insert_once(session.get_bind().dialect.name, table, unique)
    return session.connection().execute(statement, dict(values)).first() is not None


def insert_missing(
    session: Session, table: type[Base], rows: Sequence[Mapping[str, Any]], unique: tuple[str, ...] = ()
) -> None:
    """Inserts those rows whose `unique` columns are not there yet (none named: that nothing forbids). One statement
    whatever their number."""
    if not rows:
        return
    session.flush()
    statement = _insert_unless_there(session.get_bind().dialect.name, table, unique)
    session.connection().execute(statement, [dict(row) for row in rows])


def upsert(session: Session, table: type[Base], rows: Sequence[Mapping[str, Any]], unique: tuple[str, ...]) -> None:
    """Inserts the rows; one whose `unique` columns are there already replaces it. One statement in all."""
    if not rows:
        return
    session.flush()
    statement = _insert_or_replace(session.get_bind().dialect.name, table, unique, tuple(rows[0]))
    session.connection().execute(statement, [dict(row) for row in rows])


def count_anew(session: Session, *tables: str) -> None:
    """Lets PostgreSQL look at tables that grew much within this transaction: nobody else does before its end, and plans
    made for empty tables take seconds on full ones. SQLite needs none."""
    if session.get_bind().dialect.name == "postgresql":
        session.flush()
        session.execute(text(f"ANALYZE {', '.join(tables)}"))


# Each statement is built once: that takes longer than running it.
def _insert(dialect: str, table: type[Base]) -> postgresql.Insert | sqlite.Insert:
    rows = cast("Table", table.__table__)
    return postgresql.insert(rows) if dialect == "postgresql" else sqlite.insert(rows)


@lru_cache(maxsize=256)
def _insert_once(dialect: str, table: type[Base], unique: tuple[str, ...]) -> ReturningInsert[Any]:
    key = next(iter(table.__table__.primary_key))  # what comes back says it: the row count of PostgreSQL does not
    return _insert(dialect, table).on_conflict_do_nothing(index_elements=list(unique) or None).returning(key)


@lru_cache(maxsize=256)
def _insert_unless_there(dialect: str, table: type[Base], unique: tuple[str, ...]) -> Insert:
    return _insert(dialect, table).on_conflict_do_nothing(index_elements=list(unique) or None)


@lru_cache(maxsize=256)
def _insert_or_replace(dialect: str, table: type[Base], unique: tuple[str, ...], columns: tuple[str, ...]) -> Insert:
    insert = _insert(dialect, table)
    changed = {name: insert.excluded[name] for name in columns if name not in unique}
    return insert.on_conflict_do_update(index_elements=list(unique), set_=changed)


@contextlib.contextmanager
def record_apart() -> Iterator[Session]:
    """Opens a short transaction of its own, for what must survive a refusal: a failed sign-in, an audit line."""
    with Session(db.engine, join_transaction_mode="create_savepoint") as session:
        if db.engine.dialect.name == "sqlite":
            session.connection(execution_options={"begin_immediate": True})
        yield session
        session.commit()
