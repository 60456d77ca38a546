"""The lesson page: complete, cheap, private; and its end."""

import re
from datetime import date

import pytest
from sqlalchemy import func, select

from course.assessment.models import CheckAnswer
from course.catalogue.models import Remark
from course.catalogue.services import save_company_note
from course.enrolment.models import Assignment, Commitment, Completion
from course.foundation.permissions import Role
from course.publishing.models import Item
from course.references.formats import LawEntry
from course.references.services import save_law
from tests import factories
from tests.learning.content import TEXT, make_lesson

URL = "/lessons/echeance"


def check(client, key, letter, client_id="c1"):
    return client.post(f"{URL}/checks/{key}", data={"answer": letter, "client_id": client_id})


def test_the_page_shows_text_contents_law_words_and_the_end(client, learner) -> None:
    page = client.get(URL)

    assert page.status_code == 200
    for piece in (
        "Calculer une échéance",
        "À la fin, vous saurez dater une échéance.",
        '<h2 id="b1">Le contrat d’abord</h2>',
        'href="#b2"',
        'href="#loi-c-com-l441-10"',
        'id="loi-c-com-l441-10"',
        "En vigueur depuis le 26/04/2019",
        'id="mot-echeance"',
        "Énoncé de jur-1-avant\N{NO-BREAK SPACE}?",
        "Énoncé de jur-1-pendant\N{NO-BREAK SPACE}?",
        "relis la clause",
        "Relecture juridique\N{NO-BREAK SPACE}: en attente.",
    ):
        assert piece in page.text, piece
    assert "<script>alert" not in page.text


@pytest.mark.parametrize("role", list(Role))
def test_every_role_reads_lessons(client, session, sign_in, lesson, role) -> None:
    sign_in(client, factories.make_person(session, roles=(role,)))

    assert client.get(URL).status_code == 200


def test_a_lesson_in_memory_costs_three_statements_and_writes_nothing(client, learner, count_statements) -> None:
    client.get(URL)

    with count_statements() as statements:
        client.get(URL)

    assert len(statements) <= 3, statements
    assert not [one for one in statements if one.lstrip().upper().startswith(("INSERT", "UPDATE", "DELETE"))]


def test_answers_and_completion_cost_no_further_statement(client, learner, count_statements) -> None:
    check(client, "jur-1-avant", "a", "c1")
    check(client, "jur-1-pendant", "b", "c2")
    client.post(f"{URL}/complete", data={"tomorrow": "1"})
    client.get(URL)

    with count_statements() as statements:
        client.get(URL)

    assert len(statements) <= 3, statements


def test_the_next_reader_gets_their_own_page_from_memory(client, session, sign_in, learner) -> None:
    check(client, "jur-1-pendant", "b")
    mine = client.get(URL).text
    sign_in(client, factories.make_person(session, name="Paul <Durand>"))

    theirs = client.get(URL).text

    assert "C’est juste." in mine
    assert "C’est juste." not in theirs
    assert "Nadia Lambert" not in theirs
    assert "Paul &lt;Durand&gt;" in theirs


def test_no_two_forms_of_a_page_share_a_client_id(client, learner) -> None:
    page = client.get(URL).text

    ids = re.findall(r'name="client_id" value="([^"]+)"', page)

    assert len(ids) == 2
    assert len(set(ids)) == 2
    assert ids != re.findall(r'name="client_id" value="([^"]+)"', client.get(URL).text)


def test_the_page_says_nothing_of_the_right_answer_before_it_is_given(client, learner) -> None:
    page = client.get(URL).text

    assert "C’est elle." not in page
    assert "Explication de" not in page


def test_a_prediction_is_kept_and_compared_at_the_end(client, learner) -> None:
    before = client.get(URL).text
    check(client, "jur-1-avant", "a")

    after = client.get(URL).text

    assert "Vous aviez répondu…" not in before
    assert "Réponse gardée. Vous comparerez à la fin." in after
    end = after[after.index("Vous aviez répondu…") :]
    assert "Pas celle-ci." in end
    assert "Explication de jur-1-avant." in end


def test_the_bar_leads_to_the_first_open_question_then_to_the_end(client, learner) -> None:
    first = client.get(URL).text
    check(client, "jur-1-avant", "a", "c1")
    check(client, "jur-1-pendant", "a", "c2")

    last = client.get(URL).text

    assert 'data-bar-check href="#q-jur-1-avant"' in first
    assert "data-bar-check" not in last


def test_the_company_note_appears_and_disappears_at_once(client, session, learner, lesson) -> None:
    before = client.get(URL).text
    save_company_note(session, lesson.item_id, "Voir Claire.", "<p>Voir Claire.</p>", None)

    after = client.get(URL).text

    assert "Chez nous" not in before
    assert "<p>Voir Claire.</p>" in after


def test_trainers_alone_find_the_way_to_the_company_note(client, session, learner, sign_in, lesson) -> None:
    read = client.get(URL).text
    sign_in(client, factories.make_person(session, name="Sophie", roles=(Role.TRAINER,)))
    without = client.get(URL).text
    save_company_note(session, lesson.item_id, "Voir Claire.", "<p>Voir Claire.</p>", None)

    written = client.get(URL).text

    way = "/studio/lessons/echeance/company-note"
    assert way not in read
    assert way in without
    assert "Ajouter une note" in without
    assert "<p>Voir Claire.</p>" in written
    assert "Modifier «" in written


def test_a_published_correction_is_seen_at_once(client, session, learner) -> None:
    client.get(URL)
    make_lesson(session, "echeance", text=TEXT.replace("deux dates", "trois dates"))

    assert "trois dates" in client.get(URL).text


@pytest.mark.parametrize(
    ("dates", "said"),
    [
        ({"in_force_from": date(2099, 1, 1)}, "Entrera en vigueur le 01/01/2099"),
        ({"in_force_to": date(2020, 1, 1)}, "N’est plus en vigueur depuis le 01/01/2020"),
        ({"grade": "M"}, "À reconfirmer sur Légifrance"),
    ],
)
def test_a_law_tells_its_state_of_the_day(client, session, learner, dates, said) -> None:
    entry = {
        "key": "c-com-l441-10",
        "code": "Code de commerce",
        "article": "L441-10",
        "title": "Délais",
        "summary": "Soixante jours.",
        "grade": "A",
        "checked_on": date(2026, 11, 22),
    }
    save_law(session, LawEntry(**(entry | dates)), "another source")

    assert said in client.get(URL).text


def test_an_unknown_lesson_is_not_found(client, learner) -> None:
    assert client.get("/lessons/inconnue").status_code == 404
    assert client.post("/lessons/inconnue/complete").status_code == 404


def test_completing_without_a_choice_keeps_the_completion_alone(client, session, learner, lesson) -> None:
    answer = client.post(f"{URL}/complete")

    assert answer.status_code == 303
    assert answer.location == f"{URL}#fin"
    assert session.execute(select(Completion.version_id).where(Completion.item_id == lesson.item_id)).scalar_one()
    assert session.execute(select(func.count()).select_from(Commitment)).scalar_one() == 0


def test_completing_with_a_choice_keeps_it_and_shows_it(client, session, learner) -> None:
    client.post(f"{URL}/complete", data={"tomorrow": "2"})

    page = client.get(URL).text

    assert "Leçon terminée le" in page
    assert "Demain, je vérifie la date." in page
    assert session.execute(select(Commitment.text)).scalar_one() == "vérifie la date"


@pytest.mark.parametrize("choice", ["0", "4", "-1", "x", "1.5", "²", "9" * 40, "\x00"])
def test_a_choice_that_is_not_offered_is_refused_and_nothing_is_kept(client, session, learner, choice) -> None:
    answer = client.post(f"{URL}/complete", data={"tomorrow": choice})

    assert answer.status_code == 422
    assert session.execute(select(func.count()).select_from(Completion)).scalar_one() == 0


def test_completing_twice_is_once(client, session, learner) -> None:
    client.post(f"{URL}/complete")
    client.post(f"{URL}/complete")

    kinds = session.execute(select(Item.kind).join(Completion, Completion.item_id == Item.id)).scalars().all()
    assert sorted(kinds) == ["lesson", "module"]


def test_the_last_lesson_completes_the_module(client, session, learner) -> None:
    make_lesson(session, "seconde", position=2)
    client.post(f"{URL}/complete")
    before = session.execute(select(Item.kind).join(Completion, Completion.item_id == Item.id)).scalars().all()
    client.post("/lessons/seconde/complete")

    after = session.execute(select(Item.kind).join(Completion, Completion.item_id == Item.id)).scalars().all()

    assert before == ["lesson"]
    assert sorted(after) == ["lesson", "lesson", "module"]


def test_the_form_of_the_page_itself_is_accepted(client, learner) -> None:
    page = client.get(URL).text
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)

    answer = client.post(f"{URL}/complete", data={"csrf_token": token[1]}, csrf=False)

    assert answer.status_code == 303


def test_a_form_without_its_token_is_refused(client, learner) -> None:
    assert client.post(f"{URL}/complete", csrf=False).status_code == 400


def test_a_message_is_shown_once_and_never_to_somebody_else(client, session, sign_in, learner) -> None:
    client.post("/remark", data={"text": "Une coquille.", "next": URL, "lesson": "echeance"})
    first, second = client.get(URL).text, client.get(URL).text
    sign_in(client, factories.make_person(session))

    assert "Merci. Votre message est parti" in first
    assert "Merci. Votre message est parti" not in second
    assert "Merci. Votre message est parti" not in client.get(URL).text


def test_a_remark_reaches_the_trainers_with_its_lesson(client, session, learner, lesson) -> None:
    answer = client.post("/remark", data={"text": " Une coquille. ", "next": URL, "lesson": "echeance"})

    found = session.execute(select(Remark)).scalar_one()
    assert answer.location == URL
    assert (found.text, found.lesson_item_id, found.person_id) == ("Une coquille.", lesson.item_id, learner.id)


@pytest.mark.parametrize("text", ["", "  ", "\x00\x00\x00", "x" * 2001])
def test_an_empty_or_endless_remark_is_shown_again_with_a_sentence(client, session, learner, text) -> None:
    answer = client.post("/remark", data={"text": text, "next": "//evil.example"})

    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert "evil.example" not in answer.text
    assert session.execute(select(func.count()).select_from(Remark)).scalar_one() == 0


def test_opening_a_lesson_leaves_no_trace(client, session, learner) -> None:
    client.get(URL)

    for table in (CheckAnswer, Completion, Commitment, Assignment):
        assert session.execute(select(func.count()).select_from(table)).scalar_one() == 0
