"""Pages of the manager: the team, one person, assigning, the export."""

from dataclasses import asdict, replace
from datetime import date, timedelta

from flask import flash, make_response, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from course.assessment.queries.diagnostics import last_diagnostic
from course.enrolment.queries.issued import certificates_of
from course.foundation import clock
from course.foundation.errors import ConflictError, InvalidInputError, NotFoundError
from course.foundation.permissions import Permission, Viewer
from course.learning.views.certificates import latest_lines
from course.reports import queries, services
from course.reports.formats import csv_of
from course.reports.forms import MOST_CHOSEN, AssignForm, read_assignment, read_filters, read_id
from course.reports.rules import Member, assignment_state, by_name, page_of
from course.reports.views import diagnostic, minute, observing, path, proofs
from course.reports.views.blueprint import blueprint
from course.reports.views.lines import cell_lines, columns, rows
from course.reports.views.panel import Panel, figure, panel_of, proof_day, tally, trend_words
from course.reports.views.presentation import chosen, csv_header, csv_rows, status_words
from course.web.access import access, the_viewer
from course.web.i18n import language, ngettext
from course.web.messages import sentence
from course.web.pieces import cut, filled, slot
from course.web.routing import safe_next
from course.web.transaction import reader, write

__all__ = ["blueprint", "diagnostic", "minute", "observing", "path", "proofs"]

blueprint.add_app_template_filter(proof_day)
blueprint.add_app_template_filter(figure)
DUE_AFTER = timedelta(days=14)
ASSIGNED = "assigned"
READ_OR_ASKED = ("lesson", "quiz")


@blueprint.get("/team")
@access(Permission.SEE_TEAM)
def team() -> ResponseReturnValue:
    """The people of the viewer's teams against their jobs; a cell opens its proofs beside the matrix."""
    viewer, filters, tongue = the_viewer(), read_filters(request.args), language()
    report = queries.team_report(reader(), viewer)
    found = chosen(report, filters, tongue)
    shown = columns(report.domains, filters, tongue)
    panel = _panel(viewer, report.members)
    current = (panel.person.id, panel.state.competency.key) if panel else None
    members, number, pages = page_of(found.members, filters.page)
    lines = rows(replace(found, members=list(members)), shown, filters, tongue, current)
    page = render_template(
        "reports/team.html",
        report=report,
        filters=filters,
        found=found,
        says=found.says,
        columns=shown,
        rows=lines,
        number=number,
        pages=pages,
        slot=slot,
        panel=panel,
        assigned=session.pop(ASSIGNED, None),
        words=status_words(),
    )
    return filled(
        cut(page),
        {"cards": b"".join(line.card for line in lines), "lines": b"".join(line.row for line in lines)},
    )


def _panel(viewer: Viewer, members: list[Member]) -> Panel | None:
    person_id, key = read_id(request.args.get("person")), request.args.get("competency")
    if person_id is None or not key:
        return None
    if person_id not in {member.id for member in members}:
        raise NotFoundError("error.not_found")
    panel = panel_of(reader(), viewer, person_id, key)
    _note_reading(viewer, person_id, {"page": "team", "competency": key})
    return panel


def _note_reading(viewer: Viewer, person_id: int | None, detail: dict[str, object]) -> None:
    reader().rollback()  # all has been read: the line is written with no older transaction open beside it
    services.note_reading(viewer, person_id, detail)


@blueprint.get("/team.csv")
@access(Permission.SEE_TEAM)
def team_csv() -> ResponseReturnValue:
    """What is on screen as CSV: one line a person and required competency."""
    viewer, filters, tongue = the_viewer(), read_filters(request.args), language()
    report = queries.team_report(reader(), viewer)
    found = chosen(report, filters, tongue)
    lines = csv_rows(found, report, queries.proof_dates(reader(), viewer), filters, tongue)
    _note_reading(
        viewer, None, {"export": "team.csv", "people": [member.id for member in found.members], **filters.address()}
    )
    response = make_response(csv_of(csv_header(), lines))
    response.headers["Content-Type"] = "text/csv; charset=utf-8"
    response.headers["Content-Disposition"] = f'attachment; filename="equipe-{report.day.isoformat()}.csv"'
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.get("/people/<id:person_id>")
@access(Permission.SEE_TEAM)
def person(person_id: int) -> ResponseReturnValue:
    """One person: levels against the job, trends, assignments, results that counted."""
    viewer = the_viewer()
    record = queries.person_record(reader(), viewer, person_id)
    _note_reading(viewer, person_id, {"page": "person"})
    states = {row.id: assignment_state(row.due_on, row.completed_at, record.day) for row in record.assignments}
    return render_template(
        "reports/person.html",
        record=record,
        states=states,
        counts=tally(list(record.states.values())),
        trend_words=trend_words,
        diagnostic=last_diagnostic(reader(), person_id),
        certificates=latest_lines(certificates_of(reader(), person_id), record.day),
        assigned=session.pop(ASSIGNED, None),
        words=status_words(),
    )


@blueprint.get("/assign")
@access(Permission.SEE_TEAM)
def assign() -> ResponseReturnValue:
    """The form that assigns lessons or a « Faire le point », prepared for a gap and the people who have it."""
    key = request.args.get("competency", "")
    form = AssignForm((), (), clock.today(the_viewer().zone) + DUE_AFTER, "")
    return render_template("reports/assign.html", **_assign_page(form, key), error="")


@blueprint.post("/assign")
@access(Permission.SEE_TEAM)
def assign_to() -> ResponseReturnValue:
    """Assigns, then offers to take it back on the page one came from; a refusal shows the form again, as it was."""
    viewer, form = the_viewer(), read_assignment(request.form)
    try:
        with write() as transaction:
            done = services.assign_items(transaction, viewer, form.people, form.items, form.due_on, form.reason)
    except (InvalidInputError, ConflictError) as refusal:
        error = sentence(refusal.message_id, refusal.params)
        page = _assign_page(form, request.form.get("competency", ""))
        return render_template("reports/assign.html", **page, error=error), refusal.status
    session[ASSIGNED] = asdict(done)
    return redirect(_back(request.form.get("back")), 303)


@blueprint.post("/assign/undo")
@access(Permission.SEE_TEAM)
def undo() -> ResponseReturnValue:
    """Takes back what the viewer has just assigned."""
    first, last = read_id(request.form.get("first")), read_id(request.form.get("last"))
    if first is None or last is None:
        raise InvalidInputError("error.bad_request")
    with write() as transaction:
        count = services.take_back(transaction, the_viewer(), first, last)
    flash(ngettext("%(num)s assignation annulée.", "%(num)s assignations annulées.", count))
    return redirect(_back(request.form.get("back")), 303)


def _back(target: str | None) -> str:
    return safe_next(target, url_for("reports.team"))


def _assign_page(form: AssignForm, key: str) -> dict[str, object]:
    """Returns what the form shows; opened anew, what suits the competency and the gap asked about is chosen."""
    viewer = the_viewer()
    report = queries.team_report(reader(), viewer)
    competency = next((c for domain in report.domains for c in domain.competencies if c.key == key), None)
    if key and competency is None:
        raise NotFoundError("error.not_found")
    modules = queries.assignable(reader(), key or None, clock.today(viewer.zone))
    suggested = [choice for module in modules for choice in module.choices if choice.is_suggested]
    if request.method == "GET":
        form = replace(form, people=_asked_people(report, competency.id if competency else None))
        form = _with_items(form, modules, suggested, report.day)
    return {
        "form": form,
        "competency": competency,
        "members": sorted(by_name(report.members), key=lambda member: member.id not in form.people),
        "teams": {team.id: team.name for team in report.teams},
        "modules": modules,
        "usual_due": report.day + DUE_AFTER if request.method == "GET" else None,
        "due_of": {choice.item_id: report.day + timedelta(days=choice.days) for choice in _tracks_in(modules)},
        "suggested": suggested,
        "today": report.day,
        "back": _back(request.values.get("back")),
        "cell_lines": cell_lines,
    }


def _with_items(
    form: AssignForm, modules: list[queries.ModuleChoices], suggested: list[queries.Choice], day: date
) -> AssignForm:
    """Returns the form with what builds the competency, or with the track that the address names and its own time.
    Raises NotFoundError for no track of ours."""
    key = request.args.get("track")
    if not key:
        # A call that counts is one try: it is proposed, and chosen by the manager alone.
        return replace(form, items=tuple(choice.item_id for choice in suggested if choice.kind in READ_OR_ASKED))
    track = next((choice for choice in _tracks_in(modules) if choice.key == key), None)
    if track is None:
        raise NotFoundError("error.not_found")
    return replace(form, items=(track.item_id,), due_on=day + timedelta(days=track.days))


def _tracks_in(modules: list[queries.ModuleChoices]) -> list[queries.Choice]:
    return [choice for module in modules for choice in module.choices if choice.kind == queries.TRACK]


def _asked_people(report: queries.TeamReport, competency_id: int | None) -> tuple[int, ...]:
    """Returns the people named in the address, or with `gap` those on screen who lack the competency."""
    if request.args.get("gap") and competency_id is not None:
        found = chosen(report, read_filters(request.args), language()).members
        return tuple(m.id for m in found if competency_id in m.cells and m.cells[competency_id].status == "gap")
    named = [read_id(raw) for raw in request.args.getlist("person")[:MOST_CHOSEN]]
    return tuple(person_id for person_id in named if person_id is not None)
