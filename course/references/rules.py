"""Whether a legal reference is in force, and what must be said with it."""

import re
from datetime import date
from typing import Final, Literal

State = Literal["in_force", "not_yet", "no_longer"]
UNCERTAIN_GRADES: Final = frozenset({"C", "M"})
MATERIAL: Final = ("code", "article", "title", "summary", "note", "in_force_from", "in_force_to")  # the law itself
_COURTS: Final = re.compile(r"Cour|Conseil|Tribunal|CJUE")
_TEXTS: Final = re.compile(r"Arrêté|Décret|Directive|Loi|Ordonnance|Règlement européen")
_ARTICLE: Final = re.compile(r"[ADLR]?\d|[ADLR]\. ?\d")


def state_on(in_force_from: date | None, in_force_to: date | None, on: date) -> State:
    """Returns where a day lies in the time a text is in force, its ends included; an unknown end is open."""
    if in_force_from is not None and on < in_force_from:
        return "not_yet"
    if in_force_to is not None and on > in_force_to:
        return "no_longer"
    return "in_force"


def must_be_reconfirmed(grade: str) -> bool:
    """Says whether « à reconfirmer sur Légifrance » stands with the reference."""
    return grade in UNCERTAIN_GRADES


def name_of(code: str, article: str) -> str:
    """Returns « Code de commerce, article L441-10 », « Loi n° 2025-594 », « Cour de cassation, 18 mai 2022, n° … »."""
    if _TEXTS.match(code):
        return f"{code} {article}"
    return f"{code}, article {article}" if _ARTICLE.match(article) and not _COURTS.match(code) else f"{code}, {article}"
