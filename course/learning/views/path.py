"""« Parcours proposé »: its steps in words, what each is made of, and why a manager changed one."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from course.catalogue.queries import LessonCard, Outline, outline
from course.enrolment.queries import PathRow, completed_item_ids, path_of, read_since
from course.enrolment.services import propose_path
from course.foundation import clock
from course.foundation.permissions import Permission
from course.learning.views.blueprint import blueprint
from course.learning.views.played import kind_of, page_of, plays_for
from course.simulations.queries.standing import Played, published_plays
from course.web.access import access, the_viewer
from course.web.display import level_name
from course.web.i18n import gettext as _
from course.web.i18n import language, ngettext
from course.web.transaction import reader, write

PLAYED = ("simulation", "workshop")  # formats that are played, beside what is read


@blueprint.get("/path")
@access(Permission.LEARN)
def path() -> ResponseReturnValue:
    """The path proposed to the person, step by step."""
    viewer = the_viewer()
    rows = path_of(reader(), viewer.id)
    since = rows[0].proposed_at if rows else clock.now()
    read = read_since(reader(), viewer.id, since)
    return render_template(
        "learning/path.html",
        groups=groups(
            step_lines(
                rows, outline(reader()), read, completed_item_ids(reader(), viewer.id), published_plays(reader())
            )
        ),
        page_of=page_of,
        kind_of=kind_of,
        count=len(rows),
        minutes=sum(row.minutes for row in rows),
        proposed_at=since,
        formats=format_names(),
    )


@blueprint.post("/path")
@access(Permission.LEARN)
def renew_path() -> ResponseReturnValue:
    """Proposes a path anew, from the levels as they stand."""
    viewer = the_viewer()
    with write() as session:
        count = propose_path(session, viewer.id, clock.today(viewer.zone))
    flash(
        ngettext("Votre parcours compte %(num)s étape.", "Votre parcours compte %(num)s étapes.", count)
        if count
        else _("Rien n’est à travailler pour votre poste aujourd’hui.")
    )
    return redirect(url_for("learning.path"), 303)


@dataclass(frozen=True, slots=True)
class StepLine:
    """A step as the person reads it; `lessons`, each with its state: « new », « read » since the path was proposed, or
    « again », read before it; `plays`: calls and workshops of the competency, where the format is to play."""

    row: PathRow
    name: str
    words: str
    format: str
    how: str
    lessons: tuple[tuple[LessonCard, str], ...]
    plays: tuple[Played, ...] = ()

    @property
    def is_done(self) -> bool:
        """Whether nothing is left but to be measured again: a step of lessons, all read since."""
        return (
            bool(self.lessons)
            and self.row.format == "lesson"
            and all(state == "read" for _lesson, state in self.lessons)
        )


def step_lines(
    rows: Sequence[PathRow],
    outline: Outline,
    since: Collection[int],
    ever: Collection[int],
    published: Sequence[Played] = (),
) -> list[StepLine]:
    """Returns the steps in words; `since`, `ever`: the items completed since the path was proposed, and at all. Lessons
    that were taken off meanwhile are left out."""
    lessons = {lesson.item_id: lesson for lesson in outline.lessons}
    return [
        StepLine(
            row,
            row.named(language()),
            words_of(row),
            format_names()[row.format],
            _how(row),
            tuple(
                (lessons[item_id], "read" if item_id in since else "again" if item_id in ever else "new")
                for item_id in row.item_ids
                if item_id in lessons
            ),
            plays_for(published, row.competency_key) if row.format in PLAYED else (),
        )
        for row in rows
    ]


def groups(steps: Sequence[StepLine]) -> list[tuple[str, list[tuple[int, StepLine]]]]:
    """Returns the steps with their numbers under what they are: gaps, to confirm, to measure."""
    titles = {"gap": _("Écarts"), "to_confirm": _("À confirmer"), "to_measure": _("À mesurer")}
    numbered = list(enumerate(steps, start=1))
    found = [(titles[status], [one for one in numbered if one[1].row.status == status]) for status in titles]
    return [group for group in found if group[1]]


def format_names() -> dict[str, str]:
    """Returns the formats as one says them."""
    return {
        "lesson": _("leçon"),
        "simulation": _("simulation"),
        "workshop": _("atelier"),
        "seminar": _("séminaire entre services"),
    }


def words_of(row: PathRow) -> str:
    """Returns where the person stood when the path was proposed."""
    required = level_name(row.required)
    if row.level is None:
        return _("attendu : %(required)s", required=required)
    return _("%(level)s ; attendu : %(required)s", level=level_name(row.level), required=required)


def _how(row: PathRow) -> str:
    if row.status == "to_measure" and row.format == "lesson":
        return _("Rien à apprendre d’abord : trois questions de « Faire le point » suffisent pour savoir.")
    if row.status == "to_confirm" and row.format == "lesson":
        return _("Vos preuves hésitent : relire au besoin, puis quelques questions de plus.")
    return {
        "lesson": _("Une notion : lire, puis refaire le point."),
        "simulation": _("Un geste : il s’apprend en le faisant, à voix haute, puis en le relisant."),
        "workshop": _("Un cas travaillé à plusieurs : la date se fixe avec votre responsable."),
        "seminar": _("Cela se règle avec les autres services : la date se fixe avec votre responsable."),
    }[row.format]
