"""The references behind facts: laws that open in place, or the word that it is method."""

from collections.abc import Iterable
from dataclasses import dataclass

from course.references.queries import Law, laws
from course.web.transaction import reader


@dataclass(frozen=True, slots=True)
class Sources:
    """The laws that facts rest on; `is_method`: some of the facts are of the trade, not of the law."""

    laws: tuple[Law, ...]
    is_method: bool


def sources_of(facts: Iterable[str]) -> Sources:
    """Returns what some facts rest on."""
    wanted = tuple(facts)
    known = laws(reader()).values()
    found = tuple(law for law in known if any(fact in law.facts for fact in wanted))
    told = {fact for law in found for fact in law.facts}
    return Sources(found, any(fact not in told for fact in wanted))
