"""Attempts begin: the server draws the questions, pins their versions, draws figures and sets the deadline."""

import secrets
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from random import Random
from typing import Any

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from course.assessment import queries
from course.assessment.models import Attempt, AttemptSlot, Exposure
from course.assessment.rules import (
    COUNTED,
    PRACTICE,
    SUREST,
    Candidate,
    access_to,
    chosen_questions,
    deadline,
    is_over,
    option_order,
    with_allowance,
)
from course.assessment.services.finishing import finish_attempt
from course.foundation import clock
from course.foundation.database import insert_missing, insert_once
from course.foundation.errors import ConflictError, NotFoundError
from course.question_bank.queries import (
    StoredQuestion,
    StoredQuiz,
    published_in_categories,
    published_question_versions,
    stored_questions,
)
from course.question_bank.rules import DIAGNOSTIC, PLAIN
from quizzes import QuestionError
from quizzes.drawing import draw, drawn_to_json
from quizzes.questions import Calculated, Essay

MOST_SLOTS = 200
Chosen = Sequence[tuple[Candidate, StoredQuestion]]


def start_attempt(
    session: Session,
    learner_id: int,
    quiz: StoredQuiz,
    required: Collection[str] = (),
    seed: int | None = None,
    today: date | None = None,
) -> int:
    """Begins an attempt with its deadline and its pinned questions, or resumes the open one; returns its id.

    `required`: competencies of the person's role, from which a quiz « per competency » draws. `today`: the day in the
    organisation's zone. Raises ConflictError where the quiz is not open, no attempt is left, the last was too short a
    while ago, the notice was not read, or the quiz has no question now; NotFoundError for no quiz to take.
    """
    if quiz.settings.purpose != PLAIN:
        raise NotFoundError("assessment.no_quiz")
    now = clock.now()
    sittings = queries.sittings_of(session, learner_id, quiz.item_id)
    for sitting in sittings:
        if sitting.finished_at is None:
            if not is_over(sitting.deadline_at, now, sitting.grace):
                return sitting.id
            finish_attempt(session, learner_id, sitting.id, reason="expired")
            sittings = queries.sittings_of(session, learner_id, quiz.item_id)
    _check_allowed(session, learner_id, quiz, sittings, today or now.date())
    rng = Random(secrets.randbits(64) if seed is None else seed)  # noqa: S311 - a draw of questions is no secret
    chosen = _chosen(session, learner_id, quiz, frozenset(required), rng)
    if not chosen:
        raise ConflictError("assessment.no_question")
    number = max((s.number for s in sittings), default=0) + 1
    attempt_id = begin_with(session, learner_id, quiz, number, chosen, rng, now)
    return _begun_elsewhere(session, learner_id, quiz) if attempt_id is None else attempt_id


def begin_with(
    session: Session, learner_id: int, quiz: StoredQuiz, number: int, chosen: Chosen, rng: Random, now: datetime
) -> int | None:
    """Writes an attempt with its deadline and these questions, which the person has met from now on; returns its id,
    None where another tab was faster. Raises ConflictError where no figures can be drawn for one.
    """
    attempt_seed = rng.getrandbits(31)
    slots = _slot_rows(quiz, chosen, rng, attempt_seed)
    attempt_id = insert_attempt(session, learner_id, quiz, number, attempt_seed, slots, now)
    if attempt_id is None:
        return None
    session.execute(insert(AttemptSlot), [{"attempt_id": attempt_id, **slot} for slot in slots])
    exposures = [
        {"learner_id": learner_id, "question_item_id": candidate.item_id, "first_at": now} for candidate, _ in chosen
    ]
    insert_missing(session, Exposure, exposures, ("learner_id", "question_item_id"))
    return attempt_id


def draw_again(session: Session, learner_id: int, attempt_id: int, position: int) -> int:
    """Adds the calculated question at `position` once more, with other figures, behind the last question of a practice
    attempt; returns its position. It adds nothing to the mark. Raises NotFoundError for anything else.
    """
    attempt = queries.attempt_of(session, learner_id, attempt_id)
    slot = attempt.slot(position)
    stored = stored_questions(session, [slot.question_version_id])[slot.question_version_id]
    is_possible = attempt.mode == PRACTICE and attempt.finished_at is None and slot.grade_id is not None
    if not is_possible or not isinstance(stored.question, Calculated) or len(attempt.slots) >= MOST_SLOTS:
        raise NotFoundError("error.not_found")
    seed = secrets.randbits(31)
    last: int = session.execute(
        select(func.max(AttemptSlot.position)).where(AttemptSlot.attempt_id == attempt_id)
    ).scalar_one()
    values = {
        "attempt_id": attempt_id,
        "position": last + 1,
        "question_item_id": slot.question_item_id,
        "question_version_id": slot.question_version_id,
        "seed": seed,
        "option_order": [],
        "max_mark": 0.0,
        "is_first_exposure": False,
        "section": slot.section,
        "drawn": _figures(stored, seed, seed),
    }
    insert_once(session, AttemptSlot, values, ("attempt_id", "position"))
    return last + 1


def _check_allowed(
    session: Session, learner_id: int, quiz: StoredQuiz, sittings: Sequence[queries.Sitting], today: date
) -> None:
    if quiz.mode == COUNTED and not queries.has_read_notice(session, learner_id):
        raise ConflictError("assessment.read_notice")
    access = access_to(quiz.settings, sittings, clock.now(), today)
    if access.state != "open":
        raise ConflictError(_REFUSALS[access.state])


_REFUSALS = {
    "not_yet": "assessment.not_yet",
    "closed": "assessment.closed",
    "cooling_off": "assessment.cooling_off",
    "none_left": "assessment.no_attempt_left",
}


def _chosen(
    session: Session, learner_id: int, quiz: StoredQuiz, required: frozenset[str], rng: Random
) -> list[tuple[Candidate, StoredQuestion]]:
    categories = {draw.category for draw in quiz.settings.draws if draw.category is not None}
    pools = published_in_categories(session, sorted(categories)) if categories else {}
    latest = published_question_versions(session, quiz.pool)
    wanted = [question.version_id or latest.get(question.item_id, 0) for question in quiz.questions]
    everything = [*wanted, *(version for pool in pools.values() for _item, version in pool)]
    stored = stored_questions(session, everything)
    met = queries.exposed_items(session, learner_id)
    # Practice tells the answer at once: it does not ask what counts in another tab, as a diagnostic that is open.
    owed = queries.unanswered_items(session, learner_id) if quiz.mode == PRACTICE else frozenset()
    candidates = [
        _candidate(stored[version], met, question.section, question.max_mark)
        for question, version in zip(quiz.questions, wanted, strict=True)
        # A question that was taken off is asked no more, even where a version of it is pinned.
        if version in stored and question.item_id in latest and question.item_id not in owed
    ]
    drawable = {
        category: [_candidate(stored[version], met) for item, version in pool if version in stored and item not in owed]
        for category, pool in pools.items()
    }
    chosen = chosen_questions(quiz.settings, candidates, drawable, rng, required)
    return [(candidate, stored[candidate.version_id]) for candidate in chosen[:MOST_SLOTS]]


def _candidate(
    stored: StoredQuestion, met: Mapping[int, datetime], section: int | None = None, max_mark: float | None = None
) -> Candidate:
    return Candidate(
        stored.item_id,
        stored.version_id,
        stored.competency_key,
        stored.difficulty,
        met.get(stored.item_id),
        section,
        float(stored.question.max_mark) if max_mark is None else max_mark,
    )


def _slot_rows(quiz: StoredQuiz, chosen: Chosen, rng: Random, attempt_seed: int) -> list[dict[str, Any]]:
    rows = []
    for position, (candidate, stored) in enumerate(chosen, start=1):
        seed = rng.getrandbits(31)
        rows.append(
            {
                "position": position,
                "question_item_id": candidate.item_id,
                "question_version_id": candidate.version_id,
                "seed": seed,
                "option_order": option_order(stored.question, quiz.settings.shuffle, rng),
                "max_mark": _weight(quiz, candidate, stored),
                "is_first_exposure": not candidate.is_exposed,
                "section": candidate.section,
                "drawn": _figures(stored, seed, attempt_seed),
            }
        )
    return rows


def _weight(quiz: StoredQuiz, candidate: Candidate, stored: StoredQuestion) -> float:
    # What is written in practice is read by nobody else: it gives no mark, and takes none away from the most.
    if quiz.mode != COUNTED and isinstance(stored.question, Essay):
        return 0.0
    return candidate.max_mark if candidate.max_mark is not None else 1.0


def _figures(stored: StoredQuestion, seed: int, attempt_seed: int) -> dict[str, str] | None:
    if not isinstance(stored.question, Calculated):
        return None
    try:
        return drawn_to_json(draw(stored.question, seed, attempt_seed))
    except QuestionError as error:
        raise ConflictError("assessment.no_figures", key=stored.key) from error


def insert_attempt(
    session: Session,
    learner_id: int,
    quiz: StoredQuiz,
    number: int,
    seed: int,
    slots: Sequence[Mapping[str, Any]],
    now: datetime,
) -> int | None:
    """Writes an attempt without its slots; returns its id, None where there is one with this number or an open one."""
    is_timed = quiz.mode == COUNTED and quiz.settings.purpose != DIAGNOSTIC
    limit = quiz.settings.limit_minutes or (quiz.minutes if is_timed else None)
    allowed = with_allowance(limit, queries.extra_percent(session, learner_id)) if limit else None
    most = sum(slot["max_mark"] for slot in slots) * (SUREST if quiz.settings.certainty else 1)
    values = {
        "learner_id": learner_id,
        "quiz_item_id": quiz.item_id,
        "quiz_version_id": quiz.version_id,
        "number": number,
        "mode": quiz.mode,
        "started_at": now,
        "deadline_at": deadline(now, allowed),
        "max_mark": float(most),
        "seed": seed,
        "behaviour": quiz.settings.behaviour,
        "pending": 0,
    }
    if not insert_once(session, Attempt, values):
        return None
    return session.execute(
        select(Attempt.id).where(
            Attempt.learner_id == learner_id, Attempt.quiz_item_id == quiz.item_id, Attempt.number == number
        )
    ).scalar_one()


def _begun_elsewhere(session: Session, learner_id: int, quiz: StoredQuiz) -> int:
    # A second tab was faster by a moment: both get the same attempt.
    for sitting in queries.sittings_of(session, learner_id, quiz.item_id):
        if sitting.finished_at is None:
            return sitting.id
    raise ConflictError("assessment.started_elsewhere")
