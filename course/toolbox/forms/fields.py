"""The fields of a calculator: plain descriptions, from which the page is drawn and the address is read."""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["money", "rate", "count", "day", "choice"]
Choices = tuple[tuple[str, str], ...]

TODAY = "today"


@dataclass(frozen=True, slots=True)
class Field:
    """One thing that is asked for; `label`, `hint` and the words of `choices` are French message ids.

    `default` stands in a page that was not sent yet (`TODAY`: the day itself). `is_special`: among the particular
    cases, which are folded. `lowest` and `highest` bound a count; `may_be_zero` an amount.
    """

    name: str
    label: str
    kind: Kind
    hint: str = ""
    is_required: bool = True
    default: str = ""
    choices: Choices = ()
    lowest: int = 0
    highest: int = 366
    may_be_zero: bool = False
    is_special: bool = False


@dataclass(frozen=True, slots=True)
class Rows:
    """Lines of the same fields, such as payments; one that is empty counts for nothing. `most` bounds their number."""

    name: str
    label: str
    hint: str
    fields: tuple[Field, ...]
    most: int = 8

    def field_name(self, place: int, name: str) -> str:
        """Returns the name of a field of the line at a place from 1: `e2_day`."""
        return f"{self.name}{place}_{name}"
