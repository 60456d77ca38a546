"""A final assessment was passed: certificates that rest on it are issued, now or once the levels are there."""

from dataclasses import replace

from sqlalchemy.orm import Session

from course.assessment.queries.attempts import AttemptRow
from course.assessment.queries.finals import asked_versions, due_finals
from course.assessment.rules import is_passed
from course.enrolment.queries.certificates import (
    CertificationRow,
    certifications,
    certifications_of_final,
    standings_of,
)
from course.enrolment.rules.certificates import PassedFinal, are_established, requirements_met
from course.enrolment.services.certificates import issue_certificate


def certify(session: Session, attempt: AttemptRow) -> int:
    """Issues the certificates that this sitting, which has just ended, earns; returns how many. A quiz without a pass
    mark, a mark below it or one that waits for a person costs no statement.
    """
    if attempt.finished_at is None or attempt.mark is None or attempt.pending or not attempt.is_counted:
        return 0
    if not is_passed(attempt.settings, attempt.mark, attempt.max_mark):
        return 0
    resting = certifications_of_final(session, attempt.quiz_key)
    if not resting:
        return 0
    passed = PassedFinal(
        attempt.learner_id,
        attempt.id,
        attempt.quiz_key,
        attempt.quiz_version_id,
        attempt.finished_at,
        attempt.mark,
        attempt.max_mark,
        attempt.settings.pass_mark or 0,
        tuple(slot.question_version_id for slot in attempt.slots),
    )
    keys = {key for one in resting for key in one.requirements}
    held = standings_of(session, [attempt.learner_id], keys).get(attempt.learner_id, {})
    return sum(issue_certificate(session, certification, passed, held) for certification in resting)


def issue_due_certificates(session: Session) -> int:
    """Issues, to people who passed a final that earned nothing yet, the certificates whose levels are established by
    now; returns how many. Two statements a certification, and a few for each one issued.
    """
    return sum(_issue_due(session, certification) for certification in certifications(session))


def _issue_due(session: Session, certification: CertificationRow) -> int:
    finals = due_finals(session, certification)
    if not finals:
        return 0
    held = standings_of(session, [passed.learner_id for passed in finals], certification.requirements)
    count = 0
    for passed in finals:
        standings = held.get(passed.learner_id, {})
        if are_established(requirements_met(certification.requirements, standings)):
            whole = replace(passed, question_version_ids=asked_versions(session, passed.attempt_id))
            count += issue_certificate(session, certification, whole, standings)
    return count
