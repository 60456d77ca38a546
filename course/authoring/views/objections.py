"""« Contestations »: proofs that people contest, each with the question as it was asked and the answer; kept or
withdrawn with a reason that the person reads."""

from dataclasses import dataclass, replace

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from course.accounts.services import record_audit
from course.assessment.queries.contested import ContestedAnswer, contested_answer
from course.assessment.services.marks import marked, question_shown
from course.assessment.views.presentation import Shown, shown
from course.authoring.forms.objection import Decision, read_decision
from course.authoring.views.blueprint import blueprint
from course.authoring.views.question_words import beginning
from course.competencies.queries import (
    ObjectionRow,
    ProofRow,
    framework,
    objection_of,
    objections_decided,
    objections_open,
    proof_of,
)
from course.competencies.rules import LONGEST_WORDS, OBSERVATION, SIMULATION, WITHDRAWN
from course.competencies.services import decide_objection
from course.foundation import clock
from course.foundation.errors import ConflictError, InvalidInputError, NotAllowedError, NotFoundError
from course.foundation.permissions import Permission
from course.learning.queries.proofs import CALL, WORKSHOP, Behind, sittings_behind
from course.question_bank.queries import StoredQuestion, stored_questions
from course.references.queries import laws
from course.simulations.queries.calls import moment_of
from course.simulations.queries.workshops import play_of
from course.simulations.views.call_debrief import DebriefLine, lines_of
from course.simulations.views.workshop_days import Compared, compared_day
from course.web.access import access, the_viewer
from course.web.i18n import gettext as _
from course.web.messages import sentence
from course.web.transaction import Session, reader, write


@dataclass(frozen=True, slots=True)
class Asked:
    """The question behind a contested proof as it was asked, with the answer given."""

    answer: ContestedAnswer
    stored: StoredQuestion
    shown: Shown


def objections_to_decide(session: Session, viewer_id: int) -> list[ObjectionRow]:
    """Returns the objections that wait and are not the viewer's own, the oldest first: one statement."""
    return [row for row in objections_open(session) if row.learner_id != viewer_id]


@blueprint.get("/studio/objections")
@access(Permission.AUTHOR)
def objections() -> ResponseReturnValue:
    """The objections that wait, or with `?state=decided` the last that were decided; never one's own."""
    viewer, is_decided = the_viewer(), request.args.get("state") == "decided"
    rows = objections_to_decide(reader(), viewer.id)
    if is_decided:
        rows = [row for row in objections_decided(reader()) if row.learner_id != viewer.id]
    return render_template(
        "authoring/objections.html",
        rows=rows,
        is_decided=is_decided,
        names=_names(reader()),
        beginning=beginning,
        now=clock.now(),
    )


def _names(session: Session) -> dict[str, object]:
    return {competency.key: competency for domain in framework(session) for competency in domain.competencies}


@blueprint.get("/studio/objections/<id:objection_id>")
@access(Permission.AUTHOR)
def objection(objection_id: int) -> ResponseReturnValue:
    """One objection with what helps to judge it; that it was read is written in the journal."""
    row = _row(objection_id)
    page = _page(row, Decision())
    with write() as session:
        record_audit(session, "objection.read", the_viewer().id, row.learner_id, {"objection": row.id})
    return page


def _row(objection_id: int) -> ObjectionRow:
    """Returns somebody else's objection. Raises NotFoundError, NotAllowedError for one's own."""
    row = objection_of(reader(), objection_id)
    if row is None:
        raise NotFoundError("error.not_found")
    if row.learner_id == the_viewer().id:
        raise NotAllowedError("competencies.own_objection")
    return row


def _page(row: ObjectionRow, given: Decision, error: str = "", status: int = 200) -> ResponseReturnValue:
    viewer = the_viewer()
    asked = _asked(reader(), viewer.id, row)
    behind = sittings_behind(reader(), row.learner_id).get(row.evidence_seq) if row.kind == SIMULATION else None
    html = render_template(
        "authoring/objection.html",
        row=row,
        proof=_proof(row),
        asked=asked,
        names=_names(reader()),
        is_observation=row.kind == OBSERVATION,
        is_own_sight=row.observer_id == viewer.id,
        call=_call(reader(), row, behind),
        day=_day(reader(), row, behind),
        title=beginning(row.title) or row.source,
        given=given,
        longest=LONGEST_WORDS,
        error=error,
        laws_by_key=laws(reader()) if asked else {},
        today=clock.today(viewer.zone),
    )
    return html, status


def _call(session: Session, row: ObjectionRow, behind: Behind | None) -> list[DebriefLine]:
    """Returns the choices of the call behind a contested proof; what was typed before them stays the person's own."""
    if behind is None or behind.kind != CALL:
        return []
    return [replace(line, typed="") for line in lines_of(moment_of(session, row.learner_id, behind.id))]


def _day(session: Session, row: ObjectionRow, behind: Behind | None) -> list[Compared]:
    """Returns the day of a workshop behind a contested proof, line by line beside the method."""
    if behind is None or behind.kind != WORKSHOP:
        return []
    return compared_day(play_of(session, row.learner_id, behind.id))


def _proof(row: ObjectionRow) -> ProofRow:
    found = proof_of(reader(), row.learner_id, row.evidence_seq)
    if found is None:
        raise NotFoundError("error.not_found")
    return found


def _asked(session: Session, judge_id: int, row: ObjectionRow) -> Asked | None:
    answer = contested_answer(session, judge_id, row.id)
    if answer is None:
        return None
    stored = stored_questions(session, [answer.question_version_id])[answer.question_version_id]
    figured = question_shown(stored, answer.drawn)
    mark = marked(figured, answer.answer)
    if answer.fraction is not None and answer.outcome is not None:
        mark = replace(mark, fraction=answer.fraction, outcome=answer.outcome)  # type: ignore[arg-type]  # the log's own word
    page = shown(figured, answer.answer, mark, answer.option_order)
    return Asked(answer, stored, page)


@blueprint.post("/studio/objections/<id:objection_id>")
@access(Permission.AUTHOR)
def decide(objection_id: int) -> ResponseReturnValue:
    """Keeps or withdraws the proof, with the reason; what cannot be decided is kept on screen."""
    row = _row(objection_id)
    given = read_decision(request.form)
    try:
        with write() as session:
            decide_objection(session, the_viewer().id, objection_id, given.decision, given.answer)
            detail = {"objection": objection_id, "decision": given.decision}
            record_audit(session, "objection.decided", the_viewer().id, row.learner_id, detail)
    except (InvalidInputError, ConflictError) as refusal:
        return _page(_row(objection_id), given, sentence(refusal.message_id, refusal.params), refusal.status)
    flash(
        _("La preuve est retirée : la personne lit votre raison, ses niveaux suivent.")
        if given.decision == WITHDRAWN
        else _("La preuve est maintenue : la personne lit votre raison.")
    )
    return redirect(url_for("authoring.objections"), 303)
