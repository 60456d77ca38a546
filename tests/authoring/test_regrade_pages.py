"""« Noter de nouveau » as a trainer meets it: looked at without names, done with a reason, taken back."""

import re
from collections.abc import Callable

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from course.accounts.models import Audit, Person
from course.assessment.models import Grade, Regrade
from course.foundation.permissions import Role
from course.question_bank.queries import published_question
from tests.assessment.test_regrading import apply, full, learner, mend, options
from tests.browsing import Browser
from tests.factories import make_framework, make_person, make_question, make_quiz
from tests.seeds import seeded

PAGE = "/studio/questions/q-cle/regrade"


def make_trainer(session: Session) -> Person:
    make_framework(session)
    make_question(session, "q-cle", options=options("b"))
    for number in range(2):
        make_question(session, f"q-{number}")
    make_quiz(session, "point", ["q-cle", "q-0", "q-1"], shuffle=False)
    return make_person(session, "Hélène Duval", roles=(Role.TRAINER,))


engine, trainer = seeded(make_trainer)


@pytest.fixture
def desk(client: Browser, sign_in: Callable[..., Browser], trainer: Person) -> Browser:
    return sign_in(client, trainer)


def digest_in(page: str) -> str:
    found = re.search(r'name="digest" value="([0-9a-f]{64})"', page)
    assert found is not None
    return found[1]


def test_only_trainers_come_here(client: Browser, session: Session, trainer: Person, sign_in) -> None:
    learner(session, "c", "b", "b")
    mend(session)
    for role in (Role.EMPLOYEE, Role.MANAGER, Role.ADMINISTRATOR):
        sign_in(client, make_person(session, roles=(role,)))

        assert client.get(f"{PAGE}?look=1").status_code == 403
        assert client.post(PAGE, data={"reason": "x"}).status_code == 403
        assert client.post(f"{PAGE}/1/take-back").status_code == 403


def test_before_anybody_answered_there_is_nothing_to_mark(desk: Browser) -> None:
    page = desk.get(PAGE).text

    assert "Personne n’a encore répondu" in page
    assert "Voir ce qui changerait" not in page


def test_looking_shows_what_would_change_without_names_and_writes_nothing(desk: Browser, session: Session) -> None:
    learner(session, "c", "b", "b")
    learner(session, "b", "b", "b")
    mend(session)

    page = desk.get(f"{PAGE}?look=1").text

    assert "2 · 1 en hausse, 1 en baisse" in page
    assert "Nadia Lambert" not in page
    assert session.execute(select(func.count()).select_from(Regrade)).scalar_one() == 0
    assert session.execute(select(Audit.id).where(Audit.action.startswith("regrade"))).all() == []


def test_names_are_shown_on_demand_and_that_is_written_for_each_person(desk: Browser, session: Session) -> None:
    person, _ = learner(session, "c", "b", "b")
    learner(session, "a", "a", "a")
    mend(session)

    page = desk.get(f"{PAGE}?look=1&names=1").text

    assert page.count("Nadia Lambert") == 1
    lines = session.execute(select(Audit.subject_id).where(Audit.action == "regrade.names_read")).scalars().all()
    assert lines == [person.id]


def test_applied_with_a_reason_read_by_the_learner_then_taken_back(
    desk: Browser, session: Session, sign_in, app
) -> None:
    person, attempt = learner(session, "c", "b", "b")
    mend(session)
    digest = digest_in(desk.get(f"{PAGE}?look=1").text)

    done = desk.post(PAGE, data={"digest": digest, "reason": "Clé fausse"})
    listed = desk.get(PAGE).text
    own = sign_in(Browser(app), person)
    result, proofs = own.get(f"/attempts/{attempt.id}/result").text, own.get("/competencies/JUR-1").text
    number = session.execute(select(Regrade.id)).scalar_one()
    back = desk.post(f"{PAGE}/{number}/take-back")

    assert done.status_code == back.status_code == 303
    assert "Clé fausse" in listed
    assert "Revenir en arrière" in listed
    assert "3 sur 3" in result
    assert "notée de nouveau" in result
    assert "Clé fausse" in proofs
    assert "annulée le" in desk.get(PAGE).text
    assert "2 sur 3" in own.get(f"/attempts/{attempt.id}/result").text
    assert "la nouvelle correction a été annulée" in own.get("/competencies/JUR-1").text


def test_a_plan_that_is_no_longer_true_is_shown_anew_and_nothing_is_written(
    desk: Browser, session: Session, trainer: Person
) -> None:
    for letter in "bc":
        learner(session, letter, "b", "b")
    stored = mend(session)
    digest = digest_in(desk.get(f"{PAGE}?look=1").text)
    apply(session, trainer, full(stored), "Quelqu’un d’autre était plus rapide")

    reply = desk.post(PAGE, data={"digest": digest, "reason": "Clé fausse"})

    assert reply.status_code == 409
    assert "Rien n’a été écrit" in reply.text
    assert 'value="Clé fausse"' in reply.text
    assert digest_in(reply.text) != digest
    assert session.execute(select(func.count()).select_from(Regrade)).scalar_one() == 1


def test_without_a_reason_the_page_says_what_is_missing(desk: Browser, session: Session) -> None:
    learner(session, "c", "b", "b")
    mend(session)
    digest = digest_in(desk.get(f"{PAGE}?look=1").text)

    reply = desk.post(PAGE, data={"digest": digest, "reason": "  "})

    assert reply.status_code == 422
    assert "Écrivez en quelques mots pourquoi" in reply.text


def test_all_points_for_everybody_from_the_page(desk: Browser, session: Session, sign_in, app) -> None:
    person, attempt = learner(session, "a", "b", "b")

    page = desk.get(f"{PAGE}?look=1&by=full").text
    desk.post(PAGE, data={"digest": digest_in(page), "reason": "Énoncé ambigu", "by": "full"})

    assert session.execute(select(Grade.kind).where(Grade.number == 2)).scalars().all() == ["full"]
    own = sign_in(Browser(app), person)
    assert "3 sur 3" in own.get(f"/attempts/{attempt.id}/result").text
    assert "Énoncé ambigu" in own.get("/competencies/JUR-1").text


def test_why_a_key_cannot_judge_is_said(desk: Browser, session: Session) -> None:
    learner(session, "c", "b", "b")
    mend(session, options=[*options("a"), {"text": "Quatre", "feedback": "…"}])

    page = desk.get(f"{PAGE}?look=1").text

    assert "le nombre de choix a changé" in page
    assert "Il reste «" in page
    assert "digest" not in page


@pytest.mark.parametrize(
    "asked", ["first=x", "last=9999-12-31", "first=2026-02-30", "by=0", "by=abc", "shown=7", "quiz=rien", "names=1"]
)
def test_strange_choices_limit_nothing(desk: Browser, session: Session, asked: str) -> None:
    learner(session, "c", "b", "b")
    mend(session)

    page = desk.get(f"{PAGE}?look=1&{asked}")

    assert page.status_code == 200
    assert "1 en hausse" in page.text


def test_another_question_s_regrade_or_none_is_not_found(desk: Browser, session: Session) -> None:
    assert desk.get("/studio/questions/absente/regrade").status_code == 404
    assert desk.post(f"{PAGE}/77/take-back").status_code == 404


def test_the_page_of_the_question_leads_here_once_it_was_answered(desk: Browser, session: Session) -> None:
    before = desk.get("/studio/questions/q-cle").text
    learner(session, "c", "b", "b")

    assert PAGE not in before
    assert PAGE in desk.get("/studio/questions/q-cle").text


def test_the_plan_takes_as_many_statements_for_one_attempt_as_for_many(
    desk: Browser, session: Session, count_statements
) -> None:
    learner(session, "c", "b", "b")
    mend(session)
    assert published_question(session, "q-cle") is not None
    desk.get(f"{PAGE}?look=1")
    with count_statements() as one:
        desk.get(f"{PAGE}?look=1")
    for _ in range(6):
        learner(session, "b", "b", "b")
    desk.get(f"{PAGE}?look=1")
    with count_statements() as many:
        desk.get(f"{PAGE}?look=1")

    assert len(one) == len(many)
