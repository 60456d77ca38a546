"""Keys, names and what only our own questions carry, in the ids and tags of formats made elsewhere."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final, TypedDict

from quizzes.questions import Question
from quizzes.questions.base import COMPETENCY, KEY, MOST_SECONDS

PREFIX: Final = "echeance:"
LONGEST_KEY: Final = 80
_ROOM: Final = 6  # for a hyphen and a number of five digits behind any key
_NOT_KEY: Final = re.compile(r"[^a-z0-9]+")
_DIGIT: Final = re.compile(r"[1-5]")
_SECONDS: Final = re.compile(r"[1-9][0-9]{0,3}")


class Carried(TypedDict, total=False):
    """The fields of a question that travel as tags."""

    competency: str
    difficulty: int
    seconds: int
    facts: tuple[str, ...]
    sources: tuple[str, ...]
    lesson: str


def written_tags(question: Question) -> tuple[str, ...]:
    """Returns the tags of the question, then one for each of its fields that no other format has.

    `echeance:competency=JUR-1`, `difficulty`, `seconds`, `lesson`, `fact` and `source` (one each), `key` where the
    question has an id of elsewhere too, `nameless` where it has no name: other formats must have one.
    """
    carried = [
        *([f"key={question.key}"] if question.idnumber is not None else []),
        *(["nameless"] if question.name is None else []),
        *([f"competency={question.competency}"] if question.competency is not None else []),
        f"difficulty={question.difficulty}",
        f"seconds={question.seconds}",
        *(f"fact={fact}" for fact in question.facts),
        *(f"source={source}" for source in question.sources),
        *([f"lesson={question.lesson}"] if question.lesson is not None else []),
    ]
    return (*question.tags, *(PREFIX + word for word in carried))


def written_name(question: Question) -> str:
    """Returns the name of the question; its key where it has none."""
    return question.name if question.name is not None else question.key


def written_id(question: Question) -> str:
    """Returns the id that the question had elsewhere; its key where it has none."""
    return question.idnumber if question.idnumber is not None else question.key


class Identities:
    """Gives each question of a file a key of its own, and reads back what `written_tags` wrote."""

    def __init__(self) -> None:
        self._taken: set[str] = set()
        self._next: dict[str, int] = {}

    def read(
        self, name: str | None, idnumber: str | None, tags: Sequence[str], stem: str
    ) -> tuple[str, str | None, str | None, tuple[str, ...], Carried]:
        """Returns (key, name, idnumber, plain tags, carried fields).

        The key is the one carried, else the id where it is a key (and then no longer an id), else made of the id, the
        name or the stem, with a number behind it where it was taken already.
        """
        plain, words = _split(tags)
        carried = (word.removeprefix("key=") for word in words if word.startswith("key="))
        key = next((found for found in carried if _is_key(found)), None)
        if key is None and idnumber is not None and _is_key(idnumber):
            key, idnumber = idnumber, None
        key = self._free(key or key_made_of(idnumber or name or stem))
        return key, None if "nameless" in words else name, idnumber, plain, _carried(words)

    def _free(self, key: str) -> str:
        if key not in self._taken:
            self._taken.add(key)
            return key
        # Counted by what stands before the number, so that long keys that differ at their end share one count, and
        # from the last number given: thousands of questions of one name would otherwise count from 2 for each.
        stem = key[: LONGEST_KEY - _ROOM].rstrip("-")
        number = self._next.get(stem, 2)
        while f"{stem}-{number}" in self._taken:
            number += 1
        self._next[stem] = number + 1
        self._taken.add(f"{stem}-{number}")
        return f"{stem}-{number}"


def key_made_of(text: str) -> str:
    """Returns a key that resembles `text`: lower case, without accents, hyphens for all else, at most 60 long."""
    bare = "".join(c for c in unicodedata.normalize("NFD", text[:300]).casefold() if not unicodedata.combining(c))
    return _NOT_KEY.sub("-", bare).strip("-")[:60].strip("-") or "question"


def _is_key(text: str) -> bool:
    return len(text) <= LONGEST_KEY and KEY.fullmatch(text) is not None


def _split(tags: Iterable[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    tags = list(tags)
    return (
        tuple(tag for tag in tags if not tag.startswith(PREFIX)),
        tuple(tag.removeprefix(PREFIX) for tag in tags if tag.startswith(PREFIX)),
    )


def _carried(words: Iterable[str]) -> Carried:
    # What a stranger wrote after our prefix and makes no sense is passed over: it is a tag, not an order.
    values = {name: [value for value in _values(words, name) if is_sound(value)] for name, is_sound in _SOUND.items()}
    found: Carried = {}
    if values["competency"]:
        found["competency"] = values["competency"][0]
    if values["difficulty"]:
        found["difficulty"] = int(values["difficulty"][0])
    if values["seconds"]:
        found["seconds"] = int(values["seconds"][0])
    if values["lesson"]:
        found["lesson"] = values["lesson"][0]
    if values["fact"]:
        found["facts"] = tuple(values["fact"])
    if values["source"]:
        found["sources"] = tuple(values["source"])
    return found


def _values(words: Iterable[str], name: str) -> list[str]:
    return [word.removeprefix(f"{name}=") for word in words if word.startswith(f"{name}=")]


_SOUND: Final[Mapping[str, Callable[[str], bool]]] = {
    "competency": lambda value: len(value) <= 20 and COMPETENCY.fullmatch(value) is not None,
    "difficulty": lambda value: _DIGIT.fullmatch(value) is not None,
    "seconds": lambda value: _SECONDS.fullmatch(value) is not None and int(value) <= MOST_SECONDS,
    "lesson": _is_key,
    "fact": lambda value: bool(value.strip()) and len(value) <= LONGEST_KEY,
    "source": _is_key,
}
