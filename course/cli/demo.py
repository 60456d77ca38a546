"""The command that loads the demonstration."""

import click
from flask.cli import AppGroup

from course.demonstration.services import load_demonstration
from course.web.i18n import gettext as _
from course.web.transaction import write


def add(group: AppGroup) -> None:
    """Adds `demo`."""
    group.command("demo", help="Charge l’organisation de démonstration dans une base vide.")(_demo)


def _demo() -> None:
    with write() as session:
        people = load_demonstration(session)
    click.echo(_("Démonstration chargée : %(people)s personnes.", people=people))
