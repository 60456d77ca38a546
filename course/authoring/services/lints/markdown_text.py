"""What a Markdown source names and how it is built, line by line, without rendering it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

LINK: Final = re.compile(
    r"(!?)\[((?:[^\[\]]|\[[^\[\]]*\])*)\]\(([^()\s]*(?:\([^()\s]*\)[^()\s]*)*)(?:\s+\"[^\"]*\")?\)"
)
DIRECTIVE: Final = re.compile(r"\[\[([a-zé]+):([^\]]*)\]\]")
HEADING: Final = re.compile(r"(#{1,6})\s*(\S.*)")
NOTE: Final = re.compile(r"( *)!!!\s*([^\s\"]*)(.*)")
NOTE_TITLE: Final = re.compile(r"(?: +\"[^\"]*\")? *")
RAW_HTML: Final = re.compile(r"<!--|</?[a-zA-Z][a-zA-Z0-9]*(?:\s[^<>]*)?/?>")
CODE: Final = re.compile(r"`[^`]*`")
PRACTICE: Final = {
    "appel": "scenario",
    "atelier": "workshop",
    "relais": "relay",
    "calcul": "calculator",
    "fiche": "card",
    "lettre": "letter",
    "document": "document",
}
SCHEMES: Final = {"loi": "law", "mot": "term", "lecon": "lesson", **PRACTICE}
DIRECTIVES: Final = {"question": "question", "prediction": "question", "loi": "law"}


@dataclass(frozen=True, slots=True)
class Named:
    """Something that a text names: `kind` is law, term, lesson, question, picture, a kind of PRACTICE, or other for
    an unknown address."""

    line: int
    kind: str
    key: str
    text: str = ""


def links(source: str) -> Iterator[Named]:
    """Goes through links and pictures; lines count from 0. Addresses of the web are passed over."""
    for number, line in enumerate(source.split("\n")):
        for mark, text, target in LINK.findall(CODE.sub("", line)):
            if mark:
                yield Named(number, "picture", target, text)
                continue
            scheme, _, key = target.partition(":")
            if scheme in SCHEMES:
                yield Named(number, SCHEMES[scheme], key, text)
            elif not re.match(r"https?://|mailto:|#", target):
                yield Named(number, "other", target, text)


def directives(source: str) -> Iterator[tuple[Named, bool]]:
    """Goes through `[[…]]`, saying of each whether it stands alone in its paragraph."""
    lines = source.split("\n")
    for number, line in enumerate(lines):
        for word, key in DIRECTIVE.findall(line):
            around = [lines[at].strip() for at in (number - 1, number + 1) if 0 <= at < len(lines)]
            is_alone = line == f"[[{word}:{key}]]" and not any(around)
            yield Named(number, DIRECTIVES.get(word, "other"), key, word), is_alone


def named_keys(source: str, kind: str) -> list[str]:
    """Returns the keys of a kind that a text names, by link or directive."""
    found = [link.key for link in links(source) if link.kind == kind]
    return found + [directive.key for directive, _ in directives(source) if directive.kind == kind]


def headings(source: str) -> Iterator[tuple[int, int, str]]:
    """Goes through headings as (line, level, text)."""
    for number, line in enumerate(source.split("\n")):
        match = HEADING.fullmatch(line)
        if match is not None:
            yield number, len(match[1]), match[2]
