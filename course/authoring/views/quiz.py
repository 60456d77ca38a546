"""The editor of quizzes: questions chosen from the bank, settings each explained, a new version with each save."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from course.authoring.formats.folder import parse_source
from course.authoring.forms import bank_filter, keys_of, message_of, whole_of
from course.authoring.forms.quiz import (
    Errors,
    QuizState,
    begun_quiz,
    in_parts,
    posted_quiz,
    pressed_quiz,
    quiz_of_state,
    state_of_quiz,
    with_questions,
)
from course.authoring.queries import BankFilter, bank_categories, bank_keys, bank_page
from course.authoring.queries.quiz import QuizDesk, pool_lines, published_of, quiz_desk, quiz_lines
from course.authoring.services.publishing_steps import check_message
from course.authoring.services.question_texts import key_from
from course.authoring.services.quiz_editing import pool_of, publish_quiz, retire_quiz, short_draws
from course.authoring.views.blueprint import blueprint
from course.authoring.views.question_words import TYPES, beginning, type_label
from course.authoring.views.quiz_words import (
    behaviour_choices,
    counts_choices,
    fault_said,
    field_named,
    mode_choices,
    review_choices,
)
from course.catalogue.queries import outline
from course.competencies.queries import framework
from course.foundation.errors import CourseError, InvalidInputError, NotFoundError
from course.foundation.permissions import Permission
from course.publishing.queries import history, item_of
from course.question_bank.formats import QuizEntry
from course.question_bank.queries import pinned_numbers, published_questions, quiz_of
from course.question_bank.rules import PLAIN
from course.web.access import access, the_viewer
from course.web.i18n import gettext as _
from course.web.i18n import ngettext
from course.web.messages import sentence
from course.web.transaction import reader, write

UNNAMED = "nouveau-questionnaire"
MOST_ADDED = 200
FROM_CATEGORY = "10"
PICK = "pick."


@dataclass(slots=True)
class Editing:
    """A quiz in the editor: what stands in its fields, what is wrong with them, and whether the picker is open."""

    desk: QuizDesk | None
    state: QuizState
    seen: int | None
    message: str = ""
    errors: dict[str, str] = field(default_factory=dict)
    is_picking: bool = False

    @property
    def key(self) -> str:
        """The key of the quiz, empty before it is published for the first time."""
        return self.desk.key if self.desk else ""

    def blame(self, errors: Errors) -> None:
        """Keeps what is wrong, by the path of the field."""
        self.errors |= {path: fault_said(message_id, params) for path, (message_id, params) in errors.items()}


def _desk_or_404(key: str, version_id: int | None = None) -> QuizDesk:
    desk = quiz_desk(reader(), key, version_id)
    if desk is None:
        raise NotFoundError("error.not_found")
    return desk


@blueprint.get("/studio/quizzes/new")
@access(Permission.AUTHOR)
def new_quiz() -> ResponseReturnValue:
    """The fields of a quiz not begun yet; with `?category=` it draws from that category of the bank."""
    state = begun_quiz()
    category = request.args.get("category", "")[:300]
    if category in bank_categories(reader()):
        state = pressed_quiz(state, "add-draw", "")
        state.draws[0].count, state.draws[0].category = FROM_CATEGORY, category
        state.lines["title"] = category.rsplit("/", 1)[-1]
    return _page(Editing(None, state, None))


@blueprint.post("/studio/quizzes/new")
@access(Permission.AUTHOR)
def add_quiz() -> ResponseReturnValue:
    """Does what the pressed button says; `do=chosen` comes from the bank with the questions chosen there."""
    if request.form.get("do") == "chosen":
        return _begun_with_chosen()
    return _pressed(Editing(None, posted_quiz(request.form), None, message_of(request.form)))


def _begun_with_chosen() -> ResponseReturnValue:
    wanted = bank_filter(request.form)
    is_all = request.form.get("scope") == "all"
    keys = bank_keys(reader(), wanted, MOST_ADDED + 1) if is_all else keys_of(request.form, MOST_ADDED + 1)
    state = _with_published(begun_quiz(), keys)
    if is_all and wanted.category and not state.lines["title"]:
        state.lines["title"] = wanted.category.rsplit("/", 1)[-1]
    return _page(Editing(None, state, None, is_picking=not state.questions))


def _with_published(state: QuizState, keys: Sequence[str]) -> QuizState:
    """Adds the published ones of these questions, and says how many are not."""
    if len(keys) > MOST_ADDED:
        flash(_("Un passage pose au plus %(most)s questions : les autres n’ont pas été ajoutées.", most=MOST_ADDED))
    found = published_of(reader(), keys[:MOST_ADDED])
    left_out = len(keys[:MOST_ADDED]) - len(found)
    if left_out:
        text = ngettext(
            "%(num)s question n’est pas publiée et n’a pas été ajoutée : publiez-la d’abord dans la banque.",
            "%(num)s questions ne sont pas publiées et n’ont pas été ajoutées : publiez-les d’abord dans la banque.",
            left_out,
        )
        flash(text)
    return with_questions(state, found)


@blueprint.get("/studio/quizzes/<key:key>/edit")
@access(Permission.AUTHOR)
def edit_quiz(key: str) -> ResponseReturnValue:
    """The published version in fields, else the latest; with `?version=` an earlier one, to take up again. A quiz that
    is not taken as one is only looked at."""
    wanted = whole_of(request.args.get("version"))
    desk = _desk_or_404(key, wanted)
    if desk.purpose != PLAIN:
        flash(sentence("quiz.not_edited_here"))
        return redirect(url_for("authoring.quiz_preview", key=key), 303)
    message = _("Version %(number)s reprise", number=desk.number) if wanted else ""
    return _page(Editing(desk, state_of_quiz(_quiz_of(desk)), desk.published_version_id, message))


def _quiz_of(desk: QuizDesk) -> QuizEntry:
    entry: QuizEntry = parse_source("quiz", desk.source)
    pins = pinned_numbers(reader(), desk.version_id)
    return replace(entry, versions=pins)


@blueprint.post("/studio/quizzes/<key:key>/edit")
@access(Permission.AUTHOR)
def change_quiz(key: str) -> ResponseReturnValue:
    """Does what the pressed button says with the fields as they were sent."""
    seen = whole_of(request.form.get("published"))
    return _pressed(Editing(_desk_or_404(key), posted_quiz(request.form), seen, message_of(request.form)))


def _pressed(editing: Editing) -> ResponseReturnValue:
    action, _colon, at = request.form.get("do", "look").partition(":")
    if action == "publish":
        return _publish(editing)
    if action in {"find", "pick", "pick-all"}:
        editing.is_picking = True
        editing.state = _picked(editing.state, action)
    elif action == "look":
        quiz, errors = quiz_of_state(editing.state, editing.key or UNNAMED)
        editing.blame(errors or _unfilled(quiz))
    else:
        editing.state = pressed_quiz(editing.state, action, at)
    return _page(editing)


def _picked(state: QuizState, action: str) -> QuizState:
    if action == "find":
        return state
    keys = request.form.getlist("pick") if action == "pick" else bank_keys(reader(), _wanted(), MOST_ADDED + 1)
    return _with_published(state, keys[: MOST_ADDED + 1])


def _wanted() -> BankFilter:
    """Returns the search of the picker: published questions alone."""
    sent = {name.removeprefix(PICK): value for name, value in request.form.items() if name.startswith(PICK)}
    return bank_filter({**sent, "state": "in_service", "sort": "title"})


def _publish(editing: Editing) -> ResponseReturnValue:
    key = editing.key or key_from(editing.state.lines["title"] or UNNAMED, _is_taken)
    quiz, errors = quiz_of_state(editing.state, key)
    editing.blame(errors or _unfilled(quiz))
    try:
        message = check_message(editing.message)
    except InvalidInputError as error:
        editing.blame({"message": (error.message_id, error.params)})
    if editing.errors:
        return _page(editing, 422)
    try:
        with write() as session:
            version = publish_quiz(session, quiz, editing.seen, the_viewer().id, message)
    except CourseError as error:
        editing.blame({"": (error.message_id, error.params)})
        return _page(editing, error.status)
    flash(_("Version %(number)s publiée : les apprenants la voient dès maintenant.", number=version.number))
    return redirect(url_for("authoring.quiz_preview", key=key), 303)


def _unfilled(quiz: QuizEntry) -> Errors:
    if not quiz.draws:
        return {}
    short = short_draws(quiz, pool_lines(reader()))
    return {f"draws[{place}].count": ("quiz.draw_not_filled", {"count": got}) for place, got in short.items()}


def _is_taken(key: str) -> bool:
    return item_of(reader(), "quiz", key) is not None


def _page(editing: Editing, status: int = 200) -> ResponseReturnValue:
    editing.state = state = in_parts(editing.state)
    lines = quiz_lines(reader(), [row.key for row in state.questions], state.lines["mode"], editing.key)
    quiz, _errors = quiz_of_state(state, editing.key or UNNAMED)
    html = render_template(
        "authoring/quiz_edit.html",
        editing=editing,
        state=state,
        errors=_placed(editing.errors),
        lines=lines,
        available=_available(quiz),
        seconds=sum(line.seconds for line in lines.values()),
        is_whole=not (quiz.draws or quiz.draw or any(part.draw for part in quiz.sections)),
        modes=mode_choices(),
        behaviours=behaviour_choices(),
        counts=counts_choices(),
        reviews=review_choices(),
        modules=outline(reader()).modules,
        domains=framework(reader()),
        categories=bank_categories(reader()),
        types=TYPES,
        type_label=type_label,
        beginning=beginning,
        picker=_picker(editing),
        versions=history(reader(), editing.desk.item_id) if editing.desk else [],
        field_named=field_named,
    )
    return html, status


def _placed(errors: Mapping[str, str]) -> dict[str, str]:
    """Returns the sentences by the paths that the page knows: what is said of a part's questions stands at the part."""
    known = {}
    for path, said in errors.items():
        start, _dot, rest = path.partition(".")
        known[start if start.startswith("sections[") and rest.startswith("questions") else path] = said
    return known


def _available(quiz: QuizEntry) -> list[int]:
    """Returns how many published questions each draw finds."""
    if not quiz.draws:
        return []
    pool = pool_lines(reader())
    return [len(pool_of(quiz, draw, pool)) for draw in quiz.draws]


def _picker(editing: Editing) -> dict[str, Any]:
    if not editing.is_picking:
        return {"wanted": BankFilter(), "page": None}
    wanted = _wanted()
    return {"wanted": wanted, "page": bank_page(reader(), wanted, 1)}


@blueprint.get("/studio/quizzes/<key:key>/preview")
@access(Permission.AUTHOR)
def quiz_preview(key: str) -> ResponseReturnValue:
    """The quiz as learners meet it, with the questions that it may ask."""
    desk = _desk_or_404(key)
    entry = _quiz_of(desk)
    stored = published_questions(reader(), entry.questions)
    pool = pool_lines(reader()) if entry.draws else []
    return render_template(
        "authoring/quiz_preview.html",
        desk=desk,
        entry=entry,
        quiz=quiz_of(reader(), key),
        stored=stored,
        available=[len(pool_of(entry, draw, pool)) for draw in entry.draws],
        behaviours={value: name for value, name, _hint in behaviour_choices()},
        type_label=type_label,
    )


@blueprint.get("/studio/quizzes/<key:key>/retire")
@access(Permission.AUTHOR)
def ask_retire_quiz(key: str) -> ResponseReturnValue:
    """What taking the quiz off means."""
    return render_template("authoring/quiz_retire.html", desk=_desk_or_404(key))


@blueprint.post("/studio/quizzes/<key:key>/retire")
@access(Permission.AUTHOR)
def retire_quiz_now(key: str) -> ResponseReturnValue:
    """Takes the quiz off the screens; publishing any of its versions puts it back."""
    with write() as session:
        retire_quiz(session, key, the_viewer().id)
    flash(_("Questionnaire retiré : il n’est plus proposé. Les passages et leurs résultats restent."))
    return redirect(url_for("authoring.edit_quiz", key=key), 303)
