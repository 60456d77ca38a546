"""Python-Markdown with our short list of extensions, and the steps that dress its tree; runs in the child."""

import hashlib
import html as html_module
import re
import secrets
from collections.abc import Mapping, Sequence
from typing import Any, Final
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.blockprocessors import BlockProcessor
from markdown.extensions.admonition import AdmonitionExtension
from markdown.extensions.def_list import DefListExtension
from markdown.extensions.footnotes import FootnoteExtension
from markdown.extensions.tables import TableExtension
from markdown.inlinepatterns import InlineProcessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString

from course.foundation.markdown.sanitising import sanitised
from course.foundation.markdown.tree import dress

KINDS: Final = {"question": "question", "prediction": "prediction", "loi": "law"}
DIRECTIVE: Final = re.compile(r"\[\[(question|prediction|loi):([a-z0-9-]{1,80})\]\]")
RAW_HTML: Final = r"(<!--[^<>]*-->|</?[a-zA-Z][^<>]*>)"
HEADING: Final = re.compile(r'<h2 id="(b[0-9]+)">(.*?)</h2>', re.DOTALL)
PICTURE: Final = re.compile(r'<img [^>]*?src="([^">]*)"')  # the sanitiser leaves no bare > inside a tag
TAG: Final = re.compile(r"<[^>]*>")
BETWEEN_PARAGRAPHS: Final = re.compile(r"</p>\s*<p>")


class Directive(BlockProcessor):
    """Puts a mark in the place of a directive that stands alone in a paragraph of the page itself."""

    def __init__(self, md: "Renderer") -> None:
        super().__init__(md.parser)
        self.renderer = md

    def test(self, parent: Element, block: str) -> bool:
        """Says whether the block is a directive that splits the page."""
        return self.renderer.is_page and parent is self.parser.root and DIRECTIVE.fullmatch(block.strip()) is not None

    def run(self, parent: Element, blocks: list[str]) -> None:
        """Keeps the directive and leaves a mark that no author can guess."""
        match = DIRECTIVE.fullmatch(blocks.pop(0).strip())
        assert match is not None
        mark = Element("p")
        mark.text = AtomicString(f"{self.renderer.nonce}n{len(self.renderer.directives)}n")
        parent.append(mark)
        self.renderer.directives.append((match[1], match[2]))


class NoRawHtml(InlineProcessor):
    """Removes tags and comments that an author wrote; their text stays, escaped."""

    def handleMatch(self, m: re.Match[str], data: str) -> tuple[str, int, int]:  # type: ignore[override]  # noqa: ARG002, N802 - the library's name
        """Returns nothing in place of the tag."""
        return "", m.start(0), m.end(0)


class Footnotes(FootnoteExtension):
    """Footnotes whose ids carry a part of the text's hash: two texts on one page never share an id."""

    prefix = ""

    def makeFootnoteId(self, id: str) -> str:  # noqa: A002, N802 - the library's names
        """Returns the id of the note."""
        return f"fn-{self.prefix}-{self._number(id)}"

    def makeFootnoteRefId(self, id: str, found: bool = False) -> str:  # noqa: A002, N802 - the library's names
        """Returns the id of the place that calls the note; a second call of the same note gets another."""
        return self.unique_ref(f"fnref-{self.prefix}-{self._number(id)}", found)

    def _number(self, name: str) -> int:
        return list(self.footnotes).index(name) + 1 if name in self.footnotes else 0


class Dress(Treeprocessor):
    """Hands the finished tree to `tree.dress`."""

    def __init__(self, md: "Renderer") -> None:
        super().__init__(md)
        self.renderer = md

    def run(self, root: Element) -> None:
        """Gives the tree our classes, ids and addresses."""
        self.renderer.named = dress(root, self.renderer.media, is_page=self.renderer.is_page)


class Renderer(Markdown):
    """A Markdown converter that is used again for each text."""

    is_page = False
    nonce = ""

    def __init__(self, *, inline: bool) -> None:
        self.footnotes = Footnotes(SEPARATOR="-", BACKLINK_TITLE="Revenir à la note {} dans le texte")
        self.directives: list[tuple[str, str]] = []
        self.media: Mapping[str, str] = {}
        self.named: dict[str, list[str]] = {}
        extensions = [
            TableExtension(use_align_attribute=True),
            self.footnotes,
            DefListExtension(),
            AdmonitionExtension(),
        ]
        super().__init__(extensions=[] if inline else extensions, output_format="html")
        # Raw HTML is removed where it stands: the library's own block parser for it is the slowest part of all.
        self.preprocessors.deregister("html_block")
        self.inlinePatterns.deregister("html")
        self.inlinePatterns.register(NoRawHtml(RAW_HTML, self), "html", 90)
        self.parser.blockprocessors.register(Directive(self), "directive", 85)
        self.treeprocessors.register(Dress(self), "dress", 5)

    def html_of(self, text: str, media: Mapping[str, str], *, is_page: bool) -> str:
        """Returns the HTML before sanitising; what the text names stands in `named` and `directives` afterwards."""
        self.reset()
        self.is_page, self.media, self.nonce = is_page, media, secrets.token_hex(12)
        self.directives, self.named = [], {}
        self.footnotes.prefix = hashlib.sha256(text.encode()).hexdigest()[:6]
        return self.convert(text)


_BLOCK: Final = Renderer(inline=False)
_INLINE: Final = Renderer(inline=True)


def convert(
    text: str,
    inline: bool,
    page: bool,
    format: str,  # noqa: A002 - the field's name
    media: Mapping[str, str],
    sizes: Mapping[str, Sequence[int]],
) -> dict[str, Any]:
    """Returns the fields of `Rendered` for a text."""
    renderer = _INLINE if inline else _BLOCK
    renderer.directives, renderer.named = [], {}
    raw = renderer.html_of(text, media, is_page=page) if format == "markdown" else _other_format(text, format)
    if inline:
        raw = BETWEEN_PARAGRAPHS.sub("<br>", raw)
    cleaned = _with_sizes(sanitised(raw, inline=inline), sizes)
    parts = _parts(cleaned, renderer) if page else [{"kind": "html", "html": cleaned}] if cleaned else []
    return {
        "html": "\n".join(part["html"] for part in parts if part["kind"] == "html"),
        "parts": parts,
        "toc": [{"id": found[1], "title": _plain(found[2])} for found in HEADING.finditer(cleaned)],
        "questions": _unique(key for kind, key in renderer.directives if kind != "loi"),
        "laws": _unique(renderer.named.get("laws", []) + [key for kind, key in renderer.directives if kind == "loi"]),
        "terms": _unique(renderer.named.get("terms", ())),
        "lessons": _unique(renderer.named.get("lessons", ())),
        "pictures": _unique(renderer.named.get("pictures", ())),
    }


def _with_sizes(cleaned: str, sizes: Mapping[str, Sequence[int]]) -> str:
    """Gives the pictures width and height once the text is clean: these are our figures, never an author's."""

    def sized(found: re.Match[str]) -> str:
        size = sizes.get(found[1])
        return found[0] if size is None else f'{found[0]} width="{size[0]:d}" height="{size[1]:d}"'

    return PICTURE.sub(sized, cleaned) if sizes else cleaned


def _parts(cleaned: str, renderer: Renderer) -> list[dict[str, Any]]:
    """Splits the sanitised page at its marks; a question says in which block it stands, from 0 before the first."""
    parts: list[dict[str, Any]] = []
    block = 0
    pieces = re.split(rf"<p>{renderer.nonce}n([0-9]+)n</p>", cleaned)
    for position, piece in enumerate(pieces):
        if position % 2:
            kind, key = renderer.directives[int(piece)]
            part: dict[str, Any] = {"kind": KINDS[kind], "key": key}
            parts.append(part if kind == "loi" else part | {"block": block})
        elif piece.strip():
            parts.append({"kind": "html", "html": piece.strip()})
            block += len(HEADING.findall(piece))
    return parts


def _other_format(text: str, format: str) -> str:  # noqa: A002 - the field's name
    if format == "html":
        return text
    if format == "moodle":
        return text.replace("\n", "<br>\n")
    paragraphs = html_module.escape(text, quote=False).split("\n\n")
    return "\n".join("<p>" + paragraph.strip().replace("\n", "<br>\n") + "</p>" for paragraph in paragraphs)


def _plain(html: str) -> str:
    return html_module.unescape(TAG.sub("", html)).strip()


def _unique(keys: Any) -> list[str]:
    return list(dict.fromkeys(keys))
