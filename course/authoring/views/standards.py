"""« Seuils des niveaux »: an expert says who just answers which question, and the levels of a competency follow."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from course.authoring.forms.standard import LEVELS, LONGEST_NOTE, StandardForm, standard_form
from course.authoring.queries.standards import (
    JudgedQuestion,
    LevelChanges,
    level_changes,
    questions_to_judge,
    standard_facts,
    standards_of,
)
from course.authoring.services.standards import cuts_of
from course.authoring.views import reliability_words as words
from course.authoring.views.blueprint import blueprint
from course.authoring.views.question_words import beginning
from course.competencies.queries import CompetencyRow, framework
from course.competencies.services import clear_standard, set_standard
from course.foundation import clock
from course.foundation.errors import CourseError, InvalidInputError, NotFoundError
from course.foundation.permissions import Permission
from course.web.access import access, the_viewer
from course.web.display import level_name
from course.web.i18n import gettext as _
from course.web.messages import sentence
from course.web.transaction import reader, write
from quizzes.ability import DEFAULT_CUTS

WHOLE: Final = 600  # characters: a judge reads what is asked
WIDEST: Final = 2.5  # sd on either side of the middle that the drawing shows
Cuts = Sequence[float]


@blueprint.get("/studio/standards")
@access(Permission.AUTHOR)
def standards() -> ResponseReturnValue:
    """Every competency: by the usual cuts, or by its own and whose."""
    return render_template("authoring/standards.html", domains=framework(reader()), facts=standard_facts(reader()))


@blueprint.get("/studio/standards/<competency:key>")
@access(Permission.AUTHOR)
def standard(key: str) -> ResponseReturnValue:
    """The questions of a competency by difficulty, each with the level that was last said of it."""
    past = standards_of(reader(), key)
    said = past[0].judgements if past and past[0].cuts else {}
    return _page(key, StandardForm(said, ""))


@blueprint.post("/studio/standards/<competency:key>")
@access(Permission.AUTHOR)
def set_standard_now(key: str) -> ResponseReturnValue:
    """Shows what follows from the judgements (`do=look`), keeps them (`do=keep`), or goes back to the usual cuts."""
    action = request.form.get("do", "")
    form = standard_form(request.form, (one.key for one in _questions(key)))
    if action == "look":
        return _page(key, form, is_look=True)
    try:
        with write() as session:
            if action == "usual":
                clear_standard(session, key, form.note, the_viewer().id)
            else:
                set_standard(session, key, form.judgements, form.note, the_viewer().id)
    except InvalidInputError as refusal:
        return _page(key, form, is_look=action != "usual", error=_said(refusal), status=refusal.status)
    flash(_("Les seuils habituels valent de nouveau.") if action == "usual" else _("Les seuils sont enregistrés."))
    return redirect(url_for("authoring.standard", key=key), 303)


def _questions(key: str) -> list[JudgedQuestion]:
    return questions_to_judge(reader(), key, clock.now())


@dataclass(frozen=True, slots=True)
class Look:
    """What would follow: the cuts, and who would change level."""

    cuts: Cuts
    changes: LevelChanges


def _page(
    key: str, form: StandardForm, *, is_look: bool = False, error: str = "", status: int = 200
) -> ResponseReturnValue:
    competency, facts = _competency(key), standard_facts(reader())[key]
    questions, now = _questions(key), facts.cuts or DEFAULT_CUTS
    look: Look | None = None
    if is_look:
        try:
            cuts = cuts_of(questions, form.judgements)
            look = Look(cuts, level_changes(reader(), key, now, cuts))
        except InvalidInputError as refusal:
            error, status = error or _said(refusal), refusal.status
    html = render_template(
        "authoring/standard.html",
        competency=competency,
        questions=[(one, beginning(one.text, WHOLE) or one.key) for one in questions],
        form=form,
        counts=[sum(level == said for said in form.judgements.values()) for level in LEVELS],
        facts=facts,
        cuts=now,
        usual=DEFAULT_CUTS,
        look=look,
        back=level_changes(reader(), key, now, DEFAULT_CUTS) if facts.cuts else None,
        past=standards_of(reader(), key),
        **_drawing(),
        error=error,
        levels=LEVELS,
        longest=LONGEST_NOTE,
    )
    return html, status


def _drawing() -> dict[str, Any]:
    return {
        "at": lambda value: min(max((value + WIDEST) / (2 * WIDEST), 0.0), 1.0),
        "difficulty": words.difficulty_words,
        "step_of": words.step_of,
        "step_word": words.step_word,
    }


def _competency(key: str) -> CompetencyRow:
    for domain in framework(reader()):
        for competency in domain.competencies:
            if competency.key == key:
                return competency
    raise NotFoundError("error.not_found")


def _said(refusal: CourseError) -> str:
    """Returns the sentence of a refusal, with levels by their names."""
    found = {name: refusal.params.get(name) for name in ("level", "below")}
    names = {name: level_name(level) for name, level in found.items() if isinstance(level, int)}
    return sentence(refusal.message_id, {**refusal.params, **names})
