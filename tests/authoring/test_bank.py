"""« Questions »: the bank sifted and sorted in a few statements, and many questions changed or published at once."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from course.accounts.models import Person
from course.assessment.models import Attempt, AttemptSlot, Response
from course.authoring.queries import BankFilter, bank_keys, bank_page
from course.authoring.services.content_import import import_content
from course.foundation import clock
from course.foundation.permissions import Role
from course.question_bank.models import QuestionDraft
from course.question_bank.queries import published_question, published_question_versions, quiz_of
from course.question_bank.services import discard_draft, retire_question, save_drafts
from tests.browsing import Browser
from tests.content_files import write_files
from tests.factories import make_framework, make_person, make_question, make_quiz
from tests.question_bank.test_drafts import question


@pytest.fixture
def trainer(session: Session) -> Person:
    make_framework(session)
    return make_person(session, "Hélène Duval", roles=(Role.TRAINER,))


@pytest.fixture
def desk(client: Browser, sign_in: Callable[..., Browser], trainer: Person) -> Browser:
    return sign_in(client, trainer)


def found(session: Session, **wanted: Any) -> list[str]:
    return [line.key for line in bank_page(session, BankFilter(sort="title", **wanted), 1).rows]


@pytest.fixture
def bank(session: Session, trainer: Person) -> Session:
    """One question in each state, and one that was given up."""
    make_question(session, "a-publiee", stem="Combien de jours avant l’échéance ?", difficulty=2)
    make_question(session, "b-deux", "JUR-2", category="Relance")
    make_question(session, "c-retiree")
    retire_question(session, "c-retiree", trainer.id)
    save_drafts(
        session,
        [
            question("b-deux", "Autre chose ?", competency="JUR-2", name="La promesse", category="Relance/Appels"),
            question("d-brouillon", "Encore ?"),
            question("e-html", {"format": "html", "source": "<p>Dû ?</p>"}),
            question("f-abandonnee", "Rien ?"),
        ],
        trainer.id,
    )
    discard_draft(session, "f-abandonnee", 1, trainer.id, "texte", "Abandonné")
    make_quiz(session, "point", ["a-publiee", "b-deux"])
    session.flush()
    return session


def test_the_list_says_where_each_question_stands(bank: Session) -> None:
    lines = {line.key: line for line in bank_page(bank, BankFilter(), 1).rows}

    assert {key: line.state for key, line in lines.items()} == {
        "a-publiee": "published",
        "b-deux": "newer_draft",
        "c-retiree": "retired",
        "d-brouillon": "never_published",
        "e-html": "never_published",
    }
    both = lines["b-deux"]
    assert (both.title, both.type, both.competency_key) == ("La promesse", "true-false", "JUR-2")
    assert (both.category, both.usage.quizzes, both.usage.lessons, both.usage.answers) == ("Relance/Appels", 1, 0, 0)
    assert lines["d-brouillon"].competency_key is None


def sit(session: Session, learner: Person, quiz: str, mode: str, is_finished: bool, has_answer: bool) -> None:
    """A sitting of the quiz's first question, as the tables keep it."""
    stored = quiz_of(session, quiz)
    assert stored is not None
    version_id = published_question_versions(session, stored.pool[:1])[stored.pool[0]]
    count = session.execute(select(func.count()).select_from(Attempt)).scalar_one()
    attempt = Attempt(
        learner_id=learner.id,
        quiz_item_id=stored.item_id,
        quiz_version_id=stored.version_id,
        number=count + 1,
        mode=mode,
        started_at=clock.now(),
        finished_at=clock.now() if is_finished else None,
        max_mark=1.0,
    )
    session.add(attempt)
    session.flush()
    slot = AttemptSlot(
        attempt_id=attempt.id,
        position=1,
        question_item_id=stored.pool[0],
        question_version_id=version_id,
        seed=1,
        option_order=[],
        is_first_exposure=True,
    )
    session.add(slot)
    session.flush()
    for number in range(2 if has_answer else 0):
        session.add(
            Response(
                attempt_id=attempt.id,
                slot_id=slot.id,
                client_id=f"{number}",
                answer={"value": "b"},
                saved_at=clock.now(),
            )
        )
    session.flush()


def test_answers_are_those_given_in_finished_counted_sittings(bank: Session, trainer: Person) -> None:
    sit(bank, trainer, "point", "counted", is_finished=True, has_answer=True)
    sit(bank, trainer, "point", "counted", is_finished=True, has_answer=False)
    sit(bank, trainer, "point", "practice", is_finished=True, has_answer=True)
    sit(bank, trainer, "point", "counted", is_finished=False, has_answer=True)

    lines = bank_page(bank, BankFilter(sort="answers"), 1).rows

    assert [(line.key, line.usage.answers) for line in lines[:2]] == [("a-publiee", 1), ("b-deux", 0)]


def test_a_question_of_a_lesson_is_used(session: Session, tmp_path: Path) -> None:
    assert import_content(session, write_files(tmp_path)).problems == ()
    session.flush()

    lines = {line.key: line.usage for line in bank_page(session, BankFilter(), 1).rows}
    unused = bank_keys(session, BankFilter(is_unused=True), 9)

    assert (lines["jur-1-delai"].quizzes, lines["jur-1-delai"].lessons) == (0, 1)
    assert "jur-1-delai" not in unused


@pytest.mark.parametrize(
    ("wanted", "keys"),
    [
        ({"words": "ÉCHÉANCE jours"}, ["a-publiee"]),
        ({"words": "promesse"}, ["b-deux"]),
        ({"words": "dû"}, ["e-html"]),
        ({"words": "d-brou"}, ["d-brouillon"]),
        ({"words": "100%"}, []),
        ({"competency": "JUR-2"}, ["b-deux"]),
        ({"competency": "-"}, ["e-html", "d-brouillon"]),
        ({"type": "single"}, ["a-publiee", "c-retiree"]),
        ({"difficulty": 2}, ["a-publiee"]),
        ({"category": "Relance"}, []),
        ({"category": "Relance/Appels"}, ["b-deux"]),
        ({"state": "newer_draft"}, ["b-deux"]),
        ({"state": "never_published"}, ["e-html", "d-brouillon"]),
        ({"state": "retired"}, ["c-retiree"]),
        ({"state": "discarded"}, ["f-abandonnee"]),
        ({"is_unused": True}, ["e-html", "c-retiree", "d-brouillon"]),
    ],
)
def test_every_filter_finds_what_it_says(bank: Session, wanted: dict[str, Any], keys: list[str]) -> None:
    assert sorted(found(bank, **wanted)) == sorted(keys)
    assert sorted(bank_keys(bank, BankFilter(**wanted), 9)) == sorted(keys)


def test_each_order_is_one(bank: Session) -> None:
    orders = {
        sort: [line.key[0] for line in bank_page(bank, BankFilter(sort=sort), 1).rows]
        for sort in ("title", "competency", "difficulty", "answers", "recent")
    }

    assert orders["competency"] == ["d", "e", "a", "c", "b"]
    assert orders["difficulty"][0] == "a"
    assert orders["answers"] == ["a", "b", "c", "d", "e"]
    assert set(orders["recent"][:3]) == {"b", "d", "e"}


def test_five_hundred_questions_take_the_same_few_statements(
    session: Session, trainer: Person, desk: Browser, count_statements: Callable[..., Any]
) -> None:
    save_drafts(session, [question("une")], trainer.id)
    desk.get("/studio/questions")
    with count_statements() as few:
        desk.get("/studio/questions")
    save_drafts(session, [question(f"q-{number}", f"Question {number} ?") for number in range(499)], trainer.id)

    with count_statements() as many:
        page = desk.get("/studio/questions?page=10")

    assert "500 questions" in page.text
    assert "Page 10 sur 10" in page.text
    assert len(many) == len(few) <= 10


def test_an_empty_bank_and_an_empty_search_say_what_to_do(desk: Browser, session: Session) -> None:
    assert "La banque est vide." in desk.get("/studio/questions").text
    make_question(session, "jur-1-a")

    assert "Aucune question ne répond à ces critères." in desk.get("/studio/questions?q=introuvable").text


def test_only_trainers_open_the_bank(
    client: Browser, session: Session, sign_in: Callable[..., Browser], trainer: Person
) -> None:
    reader = sign_in(client, make_person(session))

    assert reader.get("/studio/questions").status_code == 403
    assert reader.post("/studio/questions/chosen", data={"do": "publish"}).status_code == 403


def test_words_of_a_question_are_escaped_and_shortened(desk: Browser, session: Session, trainer: Person) -> None:
    save_drafts(
        session, [question("x", {"format": "html", "source": "<p>Un <b>mot</b><script>alerte</script>"})], trainer.id
    )

    page = desk.get("/studio/questions").text

    assert "Un mot" in page
    assert "<script>alerte" not in page


def test_chosen_questions_get_a_competency(desk: Browser, bank: Session) -> None:
    answer = desk.post(
        "/studio/questions/chosen",
        data={"do": "set", "key": ["d-brouillon", "a-publiee"], "set_competency": "COM-1", "set_category": "-"},
    )

    assert answer.status_code == 303
    drafts = bank.execute(select(QuestionDraft).order_by(QuestionDraft.key)).scalars().all()
    assert {draft.key for draft in drafts if draft.competency_key == "COM-1"} == {"a-publiee", "d-brouillon"}
    assert "2 questions changées" in desk.get("/studio/questions").text


def test_all_that_a_search_finds_can_be_chosen(desk: Browser, bank: Session) -> None:
    answer = desk.post(
        "/studio/questions/chosen",
        data={"do": "set", "scope": "all", "competency": "-", "set_difficulty": "5"},
    )

    assert answer.headers["Location"].endswith("/studio/questions?competency=-")
    assert sorted(found(bank, difficulty=5)) == ["d-brouillon", "e-html"]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"do": "set", "set_difficulty": "5"}, "Cochez au moins une question."),
        ({"do": "set", "key": "d-brouillon"}, "Choisissez ce qui doit changer"),
        ({"do": "set", "key": "d-brouillon", "set_difficulty": "9"}, "entre 1 et 5"),
        ({"do": "set", "key": "d-brouillon", "set_competency": "pas une"}, "compétence"),
        ({"do": "publish", "key": "d-brouillon", "message": ""}, "message"),
    ],
)
def test_what_cannot_be_done_is_said_and_the_ticks_stay(
    desk: Browser, bank: Session, data: dict[str, str], said: str
) -> None:
    answer = desk.post("/studio/questions/chosen", data=data)

    assert answer.status_code == 422
    assert said in answer.text
    assert ('value="d-brouillon" checked' in answer.text) == ("key" in data)


def test_chosen_drafts_are_published_one_by_one_and_the_others_named(
    desk: Browser, bank: Session, trainer: Person
) -> None:
    page = desk.post(
        "/studio/questions/chosen",
        data={"do": "publish", "key": ["b-deux", "d-brouillon", "a-publiee"], "message": "Premier envoi"},
    )

    assert page.status_code == 200
    assert "2 questions ne sont pas publiées" in page.text
    assert "1 question publiée" in page.text
    assert "Choisissez la compétence que cette question mesure" in page.text
    shown = published_question(bank, "b-deux")
    assert shown is not None
    assert shown.rendered["stem"] == "<p>Autre chose\N{NO-BREAK SPACE}?</p>"
    assert found(bank, state="never_published") == found(bank, competency="-")
