"""The check of content: each lint fires on a folder with one fault, and on no other."""

from datetime import date
from pathlib import Path

import pytest

from course.authoring.queries import practice
from course.authoring.services.content_check import check_content
from course.authoring.services.lints import markdown_text
from course.foundation.markdown import tree
from course.foundation.settings import ROOT
from tests.content_files import COMPOSED, LESSON_PATH, change, write_files
from tests.content_files import QUESTIONS as QUESTIONS_TEXT

TODAY = date(2026, 11, 22)
QUESTIONS = "questions/jur-1.yml"
QUIZZES = "quizzes/cadre-legal.yml"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_files(tmp_path / "content")


def found(folder: Path) -> list[tuple[str, int, str]]:
    return [(problem.file, problem.line, problem.message_id) for problem in check_content(folder, TODAY)]


def test_a_folder_in_order_has_no_problem(folder: Path) -> None:
    assert found(folder) == []


def test_the_starter_programme_is_in_order() -> None:
    problems = check_content(ROOT / "content", TODAY)

    assert [problem for problem in problems if problem.message_id != "content.not_canonical"] == []


@pytest.mark.parametrize(
    ("old", "new", "line", "message_id"),
    [
        ("(mot:daf)", "(mot:dfa)", 18, "content.unknown_term"),
        ("[DAF](mot:daf)", "[L1](loi:c-com-l1)", 18, "content.unknown_law"),
        ("[DAF](mot:daf)", "[ici](lecon:autre)", 18, "content.unknown_lesson"),
        ("[DAF](mot:daf)", "[ici](autre.md)", 18, "content.unknown_address"),
        ("[DAF](mot:daf)", "[ici](/toolbox/cards/daf)", 18, "content.unknown_address"),
        ("[DAF](mot:daf)", "[ici](appel:autre)", 18, "content.unknown_practice"),
        ("[DAF](mot:daf)", "[ici](atelier:autre)", 18, "content.unknown_practice"),
        ("[DAF](mot:daf)", "[ici](relais:autre)", 18, "content.unknown_practice"),
        ("[DAF](mot:daf)", "[ici](calcul:autre)", 18, "content.unknown_practice"),
        ("[DAF](mot:daf)", "[ici](fiche:autre)", 18, "content.unknown_practice"),
        ("[DAF](mot:daf)", "[ici](lettre:autre)", 18, "content.unknown_practice"),
        ("[DAF](mot:daf)", "[ici](document:autre)", 18, "content.unknown_practice"),
        ("[[prediction:jur-1-delai]]", "[[prediction:jur-1-autre]]", 20, "content.unknown_question"),
        ("[[prediction:jur-1-delai]]", "[[devinette:jur-1-delai]]", 20, "lesson.unknown_directive"),
        ("[[prediction:jur-1-delai]]", "Voici [[prediction:jur-1-delai]]", 20, "lesson.directive_alone"),
        ("[[prediction:jur-1-delai]]\n\n", "[[prediction:jur-1-delai]]\n", 20, "lesson.directive_alone"),
        ("[[loi:c-com-l441-10]]", "[[loi:c-com-l1]]", 29, "content.unknown_law"),
        ("[[loi:c-com-l441-10]]\n", "[[loi:c-com-l441-10]]\n\n[[question:jur-1-delai]]\n", 31, "lesson.question_twice"),
        ("## La règle", "# La règle", 22, "lesson.level_one"),
        ("## La règle", "### La règle", 22, "lesson.heading_order"),
        ("## La règle", "## La règle\n\n## 2\n\n## 3\n\n## 4\n\n## 5\n\n## 6", 32, "lesson.too_many_blocks"),
        ("## La règle\n\n", "", 18, "lesson.no_block"),
        ("![Une ligne du temps]", "![]", 24, "lesson.no_alternative"),
        ("pictures/ligne.svg", "pictures/autre.svg", 24, "lesson.no_picture"),
        ("!!! retenir", "!!! rappel", 26, "lesson.unknown_note"),
        ('"À retenir"', "« À retenir »", 26, "lesson.note_title"),
        ("    Le jour de départ", "Le jour de départ", 26, "lesson.empty_note"),
        ("Le jour de départ", "Le <b>jour</b> de départ", 27, "lesson.raw_html"),
        ("facts: [F1.01]", "facts: [F9.99]", 8, "content.unknown_fact"),
        ("facts: [F1.01]", "facts: [F1.02]", 8, "content.doubtful_fact"),
        ("facts: [F1.01]", "facts: []", 8, "lesson.no_source"),
        ("JUR-1: [2, 3]", "JUR-2: [2, 3]", 6, "content.unknown_competency"),
        ("\n[[loi:c-com-l441-10]]\n", "", 6, "lesson.no_law"),
        ("compute: add_days(2026-03-12, 60)", "compute: add_days(2026-03-12, 61)", 11, "lesson.wrong_figure"),
        ("compute: add_days(2026-03-12, 60)", "compute: add_days(2026-03-12", 12, "formula.unfinished"),
        ("compute: add_days(2026-03-12, 60)", "compute: plus(2026-03-12, 60)", 12, "formula.unknown_function"),
        ("dit le 11/05/2026", "dit le 12/05/2026", 11, "lesson.figure_not_shown"),
    ],
)
def test_a_fault_in_a_lesson_is_found_at_its_line(folder: Path, old: str, new: str, line: int, message_id: str) -> None:
    change(folder, LESSON_PATH, old, new)

    assert (LESSON_PATH, line, message_id) in found(folder)


def test_what_the_check_follows_is_what_a_page_turns_into_an_address() -> None:
    assert set(markdown_text.PRACTICE) == set(tree.PRACTICE)
    assert {*practice.PLAYED.values(), *practice.USED.values(), "relais"} == set(markdown_text.PRACTICE)


def test_a_figure_is_not_found_inside_a_longer_one(folder: Path) -> None:
    change(
        folder,
        LESSON_PATH,
        "shown: 11/05/2026\n    compute: add_days(2026-03-12, 60)",
        "shown: '61'\n    compute: 60 + 1",
    )
    change(folder, LESSON_PATH, "le 11/05/2026", "1 612 fois, 361 fois, 0,61 fois")

    assert (LESSON_PATH, 11, "lesson.figure_not_shown") in found(folder)


def test_a_lesson_past_64_kb_is_too_long(folder: Path) -> None:
    change(folder, LESSON_PATH, "Le jour de départ", "Le jour de départ " + "é" * 33_000)

    assert [problem[2] for problem in found(folder)] == ["markdown.too_long"]


@pytest.mark.parametrize(
    ("field", "message_id"),
    [("in_force_to: 2026-01-01", "law.no_longer"), ("in_force_from: 2027-01-01", "law.not_yet")],
)
def test_a_reference_out_of_force_on_the_modules_day_is_found(folder: Path, field: str, message_id: str) -> None:
    line = "in_force_from: 2019-04-26"
    change(folder, "legal.yml", line, field if "from" in field else f"{line}\n    {field}")

    assert (LESSON_PATH, 29, message_id) in found(folder)
    assert message_id in [problem[2] for problem in found(folder) if problem[0] == QUESTIONS]


@pytest.mark.parametrize(
    ("old", "new", "message_id"),
    [
        ("sources: [metier]", "sources: []", "question.no_source"),
        ("sources: [metier]", "sources: [c-com-l1]", "content.unknown_law"),
        ("        feedback: C’est la règle.\n", "", "question.no_feedback"),
        ("        feedback: Vous avez compté 60 jours.\n", "", "question.no_feedback"),
        ("    unit: €\n    otherwise: Recomptez les jours.\n", "    unit: €\n", "question.no_feedback"),
        ("explanation: Le jour de départ ne compte pas.", "explanation: null", "question.no_explanation"),
        ("key: jur-1-date", "key: com-1-date", "question.wrong_key"),
        ("facts: [F1.01]", "facts: [F1.02]", "content.doubtful_fact"),
        ("lesson: calculer", "lesson: autre", "content.unknown_lesson"),
        ("(loi:c-com-l441-10)", "(loi:c-com-l1)", "content.unknown_law"),
        ("compute: 12000 * 0.1215 * 61 / 365", "compute: 12000 * 0.1215 * 60 / 365", "question.wrong_figure"),
        ("compute: add_days(2026-03-12, 60)", "compute: add_days(2026-03-12, 61)", "question.wrong_figure"),
        ("compute: add_days(2026-03-12, 60)", "compute: 60 +", "formula.unfinished"),
    ],
)
def test_a_fault_in_a_question_is_found(folder: Path, old: str, new: str, message_id: str) -> None:
    change(folder, QUESTIONS, old, new)

    assert message_id in [problem[2] for problem in found(folder) if problem[0] == QUESTIONS]


@pytest.fixture
def composed(folder: Path) -> Path:
    return write_files(folder, {QUESTIONS: QUESTIONS_TEXT + COMPOSED})


def test_questions_of_every_type_in_order_have_no_problem(composed: Path) -> None:
    assert found(composed) == []


@pytest.mark.parametrize(
    ("old", "new", "field", "message_id"),
    [
        ("        feedback: C’est le délai de droit commun.\n", "", "pairs[0]", "question.no_feedback"),
        ("        feedback: Ensuite.\n", "", "items[1]", "question.no_feedback"),
        ("            feedback: C’est un forfait inventé.\n", "", "gaps[0].answers[1]", "question.no_feedback"),
        ("        otherwise: Relisez l’article.\n", "", "gaps[0].otherwise", "question.no_feedback"),
        ("        otherwise: Pensez au public.\n", "", "gaps[1].otherwise", "question.no_feedback"),
        ("            feedback: Oui.\n", "", "gaps[2].options[0]", "question.no_feedback"),
        ("    otherwise: Recomptez.\n", "", "otherwise", "question.no_feedback"),
        ("explanation: Article L441-10.", "explanation: null", "explanation", "question.no_explanation"),
        ("    sources: [metier]\n    max_mark", "    sources: []\n    max_mark", "sources", "question.no_source"),
        (
            "    model: |-\n      Bonjour, la facture 12 est échue : quand sera-t-elle payée ?\n",
            "",
            "model",
            "question.no_model",
        ),
        ("compute: 4 * 10", "compute: 4 * 11", "gaps[0].answers[0].compute", "question.wrong_figure"),
        ("compute: 4 * 10", "compute: 4 *", "gaps[0].answers[0].compute", "formula.unfinished"),
        ("{retard} / 360'", "{retard} / 365'", "misconceptions[0].formula", "question.silent_mistake"),
        ("{retard} / 360'", "({retard}'", "misconceptions[0].formula", "formula.unfinished"),
        ("{retard} / 360'", "1 / ({retard} - {retard})'", "misconceptions[0].formula", "formula.division_by_zero"),
        ("{retard} / 360'", "{retard} * {echeance}'", "misconceptions[0].formula", "question.draw_fails"),
        ("formula: 10 + day({echeance})", "formula: year({montant})", "parameters[3].formula", "question.draw_fails"),
        ("payés {retard} jours", "payés {jours} jours", "stem", "formula.unknown_name"),
        ("payés {retard} jours", "payés {={retard} / ({retard} - {retard})} jours", "stem", "formula.division_by_zero"),
        ("payés {retard} jours", "payés {=year({retard})} jours", "stem", "question.draw_fails"),
        ("payés {retard} jours", "payés {=retard + 1|} jours", "stem", "question.brace_left"),
        ("L’année compte 365 jours.", "L’année {1} compte.", "misconceptions[0].feedback", "question.brace_left"),
    ],
)
def test_a_fault_in_a_composed_question_is_found(
    composed: Path, old: str, new: str, field: str, message_id: str
) -> None:
    change(composed, QUESTIONS, old, new)

    problems = [problem for problem in check_content(composed, TODAY) if problem.message_id != "content.not_canonical"]

    assert [(problem.field.partition(": ")[2], problem.message_id) for problem in problems] == [(field, message_id)]


def test_a_question_stands_in_the_file_of_its_competency(folder: Path) -> None:
    (folder / QUESTIONS).rename(folder / "questions/jur-2.yml")

    assert {problem[2] for problem in found(folder)} == {"question.wrong_file"}


def test_what_counts_is_met_for_the_first_time(folder: Path) -> None:
    change(folder, QUIZZES, "      - jur-1-date", "      - jur-1-date\n      - jur-1-delai\n      - jur-1-penalites")

    problems = [problem for problem in check_content(folder, TODAY) if problem.message_id == "quiz.met_before"]

    assert [(problem.line, problem.params["key"], problem.params["place"]) for problem in problems] == [
        (20, "jur-1-delai", "calculer"),
        (21, "jur-1-penalites", "cadre-legal-entrainement"),
    ]


@pytest.mark.parametrize(
    ("old", "new", "message_id"),
    [
        ("- jur-1-date", "- jur-1-autre", "content.unknown_question"),
        ("module: cadre-legal", "module: autre", "content.unknown_module"),
    ],
)
def test_a_dead_name_in_a_quiz_is_found(folder: Path, old: str, new: str, message_id: str) -> None:
    change(folder, QUIZZES, old, new)

    assert message_id in [problem[2] for problem in found(folder)]


def test_a_file_out_of_canonical_form_is_named_at_its_first_difference(folder: Path) -> None:
    change(folder, "glossary.yml", "english: CFO", 'english: "CFO"')

    assert found(folder) == [("glossary.yml", 4, "content.not_canonical")]


@pytest.mark.parametrize("name", ["legal.yml", "facts.yml", "glossary.yml", "competencies.yml"])
def test_a_missing_file_is_named_once_and_not_through_all_that_names_it(folder: Path, name: str) -> None:
    (folder / name).unlink()

    assert found(folder) == [(name, 0, "content.missing_file")]


def test_a_broken_file_is_named_once_and_not_through_all_that_names_it(folder: Path) -> None:
    change(folder, "glossary.yml", "english: CFO", "english: [")

    assert {problem[0] for problem in found(folder)} == {"glossary.yml"}


def test_a_stray_file_and_a_double_key_are_found(folder: Path) -> None:
    (folder / "notes.txt").write_text("à faire", encoding="utf-8")
    write_files(folder, {"quizzes/autre.yml": (folder / QUIZZES).read_text(encoding="utf-8")})

    assert {problem[2] for problem in found(folder)} >= {"content.unknown_file", "content.double_key"}


def test_a_module_without_its_file_is_named(folder: Path) -> None:
    (folder / "modules/01-cadre-legal/module.yml").unlink()

    assert (LESSON_PATH, 0, "content.no_module") in found(folder)


def test_a_check_date_in_the_future_is_found(folder: Path) -> None:
    change(folder, "legal.yml", "    grade: M\n    checked_on: 2026-11-22", "    grade: M\n    checked_on: 2027-11-22")

    assert [problem[2] for problem in found(folder)] == ["law.checked_later"]
