"""The migrations make what the models say, up and down, on both databases."""

from pathlib import Path
from typing import Any

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from sqlalchemy import Column, Connection, Integer, MetaData, Table, inspect

from course import migrations
from course.foundation.database import db
from course.migrations.tables import metadata


def differences(connection: Connection, tables: MetaData = metadata) -> list[Any]:
    context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
    return list(compare_metadata(context, tables))


def test_the_migrations_make_exactly_the_tables_of_the_models(empty_app: Flask) -> None:
    with empty_app.app_context(), db.engine.begin() as connection:
        migrations.upgrade(connection)

        found = differences(connection)

    assert found == []


def test_a_table_that_no_migration_makes_is_found(empty_app: Flask) -> None:
    extended = MetaData()
    for table in metadata.sorted_tables:
        table.to_metadata(extended)
    Table("forgotten", extended, Column("id", Integer, primary_key=True))
    with empty_app.app_context(), db.engine.begin() as connection:
        migrations.upgrade(connection)

        found = differences(connection, extended)

    assert [entry[0] for entry in found] == ["add_table"]


def test_the_migrations_go_down_to_nothing_and_up_again(empty_app: Flask) -> None:
    with empty_app.app_context():
        with db.engine.begin() as connection:
            migrations.upgrade(connection)
        with db.engine.begin() as connection:
            migrations.downgrade(connection)
            left = set(inspect(connection).get_table_names())
        with db.engine.begin() as connection:
            migrations.upgrade(connection)
            again = differences(connection)

    assert left == {"alembic_version"}
    assert again == []


def test_migrations_do_not_depend_on_the_code_of_today() -> None:
    versions = Path(migrations.__file__).parent / "versions"

    dependent = [path.name for path in versions.glob("*.py") if "course." in path.read_text(encoding="utf-8")]

    assert dependent == []
