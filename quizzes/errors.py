"""The one family of errors of the engine: a message id with parameters, which the website translates."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

ENGLISH: Final[Mapping[str, str]] = MappingProxyType(
    {
        "number.empty": "Nothing was entered.",
        "number.not_a_number": "This is not a number.",
        "number.ambiguous": "This number can be read in more than one way.",
        "number.too_long": "A number may have at most {limit} digits.",
        "date.empty": "Nothing was entered.",
        "date.not_a_date": "This is not a date.",
        "date.impossible": "This day does not exist.",
        "date.wrong_weekday": "This date does not fall on that day of the week.",
        "date.two_digit_year": "Please write the year with four digits.",
        "date.out_of_range": "The year must lie between {first} and {last}.",
        "date.too_long": "A date may have at most {limit} characters.",
        "response.wrong_type": "The answer must be {expected}.",
        "response.unknown_option": "The answer names an option that the question does not have.",
        "response.repeated_option": "The answer names the same option twice.",
        "response.too_long": "An answer may have at most {limit} characters.",
        "response.bad_character": "The answer holds a character that cannot be stored.",
        "response.incomplete_order": "Each place must be given once.",
        "response.not_drawn": "The figures of « {key} » have not been drawn.",
        "question.missing": "This field is required.",
        "question.unknown": "This field is not known here.",
        "question.wrong_type": "This field must be {expected}.",
        "question.wrong_value": "This field must be {expected}.",
        "question.out_of_range": "This value must lie between {lowest} and {highest}.",
        "question.too_few": "At least {lowest} are needed.",
        "question.too_many": "At most {highest} are allowed.",
        "question.too_long": "At most {limit} characters are allowed.",
        "question.blank": "This text may not be blank.",
        "question.bad_character": "This text holds a character that cannot be stored.",
        "question.no_full_mark": "No answer gives the full mark.",
        "question.one_right": "Exactly one option must be right.",
        "question.right_and_score": "Give either `right` or `score`, for every option in the same way.",
        "question.repeated": "This stands here twice.",
        "question.one_choice": "At least two different answers are needed to choose from.",
        "question.gap_marks": "The text must hold each of the {count} gap marks ([[1]], [[2]] …) exactly once.",
        "question.never_reached": "An answer above this one catches it, so that the full mark is out of reach.",
        "format.cannot_hold": "The format cannot hold {count} of these things.",
        "format.type": "This format has no question of the type « {type} ».",
        "format.field": "This format cannot hold « {field} ».",
        "format.encoding": "The file is not UTF-8 text.",
        "format.too_large": "The file is larger than {limit} MB.",
        "format.too_many": "The file holds more than {limit} questions.",
        "table.cell_too_long": "A cell of a workbook may have at most {limit} characters.",
        "table.sheet_too_large": "A sheet may have at most {rows} rows and {columns} columns.",
        "formula.empty": "The formula is empty.",
        "formula.too_long": "A formula may have at most {limit} characters.",
        "formula.too_deep": "A formula may be nested at most {limit} deep.",
        "formula.too_large": "A number in the formula grows beyond {limit}.",
        "formula.unexpected": "This is not expected here.",
        "formula.unfinished": "The formula ends too early.",
        "formula.too_many_digits": "A number in the formula has too many digits.",
        "formula.unknown_function": "There is no function of this name.",
        "formula.unknown_name": "The variable {name} has no value.",
        "formula.wrong_count": "This function takes {expected} values.",
        "formula.number_expected": "A number is expected here, not a date.",
        "formula.date_expected": "A date is expected here, not a number.",
        "formula.whole_number_expected": "A whole number between {lowest} and {highest} is expected here.",
        "formula.mixed_values": "Numbers and dates cannot be compared.",
        "formula.negative": "A number that is not negative is expected here.",
        "formula.division_by_zero": "Division by zero.",
        "formula.impossible_date": "This date does not exist or lies outside the years {first} to {last}.",
        "formula.unreadable_figure": "This is not a figure or a date as a French text shows it.",
        "receivables.negative": "This value may not be negative.",
        "receivables.zero": "This value must be above zero.",
        "receivables.not_cents": "An amount of money has at most two decimals.",
        "receivables.out_of_range": "This value must lie between {lowest} and {highest}.",
        "receivables.year_out_of_range": "The year must lie between {first} and {last}.",
        "receivables.dates_reversed": "This date comes before the one that it follows.",
        "receivables.missing_rate": "No rate is known for half-year {half} of {year}.",
        "receivables.too_few_months": "The sales of these months are less than the receivables.",
        "receivables.unknown_choice": "This choice is not known here.",
    }
)


@dataclass(frozen=True, slots=True)
class Problem:
    """Says why an entry cannot be read: `message_id` is a key of `ENGLISH`, `params` fill its sentence."""

    message_id: str
    params: Mapping[str, object] = field(default_factory=dict, hash=False)

    def __str__(self) -> str:
        return ENGLISH[self.message_id].format_map(self.params)


class EngineError(ValueError):
    """Any refusal by the engine; `message_id` is a key of `ENGLISH`, `params` fill its sentence, str() is English."""

    def __init__(self, message_id: str, **params: object) -> None:
        super().__init__(message_id)
        self.message_id = message_id
        self.params: Mapping[str, object] = params

    def __str__(self) -> str:
        return str(self.problem)

    @property
    def problem(self) -> Problem:
        """Returns the same refusal as a plain value, to be stored or shown beside an entry."""
        return Problem(self.message_id, self.params)


class EntryError(EngineError):
    """What was typed into a field cannot be read."""


class NumberError(EntryError):
    """A typed number cannot be read with certainty."""


class DateError(EntryError):
    """A typed date cannot be read with certainty."""


class ResponseError(EngineError):
    """An answer does not have the shape that the question takes; a page of ours never sends such a thing."""


class QuestionError(EngineError):
    """A question is not well formed; `field` is the path of the field at fault, such as `options[2].feedback`."""

    def __init__(self, field: str, message_id: str, **params: object) -> None:
        super().__init__(message_id, **params)
        self.field = field

    def __str__(self) -> str:
        return f"{self.field}: {self.problem}"

    def inside(self, prefix: str) -> "QuestionError":
        """Returns the same error with `prefix` put before its path; « text » inside « options[2] » gives both."""
        joint = "" if not self.field or self.field.startswith("[") else "."
        return QuestionError(f"{prefix}{joint}{self.field}", self.message_id, **self.params)


class FormulaError(EngineError):
    """A formula cannot be evaluated; `position` counts characters from 0 to the place at fault."""

    def __init__(self, message_id: str, position: int, **params: object) -> None:
        super().__init__(message_id, **params)
        self.position = position

    def __str__(self) -> str:
        return f"at character {self.position + 1}: {self.problem}"


class ReceivablesError(EngineError):
    """The arithmetic of the trade refuses a value; `field` is the name of the argument at fault."""

    def __init__(self, field: str, message_id: str, **params: object) -> None:
        super().__init__(message_id, **params)
        self.field = field

    def __str__(self) -> str:
        return f"{self.field}: {self.problem}"
