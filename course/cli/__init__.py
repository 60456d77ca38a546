"""The commands `flask course …`; one module for each family, with `add(group)`."""

from typing import Any

import click
from flask import Flask
from flask.cli import AppGroup, ScriptInfo
from sqlalchemy.exc import OperationalError

from course.cli import content, demo, measuring, people, questions, scenarios, serve, upkeep
from course.foundation.errors import CourseError
from course.web.messages import sentence


class CourseGroup(AppGroup):
    """Commands inside the application's context, in which a refusal of ours is one line and exit status 1."""

    def invoke(self, ctx: click.Context) -> Any:
        """Runs the command."""
        with ctx.ensure_object(ScriptInfo).load_app().app_context():
            try:
                return super().invoke(ctx)
            except CourseError as error:
                click.echo(sentence(error.message_id, error.params), err=True)
            except OperationalError as error:
                click.echo(sentence("start.database", {"reason": serve.first_line(error)}), err=True)
            return ctx.exit(1)


def add_commands(app: Flask) -> None:
    """Registers the commands."""
    group = CourseGroup("course", help="Échéance : démarrer, importer, entretenir.")
    for family in (content, demo, measuring, people, questions, scenarios, serve, upkeep):
        family.add(group)
    app.cli.add_command(group)
