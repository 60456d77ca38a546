"""One person's record: complete for the manager, closed to others, every reading in the journal."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from course.accounts.models import Audit
from course.assessment import services as assessment
from course.assessment.queries import attempt_of
from course.enrolment.services import assign
from course.foundation import clock
from tests import factories
from tests.reports.conftest import NOW, shown


@pytest.fixture(autouse=True)
def fixed_clock():
    with clock.at(NOW):
        yield


def readings(company):
    return company.session.execute(
        select(func.count()).select_from(Audit).where(Audit.action == "person.read")
    ).scalar_one()


def test_the_record_shows_levels_trend_assignments_and_counted_results(company, manager, lesson_id):
    session, nadia = company.session, company.nadia
    company.proofs(nadia, "JUR-1", [0, 0, 0, 0], NOW - timedelta(days=120))
    company.proofs(nadia, "JUR-1", [1] * 10, NOW - timedelta(days=2))
    assign(session, [nadia.id], lesson_id, NOW.date(), company.manager.id, today=NOW.date())
    for number in range(4):
        factories.make_question(session, f"q-{number}", "JUR-2")
    quiz = factories.make_quiz(session, "point", [f"q-{n}" for n in range(4)])
    assessment.read_notice(session, nadia.id)
    attempt_id = assessment.start_attempt(session, nadia.id, quiz)
    for slot in attempt_of(session, nadia.id, attempt_id).slots[:3]:
        assessment.save_answer(session, nadia.id, attempt_id, slot.position, {"value": "b"}, f"c{slot.position}")
    assessment.finish_attempt(session, nadia.id, attempt_id)

    page = shown(manager, f"/people/{nadia.id}")

    assert "en hausse de" in page
    assert "depuis le 25/07/2026" in page
    assert "pour le 22/11/2026" in page
    assert "22/11/2026 · Questionnaire point" in page
    assert "3 sur 4" in page
    assert readings(company) == 1


def test_the_record_takes_the_same_statements_however_much_there_is(company, manager, count_statements):
    address = f"/people/{company.nadia.id}"
    shown(manager, address)
    with count_statements() as empty:
        shown(manager, address)
    for days in (90, 60, 30):
        company.proofs(company.nadia, "JUR-1", [1, 0, 1], NOW - timedelta(days=days))
        company.proofs(company.nadia, "COM-1", [1, 0, 1], NOW - timedelta(days=days))

    with count_statements() as full:
        shown(manager, address)

    assert len(full) == len(empty)


@pytest.mark.parametrize("page", ["/people/{}", "/people/{}/competencies/JUR-1", "/team?person={}&competency=JUR-1"])
def test_anybody_else_is_not_found_and_not_in_the_journal(company, manager, page):
    stranger = company.person("Ailleurs", factories.make_team(company.session, "Ailleurs"))

    assert manager.get(page.format(stranger.id)).status_code == 404
    assert readings(company) == 0


def test_reading_one_s_own_record_leaves_no_line(company, manager):
    shown(manager, f"/people/{company.manager.id}")

    assert readings(company) == 0


def test_the_proofs_of_a_competency_open_and_an_unknown_one_does_not(company, manager):
    company.proofs(company.nadia, "JUR-1", [1, 1, 0])

    page = shown(manager, f"/people/{company.nadia.id}/competencies/JUR-1")

    assert "22/11 · Faire le point" in page
    assert "2 sur 3" in page
    assert manager.get(f"/people/{company.nadia.id}/competencies/ZZZ-9").status_code == 404


def test_two_proofs_give_no_level(company, manager):
    company.proofs(company.nadia, "JUR-1", [1, 1])

    page = shown(manager, f"/people/{company.nadia.id}/competencies/JUR-1")

    assert "Encore 1 preuve avant de dire un niveau." in page
    assert "Niveau estimé" not in page
