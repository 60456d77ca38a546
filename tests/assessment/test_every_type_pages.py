"""Every type of question from the first page to the result, without a script; files; other figures."""

import re
from io import BytesIO

import pytest
from sqlalchemy import select

from course.assessment.models import AnswerFile, AttemptSlot, Grade
from course.question_bank import services as question_bank
from quizzes.formats.native import question_from_mapping
from tests import factories
from tests.journeys.every_type import BASE, QUESTIONS
from tests.seeds import seeded

KEYS = [mapping["key"] for mapping in QUESTIONS]
PDF = b"%PDF-1.7 un document"


def make_learner(session):
    factories.make_framework(session)
    for mapping in QUESTIONS:
        question = question_from_mapping({**BASE, "explanation": "Parce que.", **mapping})
        rendered = question_bank.render_questions([question])[0]
        question_bank.save_question(session, question, question.key, rendered)
    return factories.make_person(session)


engine, person = seeded(make_learner)


@pytest.fixture
def learner(person, client, sign_in):
    sign_in(client, person)
    return person


def begin(client, session, mode="practice", **settings):
    factories.make_quiz(session, "toutes", KEYS, mode=mode, **settings)
    notice = {"notice": "read"} if mode == "counted" else {}
    started = client.post("/quizzes/toutes/attempts", data=notice)
    return re.sub(r"\?.*", "", started.location)


def slot_of(session, key):
    place = KEYS.index(key) + 1
    return session.execute(select(AttemptSlot).where(AttemptSlot.position == place)).scalar_one()


def post(client, address, key, **fields):
    place = KEYS.index(key) + 1
    sent = {name.replace("_", "-"): value for name, value in fields.items()} | {"client_id": f"c{place}"}
    return client.post(f"{address}/answers/{place}", data=sent)


@pytest.mark.parametrize("place", range(1, len(KEYS) + 1))
def test_the_page_of_every_type_can_be_answered_without_a_script(learner, session, client, place):
    address = begin(client, session)

    page = client.get(f"{address}?q={place}")

    assert page.status_code == 200
    assert 'name="do" value="answer"' in page.text


def test_no_page_tells_the_order_or_the_pairs(learner, session, client):
    address = begin(client, session)
    slot = slot_of(session, "toutes-ordre")

    ordering = client.get(f"{address}?q={slot.position}").text
    matching = client.get(f"{address}?q={KEYS.index('toutes-paires') + 1}").text

    assert slot.option_order != ["a", "b", "c", "d"]
    assert re.findall(r'value="[a-d]"', ordering + matching) == []


def test_a_calculated_question_keeps_its_figures_from_the_page_to_the_grade(learner, session, client):
    address = begin(client, session)
    slot = slot_of(session, "toutes-calcul")
    figures = slot.drawn
    assert figures is not None
    due = float(figures["montant"]) * float(figures["taux"]) / 100 * int(figures["jours"]) / 365

    page = client.get(f"{address}?q={slot.position}").text
    post(client, address, "toutes-calcul", answer=f"{due:.2f}".replace(".", ","))
    after = client.get(f"{address}?q={slot.position}").text

    assert f"retard de {figures['jours']} jours" in page
    assert "C’est juste." in after
    assert session.execute(select(Grade.fraction).where(Grade.slot_id == slot.id)).scalar_one() == 1.0


def test_a_known_mistake_gets_its_own_words(learner, session, client):
    address = begin(client, session)
    figures = slot_of(session, "toutes-calcul").drawn
    mistaken = float(figures["montant"]) * float(figures["taux"]) / 100 * int(figures["jours"]) / 360

    answered = post(client, address, "toutes-calcul", answer=f"{mistaken:.2f}".replace(".", ","))

    assert "Vous avez compté 360\N{NO-BREAK SPACE}jours." in client.get(answered.location).text


def test_training_asks_a_calculated_question_again_with_other_figures(learner, session, client):
    address = begin(client, session)
    post(client, address, "toutes-calcul", answer="1")
    place = KEYS.index("toutes-calcul") + 1

    again = client.post(f"{address}/again/{place}")

    added = session.execute(select(AttemptSlot).where(AttemptSlot.position == len(KEYS) + 1)).scalar_one()
    assert again.location.endswith(f"q={len(KEYS) + 1}")
    assert added.drawn != slot_of(session, "toutes-calcul").drawn
    assert added.max_mark == 0


def test_other_figures_are_drawn_neither_in_a_counted_quiz_nor_before_an_answer(learner, session, client):
    address = begin(client, session)
    place = KEYS.index("toutes-calcul") + 1
    assert client.post(f"{address}/again/{place}").status_code == 404

    post(client, address, "toutes-choix", answer="a")

    assert client.post(f"{address}/again/2").status_code == 404  # answered, but nothing is drawn in it


def test_the_result_of_every_type_is_explained(learner, session, client):
    address = begin(client, session, mode="counted")
    slot = slot_of(session, "toutes-paires")
    wrong = {f"pair-{n}": str(slot.option_order.index("d") + 1) for n in (1, 2, 3)}
    client.post(f"{address}/answers/{slot.position}", data=wrong | {"client_id": "p"})
    post(client, address, "toutes-trous", gap_1="b", gap_2="10", gap_3="HT")
    post(client, address, "toutes-redaction", answer="Bonjour.")

    client.post(f"{address}/finish")
    page = client.get(f"{address}/result").text.replace("\N{NO-BREAK SPACE}", " ")

    assert page.count('class="explained"') == len(KEYS)
    assert "Non : aucune relance n’est exigée." in page
    assert "Taxe comprise." in page
    assert "&lt;p&gt;" not in page
    assert "attend la lecture d’un formateur" in page
    assert "Ordre attendu" in page
    assert "Établissement public de santé." in page


def test_a_file_comes_with_a_free_answer_and_only_its_owner_gets_it_back(learner, session, client, sign_in):
    address = begin(client, session, mode="counted")
    place = KEYS.index("toutes-redaction") + 1

    client.post(f"{address}/files/{place}", data={"file": (BytesIO(PDF), "../lettre de relance.pdf")})
    sent = client.get(f"{address}/files/{place}")
    sign_in(client, factories.make_person(session, "Yanis Moreau"))

    assert (sent.data, sent.mimetype) == (PDF, "application/pdf")
    assert sent.headers["Content-Disposition"].startswith("attachment")
    assert session.execute(select(AnswerFile.name)).scalar_one() == "lettre de relance.pdf"
    assert client.get(f"{address}/files/{place}").status_code == 404


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"MZ\x90\x00\x03 un programme", "Joignez un PDF"),
        (b"PK\x03\x04 pas une archive \x00", "Joignez un PDF"),
        (b"%PDF-" + b"x" * (1024 * 1024), "dépasse 1 Mo"),
    ],
)
def test_a_file_of_another_kind_or_too_large_is_refused_and_nothing_is_kept(learner, session, client, content, said):
    address = begin(client, session, mode="counted")
    place = KEYS.index("toutes-redaction") + 1

    refused = client.post(f"{address}/files/{place}", data={"file": (BytesIO(content), "a.pdf")})
    refused.request.environ["wsgi.input"].close()  # the test client leaves a large body open on the disk

    assert refused.status_code == 422
    assert said in refused.text
    assert session.execute(select(AnswerFile.slot_id)).first() is None


def test_a_file_belongs_to_a_free_answer_that_asks_for_one(learner, session, client):
    address = begin(client, session, mode="counted")

    refused = client.post(f"{address}/files/2", data={"file": (BytesIO(PDF), "a.pdf")})

    assert refused.status_code == 404


def test_an_entry_is_read_back_for_numbers_gaps_and_drawn_questions(learner, session, client):
    begin(client, session)

    def read(key, **fields):
        version = slot_of(session, key).question_version_id
        return client.get("/reading", query_string={"version": version, **fields}).json["reading"]

    assert read("toutes-calcul", answer="557,58") == "Nous lisons : 557,58 €".replace(" :", "\u00a0:").replace(
        "557,58 €", "557,58\u00a0€"
    )
    assert read("toutes-trous", gap="2", answer="10") == "Nous lisons\u00a0: 10"
    assert read("toutes-trous", gap="9", answer="10") == ""
    assert read("toutes-ordre", answer="10") == ""
