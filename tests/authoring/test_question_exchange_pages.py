"""Questions come in from a file in the browser: looked at first, imported as drafts, reported, taken back."""

import io
import re
from collections.abc import Callable

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from course.accounts.models import Person
from course.authoring.services import question_exchange as exchange
from course.authoring.views.exchange_words import field_label, reason
from course.foundation.permissions import Role
from course.question_bank.models import QuestionDraft, QuestionImport
from course.question_bank.services import save_draft, save_drafts
from quizzes.errors import ENGLISH
from quizzes.formats.native import question_from_mapping
from tests.authoring.sample_bank import sample_bank
from tests.authoring.test_question_exchange import HOSTILE
from tests.browsing import Browser
from tests.factories import make_framework, make_person
from tests.seeds import seeded

TWO = """::Délai::Quel délai par défaut ? {=30 jours#C’est l’usage. ~60 jours}

::Relance::Une relance interrompt la prescription. {F#Seule la mise en demeure…#Exact.}
"""
ONE_BROKEN = TWO + "\n::Cassée::Il manque une accolade {=oui ~non\n"


def make_trainer(session: Session) -> Person:
    make_framework(session)
    return make_person(session, "Hélène Duval", roles=(Role.TRAINER,))


engine, trainer = seeded(make_trainer)


@pytest.fixture
def desk(client: Browser, sign_in: Callable[..., Browser], trainer: Person) -> Browser:
    return sign_in(client, trainer)


def send(desk: Browser, content: str | bytes, name: str = "banque.gift", **fields: str):
    """Sends a file and follows to its preview."""
    raw = content.encode() if isinstance(content, str) else content
    answer = desk.post(
        "/studio/questions/import", data={"file": (io.BytesIO(raw), name), **fields}, follow_redirects=True
    )
    return _refreshed(desk, answer) if "Refresh" in answer.headers else answer


def _refreshed(desk: Browser, waiting):
    """Goes on as a browser does where a page says so."""
    return desk.get(waiting.headers["Refresh"].split("url=")[1], follow_redirects=True)


def stamp_of(page: str) -> str:
    return page.partition('name="stamp" value="')[2].partition('"')[0]


def confirm(desk: Browser, preview, **fields: str):
    return desk.post(
        f"{preview.request.path}/confirm", data={"stamp": stamp_of(preview.text), **fields}, follow_redirects=True
    )


def drafts(session: Session) -> dict[str, QuestionDraft]:
    session.expire_all()
    return {draft.key: draft for draft in session.execute(select(QuestionDraft)).scalars()}


def test_a_file_is_looked_at_before_anything_is_in_the_bank(desk: Browser, session: Session) -> None:
    preview = send(desk, TWO)

    assert preview.status_code == 200
    assert "Importer 2 questions" in preview.text
    assert drafts(session) == {}


def test_confirmed_it_is_in_the_bank_as_drafts_of_the_category(desk: Browser, session: Session) -> None:
    report = confirm(desk, send(desk, TWO, category="Droit / Délais"))

    found = drafts(session)
    assert "Import terminé" in report.text
    assert {key: draft.category for key, draft in found.items()} == {"delai": "Droit/Délais", "relance": "Droit/Délais"}
    assert found["delai"].body["options"][0]["feedback"] == {"format": "moodle", "source": "C’est l’usage."}
    assert found["delai"].name == "Délai"


def test_without_a_category_the_file_gives_its_name_and_its_own_lie_below(desk: Browser, session: Session) -> None:
    confirm(desk, send(desk, "$CATEGORY: $course$/top/Relance\n\n" + TWO, name="banque 2026.gift"))

    assert {draft.category for draft in drafts(session).values()} == {"banque 2026/Relance"}


def test_one_refused_question_stops_the_import_unless_the_rest_is_asked_for(desk: Browser, session: Session) -> None:
    preview = send(desk, ONE_BROKEN)

    refused = confirm(desk, preview)
    after_refusal = drafts(session)
    report = confirm(desk, preview, partial="1")

    assert "Il manque une accolade" in preview.text
    assert refused.status_code == 422
    assert after_refusal == {}
    assert set(drafts(session)) == {"delai", "relance"}
    assert "Cassée" in report.text
    assert "Il manque une accolade" in report.text


def test_the_same_file_again_changes_nothing(desk: Browser, session: Session) -> None:
    confirm(desk, send(desk, TWO))

    again = send(desk, TWO)

    assert "il n’y a rien à importer" in again.text
    assert [draft.revision for draft in drafts(session).values()] == [1, 1]


def test_a_changed_file_makes_a_new_revision_of_what_changed(desk: Browser, session: Session) -> None:
    confirm(desk, send(desk, TWO))

    confirm(desk, send(desk, TWO.replace("60 jours", "45 jours")))

    assert {key: draft.revision for key, draft in drafts(session).items()} == {"delai": 2, "relance": 1}


def test_a_question_of_another_category_with_the_same_name_is_not_overwritten(desk: Browser, session: Session) -> None:
    confirm(desk, send(desk, TWO, category="Cours A"))
    other = TWO.replace("30 jours", "31 jours")

    confirm(desk, send(desk, other, category="Cours B"))
    confirm(desk, send(desk, other.replace("60 jours", "61 jours"), category="Cours B"))

    found = drafts(session)
    assert sorted(found) == ["delai", "delai-2", "relance", "relance-2"]
    assert found["delai"].body["options"][0]["text"]["source"] == "30 jours"
    assert found["delai-2"].body["options"][1]["text"]["source"] == "61 jours"


def test_what_was_confirmed_is_what_was_seen(desk: Browser, session: Session, trainer: Person) -> None:
    confirm(desk, send(desk, TWO))
    preview = send(desk, TWO.replace("60 jours", "45 jours"))
    draft = drafts(session)["delai"]
    mine = question_from_mapping(draft.body | {"stem": "À ma façon ?"})
    save_draft(session, mine, trainer.id, draft.revision)

    refused = confirm(desk, preview)

    assert refused.status_code == 409
    assert "La banque a changé depuis l’aperçu" in refused.text
    assert drafts(session)["delai"].body["stem"] == "À ma façon ?"


def test_confirming_twice_imports_once(desk: Browser, session: Session) -> None:
    preview = send(desk, TWO)

    first, second = confirm(desk, preview), confirm(desk, preview)

    assert first.request.path == second.request.path
    assert [draft.revision for draft in drafts(session).values()] == [1, 1]


def test_an_import_is_taken_back_but_for_what_was_edited_since(
    desk: Browser, session: Session, trainer: Person
) -> None:
    report = confirm(desk, send(desk, TWO))
    draft = drafts(session)["delai"]
    save_draft(session, question_from_mapping(draft.body | {"stem": "À ma façon ?"}), trainer.id, draft.revision)

    undone = desk.post(f"{report.request.path}/undo", follow_redirects=True)
    twice = desk.post(f"{report.request.path}/undo", follow_redirects=True)

    assert set(drafts(session)) == {"delai"}
    assert "Import annulé" in undone.text
    assert "reste : elle a été modifiée ou publiée depuis" in undone.text.replace("\u00a0", " ")
    assert twice.status_code == 200


def test_taking_a_second_import_back_gives_the_first_its_text_again(desk: Browser, session: Session) -> None:
    confirm(desk, send(desk, TWO))
    before = drafts(session)["delai"].body
    report = confirm(desk, send(desk, TWO.replace("60 jours", "45 jours")))

    desk.post(f"{report.request.path}/undo")

    found = drafts(session)
    assert found["delai"].body == before
    assert found["delai"].import_id == found["relance"].import_id
    assert len(found) == 2


def test_the_report_is_kept_listed_and_downloaded(desk: Browser) -> None:
    report = confirm(desk, send(desk, ONE_BROKEN), partial="1")

    listed = desk.get("/studio/questions/imports")
    table = desk.get(f"{report.request.path}/report.csv")

    assert "banque.gift" in listed.text
    assert "2 importées" in listed.text.replace("\u00a0", " ")
    assert table.headers["Content-Disposition"].startswith("attachment")
    lines = table.data.decode("utf-8-sig").splitlines()
    assert lines[0] == "ligne;question;clé;type;catégorie;résultat;motif"
    assert lines[1] == "1;Délai;delai;Choix unique;banque;importée;"
    assert lines[3].startswith("5;Cassée;;;;refusée;Il manque une accolade.")


def test_a_name_that_a_spreadsheet_would_run_stands_as_a_text_in_the_report(desk: Browser) -> None:
    report = confirm(desk, send(desk, "::\\=1+1::Vrai ? {T}"))

    assert ";'=1+1;" in desk.get(f"{report.request.path}/report.csv").data.decode("utf-8-sig")


def test_another_trainer_sees_reports_but_not_files_that_wait(
    desk: Browser, app, session: Session, sign_in: Callable[..., Browser]
) -> None:
    waiting, done = send(desk, TWO), confirm(desk, send(desk, TWO))
    other = sign_in(Browser(app), make_person(session, "Thomas Le Goff", roles=(Role.TRAINER,)))

    assert other.get(waiting.request.path).status_code == 404
    assert other.post(f"{waiting.request.path}/confirm", data={"stamp": stamp_of(waiting.text)}).status_code == 404
    assert other.get(done.request.path).status_code == 200


def test_an_employee_sends_no_file(client: Browser, session: Session, sign_in: Callable[..., Browser]) -> None:
    employee = sign_in(client, make_person(session))

    assert send(employee, TWO).status_code == 403


def test_a_file_waits_for_an_hour_and_only_the_newest_three(
    desk: Browser, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = send(desk, TWO)
    for _turn in range(3):
        last = send(desk, TWO)
    monkeypatch.setattr(exchange.importing, "LASTS", exchange.LASTS * 0)

    count = session.execute(select(func.count()).select_from(QuestionImport)).scalar_one()

    assert count == 3
    assert desk.get(old.request.path).status_code == 404
    assert desk.get(last.request.path).status_code == 404


def test_a_large_file_is_announced_before_it_is_read(desk: Browser) -> None:
    many = "\n\n".join(
        f"::Question {number}::Combien font {number} et un ? {{#{number + 1}}}" for number in range(4000)
    )

    waiting = desk.post(
        "/studio/questions/import", data={"file": (io.BytesIO(many.encode()), "a.gift")}, follow_redirects=True
    )
    preview = _refreshed(desk, waiting)

    assert "est en cours de lecture" in waiting.text
    assert "Importer 4000 questions" in preview.text.replace("\u00a0", " ")
    assert "Page 1 sur 40" in preview.text.replace("\u00a0", " ")


def test_a_file_without_a_question_says_so(desk: Browser) -> None:
    assert "ne contient aucune question" in send(desk, "// rien\n").text
    assert send(desk, b"", name="").status_code == 422


@pytest.mark.parametrize("name", ["billion laughs", "XML 200,000 deep", "not really a zip", "a bomb of many parts"])
def test_a_hostile_file_is_refused_on_the_form_and_nothing_of_it_is_kept(
    desk: Browser, session: Session, name: str
) -> None:
    refused = send(desk, HOSTILE[name]())

    assert refused.status_code == 422
    assert 'role="alert"' in refused.text
    assert session.execute(select(func.count()).select_from(QuestionImport)).scalar_one() == 0
    assert drafts(session) == {}


def _sent(browser: Browser, path: str, size: int) -> int:
    """Sends a file of this size, as a body of bytes: the client would leave a temporary file open."""
    head = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.gift"\r\n\r\n// '
    body = head + b"x" * size + b"\r\n--x--\r\n"
    answer = browser.post(path, data=body, content_type="multipart/form-data; boundary=x", follow_redirects=True)
    return _refreshed(browser, answer).status_code if "Refresh" in answer.headers else answer.status_code


def test_only_this_route_takes_more_than_two_megabytes_and_only_from_trainers(
    desk: Browser, app, session: Session, sign_in: Callable[..., Browser]
) -> None:
    employee = sign_in(Browser(app), make_person(session))
    ours, other = "/studio/questions/import", "/studio/questions/chosen"

    by_trainer = [_sent(desk, ours, size) for size in (3_000_000, 8_050_000, 9_000_000)]
    elsewhere = [_sent(employee, ours, 3_000_000), _sent(desk, other, 3_000_000), _sent(desk, "/language", 3_000_000)]

    assert by_trainer == [422, 422, 413]
    assert elsewhere == [413, 413, 413]


# --- Out --------------------------------------------------------------------------------------------------------------


def test_an_export_says_first_what_the_file_does_not_hold(desk: Browser, session: Session) -> None:
    save_drafts(session, sample_bank(), None)

    page = desk.get("/studio/questions/export?format=csv&category=Recouvrement").text.replace("\u00a0", " ")

    assert f"Télécharger {len(sample_bank()) - 2} questions" in page
    assert "Ce format n’a pas de question du type « texte à trous »." in page
    assert "Ce format ne peut pas contenir « image »." in page
    assert '<option value="Recouvrement" selected>' in page


@pytest.mark.parametrize(
    ("file_format", "kind", "ending"),
    [
        ("gift", "text/plain; charset=utf-8", "gift"),
        ("moodle-xml", "application/xml; charset=utf-8", "xml"),
        ("csv", "text/csv; charset=utf-8", "csv"),
        ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"),
    ],
)
def test_a_file_is_downloaded_in_each_format_and_comes_in_again_unchanged(
    desk: Browser, session: Session, file_format: str, kind: str, ending: str
) -> None:
    confirm(desk, send(desk, TWO))

    file = desk.get(f"/studio/questions/export/file?format={file_format}&key=delai&key=relance")

    assert file.content_type == kind
    assert file.headers["Content-Disposition"].endswith(f'.{ending}"')
    assert "il n’y a rien à importer" in send(desk, file.data, f"x.{ending}").text


def test_an_export_takes_the_search_of_the_bank(desk: Browser, session: Session) -> None:
    save_drafts(session, sample_bank(), None)

    by_type = desk.get("/studio/questions/export/file?format=gift&type=true-false").text
    by_word = desk.get("/studio/questions/export/file?format=gift&q=paires").text

    assert "::Question vrai::" in by_type
    assert by_type.count("echeance:difficulty") == 1
    assert by_word.count("echeance:difficulty") == 1


def test_an_export_of_nothing_or_in_no_format_says_so(desk: Browser) -> None:
    assert desk.get("/studio/questions/export/file?format=doc").status_code == 422
    assert desk.get("/studio/questions/export/file?format=gift&key=rien").status_code == 422
    assert "il n’y a rien à exporter" in desk.get("/studio/questions/export?format=gift&category=Rien").text


def test_the_template_is_a_workbook(desk: Browser) -> None:
    file = desk.get("/studio/questions/import/template.xlsx")

    assert file.data.startswith(b"PK")
    assert 'filename="questions.xlsx"' in file.headers["Content-Disposition"]


def test_reasons_are_said_in_the_words_of_the_reader(session: Session) -> None:
    assert field_label("answers[1].feedback") == "réponse 2, commentaire"
    assert field_label("defaultgrade") == "defaultgrade"
    assert reason("question.too_long", {"limit": 5, "field": "name"}).replace("\u00a0", " ") == (
        "nom : le texte dépasse 5 caractères."
    )
    assert reason("question.wrong_value", {"expected": "a | b", "field": "strategy"}).replace("\u00a0", " ") == (
        "barème : écrivez l’un de ces mots : a | b."
    )
    assert "…" in reason("formula.unexpected", {"field": "answers[0].formula"})


def test_every_sentence_of_the_engine_can_be_shown(session: Session) -> None:
    for message_id, english in ENGLISH.items():
        params = dict.fromkeys(re.findall(r"{(\w+)}", english), "x")

        said = reason(message_id, {**params, "field": "stem"})

        assert "%(" not in said, message_id
