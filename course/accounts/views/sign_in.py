"""Signing in and out, one's own account, language and theme."""

from flask import flash, make_response, redirect, render_template, request, url_for
from flask import session as cookie
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Request, Response

from course.accounts import queries, services
from course.accounts.forms import InvitationForm, PasswordForm, SignInForm
from course.accounts.rules import DEMO_LOGINS, DEMO_PASSWORD, SHORTEST_PASSWORD
from course.accounts.views.routes import blueprint, settings
from course.foundation import clock
from course.foundation.database import record_apart
from course.foundation.errors import CourseError, InvalidInputError, NotAllowedError, NotFoundError
from course.foundation.permissions import Permission, Viewer
from course.web.access import access, current_viewer, public, the_viewer
from course.web.i18n import LANGUAGES
from course.web.i18n import gettext as _
from course.web.messages import sentence
from course.web.routing import safe_next
from course.web.transaction import reader, write

COOKIE = "echeance_session"
YEAR = 365 * 24 * 3600


def load_viewer(incoming: Request) -> Viewer | None:
    """Returns the person behind the session cookie; Flask-Login calls this once a request, at first use."""
    token = incoming.cookies.get(COOKIE)
    if not token or len(token) > 100:
        return None
    return queries.viewer_of_token(reader(), services.digest(token), clock.now())


def _with_cookie(response: Response, token: str | None) -> Response:
    found = settings()
    if token is None:
        response.delete_cookie(COOKIE, samesite="Lax", httponly=True, secure=found.is_secure)
    else:
        response.set_cookie(
            COOKIE,
            token,
            max_age=found.session_days * 24 * 3600,
            httponly=True,
            samesite="Lax",
            secure=found.is_secure,
        )
    return response


@blueprint.route("/sign-in", methods=["GET", "POST"])
@public
def sign_in() -> ResponseReturnValue:
    """Shows the form, or opens a session."""
    form = SignInForm()
    target = safe_next(form.next.data or request.args.get("next"), url_for("learning.home"))
    if current_viewer() is not None and request.method == "GET":
        return redirect(target, 303)
    error = ""
    if form.validate_on_submit():
        try:
            token = _open(form.login.data or "", form.password.data or "")
            _forget_page_state()
            return _with_cookie(make_response(redirect(target, 303)), token)
        except NotAllowedError as refusal:
            error = sentence(refusal.message_id, refusal.params)
    demo = queries.demo_accounts(reader(), DEMO_LOGINS)
    page = render_template(
        "accounts/sign_in.html", form=form, error=error, target=target, demo=demo, demo_password=DEMO_PASSWORD
    )
    return page, 422 if request.method == "POST" else 200


def _open(login: str, password: str) -> str:
    address = request.remote_addr or ""
    try:
        person = services.checked_person(reader(), login, password, address)
    except NotAllowedError as refusal:
        _record_guess(refusal, login)
        raise
    renewed = services.renewed_hash(person, password)
    former = current_viewer()
    with write() as session:
        if former is not None:  # somebody else at this browser, or oneself again: that session's cookie is overwritten
            services.end_session(session, former.session_id)
        return services.open_session(session, person.id, settings().session_days, renewed)


def _record_guess(refusal: NotAllowedError, login: str) -> None:
    """Counts a wrong password. A try that was not even checked is none: whoever keeps trying for somebody else's
    account would otherwise keep its owner out, and fill the table, for as long as they like."""
    reader().rollback()
    if refusal.message_id in services.GUESSES:
        with record_apart() as session:
            services.record_failure(session, login, request.remote_addr or "")


def _forget_page_state() -> None:
    """Empties the signed cookie: form tokens of pages that stand open, messages, links shown once. None of it is the
    next person's; a page that the last one left open can do nothing in this one's name."""
    cookie.clear()


@blueprint.post("/sign-out")
@access(Permission.ACCOUNT)
def sign_out() -> ResponseReturnValue:
    """Ends the session on the server, then in the browser."""
    viewer = the_viewer()
    with write() as session:
        services.end_session(session, viewer.session_id)
    _forget_page_state()
    return _with_cookie(make_response(redirect(url_for("accounts.sign_in"), 303)), None)


@blueprint.route("/account", methods=["GET", "POST"])
@access(Permission.ACCOUNT)
def account() -> ResponseReturnValue:
    """One's own account: language, password."""
    form = PasswordForm()
    viewer = the_viewer()
    error = ""
    if form.validate_on_submit():
        try:
            return _changed(viewer, form.current.data or "", form.new.data or "")
        except CourseError as refusal:
            error = sentence(refusal.message_id, refusal.params)
            if isinstance(refusal, NotAllowedError):
                _record_guess(refusal, viewer.login)
    page = render_template("accounts/account.html", form=form, error=error, shortest=SHORTEST_PASSWORD)
    return page, 422 if request.method == "POST" else 200


def _changed(viewer: Viewer, current: str, new: str) -> ResponseReturnValue:
    hashed = services.changed_hash(reader(), viewer.id, current, new, request.remote_addr or "")
    with write() as session:
        services.store_password(session, viewer.id, hashed)
        services.record_audit(session, "password.changed", viewer.id, viewer.id)
        token = services.open_session(session, viewer.id, settings().session_days)
    _forget_page_state()
    flash(_("Mot de passe changé. Vos autres sessions sont fermées."))
    return _with_cookie(make_response(redirect(url_for("accounts.account"), 303)), token)


@blueprint.route("/invitation/<token>", methods=["GET", "POST"])
@public
def invitation(token: str) -> ResponseReturnValue:
    """Sets the first password behind an invitation link, which works once; a useless link says where to get another."""
    form, person, error = InvitationForm(), None, ""
    try:
        person = queries.invited_person(reader(), services.digest(token[:100]), clock.now())
        if form.validate_on_submit():
            return _accepted(token[:100], form.new.data or "")
    except (InvalidInputError, NotFoundError) as refusal:
        error = sentence(refusal.message_id, refusal.params)
    page = render_template(
        "accounts/invitation.html", form=form, error=error, person=person, shortest=SHORTEST_PASSWORD
    )
    return page, 422 if request.method == "POST" else 200 if person else 404


def _accepted(token: str, password: str) -> ResponseReturnValue:
    hashed = services.invited_hash(reader(), token, password)
    former = current_viewer()
    with write() as session:
        if former is not None:
            services.end_session(session, former.session_id)
        person_id = services.accept_invitation(session, token, hashed)
        services.record_audit(session, "password.changed", person_id, person_id)
        opened = services.open_session(session, person_id, settings().session_days)
    _forget_page_state()
    return _with_cookie(make_response(redirect(url_for("learning.home"), 303)), opened)


@blueprint.post("/language")
@public
def language() -> ResponseReturnValue:
    """Chooses French or English, kept with the person or in a cookie."""
    chosen = request.form.get("language", "")
    if chosen not in LANGUAGES:
        raise InvalidInputError("error.bad_request")
    response = make_response(redirect(safe_next(request.form.get("next"), url_for("learning.home")), 303))
    viewer = current_viewer()
    if viewer is not None:
        with write() as session:
            services.set_language(session, viewer.id, chosen)
    response.set_cookie("language", chosen, max_age=YEAR, samesite="Lax", httponly=True, secure=settings().is_secure)
    return response


@blueprint.post("/theme")
@public
def theme() -> ResponseReturnValue:
    """Chooses light, dark, or the system's."""
    chosen = request.form.get("theme", "")
    response = make_response(redirect(safe_next(request.form.get("next"), url_for("learning.home")), 303))
    if chosen in {"light", "dark"}:
        response.set_cookie("theme", chosen, max_age=YEAR, samesite="Lax", httponly=True, secure=settings().is_secure)
    else:
        response.delete_cookie("theme")
    return response
