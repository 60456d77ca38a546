"""Rules of sanitising: what may stand in a text of ours. Everything that is not listed here is removed."""

import re
from typing import Final

import nh3

INLINE_TAGS: Final = frozenset(
    {"a", "abbr", "b", "br", "cite", "code", "del", "em", "i", "ins", "q", "s", "strong", "sub", "sup"}
)
BLOCK_TAGS: Final = INLINE_TAGS | {
    "blockquote",
    "caption",
    "dd",
    "details",
    "div",
    "dl",
    "dt",
    "figcaption",
    "figure",
    "h2",
    "h3",
    "h4",
    "hr",
    "img",
    "li",
    "ol",
    "p",
    "pre",
    "summary",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "tr",
    "ul",
}
ATTRIBUTES: Final = {
    "a": {"href", "title", "rel", "id"},
    "abbr": {"title"},
    "img": {"src", "alt", "title", "loading"},
    "h2": {"id"},
    "li": {"id"},
    "sup": {"id"},
    "ol": {"start"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
}
CLASSES: Final = {
    "a": {"law", "gloss", "practice", "footnote-ref", "footnote-backref"},
    "div": {"note", "keep", "example", "warn", "law", "task", "practice", "wide", "footnote"},
    "details": {"note", "model"},
    "p": {"title"},
    "table": {"ledger"},
    "td": {"num"},
    "th": {"num"},
    "tr": {"sum"},
}
SCHEMES: Final = frozenset({"http", "https", "mailto"})

# An id is one of ours or none: a free one could shadow a name that scripts look up (« clobbering »).
ID: Final = re.compile(r"b[1-9][0-9]?|fn(?:ref)?[0-9]?-[0-9a-f]{6}-[0-9]{1,3}")
# Relative addresses only from our own root or inside the page; `//host` and `/\host` would leave it.
LINK: Final = re.compile(r"(?:https?://[^\s\\]+|mailto:[^\s]+|/(?![/\\])[^\s\\]*|#[^\s]*)", re.IGNORECASE)
PICTURE: Final = re.compile(r"/media/[0-9a-f]{64}")
WHOLE: Final = re.compile(r"[0-9]{1,4}")
ALLOWED_VALUE: Final = {
    "href": LINK,
    "src": PICTURE,
    "id": ID,
    "rel": re.compile("noopener"),
    "scope": re.compile("row|col"),
    "loading": re.compile("lazy"),
    "start": WHOLE,
    "colspan": WHOLE,
    "rowspan": WHOLE,
}


def keep_value(_tag: str, attribute: str, value: str) -> str | None:
    """Returns the value where it is of the form that we allow, else None, which removes the attribute."""
    form = ALLOWED_VALUE.get(attribute)
    return value if form is None or form.fullmatch(value) else None


def _cleaner(tags: frozenset[str]) -> nh3.Cleaner:
    return nh3.Cleaner(
        tags=set(tags),
        clean_content_tags={"script", "style", "template", "noscript", "iframe", "object", "svg", "math", "title"},
        attributes={tag: set(names) for tag, names in ATTRIBUTES.items() if tag in tags},
        attribute_filter=keep_value,
        strip_comments=True,
        link_rel=None,
        generic_attribute_prefixes=None,
        url_schemes=set(SCHEMES),
        allowed_classes={tag: set(names) for tag, names in CLASSES.items() if tag in tags},
    )


_BLOCK: Final = _cleaner(BLOCK_TAGS)
_INLINE: Final = _cleaner(INLINE_TAGS)
# A line never begins with double punctuation, nor ends inside guillemets or a number; not inside tags.
_BREAKABLE: Final = re.compile(
    r"<[^>]*>|(?<=«) | (?=[:;!?»€%])"
    r"|(?<=\d) (?=\d{3}(?!\d)|[×÷]|(?:jours?|heures?|minutes?|mois|ans?)\b)|(?<=[×÷]) (?=\d)"
    r"|(?<=\bC\.) (?=[a-z])|(?<=\bM\.) (?=[A-Z])"
)
_EMPTY_PICTURE: Final = re.compile(r"<img(?![^>]* src=)[^>]*>")


def sanitised(html: str, *, inline: bool) -> str:
    """Returns the HTML with nothing in it but what the lists above allow, its blanks set as French typography wants."""
    cleaned = (_INLINE if inline else _BLOCK).clean(html)
    kept = _EMPTY_PICTURE.sub("", cleaned).replace("&nbsp;", "\u00a0").strip()
    return _BREAKABLE.sub(lambda found: "\u00a0" if found[0] == " " else found[0], kept)
