"""Commands about people: bring a file in, add one person (the first administrator), make an invitation."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import click
from flask import current_app, url_for
from flask.cli import AppGroup
from sqlalchemy.orm import Session

from course.accounts import queries, services
from course.accounts.formats import MOST_BYTES, Problem, read_people
from course.accounts.rules import normalised_login
from course.foundation import clock
from course.foundation.errors import InvalidInputError, NotFoundError
from course.foundation.permissions import Role
from course.foundation.settings import Settings
from course.web.i18n import gettext as _
from course.web.messages import sentence
from course.web.transaction import reader, write

ZONE = "Europe/Paris"


def add(group: AppGroup) -> None:
    """Adds `people import`, `people add` and `people invite`."""
    people = AppGroup("people", help="Personnes : importer un fichier, ajouter, inviter.")
    people.command("import", help="Importe un fichier CSV de personnes, tout ou rien.")(_import)
    people.command("add", help="Ajoute une personne, par exemple le premier administrateur.")(_add)
    people.command("invite", help="Affiche un lien d’invitation, valable une fois.")(_invite)
    group.add_command(people)


@click.argument("file", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Dit ce qui changerait, sans rien écrire.")
def _import(file: Path, dry_run: bool) -> None:
    found = read_people(_content(file))
    day = _today(reader())
    planned = services.import_people(reader(), found.rows, day, dry_run=True)
    problems = sorted((*found.problems, *planned.problems), key=lambda problem: problem.line)
    _tell(planned, dry_run, problems)
    if problems:
        raise InvalidInputError("people.refused")
    if not dry_run:
        with write() as session:
            _make_organisation(session)
            services.import_file(session, found.rows, day, None)


def _content(file: Path) -> bytes:
    try:
        with file.open("rb") as opened:
            return opened.read(MOST_BYTES + 1)
    except OSError as error:
        reason = error.strerror or ""
        raise InvalidInputError("people.unreadable_file", path=str(file), reason=reason) from error


def _tell(report: services.PeopleReport, dry_run: bool, problems: Sequence[Problem]) -> None:
    for problem in problems:
        place = _("ligne %(line)s", line=problem.line) + (f", {problem.column}" if problem.column else "")
        click.echo(f"{place} : {sentence(problem.message_id, problem.params)}", err=True)
    if problems:
        return
    for change in (*report.new, *report.changed):
        told = ", ".join(f"{found.column} {found.before}→{found.after}" for found in change.differences)
        click.echo(f"  {change.login}: {told}")
    for team in report.new_teams:
        click.echo(f"  + {team}")
    click.echo(
        _(
            "%(new)s ajoutées, %(changed)s modifiées, %(same)s inchangées",
            new=len(report.new),
            changed=len(report.changed),
            same=report.same,
        )
    )
    click.echo(_("Absentes du fichier, laissées telles quelles") + f" : {len(report.absent)}")
    if dry_run:
        click.echo(_("Rien n’est encore écrit"))


@click.argument("login")
@click.argument("name")
@click.option("--role", "roles", multiple=True, type=click.Choice([role.value for role in Role]), help="Répétable.")
@click.option("--password-prompt", is_flag=True, help="Demande le mot de passe au clavier.")
def _add(login: str, name: str, roles: tuple[str, ...], password_prompt: bool) -> None:
    password = click.prompt(_("Mot de passe"), hide_input=True, confirmation_prompt=True) if password_prompt else None
    hashed = services.first_hash(login, password) if password is not None else None
    details = services.PersonDetails(name, roles=frozenset(Role(role) for role in roles) or frozenset({Role.EMPLOYEE}))
    with write() as session:
        _make_organisation(session)
        day = _today(session)
        person = services.admit_person(session, None, login, details, day, day)
        if hashed is not None:
            services.store_password(session, person.id, hashed)
        added = person.login
    click.echo(added)


@click.argument("login")
def _invite(login: str) -> None:
    with write() as session:
        person = queries.person_by_login(session, normalised_login(login))
        if person is None:
            raise NotFoundError("accounts.no_such_login", login=normalised_login(login))
        token = services.invite_person(session, None, person.id, _today(session))
    click.echo(_link(token))


def _link(token: str) -> str:
    settings: Settings = current_app.extensions["settings"]
    with current_app.test_request_context():
        return settings.address + url_for("accounts.invitation", token=token)


def _today(session: Session) -> date:
    organisation = queries.organisation(session)
    return clock.today(organisation.zone if organisation else ZONE)


def _make_organisation(session: Session) -> None:
    """Makes the organisation at the first use of an empty installation."""
    if queries.organisation(session) is None:
        services.save_organisation(session, _("Mon organisation"), ZONE)
