r"""The ids and tags of a question, in its comment lines: `// [id:relance-1] [tag:délais]`, with `\]` for a bracket."""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from quizzes.formats.gift.passages import BLANKS

# Control characters end a token, and in tags also what Moodle refuses in one. Possessive, so that a long line without
# a closing bracket is read once.
_ID: Final = re.compile(r"(?:\\\]|[^\]\x00-\x1f\x7f])*+")
_TAG: Final = re.compile(r"(?:\\\]|[^\]<>`\x00-\x1f\x7f])*+")


def read_comments(lines: Iterable[str]) -> tuple[str | None, tuple[str, ...]]:
    """Returns (the first id, all tags) of the comment lines of a question."""
    lines = tuple(lines)
    idnumber = next((found for line in lines for found in _tokens(line, "[id:", _ID)), None)
    return idnumber, tuple(found for line in lines for found in _tokens(line, "[tag:", _TAG))


def written_comment(idnumber: str, tags: Iterable[str]) -> str:
    """Returns the comment line that holds the id and the tags."""
    tokens = [f"[id:{_bracketed(idnumber)}]", *(f"[tag:{_bracketed(tag)}]" for tag in tags)]
    return f"// {' '.join(tokens)}"


def holds_id(idnumber: str) -> bool:
    """Tells whether a comment line can hold this id."""
    return _can_hold(idnumber, _ID)


def holds_tag(tag: str) -> bool:
    """Tells whether a comment line can hold this tag."""
    return _can_hold(tag, _TAG)


def _can_hold(text: str, body: re.Pattern[str]) -> bool:
    # A backslash at the end would escape the bracket that closes the token.
    return bool(body.fullmatch(_bracketed(text))) and text == text.strip(BLANKS) and not text.endswith("\\")


def _bracketed(text: str) -> str:
    return text.replace("]", "\\]")


def _tokens(line: str, opening: str, body: re.Pattern[str]) -> Iterator[str]:
    start = line.find(opening)
    while start >= 0:
        start += len(opening)
        matched = body.match(line, start)
        end = following = matched.end() if matched else start
        if not line.startswith("]", end):
            # No bracket closes this token; if one was taken for an escaped one, the last such closes it.
            end = line.rfind("\\]", start, end) + 1
            following = max(following, start) if end <= start else end
        value = line[start:end].strip(BLANKS).replace("\\]", "]")
        if value:
            yield value
        start = line.find(opening, following)
