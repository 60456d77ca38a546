"""« Calibration » on screen: what each night changed in words, a night at once after a question, what waits."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from course.accounts.models import Person
from course.competencies.models import Calibration
from course.competencies.queries.reliability import calibrations, standing_flags
from course.foundation import clock
from course.foundation.permissions import Role
from course.publishing.models import Item
from tests.browsing import Browser
from tests.factories import make_framework, make_manager, make_person, make_question, make_team
from tests.predicted_answers import NOON, give
from tests.seeds import seeded

PAGE, ASK = "/studio/calibration", "/studio/calibration/now"


@pytest.fixture(autouse=True)
def now() -> Iterator[None]:
    """The clock of the pages."""
    with clock.at(NOON + timedelta(days=1)):
        yield


def make_versions(session: Session) -> list[int]:
    """The published versions of three questions of difficulty 3."""
    make_framework(session)
    items = [make_question(session, f"q-{number}") for number in range(3)]
    return [
        session.execute(select(Item.published_version_id).where(Item.id == item_id)).scalar_one() for item_id in items
    ]


engine, versions = seeded(make_versions)


@pytest.fixture
def trainer(session: Session, versions: list[int]) -> Person:
    """A trainer."""
    return make_person(session, "Hélène Duval", roles=(Role.TRAINER,))


@pytest.fixture
def desk(client: Browser, sign_in: Callable[..., Browser], trainer: Person) -> Browser:
    """The browser of the trainer."""
    return sign_in(client, trainer)


def calibrated(
    session: Session, *moves: tuple[int, float, float], status: str = "anchored", by: int | None = None, days: int = 0
) -> int:
    """A calibration that moved (version, from b, to b)."""
    at = NOON + timedelta(days=days)
    items = [
        {"version_id": version, "b": b, "v": 0.1, "from_b": from_b, "from_v": 0.2, "answers": 7}
        for version, from_b, b in moves
    ]
    row = Calibration(
        ran_at=at,
        run_by=by,
        through_at=at,
        status=status,
        learners=12 if status == "frozen" else 90,
        answers=1234,
        shift=-0.07,
        report={"items": items, "flags": []},
    )
    session.add(row)
    session.flush()
    return row.id


def said(desk: Browser, address: str = PAGE) -> str:
    return desk.get(address).text.replace("\xa0", " ")


def test_only_who_writes_the_questions_sees_and_runs_calibrations(
    client: Browser, sign_in: Callable[..., Browser], session: Session, versions: list[int]
) -> None:
    assert {client.get(address).status_code for address in (PAGE, ASK)} == {303}

    for other in (make_person(session), make_manager(session, make_team(session))):
        sign_in(client, other)
        assert {client.get(address).status_code for address in (PAGE, ASK)} == {403}
        assert client.post(PAGE).status_code == 403
    assert calibrations(session, 9) == []


def test_before_any_answer_there_is_nothing_to_calibrate(desk: Browser) -> None:
    page = said(desk)

    assert "personne n’a répondu dans un « Faire le point »" in page
    assert "Calibrer maintenant" not in page


def test_the_page_says_how_many_people_are_missing(desk: Browser, session: Session, versions: list[int]) -> None:
    for _person in range(3):
        give(session, make_person(session).id, [(versions[0], 1.0, 0.6)])

    assert "Difficultés figées : 3 personnes mesurées sur 80." in said(desk)
    page = said(desk, ASK)
    assert "Il faut 80 personnes pour que les difficultés bougent." in page
    assert "<dd>3</dd>" in page


def test_what_moved_stands_in_the_words_of_authors_and_as_figures_the_largest_first(
    desk: Browser, session: Session, versions: list[int]
) -> None:
    calibrated(session, (versions[0], 0.0, 0.1), (versions[1], 0.0, 0.6), (versions[2], 0.0, 0.001))

    page = said(desk)

    assert "Ce qui a changé le 23/11/2026 à 12:00" in page
    assert "1 234 nouvelles réponses · ancrage −0,07" in page
    assert 'application → <b class="now">jugement</b>' in page
    assert page.index("Énoncé de q-1") < page.index("Énoncé de q-0")
    assert "Énoncé de q-2" not in page
    assert '<td class="num">0,00</td><td class="num">+0,60</td><td class="num">7</td>' in page


def test_the_history_says_who_ran_each_and_opens_any(
    desk: Browser, session: Session, versions: list[int], trainer: Person
) -> None:
    first = calibrated(session, (versions[0], 0.0, 0.3), by=trainer.id)
    calibrated(session, status="frozen", days=1)

    page, opened = said(desk), said(desk, f"{PAGE}?of={first}")

    assert "Figée : 12 personnes sur 80" in page
    assert "Aucune difficulté n’a bougé." in page
    assert "par Hélène Duval" in page
    assert "de la nuit" in page
    assert "Énoncé de q-0" in opened
    assert "Ce qui a changé le 23/11/2026" in opened
    assert "Aucune difficulté n’a bougé." in said(desk, f"{PAGE}?of=999999&x=%00")


def test_of_many_moves_the_largest_are_listed_and_the_rest_counted(
    desk: Browser, session: Session, versions: list[int]
) -> None:
    calibrated(session, *((versions[0], 0.0, 0.01 * place) for place in range(1, 61)))

    assert "Et 10 autres, de moins." in said(desk)


def test_a_calibration_at_once_says_what_it_did_and_flags_what_contradicts_its_author(
    desk: Browser, session: Session, versions: list[int], trainer: Person
) -> None:
    for _person in range(24):
        give(session, make_person(session).id, [(versions[0], 0.0, 0.7), (versions[1], 1.0, 0.9)])

    answer = desk.post(PAGE)

    (row,) = calibrations(session, 9)
    assert answer.status_code == 303
    assert answer.headers["Location"] == f"{PAGE}?of={row.id}#change"
    assert (row.by, row.status, row.learners) == ("Hélène Duval", "frozen", 24)
    assert [(flag.item, flag.kind) for flag in standing_flags(session).values()] == [(versions[0], "key")]
    page = said(desk)
    assert page.count("Aucune difficulté n’a bougé.") == 2
    assert "1 question contredite par les réponses" in page


def test_without_a_new_answer_nothing_is_written_and_that_is_said(
    desk: Browser, session: Session, versions: list[int]
) -> None:
    give(session, make_person(session).id, [(versions[0], 1.0, 0.7)])
    desk.post(PAGE)

    answer = desk.post(PAGE)

    assert answer.status_code == 303
    assert len(calibrations(session, 9)) == 1
    assert "Aucune nouvelle réponse depuis la dernière calibration" in said(desk)
    assert "Il n’y a pas de nouvelle réponse : rien ne changera." in said(desk, ASK)


def test_the_night_that_estimates_the_mean_of_people_says_so(desk: Browser, session: Session) -> None:
    calibrated(session)
    session.execute(update(Calibration).values(report={"population": {"mean": 0.21, "learners": 85}, "flags": []}))

    assert "La moyenne des personnes est estimée à +0,21, d’après 85 d’entre elles" in said(desk)


def test_the_page_takes_the_same_statements_for_many_calibrations_and_moves(
    desk: Browser,
    session: Session,
    versions: list[int],
    count_statements: Callable[[], AbstractContextManager[list[str]]],
) -> None:
    counts = []
    for many in (1, 20):
        for _number in range(many):
            calibrated(session, *((version, 0.0, 0.2) for version in versions[: min(many, 3)]))
        desk.get(PAGE)
        with count_statements() as statements:
            assert desk.get(PAGE).status_code == 200
        counts.append(len(statements))

    assert counts[0] == counts[1]
