"""What every question has: its texts, where it belongs, what it measures, its hints and its pictures."""

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from quizzes.answers import Score, Text
from quizzes.checks import check_count, check_pattern, check_text, check_truth, check_whole, exact_score
from quizzes.errors import QuestionError

MOST_SECONDS: Final = 3600
MOST_FILE: Final = 1024 * 1024
LARGEST_MARK: Final = 1000
# Scores written with five decimals (0.33333) are meant to add up to one: Moodle's own tolerance.
SCORE_TOLERANCE: Final = Fraction(1, 100_000)

KEY: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
COMPETENCY: Final = re.compile(r"[A-Z][A-Z0-9]*(?:-[A-Z0-9]+)*")
# A file name that is no path: neither separators nor a leading dot, so that nothing can slip out of a folder.
FILE_NAME: Final = re.compile(r"[^\s./\\][^/\\\x00-\x1f\x7f]{0,150}")
LINE: Final = re.compile(r"[^\n\r]*")


@dataclass(frozen=True, slots=True)
class Hint:
    """What is said after a wrong try; `clears_wrong`: wrong parts are emptied, `shows_count`: how many are right.

    Moodle allows a hint without words, which then only clears or counts.
    """

    text: Text | None
    clears_wrong: bool = False
    shows_count: bool = False

    def __post_init__(self) -> None:
        check_truth("clears_wrong", self.clears_wrong)
        check_truth("shows_count", self.shows_count)
        if self.text is None and not (self.clears_wrong or self.shows_count):
            raise QuestionError("text", "question.missing")


@dataclass(frozen=True, slots=True)
class AttachedFile:
    """A picture that texts show as `@@PLUGINFILE@@/<name>`; at most 1 MB."""

    name: str
    content: bytes

    def __post_init__(self) -> None:
        check_pattern("name", self.name, FILE_NAME, 150, "a file name")
        if not isinstance(self.content, bytes):
            raise QuestionError("content", "question.wrong_type", expected="bytes")
        if len(self.content) > MOST_FILE:
            raise QuestionError("content", "question.too_long", limit=MOST_FILE)


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionBase:
    """What every question has.

    `key` its stable name here, `name` the title and `idnumber` the id that it had elsewhere, `category` the path of its
    folder in the bank (« Recouvrement/Relance »), `tags` free words. `competency` None: a draft that measures nothing
    yet. `difficulty` 1 to 5, `seconds` the expected time, `sources` keys of legal references or `metier`, `lesson` the
    key of what to read again. `max_mark` 0 to 1000: what it weighs in a quiz. `hints`, and `penalty` 0 to 1, the share
    of the mark that each further try costs. `if_right`, `if_partial`, `if_wrong`: what is said of the whole answer.
    Raises QuestionError with the path of the field at fault.
    """

    key: str
    stem: Text
    competency: str | None = None
    difficulty: int = 3
    seconds: int = 60
    explanation: Text | None = None
    facts: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    lesson: str | None = None
    name: str | None = None
    idnumber: str | None = None
    category: str | None = None
    tags: tuple[str, ...] = ()
    max_mark: Score = Fraction(1)
    penalty: Score = Fraction(1, 3)
    hints: tuple[Hint, ...] = ()
    if_right: Text | None = None
    if_partial: Text | None = None
    if_wrong: Text | None = None
    files: tuple[AttachedFile, ...] = ()

    def __post_init__(self) -> None:
        check_pattern("key", self.key, KEY, 80, "a key")
        if self.competency is not None:
            check_pattern("competency", self.competency, COMPETENCY, 20, "the code of a competency")
        check_whole("difficulty", self.difficulty, 1, 5)
        check_whole("seconds", self.seconds, 1, MOST_SECONDS)
        for position, fact in enumerate(self.facts):
            check_text(f"facts[{position}]", fact, 80)
        for position, source in enumerate(self.sources):
            check_pattern(f"sources[{position}]", source, KEY, 80, "a key")
        if self.lesson is not None:
            check_pattern("lesson", self.lesson, KEY, 80, "a key")
        self._check_bank_fields()
        _check_files(self.files)

    def _check_bank_fields(self) -> None:
        for field, value, limit in (("name", self.name, 255), ("idnumber", self.idnumber, 100)):
            if value is not None:
                check_pattern(field, value, LINE, limit, "one line")
        if self.category is not None:
            check_pattern("category", self.category, LINE, 300, "one line")
        check_count("tags", self.tags, 0)
        for position, tag in enumerate(self.tags):
            check_pattern(f"tags[{position}]", tag, LINE, 100, "one line")
        check_count("hints", self.hints, 0)
        object.__setattr__(
            self, "max_mark", exact_score(self.max_mark, lowest=0, highest=LARGEST_MARK, field="max_mark")
        )
        object.__setattr__(self, "penalty", exact_score(self.penalty, lowest=0, field="penalty"))


def _check_files(files: tuple[AttachedFile, ...]) -> None:
    check_count("files", files, 0)
    names = [file.name for file in files]
    for position, name in enumerate(names):
        if name in names[:position]:
            raise QuestionError(f"files[{position}].name", "question.repeated")
