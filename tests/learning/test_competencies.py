"""Levels as people read them, and the proofs behind each figure."""

from datetime import UTC, datetime, timedelta

import pytest

from course.competencies.services import Correction, Proof, correct_evidence, record_evidence
from course.foundation import clock
from course.foundation.permissions import Role
from tests import factories

NOON = datetime(2026, 11, 10, 11, 0, tzinfo=UTC)


def prove(session, person, competency, scores, at=NOON):
    """Records one sitting of direct proofs."""
    with clock.at(at):
        proofs = [
            Proof(
                {competency: 1.0},
                score,
                at,
                item_version_id=factories.make_measured_version(session),
                source="Faire le point",
            )
            for score in scores
        ]
        record_evidence(session, person.id, proofs)


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("url", ["/competencies", "/competencies/JUR-1", "/method", "/privacy", "/search", "/remark"])
def test_every_page_opens_for_every_role(client, session, sign_in, lesson, role, url) -> None:
    sign_in(client, factories.make_person(session, roles=(role,)))

    assert client.get(url).status_code == 200


@pytest.mark.parametrize("url", ["/", "/competencies", "/lessons/echeance", "/privacy/export", "/search"])
def test_nobody_reads_without_signing_in(client, lesson, url) -> None:
    factories_url = client.get(url)

    assert factories_url.status_code == 303
    assert "/sign-in" in factories_url.location


def test_fewer_than_three_proofs_say_no_level(client, session, learner) -> None:
    prove(session, learner, "JUR-1", [1.0, 1.0])

    page = client.get("/competencies/JUR-1").text

    assert "encore 1 preuve" in page
    assert "vous êtes ici" not in page
    assert (
        "« À mesurer » n’est pas un écart".replace("« ", "«\N{NO-BREAK SPACE}").replace(" »", "\N{NO-BREAK SPACE}»")
        in page
    )
    assert "estimation" not in page.lower().split("les preuves")[0]


def test_three_wrong_answers_and_more_are_a_gap_with_words(client, session, learner) -> None:
    prove(session, learner, "JUR-1", [0.0] * 8)

    page = client.get("/competencies").text

    assert "écart ▼" in page
    assert "attendu\N{NO-BREAK SPACE}: Avec appui" in page
    assert "8 preuves, dernière le 10\N{NO-BREAK SPACE}nov." in page


def test_the_page_of_a_competency_opens_its_proofs(client, session, learner) -> None:
    prove(session, learner, "JUR-1", [1.0, 0.5, 0.0])

    page = client.get("/competencies/JUR-1").text

    for piece in ("juste ✓", "en partie", "faux", "Une question", "Faire le point", "10/11/2026", "vous êtes ici"):
        assert piece in page, piece
    assert "Calculer une échéance" in page


def test_two_sittings_make_a_chart_with_its_table(client, session, learner) -> None:
    prove(session, learner, "JUR-1", [0.0, 0.0, 0.0])
    prove(session, learner, "JUR-1", [1.0, 1.0, 1.0], NOON + timedelta(days=7))

    page = client.get("/competencies/JUR-1").text

    assert 'class="ligne course"' in page
    assert "Les mêmes chiffres en tableau" in page
    assert "en hausse" in page


def test_proofs_are_the_persons_own(client, session, learner) -> None:
    other = factories.make_person(session)
    prove(session, other, "JUR-1", [1.0, 1.0, 1.0])

    page = client.get("/competencies/JUR-1").text

    assert "Aucune preuve encore." in page


def test_practice_is_no_proof(client, session, learner) -> None:
    client.post("/lessons/echeance/checks/jur-1-pendant", data={"answer": "b", "client_id": "c"})

    assert "Aucune preuve encore." in client.get("/competencies/JUR-1").text


def test_a_gesture_beyond_what_questions_establish_asks_for_an_observation(client, session, learner) -> None:
    competency = session.query(factories.Competency).filter_by(key="COM-1").one()
    job = session.query(factories.JobRole).first()
    factories.require(session, job, competency, 4)
    prove(session, learner, "COM-1", [1.0] * 20)

    page = client.get("/competencies/COM-1").text

    assert "Avec appui\N{NO-BREAK SPACE}; attendu\N{NO-BREAK SPACE}: Référent" in page
    assert "à confirmer par une observation" in page
    assert "Les questions établissent au plus «\N{NO-BREAK SPACE}Avec appui\N{NO-BREAK SPACE}»" in page
    assert "Des questions seules n’établissent pas ce niveau" in page


@pytest.mark.parametrize("key", ["XXX-9", "JUR-99", "jur-1", "JUR-1%00", "../JUR-1"])
def test_an_unknown_competency_is_not_found(client, learner, key) -> None:
    assert client.get(f"/competencies/{key}").status_code == 404


def test_the_number_of_statements_does_not_depend_on_the_proofs(client, session, learner, count_statements) -> None:
    client.get("/competencies")
    with count_statements() as without:
        client.get("/competencies")
    prove(session, learner, "JUR-1", [1.0])
    with count_statements() as one:
        client.get("/competencies")
    for week in range(1, 4):
        prove(session, learner, "JUR-1", [1.0, 0.0, 1.0], NOON + timedelta(days=7 * week))
        prove(session, learner, "COM-1", [1.0, 0.0, 1.0], NOON + timedelta(days=7 * week))

    with count_statements() as many:
        client.get("/competencies")

    assert len(without) <= 6, without
    assert len(many) == len(one) <= 9, many


def test_a_corrected_proof_is_shown_once_with_what_it_says_now_and_why(client, session, learner) -> None:
    version = factories.make_measured_version(session)
    with clock.at(NOON):
        proofs = [Proof({"JUR-1": 1.0}, 0.0, NOON, slot_id=slot, item_version_id=version) for slot in (901, 902)]
        record_evidence(session, learner.id, proofs)
    with clock.at(NOON + timedelta(days=2)):
        corrections = [Correction(901, 1.0, None, "La clé était fausse"), Correction(902, None, None, "Neutralisée")]
        correct_evidence(session, learner.id, corrections)

    page = client.get("/competencies/JUR-1").text.replace("\N{NO-BREAK SPACE}", " ")

    assert page.count("corrigée le 12/11/2026 : La clé était fausse") == 1
    assert page.count("retirée le 12/11/2026 : Neutralisée") == 1
    assert page.count("juste ✓") == 1
    assert "faux" not in page.split("Les preuves")[1]
    assert "encore 2 preuves" in page
