"""Reads the fields of a scenario's mapping and notes every fault with its path; what is wrong reads as empty."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Final, TypeVar

from quizzes.checks import UNWRITABLE
from quizzes.errors import ScenarioFault

Part = TypeVar("Part")
Word = TypeVar("Word", bound=str)

MOST_PARTS: Final = 100
LONGEST_SHORT: Final = 300
LONGEST_PROSE: Final = 6000
KEY: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
NAME: Final = re.compile(r"[a-z][a-z0-9_]*")
COMPETENCY: Final = re.compile(r"[A-Z]{2,5}-[0-9]{1,2}")
FACT: Final = re.compile(r"F[0-9]{1,2}\.[0-9]{1,3}")
NO_DAY: Final = date(1, 1, 1)


class Fields:
    """The fields of one mapping; `path` stands before their names in faults. No method raises."""

    def __init__(self, value: object, faults: list[ScenarioFault], path: str = "") -> None:
        self._faults = faults
        self._path = path
        self._asked: set[object] = set()
        self._given: Mapping[object, object] = value if isinstance(value, Mapping) else {}
        self._is_mapping = isinstance(value, Mapping)
        if not self._is_mapping:
            self.note("", "scenario.mapping_expected")

    def note(self, name: str, message_id: str, **params: object) -> None:
        """Notes a fault at a field."""
        self._faults.append(ScenarioFault(self._below(name), message_id, params))

    def has(self, name: str) -> bool:
        """Says whether the field has a value, and makes it known."""
        self._asked.add(name)
        return self._given.get(name) is not None

    def short(self, name: str, *, required: bool = True) -> str:
        """Returns a text of one or two lines."""
        return self._text(name, LONGEST_SHORT, required=required)

    def prose(self, name: str, *, required: bool = True) -> str:
        """Returns a text of several sentences."""
        return self._text(name, LONGEST_PROSE, required=required)

    def formed(self, name: str, form: re.Pattern[str] = KEY, *, required: bool = True) -> str:
        """Returns a text of a form, such as a key."""
        text = self.short(name, required=required)
        if text and not form.fullmatch(text):
            self.note(name, "scenario.bad_form", value=text[:80])
        return text

    def word(self, name: str, words: Sequence[Word], default: Word | None = None) -> Word:
        """Returns one of the words; without a default the field is required."""
        text = self.short(name, required=default is None)
        for word in words:
            if word == text:
                return word
        if text:
            self.note(name, "scenario.choice_expected", choices=" | ".join(words))
        return words[0] if default is None else default

    def whole(self, name: str, lowest: int, highest: int, default: int | None = None) -> int:
        """Returns a whole number within bounds; without a default the field is required."""
        value = self._value(name, required=default is None)
        if value is None:
            return lowest if default is None else default
        return self._whole_of(name, value, lowest, highest)

    def maybe_whole(self, name: str, lowest: int, highest: int) -> int | None:
        """Returns a whole number within bounds, None where it is absent."""
        return self.whole(name, lowest, highest, lowest) if self.has(name) else None

    def truth(self, name: str) -> bool:
        """Returns true or false; absent is false."""
        value = self._value(name, required=False)
        if value is not None and not isinstance(value, bool):
            self.note(name, "scenario.truth_expected")
        return value is True

    def day(self, name: str) -> date:
        """Returns a day, given as a native date or as `2026-11-23`."""
        value = self._value(name, required=True)
        if isinstance(value, date) and not isinstance(value, datetime):
            return value
        try:
            if isinstance(value, str) and date.fromisoformat(value).isoformat() == value:
                return date.fromisoformat(value)
        except ValueError:
            pass
        if value is not None:
            self.note(name, "scenario.date_expected")
        return NO_DAY

    def texts(self, name: str, form: re.Pattern[str], *, lowest: int = 0) -> tuple[str, ...]:
        """Returns a list of texts of a form, none twice, at least `lowest` of them."""
        found: list[str] = []
        for position, value in enumerate(self._list(name, lowest)):
            place = f"{name}[{position}]"
            if not isinstance(value, str):
                self.note(place, "scenario.text_expected")
            elif not form.fullmatch(value):
                self.note(place, "scenario.bad_form", value=value[:80])
            elif value in found:
                self.note(place, "scenario.repeated", value=value)
            else:
                found.append(value)
        return tuple(found)

    def words(self, name: str, words: Sequence[Word]) -> tuple[Word, ...]:
        """Returns a list of some of the words, none twice."""
        given = self.texts(name, re.compile(r".*", re.DOTALL))
        if set(given) - set(words):
            self.note(name, "scenario.choice_expected", choices=" | ".join(words))
        return tuple(word for text in given for word in words if word == text)

    def numbers(self, name: str, names: Sequence[Word], lowest: int, highest: int) -> dict[Word, int]:
        """Returns whole numbers within bounds by some of the names; a mapping that is there has at least one."""
        found: dict[Word, int] = {}
        for key, value in self.mapping(name).items():
            known = next((word for word in names if word == key), None)
            if known is None:
                self.note(f"{name}.{str(key)[:80]}", "scenario.choice_expected", choices=" | ".join(names))
            else:
                found[known] = self._whole_of(f"{name}.{known}", value, lowest, highest)
        return found

    def points(self, name: str, highest: int) -> dict[str, int]:
        """Returns points from 0 to `highest` by competency."""
        found: dict[str, int] = {}
        for key, value in self.mapping(name).items():
            place = f"{name}.{str(key)[:80]}"
            if not isinstance(key, str) or not COMPETENCY.fullmatch(key):
                self.note(place, "scenario.bad_form", value=str(key)[:80])
            else:
                found[key] = self._whole_of(place, value, 0, highest)
        return found

    def named_texts(self, name: str) -> dict[str, str]:
        """Returns texts by names of placeholders; an amount may not be a bare number, which no reader writes alike."""
        found: dict[str, str] = {}
        for key, value in self.mapping(name).items():
            place = f"{name}.{str(key)[:80]}"
            if not isinstance(key, str) or not NAME.fullmatch(key):
                self.note(place, "scenario.bad_form", value=str(key)[:80])
            elif not isinstance(value, str):
                self.note(place, "scenario.text_expected")
            else:
                found[key] = self._checked(place, value, LONGEST_SHORT)
        return found

    def mapping(self, name: str) -> Mapping[object, object]:
        """Returns a mapping; absent reads as empty."""
        value = self._value(name, required=False)
        if value is not None and not isinstance(value, Mapping):
            self.note(name, "scenario.mapping_expected")
        return value if isinstance(value, Mapping) else {}

    def parts(self, name: str, read: Callable[["Fields"], Part], *, lowest: int = 0) -> tuple[Part, ...]:
        """Returns what `read` makes of each mapping of a list."""
        given = self._list(name, lowest)
        return tuple(self._part(f"{name}[{position}]", value, read) for position, value in enumerate(given))

    def part(self, name: str, read: Callable[["Fields"], Part]) -> Part:
        """Returns what `read` makes of a mapping; one that is missing is noted and reads as empty."""
        value = self._value(name, required=True)
        return self._part(name, value, read) if value is not None else read(Fields({}, []))

    def maybe_part(self, name: str, read: Callable[["Fields"], Part]) -> Part | None:
        """Returns what `read` makes of a mapping, None where it is absent."""
        return self.part(name, read) if self.has(name) else None

    def is_text(self, name: str) -> bool:
        """Says whether the field holds a text."""
        self._asked.add(name)
        return isinstance(self._given.get(name), str)

    def says_nothing(self) -> bool:
        """Says whether this is a mapping without any value."""
        return self._is_mapping and not any(self._given.values())

    def finish(self) -> None:
        """Notes fields that nobody asked for."""
        for name in self._given:
            if name not in self._asked:
                known = sorted(str(field) for field in self._asked)
                self.note(str(name)[:80], "scenario.unknown", known=known)

    def _below(self, name: str) -> str:
        return f"{self._path}.{name}".strip(".")

    def _value(self, name: str, *, required: bool) -> object:
        if not self.has(name) and required and self._is_mapping:
            self.note(name, "scenario.missing")
        return self._given.get(name)

    def _text(self, name: str, limit: int, *, required: bool) -> str:
        value = self._value(name, required=required)
        if value is None:
            return ""
        if not isinstance(value, str):
            self.note(name, "scenario.text_expected")
            return ""
        return self._checked(name, value, limit)

    def _checked(self, name: str, value: str, limit: int) -> str:
        text = value.strip(" \n")
        if not text:
            self.note(name, "scenario.blank")
        if len(text) > limit:
            self.note(name, "scenario.too_long", limit=limit)
        if UNWRITABLE.search(text):
            self.note(name, "scenario.bad_character")
        return text

    def _whole_of(self, name: str, value: object, lowest: int, highest: int) -> int:
        if isinstance(value, bool) or not isinstance(value, int):
            self.note(name, "scenario.whole_expected")
            return lowest
        if not lowest <= value <= highest:
            self.note(name, "scenario.out_of_range", lowest=lowest, highest=highest)
        return value

    def _list(self, name: str, lowest: int) -> list[object]:
        value = self._value(name, required=lowest > 0)
        if value is None:
            return []
        if not isinstance(value, list | tuple):
            self.note(name, "scenario.list_expected")
            return []
        if len(value) < lowest:
            self.note(name, "scenario.too_few", lowest=lowest)
        if len(value) > MOST_PARTS:
            self.note(name, "scenario.too_many", highest=MOST_PARTS)
        return list(value)

    def _part(self, name: str, value: object, read: Callable[["Fields"], Part]) -> Part:
        fields = Fields(value, self._faults, self._below(name))
        part = read(fields)
        fields.finish()
        return part
