"""« Corrections »: free answers that wait for a person's mark, read without a name, one after the other."""

from collections.abc import Mapping
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from course.accounts.services import record_audit
from course.assessment.queries import file_content
from course.assessment.queries.grading import (
    AnswerToGrade,
    answer_lines,
    answer_to_grade,
    next_waiting,
    waiting_questions,
)
from course.assessment.services.grading import HandMark, grade_by_hand
from course.assessment.services.marks import question_shown
from course.assessment.views import as_download
from course.authoring.forms import whole_of
from course.authoring.forms.grading import hand_mark
from course.authoring.views.blueprint import blueprint
from course.authoring.views.question_words import beginning
from course.foundation import clock
from course.foundation.errors import ConflictError, InvalidInputError, NotFoundError
from course.foundation.permissions import Permission
from course.question_bank.queries import StoredQuestion, stored_questions
from course.web.access import access, the_viewer
from course.web.i18n import gettext as _
from course.web.messages import sentence
from course.web.transaction import reader, write
from quizzes.questions import Essay

ENDINGS = {"application/pdf": "pdf", "image/png": "png", "image/jpeg": "jpg", "text/plain": "txt"}


@blueprint.get("/studio/grading")
@access(Permission.AUTHOR)
def grading() -> ResponseReturnValue:
    """The answers that wait, or with `?state=marked` those that were marked; of one question with `?question=`."""
    viewer = the_viewer()
    is_marked, key = request.args.get("state") == "marked", request.args.get("question", "")[:80]
    return render_template(
        "authoring/grading.html",
        page=answer_lines(
            reader(), viewer.id, is_marked=is_marked, question_key=key, number=whole_of(request.args.get("page")) or 1
        ),
        questions=waiting_questions(reader(), viewer.id),
        is_marked=is_marked,
        key=key,
        asked={name: value for name, value in (("state", "marked" if is_marked else ""), ("question", key)) if value},
        beginning=beginning,
        now=clock.now(),
    )


@blueprint.get("/studio/grading/<id:slot_id>")
@access(Permission.AUTHOR)
def grade_answer(slot_id: int) -> ResponseReturnValue:
    """One answer with what helps to judge it, and its mark; that it was read is written in the journal."""
    viewer = the_viewer()
    answer = answer_to_grade(reader(), viewer.id, slot_id)
    with write() as session:
        record_audit(session, "answer.read", viewer.id, answer.learner_id, {"slot": slot_id})
    return _page(answer, _stored(answer), None)


def _stored(answer: AnswerToGrade) -> StoredQuestion:
    return question_shown(
        stored_questions(reader(), [answer.question_version_id])[answer.question_version_id], answer.drawn
    )


def _essay(stored: StoredQuestion) -> Essay:
    if not isinstance(stored.question, Essay):
        raise NotFoundError("error.not_found")
    return stored.question


def _page(
    answer: AnswerToGrade, stored: StoredQuestion, given: HandMark | None, error: str = "", status: int = 200
) -> ResponseReturnValue:
    """The page; with `given` the form holds what was sent, else what stands in the log."""
    html = render_template(
        "authoring/grading_answer.html",
        answer=answer,
        stored=stored,
        question=_essay(stored),
        form=_form_of(given) if given else _form_in(answer),
        is_sent=given is not None,
        error=error,
        title=beginning(stored.rendered.get("stem", "")),
        following=next_waiting(reader(), the_viewer().id, answer),
        words=len(answer.answer.split()),
        now=clock.now(),
    )
    return html, status


def _form_of(given: HandMark) -> dict[str, Any]:
    mark = "" if given.fraction is None else _percent(float(given.fraction))
    return {"levels": given.levels or {}, "mark": request.form.get("mark", mark)[:20], "comment": given.comment}


def _form_in(answer: AnswerToGrade) -> dict[str, Any]:
    rubric: Mapping[str, Any] = answer.rubric or {}
    return {
        "levels": {int(place): level for place, level in rubric.items()},
        "mark": "" if answer.is_waiting else _percent(answer.fraction),
        "comment": answer.comment or "",
    }


def _percent(fraction: float) -> str:
    return f"{100 * fraction:.2f}".rstrip("0").rstrip(".").replace(".", ",")


@blueprint.post("/studio/grading/<id:slot_id>")
@access(Permission.AUTHOR)
def grade_answer_now(slot_id: int) -> ResponseReturnValue:
    """Writes the mark and goes on to the next answer to the same question; what cannot be written is kept on screen."""
    viewer = the_viewer()
    answer = answer_to_grade(reader(), viewer.id, slot_id)
    stored = _stored(answer)
    given = hand_mark(request.form, _essay(stored).rubric)
    try:
        with write() as session:
            grade_by_hand(session, viewer.id, slot_id, whole_of(request.form.get("number")) or 0, given)
    except (InvalidInputError, ConflictError) as refusal:
        found = answer_to_grade(reader(), viewer.id, slot_id)
        return _page(found, stored, given, sentence(refusal.message_id, refusal.params), refusal.status)
    following = next_waiting(reader(), viewer.id, answer) if answer.is_waiting else None
    if following is not None:
        flash(_("Note enregistrée. Voici la réponse suivante à la même question."))
        return redirect(url_for("authoring.grade_answer", slot_id=following), 303)
    flash(_("Note enregistrée.") if not answer.is_waiting else _("Note enregistrée. Plus rien n’attend ici."))
    return redirect(url_for("authoring.grading", state=None if answer.is_waiting else "marked"), 303)


@blueprint.get("/studio/grading/<id:slot_id>/file")
@access(Permission.AUTHOR)
def answer_file(slot_id: int) -> ResponseReturnValue:
    """The file that came with an answer, under a name of ours: its own might tell whose it is."""
    viewer = the_viewer()
    answer = answer_to_grade(reader(), viewer.id, slot_id)
    name, content_type, content = file_content(reader(), slot_id)
    with write() as session:
        record_audit(session, "answer.read", viewer.id, answer.learner_id, {"slot": slot_id, "file": True})
    del name
    return as_download(f"reponse-{slot_id}.{ENDINGS.get(content_type, 'docx')}", content_type, content)
