"""Wires the application together; decides nothing."""

import hashlib
from dataclasses import replace
from pathlib import Path

from flask import Flask
from flask_login import LoginManager
from flask_wtf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from course import cli
from course.accounts import views as accounts
from course.assessment import views as assessment
from course.authoring import views as authoring
from course.foundation.database import db, engine_options, prepare_engine
from course.foundation.settings import ROOT, Settings, database_url_of, read_settings, secret_of
from course.learning import views as learning
from course.publishing import views as publishing
from course.reports import views as reports
from course.simulations import views as simulations
from course.toolbox import views as toolbox
from course.web import (
    compression,
    display,
    error_pages,
    form_tokens,
    headers,
    health,
    i18n,
    layout,
    logs,
    routing,
    static_files,
)
from course.web.access import check_every_route, public
from course.web.json_bodies import StrictJson

BODY_LIMIT = 2 * 1024 * 1024


def create_app(settings: Settings | None = None) -> Flask:
    """Returns the application for these settings (from the environment where none are given).

    Raises StartError with one plain line where a setting is unusable, RuntimeError for a route without a permission.
    """
    settings = settings or read_settings()
    app = Flask(
        __name__,
        static_folder=str(static_files.SOURCE),
        template_folder="web/templates",
        root_path=str(ROOT / "course"),
        instance_path=str(Path(settings.instance_path).resolve()),
    )
    app.extensions["settings"] = settings
    app.json = StrictJson(app)
    _configure(app, settings)
    logs.add_logs(app, settings.log_level)
    headers.add_headers(app, settings.is_secure)
    routing.add_converters(app)
    db.init_app(app)
    with app.app_context():
        for engine in db.engines.values():
            prepare_engine(engine)
    app.session_interface = form_tokens.FormSessions(app)
    CSRFProtect(app)
    compression.add_compression(app)
    login = LoginManager(app)
    login.session_protection = None  # our sessions are rows of the database; Flask-Login's own cookie carries nobody
    login.request_loader(accounts.load_viewer)
    i18n.install_translations(app)
    display.install_display(app)
    static_files.install_static(app, settings)
    layout.install_layout(app)
    error_pages.add_error_pages(app)
    for room in (accounts, publishing, assessment, simulations, toolbox, learning, authoring, reports, health):
        app.register_blueprint(room.blueprint)
    cli.add_commands(app)
    app.view_functions["static"] = public(app.view_functions["static"])
    check_every_route(app)
    _serve_static(app, settings)
    if settings.trusted_proxies:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]  # the documented way to wrap an application
            app.wsgi_app, x_for=settings.trusted_proxies, x_proto=settings.trusted_proxies
        )
    return app


def _serve_static(app: Flask, settings: Settings) -> None:
    """Serves the built files with immutable names before Flask is asked; where none are named, Flask serves sources."""
    if not settings.static_path:
        return
    app.wsgi_app = static_files.BuiltFiles(  # type: ignore[method-assign]  # the documented way to wrap an application
        app.wsgi_app, Path(settings.static_path), headers.fixed_headers(settings.is_secure)
    )


def _configure(app: Flask, settings: Settings) -> None:
    url = database_url_of(settings)
    app.config.update(
        SECRET_KEY=secret_of(settings),
        SQLALCHEMY_DATABASE_URI=url,
        SQLALCHEMY_ENGINE_OPTIONS=engine_options(url),
        MAX_CONTENT_LENGTH=BODY_LIMIT,
        MAX_FORM_MEMORY_SIZE=BODY_LIMIT,
        MAX_FORM_PARTS=500,
        TRUSTED_HOSTS=settings.trusted_hosts,
        SESSION_COOKIE_NAME="echeance_form",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.is_secure,
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=False,
        TEMPLATES_AUTO_RELOAD=settings.env == "development",
    )


def create_test_app(**changes: object) -> Flask:
    """Returns an application for tests: fixed secret, quiet log, no built static files unless a test asks."""
    base = Settings(
        env="test",
        secret_key=hashlib.sha256(b"tests").hexdigest(),
        log_level="ERROR",
    )
    return create_app(replace(base, **changes))  # type: ignore[arg-type]  # a test names the fields
