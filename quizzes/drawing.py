"""Draws the figures of calculated questions, and makes the plain question that can be marked and shown."""

import html
import math
import re
import time
from collections.abc import Iterator, Mapping
from dataclasses import fields, replace
from datetime import date, timedelta
from decimal import Decimal, localcontext
from fractions import Fraction
from random import Random
from typing import Any, Final

from quizzes.answers import DateAnswer, NumericalAnswer, Text
from quizzes.days import is_working_day
from quizzes.errors import EngineError, FormulaError, QuestionError
from quizzes.formulas import Givens, evaluate_exact
from quizzes.numbers import Language, format_date, format_number
from quizzes.questions import (
    Calculated,
    CalculatedAnswer,
    DateQuestion,
    DateRange,
    Derived,
    Drawable,
    NumberRange,
    Numerical,
    Parameter,
    ValueList,
)
from quizzes.questions.base import QuestionBase
from quizzes.rounding import rounded

Drawn = Mapping[str, Drawable]
Values = Mapping[str, Fraction | Drawable]

MOST_TRIES: Final = 50
DIGITS_SHOWN: Final = 2
MOST_MISSES: Final = 100
# With the 16 digits of the largest value of a formula these are the 30 that an answer may have.
DIGITS_KEPT: Final = 14
_STORED_NUMBER: Final = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
_BASE_FIELDS: Final = tuple(field.name for field in fields(QuestionBase))
# In a text: `{name}`, or `{=formula}` and `{=formula|decimals}`, in which names stand in braces of their own.
PLACEHOLDER: Final = re.compile(
    r"\{=(?P<formula>(?:[^{}|]|\{[A-Za-z][A-Za-z0-9_]*\})+)(?:\|(?P<decimals>[0-9]))?\}"
    r"|\{(?P<name>[A-Za-z][A-Za-z0-9_]*)\}"
)


def draw(question: Calculated, seed: int, shared_seed: int | None = None) -> dict[str, Drawable]:
    """Returns the drawn figures by name, the same for the same question and seeds; derived values are not among them.

    `shared_seed` (by default `seed`), one for a whole attempt, draws the parameters that are `shared`: questions that
    declare the same one see the same figure. Figures with which a formula cannot be evaluated are drawn again, 50 times
    at most, shared ones excepted. Raises QuestionError at `parameters` where no draw can be evaluated.
    """
    common = seed if shared_seed is None else shared_seed
    problem: QuestionError | None = None
    for number in range(MOST_TRIES):
        own = f"{seed}" if number == 0 else f"{seed}/{number}"
        drawn = _drawn_once(question, own, f"{common}")
        try:
            realised(question, drawn)
        except QuestionError as error:
            problem = error
        else:
            return drawn
    assert problem is not None
    raise problem


def realised(question: Calculated, drawn: Drawn) -> Numerical | DateQuestion:
    """Returns the plain question that `question` is with these figures: values in its texts, results in its answers.

    Misconceptions follow the answers as wrong answers with their own feedback; one that gives the same as an answer
    above it stays silent. Raises QuestionError with the path of the formula that cannot be evaluated.
    """
    values = Givens(with_derived(question, drawn))
    base: dict[str, Any] = {name: _filled_field(question, name, values) for name in (*_BASE_FIELDS, "otherwise")}
    base["hints"] = tuple(
        replace(hint, text=_said(f"hints[{place}].text", hint.text, values))
        for place, hint in enumerate(question.hints)
    )
    if question.answer_kind == "date":
        return DateQuestion(**base, answers=_date_answers(question, values))
    return Numerical(
        **base,
        answers=_number_answers(question, values),
        unit=question.unit,
        other_units=question.other_units,
        unit_required=question.unit_required,
        unit_penalty=question.unit_penalty,
        unit_penalty_of=question.unit_penalty_of,
    )


def with_derived(question: Calculated, drawn: Drawn) -> dict[str, Fraction | Drawable]:
    """Returns the drawn figures and those derived from them, exact. Raises QuestionError at `parameters[i].formula`, or
    at `parameters` or `data` where a figure is missing: the question has changed since they were drawn.
    """
    values: dict[str, Fraction | Drawable] = dict(drawn)
    if question.data is not None and not values.keys() >= set(question.data.names):
        raise QuestionError("data", "question.missing")
    for position, parameter in enumerate(question.parameters):
        if isinstance(parameter, Derived):
            path = f"parameters[{position}].formula"
            values[parameter.name] = _rounded(_evaluated(parameter.formula, values, path), parameter.decimals)
        elif parameter.name not in values:
            raise QuestionError("parameters", "question.missing")
    return values


def filled(text: str, values: Values, language: Language = "fr", *, is_html: bool = False) -> str:
    """Returns `text` with its placeholders replaced: `{name}` by the value, `{=formula}` by the result.

    A number is shown with the digits that it has; a result with two decimals, or none if it is whole, or as many as
    stand behind `|`. A day is shown in words. Braces that hold no known name stay. With `is_html` the text is HTML, in
    which a formula's signs are escaped. Raises FormulaError for a formula that cannot be evaluated.
    """

    def shown(found: re.Match[str]) -> str:
        if found["name"] is not None:
            value = values.get(found["name"])
            return found[0] if value is None else written(value, None, language)
        formula = html.unescape(found["formula"]) if is_html else found["formula"]
        result = evaluate_exact(formula, values)
        return written(result, int(found["decimals"]) if found["decimals"] else None, language)

    return PLACEHOLDER.sub(shown, text)


def written(value: Fraction | Drawable, decimals: int | None, language: Language) -> str:
    """Returns a value as a text shows it: a day in words, a number rounded half up to `decimals` where given."""
    if isinstance(value, date):
        return format_date(value, language)
    if isinstance(value, Decimal) and decimals is None:
        return _plain(value, language)
    number = Fraction(value)
    places = decimals if decimals is not None else 0 if number.denominator == 1 else DIGITS_SHOWN
    return _plain(rounded(number, places), language)


def drawn_to_json(drawn: Drawn) -> dict[str, str]:
    """Returns the figures as texts, to be stored with the attempt: `12.15`, `2026-04-30`."""
    return {name: value.isoformat() if isinstance(value, date) else format(value, "f") for name, value in drawn.items()}


def drawn_from_json(stored: Mapping[str, str]) -> dict[str, Drawable]:
    """Returns the figures that `drawn_to_json` wrote; raises ValueError for a text that it never writes."""
    return {name: _figure(text) for name, text in stored.items()}


def proof(question: Calculated, draws: int = 100, seconds: float = math.inf) -> list[QuestionError]:
    """Returns what is wrong with a calculated question over a number of draws, each thing once: formulas that fail,
    names in texts that are no parameter, misconceptions that never differ from an answer. Nothing: all is well.

    After `seconds` no further draw begins; of misconceptions nothing is said then.
    """
    found = {error.field: error for error in _unknown_names(question)}
    hidden = set(range(len(question.misconceptions)))
    end = time.monotonic() + seconds
    for seed in range(draws):
        if time.monotonic() > end:
            return list(found.values())
        drawn = _drawn_once(question, f"{seed}", f"{seed}")
        try:
            plain = realised(question, drawn)
        except QuestionError as error:
            found.setdefault(error.field, error)
            continue
        hidden -= {place for place in hidden if _speaks(plain, len(question.answers) + place)}
    for place in sorted(hidden) if not found else ():
        path = f"misconceptions[{place}].formula"
        found[path] = QuestionError(path, "question.never_reached")
    return list(found.values())


# --- Drawing -------------------------------------------------------------------------------------------------------


def _figure(text: str) -> Drawable:
    if _STORED_NUMBER.fullmatch(text):
        return Decimal(text)
    day = date.fromisoformat(text)
    if day.isoformat() != text:
        raise ValueError(text)
    return day


def _drawn_once(question: Calculated, own: str, common: str) -> dict[str, Drawable]:
    drawn: dict[str, Drawable] = {}
    if question.data is not None:
        rng = _random(common if question.data.shared else own, "/".join(question.data.names))
        drawn.update(zip(question.data.names, rng.choice(question.data.rows), strict=True))
    for parameter in question.parameters:
        if not isinstance(parameter, Derived):
            drawn[parameter.name] = _value(parameter, _random(common if parameter.shared else own, parameter.name))
    return drawn


def _random(seed: str, name: str) -> Random:
    # One generator a parameter: adding a parameter to a question moves no other, and shared ones agree everywhere.
    return Random(f"{seed}|{name}")  # noqa: S311 - figures of an exercise are no secret


def _value(parameter: Parameter, rng: Random) -> Drawable:
    match parameter:
        case NumberRange():
            return _number(parameter, rng)
        case DateRange():
            return _day(parameter, rng)
        case ValueList():
            return rng.choice(parameter.values)
        case Derived():
            raise TypeError(parameter)


def _day(parameter: DateRange, rng: Random) -> date:
    span = (parameter.last - parameter.first).days
    for _ in range(MOST_MISSES):
        day = parameter.first + timedelta(rng.randint(0, span))
        if not parameter.working_days or is_working_day(day):
            return day
    # Two days of three are working days: the range is one of a few days, of which none may be one.
    days = [parameter.first + timedelta(number) for number in range(span + 1)]
    return rng.choice([day for day in days if is_working_day(day)] or days)


def _number(parameter: NumberRange, rng: Random) -> Decimal:
    steps = int((Fraction(parameter.highest) - Fraction(parameter.lowest)) / Fraction(parameter.step))
    # Numbers of 30 digits on either side of the point stay exact.
    with localcontext(prec=100):
        if parameter.distribution == "uniform":
            step = rng.randint(0, steps)
        else:
            low, high = math.log(parameter.lowest), math.log(parameter.highest)
            number = Decimal(repr(math.exp(low + (high - low) * rng.random())))
            step = min(max(round((number - parameter.lowest) / parameter.step), 0), steps)
        return parameter.lowest + step * parameter.step


# --- Making a plain question ---------------------------------------------------------------------------------------


def _evaluated(formula: str, values: Values, path: str) -> Fraction | date:
    try:
        return evaluate_exact(formula, values)
    except FormulaError as error:
        raise QuestionError(path, error.message_id, **error.params) from None


def _rounded(value: Fraction | date, decimals: int | None) -> Fraction | Drawable:
    return value if decimals is None or isinstance(value, date) else rounded(value, decimals)


def _number_answers(question: Calculated, values: Values) -> tuple[NumericalAnswer, ...]:
    first = question.answers[0]
    found = [
        NumericalAnswer(
            _number_result(answer, answer.formula, values, f"answers[{place}].formula"),
            answer.tolerance,
            answer.tolerance_kind,
            answer.score,
            _said(f"answers[{place}].feedback", answer.feedback, values),
        )
        for place, answer in enumerate(question.answers)
    ]
    for place, mistake in enumerate(question.misconceptions):
        value = _number_result(first, mistake.formula, values, f"misconceptions[{place}].formula")
        feedback = _said(f"misconceptions[{place}].feedback", mistake.feedback, values)
        found.append(NumericalAnswer(value, first.tolerance, first.tolerance_kind, 0, feedback))
    return tuple(found)


def _number_result(answer: CalculatedAnswer, formula: str, values: Values, path: str) -> Decimal:
    value = _evaluated(formula, values, path)
    if isinstance(value, date):
        raise QuestionError(path, "formula.number_expected")
    return rounded(value, DIGITS_KEPT if answer.decimals is None else answer.decimals)


def _date_answers(question: Calculated, values: Values) -> tuple[DateAnswer, ...]:
    first = question.answers[0]
    found = [
        DateAnswer(
            _day_result(answer.formula, values, f"answers[{place}].formula"),
            int(answer.tolerance),
            answer.score,
            _said(f"answers[{place}].feedback", answer.feedback, values),
        )
        for place, answer in enumerate(question.answers)
    ]
    for place, mistake in enumerate(question.misconceptions):
        value = _day_result(mistake.formula, values, f"misconceptions[{place}].formula")
        feedback = _said(f"misconceptions[{place}].feedback", mistake.feedback, values)
        found.append(DateAnswer(value, int(first.tolerance), 0, feedback))
    return tuple(found)


def _day_result(formula: str, values: Values, path: str) -> date:
    value = _evaluated(formula, values, path)
    if not isinstance(value, date):
        raise QuestionError(path, "formula.date_expected")
    return value


def _filled_field(question: Calculated, name: str, values: Values) -> Any:
    value = getattr(question, name)
    return _said(name, value, values) if isinstance(value, Text) else value


def _said(path: str, text: Text | None, values: Values) -> Text | None:
    if text is None or "{" not in text.source:
        return text
    try:
        return Text(filled(text.source, values, is_html=text.format == "html"), text.format)
    except EngineError as error:
        raise QuestionError(path, error.message_id, **error.params) from None


def _plain(number: Decimal, language: Language) -> str:
    return format_number(number, None, language)


def _speaks(plain: Numerical | DateQuestion, place: int) -> bool:
    """Tells whether the wrong answer at `place` is reached with these figures: none above accepts its value."""
    return plain.first_match(plain.answers[place].value) == place  # type: ignore[arg-type]  # each type its own values


def _unknown_names(question: Calculated) -> Iterator[QuestionError]:
    known = {parameter.name for parameter in question.parameters} | set(question.data.names if question.data else ())
    for path, text in _texts(question):
        names = [found["name"] for found in PLACEHOLDER.finditer(text.source)] if text else []
        unknown = [name for name in names if name is not None and name not in known]
        if unknown:
            yield QuestionError(path, "formula.unknown_name", name=unknown[0])


def _texts(question: Calculated) -> Iterator[tuple[str, Text | None]]:
    for name in ("stem", "explanation", "if_right", "if_partial", "if_wrong", "otherwise"):
        yield name, getattr(question, name)
    for place, hint in enumerate(question.hints):
        yield f"hints[{place}].text", hint.text
    for place, answer in enumerate(question.answers):
        yield f"answers[{place}].feedback", answer.feedback
    for place, mistake in enumerate(question.misconceptions):
        yield f"misconceptions[{place}].feedback", mistake.feedback
