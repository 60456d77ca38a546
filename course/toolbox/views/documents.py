"""Documents to take away: their page, and the files to print or to make one's own."""

from typing import Final

from flask import make_response, render_template
from flask.typing import ResponseReturnValue

from course.accounts.queries import organisation
from course.catalogue.queries import company_note
from course.foundation import clock
from course.foundation.errors import NotFoundError
from course.foundation.permissions import Permission
from course.toolbox.formats.blocks import BOX, column_widths, is_label, is_total, row_height, spans
from course.toolbox.formats.document_files import MAKERS, NamedLaw, PrintedDocument
from course.toolbox.formats.html_blocks import blocks_of
from course.toolbox.queries import ToolRow, tools
from course.toolbox.views.blueprint import blueprint
from course.toolbox.views.letters import TYPES
from course.toolbox.views.sources import Sources, listed, sources_of
from course.web.access import access, the_viewer
from course.web.i18n import french_typography
from course.web.i18n import gettext as _
from course.web.i18n import marked as _l
from course.web.transaction import reader

KIND_WORDS: Final = {
    "sheet": _l("Fiche à remplir"),
    "checklist": _l("Check-list"),
    "agreement": _l("Accord à signer"),
}


@blueprint.app_template_global()
def document_kind(kind: str) -> str:
    """Returns what a kind of document is called."""
    return _(KIND_WORDS[kind])


@blueprint.get("/toolbox/documents")
@access(Permission.LEARN)
def documents() -> ResponseReturnValue:
    """All documents with what each is for."""
    return render_template("toolbox/documents.html", documents=list(tools(reader(), "document").values()))


@blueprint.get("/toolbox/documents/<key:key>")
@access(Permission.LEARN)
def document(key: str) -> ResponseReturnValue:
    """One document as it will be printed, and its three files."""
    found = _document_or_404(key)
    sources = sources_of(reader(), [found])
    return render_template(
        "toolbox/document.html",
        found=found,
        printed=_printed(found, sources),
        note=company_note(reader(), found.item_id),
        box=BOX,
        column_widths=column_widths,
        is_label=is_label,
        is_total=is_total,
        row_height=row_height,
        spans=spans,
        before=listed(found, "before"),
        sources=sources,
        today=clock.today(the_viewer().zone),
    )


@blueprint.get("/toolbox/documents/<key:key>/<key:kind>")
@access(Permission.LEARN)
def document_file(key: str, kind: str) -> ResponseReturnValue:
    """The document as a file: `pdf`, `docx` or `md`, empty, to fill in by hand."""
    found = _document_or_404(key)
    if kind not in MAKERS:
        raise NotFoundError("error.not_found")
    response = make_response(MAKERS[kind](_printed(found, sources_of(reader(), [found])), clock.now()))
    response.headers["Content-Type"] = TYPES[kind]
    response.headers["Content-Disposition"] = f'attachment; filename="{key}.{kind}"'
    return response


def _document_or_404(key: str) -> ToolRow:
    found = tools(reader(), "document").get(key)
    if found is None:
        raise NotFoundError("error.not_found")
    return found


def _printed(found: ToolRow, sources: Sources) -> PrintedDocument:
    company = organisation(reader())
    return PrintedDocument(
        title=french_typography(found.title),
        kind=found.body["kind"],
        purpose=french_typography(found.body["purpose"]),
        blocks=blocks_of(french_typography(found.content["text"])),
        markdown=found.body["text"],
        company=company.name if company else "",
        laws={law.key: NamedLaw(law.code, law.article, law.url or "", law.must_be_reconfirmed) for law in sources.laws},
        checked_on=sources.checked_on,
    )
