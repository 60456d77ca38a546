"""The audit trail: lines are appended, never edited."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from course.accounts.models import Audit
from course.foundation import clock


def record_audit(
    session: Session,
    action: str,
    actor_id: int | None,
    subject_id: int | None = None,
    detail: Mapping[str, Any] | None = None,
) -> Audit:
    """Appends a line to the audit trail and returns it."""
    line = Audit(at=clock.now(), actor_id=actor_id, subject_id=subject_id, action=action, detail=dict(detail or {}))
    session.add(line)
    return line
