"""« Mon équipe »: whom a manager sees, what a cell says, and that practice leaves no trace."""

import csv
import io
from datetime import date, timedelta

import pytest
from sqlalchemy import select, update

from course.accounts import services as accounts
from course.accounts.models import Audit, TeamManager
from course.assessment import services as assessment
from course.assessment.queries import attempt_of
from course.competencies.models import Estimate, EstimateState
from course.enrolment.services import assign, complete
from course.foundation import clock
from course.foundation.permissions import Role
from course.question_bank.queries import published_question
from tests import factories
from tests.reports.conftest import NOW, shown

TODAY = NOW.date()


@pytest.fixture(autouse=True)
def fixed_clock():
    with clock.at(NOW):
        yield


def test_a_manager_sees_own_teams_and_those_below_and_nobody_else(company, manager):
    company.person("Paul Nguyen", company.below)
    company.person("Inconnu Ailleurs", factories.make_team(company.session, "Ailleurs"))

    page = shown(manager, "/team")

    assert "Nadia Benali" in page
    assert "Paul Nguyen" in page
    assert "Inconnu Ailleurs" not in page
    assert "2 personnes · 0 mesurée · au 22\u00a0novembre 2026" in page


def test_somebody_who_moved_is_seen_until_the_day_before_and_not_after(company, manager):
    elsewhere = factories.make_team(company.session, "Ailleurs")
    accounts.move_to_team(company.session, company.nadia.id, elsewhere.id, TODAY)

    assert "Nadia Benali" not in shown(manager, "/team")
    with clock.at(NOW - timedelta(days=1)):
        assert "Nadia Benali" in shown(manager, "/team")


def test_a_management_that_ended_shows_nobody(company, manager):
    company.session.execute(
        TeamManager.__table__.update()
        .where(TeamManager.person_id == company.manager.id)
        .values(valid_to=TODAY - timedelta(days=1))
    )

    page = shown(manager, "/team")

    assert "Aucune équipe ne vous est confiée" in page
    assert "Nadia Benali" not in page


def test_managers_stand_in_the_matrix_only_as_members_of_a_managed_team(company, manager):
    assert "Claire Vasseur</a><span>" not in shown(manager, "/team")

    accounts.move_to_team(company.session, company.manager.id, company.team.id, TODAY)

    assert "Claire Vasseur</a><span>" in shown(manager, "/team")


@pytest.mark.parametrize("roles", [(Role.EMPLOYEE,), (Role.TRAINER,), (Role.ADMINISTRATOR,)])
@pytest.mark.parametrize("address", ["/team", "/team.csv", "/assign", "/people/1", "/people/1/competencies/JUR-1"])
def test_nobody_but_managers_opens_these_pages(company, client, sign_in, roles, address):
    sign_in(client, factories.make_person(company.session, roles=roles))

    assert client.get(address).status_code == 403


def test_an_administrator_who_manages_no_team_sees_nobody(company, client, sign_in):
    boss = factories.make_person(company.session, "Bruno", roles=(Role.ADMINISTRATOR, Role.MANAGER))

    page = shown(sign_in(client, boss), "/team")

    assert "Aucune équipe ne vous est confiée" in page
    assert "Recouvrement" not in page


def test_somebody_without_a_job_or_a_learner_s_role_is_not_listed(company, manager):
    factories.make_person(company.session, "Admin Seul", roles=(Role.ADMINISTRATOR,), team=company.team)
    factories.make_person(company.session, "Sans Métier", team=company.team)

    page = shown(manager, "/team")

    assert "Admin Seul" not in page
    assert "Sans Métier</a><span>sans métier" in page


def test_cells_say_gap_met_and_to_measure_in_words(company, manager):
    company.proofs(company.nadia, "JUR-1", [1, 1, 1, 1, 1, 1])
    company.proofs(company.nadia, "JUR-2", [0, 0, 0, 0, 0, 0])
    company.proofs(company.nadia, "COM-1", [1])

    page = shown(manager, "/team?domain=JUR")

    assert "<span>3/2 ✓</span>" in page
    assert "/3</span><span>▼ écart</span>" in page
    assert "? 1 à mesurer" in page.replace("\u00a0", " ")
    assert "<span>?</span><span>encore 2</span>" in shown(manager, "/team?domain=all")


def test_a_level_that_faded_with_time_is_read_anew(company, manager):
    company.proofs(company.nadia, "JUR-1", [1.0] * 8)
    before = manager.get("/team?domain=all").text
    faded = {"p1": 0.4, "p2": 0.1, "p3": 0.05, "p4": 0.01}
    company.session.execute(update(Estimate).where(Estimate.learner_id == company.nadia.id).values(**faded))

    company.session.execute(update(EstimateState).values(estimated_at=NOW + timedelta(days=200)))

    after = manager.get("/team?domain=all").text
    assert "<span>3/2 ✓</span>" in before
    assert "<span>▼ écart</span>" in after


def test_the_matrix_takes_as_many_statements_for_thirty_people_as_for_one(company, manager, count_statements):
    shown(manager, "/team")
    with count_statements() as for_one:
        shown(manager, "/team")
    for number in range(30):
        company.proofs(company.person(f"Personne {number:02}"), "JUR-1", [1, 0, 1])

    with count_statements() as for_many:
        page = shown(manager, "/team?domain=all")

    assert len(for_many) == len(for_one) <= 5
    assert "31 personnes" in page


def test_a_large_team_comes_by_pages_and_the_sentences_speak_of_all(company, manager, monkeypatch):
    monkeypatch.setattr("course.reports.rules.PAGE_SIZE", 3)
    for name in ("Ada", "Bea", "Carl", "Dina"):
        company.proofs(company.person(name), "JUR-1", [0.0] * 6)

    first, second = (manager.get(f"/team?sort=name&page={page}").text for page in (1, 2))
    beyond = manager.get("/team?sort=name&page=99").text

    assert "Page 1 sur 2" in first
    assert "Ada" in first
    assert "Dina" not in first
    assert "Dina" in second
    assert 'rel="next"' in first
    assert 'rel="next"' not in second
    assert "Page 2 sur 2" in beyond
    assert "4 écarts</b> sur 4 personnes mesurées" in first.replace("\u00a0", " ")
    assert "4 écarts</b> sur 4 personnes mesurées" in second.replace("\u00a0", " ")


def test_filters_keep_to_a_team_with_those_below_and_to_a_job(company, manager):
    company.person("Paul Nguyen", company.below)
    other = factories.make_job_role(company.session, "Juriste", "Lawyer")
    accounts.set_job(company.session, company.nadia.id, other.id, TODAY)

    assert "Nadia Benali" not in shown(manager, f"/team?team={company.below.id}")
    assert "Paul Nguyen" in shown(manager, f"/team?team={company.team.id}")
    assert "Paul Nguyen" not in shown(manager, f"/team?job={other.id}")


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("team=9223372036854775807", 404),
        ("team=9223372036854775808", 422),
        ("team=nan", 422),
        ("job=77777", 404),
        ("domain=XX", 404),
        ("sort=drop", 422),
        ("who=%00", 422),
        ("person=0&competency=JUR-1", 422),
        ("person=99999999&competency=JUR-1", 404),
    ],
)
def test_unusable_filters_get_a_page_that_says_so(company, manager, query, status):
    assert manager.get(f"/team?{query}").status_code == status


def test_masked_names_are_pseudonyms_everywhere_on_the_page_and_in_the_export(company, manager):
    company.proofs(company.nadia, "JUR-1", [1, 1, 1])

    page = shown(manager, f"/team?mask=1&person={company.nadia.id}&competency=JUR-1")

    assert "Nadia" not in page
    assert "Personne 1" in page
    assert "Nadia" not in manager.get("/team.csv?mask=1").text


def test_practice_leaves_the_pages_as_they_were_to_the_byte(company, manager, lesson_id):
    session, nadia = company.session, company.nadia
    company.proofs(nadia, "JUR-1", [1, 0, 1, 0])
    for number in range(3):
        factories.make_question(session, f"q-{number}")
    quiz = factories.make_quiz(session, "entrainement", [f"q-{n}" for n in range(3)], mode="practice")
    assign(session, [nadia.id], quiz.item_id, TODAY, company.manager.id, today=TODAY)
    addresses = [
        "/team",
        "/team?domain=all",
        f"/team?person={nadia.id}&competency=JUR-1",
        "/team.csv",
        f"/people/{nadia.id}",
        f"/people/{nadia.id}/competencies/JUR-1",
        "/assign?competency=COM-1",
    ]
    with clock.at(NOW + timedelta(hours=20)):
        before = [shown(manager, address) for address in addresses]

    with clock.at(NOW + timedelta(hours=1)):
        attempt_id = assessment.start_attempt(session, nadia.id, quiz)
        for slot in attempt_of(session, nadia.id, attempt_id).slots:
            assessment.save_answer(session, nadia.id, attempt_id, slot.position, {"value": "b"}, f"c{slot.position}")
        assessment.finish_attempt(session, nadia.id, attempt_id)
        stored = published_question(session, "q-0")
        assessment.answer_check(session, nadia.id, lesson_id, stored, {"value": "b"}, "check-1")

    with clock.at(NOW + timedelta(hours=20)):
        assert [shown(manager, address) for address in addresses] == before


def test_the_three_sentences_say_the_gap_the_late_and_the_improved(company, manager, lesson_id):
    paul = company.person("Paul Nguyen")
    company.proofs(company.nadia, "JUR-2", [0] * 6)
    company.proofs(paul, "JUR-1", [0] * 5, NOW - timedelta(days=120))
    company.proofs(paul, "JUR-1", [1] * 12, NOW - timedelta(days=3))
    with clock.at(NOW - timedelta(days=20)):
        assign(company.session, [paul.id], lesson_id, date(2026, 11, 20), None, today=date(2026, 11, 2))

    page = shown(manager, "/team").replace("\u00a0", " ")

    assert "JUR-2 :</p>" not in page
    assert "JUR-2 : <b>1 écart</b> sur 1 personne mesurée." in page
    assert "<b>1 personne</b> n’a pas fini à temps" in page
    assert "« Préparer l’appel », pour le 20 novembre 2026" in page
    assert "JUR-1 : <b>1 personne</b> a progressé depuis le 24 août 2026." in page
    assert "Nadia Benali</a>" not in shown(manager, "/team?who=late")
    assert "Paul Nguyen</a>" in shown(manager, "/team?who=improved")


def test_what_is_done_in_time_makes_nobody_late(company, manager, lesson_id):
    with clock.at(NOW - timedelta(days=20)):
        assign(company.session, [company.nadia.id], lesson_id, date(2026, 11, 20), None, today=date(2026, 11, 2))
        complete(company.session, company.nadia.id, lesson_id, company.versions[0])

    assert "Personne n’est en retard." in shown(manager, "/team")


def test_an_estimate_on_two_proofs_is_no_progress(company, manager):
    company.proofs(company.nadia, "JUR-1", [0, 0], NOW - timedelta(days=120))
    company.proofs(company.nadia, "JUR-1", [1], NOW - timedelta(days=3))

    assert "Pas encore de progrès mesuré" in shown(manager, "/team")


def test_nothing_measured_is_said_honestly(company, manager):
    page = shown(manager, "/team")

    assert "Personne n’est encore mesuré." in page
    assert "Personne n’est en retard." in page


def test_the_panel_shows_the_proofs_by_sitting_and_leaves_a_line_in_the_journal(company, manager):
    company.proofs(company.nadia, "JUR-1", [1, 1, 0], NOW - timedelta(days=40), "Diagnostic")
    company.proofs(company.nadia, "JUR-1", [1, 1, 1], NOW - timedelta(days=10))

    page = shown(manager, f"/team?person={company.nadia.id}&competency=JUR-1")

    assert "6 preuves, dernière le 12/11." in page
    assert "12/11 · Faire le point" in page
    assert "13/10 · Diagnostic" in page
    assert "2 sur 3" in page
    lines = company.session.execute(select(Audit).where(Audit.action == "person.read")).scalars().all()
    assert [(line.actor_id, line.subject_id) for line in lines] == [(company.manager.id, company.nadia.id)]


def test_the_export_has_a_line_a_person_and_competency_and_is_in_the_journal(company, manager):
    company.proofs(company.nadia, "JUR-1", [1, 1, 1, 1, 1])
    company.person("=cmd|' /C calc'!A0")

    response = manager.get("/team.csv?sort=name")

    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    rows = list(csv.reader(io.StringIO(response.data.decode("utf-8-sig"), newline=""), delimiter=";"))
    assert rows[0][:4] == ["Personne", "Équipe", "Métier", "Compétence"]
    assert len(rows) == 1 + 2 * 3
    assert ["Nadia Benali", "Recouvrement", "Chargé de recouvrement", "JUR-1 Compétence JUR-1", "2"] in [
        row[:5] for row in rows
    ]
    assert next(row[5:] for row in rows if row[0] == "Nadia Benali" and row[3].startswith("JUR-1")) == [
        "3",
        "acquis",
        "5",
        "2026-11-22",
    ]
    assert rows[1][0] == "'=cmd|' /C calc'!A0"
    line = company.session.execute(select(Audit).where(Audit.action == "person.read")).scalar_one()
    assert line.detail["export"] == "team.csv"
    assert company.nadia.id in line.detail["people"]


def test_the_page_speaks_english(company, client, sign_in):
    company.manager.language = "en"
    company.proofs(company.nadia, "JUR-1", [1, 1, 1])

    assert sign_in(client, company.manager).get("/team").status_code == 200
