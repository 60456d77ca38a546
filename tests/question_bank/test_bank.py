"""The question bank: immutable versions, read once a process, rendered for the screen."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from course.authoring.formats.folder import parse_source
from course.authoring.services.content_import import import_content
from course.foundation.errors import InvalidInputError
from course.publishing.queries import published_version
from course.question_bank.formats import QuizEntry
from course.question_bank.queries import (
    published_question,
    published_question_versions,
    published_questions,
    quiz_of,
    quizzes_of_modules,
    stored_questions,
)
from course.question_bank.rules import QuizSettings
from course.question_bank.services import render_questions, save_question, save_quiz, texts_of
from quizzes import Numerical, SingleChoice, mark
from quizzes.formats.native import question_from_mapping
from tests.content_files import write_files

Counter = Callable[[], AbstractContextManager[list[str]]]


@pytest.fixture
def bank(session: Session, tmp_path: Path) -> Session:
    assert import_content(session, write_files(tmp_path)).problems == ()
    return session


def test_a_stored_question_can_be_marked_and_shown(bank: Session) -> None:
    stored = published_question(bank, "jur-1-delai")

    assert stored is not None
    assert isinstance(stored.question, SingleChoice)
    assert (stored.type, stored.competency_key, stored.difficulty, stored.seconds) == ("single", "JUR-1", 2, 45)
    assert mark(stored.question, "a").fraction == 1
    assert stored.rendered == {
        "stem": "<p>Sans clause, quel délai\N{NO-BREAK SPACE}?</p>",
        "explanation": '<p>Voir <a class="law" href="#loi-c-com-l441-10">l’article L441-10</a>.</p>',
        "options": [
            {"text": "30\N{NO-BREAK SPACE}jours", "feedback": "<p>C’est la règle.</p>"},
            {"text": "60\N{NO-BREAK SPACE}jours", "feedback": "<p>C’est le plafond d’un délai convenu.</p>"},
        ],
    }


def test_typed_answers_keep_their_place_among_the_rendered_feedback(bank: Session) -> None:
    stored = published_question(bank, "jur-1-penalites")

    assert stored is not None
    assert isinstance(stored.question, Numerical)
    assert stored.rendered["answers"] == [{}, {"feedback": "<p>Vous avez compté 60\N{NO-BREAK SPACE}jours.</p>"}]
    assert stored.rendered["otherwise"] == "<p>Recomptez les jours.</p>"


def test_dates_survive_the_database(bank: Session) -> None:
    stored = published_question(bank, "jur-1-date")

    assert stored is not None
    assert mark(stored.question, "11/05/2026").fraction == 1


def test_questions_are_read_in_one_statement_and_then_from_memory(bank: Session, count_statements: Counter) -> None:
    quiz = quiz_of(bank, "cadre-legal-point")
    assert quiz is not None
    versions = [*published_question_versions(bank, quiz.pool).values(), 999_999]

    with count_statements() as first:
        stored = stored_questions(bank, versions)
    with count_statements() as second:
        again = stored_questions(bank, versions[:1])

    assert len(first) == 1
    assert second == []
    assert list(stored) == versions[:1]
    assert again[versions[0]] is stored[versions[0]]


def test_many_keys_give_what_is_published(bank: Session) -> None:
    found = published_questions(bank, ["jur-1-date", "jur-1-delai", "autre"])

    assert sorted(found) == ["jur-1-date", "jur-1-delai"]


def test_a_published_question_that_changes_gets_a_new_version_and_keeps_the_old(bank: Session) -> None:
    before = published_question(bank, "jur-1-delai")
    version = published_version(bank, "question", "jur-1-delai")
    assert before is not None
    assert version is not None
    question = parse_source("question", version.source.replace("seconds: 45", "seconds: 50"))

    save_question(bank, question, "x", render_questions([question])[0])

    after = published_question(bank, "jur-1-delai")
    assert after is not None
    assert (before.seconds, after.seconds, after.item_id) == (45, 50, before.item_id)
    assert stored_questions(bank, [before.version_id])[before.version_id].seconds == 45


def test_a_quiz_keeps_its_settings_and_the_order_of_its_pool(bank: Session) -> None:
    quiz = quiz_of(bank, "cadre-legal-point")

    assert quiz is not None
    assert (quiz.mode, quiz.module_key, len(quiz.pool)) == ("counted", "cadre-legal", 1)
    assert quiz.settings == QuizSettings(behaviour="deferred", attempts=3, limit_minutes=10, pass_mark=70)
    assert quiz_of(bank, "autre") is None


def test_a_practice_quiz_has_no_time_limit_and_counts_what_is_drawn(bank: Session) -> None:
    quiz = QuizEntry("essai", "Essai", "practice", 5, ("jur-1-date", "jur-1-delai"), draw=1)

    save_quiz(bank, quiz, "x")

    stored = quiz_of(bank, "essai")
    assert stored is not None
    assert (stored.settings.limit_minutes, stored.settings.behaviour, stored.asked) == (None, "immediate", 1)
    assert [
        (card.key, card.questions, card.module_key) for card in quizzes_of_modules(bank) if card.key == "essai"
    ] == [("essai", 1, None)]


def test_a_quiz_of_unknown_questions_is_refused(bank: Session) -> None:
    with pytest.raises(InvalidInputError) as refusal:
        save_quiz(bank, QuizEntry("essai", "Essai", "practice", 5, ("autre",)), "x")

    assert (refusal.value.message_id, refusal.value.params) == ("content.unknown_question", {"key": "autre"})


def test_a_question_of_an_unknown_competency_is_refused(session: Session) -> None:
    question = question_from_mapping(
        {
            "key": "com-1-x",
            "type": "true-false",
            "competency": "COM-9",
            "difficulty": 1,
            "seconds": 10,
            "sources": [],
            "stem": "Vrai ?",
            "answer": True,
            "if_true": "Oui.",
            "if_false": "Non.",
            "explanation": None,
        }
    )
    rendered = render_questions([question])[0]

    with pytest.raises(InvalidInputError):
        save_question(session, question, "x", rendered)

    stem = "<p>Vrai\N{NO-BREAK SPACE}?</p>"
    assert rendered.content == {"stem": stem, "if_true": "<p>Oui.</p>", "if_false": "<p>Non.</p>"}
    assert [path for path, _text in texts_of(question)] == ["stem", "if_true", "if_false"]
