"""Commands that keep an installation in shape: static files, migrations, what is due now and every night."""

from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup

from course import migrations
from course.foundation.database import db
from course.web.static_files import BUILT, SOURCE, build


def add(group: AppGroup) -> None:
    """Adds `static`, `migrate` and `tick`."""
    group.command("static", help="Prépare les fichiers statiques : noms immuables, compressés.")(_static)
    group.command("migrate", help="Met la base de données à jour.")(_migrate)


def _static() -> None:
    settings = current_app.extensions["settings"]
    build(SOURCE, Path(settings.static_path or BUILT))


def _migrate() -> None:
    migrations.migrate(db.engine)
    click.echo(db.engine.dialect.name)
