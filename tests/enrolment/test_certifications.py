"""What a certificate asks for, as content: read, checked, imported and exported like everything else."""

from datetime import date

import pytest
from sqlalchemy import select

from course.authoring.formats.folder import parse_file, parse_source
from course.authoring.services.content_check import check_content
from course.authoring.services.content_export import export_content
from course.authoring.services.content_import import import_content
from course.enrolment.models import Certification
from course.enrolment.rules.certificates import Validity
from course.publishing.models import Dependency
from course.publishing.queries import history, item_of
from tests.content_files import write_files

TODAY = date(2026, 11, 28)
PATH = "certificates.yml"
TEXT = """# Nos attestations.
certifications:
  # La première.
  - key: fondamentaux
    title: Les fondamentaux
    english: Fundamentals
    final: cadre-legal-point
    validity: {until: 12-31}
    requirements: {JUR-1: 2}

  - key: confirme
    title: Recouvreur confirmé
    english: Senior collector
    final: cadre-legal-point
    validity: {months: 24}
    requirements: {JUR-1: 3}

  - key: a-vie
    title: Pour toujours
    english: For ever
    final: cadre-legal-point
    requirements: {JUR-1: 1}
"""


@pytest.fixture
def folder(tmp_path):
    root = write_files(tmp_path / "content")
    (root / PATH).write_text(TEXT, encoding="utf-8")
    return root


def problems_of(text):
    return [(found.line, found.field, found.message_id) for found in parse_file(PATH, text.encode()).problems]


def test_a_canonical_file_is_written_back_byte_for_byte():
    parsed = parse_file(PATH, TEXT.encode())

    assert parsed.problems == ()
    assert parsed.canonical == TEXT
    assert [entry.value.validity for entry in parsed.entries] == [
        Validity(until="12-31"),
        Validity(months=24),
        Validity(),
    ]


def test_the_source_of_one_certification_gives_it_back():
    entries = parse_file(PATH, TEXT.encode()).entries

    assert [parse_source("certification", entry.source) for entry in entries] == [entry.value for entry in entries]


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("{until: 12-31}", "{until: 13-31}", (8, "certifications[0].validity.until", "certification.bad_until")),
        ("{until: 12-31}", "{until: 02-30}", (8, "certifications[0].validity.until", "certification.bad_until")),
        ("{months: 24}", "{months: 0}", (15, "certifications[1].validity.months", "field.out_of_range")),
        ("{months: 24}", "{months: 3, until: 12-31}", (15, "certifications[1].validity", "certification.one_validity")),
        ("{months: 24}", "{}", (15, "certifications[1].validity", "certification.one_validity")),
        ("{JUR-1: 2}", "{JUR-1: 5}", (9, "certifications[0].requirements.JUR-1", "field.out_of_range")),
        ("{JUR-1: 2}", "{JUR-1: true}", (9, "certifications[0].requirements.JUR-1", "field.out_of_range")),
        ("{JUR-1: 2}", "{droit: 2}", (9, "certifications[0].requirements.droit", "field.competency_expected")),
        ("{JUR-1: 2}", "{}", (9, "certifications[0].requirements", "certification.no_requirement")),
        ("key: confirme", "key: fondamentaux", (11, "key", "field.repeated")),
        ("    english: Senior collector\n", "", (11, "certifications[1].english", "field.missing")),
        ("    final:", "    finale:", (4, "certifications[0].final", "field.missing")),
    ],
)
def test_a_fault_in_the_file_is_named_with_its_line(old, new, fault):
    assert fault in problems_of(TEXT.replace(old, new, 1))


def test_a_folder_with_certifications_is_in_order(folder):
    assert check_content(folder, TODAY) == []


@pytest.mark.parametrize(
    ("old", "new", "message_id"),
    [
        ("{JUR-1: 3}", "{JUR-9: 3}", "content.unknown_competency"),
        ("final: cadre-legal-point", "final: nulle-part", "content.unknown_quiz"),
        ("final: cadre-legal-point", "final: cadre-legal-entrainement", "certification.not_final"),
    ],
)
def test_what_no_certificate_can_rest_on_is_found(folder, old, new, message_id):
    (folder / PATH).write_text(TEXT.replace(old, new), encoding="utf-8")

    assert message_id in {problem.message_id for problem in check_content(folder, TODAY)}


def test_a_final_without_a_pass_mark_is_found(folder):
    quizzes = folder / "quizzes" / "cadre-legal.yml"
    quizzes.write_text(quizzes.read_text(encoding="utf-8").replace("    pass_mark: 70\n", ""), encoding="utf-8")

    assert {problem.message_id for problem in check_content(folder, TODAY)} == {"certification.not_final"}


def test_certifications_are_imported_and_come_back_byte_for_byte(session, folder, tmp_path):
    report = import_content(session, folder)

    written = export_content(session, tmp_path / "out")

    assert report.problems == ()
    assert {item.key for item in report.new if item.kind == "certification"} == {"fondamentaux", "confirme", "a-vie"}
    assert PATH in written
    assert (tmp_path / "out" / PATH).read_text(encoding="utf-8") == TEXT
    stored = session.execute(select(Certification).where(Certification.key == "confirme")).scalar_one()
    assert (stored.requirements, stored.final_quiz_key, stored.validity) == (
        {"JUR-1": 3},
        "cadre-legal-point",
        {"months": 24},
    )
    named = session.execute(
        select(Dependency.kind, Dependency.key).where(Dependency.version_id == stored.version_id)
    ).all()
    assert {tuple(row) for row in named} == {("quiz", "cadre-legal-point"), ("competency", "JUR-1")}


def test_a_changed_certification_becomes_a_new_version_and_the_old_one_stays(session, folder):
    import_content(session, folder)
    (folder / PATH).write_text(TEXT.replace("months: 24", "months: 36"), encoding="utf-8")

    report = import_content(session, folder)

    item = item_of(session, "certification", "confirme")
    assert [item.key for item in report.changed] == ["confirme"]
    assert [row.number for row in history(session, item.id)] == [2, 1]
    assert session.execute(select(Certification.validity).where(Certification.key == "confirme")).scalars().all() == [
        {"months": 24},
        {"months": 36},
    ]


@pytest.mark.parametrize(
    ("old", "new", "message_id"),
    [
        ("{JUR-1: 3}", "{JUR-9: 3}", "content.unknown_competency"),
        ("final: cadre-legal-point", "final: nulle-part", "content.unknown_quiz"),
    ],
)
def test_an_import_that_names_nothing_known_writes_nothing(session, folder, old, new, message_id):
    (folder / PATH).write_text(TEXT.replace(old, new), encoding="utf-8")

    report = import_content(session, folder)

    assert message_id in {problem.message_id for problem in report.problems}
    assert session.execute(select(Certification)).first() is None
