"""The form of a letter: what is typed is read as people type it, comes back as text and files, and is kept nowhere."""

import io

import pytest
from docx import Document

from course.toolbox.formats import LetterField
from course.toolbox.forms.letters import read_letter
from tests import factories
from tests.seeds import seeded
from tests.toolbox.content import entries, letter, publish, publish_laws

URL = "/toolbox/letters/releve-ferme"
NBSP = "\N{NO-BREAK SPACE}"
FILLED = {
    "interlocuteur": "Madame Leroy",
    "facture": "F-2026-0218",
    "echeance": "30/09/2026",
    "arrete": "25/11/2026",
    "montant": "6150",
    "taux": "12,40",
    "penalites": "117,00",
    "indemnite": "40",
    "total": "6 307,00",
    "date_limite": "1er décembre 2026",
    "signataire": "Nadia Benali",
    "societe": "Arvanel",
    "telephone": "01 23 45 67 89",
}


def make_letters(session):
    factories.make_organisation(session)
    publish_laws(session)
    publish(session, "letter")


engine, _ = seeded(make_letters)


@pytest.fixture
def writer(client, session, sign_in):
    return sign_in(client, factories.make_person(session, "Nadia Benali"))


def test_the_list_has_the_calendar_in_order_and_the_other_letters(writer) -> None:
    page = writer.get("/toolbox/letters").text

    places = [page.index(f">{day}<") for day in ("J−7", "J+3", "J+8", "J+10", "J+15", "J+30")]
    assert places == sorted(places)
    assert page.count("/toolbox/letters/") == len(entries("letter"))


def test_every_letter_opens_with_all_its_fields_and_its_text(writer) -> None:
    for entry, _node in entries("letter"):
        page = writer.get(f"/toolbox/letters/{entry.key}")
        assert page.status_code == 200
        assert page.headers["Cache-Control"] == "no-store"
        for field in entry.fields:
            assert f'name="{field.name}"' in page.text


def test_who_writes_and_today_are_filled_in(writer) -> None:
    page = writer.get(URL).text

    assert 'name="signataire" value="Nadia Benali"' in page
    assert 'name="montant" value=""' in page


def test_the_text_is_shown_with_what_was_typed_as_the_letter_says_it(writer) -> None:
    page = writer.post(URL, data={**FILLED, "do": "show"})

    assert page.status_code == 200
    assert f">6{NBSP}150,00{NBSP}€<" in page.text
    assert f"30{NBSP}septembre 2026" in page.text
    assert f"1er{NBSP}décembre 2026" in page.text
    assert 'name="facture" value="F-2026-0218"' in page.text
    assert page.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("kind", "content_type", "start"),
    [
        ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", b"PK"),
        ("pdf", "application/pdf", b"%PDF-"),
        ("md", "text/markdown; charset=utf-8", b"**Objet"),
        ("txt", "text/plain; charset=utf-8", b"Objet"),
    ],
)
def test_a_file_is_sent_with_a_name_that_says_what_it_is_and_is_kept_by_nobody(
    writer, kind, content_type, start
) -> None:
    answer = writer.post(URL, data={**FILLED, "do": kind})

    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == content_type
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="releve-ferme-f-2026-0218-20')
    assert answer.headers["Content-Disposition"].endswith(f'.{kind}"')
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.data.startswith(start)


def test_nothing_of_a_letter_is_written(writer, count_statements) -> None:
    with count_statements() as statements:
        writer.post(URL, data={**FILLED, "do": "docx"})

    assert not [line for line in statements if line.startswith(("INSERT", "UPDATE", "DELETE"))]
    assert not [line for line in statements if "Leroy" in line]


def test_what_is_typed_stays_text_on_the_page_and_in_the_file(writer) -> None:
    hostile = {**FILLED, "interlocuteur": "<script>alert(1)</script> **x** \"'&"}

    page = writer.post(URL, data={**hostile, "do": "show"}).text
    docx = writer.post(URL, data={**hostile, "do": "docx"}).data

    assert "<script>alert" not in page
    assert hostile["interlocuteur"] in "\n".join(part.text for part in Document(io.BytesIO(docx)).paragraphs)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"montant": "beaucoup"}, "« Montant TTC » : écrivez un montant, par exemple 1 234,56."),
        ({"penalites": "117,0049"}, "« Pénalités à ce jour » : écrivez un montant, par exemple 1 234,56."),
        ({"echeance": "31/02/2026"}, "« Date d’échéance » : écrivez une date, par exemple 30/11/2026."),
        ({"facture": "x" * 301}, "« Numéro de la facture » dépasse 300 caractères."),
        ({"total": "6 306,00"}, "la somme des lignes fait 6 307,00 €."),
    ],
)
@pytest.mark.parametrize("kind", ["show", "docx"])
def test_a_field_that_cannot_be_read_is_told_beside_it_and_no_file_is_sent(writer, change, expected, kind) -> None:
    answer = writer.post(URL, data={**FILLED, **change, "do": kind})

    assert answer.status_code == 422
    assert expected in answer.text.replace(NBSP, " ")
    assert 'aria-invalid="true"' in answer.text
    assert next(iter(change.values())) in answer.text


def test_an_empty_field_is_no_fault(writer) -> None:
    answer = writer.post(URL, data={"do": "txt"})

    assert answer.status_code == 200
    assert "[Montant TTC]" in answer.text


def test_a_form_without_its_token_is_refused(writer) -> None:
    assert writer.post(URL, data=FILLED, csrf=False).status_code == 400


def test_a_total_is_not_checked_while_a_line_is_empty() -> None:
    entry = letter("releve-ferme")

    reading = read_letter(entry.fields, entry.text, {**FILLED, "penalites": "", "total": "1"})

    assert reading.errors == {}


def test_a_line_break_in_a_short_field_is_a_blank_and_several_lines_stay() -> None:
    fields = (LetterField("a", "A", "text", "x"), LetterField("b", "B", "lines", "x"))

    reading = read_letter(fields, "{a} {b}", {"a": "un\r\ndeux", "b": "un\r\ndeux"})

    assert reading.values == {"a": "un deux", "b": "un\ndeux"}
