"""`quizzes/*.yml`: read and written."""

from collections.abc import Sequence
from typing import Any

from course.authoring.formats.fields import KEY, Fields, no_double_keys
from course.authoring.formats.problems import Problems
from course.authoring.formats.yaml_reading import Node
from course.authoring.formats.yaml_writing import Spaced, write_yaml
from course.question_bank.formats import MODES, QuizEntry


def read_quizzes(node: Node, problems: Problems) -> list[tuple[QuizEntry, Node]]:
    """Returns the quizzes of a file with their nodes; faults are noted."""
    fields = Fields(node, problems)
    parts = fields.parts("quizzes")
    fields.finish()
    found = [(read_quiz(part), part.node) for part in parts]
    no_double_keys([(quiz.key, part) for quiz, part in found], problems)
    return found


def read_quiz(fields: Fields) -> QuizEntry:
    """Returns one quiz; faults are noted."""
    quiz = QuizEntry(
        key=fields.key("key"),
        module=fields.key("module", required=False) or None,
        title=fields.text("title", 200),
        mode=fields.choice("mode", MODES),
        draw=fields.whole("draw", 1, 500, required=False),
        per_competency=fields.truth("per_competency", default=False),
        minutes=fields.whole("minutes", 1, 240) or 0,
        limit_minutes=fields.whole("limit_minutes", 1, 600, required=False),
        shuffle=fields.truth("shuffle", default=True),
        attempts=fields.whole("attempts", 1, 100, required=False),
        pass_mark=fields.whole("pass_mark", 0, 100, required=False),
        questions=fields.texts("questions", KEY),
    )
    if not quiz.questions:
        fields.note("questions", "field.blank")
    if quiz.draw is not None and quiz.draw > len(quiz.questions) > 0:
        fields.note("draw", "quiz.draw_too_many", count=len(quiz.questions))
    if quiz.attempts is not None and quiz.mode == "practice":
        fields.note("attempts", "quiz.counted_only")
    fields.finish()
    return quiz


def quiz_mapping(quiz: QuizEntry) -> dict[str, Any]:
    """Returns the canonical mapping; what has its default is left out."""
    mapping: dict[str, Any] = {"key": quiz.key}
    if quiz.module is not None:
        mapping["module"] = quiz.module
    mapping |= {"title": quiz.title, "mode": quiz.mode}
    if quiz.draw is not None:
        mapping["draw"] = quiz.draw
    if quiz.per_competency:
        mapping["per_competency"] = True
    mapping["minutes"] = quiz.minutes
    if quiz.limit_minutes is not None:
        mapping["limit_minutes"] = quiz.limit_minutes
    if not quiz.shuffle:
        mapping["shuffle"] = False
    for name in ("attempts", "pass_mark"):
        if getattr(quiz, name) is not None:
            mapping[name] = getattr(quiz, name)
    mapping["questions"] = list(quiz.questions)
    return mapping


def write_quiz(quiz: QuizEntry) -> str:
    """Returns the canonical source of one quiz."""
    return write_yaml(quiz_mapping(quiz))


def write_quizzes(quizzes: Sequence[QuizEntry], header: str = "") -> str:
    """Returns the canonical file of these quizzes."""
    return write_yaml({"quizzes": Spaced([quiz_mapping(quiz) for quiz in quizzes])}, header)
