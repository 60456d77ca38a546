"""Calculated questions in Moodle XML: formulas with `{names}` and rows of figures, never drawn from a range."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

from quizzes.answers import Text, ToleranceKind
from quizzes.errors import FormulaError, QuestionError
from quizzes.formats.moodle_xml.entry import Entry, said
from quizzes.formats.moodle_xml.markup import Element
from quizzes.formats.moodle_xml.quantities import decimal_of
from quizzes.formats.moodle_xml.sheet import NotHeldError
from quizzes.formats.moodle_xml.typed_answers import CATCH_ALL, read_catch_all, read_units
from quizzes.formulas import evaluate
from quizzes.questions import Calculated, CalculatedAnswer, DataSet
from quizzes.questions.calculated import MOST_ROWS, Drawable

TOLERANCE_KINDS: Final[Mapping[str, ToleranceKind]] = {"1": "relative", "2": "absolute", "3": "geometric"}
DECIMALS: Final = "1"
SIGNIFICANT_FIGURES: Final = "2"
# The most figures that Moodle shows: what is not rounded is written so.
ALL_FIGURES: Final = "9"
SHARED: Final = "shared"
# A result that a text shows: « {=2*{amount}} », with our decimals behind a bar.
SHOWN_RESULT: Final = re.compile(r"\{=((?:[^{}|]|\{[^{}|]*\})*)(\|[0-9]+)?\}")
_TEXTS: Final = ("generalfeedback", "correctfeedback", "partiallycorrectfeedback", "incorrectfeedback")
_CALL: Final = re.compile(r"([A-Za-z_][A-Za-z0-9_]*)\s*\(")
_LEADING_POINT: Final = re.compile(r"(?<![0-9.])\.(?=[0-9])")
_MOODLES: Final = frozenset({"abs", "ceil", "floor", "max", "min", "pow", "round", "sqrt"})


def read_calculated(entry: Entry, stem: str) -> tuple[Callable[..., Calculated], dict[str, Any]]:
    """Returns the type and the own fields of a calculated question.

    Raises QuestionError for a formula that is none of ours, with the reason.
    """
    rows = _rows(entry)
    first = dict(zip(rows.names, rows.rows[0], strict=True))
    entry.leave_out_unless("answernumbering", "abc")
    answers: list[CalculatedAnswer] = []
    otherwise: Text | None = None
    for element in entry.element.every("answer"):
        formula = _LEADING_POINT.sub("0.", said(element.first("text")) or CATCH_ALL)
        score = entry.score_of(element)
        feedback = entry.text(element.first("feedback"))
        if formula == CATCH_ALL:
            otherwise = read_catch_all(score, feedback)
            continue
        _check("answers", formula, first)
        answers.append(_answer(entry, element, formula, score, feedback))
    around = (said(entry.element.first(name, "text")) for name in _TEXTS)
    texts = (stem, *around, *(part.feedback.source for part in answers if part.feedback is not None))
    for formula in _shown_formulas(texts):
        _check("stem", formula, first)
    return Calculated, {"answers": tuple(answers), "otherwise": otherwise, "data": rows, **read_units(entry)}


def _answer(entry: Entry, element: Element, formula: str, score: Fraction, feedback: Text | None) -> CalculatedAnswer:
    kind = said(element.first("tolerancetype"), "1")
    if kind not in TOLERANCE_KINDS:
        raise QuestionError("tolerancetype", "question.wrong_value", expected=" | ".join(TOLERANCE_KINDS))
    decimals = said(element.first("correctanswerlength"), "2")
    shown = said(element.first("correctanswerformat"), DECIMALS)
    if shown == SIGNIFICANT_FIGURES and decimals != ALL_FIGURES:
        entry.note_left_out("correctanswerformat", f"{decimals} significant figures", element.line)
    length = min(decimal_of("correctanswerlength", decimals), Decimal(MOST_ROWS))
    return CalculatedAnswer(
        formula,
        None if shown == SIGNIFICANT_FIGURES else int(max(length, Decimal(-1))),
        entry.decimal("tolerance", Decimal(0), element),
        TOLERANCE_KINDS[kind],
        score,
        feedback,
    )


def _check(field: str, formula: str, values: Mapping[str, Drawable]) -> None:
    try:
        evaluate(formula, values)
    except FormulaError as error:
        place = error.position + 1
        if error.message_id == "formula.unknown_function":
            name = re.match(r"\w*", formula[error.position :])
            raise QuestionError(
                field, "moodle.unknown_function", name=name[0] if name else "", formula=formula[:80]
            ) from None
        # The website says the place where the English sentence has none.
        raise QuestionError(field, error.message_id, **{**error.params, "place": place}) from None


def _shown_formulas(texts: Iterable[str]) -> Iterator[str]:
    return (found[1] for text in texts for found in SHOWN_RESULT.finditer(text))


# --- The rows of figures ----------------------------------------------------------------------------------------------


def _rows(entry: Entry) -> DataSet:
    holder = entry.element.first("dataset_definitions")
    definitions = list(holder.every("dataset_definition")) if holder is not None else []
    names = tuple(said(definition.first("name", "text")) for definition in definitions)
    columns = [_column(definition) for definition in definitions]
    common = sorted(set.intersection(*map(set, columns))) if columns else []
    if not common:
        raise QuestionError("dataset_definitions", "moodle.no_figures")
    if any(len(column) > len(common) for column in columns):
        entry.note_left_out("dataset_items", f"> {len(common)}", definitions[0].line)
    statuses = {said(definition.first("status", "text")) for definition in definitions}
    if len(statuses) > 1:
        entry.note_left_out("status", SHARED, definitions[0].line)
    # Without synchronising, questions that share a list still draw from it on their own.
    is_shared = statuses == {SHARED} and entry.value("synchronize", "0") not in {"", "0"}
    return DataSet(names, tuple(tuple(column[number] for column in columns) for number in common), is_shared)


def _column(definition: Element) -> Mapping[Decimal, Decimal]:
    holder = definition.first("dataset_items")
    return {
        decimal_of("number", said(item.first("number"))): decimal_of("value", said(item.first("value")))
        for item in (holder.every("dataset_item") if holder is not None else ())
    }


# --- What can be written ----------------------------------------------------------------------------------------------


def check_holdable(question: Calculated, texts: Sequence[Text]) -> DataSet:
    """Returns the rows of figures; NotHeldError `format.field` for what Moodle's calculated questions cannot do.

    Ranges, lists and derived values, misconceptions, days, and functions of ours that Moodle does not know.
    """
    for field in ("parameters", "misconceptions"):
        if getattr(question, field):
            raise NotHeldError("format.field", field=field)
    if question.answer_kind == "date":
        raise NotHeldError("format.field", field="answer_kind: date")
    rows = question.data
    if rows is None or not all(isinstance(value, Decimal) for row in rows.rows for value in row):
        raise NotHeldError("format.field", field="data: date")
    formulas = [*(answer.formula for answer in question.answers), *_shown_formulas(text.source for text in texts)]
    called = [name for formula in formulas for name in _CALL.findall(formula) if name not in _MOODLES]
    if called:
        raise NotHeldError("format.field", field=f"{called[0]}()")
    return rows
