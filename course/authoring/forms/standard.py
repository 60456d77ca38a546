"""What an expert says of the questions of a competency, as the page of its levels sends it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

LEVELS: Final = range(5)
LONGEST_NOTE: Final = 500


@dataclass(frozen=True, slots=True)
class StandardForm:
    """The level, 0 to 4, by question key, of those that were judged; and why, in a few words."""

    judgements: Mapping[str, int]
    note: str


def standard_form(sent: Mapping[str, str], keys: Iterable[str]) -> StandardForm:
    """Returns what was sent of these questions; what is no level says nothing of its question."""
    levels = {str(level): level for level in LEVELS}
    found = {key: levels[sent[name]] for key in keys if sent.get(name := f"level.{key}", "") in levels}
    note = " ".join(sent.get("note", "").replace("\0", "\ufffd").split())
    return StandardForm(found, note[: LONGEST_NOTE + 1])
