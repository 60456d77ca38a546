"""Quizzes in files: every setting read and written, each fault named, draws checked; imported beside the studio."""

import dataclasses
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from course.authoring.formats.folder import parse_file, parse_source
from course.authoring.formats.quizzes import write_quiz
from course.authoring.services.content_check import check_content
from course.authoring.services.content_export import export_content
from course.authoring.services.content_import import import_content
from course.publishing.queries import published_version
from course.question_bank.formats import QuizEntry
from course.question_bank.queries import quiz_of
from course.question_bank.services import save_quiz
from tests.authoring.sample_quizzes import COMPOSED_QUIZZES
from tests.content_files import COMPOSED, change, write_files
from tests.content_files import QUESTIONS as QUESTIONS_TEXT

TODAY = date(2026, 11, 22)
QUESTIONS = "questions/jur-1.yml"
QUIZZES = "quizzes/cadre-legal.yml"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_files(tmp_path / "content")


@pytest.fixture
def composed(folder: Path) -> Path:
    return write_files(folder, {QUESTIONS: QUESTIONS_TEXT + COMPOSED})


def lines(folder: Path) -> list[tuple[str, int, str]]:
    return [(problem.file, problem.line, problem.message_id) for problem in check_content(folder, TODAY)]


def test_every_setting_of_a_quiz_is_written_back_byte_for_byte() -> None:
    parsed = parse_file("quizzes/delais.yml", COMPOSED_QUIZZES.encode())

    assert parsed.problems == ()
    assert parsed.canonical == COMPOSED_QUIZZES
    assert _fields_said([entry.value for entry in parsed.entries]) == {
        field.name for field in dataclasses.fields(QuizEntry) if field.name != "versions"
    }


def _fields_said(quizzes: list[QuizEntry]) -> set[str]:
    plain = QuizEntry("", "", "", 0, ())
    return {
        field.name
        for quiz in quizzes
        for field in dataclasses.fields(quiz)
        if getattr(quiz, field.name) != getattr(plain, field.name)
    }


SECTION_QUESTIONS = "        questions:\n          - jur-1-date\n"


@pytest.mark.parametrize(
    ("old", "new", "line", "field", "message_id"),
    [
        ("behaviour: interactive", "behaviour: souple", 5, "quizzes[0].behaviour", "field.choice_expected"),
        (
            "behaviour: interactive",
            "behaviour: interactive\n    certainty: true",
            6,
            "quizzes[0].certainty",
            "quiz.certainty_once",
        ),
        ("grace_seconds: 60", "grace_seconds: 601", 10, "quizzes[0].grace_seconds", "field.out_of_range"),
        ("    limit_minutes: 12\n", "", 9, "quizzes[0].grace_seconds", "quiz.no_limit"),
        ("counts: last", "counts: worst", 13, "quizzes[0].counts", "field.choice_expected"),
        ("counts: last", "cooling_off_minutes: 5", 13, "quizzes[0].cooling_off_minutes", "quiz.no_waiting"),
        ("counts: last", "attempts: 5", 13, "quizzes[0].attempts", "quiz.counted_only"),
        ("jur-1-lettre: 0.5", "jur-1-lettre: beaucoup", 16, "quizzes[0].marks.jur-1-lettre", "field.number_expected"),
        ("jur-1-lettre: 0.5", "jur-1-lettre: -1", 16, "quizzes[0].marks.jur-1-lettre", "field.out_of_range"),
        ("jur-1-lettre: 0.5", "jur-1-date: 0.5", 16, "quizzes[0].marks.jur-1-date", "quiz.not_in_quiz"),
        (
            "    marks:\n",
            "    versions: {jur-1-delai: 3}\n    marks:\n",
            14,
            "quizzes[0].versions",
            "quiz.pins_are_local",
        ),
        ("    draw: 2\n", "    draw: 4\n", 6, "quizzes[0].draw", "quiz.draw_too_many"),
        ("closes_on: 2026-12-18", "closes_on: 2026-11-30", 32, "quizzes[1].closes_on", "quiz.closes_before"),
        ("    closes_on: 2026-12-18\n", "", 35, "quizzes[1].review.closed", "quiz.never_closed"),
        ("open: [mark]", "open: [note]", 35, "quizzes[1].review.open[0]", "field.choice_expected"),
        ("open: [mark]", "opened: [mark]", 35, "quizzes[1].review.opened", "field.unknown_near"),
        ("    certainty: true\n", "    certainty: true\n    draw: 2\n", 27, "quizzes[1].draw", "quiz.one_way"),
        ("    certainty: true\n", "    per_competency: true\n", 26, "quizzes[1].per_competency", "quiz.one_way"),
        ("        draw: 1\n", "        draw: 3\n", 39, "quizzes[1].sections[0].draw", "quiz.draw_too_many"),
        ("- jur-1-date\n", "- jur-1-etapes\n", 46, "quizzes[1].sections[1].questions[0]", "field.repeated"),
        (SECTION_QUESTIONS, "", 43, "quizzes[1].sections[1].questions", "quiz.no_question"),
        (
            "    sections:\n      - title: 'Prem",
            "    questions: [jur-1-date]\n    sections:\n      - title: 'Prem",
            37,
            "quizzes[1].questions",
            "quiz.one_way",
        ),
        (
            "      - title: Seconde partie",
            "      - titre: Seconde partie",
            43,
            "quizzes[1].sections[1].title",
            "field.missing",
        ),
        (
            "    draws:\n      - {count: 2",
            "    draw: 1\n    draws:\n      - {count: 2",
            52,
            "quizzes[2].draw",
            "quiz.one_way",
        ),
        ("{count: 2, ", "{count: 4, ", 53, "quizzes[2].draws[0].count", "quiz.draw_too_many"),
        ("{count: 2, ", "{count: 0, ", 53, "quizzes[2].draws[0].count", "field.out_of_range"),
        ("competency: JUR-1", "competency: délais", 53, "quizzes[2].draws[0].competency", "field.competency_expected"),
        ("[3, 4]", "[3, 9]", 53, "quizzes[2].draws[0].difficulties[1]", "field.out_of_range"),
        ("Délais, section: 2}", "Délais, section: 3}", 54, "quizzes[2].draws[1].section", "quiz.draw_section"),
        ("Délais, section: 2}", "Délais}", 54, "quizzes[2].draws[1].section", "quiz.draw_section"),
        (
            "category: Banque/Délais, section: 2}",
            "section: 2}",
            54,
            "quizzes[2].draws[1].count",
            "quiz.draw_of_nothing",
        ),
        (
            "difficulties: [3, 4], section: 1}",
            "category: Autre, section: 1}",
            60,
            "quizzes[2].sections[0].questions",
            "quiz.never_asked",
        ),
        (
            "      - title: De la banque\n",
            "      - title: De la banque\n        draw: 1\n",
            65,
            "quizzes[2].sections[1].draw",
            "quiz.one_way",
        ),
        ("Délais, section: 2}", "Délais, section: 1}", 64, "quizzes[2].sections[1]", "quiz.section_not_drawn"),
        ("{count: 1, category: 'Banque : à part'}", "{count: 1}", 66, "quizzes[3].questions", "field.missing"),
        (
            "{count: 1, category: 'Banque : à part'}",
            "{count: 1, category: A, section: 1}",
            70,
            "quizzes[3].draws[0].section",
            "quiz.draw_section",
        ),
        (
            "{count: 1, category: 'Banque : à part'}",
            "{count: 201, category: A}",
            70,
            "quizzes[3].draws[0].count",
            "field.out_of_range",
        ),
        (
            "{count: 1, category: 'Banque : à part'}",
            "{count: 150, category: A}\n      - {count: 51, category: B}",
            69,
            "quizzes[3].draws",
            "quiz.too_many_asked",
        ),
        (
            "à part'}\n    minutes: 8\n",
            "à part'}\n    minutes: 8\n    questions: [jur-1-date]\n",
            72,
            "quizzes[3].questions",
            "quiz.never_asked",
        ),
        ("purpose: diagnostic", "purpose: diagnostique", 76, "quizzes[4].purpose", "field.choice_expected"),
        (
            "mode: counted\n    purpose: diagnostic",
            "mode: practice\n    purpose: diagnostic",
            75,
            "quizzes[4].mode",
            "quiz.purpose_counts",
        ),
        (
            "minutes: 40\n",
            "minutes: 40\n    limit_minutes: 60\n",
            80,
            "quizzes[4].limit_minutes",
            "quiz.purpose_decides",
        ),
        ("minutes: 40\n", "minutes: 40\n    attempts: 1\n", 80, "quizzes[4].attempts", "quiz.purpose_decides"),
        (
            "limit_minutes: 10\n",
            "limit_minutes: 10\n    questions:\n      - jur-1-date\n",
            87,
            "quizzes[5].questions",
            "quiz.purpose_decides",
        ),
    ],
)
def test_what_goes_not_together_in_a_quiz_is_named_by_line_and_field(
    old: str, new: str, line: int, field: str, message_id: str
) -> None:
    assert old in COMPOSED_QUIZZES

    problems = parse_file("quizzes/delais.yml", COMPOSED_QUIZZES.replace(old, new, 1).encode()).problems

    assert (line, field, message_id) in [(found.line, found.field, found.message_id) for found in problems]


def test_a_quiz_for_a_purpose_needs_no_question_and_any_other_does() -> None:
    text = "quizzes:\n  - key: mesure\n    title: Mesure\n    mode: counted\n    purpose: test_out\n    minutes: 5\n"

    special = parse_file("quizzes/mesure.yml", text.encode())
    plain = parse_file("quizzes/mesure.yml", text.replace("    purpose: test_out\n", "").encode())

    assert special.problems == ()
    assert special.entries[0].value.settings().limit_minutes == 5
    assert [problem.message_id for problem in plain.problems] == ["field.missing"]


def drawing(folder: Path, draws: str, mode: str = "practice", questions: str = "") -> list[tuple[str, str, object]]:
    """Adds a quiz that draws and returns what is wrong with it: field, sentence, how many it finds or which key."""
    text = f"quizzes:\n  - key: tirage\n    title: Tirage\n    mode: {mode}\n    draws:\n"
    text += "".join(f"      - {{{draw}}}\n" for draw in draws.split(" | ")) + f"    minutes: 5\n{questions}"
    write_files(folder, {"quizzes/tirage.yml": text})
    return [
        (problem.field.partition(": ")[2], problem.message_id, problem.params.get("count", problem.params.get("key")))
        for problem in check_content(folder, TODAY)
        if problem.file == "quizzes/tirage.yml"
    ]


OF_THREE = "    questions:\n      - jur-1-delai\n      - jur-1-penalites\n      - jur-1-delais\n"


@pytest.mark.parametrize(
    ("draws", "problems"),
    [
        ("count: 1, difficulties: [3] | count: 2, difficulties: [2]", []),
        ("count: 2, competency: JUR-1", []),
        ("count: 2, difficulties: [3]", [("draws[0].count", "quiz.draw_not_filled", 1)]),
        ("count: 1, difficulties: [4, 5]", [("draws[0].count", "quiz.draw_not_filled", 0)]),
        (
            "count: 1, difficulties: [2, 3] | count: 2, difficulties: [2, 4]",
            [],  # the first takes the one that the second has no use for
        ),
        (
            "count: 2, difficulties: [2] | count: 1, difficulties: [2, 4]",
            [("draws[1].count", "quiz.draw_not_filled", 0)],
        ),
        (
            "count: 1, competency: JUR-2",
            [
                ("draws[0].competency", "content.unknown_competency", "JUR-2"),
                ("draws[0].count", "quiz.draw_not_filled", 0),
            ],
        ),
    ],
)
def test_a_draw_that_can_never_be_filled_is_found(
    composed: Path, draws: str, problems: list[tuple[str, str, object]]
) -> None:
    assert drawing(composed, draws, questions=OF_THREE) == problems


def test_a_category_holds_its_sub_categories_and_nothing_that_only_begins_alike(folder: Path) -> None:
    for key, category in (("delai", "Droit"), ("penalites", "Droit/Pénalités"), ("date", "Droits")):
        change(folder, QUESTIONS, f"key: jur-1-{key}\n", f"key: jur-1-{key}\n    category: {category}\n")

    assert drawing(folder, "count: 2, category: Droit") == []
    assert drawing(folder, "count: 3, category: Droit") == [("draws[0].count", "quiz.draw_not_filled", 2)]


def test_what_counts_is_met_for_the_first_time_in_categories_and_sections_too(folder: Path) -> None:
    for key, category in (("penalites", "Lue"), ("date", "Comptée")):
        change(folder, QUESTIONS, f"key: jur-1-{key}\n", f"key: jur-1-{key}\n    category: {category}\n")

    assert drawing(folder, "count: 1, category: Comptée", "counted") == []
    assert drawing(folder, "count: 1, category: Lue", "counted") == [
        ("draws[0].category", "quiz.met_before", "jur-1-penalites")
    ]
    drawing(folder, "count: 1, category: Comptée")
    change(
        folder,
        QUIZZES,
        "    questions:\n      - jur-1-date",
        "    sections:\n      - title: A\n        questions:\n          - jur-1-date",
    )
    assert (QUIZZES, 21, "quiz.met_before") in lines(folder)


def test_a_dead_name_in_a_section_is_found_at_its_line(folder: Path) -> None:
    change(
        folder,
        QUIZZES,
        "    questions:\n      - jur-1-date",
        "    sections:\n      - title: A\n        questions:\n          - jur-1-autre",
    )

    assert (QUIZZES, 21, "content.unknown_question") in lines(folder)


def edit_quiz(session: Session, **changes: object) -> None:
    published = published_version(session, "quiz", "cadre-legal-point")
    assert published is not None
    edited = replace(parse_source("quiz", published.source), **changes)
    save_quiz(session, edited, write_quiz(edited))


def test_a_quiz_edited_in_the_studio_is_in_conflict_with_its_file_until_it_is_exported(
    session: Session, folder: Path
) -> None:
    import_content(session, folder)
    edit_quiz(session, behaviour="immediate", certainty=True)
    change(folder, QUIZZES, "pass_mark: 70", "pass_mark: 60")

    report = import_content(session, folder)
    quiz = quiz_of(session, "cadre-legal-point")

    assert [item.key for item in report.conflict] == ["cadre-legal-point"]
    assert quiz is not None
    assert (quiz.settings.pass_mark, quiz.settings.certainty) == (70, True)
    export_content(session, folder)
    assert "    certainty: true\n" in (folder / QUIZZES).read_text(encoding="utf-8")
    assert import_content(session, folder).conflict == ()


def test_what_the_studio_pinned_stays_pinned_when_the_file_changes(session: Session, folder: Path) -> None:
    import_content(session, folder)
    edit_quiz(session, versions={"jur-1-date": 1})

    same = import_content(session, folder)
    change(folder, QUIZZES, "pass_mark: 70", "pass_mark: 60")
    changed = import_content(session, folder)
    quiz = quiz_of(session, "cadre-legal-point")

    assert same.changed == ()
    assert [item.key for item in changed.changed] == ["cadre-legal-point"]
    assert quiz is not None
    assert quiz.settings.pass_mark == 60
    assert quiz.questions[0].version_id is not None
    export_content(session, folder)
    assert "versions" not in (folder / QUIZZES).read_text(encoding="utf-8")
