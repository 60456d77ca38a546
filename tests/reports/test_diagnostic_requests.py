"""A manager asks people of their teams for a diagnostic and takes it back; the person reads who asks, why, for when."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from course.accounts import services as accounts
from course.accounts.models import Audit
from course.assessment.models import Diagnostic
from course.assessment.services import read_notice
from course.assessment.services.diagnosing import begin_diagnostic
from course.foundation import clock
from tests import factories
from tests.assessment.diagnosing import take
from tests.reports.conftest import NOW, shown

DUE = (NOW + timedelta(days=10)).date()
DUE_TEXT = DUE.isoformat()


@pytest.fixture(autouse=True)
def fixed_clock():
    with clock.at(NOW):
        yield


def ask(manager, *people, **more):
    return ask_ids(manager, [person.id for person in people], **more)


def ask_ids(manager, ids, reason="Préparer votre plan", due_on=DUE_TEXT):
    return manager.post("/diagnostics/ask", data={"person": ids, "reason": reason, "due_on": due_on})


def open_ones(company):
    return company.session.execute(
        select(func.count()).select_from(Diagnostic).where(Diagnostic.closed_at.is_(None))
    ).scalar_one()


def acts(company):
    rows = company.session.execute(select(Audit.action, Audit.subject_id).order_by(Audit.id))
    return [tuple(row) for row in rows if row.action.startswith("diagnostic.")]


def bank(company):
    for number in range(12):
        factories.make_question(company.session, f"q-{number}", "JUR-1")
    factories.make_quiz(company.session, "diagnostic", [], purpose="diagnostic")


def test_from_the_record_to_the_request_that_the_record_then_says(company, manager):
    nadia = company.nadia
    before = shown(manager, f"/people/{nadia.id}")
    form = shown(manager, f"/diagnostics/ask?person={nadia.id}")

    asked = ask(manager, nadia)
    after = shown(manager, f"/people/{nadia.id}")

    assert f'href="/diagnostics/ask?person={nadia.id}&amp;back=' in before
    assert f'value="{nadia.id}" checked' in form
    assert asked.status_code == 303
    assert "Demandé le 22/11/2026 par Claire Vasseur. Pour le 02/12/2026." in after
    assert "Préparer votre plan" in after
    assert "Pas encore commencé" in after
    assert "/diagnostics/ask?person=" not in after
    assert acts(company) == [("diagnostic.requested", nadia.id)]


def test_several_people_are_asked_at_once_in_a_constant_number_of_statements(company, manager, count_statements):
    nadia, *others = [company.nadia.id, *(company.person(f"Personne {number}").id for number in range(6))]
    with count_statements() as one:
        ask_ids(manager, [nadia])

    with count_statements() as six:
        page = ask_ids(manager, others)

    assert page.status_code == 303
    assert open_ones(company) == 7
    assert len(six) == len(one)


def test_who_is_asked_already_keeps_one_request_with_the_new_day_and_reason(company, manager):
    ask(manager, company.nadia)

    ask(manager, company.nadia, reason="Autre raison", due_on=(DUE + timedelta(days=5)).isoformat())
    page = shown(manager, f"/people/{company.nadia.id}")

    assert open_ones(company) == 1
    assert "Autre raison" in page
    assert "Pour le 07/12/2026" in page


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"reason": " "}, "Donnez la raison de la demande"),
        ({"reason": "é" * 301, "due_on": "2026-12-02"}, ""),
        ({"due_on": "2026-11-21"}, "Choisissez une date entre aujourd’hui et dans deux ans."),
        ({"due_on": "demain"}, "Choisissez une date entre aujourd’hui et dans deux ans."),
        ({"due_on": "2029-01-01"}, "Choisissez une date entre aujourd’hui et dans deux ans."),
    ],
)
def test_a_form_that_cannot_be_taken_comes_back_as_it_was(company, manager, fields, said):
    answer = ask(manager, company.nadia, **fields)

    assert answer.status_code == (422 if said else 303)  # a longer reason is cut by the form, as everywhere
    assert said in answer.text
    assert open_ones(company) == (0 if said else 1)
    if said:
        assert f'value="{company.nadia.id}" checked' in answer.text


def test_nobody_chosen_is_said(company, manager):
    answer = ask(manager)

    assert answer.status_code == 422
    assert "Choisissez au moins une personne." in answer.text


def test_somebody_without_a_job_or_who_arrives_today_is_named(company, manager):
    jobless = factories.make_person(company.session, "Sans Métier", team=company.team)
    newcomer = factories.make_person(company.session, "Nouvelle Venue")
    accounts.move_to_team(company.session, newcomer.id, company.team.id, NOW.date())
    accounts.set_job(company.session, newcomer.id, company.job.id, NOW.date())
    newcomer.created_at = NOW

    without_job = ask(manager, jobless)
    today = ask(manager, newcomer, due_on=NOW.date().isoformat())
    tomorrow = ask(manager, newcomer, due_on=(NOW + timedelta(days=1)).date().isoformat())

    assert "Le métier de Sans Métier n’est pas renseigné" in without_job.text
    assert "Nouvelle Venue vient d’arriver" in today.text
    assert tomorrow.status_code == 303


@pytest.mark.parametrize("who", ["stranger", "self", "nobody"])
def test_nobody_else_can_be_asked(company, manager, who):
    accounts.move_to_team(company.session, company.manager.id, company.team.id, NOW.date())
    accounts.set_job(company.session, company.manager.id, company.job.id, NOW.date())
    stranger = company.person("Ailleurs", factories.make_team(company.session, "Ailleurs"))
    ids = {"stranger": stranger.id, "self": company.manager.id, "nobody": 10**12}

    answer = manager.post(
        "/diagnostics/ask", data={"person": [str(ids[who])], "reason": "x", "due_on": DUE.isoformat()}
    )

    assert answer.status_code == 404
    assert open_ones(company) == 0


def test_the_request_is_taken_back_by_who_asked(company, manager):
    ask(manager, company.nadia)
    asked = company.session.execute(select(Diagnostic.id)).scalar_one()

    done = manager.post(f"/people/{company.nadia.id}/diagnostics/{asked}/cancel")
    again = manager.post(f"/people/{company.nadia.id}/diagnostics/{asked}/cancel")
    page = shown(manager, f"/people/{company.nadia.id}")

    assert done.status_code == 303
    assert again.status_code == 409
    assert open_ones(company) == 0
    assert "La demande du 22/11/2026 a été annulée le 22/11/2026." in page
    assert acts(company)[-1] == ("diagnostic.cancelled", company.nadia.id)


def test_nobody_takes_back_what_another_manager_asked_for(company, manager, client, sign_in):
    ask(manager, company.nadia)
    asked = company.session.execute(select(Diagnostic.id)).scalar_one()
    other = factories.make_manager(company.session, company.team, name="Autre Responsable")
    sign_in(client, other)

    answer = client.post(f"/people/{company.nadia.id}/diagnostics/{asked}/cancel")
    page = shown(client, f"/people/{company.nadia.id}")

    assert answer.status_code == 404
    assert "Annuler la demande" not in page
    assert open_ones(company) == 1


def test_what_is_begun_is_not_taken_back_and_its_answers_are_counted_for_the_manager(company, manager):
    bank(company)
    ask(manager, company.nadia)
    asked = company.session.execute(select(Diagnostic.id)).scalar_one()
    read_notice(company.session, company.nadia.id)
    begin_diagnostic(company.session, company.nadia.id, NOW.date())

    refused = manager.post(f"/people/{company.nadia.id}/diagnostics/{asked}/cancel")
    page = shown(manager, f"/people/{company.nadia.id}")

    assert refused.status_code == 409
    assert "Commencé le 22/11/2026" in page
    assert "0 réponse" in page
    assert "Annuler la demande" not in page


def test_one_that_is_done_is_told_by_what_it_established_and_has_no_mark(company, manager):
    bank(company)
    ask(manager, company.nadia)
    read_notice(company.session, company.nadia.id)
    take(company.session, company.nadia, ["right"], at=NOW, today=NOW.date())

    page = shown(manager, f"/people/{company.nadia.id}")

    assert "Terminé le 22/11/2026" in page
    assert "12 questions" in page
    assert "1 compétence établie sur 3" in page
    assert "Aucun résultat pour l’instant." in page


def test_the_team_leads_to_the_form(company, manager):
    assert 'href="/diagnostics/ask?back=' in shown(manager, "/team")
