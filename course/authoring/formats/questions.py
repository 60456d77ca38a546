"""`questions/*.yml`: the engine reads each question, this module finds the line of what it refuses."""

import difflib
from collections.abc import Sequence
from typing import Any, Final

from course.authoring.formats.fields import Fields, no_double_keys
from course.authoring.formats.problems import Problems
from course.authoring.formats.yaml_reading import Node
from course.authoring.formats.yaml_writing import LONGEST_PLAIN, Flow, Prose, Spaced, write_yaml
from quizzes import Question, QuestionError
from quizzes.errors import FormulaError
from quizzes.formats.native import question_from_mapping, question_to_mapping
from quizzes.formulas import names_in

PROSE: Final = frozenset(
    {
        *("stem", "explanation", "feedback", "otherwise", "if_true", "if_false", "source"),
        *("prompt", "answer", "text", "if_right", "if_partial", "if_wrong", "model", "guidance", "template", "label"),
    }
)
FLOW: Final = frozenset({"facts", "sources", "tags", "names", "values"})
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
    "a parameter's name": "field.parameter_expected",
    "more than 0": "field.above_zero_expected",
    "0 or more": "field.not_negative_expected",
}
KNOWN: Final = (
    *("key", "type", "competency", "difficulty", "seconds", "facts", "sources", "lesson", "stem", "options"),
    *("answer", "if_true", "if_false", "answers", "unit", "case_sensitive", "otherwise", "explanation"),
    *("text", "right", "score", "feedback", "value", "tolerance", "tolerance_kind", "tolerance_days", "compute"),
    *("shuffle", "name", "idnumber", "category", "tags", "max_mark", "penalty", "hints", "clears_wrong", "shows_count"),
    *("if_right", "if_partial", "if_wrong", "files", "content", "other_units", "multiplier", "unit_required"),
    *("unit_penalty", "unit_penalty_of", "pairs", "prompt", "distractors", "items", "strategy", "gaps", "kind"),
    *("weight", "multiple", "layout", "parameters", "formula", "decimals", "values", "first", "last", "working_days"),
    *("shared", "lowest", "highest", "step", "distribution", "data", "names", "rows", "answer_kind", "misconceptions"),
    *("rubric", "levels", "label", "points", "model", "guidance", "template", "fewest_words", "most_words", "lines"),
    "allows_file",
)


def read_questions(node: Node, problems: Problems) -> list[tuple[Question, Node]]:
    """Returns the questions of a file with their nodes; faults are noted, one a question beside unknown fields.

    A draft may measure nothing yet; a question in a file says which competency it measures.
    """
    fields = Fields(node, problems)
    nodes = fields.nodes("questions")
    fields.finish()
    found = [(question, part) for part in nodes if (question := read_question(part, problems)) is not None]
    for question, part in found:
        if question.competency is None:
            problems.add(part.line, f"{question.key}: competency", "question.missing")
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
    if message_id.startswith("formula."):
        params |= _place_in(_value_at(node, error.field))
    line = node.line_of(error.field)
    problems.add(line, f"{key}: {error.field}" if key else error.field, message_id, **params)


def _place_in(formula: Any) -> dict[str, object]:
    """Returns the place, counted from 1, of the character that no formula holds."""
    try:
        names_in(str(formula))
    except FormulaError as error:
        return {"place": error.position + 1}
    return {}


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
        return _marked_list(name, value)
    if not isinstance(value, str):
        return value
    is_long = name == "formula" and (len(value) > LONGEST_PLAIN or "\n" in value)
    return Prose(value) if is_long or name in PROSE else value


def _marked_list(name: str, values: list[Any]) -> Any:
    if name in FLOW:
        return Flow(values)
    if name == "rows":
        return [Flow(row) for row in values]
    if name == "parameters":
        return [_parameter(entry) for entry in values]
    return [_marked("", entry) for entry in values]


def _parameter(entry: dict[str, Any]) -> Any:
    """A parameter that is drawn stands on one line, one that is derived on as many as its formula asks for."""
    marked = _marked("", entry)
    return marked if "formula" in entry else Flow(marked)


def write_question(question: Question) -> str:
    """Returns the canonical source of one question."""
    return write_yaml(question_mapping(question))


def write_questions(questions: Sequence[Question], header: str = "") -> str:
    """Returns the canonical file of these questions."""
    return write_yaml({"questions": Spaced([question_mapping(question) for question in questions])}, header)
