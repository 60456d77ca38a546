"""Publishing a draft: as one immutable version, seen at once, exactly as it was previewed."""

import re
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from course.authoring.queries import desk_of
from course.authoring.services.content_import import import_content
from course.authoring.services.drafts import save_draft
from course.authoring.services.publishing_steps import prepare_publication, publish_draft
from course.catalogue.queries import lesson_content
from course.foundation.database import db
from course.foundation.errors import ConflictError
from course.foundation.permissions import Role
from course.publishing.queries import history
from course.web.transaction import reader, write
from tests.authoring.conftest import KEY, form_of, import_programme, the_desk
from tests.browsing import Browser
from tests.content_files import change, write_files
from tests.factories import make_person
from tests.seeds import seeded

engine, programme = seeded(import_programme)

EDITOR = f"/studio/lessons/{KEY}"
RICH = """Avant tout, relisez [la clause](mot:daf) du 11/05/2026.

[[prediction:jur-1-delai]]

## La règle

| Cas | Délai |
|---|---:|
| Total | 30 |

![Une ligne du temps](pictures/ligne.svg)

!!! retenir "À retenir"
    Le jour de départ ne compte pas.[^1]

[[loi:c-com-l441-10]]

<script>alert(1)</script>

[^1]: Voir [le texte](loi:c-civ-9).
"""


def confirmation(session: Session, **changes: object) -> dict[str, object]:
    found = the_desk(session)
    return {"revision": found.revision, "published": found.published_version_id, "message": "Deux mots"} | changes


def write_rich(desk: Browser, session: Session) -> None:
    assert desk.post(f"{EDITOR}/draft", data=form_of(session, text=RICH, title="Un titre neuf")).status_code == 303


def test_a_published_draft_is_seen_at_once_and_stands_in_the_history(
    desk: Browser, programme: Session, client: Browser, sign_in: Callable[..., Browser]
) -> None:
    write_rich(desk, programme)
    reading = sign_in(Browser(desk.application), make_person(programme))
    assert "Un titre neuf" not in reading.get(f"/lessons/{KEY}").text

    answer = desk.post(f"{EDITOR}/publish", data=confirmation(programme))

    assert answer.status_code == 303
    assert "Un titre neuf" in reading.get(f"/lessons/{KEY}").text
    newest = history(programme, the_desk(programme).item_id)[0]
    assert (newest.number, newest.message, newest.author, newest.is_published) == (2, "Deux mots", "Hélène Duval", True)
    assert the_desk(programme).draft is None


def test_what_is_published_is_exactly_what_was_previewed(desk: Browser, programme: Session) -> None:
    write_rich(desk, programme)
    preview = desk.post(f"{EDITOR}/preview", data=form_of(programme), as_json=True).json["html"]

    desk.post(f"{EDITOR}/publish", data=confirmation(programme))

    content = lesson_content(programme, KEY)
    assert content is not None
    parts = [part["html"] for part in content.parts if part["kind"] == "html"]
    assert len(parts) == 3
    places = [preview.index(part) for part in parts]
    assert places == sorted(places)
    learner = desk.get(f"/lessons/{KEY}").text
    assert all(part in learner for part in parts)
    law = re.search(r'<details class="src" id="loi-c-com-l441-10">.*?</details>', preview, re.DOTALL)
    assert law is not None
    assert law[0] in learner
    assert "Sans clause, quel délai\N{NO-BREAK SPACE}?" in preview
    assert "/media/" in preview
    assert "<script" not in preview


def test_the_preview_writes_nothing_and_works_without_a_script(desk: Browser, programme: Session) -> None:
    page = desk.post(f"{EDITOR}/preview", data=form_of(programme, text="## Un bloc\n\nTexte **gras**."))

    assert page.status_code == 200
    assert "<strong>gras</strong>" in page.text
    assert "Texte **gras**." in page.text
    assert the_desk(programme).stored is None


@pytest.mark.parametrize("text", ["x" * 70_000, ("> " * 400) + "x", "avant\x00après"])
def test_a_preview_that_cannot_be_made_says_why(desk: Browser, programme: Session, text: str) -> None:
    answer = desk.post(f"{EDITOR}/preview", data=form_of(programme, text=text), as_json=True)

    assert answer.status_code == 200
    assert len(answer.json["html"]) < 200_000


def test_the_confirmation_shows_the_words_that_change(desk: Browser, programme: Session) -> None:
    text = form_of(programme)["text"].replace("dit le", "propose le")
    desk.post(f"{EDITOR}/draft", data=form_of(programme, text=text))

    page = desk.get(f"{EDITOR}/publish").text

    assert re.search(r"<del>.*?dit.*?</del>", page)
    assert re.search(r"<ins>.*?propose.*?</ins>", page)
    assert "[retiré\u00a0:" in page
    assert "modifiée" in page


@pytest.mark.parametrize("message", ["", "  ", "ab", "x" * 201])
def test_a_publication_needs_a_short_message(desk: Browser, programme: Session, message: str) -> None:
    write_rich(desk, programme)

    answer = desk.post(f"{EDITOR}/publish", data=confirmation(programme, message=message))

    assert answer.status_code == 422
    assert the_desk(programme).published.number == 1  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "stale", [{"revision": "0"}, {"revision": "99"}, {"published": ""}, {"published": "999999"}, {"published": "x"}]
)
def test_only_what_was_looked_at_is_published(desk: Browser, programme: Session, stale: dict[str, str]) -> None:
    write_rich(desk, programme)

    answer = desk.post(f"{EDITOR}/publish", data=confirmation(programme, **stale))

    assert answer.status_code == 409
    assert the_desk(programme).published.number == 1  # type: ignore[union-attr]
    assert the_desk(programme).draft is not None


def test_publishing_twice_is_once(desk: Browser, programme: Session) -> None:
    write_rich(desk, programme)
    form = confirmation(programme)

    first, second = (desk.post(f"{EDITOR}/publish", data=form).status_code for _ in range(2))

    assert (first, second) == (303, 409)
    assert len(history(programme, the_desk(programme).item_id)) == 2


def test_a_draft_begun_before_an_import_says_so_and_shows_what_it_would_undo(
    desk: Browser, programme: Session, tmp_path: Path
) -> None:
    write_rich(desk, programme)
    folder = write_files(tmp_path / "content")
    change(folder, "modules/01-cadre-legal/01-calculer.md", "dit le", "confirme le")
    import_content(programme, folder)

    page = desk.get(f"{EDITOR}/publish").text

    assert the_desk(programme).is_overtaken
    assert "une autre version a été publiée" in page


def test_a_draft_at_rest_is_no_draft_after_the_next_import(desk: Browser, programme: Session, tmp_path: Path) -> None:
    original = form_of(programme)
    desk.post(f"{EDITOR}/draft", data=form_of(programme, title="Essai"))
    desk.post(f"{EDITOR}/draft", data=original | {"revision": "1"})
    folder = write_files(tmp_path / "content")
    change(folder, "modules/01-cadre-legal/01-calculer.md", "dit le", "confirme le")

    import_content(programme, folder)

    assert the_desk(programme).draft is None
    assert "confirme le" in desk.get(EDITOR).text


def test_a_lesson_edited_here_is_not_overwritten_by_the_next_import(
    desk: Browser, programme: Session, tmp_path: Path
) -> None:
    write_rich(desk, programme)
    desk.post(f"{EDITOR}/publish", data=confirmation(programme))
    folder = write_files(tmp_path / "content")
    change(folder, "modules/01-cadre-legal/01-calculer.md", "dit le", "confirme le")

    report = import_content(programme, folder)

    assert [item.key for item in report.conflict] == [KEY]
    assert "modifiée ici" in desk.get("/studio").text


def test_warnings_do_not_keep_from_publishing(desk: Browser, programme: Session) -> None:
    write_rich(desk, programme)

    page = desk.get(EDITOR).text

    assert "vous pouvez publier" in page
    assert "À revoir" in page


def test_several_who_publish_the_same_draft_at_once_make_one_version(own_app: Flask, tmp_path: Path) -> None:
    with own_app.app_context():
        with write() as session:
            import_content(session, write_files(tmp_path / "content"))
            author = make_person(session, roles=(Role.TRAINER,)).id
        desk = desk_of(reader(), KEY)
        assert desk is not None
        source = desk.source.replace("dit le", "propose le")
        with write() as session:
            revision = save_draft(session, KEY, source, 0, author).revision
    start = threading.Barrier(6)
    outcomes: list[str] = []

    def publish() -> None:
        with own_app.app_context():
            ready = prepare_publication(reader(), KEY)
            start.wait()
            try:
                with write() as session:
                    publish_draft(session, ready, revision, desk.published_version_id, author, "Une fois")
                outcomes.append("published")
            except ConflictError:
                outcomes.append("conflict")
            db.session.remove()

    threads = [threading.Thread(target=publish) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["conflict"] * 5 + ["published"]
    with own_app.app_context():
        assert [row.number for row in history(reader(), desk.item_id)] == [2, 1]
        db.session.remove()


def test_of_several_first_saves_at_once_one_is_kept_and_the_others_are_told(own_app: Flask, tmp_path: Path) -> None:
    with own_app.app_context(), write() as session:
        import_content(session, write_files(tmp_path / "content"))
        authors = [make_person(session, roles=(Role.TRAINER,)).id for _ in range(5)]
    start = threading.Barrier(5)
    outcomes: list[str] = []

    def save(author: int) -> None:
        with own_app.app_context():
            source = desk_of(reader(), KEY).source.replace("dit le", f"dit ({author}) le")  # type: ignore[union-attr]
            start.wait()
            try:
                with write() as session:
                    save_draft(session, KEY, source, 0, author)
                outcomes.append("saved")
            except ConflictError:
                outcomes.append("conflict")
            db.session.remove()

    threads = [threading.Thread(target=save, args=(author,)) for author in authors]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["conflict"] * 4 + ["saved"]
