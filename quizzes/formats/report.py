"""What reading or writing a file of questions says: the questions, and what was refused or left out, and why."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from quizzes.errors import ENGLISH, EngineError
from quizzes.questions import Question

Severity = Literal["refused", "ignored"]


@dataclass(frozen=True, slots=True)
class ImportProblem:
    """One thing that was not brought in.

    `line` counts from 1 in the file (0: the file as a whole); `item` names the question, where there is one. `refused`:
    the whole question (or file) is missing; `ignored`: the question came in without this part. `message_id` is a key
    of `quizzes.errors.ENGLISH`, `params` fill its sentence.
    """

    line: int
    message_id: str
    params: Mapping[str, object] = field(default_factory=dict, hash=False)
    severity: Severity = "refused"
    item: str = ""

    @property
    def reason(self) -> str:
        """Returns the reason as an English sentence."""
        return ENGLISH[self.message_id].format_map(self.params)

    def __str__(self) -> str:
        place = f"line {self.line}" if self.line else "file"
        return f"{place}: {self.item + ': ' if self.item else ''}{self.reason}"


@dataclass(frozen=True, slots=True)
class ImportReport:
    """The questions of a file, in order, and the problems, by line; `lines` holds where each question begins."""

    questions: tuple[Question, ...] = ()
    problems: tuple[ImportProblem, ...] = ()
    lines: tuple[int, ...] = ()

    @property
    def refused(self) -> tuple[ImportProblem, ...]:
        """Returns the problems that kept something out."""
        return tuple(problem for problem in self.problems if problem.severity == "refused")


@dataclass(frozen=True, slots=True)
class ExportProblem:
    """One thing that a format cannot hold: the key of the question, and what; `refused`: the whole question."""

    key: str
    message_id: str
    params: Mapping[str, object] = field(default_factory=dict, hash=False)
    severity: Severity = "refused"

    def __str__(self) -> str:
        return f"{self.key}: {ENGLISH[self.message_id].format_map(self.params)}"


@dataclass(frozen=True, slots=True)
class ExportReport:
    """The file as text, and what it does not hold."""

    text: str
    problems: tuple[ExportProblem, ...] = ()


class CannotHoldError(EngineError):
    """`dumps` was given what the format cannot hold; `problems` says it all. `write` leaves it out and reports it."""

    def __init__(self, problems: tuple[ExportProblem, ...]) -> None:
        super().__init__("format.cannot_hold", count=len(problems))
        self.problems = problems

    def __str__(self) -> str:
        return "; ".join(map(str, self.problems[:20]))
