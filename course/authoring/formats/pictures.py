"""SVG pictures of lessons: drawn by us, shown as pictures, and still checked as if a stranger had sent them."""

import re
from typing import Final
from xml.etree import ElementTree as ET

from course.authoring.formats.problems import Problems

_DOCTYPE: Final = re.compile(r"<!(?:DOCTYPE|ENTITY)|<\?xml-stylesheet", re.IGNORECASE)
_FORBIDDEN: Final = frozenset({"script", "foreignObject", "iframe", "object", "embed", "audio", "video", "a", "set"})
_OUTSIDE: Final = re.compile(r"(?:url\(|@import|:)\s*['\"]?\s*(?:https?:|//|data:|javascript:)", re.IGNORECASE)


def check_picture(text: str, problems: Problems) -> None:
    """Notes what keeps the text from being a picture that runs nothing and fetches nothing."""
    found = _DOCTYPE.search(text)
    if found is not None:
        problems.add(text.count("\n", 0, found.start()) + 1, "", "picture.doctype")
        return
    try:
        root = ET.fromstring(text)  # noqa: S314 - a document with a DOCTYPE, which could expand, was refused above
    except ET.ParseError as error:
        problems.add(error.position[0], "", "picture.broken")
        return
    if root.tag != "{http://www.w3.org/2000/svg}svg":
        problems.add(1, "", "picture.not_svg")
        return
    for element in root.iter():
        _check_element(element, problems)


def _check_element(element: ET.Element, problems: Problems) -> None:
    name = str(element.tag).rsplit("}", 1)[-1]
    if name in _FORBIDDEN:
        problems.add(0, name, "picture.forbidden", name=name)
    for attribute, value in element.attrib.items():
        short = attribute.rsplit("}", 1)[-1]
        leaves = short == "href" and not value.startswith("#")
        if short.lower().startswith("on") or leaves or _OUTSIDE.search(f":{value}" if short == "href" else value):
            problems.add(0, f"{name}.{short}", "picture.forbidden", name=short)
    if name == "style" and _OUTSIDE.search(element.text or ""):
        problems.add(0, name, "picture.forbidden", name=name)
