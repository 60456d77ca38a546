"""One person's record as a manager may read it: levels, trends, assignments, counted results."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from course.accounts.models import JobAssignment, JobRole, Membership, Person, Team
from course.accounts.queries import ids_visible_to
from course.assessment.models import Attempt
from course.assessment.rules import COUNTED, PRACTICE
from course.catalogue.queries import tracks
from course.competencies.models import Competency, EstimateHistory, Evidence
from course.competencies.queries import CompetencyState, DomainRow, framework, states_of
from course.enrolment.models import Assignment
from course.enrolment.queries import AssignmentRow, assignments_of, completed_item_ids
from course.enrolment.queries.tracks import track_lessons
from course.foundation import clock
from course.foundation.errors import NotAllowedError, NotFoundError
from course.foundation.permissions import Viewer
from course.publishing.models import Item
from course.question_bank.models import Quiz
from course.question_bank.rules import PLAIN
from course.reports.rules import TREND_DAYS, Point, Trend, trend


@dataclass(frozen=True, slots=True)
class Seen:
    """A person whom the viewer may read about, with today's team and job."""

    id: int
    name: str
    team: str | None
    job: str | None
    job_english: str | None


def seen_person(session: Session, viewer: Viewer, person_id: int) -> Seen:
    """Returns the person. Raises NotFoundError for anybody whose records the viewer may not read."""
    day = clock.today(viewer.zone)
    row = session.execute(
        select(Person.id, Person.name, Team.name, JobRole.name, JobRole.english)
        .outerjoin(
            Membership,
            and_(Membership.person_id == Person.id, Membership.valid_from <= day, Membership.valid_to >= day),
        )
        .outerjoin(Team, Team.id == Membership.team_id)
        .outerjoin(
            JobAssignment,
            and_(JobAssignment.person_id == Person.id, JobAssignment.valid_from <= day, JobAssignment.valid_to >= day),
        )
        .outerjoin(JobRole, JobRole.id == JobAssignment.job_role_id)
        .where(Person.id == person_id, Person.id.in_(ids_visible_to(viewer, day)))
        .limit(1)
    ).first()
    if row is None:
        raise NotFoundError("error.not_found")
    return Seen(*row)


def observable_person(session: Session, viewer: Viewer, person_id: int) -> Seen:
    """Returns the person of whom the viewer may say what they saw: one statement. Raises NotFoundError as
    `seen_person`, NotAllowedError for oneself."""
    person = seen_person(session, viewer, person_id)
    if person.id == viewer.id:
        raise NotAllowedError("competencies.observes_oneself")
    return person


def has_proof(session: Session, learner_id: int, evidence_id: int) -> bool:
    """Says whether this proof is about this person."""
    found = select(Evidence.id).where(Evidence.id == evidence_id, Evidence.learner_id == learner_id)
    return session.execute(found).first() is not None


@dataclass(frozen=True, slots=True)
class Result:
    """A sitting that counted."""

    title: str
    finished_at: datetime
    mark: float
    max_mark: float


@dataclass(frozen=True, slots=True)
class PersonRecord:
    """All that the page of one person shows."""

    person: Seen
    day: date
    domains: tuple[DomainRow, ...]
    states: dict[str, CompetencyState]
    trends: dict[str, Trend]
    assignments: list[AssignmentRow]
    lessons: dict[int, tuple[int, int]]  # of a track that is still to do, by its item: those done, and how many it has
    results: list[Result]


def person_record(session: Session, viewer: Viewer, person_id: int) -> PersonRecord:
    """Returns one person's record in eight statements, ten at most with a track to do. Raises NotFoundError for anybody
    the viewer may not read."""
    person = seen_person(session, viewer, person_id)
    day = clock.today(viewer.zone)
    assignments = _assignments(session, person.id)
    return PersonRecord(
        person=person,
        day=day,
        domains=framework(session),
        states={state.competency.key: state for state in states_of(session, person.id, day)},
        trends=_trends(session, person.id),
        assignments=assignments,
        lessons=_lessons_of_tracks(session, person.id, assignments, day),
        results=_counted_results(session, person.id),
    )


def _assignments(session: Session, learner_id: int) -> list[AssignmentRow]:
    """Leaves training quizzes out, even assigned ones: whether they are done is practice."""
    training = set(
        session.execute(
            select(Quiz.item_id)
            .join(Item, Item.published_version_id == Quiz.version_id)
            .join(Assignment, Assignment.item_id == Quiz.item_id)
            .where(Assignment.learner_id == learner_id, Quiz.mode == PRACTICE)
        ).scalars()
    )
    return [row for row in assignments_of(session, learner_id) if row.item_id not in training]


def _lessons_of_tracks(
    session: Session, learner_id: int, assignments: list[AssignmentRow], day: date
) -> dict[int, tuple[int, int]]:
    """Counts lessons alone: what a track has one play or review to train is nobody else's concern. No statement where
    no track is to do."""
    to_do = {row.item_id for row in assignments if row.kind == "track" and row.completed_at is None}
    if not to_do:
        return {}
    done = completed_item_ids(session, learner_id)
    lessons_of = track_lessons(session, [card for card in tracks(session) if card.item_id in to_do], day)
    return {
        item_id: (sum(lesson.item_id in done for lesson in lessons), len(lessons))
        for item_id, lessons in lessons_of.items()
    }


def _trends(session: Session, learner_id: int) -> dict[str, Trend]:
    rows = session.execute(
        select(Competency.key, EstimateHistory.recorded_at, EstimateHistory.place, EstimateHistory.direct_proofs)
        .join(Competency, Competency.id == EstimateHistory.competency_id)
        .where(EstimateHistory.learner_id == learner_id)
        .order_by(EstimateHistory.seq)
    )
    points: dict[str, list[Point]] = {}
    for key, recorded_at, place, direct_proofs in rows:
        points.setdefault(key, []).append(Point(recorded_at, place, direct_proofs))
    since = clock.now() - TREND_DAYS
    found = {key: trend(series, since) for key, series in points.items()}
    return {key: moved for key, moved in found.items() if moved is not None}


def _counted_results(session: Session, learner_id: int) -> list[Result]:
    rows = session.execute(
        select(Quiz.title, Attempt.finished_at, Attempt.mark, Attempt.max_mark)
        .join(Quiz, Quiz.version_id == Attempt.quiz_version_id)
        .where(
            Attempt.learner_id == learner_id,
            Attempt.mode == COUNTED,
            Attempt.finished_at.is_not(None),
            func.coalesce(Quiz.settings["purpose"].as_string(), PLAIN) == PLAIN,  # a diagnostic has no mark to read
        )
        .order_by(Attempt.finished_at.desc(), Attempt.id.desc())
    )
    return [Result(row[0], row[1], row[2], row[3]) for row in rows if row[1] is not None and row[2] is not None]
