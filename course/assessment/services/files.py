"""Files that come with free answers: bounded, of a few harmless kinds, told by their first bytes."""

import re
import zipfile
from datetime import timedelta
from io import BytesIO
from typing import Final

from sqlalchemy import delete
from sqlalchemy.orm import Session

from course.assessment import queries
from course.assessment.models import AnswerFile
from course.assessment.rules import is_over
from course.foundation import clock
from course.foundation.database import upsert
from course.foundation.errors import ConflictError, InvalidInputError, NotFoundError
from course.question_bank.queries import stored_questions
from quizzes.questions import Essay

MOST_BYTES: Final = 1024 * 1024
DOCX: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_UNSAFE: Final = re.compile(r"[^\w.() -]+")


def attach_file(
    session: Session, learner_id: int, attempt_id: int, position: int, name: str, content: bytes
) -> str | None:
    """Keeps the file of a free answer in place of an earlier one, and returns its name; nothing takes it away (None).

    Raises NotFoundError for another question or person, ConflictError once the attempt or its time has ended,
    InvalidInputError for a file past 1 MB or of another kind than PDF, Word (docx), PNG, JPEG or plain text.
    """
    slot = queries.open_slot(session, learner_id, attempt_id, position, is_to_write=True)
    question = stored_questions(session, [slot.question_version_id])[slot.question_version_id].question
    if not isinstance(question, Essay) or not question.allows_file:
        raise NotFoundError("error.not_found")
    grace = timedelta(seconds=slot.settings.grace_seconds)
    if slot.finished_at is not None or slot.grade_id is not None or is_over(slot.deadline_at, clock.now(), grace):
        raise ConflictError("assessment.already_ended")
    if not content:
        session.execute(delete(AnswerFile).where(AnswerFile.slot_id == slot.slot_id))
        return None
    kept = {
        "slot_id": slot.slot_id,
        "name": _named(name),
        "content_type": _kind(content),
        "content": content,
        "sent_at": clock.now(),
    }
    upsert(session, AnswerFile, [kept], ("slot_id",))
    return str(kept["name"])


def _named(name: str) -> str:
    bare = _UNSAFE.sub("_", name.replace("\\", "/").rsplit("/", 1)[-1]).strip(" .")
    return bare[-150:] or "fichier"


def _kind(content: bytes) -> str:
    if len(content) > MOST_BYTES:
        raise InvalidInputError("assessment.file_too_large", limit=MOST_BYTES // 1024 // 1024)
    if content.startswith(b"%PDF-"):
        return "application/pdf"
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if content.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if _is_docx(content):
        return DOCX
    if _is_text(content):
        return "text/plain"
    raise InvalidInputError("assessment.file_kind")


def _is_docx(content: bytes) -> bool:
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:  # only its table of contents is read
            return "word/document.xml" in archive.namelist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return False


def _is_text(content: bytes) -> bool:
    try:
        return "\0" not in content.decode("utf-8")
    except UnicodeDecodeError:
        return False
