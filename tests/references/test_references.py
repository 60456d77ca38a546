"""Legal references know when they are in force; what is read is what was published last."""

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from course.authoring.services.content_import import import_content
from course.references.queries import laws, rate_on, rates, terms
from course.references.rules import must_be_reconfirmed, name_of, state_on
from tests.content_files import change, write_files


@pytest.mark.parametrize(
    ("start", "end", "state"),
    [
        (None, None, "in_force"),
        (date(2026, 5, 1), None, "in_force"),
        (date(2026, 5, 2), None, "not_yet"),
        (None, date(2026, 5, 1), "in_force"),
        (None, date(2026, 4, 30), "no_longer"),
    ],
)
def test_the_ends_of_the_time_in_force_are_included(start: date | None, end: date | None, state: str) -> None:
    assert state_on(start, end, date(2026, 5, 1)) == state


def test_grades_c_and_m_are_to_be_reconfirmed() -> None:
    assert [grade for grade in "ABCM" if must_be_reconfirmed(grade)] == ["C", "M"]


@pytest.mark.parametrize(
    ("code", "article", "name"),
    [
        ("Code de commerce", "L441-10", "Code de commerce, article L441-10"),
        ("Code civil", "9", "Code civil, article 9"),
        ("Cour de cassation", "18 mai 2022, n° 20-23.204", "Cour de cassation, 18 mai 2022, n° 20-23.204"),
        ("Loi", "n° 2025-594", "Loi n° 2025-594"),
        ("Directive européenne", "2011/7/UE", "Directive européenne 2011/7/UE"),
        ("CNIL", "délibération n° 2021-130", "CNIL, délibération n° 2021-130"),
    ],
)
def test_a_reference_is_named_as_people_say_it(code: str, article: str, name: str) -> None:
    assert name_of(code, article) == name


def test_published_references_words_and_rates_are_read_by_key(session: Session, tmp_path: Path) -> None:
    import_content(session, write_files(tmp_path))

    law = laws(session)["c-com-l441-10"]
    assert (law.name, law.facts, law.must_be_reconfirmed) == ("Code de commerce, article L441-10", ("F1.01",), False)
    assert law.state(date(2019, 4, 25)) == "not_yet"
    assert terms(session)["daf"].english == "CFO"
    assert [(rate.kind, str(rate.number)) for rate in rates(session)] == [("ecb-refi", "2.15")]
    assert rate_on(session, "ecb-refi", date(2026, 7, 1)) is None


def test_a_new_version_of_a_reference_is_read_at_once(session: Session, tmp_path: Path) -> None:
    folder = write_files(tmp_path)
    import_content(session, folder)
    assert laws(session)["c-civ-9"].title == "Vie privée"
    change(folder, "legal.yml", "title: Vie privée", "title: Respect de la vie privée")

    import_content(session, folder)

    assert laws(session)["c-civ-9"].title == "Respect de la vie privée"
