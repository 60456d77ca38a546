"""Tracks: the ways through the programme that one may follow, and one of them step by step."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from course.accounts.queries import job_role_of
from course.catalogue.queries import TrackCard, tracks
from course.enrolment.queries.tracks import own_choice
from course.enrolment.services.tracks import follow_track, leave_track
from course.foundation import clock
from course.foundation.errors import NotFoundError
from course.foundation.permissions import Permission
from course.learning import queries
from course.learning.queries import TrackStep
from course.learning.views.blueprint import blueprint
from course.learning.views.played import page_of
from course.web.access import access, the_viewer
from course.web.i18n import gettext as _
from course.web.i18n import language
from course.web.transaction import reader, write


@blueprint.get("/tracks")
@access(Permission.LEARN)
def tracks_page() -> ResponseReturnValue:
    """All tracks: those for everybody, the one of the person's own job, the others."""
    viewer = the_viewer()
    day = clock.today(viewer.zone)
    progress = queries.progress_of(reader(), viewer.id, day)
    job = job_role_of(reader(), viewer.id, day)
    views = queries.track_views(reader(), viewer.id, progress, day)
    followed = {row.item_id for row in progress.assignments if row.kind == "track"}
    return render_template(
        "learning/tracks.html",
        own=[view for view in views if not view.card.job_role or (job and view.card.job_role == job.key)],
        others=[view for view in views if view.card.job_role and not (job and view.card.job_role == job.key)],
        followed=followed,
        job=job,
    )


@blueprint.get("/tracks/<key:key>")
@access(Permission.LEARN)
def track(key: str) -> ResponseReturnValue:
    """One track: its stages, what is done, what comes next."""
    viewer = the_viewer()
    day = clock.today(viewer.zone)
    progress = queries.progress_of(reader(), viewer.id, day)
    view = queries.track_view(reader(), viewer.id, progress, day, key)
    if view is None:
        raise NotFoundError("error.not_found")
    assignment = next((row for row in progress.assignments if row.item_id == view.card.item_id), None)
    return render_template(
        "learning/track.html",
        view=view,
        assignment=assignment,
        is_own=assignment is not None and own_choice(reader(), viewer.id, view.card.item_id) is not None,
        url_of=lambda step: step_url(step, key),
        title_of=step_title,
        kind_of=step_kind,
    )


@blueprint.post("/tracks/<key:key>")
@access(Permission.LEARN)
def follow(key: str) -> ResponseReturnValue:
    """Follows the track, or ends one's own choice."""
    viewer = the_viewer()
    card = _card(key)
    leaves = request.form.get("do") == "leave"
    with write() as session:
        if leaves:
            leave_track(session, viewer.id, card)
        else:
            follow_track(session, viewer.id, card, clock.today(viewer.zone))
    flash(
        _("Vous ne suivez plus ce parcours. Ce qui est fait reste fait.")
        if leaves
        else _("Vous suivez ce parcours : son étape suivante vous attend sur votre page d’accueil.")
    )
    return redirect(url_for("learning.track", key=key), 303)


def _card(key: str) -> TrackCard:
    card = next((card for card in tracks(reader()) if card.key == key), None)
    if card is None:
        raise NotFoundError("error.not_found")
    return card


# --- Steps in words -------------------------------------------------------------------------------------------------


def step_url(step: TrackStep, track_key: str) -> str:
    """Returns where a step is taken; a lesson knows the track that led to it."""
    if step.kind == "lesson":
        return url_for("learning.lesson", key=step.key, track=track_key)
    if step.kind == "quiz":
        return url_for("assessment.quiz", key=step.key)
    if step.kind == "review":
        return url_for("assessment.review_card")
    return page_of(step.kind, step.key)


def step_title(step: TrackStep) -> str:
    """Returns what a step is called."""
    return _("Les révisions du jour") if step.kind == "review" else step.named(language())


def step_kind(step: TrackStep) -> str:
    """Returns what a step is, as one says it."""
    if step.quiz is not None:
        return _("compte pour vos niveaux") if step.quiz.mode == "counted" else _("s’entraîner")
    return {
        "lesson": _("leçon"),
        "scenario": _("simulation d’appel"),
        "workshop": _("atelier balance âgée"),
        "review": _("cinq minutes, s’il y en a"),
    }[step.kind]
