"""French first: the code's messages are the French texts themselves; English stands in `translations/en`."""

import re
from functools import lru_cache
from pathlib import Path
from typing import Any

import flask_babel
from flask import Flask, current_app, has_request_context, request
from flask_babel import Babel, get_locale
from markupsafe import Markup

from course.foundation.settings import Settings
from course.web.access import current_viewer

LANGUAGES = ("fr", "en")
NBSP = "\u00a0"
_BEFORE = re.compile(r" (?=[:;!?»€]|%(?!\())")  # a placeholder such as %(name)s is no per cent sign
_AFTER = re.compile(r"(?<=«) ")


@lru_cache(maxsize=4096)
def french_typography(text: str) -> str:
    """Sets non-breaking spaces before « : ; ! ? » % € » and inside guillemets."""
    return _AFTER.sub(NBSP, _BEFORE.sub(NBSP, text))


def language() -> str:
    """Returns the language of the screens: the person's, else the cookie's, else the browser's, else French."""
    if not has_request_context():
        return _default()
    viewer = current_viewer()
    if viewer is not None:
        return viewer.language
    cookie = request.cookies.get("language")
    if cookie in LANGUAGES:
        return cookie
    return request.accept_languages.best_match(LANGUAGES) or _default()


def _default() -> str:
    settings: Settings = current_app.extensions["settings"]
    return settings.language


def _is_french() -> bool:
    locale = get_locale()
    return locale is None or locale.language == "fr"


def _translated(message: str) -> str:
    if _is_french():
        return french_typography(message)
    text: str = flask_babel.gettext(message)
    return text


def _translated_number(singular: str, plural: str, n: int) -> str:
    if _is_french():
        return french_typography(singular if abs(n) < 2 else plural)
    text: str = flask_babel.get_translations().ungettext(singular, plural, n)
    return text


def marked(text: str) -> str:
    """Marks a text for the catalogue where it stands; it is translated when shown."""
    return text


def gettext(message: str, **params: Any) -> str:
    """Translates a French message and sets French typography."""
    text = _translated(message)
    return text % params if params else text


def ngettext(singular: str, plural: str, n: int, **params: Any) -> str:
    """Translates a French message with a number in it."""
    return _translated_number(singular, plural, n) % {"num": n, **params}


_ = gettext


def content_lang() -> Markup:
    """Returns ` lang="fr"` for what lessons and questions say, where the screens are in another language."""
    return Markup("") if _is_french() else Markup(' lang="fr"')


def content_text(text: str) -> str:
    """Returns a text of the content, marked as French where the screens are in another language."""
    return text if _is_french() else Markup('<span lang="fr">{}</span>').format(text)


def content_typeset(text: str) -> str:
    """Returns a text of the content that is kept as it was typed, with French typography on French screens."""
    return french_typography(text) if _is_french() else text


def screen_lang() -> Markup:
    """Returns the `lang` of the screens for what stands inside a text of the content, unless both are French."""
    return Markup("") if _is_french() else Markup(' lang="en"')


def install_translations(app: Flask) -> None:
    """Sets Flask-Babel up and gives templates our `_` and `ngettext`."""
    app.config.setdefault("BABEL_DEFAULT_LOCALE", "fr")
    app.config.setdefault("BABEL_TRANSLATION_DIRECTORIES", str(Path(__file__).with_name("translations")))
    Babel(app, locale_selector=language)
    app.jinja_env.globals.update(content_lang=content_lang, screen_lang=screen_lang)
    app.jinja_env.filters.update(content=content_text, typeset=content_typeset)
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]  # added by the extension
        _translated, _translated_number, newstyle=True
    )
