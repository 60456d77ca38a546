"""Fixtures of authoring: an imported programme, a trainer, and the editor’s form as a browser sends it."""

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from sqlalchemy.orm import Session

from course.accounts.models import Person
from course.authoring.forms import fields_of
from course.authoring.queries import Desk, desk_of
from course.authoring.services.content_import import import_content
from course.foundation.permissions import Role
from tests.browsing import Browser
from tests.content_files import write_files
from tests.factories import make_person

KEY = "calculer"


def import_programme(session: Session) -> Session:
    """Imports the small programme; `engine, programme = seeded(import_programme)` starts a module's tests from it."""
    with TemporaryDirectory() as folder:
        report = import_content(session, write_files(Path(folder)))
    assert report.problems == ()
    return session


@pytest.fixture
def programme(session: Session) -> Session:
    """The small programme, imported for one test."""
    return import_programme(session)


@pytest.fixture
def trainer(programme: Session) -> Person:
    """A trainer."""
    return make_person(programme, "Hélène Duval", roles=(Role.TRAINER,))


@pytest.fixture
def colleague(programme: Session) -> Person:
    """Another trainer."""
    return make_person(programme, "Thomas Le Goff", roles=(Role.TRAINER,))


@pytest.fixture
def desk(client: Browser, sign_in: Callable[..., Browser], trainer: Person) -> Browser:
    """The browser of the trainer."""
    return sign_in(client, trainer)


def the_desk(session: Session) -> Desk:
    """Returns the lesson as it stands."""
    session.expire_all()
    found = desk_of(session, KEY)
    assert found is not None
    return found


def form_of(session: Session, **changes: Any) -> dict[str, str]:
    """Returns what the browser would send from the editor, with changes."""
    found = the_desk(session)
    fields = fields_of(found.source)
    form = {
        "revision": str(found.revision),
        "title": fields.title,
        "outcome": fields.outcome,
        "minutes": fields.minutes,
        "rest": fields.rest,
        "text": fields.text.replace("\n", "\r\n"),
        **{f"tomorrow_{number}": choice for number, choice in enumerate(fields.tomorrow, 1)},
    }
    return form | changes
