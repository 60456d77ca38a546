"""Reading a file of people: encodings, separators, every error by line."""

from datetime import date

import pytest

from course.accounts.formats import COLUMNS, MOST_BYTES, MOST_LINES, read_people
from course.foundation.errors import InvalidInputError
from course.foundation.permissions import Role
from course.foundation.settings import ROOT

HEADER = "identifiant;nom;equipe;equipe_parente;metier;roles;responsable_de;langue;depuis"
LINE = (
    'elodie@arvanel.example;"Élodie ; Œuvrard";Relance;Finance;Juriste;employé|responsable;Relance|Export;fr;08/12/2026'
)


def problems(text: str) -> list[tuple[int, str, str]]:
    return [(found.line, found.column, found.message_id) for found in read_people(text.encode()).problems]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_every_encoding_and_line_end_gives_the_same_person(encoding: str, end: str) -> None:
    content = f"{HEADER}{end}{LINE}{end}".encode(encoding)

    found = read_people(content)

    assert found.problems == ()
    row = found.rows[0]
    assert (row.login, row.name, row.line) == ("elodie@arvanel.example", "Élodie ; Œuvrard", 2)
    assert (row.team, row.parent_team, row.job) == ("Relance", "Finance", "Juriste")
    assert row.roles == {Role.EMPLOYEE, Role.MANAGER}
    assert (row.manages, row.language, row.since) == (("Relance", "Export"), "fr", date(2026, 12, 8))


@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_the_separator_is_found(separator: str) -> None:
    text = separator.join(["login", "name", "roles"]) + "\n" + separator.join(["leo@a.fr", "Léo", "trainer"])

    found = read_people(text.encode())

    assert (found.rows[0].name, found.rows[0].roles) == ("Léo", {Role.TRAINER})


def test_columns_are_known_in_both_languages_whatever_their_case_and_order() -> None:
    found = read_people("Nom;Équipe parente;LOGIN;Équipe\nLéo;Finance;leo@a.fr;Relance\n".encode())

    assert (found.rows[0].login, found.rows[0].parent_team) == ("leo@a.fr", "Finance")


def test_all_errors_are_told_with_line_and_column() -> None:
    text = (
        "identifiant;nom;metier;roles;langue;depuis;equipe;equipe_parente\n"
        "ab;;;chef;de;31/02/2026;;Finance\n"
        "\n"
        "leo@a.fr;Léo;;;;;;;trop\n"
        "leo@a.fr;Léo;;;;;;\n"
        "LEO@a.fr;Léo;;;;1800-01-01;;\n"
        "max@a.fr;Max;;;;;;\n"
        "MAX@a.fr;Max;;;;;;\n"
    )

    assert problems(text) == [
        (2, "identifiant", "accounts.bad_login"),
        (2, "nom", "people.missing"),
        (2, "equipe_parente", "people.parent_without_team"),
        (2, "roles", "people.unknown_role"),
        (2, "langue", "people.unknown_language"),
        (2, "depuis", "people.bad_date"),
        (4, "", "people.too_many_cells"),
        (6, "depuis", "accounts.bad_day"),
        (8, "identifiant", "people.twice"),
    ]


def test_the_first_line_is_checked() -> None:
    assert problems("nom;couleur;nom\nLéo;bleu;Léo\n") == [
        (1, "couleur", "people.unknown_column"),
        (1, "nom", "people.column_twice"),
        (1, "identifiant", "people.missing_column"),
    ]


def test_a_quotation_that_never_ends_is_told_where_it_begins() -> None:
    assert problems('identifiant;nom\nleo@a.fr;Léo\nmax@a.fr;"Max\nzoe@a.fr;Zoé\n') == [(3, "", "people.quotation")]


def test_lines_are_counted_through_quoted_line_ends() -> None:
    assert problems('identifiant;nom\nleo@a.fr;"Léo\nMartin"\nab;Max\n') == [(4, "identifiant", "accounts.bad_login")]


@pytest.mark.parametrize("name", ["=SUM(A1)", "+33 1", "-x", "@home"])
def test_a_cell_that_looks_like_a_formula_is_text_and_comes_back_from_an_export(name: str) -> None:
    found = read_people(f"identifiant;nom\nleo@a.fr;{name}\nmax@a.fr;'{name}\n".encode())

    assert [row.name for row in found.rows] == [name, name]


@pytest.mark.parametrize("name", ["L\x00o", "x" * 10_000, "L\x7fo"])
def test_a_name_that_cannot_be_stored_is_told(name: str) -> None:
    assert problems(f"identifiant;nom\nleo@a.fr;{name}\n") == [(2, "nom", "accounts.bad_name")]


def test_half_a_character_is_no_utf_8_and_never_breaks_the_reading() -> None:
    found = read_people(b"identifiant;nom\nleo@a.fr;L\xed\xa0\x80o\n")

    assert len(found.rows) + len(found.problems) == 1


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "people.empty"),
        (b"\xef\xbb\xbf \r\n", "people.empty"),
        (b"identifiant;nom\n", "people.empty"),
        (b"x" * (MOST_BYTES + 1), "people.too_large"),
        (b"\x81\x8d", "people.encoding"),
        (b"identifiant;nom\n" + b"a;b\n" * (MOST_LINES + 1), "people.too_many_lines"),
    ],
)
def test_a_file_that_cannot_be_read_as_a_whole_is_refused(content: bytes, message: str) -> None:
    with pytest.raises(InvalidInputError) as refusal:
        read_people(content)

    assert refusal.value.message_id == message


def test_the_page_of_the_docs_names_every_column() -> None:
    page = (ROOT / "docs" / "people-import.md").read_text(encoding="utf-8")

    missing = [f"| `{name}` | `{twin}` |" for name, twin in COLUMNS.items() if f"| `{name}` | `{twin}` |" not in page]

    assert missing == []
