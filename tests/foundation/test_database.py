"""The database: instants keep their zone, « at most one » is one, what must survive survives, waits are bounded."""

import threading
import time
from datetime import UTC, datetime, timedelta, timezone

import pytest
from flask import Flask
from sqlalchemy import func, select, text
from sqlalchemy.exc import IntegrityError, OperationalError, StatementError
from sqlalchemy.orm import Session

from course.accounts.models import Membership, Organisation, Person, SignInFailure, Team
from course.foundation.database import db, insert_missing, insert_once, record_apart, upsert
from course.web.transaction import reader, write
from tests.factories import make_organisation

NOON = datetime(2026, 11, 22, 13, 0, tzinfo=timezone(timedelta(hours=1)))


def test_an_instant_comes_back_in_utc(session: Session) -> None:
    organisation = make_organisation(session)
    organisation.created_at = NOON
    session.commit()

    assert organisation.created_at == NOON
    assert organisation.created_at.tzinfo is UTC


def test_an_instant_without_a_zone_is_refused(session: Session) -> None:
    organisation = make_organisation(session)
    organisation.created_at = datetime(2026, 11, 22, 13, 0)

    with pytest.raises(StatementError, match="needs a time zone"):
        session.flush()


def test_the_second_of_a_kind_is_not_inserted(session: Session) -> None:
    first = insert_once(session, Team, {"key": "a", "name": "first"}, ("key",))
    second = insert_once(session, Team, {"key": "a", "name": "second"}, ("key",))

    assert (first, second) == (True, False)
    assert session.execute(select(Team.name)).scalars().all() == ["first"]


def test_only_what_is_missing_is_inserted(session: Session, count_statements) -> None:
    insert_once(session, Team, {"key": "a", "name": "old"}, ("key",))
    rows = [{"key": key, "name": "new"} for key in "abc"]

    with count_statements() as statements:
        insert_missing(session, Team, rows, ("key",))
        insert_missing(session, Team, [], ("key",))

    assert len(statements) == 1
    assert sorted(map(tuple, session.execute(select(Team.key, Team.name)))) == [
        ("a", "old"),
        ("b", "new"),
        ("c", "new"),
    ]


def test_what_is_there_is_replaced(session: Session) -> None:
    insert_once(session, Team, {"key": "a", "name": "old"}, ("key",))

    upsert(session, Team, [{"key": "a", "name": "new"}, {"key": "b", "name": "new"}], ("key",))

    assert sorted(map(tuple, session.execute(select(Team.key, Team.name)))) == [("a", "new"), ("b", "new")]


def test_a_reference_to_nothing_is_refused(session: Session) -> None:
    day = NOON.date()
    session.add(Membership(person_id=1, team_id=1, valid_from=day, valid_to=day))

    with pytest.raises(IntegrityError):
        session.flush()


def test_what_is_recorded_apart_survives_a_refusal(own_app: Flask) -> None:
    with own_app.app_context():
        with pytest.raises(RuntimeError), write() as session:
            session.add(Team(key="a", name="refused"))
            session.rollback()
            with record_apart() as apart:
                apart.add(SignInFailure(login_hash="x", address_hash="y", at=NOON))
            raise RuntimeError

        kept = reader().execute(select(func.count()).select_from(SignInFailure)).scalar()
        refused = reader().execute(select(func.count()).select_from(Team)).scalar()

    assert (kept, refused) == (1, 0)


def test_a_failed_write_leaves_nothing(own_app: Flask) -> None:
    with own_app.app_context():
        with pytest.raises(RuntimeError), write() as session:
            session.add(Team(key="a", name="half"))
            session.flush()
            raise RuntimeError

        left = reader().execute(select(func.count()).select_from(Team)).scalar()

    assert left == 0


def test_a_read_that_turns_into_a_write_does_not_fail_when_another_came_between(own_app: Flask) -> None:
    with own_app.app_context():
        reader().execute(select(Team.id)).all()
        _in_a_thread(own_app, "b")

        with write() as session:
            session.add(Team(key="a", name="second"))

        assert sorted(reader().execute(select(Team.key)).scalars()) == ["a", "b"]


def test_sixteen_writers_at_once_all_write(own_app: Flask) -> None:
    threads = [threading.Thread(target=_write, args=(own_app, f"team-{number}")) for number in range(16)]

    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    with own_app.app_context():
        assert reader().execute(select(func.count()).select_from(Team)).scalar() == 16


def _write(app: Flask, key: str) -> None:
    with app.app_context(), write() as session:
        session.add(Team(key=key, name=key))


def _in_a_thread(app: Flask, key: str) -> None:
    thread = threading.Thread(target=_write, args=(app, key))
    thread.start()
    thread.join()


def test_a_writer_waits_for_another_process_and_gives_up_in_time(own_app: Flask, monkeypatch) -> None:
    monkeypatch.setattr("course.foundation.database.BUSY_SECONDS", 1)
    with own_app.app_context():
        if db.engine.dialect.name != "sqlite":
            return
        other = db.engine.connect().execution_options(begin_immediate=True)
        other.begin()
        begun = time.monotonic()

        with pytest.raises(OperationalError, match="locked"), write():
            pass
        waited = time.monotonic() - begun
        threading.Timer(0.2, other.close).start()
        with write() as session:
            session.add(Team(key="after", name="after"))

        assert 0.9 < waited < 3
        assert reader().execute(select(Team.key)).scalars().all() == ["after"]


def test_a_wait_on_the_database_is_bounded(own_app: Flask) -> None:
    with own_app.app_context(), db.engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            waits = [connection.execute(text("PRAGMA busy_timeout")).scalar()]
            durable = connection.execute(text("PRAGMA synchronous")).scalar() == 2
        else:
            waits = [
                connection.execute(text(f"SHOW {name}")).scalar() for name in ("statement_timeout", "lock_timeout")
            ]
            durable = connection.execute(text("SHOW synchronous_commit")).scalar() == "on"

    assert waits in ([5000], ["15s", "5s"])
    assert durable


def test_each_test_begins_with_an_empty_database(session: Session) -> None:
    assert session.get(Organisation, 1) is None
    assert session.execute(select(func.count()).select_from(Person)).scalar() == 0
