"""What home says of certificates: one that was just issued, one that ends soon, something to read again."""

from collections.abc import Sequence
from datetime import date, timedelta

from flask import url_for

from course.enrolment.queries.issued import CertificateNews
from course.learning.views.due import Due
from course.web.display import brief_day, day, local
from course.web.i18n import gettext as _
from course.web.i18n import language, ngettext

NEW_FOR = timedelta(days=14)


def certificate_lines(news: Sequence[CertificateNews], today: date) -> list[Due]:
    """Returns the lines of home about certificates that hold; none where there is nothing new."""
    url, lines, seen = url_for("learning.certificates"), [], set()
    for row in news:
        if row.state(today) != "valid" or row.certification_item_id in seen:
            continue
        seen.add(row.certification_item_id)  # they come newest first: an older one of the same kind says nothing
        name = row.named(language())
        if row.is_expiring(today) and row.valid_until is not None:
            beside = _("attestation à renouveler avant cette date")
            lines.append(Due(brief_day(row.valid_until), row.valid_until, False, name, url, beside))
        elif local(row.issued_at).date() + NEW_FOR > today:
            lines.append(Due(_("obtenue"), None, False, name, url, _("attestation du %(day)s", day=day(row.issued_at))))
    to_read = {key for row in news if row.state(today) == "valid" for key in row.to_read}
    if to_read:
        title = ngettext("%(num)s texte à relire", "%(num)s textes à relire", len(to_read))
        lines.append(Due(_("à relire"), None, False, title, url, _("derrière vos attestations, qui restent valables")))
    return lines
