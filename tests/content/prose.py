"""What the words of a text are: without Markdown, tables, codes and addresses."""

import re
from collections.abc import Iterator
from typing import Final

CALL_OUT: Final = re.compile(r" *!!! \w+ *(?:\"[^\"]*\")?")
DIRECTIVE: Final = re.compile(r"\[\[[^\]]*\]\]")
PICTURE: Final = re.compile(r"!\[[^\]]*\]\([^)]*\)")
LINK: Final = re.compile(r"\[([^\[\]]*)\]\([^)]*\)")
MARKS: Final = re.compile(r"[*_`]{1,3}")
BULLET: Final = re.compile(r"^ *(?:[-*] |[0-9]+\. |\[[ x]\] )+")
ABBREVIATION: Final = re.compile(r"\b(art|al|M|MM|n|p|ex|cf|etc|sept|oct|nov|déc|janv|févr)\. (?=[a-z0-9A-Z«])")
SENTENCE_END: Final = re.compile(r"(?<=[.!?…])(?:\s+(?=[«“(\"A-ZÀ-Ý0-9–—])|$)")
WORD: Final = re.compile(r"[0-9A-Za-zÀ-ÿœŒæÆ]+(?:[’'\-‑][0-9A-Za-zÀ-ÿœŒæÆ]+)*")


def plain_lines(text: str) -> Iterator[tuple[int, str]]:
    """Goes through (line from 0, words) of prose and lists; headings, tables, pictures and directives are left out."""
    for number, line in enumerate(text.split("\n")):
        said = PICTURE.sub("", DIRECTIVE.sub("", line))
        if CALL_OUT.fullmatch(said) or said.lstrip().startswith(("|", "#")):
            continue
        said = MARKS.sub("", LINK.sub(r"\1", BULLET.sub("", said, count=1))).strip()
        if said:
            yield number, said


def sentences(text: str) -> list[str]:
    """Returns the sentences of the prose, each a text of one word at least."""
    found = []
    for _number, line in plain_lines(text):
        whole = ABBREVIATION.sub("\\1.\N{NO-BREAK SPACE}", line)
        found += [part.strip() for part in SENTENCE_END.split(whole) if WORD.search(part)]
    return found


def words(text: str) -> list[str]:
    """Returns the words of a text; « l’échéance » is one."""
    return WORD.findall(text)
