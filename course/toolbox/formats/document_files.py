"""A document to take away: PDF to print, DOCX and Markdown to make one's own, all three from the same words."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Final

from docx.document import Document as DocxDocument
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement
from docx.shared import Cm, Pt
from docx.text.paragraph import Paragraph

from course.foundation.typesetting import typeset
from course.toolbox.formats.blocks import Block
from course.toolbox.formats.docx_pages import INK, add_block, new_page, saved
from course.toolbox.formats.printing import printed_block, printed_text

TEMPLATE: Final = Path(__file__).resolve().parents[1] / "typesetting" / "document.typ"
OVER: Final = {
    "sheet": "Fiche à remplir",
    "checklist": "Check-list à cocher",
    "agreement": "Accord à signer",
}
INITIALS: Final = "Paraphes\u00a0: ……………   ……………"
ADVICE: Final = "Ne remplace pas l’avis d’un juriste."
_LINK: Final = re.compile(r"\[([^\[\]]*)\]\(([^()\s]*)\)")


@dataclass(frozen=True, slots=True)
class NamedLaw:
    """A law that a document names: its code, its article, its address, and whether it must be confirmed again."""

    code: str
    article: str
    url: str
    is_doubtful: bool


@dataclass(frozen=True, slots=True)
class PrintedDocument:
    """A document as it goes: `kind` is one of OVER, `markdown` the source of its blocks, `laws` those that it names by
    their keys, in order. An agreement says nothing of its sources: the other side signs it."""

    title: str
    kind: str
    purpose: str
    blocks: tuple[Block, ...]
    markdown: str
    company: str
    laws: Mapping[str, NamedLaw]
    checked_on: date

    @property
    def is_agreement(self) -> bool:
        """Whether somebody else signs it."""
        return self.kind == "agreement"

    @property
    def over(self) -> str:
        """What stands above the title; an agreement is no more than its own title."""
        return "" if self.is_agreement else OVER[self.kind]

    @property
    def lead(self) -> str:
        """What stands below the title."""
        return "" if self.is_agreement else self.purpose

    @property
    def foot(self) -> str:
        """What stands at the foot of every page."""
        return INITIALS if self.is_agreement else f"{self.title} · vérifié le {self.checked_on:%d/%m/%Y}. {ADVICE}"

    @property
    def sources(self) -> str:
        """What stands below the last line: the laws by their code, those to confirm again with a star."""
        if self.is_agreement or not self.laws:
            return ""
        codes: dict[str, list[str]] = {}
        for law in self.laws.values():
            codes.setdefault(law.code, []).append(law.article + ("*" if law.is_doubtful else ""))
        named = "\u00a0; ".join(f"{code}, {', '.join(articles)}" for code, articles in codes.items())
        is_any_doubtful = any(law.is_doubtful for law in self.laws.values())
        again = " * À reconfirmer sur Légifrance avant tout acte." if is_any_doubtful else ""
        return f"Repose sur\u00a0: {named}.{again}"


# --- Markdown --------------------------------------------------------------------------------------------------------


def document_markdown(document: PrintedDocument) -> str:
    """Returns the document as Markdown; what names a law leads to its page, where one is known."""
    text = _LINK.sub(lambda link: _linked(link, document.laws), document.markdown)
    parts = [f"# {document.title}", document.lead, text]
    if not document.is_agreement:
        parts += ["---", " ".join(filter(None, (document.sources.replace("*", "\\*"), document.foot)))]
    return "\n\n".join(filter(None, parts)) + "\n"


def _linked(link: re.Match[str], laws: Mapping[str, NamedLaw]) -> str:
    scheme, _, key = link[2].partition(":")
    if scheme not in {"loi", "mot", "lecon"}:
        return link[0]
    url = laws[key].url if scheme == "loi" and key in laws else ""
    return f"[{link[1]}]({url})" if url else link[1]


# --- PDF ----------------------------------------------------------------------------------------------------------


def document_pdf(document: PrintedDocument, at: datetime) -> bytes:
    """Returns the document as PDF/UA-1, the same bytes for the same document and instant."""
    page = {
        "title": printed_text(document.title),
        "author": printed_text(document.company),
        "over": printed_text(document.over),
        "purpose": printed_text(document.lead),
        "blocks": [printed_block(block) for block in document.blocks],
        "foot": document.foot,
        "sources": printed_text(document.sources),
    }
    return typeset(TEMPLATE, {"document": json.dumps(page)}, at)


# --- DOCX ---------------------------------------------------------------------------------------------------------


def document_docx(document: PrintedDocument, at: datetime) -> bytes:
    """Returns the document as a DOCX file made at an instant."""
    drawn = new_page(document.title, document.company, at, margin=Cm(1.8), size=Pt(10), space_after=Pt(5))
    _dress_headings(drawn)
    drawn.add_heading(document.title, level=1)
    if document.lead:
        drawn.add_paragraph(document.lead)
    for block in document.blocks:
        add_block(drawn, block)
    if document.sources:
        drawn.add_paragraph().add_run(document.sources).font.size = Pt(8)
    _add_foot(drawn, document)
    return saved(drawn)


def _dress_headings(drawn: DocxDocument) -> None:
    for name, size, before in (("Heading 1", 20, 0), ("Heading 2", 12.5, 10)):
        style = drawn.styles[name]
        style.font.color.rgb, style.font.size, style.font.bold = INK, Pt(size), name == "Heading 2"
        style.font.name = "Calibri"
        style.element.rPr.rFonts.attrib.clear()  # the theme's face would win over the one that is named
        style.font.name = "Calibri"
        style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(4)


def _add_foot(drawn: DocxDocument, document: PrintedDocument) -> None:
    foot = drawn.sections[0].footer.paragraphs[0]
    foot.paragraph_format.tab_stops.add_tab_stop(Cm(17.4))
    foot.add_run(f"{document.foot}\t")
    for code in ("PAGE", "/", "NUMPAGES"):
        _add_number(foot, code)
    for run in foot.runs:
        run.font.size = Pt(8)


def _add_number(paragraph: Paragraph, code: str) -> None:
    """Adds a number that Word reckons itself, or the sign between two of them."""
    if code == "/":
        paragraph.add_run("/")
        return
    for kind, said in (("begin", ""), ("", code), ("end", "")):
        run = paragraph.add_run()._r  # noqa: SLF001 - no call for a field
        mark = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            mark.set(qn("w:fldCharType"), kind)
        else:
            mark.text = said
        run.append(mark)


MAKERS: Final[Mapping[str, Callable[[PrintedDocument, datetime], bytes]]] = {
    "pdf": document_pdf,
    "docx": document_docx,
    "md": lambda document, _at: document_markdown(document).encode(),
}
"""How each file is made, by its ending."""
