"""Letters and e-mails: a form whose answers are kept nowhere, the text as it will be, and its files."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final

from flask import make_response, render_template, request
from flask.typing import ResponseReturnValue

from course.accounts.queries import organisation
from course.catalogue.queries import company_note
from course.foundation import clock
from course.foundation.errors import NotFoundError
from course.foundation.permissions import Permission
from course.toolbox.formats import LetterField
from course.toolbox.formats.letter_docx import letter_docx
from course.toolbox.formats.letter_files import (
    LetterDocument,
    document_of,
    file_stem,
    letter_markdown,
    letter_pdf,
    letter_text,
)
from course.toolbox.forms.letters import LetterReading, read_letter
from course.toolbox.queries import ToolRow, tools
from course.toolbox.views.blueprint import blueprint
from course.toolbox.views.sources import listed, sources_of
from course.web.access import access, the_viewer
from course.web.i18n import gettext as _
from course.web.i18n import marked as _l
from course.web.transaction import reader

TONE_WORDS: Final = {
    "service": _l("Ton : service"),
    "cordial": _l("Ton : cordial"),
    "factual": _l("Ton : factuel"),
    "firm": _l("Ton : ferme"),
    "formal": _l("Ton : formel"),
    "agreement": _l("Accord à confirmer"),
}
AUDIENCE_WORDS: Final = {
    "business": _l("À un professionnel"),
    "consumer": _l("À un particulier"),
    "court": _l("Au mandataire judiciaire"),
    "colleague": _l("À un collègue"),
}
CHANNEL_WORDS: Final = {
    "email": _l("Courriel"),
    "letter": _l("Lettre"),
    "registered": _l("Lettre recommandée"),
}
DOCX: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
TYPES: Final = {
    "docx": DOCX,
    "pdf": "application/pdf",
    "md": "text/markdown; charset=utf-8",
    "txt": "text/plain; charset=utf-8",
}
MAKERS: Final[Mapping[str, Callable[[LetterDocument, datetime], bytes]]] = {
    "docx": letter_docx,
    "pdf": letter_pdf,
    "md": lambda letter, _at: letter_markdown(letter).encode(),
    "txt": lambda letter, _at: letter_text(letter).encode(),
}


@blueprint.get("/toolbox/letters")
@access(Permission.LEARN)
def letters() -> ResponseReturnValue:
    """The letters: those of the calendar by their day, then the others."""
    found = list(tools(reader(), "letter").values())
    dated = sorted((one for one in found if one.body["day"] is not None), key=lambda one: int(one.body["day"]))
    other = [one for one in found if one.body["day"] is None]
    return render_template("toolbox/letters.html", dated=dated, other=other, day_words=day_words, words=_words)


@blueprint.get("/toolbox/letters/<key:key>")
@access(Permission.LEARN)
def letter(key: str) -> ResponseReturnValue:
    """One letter to fill in."""
    found = _letter_or_404(key)
    return _page(found, _begun(found), 200)


@blueprint.post("/toolbox/letters/<key:key>")
@access(Permission.LEARN)
def fill_letter(key: str) -> ResponseReturnValue:
    """The letter with what was typed: on the page, or with `do` docx, pdf, md or txt as a file. Nothing is kept."""
    found, kind = _letter_or_404(key), request.form.get("do", "show")
    reading = read_letter(_fields(found), found.body["text"], request.form)
    if reading.errors or kind not in TYPES:
        return _page(found, reading, 422 if reading.errors else 200)
    now, viewer = clock.now(), the_viewer()
    document = document_of(found.body, reading.values, _open_words(found))
    response = make_response(MAKERS[kind](document, now))
    name = f"{file_stem(key, reading.values, clock.today(viewer.zone))}.{kind}"
    response.headers["Content-Type"] = TYPES[kind]
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "no-store"
    return response


def _letter_or_404(key: str) -> ToolRow:
    found = tools(reader(), "letter").get(key)
    if found is None:
        raise NotFoundError("error.not_found")
    return found


def _fields(found: ToolRow) -> tuple[LetterField, ...]:
    return tuple(LetterField(*line) for line in found.body["fields"])


def _begun(found: ToolRow) -> LetterReading:
    """Returns the form with what is known already: who writes, for which company, and today."""
    viewer = the_viewer()
    today = f"{clock.today(viewer.zone):%d/%m/%Y}"
    company = organisation(reader())
    known = {"signataire": viewer.name, "date": today, "arrete": today, "societe": company.name if company else ""}
    return read_letter(_fields(found), found.body["text"], known)


def _open_words(found: ToolRow) -> dict[str, str]:
    return {field.name: f"[{field.label}]" for field in _fields(found)}


def _page(found: ToolRow, reading: LetterReading, status: int) -> ResponseReturnValue:
    document: LetterDocument = document_of(found.body, reading.values, _open_words(found))
    page = render_template(
        "toolbox/letter.html",
        letter=found,
        fields=_fields(found),
        reading=reading,
        document=document,
        text=letter_text(document),
        words=_words(found),
        when=day_words(found.body["day"]),
        before=listed(found, "before"),
        sources=sources_of(reader(), [found]),
        note=company_note(reader(), found.item_id),
        today=clock.today(the_viewer().zone),
    )
    response = make_response(page, status)
    response.headers["Cache-Control"] = "no-store"
    return response


def _words(found: ToolRow) -> list[str]:
    body = found.body
    named: tuple[tuple[dict[str, str], Any], ...] = (
        (CHANNEL_WORDS, body["channel"]),
        (AUDIENCE_WORDS, body["audience"]),
        (TONE_WORDS, body["tone"]),
    )
    return [_(words[key]) for words, key in named]


def day_words(day: int | None) -> str:
    """Returns « J−7 » or « J+15 », counted from the due date; nothing where no day says when."""
    if day is None:
        return ""
    return f"J−{-day}" if day < 0 else f"J+{day}"
