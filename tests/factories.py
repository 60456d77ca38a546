"""Makes what tests need, through the services that the product uses."""

import itertools
from collections.abc import Sequence
from datetime import date

from sqlalchemy.orm import Session

from course.accounts import queries, services
from course.accounts.models import JobRole, Organisation, Person, Team
from course.competencies.models import Competency, Domain, RoleRequirement
from course.competencies.services import set_item_parameter
from course.foundation.clock import FAR
from course.foundation.permissions import Role
from course.publishing import services as publishing
from course.question_bank import services as question_bank
from course.question_bank.formats import QuizEntry
from course.question_bank.queries import StoredQuiz, quiz_of
from quizzes.formats.native import question_from_mapping

numbers = itertools.count(1)
LONG_AGO = date(2020, 1, 1)
PASSWORD = "quatre-vingts-jours"


def make_organisation(session: Session, name: str = "Arvanel", is_demo: bool = False) -> Organisation:
    """Makes the one organisation."""
    return services.save_organisation(session, name, is_demo=is_demo)


def make_team(session: Session, name: str = "Recouvrement", parent: Team | None = None) -> Team:
    """Makes a team, below another where one is given."""
    return services.save_team(session, f"equipe-{next(numbers)}", name, parent.id if parent else None)


def make_job_role(session: Session, name: str = "Chargé de recouvrement", english: str = "Debt collector") -> JobRole:
    """Makes a job of the trade."""
    number = next(numbers)
    return services.save_job_role(session, f"metier-{number}", name, english, number)


def make_person(
    session: Session,
    name: str = "Nadia Lambert",
    login: str | None = None,
    roles: tuple[Role, ...] = (Role.EMPLOYEE,),
    team: Team | None = None,
    job: JobRole | None = None,
    manages: tuple[Team, ...] = (),
    password: str | None = None,
    language: str = "fr",
) -> Person:
    """Makes a person (and the organisation where there is none), with roles, team, job and managed teams since 2020."""
    if queries.organisation(session) is None:
        make_organisation(session)
    person = services.add_person(
        session, login or f"personne{next(numbers)}@arvanel.example", name, password=password, language=language
    )
    for role in roles:
        services.grant_role(session, person.id, role, LONG_AGO)
    if team is not None:
        services.move_to_team(session, person.id, team.id, LONG_AGO)
    if job is not None:
        services.set_job(session, person.id, job.id, LONG_AGO)
    for managed in manages:
        services.make_manager(session, person.id, managed.id, LONG_AGO)
    return person


def make_manager(session: Session, *teams: Team, name: str = "Sophie Marchand") -> Person:
    """Makes a manager of these teams."""
    return make_person(session, name, roles=(Role.EMPLOYEE, Role.MANAGER), manages=teams)


SMALL_FRAMEWORK = (("JUR", "JUR-1", False), ("JUR", "JUR-2", False), ("COM", "COM-1", True))


def make_framework(session: Session, *competencies: tuple[str, str, bool]) -> dict[str, Competency]:
    """Makes a small framework of (domain, competency, is it a gesture); returns the competencies by key."""
    made: dict[str, Competency] = {}
    domains: dict[str, Domain] = {}
    for position, (domain_key, key, is_gesture) in enumerate(competencies or SMALL_FRAMEWORK):
        if domain_key not in domains:
            domains[domain_key] = Domain(key=domain_key, name=domain_key, english=domain_key, position=position)
            session.add(domains[domain_key])
            session.flush()
        made[key] = Competency(
            key=key,
            domain_id=domains[domain_key].id,
            name=f"Compétence {key}",
            english=f"Competency {key}",
            short=key,
            short_english=key,
            is_gesture=is_gesture,
            levels=["un", "deux", "trois", "quatre"],
            levels_english=["one", "two", "three", "four"],
            position=position,
        )
        session.add(made[key])
    session.flush()
    return made


def require(session: Session, job: JobRole, competency: Competency, level: int) -> None:
    """Makes a job ask for a level of a competency since 2020."""
    session.add(
        RoleRequirement(job_role_id=job.id, competency_id=competency.id, level=level, valid_from=LONG_AGO, valid_to=FAR)
    )
    session.flush()


def make_measured_version(session: Session, difficulty: int = 3, guessing: float = 0.25) -> int:
    """Makes a published item version that measures something, as a question does; returns its id."""
    item = publishing.ensure_item(session, "question", f"question-{next(numbers)}")
    version = publishing.add_version(session, item, "Une question", f"source {item.id}")
    publishing.publish(session, version)
    set_item_parameter(session, version.id, difficulty, guessing)
    session.flush()
    return version.id


def make_question(session: Session, key: str, competency: str = "JUR-1", **fields: object) -> int:
    """Makes and publishes a question (single choice, « b » right, unless fields say else); returns its item id."""
    mapping: dict[str, object] = {
        "key": key,
        "type": "single",
        "competency": competency,
        "difficulty": 3,
        "seconds": 30,
        "facts": [],
        "sources": ["metier"],
        "stem": f"Énoncé de {key} ?",
        "options": [
            {"text": "Première", "feedback": "Pas celle-ci."},
            {"text": "Deuxième", "right": True, "feedback": "C’est elle."},
            {"text": "Troisième", "feedback": "Presque."},
        ],
        "explanation": f"Explication de {key}.",
    }
    mapping |= fields
    if mapping["type"] not in {"single", "multiple"}:
        del mapping["options"]
    question = question_from_mapping(mapping)
    version = question_bank.save_question(session, question, key, question_bank.render_questions([question])[0])
    session.flush()
    return version.item_id


def make_quiz(
    session: Session, key: str, questions: Sequence[str], mode: str = "counted", **fields: object
) -> StoredQuiz:
    """Makes and publishes a quiz of these questions; returns it as the site reads it."""
    entry = QuizEntry(key, f"Questionnaire {key}", mode, 10, tuple(questions), **fields)  # type: ignore[arg-type]  # a test names the fields
    question_bank.save_quiz(session, entry, key)
    session.flush()
    quiz = quiz_of(session, key)
    assert quiz is not None
    return quiz
