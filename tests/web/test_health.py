"""Whether the process lives, and whether it can serve; and how it recovers."""

import pytest
from flask import Flask
from sqlalchemy import text

from course.foundation.database import db
from tests.browsing import Browser


def test_a_living_process_says_so_without_the_database(client: Browser, count_statements) -> None:
    with count_statements() as statements:
        answer = client.get("/healthz")

    assert answer.json == {"status": "ok"}
    assert statements == []


def test_a_migrated_database_is_ready(client: Browser, app: Flask) -> None:
    answer = client.get("/readyz")

    with app.app_context():
        dialect = db.engine.dialect.name
    assert answer.status_code == 200
    assert answer.json == {"status": "ok", "database": dialect, "revision": answer.json["revision"]}


def test_a_database_without_tables_is_not_ready(empty_app: Flask) -> None:
    answer = empty_app.test_client().get("/readyz")

    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "5"


@pytest.mark.postgresql
def test_after_the_database_came_back_the_next_request_works(own_app: Flask) -> None:
    client = own_app.test_client()
    assert client.get("/readyz").status_code == 200
    with own_app.app_context(), db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        )

    answer = client.get("/readyz")

    assert answer.status_code == 200
