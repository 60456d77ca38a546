"""The framework comes from its file; a changed requirement holds from today and the past keeps its own."""

from dataclasses import replace
from datetime import UTC, date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from course.authoring.formats.folder import parse_file
from course.competencies.formats import FrameworkFile
from course.competencies.models import Competency, RoleRequirement
from course.competencies.queries import framework
from course.competencies.services.framework import save_framework
from course.foundation import clock
from course.foundation.clock import FAR
from tests.content_files import COMPETENCIES


def the_file() -> FrameworkFile:
    value = parse_file("competencies.yml", COMPETENCIES.encode()).entries[0].value
    assert isinstance(value, FrameworkFile)
    return value


def requirements(session: Session) -> list[tuple[int, date, date]]:
    rows = session.execute(select(RoleRequirement).order_by(RoleRequirement.valid_from)).scalars()
    return [(row.level, row.valid_from, row.valid_to) for row in rows]


def with_level(level: int) -> FrameworkFile:
    file = the_file()
    return replace(file, job_roles=(replace(file.job_roles[0], required={"JUR-1": level}),))


def test_domains_competencies_and_requirements_are_written_once(session: Session) -> None:
    save_framework(session, the_file())
    save_framework(session, the_file())

    [domain] = framework(session)
    assert (domain.key, [competency.key for competency in domain.competencies]) == ("JUR", ["JUR-1"])
    assert domain.competencies[0].levels[2] == "Calcule sans aide."
    assert requirements(session) == [(3, date(2000, 1, 1), FAR)]


def test_a_changed_name_replaces_the_old_one(session: Session) -> None:
    save_framework(session, the_file())
    file = the_file()
    domain = replace(file.domains[0], name="Droit")

    save_framework(session, replace(file, domains=(domain,)))

    assert [found.name for found in framework(session)] == ["Droit"]


def test_a_changed_level_holds_from_today_on(session: Session) -> None:
    save_framework(session, with_level(3))
    with clock.at(datetime(2026, 11, 22, 10, tzinfo=UTC)):
        save_framework(session, with_level(4))
        save_framework(session, with_level(2))

    assert requirements(session) == [
        (3, date(2000, 1, 1), date(2026, 11, 21)),
        (2, date(2026, 11, 22), FAR),
    ]


def test_what_lives_between_departments_is_read_written_kept_and_left_out_where_it_is_not(session: Session) -> None:
    said = COMPETENCIES.replace("gesture: false\n", "gesture: false\n        between_departments: true\n")
    parsed, plain = parse_file("competencies.yml", said.encode()), parse_file("competencies.yml", COMPETENCIES.encode())
    framework_file = parsed.entries[0].value
    assert isinstance(framework_file, FrameworkFile)
    kept = select(Competency.is_between_departments)

    save_framework(session, framework_file)
    first = session.execute(kept).scalar_one()
    save_framework(session, the_file())

    assert (first, session.execute(kept).scalar_one()) == (True, False)
    assert (parsed.canonical, plain.canonical) == (said, COMPETENCIES)


def test_between_departments_is_true_or_false() -> None:
    said = COMPETENCIES.replace("gesture: false\n", "gesture: false\n        between_departments: souvent\n")

    parsed = parse_file("competencies.yml", said.encode())

    assert [(problem.line, problem.field) for problem in parsed.problems] == [
        (13, "domains[0].competencies[0].between_departments")
    ]
