"""Which permission a route asks for; a route that declares none keeps the application from starting."""

from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar, cast

from flask import Flask, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from course.foundation.errors import NotAllowedError
from course.foundation.permissions import Permission, Viewer

P = ParamSpec("P")
F = TypeVar("F", bound=Callable[..., Any])
View = Callable[P, ResponseReturnValue]
DECLARED = "access_declared"


def access(permission: Permission) -> Callable[[View[P]], View[P]]:
    """Declares what the view asks for. Anonymous readers are sent to sign in; others without it get a 403."""

    def decorate(view: View[P]) -> View[P]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
            viewer = current_viewer()
            if viewer is None:
                return _sign_in_first()
            if not viewer.can(permission):
                raise NotAllowedError("access.denied")
            return view(*args, **kwargs)

        setattr(guarded, DECLARED, permission)
        return guarded

    return decorate


def public(view: F) -> F:
    """Declares that anybody may open the view."""
    setattr(view, DECLARED, "public")
    return view


def current_viewer() -> Viewer | None:
    """Returns the person asking, or None where nobody is signed in (or the database cannot say)."""
    if g.get("database_is_away"):
        return None
    user = current_user._get_current_object()  # noqa: SLF001 - the documented way to unwrap the proxy
    return cast("Viewer", user) if user.is_authenticated else None


def the_viewer() -> Viewer:
    """Returns the person asking inside a view that `access` guards."""
    viewer = current_viewer()
    if viewer is None:
        raise NotAllowedError("access.denied")
    return viewer


def _sign_in_first() -> ResponseReturnValue:
    if request.accept_mimetypes.best == "application/json":
        return {"error": "signed_out"}, 401
    return redirect(url_for("accounts.sign_in", next=_page_asked_for()), 303)


def _page_asked_for() -> str | None:
    """Returns the path to come back to after signing in: for a form, the page it stood on (our own, or none)."""
    if request.method == "GET":
        return request.full_path.rstrip("?")
    page = request.referrer or ""
    return page.removeprefix(request.host_url.rstrip("/")) if page.startswith(request.host_url) else None


def check_every_route(app: Flask) -> None:
    """Raises RuntimeError that names the routes without a declared permission: denied by default."""
    missing = [
        f"{rule.rule} ({rule.endpoint})"
        for rule in app.url_map.iter_rules()
        if not hasattr(app.view_functions[rule.endpoint], DECLARED)
    ]
    if missing:
        message = "routes without a declared permission: " + ", ".join(sorted(missing))
        raise RuntimeError(message)
