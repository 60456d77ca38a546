"""One proof opened by its owner: what it says, and « Contester cette preuve »."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from course.competencies import services
from course.competencies.queries import framework, objections_of, proof_of
from course.competencies.rules import LONGEST_WORDS
from course.foundation.errors import ConflictError, InvalidInputError, NotFoundError
from course.foundation.permissions import Permission
from course.learning import queries
from course.learning.forms import ObjectionForm
from course.learning.views.blueprint import blueprint
from course.learning.views.proofs import objection_words, told
from course.web.access import access, the_viewer
from course.web.i18n import gettext as _
from course.web.messages import sentence
from course.web.transaction import reader, write


@blueprint.get("/proofs/<id:seq>")
@access(Permission.LEARN)
def proof(seq: int) -> ResponseReturnValue:
    """One's own proof, what became of it, and the form that contests it."""
    return _page(seq, "")


def _page(seq: int, error: str, status: int = 200) -> ResponseReturnValue:
    viewer = the_viewer()
    row = proof_of(reader(), viewer.id, seq)
    if row is None:
        raise NotFoundError("error.not_found")
    objections = [one for one in objections_of(reader(), viewer.id) if one.evidence_id == row.id]
    names = {c.key: c for domain in framework(reader()) for c in domain.competencies}
    html = render_template(
        "learning/proof.html",
        proof=told([row], queries.sittings_behind(reader(), viewer.id), objections)[0],
        competencies=[names[key] for key in row.competencies if key in names],
        objections=[(one, objection_words(one)) for one in objections],
        open=next((one for one in objections if one.decided_at is None), None),
        form=ObjectionForm(),
        longest=LONGEST_WORDS,
        error=error,
    )
    return html, status


@blueprint.post("/proofs/<id:seq>")
@access(Permission.LEARN)
def contest(seq: int) -> ResponseReturnValue:
    """Sends an objection to the trainers; what cannot be sent is kept on screen."""
    form = ObjectionForm()
    if not form.validate():
        return _page(seq, next(iter(form.text.errors), sentence("error.bad_request")), 422)
    try:
        with write() as session:
            services.object_to(session, the_viewer().id, seq, form.text.data or "")
    except (InvalidInputError, ConflictError) as refusal:
        return _page(seq, sentence(refusal.message_id, refusal.params), refusal.status)
    flash(_("Votre contestation est partie chez les formateurs. Vous lirez ici leur décision et sa raison."))
    return redirect(url_for("learning.proof", seq=seq), 303)


@blueprint.post("/objections/<id:objection_id>/take-back")
@access(Permission.LEARN)
def take_objection_back(objection_id: int) -> ResponseReturnValue:
    """Takes one's own objection back, as long as nobody decided on it."""
    with write() as session:
        seq = services.take_objection_back(session, the_viewer().id, objection_id)
    flash(_("Votre contestation est retirée : la preuve reste comme elle est."))
    return redirect(url_for("learning.proof", seq=seq), 303)
