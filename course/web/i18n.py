"""French first: messages are written in French in the code's own catalogue order, English stands in `translations/en`."""

import re
from functools import lru_cache
from pathlib import Path
from typing import Any

import flask_babel
from flask import Flask, has_request_context, request
from flask_babel import Babel, get_locale

from course.web.access import current_viewer

LANGUAGES = ("fr", "en")
NBSP = "\u00a0"
_BEFORE = re.compile(r" (?=[:;!?»%€])")
_AFTER = re.compile(r"(?<=«) ")


@lru_cache(maxsize=4096)
def french_typography(text: str) -> str:
    """Sets non-breaking spaces before « : ; ! ? » % € » and inside guillemets."""
    return _AFTER.sub(NBSP, _BEFORE.sub(NBSP, text))


def language() -> str:
    """Returns the interface language of the request: the person's, else the cookie's, else the browser's, else French."""
    if not has_request_context():
        return "fr"
    viewer = current_viewer()
    if viewer is not None:
        return viewer.language
    cookie = request.cookies.get("language")
    if cookie in LANGUAGES:
        return cookie
    return request.accept_languages.best_match(LANGUAGES, "fr") or "fr"


def gettext(message: str, **params: Any) -> str:
    """Translates a French message and sets French typography."""
    text = flask_babel.gettext(message)
    if str(get_locale() or "fr").startswith("fr"):
        text = french_typography(text)
    return text % params if params else text


def ngettext(singular: str, plural: str, n: int, **params: Any) -> str:
    """Translates a French message with a number in it."""
    text = flask_babel.ngettext(singular, plural, n)
    locale = str(get_locale() or "fr")
    if locale.startswith("fr"):
        text = french_typography(singular if abs(n) < 2 else plural)
    return text % {"num": n, **params}


_ = gettext


def install_translations(app: Flask) -> None:
    """Sets Flask-Babel up and gives templates our `_` and `ngettext`."""
    app.config.setdefault("BABEL_DEFAULT_LOCALE", "fr")
    app.config.setdefault("BABEL_TRANSLATION_DIRECTORIES", str(Path(__file__).with_name("translations")))
    Babel(app, locale_selector=language)
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]  # added by the extension
        _template_gettext, _template_ngettext, newstyle=True
    )


def _template_gettext(message: str) -> str:
    return gettext(message)


def _template_ngettext(singular: str, plural: str, n: int) -> str:
    text = flask_babel.ngettext(singular, plural, n)
    if str(get_locale() or "fr").startswith("fr"):
        return french_typography(singular if abs(n) < 2 else plural)
    return text
