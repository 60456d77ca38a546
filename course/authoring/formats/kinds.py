"""Which kinds of content stand in which files: those of a list of entries, and those that fill a file alone."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from course.authoring.formats import (
    calculators,
    certifications,
    questions,
    quizzes,
    references,
    relays,
    scenarios,
    tracks,
    workshops,
)
from course.authoring.formats import tools_cards as cards
from course.authoring.formats import tools_documents as documents
from course.authoring.formats import tools_kits as kits
from course.authoring.formats import tools_letters as letters
from course.authoring.formats.fields import Fields
from course.authoring.formats.problems import Problems
from course.authoring.formats.yaml_reading import Node

Found = Sequence[tuple[Any, Node]]
_KEY: Final = r"[a-z0-9]+(?:-[a-z0-9]+)*"
_MODULE: Final = rf"modules/(?P<folder>(?P<number>[0-9]{{2}})-(?P<module>{_KEY}))"


@dataclass(frozen=True, slots=True)
class ListKind:
    """A kind of which a file holds several: how the file is read and written, and one entry of it."""

    kind: str
    read: Callable[[Node, Problems], Found]
    write: Callable[[list[Any], str], str]
    read_one: Callable[[Node, Problems], Any]
    write_one: Callable[[Any], str]


@dataclass(frozen=True, slots=True)
class WholeKind:
    """A kind that fills a file named by its key."""

    kind: str
    read: Callable[[Node, Problems], Any]
    write: Callable[..., str]


def _fields(read: Callable[[Fields], Any]) -> Callable[[Node, Problems], Any]:
    return lambda node, problems: read(Fields(node, problems))


LISTS: Final[dict[str, ListKind]] = {
    "glossary": ListKind(
        "term",
        references.read_glossary,
        references.write_glossary,
        _fields(references.read_term),
        references.write_term,
    ),
    "questions": ListKind(
        "question",
        questions.read_questions,
        questions.write_questions,
        questions.read_question,
        questions.write_question,
    ),
    "quizzes": ListKind(
        "quiz", quizzes.read_quizzes, quizzes.write_quizzes, _fields(quizzes.read_quiz), quizzes.write_quiz
    ),
    "certificates": ListKind(
        "certification",
        certifications.read_certifications,
        certifications.write_certifications,
        _fields(certifications.read_certification),
        certifications.write_certification,
    ),
    "tracks": ListKind(
        "track", tracks.read_tracks, tracks.write_tracks, _fields(tracks.read_track), tracks.write_track
    ),
    "calculators": ListKind(
        "calculator",
        calculators.read_calculators,
        calculators.write_calculators,
        _fields(calculators.read_calculator),
        calculators.write_calculator,
    ),
    "cards": ListKind("card", cards.read_cards, cards.write_cards, _fields(cards.read_card), cards.write_card),
    "phrases": ListKind(
        "phrase", cards.read_phrases, cards.write_phrases, _fields(cards.read_phrase), cards.write_phrase
    ),
    "letters": ListKind(
        "letter", letters.read_letters, letters.write_letters, _fields(letters.read_letter), letters.write_letter
    ),
    "documents": ListKind(
        "document",
        documents.read_documents,
        documents.write_documents,
        _fields(documents.read_document),
        documents.write_document,
    ),
    "kits": ListKind("kit", kits.read_kits, kits.write_kits, _fields(kits.read_kit), kits.write_kit),
}
WHOLES: Final[dict[str, WholeKind]] = {
    "relay": WholeKind("relay", relays.read_relay, relays.write_relay),
    "scenario": WholeKind("scenario", scenarios.read_scenario, scenarios.write_scenario),
    "workshop": WholeKind("workshop", workshops.read_workshop, workshops.write_workshop),
}
TOOLS: Final = ("calculator", "card", "phrase", "letter", "document", "kit")
# Files of a list by the kind that they hold, where one file holds all of the kind.
ONE_FILE: Final = {
    "law": "legal.yml",
    "term": "glossary.yml",
    "certification": "certificates.yml",
    "track": "tracks.yml",
    **{kind: f"toolbox/{kind}s.yml" for kind in TOOLS},
}
FORMS: Final[tuple[tuple[str, re.Pattern[str]], ...]] = tuple(
    (kind, re.compile(form))
    for kind, form in (
        ("framework", r"competencies\.yml"),
        ("legal", r"legal\.yml"),
        ("facts", r"facts\.yml"),
        ("glossary", r"glossary\.yml"),
        ("certificates", r"certificates\.yml"),
        ("tracks", r"tracks\.yml"),
        ("questions", rf"questions/{_KEY}\.yml"),
        ("quizzes", rf"quizzes/{_KEY}\.yml"),
        *((kind, rf"{kind}s/(?P<whole>{_KEY})\.yml") for kind in WHOLES),
        *((f"{kind}s", rf"toolbox/{kind}s\.yml") for kind in TOOLS),
        ("module", rf"{_MODULE}/module\.yml"),
        ("lesson", rf"{_MODULE}/(?P<position>[0-9]{{2}})-(?P<lesson>{_KEY})\.md"),
        ("picture", rf"{_MODULE}/pictures/[a-z0-9-]+\.svg"),
    )
)
