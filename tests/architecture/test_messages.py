"""Every message id that is raised has a sentence, and every parameter of the sentence is given."""

import ast
import re
from pathlib import Path

from course.foundation import errors
from course.web.messages import MESSAGES
from tests.architecture.sources import ROOT, called_name, calls, python_files, shown

FAMILY = {
    name for name, value in vars(errors).items() if isinstance(value, type) and issubclass(value, errors.CourseError)
}
MESSAGE_FILE = ROOT / "course" / "web" / "messages.py"


def raised(path: Path) -> list[tuple[str, str, set[str] | None]]:
    """Returns where, which id, and the names of the parameters (None where they are computed)."""
    found = []
    for call in calls(path):
        if called_name(call) not in FAMILY | {"sentence"} or not call.args:
            continue
        first = call.args[0]
        if isinstance(first, ast.Constant) and isinstance(first.value, str):
            computed = any(keyword.arg is None for keyword in call.keywords) or len(call.args) > 1
            names = None if computed else {str(keyword.arg) for keyword in call.keywords}
            found.append((shown(path, call.lineno), first.value, names))
    return found


def placeholders(sentence: str) -> set[str]:
    return set(re.findall(r"%\((\w+)\)s", sentence))


def problems(path: Path) -> list[str]:
    found = []
    for place, message_id, names in raised(path):
        if message_id not in MESSAGES:
            found.append(f"{place}: {message_id} has no sentence")
        elif names is not None and not placeholders(MESSAGES[message_id]) <= names:
            found.append(f"{place}: {message_id} lacks {placeholders(MESSAGES[message_id]) - names}")
    return found


def test_every_message_id_that_is_raised_has_its_sentence_and_parameters() -> None:
    found = [problem for path in python_files("course") for problem in problems(path)]

    assert found == []


def test_every_sentence_is_said_somewhere() -> None:
    said = {
        node.value
        for path in python_files("course", "quizzes")
        if path != MESSAGE_FILE
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }

    assert sorted(set(MESSAGES) - said) == []


def test_an_unknown_id_and_a_missing_parameter_are_found(tmp_path: Path) -> None:
    bad = tmp_path / "bad.py"
    bad.write_text(
        'raise ConflictError("no.such_id")\nraise StartError("start.port_taken", host=1)\n', encoding="utf-8"
    )

    found = problems(bad)

    assert [line.split(": ", 1)[1] for line in found] == [
        "no.such_id has no sentence",
        "start.port_taken lacks {'port'}",
    ]
