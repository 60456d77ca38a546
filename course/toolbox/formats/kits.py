"""« La minute d’équipe »: what a manager needs for ten minutes with the team."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from course.toolbox.formats.base import numbered


@dataclass(frozen=True, slots=True)
class KitQuestion:
    """A question to ask aloud, and its answer; both Markdown. None of them is asked anywhere else."""

    ask: str
    answer: str


@dataclass(frozen=True, slots=True)
class KitEntry:
    """One case, three questions, one sentence to practise, for one competency; `run` says how to lead the minutes."""

    key: str
    title: str
    competency: str
    case: str
    questions: tuple[KitQuestion, ...]
    sentence: str
    run: tuple[str, ...]
    facts: tuple[str, ...]
    checked_on: date

    def body(self) -> dict[str, Any]:
        """Returns what the file says, as JSON."""
        return {
            "competency": self.competency,
            "sentence": self.sentence,
            "questions": len(self.questions),
            "run": len(self.run),
            "facts": list(self.facts),
            "checked_on": self.checked_on.isoformat(),
        }

    def texts(self) -> Mapping[str, str]:
        """Returns the texts in Markdown by their paths."""
        asks = tuple(question.ask for question in self.questions)
        answers = tuple(question.answer for question in self.questions)
        return {"case": self.case} | numbered("asks", asks) | numbered("answers", answers) | numbered("run", self.run)

    def depends_on(self) -> set[tuple[str, str]]:
        """Returns the competency that it serves."""
        return {("competency", self.competency)}

    def words(self) -> str:
        """Returns what a search finds beside the title and the texts."""
        return self.sentence
