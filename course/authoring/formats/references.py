"""`legal.yml`, `glossary.yml` and `facts.yml`: read and written."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from course.authoring.formats.fields import FACT, NO_DAY, Fields, no_double_keys
from course.authoring.formats.problems import Problems
from course.authoring.formats.yaml_reading import Node
from course.authoring.formats.yaml_writing import Flow, Prose, Spaced, write_yaml
from course.references.formats import GRADES, RATE_KINDS, LawEntry, RateEntry, TermEntry

MARKS: Final = ("V", "M", "?")
_VALUE: Final = re.compile(r"-?[0-9]{1,3}\.[0-9]{1,4}")
_ADDRESS: Final = re.compile(r"https://[^\s]+")


@dataclass(frozen=True, slots=True)
class FactMark:
    """How a fact of the sheet was verified: mark V, M or `?`, and the best grade of its sources."""

    mark: str
    grade: str = ""


def read_legal(node: Node, problems: Problems) -> tuple[list[tuple[LawEntry, Node]], list[tuple[RateEntry, Node]]]:
    """Returns the references and rates of the file with their nodes; faults are noted."""
    fields = Fields(node, problems)
    laws = [(read_law(part), part.node) for part in fields.parts("references")]
    rates = [(_rate(part), part.node) for part in fields.parts("rates", required=False)]
    fields.finish()
    no_double_keys([(law.key, part) for law, part in laws], problems)
    seen: set[tuple[str, Any]] = set()
    for rate, part in rates:
        if (rate.kind, rate.valid_from) in seen:
            problems.add(part.line, "from", "field.repeated", value=f"{rate.kind} {rate.valid_from}")
        seen.add((rate.kind, rate.valid_from))
    return laws, rates


def read_law(fields: Fields) -> LawEntry:
    """Returns one reference; faults are noted."""
    law = LawEntry(
        key=fields.key("key"),
        code=fields.text("code", 200),
        article=fields.text("article", 80),
        title=fields.text("title", 300),
        summary=fields.text("summary", 4000),
        in_force_from=fields.day("in_force_from", required=False),
        in_force_to=fields.day("in_force_to", required=False),
        note=fields.text("note", 4000, required=False),
        grade=fields.choice("grade", GRADES),
        facts=fields.texts("facts", FACT, required=False),
        checked_on=fields.day("checked_on") or NO_DAY,
        url=fields.text("url", 500, required=False) or None,
    )
    if law.url is not None and not _ADDRESS.fullmatch(law.url):
        fields.note("url", "field.address_expected")
    if law.in_force_from and law.in_force_to and law.in_force_to < law.in_force_from:
        fields.note("in_force_to", "field.ends_before")
    fields.finish()
    return law


def _rate(fields: Fields) -> RateEntry:
    rate = RateEntry(
        kind=fields.choice("kind", RATE_KINDS),
        valid_from=fields.day("from") or NO_DAY,
        valid_to=fields.day("to") or NO_DAY,
        value=fields.formed("value", _VALUE, "field.quoted_number_expected"),
        grade=fields.choice("grade", GRADES),
        note=fields.text("note", 2000, required=False),
    )
    if rate.valid_to < rate.valid_from:
        fields.note("to", "field.ends_before")
    fields.finish()
    return rate


def law_mapping(law: LawEntry) -> dict[str, Any]:
    """Returns the canonical mapping; what is absent is left out."""
    mapping: dict[str, Any] = {
        "key": law.key,
        "code": law.code,
        "article": law.article,
        "title": law.title,
        "summary": Prose(law.summary),
        "in_force_from": law.in_force_from,
        "in_force_to": law.in_force_to,
        "note": Prose(law.note) if law.note else None,
        "grade": law.grade,
        "facts": Flow(law.facts) if law.facts else None,
        "checked_on": law.checked_on,
        "url": law.url,
    }
    return {name: value for name, value in mapping.items() if value is not None}


def _rate_mapping(rate: RateEntry) -> dict[str, Any]:
    note = {"note": Prose(rate.note)} if rate.note else {}
    return {
        "kind": rate.kind,
        "from": rate.valid_from,
        "to": rate.valid_to,
        "value": rate.value,
        "grade": rate.grade,
        **note,
    }


def write_law(law: LawEntry) -> str:
    """Returns the canonical source of one reference."""
    return write_yaml(law_mapping(law))


def write_legal(laws: Sequence[LawEntry], rates: Sequence[RateEntry], header: str = "") -> str:
    """Returns the canonical file."""
    mapping: dict[str, Any] = {"references": Spaced([law_mapping(law) for law in laws])}
    if rates:
        mapping["rates"] = [_rate_mapping(rate) for rate in rates]
    return write_yaml(mapping, header)


def read_glossary(node: Node, problems: Problems) -> list[tuple[TermEntry, Node]]:
    """Returns the words of the file with their nodes; faults are noted."""
    fields = Fields(node, problems)
    found = [(read_term(part), part.node) for part in fields.parts("terms")]
    fields.finish()
    no_double_keys([(term.key, part) for term, part in found], problems)
    return found


def read_term(fields: Fields) -> TermEntry:
    """Returns one word; faults are noted."""
    term = TermEntry(
        key=fields.key("key"),
        term=fields.text("term", 120),
        english=fields.text("english", 120),
        definition=fields.text("definition", 1000),
    )
    fields.finish()
    return term


def term_mapping(term: TermEntry) -> dict[str, Any]:
    """Returns the canonical mapping."""
    return {"key": term.key, "term": term.term, "english": term.english, "definition": Prose(term.definition)}


def write_term(term: TermEntry) -> str:
    """Returns the canonical source of one word."""
    return write_yaml(term_mapping(term))


def write_glossary(terms: Sequence[TermEntry], header: str = "") -> str:
    """Returns the canonical file."""
    return write_yaml({"terms": Spaced([term_mapping(term) for term in terms])}, header)


def read_facts(node: Node, problems: Problems) -> dict[str, FactMark]:
    """Returns the marks by number; faults are noted."""
    fields = Fields(node, problems)
    found: dict[str, FactMark] = {}
    for number, part in fields.mapping("facts").items():
        if not FACT.fullmatch(number):
            problems.add(part.line, "facts", "field.form_expected", value=number[:80])
        inner = Fields(part, problems, f"facts.{number[:80]}")
        mark = inner.choice("mark", MARKS)
        grade = inner.choice("grade", GRADES) if _has(part, "grade") else inner.text("grade", required=False)
        inner.finish()
        found[number] = FactMark(mark, grade)
    fields.finish()
    return found


def _has(node: Node, name: str) -> bool:
    return isinstance(node.value, dict) and name in node.value


def write_facts(facts: Mapping[str, FactMark], header: str = "") -> str:
    """Returns the canonical file."""
    marks = {
        number: Flow({"mark": fact.mark, **({"grade": fact.grade} if fact.grade else {})})
        for number, fact in facts.items()
    }
    return write_yaml({"facts": marks}, header)
