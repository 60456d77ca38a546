"""The paths of categories: names joined by `/`, a slash inside a name written `//`, in the file and in our field."""

import re
from typing import Final

from quizzes.formats.gift.escapes import is_ambiguous, restored, set_aside
from quizzes.formats.gift.passages import BLANKS

MARK: Final = "$CATEGORY:"
_JOINT: Final = re.compile(r"(?<!/)/(?!/)")
_CONTEXT: Final = re.compile(r"\$[a-z]+\$")


def read_category(path: str) -> str | None:
    """Returns the path without its context (`$course$`), without `top` and without empty names; None: no category.

    The context says where in Moodle the category stands, and « top » is the invisible root of each: neither is a name
    that a trainer gave.
    """
    names = [name.replace("//", "/").strip(BLANKS) for name in _JOINT.split(restored(path))]
    if _CONTEXT.fullmatch(names[0]):
        names.pop(0)
    while names and names[0] == "top":
        names.pop(0)
    return "/".join(name.replace("/", "//") for name in names if name) or None


def written_category(category: str | None) -> str:
    """Returns the line that files the questions below it; without a category, below the root."""
    # Moodle undoes only the backslash here: any other escape would stay in the name.
    return "/".join((f"{MARK} $course$/top", *([category.replace("\\", "\\\\")] if category else [])))


def holds_category(category: str) -> bool:
    """Tells whether a path comes back as it is."""
    if is_ambiguous(category):
        return False
    return read_category(set_aside(written_category(category).removeprefix(MARK)).strip(BLANKS)) == category
