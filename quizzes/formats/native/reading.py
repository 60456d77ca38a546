"""Reads the fields of every question, and the types whose answer is one choice or one typed entry."""

import base64
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Final, NotRequired, TypedDict, cast

from quizzes.answers import DateAnswer, NumericalAnswer, Option, Score, Text, TextAnswer, ToleranceKind
from quizzes.errors import QuestionError
from quizzes.formats.fields import Fields
from quizzes.questions import (
    AttachedFile,
    DateQuestion,
    Hint,
    MultipleResponse,
    Numerical,
    Question,
    ShortAnswer,
    SingleChoice,
    TrueFalse,
    Unit,
    shared_scores,
)
from quizzes.questions.typed import UnitPenaltyOf


class BaseFields(TypedDict):
    """The fields of every type of question."""

    key: str
    competency: str | None
    difficulty: int
    seconds: int
    facts: tuple[str, ...]
    sources: tuple[str, ...]
    lesson: str | None
    stem: Text
    explanation: Text | None
    name: str | None
    idnumber: str | None
    category: str | None
    tags: tuple[str, ...]
    hints: tuple[Hint, ...]
    if_right: Text | None
    if_partial: Text | None
    if_wrong: Text | None
    files: tuple[AttachedFile, ...]
    max_mark: NotRequired[Score]
    penalty: NotRequired[Score]


def base_fields(fields: Fields) -> BaseFields:
    """Returns the fields that every type of question has."""
    found: BaseFields = {
        "key": fields.string("key"),
        "competency": fields.maybe("competency", fields.string),
        "difficulty": fields.whole("difficulty"),
        "seconds": fields.whole("seconds"),
        "facts": fields.maybe("facts", fields.strings) or (),
        "sources": fields.strings("sources"),
        "lesson": fields.maybe("lesson", fields.string),
        "stem": fields.text("stem"),
        "explanation": None if fields.required("explanation") is None else fields.text("explanation"),
        "name": fields.maybe("name", fields.string),
        "idnumber": fields.maybe("idnumber", fields.string),
        "category": fields.maybe("category", fields.string),
        "tags": fields.maybe("tags", fields.strings) or (),
        "hints": fields.parts("hints", _read_hint) if fields.has("hints") else (),
        "if_right": fields.maybe("if_right", fields.text),
        "if_partial": fields.maybe("if_partial", fields.text),
        "if_wrong": fields.maybe("if_wrong", fields.text),
        "files": fields.parts("files", _read_file) if fields.has("files") else (),
    }
    if fields.has("max_mark"):
        found["max_mark"] = fields.score("max_mark")
    if fields.has("penalty"):
        found["penalty"] = fields.score("penalty")
    return found


def _read_hint(fields: Fields) -> Hint:
    return Hint(
        fields.maybe("text", fields.text),
        fields.maybe("clears_wrong", fields.truth) or False,
        fields.maybe("shows_count", fields.truth) or False,
    )


def _read_file(fields: Fields) -> AttachedFile:
    name, written = fields.string("name"), fields.string("content")
    try:
        content = base64.b64decode(written, validate=True)
    except ValueError:
        raise QuestionError("content", "question.wrong_type", expected="base64") from None
    return AttachedFile(name, content)


def _read_single(fields: Fields, base: BaseFields) -> SingleChoice:
    return SingleChoice(**base, options=read_options(fields, one_right), shuffle=read_shuffle(fields))


def _read_multiple(fields: Fields, base: BaseFields) -> MultipleResponse:
    return MultipleResponse(**base, options=read_options(fields, shared_scores), shuffle=read_shuffle(fields))


def _read_true_false(fields: Fields, base: BaseFields) -> TrueFalse:
    return TrueFalse(
        **base,
        answer=fields.truth("answer"),
        if_true=fields.maybe("if_true", fields.text),
        if_false=fields.maybe("if_false", fields.text),
    )


def _read_numerical(fields: Fields, base: BaseFields) -> Numerical:
    return Numerical(
        **base,
        answers=fields.parts("answers", read_numerical_answer),
        **read_units(fields),
        otherwise=fields.maybe("otherwise", fields.text),
    )


def _read_date(fields: Fields, base: BaseFields) -> DateQuestion:
    return DateQuestion(
        **base,
        answers=fields.parts("answers", _read_date_answer),
        otherwise=fields.maybe("otherwise", fields.text),
    )


def _read_short_answer(fields: Fields, base: BaseFields) -> ShortAnswer:
    return ShortAnswer(
        **base,
        answers=fields.parts("answers", read_text_answer),
        case_sensitive=fields.maybe("case_sensitive", fields.truth) or False,
        otherwise=fields.maybe("otherwise", fields.text),
    )


class UnitFields(TypedDict, total=False):
    """The fields of a number's units."""

    unit: str | None
    other_units: tuple[Unit, ...]
    unit_required: bool
    unit_penalty: Score
    unit_penalty_of: UnitPenaltyOf


def read_units(fields: Fields) -> UnitFields:
    """Returns the units of a number that is typed."""
    found: UnitFields = {
        "unit": fields.maybe("unit", fields.string),
        "other_units": fields.parts("other_units", _read_unit) if fields.has("other_units") else (),
        "unit_required": fields.maybe("unit_required", fields.truth) or False,
    }
    if fields.has("unit_penalty"):
        found["unit_penalty"] = fields.score("unit_penalty")
    if fields.has("unit_penalty_of"):
        # The question itself checks that the word is one of the kinds.
        found["unit_penalty_of"] = cast("UnitPenaltyOf", fields.string("unit_penalty_of"))
    return found


def _read_unit(fields: Fields) -> Unit:
    return Unit(fields.string("name"), fields.decimal("multiplier"))


def read_shuffle(fields: Fields) -> bool:
    """Returns whether the order may change; it may unless the file says else."""
    shuffle = fields.maybe("shuffle", fields.truth)
    return True if shuffle is None else shuffle


def read_options(fields: Fields, scores_of: Callable[[Sequence[bool]], Sequence[Fraction]]) -> tuple[Option, ...]:
    """Returns the options with their own scores if they have any, else with those that `right` gives them."""
    read = fields.parts("options", read_option)
    has_scores = any(is_scored for _, _, is_scored in read)
    for position, (_, is_right, is_scored) in enumerate(read):
        if has_scores and (is_right or not is_scored):
            raise QuestionError(f"options[{position}].score", "question.right_and_score")
    if has_scores:
        return tuple(option for option, _, _ in read)
    scores = scores_of([is_right for _, is_right, _ in read])
    return tuple(
        Option(option.text, score, option.feedback) for (option, _, _), score in zip(read, scores, strict=True)
    )


def read_option(fields: Fields) -> tuple[Option, bool, bool]:
    """Returns the option, whether it is said to be right, whether it has a score of its own."""
    score = fields.maybe("score", fields.score)
    is_right = fields.maybe("right", fields.truth) or False
    option = Option(fields.text("text"), 0 if score is None else score, fields.maybe("feedback", fields.text))
    return option, is_right, score is not None


def one_right(right: Sequence[bool]) -> Sequence[Fraction]:
    """Returns 1 for the one option that is right, 0 for the others. Raises QuestionError for another number of them."""
    if sum(right) != 1:
        raise QuestionError("options", "question.one_right")
    return [Fraction(is_right) for is_right in right]


def read_numerical_answer(fields: Fields) -> NumericalAnswer:
    """Returns an accepted number."""
    kind = fields.maybe("tolerance_kind", fields.string)
    return NumericalAnswer(
        value=fields.decimal("value"),
        tolerance=fields.maybe("tolerance", fields.decimal) or Decimal(0),
        # The answer itself checks that the word is one of the kinds.
        tolerance_kind="absolute" if kind is None else cast("ToleranceKind", kind),
        score=typed_score(fields),
        feedback=fields.maybe("feedback", fields.text),
        compute=fields.maybe("compute", fields.string),
    )


def _read_date_answer(fields: Fields) -> DateAnswer:
    return DateAnswer(
        value=fields.day("value"),
        tolerance_days=fields.maybe("tolerance_days", fields.whole) or 0,
        score=typed_score(fields),
        feedback=fields.maybe("feedback", fields.text),
        compute=fields.maybe("compute", fields.string),
    )


def read_text_answer(fields: Fields) -> TextAnswer:
    """Returns an accepted text."""
    return TextAnswer(
        text=fields.string("text"), score=typed_score(fields), feedback=fields.maybe("feedback", fields.text)
    )


def typed_score(fields: Fields) -> Score:
    """Returns the score of an answer, 1 unless it says else."""
    score = fields.maybe("score", fields.score)
    return 1 if score is None else score


CLASSIC: Final[Mapping[str, Callable[[Fields, BaseFields], Question]]] = {
    "single": _read_single,
    "multiple": _read_multiple,
    "true-false": _read_true_false,
    "numerical": _read_numerical,
    "date": _read_date,
    "short-answer": _read_short_answer,
}
