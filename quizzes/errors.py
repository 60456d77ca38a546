"""The one family of errors of the engine: a message id with parameters, which the website translates."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final, Self

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
        "table.beyond_header": "A cell stands to the right of the named columns: « {value} ».",
        "table.cell_too_long": "A cell may have at most {limit} characters.",
        "table.sheet_too_large": "A sheet may have at most {rows} rows and {columns} columns.",
        "table.column_twice": "The column « {column} » stands here twice.",
        "table.missing_column": "The first line must name the columns; missing: {column}.",
        "table.unknown_column": "The column « {column} » is not known here.",
        "table.empty": "The file is empty.",
        "table.quotation": "A quotation mark is never closed, or stands inside a cell without being doubled.",
        "table.too_many_lines": "The file has more than {limit} lines.",
        "table.too_wide": "A line may have at most {limit} cells.",
        "table.not_workbook": "This is no XLSX workbook that can be read.",
        "table.old_workbook": "This workbook is protected by a password or in the format of old versions of Excel.",
        "table.unpacks_too_large": "The workbook unpacks to more than {limit} MB, or to too many cells.",
        "table.excel_error": "This cell holds an error of Excel.",
        "table.no_use": "The column « {column} » says nothing for a question of the type « {type} ».",
        "table.key_twice": "The key « {key} » stands here twice.",
        "table.bad_key": "« {value} » is no key: small letters, digits and hyphens.",
        "table.bad_competency": "« {value} » is no code of a competency, such as JUR-1.",
        "table.bad_value": "« {value} » does not fit the column « {column} ».",
        "table.bad_number": "« {value} » is no number.",
        "table.two_readings": "« {value} » can be read in two ways: write 1234 or 1,2340.",
        "table.bad_whole": "« {value} » is no whole number.",
        "table.bad_truth": "« {value} » is neither yes nor no.",
        "table.bad_day": "« {value} » is no day, such as 08/12/2026.",
        "table.bad_score": "« {value} » is no score: x, 50 %, 0,5 or 1 sur 3.",
        "table.score_is_day": "A spreadsheet made the day « {value} » of this score: write 1 sur 3 instead of 1/3.",
        "table.one_cross": "A single choice has one x; several make a question of the type « choix multiple ».",
        "table.cross_and_share": "Give x or shares of the mark, for every answer in the same way.",
        "table.bad_units": "« {value} » is no unit with its number, such as cm = 100.",
        "table.bad_levels": "« {value} » is no level with its points, such as clair = 2.",
        "table.unknown_word": "« {value} » is not known here; write one of: {words}.",
        "gift.after_category": "Leave a blank line after $CATEGORY: what follows it was left out.",
        "gift.any_number": "The answer * would accept every number; only one with the weight 0 can be kept.",
        "gift.arrow": "GIFT cannot hold an arrow -> in « {field} ».",
        "gift.brace": "Only one of the two braces is here: write both, or \\{{ and \\}} for braces in a text.",
        "gift.edge_blanks": "GIFT does not keep the blanks at the ends of « {field} ».",
        "gift.empty_answer": "An answer without a text was left out.",
        "gift.item": "GIFT cannot hold a line break, a closing brace, #### or // at the start in « {field} ».",
        "gift.left_out": "This {field} was left out: « {value} ».",
        "gift.line_ends": "GIFT keeps the line breaks of « {field} » only as line feeds.",
        "gift.number": "« {number} » is not a number; write decimals after a point, as in 2.5.",
        "gift.ordering_option": "This option of the ordering was not kept: {option}.",
        "gift.pair": "« {pair} » has no arrow -> between its two sides.",
        "gift.passed_over": "« {text} » was left out: after the last ~ of a numerical question only #feedback counts.",
        "gift.placeholder": "GIFT reads a sequence such as &&058; in « {field} » as another character.",
        "gift.too_heavy": "The file has too many answers to be read in time; split it.",
        "gift.too_long": "What stands here without a blank line is larger than {limit} KB.",
        "gift.weight": "« {weight} » is not a weight; write it as in %33.33333%.",
        "moodle.not_xml": "This is not well-formed XML: {reason}.",
        "moodle.not_quiz": "This is not a Moodle XML file: it does not begin with <quiz>.",
        "moodle.doctype": "A file that declares a DTD or entities is refused.",
        "moodle.encoding": "The file declares the encoding {encoding}; it must be UTF-8.",
        "moodle.too_deep": "The elements are nested more than {limit} deep.",
        "moodle.too_long_tag": "A tag or a comment is longer than {limit} MB.",
        "moodle.too_many_elements": "There are more elements, or names of elements, than questions need.",
        "moodle.too_many_problems": "There are more than {limit} problems.",
        "moodle.type": "Questions of the type « {type} » are not imported.",
        "moodle.left_out": "« {field} » ({value}) was left out: there is nothing like it here.",
        "moodle.changed": "« {field} »: {given} became {taken}.",
        "moodle.unknown_score": "The score {given} % is none that Moodle knows.",
        "moodle.not_a_number": "« {value} » is not a number.",
        "moodle.file_missing": "The text shows the picture « {name} », which the file does not hold.",
        "moodle.file_name": "« {name} » is no name for a file: it was left out.",
        "moodle.file_size": "The file « {name} » is larger than {limit} KB: it was left out.",
        "moodle.file_content": "The content of the file « {name} » is damaged: it was left out.",
        "moodle.no_gap": "The text holds no gap.",
        "moodle.catch_all_score": "An answer that catches everything may give no mark.",
        "moodle.no_own_unit": "None of the units has the multiplier 1.",
        "moodle.no_figures": "The question has no figures to draw from.",
        "moodle.unknown_function": "There is no function « {name} » here: {formula}",
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
        "scenario.missing": "This field is required.",
        "scenario.unknown": "This field is not known here.",
        "scenario.text_expected": "A text is expected here.",
        "scenario.whole_expected": "A whole number is expected here.",
        "scenario.truth_expected": "Write true or false.",
        "scenario.list_expected": "A list is expected here.",
        "scenario.mapping_expected": "Fields (name: value) are expected here.",
        "scenario.date_expected": "A date such as 2026-11-23 is expected here.",
        "scenario.choice_expected": "Write one of: {choices}.",
        "scenario.bad_form": "« {value} » does not have the form that is expected here.",
        "scenario.out_of_range": "This value must lie between {lowest} and {highest}.",
        "scenario.blank": "This text may not be blank.",
        "scenario.too_long": "At most {limit} characters are allowed.",
        "scenario.bad_character": "This text holds a character that cannot be stored.",
        "scenario.repeated": "« {value} » stands here twice.",
        "scenario.too_few": "At least {lowest} are needed.",
        "scenario.too_many": "At most {highest} are allowed.",
        "scenario.empty_condition": "A condition names at least one thing.",
        "scenario.never_tried": "The entry before has no `when`: this one is never reached.",
        "scenario.no_otherwise": "The last entry has no `when`: it holds where no other does.",
        "scenario.fault_leads": "A grave fault ends the call: it leads nowhere.",
        "scenario.unknown_node": "There is no node and no ending « {value} ».",
        "scenario.unknown_flag": "« {value} » is not declared in `knows`.",
        "scenario.unknown_competency": "« {value} » is not among the competencies of the scenario.",
        "scenario.unknown_value": "The variants give no value « {value} ».",
        "scenario.value_too_early": "No value of a variant may stand here: it is read before one is drawn.",
        "scenario.other_values": "This variant does not give the values of the first one: {values}.",
        "scenario.same_key": "« {value} » is the key of a node and of an ending.",
        "scenario.node_count": "There are {count} nodes; a scenario has {lowest} to {highest}.",
        "scenario.unreachable": "« {value} » is never reached.",
        "scenario.never_offered": "This choice is never offered.",
        "scenario.never_holds": "This is never met: its condition never holds here, or one above always does.",
        "scenario.few_offered": "Only {count} choice(s) offered here to « {variant} » after: {path}.",
        "scenario.endless": "This loop has no end: {loop}. One of its choices must be `once: true`.",
        "scenario.unscored": "This choice scores no competency.",
        "scenario.scored_once": "« {value} » is scored by {count} choice(s); two are needed.",
        "scenario.no_points": "No choice gives a point of « {value} ».",
        "scenario.no_better": "Another choice here scores more: say the better sentence.",
        "scenario.no_kind": "No choice of the scenario is a « {kind} ».",
        "scenario.no_ending": "No ending is « {kind} ».",
        "scenario.no_fault": "No choice is a grave fault.",
        "scenario.bad_best": "The best path of « {variant} » ends with « {ending} », no good ending: {path}.",
        "scenario.best_scores_nothing": "The best path of « {variant} » earns no point of {competency}: {path}.",
        "scenario.misleading_points": (
            "« {variant} »: the choices that score most lead to {total}: {path}; the best path to {best}: {best_path}."
        ),
        "scenario.too_many_states": "The scenario has more than {limit} states: ask for fewer meters and flags.",
        "scenario.not_offered": "« {value} » is not offered here.",
        "scenario.over": "The call is over.",
        "scenario.not_over": "The call is not over.",
        "scenario.unknown_variant": "There is no variant « {value} ».",
        "portfolio.unknown_case": "There is no line « {ref} » in this portfolio.",
        "portfolio.decided_twice": "The line « {ref} » was decided on twice.",
        "portfolio.over": "All weeks of this quarter are played.",
        "portfolio.bad_state": "This is not the state of a workshop.",
        "receivables.negative": "This value may not be negative.",
        "receivables.zero": "This value must be above zero.",
        "receivables.not_cents": "An amount of money has at most two decimals.",
        "receivables.out_of_range": "This value must lie between {lowest} and {highest}.",
        "receivables.year_out_of_range": "The year must lie between {first} and {last}.",
        "receivables.dates_reversed": "This date comes before the one that it follows.",
        "receivables.end_needed": "The end of the mediation or conciliation is needed.",
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


@dataclass(frozen=True, slots=True)
class ScenarioFault:
    """What is wrong with a scenario: `path` is the field at fault, such as `nodes[3].choices[1].to`."""

    path: str
    message_id: str
    params: Mapping[str, object] = field(default_factory=dict, hash=False)


class ScenarioError(EngineError):
    """A scenario is not well formed, or a move in it is not possible; `field` is the path of the field at fault.

    `faults` holds all that reading found, the raised one first; it is empty for a move.
    """

    def __init__(self, field: str, message_id: str, **params: object) -> None:
        super().__init__(message_id, **params)
        self.field = field
        self.faults: tuple[ScenarioFault, ...] = ()

    @classmethod
    def of(cls, faults: Sequence[ScenarioFault]) -> Self:
        """Returns the error of the first fault that holds them all."""
        error = cls(faults[0].path, faults[0].message_id, **faults[0].params)
        error.faults = tuple(faults)
        return error

    def __str__(self) -> str:
        return f"{self.field}: {self.problem}"


@dataclass(frozen=True, slots=True)
class RelayFault:
    """What is wrong with a relay: `path` is the field at fault, such as `roles[1].needs[0]`."""

    path: str
    message_id: str
    params: Mapping[str, object] = field(default_factory=dict, hash=False)


class RelayError(EngineError):
    """A relay has no such role, or what was done at a desk is not possible; `field` names what of it."""

    def __init__(self, field: str, message_id: str, **params: object) -> None:
        super().__init__(message_id, **params)
        self.field = field


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


class PortfolioError(EngineError):
    """A workshop refuses an act or a state; `field` names what is at fault."""

    def __init__(self, field: str, message_id: str, **params: object) -> None:
        super().__init__(message_id, **params)
        self.field = field

    def __str__(self) -> str:
        return f"{self.field}: {self.problem}"
