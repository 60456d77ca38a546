"""The adaptive diagnostic as who takes it sees it: what it is, one question after another, pauses, its end."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from course.assessment import queries
from course.assessment.forms import new_client_id, read_answer
from course.assessment.queries import diagnostics
from course.assessment.queries.attempts import AttemptRow
from course.assessment.queries.diagnostics import DiagnosticRow
from course.assessment.rules.diagnostics import SITTING, is_pause
from course.assessment.services import read_notice
from course.assessment.services.diagnosing import Step, answer_diagnostic, begin_diagnostic, opening_of
from course.assessment.services.marks import question_shown
from course.assessment.views.blueprint import blueprint
from course.assessment.views.presentation import echo, problem_sentence, question_page
from course.competencies.queries import CompetencyRow, framework
from course.foundation import clock
from course.foundation.errors import NotFoundError
from course.foundation.permissions import Permission
from course.question_bank.queries import quiz_for, stored_questions
from course.question_bank.rules import DIAGNOSTIC
from course.web.access import access, the_viewer
from course.web.display import clock_time, level_name, number
from course.web.i18n import gettext as _
from course.web.i18n import language, ngettext
from course.web.transaction import reader, write
from quizzes.selection import MOST

STATUSES = ("gap", "met", "to_confirm", "to_measure")


@dataclass(frozen=True, slots=True)
class Progress:
    """How sure it is: so many of the competencies that the job asks for are established."""

    established: int
    required: int

    @property
    def label(self) -> str:
        """« 6 compétences établies sur 14 »."""
        return ngettext(
            "%(num)s compétence établie sur %(all)s",
            "%(num)s compétences établies sur %(all)s",
            self.established,
            all=self.required,
        )


def progress_now() -> Progress:
    """Returns how sure it is of the viewer now: one statement."""
    return Progress(*diagnostics.established_of(reader(), the_viewer().id, _today()))


def _today() -> date:
    return clock.today(the_viewer().zone)


def _wants_json() -> bool:
    return request.accept_mimetypes.best == "application/json"


@blueprint.get("/diagnostic")
@access(Permission.LEARN)
def diagnostic() -> ResponseReturnValue:
    """What a diagnostic is, how long it takes, who sees it; the button to begin or to go on, or why there is none."""
    viewer = the_viewer()
    found = diagnostics.open_diagnostic(reader(), viewer.id)
    return render_template(
        "assessment/diagnostic.html",
        found=found,
        taken=diagnostics.last_taken(reader(), viewer.id),
        opening=opening_of(reader(), viewer.id, found, _today()),
        quiz=quiz_for(reader(), DIAGNOSTIC),
        has_read_notice=queries.has_read_notice(reader(), viewer.id),
        progress=progress_now(),
        most=MOST,
        sitting=SITTING,
    )


@blueprint.post("/diagnostic")
@access(Permission.LEARN)
def begin_diagnosing() -> ResponseReturnValue:
    """Begins a diagnostic, or goes on with the one that is open."""
    viewer = the_viewer()
    with write() as session:
        if request.form.get("notice") == "read":
            read_notice(session, viewer.id)
        begin_diagnostic(session, viewer.id, _today())
    return redirect(url_for("assessment.diagnostic_question"), 303)


def _begun() -> DiagnosticRow | None:
    found = diagnostics.open_diagnostic(reader(), the_viewer().id)
    return found if found is not None and found.is_begun else None


@blueprint.get("/diagnostic/question")
@access(Permission.LEARN)
def diagnostic_question() -> ResponseReturnValue:
    """The question that is open: the server alone knows which, whatever page one comes from. `?stood=`: an answer to
    the one before came too late, the first stands."""
    viewer, found = the_viewer(), _begun()
    if found is None or found.attempt_id is None:
        return redirect(url_for("assessment.diagnostic"), 303)
    attempt = queries.attempt_of(reader(), viewer.id, found.attempt_id)
    slot = attempt.slots[-1]
    stored = stored_questions(reader(), [slot.question_version_id])[slot.question_version_id]
    is_given = bool(request.args.get("given")) and slot.answer is not None
    page = question_page(reader(), viewer, attempt, slot, stored, is_given)
    if is_given and not page["problem"]:
        page["problem"] = _("Donnez une réponse, ou dites « Je ne sais pas ».")
    return render_template(
        "assessment/diagnostic_question.html",
        client_id=new_client_id(),
        progress=progress_now(),
        most=MOST,
        stood=bool(request.args.get("stood")),
        **page,
    )


@blueprint.post("/diagnostic/<id:attempt_id>/answers/<id:position>")
@access(Permission.LEARN)
def answer_diagnosing(attempt_id: int, position: int) -> ResponseReturnValue:
    """Takes an answer, which is final, then says so (JSON) or leads on."""
    viewer = the_viewer()
    asked = diagnostics.asked_question(reader(), viewer.id, attempt_id, position)
    stored = stored_questions(reader(), [asked.question_version_id])[asked.question_version_id]
    question = question_shown(stored, asked.drawn).question
    given, checked = read_answer(request.form, question, asked.option_order)
    client_id = request.form.get("client_id", "")
    with write() as session:
        step = answer_diagnostic(session, viewer.id, attempt_id, position, given, client_id, _today())
    target = _after(step, asked.diagnostic_id)
    if _wants_json():
        return _told_json(step, target, problem_sentence(checked.problem), echo(question, checked))
    return redirect(target, 303)


def _after(step: Step, diagnostic_id: int) -> str:
    if step.is_ended:
        return url_for("assessment.diagnostic_end", diagnostic_id=diagnostic_id)
    if step.saved_at is None:
        return url_for("assessment.diagnostic_question", given=1)
    if not step.is_kept:
        return url_for("assessment.diagnostic_question", stood=1)
    if is_pause(step.answered):
        return url_for("assessment.diagnostic_pause")
    return url_for("assessment.diagnostic_question")


def _told_json(step: Step, target: str, problem: str, reading: str) -> ResponseReturnValue:
    if step.saved_at is None:
        return {"saved": "", "problem": problem, "reading": reading}
    saved = _("Enregistré à %(time)s", time=clock_time(step.saved_at)) if step.is_kept else ""
    return {"saved": saved, "next": target}


@blueprint.get("/diagnostic/pause")
@access(Permission.LEARN)
def diagnostic_pause() -> ResponseReturnValue:
    """A pause, after ten questions or whenever one likes: nothing is lost, one goes on or comes back later."""
    found = _begun()
    if found is None:
        return redirect(url_for("assessment.diagnostic"), 303)
    return render_template("assessment/diagnostic_pause.html", found=found, progress=progress_now(), most=MOST)


# The end ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Line:
    """What came of one competency, in words and for its picture."""

    name: str
    competency_key: str
    words: str
    status: str
    label: str
    result: Mapping[str, Any]


@blueprint.get("/diagnostics/<id:diagnostic_id>")
@access(Permission.LEARN)
def diagnostic_end(diagnostic_id: int) -> ResponseReturnValue:
    """What a diagnostic established and what it did not, as of its day, and what comes next."""
    found = diagnostics.diagnostic_of(reader(), the_viewer().id, diagnostic_id)
    if found.is_open:
        return redirect(url_for("assessment.diagnostic"), 303)
    if found.outcome is None:
        raise NotFoundError("diagnostic.none")
    names = {c.key: c for domain in framework(reader()) for c in domain.competencies}
    lines = [_line(result, names) for result in found.outcome["competencies"] if result["key"] in names]
    by_status = {status: [line for line in lines if line.result["status"] == status] for status in STATUSES}
    groups = {
        "established": by_status["gap"] + by_status["met"],
        "to_confirm": by_status["to_confirm"],
        "to_measure": by_status["to_measure"],
    }
    return render_template(
        "assessment/diagnostic_end.html",
        found=found,
        day=date.fromisoformat(found.outcome["day"]),
        answered=found.outcome["answered"],
        progress=Progress(len(groups["established"]), len(lines)),
        groups=groups,
        counts={status: len(found) for status, found in by_status.items()},
    )


def _line(result: Mapping[str, Any], names: Mapping[str, CompetencyRow]) -> Line:
    name = names[result["key"]].named(language())
    required = level_name(result["required"])
    if result["level"] is None:
        words = _("attendu : %(required)s", required=required)
        label = ""
    else:
        words = _("%(level)s ; attendu : %(required)s", level=level_name(result["level"]), required=required)
        label = _(
            "%(name)s : niveau estimé %(place)s, entre %(low)s et %(high)s, attendu %(required)s.",
            name=name,
            place=number(result["place"], 1),
            low=number(result["low"], 1),
            high=number(result["high"], 1),
            required=result["required"],
        )
    return Line(name, result["key"], words, _status(result), label, result)


def _status(result: Mapping[str, Any]) -> str:
    if result["status"] == "to_measure":
        missing = result["missing"]
        return ngettext("à mesurer : encore %(num)s preuve", "à mesurer : encore %(num)s preuves", missing)
    if result["status"] == "to_confirm" and result["reason"]:
        return _("à confirmer par une observation")
    return {"met": _("acquis ✓"), "gap": _("écart ▼"), "to_confirm": _("à confirmer")}[result["status"]]


def diagnostic_url(attempt: AttemptRow) -> str:
    """Returns where the attempt behind a diagnostic is looked at: its end, or the page from which one goes on."""
    if attempt.finished_at is None:
        return url_for("assessment.diagnostic")
    found = diagnostics.diagnostic_of_attempt(reader(), attempt.learner_id, attempt.id)
    return url_for("assessment.diagnostic_end", diagnostic_id=found.id)
