"""Questions that their answers contradict wait for their author: in the studio, in the bank, on their own figures."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from course.authoring.queries import BankFilter, bank_keys
from course.competencies.models import Calibration
from course.foundation.permissions import Role
from course.publishing.models import Item
from course.publishing.queries import item_of
from course.publishing.services import retire
from quizzes.statistics import Flag
from tests.browsing import Browser
from tests.factories import make_framework, make_person, make_question
from tests.predicted_answers import NOON
from tests.seeds import seeded

KEY = Flag(0, "key", 40, 0.7, 0.05, -6.0, 0.1, 0.0)
HARDER = Flag(0, "harder", 50, 0.6, 0.3, -4.0, 1.2, 0.0)


def make_versions(session: Session) -> dict[str, int]:
    """The published versions of four questions of difficulty 3, by key."""
    make_framework(session)
    for number in range(4):
        make_question(session, f"q-{number}")
    rows = session.execute(select(Item.key, Item.published_version_id).where(Item.kind == "question"))
    return {key: version for key, version in rows if version is not None}


engine, versions = seeded(make_versions)


@pytest.fixture
def desk(client: Browser, sign_in: Callable[..., Browser], session: Session, versions: dict[str, int]) -> Browser:
    """The browser of a trainer."""
    return sign_in(client, make_person(session, "Hélène Duval", roles=(Role.TRAINER,)))


def flag(session: Session, *flags: Flag) -> None:
    """A calibration found these."""
    report = {"flags": [one.to_json() for one in flags]}
    session.add(
        Calibration(ran_at=NOON, through_at=NOON, status="anchored", learners=90, answers=9, shift=0.0, report=report)
    )
    session.flush()


def text_of(desk: Browser, address: str) -> str:
    return desk.get(address).text.replace("\xa0", " ")


def test_flagged_questions_wait_in_the_studio(desk: Browser, session: Session, versions: dict[str, int]) -> None:
    assert "contredite" not in text_of(desk, "/studio")

    flag(session, KEY._replace(item=versions["q-1"]), HARDER._replace(item=versions["q-2"]))
    page = text_of(desk, "/studio")

    assert "2 questions contredites par les réponses" in page
    assert "dont 1 dont la bonne réponse est à vérifier" in page
    assert 'href="/studio/questions?flagged=1"' in page
    assert "Rien n’attend." not in page
    assert "contredites" not in text_of(desk, "/studio?q=rien")


def test_the_bank_marks_them_and_shows_them_alone_where_that_is_asked(
    desk: Browser, session: Session, versions: dict[str, int]
) -> None:
    flag(session, KEY._replace(item=versions["q-1"]), HARDER._replace(item=versions["q-2"]))

    whole, flagged = text_of(desk, "/studio/questions"), text_of(desk, "/studio/questions?flagged=1")

    assert "bonne réponse à vérifier" in whole
    assert "plus difficile que déclaré" in whole
    assert "4 questions" in whole
    assert "2 questions" in flagged
    assert bank_keys(session, BankFilter(is_flagged=True), 9) == ["q-1", "q-2"]
    assert 'name="flagged" value="1" checked' in flagged


def test_without_flags_the_search_for_them_finds_nothing(desk: Browser) -> None:
    assert "Aucune question ne répond à ces critères." in text_of(desk, "/studio/questions?flagged=1")


@pytest.mark.parametrize(
    ("found", "words", "advice"),
    [
        (KEY, "réussie 5 fois sur 100, au lieu de 70", "Vérifiez la bonne réponse."),
        (HARDER, "Réussie 30 fois sur 100, au lieu de 60", "déclarez-la de difficulté 5 : expert."),
        (HARDER._replace(b=0.1), "Réussie 30 fois sur 100", "Vérifiez la bonne réponse et l’énoncé."),
        (HARDER._replace(kind="easier", b=None), "Plus facile que déclaré", "déclarez-la plus facile"),
        (HARDER._replace(kind="erratic"), "ne suivent pas le niveau des personnes", "mesure peut-être autre chose"),
        (HARDER._replace(expected=None, observed=None), "éloignée de la difficulté déclarée", "difficulté 5"),
    ],
)
def test_the_figures_of_a_flagged_question_begin_with_what_to_do(
    desk: Browser, session: Session, versions: dict[str, int], found: Flag, words: str, advice: str
) -> None:
    flag(session, found._replace(item=versions["q-1"]))

    page = text_of(desk, "/studio/questions/q-1/figures")

    assert words in page
    assert advice in page
    assert "▼" not in text_of(desk, "/studio/questions/q-2/figures")


def test_a_question_that_was_published_anew_or_retired_waits_no_more(
    desk: Browser, session: Session, versions: dict[str, int]
) -> None:
    flag(session, *(KEY._replace(item=versions[f"q-{number}"]) for number in (1, 2, 3)))
    make_question(session, "q-1", stem="Un énoncé plus clair ?")
    item = item_of(session, "question", "q-2")
    assert item is not None
    retire(session, item)

    assert bank_keys(session, BankFilter(is_flagged=True), 9) == ["q-3"]
    assert "1 question contredite par les réponses" in text_of(desk, "/studio")
    assert "à vérifier" not in text_of(desk, "/studio/questions/q-1/figures")


def test_the_pages_take_the_same_statements_for_few_and_many_flags(
    desk: Browser,
    session: Session,
    versions: dict[str, int],
    count_statements: Callable[[], AbstractContextManager[list[str]]],
) -> None:
    addresses = ("/studio", "/studio/questions", "/studio/questions?flagged=1", "/studio/questions/q-1/figures")
    counts: list[list[int]] = []
    for many in (1, 4):
        flag(session, *(KEY._replace(item=versions[f"q-{number}"]) for number in (1, 2, 3, 0)[:many]))
        counts.append([])
        for address in addresses:
            desk.get(address)
            with count_statements() as statements:
                assert desk.get(address).status_code == 200
            counts[-1].append(len(statements))

    assert counts[0] == counts[1]
