"""What single cells of a table say: marks, numbers, days, lists and texts, read and written as inverses."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Final, Generic, TypeVar, get_args

from quizzes.answers import Score, Text, TextFormat
from quizzes.errors import EngineError, EntryError, NumberError
from quizzes.formats.table.headings import folded
from quizzes.numbers import NBSP, format_number, read_date, read_number

Meaning = TypeVar("Meaning")
# The decimal separator of the spreadsheet that wrote the file, where its own separator of columns tells it.
Point = str | None

SHOWN: Final = 60  # as much of a cell as a problem repeats
# Text files only: a spreadsheet runs as a formula, or cuts, what begins with one of these. Apostrophes before it are
# counted in, so that one more can always be taken off; a text that merely begins with an apostrophe stays as it is.
_ACTIVE: Final = re.compile(r"'*[=+\-@\t\r\n]")
_PART: Final = re.compile(r"([-+−]?) ?([0-9]{1,30})(?:[.,]([0-9]{1,30}))? ?(%?)")
_SHARE: Final = re.compile(r"([-+−]?) ?([0-9]{1,30}) ?(?:/|sur|of|in) ?([0-9]{1,30})")
_BLANKS: Final = re.compile(r"\s+")
_WHOLE: Final = re.compile(r"([0-9]{1,6})(?: ?(?:s|sec|secondes?|seconds?|jours?|j|days?|mots?|words?))?")
_ISO: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_FORMAT: Final = re.compile(rf"\[({'|'.join(get_args(TextFormat))})\]", re.IGNORECASE)
# A backslash makes a bar, a blank at an end or another backslash part of the item; before all else it is just itself.
_PIECES: Final = re.compile(r"\\([\\|\s])|(\|)|([^\\|]+|\\)", re.DOTALL)
_YES: Final = frozenset(("oui", "o", "vrai", "v", "x", "yes", "y", "true", "1"))
_NO: Final = frozenset(("non", "n", "faux", "f", "no", "false", "0"))
RIGHT_WORDS: Final = frozenset(
    ("x", "✓", "✔", "oui", "vrai", "juste", "bon", "bonne", "yes", "true", "right", "correct")
)
WRONG_WORDS: Final = frozenset(("non", "faux", "no", "false", "wrong"))
MOST_EXACT_DECIMALS: Final = 10
_DAY_LIKE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}.*|[0-9]{1,2}[/-][a-zéû0-9.]+(?:[/-][0-9]+)?", re.DOTALL)


def neutralised(text: str) -> str:
    """Returns the text with an apostrophe before it where a spreadsheet would take it for a formula."""
    return "'" + text if _ACTIVE.match(text) else text


def restored(cell: str) -> str:
    """Returns the text that `neutralised` was given; what a person typed stays as it is."""
    return cell[1:] if cell[:1] == "'" and _ACTIVE.match(cell) else cell


def shown(cell: str) -> str:
    """Returns the beginning of a cell, on one line, for a problem to repeat."""
    line = _BLANKS.sub(" ", cell[: SHOWN + 1]).strip()
    return line if len(line) <= SHOWN else f"{line[:SHOWN]}…"


# --- Marks and numbers ---------------------------------------------------------------------------------------------


def read_mark(cell: str) -> Fraction | bool:
    """Returns True for « x » and its like, False for « faux » and its like, else the share of the mark that is said.

    Raises EntryError `table.bad_score`, or `table.score_is_day` for what a spreadsheet made of « 1/3 ».
    """
    word = folded(cell)
    if word in RIGHT_WORDS or word in WRONG_WORDS:
        return word in RIGHT_WORDS
    bare = _BLANKS.sub(" ", cell.strip())
    if found := _PART.fullmatch(bare):
        sign, whole, decimals, percent = found.groups()
        value = Fraction(f"{whole}.{decimals or 0}") / (100 if percent else 1)
        return -value if sign in {"-", "−"} else value
    share = _read_share(bare)
    if share is not None:
        return share
    raise EntryError("table.score_is_day" if _DAY_LIKE.fullmatch(bare) else "table.bad_score", value=shown(cell))


def read_share(cell: str) -> Fraction:
    """Returns a share of the mark, such as 10 %, 0,1 or « 1 sur 3 ». Raises EntryError as `read_mark` does."""
    share = read_mark(cell)
    if isinstance(share, bool):
        raise EntryError("table.bad_score", value=shown(cell))
    return share


def written_share(share: Score) -> str:
    """Returns a share of the mark: a percentage where it has at most ten decimals, else « 1 sur 3 ».

    A true minus sign and no slash: a spreadsheet would take a hyphen for a formula and 1/3 for the first of March.
    """
    exact = Fraction(share)
    percent = _decimal_of(exact * 100)
    return _share(exact) if percent is None else f"{_plain(percent)} %"


def read_points(cell: str, point: Point) -> Fraction:
    """Returns a number of points, such as 2, 1,5 or « 1 sur 3 ». Raises EntryError `table.bad_number`."""
    share = _read_share(_BLANKS.sub(" ", cell.strip()))
    return Fraction(read_decimal(cell, point)) if share is None else share


def written_points(points: Score) -> str:
    """Returns what `read_points` reads."""
    exact = Fraction(points)
    decimal = _decimal_of(exact)
    return _share(exact) if decimal is None else _plain(decimal)


def read_decimal(cell: str, point: Point, unit: str | None = None) -> Decimal:
    """Returns a number as French and English people write it; `point` settles 1,234 where it has two readings.

    Raises EntryError `table.bad_number` or `table.two_readings`.
    """
    try:
        return read_number(cell, unit)
    except NumberError as error:
        if error.message_id != "number.ambiguous":
            raise EntryError("table.bad_number", value=shown(cell)) from None
        readings = error.params["readings"]
        if point is not None and point in cell and isinstance(readings, tuple) and readings:
            return read_number(str(readings[1]))
        raise EntryError("table.two_readings", value=shown(cell)) from None


def written_decimal(number: Decimal) -> str:
    """Returns a number with a comma, without groups, that has one reading; a true minus sign if it is negative."""
    return _plain(number)


def read_whole(cell: str) -> int:
    """Returns a whole number of at most six digits, seconds, days or words behind it. Raises EntryError."""
    found = _WHOLE.fullmatch(_BLANKS.sub(" ", cell.strip().casefold()))
    if found is None:
        raise EntryError("table.bad_whole", value=shown(cell))
    return int(found[1])


def shifted(number: Decimal, places: int) -> Decimal:
    """Returns the number times a power of ten, exact whatever its length."""
    sign, digits, exponent = number.as_tuple()
    return Decimal((sign, digits, int(exponent) + places))


def _read_share(bare: str) -> Fraction | None:
    found = _SHARE.fullmatch(bare.casefold())
    if found is None or not int(found[3]):
        return None
    share = Fraction(int(found[2]), int(found[3]))
    return -share if found[1] in {"-", "−"} else share


def _share(exact: Fraction) -> str:
    return f"{'−' if exact < 0 else ''}{abs(exact.numerator)} sur {exact.denominator}"


def _decimal_of(exact: Fraction) -> Decimal | None:
    scaled = exact * 10**MOST_EXACT_DECIMALS
    if scaled.denominator != 1:
        return None
    decimal = Decimal(scaled.numerator).scaleb(-MOST_EXACT_DECIMALS)
    return decimal.quantize(Decimal(1)) if exact.denominator == 1 else decimal.normalize()


def _plain(number: Decimal) -> str:
    return format_number(number).replace(NBSP, "").replace("-", "−")


# --- Words and days ------------------------------------------------------------------------------------------------


def read_truth(cell: str) -> bool:
    """Returns whether the cell says yes. Raises EntryError `table.bad_truth`."""
    word = folded(cell)
    if word not in _YES and word not in _NO:
        raise EntryError("table.bad_truth", value=shown(cell))
    return word in _YES


class Words(Generic[Meaning]):
    """The words of a column and what they stand for; the first word of a meaning is the one that is written."""

    def __init__(self, meanings: Mapping[str, Meaning]) -> None:
        self._by_word = {folded(word): meaning for word, meaning in meanings.items()}
        self._by_meaning = {meaning: word for word, meaning in reversed(list(meanings.items()))}
        self.offered: Final[tuple[str, ...]] = tuple(reversed(self._by_meaning.values()))

    def find(self, cell: str) -> Meaning | None:
        """Returns what the word stands for, None for a word that is not known."""
        return self._by_word.get(folded(cell))

    def read(self, cell: str) -> Meaning:
        """Returns what the word stands for. Raises EntryError `table.unknown_word` with the words that are known."""
        found = self.find(cell)
        if found is None:
            raise EntryError("table.unknown_word", value=shown(cell), words=", ".join(self.offered))
        return found

    def written(self, meaning: Meaning) -> str:
        """Returns the word for one of the meanings."""
        return self._by_meaning[meaning]


def read_day(cell: str) -> date:
    """Returns a day: 2026-12-08 in any year, else as French and English people write it. Raises EntryError."""
    bare = cell.strip()
    try:
        return date.fromisoformat(bare) if _ISO.fullmatch(bare) else read_date(bare)
    except (ValueError, EngineError):
        raise EntryError("table.bad_day", value=shown(cell)) from None


# --- Texts and lists -----------------------------------------------------------------------------------------------


def read_text(cell: str, usual: TextFormat) -> Text:
    """Returns the text in the format of its line, or in the one that it begins with. Raises QuestionError."""
    found = _FORMAT.match(cell)
    if found is None:
        return Text(cell, usual)
    return Text(cell[found.end() :], next(known for known in get_args(TextFormat) if known == found[1].casefold()))


def written_text(text: Text, usual: TextFormat) -> str:
    """Returns what `read_text` reads."""
    is_plain = text.format == usual and not _FORMAT.match(text.source)
    return text.source if is_plain else f"[{text.format}]{text.source}"


def read_list(cell: str) -> tuple[str, ...]:
    """Returns the items between bars, without the blanks around them; empty ones are passed over."""
    items: list[list[tuple[str, bool]]] = [[]]
    for found in _PIECES.finditer(cell):
        if found[2]:
            items.append([])
        else:
            items[-1].append((found[1] or found[3], bool(found[1])))
    return tuple(item for item in map(_joined, items) if item)


def written_list(items: Sequence[str]) -> str:
    """Returns what `read_list` reads, for items that are not blank."""
    return " | ".join(_escaped(item) for item in items)


def _joined(pieces: list[tuple[str, bool]]) -> str:
    if pieces and not pieces[0][1]:
        pieces[0] = (pieces[0][0].lstrip(), False)
    if pieces and not pieces[-1][1]:
        pieces[-1] = (pieces[-1][0].rstrip(), False)
    return "".join(piece for piece, _ in pieces)


def _escaped(item: str) -> str:
    escaped = item.replace("\\", "\\\\").replace("|", "\\|")
    if escaped[:1].isspace():
        escaped = "\\" + escaped
    return f"{escaped[:-1]}\\{escaped[-1]}" if escaped[-1:].isspace() else escaped
