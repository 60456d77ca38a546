"""From the bytes of a content file to its text: UTF-8, Unix line ends, no control characters, at most 1 MB."""

import re
from typing import Final

from course.authoring.formats.problems import Problems

MOST_BYTES: Final = 1_000_000
CONTROL: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")


def read_text(content: bytes, problems: Problems) -> str | None:
    """Returns the text, or None where a problem was noted."""
    if len(content) > MOST_BYTES:
        problems.add(0, "", "content.too_large", limit=MOST_BYTES // 1000)
        return None
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        problems.add(content.count(b"\n", 0, error.start) + 1, "", "content.not_utf8")
        return None
    found = CONTROL.search(text)
    if found is None:
        return text
    message_id = "content.line_ends" if found[0] == "\r" else "content.control_character"
    problems.add(text.count("\n", 0, found.start()) + 1, "", message_id, code=f"U+{ord(found[0]):04X}")
    return None
