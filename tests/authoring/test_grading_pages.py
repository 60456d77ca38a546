"""« Corrections » as a trainer meets it: without names, one after the other, nothing lost when two mark at once."""

from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from course.accounts.models import Audit, Person
from course.assessment import services
from course.assessment.models import Grade
from course.assessment.queries import AttemptRow
from course.foundation.permissions import Role
from course.question_bank.queries import quiz_of
from tests import factories
from tests.assessment.test_free_answers import RUBRIC, sit
from tests.browsing import Browser
from tests.seeds import seeded

LIST = "/studio/grading"


def make_trainer(session: Session) -> Person:
    factories.make_framework(session)
    factories.make_question(
        session,
        "q-libre",
        type="essay",
        rubric=RUBRIC,
        stem="Relancez **Arvanel**.",
        guidance="Cherchez le numéro de facture.",
        model="Bonjour, facture 114.",
        allows_file=True,
        most_words=3,
    )
    factories.make_question(session, "q-texte", type="essay", stem="Écrivez.")
    factories.make_quiz(session, "point", ["q-libre"])
    factories.make_quiz(session, "texte", ["q-texte"])
    factories.make_quiz(session, "train", ["q-libre"], mode="practice")
    return factories.make_person(session, "Hélène Duval", roles=(Role.TRAINER,))


engine, trainer = seeded(make_trainer)


@pytest.fixture
def desk(client: Browser, sign_in: Callable[..., Browser], trainer: Person) -> Browser:
    return sign_in(client, trainer)


def handed_in(session: Session, name: str, text: str, quiz: str = "point", file: int | None = None) -> AttemptRow:
    person = factories.make_person(session, name)
    services.read_notice(session, person.id)
    return sit(session, person, quiz_of(session, quiz), {1: text}, file=file)


def page_of(attempt: AttemptRow) -> str:
    return f"{LIST}/{attempt.slots[0].id}"


@pytest.mark.parametrize("role", [Role.EMPLOYEE, Role.MANAGER, Role.ADMINISTRATOR])
def test_only_trainers_come_here(client: Browser, session: Session, trainer: Person, sign_in, role: Role) -> None:
    attempt = handed_in(session, "Nadia Lambert", "Bonjour.", file=1)
    sign_in(client, factories.make_person(session, roles=(role,)))

    replies = [client.get(LIST), client.get(page_of(attempt)), client.get(page_of(attempt) + "/file")]
    replies.append(client.post(page_of(attempt), data={"number": 1, "level-0": 1, "level-1": 1}))

    assert {reply.status_code for reply in replies} == {403}
    assert session.execute(select(Grade.number)).scalars().all() == [1]


def test_nothing_waiting_says_so(desk: Browser) -> None:
    assert "Rien n’attend." in desk.get(LIST).text


def test_an_answer_is_read_without_a_name_and_that_it_was_read_is_written_down(desk: Browser, session: Session) -> None:
    attempt = handed_in(session, "Nadia Lambert", "Bonjour, <b>la</b> facture 114 est échue.", file=1)

    listed, page = desk.get(LIST).text, desk.get(page_of(attempt)).text
    file = desk.get(page_of(attempt) + "/file")

    assert "Relancez Arvanel" in listed
    for part in (
        "&lt;b&gt;la&lt;/b&gt; facture 114",
        "Cherchez le numéro",
        "Bonjour, facture 114.",
        "Courtois et ferme",
    ):
        assert part in page
    assert "3 mots au plus étaient demandés" in page
    assert file.data == b"Ma relance"
    assert file.headers["Content-Disposition"].startswith("attachment")
    for said in (listed, page, str(file.headers)):
        assert "nadia" not in said.lower()
    lines = session.execute(select(Audit).where(Audit.action == "answer.read")).scalars().all()
    assert {line.subject_id for line in lines} == {attempt.learner_id}
    assert len(lines) == 2


def test_saving_goes_on_to_the_next_answer_to_the_same_question(desk: Browser, session: Session) -> None:
    first, second = (handed_in(session, "Nadia Lambert", text) for text in ("Une.", "Deux."))
    handed_in(session, "Nadia Lambert", "Autre question.", "texte")

    saved = desk.post(page_of(first), data={"number": 1, "level-0": 1, "level-1": 0, "comment": "Et la date ?"})
    last = desk.post(page_of(second), data={"number": 1, "level-0": 1, "level-1": 1})

    assert saved.headers["Location"] == page_of(second)
    assert last.headers["Location"] == LIST
    assert "Écrivez." in desk.get(LIST).text
    assert "Hélène Duval" in desk.get(f"{LIST}?state=marked").text


def test_the_learner_reads_mark_levels_and_comment(desk: Browser, session: Session, sign_in, app) -> None:
    attempt = handed_in(session, "Nadia Lambert", "Bonjour.")
    desk.post(page_of(attempt), data={"number": 1, "level-0": 1, "level-1": 0, "comment": "Et la date ?"})
    person = session.get(Person, attempt.learner_id)

    page = sign_in(Browser(app), person).get(f"/attempts/{attempt.id}/result").text

    assert "0,5 sur 1" in page
    assert "Et la date ?" in page
    assert page.count("votre niveau") == 2
    assert "attend la lecture" not in page


def test_a_mark_in_per_cent_with_a_comma(desk: Browser, session: Session) -> None:
    attempt = handed_in(session, "Nadia Lambert", "Bonjour.", "texte")

    bad = desk.post(page_of(attempt), data={"number": 1, "mark": "beaucoup", "comment": "Gardez-moi."})
    good = desk.post(page_of(attempt), data={"number": 1, "mark": "62,5 %"})

    assert bad.status_code == 422
    assert "Donnez une note entre 0 et 100" in bad.text
    assert "Gardez-moi." in bad.text
    assert good.status_code == 303
    assert session.execute(select(Grade.fraction).where(Grade.number == 2)).scalar_one() == 0.625


def test_who_comes_second_keeps_what_they_wrote_and_may_replace_knowingly(
    desk: Browser, session: Session, sign_in, app
) -> None:
    attempt = handed_in(session, "Nadia Lambert", "Bonjour.")
    other = sign_in(Browser(app), factories.make_person(session, "Thomas Le Goff", roles=(Role.TRAINER,)))
    other.post(page_of(attempt), data={"number": 1, "level-0": 0, "level-1": 1})

    told = desk.post(page_of(attempt), data={"number": 1, "level-0": 1, "level-1": 1, "comment": "Mon avis."})
    again = desk.post(page_of(attempt), data={"number": 2, "level-0": 1, "level-1": 1, "comment": "Mon avis."})

    assert told.status_code == 409
    assert "Mon avis." in told.text
    assert "Thomas Le Goff" in told.text
    assert 'name="number" value="2"' in told.text
    assert again.status_code == 303
    assert session.execute(select(Grade.fraction).order_by(Grade.number)).scalars().all() == [0.0, 0.5, 1.0]


def test_practice_is_no_page_of_a_trainer(desk: Browser, session: Session) -> None:
    attempt = handed_in(session, "Nadia Lambert", "Secret.", "train", file=1)

    replies = [desk.get(page_of(attempt)), desk.get(page_of(attempt) + "/file")]
    replies.append(desk.post(page_of(attempt), data={"number": 1, "level-0": 1, "level-1": 1}))

    assert {reply.status_code for reply in replies} == {404}
    assert "Rien n’attend." in desk.get(LIST).text


@pytest.mark.parametrize(
    "asked", ["?page=99", "?page=x", "?question=rien", "?state=x", "?state=marked&question=q-libre"]
)
def test_strange_addresses_show_a_list(desk: Browser, asked: str) -> None:
    assert desk.get(LIST + asked).status_code == 200


def test_the_list_takes_as_many_statements_for_one_answer_as_for_many(
    desk: Browser, session: Session, count_statements
) -> None:
    handed_in(session, "Nadia Lambert", "Une.")
    desk.get(LIST)
    with count_statements() as one:
        desk.get(LIST)
    for _ in range(5):
        handed_in(session, "Nadia Lambert", "Encore une.")
    with count_statements() as many:
        desk.get(LIST)

    assert len(one) == len(many)
