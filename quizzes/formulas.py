"""Evaluates the formulas that prove the figures of the content, exactly, and compares figures as a text shows them."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction
from functools import lru_cache
from typing import Final

from quizzes.errors import DateError, FormulaError
from quizzes.formula_functions import (
    COMPARISONS,
    DIGITS,
    FUNCTIONS,
    Value,
    bounded,
    checked_day,
    given,
    number_of,
)
from quizzes.numbers import read_date

LONGEST: Final = 500
DEEPEST: Final = 30

Given = Decimal | Fraction | date


class Givens(Mapping[str, Given]):
    """Values that many formulas share and that no longer change: each is turned into a fraction once."""

    __slots__ = ("_exact", "_values")

    def __init__(self, values: Mapping[str, Given]) -> None:
        """Keeps the values."""
        self._values = values
        self._exact: dict[str, Value] = {}

    def __getitem__(self, name: str) -> Given:
        """Returns a value as it was given."""
        return self._values[name]

    def __iter__(self) -> Iterator[str]:
        """Goes through the names."""
        return iter(self._values)

    def __len__(self) -> int:
        """Counts the names."""
        return len(self._values)

    def exact(self, name: str, position: int) -> Value:
        """Returns what formulas reckon with; raises FormulaError as `given` does."""
        found = self._exact.get(name)
        if found is None:
            found = self._exact[name] = given(self._values[name], position)
        return found


_TOKEN: Final = re.compile(
    r"[ \t\n]*(?:(?P<date>[0-9]{4}-[0-9]{2}-[0-9]{2}(?![0-9.]))|(?P<number>[0-9]+(?:\.[0-9]+)?)"
    r"|(?P<name>[a-z_]+)|\{(?P<variable>[A-Za-z][A-Za-z0-9_]{0,39})\}|(?P<sign>[<>=!]=|[-+*/(),<>]))"
)
_FIGURE: Final = re.compile(
    r"([-+]?)([0-9]+|[0-9]{1,3}(?: [0-9]{3})+)(?:,([0-9]+))?(?: ?(?:[%‰€$£]|[^\W\d_])[^\d.,\x00-\x1f]*)?"
)
_NONE: Final = Givens({})


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str  # date, number, name, variable, sign, end
    text: str
    position: int


def evaluate(text: str, values: Mapping[str, Given] | None = None) -> Decimal | date:
    """Returns what the formula `text` gives: an exact number (one with more than 50 digits, to 50 digits) or a day.

    Numbers with a decimal point, `+ - * / ( )`, dates such as 2026-04-30, variables such as `{amount}` (a letter, then
    letters, digits and `_`, 40 at most) whose `values` are given, and these functions:
    - `days(from, to)` (the first day excluded, the last included), `add_days(day, n)`, `add_months(day, n)` (the last
      day of a shorter month), `end_of_month(day)`, `working_day(day)` (the same day, or the next one that is neither
      Saturday, Sunday nor a French public holiday), `year(day)`, `month(day)`, `day(day)`;
    - `min(…)`, `max(…)`, `abs(x)`, `floor(x)`, `ceil(x)`, `round(x)`, `round(x, digits)` (half up, away from zero),
      `pow(x, n)` (n whole, -20 to 20; 1 for `pow(0, 0)`), `sqrt(x)` (exact where it can be, else to 60 decimals);
    - `if(condition, a, b)`: the condition compares two numbers or two days with `< <= > >= == !=`, which stand nowhere
      else; what is not chosen is not reckoned, so that it may divide by zero.
    Bounds: 500 characters, 30 levels, no value beyond 10^15, years 1900 to 2199; also for the values that are given.
    Raises FormulaError, and nothing else, with the position of what is at fault; `formula.unknown_name` (with `name`)
    for the first variable without a value, chosen or not. Source: content format, « Formulas ».
    """
    value = evaluate_exact(text, values)
    if isinstance(value, date):
        return value
    with localcontext(prec=DIGITS):
        return Decimal(value.numerator) / Decimal(value.denominator)


def evaluate_exact(text: str, values: Mapping[str, Given] | None = None) -> Fraction | date:
    """Returns what `evaluate` does, before any rounding, for callers that round themselves; raises the same."""
    known = _NONE if values is None else values if isinstance(values, Givens) else Givens(values)
    expression, variables = _parsed(text)
    for token in variables:
        if token.text not in known:
            raise FormulaError("formula.unknown_name", token.position, name=token.text)
    return expression(known)


def names_in(text: str) -> frozenset[str]:
    """Returns the names of the variables that the formula `text` holds, without looking at its grammar.

    Raises FormulaError `formula.too_long`, `formula.empty`, and `formula.unexpected` for a character of no formula.
    """
    return frozenset(token.text for token in _tokens(text) if token.kind == "variable")


def shown_equals(shown: str, result: Decimal | date) -> bool:
    """Tells whether `shown`, as it stands in a French text, says `result` rounded half up to the decimals shown.

    `shown` is a figure with a decimal comma, groups of three after a space, and a unit of any words behind
    (« 73,81 % », « 1 234,56 € », « 138 jours »), or a date that `read_date` knows (« 11/05/2026 », « 11 mai 2026 »). In
    a text of ours a comma is always decimal, unlike in what learners type. A figure never equals a day.
    Raises FormulaError `formula.unreadable_figure`. Source: content format, « A result is rounded half up ».
    """
    read = _read_shown(shown)
    if isinstance(read, date) or isinstance(result, date):
        return read == result
    number, places = read
    with localcontext(prec=2 * LONGEST):
        return result.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP) == number


def _read_shown(shown: str) -> date | tuple[Decimal, int]:
    """Returns the day that is shown, or the number and how many decimals it has."""
    # Every blank, non-breaking or thin, separates groups alike; the typographic minus counts as the plain one.
    figure = _FIGURE.fullmatch(" ".join(shown.replace("\u2212", "-").split())) if len(shown) <= LONGEST else None
    if figure is not None:
        sign, whole, decimals = figure.groups(default="")
        return Decimal(f"{sign}{whole.replace(' ', '')}.{decimals or 0}"), len(decimals)
    try:
        return read_date(shown)
    except DateError:
        raise FormulaError("formula.unreadable_figure", 0) from None


def _tokens(text: str) -> Sequence[_Token]:
    if len(text) > LONGEST:
        raise FormulaError("formula.too_long", LONGEST, limit=LONGEST)
    tokens: list[_Token] = []
    position = 0
    end = len(text.rstrip())
    while position < end:
        found = _TOKEN.match(text, position)
        if found is None:
            raise FormulaError("formula.unexpected", end - len(text[position:end].lstrip()))
        kind = str(found.lastgroup)
        tokens.append(_Token(kind, found[kind], found.start(kind) - (kind == "variable")))
        position = found.end()
    if not tokens:
        raise FormulaError("formula.empty", 0)
    return [*tokens, _Token("end", "", end)]


# --- What a text is read into: parts that give their value once the variables have theirs -----------------------------

_Part = Callable[[Givens], Value]


@dataclass(frozen=True, slots=True)
class _Chain:
    """A sum or a product, reckoned from left to right."""

    first: _Part
    rest: Sequence[tuple[_Token, _Part]]

    def __call__(self, values: Givens) -> Value:
        total = self.first(values)
        for sign, part in self.rest:
            left = number_of(total, sign.position)
            total = bounded(_reckoned(sign, left, number_of(part(values), sign.position)), sign.position)
        return total


def _reckoned(sign: _Token, left: Fraction, right: Fraction) -> Fraction:
    match sign.text:
        case "+":
            return left + right
        case "-":
            return left - right
        case "*":
            return left * right
    if right == 0:
        raise FormulaError("formula.division_by_zero", sign.position)
    return left / right


@dataclass(frozen=True, slots=True)
class _Opposite:
    sign: _Token
    part: _Part

    def __call__(self, values: Givens) -> Value:
        number = number_of(self.part(values), self.sign.position)
        return -number if self.sign.text == "-" else number


@dataclass(frozen=True, slots=True)
class _Constant:
    value: Value

    def __call__(self, _values: Givens) -> Value:
        return self.value


@dataclass(frozen=True, slots=True)
class _Variable:
    token: _Token

    def __call__(self, values: Givens) -> Value:
        return values.exact(self.token.text, self.token.position)


@dataclass(frozen=True, slots=True)
class _Call:
    name: _Token
    parts: Sequence[_Part]

    def __call__(self, values: Givens) -> Value:
        return FUNCTIONS[self.name.text]([part(values) for part in self.parts], self.name.position)


@dataclass(frozen=True, slots=True)
class _Choice:
    left: _Part
    sign: _Token
    right: _Part
    if_true: _Part
    if_false: _Part

    def __call__(self, values: Givens) -> Value:
        left, right = self.left(values), self.right(values)
        if isinstance(left, date) != isinstance(right, date):
            raise FormulaError("formula.mixed_values", self.sign.position)
        chosen = self.if_true if COMPARISONS[self.sign.text](left, right) else self.if_false
        return chosen(values)


class _Parser:
    """Recursive descent: a sum of products of signed values; each level of brackets or signs counts as depth."""

    def __init__(self, tokens: Sequence[_Token]) -> None:
        self._tokens = tokens
        self._at = 0
        self._depth = 0

    def whole(self) -> _Part:
        part = self._sum()
        if self._next.kind != "end":
            raise FormulaError("formula.unexpected", self._next.position)
        return part

    @property
    def _next(self) -> _Token:
        return self._tokens[self._at]

    def _take(self) -> _Token:
        token = self._next
        self._at += 1
        return token

    def _takes(self, *signs: str) -> _Token | None:
        return self._take() if self._next.kind == "sign" and self._next.text in signs else None

    def _expect(self, *signs: str) -> _Token:
        token = self._takes(*signs)
        if token is None:
            raise _refusal(self._next)
        return token

    def _sum(self) -> _Part:
        return self._chain(self._product, "+", "-")

    def _product(self) -> _Part:
        return self._chain(self._signed, "*", "/")

    def _chain(self, read: Callable[[], _Part], *signs: str) -> _Part:
        first = read()
        rest: list[tuple[_Token, _Part]] = []
        while sign := self._takes(*signs):
            rest.append((sign, read()))
        return _Chain(first, rest) if rest else first

    def _signed(self) -> _Part:
        token = self._take()
        self._depth += 1
        if self._depth > DEEPEST:
            raise FormulaError("formula.too_deep", token.position, limit=DEEPEST)
        part = self._signed_part(token)
        self._depth -= 1
        return part

    def _signed_part(self, token: _Token) -> _Part:
        match token.kind, token.text:
            case "sign", ("+" | "-"):
                return _Opposite(token, self._signed())
            case "sign", "(":
                part = self._sum()
                self._expect(")")
                return part
            case (("number" | "date"), _):
                return _constant(token)
            case "variable", _:
                return _Variable(token)
            case "name", "if":
                return self._choice(token)
            case "name", _:
                return self._call(token)
        raise _refusal(token)

    def _choice(self, name: _Token) -> _Part:
        self._expect("(")
        left = self._sum()
        sign = self._expect(*COMPARISONS)
        right = self._sum()
        branches: list[_Part] = []
        while self._takes(","):
            branches.append(self._sum())
        self._expect(")")
        if len(branches) != 2:
            raise FormulaError("formula.wrong_count", name.position, expected=3)
        if_true, if_false = branches
        return _Choice(left, sign, right, if_true, if_false)

    def _call(self, name: _Token) -> _Part:
        if name.text not in FUNCTIONS:
            raise FormulaError("formula.unknown_function", name.position)
        self._expect("(")
        parts = [self._sum()]
        while self._takes(","):
            parts.append(self._sum())
        self._expect(")")
        return _Call(name, parts)


@lru_cache(maxsize=1024)
def _parsed(text: str) -> tuple[_Part, Sequence[_Token]]:
    """Returns the formula and its variables. Reading takes longer than reckoning, and a draw reckons the same again."""
    tokens = _tokens(text)
    return _Parser(tokens).whole(), [token for token in tokens if token.kind == "variable"]


def _constant(token: _Token) -> _Constant:
    if token.kind == "number":
        return _Constant(bounded(Fraction(token.text), token.position))
    year, month, day = map(int, token.text.split("-"))
    return _Constant(checked_day(year, month, day, token.position))


def _refusal(token: _Token) -> FormulaError:
    return FormulaError("formula.unfinished" if token.kind == "end" else "formula.unexpected", token.position)
