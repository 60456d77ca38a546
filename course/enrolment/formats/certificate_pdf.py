"""The page of a certificate as an accessible PDF: the same bytes everywhere, a name in any script, nothing but data."""

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from course.foundation.typesetting import is_rtl, printable, typeset

FOLDER: Final = Path(__file__).resolve().parents[1] / "typesetting"
TEMPLATE: Final = FOLDER / "certificate.typ"
REGIONS: Final = {"fr": "FR", "en": "GB"}


@dataclass(frozen=True, slots=True)
class CertificateSheet:
    """What the page says, in the words of its language; `levels` and `dates` are pairs of what and how much."""

    language: str
    document_title: str
    organisation: str
    kind: str
    title: str
    granted: str
    holder: str
    sentence: str
    levels_title: str
    columns: tuple[str, str]
    levels: tuple[tuple[str, str], ...]
    dates_title: str
    dates: tuple[tuple[str, str], ...]
    verify: str
    url: str
    issued_at: datetime


def certificate_pdf(sheet: CertificateSheet) -> bytes:
    """Returns the page as PDF/UA-1, the same bytes for the same sheet. Takes some ten milliseconds; no database and no
    file but the template and its fonts are read.
    """
    return typeset(TEMPLATE, inputs_of(sheet), sheet.issued_at)


def inputs_of(sheet: CertificateSheet) -> dict[str, str]:
    """Returns what the template reads: texts as data, never as a part of its source."""
    said: dict[str, Any] = {name: printable(value) for name, value in asdict(sheet).items() if name != "issued_at"}
    said |= {"region": REGIONS.get(sheet.language, "FR"), "holder_is_rtl": is_rtl(sheet.holder)}
    return {"sheet": json.dumps(said)}
