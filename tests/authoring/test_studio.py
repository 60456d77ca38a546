"""The studio's tree, what waits for the trainer, the texts to copy, and the company's own notes."""

from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from course.accounts.models import Person
from course.authoring.queries import insertable_questions, note_of, studio_modules
from course.catalogue.queries import open_remarks
from course.catalogue.services import add_remark
from course.publishing.queries import item_of
from course.publishing.services import ensure_item, retire
from tests.authoring.conftest import KEY, form_of, import_programme, the_desk
from tests.browsing import Browser
from tests.factories import make_person
from tests.seeds import seeded

engine, programme = seeded(import_programme)

NOTE = f"/studio/lessons/{KEY}/company-note"


def test_the_tree_says_in_which_state_each_lesson_is(desk: Browser, programme: Session) -> None:
    states = [studio_modules(programme)[0].lessons[0].state]
    desk.post(f"/studio/lessons/{KEY}/draft", data=form_of(programme, title="Autre"))
    lesson = studio_modules(programme)[0].lessons[0]
    states.append(lesson.state)
    item = item_of(programme, "lesson", KEY)
    assert item is not None
    desk.post(f"/studio/lessons/{KEY}/discard", data={"revision": the_desk(programme).revision})
    retire(programme, item)
    states.append(studio_modules(programme)[0].lessons[0].state)
    ensure_item(programme, "lesson", "toute-neuve")
    states.append(studio_modules(programme)[-1].lessons[0].state)

    assert states == ["published", "newer_draft", "retired", "never_published"]
    assert lesson.draft_by == "Hélène Duval"
    page = desk.get("/studio").text
    assert "jamais publiée" in page
    assert "retirée" in page
    assert desk.get("/studio/lessons/toute-neuve").status_code == 200


def test_drafts_and_open_remarks_wait_for_the_trainer(desk: Browser, programme: Session) -> None:
    reader = make_person(programme, "Nadia Benali")
    item = item_of(programme, "lesson", KEY)
    assert item is not None
    add_remark(programme, reader.id, "Le jour de départ <b>compte</b> ?", item.id)
    desk.post(f"/studio/lessons/{KEY}/draft", data=form_of(programme, title="Autre"))

    page = desk.get("/studio").text

    assert "1 brouillon à publier" in page
    assert "Le jour de départ &lt;b&gt;compte&lt;/b&gt; ?" in page
    assert "Nadia Benali" in page


def test_a_closed_remark_waits_no_more(desk: Browser, programme: Session) -> None:
    remark = add_remark(programme, make_person(programme).id, "Une question ?")

    answer = desk.post(f"/studio/remarks/{remark.id}/close")

    assert answer.status_code == 303
    assert open_remarks(programme) == []
    assert desk.post("/studio/remarks/999999/close").status_code == 404


def test_nothing_that_waits_is_said_too(desk: Browser) -> None:
    assert "Rien n’attend." in desk.get("/studio").text


def test_search_finds_words_of_texts_and_drafts_without_accents(desk: Browser, programme: Session) -> None:
    desk.post(f"/studio/lessons/{KEY}/draft", data=form_of(programme, title="La fenêtre ouverte"))

    found = {word: bool(studio_modules(programme, word)) for word in ("depart compte", "FENETRE", "introuvable")}

    assert found == {"depart compte": True, "FENETRE": True, "introuvable": False}
    assert "0 leçon" in desk.get("/studio?q=introuvable").text


def test_questions_that_count_are_not_offered_for_lessons(programme: Session) -> None:
    assert [question.key for question in insertable_questions(programme)] == ["jur-1-delai", "jur-1-penalites"]


def test_every_text_to_copy_is_listed(desk: Browser) -> None:
    page = desk.get("/studio/directives").text

    for text in ("[L441-10](loi:c-com-l441-10)", "[DAF](mot:daf)", "[[question:jur-1-delai]]", "(lecon:calculer)"):
        assert text in page


def test_a_note_is_rendered_once_and_readers_see_it(
    desk: Browser, programme: Session, sign_in: Callable[..., Browser]
) -> None:
    answer = desk.post(NOTE, data={"source": "Chez **nous**, <script>x</script>", "seen": "", "do": "save"})

    assert answer.status_code == 303
    note = note_of(programme, the_desk(programme).item_id)
    assert note is not None
    assert note.html == "<p>Chez <strong>nous</strong>, x</p>"
    reading = sign_in(Browser(desk.application), make_person(programme))
    assert note.html in reading.get(f"/lessons/{KEY}").text


def test_a_previewed_note_is_not_saved(desk: Browser, programme: Session) -> None:
    page = desk.post(NOTE, data={"source": "Un *essai*", "seen": "", "do": "preview"})

    assert "<em>essai</em>" in page.text
    assert note_of(programme, the_desk(programme).item_id) is None


def test_a_note_can_be_taken_away_after_a_look(desk: Browser, programme: Session) -> None:
    desk.post(NOTE, data={"source": "Une note", "seen": "", "do": "save"})
    note = note_of(programme, the_desk(programme).item_id)
    assert note is not None
    assert "Retirer la note\u00a0?" in desk.get(f"{NOTE}?remove=1").text

    desk.post(NOTE, data={"source": "", "seen": note.stamp, "do": "remove"})

    assert note_of(programme, the_desk(programme).item_id) is None


def test_nobody_writes_over_a_note_that_was_not_seen(desk: Browser, programme: Session, colleague: Person) -> None:
    desk.post(NOTE, data={"source": "La première", "seen": "", "do": "save"})

    answer = desk.post(NOTE, data={"source": "La mienne", "seen": "", "do": "save"})

    assert answer.status_code == 409
    assert "La mienne" in answer.text
    assert "La première" in answer.text


@pytest.mark.parametrize("source", ["a\x00b", "x" * 10_001, "x" * 70_000])
def test_a_note_that_cannot_be_kept_is_refused_with_its_text(desk: Browser, programme: Session, source: str) -> None:
    answer = desk.post(NOTE, data={"source": source, "seen": "", "do": "save"})

    assert answer.status_code == 422
    assert source.replace("\x00", "\ufffd") in answer.text
    assert note_of(programme, the_desk(programme).item_id) is None
