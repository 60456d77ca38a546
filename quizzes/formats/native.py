"""Questions as the plain mappings of the content files (docs/content-format.md): read and written as inverses."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import singledispatch
from typing import Final, TypedDict, cast

from quizzes.answers import DateAnswer, NumericalAnswer, Option, Score, Text, TextAnswer, ToleranceKind
from quizzes.errors import QuestionError
from quizzes.formats.fields import Fields
from quizzes.questions import (
    DateQuestion,
    MultipleResponse,
    Numerical,
    Question,
    ShortAnswer,
    SingleChoice,
    TrueFalse,
    shared_scores,
)

Mapped = dict[str, object]


class BaseFields(TypedDict):
    """The fields of every type of question."""

    key: str
    competency: str
    difficulty: int
    seconds: int
    facts: tuple[str, ...]
    sources: tuple[str, ...]
    lesson: str | None
    stem: Text
    explanation: Text | None


def question_from_mapping(mapping: Mapping[str, object]) -> Question:
    """Returns the question that `mapping` describes, in the form of docs/content-format.md as a YAML reader gives it.

    Dates are native or `2026-05-11`; numbers of answers stand in quotes. `explanation` and `sources` are required, null
    or an empty list says that there is none. Beyond that page, a text may be `{format: html, source: …}`, and a score
    may be a fraction in quotes (`"1/3"`).
    Raises QuestionError, and nothing else, with the path of the first field at fault, such as `options[2].feedback`.
    """
    fields = Fields(mapping)
    kind = fields.string("type")
    read = _READERS.get(kind)
    if read is None:
        raise QuestionError("type", "question.wrong_value", expected=" | ".join(_READERS))
    question = read(fields, _base_fields(fields))
    fields.finish()
    return question


def question_to_mapping(question: Question) -> Mapped:
    """Returns the canonical mapping of `question`: fields in the order of the documentation, defaults left out.

    `question_from_mapping` gives the same question back. Holds only strings, numbers, booleans, dates, lists, mappings
    and None. Raises nothing.
    """
    kind, own_fields = _own_fields(question)
    mapping: Mapped = {
        "key": question.key,
        "type": kind,
        "competency": question.competency,
        "difficulty": question.difficulty,
        "seconds": question.seconds,
    }
    if question.facts:
        mapping["facts"] = list(question.facts)
    mapping["sources"] = list(question.sources)
    if question.lesson is not None:
        mapping["lesson"] = question.lesson
    mapping["stem"] = _written_text(question.stem)
    mapping.update(own_fields)
    mapping["explanation"] = None if question.explanation is None else _written_text(question.explanation)
    return mapping


# --- Reading -------------------------------------------------------------------------------------------------------


def _base_fields(fields: Fields) -> BaseFields:
    return {
        "key": fields.string("key"),
        "competency": fields.string("competency"),
        "difficulty": fields.whole("difficulty"),
        "seconds": fields.whole("seconds"),
        "facts": fields.maybe("facts", fields.strings) or (),
        "sources": fields.strings("sources"),
        "lesson": fields.maybe("lesson", fields.string),
        "stem": fields.text("stem"),
        "explanation": None if fields.required("explanation") is None else fields.text("explanation"),
    }


def _read_single(fields: Fields, base: BaseFields) -> SingleChoice:
    return SingleChoice(**base, options=_read_options(fields, _one_right))


def _read_multiple(fields: Fields, base: BaseFields) -> MultipleResponse:
    return MultipleResponse(**base, options=_read_options(fields, shared_scores))


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
        answers=fields.parts("answers", _read_numerical_answer),
        unit=fields.maybe("unit", fields.string),
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
        answers=fields.parts("answers", _read_text_answer),
        case_sensitive=fields.maybe("case_sensitive", fields.truth) or False,
        otherwise=fields.maybe("otherwise", fields.text),
    )


_READERS: Final[Mapping[str, Callable[[Fields, BaseFields], Question]]] = {
    "single": _read_single,
    "multiple": _read_multiple,
    "true-false": _read_true_false,
    "numerical": _read_numerical,
    "date": _read_date,
    "short-answer": _read_short_answer,
}


def _read_options(fields: Fields, scores_of: Callable[[Sequence[bool]], Sequence[Fraction]]) -> tuple[Option, ...]:
    """Returns the options with their own scores if they have any, else with those that `right` gives them."""
    read = fields.parts("options", _read_option)
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


def _read_option(fields: Fields) -> tuple[Option, bool, bool]:
    """Returns the option, whether it is said to be right, whether it has a score of its own."""
    score = fields.maybe("score", fields.score)
    is_right = fields.maybe("right", fields.truth) or False
    option = Option(fields.text("text"), 0 if score is None else score, fields.maybe("feedback", fields.text))
    return option, is_right, score is not None


def _one_right(right: Sequence[bool]) -> Sequence[Fraction]:
    if sum(right) != 1:
        raise QuestionError("options", "question.one_right")
    return [Fraction(is_right) for is_right in right]


def _read_numerical_answer(fields: Fields) -> NumericalAnswer:
    kind = fields.maybe("tolerance_kind", fields.string)
    return NumericalAnswer(
        value=fields.decimal("value"),
        tolerance=fields.maybe("tolerance", fields.decimal) or Decimal(0),
        # The answer itself checks that the word is one of the kinds.
        tolerance_kind="absolute" if kind is None else cast("ToleranceKind", kind),
        score=_typed_score(fields),
        feedback=fields.maybe("feedback", fields.text),
        compute=fields.maybe("compute", fields.string),
    )


def _read_date_answer(fields: Fields) -> DateAnswer:
    return DateAnswer(
        value=fields.day("value"),
        tolerance_days=fields.maybe("tolerance_days", fields.whole) or 0,
        score=_typed_score(fields),
        feedback=fields.maybe("feedback", fields.text),
        compute=fields.maybe("compute", fields.string),
    )


def _read_text_answer(fields: Fields) -> TextAnswer:
    return TextAnswer(
        text=fields.string("text"), score=_typed_score(fields), feedback=fields.maybe("feedback", fields.text)
    )


def _typed_score(fields: Fields) -> Score:
    score = fields.maybe("score", fields.score)
    return 1 if score is None else score


# --- Writing -------------------------------------------------------------------------------------------------------


@singledispatch
def _own_fields(question: Question) -> tuple[str, Mapped]:
    """Returns the name of the type and the fields that only this type has."""
    raise NotImplementedError(type(question).__name__)


@_own_fields.register
def _(question: SingleChoice) -> tuple[str, Mapped]:
    scores = [option.score for option in question.options]
    is_plain = sorted(scores) == [0] * (len(scores) - 1) + [1]
    return "single", {"options": _written_options(question.options, is_plain=is_plain)}


@_own_fields.register
def _(question: MultipleResponse) -> tuple[str, Mapped]:
    shared = shared_scores([option.score > 0 for option in question.options])
    is_plain = all(option.score == score for option, score in zip(question.options, shared, strict=True))
    return "multiple", {"options": _written_options(question.options, is_plain=is_plain)}


@_own_fields.register
def _(question: TrueFalse) -> tuple[str, Mapped]:
    mapping: Mapped = {"answer": question.answer}
    _put_text(mapping, "if_true", question.if_true)
    _put_text(mapping, "if_false", question.if_false)
    return "true-false", mapping


@_own_fields.register
def _(question: Numerical) -> tuple[str, Mapped]:
    mapping: Mapped = {"answers": [_written_numerical_answer(answer) for answer in question.answers]}
    if question.unit is not None:
        mapping["unit"] = question.unit
    _put_text(mapping, "otherwise", question.otherwise)
    return "numerical", mapping


@_own_fields.register
def _(question: DateQuestion) -> tuple[str, Mapped]:
    mapping: Mapped = {"answers": [_written_date_answer(answer) for answer in question.answers]}
    _put_text(mapping, "otherwise", question.otherwise)
    return "date", mapping


@_own_fields.register
def _(question: ShortAnswer) -> tuple[str, Mapped]:
    answers = []
    for answer in question.answers:
        written: Mapped = {"text": answer.text}
        _put_score_and_feedback(written, answer)
        answers.append(written)
    mapping: Mapped = {"answers": answers}
    if question.case_sensitive:
        mapping["case_sensitive"] = True
    _put_text(mapping, "otherwise", question.otherwise)
    return "short-answer", mapping


def _written_options(options: Sequence[Option], *, is_plain: bool) -> list[Mapped]:
    written = []
    for option in options:
        mapping: Mapped = {"text": _written_text(option.text)}
        if not is_plain:
            mapping["score"] = _written_score(option.score)
        elif option.score > 0:
            mapping["right"] = True
        _put_text(mapping, "feedback", option.feedback)
        written.append(mapping)
    return written


def _written_numerical_answer(answer: NumericalAnswer) -> Mapped:
    mapping: Mapped = {"value": format(answer.value, "f")}
    if answer.tolerance:
        mapping["tolerance"] = format(answer.tolerance, "f")
    if answer.tolerance_kind != "absolute":
        mapping["tolerance_kind"] = answer.tolerance_kind
    _put_score_and_feedback(mapping, answer)
    if answer.compute is not None:
        mapping["compute"] = answer.compute
    return mapping


def _written_date_answer(answer: DateAnswer) -> Mapped:
    mapping: Mapped = {"value": answer.value}
    if answer.tolerance_days:
        mapping["tolerance_days"] = answer.tolerance_days
    _put_score_and_feedback(mapping, answer)
    if answer.compute is not None:
        mapping["compute"] = answer.compute
    return mapping


def _put_score_and_feedback(mapping: Mapped, answer: NumericalAnswer | DateAnswer | TextAnswer) -> None:
    if answer.score != 1:
        mapping["score"] = _written_score(answer.score)
    _put_text(mapping, "feedback", answer.feedback)


def _put_text(mapping: Mapped, name: str, text: Text | None) -> None:
    if text is not None:
        mapping[name] = _written_text(text)


def _written_text(text: Text) -> object:
    return text.source if text.format == "markdown" else {"format": text.format, "source": text.source}


def _written_score(score: Score) -> object:
    """Returns a whole number, a decimal one if that is exact, a fraction in quotes otherwise."""
    exact = Fraction(score)
    if exact.denominator == 1:
        return exact.numerator
    return float(exact) if Fraction(repr(float(exact))) == exact else str(exact)
