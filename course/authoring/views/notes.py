"""« Chez nous »: the company's own words beside a lesson, a tool or a heading of its own, apart from our texts."""

from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from course.authoring.forms import note_form
from course.authoring.queries import Desk, note_of
from course.authoring.queries.subjects import COMPANY_KIND, Subject, subject_of
from course.authoring.services.company_notes import note_item, remove_note, render_note, write_note
from course.authoring.views.blueprint import blueprint, desk_or_404
from course.foundation.errors import ConflictError, InvalidInputError, NotFoundError
from course.foundation.permissions import Permission
from course.toolbox.views.company import COMPANY_WORDS
from course.web.access import access, the_viewer
from course.web.i18n import gettext as _
from course.web.i18n import marked as _l
from course.web.messages import sentence
from course.web.transaction import reader, write

TOOL_PAGES = {
    "calculator": ("toolbox.calculator", _l("Calculateurs"), _l("Voir le calculateur")),
    "card": ("toolbox.card", _l("Cartes réflexes"), _l("Voir la carte")),
    "letter": ("toolbox.letter", _l("Lettres et courriels"), _l("Voir la lettre")),
    "document": ("toolbox.document", _l("Documents à imprimer"), _l("Voir le document")),
    "phrase": ("toolbox.phrases", _l("Phrases par excuse"), _l("Voir la phrase")),
    COMPANY_KIND: ("toolbox.company", _l("Chez nous"), _l("Voir la page « Chez nous »")),
}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a note is written: beside what, at which address, and for a lesson its desk."""

    subject: Subject
    address: str
    save_to: str
    desk: Desk | None = None
    over: str = ""
    page: str = ""
    page_label: str = ""


@blueprint.get("/studio/lessons/<key:key>/company-note")
@access(Permission.AUTHOR)
def company_note(key: str) -> ResponseReturnValue:
    """The note of a lesson as it stands, to change or, with `?remove=1`, to take away."""
    return _shown(_lesson_place(key))


@blueprint.post("/studio/lessons/<key:key>/company-note")
@access(Permission.AUTHOR)
def save_note(key: str) -> ResponseReturnValue:
    """Saves the note, rendered once; or shows it (`do=preview`); or takes it away (`do=remove`)."""
    return _saved(_lesson_place(key))


@blueprint.get("/studio/notes/<key:kind>/<key:key>")
@access(Permission.AUTHOR)
def tool_note(kind: str, key: str) -> ResponseReturnValue:
    """The note beside a tool or under a heading of the company's, as that of a lesson."""
    return _shown(_tool_place(kind, key))


@blueprint.post("/studio/notes/<key:kind>/<key:key>")
@access(Permission.AUTHOR)
def save_tool_note(kind: str, key: str) -> ResponseReturnValue:
    """Saves, shows or takes away the note beside a tool or under a heading."""
    return _saved(_tool_place(kind, key))


def _lesson_place(key: str) -> Place:
    desk = desk_or_404(key)
    title = desk.published.title if desk.published else desk.key
    subject = Subject("lesson", key, title, desk.item_id)
    here = url_for("authoring.company_note", key=key)
    return Place(subject, here, url_for("authoring.save_note", key=key), desk)


def _tool_place(kind: str, key: str) -> Place:
    subject = subject_of(reader(), kind, key)
    if subject is None:
        raise NotFoundError("error.not_found")
    if kind == COMPANY_KIND:
        subject = Subject(kind, key, _(COMPANY_WORDS[key][0]), subject.item_id)
    endpoint, over, page_label = TOOL_PAGES[kind]
    is_part = kind in {"phrase", COMPANY_KIND}  # one of several on its page
    page = url_for(endpoint, _anchor=key) if is_part else url_for(endpoint, key=key)
    here = url_for("authoring.tool_note", kind=kind, key=key)
    return Place(subject, here, here, None, _(over), page, _(page_label))


def _shown(place: Place) -> ResponseReturnValue:
    note = note_of(reader(), place.subject.item_id) if place.subject.item_id is not None else None
    return render_template(
        "authoring/company_note.html",
        place=place,
        desk=place.desk,
        note=note,
        source=note.source if note else "",
        html=note.html if note else "",
        seen=note.stamp if note else "",
        is_removing=note is not None and request.args.get("remove") == "1",
        error="",
    )


def _saved(place: Place) -> ResponseReturnValue:
    action = request.form.get("do", "save")
    try:
        form = note_form(request.form)
        html = "" if action == "remove" else render_note(form.text)
        if action == "preview":
            return _again(place, html, "", 200)
        with write() as session:
            item_id = note_item(session, place.subject)
            if action == "remove":
                remove_note(session, item_id, form.seen)
            else:
                write_note(session, item_id, form.text, html, form.seen, the_viewer().id)
    except (ConflictError, InvalidInputError) as error:
        return _again(place, "", sentence(error.message_id, error.params), error.status)
    flash(_("La note est retirée.") if action == "remove" else _("La note est enregistrée : les apprenants la voient."))
    return redirect(place.address, 303)


def _again(place: Place, html: str, error: str, status: int) -> ResponseReturnValue:
    note = note_of(reader(), place.subject.item_id) if place.subject.item_id is not None else None
    page = render_template(
        "authoring/company_note.html",
        place=place,
        desk=place.desk,
        note=note,
        source=request.form.get("source", "").replace("\0", "\ufffd"),
        html=html,
        seen=note.stamp if note else "",
        is_removing=False,
        error=error,
    )
    return page, status
