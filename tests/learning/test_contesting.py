"""« Contester cette preuve »: one's own proofs alone, always right or wrong, never the answer that a quiz hides."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from course.assessment import services as assessment
from course.assessment.models import Attempt, Diagnostic, TestOut
from course.competencies.models import Evidence, Objection
from course.competencies.services import (
    Correction,
    correct_evidence,
    decide_objection,
    record_observation,
    withdraw_observation,
)
from course.foundation import clock
from course.learning.views.proofs import in_one_line
from course.publishing.models import Item
from course.question_bank.queries import quiz_of
from tests import factories
from tests.assessment.taking import take

NOON = datetime(2026, 11, 23, 11, 0, tzinfo=UTC)
WHY = "L’énoncé ne disait pas la <b>date</b> de livraison."


def plain(text):
    """Returns a text with plain spaces: French puts others before « : » and inside quotation marks."""
    return text.replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")


@pytest.fixture(autouse=True)
def noon():
    with clock.at(NOON):
        yield


@pytest.fixture
def proofs(session, learner):
    """The learner sat a quiz that hides everything: wrong, right, right."""
    for number in range(3):
        factories.make_question(session, f"q-{number}")
    factories.make_quiz(session, "point", ["q-0", "q-1", "q-2"], review={"open": [], "closed": []})
    assessment.read_notice(session, learner.id)
    take(session, learner, quiz_of(session, "point"), "abb")
    return session.execute(select(Evidence).order_by(Evidence.seq)).scalars().all()


@pytest.fixture
def trainer(session):
    """Somebody who decides."""
    return factories.make_person(session, "Hélène Duval")


def objections(session):
    session.expire_all()
    return session.execute(select(Objection).order_by(Objection.id)).scalars().all()


def seen(session, learner, level=1, words="A raccroché sans redire la <promesse>."):
    claire = factories.make_person(session, "Claire Vasseur")
    record_observation(session, claire.id, learner.id, "COM-1", level, NOON.date(), words, today=NOON.date())
    return claire


def test_each_proof_says_right_or_wrong_even_where_the_quiz_hides_it(client, learner, proofs) -> None:
    page = client.get("/competencies/JUR-1").text

    assert page.count("juste ✓") == 2
    assert page.count(">faux ✗<") == 1
    assert page.count("contester</a>") == 3


@pytest.mark.parametrize(
    "address", ["/competencies/JUR-1", "/proofs/1", "/proofs/2", "/competencies", "/privacy/export"]
)
def test_the_right_answer_that_a_quiz_hides_stands_nowhere(client, learner, proofs, address) -> None:
    page = client.get(address).text

    for secret in ("Deuxième", "C’est elle", "Pas celle-ci", "Explication de"):
        assert secret not in page


@pytest.mark.parametrize(
    ("kind", "said"), [(None, "réponse"), ("diagnostic", "diagnostic"), ("out", "« Je connais déjà »")]
)
def test_each_proof_says_of_which_kind_it_is(client, session, learner, proofs, kind, said) -> None:
    attempt_id = session.execute(select(Attempt.id)).scalar_one()
    if kind == "diagnostic":
        session.add(Diagnostic(learner_id=learner.id, requested_at=NOON, reason="", attempt_id=attempt_id))
    if kind == "out":
        lesson = session.execute(select(Item).where(Item.kind == "lesson")).scalars().first()
        values = {"lesson_item_id": lesson.id, "lesson_version_id": lesson.published_version_id}
        session.add(TestOut(attempt_id=attempt_id, learner_id=learner.id, **values))

    listed, opened = plain(client.get("/competencies/JUR-1").text), plain(client.get("/proofs/1").text)

    assert listed.count(f">{said} · ") == 3
    assert f">{said[0].upper()}{said[1:]} · 23" in opened


def test_the_result_behind_a_proof_hides_what_the_quiz_hides(client, learner, proofs) -> None:
    page = client.get("/competencies/JUR-1").text
    address = page.split('href="/attempts/')[1].split('"')[0]

    result = client.get(f"/attempts/{address}").text

    assert result
    for secret in ("C’est elle", "Pas celle-ci", "Explication de"):
        assert secret not in result


def test_a_proof_opens_says_what_will_happen_and_is_contested(client, session, learner, proofs) -> None:
    before = plain(client.get("/proofs/1").text)

    answer = client.post("/proofs/1", data={"text": f" {WHY}\r\nEt voilà. "})

    page, listed = plain(client.get("/proofs/1").text), plain(client.get("/competencies/JUR-1").text)
    [made] = objections(session)
    assert "sans votre nom" in before
    assert "Votre responsable ne lit pas votre texte" in before
    assert answer.status_code == 303
    assert (made.learner_id, made.text) == (learner.id, f"{WHY}\nEt voilà.")
    assert "Contestée le 23/11/2026 : en attente d’un formateur" in page
    assert "&lt;b&gt;date&lt;/b&gt;" in page
    assert 'name="text"' not in page
    assert "contestée le 23/11/2026 : en attente d’un formateur" in listed
    assert "Vos contestations" in plain(client.get("/competencies").text)


@pytest.mark.parametrize(
    ("text", "said"),
    [("", "Écrivez en quelques mots"), (" \n\t", "Écrivez en quelques mots"), ("a" * 2001, "dépasse 2000 caractères")],
)
def test_what_cannot_be_sent_is_kept_with_the_error_at_its_field(client, session, learner, proofs, text, said) -> None:
    answer = client.post("/proofs/1", data={"text": text})

    page = plain(answer.text)
    assert answer.status_code == 422
    assert said in page.split('id="text-wrong"')[1].split("</p>")[0]
    assert text.strip() in page
    assert objections(session) == []


def test_a_text_that_is_no_field_is_an_empty_one(client, session, learner, proofs) -> None:
    assert client.post("/proofs/1", json={"text": WHY}).status_code == 422
    assert client.post("/proofs/1", data={}).status_code == 422
    assert client.post("/proofs/1", data={"text": "a\x00b"}).status_code == 303
    assert objections(session)[0].text == "ab"


def test_a_proof_is_contested_once_at_a_time(client, session, learner, proofs) -> None:
    client.post("/proofs/1", data={"text": WHY})

    again = client.post("/proofs/1", data={"text": "Encore."})

    assert again.status_code == 409
    assert "déjà contestée" in again.text
    assert "Encore." in again.text
    assert len(objections(session)) == 1


def test_nobody_else_s_proof_opens_or_is_contested(client, session, learner, proofs, sign_in) -> None:
    other = factories.make_person(session, "Paul")
    sign_in(client, other)

    replies = [client.get("/proofs/1"), client.post("/proofs/1", data={"text": WHY})]

    assert [reply.status_code for reply in replies] == [404, 404]
    assert objections(session) == []


@pytest.mark.parametrize("address", ["/proofs/4", "/proofs/0", "/proofs/x", "/proofs/99999999999999999999"])
def test_a_proof_that_does_not_exist_is_not_found(client, learner, proofs, address) -> None:
    assert client.get(address).status_code == 404


def test_a_correction_is_no_proof_that_one_contests(client, session, learner, proofs) -> None:
    correct_evidence(session, learner.id, [Correction(proofs[0].slot_id, 1.0, None, "Clé fausse")])

    replies = [client.get("/proofs/4"), client.post("/proofs/4", data={"text": WHY})]

    assert [reply.status_code for reply in replies] == [404, 404]
    assert "corrigée le 23/11/2026 : Clé fausse" in plain(client.get("/proofs/1").text)


def test_a_withdrawn_proof_has_nothing_left_to_contest(client, session, learner, proofs) -> None:
    correct_evidence(session, learner.id, [Correction(proofs[0].slot_id, None, None, "Neutralisée")])

    page, answer = client.get("/proofs/1").text, client.post("/proofs/1", data={"text": WHY})

    assert "plus rien à contester" in page
    assert 'name="text"' not in page
    assert answer.status_code == 409


def test_an_objection_is_taken_back_while_it_waits_and_leaves_the_proof_as_it_is(
    client, session, learner, proofs
) -> None:
    client.post("/proofs/1", data={"text": WHY})
    [made] = objections(session)

    answer = client.post(f"/objections/{made.id}/take-back")
    twice = client.post(f"/objections/{made.id}/take-back")
    again = client.post("/proofs/1", data={"text": "Autre raison."})

    page = plain(client.get("/proofs/1").text)
    assert [answer.status_code, twice.status_code, again.status_code] == [303, 409, 303]
    assert objections(session)[0].decision == "taken_back"
    assert "vous avez retiré votre contestation" in page
    assert "Autre raison." in page
    assert len(session.execute(select(Evidence)).scalars().all()) == 3


def test_nobody_takes_back_what_another_contested_or_what_was_decided(
    client, session, learner, proofs, trainer, sign_in
) -> None:
    client.post("/proofs/1", data={"text": WHY})
    client.post("/proofs/2", data={"text": WHY})
    first, second = objections(session)
    decide_objection(session, trainer.id, second.id, "kept", "C’était écrit.")
    decided = client.post(f"/objections/{second.id}/take-back")
    sign_in(client, trainer)

    foreign = client.post(f"/objections/{first.id}/take-back")

    assert (decided.status_code, foreign.status_code) == (409, 404)
    assert [row.decision for row in objections(session)] == [None, "kept"]


def test_a_proof_shows_its_own_objections_and_a_competency_its_own_proofs(client, session, learner, proofs) -> None:
    seen(session, learner)
    client.post("/proofs/1", data={"text": WHY})

    other, legal, gesture = (client.get(to).text for to in ("/proofs/2", "/competencies/JUR-1", "/competencies/COM-1"))

    assert "livraison" not in other
    assert "Claire Vasseur" not in legal
    assert "Énoncé de q-0" not in gesture


@pytest.mark.parametrize(("decision", "said"), [("kept", "maintenue"), ("withdrawn", "retirée")])
def test_the_decision_is_read_with_name_day_and_reason(
    client, session, learner, proofs, trainer, decision, said
) -> None:
    client.post("/proofs/1", data={"text": WHY})
    with clock.at(NOON + timedelta(days=1)):
        decide_objection(session, trainer.id, objections(session)[0].id, decision, "Relu <i>avec soin</i>.")

    line = f"contestée, puis {said} le 24/11/2026 par Hélène Duval : Relu &lt;i&gt;avec soin&lt;/i&gt;."
    pages = [plain(client.get(address).text) for address in ("/competencies/JUR-1", "/proofs/1", "/competencies")]

    assert [line in page.replace("Contestée, puis", "contestée, puis") for page in pages] == [True] * 3
    assert pages[0].count("Relu &lt;i&gt;avec soin") == 1  # not a second time as the reason of a correction


def test_an_old_decision_leaves_the_list_of_all_competencies_but_not_the_proof(
    client, session, learner, proofs, trainer, sign_in
) -> None:
    client.post("/proofs/1", data={"text": WHY})
    decide_objection(session, trainer.id, objections(session)[0].id, "kept", "C’était écrit.")

    with clock.at(NOON + timedelta(days=31)):
        sign_in(client, learner)
        listed, opened = client.get("/competencies").text, client.get("/proofs/1").text

    assert "Vos contestations" not in listed
    assert "C’était écrit." in opened


def test_an_observation_says_who_saw_it_in_which_words_and_is_contested_with_both_names(
    client, session, learner
) -> None:
    seen(session, learner)

    page, listed = plain(client.get("/proofs/1").text), plain(client.get("/competencies/COM-1").text)
    answer = client.post("/proofs/1", data={"text": WHY})

    for shown in (page, listed):
        for piece in ("Observé par Claire Vasseur", "A raccroché sans redire la &lt;promesse&gt;.", "Notions"):
            assert piece in shown, piece
    assert "avec vos deux noms" in page
    assert "geste observé" in listed
    assert answer.status_code == 303


def test_a_withdrawn_observation_says_why(client, session, learner) -> None:
    claire = seen(session, learner)
    [proof] = session.execute(select(Evidence)).scalars().all()
    withdraw_observation(session, claire.id, proof.id, "Ce n’était pas vous.")

    page = plain(client.get("/competencies/COM-1").text)

    assert "retirée le 23/11/2026 : Ce n’était pas vous." in page
    assert "ne compte plus" in page


@pytest.mark.parametrize("address", ["/proofs/1", "/competencies/JUR-1"])
def test_pages_take_the_same_statements_however_much_was_contested(
    client, session, learner, proofs, trainer, count_statements, address
) -> None:
    client.get(address)
    with count_statements() as before:
        client.get(address)
    for number in range(3):
        client.post(f"/proofs/{number + 1}", data={"text": WHY})
        decide_objection(session, trainer.id, objections(session)[-1].id, "kept", "Non.")
        client.post(f"/proofs/{number + 1}", data={"text": WHY})

    with count_statements() as after:
        client.get(address)

    assert len(after) == len(before) <= 12, after


@pytest.mark.parametrize(
    ("title", "said"),
    [
        ("Complétez : le délai est de [[1]] jours, soit [[2]].", "Complétez : le délai est de … jours, soit …."),
        ("Facture **114** : | Jour | Somme | --- |", "Facture 114"),
        ("Un client promet un virement pour le vendr…", "Un client promet un virement pour le …"),
    ],
)
def test_a_question_is_named_by_its_first_words_without_marks(title, said) -> None:
    assert in_one_line(title) == said
