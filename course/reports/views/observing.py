"""« J’ai observé… »: a manager says at which level they saw somebody of their teams, and withdraws it with a reason."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from course.competencies.queries import CompetencyRow, framework, states_of
from course.competencies.rules import LONGEST_WORDS
from course.competencies.services.observing import LONGEST_AGO
from course.foundation import clock
from course.foundation.errors import InvalidInputError, NotFoundError
from course.foundation.permissions import Permission
from course.reports import queries, services
from course.reports.forms import ObservationForm, read_observation, words_of
from course.reports.views.blueprint import blueprint
from course.reports.views.presentation import status_words
from course.reports.views.proofs import proofs_page
from course.web.access import access, the_viewer
from course.web.i18n import gettext as _
from course.web.i18n import language
from course.web.messages import sentence
from course.web.routing import safe_next
from course.web.transaction import reader, write

FIELDS = {  # where each refusal is shown
    "competencies.bad_level": "level",
    "competencies.seen_in_future": "seen_on",
    "competencies.seen_long_ago": "seen_on",
    "competencies.no_day": "seen_on",
    "competencies.comment_needed": "comment",
    "competencies.words_too_long": "comment",
}


@blueprint.get("/people/<id:person_id>/observe")
@access(Permission.SEE_TEAM)
def observe(person_id: int) -> ResponseReturnValue:
    """The form about `?competency=`; without one, the competencies to choose from, those of the job first."""
    person = queries.observable_person(reader(), the_viewer(), person_id)
    key = request.args.get("competency", "")
    if key:
        return _page(person, _competency(key), ObservationForm(None, clock.today(the_viewer().zone), ""), {})
    return render_template(
        "reports/observe_what.html",
        person=person,
        domains=framework(reader()),
        states={s.competency.key: s for s in states_of(reader(), person_id, clock.today(the_viewer().zone))},
        words=status_words(),
        back=_back(person_id),
    )


def _competency(key: str) -> CompetencyRow:
    """Returns the competency. Raises NotFoundError."""
    for domain in framework(reader()):
        for competency in domain.competencies:
            if competency.key == key:
                return competency
    raise NotFoundError("error.not_found")


def _back(person_id: int) -> str:
    return safe_next(request.values.get("back"), url_for("reports.person", person_id=person_id))


def _page(
    person: queries.Seen, competency: CompetencyRow, form: ObservationForm, wrong: dict[str, str], status: int = 200
) -> ResponseReturnValue:
    today = clock.today(the_viewer().zone)
    html = render_template(
        "reports/observe.html",
        person=person,
        competency=competency,
        sentences=[(level, _sentence(competency, level)) for level in range(5)],
        form=form,
        wrong=wrong,
        today=today,
        earliest=today - LONGEST_AGO,
        longest=LONGEST_WORDS,
        back=_back(person.id),
    )
    return html, status


def _sentence(competency: CompetencyRow, level: int) -> str:
    """Returns what somebody of this level does; of level 0, that nothing of it was seen yet."""
    return competency.sentence(level, language()) or _("Rien de ce qui suit n’a encore été vu.")


@blueprint.post("/people/<id:person_id>/observe")
@access(Permission.SEE_TEAM)
def observe_now(person_id: int) -> ResponseReturnValue:
    """Records what was seen; a refusal shows the form again, with the error at its field."""
    viewer = the_viewer()
    person = queries.observable_person(reader(), viewer, person_id)
    competency, form = _competency(request.form.get("competency", "")), read_observation(request.form)
    if missing := form.missing():
        return _page(person, competency, form, {field: sentence(said) for field, said in missing.items()}, 422)
    try:
        with write() as session:
            services.observe(session, viewer, person_id, competency.key, form.level, form.seen_on, form.comment)
    except InvalidInputError as refusal:
        place = FIELDS.get(refusal.message_id, "comment")
        return _page(person, competency, form, {place: sentence(refusal.message_id, refusal.params)}, refusal.status)
    flash(_("C’est noté. %(name)s le lit, avec votre nom, et peut le contester.", name=person.name))
    return redirect(url_for("reports.proofs", person_id=person_id, key=competency.key, _anchor="preuves"), 303)


@blueprint.post("/people/<id:person_id>/observations/<id:evidence_id>/withdraw")
@access(Permission.SEE_TEAM)
def withdraw_observation(person_id: int, evidence_id: int) -> ResponseReturnValue:
    """Withdraws what the viewer said to have seen, with a reason that the person reads."""
    reason, competency = words_of(request.form.get("reason", "")), _competency(request.form.get("competency", ""))
    try:
        with write() as session:
            services.take_observation_back(session, the_viewer(), person_id, evidence_id, reason)
    except InvalidInputError as refusal:
        refused = {"evidence_id": evidence_id, "reason": reason, "error": sentence(refusal.message_id, refusal.params)}
        return proofs_page(person_id, competency.key, refused), refusal.status
    flash(_("Votre observation est retirée : elle ne compte plus, la personne lit votre raison."))
    return redirect(url_for("reports.proofs", person_id=person_id, key=competency.key, _anchor="preuves"), 303)
