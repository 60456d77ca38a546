"""The lines of a table as questions: what each column says is handed to the types, whose refusals name the column."""

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Final, TypedDict

from quizzes.answers import DateAnswer, NumericalAnswer, Option, Text, TextAnswer, ToleranceKind
from quizzes.errors import EntryError, QuestionError
from quizzes.formats.table.cells import read_decimal, read_list, read_points, read_share, read_truth, shifted, shown
from quizzes.formats.table.rows import CellError, Row
from quizzes.formats.table.words import EFFECTS, FORMATS, KINDS, KINDS_NOT_HELD, STRATEGIES, Kind
from quizzes.questions import (
    Criterion,
    DateQuestion,
    Description,
    Essay,
    Hint,
    Matching,
    MultipleResponse,
    Numerical,
    Ordering,
    OrderingItem,
    Pair,
    Question,
    RubricLevel,
    ShortAnswer,
    SingleChoice,
    TrueFalse,
    Unit,
    shared_scores,
)
from quizzes.questions.base import COMPETENCY, KEY
from quizzes.questions.typed import UnitPenaltyOf

_GEOMETRIC: Final = re.compile(r"(.*?) *(?:géométrique|geometrique|geometric)", re.IGNORECASE | re.DOTALL)
_RELATIVE: Final = re.compile(r"(.*?) *(?:relative|relatif)", re.IGNORECASE | re.DOTALL)
_PERCENT: Final = re.compile(r"(.*?)\s*%\s*", re.DOTALL)
_OF_QUESTION: Final = re.compile(r"(.*?) *(?:de la question|of the question)", re.IGNORECASE | re.DOTALL)
_OF_ANSWER: Final = re.compile(r"(.*?) *(?:de la réponse|of the answer)", re.IGNORECASE | re.DOTALL)
_SEPARATORS_OF_KEYS: Final = re.compile(r"[,;\s]+")
ONE: Final = Fraction(1)


class _Base(TypedDict):
    key: str
    stem: Text
    competency: str | None
    difficulty: int
    seconds: int
    explanation: Text | None
    facts: tuple[str, ...]
    sources: tuple[str, ...]
    lesson: str | None
    name: str | None
    idnumber: str | None
    category: str | None
    tags: tuple[str, ...]
    max_mark: Fraction
    penalty: Fraction
    hints: tuple[Hint, ...]
    if_right: Text | None
    if_partial: Text | None
    if_wrong: Text | None


def question_of(row: Row, key: str) -> Question:
    """Returns the question of a line, under the key that it was given. Raises CellError, and nothing else."""
    kind = kind_of(row)
    row.text_format = row.chosen("format", FORMATS, "markdown")
    numbers = row.numbers("answer", "match")
    try:
        return _READERS[kind](row, _base(row, key, kind), numbers)
    except QuestionError as error:
        raise row.error_of(error, numbers) from None


def kind_of(row: Row) -> Kind:
    """Returns the type of question that the line says. Raises CellError, `format.type` for a type that is not held."""
    row.required("type")
    if (not_held := row.parsed("type", KINDS_NOT_HELD.find)) is not None:
        raise CellError(("type", 0), "format.type", type=KINDS_NOT_HELD.written(not_held))
    return row.chosen("type", KINDS, "single")


def key_of(row: Row) -> str | None:
    """Returns the key that the line gives. Raises CellError `table.bad_key`."""
    return _of_form(row, "key", KEY, 80, "table.bad_key")


def _of_form(row: Row, field: str, form: re.Pattern[str], limit: int, message_id: str) -> str | None:
    word = row.word(field)
    if word is not None and (len(word) > limit or not form.fullmatch(word)):
        raise CellError((field, 0), message_id, value=shown(word))
    return word


def _base(row: Row, key: str, kind: Kind) -> _Base:
    row.raw("key")
    row.required("stem")
    stem = row.text("stem")
    assert stem is not None
    return {
        "key": key,
        "stem": stem,
        "competency": _of_form(row, "competency", COMPETENCY, 20, "table.bad_competency"),
        "difficulty": row.whole("difficulty", 3),
        "seconds": row.whole("seconds", 60),
        "explanation": row.text("explanation"),
        "facts": row.items("facts"),
        "sources": tuple(
            source for item in row.items("sources") for source in _SEPARATORS_OF_KEYS.split(item) if source
        ),
        "lesson": _of_form(row, "lesson", KEY, 80, "table.bad_key"),
        "name": row.raw("name"),
        "idnumber": row.raw("idnumber"),
        "category": row.raw("category"),
        "tags": row.items("tags"),
        "max_mark": row.points("max_mark", Fraction(kind != "description")),
        "penalty": _share(row, "penalty", Fraction(1, 3)),
        "hints": tuple(_hint(row, number) for number in row.numbers("hint", "effect")),
        "if_right": row.text("if_right"),
        "if_partial": row.text("if_partial"),
        "if_wrong": row.text("if_wrong"),
    }


def _share(row: Row, field: str, default: Fraction) -> Fraction:
    said = row.parsed(field, read_share)
    return default if said is None else said


def _hint(row: Row, number: int) -> Hint:
    effects = row.parsed("effect", lambda cell: {EFFECTS.read(word) for word in read_list(cell)}, number) or set()
    text = row.text("hint", number)
    with row.at("hint", number):
        return Hint(text, clears_wrong="clear" in effects, shows_count="count" in effects)


# --- Types ---------------------------------------------------------------------------------------------------------


def _read_single(row: Row, base: _Base, numbers: tuple[int, ...]) -> Question:
    marks = [row.mark(number) for number in numbers]
    # Two options may give the full mark, but two crosses are far more often a choice of several.
    if marks.count(True) > 1 and not any(_is_share(mark) for mark in marks):
        raise CellError(("score", numbers[len(marks) - 1 - marks[::-1].index(True)]), "table.one_cross")
    scores = [Fraction(mark or 0) for mark in marks]
    return SingleChoice(**base, shuffle=_shuffle(row), options=_options(row, numbers, scores))


def _read_multiple(row: Row, base: _Base, numbers: tuple[int, ...]) -> Question:
    marks = [row.mark(number) for number in numbers]
    if any(_is_share(mark) for mark in marks):
        for number, mark in zip(numbers, marks, strict=True):
            if mark is True:
                raise CellError(("score", number), "table.cross_and_share")
        scores = [Fraction(mark or 0) for mark in marks]
    else:
        scores = list(shared_scores([mark is True for mark in marks]))
    return MultipleResponse(**base, shuffle=_shuffle(row), options=_options(row, numbers, scores))


def _is_share(mark: Fraction | bool | None) -> bool:
    return isinstance(mark, Fraction)


def _shuffle(row: Row) -> bool:
    return row.truth("shuffle", default=True)


def _options(row: Row, numbers: tuple[int, ...], scores: list[Fraction]) -> tuple[Option, ...]:
    options = []
    for number, score in zip(numbers, scores, strict=True):
        text, feedback = _needed_text(row, "answer", number), row.text("feedback", number)
        with row.at("answer", number):
            options.append(Option(text, score, feedback))
    return tuple(options)


def _needed_text(row: Row, field: str, number: int) -> Text:
    text = row.text(field, number)
    if text is None:
        raise CellError((field, number), "question.missing")
    return text


def _read_true_false(row: Row, base: _Base, _: tuple[int, ...]) -> Question:
    row.required("answer", 1)
    answer = row.parsed("answer", read_truth, 1)
    other = row.parsed("answer", read_truth, 2)
    if other is not None and other == answer:
        raise CellError(("answer", 2), "question.repeated")
    feedbacks = {answer: row.text("feedback", 1), not answer: row.text("feedback", 2)}
    return TrueFalse(
        **base,
        answer=bool(answer),
        if_true=feedbacks[True],
        if_false=feedbacks[False],
    )


def _read_numerical(row: Row, base: _Base, numbers: tuple[int, ...]) -> Question:
    unit = row.word("unit")
    penalty, penalty_of = row.parsed("unit_penalty", _unit_penalty) or (Fraction(1, 10), "answer")
    return Numerical(
        **base,
        answers=tuple(_numerical_answer(row, number, unit) for number in numbers),
        unit=unit,
        other_units=row.parsed("other_units", lambda cell: _other_units(cell, row)) or (),
        unit_required=row.truth("unit_required", default=False),
        unit_penalty=penalty,
        unit_penalty_of=penalty_of,
        otherwise=row.text("otherwise"),
    )


def _numerical_answer(row: Row, number: int, unit: str | None) -> NumericalAnswer:
    value = row.decimal("answer", number, unit)
    if value is None:
        raise CellError(("answer", number), "question.missing")
    tolerance, kind = row.parsed("tolerance", lambda cell: _tolerance(cell, row, unit), number) or (
        Decimal(0),
        "absolute",
    )
    score, feedback, compute = _typed_score(row, number), row.text("feedback", number), row.raw("compute", number)
    with row.at("answer", number):
        return NumericalAnswer(value, tolerance, kind, score, feedback, compute)


def _tolerance(cell: str, row: Row, unit: str | None) -> tuple[Decimal, ToleranceKind]:
    if found := _GEOMETRIC.fullmatch(cell.strip()):
        return read_decimal(found[1], row.point), "geometric"
    if found := _RELATIVE.fullmatch(cell.strip()):
        return read_decimal(found[1], row.point), "relative"
    if (found := _PERCENT.fullmatch(cell)) and unit != "%":
        return shifted(read_decimal(found[1], row.point), -2), "relative"
    return read_decimal(cell, row.point, unit), "absolute"


def _other_units(cell: str, row: Row) -> tuple[Unit, ...]:
    units = []
    for item in read_list(cell):
        name, sign, multiplier = item.rpartition("=")
        if not sign:
            raise EntryError("table.bad_units", value=shown(item))
        units.append(Unit(name.strip(), read_decimal(multiplier, row.point)))
    return tuple(units)


def _unit_penalty(cell: str) -> tuple[Fraction, UnitPenaltyOf]:
    if found := _OF_QUESTION.fullmatch(cell.strip()):
        return read_share(found[1]), "question"
    found = _OF_ANSWER.fullmatch(cell.strip())
    return read_share(found[1] if found else cell), "answer"


def _read_date(row: Row, base: _Base, numbers: tuple[int, ...]) -> Question:
    return DateQuestion(
        **base,
        answers=tuple(_date_answer(row, number) for number in numbers),
        otherwise=row.text("otherwise"),
    )


def _date_answer(row: Row, number: int) -> DateAnswer:
    value = row.day("answer", number)
    if value is None:
        raise CellError(("answer", number), "question.missing")
    days = row.whole("tolerance", 0, number)
    score, feedback, compute = _typed_score(row, number), row.text("feedback", number), row.raw("compute", number)
    with row.at("answer", number):
        return DateAnswer(value, days, score, feedback, compute)


def _typed_score(row: Row, number: int) -> Fraction:
    mark = row.mark(number)
    return ONE if mark is None else Fraction(mark)


def _read_short_answer(row: Row, base: _Base, numbers: tuple[int, ...]) -> Question:
    return ShortAnswer(
        **base,
        answers=tuple(_text_answer(row, number) for number in numbers),
        case_sensitive=row.truth("case_sensitive", default=False),
        otherwise=row.text("otherwise"),
    )


def _text_answer(row: Row, number: int) -> TextAnswer:
    text, score, feedback = row.required("answer", number), _typed_score(row, number), row.text("feedback", number)
    with row.at("answer", number):
        return TextAnswer(text, score, feedback)


def _read_matching(row: Row, base: _Base, numbers: tuple[int, ...]) -> Question:
    pairs, distractors = [], []
    for number in numbers:
        prompt, answer = row.text("answer", number), row.required("match", number)
        if prompt is None:
            distractors.append(answer)
            continue
        feedback = row.text("feedback", number)
        with row.at("answer", number):
            pairs.append(Pair(prompt, answer, feedback))
    return Matching(
        **base,
        pairs=tuple(pairs),
        distractors=tuple(distractors),
        shuffle=_shuffle(row),
    )


def _read_ordering(row: Row, base: _Base, numbers: tuple[int, ...]) -> Question:
    return Ordering(
        **base,
        items=tuple(
            OrderingItem(_needed_text(row, "answer", number), row.text("feedback", number)) for number in numbers
        ),
        strategy=row.chosen("strategy", STRATEGIES, "absolute"),
    )


def _read_essay(row: Row, base: _Base, numbers: tuple[int, ...]) -> Question:
    return Essay(
        **base,
        rubric=tuple(_criterion(row, number) for number in numbers),
        model=row.text("model"),
        guidance=row.text("guidance"),
        template=row.text("template"),
        fewest_words=row.whole("fewest_words", None),
        most_words=row.whole("most_words", None),
        lines=row.whole("lines", 10),
        allows_file=row.truth("allows_file", default=False),
    )


def _criterion(row: Row, number: int) -> Criterion:
    name = row.required("answer", number)
    row.required("match", number)
    levels = row.parsed("match", lambda cell: tuple(_level(item, row) for item in read_list(cell)), number) or ()
    with row.at("answer", number):
        return Criterion(name, levels)


def _level(item: str, row: Row) -> RubricLevel:
    label, sign, points = item.rpartition(" = ")
    if not sign:
        label, sign, points = item.rpartition("=")
    if not sign:
        raise EntryError("table.bad_levels", value=shown(item))
    return RubricLevel(label, read_points(points, row.point))


def _read_description(_row: Row, base: _Base, _numbers: tuple[int, ...]) -> Question:
    return Description(**base)


_READERS: Final[Mapping[Kind, Callable[[Row, _Base, tuple[int, ...]], Question]]] = {
    "single": _read_single,
    "multiple": _read_multiple,
    "true-false": _read_true_false,
    "numerical": _read_numerical,
    "date": _read_date,
    "short-answer": _read_short_answer,
    "matching": _read_matching,
    "ordering": _read_ordering,
    "essay": _read_essay,
    "description": _read_description,
}
