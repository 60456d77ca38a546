"""`flask course questions import | export`: a report in French, exit status 1 where something was refused."""

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from course.question_bank.models import Question, QuestionDraft, QuestionImport
from course.question_bank.services import save_drafts
from tests.authoring.sample_bank import sample_bank
from tests.factories import make_framework, make_question

TWO = "::Délai::Quel délai ? {=30 jours ~60 jours}\n\n::Relance::Elle interrompt. {F}\n"
BROKEN = TWO + "\n::Cassée::Une accolade {=oui\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "banque.gift"
    path.write_text(TWO, encoding="utf-8")
    return path


def run(app: Flask, *words: object) -> tuple[int, str]:
    result = app.test_cli_runner().invoke(args=["course", "questions", *(str(word) for word in words)])
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result.exit_code, result.stdout.replace("\u00a0", " ")


def keys(session: Session) -> set[str]:
    session.expire_all()
    return set(session.execute(select(QuestionDraft.key)).scalars())


def test_import_says_what_it_did_and_keeps_the_report(app: Flask, session: Session, file: Path) -> None:
    first, second = run(app, "import", file), run(app, "import", file)

    assert first == (0, "Questions importées : 2, modifiées : 0, inchangées : 0, refusées : 0.\n")
    assert second == (0, "Questions importées : 0, modifiées : 0, inchangées : 2, refusées : 0.\n")
    assert keys(session) == {"delai", "relance"}
    kept = session.execute(select(QuestionImport.file_name, QuestionImport.category).order_by("id")).all()
    assert [tuple(row) for row in kept] == [("banque.gift", "banque")] * 2


def test_a_dry_run_writes_nothing(app: Flask, session: Session, file: Path) -> None:
    status, output = run(app, "import", file, "--dry-run")

    assert status == 0
    assert output.endswith("Essai à blanc : rien n’a été écrit.\n")
    assert keys(session) == set()


def test_all_or_nothing_unless_a_part_is_enough(app: Flask, session: Session, file: Path) -> None:
    file.write_text(BROKEN, encoding="utf-8")

    dry = run(app, "import", file, "--dry-run")
    refused = run(app, "import", file)
    before = keys(session)
    partial = run(app, "import", file, "--partial", "--category", "Droit")

    assert dry[0] == refused[0] == 1
    assert refused[1].startswith("ligne 5, Cassée (refusée) : Il manque une accolade.")
    assert before == set()
    assert partial[0] == 0
    assert keys(session) == {"delai", "relance"}
    assert set(session.execute(select(QuestionDraft.category)).scalars()) == {"Droit"}


@pytest.mark.parametrize("content", [b"\xff\xfe\xfa", b'<?xml version="1.0"?><!DOCTYPE a []><quiz/>', b"// rien"])
def test_a_file_that_cannot_be_read_is_one_clear_line(app: Flask, session: Session, file: Path, content: bytes) -> None:
    file.write_bytes(content)

    result = app.test_cli_runner().invoke(args=["course", "questions", "import", str(file)])

    assert result.exit_code == 1
    assert result.stdout == ""
    assert len(result.stderr.strip().splitlines()) == 2  # that it reads, and why it does not go on


def test_import_can_publish_what_can_be_published(app: Flask, session: Session, file: Path) -> None:
    make_framework(session)
    file.write_text("// [tag:echeance:competency=JUR-1]\n" + TWO, encoding="utf-8")

    status, output = run(app, "import", file, "--publish")

    assert status == 1
    assert output.splitlines()[1:] == [
        "relance : " + output.splitlines()[1].removeprefix("relance : "),
        "1 question publiée.",
    ]
    session.expire_all()
    assert list(session.execute(select(Question.key)).scalars()) == ["delai"]
    assert keys(session) == {"relance"}


def test_export_writes_what_was_asked_for_and_says_what_is_not_held(
    app: Flask, session: Session, tmp_path: Path
) -> None:
    save_drafts(session, sample_bank(), None)
    session.flush()

    whole = run(app, "export", tmp_path / "bank.csv")
    one = run(app, "export", tmp_path / "one.xml", "--key", "mot", "--key", "jour")
    by_competency = run(app, "export", tmp_path / "com.txt", "--competency", "COM-1")

    assert whole[0] == 0
    assert "calcul (pas dans le fichier) : Ce format n’a pas de question du type « calcul à chiffres" in whole[1]
    assert whole[1].endswith("14 questions écrites.\n")
    assert one[1].splitlines()[-1] == "1 question écrite."
    assert by_competency[1] == "1 question écrite.\n"
    assert "::Question vrai::" in (tmp_path / "com.txt").read_text(encoding="utf-8")


def test_export_of_nothing_or_to_nowhere_is_one_clear_line(app: Flask, session: Session, tmp_path: Path) -> None:
    make_framework(session)
    make_question(session, "a")

    statuses = [
        run(app, "export", tmp_path / "a.gift", "--category", "Rien")[0],
        run(app, "export", tmp_path / "no" / "a.gift")[0],
        run(app, "export", tmp_path / "a.doc")[0],
    ]

    assert statuses == [1, 1, 1]
    assert not (tmp_path / "a.gift").exists()
