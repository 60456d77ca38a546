"""What a person saw another do becomes evidence, and is withdrawn by who saw it."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from sqlalchemy.orm import Session

from course.competencies import queries
from course.competencies.rules import (
    LONGEST_WORDS,
    OBSERVATION,
    SHARED_WITHIN,
    is_competency,
    observation_sd,
)
from course.competencies.services.correcting import LONGEST_REASON, Correction, correct_evidence
from course.competencies.services.evidence import Proof, record_evidence
from course.foundation import clock
from course.foundation.errors import InvalidInputError, NotAllowedError, NotFoundError

LONGEST_AGO: Final = timedelta(days=60)
HIGHEST_LEVEL: Final = 4


def record_observation(
    session: Session,
    observer_id: int,
    learner_id: int,
    competency_key: str,
    level: int,
    seen_on: date,
    comment: str,
    today: date,
) -> int:
    """Records that somebody saw a person at a level, 0 to 4, of a competency; returns the id of the proof. The second
    time within ninety days that the same person sees the same says less. Raises NotAllowedError for oneself,
    InvalidInputError for another level or competency, for a day to come or more than sixty days ago, and without
    words that say what was seen.
    """
    if observer_id == learner_id:
        raise NotAllowedError("competencies.observes_oneself")
    if level not in range(HIGHEST_LEVEL + 1):
        raise InvalidInputError("competencies.bad_level")
    _check_day(seen_on, today)
    words = checked_words(comment, "competencies.comment_needed")
    framework, _ids = queries.model_framework(session)
    if not is_competency(framework, competency_key):
        raise InvalidInputError("competencies.unknown_competency")
    now = clock.now()
    seen_at = min(now, datetime.combine(seen_on, time(12), UTC))
    around = (seen_at - SHARED_WITHIN, seen_at + SHARED_WITHIN)
    earlier = queries.observations_around(session, observer_id, learner_id, competency_key, around)
    proof = Proof(
        weights={competency_key: 1.0},
        score=level / HIGHEST_LEVEL,
        occurred_at=seen_at,
        kind=OBSERVATION,
        observer_sd=observation_sd(earlier),
        observer_id=observer_id,
        comment=words,
    )
    return queries.evidence_id(session, learner_id, record_evidence(session, learner_id, [proof]))


def _check_day(seen_on: date, today: date) -> None:
    if seen_on > today:
        raise InvalidInputError("competencies.seen_in_future")
    if seen_on < today - LONGEST_AGO:
        raise InvalidInputError("competencies.seen_long_ago", days=LONGEST_AGO.days)


def checked_words(words: str, empty_id: str, longest: int = LONGEST_WORDS) -> str:
    """Returns what somebody wrote, without space around it. Raises InvalidInputError where that is nothing, with this
    message id, or more than `longest` characters."""
    said = words.strip()
    if not said:
        raise InvalidInputError(empty_id)
    if len(said) > longest:
        raise InvalidInputError("competencies.words_too_long", longest=longest)
    return said


def withdraw_observation(session: Session, observer_id: int, evidence_id: int, reason: str) -> None:
    """Withdraws what somebody said to have seen: it stays in the log and counts no more; doing so again changes
    nothing. Raises NotFoundError for what is no observation, NotAllowedError for that of somebody else,
    InvalidInputError without a reason, or with one longer than a correction keeps."""
    words = checked_words(reason, "competencies.reason_needed", LONGEST_REASON)
    proof = _one(queries.standing_proofs(session, evidence_ids=[evidence_id]))
    if proof.first.observer_id != observer_id:
        raise NotAllowedError("competencies.observation_of_another")
    correct_evidence(session, proof.first.learner_id, [Correction(None, None, None, words, evidence_id)])


def _one(proofs: Sequence[queries.StandingProof]) -> queries.StandingProof:
    found = next((proof for proof in proofs if proof.first.kind == OBSERVATION), None)
    if found is None:
        raise NotFoundError("competencies.no_observation")
    return found
