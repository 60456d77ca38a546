"""The commands about people."""

from pathlib import Path

from flask import Flask
from sqlalchemy import func, select

from course.accounts import queries
from course.accounts.models import Person
from course.foundation import clock
from course.foundation.database import db
from course.foundation.permissions import Role
from tests.factories import PASSWORD


def people(app: Flask) -> int:
    with app.app_context():
        return db.session.execute(select(func.count()).select_from(Person)).scalar_one()


def test_the_first_administrator_is_made_on_an_empty_installation(own_app: Flask) -> None:
    arguments = ["course", "people", "add", "Admin@a.fr", "Amélie", "--role", "administrator", "--password-prompt"]

    result = own_app.test_cli_runner().invoke(args=arguments, input=f"{PASSWORD}\n{PASSWORD}\n")

    assert result.exit_code == 0, result.output
    with own_app.app_context():
        person = queries.person_by_login(db.session(), "admin@a.fr")
        card = queries.person_card(db.session(), person.id)
        assert card.has_password
        assert card.roles_on(clock.today("Europe/Paris")) == {Role.ADMINISTRATOR}
        assert queries.organisation(db.session()) is not None
    answer = own_app.test_client().post("/sign-in", data={"login": "admin@a.fr", "password": PASSWORD})
    assert answer.status_code == 400  # the form's token is asked for; the password itself is tested elsewhere


def test_an_easy_password_adds_nobody(own_app: Flask) -> None:
    arguments = ["course", "people", "add", "admin@a.fr", "Amélie", "--password-prompt"]

    result = own_app.test_cli_runner().invoke(args=arguments, input="court\ncourt\n")

    assert result.exit_code == 1
    assert people(own_app) == 0


def test_a_file_is_imported_after_a_dry_run(own_app: Flask, tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    file.write_bytes("identifiant;nom;equipe\nzoe@a.fr;Zoé;Relance\n".encode("cp1252"))
    runner = own_app.test_cli_runner()

    dry = runner.invoke(args=["course", "people", "import", str(file), "--dry-run"])
    after_dry = people(own_app)
    real = runner.invoke(args=["course", "people", "import", str(file)])

    assert (dry.exit_code, after_dry) == (0, 0)
    assert (real.exit_code, people(own_app)) == (0, 1)


def test_errors_are_told_by_line_and_end_with_status_one(own_app: Flask, tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    file.write_text("identifiant;nom\nzoe@a.fr;Zoé\nab;Max\n", encoding="utf-8")

    result = own_app.test_cli_runner().invoke(args=["course", "people", "import", str(file)])

    assert result.exit_code == 1
    assert "ligne 3, identifiant" in result.output
    assert people(own_app) == 0


def test_a_missing_file_is_one_plain_line(own_app: Flask, tmp_path: Path) -> None:
    result = own_app.test_cli_runner().invoke(args=["course", "people", "import", str(tmp_path / "none.csv")])

    assert result.exit_code == 1
    assert len(result.output.strip().splitlines()) == 1


def test_an_invitation_prints_its_link(own_app: Flask) -> None:
    runner = own_app.test_cli_runner()
    runner.invoke(args=["course", "people", "add", "zoe@a.fr", "Zoé"])

    result = runner.invoke(args=["course", "people", "invite", "ZOE@a.fr"])
    unknown = runner.invoke(args=["course", "people", "invite", "nobody@a.fr"])

    assert result.exit_code == 0
    link = result.output.strip()
    assert own_app.test_client().get(link[link.index("/invitation/") :]).status_code == 200
    assert unknown.exit_code == 1
