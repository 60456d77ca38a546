"""`flask course import | export | check | format | render`: lines in French, exit status 1 where something is wrong."""

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from course.authoring.formats.problems import Problem
from course.cli.content import problem_line
from course.web.content_messages import CONTENT_MESSAGES
from tests.content_files import FILES, LESSON_PATH, change, write_files


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_files(tmp_path / "content")


def run(app: Flask, *words: object) -> tuple[int, str]:
    result = app.test_cli_runner().invoke(args=["course", *(str(word) for word in words)])
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result.exit_code, result.output.replace("\u00a0", " ")


def test_import_says_what_it_did(app: Flask, session: Session, folder: Path) -> None:
    first = run(app, "import", folder)
    change(folder, LESSON_PATH, "dit le 11", "croit au 11")
    dry = run(app, "import", folder, "--dry-run")
    second = run(app, "import", folder)
    third = run(app, "import", folder)

    assert first == (0, "Contenu : 10 nouveaux, 0 modifiés, 0 inchangés, 0 en conflit.\n")
    assert dry[1].splitlines() == [
        f"Modifié : lesson calculer ({LESSON_PATH})",
        "Essai à blanc : rien n’a été écrit.",
        "Contenu : 0 nouveaux, 1 modifiés, 9 inchangés, 0 en conflit.",
    ]
    assert second[1].endswith("Contenu : 0 nouveaux, 1 modifiés, 9 inchangés, 0 en conflit.\n")
    assert third == (0, "Contenu : 0 nouveaux, 0 modifiés, 10 inchangés, 0 en conflit.\n")


def test_import_names_file_line_and_field_of_a_fault(app: Flask, session: Session, folder: Path) -> None:
    change(folder, LESSON_PATH, "minutes: 8", "minutes: huit")

    status, output = run(app, "import", folder)

    assert status == 1
    assert output.splitlines() == [
        f"{LESSON_PATH}, ligne 5, minutes : un nombre entier est attendu ici.",
        "Rien n’a été importé.",
    ]


def test_export_writes_and_says_how_many(app: Flask, session: Session, folder: Path, tmp_path: Path) -> None:
    run(app, "import", folder)

    assert run(app, "export", tmp_path / "out") == (0, "9 fichiers écrits.\n")
    assert (tmp_path / "out" / LESSON_PATH).read_text(encoding="utf-8") == FILES[LESSON_PATH]


def test_export_into_what_is_no_folder_is_one_clear_line(
    app: Flask, session: Session, folder: Path, tmp_path: Path
) -> None:
    run(app, "import", folder)
    (tmp_path / "out").write_text("", encoding="utf-8")

    status, output = run(app, "export", tmp_path / "out")

    assert status == 1
    assert output.startswith("Le dossier ")
    assert len(output.splitlines()) == 1


def test_check_lists_every_problem(app: Flask, session: Session, folder: Path) -> None:
    assert run(app, "check", folder) == (0, "Contenu en ordre.\n")
    change(folder, LESSON_PATH, "(mot:daf)", "(mot:dfa)")

    status, output = run(app, "check", folder)

    assert status == 1
    assert output.splitlines() == [
        f"{LESSON_PATH}, ligne 18 : le mot « dfa » n’existe pas dans glossary.yml.",
        "1 problème.",
    ]


def test_format_writes_the_canonical_form_and_with_check_only_names_it(
    app: Flask, session: Session, folder: Path
) -> None:
    change(folder, "glossary.yml", "english: CFO", 'english: "CFO"')

    looked = run(app, "format", folder, "--check")
    assert (folder / "glossary.yml").read_text(encoding="utf-8") != FILES["glossary.yml"]
    written = run(app, "format", folder)

    assert looked == (1, "glossary.yml\n")
    assert written == (0, "glossary.yml\n")
    assert (folder / "glossary.yml").read_text(encoding="utf-8") == FILES["glossary.yml"]
    assert run(app, "format", folder, "--check") == (0, "")


def test_format_leaves_a_file_with_a_fault_alone(app: Flask, session: Session, folder: Path) -> None:
    change(folder, "glossary.yml", "english: CFO", "anglais: CFO")
    before = (folder / "glossary.yml").read_bytes()

    status, output = run(app, "format", folder)

    assert status == 1
    assert "glossary.yml, ligne 2, terms[0].english : ce champ est obligatoire." in output
    assert (folder / "glossary.yml").read_bytes() == before


def test_render_says_how_many(app: Flask, session: Session, folder: Path) -> None:
    run(app, "import", folder)

    assert run(app, "render") == (0, "0 version rendue.\n")


def test_every_sentence_about_content_fits_its_problem(app: Flask, session: Session) -> None:
    import re

    for message_id, text in CONTENT_MESSAGES.items():
        params = dict.fromkeys(re.findall(r"%\((\w+)\)s", text), "x")

        line = problem_line(Problem("a.yml", 1, "b", message_id, params))

        assert line.replace("\u00a0", " ").startswith("a.yml, ligne 1, b : ")
        assert "%(" not in line
