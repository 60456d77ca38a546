"""Who may revoke a certificate: they find it, read what lies behind it, and say why."""

import pytest
from sqlalchemy import func, select

from course.accounts.models import Audit
from course.enrolment.models import Certificate
from course.foundation import clock
from course.foundation.permissions import Role
from tests import factories
from tests.enrolment.certifying import NOON, issued_to, make_ready, pass_final, words

pytestmark = pytest.mark.unseeded


@pytest.fixture(autouse=True)
def noon():
    with clock.at(NOON):
        yield


@pytest.fixture
def holder(session):
    """A person who holds a certificate."""
    person, quiz = make_ready(session)
    pass_final(session, person, quiz)
    session.commit()
    return person


@pytest.fixture
def certificate(session, holder):
    return issued_to(session, holder)[0]


@pytest.fixture
def trainer(session):
    return factories.make_person(session, "Sophie Roux", roles=(Role.TRAINER,))


@pytest.mark.parametrize("roles", [(Role.EMPLOYEE,), (Role.MANAGER,)])
def test_employees_and_managers_neither_list_nor_open_nor_revoke(client, session, sign_in, certificate, roles):
    browser = sign_in(client, factories.make_person(session, "Paul", roles=roles))

    statuses = [
        browser.get("/certificates/issued").status_code,
        browser.get(f"/certificates/issued/{certificate.id}").status_code,
        browser.post(f"/certificates/issued/{certificate.id}/revoke", data={"reason": "x"}).status_code,
    ]

    assert statuses == [403, 403, 403]
    assert session.get(Certificate, certificate.id).revoked_at is None


@pytest.mark.parametrize("role", [Role.TRAINER, Role.ADMINISTRATOR])
def test_trainers_and_administrators_find_open_and_revoke(client, session, sign_in, holder, certificate, role):
    browser = sign_in(client, factories.make_person(session, "Sophie Roux", roles=(role,)))
    address = f"/certificates/issued/{certificate.id}"

    listed = browser.get("/certificates/issued?q=nadia")
    opened = browser.get(address)
    answer = browser.post(f"{address}/revoke", data={"reason": "Passage d’un autre"})

    assert f'href="{address}"' in listed.text
    assert "Compétence JUR-1 au moins « Avec appui » 10 preuves" in words(opened)
    assert answer.status_code == 303
    after = words(browser.get(address))
    assert "Annulée par Sophie Roux" in after
    assert "Raison Passage d’un autre" in after
    assert "Cette attestation est annulée." in words(client.get(f"/verify/{certificate.token}"))


def test_opening_what_lies_behind_a_certificate_is_in_the_journal(
    client, session, sign_in, trainer, holder, certificate
):
    sign_in(client, trainer).get(f"/certificates/issued/{certificate.id}")

    line = session.execute(select(Audit).where(Audit.action == "certificate.read")).scalar_one()
    assert (line.actor_id, line.subject_id) == (trainer.id, holder.id)


@pytest.mark.parametrize("reason", ["", "  ", "x" * 301])
def test_a_refusal_shows_the_form_again_as_it_was(client, session, sign_in, trainer, certificate, reason):
    answer = sign_in(client, trainer).post(f"/certificates/issued/{certificate.id}/revoke", data={"reason": reason})

    assert answer.status_code == 422
    assert "Écrivez la raison, en 300 caractères au plus" in answer.text
    assert reason in answer.text


def test_one_does_not_revoke_ones_own_nor_twice(client, session, sign_in, trainer, holder, certificate):
    session.get(Certificate, certificate.id).learner_id = trainer.id
    session.commit()
    browser = sign_in(client, trainer)
    own = browser.post(f"/certificates/issued/{certificate.id}/revoke", data={"reason": "Parce que"})
    session.get(Certificate, certificate.id).learner_id = holder.id
    session.commit()

    answers = [
        browser.post(f"/certificates/issued/{certificate.id}/revoke", data={"reason": "Parce que"}) for _ in range(2)
    ]

    assert own.status_code == 403
    assert "C’est votre propre attestation" in own.text
    assert [answer.status_code for answer in answers] == [303, 409]


def test_the_list_has_pages_and_takes_the_same_statements(
    client, session, sign_in, trainer, certificate, count_statements
):
    row = session.get(Certificate, certificate.id)
    browser = sign_in(client, trainer)
    browser.get("/certificates/issued")
    with count_statements() as few:
        browser.get("/certificates/issued")
    columns = [c.name for c in Certificate.__table__.columns if c.name not in {"id", "token", "event"}]
    for number in range(60):
        values = {name: getattr(row, name) for name in columns}
        session.add(Certificate(**values, token=f"{number:032d}", event=f"attempt:x{number}"))
    session.commit()

    with count_statements() as many:
        first = browser.get("/certificates/issued")
    last = browser.get("/certificates/issued?page=2")
    odd = browser.get("/certificates/issued?page=99999999999999999999&q=%25")

    assert session.execute(select(func.count()).select_from(Certificate)).scalar_one() == 61
    assert len(few) == len(many)
    assert "Page 1 sur 2" in words(first)
    assert first.text.count("/certificates/issued/") == 50
    assert last.text.count("/certificates/issued/") == 11
    assert "Aucune attestation ne répond" in words(odd)


def test_a_certificate_that_is_not_there_is_not_found(client, sign_in, trainer, certificate):
    browser = sign_in(client, trainer)

    assert browser.get(f"/certificates/issued/{certificate.id + 9}").status_code == 404
    assert browser.post(f"/certificates/issued/{certificate.id + 9}/revoke", data={"reason": "x"}).status_code == 404


@pytest.mark.parametrize("page", ["9" * 5000, "٣", "-1", "0", "1e3", "99999999999"])
def test_a_page_that_is_no_page_is_one_that_exists(client, session, sign_in, trainer, certificate, page):
    browser = sign_in(client, trainer)

    listed = browser.get("/certificates/issued", query_string={"page": page})

    assert listed.status_code == 200
    assert certificate.holder_name in listed.text
