"""« Chez nous »: the company's calendar, mandates, contacts and software, in its own words."""

from flask import render_template
from flask.typing import ResponseReturnValue

from course.foundation.permissions import Permission
from course.toolbox.queries.company import company_notes
from course.toolbox.rules import COMPANY
from course.toolbox.views.blueprint import blueprint
from course.web.access import access
from course.web.i18n import gettext as _
from course.web.i18n import marked as _l
from course.web.transaction import reader

COMPANY_WORDS = {
    "dunning": (
        _l("Calendrier de relance"),
        _l("Quand relancer, par quel canal, avec quel ton, pour quels clients."),
    ),
    "mandates": (_l("Mandats"), _l("Qui peut accorder un délai, une remise, un échéancier, et jusqu’à quel montant.")),
    "contacts": (
        _l("Contacts"),
        _l("Qui appeler : juriste, commerce, litiges, assureur, sécurité informatique."),
    ),
    "software": (_l("Outils"), _l("Où sont les comptes, les statuts de facture, les litiges et les modèles.")),
}


@blueprint.get("/toolbox/company")
@access(Permission.LEARN)
def company() -> ResponseReturnValue:
    """The four notes, each with what belongs in it where it is not written yet."""
    notes = company_notes(reader())
    entries = [(key, _(COMPANY_WORDS[key][0]), _(COMPANY_WORDS[key][1]), notes.get(key)) for key in COMPANY]
    return render_template("toolbox/company.html", entries=entries)
