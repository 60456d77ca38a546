"""Templates carry no inline script or style, protect their forms, and say nothing that is not translated."""

import re
from pathlib import Path

from tests.architecture.sources import shown, templates

INLINE = {
    "a style attribute": re.compile(r"<[a-z][^>]*\sstyle\s*=", re.IGNORECASE),
    "a style element": re.compile(r"<style\b", re.IGNORECASE),
    "an event attribute": re.compile(r"<[a-z][^>]*\son[a-z]+\s*=", re.IGNORECASE),
    "a script in the page": re.compile(r"<script\b(?![^>]*\bsrc=)(?![^>]*application/json)", re.IGNORECASE),
    "a javascript: address": re.compile(r"javascript:", re.IGNORECASE),
    "an address of somebody else": re.compile(r"""(?:src|href|action)=["']?(?:https?:)?//""", re.IGNORECASE),
    "an attribute that runs code": re.compile(r"<[a-z][^>]*\s(?:hx-|x-|data-bs-)[a-z]", re.IGNORECASE),
}
POST_FORM = re.compile(r"<form\b[^>]*method=[\"']?post[^>]*>(.*?)</form>", re.IGNORECASE | re.DOTALL)
CLASS_NAMES = re.compile(r"\{% block (?:body|wide) %\}.*?\{% endblock %\}", re.DOTALL)
NOT_SHOWN = re.compile(
    r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}|<(script|style)\b.*?</\1>|<!--.*?-->|<[^>]*>|&[a-z]+;", re.DOTALL
)
SHOWN_ATTRIBUTE = re.compile(r"\s(?:aria-label|title|alt|placeholder|aria-description)=\"([^\"]*)\"")
WORD = re.compile(r"[A-Za-zÀ-ÿ]{2,}")
NAMES = {"Échéance", "CSV", "JSON", "Légifrance", "min"}  # the same in every language


def inline(text: str) -> list[str]:
    return [name for name, pattern in INLINE.items() if pattern.search(_without_comments(text))]


def unprotected(text: str) -> int:
    return sum("csrf_field()" not in body for body in POST_FORM.findall(text))


def untranslated(text: str) -> list[str]:
    text = CLASS_NAMES.sub(" ", _without_comments(text))
    attributes = " ".join(re.sub(r"\{[{%].*?[}%]\}", " ", value) for value in SHOWN_ATTRIBUTE.findall(text))
    text = re.sub(r"\{%-?\s*trans\b.*?endtrans\s*-?%\}", " ", text, flags=re.DOTALL)
    # tags of Jinja go first: their quotes and signs would end an HTML tag too early
    text = re.sub(r"\{%.*?%\}|\{\{.*?\}\}", " ", text, flags=re.DOTALL)
    text = re.sub(
        r"[\w-]+=\"[^\"]*\"", " ", NOT_SHOWN.sub(" ", text)
    )  # attributes that a macro gives to a tag elsewhere
    return [word for word in WORD.findall(f"{text} {attributes}") if word not in NAMES]


def _without_comments(text: str) -> str:
    return re.sub(r"\{#.*?#\}", " ", text, flags=re.DOTALL)


def everywhere(check: object) -> list[str]:
    return [f"{shown(path)}: {found}" for path in templates() if (found := check(path.read_text(encoding="utf-8")))]


def test_templates_carry_nothing_inline() -> None:
    assert everywhere(inline) == []


def test_every_form_that_posts_carries_its_token() -> None:
    assert everywhere(unprotected) == []


def test_every_text_on_screen_goes_through_the_catalogue() -> None:
    assert everywhere(untranslated) == []


def test_templates_are_named_after_their_slice() -> None:
    stray = [
        shown(path)
        for path in templates()
        if path.parent.name != _slice(path) and path.parent.parent.name != _slice(path)
    ]

    assert stray == []


def _slice(path: Path) -> str:
    parts = path.parts
    return parts[parts.index("templates") - 1]


def test_the_checks_above_see_what_they_look_for() -> None:
    page = (
        '<p style="color:red" onclick="x()">{{ _("Bon") }}</p><style></style><script>alert(1)</script>'
        '<a href="javascript:x" hx-get="/y">Bonjour</a><img src="https://evil.example/x" alt="Image">'
        '<form method="post"><button>{{ _("Non") }}</button></form>'
    )

    assert inline(page) == list(INLINE)
    assert unprotected(page) == 1
    assert untranslated(page) == ["Bonjour", "Image"]
