"""A file in its blocks: what stands between blank lines, each a question, a change of category or mere comments."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from quizzes.formats.gift.escapes import set_aside
from quizzes.formats.gift.passages import BLANKS, FileRefusedError, Passage, RefusedError

# A bank of 5,000 questions weighs about 2 MB; what is much larger is no file of questions, and takes memory.
MOST_BYTES: Final = 8_000_000
# As many as a large bank holds; more would keep the import from being shown and checked.
MOST_QUESTIONS: Final = 20_000
# A file may hold comments and changes of category between the questions; mere comments cost time too.
MOST_BLOCKS: Final = 3 * MOST_QUESTIONS
# One hundred options with long texts and feedbacks; a longer block is a file whose blank lines were lost.
MOST_BLOCK: Final = 1_000_000

_GAP: Final = re.compile(rb"\n(?:[ \t\r\0\x0b]*+\n)++")
_COMMENTS_ONLY: Final = re.compile(rb"(?:[ \t\r\0\x0b]*+(?://[^\n]*+)?(?:\n|\Z))++")
_BOM: Final = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Block:
    """What stands between two blank lines: the comment lines, and the rest with its escaped characters set aside."""

    comments: tuple[str, ...]
    passage: Passage


def blocks_of(text: str | bytes) -> Iterator[Block | RefusedError]:
    """Yields the blocks that hold more than comments, and a RefusedError in the place of one that is too long.

    Raises FileRefusedError for what is not UTF-8 (at the first bad line), too large, or holds too many questions.
    """
    data = _utf8(text)
    count = 0
    for number, (start, end, line) in enumerate(_bounds(data)):
        is_comment = _COMMENTS_ONLY.fullmatch(data, start, end) is not None
        count += not is_comment
        if count > MOST_QUESTIONS or number > MOST_BLOCKS:
            raise FileRefusedError(line, "format.too_many", limit=MOST_QUESTIONS)
        if is_comment:
            continue
        if end - start > MOST_BLOCK:
            yield RefusedError(line, "gift.too_long", limit=MOST_BLOCK // 1000)
        else:
            yield _block(data[start:end].decode(), line)


def _utf8(text: str | bytes) -> bytes:
    # Checked before it is encoded, so that no second copy of something huge is made.
    _check_size(len(text))
    data = _encoded(text) if isinstance(text, str) else text
    _check_size(len(data))
    try:
        data.decode()
    except UnicodeDecodeError as error:
        raise FileRefusedError(data.count(b"\n", 0, error.start) + 1, "format.encoding") from None
    data = data.removeprefix(_BOM)
    # As Moodle does for old Macintosh files.
    return data if b"\n" in data else data.replace(b"\r", b"\n")


def _encoded(text: str) -> bytes:
    try:
        return text.encode()
    except UnicodeEncodeError as error:
        raise FileRefusedError(text.count("\n", 0, error.start) + 1, "format.encoding") from None


def _check_size(size: int) -> None:
    if size > MOST_BYTES:
        raise FileRefusedError(0, "format.too_large", limit=MOST_BYTES // 1_000_000)


def _bounds(data: bytes) -> Iterator[tuple[int, int, int]]:
    """Yields (start, end, line) of what stands between the blank lines."""
    start, line = 0, 1
    for gap in _GAP.finditer(data):
        yield start, gap.start(), line
        line += data.count(b"\n", start, gap.end())
        start = gap.end()
    yield start, len(data), line


def _block(text: str, line: int) -> Block:
    lines = [each.strip(BLANKS) for each in text.split("\n")]
    comments = tuple(each for each in lines if each.startswith("//"))
    # As in Moodle a comment leaves a blank behind: within a text it makes a new paragraph.
    rest = "\n".join(" " if each.startswith("//") else each for each in lines)
    return Block(comments, Passage(set_aside(rest), line).stripped())
