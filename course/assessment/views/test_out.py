"""« Je connais déjà »: what it is for a lesson, and where its attempt leads to."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from course.assessment import queries
from course.assessment.queries.attempts import AttemptRow
from course.assessment.queries.test_outs import TestOutRow, test_out_of
from course.assessment.rules.diagnostics import TEST_OUT_AGAIN_AFTER, TEST_OUT_QUESTIONS
from course.assessment.services import read_notice
from course.assessment.services.test_out import begin_test_out, offer_of
from course.assessment.views.blueprint import blueprint
from course.catalogue.queries import LessonCard, outline
from course.foundation.errors import NotFoundError
from course.foundation.permissions import Permission
from course.question_bank.rules import TEST_OUT
from course.web.access import access, the_viewer
from course.web.transaction import reader, write


def _lesson(key: str) -> LessonCard:
    found = outline(reader()).lesson(key)
    if found is None:
        raise NotFoundError("error.not_found")
    return found


@blueprint.get("/lessons/<key:key>/known")
@access(Permission.LEARN)
def known(key: str) -> ResponseReturnValue:
    """What « Je connais déjà » offers for a lesson: three questions that count, or why not now."""
    lesson = _lesson(key)
    return render_template(
        "assessment/known.html",
        lesson=lesson,
        offer=offer_of(reader(), the_viewer().id, lesson),
        has_read_notice=queries.has_read_notice(reader(), the_viewer().id),
        questions=TEST_OUT_QUESTIONS,
        days=TEST_OUT_AGAIN_AFTER.days,
    )


@blueprint.post("/lessons/<key:key>/known")
@access(Permission.LEARN)
def begin_known(key: str) -> ResponseReturnValue:
    """Begins « Je connais déjà » for a lesson, or goes on with it."""
    lesson = _lesson(key)
    with write() as session:
        if request.form.get("notice") == "read":
            read_notice(session, the_viewer().id)
        attempt_id = begin_test_out(session, the_viewer().id, lesson)
    return redirect(url_for("assessment.attempt", attempt_id=attempt_id), 303)


def test_out_behind(attempt: AttemptRow) -> TestOutRow | None:
    """Returns the try of « Je connais déjà » behind an attempt, None for one at a quiz: asked where it may be one."""
    return test_out_of(reader(), attempt.id) if attempt.settings.purpose == TEST_OUT else None


def leave_url(attempt: AttemptRow) -> str:
    """Returns where one goes who leaves an attempt: the page of its quiz, or the lesson that one may know."""
    found = test_out_behind(attempt)
    if found is None:
        return url_for("assessment.quiz", key=attempt.quiz_key)
    return url_for("learning.lesson", key=found.lesson_key)


def known_lesson(found: TestOutRow | None) -> LessonCard | None:
    """Returns the lesson of a try as it is published now, None where there is neither."""
    return outline(reader()).lesson(found.lesson_key) if found is not None else None
