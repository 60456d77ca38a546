"""The editor of a question: fields of its type, rows that come and go, the preview beside them, two people at once."""

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from course.authoring.formats.questions import write_question
from course.authoring.forms import revision_of, whole_of
from course.authoring.forms.question import (
    State,
    begun_state,
    place_of_fault,
    posted_state,
    pruned,
    text_at,
    with_row,
    with_row_up,
    without_row,
)
from course.authoring.forms.question_fields import AFTER, BASE, MARKS, OWN, SOURCES, STEM
from course.authoring.forms.question_mapping import mapping_of, state_of_mapping
from course.authoring.queries import QuestionDesk, bank_categories
from course.authoring.services.question_texts import as_markdown, key_from
from course.authoring.views.blueprint import blueprint
from course.authoring.views.presentation import saved_label
from course.authoring.views.question import question_desk_or_404, source_of_body
from course.authoring.views.question_preview import (
    drawing_of,
    fault_sentence,
    question_comparison,
    question_preview,
    type_of,
)
from course.authoring.views.question_words import TYPES, beginning, type_hint, type_label
from course.catalogue.queries import outline
from course.competencies.queries import framework
from course.foundation.errors import ConflictError, InvalidInputError, NotFoundError
from course.foundation.permissions import Permission
from course.publishing.queries import item_of
from course.question_bank.services import question_with_files, restore_version, save_draft
from course.references.queries import laws
from course.web.access import access, the_viewer
from course.web.i18n import gettext as _
from course.web.messages import sentence
from course.web.transaction import reader, write
from quizzes import Question, QuestionError
from quizzes.formats.native import question_from_mapping, question_to_mapping
from quizzes.questions import AttachedFile, Calculated

RESERVED = frozenset({"new", "chosen", "import", "export", "figures"})
UNNAMED = "nouvelle-question"


@dataclass(slots=True)
class Editing:
    """A question in the editor: what stands in its fields, and what is said about them."""

    desk: QuestionDesk | None
    kind: str
    key: str
    state: State
    revision: int
    published: int | None
    files: tuple[AttachedFile, ...] = ()
    fault: str = ""
    fault_at: str = ""
    theirs: str = ""
    mine: str = ""

    def question(self) -> Question:
        """Returns the question that the fields say. Raises QuestionError."""
        made = question_from_mapping(mapping_of(self.kind, self.key or UNNAMED, self.state))
        return replace(made, files=self.files) if self.files else made

    def blame(self, error: QuestionError) -> None:
        """Keeps what is wrong, beside the field in which it is."""
        self.fault_at = "key" if error.field == "key" else place_of_fault(self.kind, self.state, error.field)
        self.fault = fault_sentence(error, _typed_at(self.state, error.field))


def _typed_at(state: State, path: str) -> str:
    here: Any = state
    for step in path.replace("[", ".").replace("]", "").split("."):
        here = here.get(step) if isinstance(here, dict) else here[int(step)] if isinstance(here, list) else None
    return here if isinstance(here, str) else ""


@blueprint.get("/studio/questions/new")
@access(Permission.AUTHOR)
def new_question() -> ResponseReturnValue:
    """The types to choose from, or with `?type=` the empty fields of one."""
    kind = request.args.get("type", "")
    if kind not in TYPES:
        return render_template("authoring/question_types.html", types=TYPES, type_label=type_label, type_hint=type_hint)
    return _page(Editing(None, kind, "", begun_state(kind), 0, None))


@blueprint.post("/studio/questions/new")
@access(Permission.AUTHOR)
def add_question() -> ResponseReturnValue:
    """Does what the pressed button says with the fields of a question that is not stored yet."""
    kind = request.args.get("type", "")
    if kind not in TYPES:
        raise NotFoundError("error.not_found")
    key = " ".join(request.form.get("key", "").split())[:80]
    return _pressed(Editing(None, kind, key, posted_state(kind, request.form), 0, None))


@blueprint.get("/studio/questions/<key:key>/edit")
@access(Permission.AUTHOR)
def edit_question(key: str) -> ResponseReturnValue:
    """The draft, or what is published where none waits, in fields."""
    desk, stored = _stored(key)
    state = state_of_mapping(question_to_mapping(stored))
    return _page(Editing(desk, type_of(stored), key, state, desk.revision, desk.published_version_id, stored.files))


@blueprint.post("/studio/questions/<key:key>/edit")
@access(Permission.AUTHOR)
def change_question(key: str) -> ResponseReturnValue:
    """Does what the pressed button says with the fields as they were sent."""
    desk, stored = _stored(key)
    kind = type_of(stored)
    published = whole_of(request.form.get("published"))
    state = posted_state(kind, request.form)
    return _pressed(Editing(desk, kind, key, state, revision_of(request.form), published, stored.files), stored)


def _stored(key: str) -> tuple[QuestionDesk, Question]:
    desk = question_desk_or_404(key)
    if desk.body is None:
        raise NotFoundError("error.not_found")
    return desk, question_with_files(reader(), desk.body)


def _pressed(editing: Editing, stored: Question | None = None) -> ResponseReturnValue:
    """Changes the fields, or saves them; nothing that was typed is lost whatever comes of it."""
    action, _colon, rest = request.form.get("do", "save").partition(":")
    if action in {"save", "publish", "mine"}:
        return _save(editing, stored, action)
    path, _colon, variant = rest.partition(":")
    changes = {
        "add": lambda: with_row(editing.kind, editing.state, path, variant),
        "remove": lambda: without_row(editing.kind, editing.state, path),
        "up": lambda: with_row_up(editing.kind, editing.state, path),
        "convert": lambda: _converted(editing, path),
    }
    if action in changes:
        editing.state = changes[action]()
        return _page(editing)
    return _page(editing, is_drawn=action == "draw", is_asked=True)


def _converted(editing: Editing, path: str) -> State:
    text = text_at(editing.state, path)
    if text is not None:
        try:
            text["source"], text["format"] = as_markdown(text["source"], text["format"]), "markdown"
        except InvalidInputError as error:
            editing.fault, editing.fault_at = sentence(error.message_id, error.params), path
    return editing.state


def _save(editing: Editing, stored: Question | None, action: str) -> ResponseReturnValue:
    editing.state = pruned(editing.kind, editing.state)
    try:
        made = _named(editing)
    except QuestionError as error:
        editing.blame(error)
        return _page(editing, 422)
    except InvalidInputError as error:
        editing.fault, editing.fault_at = sentence(error.message_id, error.params), "key"
        return _page(editing, 422)
    if made == stored and action != "mine":
        flash(_("Rien à enregistrer : la question est telle que vous l’aviez trouvée."))
    else:
        try:
            _keep(editing, made, action)
        except ConflictError as error:
            return _in_conflict(editing, made, error)
    endpoint = "publish_question" if action == "publish" else "edit_question"
    return redirect(url_for(f"authoring.{endpoint}", key=made.key), 303)


def _named(editing: Editing) -> Question:
    """Returns the question under its key, a new one where it has none.

    Raises QuestionError, InvalidInputError `bank.key_taken`.
    """
    made = editing.question()
    if editing.desk is not None:
        return made
    if not editing.key:
        words = beginning(made.name or made.stem.source)
        return replace(made, key=key_from(words, _is_taken))
    if _is_taken(editing.key):
        raise InvalidInputError("bank.key_taken")
    return made


def _is_taken(key: str) -> bool:
    return key in RESERVED or item_of(reader(), "question", key) is not None


def _keep(editing: Editing, made: Question, action: str) -> None:
    author = the_viewer().id
    if action == "mine":
        current = question_desk_or_404(made.key)
        replaced = source_of_body(current.draft.body) if current.draft else None
        message = _("Brouillon remplacé")
        with write() as session:
            saved = restore_version(
                session, made, author, editing.revision, editing.published, replaced=replaced, message=message
            )
    else:
        with write() as session:
            saved = save_draft(session, made, author, editing.revision, editing.published)
    flash(saved_label(saved.saved_at))


def _in_conflict(editing: Editing, made: Question, error: ConflictError) -> ResponseReturnValue:
    """Shows the fields as they were sent with what differs from what somebody else saved meanwhile."""
    desk = question_desk_or_404(made.key)
    editing.desk, editing.revision, editing.published = desk, desk.revision, desk.published_version_id
    editing.theirs, editing.mine = source_of_body(desk.body), write_question(made)
    editing.fault = sentence(error.message_id, error.params)
    return _page(editing, 409)


def _page(
    editing: Editing, status: int = 200, *, is_drawn: bool = False, is_asked: bool = False
) -> ResponseReturnValue:
    seed = (whole_of(request.form.get("seed")) or 0) + (1 if is_drawn else 0)
    made: Question | None = None
    try:
        made = editing.question()
    except QuestionError as error:
        if (is_drawn or is_asked) and not editing.fault:
            editing.blame(error)
    domains = framework(reader())
    html = render_template(
        "authoring/question_edit.html",
        editing=editing,
        known_competencies={found.key for domain in domains for found in domain.competencies},
        groups={"base": BASE, "stem": (STEM,), "own": OWN[editing.kind], "after": AFTER, "more": SOURCES},
        marks=() if editing.kind == "description" else MARKS,
        type_label=type_label,
        beginning=beginning,
        domains=domains,
        suggestions=_suggestions(),
        preview=question_preview(reader(), the_viewer(), made, seed) if made else None,
        drawing=drawing_of(made, seed) if is_drawn and isinstance(made, Calculated) else None,
        seed=seed,
        rows=question_comparison(editing.theirs, editing.mine) if editing.theirs else [],
    )
    return html, status


def _suggestions() -> dict[str, Sequence[str]]:
    return {
        "category": bank_categories(reader()),
        "lesson": [lesson.key for module in outline(reader()).modules for lesson in module.lessons],
        "sources": ["metier", *laws(reader())],
    }


@blueprint.post("/studio/questions/<key:key>/pictures")
@access(Permission.AUTHOR)
def add_picture(key: str) -> ResponseReturnValue:
    """Adds a picture to the draft, or takes one away (`drop`); its texts show it as `@@PLUGINFILE@@/<name>`."""
    desk, stored = _stored(key)
    uploaded, dropped = request.files.get("picture"), request.form.get("drop")
    files = [file for file in stored.files if file.name != dropped]
    try:
        if uploaded is not None and uploaded.filename:
            with closing(uploaded):
                content = uploaded.read()
            name = uploaded.filename.replace("\\", "/").rsplit("/", 1)[-1]
            files = [file for file in files if file.name != name] + [AttachedFile(name, content)]
        made = replace(stored, files=tuple(files))
        with write() as session:
            save_draft(session, made, the_viewer().id, revision_of(request.form), desk.published_version_id)
    except (QuestionError, InvalidInputError) as error:
        flash(_("Image refusée. %(why)s", why=fault_sentence(error)))
    return redirect(url_for("authoring.question", key=key, _anchor="images"), 303)
