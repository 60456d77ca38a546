"""What is wrong with a content file: where, and the id of the sentence that says it."""

import dataclasses
from collections.abc import Iterator, Mapping


@dataclasses.dataclass(frozen=True, slots=True)
class Problem:
    """One fault. `line` counts from 1 (0: the file as a whole), `field` is a path such as `options[2].feedback`."""

    file: str
    line: int
    field: str
    message_id: str
    params: Mapping[str, object] = dataclasses.field(default_factory=dict, hash=False)


class Problems:
    """Collects the faults of one file: all of them, not just the first."""

    def __init__(self, file: str) -> None:
        """Starts an empty list for the file."""
        self.file = file
        self._found: list[Problem] = []

    def add(self, line: int, field: str, message_id: str, **params: object) -> None:
        """Notes a fault."""
        self._found.append(Problem(self.file, line, field, message_id, params))

    def __len__(self) -> int:
        """Returns how many faults were found so far."""
        return len(self._found)

    def __iter__(self) -> Iterator[Problem]:
        """Goes through the faults in the order of their lines."""
        return iter(sorted(self._found, key=lambda problem: problem.line))
