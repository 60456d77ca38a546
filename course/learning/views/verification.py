"""The public page that says whether a certificate is genuine and holds, and the way to revoke one with a reason."""

from flask import flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from course.accounts.queries import organisation
from course.competencies.queries import framework
from course.enrolment.queries.issued import CertificateRow, certificate_by_id, certificate_by_token, issued_page
from course.enrolment.queries.refreshers import open_refreshers
from course.enrolment.rules.certificates import LONGEST_REASON
from course.enrolment.services.certificates import note_reading, revoke_certificate
from course.foundation import clock
from course.foundation.errors import ConflictError, InvalidInputError, NotAllowedError, NotFoundError
from course.foundation.permissions import Permission
from course.learning.forms import RevocationForm
from course.learning.views.blueprint import blueprint
from course.learning.views.certificates import line_of
from course.web.access import access, current_viewer, public, the_viewer
from course.web.display import level_name, today
from course.web.i18n import gettext as _
from course.web.i18n import language, ngettext
from course.web.messages import sentence
from course.web.transaction import reader, write

MOST_DIGITS = 7


@blueprint.get("/verify/<token:token>")
@public
def verify(token: str) -> ResponseReturnValue:
    """Whether this certificate is genuine and holds today: name, title, dates, issuer and nothing else. The token is
    not told to any other site, and no search engine keeps the page."""
    row = certificate_by_token(reader(), token)
    if row is None:
        raise NotFoundError("error.not_found")
    issuer, viewer = organisation(reader()), current_viewer()
    is_own = viewer is not None and viewer.id == row.learner_id
    page = make_response(
        render_template(
            "learning/certificate_verify.html",
            line=line_of(row, today()),
            issuer=issuer.name if issuer else "Échéance",
            now=clock.now(),
            is_own=is_own,
            to_read=len(open_refreshers(reader(), row.learner_id)) if is_own else 0,
            may_revoke=viewer is not None and viewer.can(Permission.CERTIFY) and not is_own,
        )
    )
    page.headers["X-Robots-Tag"] = "noindex, nofollow"
    page.headers["Referrer-Policy"] = "no-referrer"
    return page


@blueprint.get("/certificates/issued")
@access(Permission.CERTIFY)
def issued() -> ResponseReturnValue:
    """The certificates that were issued, for who may revoke one."""
    sought, number = request.args.get("q", "").strip()[:80], request.args.get("page", "")
    is_number = number.isascii() and number.isdigit() and len(number) <= MOST_DIGITS
    page = issued_page(reader(), sought, int(number) if is_number else 1)
    lines = [line_of(row, today()) for row in page.rows]
    return render_template("learning/certificates_issued.html", page=page, lines=lines, sought=sought)


@blueprint.get("/certificates/issued/<id:certificate_id>")
@access(Permission.CERTIFY)
def issued_certificate(certificate_id: int) -> ResponseReturnValue:
    """One certificate with what lies behind it, and the form that revokes it; reading it is in the journal."""
    return _issued(certificate_id, "", "", 200)


def _issued(certificate_id: int, reason: str, error: str, status: int) -> ResponseReturnValue:
    row = certificate_by_id(reader(), certificate_id)
    if row is None:
        raise NotFoundError("error.not_found")
    page = render_template(
        "learning/certificate_issued.html",
        line=line_of(row, today()),
        levels=_levels(row),
        is_own=row.learner_id == the_viewer().id,
        reason=reason,
        error=error,
        longest=LONGEST_REASON,
    )
    reader().rollback()  # all has been read: the line is written with no older transaction open beside it
    note_reading(the_viewer().id, row.id, row.learner_id)
    return page, status


def _levels(row: CertificateRow) -> list[tuple[str, str, str]]:
    """Returns what was established: the competency, the level asked for, by how many proofs."""
    names = {c.key: c.named(language()) for domain in framework(reader()) for c in domain.competencies}
    return [
        (
            names.get(level["competency"], level["competency"]),
            level_name(level["level"]),
            ngettext("%(num)s preuve", "%(num)s preuves", level["direct_proofs"]),
        )
        for level in row.basis.get("levels", ())
    ]


@blueprint.post("/certificates/issued/<id:certificate_id>/revoke")
@access(Permission.CERTIFY)
def revoke(certificate_id: int) -> ResponseReturnValue:
    """Revokes a certificate with a reason; a refusal shows the form again, as it was."""
    form = RevocationForm()
    if not form.validate():
        raise InvalidInputError("error.bad_request")
    reason = form.reason.data or ""
    try:
        with write() as session:
            revoke_certificate(session, the_viewer().id, certificate_id, reason)
    except (InvalidInputError, NotAllowedError, ConflictError) as refusal:
        said = sentence(refusal.message_id, refusal.params)
        return _issued(certificate_id, reason, said, refusal.status)
    flash(_("L’attestation est annulée. La page de vérification le dit dès maintenant."))
    return redirect(url_for("learning.issued_certificate", certificate_id=certificate_id), 303)
