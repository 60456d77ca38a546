"""Reviewing: one card at a time, its feedback, the end of the day, what was set aside; seen by its owner alone."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from itsdangerous import BadData, URLSafeSerializer

from course.assessment.forms import new_client_id, read_answer
from course.assessment.queries.reviews import (
    AsideRow,
    ReviewDay,
    cards_set_aside,
    next_due_at,
    review_day,
    review_of,
)
from course.assessment.rules.reviews import day_bounds, seconds_taken
from course.assessment.services.marks import marked
from course.assessment.services.reviewing import (
    AskedCard,
    answer_card,
    asked_card,
    first_card,
    put_back,
    set_aside,
)
from course.assessment.views.blueprint import blueprint
from course.assessment.views.presentation import problem_sentence, shown
from course.competencies.queries import CompetencyRow, framework
from course.foundation import clock
from course.foundation.errors import ConflictError, InvalidInputError
from course.foundation.permissions import Permission, Viewer
from course.question_bank.queries import StoredQuestion, stored_questions
from course.references.queries import laws
from course.web.access import access, the_viewer
from course.web.display import local
from course.web.i18n import gettext as _
from course.web.messages import sentence
from course.web.routing import KEY
from course.web.transaction import reader, write
from quizzes.questions import Calculated
from quizzes.recall import Rating

HALF_A_DAY = timedelta(hours=12)


@blueprint.get("/review")
@access(Permission.LEARN)
def review_card() -> ResponseReturnValue:
    """The first of today's cards, or the end of the day; opening it writes nothing."""
    viewer = the_viewer()
    day = _day(viewer)
    asked = first_card(reader(), viewer.id, day)
    if asked is None:
        return _end_page(viewer, replace(day, cards=()))
    aside = request.args.get("aside", "")
    return _card_page(day, asked, _sealed(asked, viewer.id), aside=aside if re.fullmatch(KEY, aside) else "")


@blueprint.post("/review/<key:key>")
@access(Permission.LEARN)
def review_given(key: str) -> ResponseReturnValue:
    """Takes the answer to a card, then shows its feedback; a card that is not to be reviewed now leads to the next."""
    viewer = the_viewer()
    token = request.form.get("card", "")
    asked, started_at = _unsealed(token, viewer.id, key)
    given, checked = read_answer(request.form, asked.stored.question, asked.order)
    seconds = seconds_taken(started_at, clock.now())
    client_id = request.form.get("client_id", "")
    try:
        with write() as session:
            answered = answer_card(session, viewer.id, asked, given, client_id, seconds, viewer.zone)
    except ConflictError as error:
        flash(sentence(error.message_id, error.params))
        return redirect(url_for("assessment.review_card"), 303)
    if answered.review_id is None:
        problem = problem_sentence(checked.problem) or _("Donnez une réponse, puis validez.")
        return _card_page(_day(viewer), asked, token, given, problem), 422
    return redirect(url_for("assessment.review_answer", review_id=answered.review_id), 303)


@blueprint.get("/review/answers/<id:review_id>")
@access(Permission.LEARN)
def review_answer(review_id: int) -> ResponseReturnValue:
    """A card as one answered it: whether it was right, why, the source, and when it comes back."""
    viewer = the_viewer()
    review = review_of(reader(), viewer.id, review_id)
    stored = stored_questions(reader(), [review.version_id])[review.version_id]
    asked = asked_card(stored, viewer.id, review.number, review.drawn)
    mark = marked(asked.stored, review.answer)
    due_on = local(review.due_at).date() if review.due_at else None
    day, today = _day(viewer), clock.today(viewer.zone)
    return render_template(
        "assessment/review_answer.html",
        day=day,
        number=day.done if local(review.answered_at).date() == today else 0,
        key=review.key,
        shown=shown(asked.stored, review.answer, mark, asked.order),
        competency=_competency(asked.stored),
        laws_by_key=laws(reader()),
        today=today,
        due_on=due_on if due_on and due_on > today else None,
        days=(due_on - today).days if due_on else 0,
        is_slow=mark.outcome == "right" and review.rating == Rating.HARD,
        is_redrawn=isinstance(stored.question, Calculated),
        is_set_aside=review.is_set_aside,
    )


@blueprint.get("/review/end")
@access(Permission.LEARN)
def review_end() -> ResponseReturnValue:
    """« J’ai assez révisé »: what was done, what is left, when the next cards come."""
    viewer = the_viewer()
    return _end_page(viewer, _day(viewer))


@blueprint.post("/review/<key:key>/aside")
@access(Permission.LEARN)
def review_aside(key: str) -> ResponseReturnValue:
    """Sets a question aside, and offers to take it back."""
    viewer = the_viewer()
    with write() as session:
        set_aside(session, viewer.id, key, viewer.zone)
    return redirect(url_for("assessment.review_card", aside=key), 303)


@blueprint.post("/review/<key:key>/back")
@access(Permission.LEARN)
def review_back(key: str) -> ResponseReturnValue:
    """Takes a question back that was set aside."""
    with write() as session:
        put_back(session, the_viewer().id, key)
    flash(_("La question est remise parmi vos cartes."))
    return redirect(url_for("assessment.review_card"), 303)


def _day(viewer: Viewer) -> ReviewDay:
    return review_day(reader(), viewer.id, clock.now(), viewer.zone)


def _card_page(
    day: ReviewDay,
    asked: AskedCard,
    token: str,
    answer: Mapping[str, Any] | None = None,
    problem: str = "",
    aside: str = "",
) -> str:
    return render_template(
        "assessment/review_card.html",
        day=day,
        shown=shown(asked.stored, answer, None, asked.order),
        competency=_competency(asked.stored),
        token=token,
        client_id=new_client_id(),
        problem=problem,
        aside=_aside(aside),
    )


def _aside(key: str) -> AsideRow | None:
    """Returns the question that was just set aside, if it was."""
    if not key:
        return None
    return next((row for row in cards_set_aside(reader(), the_viewer().id) if row.key == key), None)


def _end_page(viewer: Viewer, day: ReviewDay) -> str:
    _today, _begins, ends = day_bounds(clock.now(), viewer.zone)
    tomorrow = review_day(reader(), viewer.id, ends + HALF_A_DAY, viewer.zone)
    return render_template(
        "assessment/review_end.html",
        day=day,
        tomorrow=tomorrow,
        next_at=None if tomorrow.cards else next_due_at(reader(), viewer.id, ends),
        set_aside=cards_set_aside(reader(), viewer.id),
    )


def _competency(stored: StoredQuestion) -> CompetencyRow:
    return next(c for domain in framework(reader()) for c in domain.competencies if c.key == stored.competency_key)


# --- What a form carries: which card was shown, and since when -------------------------------------------------------


def _serializer() -> URLSafeSerializer:
    return URLSafeSerializer(str(current_app.secret_key), salt="review of a card")


def _sealed(asked: AskedCard, learner_id: int) -> str:
    """Returns the card that is shown to this person now, signed; the form gives it back with the answer."""
    card = [learner_id, asked.stored.version_id, asked.reviews, clock.now().isoformat()]
    return str(_serializer().dumps(card))


def _unsealed(token: str, learner_id: int, key: str) -> tuple[AskedCard, datetime]:
    """Returns the card that was shown and when. Raises InvalidInputError for what no page of ours gave this person."""
    try:
        owner_id, version_id, reviews, started_at = _serializer().loads(token)
    except BadData as error:
        raise InvalidInputError("error.form_expired") from error
    stored = stored_questions(reader(), [version_id]).get(version_id)
    if owner_id != learner_id or stored is None or stored.key != key:
        raise InvalidInputError("error.form_expired")
    return asked_card(stored, learner_id, reviews), datetime.fromisoformat(started_at)
