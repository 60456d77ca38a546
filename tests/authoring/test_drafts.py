"""Drafts: saved, met by another's, given up, restored; learners see nothing of them."""

from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from course.accounts.models import Person
from course.authoring.forms import lesson_fields, source_of
from course.authoring.services.drafts import save_draft
from course.catalogue.queries import lesson_content
from course.foundation.permissions import Role
from course.publishing.queries import history
from tests.authoring.conftest import KEY, form_of, import_programme, the_desk
from tests.browsing import Browser
from tests.factories import make_person
from tests.seeds import seeded

engine, programme = seeded(import_programme)

DRAFT = f"/studio/lessons/{KEY}/draft"
EDITOR = f"/studio/lessons/{KEY}"
MORE = "\r\n\r\nUne phrase de plus."


def longer(session: Session, more: str = MORE) -> str:
    return form_of(session)["text"] + more


def messages(session: Session) -> list[str]:
    return [row.message for row in history(session, the_desk(session).item_id) if row.author]


def test_a_saved_draft_is_there_the_next_time_and_learners_see_nothing_of_it(desk: Browser, programme: Session) -> None:
    before = lesson_content(programme, KEY)

    answer = desk.post(DRAFT, data=form_of(programme, text=longer(programme)))

    assert answer.status_code == 303
    assert "Une phrase de plus." in desk.get(EDITOR).text
    assert the_desk(programme).draft is not None
    assert lesson_content(programme, KEY) == before


def test_the_script_hears_the_time_and_the_revision_of_the_next_save(desk: Browser, programme: Session) -> None:
    first = desk.post(DRAFT, data=form_of(programme, text=longer(programme)), as_json=True).json
    form = form_of(programme, text=longer(programme, "\r\nEncore."), revision=str(first["revision"]))
    second = desk.post(DRAFT, data=form, as_json=True).json

    assert first["saved"].startswith("Brouillon enregistré à ")
    assert (first["revision"], second["revision"]) == (1, 2)
    assert "problems" in second


def test_a_save_that_changes_nothing_makes_no_draft(desk: Browser, programme: Session) -> None:
    answer = desk.post(DRAFT, data=form_of(programme), as_json=True)

    assert (answer.status_code, answer.json["revision"], answer.json["saved"]) == (200, 0, "")
    assert the_desk(programme).stored is None


def test_going_back_to_the_published_text_leaves_nothing_to_publish(desk: Browser, programme: Session) -> None:
    published = form_of(programme)
    desk.post(DRAFT, data=form_of(programme, text=longer(programme)))

    desk.post(DRAFT, data=published | {"revision": "1"})

    assert the_desk(programme).draft is None
    assert the_desk(programme).revision == 2


def test_the_same_save_twice_has_one_effect_and_the_same_reply(desk: Browser, programme: Session) -> None:
    form = form_of(programme, text=longer(programme))

    first, second = (desk.post(DRAFT, data=form, as_json=True) for _ in range(2))

    assert (first.status_code, second.status_code) == (200, 200)
    assert first.json["revision"] == second.json["revision"] == 1


@pytest.fixture
def met(programme: Session, colleague: Person) -> dict[str, str]:
    """The colleague has saved since the trainer opened the editor; returns what the trainer sends."""
    mine = form_of(programme, text=longer(programme, "\r\n\r\nMon ajout."))
    theirs = lesson_fields(form_of(programme, text=longer(programme, "\r\n\r\nSon ajout.")))
    save_draft(programme, KEY, source_of(KEY, theirs), 0, colleague.id)
    return mine


def test_a_save_over_what_was_not_seen_is_a_conflict_that_shows_both_texts(
    desk: Browser, programme: Session, met: dict[str, str]
) -> None:
    answer = desk.post(DRAFT, data=met)

    assert answer.status_code == 409
    assert "Thomas Le Goff a enregistré ce texte" in answer.text
    assert "Mon ajout." in answer.text
    assert "Son ajout." in answer.text
    assert "Son ajout." in the_desk(programme).source


def test_the_script_gets_the_conflict_as_a_part_of_the_page(desk: Browser, met: dict[str, str]) -> None:
    answer = desk.post(DRAFT, data=met, as_json=True)

    assert answer.status_code == 409
    assert answer.json["error"]
    assert "<ins>" in answer.json["html"]
    assert "<html" not in answer.json["html"]


def test_keeping_mine_leaves_the_other_text_in_the_history(
    desk: Browser, programme: Session, met: dict[str, str]
) -> None:
    answer = desk.post(f"{EDITOR}/conflict", data=met | {"revision": "1", "do": "mine"})

    assert answer.status_code == 303
    assert "Mon ajout." in the_desk(programme).source
    newest = history(programme, the_desk(programme).item_id)[0]
    assert (newest.message, newest.author, newest.is_published) == ("Brouillon remplacé", "Thomas Le Goff", False)


def test_taking_theirs_leaves_my_text_in_the_history(desk: Browser, programme: Session, met: dict[str, str]) -> None:
    desk.post(f"{EDITOR}/conflict", data=met | {"revision": "1", "do": "theirs"})

    assert "Son ajout." in the_desk(programme).source
    newest = history(programme, the_desk(programme).item_id)[0]
    assert (newest.message, newest.author) == ("Brouillon mis de côté", "Hélène Duval")


def test_a_third_save_between_is_a_conflict_again(desk: Browser, programme: Session, met: dict[str, str]) -> None:
    desk.post(DRAFT, data=form_of(programme, text=longer(programme, "\r\nTroisième.")))

    answer = desk.post(f"{EDITOR}/conflict", data=met | {"revision": "1", "do": "mine"})

    assert answer.status_code == 409
    assert "Troisième." in the_desk(programme).source


def test_an_editor_left_open_over_a_discarded_draft_overwrites_no_later_one(desk: Browser, programme: Session) -> None:
    stale = form_of(programme, text=longer(programme, "\r\nVieux."))
    desk.post(DRAFT, data=form_of(programme, text=longer(programme, "\r\nUn.")))
    desk.post(f"{EDITOR}/discard", data={"revision": "1"})
    desk.post(DRAFT, data=form_of(programme, text=longer(programme, "\r\nDeux.")))

    answers = [desk.post(DRAFT, data=stale | {"revision": str(revision)}).status_code for revision in (0, 1, 2)]

    assert answers == [409, 409, 409]
    assert "Deux." in the_desk(programme).source


def test_a_discarded_draft_can_be_taken_up_again_from_the_history(desk: Browser, programme: Session) -> None:
    desk.post(DRAFT, data=form_of(programme, text=longer(programme)))
    assert "Une phrase de plus." in desk.get(f"{EDITOR}/discard").text

    desk.post(f"{EDITOR}/discard", data={"revision": str(the_desk(programme).revision)})

    assert the_desk(programme).draft is None
    newest = history(programme, the_desk(programme).item_id)[0]
    assert newest.message == "Brouillon abandonné"
    desk.post(f"{EDITOR}/history/{newest.version_id}/restore")
    assert "Une phrase de plus." in the_desk(programme).draft.source  # type: ignore[union-attr]


def test_a_restored_version_is_a_draft_that_learners_do_not_see(desk: Browser, programme: Session) -> None:
    original = the_desk(programme).published
    assert original is not None
    desk.post(DRAFT, data=form_of(programme, title="Un autre titre"))
    _publish(desk, programme)

    answer = desk.post(f"{EDITOR}/history/{original.version_id}/restore")

    assert answer.status_code == 303
    restored = the_desk(programme)
    assert restored.draft is not None
    assert restored.draft.source == original.source
    content = lesson_content(programme, KEY)
    assert content is not None
    assert content.card.title == "Un autre titre"


def test_restoring_over_a_draft_keeps_that_draft_in_the_history(desk: Browser, programme: Session) -> None:
    original = the_desk(programme).published
    assert original is not None
    desk.post(DRAFT, data=form_of(programme, title="Un autre titre"))
    _publish(desk, programme)
    desk.post(DRAFT, data=form_of(programme, title="En cours"))

    desk.post(f"{EDITOR}/history/{original.version_id}/restore")

    assert messages(programme) == ["Brouillon remplacé", "Un titre"]


def test_a_version_of_another_item_cannot_be_restored_or_compared(desk: Browser, programme: Session) -> None:
    own = the_desk(programme).published_version_id
    assert own is not None
    other = own + 1 if own == 1 else own - 1

    answers = [
        desk.post(f"{EDITOR}/history/{other}/restore").status_code,
        desk.get(f"{EDITOR}/history?from={own}&to={other}").status_code,
        desk.get(f"{EDITOR}/history?from={own}&to={'9' * 40}").status_code,
        desk.get(f"{EDITOR}/history?from=x").status_code,
    ]

    assert answers == [404, 404, 404, 404]


def test_the_history_shows_what_differs_between_any_two_versions(desk: Browser, programme: Session) -> None:
    first = the_desk(programme).published_version_id
    desk.post(DRAFT, data=form_of(programme, title="Calculer un retard"))
    _publish(desk, programme)
    second = the_desk(programme).published_version_id

    page = desk.get(f"{EDITOR}/history?from={second}&to={first}").text

    assert "De la version 1 à la version 2" in page
    assert "échéance<span" in page
    assert "retard<span" in page
    assert "Hélène Duval" in page
    assert "Importée des fichiers du programme" in page


def _publish(desk: Browser, session: Session) -> None:
    found = the_desk(session)
    form = {"revision": found.revision, "published": found.published_version_id, "message": "Un titre"}
    assert desk.post(f"{EDITOR}/publish", data=form).status_code == 303


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"text": "x" * 70_000}, "64"),
        ({"text": "x\x07y"}, "ligne 1"),
        ({"minutes": "nan"}, "Minutes"),
        ({"minutes": "9" * 40}, "Minutes"),
        ({"title": ""}, "Titre"),
        ({"tomorrow_2": ""}, "Demain, je…"),
        ({"rest": "competencies: &a [*a]"}, "Erreur"),
        ({"rest": "x: !!python/object:os.system"}, "Erreur"),
        ({"rest": "competencies:\n  JUR-9: [1, 2]"}, "JUR-9"),
        ({"text": "Voir [ici](loi:nulle-part).\n\n## Bloc"}, "nulle-part"),
        ({"text": "## Bloc\n\n[[question:nulle-part]]"}, "nulle-part"),
    ],
)
def test_a_text_with_errors_is_kept_says_so_and_cannot_be_published(
    desk: Browser, programme: Session, changes: dict[str, str], sentence: str
) -> None:
    desk.post(DRAFT, data=form_of(programme, **changes))

    page = desk.get(EDITOR).text

    found = the_desk(programme)
    assert found.draft is not None
    assert sentence in page
    assert "à corriger avant de publier" in page
    form = {"revision": found.revision, "published": found.published_version_id, "message": "Essai"}
    assert desk.post(f"{EDITOR}/publish", data=form).status_code == 422
    assert the_desk(programme).published_version_id == found.published_version_id


@pytest.mark.parametrize("changes", [{"text": "avant\x00après"}, {"text": "é" * 140_000}, {"title": "a\x00b"}])
def test_what_cannot_be_kept_is_refused_with_the_text_still_on_the_page(
    desk: Browser, programme: Session, changes: dict[str, str]
) -> None:
    form = form_of(programme, **changes)

    page = desk.post(DRAFT, data=form)
    script = desk.post(DRAFT, data=form, as_json=True)

    shown = changes.get("text", "").replace("\x00", "\ufffd") or "a\ufffdb"
    assert (page.status_code, script.status_code) == (422, 422)
    assert shown in page.text
    assert script.json["error"]
    assert the_desk(programme).stored is None


def test_a_form_without_fields_loses_nothing(desk: Browser, programme: Session) -> None:
    desk.post(DRAFT, data={})

    assert the_desk(programme).stored is None


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("get", "/studio"),
        ("get", "/studio/directives"),
        ("get", EDITOR),
        ("post", DRAFT),
        ("post", f"{EDITOR}/preview"),
        ("post", f"{EDITOR}/conflict"),
        ("get", f"{EDITOR}/publish"),
        ("post", f"{EDITOR}/publish"),
        ("get", f"{EDITOR}/discard"),
        ("post", f"{EDITOR}/discard"),
        ("get", f"{EDITOR}/history"),
        ("post", f"{EDITOR}/history/1/restore"),
        ("get", f"{EDITOR}/company-note"),
        ("post", f"{EDITOR}/company-note"),
        ("post", "/studio/remarks/1/close"),
    ],
)
@pytest.mark.parametrize("roles", [(Role.EMPLOYEE,), (Role.EMPLOYEE, Role.MANAGER), (Role.ADMINISTRATOR,)])
def test_only_trainers_enter_the_studio(
    programme: Session,
    client: Browser,
    sign_in: Callable[..., Browser],
    method: str,
    path: str,
    roles: tuple[Role, ...],
) -> None:
    visitor = sign_in(client, make_person(programme, roles=roles))

    answer = visitor.open(path, method=method.upper())

    assert answer.status_code == 403


@pytest.mark.parametrize("path", ["", "/history", "/publish", "/discard", "/company-note"])
def test_an_unknown_lesson_is_not_found(desk: Browser, path: str) -> None:
    assert desk.get(f"/studio/lessons/inconnue{path}").status_code == 404
