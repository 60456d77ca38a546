"""Gives the tree that Python-Markdown made our classes, ids and addresses; runs in the child."""

import re
from collections.abc import Mapping
from typing import Final
from xml.etree.ElementTree import Element

KEY: Final = r"([a-z0-9][a-z0-9-]{0,79})"
LINKS: Final = {
    "laws": (re.compile(rf"loi:{KEY}"), "law", "#loi-"),
    "terms": (re.compile(rf"mot:{KEY}"), "gloss", "#mot-"),
    "lessons": (re.compile(rf"lecon:{KEY}"), "", "/lessons/"),
}
PRACTICE: Final = {
    "appel": "/calls/",
    "atelier": "/workshops/",
    "relais": "/relays/",
    "calcul": "/toolbox/calculators/",
    "fiche": "/toolbox/cards/",
    "lettre": "/toolbox/letters/",
    "document": "/toolbox/documents/",
}
NOTES: Final = {
    "retenir": ("keep", "À retenir"),
    "exemple": ("example", "Exemple"),
    "attention": ("warn", "Attention"),
    "loi": ("law", "Texte de loi"),
    "essai": ("task", "À vous"),
    "modele": ("model", "Comparer avec un modèle"),
    "pratique": ("practice", "S’exercer"),
}
PRACTISED: Final = re.compile(rf"({'|'.join(PRACTICE)}):{KEY}")
TOTAL: Final = re.compile(r"Total\b")


def dress(root: Element, media: Mapping[str, str], *, is_page: bool) -> dict[str, list[str]]:
    """Changes the tree in place; returns the keys of laws, terms, lessons and the pictures that it names."""
    named: dict[str, list[str]] = {"laws": [], "terms": [], "lessons": [], "pictures": []}
    _headings(root, is_page=is_page)
    _notes(root)
    for element in root.iter():
        if element.tag == "a":
            _link(element, named)
        elif element.tag == "img":
            _picture(element, media, named)
        elif element.tag == "table":
            _table(element)
        elif element.tag == "p":
            _figure(element)
    _wrap_tables(root)
    return named


def _wrap_tables(root: Element) -> None:
    """Puts each table into a box that scrolls where a phone is too narrow for its longest words."""
    for parent in list(root.iter()):
        for place, child in enumerate(parent):
            if child.tag == "table" and parent.get("class") != "wide":
                box = Element("div", {"class": "wide"})
                box.tail, child.tail = child.tail, None
                box.append(child)
                parent[place] = box


def _headings(root: Element, *, is_page: bool) -> None:
    """Numbers the blocks of a page; level 1 belongs to the page's title, and texts that are no page have no level 2."""
    number = 0
    for element in root.iter():
        if not re.fullmatch(r"h[1-6]", element.tag):
            continue
        level = min(max(int(element.tag[1]), 2 if is_page else 3), 4)
        element.tag = f"h{level}"
        element.attrib.clear()
        if level == 2:
            number += 1
            element.set("id", f"b{number}")


def _notes(root: Element) -> None:
    """Turns call-outs into notes; their titles are headings once a block has begun, so that levels never jump."""
    has_block = False
    for element in root.iter():
        if element.tag == "h2":
            has_block = True
        classes = (element.get("class") or "").split()
        if element.tag == "div" and "admonition" in classes:
            kind = next((name for name in classes if name in NOTES), "")
            _note(element, kind, "h3" if has_block else "p")


def _note(element: Element, kind: str, title_tag: str) -> None:
    name, title = NOTES.get(kind, ("", ""))
    element.set("class", f"note {name}".strip())
    first = element[0] if len(element) else None
    if first is None or first.get("class") != "admonition-title":
        if name != "model":
            return
        first = Element("p")
        first.text = title
        element.insert(0, first)
    first.attrib.clear()
    if (first.text or "").strip().lower() == kind:  # the library's own title where the author gave none
        first.text = title
    if name == "model":
        element.tag, first.tag = "details", "summary"
    else:
        first.tag = title_tag
        if title_tag == "p":
            first.set("class", "title")


def _link(element: Element, named: dict[str, list[str]]) -> None:
    href = element.get("href") or ""
    for kind, (form, css_class, address) in LINKS.items():
        match = form.fullmatch(href)
        if match:
            named[kind].append(match[1])
            element.attrib.clear()
            if css_class:
                element.set("class", css_class)
            element.set("href", address + match[1])
            return
    practice = PRACTISED.fullmatch(href)
    if practice:
        element.attrib.clear()
        element.set("class", "practice")
        element.set("href", PRACTICE[practice[1]] + practice[2])
    elif re.match(r"https?://", href, re.IGNORECASE):
        element.set("rel", "noopener")


def _picture(element: Element, media: Mapping[str, str], named: dict[str, list[str]]) -> None:
    source = element.get("src") or ""
    named["pictures"].append(source)
    element.set("src", media.get(source, ""))
    element.set("loading", "lazy")


def _figure(element: Element) -> None:
    """A picture alone in its paragraph is a figure; its title is the caption."""
    is_alone = len(element) == 1 and element[0].tag == "img" and not (element.text or "").strip()
    if not is_alone or (element[0].tail or "").strip():
        return
    element.tag = "figure"
    caption = element[0].attrib.pop("title", "")
    if caption:
        line = Element("figcaption")
        line.text = caption
        element.append(line)


def _table(table: Element) -> None:
    table.set("class", "ledger")
    for cell in table.iter("th"):
        _align(cell)
        if (cell.text or "").strip() or len(cell):
            cell.set("scope", "col")
        else:
            cell.tag = "td"  # an empty heading says nothing to a screen reader
    for row in table.iterfind("tbody/tr"):
        _row(row)


def _row(row: Element) -> None:
    for cell in row:
        _align(cell)
    first = row[0] if len(row) else None
    if first is None:
        return
    text = "".join(first.itertext()).strip()
    if TOTAL.match(text):
        row.set("class", "sum")
    if len(row) > 1 and text and "class" not in first.attrib:
        first.tag = "th"
        first.set("scope", "row")


def _align(cell: Element) -> None:
    if cell.attrib.pop("align", "") == "right":
        cell.set("class", "num")
