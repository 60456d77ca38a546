"""The right of access: everything about a person, and nothing about anybody else."""

import json
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import Column, ForeignKey, Integer, MetaData, String, Table, insert

from course.accounts import services as accounts
from course.assessment import services as assessment
from course.enrolment import services as enrolment
from course.foundation import clock
from course.foundation.database import Base
from course.learning.queries import personal_rows, personal_tables
from tests import factories


@pytest.fixture
def diary(session):
    """A table that nobody thought of, with a row about each of two people."""
    metadata = MetaData()
    for name in ("person",):
        Base.metadata.tables[name].to_metadata(metadata)
    table = Table(
        "diary",
        metadata,
        Column("id", Integer, primary_key=True),
        Column("about_id", ForeignKey("person.id")),
        Column("text", String(50)),
        Column("secret_hash", String(50)),
        info={"personal": "private"},
    )
    page = Table(
        "diary_page",
        metadata,
        Column("id", Integer, primary_key=True),
        Column("diary_id", ForeignKey("diary.id")),
        Column("text", String(50)),
    )
    table.create(session.connection())
    page.create(session.connection())
    return metadata, table, page


def test_a_new_table_about_people_is_in_the_export(session, diary) -> None:
    metadata, table, page = diary
    me, other = factories.make_person(session), factories.make_person(session)
    session.execute(insert(table), [{"id": 1, "about_id": me.id, "text": "moi", "secret_hash": "abc"}])
    session.execute(insert(table), [{"id": 2, "about_id": other.id, "text": "autre", "secret_hash": "def"}])
    session.execute(insert(page), [{"id": 1, "diary_id": 1, "text": "page"}, {"id": 2, "diary_id": 2, "text": "non"}])

    found = personal_rows(session, me.id, metadata)

    assert found["private"]["diary"] == [{"id": 1, "about_id": me.id, "text": "moi", "secret_hash": "***"}]
    assert found["private"]["diary_page"] == [{"id": 1, "diary_id": 1, "text": "page"}]


def test_a_table_without_a_class_is_exported_all_the_same(session) -> None:
    metadata = MetaData()
    Base.metadata.tables["person"].to_metadata(metadata)
    Table("gossip", metadata, Column("about", ForeignKey("person.id"), primary_key=True))

    classes = {table.name: table.personal for table in personal_tables(metadata)}

    assert classes == {"gossip": "unclassified", "person": "identity"}


def test_every_table_that_leads_to_a_person_is_known() -> None:
    names = {table.name for table in personal_tables()}

    direct = {
        table.name
        for table in Base.metadata.sorted_tables
        if any(key.column.table.name == "person" for key in table.foreign_keys)
    }
    assert direct | {"person", "attempt_slot", "response", "grade"} <= names
    assert "lesson" not in names
    assert "question" not in names


def test_the_file_holds_everything_about_the_person_and_nobody_else(client, session, learner, lesson) -> None:
    other = factories.make_person(session, name="Quelqu’un d’autre", password=factories.PASSWORD)
    question = factories.make_question(session, "q-1")
    quiz = factories.make_quiz(session, "point", ["q-1"])
    for person in (learner, other):
        assessment.read_notice(session, person.id)
        attempt_id = assessment.start_attempt(session, person.id, quiz)
        assessment.save_answer(session, person.id, attempt_id, 1, {"value": "b"}, "c")
        assessment.finish_attempt(session, person.id, attempt_id)
        enrolment.commit_to(session, person.id, lesson.item_id, f"engagement de {person.id}", date(2026, 11, 22))

    answer = client.get("/privacy/export")

    tables = json.loads(answer.text)["tables"]
    assert answer.headers["Content-Disposition"].startswith("attachment; filename=")
    assert tables["identity"]["person"][0]["name"] == "Nadia Lambert"
    assert [row["answer"] for row in tables["evidence"]["response"]] == [{"value": "b"}]
    assert len(tables["evidence"]["grade"]) == len(tables["evidence"]["evidence"]) == 1
    assert tables["private"]["exposure"][0]["question_item_id"] == question
    assert f"engagement de {learner.id}" in answer.text
    assert f"engagement de {other.id}" not in answer.text
    assert "Quelqu" not in answer.text


def test_hashes_stay_here(client, session, learner) -> None:
    tables = json.loads(client.get("/privacy/export").text)["tables"]

    assert tables["security"]["sign_in_session"][0]["token_hash"] == "***"


def test_a_manager_does_not_take_along_what_is_about_others(client, session, sign_in, lesson) -> None:
    team = factories.make_team(session)
    manager = factories.make_manager(session, team)
    person = factories.make_person(session, team=team)
    enrolment.assign(session, [person.id], lesson.item_id, clock.now().date(), manager.id, "À cause d’un écart")
    accounts.record_audit(session, "person.read", manager.id, person.id, detail={"name": "Untel"})
    sign_in(client, manager)

    tables = json.loads(client.get("/privacy/export").text)["tables"]

    assigned = tables["learning"]["assignment"]
    assert [row["assigned_by"] for row in assigned] == [manager.id]
    assert "learner_id" not in assigned[0]
    assert "reason" not in assigned[0]
    audit = next(row for row in tables["audit"]["audit"] if row["action"] == "person.read")
    assert "subject_id" not in audit
    assert "detail" not in audit


def test_instants_are_told_with_their_zone(session, learner) -> None:
    rows = personal_rows(session, learner.id)

    created = datetime.fromisoformat(rows["identity"]["person"][0]["created_at"])
    assert created.tzinfo is not None
    assert created <= datetime.now(UTC)
