"""`certificates.yml`: read and written."""

from collections.abc import Mapping, Sequence
from typing import Any

from course.authoring.formats.fields import COMPETENCY, Fields, no_double_keys
from course.authoring.formats.problems import Problems
from course.authoring.formats.yaml_reading import Node
from course.authoring.formats.yaml_writing import Flow, Spaced, write_yaml
from course.enrolment.formats.certifications import CertificationEntry
from course.enrolment.rules.certificates import FOR_EVER, MOST_MONTHS, Validity, is_day_of_year

LEVELS = (1, 2, 3, 4)


def read_certifications(node: Node, problems: Problems) -> list[tuple[CertificationEntry, Node]]:
    """Returns the certifications of the file with their nodes; faults are noted."""
    fields = Fields(node, problems)
    found = [(read_certification(part), part.node) for part in fields.parts("certifications")]
    fields.finish()
    no_double_keys([(entry.key, part) for entry, part in found], problems)
    return found


def read_certification(fields: Fields) -> CertificationEntry:
    """Returns one certification; faults are noted."""
    entry = CertificationEntry(
        key=fields.key("key"),
        title=fields.text("title", 200),
        english=fields.text("english", 200),
        final=fields.key("final"),
        validity=_validity(fields),
        requirements=_requirements(fields),
    )
    fields.finish()
    return entry


def _validity(fields: Fields) -> Validity:
    part = fields.part("validity")
    if part is None:
        return FOR_EVER
    months = part.whole("months", 1, MOST_MONTHS, required=False)
    until = part.text("until", 5, required=False) or None
    if until is not None and not is_day_of_year(until):
        part.note("until", "certification.bad_until")
    if part.is_given("months") == part.is_given("until"):
        fields.note("validity", "certification.one_validity")
    part.finish()
    return Validity(months, until)


def _requirements(fields: Fields) -> Mapping[str, int]:
    found: dict[str, int] = {}
    given = fields.mapping("requirements")
    for key, node in given.items():
        if not COMPETENCY.fullmatch(key):
            fields.note_at(f"requirements.{key}", "field.competency_expected", value=key[:80])
        elif isinstance(node.value, bool) or node.value not in LEVELS:
            fields.note_at(f"requirements.{key}", "field.out_of_range", lowest=LEVELS[0], highest=LEVELS[-1])
        else:
            found[key] = int(str(node.value))
    if fields.is_given("requirements") and not given:
        fields.note("requirements", "certification.no_requirement")
    return found


def certification_mapping(entry: CertificationEntry) -> dict[str, Any]:
    """Returns the canonical mapping; what holds for ever says no validity."""
    mapping: dict[str, Any] = {"key": entry.key, "title": entry.title, "english": entry.english, "final": entry.final}
    if entry.validity != FOR_EVER:
        mapping["validity"] = Flow(entry.validity.to_json())
    return mapping | {"requirements": Flow(entry.requirements)}


def write_certification(entry: CertificationEntry) -> str:
    """Returns the canonical source of one certification."""
    return write_yaml(certification_mapping(entry))


def write_certifications(entries: Sequence[CertificationEntry], header: str = "") -> str:
    """Returns the canonical file."""
    return write_yaml({"certifications": Spaced([certification_mapping(entry) for entry in entries])}, header)
