"""« Attestations »: what one holds, what is missing, the file, the public page, what to read again."""

import re
from datetime import timedelta

import pytest

from course.enrolment.models import Certificate
from course.enrolment.services.certificates import revoke_certificate
from course.enrolment.services.refreshers import propose_refreshers
from course.foundation import clock
from course.foundation.permissions import Role
from course.question_bank.queries import quiz_of
from tests import factories
from tests.enrolment.certifying import (
    NOON,
    issued_to,
    make_certification,
    make_ready,
    pass_final,
    prove,
    words,
)
from tests.learning.content import make_lesson, make_programme

pytestmark = pytest.mark.unseeded


@pytest.fixture(autouse=True)
def noon():
    with clock.at(NOON):
        yield


@pytest.fixture
def holder(session):
    """A person who holds a certificate that rests on the lesson « echeance »."""
    make_programme(session)
    person, quiz = make_ready(session, has_framework=True)
    pass_final(session, person, quiz)
    session.commit()
    return person


@pytest.fixture
def certificate(session, holder):
    return issued_to(session, holder)[0]


# --- One's own -----------------------------------------------------------------------------------------------------


def test_the_page_shows_what_one_holds_until_when_with_its_file_and_address(client, sign_in, holder, certificate):
    page = sign_in(client, holder).get("/certificates")

    assert "Attestation recouvrement" in words(page)
    assert "Valable jusqu’au 28 novembre 2028" in words(page)
    assert f'href="/certificates/{certificate.id}.pdf"' in page.text
    assert f'href="/verify/{certificate.token}"' in page.text
    assert "Délivrée le 28\xa0novembre 2026, valable jusqu’au 28\xa0novembre 2028." in page.text


def test_what_is_missing_is_said_for_each_competency_and_the_final(client, session, sign_in):
    person, _quiz = make_ready(session, "JUR-1")
    prove(session, person.id, "COM-1", score=0.0)
    make_certification(session, "appel", requirements={"COM-1": 2})

    page = words(sign_in(client, person).get("/certificates"))

    assert "Aucune attestation pour l’instant. Voici ce qu’il manque." in page
    assert "Compétence JUR-1 au moins « Avec appui » · établi acquis ✓" in page
    assert "Compétence JUR-2 au moins « Avec appui » · à mesurer : encore 3 preuves à faire" in page
    assert "Compétence COM-1 au moins « Avec appui » · pas encore atteint à faire" in page
    assert "Évaluation finale à réussir à faire" in page
    assert "encore 2 points sur 3" in page


def test_a_passed_final_that_waits_for_levels_is_said_to_be(client, session, sign_in):
    person, quiz = make_ready(session, "JUR-1")
    pass_final(session, person, quiz)

    page = words(sign_in(client, person).get("/certificates"))

    assert "Évaluation finale réussie le 28 novembre 2026 acquis ✓" in page
    assert "encore 1 point sur 3" in page


def test_when_all_is_there_the_page_says_that_it_comes(client, session, sign_in):
    person, quiz = make_ready(session, "JUR-1")
    pass_final(session, person, quiz)
    prove(session, person.id, "JUR-2")

    assert "Tout est réuni" in words(sign_in(client, person).get("/certificates"))


def test_a_certificate_near_its_end_asks_for_a_new_final(client, sign_in, holder):
    with clock.at(NOON + timedelta(days=700)):
        page = words(sign_in(client, holder).get("/certificates"))

    assert "À renouveler" in page
    assert "Évaluation finale à réussir à faire" in page


def test_the_page_of_a_product_without_certifications_says_so(client, session, sign_in):
    page = words(sign_in(client, factories.make_person(session)).get("/certificates"))

    assert "aucune n’est encore proposée ici" in page


def test_the_page_takes_the_same_statements_however_much_there_is(client, session, sign_in, holder, count_statements):
    browser = sign_in(client, holder)
    make_certification(session, "a", requirements={"COM-1": 2})
    session.commit()
    browser.get("/certificates")
    with count_statements() as before:
        browser.get("/certificates")
    for number in range(4):
        make_certification(session, f"b{number}", requirements={"COM-1": 2, "JUR-1": 3, "JUR-2": 3})
    prove(session, holder.id, "COM-1", "JUR-1")
    session.commit()
    browser.get("/certificates")

    with count_statements() as after:
        browser.get("/certificates")

    assert len(after) == len(before) <= 9, after


def test_an_english_reader_reads_english_titles(client, session, sign_in, holder):
    holder.language = "en"
    session.commit()

    assert "Certificate recouvrement" in words(sign_in(client, holder).get("/certificates"))


def test_a_revoked_certificate_shows_its_reason_and_gives_no_file(client, session, sign_in, holder, certificate):
    revoke_certificate(session, factories.make_person(session).id, certificate.id, "Passage <b>d’un autre</b>")
    session.commit()
    browser = sign_in(client, holder)

    page = browser.get("/certificates")

    assert "Annulée le 28 novembre 2026" in words(page)
    assert "&lt;b&gt;d’un autre&lt;/b&gt;" in page.text
    assert ".pdf" not in page.text
    assert browser.get(f"/certificates/{certificate.id}.pdf").status_code == 409


# --- The file ------------------------------------------------------------------------------------------------------


def test_the_file_is_an_accessible_pdf_with_the_whole_address(client, sign_in, holder, certificate):
    answer = sign_in(client, holder).get(f"/certificates/{certificate.id}.pdf")

    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="attestation-recouvrement.pdf"'
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.data.startswith(b"%PDF-1.7")
    assert b"<pdfuaid:part>1</pdfuaid:part>" in answer.data
    assert f"/verify/{certificate.token}".encode() in answer.data


def test_the_same_file_comes_again_byte_for_byte(client, sign_in, holder, certificate):
    browser = sign_in(client, holder)

    first, second = (browser.get(f"/certificates/{certificate.id}.pdf").data for _ in range(2))

    assert first == second


@pytest.mark.parametrize("roles", [(Role.EMPLOYEE,), (Role.TRAINER,), (Role.MANAGER,), (Role.ADMINISTRATOR,)])
def test_nobody_else_gets_the_file(client, session, sign_in, certificate, roles):
    other = factories.make_person(session, "Paul", roles=roles)

    assert sign_in(client, other).get(f"/certificates/{certificate.id}.pdf").status_code == 404


def test_a_name_that_looks_like_code_is_printed_as_it_is(client, session, sign_in, holder, certificate):
    session.get(Certificate, certificate.id).holder_name = '#read("/etc/passwd") ] <b>'
    session.commit()
    browser = sign_in(client, holder)

    assert browser.get(f"/certificates/{certificate.id}.pdf").status_code == 200
    assert "&lt;b&gt;" in browser.get(f"/verify/{certificate.token}").text


# --- The public page -----------------------------------------------------------------------------------------------


def test_a_stranger_reads_name_title_dates_and_issuer_and_nothing_else(client, holder, certificate):
    page = client.get(f"/verify/{certificate.token}")

    said = words(page)
    assert page.status_code == 200
    for expected in ("Cette attestation est valable.", holder.name, "Attestation recouvrement", "Arvanel"):
        assert expected in said
    assert "28 novembre 2026" in said
    assert "Valable jusqu’au 28 novembre 2028" in said
    for secret in (holder.login, "JUR-1", "preuve", "note", "/certificates", f'/{certificate.id}"'):
        assert secret not in page.text


def test_the_public_page_is_kept_from_search_engines_other_sites_and_caches(client, certificate):
    page = client.get(f"/verify/{certificate.token}")

    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert page.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert page.headers["Cache-Control"] == "no-store"
    assert '<meta name="robots" content="noindex, nofollow">' in page.text


def test_what_is_no_token_and_what_opens_nothing_look_the_same(client, certificate):
    addresses = [
        "/verify/" + "A" * 32,
        "/verify/" + certificate.token[:-1] + ("A" if certificate.token[-1] != "A" else "B"),
        "/verify/" + certificate.token.swapcase(),
        "/verify/1",
        f"/verify/{certificate.id}",
        "/verify/" + certificate.token + "x",
    ]

    pages = [client.get(address) for address in addresses]

    assert {page.status_code for page in pages} == {404}
    assert len({re.sub(r"<code>.*?</code>|/verify/[^\"&]*|value=\"[^\"]*\"", "", page.text) for page in pages}) == 1


def test_the_public_page_takes_two_statements(client, certificate, count_statements):
    client.get(f"/verify/{certificate.token}")

    with count_statements() as statements:
        client.get(f"/verify/{certificate.token}")

    assert len(statements) <= 3


@pytest.mark.parametrize(
    ("days", "expected"), [(731, "Cette attestation est valable."), (732, "Cette attestation est expirée.")]
)
def test_the_last_day_is_valid_and_the_next_is_not(client, certificate, days, expected):
    with clock.at(NOON + timedelta(days=days)):
        assert expected in words(client.get(f"/verify/{certificate.token}"))


def test_a_revoked_certificate_says_so_to_strangers_without_the_reason(client, session, certificate):
    revoke_certificate(session, factories.make_person(session).id, certificate.id, "Une raison personnelle")
    session.commit()

    page = words(client.get(f"/verify/{certificate.token}"))

    assert "Cette attestation est annulée." in page
    assert "Annulée le 28 novembre 2026" in page
    assert "raison personnelle" not in page


def test_a_refresher_is_said_to_the_holder_alone_and_the_page_stays_valid(
    client, session, sign_in, holder, certificate
):
    version = make_lesson(session, "echeance", text="Un autre texte.").version_id
    propose_refreshers(session, "lesson", "echeance", version, "Le taux a changé")
    session.commit()

    stranger = words(client.get(f"/verify/{certificate.token}"))
    own = words(sign_in(client, holder).get(f"/verify/{certificate.token}"))

    assert "Mise à jour" not in stranger
    assert "Mise à jour proposée : 1 texte à relire" in own
    assert "Cette attestation est valable." in stranger
    assert "Cette attestation est valable." in own


# --- What to read again --------------------------------------------------------------------------------------------


def test_what_to_read_again_stands_on_the_page_until_it_is_read(client, session, sign_in, holder):
    version = make_lesson(session, "echeance", text="Un autre texte.").version_id
    propose_refreshers(session, "lesson", "echeance", version, "Le taux a changé")
    session.commit()
    browser = sign_in(client, holder)
    page = browser.get("/certificates")
    action = re.search(r'action="(/certificates/refreshers/\d+)"', page.text)[1]

    answer = browser.post(action)

    assert 'href="/lessons/echeance"' in page.text
    assert "Le 28 novembre 2026 : « Le taux a changé »" in words(page)
    assert answer.status_code == 303
    assert "À relire" not in words(browser.get("/certificates"))
    assert browser.post(action).status_code == 303


def test_nobody_settles_what_another_is_asked(client, session, sign_in, holder):
    version = make_lesson(session, "echeance", text="Un autre texte.").version_id
    propose_refreshers(session, "lesson", "echeance", version)
    session.commit()
    action = re.search(r'action="(/certificates/refreshers/\d+)"', sign_in(client, holder).get("/certificates").text)[1]

    answer = sign_in(client, factories.make_person(session)).post(action)

    assert answer.status_code == 404


# --- Home ----------------------------------------------------------------------------------------------------------


def due(client):
    """What home says under « Échéances »."""
    page = client.get("/").text
    return " ".join(re.sub(r"<[^>]+>", " ", page[page.index('id="due"') :].split("</section>")[0]).split())


@pytest.mark.parametrize(
    ("days", "said"),
    [(0, "obtenue Attestation recouvrement"), (13, "obtenue Attestation recouvrement"), (14, None), (800, None)],
)
def test_home_says_for_two_weeks_that_a_certificate_was_issued(client, sign_in, holder, days, said):
    with clock.at(NOON + timedelta(days=days)):
        shown = due(sign_in(client, holder))

    assert (said in shown) if said else ("ttestation" not in shown)


def test_home_says_when_a_certificate_ends_soon_and_the_new_one_quiets_it(client, session, sign_in, holder):
    quiz = quiz_of(session, "finale")
    soon = NOON + timedelta(days=700)
    with clock.at(soon):
        browser = sign_in(client, holder)
        ending = due(browser)
        pass_final(session, holder, quiz, at=soon)
        session.commit()
        renewed = due(browser)

    assert "28 nov. Attestation recouvrement attestation à renouveler avant cette date" in ending
    assert "à renouveler" not in renewed
    assert "obtenue Attestation recouvrement" in renewed


def test_home_says_how_much_is_to_be_read_again_once_for_several_certificates(client, session, sign_in, holder):
    make_certification(session, "legal", requirements={"JUR-1": 1})
    pass_final(session, holder, quiz_of(session, "finale"), at=NOON + timedelta(hours=1))
    version = make_lesson(session, "echeance", text="Un autre texte.").version_id
    propose_refreshers(session, "lesson", "echeance", version)
    session.commit()

    assert "à relire 1 texte à relire" in due(sign_in(client, holder))


def test_home_is_silent_about_a_certificate_that_was_revoked(client, session, sign_in, holder, certificate):
    revoke_certificate(session, factories.make_person(session).id, certificate.id, "Parce que")
    session.commit()

    assert "recouvrement" not in due(sign_in(client, holder))
