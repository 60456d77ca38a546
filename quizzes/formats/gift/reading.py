"""Reads a file of questions in GIFT."""

import html
import re
from collections.abc import Mapping
from typing import Any, Final

from quizzes.answers import Text, TextFormat
from quizzes.checks import MOST_PARTS, check_pattern
from quizzes.errors import QuestionError
from quizzes.formats.gift.answers import Own, comparisons, made_text, read_answers
from quizzes.formats.gift.blocks import Block, blocks_of
from quizzes.formats.gift.categories import MARK, read_category
from quizzes.formats.gift.comments import read_comments
from quizzes.formats.gift.escapes import read_text, restored
from quizzes.formats.gift.passages import BLANKS, FileRefusedError, Passage, RefusedError
from quizzes.formats.metadata import Identities
from quizzes.formats.report import ImportProblem, ImportReport
from quizzes.questions import Description, Question
from quizzes.questions.base import LINE

# What checking 5,000 short answers takes that accept five short texts each: less than a second.
MOST_COMPARISONS: Final = 250_000
# Ten for each question of a bank of 5,000: about a second too.
MOST_ANSWERS: Final = 50_000
LONGEST_NAME: Final = 255
_DEFAULT_NAME: Final = 80
# So much of a text is searched for its name: tags and entities may take most of it.
_SEARCHED: Final = 500
_TAG: Final = re.compile(r"<[^<>]*>")
_LINE_END: Final = re.compile(r"[ \t]*+[\n\r][ \t\n\r]*+")


def loads(text: str | bytes) -> ImportReport:
    """Returns the questions of a file and the problems, each at its line. Raises nothing.

    A question with a mistake is left out (`refused`), the others are read; a file that is not UTF-8, is too large or
    holds too many questions is left out as a whole. The package says where Moodle is not followed.
    """
    reader = _Reader()
    try:
        for block in blocks_of(text):
            reader.read(block)
    except FileRefusedError as error:
        return ImportReport(problems=(ImportProblem(error.line, error.message_id, error.params),))
    return ImportReport(tuple(reader.questions), tuple(reader.problems), tuple(reader.lines))


class _Reader:
    """Reads one block after another; a category stays until the next one."""

    def __init__(self) -> None:
        self.questions: list[Question] = []
        self.problems: list[ImportProblem] = []
        self.lines: list[int] = []
        self._category: str | None = None
        self._identities = Identities()
        self._comparisons = 0
        self._answers = 0

    def read(self, block: Block | RefusedError) -> None:
        if isinstance(block, RefusedError):
            self.problems.append(ImportProblem(block.line, block.message_id, block.params))
        elif block.passage.text.startswith(MARK):
            self._read_category(block.passage.part(len(MARK)))
        else:
            self._read_question(block)

    def _read_category(self, passage: Passage) -> None:
        path, rest = passage.cut("\n")
        # What is far too long is not taken apart first.
        self._category = read_category(path.text) if len(path.text) <= 1_000 else path.text
        if self._category is not None and not _fits(self._category, 300):
            self.problems.append(_left_out(path.line, "category", self._category))
            self._category = None
        # Moodle would make all of it the name of the category.
        if rest is not None:
            self.problems.append(ImportProblem(rest.line, "gift.after_category"))

    def _read_question(self, block: Block) -> None:
        name, passage = _name_and_rest(block.passage)
        notes: list[ImportProblem] = []
        try:
            self.questions.append(self._question(name, passage, block, notes))
        except FileRefusedError:
            raise
        except RefusedError as error:
            notes = [ImportProblem(error.line, error.message_id, error.params)]
        except QuestionError as error:
            notes = [ImportProblem(passage.line, error.message_id, {**error.params, "field": error.field})]
        else:
            self.lines.append(block.passage.line)
        if notes:
            self._report(notes, name, passage)

    def _report(self, notes: list[ImportProblem], name: str | None, passage: Passage) -> None:
        item = name or _default_name(*read_text(passage.text.partition("{")[0].strip(BLANKS), "moodle")) or ""
        for note in notes:
            self.problems.append(ImportProblem(note.line, note.message_id, note.params, note.severity, item))

    def _question(self, name: str | None, passage: Passage, block: Block, notes: list[ImportProblem]) -> Question:
        self._count_answers(passage)
        stem, part = _stem_and_part(passage)
        explanation: Text | None = None
        make: Own = (Description, {})
        if part is not None:
            part, feedback = _part_and_feedback(part)
            explanation = _explanation(feedback, stem.format)
            make = read_answers(part, stem.format, notes.append)
        self._check_work(make[1], passage.line)
        metadata = _Metadata(block, passage.line, notes)
        key, name, idnumber, tags, carried = self._identities.read(
            name or _default_name(stem.source, stem.format), metadata.idnumber, metadata.tags, stem.source
        )
        fields: dict[str, Any] = {**carried, **make[1]}
        return make[0](
            key=key,
            name=name,
            idnumber=idnumber,
            tags=tags,
            category=self._category,
            stem=stem,
            explanation=explanation,
            **fields,
        )

    def _count_answers(self, passage: Passage) -> None:
        # Counted by their marks, before any work is done for them.
        self._answers += sum(passage.text.count(mark) for mark in (("\n",) if "{>" in passage.text else ("~", "=")))
        if self._answers > MOST_ANSWERS:
            raise FileRefusedError(passage.line, "gift.too_heavy")

    def _check_work(self, own: Mapping[str, object], line: int) -> None:
        self._comparisons += comparisons(own)
        if self._comparisons > MOST_COMPARISONS:
            raise FileRefusedError(line, "gift.too_heavy")


class _Metadata:
    """The id and the tags of a block, without those that no question of ours can have."""

    def __init__(self, block: Block, line: int, notes: list[ImportProblem]) -> None:
        idnumber, tags = read_comments(block.comments)
        self.idnumber = idnumber if idnumber is not None and _fits(idnumber, 100) else None
        if idnumber != self.idnumber:
            notes.append(_left_out(line, "id", idnumber or ""))
        fitting = [tag for tag in tags if _fits(tag, 100)]
        self.tags = fitting[:MOST_PARTS]
        for tag in [tag for tag in tags if not _fits(tag, 100)][:1] + fitting[MOST_PARTS : MOST_PARTS + 1]:
            notes.append(_left_out(line, "tag", tag))


def _fits(text: str, limit: int) -> bool:
    try:
        check_pattern("", text, LINE, limit, "")
    except QuestionError:
        return False
    return True


def _left_out(line: int, field: str, value: str) -> ImportProblem:
    return ImportProblem(line, "gift.left_out", {"field": field, "value": value[:60]}, severity="ignored")


def _name_and_rest(passage: Passage) -> tuple[str | None, Passage]:
    if not passage.text.startswith("::"):
        return None, passage
    name, rest = passage.part(2).cut("::")
    if rest is None:
        return None, name.stripped()
    return _one_line(restored(name.text), LONGEST_NAME), rest.stripped()


def _stem_and_part(passage: Passage) -> tuple[Text, Passage | None]:
    """Returns (the text of the question, what stands between the braces, None in a description)."""
    text = passage.text
    start = text.find("{")
    end = text.find("}", max(start, 0))
    if start < 0 and end < 0:
        return _stem(text, passage.line), None
    if start < 0 or end < 0:
        raise RefusedError(passage.line, "gift.brace")
    # What follows the answers makes a gap of them, unless the whole ends with a brace.
    gap = "" if text.endswith("}") else "_____"
    return _stem(text[:start] + gap + text[end + 1 :], passage.line), passage.part(start + 1, end).stripped()


def _stem(text: str, line: int) -> Text:
    source, text_format = read_text(text, "moodle")
    return made_text(source, text_format, line)


def _part_and_feedback(part: Passage) -> tuple[Passage, Passage | None]:
    at = part.text.rfind("####")
    return (part, None) if at < 0 else (part.part(0, at).stripped(), part.part(at + 4))


def _explanation(part: Passage | None, inherited: TextFormat) -> Text | None:
    if part is None:
        return None
    # Unlike in other feedbacks, Moodle looks for a marker before it trims.
    source, text_format = read_text(part.text, inherited)
    return made_text(source, text_format, part.line) if source.strip() else None


def _default_name(source: str, text_format: TextFormat) -> str | None:
    """Returns the beginning of a text as the name of its question, as in Moodle: without tags, on one line."""
    bare = _TAG.sub("", source[:_SEARCHED])
    if text_format in {"html", "moodle"}:
        bare = html.unescape(bare)
    return _one_line(bare, _DEFAULT_NAME)


def _one_line(text: str, limit: int) -> str | None:
    line = _LINE_END.sub(" ", text.strip(BLANKS))
    return _shortened(line, limit) if line.strip() else None


def _shortened(text: str, limit: int) -> str:
    """Returns `text` in at most `limit` characters, cut after a word where there is one, with three dots."""
    if len(text) <= limit:
        return text
    room = limit - 3
    after_word = max(text.rfind(" ", 0, room), text.rfind(".", 0, room)) + 1
    return f"{text[: after_word or room]}..."
