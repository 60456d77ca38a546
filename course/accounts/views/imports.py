"""Bringing people in from a file: choose, see what would change, confirm, read the report."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from flask import current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from itsdangerous import BadData, URLSafeSerializer

from course.accounts import queries, services
from course.accounts.formats import COLUMNS, MOST_BYTES, PeopleFile, Problem, decoded, read_people
from course.accounts.forms import ImportForm
from course.accounts.views.routes import blueprint, refused, today
from course.accounts.views.words import value_name
from course.foundation import clock
from course.foundation.errors import InvalidInputError, NotFoundError
from course.foundation.permissions import Permission
from course.web.access import access, the_viewer
from course.web.transaction import reader, write

PREVIEW_LASTS = timedelta(hours=1)
LONGEST_TOKEN = 1_900_000  # the form that carries it stays below the limit of a body


@blueprint.route("/people/import", methods=["GET", "POST"])
@access(Permission.ADMINISTER)
def import_people() -> ResponseReturnValue:
    """Asks for the file, then shows what it would change; writes nothing."""
    form = ImportForm()
    shown: list[str] = []
    if form.validate_on_submit():
        error = refused(lambda: shown.append(_preview(_content())))
        if not error:
            return shown[0]
        return render_template("accounts/import.html", form=form, error=error, columns=COLUMNS), 422
    return render_template("accounts/import.html", form=form, error="", columns=COLUMNS)


def _content() -> bytes:
    upload = request.files.get("file")
    if upload is None or not upload.filename:
        raise InvalidInputError("people.no_file")
    return upload.stream.read(MOST_BYTES + 1)


def _preview(content: bytes) -> str:
    found = read_people(content)
    viewer = the_viewer()
    report = services.import_people(reader(), found.rows, today(), dry_run=True, actor_id=viewer.id)
    problems = _in_order(found, report.problems)
    token = "" if problems else _sealed(decoded(content), viewer.id)
    return render_template(
        "accounts/import_preview.html", report=report, problems=problems, token=token, value_name=value_name
    )


def _in_order(found: PeopleFile, problems: Sequence[Problem]) -> list[Problem]:
    return sorted((*found.problems, *problems), key=lambda problem: problem.line)


def _serializer() -> URLSafeSerializer:
    return URLSafeSerializer(str(current_app.secret_key), salt="import of people")


def _sealed(text: str, viewer_id: int) -> str:
    """Returns the previewed file, compressed and signed for this person; the page gives it back on confirmation."""
    until = (clock.now() + PREVIEW_LASTS).isoformat()
    token = str(_serializer().dumps([viewer_id, until, text]))
    if len(token) > LONGEST_TOKEN:
        raise InvalidInputError("people.too_large", megabytes=1)
    return token


def _unsealed(token: str, viewer_id: int) -> str:
    try:
        owner_id, until, text = _serializer().loads(token)
    except BadData as error:
        raise InvalidInputError("people.preview_expired") from error
    if owner_id != viewer_id or datetime.fromisoformat(until) < clock.now():
        raise InvalidInputError("people.preview_expired")
    return str(text)


@blueprint.post("/people/import/confirm")
@access(Permission.ADMINISTER)
def confirm_import() -> ResponseReturnValue:
    """Imports the file that was previewed, all of it or nothing."""
    viewer, day = the_viewer(), today()
    found = read_people(_unsealed(request.form.get("file", ""), viewer.id).encode())
    with write() as session:
        _report, line_id = services.import_file(session, found.rows, day, viewer.id)
    return redirect(url_for("accounts.import_report", audit_id=line_id), 303)


@blueprint.get("/people/import/<id:audit_id>")
@access(Permission.ADMINISTER)
def import_report(audit_id: int) -> ResponseReturnValue:
    """What an import did."""
    detail = queries.audit_detail(reader(), audit_id, "people.imported")
    if detail is None:
        raise NotFoundError("error.not_found")
    return render_template("accounts/import_report.html", detail=detail)
