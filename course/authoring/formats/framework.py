"""`competencies.yml`: domains, competencies and job roles, read and written."""

from collections.abc import Mapping
from typing import Any

from course.authoring.formats.fields import COMPETENCY, Fields, no_double_keys
from course.authoring.formats.problems import Problems
from course.authoring.formats.yaml_reading import Node
from course.authoring.formats.yaml_writing import Flow, write_yaml
from course.competencies.formats import CompetencyEntry, DomainEntry, FrameworkFile, JobRoleEntry

LEVELS = 4


def read_framework(node: Node, problems: Problems) -> FrameworkFile:
    """Returns the framework; faults are noted."""
    fields = Fields(node, problems)
    domains = [(_domain(part), part.node) for part in fields.parts("domains")]
    roles = [(_job_role(part), part.node) for part in fields.parts("job_roles")]
    fields.finish()
    framework = FrameworkFile(tuple(domain for domain, _ in domains), tuple(role for role, _ in roles))
    no_double_keys([(domain.key, part) for domain, part in domains], problems)
    no_double_keys([(role.key, part) for role, part in roles], problems)
    no_double_keys(
        [(entry.key, part) for domain, part in domains for entry in domain.competencies],
        problems,
    )
    _check_roles(framework, roles, problems)
    return framework


def _domain(fields: Fields) -> DomainEntry:
    domain = DomainEntry(
        key=fields.text("key", 5),
        name=fields.text("name", 120),
        english=fields.text("english", 120),
        competencies=tuple(_competency(part) for part in fields.parts("competencies")),
    )
    for entry in domain.competencies:
        if entry.key and not entry.key.startswith(f"{domain.key}-"):
            fields.note("competencies", "framework.wrong_domain", key=entry.key, domain=domain.key)
    fields.finish()
    return domain


def _competency(fields: Fields) -> CompetencyEntry:
    entry = CompetencyEntry(
        key=fields.formed("key", COMPETENCY, "field.competency_expected"),
        name=fields.text("name", 200),
        short=fields.text("short", 40),
        english=fields.text("english", 200),
        short_english=fields.text("short_english", 40),
        is_gesture=fields.truth("gesture", default=False),
        is_between_departments=fields.truth("between_departments", default=False),
        levels=fields.texts("levels"),
        levels_english=fields.texts("levels_english"),
    )
    for name, levels in (("levels", entry.levels), ("levels_english", entry.levels_english)):
        if len(levels) != LEVELS:
            fields.note(name, "framework.four_levels")
    fields.finish()
    return entry


def _job_role(fields: Fields) -> JobRoleEntry:
    role = JobRoleEntry(
        key=fields.key("key"),
        name=fields.text("name", 200),
        english=fields.text("english", 200),
        required=_required(fields),
    )
    fields.finish()
    return role


def _required(fields: Fields) -> Mapping[str, int]:
    found: dict[str, int] = {}
    for key, node in fields.mapping("required").items():
        if isinstance(node.value, bool) or not isinstance(node.value, int) or not 0 <= node.value <= LEVELS:
            fields.note("required", "framework.required_level", key=key[:80])
        else:
            found[key] = node.value
    return found


def _check_roles(framework: FrameworkFile, roles: list[tuple[JobRoleEntry, Node]], problems: Problems) -> None:
    known = framework.competencies
    for role, node in roles:
        for key in role.required:
            if key not in known:
                problems.add(node.line_of("required"), "required", "framework.unknown_competency", key=key[:80])
        missing = [key for key in known if key not in role.required]
        if missing and role.required:
            problems.add(node.line_of("required"), "required", "framework.missing_level", key=", ".join(missing))


def write_framework(framework: FrameworkFile, header: str = "") -> str:
    """Returns the canonical file."""
    return write_yaml(
        {
            "domains": [_domain_mapping(domain) for domain in framework.domains],
            "job_roles": [
                {"key": role.key, "name": role.name, "english": role.english, "required": Flow(role.required)}
                for role in framework.job_roles
            ],
        },
        header,
    )


def _domain_mapping(domain: DomainEntry) -> dict[str, Any]:
    return {
        "key": domain.key,
        "name": domain.name,
        "english": domain.english,
        "competencies": [
            {
                "key": entry.key,
                "name": entry.name,
                "short": entry.short,
                "english": entry.english,
                "short_english": entry.short_english,
                "gesture": entry.is_gesture,
                **({"between_departments": True} if entry.is_between_departments else {}),
                "levels": list(entry.levels),
                "levels_english": list(entry.levels_english),
            }
            for entry in domain.competencies
        ],
    }
