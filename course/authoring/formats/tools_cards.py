"""`toolbox/cards.yml` and `toolbox/phrases.yml`: read and written."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from course.authoring.formats.fields import COMPETENCY, FACT, NO_DAY, Fields, no_double_keys
from course.authoring.formats.problems import Problems
from course.authoring.formats.yaml_reading import Node
from course.authoring.formats.yaml_writing import Flow, Prose, Spaced, write_yaml
from course.toolbox.formats import MOMENTS, THEMES, CardEntry, PhraseEntry

MOST_STEPS = 7
MOST_AVOIDED = 4
MOST_SAYINGS = 3
LONGEST_CARD = 1_100  # what one screen of a phone holds with its headings; measured on a page of 390 px


def read_cards(node: Node, problems: Problems) -> list[tuple[CardEntry, Node]]:
    """Returns the cards of the file with their nodes; faults are noted."""
    fields = Fields(node, problems)
    found = [(read_card(part), part.node) for part in fields.parts("cards")]
    fields.finish()
    no_double_keys([(entry.key, part) for entry, part in found], problems)
    return found


def read_card(fields: Fields) -> CardEntry:
    """Returns one card; faults are noted, and a card that fits no screen of a phone is one."""
    entry = CardEntry(
        key=fields.key("key"),
        title=fields.text("title", 80),
        moment=fields.choice("moment", MOMENTS),
        when=fields.text("when", 200),
        steps=some_texts(fields, "steps", 3, MOST_STEPS),
        say=some_texts(fields, "say", 0, MOST_SAYINGS),
        avoid=some_texts(fields, "avoid", 1, MOST_AVOIDED),
        after=fields.text("after", 240),
        competencies=fields.texts("competencies", COMPETENCY),
        facts=fields.texts("facts", FACT),
        checked_on=day_of(fields),
    )
    length = sum(map(len, (entry.when, *entry.steps, *entry.say, *entry.avoid, entry.after)))
    if length > LONGEST_CARD:
        fields.note("steps", "tools.card_too_long", length=length, limit=LONGEST_CARD)
    fields.finish()
    return entry


def read_phrases(node: Node, problems: Problems) -> list[tuple[PhraseEntry, Node]]:
    """Returns the phrases of the file with their nodes; faults are noted."""
    fields = Fields(node, problems)
    found = [(read_phrase(part), part.node) for part in fields.parts("phrases")]
    fields.finish()
    no_double_keys([(entry.key, part) for entry, part in found], problems)
    return found


def read_phrase(fields: Fields) -> PhraseEntry:
    """Returns one phrase; faults are noted."""
    entry = PhraseEntry(
        key=fields.key("key"),
        title=fields.text("excuse", 120),
        theme=fields.choice("theme", THEMES),
        say=some_texts(fields, "say", 1, MOST_SAYINGS),
        why=fields.text("why", 400),
        avoid=fields.text("avoid", 300),
        then=fields.text("then", 300),
        competencies=fields.texts("competencies", COMPETENCY),
        facts=fields.texts("facts", FACT),
        checked_on=day_of(fields),
    )
    fields.finish()
    return entry


def some_texts(fields: Fields, name: str, fewest: int, most: int) -> tuple[str, ...]:
    """Returns a list of between `fewest` and `most` texts; another number is noted."""
    found = fields.texts(name, required=fewest > 0)
    is_given = fields.is_given(name)
    if is_given and not fewest <= len(found) <= most:
        fields.note(name, "tools.number_of_texts", lowest=fewest, highest=most)
    return found


def day_of(fields: Fields) -> date:
    """Returns the day on which facts and laws were checked."""
    return fields.day("checked_on") or NO_DAY


def card_mapping(entry: CardEntry) -> dict[str, Any]:
    """Returns the canonical mapping."""
    mapping: dict[str, Any] = {"key": entry.key, "title": entry.title, "moment": entry.moment}
    mapping["when"] = Prose(entry.when)
    mapping["steps"] = list(entry.steps)
    if entry.say:
        mapping["say"] = list(entry.say)
    return mapping | {"avoid": list(entry.avoid), "after": Prose(entry.after)} | sources_mapping(entry)


def phrase_mapping(entry: PhraseEntry) -> dict[str, Any]:
    """Returns the canonical mapping; the excuse is the title."""
    mapping: dict[str, Any] = {"key": entry.key, "excuse": entry.title, "theme": entry.theme, "say": list(entry.say)}
    said = {"why": Prose(entry.why), "avoid": Prose(entry.avoid), "then": Prose(entry.then)}
    return mapping | said | sources_mapping(entry)


def sources_mapping(entry: CardEntry | PhraseEntry) -> dict[str, Any]:
    """Returns what ends every entry: what it serves, and what it rests on as of which day."""
    return {
        "competencies": Flow(entry.competencies),
        "facts": Flow(entry.facts),
        "checked_on": entry.checked_on,
    }


def write_card(entry: CardEntry) -> str:
    """Returns the canonical source of one card."""
    return write_yaml(card_mapping(entry))


def write_cards(entries: Sequence[CardEntry], header: str = "") -> str:
    """Returns the canonical file."""
    return write_yaml({"cards": Spaced([card_mapping(entry) for entry in entries])}, header)


def write_phrase(entry: PhraseEntry) -> str:
    """Returns the canonical source of one phrase."""
    return write_yaml(phrase_mapping(entry))


def write_phrases(entries: Sequence[PhraseEntry], header: str = "") -> str:
    """Returns the canonical file."""
    return write_yaml({"phrases": Spaced([phrase_mapping(entry) for entry in entries])}, header)
