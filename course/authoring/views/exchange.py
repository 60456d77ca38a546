"""Questions come in from a file: choose, see what would happen, confirm, read the report, take it back."""

from typing import Any

from flask import current_app, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from course.accounts.queries.paging import Page
from course.authoring.formats.question_files import (
    FORMATS,
    FRACTIONS,
    MEDIA_TYPES,
    MOST_BYTES,
    FileFormat,
    FractionRule,
    recognised,
)
from course.authoring.queries import bank_categories
from course.authoring.queries.question_files import KeptImport, past_imports
from course.authoring.services import question_exchange as exchange
from course.authoring.views.blueprint import blueprint
from course.authoring.views.exchange_report import report_csv
from course.authoring.views.exchange_words import format_label, outcome_label, reason, undone_label
from course.authoring.views.question_words import type_label
from course.foundation.errors import ConflictError, InvalidInputError, NotFoundError
from course.foundation.permissions import Permission
from course.web.access import access, current_viewer, the_viewer
from course.web.i18n import gettext as _
from course.web.messages import sentence
from course.web.transaction import reader, write
from quizzes.formats.table import template_xlsx

MOST_SENT = MOST_BYTES + 100_000  # the file, and the fields of the form around it
QUICK_BYTES = 200_000
"""A file up to this size is read at once; a larger one behind a page that says so."""
LINES_A_PAGE = 100


@blueprint.url_value_preprocessor
def _allow_files(endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """Lets trainers send larger bodies to this one route, before anything of the body is read."""
    if endpoint == "authoring.import_questions" and request.method == "POST":
        viewer = current_viewer()
        if viewer is not None and viewer.can(Permission.AUTHOR):
            request.max_content_length = MOST_SENT


@blueprint.route("/studio/questions/import", methods=["GET", "POST"])
@access(Permission.AUTHOR)
def import_questions() -> ResponseReturnValue:
    """Asks for the file and keeps it for an hour; nothing of it is in the bank yet."""
    if request.method == "GET":
        return _form("")
    try:
        import_id, size = _keep()
    except InvalidInputError as error:
        return _form(sentence(error.message_id, error.params)), 422
    page = "authoring.question_import" if size > QUICK_BYTES else "authoring.read_import"
    return redirect(url_for(page, import_id=import_id), 303)


def _form(error: str) -> str:
    return render_template(
        "authoring/questions_import.html",
        error=error,
        formats=FORMATS,
        format_label=format_label,
        fractions=FRACTIONS,
        categories=bank_categories(reader()),
        megabytes=MOST_BYTES // 1_000_000,
        asked=request.form,
    )


def _keep() -> tuple[int, int]:
    upload = request.files.get("file")
    if upload is None or not upload.filename:
        raise InvalidInputError("exchange.no_file")
    content = upload.stream.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise InvalidInputError("exchange.too_large", megabytes=MOST_BYTES // 1_000_000)
    name = exchange.file_name_of(upload.filename)
    category = exchange.target_of(request.form.get("category", ""), name, is_ours=True)
    asked = request.form.get("format", "")
    file_format: FileFormat = next((known for known in FORMATS if known == asked), recognised(content))
    rule = request.form.get("fractions", "")
    fractions: FractionRule = next((known for known in FRACTIONS if known == rule), "keep")
    with write() as session:
        import_id = exchange.keep_file(session, the_viewer().id, name, content, file_format, category, fractions)
    return import_id, len(content)


@blueprint.get("/studio/questions/imports/<id:import_id>/read")
@access(Permission.AUTHOR)
def read_import(import_id: int) -> ResponseReturnValue:
    """Reads a kept file, which may take seconds, and leads to what it holds; again, it is there already."""
    viewer = the_viewer()
    kept = exchange.waiting_import(reader(), import_id, viewer.id)
    if kept.state == "sent":
        reader().rollback()  # no transaction stays open while the child works
        try:
            answer = exchange.read_kept(kept)
            found = exchange.unpacked(answer)
            exchange.check_file(found)
        except InvalidInputError as error:
            with write() as session:
                exchange.forget_import(session, import_id)
            return _form(_refusal(error)), 422
        category = exchange.target_of(kept.category, kept.file_name, is_ours=found.is_ours)
        with write() as session:
            exchange.keep_answer(session, import_id, answer, category)
    return redirect(url_for("authoring.question_import", import_id=import_id), 303)


def _refusal(error: InvalidInputError) -> str:
    line = error.params.get("line")
    said = reason(error.message_id, error.params)
    return _("Ligne %(line)s : %(text)s", line=line, text=said) if line else said


@blueprint.get("/studio/questions/imports/<id:import_id>")
@access(Permission.AUTHOR)
def question_import(import_id: int) -> ResponseReturnValue:
    """An import as it stands: being read, to be confirmed, done or taken back."""
    kept = exchange.waiting_import(reader(), import_id, the_viewer().id)
    if kept.state == "sent":
        answer = make_response(render_template("authoring/questions_import_reading.html", kept=kept))
        answer.headers["Refresh"] = f"1; url={url_for('authoring.read_import', import_id=import_id)}"
        return answer
    if kept.state == "read":
        return _preview(kept)
    return _report(kept)


def _preview(kept: KeptImport, error: str = "", status: int = 200) -> ResponseReturnValue:
    plan = exchange.plan_import(reader(), exchange.found_in(kept), kept.category)
    page = render_template(
        "authoring/questions_import_preview.html",
        kept=kept,
        plan=plan,
        counts=plan.counts,
        page=_page(exchange.shown_lines(plan.questions)),
        error=error,
        **_words(is_done=False),
    )
    return page, status


def _report(kept: KeptImport) -> str:
    lines = sorted(kept.report["lines"], key=lambda line: (line["outcome"] != "refused", not line["problems"]))
    return render_template(
        "authoring/questions_import_report.html",
        kept=kept,
        counts=kept.report["counts"],
        problems=kept.report["problems"],
        page=_page(lines),
        undone=[sum(line.get("undone") == what for line in lines) for what in ("removed", "restored", "stays")],
        has_links="authoring.question" in current_app.view_functions,
        **_words(is_done=True),
    )


def _words(*, is_done: bool) -> dict[str, Any]:
    return {
        "reason": reason,
        "type_label": type_label,
        "format_label": format_label,
        "undone_label": undone_label,
        "outcome_label": lambda outcome: outcome_label(outcome, is_done=is_done),
    }


def _page(lines: list[Any]) -> Page[Any]:
    last = max(1, -(-len(lines) // LINES_A_PAGE))
    asked = request.args.get("page", "")
    number = min(int(asked), last) if asked.isascii() and asked.isdigit() and len(asked) < 9 else 1
    number = max(number, 1)
    return Page(tuple(lines[(number - 1) * LINES_A_PAGE : number * LINES_A_PAGE]), len(lines), number, last)


@blueprint.post("/studio/questions/imports/<id:import_id>/confirm")
@access(Permission.AUTHOR)
def confirm_import(import_id: int) -> ResponseReturnValue:
    """Imports what was previewed as drafts: all of it, or with `partial=1` what can be read."""
    viewer = the_viewer()
    kept = exchange.waiting_import(reader(), import_id, viewer.id)
    if kept.state == "read":
        try:
            _confirm(kept, viewer.id)
        except (ConflictError, InvalidInputError) as error:
            return _preview(kept, sentence(error.message_id, error.params), error.status)
    return redirect(url_for("authoring.question_import", import_id=import_id), 303)


def _confirm(kept: KeptImport, viewer_id: int) -> None:
    plan = exchange.plan_import(reader(), exchange.found_in(kept), kept.category)
    is_partial = request.form.get("partial") == "1"
    exchange.check_plan(plan, is_partial=is_partial)
    if plan.stamp != request.form.get("stamp"):
        raise ConflictError("exchange.changed_since_preview")
    questions = exchange.questions_of(plan)
    with write() as session:
        exchange.confirm_import(session, kept.id, viewer_id, plan, questions, is_partial=is_partial)


@blueprint.post("/studio/questions/imports/<id:import_id>/undo")
@access(Permission.AUTHOR)
def undo_import(import_id: int) -> ResponseReturnValue:
    """Takes an import back, except what was changed or published since."""
    with write() as session:
        exchange.undo_import(session, import_id, the_viewer().id)
    flash(_("L’import est annulé. Le rapport dit ce qui reste."))
    return redirect(url_for("authoring.question_import", import_id=import_id), 303)


@blueprint.get("/studio/questions/imports")
@access(Permission.AUTHOR)
def question_imports() -> ResponseReturnValue:
    """The imports that were made, the latest first."""
    return render_template(
        "authoring/questions_imports.html", imports=past_imports(reader()), format_label=format_label
    )


@blueprint.get("/studio/questions/imports/<id:import_id>/report.csv")
@access(Permission.AUTHOR)
def import_report(import_id: int) -> ResponseReturnValue:
    """The report of an import as a table."""
    kept = exchange.waiting_import(reader(), import_id, the_viewer().id)
    if kept.state not in {"done", "undone"}:
        raise NotFoundError("exchange.no_import")
    answer = make_response(report_csv(kept.report))
    answer.headers["Content-Type"] = MEDIA_TYPES["csv"]
    answer.headers["Content-Disposition"] = f'attachment; filename="import-{import_id}.csv"'
    return answer


@blueprint.get("/studio/questions/import/template.xlsx")
@access(Permission.AUTHOR)
def questions_template() -> ResponseReturnValue:
    """The empty workbook to fill in."""
    answer = make_response(template_xlsx())
    answer.headers["Content-Type"] = MEDIA_TYPES["xlsx"]
    answer.headers["Content-Disposition"] = 'attachment; filename="questions.xlsx"'
    return answer
