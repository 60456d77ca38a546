"""What every page needs: the viewer, the language, the theme, the navigation of the person's roles."""

from dataclasses import dataclass

from flask import Flask, request, url_for
from markupsafe import Markup

from course.foundation.permissions import Permission, Viewer
from course.web.access import current_viewer
from course.web.form_tokens import form_token
from course.web.i18n import gettext as _
from course.web.i18n import language
from course.web.i18n import marked as _l


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the navigation."""

    label: str
    url: str
    is_here: bool


# endpoint, label, permission; French labels are translated when shown
NAVIGATION: tuple[tuple[str, str, Permission], ...] = (
    ("learning.home", _l("Parcours"), Permission.LEARN),
    ("learning.competencies", _l("Compétences"), Permission.LEARN),
    ("reports.team", _l("Équipe"), Permission.SEE_TEAM),
    ("authoring.studio", _l("Atelier"), Permission.AUTHOR),
    ("accounts.people", _l("Personnes"), Permission.ADMINISTER),
)


def navigation(viewer: Viewer | None) -> list[Entry]:
    """Returns the entries that the viewer's roles open."""
    if viewer is None:
        return []
    return [
        Entry(_(label), url_for(endpoint), (request.endpoint or "") == endpoint)
        for endpoint, label, permission in NAVIGATION
        if viewer.can(permission)
    ]


def csrf_field() -> Markup:
    """Returns the hidden field that every form of ours carries."""
    return Markup('<input type="hidden" name="csrf_token" value="{}">').format(form_token())


def install_layout(app: Flask) -> None:
    """Gives templates what the layout needs."""
    app.jinja_env.globals["csrf_field"] = csrf_field

    @app.context_processor
    def _page() -> dict[str, object]:
        viewer = current_viewer()
        theme = request.cookies.get("theme")
        here = request.full_path.rstrip("?") if request.method == "GET" else url_for("learning.home")
        return {
            "viewer": viewer,
            "page_language": language(),
            "theme": theme if theme in {"light", "dark"} else None,
            "navigation": navigation(viewer),
            "here": here,
        }
