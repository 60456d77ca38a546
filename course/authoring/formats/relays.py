"""`relays/<key>.yml`: a dispute that passes from sales to finance to legal, read and written."""

from typing import Any, Final, cast

from course.authoring.formats.fields import COMPETENCY, FACT, KEY, Fields
from course.authoring.formats.problems import Problems
from course.authoring.formats.yaml_reading import Node
from course.authoring.formats.yaml_writing import Flow, Prose, Spaced, write_yaml
from quizzes.relay import MOST_POINTS, ROLES, Document, Option, Point, Relay, Role, RoleKey, faults_of

LONGEST_TEXT: Final = 4_000
LONGEST_LINE: Final = 500


def read_relay(node: Node, problems: Problems) -> Relay | None:
    """Returns the relay of a file; every fault of its form, or else of its parts, is noted with its line."""
    before = len(problems)
    fields = Fields(node, problems)
    relay = Relay(
        key=fields.key("key"),
        title=fields.text("title", 200),
        english=fields.text("english", 200),
        module=fields.key("module", required=False) or None,
        number=fields.whole("number", 1, 999) or 0,
        minutes=fields.whole("minutes", 1, 120) or 0,
        difficulty=fields.whole("difficulty", 1, 5) or 0,
        summary=fields.text("summary", 600),
        case=fields.text("case", LONGEST_TEXT),
        competencies=fields.texts("competencies", COMPETENCY),
        facts=fields.texts("facts", FACT),
        sources=fields.texts("sources", KEY, required=False),
        roles=tuple(_role(part) for part in fields.parts("roles")),
        closing=fields.texts("closing", KEY),
    )
    fields.finish()
    if len(problems) == before:
        for fault in faults_of(relay):
            problems.add(node.line_of(fault.path), fault.path, fault.message_id, **fault.params)
    return relay if relay.key else None


def _role(fields: Fields) -> Role:
    role = Role(
        key=cast("RoleKey", fields.choice("key", ROLES)),
        title=fields.text("title", 120),
        person=fields.text("person", 120),
        aim=fields.text("aim", LONGEST_LINE),
        documents=tuple(_document(part) for part in fields.parts("documents")),
        needs=fields.texts("needs", KEY, required=False),
        ask=fields.text("ask", LONGEST_LINE),
        options=tuple(_option(part) for part in fields.parts("options")),
        model=fields.text("model", LONGEST_TEXT),
    )
    fields.finish()
    return role


def _document(fields: Fields) -> Document:
    document = Document(
        title=fields.text("title", 200),
        text=fields.text("text", LONGEST_TEXT),
        points=tuple(_point(part) for part in fields.parts("points")),
    )
    fields.finish()
    return document


def _point(fields: Fields) -> Point:
    point = Point(
        key=fields.key("key"),
        text=fields.text("text", LONGEST_LINE),
        question=fields.text("question", 200, required=False),
        why=fields.text("why", LONGEST_LINE),
        harmful=fields.truth("harmful", default=False),
    )
    fields.finish()
    return point


def _option(fields: Fields) -> Option:
    option = Option(
        key=fields.key("key"),
        text=fields.text("text", LONGEST_LINE),
        why=fields.text("why", 1_000),
        points=fields.whole("points", 0, MOST_POINTS) or 0,
        needs=fields.texts("needs", KEY, required=False),
    )
    fields.finish()
    return option


def relay_mapping(relay: Relay) -> dict[str, Any]:
    """Returns the canonical mapping with the marks that `write_yaml` knows."""
    mapping: dict[str, Any] = {"key": relay.key, "title": relay.title, "english": relay.english}
    if relay.module:
        mapping["module"] = relay.module
    mapping |= {
        "number": relay.number,
        "minutes": relay.minutes,
        "difficulty": relay.difficulty,
        "summary": Prose(relay.summary),
        "case": Prose(relay.case),
        "competencies": Flow(relay.competencies),
        "facts": Flow(relay.facts),
    }
    if relay.sources:
        mapping["sources"] = Flow(relay.sources)
    return mapping | {"roles": Spaced([_role_mapping(role) for role in relay.roles]), "closing": Flow(relay.closing)}


def _role_mapping(role: Role) -> dict[str, Any]:
    mapping: dict[str, Any] = {
        "key": role.key,
        "title": role.title,
        "person": role.person,
        "aim": Prose(role.aim),
        "documents": [_document_mapping(document) for document in role.documents],
    }
    if role.needs:
        mapping["needs"] = Flow(role.needs)
    return mapping | {
        "ask": role.ask,
        "options": [_option_mapping(option) for option in role.options],
        "model": Prose(role.model),
    }


def _document_mapping(document: Document) -> dict[str, Any]:
    points = []
    for point in document.points:
        asked = {"question": point.question} if point.question else {}
        mapping: dict[str, Any] = {"key": point.key, "text": Prose(point.text)} | asked | {"why": Prose(point.why)}
        points.append(mapping | ({"harmful": True} if point.harmful else {}))
    return {"title": document.title, "text": Prose(document.text), "points": points}


def _option_mapping(option: Option) -> dict[str, Any]:
    mapping: dict[str, Any] = {"key": option.key, "text": Prose(option.text), "why": Prose(option.why)}
    return mapping | {"points": option.points} | ({"needs": Flow(option.needs)} if option.needs else {})


def write_relay(relay: Relay, header: str = "") -> str:
    """Returns the canonical file of a relay; `read_relay` gives the same one back."""
    return write_yaml(relay_mapping(relay), header)
