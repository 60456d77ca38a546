"""Alembic migrations and the calls that run them."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, text

from course.foundation.errors import StartError

FOLDER = Path(__file__).parent
LOCK = 20_261_122  # the number by which two starts at once on PostgreSQL recognise each other


def configuration(connection: Connection | None = None) -> Config:
    """Returns Alembic's configuration for this folder, on the given connection."""
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.attributes["connection"] = connection
    return config


def upgrade(connection: Connection, revision: str = "head") -> None:
    """Migrates the database up to the revision."""
    command.upgrade(configuration(connection), revision)


def downgrade(connection: Connection, revision: str = "base") -> None:
    """Migrates the database down to the revision."""
    command.downgrade(configuration(connection), revision)


def migrate(engine: Engine) -> None:
    """Brings the database up to date in one transaction, alone; does nothing where it is.

    Raises StartError where the database comes from a newer version of the program.
    """
    with engine.connect().execution_options(begin_immediate=True) as connection:
        is_sqlite = connection.dialect.name == "sqlite"
        if is_sqlite:  # a table that is copied and dropped must not take along the rows that refer to it
            _set_foreign_keys(connection, "OFF")
        try:
            with connection.begin():
                if not is_sqlite:
                    connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
                if not _is_current(connection):
                    upgrade(connection)
        finally:
            if is_sqlite:
                _set_foreign_keys(connection, "ON")


def _set_foreign_keys(connection: Connection, state: str) -> None:
    connection.connection.driver_connection.execute(f"PRAGMA foreign_keys={state}")  # type: ignore[union-attr]  # open


def _is_current(connection: Connection) -> bool:
    revision = MigrationContext.configure(connection).get_current_revision()
    script = ScriptDirectory.from_config(configuration())
    known = {entry.revision for entry in script.walk_revisions()}
    if revision is not None and revision not in known:
        raise StartError("start.newer_database", reason=revision)
    return revision == script.get_current_head()
