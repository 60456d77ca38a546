"""One question: as learners see it, where it is asked, its versions; published, given up, retired, taken up again."""

from typing import Any

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from course.authoring.formats.folder import parse_source
from course.authoring.formats.questions import write_question
from course.authoring.forms import message_of, revision_of, whole_of
from course.authoring.queries import QuestionDesk, question_desk, versions_of
from course.authoring.services.publishing_steps import check_message
from course.authoring.views.blueprint import blueprint
from course.authoring.views.question_preview import question_comparison, question_preview
from course.authoring.views.question_words import beginning, type_label
from course.competencies.queries import framework
from course.foundation.errors import ConflictError, CourseError, NotFoundError
from course.foundation.permissions import Permission
from course.publishing.queries import history
from course.question_bank.services import (
    discard_draft,
    prepare_publication,
    publish_draft,
    question_with_files,
    reinstate_question,
    restore_version,
    retire_question,
)
from course.web.access import access, the_viewer
from course.web.i18n import gettext as _
from course.web.messages import sentence
from course.web.transaction import reader, write

FIGURES = "authoring.question_figures"


def question_desk_or_404(key: str) -> QuestionDesk:
    """Returns the question with this key. Raises NotFoundError."""
    desk = question_desk(reader(), key)
    if desk is None:
        raise NotFoundError("error.not_found")
    return desk


def source_of_body(body: dict[str, Any] | None) -> str:
    """Returns the canonical source of a stored body, empty for none."""
    return write_question(question_with_files(reader(), body)) if body else ""


def _page(template: str, desk: QuestionDesk, status: int = 200, **values: Any) -> ResponseReturnValue:
    competencies = {found.key: found for domain in framework(reader()) for found in domain.competencies}
    html = render_template(
        f"authoring/{template}",
        desk=desk,
        title=beginning(desk.title) or desk.key,
        type_label=type_label,
        competencies=competencies,
        **values,
    )
    return html, status


@blueprint.get("/studio/questions/<key:key>")
@access(Permission.AUTHOR)
def question(key: str) -> ResponseReturnValue:
    """The question as learners would see it; its uses; its versions, with `?from=` and `?to=` two of them compared."""
    desk = question_desk_or_404(key)
    stored = question_with_files(reader(), desk.body) if desk.body else None
    return _page(
        "question.html",
        desk,
        preview=question_preview(reader(), the_viewer(), stored) if stored else None,
        stored=stored,
        source=write_question(stored) if stored and not stored.files else "",
        versions=history(reader(), desk.item_id),
        compared=_compared(desk),
        figures=url_for(FIGURES, key=key) if FIGURES in current_app.view_functions else "",
    )


def _compared(desk: QuestionDesk) -> dict[str, object] | None:
    wanted = [request.args.get(name, "") for name in ("from", "to")]
    if not any(wanted):
        return None
    ids = [whole_of(value) or 0 for value in wanted]
    found = versions_of(reader(), desk.item_id, ids)
    if not set(ids) <= set(found):
        raise NotFoundError("error.not_found")
    old, new = sorted((found[ids[0]], found[ids[1]]), key=lambda version: version.number)
    return {"old": old, "new": new, "rows": question_comparison(old.source, new.source)}


@blueprint.get("/studio/questions/<key:key>/publish")
@access(Permission.AUTHOR)
def publish_question(key: str) -> ResponseReturnValue:
    """What would change for learners, and the message to write."""
    return _confirmation(question_desk_or_404(key), "", "")


def _confirmation(desk: QuestionDesk, message: str, error: str, status: int = 200) -> ResponseReturnValue:
    return _page(
        "question_publish.html",
        desk,
        status,
        rows=question_comparison(desk.published.source if desk.published else "", source_of_body(desk.body)),
        lacks_competency=desk.draft is not None and "competency" not in desk.draft.body,
        message=message,
        error=error,
    )


@blueprint.post("/studio/questions/<key:key>/publish")
@access(Permission.AUTHOR)
def publish_question_now(key: str) -> ResponseReturnValue:
    """Publishes the draft that was looked at: checked and rendered first, then written in one short transaction."""
    desk = question_desk_or_404(key)
    seen = (revision_of(request.form), whole_of(request.form.get("published")))
    try:
        message = check_message(message_of(request.form))
        ready = prepare_publication(reader(), key)
        if (ready.revision, ready.published_version_id) != seen:
            raise ConflictError("authoring.conflict")
        source = write_question(ready.question)
        with write() as session:
            number = publish_draft(session, ready, source, the_viewer().id, message)
    except CourseError as error:
        said = sentence(error.message_id, error.params)
        return _confirmation(desk, request.form.get("message", "").replace("\0", "\ufffd"), said, error.status)
    flash(_("Version %(number)s publiée : les apprenants la voient dès maintenant.", number=number))
    return redirect(url_for("authoring.question", key=key), 303)


@blueprint.get("/studio/questions/<key:key>/discard")
@access(Permission.AUTHOR)
def discard_question(key: str) -> ResponseReturnValue:
    """What would be given up."""
    desk = question_desk_or_404(key)
    rows = question_comparison(desk.published.source if desk.published else "", source_of_body(desk.body))
    return _page("question_discard.html", desk, rows=rows)


@blueprint.post("/studio/questions/<key:key>/discard")
@access(Permission.AUTHOR)
def discard_question_now(key: str) -> ResponseReturnValue:
    """Goes back to what is published; the draft can be restored from the history."""
    desk = question_desk_or_404(key)
    source = source_of_body(desk.draft.body) if desk.draft else ""
    with write() as session:
        discard_draft(session, key, revision_of(request.form), the_viewer().id, source, _("Brouillon abandonné"))
    flash(_("Brouillon abandonné. Il reste dans l’historique, d’où vous pouvez le reprendre."))
    return redirect(url_for("authoring.question", key=key), 303)


@blueprint.get("/studio/questions/<key:key>/retire")
@access(Permission.AUTHOR)
def retire(key: str) -> ResponseReturnValue:
    """Where the question would be missed."""
    return _page("question_retire.html", question_desk_or_404(key))


@blueprint.post("/studio/questions/<key:key>/retire")
@access(Permission.AUTHOR)
def retire_now(key: str) -> ResponseReturnValue:
    """Takes the question off the screens; it can be put back."""
    with write() as session:
        retire_question(session, key, the_viewer().id)
    flash(_("Question retirée : elle n’est plus posée. Les réponses données restent."))
    return redirect(url_for("authoring.question", key=key), 303)


@blueprint.post("/studio/questions/<key:key>/reinstate")
@access(Permission.AUTHOR)
def reinstate(key: str) -> ResponseReturnValue:
    """Shows the version again that was published last."""
    with write() as session:
        reinstate_question(session, key, the_viewer().id)
    flash(_("La question est de nouveau posée."))
    return redirect(url_for("authoring.question", key=key), 303)


@blueprint.post("/studio/questions/<key:key>/history/<id:version_id>/restore")
@access(Permission.AUTHOR)
def restore_question(key: str, version_id: int) -> ResponseReturnValue:
    """Makes an old version the draft; learners see nothing of it before it is published."""
    desk = question_desk_or_404(key)
    version = versions_of(reader(), desk.item_id, [version_id]).get(version_id)
    if version is None:
        raise NotFoundError("error.not_found")
    old = parse_source("question", version.source)
    replaced = source_of_body(desk.draft.body) if desk.draft else None
    author, message = the_viewer().id, _("Brouillon remplacé")
    with write() as session:
        restore_version(session, old, author, desk.revision, desk.published_version_id, replaced, message)
    flash(_("Cette version est maintenant le brouillon. Les apprenants ne la verront qu’une fois publiée."))
    return redirect(url_for("authoring.edit_question", key=key), 303)
