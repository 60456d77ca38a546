"""« Chez nous »: four headings and notes beside the tools, written by trainers, untouched by updates of the content."""

import pytest
from sqlalchemy import select

from course.authoring.services.content_export import exported_files
from course.authoring.services.content_import import import_content
from course.catalogue.models import CompanyNote
from course.foundation.permissions import Role
from course.publishing.models import Item
from course.toolbox.services import save_tool
from tests import factories
from tests.content_files import write_files
from tests.toolbox.content import FILES, entries, publish

NOTE = "/studio/notes/company/dunning"


@pytest.fixture
def trainer(client, session, sign_in):
    factories.make_organisation(session)
    return sign_in(client, factories.make_person(session, "Sophie Ferrand", roles=(Role.TRAINER,)))


def test_the_page_has_four_headings_and_says_what_belongs_there(trainer) -> None:
    page = trainer.get("/toolbox/company").text

    for title in ("Calendrier de relance", "Mandats", "Contacts", "Outils"):
        assert f">{title}</h2>" in page
    assert page.count("Écrire cette note") == 4


def test_a_note_under_a_heading_is_written_shown_changed_and_taken_away(trainer, session) -> None:
    assert trainer.get(NOTE).status_code == 200

    written = trainer.post(NOTE, data={"source": "J+8 : **appel**", "seen": "", "do": "save"})

    assert (written.status_code, written.headers["Location"]) == (303, NOTE)
    assert "<strong>appel</strong>" in trainer.get("/toolbox/company").text
    stamp = session.execute(select(CompanyNote.updated_at)).scalar_one().isoformat()
    trainer.post(NOTE, data={"source": "", "seen": stamp, "do": "remove"})
    assert "<strong>appel</strong>" not in trainer.get("/toolbox/company").text


def test_a_note_is_shown_before_it_is_kept(trainer, session) -> None:
    shown = trainer.post(NOTE, data={"source": "**Essai**", "seen": "", "do": "preview"})

    assert "<strong>Essai</strong>" in shown.text
    assert session.execute(select(CompanyNote)).first() is None


def test_nobody_writes_over_words_that_they_have_not_seen(trainer) -> None:
    trainer.post(NOTE, data={"source": "Un", "seen": "", "do": "save"})

    answer = trainer.post(NOTE, data={"source": "Deux", "seen": "", "do": "save"})

    assert answer.status_code == 409
    assert "Deux" in answer.text
    assert "Un" in answer.text


@pytest.mark.parametrize(
    ("kind", "key", "address"),
    [
        ("card", "virement-parti", "/toolbox/cards/virement-parti"),
        ("phrase", "virement-parti", "/toolbox/phrases"),
        ("letter", "rappel-cordial", "/toolbox/letters/rappel-cordial"),
        ("document", "fiche-appel", "/toolbox/documents/fiche-appel"),
    ],
)
def test_a_note_beside_a_tool_stays_when_the_tool_is_updated(trainer, session, kind, key, address) -> None:
    publish(session, kind)
    trainer.post(f"/studio/notes/{kind}/{key}", data={"source": "Voir **Claire**.", "seen": "", "do": "save"})
    entry = next(entry for entry, _node in entries(kind) if entry.key == key)

    save_tool(session, kind, entry, FILES[kind][2](entry) + "\n")

    assert "Voir <strong>Claire</strong>." in trainer.get(address).text


def test_an_import_keeps_the_notes_and_their_items(trainer, session, tmp_path) -> None:
    trainer.post(NOTE, data={"source": "Notre calendrier", "seen": "", "do": "save"})

    report = import_content(session, write_files(tmp_path))

    assert report.problems == ()
    assert not [item for item in report.missing if item.kind == "company"]
    assert "Notre calendrier" in trainer.get("/toolbox/company").text
    assert session.execute(select(Item.retired_at).where(Item.kind == "company")).scalar_one() is None


def test_an_export_holds_the_tools_and_none_of_the_notes(trainer, session, tmp_path) -> None:
    publish(session, "card")
    trainer.post(NOTE, data={"source": "Notre calendrier", "seen": "", "do": "save"})

    files = dict(exported_files(session))

    assert "toolbox/cards.yml" in files
    assert not [name for name, text in files.items() if b"Notre calendrier" in text]


@pytest.mark.parametrize(
    "address",
    ["/studio/notes/company/other", "/studio/notes/card/nulle-part", "/studio/notes/lesson/x", "/studio/notes/kit/x"],
)
def test_there_is_no_note_beside_nothing(trainer, address) -> None:
    assert trainer.get(address).status_code == 404
    assert trainer.post(address, data={"source": "x", "seen": "", "do": "save"}).status_code == 404


def test_learners_read_and_do_not_write(client, session, sign_in) -> None:
    factories.make_organisation(session)
    learner = sign_in(client, factories.make_person(session))

    page = learner.get("/toolbox/company").text

    assert "demandez à vos formateurs" in page
    assert "/studio/" not in page
    assert learner.get(NOTE).status_code == 403
    assert learner.post(NOTE, data={"source": "x", "seen": "", "do": "save"}).status_code == 403


def test_what_is_hostile_in_a_note_is_made_harmless(trainer) -> None:
    trainer.post(NOTE, data={"source": "<script>alert(1)</script> [x](javascript:alert(1))", "seen": "", "do": "save"})

    page = trainer.get("/toolbox/company").text

    assert "<script>alert" not in page
    assert "javascript:" not in page
