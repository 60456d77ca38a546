"""Writes questions of the bank as a file, and says what the file cannot hold."""

from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy.orm import Session

from course.authoring.formats.question_files import FileFormat, write
from course.authoring.queries.question_files import Selection, selected_bodies
from course.foundation.errors import InvalidInputError
from course.question_bank.services import questions_with_files
from quizzes.formats.report import ExportProblem

MOST_QUESTIONS: Final = 20_000


@dataclass(frozen=True, slots=True)
class Lost:
    """A question of which the file does not hold everything; `is_refused`: it is not in the file at all."""

    key: str
    name: str
    is_refused: bool
    problems: tuple[ExportProblem, ...]


@dataclass(frozen=True, slots=True)
class ExportedFile:
    """The file, how many questions were asked for and how many it holds, and what it does not hold, by question."""

    content: bytes
    asked: int
    held: int
    lost: tuple[Lost, ...]


def export_questions(session: Session, wanted: Selection, file_format: FileFormat) -> ExportedFile:
    """Returns the selected questions as a file, the draft of each where there is one.

    Raises InvalidInputError `exchange.nothing_to_export` and `exchange.too_many_to_export`.
    """
    bodies = selected_bodies(session, wanted)
    if not bodies:
        raise InvalidInputError("exchange.nothing_to_export")
    if len(bodies) > MOST_QUESTIONS:
        raise InvalidInputError("exchange.too_many_to_export", limit=MOST_QUESTIONS)
    questions = questions_with_files(session, bodies)
    content, problems = write(questions, file_format)
    names = {body["key"]: str(body.get("name") or "") for body in bodies}
    lost = _by_question(problems, names)
    return ExportedFile(content, len(bodies), len(bodies) - sum(one.is_refused for one in lost), lost)


def _by_question(problems: Any, names: dict[str, str]) -> tuple[Lost, ...]:
    found: dict[str, list[ExportProblem]] = {}
    for problem in problems:
        found.setdefault(problem.key, []).append(problem)
    return tuple(
        Lost(key, names.get(key, ""), any(problem.severity == "refused" for problem in group), tuple(group))
        for key, group in found.items()
    )
