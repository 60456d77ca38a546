"""`flask course serve`: checks what can be wrong, makes everything ready, then becomes the server."""

import errno
import os
import socket
import sys
import tempfile
from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup
from sqlalchemy.exc import SQLAlchemyError

from course import migrations
from course.accounts import queries
from course.accounts.rules import DEMO_LOGINS, DEMO_PASSWORD
from course.accounts.views.words import role_name
from course.authoring.services.rerender import rerender
from course.cli.content import import_folder, problem_lines
from course.demonstration.services import load_demonstration
from course.foundation.database import db
from course.foundation.errors import StartError
from course.foundation.settings import ROOT, Settings
from course.publishing.queries import stamp
from course.web.i18n import gettext as _
from course.web.static_files import BUILT, MANIFEST
from course.web.transaction import reader, write

GRACE_SECONDS = 10


def add(group: AppGroup) -> None:
    """Adds `serve`."""
    group.command("serve", help="Prépare tout et sert le site.")(_serve)


def _serve() -> None:
    settings: Settings = current_app.extensions["settings"]
    check_port(settings)
    check_folder(Path(settings.instance_path))
    check_database()
    migrations.migrate(db.engine)
    _import_content(Path(settings.content_path))
    with write() as session:
        rerender(session)
    if settings.has_demo:
        _load_demonstration()
    _announce(settings)
    _become_the_server(settings)


def check_port(settings: Settings) -> None:
    """Raises StartError where somebody listens on the address; granian would bind it a second time in silence."""
    try:
        found = socket.getaddrinfo(settings.host, settings.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
        family, kind, protocol, _name, address = found[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise StartError("start.port_taken", host=settings.host, port=settings.port) from error
        reason = error.strerror or str(error)
        raise StartError("start.address", host=settings.host, port=settings.port, reason=reason) from error


def check_folder(folder: Path) -> None:
    """Raises StartError where nothing can be written in the folder, which is made where it is missing."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise StartError("start.folder", path=str(folder), reason=error.strerror or str(error)) from error


def check_database() -> None:
    """Raises StartError where the database does not answer."""
    try:
        with db.engine.connect():
            pass
    except SQLAlchemyError as error:
        raise StartError("start.database", reason=first_line(error)) from error


def first_line(error: SQLAlchemyError) -> str:
    """Returns what the database's own error says first."""
    return str(getattr(error, "orig", None) or error).strip().splitlines()[0]


def _import_content(folder: Path) -> None:
    """Imports what changed; with a fault in the files nothing is written, and people go on with what was there.

    Raises StartError where nothing was.
    """
    report = import_folder(folder)
    for line in problem_lines(report.problems):
        click.echo(line, err=True)
    if report.problems and not stamp(reader()):
        raise StartError("start.no_content", path=str(folder))


def _load_demonstration() -> None:
    if queries.count_people(reader()):
        return
    click.echo(_("Chargement de l’organisation de démonstration…"))
    with write() as session:
        load_demonstration(session)


def _announce(settings: Settings) -> None:
    click.echo(_("Échéance vous attend à l’adresse %(address)s", address=settings.address))
    accounts = queries.demo_accounts(reader(), DEMO_LOGINS)
    if accounts:
        click.echo(_("Comptes de démonstration (mot de passe : %(password)s) :", password=DEMO_PASSWORD))
    for account in accounts:
        click.echo(f"  {account.login:<28}{account.name}, {', '.join(role_name(role) for role in account.roles)}")
    db.session.remove()
    db.engine.dispose()


def _become_the_server(settings: Settings) -> None:
    static = settings.static_path or (str(BUILT) if (BUILT / MANIFEST).is_file() else "")
    os.environ |= {
        "INSTANCE_PATH": str(Path(settings.instance_path).resolve()),
        "CONTENT_PATH": str(Path(settings.content_path).resolve()),
        "STATIC_PATH": static and str(Path(static).resolve()),
    }
    sys.stdout.flush()
    options = {
        "--interface": "wsgi",
        "--host": settings.host,
        "--port": settings.port,
        "--workers": settings.workers,
        "--blocking-threads": settings.threads,
        "--workers-kill-timeout": GRACE_SECONDS,
        "--log-level": "warning",
        "--working-dir": ROOT,
    }
    words = [str(word) for option in options.items() for word in option]
    command = [sys.executable, "-m", "granian", *words, "--respawn-failed-workers", "--no-ws", "app:app"]
    os.execv(sys.executable, command)  # noqa: S606 - no shell, and every word is ours or checked
