"""Commands about people's histories: the demonstration, and rebuilding every level from the evidence."""

import click
from flask.cli import AppGroup

from course.competencies.services import recompute
from course.demonstration.services import load_demonstration
from course.foundation.errors import ConflictError
from course.web.i18n import gettext as _
from course.web.transaction import write

TOLERANCE = 1e-9


def add(group: AppGroup) -> None:
    """Adds `demo` and `recompute`."""
    group.command("demo", help="Charge l’organisation de démonstration dans une base vide.")(_demo)
    group.command("recompute", help="Recalcule tous les niveaux à partir des preuves et dit l’écart.")(_recompute)


def _demo() -> None:
    with write() as session:
        people = load_demonstration(session)
    click.echo(_("Démonstration chargée : %(people)s personnes.", people=people))


def _recompute() -> None:
    with write() as session:
        learners, departure = recompute(session)
    click.echo(_("%(learners)s personnes recalculées ; plus grand écart : %(gap)s.", learners=learners, gap=departure))
    if departure > TOLERANCE:
        raise ConflictError("competencies.departure", gap=departure)
