"""Pages of the employee: home, modules, lessons, competencies, search, remarks, personal data."""

from flask import flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from course.accounts.queries import organisation
from course.assessment.queries.diagnostics import open_diagnostic
from course.assessment.queries.reviews import review_day
from course.catalogue.queries import lesson_content, outline
from course.catalogue.queries import tracks as published_tracks
from course.catalogue.services import add_remark
from course.enrolment import services as enrolment
from course.enrolment.queries import steps_waiting
from course.enrolment.queries.issued import certificate_news
from course.foundation import clock
from course.foundation.errors import InvalidInputError, NotFoundError
from course.foundation.permissions import Permission
from course.learning import queries, services
from course.learning.forms import CommitmentForm, CompletionForm, RemarkForm
from course.learning.rules import LONGEST_SEARCH, week
from course.learning.views import certificates, levels, objections, path, sources, tracks, verification
from course.learning.views.blueprint import blueprint
from course.learning.views.competencies import row_of
from course.learning.views.due import (
    by_day,
    deadlines,
    diagnostic_line,
    due_days,
    path_line,
    play_lines,
    review_line,
    track_lines,
)
from course.learning.views.home import next_action, sentence_of, that_matter
from course.learning.views.lesson import lesson_page
from course.learning.views.news import certificate_lines
from course.simulations.queries.open_plays import open_plays
from course.simulations.queries.standing import simulations_in
from course.web.access import access, the_viewer
from course.web.i18n import gettext as _
from course.web.routing import safe_next
from course.web.transaction import reader, write

__all__ = ["blueprint", "certificates", "levels", "objections", "path", "sources", "tracks", "verification"]


@blueprint.get("/")
@access(Permission.LEARN)
def home() -> ResponseReturnValue:
    """One next action, what is due, the modules, the competencies that matter now."""
    viewer = the_viewer()
    day = clock.today(viewer.zone)
    progress = queries.progress_of(reader(), viewer.id, day)
    reviews = review_day(reader(), viewer.id, clock.now(), viewer.zone)
    diagnostic = open_diagnostic(reader(), viewer.id)
    news = certificate_news(reader(), viewer.id)
    plays = play_lines(open_plays(reader(), viewer.id))
    due = review_line(reviews, day) + by_day(diagnostic_line(diagnostic, day) + deadlines(progress, day)) + plays
    offered = track_lines(progress, published_tracks(reader())) + path_line(*steps_waiting(reader(), viewer.id))
    return render_template(
        "learning/home.html",
        progress=progress,
        action=next_action(reader(), viewer.id, progress, day, reviews),
        deadlines=due + offered + certificate_lines(news, day),
        ticks=week(day, due_days(progress, diagnostic)),
        skills=[row_of(state, ()) for state in that_matter(progress.states)],
        has_job=any(state.required for state in progress.states),
        today=day,
    )


@blueprint.get("/modules/<key:key>")
@access(Permission.LEARN)
def module(key: str) -> ResponseReturnValue:
    """A module: what it teaches, in order, and where one stands in it."""
    viewer = the_viewer()
    progress = queries.progress_of(reader(), viewer.id, clock.today(viewer.zone))
    found = progress.module_of(key)
    if found is None:
        raise NotFoundError("error.not_found")
    built = {key for lesson in found.lessons for key in lesson.competencies}
    rows = [row_of(state, ()) for state in progress.states if state.competency.key in built]
    return render_template(
        "learning/module.html",
        progress=progress,
        module=found,
        rows=rows,
        sentence_of=sentence_of,
        plays=simulations_in(reader(), viewer.id, key),
    )


@blueprint.get("/lessons/<key:key>")
@access(Permission.LEARN)
def lesson(key: str) -> ResponseReturnValue:
    """A lesson; opening it writes nothing."""
    return lesson_page(reader(), the_viewer(), key)


@blueprint.post("/lessons/<key:key>/complete")
@access(Permission.LEARN)
def complete(key: str) -> ResponseReturnValue:
    """Ends a lesson, with or without a choice for tomorrow."""
    form = CompletionForm()
    content = lesson_content(reader(), key)
    if content is None:
        raise NotFoundError("error.not_found")
    if not form.validate():
        raise InvalidInputError("error.bad_request")
    viewer = the_viewer()
    with write() as session:
        services.complete_lesson(session, viewer.id, content, form.tomorrow.data, clock.today(viewer.zone))
    track = request.args.get("track") or None
    return redirect(url_for("learning.lesson", key=key, track=track, _anchor="fin"), 303)


@blueprint.get("/search")
@access(Permission.LEARN)
def search() -> ResponseReturnValue:
    """Lessons, words and law that answer a search."""
    query = request.args.get("q", "").strip()[:LONGEST_SEARCH]
    found = queries.search(reader(), query)
    return render_template("learning/search.html", query=query, found=found, modules=outline(reader()).modules)


@blueprint.route("/remark", methods=["GET", "POST"])
@access(Permission.LEARN)
def remark() -> ResponseReturnValue:
    """« Une question ? Une erreur ? »: goes to the trainers."""
    form = RemarkForm()
    target = safe_next(form.next.data or request.args.get("next"), url_for("learning.home"))
    lesson_key = form.lesson.data or _lesson_in(target)
    about = lesson_content(reader(), lesson_key) if lesson_key else None
    if not form.validate_on_submit():
        page = render_template("learning/remark.html", form=form, target=target, about=about)
        return page, 422 if request.method == "POST" else 200
    with write() as session:
        add_remark(session, the_viewer().id, form.text.data or "", about.card.item_id if about else None)
    flash(_("Merci. Votre message est parti chez les formateurs."))
    return redirect(target, 303)


def _lesson_in(target: str) -> str:
    """Returns the key of the lesson that a path of ours leads to, or nothing."""
    path = target.split("?", 1)[0].split("#", 1)[0]
    return path.removeprefix("/lessons/") if path.startswith("/lessons/") else ""


@blueprint.post("/commitments/<id:commitment_id>")
@access(Permission.LEARN)
def answer_commitment(commitment_id: int) -> ResponseReturnValue:
    """Keeps whether what one wanted to do was done; nobody else sees it."""
    form = CommitmentForm()
    if not form.validate():
        raise InvalidInputError("error.bad_request")
    with write() as session:
        enrolment.answer_commitment(session, the_viewer().id, commitment_id, form.kept.data)
    flash(_("C’est noté. Personne d’autre que vous ne le voit."))
    return redirect(url_for("learning.home"), 303)


@blueprint.get("/method")
@access(Permission.LEARN)
def method() -> ResponseReturnValue:
    """« Ce qui est mesuré »: what, how, who sees it, why, and how to contest it."""
    return render_template("learning/method.html")


@blueprint.get("/privacy")
@access(Permission.LEARN)
def privacy() -> ResponseReturnValue:
    """What is kept about a person, who sees it, and the way to take it along."""
    return render_template("learning/privacy.html", organisation=organisation(reader()))


@blueprint.get("/privacy/export")
@access(Permission.LEARN)
def export() -> ResponseReturnValue:
    """Everything kept about the person asking, as a file."""
    viewer = the_viewer()
    answer = make_response(
        {"person": viewer.login, "exported_at": clock.now().isoformat()}
        | {"tables": queries.personal_rows(reader(), viewer.id)}
    )
    day = clock.today(viewer.zone).isoformat()
    answer.headers["Content-Disposition"] = f'attachment; filename="echeance-mes-donnees-{day}.json"'
    return answer
