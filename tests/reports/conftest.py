"""A small company for the reports: a team with one below it, their manager, and evidence through the real services."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

import pytest
from sqlalchemy.orm import Session

from course.accounts.models import JobRole, Person, Team
from course.catalogue.formats import LessonEntry, ModuleEntry
from course.catalogue.services import render_lesson, save_lesson, save_module
from course.competencies.models import Competency
from course.competencies.services import Proof, record_evidence
from course.foundation import clock
from tests import factories
from tests.browsing import Browser
from tests.seeds import seeded

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
TOKEN = re.compile(r'name="csrf_token" value="[^"]*"')


@dataclass
class Company:
    """What the tests speak of."""

    session: Session
    competencies: dict[str, Competency]
    job: JobRole
    team: Team
    below: Team
    manager: Person
    nadia: Person
    versions: list[int] = field(default_factory=list)

    def person(self, name: str, team: Team | None = None) -> Person:
        """Adds somebody with the job to a team."""
        return factories.make_person(self.session, name, team=team or self.team, job=self.job)

    def proofs(
        self, person: Person, key: str, scores: Sequence[float], at: datetime = NOW, source: str = "Faire le point"
    ) -> None:
        """Gives a person counted answers on a competency, in one sitting."""
        with clock.at(at):
            rows = [Proof({key: 1.0}, score, at, item_version_id=self.versions[0], source=source) for score in scores]
            record_evidence(self.session, person.id, rows)


def make_company(session: Session) -> Company:
    """A manager of « Recouvrement » and, below it, « Relance »; Nadia works in the first."""
    factories.make_organisation(session)
    competencies = factories.make_framework(session)
    job = factories.make_job_role(session)
    for competency, level in zip(competencies.values(), (2, 3, 2), strict=True):
        factories.require(session, job, competency, level)
    team = factories.make_team(session, "Recouvrement")
    below = factories.make_team(session, "Relance", team)
    manager = factories.make_manager(session, team, name="Claire Vasseur")
    nadia = factories.make_person(session, "Nadia Benali", team=team, job=job)
    found = Company(session, competencies, job, team, below, manager, nadia)
    found.versions = [factories.make_measured_version(session)]
    return found


engine, company = seeded(make_company)


@pytest.fixture
def manager(company: Company, client: Browser, sign_in: Callable[[Browser, Person], Browser]) -> Browser:
    """The manager's browser."""
    return sign_in(client, company.manager)


@pytest.fixture
def lesson_id(company: Company) -> int:
    """A published lesson that builds COM-1; returns its item id."""
    module = ModuleEntry("communication", 2, "Communication", "Parler, écrire.", date(2026, 11, 1))
    save_module(company.session, module, "module")
    lesson = LessonEntry(
        "appel", "Préparer l’appel", "préparer un appel", 8, (("COM-1", 1, 2),), (), (), (), ("a", "b", "c"), "Texte."
    )
    version = save_lesson(company.session, lesson, "source", render_lesson(lesson, {}), "communication", 1)
    company.session.flush()
    return version.item_id


def shown(client: Browser, address: str) -> str:
    """Returns a page as text, without the form tokens that differ each time."""
    response = client.get(address)
    assert response.status_code == 200, response.status
    return TOKEN.sub("", response.text)
