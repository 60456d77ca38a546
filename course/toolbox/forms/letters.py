"""The fields of a letter as people type them, and what the letter says for them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from course.toolbox.formats.letters import LetterField, clean, statements
from course.web.display import NBSP
from course.web.messages import sentence
from quizzes.errors import DateError, NumberError
from quizzes.numbers import format_date, read_date, read_number

LONGEST: Final = {"text": 300, "lines": 1_000, "amount": 40, "day": 40}


@dataclass(slots=True)
class LetterReading:
    """What was typed by field, what the letter says for it, and why not where it cannot be read."""

    typed: dict[str, str] = field(default_factory=dict)
    values: dict[str, str] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)


def read_letter(fields: tuple[LetterField, ...], text: str, form: Mapping[str, str]) -> LetterReading:
    """Returns the fields of the letter's text as they were typed and as it says them; an empty one is no fault, a total
    that is not the sum of its lines is one."""
    reading = LetterReading()
    for asked in fields:
        typed = clean(form.get(asked.name, ""))
        reading.typed[asked.name] = typed
        if not typed:
            continue
        if len(typed) > LONGEST[asked.kind]:
            params = {"label": asked.label, "limit": LONGEST[asked.kind]}
            reading.errors[asked.name] = sentence("letter.too_long", params)
            continue
        try:
            reading.values[asked.name] = _SAID[asked.kind](typed)
        except NumberError:
            reading.errors[asked.name] = sentence("letter.bad_amount", {"label": asked.label})
        except DateError:
            reading.errors[asked.name] = sentence("letter.bad_day", {"label": asked.label})
    _check_totals(reading, text, {asked.name: asked.label for asked in fields})
    return reading


def _check_totals(reading: LetterReading, text: str, labels: Mapping[str, str]) -> None:
    for *lines, total in statements(text):
        names = [*lines, total]
        if reading.errors.keys() & set(names) or not all(name in reading.values for name in names):
            continue
        expected = sum((read_number(reading.typed[name], "€") for name in lines), Decimal(0))
        if amount_said(expected) != reading.values[total]:
            params = {"label": labels[total], "sum": amount_said(expected)}
            reading.errors[total] = sentence("letter.total_differs", params)


def _one_line(typed: str) -> str:
    return " ".join(typed.split("\n"))


def amount_said(amount: Decimal) -> str:
    """Returns « 6 150,00 € »; a letter is in French whatever the reader's language."""
    return f"{amount:,.2f}".replace(",", NBSP).replace(".", ",") + f"{NBSP}€"


def _amount(typed: str) -> str:
    """Returns an amount as the letter says it; raises NumberError where it has less than a cent: nothing is rounded."""
    amount = read_number(typed, "€")
    if int(amount.as_tuple().exponent) < -2:
        raise NumberError("receivables.not_cents")
    return amount_said(amount)


_SAID: Final[Mapping[str, Callable[[str], str]]] = {
    "text": _one_line,
    "lines": str,
    "amount": _amount,
    "day": lambda typed: format_date(read_date(typed)).replace(" ", NBSP, 1),
}
