"""What typed answers have in common: numbers, units, and the last answer `*` that catches all the others."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

from quizzes.answers import NumericalAnswer, Text, TextAnswer
from quizzes.errors import QuestionError
from quizzes.formats.moodle_xml.entry import Entry, said
from quizzes.formats.moodle_xml.sheet import NotHeldError
from quizzes.questions import Unit

CATCH_ALL: Final = "*"
# Moodle's codes: how a unit is asked for, and from what a wrong one takes its share.
UNIT_OPTIONAL: Final = "0"
UNIT_NONE: Final = "3"
UNIT_FREE: Final = "0"
UNIT_OF_ANSWER: Final = "1"
UNIT_OF_QUESTION: Final = "2"


def read_catch_all(score: Fraction, feedback: Text | None) -> Text | None:
    """Returns what is said of every other number; QuestionError where it gives marks: no answer of ours does that."""
    if score != 0:
        raise QuestionError("answers", "moodle.catch_all_score")
    return feedback


def read_text_answers(answers: Sequence[TextAnswer]) -> tuple[tuple[TextAnswer, ...], Text | None]:
    """Returns the answers, and what is said of every other text: the feedback of a last `*` that gives nothing."""
    *others, last = answers or (None,)
    if last is None or (last.text, last.score) != (CATCH_ALL, 0) or last.feedback is None or not others:
        return tuple(answers), None
    return tuple(answers[:-1]), last.feedback


def absolute_tolerance(answer: NumericalAnswer) -> Decimal:
    """Returns how far a number may lie from the answer; NotHeldError for a geometric tolerance, which has two ends."""
    if answer.tolerance_kind == "geometric" and answer.tolerance:
        raise NotHeldError("format.field", field="tolerance_kind: geometric")
    return answer.tolerance * abs(answer.value) if answer.tolerance_kind == "relative" else answer.tolerance


def read_units(entry: Entry) -> dict[str, Any]:
    """Returns the fields of a question about its units: the first one of multiplier 1 is the question's own."""
    entry.leave_out_unless("unitsleft", "0")
    entry.leave_out_unless("showunits", UNIT_OPTIONAL, UNIT_NONE)
    instructions = entry.text(entry.element.first("instructions"))
    if instructions is not None:
        entry.note_left_out("instructions", instructions.source)
    units = _listed_units(entry)
    own = next((unit.name for unit in units if unit.multiplier == 1), None)
    grading = entry.value("unitgradingtype", UNIT_FREE)
    if units and own is None:
        raise QuestionError("units", "moodle.no_own_unit")
    return {
        "unit": own,
        "other_units": tuple(unit for unit in units if unit.name != own),
        "unit_required": own is not None and grading in {UNIT_OF_ANSWER, UNIT_OF_QUESTION},
        "unit_penalty": entry.exact("unitpenalty", Fraction(1, 10)),
        "unit_penalty_of": "question" if grading == UNIT_OF_QUESTION else "answer",
    }


def _listed_units(entry: Entry) -> list[Unit]:
    holder = entry.element.first("units")
    return [
        Unit(said(element.first("unit_name")), entry.decimal("multiplier", Decimal(1), element))
        for element in (holder.every("unit") if holder is not None else ())
    ]
