"""Parts of a GIFT file that know their line, and what refuses one."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

# What PHP's trim() removes, and so Moodle; other blanks, such as the no-break space, belong to the text.
BLANKS: Final = " \t\n\r\0\x0b"


class RefusedError(Exception):
    """Something in the file cannot become part of a question; `line` says where, `message_id` and `params` why."""

    def __init__(self, line: int, message_id: str, **params: object) -> None:
        super().__init__(message_id)
        self.line = line
        self.message_id = message_id
        self.params = params


class FileRefusedError(RefusedError):
    """The whole file is refused."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A part of a file: its text, and the line (from 1) at which that text begins."""

    text: str
    line: int

    def part(self, start: int, end: int | None = None) -> "Passage":
        """Returns the part from `start` to `end`, with its own line."""
        return Passage(self.text[start:end], self.line + self.text.count("\n", 0, start))

    def stripped(self) -> "Passage":
        """Returns the passage without blanks at its ends."""
        bare = self.text.lstrip(BLANKS)
        skipped = self.text.count("\n", 0, len(self.text) - len(bare))
        return Passage(bare.rstrip(BLANKS), self.line + skipped)

    def cut(self, mark: str) -> "tuple[Passage, Passage | None]":
        """Returns what stands before the first `mark` and what stands after it, None if it is not there."""
        at = self.text.find(mark)
        return (self, None) if at < 0 else (self.part(0, at), self.part(at + len(mark)))

    def split(self, mark: str) -> "Iterator[Passage]":
        """Yields the parts between the marks, in linear time."""
        line = self.line
        for text in self.text.split(mark):
            yield Passage(text, line)
            line += text.count("\n")
