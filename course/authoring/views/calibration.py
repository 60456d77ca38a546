"""« Calibration »: how answers move the difficulties of questions, what each night changed, and a night at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from course.authoring.forms import whole_of
from course.authoring.queries.misfits import MeasuredVersion, flags_on_desk, measured_versions
from course.authoring.views import reliability_words as words
from course.authoring.views.blueprint import blueprint
from course.authoring.views.question_words import beginning
from course.competencies.queries.reliability import (
    CalibrationRow,
    calibrations,
    waiting_for_calibration,
)
from course.competencies.services import run_calibration
from course.foundation.permissions import Permission
from course.web.access import access, the_viewer
from course.web.i18n import gettext as _
from course.web.i18n import ngettext
from course.web.transaction import reader, write
from quizzes.ability import LEARNERS_NEEDED

MOST_SHOWN: Final = 30
MOST_MOVES: Final = 50


@dataclass(frozen=True, slots=True)
class Move:
    """A difficulty that moved: of which question, from b to b, with the answers that moved it."""

    version: MeasuredVersion
    title: str
    from_b: float
    b: float
    answers: int

    @property
    def has_new_step(self) -> bool:
        """Whether it is now nearer to another step of the authors' scale."""
        return words.step_of(self.from_b) != words.step_of(self.b)


@dataclass(frozen=True, slots=True)
class CalibrationLine:
    """A calibration in the history; `moved` says how many difficulties it moved."""

    row: CalibrationRow
    status: str
    moved: int


@blueprint.get("/studio/calibration")
@access(Permission.AUTHOR)
def calibration() -> ResponseReturnValue:
    """The last calibrations, and what one of them changed: the one of `?of=`, else the latest."""
    rows = calibrations(reader(), MOST_SHOWN)
    chosen = whole_of(request.args.get("of"))
    opened = next((row for row in rows if row.id == chosen), rows[0] if rows else None)
    moved = opened.moves if opened else []
    return render_template(
        "authoring/calibration.html",
        lines=[CalibrationLine(row, status_words(row), len(row.moves)) for row in rows],
        opened=opened,
        opened_status=status_words(opened) if opened else "",
        moves=_moves(moved[:MOST_MOVES]),
        more=max(0, len(moved) - MOST_MOVES),
        waiting=waiting_for_calibration(reader()),
        needed=LEARNERS_NEEDED,
        flagged=len(flags_on_desk(reader())),
        step_of=words.step_of,
        step_word=words.step_word,
        difficulty=words.difficulty_words,
    )


@blueprint.get("/studio/calibration/now")
@access(Permission.AUTHOR)
def ask_calibration() -> ResponseReturnValue:
    """What a calibration at once would work with, before it is run."""
    return render_template(
        "authoring/calibration_now.html", waiting=waiting_for_calibration(reader()), needed=LEARNERS_NEEDED
    )


@blueprint.post("/studio/calibration")
@access(Permission.AUTHOR)
def calibrate_now() -> ResponseReturnValue:
    """Runs the nightly step at once."""
    with write() as session:
        calibration_id = run_calibration(session, the_viewer().id)
    if calibration_id is None:
        flash(_("Aucune nouvelle réponse depuis la dernière calibration : rien n’a changé."))
    else:
        _tell(len(calibrations(reader(), 1)[0].moves))
    return redirect(url_for("authoring.calibration", of=calibration_id, _anchor="change"), 303)


def _tell(moved: int) -> None:
    some = ngettext("%(num)s difficulté a bougé.", "%(num)s difficultés ont bougé.", moved)
    flash(some if moved else _("Aucune difficulté n’a bougé."))


def status_words(row: CalibrationRow) -> str:
    """Returns in which state the scale was left: frozen before there are enough people, else anchored."""
    if row.status == "frozen":
        return _("Figée : %(learners)s personnes sur %(needed)s", learners=row.learners, needed=LEARNERS_NEEDED)
    return _("Ancrée")


def _moves(items: Sequence[Mapping[str, Any]]) -> list[Move]:
    versions = measured_versions(reader(), [item["version_id"] for item in items]) if items else {}
    return [
        Move(
            versions[item["version_id"]],
            beginning(versions[item["version_id"]].title) or versions[item["version_id"]].key,
            item["from_b"],
            item["b"],
            item["answers"],
        )
        for item in items
        if item["version_id"] in versions
    ]
