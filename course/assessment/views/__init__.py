"""Quizzes and their attempts, as the person who takes them sees them."""

import re
from io import BytesIO
from random import Random
from typing import Any

from flask import flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from course.accounts.queries import job_role_of, person_card
from course.assessment import queries, services
from course.assessment.forms import new_client_id, read_answer, read_certainty, read_sure
from course.assessment.rules import access_to, option_order
from course.assessment.services.marks import question_shown
from course.assessment.views import reviewing
from course.assessment.views.blueprint import blueprint
from course.assessment.views.diagnostic import diagnostic_url
from course.assessment.views.presentation import (
    check_page,
    echo,
    problem_sentence,
    question_page,
    read_part,
    result_page,
    review_page,
    says_nothing,
    with_some_figures,
)
from course.assessment.views.test_out import known_lesson, leave_url, test_out_behind
from course.catalogue.queries import LessonContent, lesson_content
from course.competencies.queries import required_levels
from course.foundation import clock
from course.foundation.clock import today
from course.foundation.errors import InvalidInputError, NotFoundError
from course.foundation.permissions import Permission
from course.question_bank.queries import (
    StoredQuestion,
    StoredQuiz,
    published_question,
    quiz_of,
    stored_questions,
)
from course.question_bank.rules import DIAGNOSTIC, PLAIN
from course.web.access import access, the_viewer
from course.web.display import clock_time
from course.web.i18n import gettext as _
from course.web.messages import sentence
from course.web.routing import KEY
from course.web.transaction import reader, write
from quizzes.questions import Description

__all__ = ["as_download", "blueprint", "reviewing"]


def _wants_json() -> bool:
    return request.accept_mimetypes.best == "application/json"


def _quiz(key: str) -> StoredQuiz:
    found = quiz_of(reader(), key)
    if found is None or found.settings.purpose != PLAIN:
        raise NotFoundError("assessment.no_quiz")
    return found


@blueprint.get("/quizzes/<key:key>")
@access(Permission.LEARN)
def quiz(key: str) -> ResponseReturnValue:
    """What the quiz is, in which mode, how often, and the button to begin."""
    viewer = the_viewer()
    found = _quiz(key)
    sittings = queries.sittings_of(reader(), viewer.id, found.item_id)
    return render_template(
        "assessment/quiz.html",
        quiz=found,
        sittings=sittings,
        open=next((s for s in sittings if s.finished_at is None), None),
        access=access_to(found.settings, sittings, clock.now(), today(viewer.zone)),
        extra=queries.extra_percent(reader(), viewer.id),
        has_read_notice=queries.has_read_notice(reader(), viewer.id),
    )


@blueprint.post("/quizzes/<key:key>/attempts")
@access(Permission.LEARN)
def start(key: str) -> ResponseReturnValue:
    """Begins an attempt or resumes the open one."""
    viewer = the_viewer()
    found = _quiz(key)
    job = job_role_of(reader(), viewer.id, today(viewer.zone))
    required = required_levels(reader(), job.id, today(viewer.zone)) if job else {}
    with write() as session:
        if request.form.get("notice") == "read":
            services.read_notice(session, viewer.id)
        attempt_id = services.start_attempt(session, viewer.id, found, required, today=today(viewer.zone))
    return redirect(url_for("assessment.attempt", attempt_id=attempt_id), 303)


@blueprint.get("/attempts/<id:attempt_id>")
@access(Permission.LEARN)
def attempt(attempt_id: int) -> ResponseReturnValue:
    """One question of an attempt (`?q=`), or the last look before it is handed in (`?q=end`)."""
    viewer = the_viewer()
    found = queries.attempt_of(reader(), viewer.id, attempt_id)
    if found.settings.purpose == DIAGNOSTIC:
        return redirect(diagnostic_url(found), 303)
    if found.finished_at is not None:
        return redirect(url_for("assessment.result", attempt_id=attempt_id), 303)
    wanted = request.args.get("q", "")
    if wanted == "end":
        return render_template("assessment/review.html", leave=leave_url(found), **review_page(found))
    position = int(wanted) if re.fullmatch(r"[0-9]{1,3}", wanted) else _next_position(found)
    slot = found.slot(position)
    stored = stored_questions(reader(), [slot.question_version_id])[slot.question_version_id]
    is_given = bool(request.args.get("given"))
    page = question_page(reader(), viewer, found, slot, stored, is_given)
    if is_given and page["shown"].mark is None and not page["problem"] and says_nothing(slot.answer):
        page["problem"] = _("Rien n’est encore répondu : donnez une réponse, ou passez à la question suivante.")
    return render_template("assessment/attempt.html", client_id=new_client_id(), leave=leave_url(found), **page)


def _next_position(found: queries.AttemptRow) -> int:
    return next((slot.position for slot in found.slots if not slot.is_answered), 1)


@blueprint.post("/attempts/<id:attempt_id>/answers/<id:position>")
@access(Permission.LEARN)
def answer(attempt_id: int, position: int) -> ResponseReturnValue:
    """Saves an answer as given, then says so (JSON) or shows the next question."""
    viewer = the_viewer()
    slot = queries.open_slot(reader(), viewer.id, attempt_id, position)
    stored = stored_questions(reader(), [slot.question_version_id])[slot.question_version_id]
    question = question_shown(stored, slot.drawn).question
    given, checked = read_answer(request.form, question, slot.option_order)
    with write() as session:
        saved = services.save_answer(
            session,
            viewer.id,
            attempt_id,
            position,
            given,
            request.form.get("client_id", ""),
            read_sure(request.form),
            read_certainty(request.form),
        )
    if _wants_json():
        return _saved_json(saved, problem_sentence(checked.problem), echo(question, checked))
    is_text = isinstance(question, Description)
    is_unreadable = checked.problem is not None
    return redirect(_after_answer(attempt_id, slot, saved, is_unreadable=is_unreadable, is_text=is_text), 303)


def _saved_json(saved: services.SavedAnswer, problem: str, reading: str) -> ResponseReturnValue:
    if saved.is_finished:
        return {"finished": True, "error": _("Le temps est écoulé : cette réponse n’a pas été enregistrée.")}, 409
    label = _("Enregistré à %(time)s", time=clock_time(saved.saved_at)) if saved.saved_at else ""
    return {"saved": label, "problem": problem, "reading": reading}


def _after_answer(
    attempt_id: int, slot: queries.OpenSlot, saved: services.SavedAnswer, *, is_unreadable: bool, is_text: bool
) -> str:
    if saved.is_finished:
        return url_for("assessment.result", attempt_id=attempt_id)
    if is_unreadable or (slot.behaviour != "deferred" and not is_text):
        return url_for("assessment.attempt", attempt_id=attempt_id, q=slot.position, given=1)
    following = slot.position + 1
    return url_for("assessment.attempt", attempt_id=attempt_id, q=following if following <= slot.slots else "end")


@blueprint.post("/attempts/<id:attempt_id>/finish")
@access(Permission.LEARN)
def finish(attempt_id: int) -> ResponseReturnValue:
    """Hands the attempt in; twice is once."""
    with write() as session:
        services.finish_attempt(session, the_viewer().id, attempt_id)
    return redirect(url_for("assessment.result", attempt_id=attempt_id), 303)


@blueprint.get("/attempts/<id:attempt_id>/result")
@access(Permission.LEARN)
def result(attempt_id: int) -> ResponseReturnValue:
    """The mark, every question explained, the result by competency, what to read again."""
    viewer = the_viewer()
    found = queries.attempt_of(reader(), viewer.id, attempt_id)
    if found.settings.purpose == DIAGNOSTIC:
        return redirect(diagnostic_url(found), 303)
    if found.finished_at is None:
        return redirect(url_for("assessment.attempt", attempt_id=attempt_id), 303)
    known = test_out_behind(found)
    page = result_page(reader(), viewer, found)
    return render_template("assessment/result.html", known=known, lesson=known_lesson(known), **page)


@blueprint.post("/attempts/<id:attempt_id>/again/<id:position>")
@access(Permission.LEARN)
def again(attempt_id: int, position: int) -> ResponseReturnValue:
    """Asks a calculated question once more with other figures, in training."""
    with write() as session:
        added = services.draw_again(session, the_viewer().id, attempt_id, position)
    return redirect(url_for("assessment.attempt", attempt_id=attempt_id, q=added), 303)


@blueprint.post("/attempts/<id:attempt_id>/files/<id:position>")
@access(Permission.LEARN)
def attach(attempt_id: int, position: int) -> ResponseReturnValue:
    """Keeps the file that comes with a free answer, in place of an earlier one; without a file it is taken away."""
    name, content = "", b""
    if sent := request.files.get("file"):
        name, content = sent.filename or "", sent.read(services.MOST_BYTES + 1)
        sent.close()
    with write() as session:
        kept = services.attach_file(session, the_viewer().id, attempt_id, position, name, content)
    flash(_("Fichier joint : %(name)s.", name=kept) if kept else _("Aucun fichier n’est joint."))
    return redirect(url_for("assessment.attempt", attempt_id=attempt_id, q=position), 303)


@blueprint.get("/attempts/<id:attempt_id>/files/<id:position>")
@access(Permission.LEARN)
def attached(attempt_id: int, position: int) -> ResponseReturnValue:
    """The file that one sent oneself."""
    slot = queries.attempt_of(reader(), the_viewer().id, attempt_id).slot(position)
    return as_download(*queries.file_content(reader(), slot.id))


def as_download(name: str, content_type: str, content: bytes) -> ResponseReturnValue:
    """Returns a file that somebody sent: saved, never shown, so that nothing in it can act on our pages."""
    response = send_file(BytesIO(content), mimetype=content_type, as_attachment=True, download_name=name)
    response.headers["Cache-Control"] = "private, no-store"
    return response


@blueprint.post("/lessons/<key:lesson_key>/checks/<key:question_key>")
@access(Permission.LEARN)
def check(lesson_key: str, question_key: str) -> ResponseReturnValue:
    """Marks a question embedded in a lesson and shows its feedback in place; or draws other figures for it."""
    lesson = lesson_content(reader(), lesson_key)
    stored = published_question(reader(), question_key)
    if lesson is None or stored is None or question_key not in lesson.questions:
        raise NotFoundError("error.not_found")
    seed = _seed(stored.version_id)
    if request.form.get("do") == "redraw":
        return _redrawn(lesson, stored, seed + 1)
    figured = with_some_figures(stored, seed)
    order = option_order(figured.question, False, Random(stored.version_id))  # noqa: S311 - no secret
    given, checked = read_answer(request.form, figured.question, order)
    if figured is not stored:
        given = {**given, "seed": seed}
    with write() as session:
        answered = services.answer_check(
            session, the_viewer().id, lesson.card.item_id, figured, given, request.form.get("client_id", "")
        )
    if _wants_json():
        page = check_page(reader(), the_viewer(), lesson, stored, given, answered, checked, seed)
        return {"html": _check_html("assessment/check_fragment.html", page)}
    return redirect(url_for("learning.lesson", key=lesson_key, track=_track(), _anchor=f"q-{question_key}"), 303)


def _check_html(template: str, page: dict[str, Any]) -> str:
    return render_template(template, client_id=new_client_id(), track=_track(), **page)


def _track() -> str | None:
    """Returns the track on which the lesson around a question is read, as the address says."""
    asked = request.args.get("track", "")
    return asked if re.fullmatch(KEY, asked) else None


def _seed(by_default: int) -> int:
    """Returns the seed of the figures that the form shows."""
    sent = request.form.get("seed", "")
    return int(sent) if re.fullmatch(r"[0-9]{1,12}", sent) else by_default


def _redrawn(lesson: LessonContent, stored: StoredQuestion, seed: int) -> ResponseReturnValue:
    page = check_page(reader(), the_viewer(), lesson, stored, {}, None, None, seed)
    template = "assessment/check_fragment.html" if _wants_json() else "assessment/check_again.html"
    html = _check_html(template, page)
    return {"html": html} if _wants_json() else html


@blueprint.route("/people/<id:person_id>/time", methods=["GET", "POST"])
@access(Permission.ADMINISTER)
def extra_time(person_id: int) -> ResponseReturnValue:
    """How much more time a person has in timed quizzes; seen by that person and by who administers, nobody else."""
    card = person_card(reader(), person_id)
    if card is None:
        raise NotFoundError("accounts.no_person")
    typed = str(queries.extra_percent(reader(), person_id))
    if request.method == "GET":
        return render_template("assessment/extra_time.html", card=card, typed=typed, error="")
    typed = request.form.get("extra_percent", "").strip()[:10]
    try:
        # What is no number is as wrong as one that is too large.
        percent = int(typed) if re.fullmatch(r"[0-9]{1,4}", typed) else -1
        with write() as session:
            is_changed = services.allow_time(session, person_id, percent, the_viewer().id)
    except InvalidInputError as error:
        said = sentence(error.message_id, error.params)
        return render_template("assessment/extra_time.html", card=card, typed=typed, error=said), 422
    flash(_("Enregistré.") if is_changed else _("Rien n’a changé."))
    return redirect(url_for("accounts.edit_person", person_id=person_id), 303)


@blueprint.get("/reading")
@access(Permission.LEARN)
def reading() -> ResponseReturnValue:
    """Says how a number or a date is read while it is typed: « Nous lisons : 557,58 € »."""
    version_id = request.args.get("version", "")
    if not re.fullmatch(r"[0-9]{1,18}", version_id):
        raise NotFoundError("error.not_found")
    stored = stored_questions(reader(), [int(version_id)]).get(int(version_id))
    if stored is None:
        raise NotFoundError("error.not_found")
    gap = request.args.get("gap", "")
    said, problem = read_part(
        stored, int(gap) if re.fullmatch(r"[0-9]{1,3}", gap) else None, request.args.get("answer", "")
    )
    return {"reading": said, "problem": problem}
