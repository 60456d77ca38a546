"""`questions/*.yml`: the engine reads each question, this module finds the line of what it refuses."""

import difflib
from collections.abc import Sequence
from typing import Any, Final

from course.authoring.formats.fields import Fields, no_double_keys
from course.authoring.formats.problems import Problems
from course.authoring.formats.yaml_reading import Node
from course.authoring.formats.yaml_writing import Flow, Prose, Spaced, write_yaml
from quizzes import Question, QuestionError
from quizzes.formats.native import question_from_mapping, question_to_mapping

PROSE: Final = frozenset({"stem", "explanation", "feedback", "otherwise", "if_true", "if_false", "source"})
FLOW: Final = frozenset({"facts", "sources"})
EXPECTED: Final = {
    "a text": "field.text_expected",
    "a whole number": "field.whole_expected",
    "true or false": "field.truth_expected",
    "a list": "field.list_expected",
    "a mapping of fields": "field.mapping_expected",
    "a date such as 2026-05-11": "field.date_expected",
    "a date": "field.date_expected",
    'a number in quotes such as "565.32"': "field.quoted_number_expected",
    "a decimal number": "field.quoted_number_expected",
    'a number, or a fraction in quotes such as "1/3"': "field.score_expected",
    "a key": "field.form_expected",
    "the code of a competency": "field.form_expected",
    "a unit": "field.form_expected",
}
KNOWN: Final = (
    *("key", "type", "competency", "difficulty", "seconds", "facts", "sources", "lesson", "stem", "options"),
    *("answer", "if_true", "if_false", "answers", "unit", "case_sensitive", "otherwise", "explanation"),
    *("text", "right", "score", "feedback", "value", "tolerance", "tolerance_kind", "tolerance_days", "compute"),
)


def read_questions(node: Node, problems: Problems) -> list[tuple[Question, Node]]:
    """Returns the questions of a file with their nodes; faults are noted, one a question beside unknown fields."""
    fields = Fields(node, problems)
    nodes = fields.nodes("questions")
    fields.finish()
    found = [(question, part) for part in nodes if (question := read_question(part, problems)) is not None]
    no_double_keys([(question.key, part) for question, part in found], problems)
    return found


def read_question(node: Node, problems: Problems) -> Question | None:
    """Returns the question of a node, or None where a fault was noted."""
    plain = trimmed(node.plain())
    before = len(problems)
    key = plain.get("key", "") if isinstance(plain, dict) else ""
    try:
        question = question_from_mapping(plain)
    except QuestionError as error:
        _note(error, node, str(key)[:80], problems)
        return None
    return question if len(problems) == before else None


def trimmed(plain: Any) -> Any:
    """Returns the plain value with blanks around its texts removed."""
    if isinstance(plain, str):
        return plain.strip(" \n")
    if isinstance(plain, list):
        return [trimmed(part) for part in plain]
    if isinstance(plain, dict):
        return {name: trimmed(part) for name, part in plain.items()}
    return plain


def _note(error: QuestionError, node: Node, key: str, problems: Problems) -> None:
    params = dict(error.params)
    expected = params.pop("expected", None)
    message_id = error.message_id
    if isinstance(expected, str):
        message_id = EXPECTED.get(expected, "field.choice_expected" if " | " in expected else "field.form_expected")
        params["choices"] = expected
        params["value"] = str(_value_at(node, error.field))[:40]
    if message_id == "question.unknown":
        near = _near(error.field)
        message_id = "field.unknown_near" if near else "field.unknown"
        params["near"] = near
    line = node.line_of(error.field)
    problems.add(line, f"{key}: {error.field}" if key else error.field, message_id, **params)


def _near(path: str) -> str:
    return next(iter(difflib.get_close_matches(path.rsplit(".", 1)[-1], KNOWN, 1)), "")


def _value_at(node: Node, path: str) -> Any:
    for step in path.replace("[", ".").replace("]", "").split("."):
        if isinstance(node.value, dict) and step in node.value:
            node = node.value[step]
        elif isinstance(node.value, list) and step.isdigit():
            node = node.value[int(step)]
    return node.plain()


def question_mapping(question: Question) -> dict[str, Any]:
    """Returns the canonical mapping with the marks that `write_yaml` knows."""
    return {name: _marked(name, value) for name, value in question_to_mapping(question).items()}


def _marked(name: str, value: Any) -> Any:
    if isinstance(value, dict):
        return {inner: _marked(inner, part) for inner, part in value.items()}
    if isinstance(value, list):
        if name in FLOW:
            return Flow(value)
        return [{inner: _option(inner, part) for inner, part in entry.items()} for entry in value]
    return Prose(value) if name in PROSE and isinstance(value, str) else value


def _option(name: str, value: Any) -> Any:
    return Prose(value) if name == "text" and isinstance(value, str) else _marked(name, value)


def write_question(question: Question) -> str:
    """Returns the canonical source of one question."""
    return write_yaml(question_mapping(question))


def write_questions(questions: Sequence[Question], header: str = "") -> str:
    """Returns the canonical file of these questions."""
    return write_yaml({"questions": Spaced([question_mapping(question) for question in questions])}, header)
