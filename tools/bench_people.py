"""What the benchmark asks for: a matrix of 40 × 25, people on a lesson, attempts to answer and attempts to finish."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from flask import Flask
from product import Visitor, person_named, stop, visitors
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from course.accounts import queries as accounts
from course.accounts import services as people
from course.accounts.models import Membership, Person, Team
from course.accounts.queries import viewer_of_token
from course.accounts.views import COOKIE
from course.assessment import queries as assessment
from course.assessment import services
from course.assessment.models import Response
from course.demonstration.cast import ROOT_TEAM
from course.foundation import clock
from course.foundation.database import db
from course.foundation.permissions import Role
from course.publishing.models import Item
from course.question_bank.queries import PoolQuestion, StoredQuiz, quiz_of, stored_questions
from course.reports.queries import team_members
from course.web.transaction import reader, write
from quizzes import right_response

CONNECTIONS = 16
LESSON = "penalites-et-40-euros"
QUIZ = "cadre-legal-point"
JOB = "charge-de-recouvrement"  # requires all 25 competencies: no cell of the matrix is empty
MANAGER = "claire@arvanel.example"
PEOPLE, COMPETENCIES = 40, 25
HEADERS = {"Accept-Encoding": "gzip, deflate, br, zstd", "Accept-Language": "fr-FR,fr;q=0.9"}  # as a browser's
PAGE = "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8"
Request = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Sitter:
    """A person with an open attempt of their own, and the right answer to each of its questions."""

    visitor: Visitor
    attempt_id: int
    answers: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Stage:
    """The requests of each page: by visitor under load, and one by one for counting statements."""

    repeated: Mapping[str, list[list[Request]]]
    finishes: list[list[list[Request]]]
    counted: Mapping[str, list[Request]]
    saving: list[int]

    def visitors(self, page: str, turn: int) -> list[list[Request]]:
        """Returns what each visitor asks for in a round; round 0 warms up."""
        return self.finishes[turn] if page == "finish" else self.repeated[page]

    def count_saved(self, app: Flask) -> int:
        """Returns how many answers are stored of those that were saved under load."""
        with app.app_context():
            statement = select(func.count()).where(Response.attempt_id.in_(self.saving))
            return int(db.session.execute(statement).scalar_one())


def prepare(app: Flask, rounds: int, finishes: int) -> Stage:
    """Makes the matrix, newcomers with attempts, and everybody's sessions."""
    members, managers = _matrix(app)
    readers = [get(visitor, f"/lessons/{LESSON}") for visitor in visitors(app, members[:CONNECTIONS])]
    reports = [get(visitor, "/team?domain=all") for visitor in managers]
    savers = sitters(app, CONNECTIONS + 1, questions=10, is_answered=False)
    saving = [[save(sitter, position) for position in range(1, 11)] for sitter in savers]
    shares = [CONNECTIONS] + [finishes] * rounds
    sat = [_finish(sitter) for sitter in sitters(app, sum(shares) + 2, questions=10, is_answered=True)]
    longer = [_finish(sitter) for sitter in sitters(app, 1, questions=20, is_answered=True)]
    return Stage(
        repeated={
            "bare": [[{"method": "GET", "path": "/", "headers": {}}]],
            "lesson": [[request] for request in readers],
            "matrix": [[request] for request in reports],
            "save": saving[:CONNECTIONS],
        },
        finishes=[_dealt(sat[sum(shares[:turn]) :][: shares[turn]]) for turn in range(rounds + 1)],
        counted={
            "lesson": readers[:1] * 2,
            "matrix": reports[:1] * 2,
            "save": [_once(request, f"counted-{place}") for place, request in enumerate(saving[CONNECTIONS][:2])],
            "finish": [*sat[-2:], *longer],
        },
        saving=[sitter.attempt_id for sitter in savers[:CONNECTIONS]],
    )


def _dealt(requests: list[Request]) -> list[list[Request]]:
    return [requests[place::CONNECTIONS] for place in range(CONNECTIONS)]


def _matrix(app: Flask) -> tuple[list[int], list[Visitor]]:
    """Keeps forty people, all in teams of one manager and in the job that requires every competency."""
    with app.app_context(), write() as session:
        today = clock.now().date()
        job = next(job for job in accounts.job_roles(session) if job.key == JOB)
        team_id = session.execute(select(Team.id).where(Team.key == ROOT_TEAM[0])).scalar_one()
        everybody = list(session.execute(select(Person.id).order_by(Person.id)).scalars())
        teamless = set(everybody) - set(session.execute(select(Membership.person_id)).scalars())
        members, others = everybody[:PEOPLE], everybody[PEOPLE:]
        for person_id in members:
            people.set_job(session, person_id, job.id, today)
            if person_id in teamless:
                people.move_to_team(session, person_id, team_id, today)
        for person_id in others:
            people.suspend(session, person_id, is_suspended=True)
    managers = visitors(app, [person_named(app, MANAGER)] * CONNECTIONS)
    with app.app_context():
        viewer = viewer_of_token(reader(), people.digest(managers[0].cookies[COOKIE]), clock.now())
        cells = [len(member.cells) for member in team_members(reader(), viewer)] if viewer else []
    if cells != [COMPETENCIES] * PEOPLE:
        stop(f"The matrix should be {PEOPLE} × {COMPETENCIES} and is {len(cells)} × {cells}.")
    return members, managers


def sitters(app: Flask, count: int, questions: int, is_answered: bool) -> list[Sitter]:
    """Makes newcomers who have begun a counted quiz, in one transaction; where asked, they have answered all of it."""
    with app.app_context(), write() as session:
        quiz = quiz_of(session, QUIZ)
        if quiz is None:
            stop(f"The content has no quiz {QUIZ}.")
        quiz = replace(quiz, settings=replace(quiz.settings, draw=questions), questions=_choices(session, quiz))
        known = session.execute(select(func.count()).select_from(Person)).scalar_one()
        rows = []
        for number in range(known, known + count):
            person = people.add_person(session, f"bench-{number}@example.org", f"Personne {number}")
            people.grant_role(session, person.id, Role.EMPLOYEE, clock.now().date())
            services.read_notice(session, person.id)
            attempt_id = services.start_attempt(session, person.id, quiz)
            rows.append((person.id, attempt_id, _answers(session, person.id, attempt_id, is_answered)))
    known_people = visitors(app, [person_id for person_id, _, _ in rows])
    return [Sitter(visitor, row[1], row[2]) for visitor, row in zip(known_people, rows, strict=True)]


def _choices(session: Session, quiz: StoredQuiz) -> tuple[PoolQuestion, ...]:
    """Returns the pool's single choices: each is answered by one field, and every table since the first asked those."""
    versions = session.execute(select(Item.published_version_id).where(Item.id.in_(quiz.pool))).scalars()
    stored = stored_questions(session, [version for version in versions if version is not None])
    kept = {question.item_id for question in stored.values() if question.type == "single"}
    return tuple(question for question in quiz.questions if question.item_id in kept)


def _answers(session: Session, person_id: int, attempt_id: int, is_given: bool) -> tuple[Any, ...]:
    attempt = assessment.attempt_of(session, person_id, attempt_id)
    stored = stored_questions(session, [slot.question_version_id for slot in attempt.slots])
    answers = tuple(right_response(stored[slot.question_version_id].question) for slot in attempt.slots)
    for position, value in enumerate(answers, start=1):
        if is_given:
            services.save_answer(session, person_id, attempt_id, position, {"value": value}, f"bench-{position}")
    return answers


def get(visitor: Visitor, path: str) -> Request:
    """Returns the request of a page, as a browser sends it."""
    return {"method": "GET", "path": path, "headers": HEADERS | {"Accept": PAGE, "Cookie": visitor.header}}


def post(visitor: Visitor, path: str, accept: str, fields: Mapping[str, Any]) -> Request:
    """Returns the request of a form that is sent."""
    headers = HEADERS | {
        "Accept": accept,
        "Content-Type": "application/x-www-form-urlencoded",
        "Cookie": visitor.header,
    }
    body = urlencode({"csrf_token": visitor.token, **fields}, doseq=True)
    return {"method": "POST", "path": path, "headers": headers, "body": body}


def save(sitter: Sitter, position: int) -> Request:
    """Returns what quiz.js sends when an answer changes; the load generator puts a new id in the place of `new-id`."""
    fields = {"answer": sitter.answers[position - 1], "sure": "1", "client_id": "new-id", "do": "answer"}
    path = f"/attempts/{sitter.attempt_id}/answers/{position}"
    return post(sitter.visitor, path, "application/json", fields)


def _once(request: Request, client_id: str) -> Request:
    return {**request, "body": request["body"].replace("new-id", client_id)}


def _finish(sitter: Sitter) -> Request:
    return post(sitter.visitor, f"/attempts/{sitter.attempt_id}/finish", PAGE, {})
