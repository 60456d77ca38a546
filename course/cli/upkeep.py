"""Commands that keep an installation in shape: static files, migrations, what is due now and every night."""

from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup

from course import migrations
from course.accounts.services import forget_sign_ins
from course.assessment.services import expire_attempts
from course.assessment.services.closing import close_forgotten
from course.cli.serve import check_database
from course.foundation.database import db
from course.simulations.services.forgotten import close_left
from course.web.i18n import gettext as _
from course.web.i18n import ngettext
from course.web.static_files import BUILT, SOURCE, build
from course.web.transaction import write


def add(group: AppGroup) -> None:
    """Adds `static`, `migrate` and `tick`."""
    group.command("static", help="Prépare les fichiers statiques : noms immuables, compressés.")(_static)
    group.command("migrate", help="Met la base de données à jour.")(_migrate)
    group.command("tick", help="Clôt les passages dont le temps est écoulé, efface les connexions anciennes.")(_tick)


def _static() -> None:
    settings = current_app.extensions["settings"]
    build(SOURCE, Path(settings.static_path or BUILT))


def _migrate() -> None:
    check_database()
    migrations.migrate(db.engine)
    click.echo(_("La base de données est à jour (%(kind)s).", kind=db.engine.dialect.name))


def _tick() -> None:
    with write() as session:
        expired = expire_attempts(session) + close_forgotten(session) + close_left(session)
    with write() as session:
        forget_sign_ins(session)
    click.echo(ngettext("%(num)s passage clos.", "%(num)s passages clos.", expired))
