"""What every page needs: the viewer, the language, the theme, the navigation of the person's roles."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from flask import Flask, current_app, request, url_for
from markupsafe import Markup

from course.foundation.permissions import Permission, Viewer
from course.web.access import current_viewer
from course.web.form_tokens import form_token
from course.web.i18n import gettext as _
from course.web.i18n import language
from course.web.i18n import marked as _l


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the navigation; `current` as `aria-current` says it: « page », « true » on a page that belongs to
    it, else nothing."""

    label: str
    url: str
    current: str


# endpoint, label, permission; French labels are translated when shown
NAVIGATION: tuple[tuple[str, str, Permission], ...] = (
    ("learning.home", _l("Parcours"), Permission.LEARN),
    ("assessment.review_card", _l("Réviser"), Permission.LEARN),
    ("learning.competencies", _l("Compétences"), Permission.LEARN),
    ("toolbox.toolbox", _l("Outils"), Permission.LEARN),
    ("reports.team", _l("Équipe"), Permission.SEE_TEAM),
    ("authoring.studio", _l("Atelier"), Permission.AUTHOR),
    ("accounts.people", _l("Personnes"), Permission.ADMINISTER),
)

# pages that belong to an entry without being in the menu themselves
PART_OF = dict.fromkeys(("learning.tracks_page", "learning.track", "learning.module", "learning.path"), "learning.home")


def navigation(viewer: Viewer | None) -> list[Entry]:
    """Returns the entries that the viewer's roles open."""
    if viewer is None:
        return []
    here = request.endpoint or ""
    return [
        Entry(
            _(label), path_to(endpoint), "page" if here == endpoint else "true" if PART_OF.get(here) == endpoint else ""
        )
        for endpoint, label, permission in NAVIGATION
        if viewer.can(permission)
    ]


def csrf_field() -> Markup:
    """Returns the hidden field that every form of ours carries."""
    return Markup('<input type="hidden" name="csrf_token" value="{}">').format(form_token())


def path_to(endpoint: str, **values: Any) -> str:
    """Returns what `url_for` returns; the address of a page without variables, of which each page has twenty, is built
    once for the place under which the site is mounted."""
    if values or endpoint.startswith("."):
        return url_for(endpoint, **values)
    return _path_to(current_app._get_current_object(), request.script_root, endpoint)  # type: ignore[attr-defined]  # noqa: SLF001 - unwraps


@lru_cache(maxsize=512)
def _path_to(_app: Flask, _script_root: str, endpoint: str) -> str:
    return url_for(endpoint)


def install_layout(app: Flask) -> None:
    """Gives templates what the layout needs."""
    app.jinja_env.globals["csrf_field"] = csrf_field
    app.jinja_env.globals["url_for"] = path_to

    @app.context_processor
    def _page() -> dict[str, object]:
        viewer = current_viewer()
        theme = request.cookies.get("theme")
        here = request.full_path.rstrip("?") if request.method == "GET" else path_to("learning.home")
        return {
            "viewer": viewer,
            "page_language": language(),
            "theme": theme if theme in {"light", "dark"} else None,
            "navigation": navigation(viewer),
            "here": here,
        }
