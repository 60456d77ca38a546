"""Reads the types whose answer has several parts, is computed or is written in free words."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Final, cast

from quizzes.answers import ToleranceKind
from quizzes.errors import QuestionError
from quizzes.formats.fields import Fields
from quizzes.formats.native.reading import (
    BaseFields,
    one_right,
    read_numerical_answer,
    read_options,
    read_shuffle,
    read_text_answer,
    read_units,
    typed_score,
)
from quizzes.questions import (
    Calculated,
    CalculatedAnswer,
    Cloze,
    Criterion,
    DataSet,
    DateRange,
    Derived,
    Description,
    Drawable,
    Essay,
    Gap,
    Matching,
    Misconception,
    NumberGap,
    NumberRange,
    Ordering,
    OrderingItem,
    OrderingStrategy,
    Pair,
    Parameter,
    Question,
    RubricLevel,
    SelectGap,
    TextGap,
    ValueList,
    shared_scores,
)
from quizzes.questions.calculated import AnswerKind, Distribution
from quizzes.questions.cloze import GapLayout


def _read_matching(fields: Fields, base: BaseFields) -> Matching:
    return Matching(
        **base,
        pairs=fields.parts("pairs", _read_pair),
        distractors=fields.maybe("distractors", fields.strings) or (),
        shuffle=read_shuffle(fields),
    )


def _read_pair(fields: Fields) -> Pair:
    return Pair(fields.text("prompt"), fields.string("answer"), fields.maybe("feedback", fields.text))


def _read_ordering(fields: Fields, base: BaseFields) -> Ordering:
    strategy = fields.maybe("strategy", fields.string)
    return Ordering(
        **base,
        items=fields.parts("items", _read_item),
        # The question itself checks the word, here and below.
        strategy="absolute" if strategy is None else cast("OrderingStrategy", strategy),
    )


def _read_item(fields: Fields) -> OrderingItem:
    return OrderingItem(fields.text("text"), fields.maybe("feedback", fields.text))


def _read_cloze(fields: Fields, base: BaseFields) -> Cloze:
    return Cloze(**base, gaps=fields.parts("gaps", _read_gap))


def _read_gap(fields: Fields) -> Gap:
    kind = fields.string("kind")
    read = _GAPS.get(kind)
    if read is None:
        raise QuestionError("kind", "question.wrong_value", expected=" | ".join(_GAPS))
    weight = fields.maybe("weight", fields.whole)
    return read(fields, 1 if weight is None else weight)


def _read_text_gap(fields: Fields, weight: int) -> TextGap:
    return TextGap(
        answers=fields.parts("answers", read_text_answer),
        case_sensitive=fields.maybe("case_sensitive", fields.truth) or False,
        weight=weight,
        otherwise=fields.maybe("otherwise", fields.text),
    )


def _read_number_gap(fields: Fields, weight: int) -> NumberGap:
    return NumberGap(
        answers=fields.parts("answers", read_numerical_answer),
        unit=fields.maybe("unit", fields.string),
        weight=weight,
        otherwise=fields.maybe("otherwise", fields.text),
    )


def _read_select_gap(fields: Fields, weight: int) -> SelectGap:
    multiple = fields.maybe("multiple", fields.truth) or False
    layout = fields.maybe("layout", fields.string)
    return SelectGap(
        options=read_options(fields, shared_scores if multiple else one_right),
        multiple=multiple,
        layout="select" if layout is None else cast("GapLayout", layout),
        shuffle=fields.maybe("shuffle", fields.truth) or False,
        weight=weight,
    )


_GAPS: Final[Mapping[str, Callable[[Fields, int], Gap]]] = {
    "text": _read_text_gap,
    "number": _read_number_gap,
    "select": _read_select_gap,
}


def _read_calculated(fields: Fields, base: BaseFields) -> Calculated:
    kind = fields.maybe("answer_kind", fields.string)
    return Calculated(
        **base,
        parameters=fields.parts("parameters", _read_parameter) if fields.has("parameters") else (),
        data=fields.part("data", _read_data_set) if fields.has("data") else None,
        answers=fields.parts("answers", _read_calculated_answer),
        misconceptions=fields.parts("misconceptions", _read_misconception) if fields.has("misconceptions") else (),
        answer_kind="number" if kind is None else cast("AnswerKind", kind),
        **read_units(fields),
        otherwise=fields.maybe("otherwise", fields.text),
    )


def _read_parameter(fields: Fields) -> Parameter:
    name = fields.string("name")
    if fields.has("formula"):
        return Derived(name, fields.string("formula"), fields.maybe("decimals", fields.whole))
    shared = fields.maybe("shared", fields.truth) or False
    if fields.has("values"):
        return ValueList(name, _drawables("values", fields.required("values")), shared)
    if fields.has("first"):
        working = fields.maybe("working_days", fields.truth) or False
        return DateRange(name, fields.day("first"), fields.day("last"), working, shared)
    step, distribution = fields.maybe("step", fields.decimal), fields.maybe("distribution", fields.string)
    return NumberRange(
        name,
        fields.decimal("lowest"),
        fields.decimal("highest"),
        Decimal(1) if step is None else step,
        "uniform" if distribution is None else cast("Distribution", distribution),
        shared,
    )


def _read_data_set(fields: Fields) -> DataSet:
    rows = fields.required("rows")
    if not isinstance(rows, list | tuple):
        raise QuestionError("rows", "question.wrong_type", expected="a list")
    return DataSet(
        fields.strings("names"),
        tuple(_drawables(f"rows[{place}]", row) for place, row in enumerate(rows)),
        fields.maybe("shared", fields.truth) or False,
    )


def _drawables(path: str, values: object) -> tuple[Drawable, ...]:
    """Returns numbers that stand in quotes, or days."""
    if not isinstance(values, list | tuple):
        raise QuestionError(path, "question.wrong_type", expected="a list")
    found: list[Drawable] = []
    for place, value in enumerate(values):
        fields = Fields({"value": value})
        try:
            is_day = isinstance(value, date) or (isinstance(value, str) and value[4:5] == "-" and len(value) == 10)
            found.append(fields.day("value") if is_day else fields.decimal("value"))
        except QuestionError as error:
            raise QuestionError(f"{path}[{place}]", error.message_id, **error.params) from None
    return tuple(found)


def _read_calculated_answer(fields: Fields) -> CalculatedAnswer:
    kind = fields.maybe("tolerance_kind", fields.string)
    return CalculatedAnswer(
        formula=fields.string("formula"),
        decimals=_decimals(fields),
        tolerance=fields.maybe("tolerance", fields.decimal) or Decimal(0),
        tolerance_kind="absolute" if kind is None else cast("ToleranceKind", kind),
        score=typed_score(fields),
        feedback=fields.maybe("feedback", fields.text),
    )


def _decimals(fields: Fields) -> int | None:
    """Returns 2 where nothing is said, None for `decimals: null`: not rounded."""
    if not fields.has("decimals"):
        return 2
    return None if fields.required("decimals") is None else fields.whole("decimals")


def _read_misconception(fields: Fields) -> Misconception:
    return Misconception(fields.string("name"), fields.string("formula"), fields.text("feedback"))


def _read_essay(fields: Fields, base: BaseFields) -> Essay:
    return Essay(
        **base,
        rubric=fields.parts("rubric", _read_criterion) if fields.has("rubric") else (),
        model=fields.maybe("model", fields.text),
        guidance=fields.maybe("guidance", fields.text),
        template=fields.maybe("template", fields.text),
        fewest_words=fields.maybe("fewest_words", fields.whole),
        most_words=fields.maybe("most_words", fields.whole),
        lines=fields.whole("lines") if fields.has("lines") else 10,
        allows_file=fields.maybe("allows_file", fields.truth) or False,
    )


def _read_criterion(fields: Fields) -> Criterion:
    return Criterion(fields.string("name"), fields.parts("levels", _read_level))


def _read_level(fields: Fields) -> RubricLevel:
    return RubricLevel(fields.string("label"), fields.score("points"))


def _read_description(fields: Fields, base: BaseFields) -> Description:
    del fields
    return Description(**base)


COMPOSED: Final[Mapping[str, Callable[[Fields, BaseFields], Question]]] = {
    "matching": _read_matching,
    "ordering": _read_ordering,
    "cloze": _read_cloze,
    "calculated": _read_calculated,
    "essay": _read_essay,
    "description": _read_description,
}
