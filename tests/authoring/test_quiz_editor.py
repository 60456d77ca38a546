"""The editor of quizzes: chosen from the bank, ordered without script, refused in words, published as versions."""

import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from sqlalchemy.orm import Session

from course.accounts.models import Person
from course.authoring.formats.folder import parse_source
from course.foundation.permissions import Role
from course.publishing.queries import history, item_of, published_version
from course.question_bank.queries import StoredQuiz, quiz_of
from course.question_bank.services import save_drafts
from tests import factories
from tests.browsing import Browser
from tests.question_bank.test_drafts import question as draft
from tests.seeds import seeded

NEW = "/studio/quizzes/new"
EDIT = "/studio/quizzes/point/edit"
BASE = {"title": "Point", "mode": "counted", "minutes": "10", "message": "premier jet", "do": "publish", "shuffle": "1"}
EVERYTHING = {
    f"review.{moment}": ["mark", "correctness", "feedback", "explanation", "right"] for moment in ("open", "closed")
}


def make_trainer(session: Session) -> Person:
    factories.make_framework(session)
    for number in range(1, 5):
        factories.make_question(session, f"q-{number}", category="Droit/Délais", difficulty=number)
    return factories.make_person(session, "Hélène Duval", roles=(Role.TRAINER,))


engine, trainer = seeded(make_trainer)


@pytest.fixture
def desk(client: Browser, sign_in: Callable[..., Browser], trainer: Person) -> Browser:
    return sign_in(client, trainer)


def rows(*keys: str, **more: str) -> dict[str, Any]:
    return {f"questions[{place}].key": key for place, key in enumerate(keys)} | more


def form(*keys: str, **fields: Any) -> dict[str, Any]:
    return {**BASE, **EVERYTHING, **rows(*keys), **fields}


def order_on(page: str) -> list[str]:
    return re.findall(r'name="questions\[\d+\]\.key" value="([^"]*)"', page)


def said(page: str) -> str:
    return unescape(page).replace("\u00a0", " ")


def quiz(session: Session, key: str = "point") -> StoredQuiz:
    session.expire_all()
    found = quiz_of(session, key)
    assert found is not None
    return found


def keys_of(session: Session, key: str = "point") -> list[str]:
    version = published_version(session, "quiz", key)
    assert version is not None
    return list(parse_source("quiz", version.source).questions)


def test_a_quiz_is_published_under_a_key_of_its_title_with_its_message(desk: Browser, session: Session) -> None:
    answer = desk.post(NEW, data=form("q-2", "q-1", title="Faire le point : délais"))

    item = item_of(session, "quiz", "faire-le-point-delais")
    assert answer.status_code == 303
    assert keys_of(session, "faire-le-point-delais") == ["q-2", "q-1"]
    assert item is not None
    assert [(row.number, row.message, row.author) for row in history(session, item.id)] == [
        (1, "premier jet", "Hélène Duval")
    ]


def test_every_field_comes_back_in_the_editor_as_it_was_published(desk: Browser, session: Session) -> None:
    fields = {
        "behaviour": "deferred",
        "certainty": "1",
        "limit_minutes": "12",
        "grace_seconds": "30",
        "attempts": "3",
        "cooling_off_minutes": "60",
        "counts": "mean",
        "opens_on": "2026-12-01",
        "closes_on": "2026-12-18",
        "pass_mark": "70",
        "review.open": ["mark"],
        "parts[0].title": "Une",
        "parts[0].draw": "1",
        "parts[1].title": "Deux",
        "parts[1].shuffle": "1",
        "questions[0].part": "2",
        "questions[1].part": "1",
        "questions[2].part": "1",
        "questions[1].mark": "1,5",
        "questions[2].version": "1",
    }
    desk.post(NEW, data=form("q-1", "q-2", "q-3", **fields))
    first = published_version(session, "quiz", "point")

    page = desk.get(EDIT).text
    again = desk.post(EDIT, data=sent_by(page, message="la même", do="publish"))

    second = published_version(session, "quiz", "point")
    settings = quiz(session).settings
    assert again.status_code == 303
    assert first is not None
    assert second is not None
    assert second.id != first.id
    assert second.source == first.source
    assert [(q.section, q.max_mark, q.version_id is None) for q in quiz(session).questions] == [
        (1, 1.5, True),
        (1, None, False),
        (2, None, True),
    ]
    assert (settings.certainty, settings.grace_seconds, settings.counts) == (True, 30, "mean")
    assert (settings.review["open"], settings.cooling_off_minutes) == (frozenset({"mark"}), 60)


def sent_by(page: str, **more: Any) -> dict[str, Any]:
    """What a browser sends from the page: fields as they stand, boxes that are ticked, choices."""
    body = page[page.index('<form id="editor"') : page.index("</form>", page.index('<form id="editor"'))]
    found: dict[str, Any] = {}
    for tag in re.findall(r"<input[^>]*>", body):
        at = dict(re.findall(r'([a-z]+)="([^"]*)"', tag))
        if at.get("type") in {"checkbox", "radio"} and " checked" not in tag:
            continue
        if "name" in at and at["name"] != "csrf_token":
            found.setdefault(at["name"], []).append(unescape(at.get("value", "")))
    for name, options in re.findall(r'<select[^>]*name="([^"]*)"[^>]*>(.*?)</select>', body, re.DOTALL):
        chosen = re.findall(r'<option value="([^"]*)" selected', options)
        found[name] = [unescape(chosen[0])] if chosen else re.findall(r'<option value="([^"]*)"', options)[:1]
    return {**found, **more}


@pytest.mark.parametrize(
    ("fields", "place", "words"),
    [
        ({"title": ""}, "f-title", "Ce champ ne peut pas être vide."),
        ({"minutes": "beaucoup"}, "f-minutes", "Un nombre entier est attendu ici."),
        ({"minutes": "241"}, "f-minutes", "La valeur doit être comprise entre 1 et 240."),
        ({"message": ""}, "f-message", "message"),
        ({"behaviour": "adaptive", "certainty": "1"}, "f-certainty", "sans second essai"),
        ({"mode": "practice", "attempts": "2"}, "f-attempts", "« Faire le point »"),
        ({"opens_on": "2026-12-02", "closes_on": "2026-12-01"}, "f-closes_on", "se fermerait avant"),
        ({"closes_on": "demain"}, "f-closes_on", "Écrivez une date"),
        ({"draw": "9"}, "f-draw", "plus de questions que la liste"),
        ({"questions[0].mark": "beaucoup"}, "f-marks-q-1", "Un nombre est attendu ici."),
        ({"parts[0].title": ""}, "f-sections-0-title", "Ce champ ne peut pas être vide."),
        ({"parts[0].title": "Une", "parts[1].title": "Deux"}, "f-sections-1", "au moins une question"),
        ({"draws[0].count": ""}, "f-draws-0-count", "Ce champ ne peut pas être vide."),
        (
            {"draws[0].count": "3", "draws[0].category": "Droit", "draws[0].difficulties": ["4", "5"]},
            "f-draws-0-count",
            "ne trouvera jamais que 1 question",
        ),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_nothing_is_lost(
    desk: Browser, session: Session, fields: dict[str, Any], place: str, words: str
) -> None:
    own = () if "draws[0].category" in fields else ("q-1", "q-2")

    answer = desk.post(NEW, data=form(*own, **fields))
    page = said(answer.text)

    assert answer.status_code == 422
    assert f'href="#{place}"' in page
    assert re.search(rf'id="{place}"', page)
    assert words in page
    assert order_on(page) == list(own)
    assert item_of(session, "quiz", "point") is None


@pytest.mark.parametrize(
    ("action", "parts", "expected"),
    [
        ("up:1", (0, 0, 0), [("q-2", 0), ("q-1", 0), ("q-3", 0)]),
        ("down:1", (0, 0, 0), [("q-1", 0), ("q-3", 0), ("q-2", 0)]),
        ("up:0", (0, 0, 0), [("q-1", 0), ("q-2", 0), ("q-3", 0)]),
        ("remove:1", (0, 0, 0), [("q-1", 0), ("q-3", 0)]),
        ("up:1", (1, 2, 2), [("q-1", 1), ("q-2", 1), ("q-3", 2)]),
        ("down:0", (1, 2, 2), [("q-1", 2), ("q-2", 2), ("q-3", 2)]),
        ("remove-part:0", (1, 2, 2), [("q-1", 1), ("q-2", 1), ("q-3", 1)]),
        ("add-part", (0, 0, 0), [("q-1", 1), ("q-2", 1), ("q-3", 1)]),
        ("up:99", (0, 0, 0), [("q-1", 0), ("q-2", 0), ("q-3", 0)]),
    ],
)
def test_questions_are_moved_without_script_and_nothing_is_published(
    desk: Browser, session: Session, action: str, parts: tuple[int, ...], expected: list[tuple[str, int]]
) -> None:
    fields = {f"questions[{place}].part": str(part) for place, part in enumerate(parts)}
    if any(parts):
        fields |= {"parts[0].title": "Une", "parts[1].title": "Deux"}

    page = desk.post(NEW, data=form("q-1", "q-2", "q-3", do=action, **fields)).text

    chosen = re.findall(r'name="questions\[\d+\]\.part">.*?</select>', page, re.DOTALL)
    places = [int(re.findall(r'value="(\d+)" selected', select)[0]) for select in chosen] or [0] * len(expected)
    assert list(zip(order_on(page), places, strict=True)) == expected
    assert 'value="Point"' in page
    assert item_of(session, "quiz", "point") is None


def test_the_picker_finds_published_questions_alone_and_adds_what_is_ticked_or_all(
    desk: Browser, session: Session
) -> None:
    save_drafts(session, [draft("never", competency="JUR-1", difficulty=3)], None)
    factories.make_question(session, "other", "JUR-2")

    found = desk.post(NEW, data=form("q-1", do="find", **{"pick.competency": "JUR-1", "pick.difficulty": "3"}))
    ticked = desk.post(NEW, data=form("q-1", do="pick", pick=["q-3", "q-1", "nobody"]))
    everything = desk.post(NEW, data=form("q-4", do="pick-all", **{"pick.category": "Droit/Délais"}))

    assert re.findall(r'name="pick" value="([^"]*)"', found.text) == ["q-3"]
    assert order_on(ticked.text) == ["q-1", "q-3"]
    assert order_on(everything.text) == ["q-4", "q-1", "q-2", "q-3"]


def test_from_the_bank_to_a_quiz_in_two_steps(desk: Browser, session: Session) -> None:
    by_hand = desk.post(NEW, data={"do": "chosen", "scope": "ticked", "key": ["q-2", "q-1"]})
    by_search = desk.post(NEW, data={"do": "chosen", "scope": "all", "category": "Droit/Délais"})
    by_draw = said(desk.get(NEW, query_string={"category": "Droit/Délais"}).text)

    assert order_on(by_hand.text) == ["q-2", "q-1"]
    assert order_on(by_search.text) == ["q-1", "q-2", "q-3", "q-4"]
    assert 'value="Délais"' in by_search.text
    assert "4 questions disponibles" in by_draw
    published = desk.post(NEW, data=sent_by(by_search.text, message="de la banque", do="publish"))
    assert published.status_code == 303
    assert quiz(session, "delais").mode == "practice"


def test_what_is_not_published_is_left_out_and_said(desk: Browser, session: Session) -> None:
    save_drafts(session, [draft("never", competency="JUR-1")], None)

    page = said(desk.post(NEW, data={"do": "chosen", "scope": "ticked", "key": ["q-2", "never"]}).text)

    assert order_on(page) == ["q-2"]
    assert "1 question n’est pas publiée et n’a pas été ajoutée" in page


def test_the_bank_offers_to_make_a_quiz(desk: Browser) -> None:
    page = desk.get("/studio/questions?category=Droit/Délais").text

    assert f'formaction="{NEW}"' in page
    assert f"{NEW}?category=" in page


def test_two_who_edit_at_once_overwrite_nothing(desk: Browser, session: Session) -> None:
    desk.post(NEW, data=form("q-1"))
    mine = desk.get(EDIT).text
    desk.post(EDIT, data=sent_by(mine, message="la sienne", do="publish"))

    late = desk.post(EDIT, data=sent_by(mine, title="Le mien", message="la mienne", do="publish"))

    assert late.status_code == 409
    assert 'value="Le mien"' in late.text
    assert quiz(session).title == "Point"


def test_an_earlier_version_is_taken_up_again_and_published_as_a_new_one(desk: Browser, session: Session) -> None:
    desk.post(NEW, data=form("q-1", "q-2"))
    first = quiz(session).version_id
    desk.post(EDIT, data=sent_by(desk.get(EDIT).text, message="moins", do="remove:1"))
    desk.post(EDIT, data=form("q-1", published=str(first), message="moins"))
    assert keys_of(session) == ["q-1"]

    page = desk.get(f"{EDIT}?version={first}").text
    answer = desk.post(EDIT, data=sent_by(page, do="publish"))

    item = item_of(session, "quiz", "point")
    assert answer.status_code == 303
    assert keys_of(session) == ["q-1", "q-2"]
    assert item is not None
    assert [row.message for row in history(session, item.id)] == ["Version 1 reprise", "moins", "premier jet"]


def test_a_version_of_another_quiz_is_none_of_this_one(desk: Browser, session: Session) -> None:
    desk.post(NEW, data=form("q-1"))
    other = factories.make_quiz(session, "autre", ["q-2"])

    assert desk.get(f"{EDIT}?version={other.version_id}").status_code == 404


def test_a_quiz_is_taken_off_after_a_question_and_put_back_by_publishing(desk: Browser, session: Session) -> None:
    desk.post(NEW, data=form("q-1"))

    asked = desk.get("/studio/quizzes/point/retire")
    still = quiz_of(session, "point")
    desk.post("/studio/quizzes/point/retire")
    session.expire_all()
    gone = quiz_of(session, "point")
    page = desk.get(EDIT).text
    back = desk.post(EDIT, data=sent_by(page, message="de retour", do="publish"))

    assert "Il ne sera plus proposé." in asked.text
    assert still is not None
    assert gone is None
    assert "Ce questionnaire est retiré." in page
    assert back.status_code == 303
    assert quiz(session).title == "Point"


def test_the_editor_says_how_often_a_counted_quiz_was_taken_and_never_how_often_one_practised(
    desk: Browser, session: Session
) -> None:
    from course.assessment import services

    learner = factories.make_person(session, "Nadia Lambert")
    services.read_notice(session, learner.id)
    for key, mode in (("point", "counted"), ("essai", "practice")):
        made = factories.make_quiz(session, key, ["q-1"], mode=mode)
        services.finish_attempt(session, learner.id, services.start_attempt(session, learner.id, made))
    for key in ("point", "essai"):  # what `make_quiz` keeps as source is no quiz
        page = desk.post(f"/studio/quizzes/{key}/edit", data=form("q-1", do="look")).text
        assert ("1 passage fait" in page) == (key == "point")


def test_a_question_that_practice_or_a_lesson_shows_is_warned_about(desk: Browser, session: Session) -> None:
    factories.make_quiz(session, "essai", ["q-1"], mode="practice")

    page = said(desk.post(NEW, data=form("q-1", "q-2", do="look")).text)

    assert page.count("Se rencontre aussi dans Questionnaire essai") == 1
    assert "qui l’y a vue ne prouve rien ici." in page


def test_the_preview_lists_the_questions_and_leads_to_the_page_of_learners(desk: Browser, session: Session) -> None:
    desk.post(NEW, data=form("q-1", **{"questions[0].mark": "2"}))

    page = said(desk.get("/studio/quizzes/point/preview").text)

    assert "Énoncé de q-1 ?" in page
    assert "poids 2" in page
    assert 'href="/quizzes/point"' in page


def test_only_who_writes_content_may_edit_a_quiz(
    client: Browser, session: Session, sign_in: Any, trainer: Person
) -> None:
    factories.make_quiz(session, "point", ["q-1"])
    sign_in(client, factories.make_person(session))

    for address in (NEW, EDIT, "/studio/quizzes/point/preview", "/studio/quizzes/point/retire"):
        assert client.get(address).status_code == 403
    assert client.post(NEW, data=form("q-1")).status_code == 403
    assert client.post("/studio/quizzes/point/retire").status_code == 403


@pytest.mark.parametrize(
    "fields",
    [
        {"questions[0].key": "../x"},
        {"questions[99999].key": "q-1"},
        {"parts[-1].title": "x"},
        {"do": "up:abc", "title": "\x00"},
        {"do": "remove-part:7"},
        {"do": "nonsense"},
        {"mode": "secret", "behaviour": "odd", "counts": "odd", "do": "look"},
        {"module": "nobody"},
        {"published": "x" * 50},
    ],
)
def test_a_strange_form_breaks_nothing(desk: Browser, fields: dict[str, Any]) -> None:
    assert desk.post(NEW, data=form("q-1") | fields).status_code in {200, 303, 400, 409, 422}


def test_the_page_takes_as_many_statements_for_two_questions_as_for_twenty(
    desk: Browser, session: Session, count_statements: Any
) -> None:
    for number in range(5, 25):
        factories.make_question(session, f"q-{number}")
    desk.post(NEW, data=form("q-1", do="look"))

    with count_statements() as few:
        desk.post(NEW, data=form("q-1", "q-2", do="look"))
    with count_statements() as many:
        desk.post(NEW, data=form(*(f"q-{number}" for number in range(1, 25)), do="look"))

    assert len(few) == len(many)
