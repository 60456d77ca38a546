"""« Contestations » as a trainer meets it: the question as it was asked, the answer, the reason; decided once."""

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from course.accounts.models import Audit, Person
from course.assessment import services as assessment
from course.competencies.models import Evidence, Objection
from course.competencies.queries import proof_of, states_of
from course.competencies.services import object_to, record_observation
from course.foundation.clock import today
from course.foundation.permissions import Role
from tests import factories
from tests.assessment.taking import take
from tests.browsing import Browser
from tests.seeds import seeded

LIST = "/studio/objections"
WHY = "Les deux premières réponses étaient <b>justes</b> : le délai court de la livraison."
ANSWER = "Vous avez raison, l’énoncé ne disait pas la date de livraison."


def plain(text: str) -> str:
    """Returns a text with plain spaces: French puts others before « : » and inside quotation marks."""
    return text.replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")


def make_trainer(session: Session) -> Person:
    factories.make_framework(session)
    for number in range(3):
        factories.make_question(session, f"q-{number}")
    factories.make_quiz(session, "point", ["q-0", "q-1", "q-2"], review={"open": [], "closed": []})
    return factories.make_person(session, "Hélène Duval", roles=(Role.TRAINER,))


engine, trainer = seeded(make_trainer)


@pytest.fixture
def desk(client: Browser, sign_in: Callable[..., Browser], trainer: Person) -> Browser:
    return sign_in(client, trainer)


def sitting(session: Session, person: Person | None = None) -> Person:
    """Somebody who sat the quiz: « a » (wrong), then twice « b » (right)."""
    from course.question_bank.queries import quiz_of

    person = person or factories.make_person(session, "Nadia Lambert")
    assessment.read_notice(session, person.id)
    take(session, person, quiz_of(session, "point"), "abb")
    return person


def contest(session: Session, person: Person, seq: int = 1, text: str = WHY) -> str:
    return f"{LIST}/{object_to(session, person.id, seq, text)}"


def lines(session: Session, action: str) -> list[Audit]:
    return list(session.execute(select(Audit).where(Audit.action == action)).scalars())


@pytest.mark.parametrize("role", [Role.EMPLOYEE, Role.MANAGER, Role.ADMINISTRATOR])
def test_only_trainers_come_here(client: Browser, session: Session, trainer: Person, sign_in, role: Role) -> None:
    page = contest(session, sitting(session))
    sign_in(client, factories.make_person(session, roles=(role,)))

    replies = [client.get(LIST), client.get(page)]
    replies.append(client.post(page, data={"decision": "withdrawn", "answer": ANSWER}))

    assert {reply.status_code for reply in replies} == {403}
    assert session.execute(select(Objection.decided_at)).scalar_one() is None


def test_nothing_waiting_says_so_and_the_studio_counts_what_waits(desk: Browser, session: Session) -> None:
    empty = desk.get(LIST).text
    before = desk.get("/studio").text
    contest(session, sitting(session))

    after = desk.get("/studio").text

    assert "Rien n’attend." in empty
    assert "preuve contestée à décider" not in before
    assert "1 preuve contestée à décider" in after


def test_an_answer_is_judged_without_a_name_with_the_question_as_it_was_asked(desk: Browser, session: Session) -> None:
    person = sitting(session)
    to = contest(session, person)

    listed, page = desk.get(LIST).text, plain(desk.get(to).text)

    assert "Énoncé de q-0" in plain(listed)
    for piece in ("Énoncé de q-0 ?", "votre choix", "Pas celle-ci.", "C’est elle.", "Explication de q-0."):
        assert piece in page, piece
    assert "&lt;b&gt;justes&lt;/b&gt;" in page
    assert "/studio/questions/q-0/regrade" in page
    for said in (listed, page):
        assert "Nadia" not in said
    assert [line.subject_id for line in lines(session, "objection.read")] == [person.id]


def test_withdrawing_tells_the_person_why_and_the_proof_counts_no_more(
    desk: Browser, session: Session, sign_in, app
) -> None:
    person = sitting(session)
    to = contest(session, person)

    answer = desk.post(to, data={"decision": "withdrawn", "answer": ANSWER})

    own = plain(sign_in(Browser(app), person).get("/competencies/JUR-1").text)
    assert answer.status_code == 303
    assert states_of(session, person.id, date(2026, 11, 23))[0].direct_proofs == 2
    assert f"par Hélène Duval : {ANSWER}" in own
    assert "ne compte plus" in own
    assert [line.detail["decision"] for line in lines(session, "objection.decided")] == ["withdrawn"]
    assert "retirée" in desk.get(f"{LIST}?state=decided").text


def test_keeping_tells_the_person_why_and_changes_no_level(desk: Browser, session: Session, sign_in, app) -> None:
    person = sitting(session)
    before = states_of(session, person.id, date(2026, 11, 23))[0]
    to = contest(session, person)

    desk.post(to, data={"decision": "kept", "answer": "L’énoncé donne la date.\r\n<i>Ligne 2</i>\x00"})

    own = plain(sign_in(Browser(app), person).get("/proofs/1").text)
    assert states_of(session, person.id, date(2026, 11, 23))[0] == before
    assert "maintenue le" in own
    assert "&lt;i&gt;Ligne 2&lt;/i&gt;" in own
    assert "maintenue" in desk.get(f"{LIST}?state=decided").text


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"decision": "kept", "answer": " "}, "Écrivez votre réponse"),
        ({"decision": "", "answer": ANSWER}, "Choisissez : maintenir la preuve ou la retirer."),
        ({"decision": "taken_back", "answer": ANSWER}, "Choisissez : maintenir la preuve ou la retirer."),
        ({"decision": "kept", "answer": "a" * 2001}, "dépasse 2000 caractères"),
    ],
)
def test_what_cannot_be_decided_is_kept_on_screen(desk: Browser, session: Session, sent, said) -> None:
    to = contest(session, sitting(session))

    answer = desk.post(to, data=sent)

    assert answer.status_code == 422
    assert said in plain(answer.text)
    assert sent["answer"].strip() in plain(answer.text)
    assert lines(session, "objection.decided") == []
    assert session.execute(select(Objection.decided_at)).scalar_one() is None


def test_the_second_to_decide_reads_what_the_first_said_and_keeps_their_words(
    desk: Browser, session: Session, sign_in, app
) -> None:
    to = contest(session, sitting(session))
    other = sign_in(Browser(app), factories.make_person(session, "Thomas Le Goff", roles=(Role.TRAINER,)))
    other.post(to, data={"decision": "kept", "answer": "C’était écrit."})

    told = desk.post(to, data={"decision": "withdrawn", "answer": ANSWER})

    assert told.status_code == 409
    for piece in (ANSWER, "C’était écrit.", "Thomas Le Goff"):
        assert piece in plain(told.text)
    assert len(session.execute(select(Evidence)).scalars().all()) == 3


def test_nobody_decides_on_their_own_proof_nor_finds_it_in_the_list(
    desk: Browser, session: Session, trainer: Person
) -> None:
    to = contest(session, sitting(session, trainer))

    replies = [desk.get(to), desk.post(to, data={"decision": "withdrawn", "answer": ANSWER})]

    assert {reply.status_code for reply in replies} == {403}
    assert "Rien n’attend." in desk.get(LIST).text
    assert "à décider</b>" not in desk.get("/studio").text
    assert session.execute(select(Objection.decided_at)).scalar_one() is None


def test_an_observation_is_judged_with_both_names_and_words(desk: Browser, session: Session) -> None:
    nadia, claire = factories.make_person(session, "Nadia Lambert"), factories.make_person(session, "Claire Vasseur")
    day = today("Europe/Paris")
    record_observation(session, claire.id, nadia.id, "COM-1", 1, day, "A raccroché <vite>.", today=day)
    to = contest(session, nadia, text="Le client avait raccroché.")

    page = plain(desk.get(to).text)
    desk.post(to, data={"decision": "withdrawn", "answer": "Vu avec vous deux."})

    for piece in ("Nadia Lambert", "Claire Vasseur", "A raccroché &lt;vite&gt;.", "Notions", "un</span>"):
        assert piece in page, piece
    proof = proof_of(session, nadia.id, 1)
    assert proof is not None
    assert proof.is_withdrawn
    assert "regrade" not in page


@pytest.mark.unseeded
def test_who_observed_may_withdraw_it_but_not_keep_it(client: Browser, session: Session, sign_in) -> None:
    factories.make_framework(session)
    nadia = factories.make_person(session, "Nadia Lambert")
    both = factories.make_person(session, "Claire Vasseur", roles=(Role.TRAINER, Role.MANAGER))
    day = today("Europe/Paris")
    record_observation(session, both.id, nadia.id, "COM-1", 1, day, "A raccroché.", today=day)
    to = contest(session, nadia)
    sign_in(client, both)

    page = client.get(to).text
    kept = client.post(to, data={"decision": "kept", "answer": "J’ai bien vu."})
    withdrawn = client.post(to, data={"decision": "withdrawn", "answer": "Je me suis trompée."})

    assert 'value="kept"' not in page
    assert kept.status_code == 403
    assert withdrawn.status_code == 303


def test_an_objection_that_was_taken_back_waits_for_nobody(desk: Browser, session: Session, sign_in, app) -> None:
    person = sitting(session)
    to = contest(session, person)
    sign_in(Browser(app), person).post(to.replace("/studio", "") + "/take-back")

    late = desk.post(to, data={"decision": "withdrawn", "answer": ANSWER})

    assert late.status_code == 409
    assert "Rien n’attend." in desk.get(LIST).text
    assert "a retiré sa contestation" in late.text


@pytest.mark.parametrize("address", [f"{LIST}/999999", f"{LIST}/0", f"{LIST}/x"])
def test_what_does_not_exist_is_not_found(desk: Browser, address: str) -> None:
    assert desk.get(address).status_code == 404


@pytest.mark.parametrize("asked", ["?state=x", "?state=decided", "?state=%00"])
def test_strange_addresses_show_a_list(desk: Browser, asked: str) -> None:
    assert desk.get(LIST + asked).status_code == 200


def test_pages_take_as_many_statements_for_one_objection_as_for_many(
    desk: Browser, session: Session, count_statements
) -> None:
    to = contest(session, sitting(session))
    desk.get(to)
    counts = []
    for _turn in range(2):
        with count_statements() as listed:
            desk.get(LIST)
        with count_statements() as opened:
            desk.get(to)
        counts.append((len(listed), len(opened)))
        for number in range(3):
            contest(session, sitting(session), number + 1)

    assert counts[0] == counts[1]
