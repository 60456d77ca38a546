"""The outline and lessons: what readers see is what was published last, in few statements."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from course.authoring.services.content_import import import_content
from course.catalogue.queries import company_note, lesson_content, open_remarks, outline
from course.catalogue.rules import lesson_number, plain_text, search_form
from course.catalogue.services import add_remark, close_remark, save_company_note
from course.foundation.errors import InvalidInputError, NotFoundError
from course.publishing.queries import item_of
from course.publishing.services import retire
from tests.content_files import FILES, LESSON, LESSON_PATH, change, write_files
from tests.factories import make_person

Counter = Callable[[], AbstractContextManager[list[str]]]
SECOND = "modules/01-cadre-legal/02-encaisser.md"


@pytest.fixture
def folder(session: Session, tmp_path: Path) -> Path:
    folder = write_files(tmp_path, {**FILES, SECOND: LESSON.replace("key: calculer", "key: encaisser")})
    assert import_content(session, folder).problems == ()
    return folder


def test_modules_hold_their_lessons_and_quizzes_in_order(session: Session, folder: Path) -> None:
    [module] = outline(session).modules

    assert (module.number, module.title, module.legal_reviewer) == (1, "Cadre légal", "")
    assert [(lesson.number, lesson.key) for lesson in module.lessons] == [("1.01", "calculer"), ("1.02", "encaisser")]
    assert [(quiz.key, quiz.mode, quiz.questions) for quiz in module.quizzes] == [
        ("cadre-legal-entrainement", "practice", 1),
        ("cadre-legal-point", "counted", 1),
    ]
    assert module.minutes == 8 + 8 + 5 + 10


def test_a_lesson_says_what_it_serves_and_names(session: Session, folder: Path) -> None:
    lesson = outline(session).lesson("calculer")

    assert lesson is not None
    assert dict(lesson.competencies) == {"JUR-1": (2, 3)}
    assert lesson.tomorrow == ("relis la clause", "compte les jours", "vérifie deux fois")
    assert (lesson.laws, lesson.terms) == (("c-com-l441-10",), ("daf",))
    assert "le jour de depart ne compte pas" in lesson.search_text


def test_a_lesson_is_read_with_its_neighbours_and_predictions(session: Session, folder: Path) -> None:
    first, second = lesson_content(session, "calculer"), lesson_content(session, "encaisser")

    assert first is not None
    assert second is not None
    assert (first.previous, first.next) == (None, second.card)
    assert (second.previous, second.next) == (first.card, None)
    assert (first.questions, first.predictions) == (("jur-1-delai",), ("jur-1-delai",))
    assert [part["kind"] for part in first.parts] == ["html", "prediction", "html", "law"]


def test_a_lesson_nobody_wrote_is_none(session: Session, folder: Path) -> None:
    assert lesson_content(session, "autre") is None


def test_the_outline_costs_one_statement_until_something_is_published(
    session: Session, folder: Path, count_statements: Counter
) -> None:
    lesson_content(session, "calculer")
    session.commit()

    with count_statements() as statements:
        lesson_content(session, "calculer")
        outline(session)
    change(folder, LESSON_PATH, "title: Calculer une échéance", "title: Dater une échéance")
    import_content(session, folder)

    assert len(statements) == 1
    assert outline(session).lesson("calculer").title == "Dater une échéance"  # type: ignore[union-attr]


def test_a_retired_lesson_leaves_the_outline_with_the_next_publication(session: Session, folder: Path) -> None:
    item = item_of(session, "lesson", "encaisser")
    assert item is not None
    retire(session, item)
    change(folder, LESSON_PATH, "title: Calculer une échéance", "title: Dater une échéance")
    import_content(session, folder)

    assert [lesson.key for lesson in outline(session).lessons] == ["calculer"]


def test_the_companys_words_are_kept_apart_and_empty_ones_remove_them(session: Session, folder: Path) -> None:
    lesson = outline(session).lesson("calculer")
    assert lesson is not None

    save_company_note(session, lesson.item_id, "Chez nous", "<p>Chez nous</p>", None)
    save_company_note(session, lesson.item_id, "Onglet", "<p>Onglet</p>", None)

    assert company_note(session, lesson.item_id) == "<p>Onglet</p>"
    save_company_note(session, lesson.item_id, "  ", "", None)
    assert company_note(session, lesson.item_id) is None


def test_a_remark_waits_until_it_is_closed(session: Session, folder: Path) -> None:
    person = make_person(session)
    lesson = outline(session).lesson("calculer")
    assert lesson is not None

    remark = add_remark(session, person.id, " Une erreur ? ", lesson.item_id)

    assert [(row.text, row.lesson_key, row.author) for row in open_remarks(session)] == [
        ("Une erreur ?", "calculer", "Nadia Lambert")
    ]
    close_remark(session, remark.id, person.id)
    assert open_remarks(session) == []


@pytest.mark.parametrize(
    ("text", "message_id"), [(" ", "catalogue.empty_remark"), ("a" * 2001, "catalogue.remark_too_long")]
)
def test_an_empty_or_endless_remark_is_refused(session: Session, text: str, message_id: str) -> None:
    person = make_person(session)

    with pytest.raises(InvalidInputError) as refusal:
        add_remark(session, person.id, text)

    assert refusal.value.message_id == message_id


def test_a_remark_nobody_made_cannot_be_closed(session: Session) -> None:
    person = make_person(session)

    with pytest.raises(NotFoundError):
        close_remark(session, 999_999, person.id)


def test_texts_are_compared_without_case_accents_and_curly_apostrophes() -> None:
    assert search_form("L’Échéance  d'À\u00a0côté") == "l'echeance d'a cote"
    assert plain_text("<p>Bois &amp; Cie</p>\n<p>30&lt;60</p>") == "Bois & Cie 30<60"
    assert lesson_number(2, 3) == "2.03"
