"""The fields of a letter as people type them, and what the letter says for them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from course.toolbox.formats.letters import LetterField, clean
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


def read_letter(fields: tuple[LetterField, ...], form: Mapping[str, str]) -> LetterReading:
    """Returns the fields as they were typed and as the letter says them; an empty one is no fault."""
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
    return reading


def _one_line(typed: str) -> str:
    return " ".join(typed.split("\n"))


def amount_said(amount: Decimal) -> str:
    """Returns « 6 150,00 € »; a letter is in French whatever the reader's language."""
    return f"{amount:,.2f}".replace(",", NBSP).replace(".", ",") + f"{NBSP}€"


_SAID: Final[Mapping[str, Callable[[str], str]]] = {
    "text": _one_line,
    "lines": str,
    "amount": lambda typed: amount_said(read_number(typed, "€")),
    "day": lambda typed: format_date(read_date(typed)),
}
