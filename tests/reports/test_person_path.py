"""The path proposed to somebody, as their manager reads and changes it."""

import pytest

from course.enrolment import queries
from course.foundation import clock
from tests import factories
from tests.reports.conftest import NOW


def plain(text):
    """Returns a text with plain spaces: French puts others before « : » and inside quotation marks."""
    return text.replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")


@pytest.fixture
def manager(client, company, sign_in):
    """The manager's browser; Nadia has a gap."""
    company.proofs(company.nadia, "JUR-2", [0.0] * 8)
    sign_in(client, company.manager)
    with clock.at(NOW):
        yield client


def address(company, step=None):
    base = f"/people/{company.nadia.id}/path"
    return f"{base}/{step.id}" if step else base


def test_a_manager_proposes_a_path_and_reads_it(manager, company):
    empty = manager.get(address(company)).text

    answer = manager.post(address(company))

    page = plain(manager.get(address(company)).text)
    assert "Aucune étape n’est proposée" in empty
    assert answer.status_code == 303
    assert "Parcours proposé : 3 étapes." in page
    assert page.index("Compétence JUR-2") < page.index("Compétence JUR-1")


def test_a_format_is_changed_with_a_reason_and_taken_back(manager, company):
    manager.post(address(company))
    step = queries.path_of(company.session, company.nadia.id)[0]

    changed = manager.post(address(company, step), data={"format": "workshop", "reason": "Atelier du 3"})
    page = plain(manager.get(address(company)).text)
    manager.post(address(company, step), data={"undo": "1"})

    assert changed.status_code == 303
    assert "« Atelier du 3 »" in page
    assert queries.path_of(company.session, company.nadia.id)[0].format == "lesson"


def test_a_change_without_reason_shows_the_form_again_as_it_was(manager, company):
    manager.post(address(company))
    step = queries.path_of(company.session, company.nadia.id)[0]

    answer = manager.post(address(company, step), data={"format": "seminar", "reason": " "})

    assert answer.status_code == 422
    assert "Donnez la raison du changement" in answer.text
    assert '<option value="seminar" selected>' in answer.text


def test_nobody_elses_team_is_read_or_changed(manager, company):
    manager.post(address(company))
    step = queries.path_of(company.session, company.nadia.id)[0]
    stranger = factories.make_person(company.session, "Paul", team=factories.make_team(company.session, "Ailleurs"))

    answers = [
        manager.get(f"/people/{stranger.id}/path"),
        manager.post(f"/people/{stranger.id}/path"),
        manager.post(f"/people/{stranger.id}/path/{step.id}", data={"format": "seminar", "reason": "x"}),
        manager.post(f"/people/{company.manager.id}/path/{step.id}", data={"format": "seminar", "reason": "x"}),
    ]

    assert [answer.status_code for answer in answers] == [404] * 4
    assert queries.path_of(company.session, company.nadia.id)[0].format == "lesson"
    assert queries.path_of(company.session, stranger.id) == []


def test_an_employee_does_not_open_it(client, company, sign_in):
    sign_in(client, company.nadia)

    assert client.get(address(company)).status_code == 403
