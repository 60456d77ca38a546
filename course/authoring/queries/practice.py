"""What a text may lead to: calls, workshops, relays and tools, as links to copy."""

from collections.abc import Iterator, Mapping
from typing import Final

from sqlalchemy.orm import Session

from course.simulations.queries.relays import published_relays
from course.simulations.queries.standing import published_plays
from course.toolbox.queries.tools import tools

PLAYED: Final[Mapping[str, str]] = {"scenario": "appel", "workshop": "atelier"}
USED: Final[Mapping[str, str]] = {"calculator": "calcul", "card": "fiche", "letter": "lettre", "document": "document"}


def practice_links(session: Session) -> Iterator[tuple[str, str]]:
    """Goes through (address to write in a text, title) of what is published to play or to use."""
    for one in published_plays(session):
        yield f"{PLAYED[one.kind]}:{one.key}", one.title
    for relay in published_relays(session):
        yield f"relais:{relay.relay.key}", relay.named("fr")
    for kind, scheme in USED.items():
        for tool in tools(session, kind).values():
            yield f"{scheme}:{tool.key}", tool.title
