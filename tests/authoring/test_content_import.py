"""Import and export of content: all or nothing, never over the studio's work, byte for byte on the way back."""

from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from course.authoring.formats.folder import parse_source
from course.authoring.services.content_export import export_content
from course.authoring.services.content_import import apply_import, import_content, prepare_import
from course.authoring.services.rerender import rerender
from course.catalogue.queries import lesson_content, outline
from course.catalogue.services import render_lesson, save_lesson
from course.competencies.models import ItemParameter
from course.foundation.errors import ConflictError
from course.publishing.models import Dependency, Item, Rendering, Version
from course.publishing.queries import history, item_of, published_version
from course.publishing.services import retire
from course.question_bank.queries import published_question, quiz_of
from course.references.queries import laws, rate_on
from tests.content_files import FILES, LESSON_PATH, change, write_files


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_files(tmp_path / "content")


def edit_in_studio(session: Session, old: str = "11/05/2026.", new: str = "11/05/2026, sûr.") -> None:
    version = published_version(session, "lesson", "calculer")
    assert version is not None
    source = version.source.replace(old, new)
    lesson = parse_source("lesson", source)
    save_lesson(session, lesson, source, render_lesson(lesson, {}), "cadre-legal", 1)


def test_a_first_import_publishes_everything(session: Session, folder: Path) -> None:
    report = import_content(session, folder)

    assert sorted((item.kind, item.key) for item in report.new) == [
        ("law", "c-civ-9"),
        ("law", "c-com-l441-10"),
        ("lesson", "calculer"),
        ("module", "cadre-legal"),
        ("question", "jur-1-date"),
        ("question", "jur-1-delai"),
        ("question", "jur-1-penalites"),
        ("quiz", "cadre-legal-entrainement"),
        ("quiz", "cadre-legal-point"),
        ("term", "daf"),
    ]
    assert (report.changed, report.conflict, report.missing, report.problems) == ((), (), (), ())
    assert [lesson.number for lesson in outline(session).lessons] == ["1.01"]


def test_the_second_import_of_the_same_files_writes_nothing(
    session: Session, folder: Path, count_statements: object
) -> None:
    import_content(session, folder)
    before = session.execute(select(Version.id)).scalars().all()

    with count_statements() as statements:  # type: ignore[operator]
        report = import_content(session, folder)

    assert report.same == 10
    assert (report.new, report.changed) == ((), ())
    assert session.execute(select(Version.id)).scalars().all() == before
    assert len(statements) == 1


def test_import_then_export_gives_every_byte_back(session: Session, folder: Path, tmp_path: Path) -> None:
    import_content(session, folder)

    written = export_content(session, tmp_path / "out")

    assert sorted(written) == sorted(FILES)
    assert {path: (tmp_path / "out" / path).read_text(encoding="utf-8") for path in FILES} == FILES
    assert export_content(session, tmp_path / "out") == []


def test_a_changed_lesson_becomes_a_new_version_and_nothing_else_does(session: Session, folder: Path) -> None:
    import_content(session, folder)
    change(folder, LESSON_PATH, "dit le 11", "croit au 11")

    report = import_content(session, folder)

    assert [(item.kind, item.key) for item in report.changed] == [("lesson", "calculer")]
    assert report.same == 9
    content = lesson_content(session, "calculer")
    assert content is not None
    assert "croit au 11" in content.parts[0]["html"]


def test_a_changed_entry_of_a_file_leaves_the_others_as_they_were(session: Session, folder: Path) -> None:
    import_content(session, folder)
    change(folder, "questions/jur-1.yml", "Vous avez compté 60 jours.", "Vous avez compté soixante jours.")

    report = import_content(session, folder)

    assert [item.key for item in report.changed] == ["jur-1-penalites"]


def test_a_file_as_it_was_is_passed_over_even_if_the_studio_has_edited(session: Session, folder: Path) -> None:
    import_content(session, folder)
    edit_in_studio(session)

    report = import_content(session, folder)

    version = published_version(session, "lesson", "calculer")
    assert (report.changed, report.conflict) == ((), ())
    assert version is not None
    assert "sûr" in version.source


def test_where_both_changed_the_conflict_is_reported_each_time_and_nothing_overwritten(
    session: Session, folder: Path
) -> None:
    import_content(session, folder)
    edit_in_studio(session)
    change(folder, LESSON_PATH, "dit le 11", "croit au 11")

    reports = [import_content(session, folder) for _ in range(2)]

    version = published_version(session, "lesson", "calculer")
    assert [[item.key for item in report.conflict] for report in reports] == [["calculer"], ["calculer"]]
    assert version is not None
    assert "sûr" in version.source


def test_a_conflict_does_not_hold_up_the_other_items(session: Session, folder: Path) -> None:
    import_content(session, folder)
    edit_in_studio(session)
    change(folder, LESSON_PATH, "dit le 11", "croit au 11")
    change(folder, "glossary.yml", "english: CFO", "english: Chief financial officer")

    report = import_content(session, folder)

    assert [item.key for item in report.changed] == ["daf"]


def test_exporting_the_studios_text_settles_the_conflict(session: Session, folder: Path) -> None:
    import_content(session, folder)
    edit_in_studio(session)
    change(folder, LESSON_PATH, "dit le 11", "croit au 11")

    written = export_content(session, folder)
    report = import_content(session, folder)

    assert written == [LESSON_PATH]
    assert (report.changed, report.conflict) == ((), ())
    change(folder, LESSON_PATH, "sûr", "certain")
    assert [item.key for item in import_content(session, folder).changed] == ["calculer"]


def test_an_edited_question_is_exported_in_its_place(session: Session, folder: Path, tmp_path: Path) -> None:
    from course.question_bank.services import render_questions, save_question

    import_content(session, folder)
    version = published_version(session, "question", "jur-1-delai")
    assert version is not None
    source = version.source.replace("C’est la règle.", "C’est bien la règle.")
    question = parse_source("question", source)
    save_question(session, question, source, render_questions([question])[0])

    export_content(session, tmp_path / "out")

    exported = (tmp_path / "out" / "questions/jur-1.yml").read_text(encoding="utf-8")
    assert exported == FILES["questions/jur-1.yml"].replace("C’est la règle.", "C’est bien la règle.")


def test_what_is_retired_is_no_longer_exported(session: Session, folder: Path, tmp_path: Path) -> None:
    import_content(session, folder)
    item = item_of(session, "question", "jur-1-penalites")
    assert item is not None
    retire(session, item)

    export_content(session, tmp_path / "out")

    assert "jur-1-penalites" not in (tmp_path / "out" / "questions/jur-1.yml").read_text(encoding="utf-8")


def test_a_fault_in_one_file_keeps_everything_out(session: Session, folder: Path) -> None:
    change(folder, LESSON_PATH, "minutes: 8", "minutes: huit")

    report = import_content(session, folder)

    assert [(found.file, found.line, found.field) for found in report.problems] == [(LESSON_PATH, 5, "minutes")]
    assert session.execute(select(Item.id)).all() == []


@pytest.mark.parametrize(
    ("path", "old", "new", "message_id"),
    [
        (
            "questions/jur-1.yml",
            "competency: JUR-1\n    difficulty: 3",
            "competency: COM-1\n    difficulty: 3",
            "content.unknown_competency",
        ),
        ("quizzes/cadre-legal.yml", "- jur-1-date", "- jur-1-autre", "content.unknown_question"),
        ("quizzes/cadre-legal.yml", "module: cadre-legal", "module: autre", "content.unknown_module"),
        (LESSON_PATH, "JUR-1: [2, 3]", "COM-1: [2, 3]", "content.unknown_competency"),
        (LESSON_PATH, "## La règle", "[" * 4000, "markdown.too_slow"),
    ],
)
def test_what_cannot_be_stored_or_rendered_is_a_problem_of_its_file(
    session: Session, folder: Path, path: str, old: str, new: str, message_id: str
) -> None:
    change(folder, path, old, new)

    report = import_content(session, folder)

    assert {(found.file, found.message_id) for found in report.problems} == {(path, message_id)}
    assert session.execute(select(Item.id)).all() == []


def test_a_key_in_two_files_is_refused(session: Session, folder: Path) -> None:
    import_content(session, folder)
    write_files(folder, {"questions/jur-2.yml": FILES["questions/jur-1.yml"]})

    report = import_content(session, folder)

    assert {found.message_id for found in report.problems} == {"content.double_key"}
    assert {found.params["other"] for found in report.problems} == {"questions/jur-1.yml"}


def test_an_entry_may_move_to_another_file(session: Session, folder: Path) -> None:
    import_content(session, folder)
    text = (folder / "questions/jur-1.yml").read_text(encoding="utf-8")
    (folder / "questions/jur-1.yml").unlink()
    write_files(folder, {"questions/jur-3.yml": text})

    report = import_content(session, folder)

    assert (report.problems, report.changed, report.missing) == ((), (), ())
    assert item_of(session, "question", "jur-1-date").file_path == "questions/jur-3.yml"  # type: ignore[union-attr]


def test_a_lesson_that_moves_gets_its_new_number(session: Session, folder: Path) -> None:
    import_content(session, folder)
    (folder / LESSON_PATH).rename(folder / LESSON_PATH.replace("01-calculer", "04-calculer"))

    report = import_content(session, folder)

    assert [item.key for item in report.changed] == ["calculer"]
    assert [lesson.number for lesson in outline(session).lessons] == ["1.04"]


def test_what_vanished_from_the_files_is_reported_and_stays(session: Session, folder: Path) -> None:
    import_content(session, folder)
    (folder / "glossary.yml").unlink()
    text = (folder / "quizzes/cadre-legal.yml").read_text(encoding="utf-8")
    (folder / "quizzes/cadre-legal.yml").write_text(text.split("\n\n")[0] + "\n", encoding="utf-8")

    report = import_content(session, folder)

    assert {(item.kind, item.key) for item in report.missing} == {("term", "daf"), ("quiz", "cadre-legal-point")}
    assert quiz_of(session, "cadre-legal-point") is not None


def test_a_dry_run_reports_and_writes_nothing(session: Session, folder: Path) -> None:
    report = import_content(session, folder, dry_run=True)

    assert len(report.new) == 10
    assert report.is_dry
    assert session.execute(select(Item.id)).all() == []


def test_what_is_published_between_reading_and_writing_stops_the_import(session: Session, folder: Path) -> None:
    import_content(session, folder)
    change(folder, LESSON_PATH, "dit le 11", "croit au 11")
    plan = prepare_import(session, folder)
    edit_in_studio(session)

    with pytest.raises(ConflictError):
        apply_import(session, plan)


def test_a_changed_picture_gives_its_lessons_a_new_version(session: Session, folder: Path) -> None:
    import_content(session, folder)
    first = lesson_content(session, "calculer")
    change(folder, "modules/01-cadre-legal/pictures/ligne.svg", "0 0 10 10", "0 0 20 20")

    report = import_content(session, folder)

    second = lesson_content(session, "calculer")
    assert [item.key for item in report.changed] == ["calculer"]
    assert first is not None
    assert second is not None
    assert first.parts != second.parts


def test_a_picture_is_shown_from_our_media(session: Session, client: object, folder: Path) -> None:
    import_content(session, folder)
    content = lesson_content(session, "calculer")
    assert content is not None
    url = next(part["html"].split('src="')[1].split('"')[0] for part in content.parts if "<img" in part.get("html", ""))

    answer = client.get(url)  # type: ignore[attr-defined]

    assert answer.status_code == 200
    assert answer.data == FILES["modules/01-cadre-legal/pictures/ligne.svg"].encode()


def test_a_changed_rate_is_read_at_once(session: Session, folder: Path) -> None:
    from datetime import date

    import_content(session, folder)
    assert rate_on(session, "ecb-refi", date(2026, 3, 1)).value == "2.15"  # type: ignore[union-attr]
    change(folder, "legal.yml", "'2.15'", "'2.40'")

    import_content(session, folder)

    assert rate_on(session, "ecb-refi", date(2026, 3, 1)).value == "2.40"  # type: ignore[union-attr]


def test_dependencies_first_parameters_and_messages_are_recorded(session: Session, folder: Path) -> None:
    import_content(session, folder)

    version = published_version(session, "lesson", "calculer")
    question = published_question(session, "jur-1-delai")
    assert version is not None
    assert question is not None
    rows = session.execute(select(Dependency.kind, Dependency.key).where(Dependency.version_id == version.id)).all()
    named = {(kind, key) for kind, key in rows if kind != "media"}
    assert named == {
        ("term", "daf"),
        ("question", "jur-1-delai"),
        ("law", "c-com-l441-10"),
        ("module", "cadre-legal"),
        ("competency", "JUR-1"),
        ("fact", "F1.01"),
    }
    parameter = session.execute(
        select(ItemParameter).where(ItemParameter.version_id == question.version_id)
    ).scalar_one()
    assert parameter.c == 0.5
    assert [row.message for row in history(session, version.item_id)] == [LESSON_PATH]
    assert laws(session)["c-civ-9"].must_be_reconfirmed


def test_what_an_older_renderer_made_is_rendered_again(session: Session, folder: Path) -> None:
    import_content(session, folder)
    before = lesson_content(session, "calculer")
    for rendering in session.execute(select(Rendering)).scalars():
        rendering.renderer = 0
        rendering.content = {"media": rendering.content.get("media", {})}
    session.flush()

    count = rerender(session)

    from course.catalogue import queries

    queries._lesson_cache.clear()
    after = lesson_content(session, "calculer")
    assert count == 4
    assert before is not None
    assert after is not None
    assert after.parts == before.parts
    assert rerender(session) == 0


def test_a_folder_that_is_not_there_is_a_problem(session: Session, tmp_path: Path) -> None:
    report = import_content(session, tmp_path / "nowhere")

    assert [found.message_id for found in report.problems] == ["content.no_folder"]
