"""Moodle XML: reads what Moodle exports and writes what Moodle imports.

Texts keep their format (html, moodle_auto_format, plain_text, markdown) and their pictures; scores are made exact;
what only our questions have travels in tags. Source: « Exchange formats » of the quiz semantics, and what Moodle's own
reader and writer do.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import fields, is_dataclass
from typing import Final

from quizzes.errors import QuestionError
from quizzes.formats.metadata import Identities
from quizzes.formats.moodle_xml.entry import Entry, one_line, said
from quizzes.formats.moodle_xml.markup import Element, FileRefusedError, read_questions
from quizzes.formats.moodle_xml.quantities import FractionRule
from quizzes.formats.moodle_xml.reading import read_question
from quizzes.formats.moodle_xml.sheet import NotHeldError
from quizzes.formats.moodle_xml.writing import written_category, written_question
from quizzes.formats.report import CannotHoldError, ExportProblem, ExportReport, ImportProblem, ImportReport
from quizzes.questions import Question

__all__ = ["dumps", "loads", "write"]

MOST_PROBLEMS: Final = 50_000
LONGEST_CATEGORY: Final = 300
_HEAD: Final = '<?xml version="1.0" encoding="UTF-8"?>\n<quiz>\n'
_FOOT: Final = "</quiz>\n"
# « $course$/top/ » says where in Moodle the folders begin; the rest is our category, with `//` for a slash in a name.
_PLACE: Final = re.compile(r"(?:\$[a-z0-9]+\$(?:/|$))?(?:top(?:/|$))?")


def loads(text: str | bytes, fractions: FractionRule = "keep") -> ImportReport:
    """Returns the questions of a Moodle XML file, in order, and whatever did not come in or came in otherwise.

    `fractions` says what becomes of a score that is not on Moodle's list: it is kept as it is, moved to the nearest one
    of the list (and named), or its question is refused (`error`). A score within 0.00001 of the list is made exact.
    Raises nothing: a file that cannot be read, has a DTD or goes beyond a bound (see `markup`) is one problem.
    """
    importer = _Importer(fractions)
    try:
        read_questions(text, importer.take)
    except FileRefusedError as error:
        return ImportReport(problems=(ImportProblem(error.line, error.message_id, error.params),))
    return importer.report()


def dumps(questions: Iterable[Question]) -> str:
    """Returns the questions as a Moodle XML file, from which `loads` gives the same ones.

    Raises CannotHoldError, which names everything that the format cannot hold.
    """
    report = write(questions)
    if report.problems:
        raise CannotHoldError(report.problems)
    return report.text


def write(questions: Iterable[Question]) -> ExportReport:
    """Returns a Moodle XML file of all that the format can hold, and what it cannot.

    Each question is read again at once: a field that does not come back is `ignored`, a question that does not is
    `refused` and left out. Raises nothing.
    """
    parts = [_HEAD]
    problems: list[ExportProblem] = []
    keys: set[str] = set()
    category: str | None = None
    for question in questions:
        folder = written_category(question.category)
        try:
            part = written_question(question)
            problems += _losses(question, folder + part, is_repeated=question.key in keys)
        except NotHeldError as error:
            problems.append(ExportProblem(question.key, error.message_id, error.params))
            continue
        keys.add(question.key)
        if question.category != category:
            parts.append(folder)
            category = question.category
        parts.append(part)
    return ExportReport("".join((*parts, _FOOT)), tuple(problems))


def _losses(question: Question, written: str, *, is_repeated: bool) -> Iterator[ExportProblem]:
    """Gives the fields that do not come back from the file; NotHeldError where the whole question does not."""
    report = loads(_HEAD + written + _FOOT)
    if not report.questions:
        reason = report.problems[0]
        raise NotHeldError(reason.message_id, **reason.params)
    (again,) = report.questions
    lost = list(_differences(question, again, ""))
    # A second question of the same key would get another one.
    for field in ["key", *lost] if is_repeated else lost:
        yield ExportProblem(question.key, "format.field", {"field": field}, "ignored")


def _differences(before: object, after: object, path: str) -> Iterator[str]:
    if before == after:
        return
    if is_dataclass(before) and type(before) is type(after):
        for field in fields(before):
            inner = f"{path}.{field.name}" if path else field.name
            yield from _differences(getattr(before, field.name), getattr(after, field.name), inner)
    elif isinstance(before, tuple) and isinstance(after, tuple) and len(before) == len(after):
        for position, (first, second) in enumerate(zip(before, after, strict=True)):
            yield from _differences(first, second, f"{path}[{position}]")
    else:
        yield path


class _Importer:
    def __init__(self, fractions: FractionRule) -> None:
        self._fractions = fractions
        self._identities = Identities()
        self._category: str | None = None
        self._questions: list[Question] = []
        self._lines: list[int] = []
        self._problems: list[ImportProblem] = []

    def report(self) -> ImportReport:
        problems = sorted(self._problems, key=lambda problem: problem.line)
        return ImportReport(tuple(self._questions), tuple(problems), tuple(self._lines))

    def take(self, element: Element) -> None:
        entry = Entry(element, self._fractions)
        try:
            if element.attributes.get("type") == "category":
                self._category = _category(entry)
            else:
                self._questions.append(read_question(entry, self._identities, self._category))
                self._lines.append(element.line)
        except QuestionError as error:
            params = {**error.params, "field": error.field}
            # What a question loses does not matter once it is lost itself.
            entry.problems = [ImportProblem(element.line, error.message_id, params, "refused", entry.item)]
        self._problems += entry.problems
        if len(self._problems) > MOST_PROBLEMS:
            raise FileRefusedError(element.line, "moodle.too_many_problems", limit=MOST_PROBLEMS)


def _category(entry: Entry) -> str | None:
    """Returns the path of the folder that the next questions go in, None for the topmost one."""
    path = one_line(entry.element.first("category", "text"))
    entry.item = path
    for name, part in (("info", entry.element.first("info", "text")), ("idnumber", entry.element.first("idnumber"))):
        if part is not None and (value := said(part)):
            entry.note_left_out(name, value, part.line)
    place = _PLACE.match(path)
    folder = path[place.end() :] if place is not None else path
    if len(folder) > LONGEST_CATEGORY:
        entry.note_left_out("category", folder)
        return None
    return folder if folder.strip() else None
