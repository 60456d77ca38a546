"""What a manager reads of certificates on the page of a person of their teams."""

from datetime import timedelta

import pytest

from course.assessment.services import read_notice
from course.enrolment.services.certificates import revoke_certificate
from course.enrolment.services.refreshers import propose_refreshers
from course.foundation import clock
from tests import factories
from tests.enrolment.certifying import (
    NOON,
    issued_to,
    make_certification,
    make_final,
    pass_final,
    prove,
    words,
)


@pytest.fixture
def certified(company):
    """Nadia holds a certificate for two years."""
    with clock.at(NOON):
        quiz = make_final(company.session)
        make_certification(company.session)
        read_notice(company.session, company.nadia.id)
        prove(company.session, company.nadia.id, "JUR-1", "JUR-2")
        pass_final(company.session, company.nadia, quiz)
        company.session.commit()
    return issued_to(company.session, company.nadia)[0]


def part(client, company, at=NOON):
    """What the page says under « Attestations »."""
    with clock.at(at):
        page = client.get(f"/people/{company.nadia.id}").text
    return words(page[page.index('<h2 id="ct"') :].split("</section>")[0])


@pytest.mark.parametrize(
    ("days", "said"),
    [(0, "valable jusqu’au 28/11/2028"), (700, "à renouveler jusqu’au 28/11/2028"), (800, "expirée 28/11/2028")],
)
def test_a_manager_reads_titles_and_dates(client, company, sign_in, certified, days, said):
    at = NOON + timedelta(days=days)
    with clock.at(at):
        sign_in(client, company.manager)

    assert part(client, company, at) == f"Attestations Attestation recouvrement délivrée le 28/11/2026 {said}"


def test_a_manager_reads_that_a_certificate_was_revoked_without_the_reason(client, company, sign_in, certified):
    revoke_certificate(company.session, factories.make_person(company.session).id, certified.id, "Une raison")
    company.session.commit()
    with clock.at(NOON):
        sign_in(client, company.manager)

    said = part(client, company)

    assert said.endswith("annulée")
    assert "Une raison" not in said


def test_neither_the_address_nor_what_is_to_be_read_again_is_shown(client, company, sign_in, certified):
    propose_refreshers(company.session, "lesson", "x", 1)
    with clock.at(NOON):
        page = sign_in(client, company.manager).get(f"/people/{company.nadia.id}").text

    assert certified.token not in page
    assert "relire" not in page[page.index('id="ct"') :].split("</section>")[0]


def test_who_holds_none_is_said_to(client, company, sign_in):
    with clock.at(NOON):
        sign_in(client, company.manager)

    assert part(client, company) == "Attestations Aucune attestation pour l’instant."
