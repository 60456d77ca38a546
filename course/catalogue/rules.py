"""How lessons are numbered, and how texts are compared in a search."""

import re
import unicodedata
from collections.abc import Mapping


def lesson_number(module_number: int, position: int) -> str:
    """Returns « 1.03 »."""
    return f"{module_number}.{position:02d}"


def plain_text(html: str) -> str:
    """Returns the words of sanitised HTML."""
    return " ".join(
        re.sub(r"<[^>]*>", " ", html).replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&").split()
    )


def search_form(text: str) -> str:
    """Returns the text as it is compared in a search: lower case, without accents, blanks folded, ’ as '."""
    decomposed = unicodedata.normalize("NFKD", text.replace("’", "'").casefold())
    return " ".join("".join(letter for letter in decomposed if not unicodedata.combining(letter)).split())


def is_for_role(levels: Mapping[str, tuple[int, int]], required: Mapping[str, int]) -> bool:
    """Says whether a lesson serves a level that the role asks for; a role that asks nothing takes all."""
    if not any(required.values()):
        return True
    return any(low <= required.get(key, 0) for key, (low, _high) in levels.items())
