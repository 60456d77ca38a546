"""Marking a question again: what it would change first, then with a reason; and taking it back."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from course.accounts.services import record_audit
from course.assessment.queries.regrading import (
    ShownVersion,
    names_of,
    quizzes_showing,
    regrades_of,
    versions_with_uses,
)
from course.assessment.services.regrading import Change, Plan, apply_regrade, plan_regrade, take_back_regrade
from course.authoring.forms.regrade import RegradeForm, regrade_form
from course.authoring.queries import QuestionDesk
from course.authoring.views.blueprint import blueprint
from course.authoring.views.question import question_desk_or_404
from course.authoring.views.question_words import beginning
from course.foundation.errors import ConflictError, InvalidInputError
from course.foundation.permissions import Permission
from course.web.access import access, the_viewer
from course.web.i18n import ngettext
from course.web.messages import sentence
from course.web.transaction import reader, write

MOST_SHOWN = 50


@dataclass(frozen=True, slots=True)
class Line:
    """One attempt whose mark changes; `name` only where it was asked for."""

    change: Change
    name: str

    @property
    def is_up(self) -> bool:
        """Whether it gains."""
        return self.change.mark > self.change.old_mark


@dataclass(frozen=True, slots=True)
class Refused:
    """A version whose answers cannot be judged by the chosen key, and why."""

    number: int
    shown: int
    why: str


@blueprint.get("/studio/questions/<key:key>/regrade")
@access(Permission.AUTHOR)
def regrade(key: str) -> ResponseReturnValue:
    """The choices; with `?look=1` what they would change, with `&names=1` whose marks (written in the journal)."""
    desk = question_desk_or_404(key)
    return _page(desk, _form(desk, request.args), is_look=request.args.get("look") == "1")


def _form(desk: QuestionDesk, sent: Mapping[str, str]) -> RegradeForm:
    versions, quizzes = versions_with_uses(reader(), desk.item_id), quizzes_showing(reader(), desk.item_id)
    return regrade_form(sent, desk.item_id, desk.published_version_id, versions, quizzes, the_viewer().zone)


def _page(
    desk: QuestionDesk, form: RegradeForm, *, is_look: bool, error: str = "", reason: str = "", status: int = 200
) -> ResponseReturnValue:
    versions = versions_with_uses(reader(), desk.item_id)
    plan: Plan | None = None
    if is_look:
        try:
            plan = plan_regrade(reader(), form.wanted)
        except InvalidInputError as refusal:
            error, status = sentence(refusal.message_id, refusal.params), refusal.status
    names = _names(desk, plan) if plan and request.args.get("names") == "1" else {}
    html = render_template(
        "authoring/regrade.html",
        desk=desk,
        title=beginning(desk.title) or desk.key,
        form=form,
        asked=form.asked(),
        versions=versions,
        quizzes=quizzes_showing(reader(), desk.item_id),
        regrades=regrades_of(reader(), desk.item_id),
        plan=plan,
        lines=_lines(plan, names) if plan else [],
        counts=_counts(plan) if plan else {},
        refused=_refused(plan, versions) if plan else [],
        with_names=bool(names),
        error=error,
        reason=reason,
    )
    return html, status


def _largest(plan: Plan) -> list[Change]:
    """Returns one change an attempt, the largest first."""
    by_attempt = {change.attempt_id: change for change in plan.changes}
    return sorted(by_attempt.values(), key=lambda change: (-abs(change.mark - change.old_mark), change.attempt_id))


def _lines(plan: Plan, names: Mapping[int, str]) -> list[Line]:
    return [Line(change, names.get(change.learner_id, "")) for change in _largest(plan)[:MOST_SHOWN]]


def _counts(plan: Plan) -> dict[str, int]:
    moves = [change.mark - change.old_mark for change in _largest(plan)]
    return {"attempts": len(moves), "up": sum(move > 0 for move in moves), "down": sum(move < 0 for move in moves)}


def _refused(plan: Plan, versions: Iterable[ShownVersion]) -> list[Refused]:
    return [
        Refused(version.number, version.shown, sentence(plan.refused[version.version_id]))
        for version in versions
        if version.version_id in plan.refused
    ]


def _names(desk: QuestionDesk, plan: Plan) -> dict[int, str]:
    """Returns whose marks are on screen; for each of them the journal says that they were read."""
    shown: Sequence[int] = sorted({change.learner_id for change in _largest(plan)[:MOST_SHOWN]})
    names = names_of(reader(), shown)
    with write() as session:
        for person_id in shown:
            record_audit(session, "regrade.names_read", the_viewer().id, person_id, {"question": desk.key})
    return names


@blueprint.post("/studio/questions/<key:key>/regrade")
@access(Permission.AUTHOR)
def regrade_now(key: str) -> ResponseReturnValue:
    """Does what was looked at, if it is still that."""
    desk = question_desk_or_404(key)
    form = _form(desk, request.form)
    reason = request.form.get("reason", "").replace("\0", "\ufffd")[:500]
    try:
        with write() as session:
            done = apply_regrade(session, the_viewer().id, form.wanted, reason, request.form.get("digest", ""))
    except (InvalidInputError, ConflictError) as refusal:
        said = sentence(refusal.message_id, refusal.params)
        return _page(desk, form, is_look=True, error=said, reason=reason, status=refusal.status)
    count = len({change.attempt_id for change in done.changes})
    flash(ngettext("%(num)s passage noté de nouveau.", "%(num)s passages notés de nouveau.", count))
    return redirect(url_for("authoring.regrade", key=key, _anchor="faites"), 303)


@blueprint.post("/studio/questions/<key:key>/regrade/<id:regrade_id>/take-back")
@access(Permission.AUTHOR)
def take_regrade_back(key: str, regrade_id: int) -> ResponseReturnValue:
    """Restores the grades that stood before; what was marked anew since stays."""
    desk = question_desk_or_404(key)
    with write() as session:
        restored, left = take_back_regrade(session, the_viewer().id, desk.item_id, regrade_id)
    flash(ngettext("%(num)s note rétablie.", "%(num)s notes rétablies.", restored))
    if left:
        flash(
            ngettext(
                "%(num)s autre a été revue depuis : elle reste comme elle est.",
                "%(num)s autres ont été revues depuis : elles restent comme elles sont.",
                left,
            )
        )
    return redirect(url_for("authoring.regrade", key=key, _anchor="faites"), 303)
