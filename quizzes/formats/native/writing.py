"""Writes every type of question as a canonical mapping: fields in the order of the documentation, defaults left out."""

import base64
from decimal import Decimal
from fractions import Fraction
from functools import singledispatch

from quizzes.formats.native.writing_parts import (
    Mapped,
    is_plain_multiple,
    is_plain_single,
    put_score_and_feedback,
    put_text,
    put_tolerance,
    written_date_answer,
    written_numerical_answer,
    written_options,
    written_score,
    written_text,
    written_text_answers,
)
from quizzes.questions import (
    Calculated,
    CalculatedAnswer,
    Cloze,
    DateQuestion,
    DateRange,
    Derived,
    Description,
    Drawable,
    Essay,
    Gap,
    Hint,
    Matching,
    MultipleResponse,
    NumberGap,
    NumberRange,
    Numerical,
    Ordering,
    Parameter,
    Question,
    SelectGap,
    ShortAnswer,
    SingleChoice,
    TextGap,
    TrueFalse,
    ValueList,
)


def written_base(question: Question, kind: str) -> Mapped:
    """Returns the fields before those of the type."""
    mapping: Mapped = {"key": question.key, "type": kind}
    if question.competency is not None:
        mapping["competency"] = question.competency
    mapping |= {"difficulty": question.difficulty, "seconds": question.seconds}
    if question.facts:
        mapping["facts"] = list(question.facts)
    mapping["sources"] = list(question.sources)
    for name in ("lesson", "name", "idnumber", "category"):
        if getattr(question, name) is not None:
            mapping[name] = getattr(question, name)
    if question.tags:
        mapping["tags"] = list(question.tags)
    if question.max_mark != (0 if isinstance(question, Description) else 1):
        mapping["max_mark"] = written_score(question.max_mark)
    if question.penalty != Fraction(1, 3):
        mapping["penalty"] = written_score(question.penalty)
    mapping["stem"] = written_text(question.stem)
    return mapping


def written_end(question: Question) -> Mapped:
    """Returns the fields behind those of the type."""
    mapping: Mapped = {}
    if question.hints:
        mapping["hints"] = [_written_hint(hint) for hint in question.hints]
    for name in ("if_right", "if_partial", "if_wrong"):
        put_text(mapping, name, getattr(question, name))
    mapping["explanation"] = None if question.explanation is None else written_text(question.explanation)
    if question.files:
        mapping["files"] = [
            {"name": file.name, "content": base64.b64encode(file.content).decode()} for file in question.files
        ]
    return mapping


def _written_hint(hint: Hint) -> Mapped:
    mapping: Mapped = {}
    put_text(mapping, "text", hint.text)
    if hint.clears_wrong:
        mapping["clears_wrong"] = True
    if hint.shows_count:
        mapping["shows_count"] = True
    return mapping


@singledispatch
def own_fields(question: Question) -> tuple[str, Mapped]:
    """Returns the name of the type and the fields that only this type has."""
    raise NotImplementedError(type(question).__name__)


@own_fields.register
def _(question: SingleChoice) -> tuple[str, Mapped]:
    mapping: Mapped = {"options": written_options(question.options, is_plain=is_plain_single(question.options))}
    _put_shuffle(mapping, shuffle=question.shuffle)
    return "single", mapping


@own_fields.register
def _(question: MultipleResponse) -> tuple[str, Mapped]:
    mapping: Mapped = {"options": written_options(question.options, is_plain=is_plain_multiple(question.options))}
    _put_shuffle(mapping, shuffle=question.shuffle)
    return "multiple", mapping


@own_fields.register
def _(question: TrueFalse) -> tuple[str, Mapped]:
    mapping: Mapped = {"answer": question.answer}
    put_text(mapping, "if_true", question.if_true)
    put_text(mapping, "if_false", question.if_false)
    return "true-false", mapping


@own_fields.register
def _(question: Numerical) -> tuple[str, Mapped]:
    mapping: Mapped = {"answers": [written_numerical_answer(answer) for answer in question.answers]}
    _put_units(mapping, question)
    put_text(mapping, "otherwise", question.otherwise)
    return "numerical", mapping


@own_fields.register
def _(question: DateQuestion) -> tuple[str, Mapped]:
    mapping: Mapped = {"answers": [written_date_answer(answer) for answer in question.answers]}
    put_text(mapping, "otherwise", question.otherwise)
    return "date", mapping


@own_fields.register
def _(question: ShortAnswer) -> tuple[str, Mapped]:
    mapping: Mapped = {"answers": written_text_answers(question.answers)}
    if question.case_sensitive:
        mapping["case_sensitive"] = True
    put_text(mapping, "otherwise", question.otherwise)
    return "short-answer", mapping


@own_fields.register
def _(question: Matching) -> tuple[str, Mapped]:
    pairs: list[Mapped] = []
    for pair in question.pairs:
        written: Mapped = {"prompt": written_text(pair.prompt), "answer": pair.answer}
        put_text(written, "feedback", pair.feedback)
        pairs.append(written)
    mapping: Mapped = {"pairs": pairs}
    if question.distractors:
        mapping["distractors"] = list(question.distractors)
    _put_shuffle(mapping, shuffle=question.shuffle)
    return "matching", mapping


@own_fields.register
def _(question: Ordering) -> tuple[str, Mapped]:
    items: list[Mapped] = []
    for item in question.items:
        written: Mapped = {"text": written_text(item.text)}
        put_text(written, "feedback", item.feedback)
        items.append(written)
    mapping: Mapped = {"items": items}
    if question.strategy != "absolute":
        mapping["strategy"] = question.strategy
    return "ordering", mapping


@own_fields.register
def _(question: Cloze) -> tuple[str, Mapped]:
    return "cloze", {"gaps": [_written_gap(gap) for gap in question.gaps]}


@own_fields.register
def _(question: Calculated) -> tuple[str, Mapped]:
    mapping: Mapped = {}
    if question.parameters:
        mapping["parameters"] = [_written_parameter(parameter) for parameter in question.parameters]
    if question.data is not None:
        data: Mapped = {"names": list(question.data.names)}
        data["rows"] = [[_written_value(value) for value in row] for row in question.data.rows]
        if question.data.shared:
            data["shared"] = True
        mapping["data"] = data
    if question.answer_kind != "number":
        mapping["answer_kind"] = question.answer_kind
    mapping["answers"] = [_written_calculated_answer(answer) for answer in question.answers]
    if question.misconceptions:
        mapping["misconceptions"] = [
            {"name": mistake.name, "formula": mistake.formula, "feedback": written_text(mistake.feedback)}
            for mistake in question.misconceptions
        ]
    _put_units(mapping, question)
    put_text(mapping, "otherwise", question.otherwise)
    return "calculated", mapping


@own_fields.register
def _(question: Essay) -> tuple[str, Mapped]:
    mapping: Mapped = {}
    if question.rubric:
        mapping["rubric"] = [
            {
                "name": criterion.name,
                "levels": [{"label": level.label, "points": written_score(level.points)} for level in criterion.levels],
            }
            for criterion in question.rubric
        ]
    for name in ("model", "guidance", "template"):
        put_text(mapping, name, getattr(question, name))
    for name in ("fewest_words", "most_words"):
        if getattr(question, name) is not None:
            mapping[name] = getattr(question, name)
    if question.lines != 10:
        mapping["lines"] = question.lines
    if question.allows_file:
        mapping["allows_file"] = True
    return "essay", mapping


@own_fields.register
def _(_question: Description) -> tuple[str, Mapped]:
    return "description", {}


def _written_gap(gap: Gap) -> Mapped:
    mapping: Mapped
    match gap:
        case TextGap():
            mapping = {"kind": "text", "answers": written_text_answers(gap.answers)}
            if gap.case_sensitive:
                mapping["case_sensitive"] = True
            put_text(mapping, "otherwise", gap.otherwise)
        case NumberGap():
            mapping = {"kind": "number", "answers": [written_numerical_answer(answer) for answer in gap.answers]}
            if gap.unit is not None:
                mapping["unit"] = gap.unit
            put_text(mapping, "otherwise", gap.otherwise)
        case SelectGap():
            mapping = _written_select(gap)
    if gap.weight != 1:
        mapping["weight"] = gap.weight
    return mapping


def _written_select(gap: SelectGap) -> Mapped:
    is_plain = is_plain_multiple(gap.options) if gap.multiple else is_plain_single(gap.options)
    mapping: Mapped = {"kind": "select", "options": written_options(gap.options, is_plain=is_plain)}
    if gap.multiple:
        mapping["multiple"] = True
    if gap.layout != "select":
        mapping["layout"] = gap.layout
    if gap.shuffle:
        mapping["shuffle"] = True
    return mapping


def _written_parameter(parameter: Parameter) -> Mapped:
    mapping: Mapped = {"name": parameter.name}
    match parameter:
        case Derived():
            mapping["formula"] = parameter.formula
            if parameter.decimals is not None:
                mapping["decimals"] = parameter.decimals
        case ValueList():
            mapping["values"] = [_written_value(value) for value in parameter.values]
        case DateRange():
            mapping |= {"first": parameter.first, "last": parameter.last}
            if parameter.working_days:
                mapping["working_days"] = True
        case NumberRange():
            mapping |= _written_range(parameter)
    if not isinstance(parameter, Derived) and parameter.shared:
        mapping["shared"] = True
    return mapping


def _written_range(parameter: NumberRange) -> Mapped:
    mapping: Mapped = {"lowest": format(parameter.lowest, "f"), "highest": format(parameter.highest, "f")}
    if parameter.step != 1 or parameter.step.as_tuple().exponent != 0:
        mapping["step"] = format(parameter.step, "f")
    if parameter.distribution != "uniform":
        mapping["distribution"] = parameter.distribution
    return mapping


def _written_value(value: Drawable) -> object:
    return format(value, "f") if isinstance(value, Decimal) else value


def _written_calculated_answer(answer: CalculatedAnswer) -> Mapped:
    mapping: Mapped = {"formula": answer.formula}
    if answer.decimals != 2:
        mapping["decimals"] = answer.decimals
    put_tolerance(mapping, answer)
    put_score_and_feedback(mapping, answer)
    return mapping


def _put_shuffle(mapping: Mapped, *, shuffle: bool) -> None:
    if not shuffle:
        mapping["shuffle"] = False


def _put_units(mapping: Mapped, question: Numerical | Calculated) -> None:
    if question.unit is not None:
        mapping["unit"] = question.unit
    if question.other_units:
        mapping["other_units"] = [
            {"name": unit.name, "multiplier": format(unit.multiplier, "f")} for unit in question.other_units
        ]
    if question.unit_required:
        mapping["unit_required"] = True
    if question.unit_penalty != Fraction(1, 10):
        mapping["unit_penalty"] = written_score(question.unit_penalty)
    if question.unit_penalty_of != "answer":
        mapping["unit_penalty_of"] = question.unit_penalty_of
