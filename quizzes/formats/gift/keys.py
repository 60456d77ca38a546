"""Keys for the questions of a large file, in linear time."""

from typing import Final

from quizzes.formats.metadata import LONGEST_KEY, Identities

# Room for a hyphen and a number of five digits behind any key.
_ROOM: Final = 6


class QuickIdentities(Identities):
    """Identities that remember the last number given behind each key.

    Twenty thousand questions of the same name would otherwise count up from 2 for each, which takes minutes.
    """

    def __init__(self) -> None:
        super().__init__()
        self._next: dict[str, int] = {}

    def _free(self, key: str) -> str:
        if key not in self._taken:
            self._taken.add(key)
            return key
        # Counted by what stands before the number, so that long keys that differ at their end share one count.
        stem = key[: LONGEST_KEY - _ROOM].rstrip("-")
        number = self._next.get(stem, 2)
        while f"{stem}-{number}" in self._taken:
            number += 1
        self._next[stem] = number + 1
        self._taken.add(f"{stem}-{number}")
        return f"{stem}-{number}"
