"""Drafts of questions: kept, published, given up, restored; and thousands at once."""

import base64
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from course.foundation.errors import ConflictError, InvalidInputError, NotFoundError
from course.publishing.queries import history, item_of
from course.question_bank.models import QuestionDraft
from course.question_bank.queries import published_question
from course.question_bank.services import (
    classify_drafts,
    discard_draft,
    prepare_publication,
    prepare_publications,
    publish_draft,
    question_with_files,
    reinstate_question,
    restore_version,
    retire_question,
    save_draft,
    save_drafts,
)
from quizzes import Question, QuestionError
from quizzes.formats.native import question_from_mapping
from tests.factories import make_framework, make_person, make_question
from tests.seeds import seeded

Counter = Callable[[], AbstractContextManager[list[str]]]
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 20


def question(key: str = "virement", stem: Any = "Vrai ?", **fields: Any) -> Question:
    mapping = {
        "key": key,
        "type": "true-false",
        "difficulty": 3,
        "seconds": 60,
        "sources": [],
        "stem": stem,
        "answer": True,
        "explanation": None,
        **fields,
    }
    return question_from_mapping(mapping)


def draft_of(session: Session, key: str) -> QuestionDraft:
    session.expire_all()
    return session.execute(select(QuestionDraft).where(QuestionDraft.key == key)).scalar_one()


def make_author(session: Session) -> int:
    make_framework(session)
    return make_person(session).id


engine, author = seeded(make_author)


def test_a_bulk_save_says_of_each_question_what_became_of_it(session: Session, author: int) -> None:
    save_drafts(session, [question("un"), question("deux")], author)

    result = save_drafts(session, [question("un"), question("deux", "Faux ?"), question("trois")], author)

    assert (result.new, result.changed, result.same) == (("trois",), ("deux",), ("un",))
    assert [draft_of(session, key).revision for key in ("un", "deux", "trois")] == [1, 2, 1]
    assert draft_of(session, "deux").body["stem"] == "Faux ?"


def test_what_was_said_here_survives_a_file_that_does_not_say_it(session: Session, author: int) -> None:
    save_drafts(session, [question(competency="JUR-1", difficulty=5, seconds=90, facts=["F1"])], author)

    same = save_drafts(session, [question()], author)
    changed = save_drafts(session, [question(stem="Autre ?")], author)

    body = draft_of(session, "virement").body
    assert (same.same, changed.changed) == (("virement",), ("virement",))
    assert [body[name] for name in ("stem", "competency", "difficulty", "seconds", "facts")] == [
        *("Autre ?", "JUR-1", 5, 90, ["F1"])
    ]


def test_a_question_like_the_published_one_makes_no_draft(session: Session, author: int) -> None:
    make_question(session, "jur-1-a")
    body = session.execute(select(QuestionDraft)).all()

    published = published_question(session, "jur-1-a")
    assert published is not None
    result = save_drafts(session, [published.question], author)

    assert result.same == ("jur-1-a",)
    assert body == session.execute(select(QuestionDraft)).all() == []


def test_five_thousand_questions_are_saved_in_seconds_and_few_statements(
    session: Session, author: int, count_statements: Counter
) -> None:
    many = [question(f"question-{number}", f"Question {number} ?") for number in range(5_000)]

    begun = time.monotonic()
    with count_statements() as statements:
        result = save_drafts(session, many, author)
    elapsed = time.monotonic() - begun

    assert len(result.new) == 5_000
    assert len(statements) == 3 * 5
    assert elapsed < 15


def test_pictures_come_back_byte_for_byte(session: Session, author: int) -> None:
    file = {"name": "plan.png", "content": base64.b64encode(PNG).decode()}
    given = question(stem="![Plan](@@PLUGINFILE@@/plan.png)", files=[file])

    save_drafts(session, [given], author)

    assert question_with_files(session, draft_of(session, "virement").body) == given


def test_a_second_writer_of_the_same_draft_is_told(session: Session, author: int) -> None:
    first = save_draft(session, question(), author, 0)
    second = save_draft(session, question(stem="Deux ?"), author, first.revision)

    assert second.revision == 2
    for late in (0, 1):
        with pytest.raises(ConflictError) as refusal:
            save_draft(session, question(stem="Trois ?"), author, late)
        assert refusal.value.message_id == "authoring.conflict"
    assert draft_of(session, "virement").body["stem"] == "Deux ?"


def test_a_writer_who_saw_an_older_publication_is_told(session: Session, author: int) -> None:
    make_question(session, "jur-1-a")

    with pytest.raises(ConflictError):
        save_draft(session, question("jur-1-a"), author, 0, None)


def test_publishing_takes_the_draft_and_shows_the_version(session: Session, author: int) -> None:
    save_draft(session, question(competency="JUR-1"), author, 0)

    number = publish_draft(session, prepare_publication(session, "virement"), "source", author, "Première version")

    shown = published_question(session, "virement")
    assert shown is not None
    assert (number, shown.rendered["stem"], shown.competency_key) == (1, "<p>Vrai\N{NO-BREAK SPACE}?</p>", "JUR-1")
    assert session.execute(select(QuestionDraft)).all() == []
    with pytest.raises(ConflictError) as refusal:
        prepare_publication(session, "virement")
    assert refusal.value.message_id == "bank.nothing_to_publish"


def test_of_two_who_publish_the_same_draft_one_does(session: Session, author: int) -> None:
    save_draft(session, question(competency="JUR-1"), author, 0)
    ready = prepare_publication(session, "virement")
    publish_draft(session, ready, "source", author, "Une")

    with pytest.raises(ConflictError):
        publish_draft(session, ready, "source", author, "Deux")

    item = item_of(session, "question", "virement")
    assert item is not None
    assert [row.number for row in history(session, item.id)] == [1]


def test_each_question_that_cannot_be_published_is_named(
    session: Session, author: int, count_statements: Counter
) -> None:
    save_draft(session, question("sans"), author, 0)
    save_draft(session, question("inconnue", competency="ZZZ-9"), author, 0)
    save_draft(session, question("bonne", competency="JUR-1"), author, 0)

    with count_statements() as statements:
        ready, refused = prepare_publications(session, ["sans", "inconnue", "bonne", "absente"])

    assert [question.key for question in ready] == ["bonne"]
    assert [(problem.key, problem.message_id) for problem in refused] == [
        ("sans", "bank.no_competency"),
        ("inconnue", "bank.unknown_competency"),
        ("absente", "error.not_found"),
    ]
    assert len(statements) == 2
    with pytest.raises(InvalidInputError):
        prepare_publication(session, "sans")


def test_a_draft_that_is_given_up_stays_in_the_history(session: Session, author: int) -> None:
    saved = save_draft(session, question(), author, 0)
    with pytest.raises(ConflictError):
        discard_draft(session, "virement", 9, author, "texte", "Abandonné")

    discard_draft(session, "virement", saved.revision, author, "texte", "Abandonné")

    assert session.execute(select(QuestionDraft)).all() == []
    assert [(row.message, row.is_published) for row in history(session, saved.item_id)] == [("Abandonné", False)]
    assert published_question(session, "virement") is None


def test_a_restored_version_becomes_the_draft_and_the_one_it_replaces_is_kept(session: Session, author: int) -> None:
    saved = save_draft(session, question(stem="Nouvelle ?"), author, 0)

    restore_version(session, question(), author, saved.revision, None, "texte nouveau", "Remplacé")

    assert draft_of(session, "virement").body["stem"] == "Vrai ?"
    assert [row.message for row in history(session, saved.item_id)] == ["Remplacé"]


def test_a_retired_question_can_be_shown_again(session: Session, author: int) -> None:
    make_question(session, "jur-1-a")

    retire_question(session, "jur-1-a", author)
    assert published_question(session, "jur-1-a") is None
    reinstate_question(session, "jur-1-a", author)

    assert published_question(session, "jur-1-a") is not None
    with pytest.raises(NotFoundError):
        reinstate_question(session, "jur-1-a", author)
    with pytest.raises(NotFoundError):
        retire_question(session, "absente", author)


def test_fields_are_set_for_many_and_what_is_published_gets_a_draft(session: Session, author: int) -> None:
    make_question(session, "jur-1-a")
    save_draft(session, question(category="Import"), author, 0)

    result = classify_drafts(
        session, ["virement", "jur-1-a", "absente"], {"competency": "JUR-2", "category": None}, author
    )

    draft = draft_of(session, "virement")
    assert sorted(result.changed) == ["jur-1-a", "virement"]
    assert (draft.competency_key, draft.category, draft.revision) == ("JUR-2", None, 2)
    assert "category" not in draft.body
    assert draft_of(session, "jur-1-a").base_version_id is not None
    with pytest.raises(QuestionError):
        classify_drafts(session, ["virement"], {"difficulty": 9}, author)
