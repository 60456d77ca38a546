"""Documents to print: what the files of the product say, the page of each, what it leads to."""

import io
import re

import pytest
from docx import Document

from tests import factories
from tests.seeds import seeded
from tests.toolbox.content import entries, publish, publish_laws

URL = "/toolbox/documents/fiche-appel"
NBSP = "\N{NO-BREAK SPACE}"
WANTED = {
    "fiche-appel",
    "fiche-litige",
    "accord-d-echeancier",
    "check-list-mise-en-demeure",
    "check-list-declaration-de-creance",
}


def make_documents(session):
    factories.make_organisation(session)
    publish_laws(session)
    publish(session, "document")


engine, _ = seeded(make_documents)


@pytest.fixture
def reader(client, session, sign_in):
    return sign_in(client, factories.make_person(session, "Nadia Benali"))


def test_the_five_documents_that_a_collector_prints_are_there() -> None:
    assert {entry.key for entry, _node in entries("document")} >= WANTED


def test_five_tones_of_dunning_stand_on_their_days() -> None:
    tones = {
        entry.day: entry.tone
        for entry, _node in entries("letter")
        if entry.day is not None and entry.audience == "business"
    }

    assert tones == {-7: "service", 3: "cordial", 8: "factual", 15: "firm", 30: "formal"}


def test_the_list_says_what_each_is_for(reader) -> None:
    page = reader.get("/toolbox/documents").text

    for entry, _node in entries("document"):
        assert f"/toolbox/documents/{entry.key}" in page
        assert entry.purpose in page


def test_the_home_page_of_the_toolbox_lists_them_and_its_filter_finds_one(reader) -> None:
    everything = reader.get("/toolbox").text
    nothing = reader.get("/toolbox?q=escalade+paraphe").text
    one = reader.get("/toolbox?q=escalade").text

    assert everything.count("/toolbox/documents/") == len(entries("document"))
    assert "/toolbox/documents/" not in nothing
    assert re.findall(r"/toolbox/documents/([a-z-]+)", one) == ["fiche-litige"]


def test_search_finds_a_document_as_it_finds_a_letter(reader) -> None:
    page = reader.get("/search?q=fiche+d+appel").text

    assert f'href="{URL}"' in page
    assert ">document<" in page


@pytest.mark.parametrize("key", [entry.key for entry, _node in entries("document")])
def test_every_document_opens_with_its_files_and_its_laws_known(reader, key) -> None:
    page = reader.get(f"/toolbox/documents/{key}")

    assert page.status_code == 200
    for kind in ("pdf", "docx", "md"):
        assert f'href="/toolbox/documents/{key}/{kind}"' in page.text
    assert set(re.findall(r'href="#(loi-[a-z0-9-]+)"', page.text)) <= set(
        re.findall(r'id="(loi-[a-z0-9-]+)"', page.text)
    )
    assert "☐" not in page.text
    assert "[ ]" not in page.text


def test_the_page_draws_labels_blanks_boxes_and_choices(reader) -> None:
    page = reader.get(URL).text

    assert '<th scope="row">Client</th><td></td>' in page
    assert '<th scope="colgroup"' not in page
    assert '<th scope="col">Les cinq éléments</th>' in page
    assert '<ul class="doc-checks"><li><span>Encaissements du matin' in page
    assert '<td><span class="doc-box"></span>&nbsp;Oubli</td>' in page
    assert f"prélèvement, autre{NBSP}?" in page


def test_what_to_know_before_stands_on_the_page_and_in_no_file(reader) -> None:
    page = reader.get("/toolbox/documents/accord-d-echeancier").text
    file = reader.get("/toolbox/documents/accord-d-echeancier/md").text

    assert "Avant de vous en servir" in page
    assert "Entre professionnels seulement" in page
    assert "Entre professionnels seulement" not in file


@pytest.mark.parametrize(
    ("kind", "content_type", "start"),
    [
        ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", b"PK"),
        ("pdf", "application/pdf", b"%PDF-"),
        ("md", "text/markdown; charset=utf-8", "# Fiche d’appel".encode()),
    ],
)
def test_a_file_is_sent_under_its_name(reader, kind, content_type, start) -> None:
    answer = reader.get(f"{URL}/{kind}")

    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == content_type
    assert answer.headers["Content-Disposition"] == f'attachment; filename="fiche-appel.{kind}"'
    assert answer.data.startswith(start)


def test_a_file_bears_the_name_of_the_company(reader) -> None:
    document = Document(io.BytesIO(reader.get(f"{URL}/docx").data))

    assert document.core_properties.author == "Arvanel"


@pytest.mark.parametrize(
    "address", ["/toolbox/documents/nulle-part", "/toolbox/documents/nulle-part/pdf", f"{URL}/exe"]
)
def test_what_is_not_there_is_not_found(reader, address) -> None:
    assert reader.get(address).status_code == 404


def test_nobody_gets_a_file_without_signing_in(client, session) -> None:
    factories.make_organisation(session)
    publish(session, "document", "fiche-appel")

    assert client.get(f"{URL}/pdf").status_code in {302, 303}


def test_around_a_document_everything_is_english_for_who_reads_english(client, session, sign_in) -> None:
    factories.make_organisation(session)
    publish(session, "document", "fiche-appel")
    sign_in(client, factories.make_person(session, language="en"))

    page = client.get(URL).text

    assert '<article class="sheet doc-sheet" lang="fr">' in page
    assert '<h1 class="mb-2 h1-card" lang="fr">' in page
