"""Whether a person has read what is measured, why and who sees it, before the first thing that counts."""

from typing import Final

from sqlalchemy.orm import Session

from course.competencies.models import NoticeRead

NOTICE_VERSION: Final = 3  # what it says changed: calls and workshops that are played to count are proofs


def has_read_notice(session: Session, learner_id: int) -> bool:
    """Says whether the person has read the present notice of method."""
    return session.get(NoticeRead, (learner_id, NOTICE_VERSION)) is not None
