"""A quiz of `content/quizzes` as a plain value; questions are values of the engine itself."""

from dataclasses import dataclass

MODES = ("practice", "counted")


@dataclass(frozen=True, slots=True)
class QuizEntry:
    """A quiz made of bank questions; `draw` None asks all of them in order."""

    key: str
    title: str
    mode: str
    minutes: int
    questions: tuple[str, ...]
    module: str | None = None
    draw: int | None = None
    per_competency: bool = False
    limit_minutes: int | None = None
    shuffle: bool = True
    attempts: int | None = None
    pass_mark: int | None = None

    def settings(self) -> dict[str, object]:
        """Returns what the quiz's version keeps; a counted quiz is limited to its expected time unless it says else."""
        limit = self.limit_minutes or (self.minutes if self.mode == "counted" else None)
        return {
            "draw": self.draw,
            "per_competency": self.per_competency,
            "shuffle": self.shuffle,
            "attempts": self.attempts,
            "limit_minutes": limit,
            "pass_mark": self.pass_mark,
        }
