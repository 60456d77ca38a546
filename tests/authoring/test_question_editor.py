"""The editor of questions: every type from empty fields, rows, conversions, faults beside their field, two people."""

import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from course.accounts.models import Person
from course.authoring.formats.folder import parse_file
from course.authoring.forms.question import pruned
from course.authoring.forms.question_mapping import mapping_of, state_of_mapping
from course.authoring.services.question_texts import as_markdown, key_from
from course.foundation.errors import InvalidInputError
from course.foundation.markdown import Job, render_many
from course.foundation.permissions import Role
from course.foundation.settings import ROOT
from course.publishing.queries import history, item_of
from course.question_bank.models import QuestionDraft
from course.question_bank.queries import published_question
from course.question_bank.services import save_drafts
from quizzes.formats.native import question_from_mapping, question_to_mapping
from tests.authoring.question_forms import FAULTS, WRITTEN, fields_of
from tests.browsing import Browser
from tests.factories import make_framework, make_person, make_question
from tests.question_bank.test_drafts import question
from tests.seeds import seeded

NEW = "/studio/questions/new?type="
EDIT = "/studio/questions/jur-1-a/edit"
BASE = {"difficulty": "2", "seconds": "45", "competency": "JUR-1", "stem": "Un énoncé ?", "revision": "0", "do": "save"}


def make_trainer(session: Session) -> Person:
    make_framework(session)
    return make_person(session, "Hélène Duval", roles=(Role.TRAINER,))


engine, trainer = seeded(make_trainer)


@pytest.fixture
def desk(client: Browser, sign_in: Callable[..., Browser], trainer: Person) -> Browser:
    return sign_in(client, trainer)


def draft_of(session: Session, key: str) -> dict[str, Any]:
    session.expire_all()
    return session.execute(select(QuestionDraft.body).where(QuestionDraft.key == key)).scalar_one()


@pytest.mark.parametrize("kind", WRITTEN)
def test_each_type_is_written_from_empty_fields_and_stays_as_it_is_when_saved_again(
    desk: Browser, session: Session, kind: str
) -> None:
    typed, expected = WRITTEN[kind]
    empty = desk.get(NEW + kind)

    answer = desk.post(NEW + kind, data={**BASE, "key": "x-1", **typed})

    assert empty.status_code == 200
    assert answer.status_code == 303, re.findall(r'class="(?:problem|wrong)"[^>]*>([^<]*)', answer.text)
    body = draft_of(session, "x-1")
    plain = {"key": "x-1", "type": kind, "competency": "JUR-1", "difficulty": 2, "seconds": 45, "sources": []}
    assert body == {**plain, "stem": "Un énoncé ?", "explanation": None, **expected}
    again = fields_of(desk.get("/studio/questions/x-1/edit").text)
    assert desk.post("/studio/questions/x-1/edit", data={**again, "do": "save"}).status_code == 303
    assert draft_of(session, "x-1") == body
    assert "Rien à enregistrer" in desk.get("/studio/questions/x-1/edit").text


def test_one_share_of_the_mark_gives_all_options_one(desk: Browser, session: Session) -> None:
    typed = {"options[0].text": "A", "options[0].right": "1", "options[1].text": "B", "options[1].score": "-50"}

    desk.post(NEW + "single", data={**BASE, "key": "x-1", **typed, "options[2].text": "C"})

    assert [option["score"] for option in draft_of(session, "x-1")["options"]] == [1, -0.5, 0]


def test_every_question_of_the_programme_survives_the_fields() -> None:
    for path in sorted((ROOT / "content" / "questions").glob("*.yml")):
        for entry in parse_file(f"questions/{path.name}", path.read_bytes()).entries:
            mapping = question_to_mapping(entry.value)
            state = pruned(mapping["type"], state_of_mapping(mapping))

            assert question_from_mapping(mapping_of(mapping["type"], entry.key, state)) == entry.value


def test_every_common_field_is_kept(desk: Browser, session: Session) -> None:
    typed = {
        **BASE,
        "answer": "true",
        "name": "Le virement",
        "category": "Relance/Appels",
        "explanation": "Parce que.",
        "sources": "metier\r\n",
        "lesson": "calculer",
        "facts": "F1.1\r\nF1.2",
        "tags": "urgent",
        "idnumber": "7",
        "max_mark": "2,5",
        "penalty": "25",
        "hints[0].text": "Relisez.",
        "hints[0].shows_count": "1",
        "if_right": "Bravo.",
        "if_partial": "Presque.",
        "if_wrong": "Non.",
    }

    desk.post(NEW + "true-false", data=typed)

    body = draft_of(session, "le-virement")
    assert body == {
        "key": "le-virement",
        "type": "true-false",
        "competency": "JUR-1",
        "difficulty": 2,
        "seconds": 45,
        "stem": "Un énoncé ?",
        "answer": True,
        "name": "Le virement",
        "category": "Relance/Appels",
        "explanation": "Parce que.",
        "sources": ["metier"],
        "lesson": "calculer",
        "facts": ["F1.1", "F1.2"],
        "tags": ["urgent"],
        "idnumber": "7",
        "max_mark": 2.5,
        "penalty": 0.25,
        "hints": [{"text": "Relisez.", "shows_count": True}],
        "if_right": "Bravo.",
        "if_partial": "Presque.",
        "if_wrong": "Non.",
    }


def test_a_key_is_made_where_none_is_given_and_one_that_is_taken_refused(desk: Browser, session: Session) -> None:
    typed = {**BASE, "answer": "true", "stem": "Délai : combien ?"}
    first = desk.post(NEW + "true-false", data=typed)
    second = desk.post(NEW + "true-false", data=typed)

    refused = desk.post(NEW + "true-false", data={**typed, "key": "delai-combien"})
    reserved = desk.post(NEW + "true-false", data={**typed, "key": "new"})
    unreadable = desk.post(NEW + "true-false", data={**typed, "key": "Délai !"})

    assert first.headers["Location"].endswith("/delai-combien/edit")
    assert second.headers["Location"].endswith("/delai-combien-2/edit")
    assert [answer.status_code for answer in (refused, reserved, unreadable)] == [422, 422, 422]
    assert "Une question porte déjà cette clé" in refused.text
    assert 'id="f-key-fault"' in unreadable.text


@pytest.mark.parametrize(("kind", "typed", "path", "said"), FAULTS)
def test_a_fault_stands_beside_its_field_and_nothing_typed_is_lost(
    desk: Browser, session: Session, kind: str, typed: dict[str, str], path: str, said: str
) -> None:
    answer = desk.post(NEW + kind, data={**BASE, "name": "Mon nom", **typed})

    assert answer.status_code == 422
    page = unescape(answer.text)
    place = "f-" + path.replace("[", "-").replace("]", "").replace(".", "-")
    assert said in page.split(f'id="{place}-fault">')[1].split("</p>")[0]
    sent = fields_of(answer.text)
    assert sent["name"] == "Mon nom"
    written = {value.strip() for value in sent.values()}
    assert {value.strip() for name, value in typed.items() if not name.endswith(".kind")} <= written | {"100"}
    assert session.execute(select(QuestionDraft)).all() == []


def test_rows_come_go_and_move_without_saving(desk: Browser, session: Session) -> None:
    typed = {**BASE, "items[0].text": "Un", "items[1].text": "Deux", "items[2].text": "Trois"}

    def pressed(do: str, data: dict[str, str]) -> dict[str, str]:
        answer = desk.post(NEW + "ordering", data={**data, "do": do})
        assert answer.status_code == 200
        return {name: value for name, value in fields_of(answer.text).items() if name.endswith(".text")}

    assert pressed("add:items", typed)["items[3].text"] == ""
    assert list(pressed("remove:items[1]", typed).values()) == ["Un", "Trois"]
    assert list(pressed("up:items[2]", typed).values()) == ["Un", "Trois", "Deux"]
    assert list(pressed("remove:items[77]", typed).values()) == ["Un", "Deux", "Trois"]
    assert list(pressed("add:nulle[0].part", typed).values()) == ["Un", "Deux", "Trois"]
    assert session.execute(select(QuestionDraft)).all() == []


def test_rows_inside_rows_are_added_too(desk: Browser) -> None:
    first = desk.post(NEW + "cloze", data={**BASE, "do": "add:gaps:select"})
    second = desk.post(NEW + "cloze", data={**fields_of(first.text), "do": "add:gaps[0].options"})
    wrong = desk.post(NEW + "cloze", data={**BASE, "do": "add:gaps:autre"})

    assert "gaps[0].options[3].text" not in fields_of(first.text)
    assert "gaps[0].options[3].text" in fields_of(second.text)
    assert "gaps[0].kind" not in fields_of(wrong.text)


def test_a_text_keeps_its_format_until_it_is_converted(desk: Browser, session: Session, trainer: Person) -> None:
    source = "<p>Montant de <b>{x}</b> &amp; [[1]]</p>"
    save_drafts(session, [question("importee", {"format": "html", "source": source})], trainer.id)
    address = "/studio/questions/importee/edit"
    sent = fields_of(desk.get(address).text)

    desk.post(address, data={**sent, "name": "Un nom", "do": "save"})
    assert draft_of(session, "importee")["stem"] == {"format": "html", "source": source}
    converted = fields_of(desk.post(address, data={**sent, "do": "convert:stem"}).text)

    assert (converted["stem"], converted["stem:format"]) == ("Montant de **{x}** & [[1]]", "markdown")
    assert draft_of(session, "importee")["stem"]["format"] == "html"


CONVERTED = [
    (
        "html",
        "<p>3 * 2 &lt; 7 &amp;lt; <b>gras</b> <i>it_al</i> [x](y)</p><p># non</p><p>1. non</p><ul><li>a</li></ul>",
    ),
    ("html", "<table><tr><th>A</th><th>B</th></tr><tr><td>1|2</td><td>3</td></tr></table><script>x()</script>"),
    ("plain", "a <b>c</b> & &lt; `x` *y* _z_ [l](m)\n- un\n1. deux\n> cite\n\npara {a*b}"),
    ("moodle", "Bonjour <b>x</b>\nligne 2\n\npara"),
]


@pytest.mark.parametrize(("text_format", "source"), CONVERTED)
def test_a_converted_text_shows_the_same_words(text_format: str, source: str) -> None:
    before, after = render_many([Job(source, format=text_format), Job(as_markdown(source, text_format))])

    def words(html: str) -> list[str]:
        return unescape(
            re.sub(r"</?(?:p|br|li|ul|div|t[a-z]+)\b[^>]*>", " ", html).replace("strong>", "b>").replace("em>", "i>")
        ).split()

    assert words(after.html) == words(before.html)


def test_figures_gaps_and_pictures_are_no_markdown() -> None:
    source = "<p>{=max({a_b}*2;{c})|2} {d_e} [[1]] <img src='@@PLUGINFILE@@/un_plan.png' alt='Plan'></p>"

    assert as_markdown(source, "html") == "{=max({a_b}*2;{c})|2} {d_e} [[1]] ![Plan](@@PLUGINFILE@@/un_plan.png)"
    assert as_markdown("{=max({a_b}*2;{c})|2} [[1]]", "plain") == "{=max({a_b}*2;{c})|2} [[1]]"


def test_a_text_nested_without_end_is_refused(desk: Browser) -> None:
    source = "<b>" * 6_000
    with pytest.raises(InvalidInputError):
        as_markdown(source, "html")

    page = desk.post(
        NEW + "true-false", data={**BASE, "stem": source, "stem:format": "html", "answer": "true", "do": "convert:stem"}
    )

    assert page.status_code == 200
    assert "Simplifiez-le." in page.text


def test_a_key_is_made_of_words() -> None:
    assert key_from("L’œuvre : 60 jours ?", lambda _key: False) == "l-oeuvre-60-jours"
    assert key_from("¿?", lambda key: key == "question") == "question-2"


def test_figures_are_drawn_and_faults_found_before_anything_is_saved(desk: Browser, session: Session) -> None:
    typed = {**BASE, **WRITTEN["calculated"][0], "do": "draw"}

    good = desk.post(NEW + "calculated", data=typed)
    bad = desk.post(NEW + "calculated", data={**typed, "misconceptions[0].formula": "{double}*{taux}+{a}"})
    broken = desk.post(NEW + "calculated", data={**typed, "answers[0].formula": "{b}/0"})

    assert "Cent tirages essayés" in good.text
    assert good.text.count('<tr><th scope="row">') == 3
    assert "personne" in bad.text or "intercepte" in bad.text
    assert "divise par zéro" in broken.text
    assert session.execute(select(QuestionDraft)).all() == []


def test_what_differs_from_the_published_question_is_saved_as_a_draft_and_led_to_publishing(
    desk: Browser, session: Session
) -> None:
    make_question(session, "jur-1-a")
    sent = fields_of(desk.get(EDIT).text)

    answer = desk.post(EDIT, data={**sent, "stem": "Autrement ?", "do": "publish"})

    assert answer.headers["Location"].endswith("/studio/questions/jur-1-a/publish")
    assert draft_of(session, "jur-1-a")["stem"] == "Autrement ?"
    shown = published_question(session, "jur-1-a")
    assert shown is not None
    assert shown.question.stem.source == "Énoncé de jur-1-a ?"


def test_of_two_who_edit_the_second_sees_both_texts_and_loses_none(desk: Browser, session: Session) -> None:
    make_question(session, "jur-1-a")
    sent = fields_of(desk.get(EDIT).text)
    desk.post(EDIT, data={**sent, "stem": "Le premier ?"})

    conflict = desk.post(EDIT, data={**sent, "stem": "Le second ?"})

    assert conflict.status_code == 409
    assert "premier" in conflict.text
    assert fields_of(conflict.text)["stem"] == "Le second ?"
    assert draft_of(session, "jur-1-a")["stem"] == "Le premier ?"
    kept = desk.post(EDIT, data={**fields_of(conflict.text), "do": "mine"})
    assert kept.status_code == 303
    assert draft_of(session, "jur-1-a")["stem"] == "Le second ?"
    item = item_of(session, "question", "jur-1-a")
    assert item is not None
    assert next(row.message for row in history(session, item.id)) == "Brouillon remplacé"


def test_what_cannot_be_stored_is_marked_and_said(desk: Browser) -> None:
    answer = desk.post(NEW + "true-false", data={**BASE, "stem": "a\x00b", "answer": "true"})

    assert answer.status_code in {303, 422}
    assert "\x00" not in answer.text


def test_the_editor_takes_the_same_statements_for_large_questions(
    desk: Browser, session: Session, count_statements: Callable[..., Any]
) -> None:
    make_question(session, "jur-1-a")
    many = [{"text": f"Option {number}"} for number in range(99)] + [{"text": "La bonne", "right": True}]
    make_question(session, "jur-1-b", options=many)
    desk.get(EDIT)
    desk.get(EDIT.replace("-a/", "-b/"))

    with count_statements() as small:
        desk.get(EDIT)
    with count_statements() as large:
        page = desk.get(EDIT.replace("-a/", "-b/"))

    assert fields_of(page.text)["options[99].text"] == "La bonne"
    assert len(large) == len(small) <= 16


@pytest.mark.unseeded
def test_only_trainers_write_questions(client: Browser, session: Session, sign_in: Callable[..., Browser]) -> None:
    make_framework(session)
    make_question(session, "jur-1-a")
    reader = sign_in(client, make_person(session))

    answers = [
        reader.get(EDIT),
        reader.post(EDIT, data=BASE),
        reader.post(NEW + "single", data=BASE),
        reader.post("/studio/questions/jur-1-a/retire"),
        reader.post("/studio/questions/jur-1-a/pictures"),
    ]

    assert {answer.status_code for answer in answers} == {403}


def test_a_type_that_does_not_exist_is_no_page(desk: Browser) -> None:
    assert "Quelle sorte de question" in desk.get(NEW + "autre").text
    assert desk.post(NEW + "autre", data=BASE).status_code == 404
