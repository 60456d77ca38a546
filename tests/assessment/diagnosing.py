"""Takes diagnostics as a person does, through the services: a bank, a job, somebody who answers."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy import func, select

from course.accounts.models import Person
from course.assessment import services
from course.assessment.models import AttemptSlot
from course.assessment.queries import attempt_of
from course.assessment.services.diagnosing import answer_diagnostic, begin_diagnostic
from course.assessment.services.marks import question_shown
from course.foundation import clock
from course.question_bank.queries import stored_questions
from quizzes import right_response
from tests import factories

NOON = datetime(2026, 11, 23, 11, 0, tzinfo=UTC)
TODAY = NOON.date()
KEYS = ("JUR-1", "JUR-2", "COM-1")


@dataclass
class World:
    """A bank, a job that asks for levels, and a learner who has read the notice."""

    session: object
    competencies: dict
    job: object
    learner: Person

    def person(self, name="Karim Haddad", **more):
        """Adds somebody with the job who has read the notice."""
        made = factories.make_person(self.session, name, job=self.job, **more)
        services.read_notice(self.session, made.id)
        return made


def make_world(session, each=20, levels=(2, 3, 2)):
    """Makes a bank of single choices, so many a competency, of every difficulty; the quiz « diagnostic »; a job."""
    competencies = factories.make_framework(session)
    for key in KEYS:
        for number in range(each):
            factories.make_question(session, f"{key.lower()}-{number}", key, difficulty=1 + number % 5)
    factories.make_quiz(session, "diagnostic", [], purpose="diagnostic")
    job = factories.make_job_role(session)
    for competency, level in zip(competencies.values(), levels, strict=True):
        factories.require(session, job, competency, level)
    world = World(session, competencies, job, factories.make_person(session, job=job))
    services.read_notice(session, world.learner.id)
    return world


def make_wide_world(session, competencies, each=6):
    """Makes a world whose job asks for level 1 of so many competencies, in domains of three."""
    keys = [f"JUR-{number}" for number in range(1, competencies + 1)]
    made = factories.make_framework(session, *((f"D{place // 3}", key, False) for place, key in enumerate(keys)))
    for key in keys:
        for number in range(each):
            factories.make_question(session, f"{key.lower()}-{number}", key, difficulty=1 + number % 5)
    factories.make_quiz(session, "diagnostic", [], purpose="diagnostic")
    job = factories.make_job_role(session)
    for competency in made.values():
        factories.require(session, job, competency, 1)
    world = World(session, made, job, factories.make_person(session, job=job))
    services.read_notice(session, world.learner.id)
    return world


def asked_competencies(session, person, attempt_id):
    """The competency of each question of an attempt, in order."""
    versions = [slot.question_version_id for slot in attempt_of(session, person.id, attempt_id).slots]
    return [question.competency_key for question in stored_questions(session, versions).values()]


def begin(session, person, at=NOON, seed=1, today: date = TODAY):
    with clock.at(at):
        return begin_diagnostic(session, person.id, today, seed=seed)


def last_slot(session, attempt_id):
    """The slot of the question that is open, or was the last."""
    return session.execute(
        select(AttemptSlot).where(AttemptSlot.attempt_id == attempt_id).order_by(AttemptSlot.position.desc()).limit(1)
    ).scalar_one()


def answer(session, person, attempt_id, value, position=None, client_id=None, at=NOON, today=TODAY):
    """Answers the open question (or that position): « right », « wrong », « unknown », or a value."""
    slot = last_slot(session, attempt_id)
    position = position or slot.position
    stored = stored_questions(session, [slot.question_version_id])[slot.question_version_id]
    question = question_shown(stored, slot.drawn).question
    given = {"right": {"value": right_response(question)}, "wrong": {"value": "a"}, "unknown": {"unknown": True}}
    said = given.get(value, {"value": value})
    with clock.at(at):
        return answer_diagnostic(
            session, person.id, attempt_id, position, said, client_id or f"c-{attempt_id}-{position}", today
        )


def take(session, person, values, at=NOON, seed=1, today=TODAY):
    """Takes a whole diagnostic, with these answers over and over; returns its attempt's id and the last step."""
    attempt_id = begin(session, person, at, seed, today)
    for number in range(40):
        step = answer(session, person, attempt_id, values[number % len(values)], at=at, today=today)
        if step.is_ended:
            return attempt_id, step
    raise AssertionError("a diagnostic has more than forty questions")


def asked_items(session, person, attempt_id):
    return [slot.question_item_id for slot in attempt_of(session, person.id, attempt_id).slots]


def count(session, table):
    return session.execute(select(func.count()).select_from(table)).scalar_one()
