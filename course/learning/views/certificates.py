"""« Attestations »: what one holds and until when, what is missing for the others, what to read again; the file."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from flask import current_app, flash, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from course.accounts.queries import organisation
from course.assessment.queries.finals import FinalState, finals_of
from course.competencies.queries import CompetencyRow, framework
from course.enrolment.formats.certificate_pdf import CertificateSheet, certificate_pdf
from course.enrolment.queries.certificates import CertificationRow, certifications, standings_of
from course.enrolment.queries.issued import CertificateRow, certificate_of, certificates_of
from course.enrolment.queries.refreshers import RefresherRow, open_refreshers
from course.enrolment.rules.certificates import Met, State, are_established, last_day, requirements_met
from course.enrolment.services.refreshers import settle_refresher
from course.foundation import clock
from course.foundation.errors import ConflictError, NotFoundError
from course.foundation.permissions import Permission
from course.foundation.settings import Settings
from course.learning.views.blueprint import blueprint
from course.web.access import access, the_viewer
from course.web.display import day, level_name, local
from course.web.i18n import gettext as _
from course.web.i18n import language, ngettext
from course.web.transaction import Session, reader, write


@blueprint.get("/certificates")
@access(Permission.LEARN)
def certificates() -> ResponseReturnValue:
    """What the person holds, what is missing for the others, what to read again."""
    viewer = the_viewer()
    today = clock.today(viewer.zone)
    rows = certificates_of(reader(), viewer.id)
    held = [line_of(row, today) for row in rows]
    refreshers = open_refreshers(reader(), viewer.id)
    return render_template(
        "learning/certificates.html",
        held=latest_lines(rows, today),
        earlier=_earlier(held),
        goals=_goals(reader(), viewer.id, held, today),
        refreshers=refreshers,
        refresher_words=refresher_words,
    )


@blueprint.get("/certificates/<id:certificate_id>.pdf")
@access(Permission.LEARN)
def certificate_file(certificate_id: int) -> ResponseReturnValue:
    """The person's own certificate as an accessible PDF, in the language of the screens."""
    row = certificate_of(reader(), the_viewer().id, certificate_id)
    if row is None:
        raise NotFoundError("error.not_found")
    if row.revoked_at is not None:
        raise ConflictError("certificates.revoked_no_file")
    sheet = sheet_of(reader(), row)
    reader().rollback()  # all has been read: the page is set with no transaction open
    answer = make_response(certificate_pdf(sheet))
    answer.headers["Content-Type"] = "application/pdf"
    answer.headers["Content-Disposition"] = f'attachment; filename="attestation-{row.certification_key}.pdf"'
    return answer


@blueprint.post("/certificates/refreshers/<id:refresher_id>")
@access(Permission.LEARN)
def reread(refresher_id: int) -> ResponseReturnValue:
    """« C’est relu »."""
    with write() as session:
        settle_refresher(session, the_viewer().id, refresher_id)
    flash(_("C’est noté : relu aujourd’hui."))
    return redirect(url_for("learning.certificates"), 303)


# --- What one holds ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CertificateLine:
    """A certificate as a line: its state in words, and where today stands between its issue and its end, 0 to 1."""

    row: CertificateRow
    name: str
    state: State
    words: str
    issued_on: date
    place: float
    is_expiring: bool


def line_of(row: CertificateRow, today: date) -> CertificateLine:
    """Returns the line of a certificate."""
    issued_on = local(row.issued_at).date()
    span = (row.valid_until - issued_on).days if row.valid_until else 0
    place = (today - issued_on).days / span if span > 0 else 0.0
    return CertificateLine(
        row,
        row.named(language()),
        row.state(today),
        state_words(row, today),
        issued_on,
        min(1.0, max(0.0, place)),
        row.is_expiring(today),
    )


def state_words(row: CertificateRow, today: date) -> str:
    """Returns « valable jusqu’au 28 novembre 2028 », and likewise what is expired or revoked."""
    match row.state(today):
        case "revoked":
            return _("annulée le %(day)s", day=day(row.revoked_at or row.issued_at))
        case "expired":
            return _("expirée depuis le %(day)s", day=day(row.valid_until or today))
        case _ if row.valid_until is None:
            return _("valable sans limite de durée")
    return _("valable jusqu’au %(day)s", day=day(row.valid_until))


def latest_lines(rows: Sequence[CertificateRow], today: date) -> list[CertificateLine]:
    """Returns the line of the certificate issued last of each certification; the rows come newest first."""
    latest: dict[int, CertificateRow] = {}
    for row in rows:
        latest.setdefault(row.certification_item_id, row)
    return [line_of(row, today) for row in latest.values()]


def _earlier(held: Sequence[CertificateLine]) -> list[CertificateLine]:
    kinds = [line.row.certification_item_id for line in held]
    return [line for place, line in enumerate(held) if kinds[place] in kinds[:place]]


def refresher_words(row: RefresherRow) -> str:
    """Returns why something is to be read again."""
    if row.kind == "law":
        return _("le texte ou ses dates ont changé le %(day)s", day=day(row.proposed_at))
    if row.message:
        return _("le %(day)s : « %(said)s »", day=day(row.proposed_at), said=row.message)
    return _("ce qui y est enseigné a changé le %(day)s", day=day(row.proposed_at))


# --- What is missing -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that a certificate asks for, and where the person is with it."""

    name: str
    words: str
    is_done: bool
    url: str


@dataclass(frozen=True, slots=True)
class Goal:
    """A certification that the person does not hold, or not for long: what is done, what is missing."""

    name: str
    why: str
    steps: tuple[Step, ...]
    ready: str
    holds: str

    @property
    def missing(self) -> int:
        """How many steps are missing."""
        return sum(not step.is_done for step in self.steps)


def _goals(session: Session, learner_id: int, held: Sequence[CertificateLine], today: date) -> list[Goal]:
    """Returns the goals, what is nearest first; four statements whatever their number."""
    known = certifications(session)
    lasting = {line.row.certification_item_id for line in held if line.state == "valid" and not line.is_expiring}
    wanted = [one for one in known if one.item_id not in lasting]
    if not wanted:
        return []
    keys = {key for one in wanted for key in one.requirements}
    standings = standings_of(session, [learner_id], keys).get(learner_id, {})
    finals = finals_of(session, learner_id, {one.final_quiz_key for one in wanted})
    names = {c.key: c for domain in framework(session) for c in domain.competencies}
    goals = []
    for one in wanted:
        met = requirements_met(one.requirements, standings)
        before = next((line for line in held if line.row.certification_item_id == one.item_id), None)
        goals.append(_goal(one, met, _counting(finals.get(one.final_quiz_key), before), names, before, today))
    return sorted(goals, key=lambda goal: goal.missing)


def _counting(final: FinalState | None, before: CertificateLine | None) -> FinalState:
    """Returns the final as it counts for the next certificate: one that earned the last earns no other."""
    if final is None:
        return FinalState()
    is_used = before is not None and final.passed_at is not None and final.passed_at <= before.row.issued_at
    return FinalState(None, final.is_waiting) if is_used else final


def _goal(
    one: CertificationRow,
    met: Sequence[Met],
    final: FinalState,
    names: Mapping[str, CompetencyRow],
    before: CertificateLine | None,
    today: date,
) -> Goal:
    steps = [_level_step(level, names.get(level.key)) for level in met]
    url = url_for("assessment.quiz", key=one.final_quiz_key)
    steps.append(Step(_("Évaluation finale"), _final_words(final), final.passed_at is not None, url))
    is_ready = are_established(met) and final.passed_at is not None
    end = last_day(one.validity, today)
    return Goal(
        one.named(language()),
        _("à renouveler : %(words)s", words=before.words) if before else "",
        tuple(steps),
        _("Tout est réuni : l’attestation vous sera délivrée la nuit prochaine.") if is_ready else "",
        _("Délivrée aujourd’hui, elle vaudrait jusqu’au %(day)s.", day=day(end)) if end else "",
    )


def _level_step(level: Met, competency: CompetencyRow | None) -> Step:
    name = competency.named(language()) if competency else level.key
    asked = _("au moins « %(level)s »", level=level_name(level.level))
    url = url_for("learning.competency", key=level.key) if competency else ""
    return Step(name, f"{asked} · {level_words(level)}", level.is_met, url)


def level_words(level: Met) -> str:
    """Returns what the proofs say of a level that is asked for."""
    verdict = level.verdict
    if verdict.status == "to_measure":
        return ngettext("à mesurer : encore %(num)s preuve", "à mesurer : encore %(num)s preuves", verdict.missing)
    if verdict.status == "to_confirm" and verdict.reason:
        return _("à confirmer par une observation")
    return {"met": _("établi"), "gap": _("pas encore atteint"), "to_confirm": _("pas encore établi")}[verdict.status]


def _final_words(final: FinalState) -> str:
    if final.passed_at is not None:
        return _("réussie le %(day)s", day=day(final.passed_at))
    if final.is_waiting:
        return _("une réponse attend d’être notée")
    return _("à réussir")


# --- The file ------------------------------------------------------------------------------------------------------


def verify_address(token: str) -> str:
    """Returns the whole address at which anybody verifies a certificate."""
    settings: Settings = current_app.extensions["settings"]
    return settings.address + url_for("learning.verify", token=token)


def sheet_of(session: Session, row: CertificateRow) -> CertificateSheet:
    """Returns what the page of a certificate says, in the language of the screens."""
    issuer = organisation(session)
    names = {c.key: c.named(language()) for domain in framework(session) for c in domain.competencies}
    title = row.named(language())
    end = day(row.valid_until) if row.valid_until else _("sans limite de durée")
    return CertificateSheet(
        language=language(),
        document_title=_("Attestation : %(title)s, %(name)s", title=title, name=row.holder_name),
        organisation=issuer.name if issuer else "Échéance",
        kind=_("Attestation"),
        title=title,
        granted=_("délivrée à"),
        holder=row.holder_name,
        sentence=_(
            "L’évaluation finale est réussie, et chaque niveau ci-dessous est établi par au moins trois preuves."
        ),
        levels_title=_("Niveaux établis"),
        columns=(_("Compétence"), _("Niveau, au moins")),
        levels=tuple((names.get(key, key), level_name(level)) for key, level in row.requirements.items()),
        dates_title=_("Validité"),
        dates=((_("Délivrée le"), day(row.issued_at)), (_("Valable jusqu’au"), end)),
        verify=_("Cette adresse dit si l’attestation est toujours valable :"),
        url=verify_address(row.token),
        issued_at=row.issued_at,
    )
