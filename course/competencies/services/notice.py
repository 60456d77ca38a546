"""The notice of method is read once, before the first thing that counts."""

from sqlalchemy.orm import Session

from course.competencies.models import NoticeRead
from course.competencies.queries.notice import NOTICE_VERSION
from course.foundation import clock
from course.foundation.database import insert_once


def read_notice(session: Session, learner_id: int) -> None:
    """Records that the person has read the notice of method; twice is once."""
    values = {"learner_id": learner_id, "notice_version": NOTICE_VERSION, "read_at": clock.now()}
    insert_once(session, NoticeRead, values, ("learner_id", "notice_version"))
