"""One question of a file while it is read: its fields, texts, pictures, and what had to be left out or changed."""

import re
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Final
from urllib.parse import quote, unquote

from quizzes.answers import Text, TextFormat
from quizzes.checks import MOST_PARTS, check_count
from quizzes.errors import QuestionError
from quizzes.formats.moodle_xml.markup import MOST_CHARACTERS, Element
from quizzes.formats.moodle_xml.quantities import FractionRule, decimal_of, exact, penalty_of, score_of
from quizzes.formats.report import ImportProblem
from quizzes.questions.base import FILE_NAME, MOST_FILE, AttachedFile

PICTURES: Final = "@@PLUGINFILE@@/"
FORMATS: Final[dict[str, TextFormat]] = {
    "html": "html",
    "moodle_auto_format": "moodle",
    "plain_text": "plain",
    "markdown": "markdown",
}
# What PHP's trim() takes away, and Moodle with it; a non-breaking space stays.
BLANKS: Final = " \t\n\r\0\v"
# A reader that knows XML keeps the blanks of an element that says so; Moodle trims it all the same.
KEEP_BLANKS: Final = "xml:space"
_AFTER_NAME: Final = r"(?=[\"'\s)<>?#&\]]|$)"
_NAMED: Final = re.compile(rf"{re.escape(PICTURES)}([^\"'\s()<>?#&\]]{{1,300}})")
_LINE_END: Final = re.compile(r"[ \t]*[\r\n]\s*")
_SHOWN: Final = 60


def said(element: Element | None, default: str = "") -> str:
    """Returns the text of an element without outer blanks; raises QuestionError where it is longer than is kept."""
    if element is None:
        return default
    if element.is_cut:
        raise QuestionError(element.name, "question.too_long", limit=MOST_CHARACTERS)
    return element.text if element.attributes.get(KEEP_BLANKS) == "preserve" else element.text.strip(BLANKS)


def one_line(element: Element | None) -> str:
    """Returns the text of an element in one line; nothing where it is longer than is kept."""
    return _LINE_END.sub(" ", "" if element is None or element.is_cut else said(element))


def is_true(word: str) -> bool:
    """Tells what Moodle makes of `true`, `1`, `false`, `0` or nothing."""
    return word not in {"false", "0", ""}


class Entry:
    """The question element that is being read. Methods raise QuestionError for what makes the question unreadable."""

    def __init__(self, element: Element, rule: FractionRule) -> None:
        self.element = element
        self.rule = rule
        self.item = one_line(element.first("name", "text"))
        self.format: TextFormat = "html"
        self.problems: list[ImportProblem] = []
        self._files: dict[str, bytes] = {}
        self._shown: dict[str, int] = {}

    @property
    def files(self) -> tuple[AttachedFile, ...]:
        """Returns the pictures that were found up to now, each once."""
        return tuple(AttachedFile(name, content) for name, content in self._files.items())

    def value(self, name: str, default: str = "") -> str:
        """Returns what the child `name` says, `default` where it is absent."""
        return said(self.element.first(name), default)

    def whole(self, name: str, default: int) -> int:
        """Returns a whole number."""
        number = self.decimal(name, Decimal(default))
        if number != number.to_integral_value() or abs(number) > 10**9:
            raise QuestionError(name, "question.wrong_type", expected="a whole number")
        return int(number)

    def decimal(self, name: str, default: Decimal, inside: Element | None = None) -> Decimal:
        """Returns a number; `default` where it is absent or empty."""
        word = said((inside or self.element).first(name))
        return decimal_of(name, word) if word else default

    def exact(self, name: str, default: Fraction) -> Fraction:
        """Returns a number as the fraction that was meant."""
        word = self.value(name)
        return exact(_within_reason(name, decimal_of(name, word))) if word else default

    def penalty(self) -> Fraction:
        """Returns the share of the mark that each further try costs, a third where nothing is said."""
        word = self.value("penalty")
        return penalty_of(_within_reason("penalty", decimal_of("penalty", word))) if word else Fraction(1, 3)

    def score(self, percent: str, line: int = 0) -> Fraction:
        """Returns the score of a percentage, and notes where the rule changed it."""
        score, is_changed = score_of(percent, self.rule)
        if is_changed:
            self.note_changed("fraction", percent, f"{float(score * 100):.5f}", line)
        return score

    def score_of(self, answer: Element) -> Fraction:
        """Returns the score that an answer gives, 0 where it says nothing."""
        return self.score(answer.attributes.get("fraction") or "0", answer.line)

    def text(self, element: Element | None) -> Text | None:
        """Returns the text of an element with its pictures, None where it is blank; it keeps its own format."""
        if element is None:
            return None
        source = self._with_pictures(element, said(element.first("text")))
        return Text(source, self._format_of(element)) if source.strip() else None

    def texts(self, *names: str) -> Iterator[Text | None]:
        """Gives the text of each of these children."""
        return (self.text(self.element.first(name)) for name in names)

    def read_stem(self) -> str:
        """Returns the source of the question's own text, whose format the other texts have where they name none."""
        element = self.element.first("questiontext")
        if element is None:
            raise QuestionError("stem", "question.blank")
        self.format = self._format_of(element)
        return self._with_pictures(element, said(element.first("text")))

    def note_left_out(self, field: str, value: str, line: int = 0) -> None:
        """Notes that a setting was left out, once however often it stands there."""
        self._note("moodle.left_out", line, field=field, value=_short(value))

    def note_changed(self, field: str, given: str, taken: str, line: int = 0) -> None:
        """Notes that something came in with another value."""
        self._note("moodle.changed", line, field=field, given=_short(given), taken=_short(taken))

    def leave_out_unless(self, name: str, *usual: str) -> None:
        """Notes a setting that our questions do not have, unless it is absent or has one of these values."""
        element = self.element.first(name)
        value = said(element)
        if element is not None and value and value not in usual:
            self.note_left_out(name, value, element.line)

    def _note(self, message_id: str, line: int, **params: object) -> None:
        problem = ImportProblem(line or self.element.line, message_id, params, "ignored", self.item)
        said_before = any((known.message_id, known.params) == (message_id, params) for known in self.problems)
        if not said_before and len(self.problems) < MOST_PARTS:
            self.problems.append(problem)

    def _format_of(self, element: Element) -> TextFormat:
        word = element.attributes.get("format", "").strip()
        if not word:
            return self.format
        if word not in FORMATS:
            taken = "plain_text" if word == "wiki_like" else "html"
            self.note_changed("format", word, taken, element.line)
            return FORMATS[taken]
        return FORMATS[word]

    def _with_pictures(self, element: Element, source: str) -> str:
        for file in element.every("file"):
            given = f"{file.attributes.get('path', '').strip('/')}/{file.attributes.get('name', '')}".lstrip("/")
            name = self._kept(file, given)
            if name is not None and name != given:
                self.note_changed("file", given, name, file.line)
                written = "|".join(re.escape(form) for form in sorted({given, quote(given)}, key=len, reverse=True))
                pattern = f"{re.escape(PICTURES)}(?:{written}){_AFTER_NAME}"
                source = (PICTURES + quote(name)).join(re.split(pattern, source))
        for name in _NAMED.findall(source):
            self._shown.setdefault(unquote(name), element.line)
        return source

    def note_missing_pictures(self) -> None:
        """Notes each picture that a text shows and the file does not hold, once all texts were read."""
        for name, line in self._shown.items():
            if name not in self._files:
                self._note("moodle.file_missing", line, name=_short(name))

    def _kept(self, file: Element, given: str) -> str | None:
        """Returns the name under which the content of `file` is known from now on, None where it is left out."""
        # Only the last part of a path is a name; what is left of « ../../x » points nowhere but to itself.
        name = given.replace("\\", "/").rpartition("/")[2][:150]
        if not FILE_NAME.fullmatch(name):
            self._note("moodle.file_name", file.line, name=_short(given))
        elif file.is_cut or (file.content is not None and len(file.content) > MOST_FILE):
            self._note("moodle.file_size", file.line, name=_short(name), limit=MOST_FILE // 1024)
        elif file.content is None:
            self._note("moodle.file_content", file.line, name=_short(name))
        else:
            name = self._free_name(name, file.content)
            self._files[name] = file.content
            # Looked at here too: the search for a free name takes longer with every file.
            check_count("files", self._files, 0)
            return name
        return None

    def _free_name(self, name: str, content: bytes) -> str:
        stem, dot, ending = name.rpartition(".")
        free, number = name, 1
        while self._files.get(free, content) != content:
            number += 1
            free = f"{stem[:130]}-{number}.{ending[:12]}" if dot else f"{name[:130]}-{number}"
        return free


def _within_reason(field: str, number: Decimal) -> Decimal:
    if abs(number) > 10**9:
        raise QuestionError(field, "question.out_of_range", lowest=0, highest=1000)
    return number


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
