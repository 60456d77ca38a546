"""One question on the trainer's desk: seen as learners see it, published, given up, retired, taken up again."""

import base64
import io
from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from course.accounts.models import Person
from course.authoring.queries import QuestionDesk, question_desk
from course.foundation.permissions import Role
from course.publishing.models import Publication
from course.publishing.queries import history
from course.question_bank.models import QuestionDraft
from course.question_bank.queries import published_question
from course.question_bank.services import save_drafts
from tests.browsing import Browser
from tests.factories import make_framework, make_person, make_question, make_quiz
from tests.question_bank.test_drafts import PNG, question
from tests.seeds import seeded

PAGE = "/studio/questions/jur-1-a"


def make_trainer(session: Session) -> Person:
    make_framework(session)
    return make_person(session, "Hélène Duval", roles=(Role.TRAINER,))


engine, trainer = seeded(make_trainer)


@pytest.fixture
def desk(client: Browser, sign_in: Callable[..., Browser], trainer: Person, session: Session) -> Browser:
    make_question(session, "jur-1-a")
    return sign_in(client, trainer)


def at(session: Session, key: str = "jur-1-a") -> QuestionDesk:
    session.expire_all()
    found = question_desk(session, key)
    assert found is not None
    return found


def draft(session: Session, trainer: Person, stem: object = "Nouvel énoncé ?", **fields: object) -> None:
    save_drafts(session, [question("jur-1-a", stem, **{"competency": "JUR-1", **fields})], trainer.id)


def test_the_page_shows_what_the_learner_sees_and_where_it_is_asked(desk: Browser, session: Session) -> None:
    make_quiz(session, "point", ["jur-1-a"])

    page = desk.get(PAGE).text

    assert "Énoncé de jur-1-a ?" in page
    assert 'type="radio" name="answer" value="b"' in page
    assert "Questionnaire point" in page
    assert "Utilisée dans 1 questionnaire" in page
    assert "Modifier crée une version 2" in page
    assert desk.get("/studio/questions/absente").status_code == 404


def test_a_draft_is_shown_sanitised(desk: Browser, session: Session, trainer: Person) -> None:
    draft(
        session,
        trainer,
        {"format": "html", "source": "<p>Un <b>mot</b><script>alert(1)</script><img src=x onerror=a()>"},
    )

    page = desk.get(PAGE).text

    assert "Un <b>mot</b>" in page
    assert "<script>alert" not in page
    assert "onerror=a()>" not in page.split('<textarea class="form-control source')[0]


@pytest.mark.parametrize("kind", ["question", "publish", "discard", "retire"])
def test_the_pages_of_a_question_take_the_same_statements_however_often_it_is_used(
    desk: Browser, session: Session, trainer: Person, count_statements: Callable[..., object], kind: str
) -> None:
    draft(session, trainer)
    address = PAGE if kind == "question" else f"{PAGE}/{kind}"
    desk.get(address)
    with count_statements() as few:  # type: ignore[attr-defined]
        desk.get(address)
    for number in range(5):
        make_quiz(session, f"point-{number}", ["jur-1-a"])
    desk.get(address)

    with count_statements() as many:  # type: ignore[attr-defined]
        page = desk.get(address)

    assert page.status_code == 200
    assert len(many) == len(few) <= 16


def test_publishing_shows_what_changes_and_asks_for_words(desk: Browser, session: Session, trainer: Person) -> None:
    draft(session, trainer)
    now = at(session)
    confirmation = desk.get(f"{PAGE}/publish").text
    seen = {"revision": now.revision, "published": now.published_version_id}

    too_short = desk.post(f"{PAGE}/publish", data={**seen, "message": "x"})
    done = desk.post(f"{PAGE}/publish", data={**seen, "message": "Plus clair"})

    assert "<ins>" in confirmation
    assert (too_short.status_code, done.status_code) == (422, 303)
    after = at(session)
    assert after.draft is None
    assert after.published is not None
    assert (after.published.number, after.published.by) == (2, "Hélène Duval")
    assert "stem: Nouvel énoncé ?" in after.published.source


def test_what_was_saved_after_the_look_is_not_published(desk: Browser, session: Session, trainer: Person) -> None:
    draft(session, trainer)
    seen = {"revision": 1, "published": at(session).published_version_id, "message": "Plus clair"}
    draft(session, trainer, "Encore un autre ?")

    answer = desk.post(f"{PAGE}/publish", data=seen)

    assert answer.status_code == 409
    assert "enregistré ou publié entre-temps" in answer.text
    shown = published_question(session, "jur-1-a")
    assert shown is not None
    assert shown.question.stem.source == "Énoncé de jur-1-a ?"


def test_a_question_without_a_competency_leads_to_the_field(desk: Browser, session: Session, trainer: Person) -> None:
    save_drafts(session, [question("libre")], trainer.id)

    page = desk.get("/studio/questions/libre/publish").text
    refused = desk.post("/studio/questions/libre/publish", data={"revision": 1, "published": "", "message": "Essai"})

    assert "Il manque la compétence" in page
    assert refused.status_code == 422


def test_a_draft_given_up_can_be_taken_up_again(desk: Browser, session: Session, trainer: Person) -> None:
    draft(session, trainer)
    stale = desk.post(f"{PAGE}/discard", data={"revision": 7})

    answer = desk.post(f"{PAGE}/discard", data={"revision": 1})

    assert (stale.status_code, answer.status_code) == (409, 303)
    now = at(session)
    assert now.draft is None
    given_up = history(session, now.item_id)[0]
    assert given_up.message == "Brouillon abandonné"
    desk.post(f"{PAGE}/history/{given_up.version_id}/restore")
    again = at(session).draft
    assert again is not None
    assert again.body["stem"] == "Nouvel énoncé ?"


def test_a_draft_that_gives_way_to_an_old_version_stays_in_the_history(
    desk: Browser, session: Session, trainer: Person
) -> None:
    first = history(session, at(session).item_id)[0]
    source = question("jur-1-a", "Première ?", competency="JUR-1")
    save_drafts(session, [source], trainer.id)
    now = at(session)
    desk.post(f"{PAGE}/publish", data={"revision": 1, "published": now.published_version_id, "message": "Deux"})
    draft(session, trainer, "En cours ?")
    second = history(session, now.item_id)[0]

    answer = desk.post(f"{PAGE}/history/{second.version_id}/restore")

    assert answer.status_code == 303
    restored = at(session).draft
    assert restored is not None
    assert restored.body["stem"] == "Première ?"
    assert [row.message for row in history(session, now.item_id)] == ["Brouillon remplacé", "Deux", first.message]
    assert desk.post(f"{PAGE}/history/999999/restore").status_code == 404


def test_two_versions_are_compared(desk: Browser, session: Session, trainer: Person) -> None:
    draft(session, trainer)
    now = at(session)
    desk.post(f"{PAGE}/publish", data={"revision": 1, "published": now.published_version_id, "message": "Deux"})
    new, old = (row.version_id for row in history(session, now.item_id))

    page = desk.get(f"{PAGE}?from={new}&to={old}")

    assert "De la version 1 à la version 2" in page.text
    assert "Nouvel énoncé" in page.text.split("De la version 1 à la version 2")[1]
    assert desk.get(f"{PAGE}?from={new}&to=999999").status_code == 404


def test_a_retired_question_says_who_retired_it_and_comes_back(
    desk: Browser, session: Session, trainer: Person
) -> None:
    make_quiz(session, "point", ["jur-1-a"])
    asked = desk.get(f"{PAGE}/retire").text

    answer = desk.post(f"{PAGE}/retire")

    assert "Elle manquera ici" in asked
    assert answer.status_code == 303
    assert published_question(session, "jur-1-a") is None
    assert (
        session.execute(select(Publication).order_by(Publication.id.desc())).scalars().first().published_by
        == trainer.id
    )  # type: ignore[union-attr]
    assert "Remettre en service" in desk.get(PAGE).text
    desk.post(f"{PAGE}/reinstate")
    assert published_question(session, "jur-1-a") is not None


def test_pictures_are_added_shown_and_taken_away(desk: Browser, session: Session) -> None:
    added = desk.post(f"{PAGE}/pictures", data={"revision": 0, "picture": (io.BytesIO(PNG), "images/plan.png")})

    assert added.status_code == 303
    now = at(session)
    assert now.draft is not None
    assert [file["name"] for file in now.draft.body["files"]] == ["plan.png"]
    assert "@@PLUGINFILE@@/plan.png" in desk.get(PAGE).text
    desk.post(f"{PAGE}/pictures", data={"revision": 1, "drop": "plan.png"})
    assert "files" not in at(session).draft.body  # type: ignore[union-attr]


@pytest.mark.parametrize(("name", "content"), [("plan.png", b"<svg onload=x>"), (".plan.png", PNG)])
def test_a_file_that_is_no_picture_is_refused(desk: Browser, session: Session, name: str, content: bytes) -> None:
    desk.post(f"{PAGE}/pictures", data={"revision": 0, "picture": (io.BytesIO(content), name)})

    assert session.execute(select(QuestionDraft)).all() == []
    assert "Image refusée." in desk.get(PAGE).text


def test_the_bytes_of_pictures_are_no_part_of_a_comparison(desk: Browser, session: Session, trainer: Person) -> None:
    file = {"name": "plan.png", "content": base64.b64encode(PNG + b"1" * 600).decode()}
    draft(session, trainer, files=[file])

    page = desk.get(f"{PAGE}/publish").text

    assert "plan.png" in page
    assert "MTExMTEx" not in page
