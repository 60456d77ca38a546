"""« Fiabilité des mesures » on screen: an honest verdict whatever it is, nothing of few people, advice on questions."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import timedelta
from random import Random

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from course.foundation import clock
from course.foundation.permissions import Role
from course.publishing.models import Item
from tests.authoring.test_figures_pages import sheets_of
from tests.browsing import Browser
from tests.factories import make_framework, make_manager, make_person, make_question, make_team
from tests.predicted_answers import NOON, give
from tests.seeds import seeded

PAGE = "/studio/reliability"
NOW = NOON + timedelta(days=3)


@pytest.fixture(autouse=True)
def now() -> Iterator[None]:
    """The clock of the pages: three days after the answers."""
    with clock.at(NOW):
        yield


def make_versions(session: Session) -> list[int]:
    """The published versions of six questions of difficulty 3."""
    make_framework(session)
    items = [make_question(session, f"q-{number}") for number in range(6)]
    return [
        session.execute(select(Item.published_version_id).where(Item.id == item_id)).scalar_one() for item_id in items
    ]


engine, versions = seeded(make_versions)


@pytest.fixture
def desk(client: Browser, sign_in: Callable[..., Browser], session: Session, versions: list[int]) -> Browser:
    """The browser of a trainer."""
    return sign_in(client, make_person(session, "Hélène Duval", roles=(Role.TRAINER,)))


def sit(session: Session, versions: list[int], people: int, chance: float, announced: float, seed: int = 1) -> None:
    """So many people answer every question, right so often, when so much was announced; a little more or less each."""
    random = Random(seed)
    for _person in range(people):
        answers = [
            (version, float(random.random() < chance), announced + random.uniform(-0.05, 0.05)) for version in versions
        ]
        give(session, make_person(session).id, answers)


def text_of(desk: Browser, address: str = PAGE) -> str:
    return desk.get(address).text.replace("\xa0", " ")


def test_only_who_writes_the_questions_sees_how_far_they_can_be_trusted(
    client: Browser, sign_in: Callable[..., Browser], session: Session, versions: list[int]
) -> None:
    addresses = (PAGE, f"{PAGE}.xlsx")
    assert {client.get(address).status_code for address in addresses} == {303}

    for other in (make_person(session), make_manager(session, make_team(session))):
        sign_in(client, other)
        assert {client.get(address).status_code for address in addresses} == {403}


def test_before_any_answer_the_page_says_what_will_come(desk: Browser) -> None:
    page = text_of(desk)

    assert "Aucune annonce n’a encore été comparée à une réponse." in page
    assert "chaque réponse servira à vérifier nos mesures" in page
    assert '<svg class="ligne" height' not in page
    assert desk.get(f"{PAGE}.xlsx").status_code == 200


def test_of_four_people_no_figure_is_shown_and_of_five_it_is_said_to_be_early(
    desk: Browser, session: Session, versions: list[int]
) -> None:
    sit(session, versions, 4, 0.7, 0.7)
    four = text_of(desk)
    sit(session, versions, 1, 0.7, 0.7)
    five = text_of(desk)

    assert "24 réponses annoncées" in four
    assert "moins, ce serait montrer ceux de quelqu’un" in four
    assert "Erreur des annonces" not in four
    assert "Il est trop tôt pour juger : 30 réponses annoncées, de 5 personnes." in five
    assert "Erreur des annonces" in five


@pytest.mark.parametrize(
    ("chance", "announced", "verdict"),
    [
        (0.7, 0.7, "Quand nous annonçons 7 chances sur 10, c’est juste 7 fois sur 10."),
        (0.5, 0.8, "Nous sommes trop optimistes : quand nous annonçons 8 chances sur 10, c’est juste 5 fois sur 10."),
        (0.9, 0.6, "Nous sommes trop sévères : quand nous annonçons 6 chances sur 10, c’est juste 9 fois sur 10."),
        (
            0.67,
            0.552,
            "Nous sommes trop sévères : quand nous annonçons 55 chances sur 100, c’est juste 65 fois sur 100.",
        ),
    ],
)
def test_the_verdict_on_top_follows_from_the_answers(
    desk: Browser, session: Session, versions: list[int], chance: float, announced: float, verdict: str
) -> None:
    sit(session, versions, 60, chance, announced)

    page = text_of(desk)

    assert verdict in page
    assert page.index(verdict) < page.index("En chiffres")
    assert "360 réponses annoncées · 60 personnes · 60 passages" in page
    assert "novembre 2026" in page.lower()


def test_answers_older_than_a_year_count_only_where_that_is_asked(
    desk: Browser, session: Session, versions: list[int]
) -> None:
    give(session, make_person(session).id, [(versions[0], 1.0, 0.7)], NOON - timedelta(days=400))

    assert "Aucune annonce" in text_of(desk)
    assert "1 réponse annoncée" in text_of(desk, f"{PAGE}?period=all")
    assert "Aucune annonce" in text_of(desk, f"{PAGE}?period=%00")


def test_a_question_that_contradicts_its_author_comes_with_advice_and_the_way_to_it(
    desk: Browser, session: Session, versions: list[int]
) -> None:
    sit(session, versions[1:], 40, 0.7, 0.7)
    sit(session, versions[:1], 40, 0.0, 0.7)

    page = text_of(desk)

    assert "Bonne réponse à vérifier" in page
    assert "Ceux qui devraient la réussir la manquent : réussie 0 fois sur 100, au lieu de 7" in page
    assert 'href="/studio/questions/q-0/edit"' in page
    assert 'href="/studio/questions/q-0/figures"' in page
    assert "q-1/edit" not in page


def test_where_all_questions_behave_the_page_says_so(desk: Browser, session: Session, versions: list[int]) -> None:
    sit(session, versions, 40, 0.7, 0.7)

    assert "les questions se comportent comme leurs auteurs l’ont déclaré" in text_of(desk)


def test_nobody_is_named(desk: Browser, session: Session, versions: list[int]) -> None:
    for number in range(6):
        give(session, make_person(session, f"Zénobie {number}").id, [(versions[0], 1.0, 0.7)])

    assert "nobie" not in text_of(desk)


def test_the_page_takes_the_same_statements_for_many_answers_and_questions(
    desk: Browser,
    session: Session,
    versions: list[int],
    count_statements: Callable[[], AbstractContextManager[list[str]]],
) -> None:
    counts = []
    for people in (25, 30):
        sit(session, versions[: people - 24], people, 0.0, 0.7)
        with count_statements() as statements:
            assert desk.get(PAGE).status_code == 200
        counts.append(len(statements))

    assert counts[0] == counts[1] <= 10


def test_the_workbook_holds_what_the_page_shows(desk: Browser, session: Session, versions: list[int]) -> None:
    sit(session, versions[1:], 40, 0.7, 0.7)
    sit(session, versions[:1], 40, 0.0, 0.7)

    response = desk.get(f"{PAGE}.xlsx")
    sheets = sheets_of(response.data)

    assert response.headers["Content-Disposition"] == 'attachment; filename="fiabilite.xlsx"'
    assert list(sheets) == [
        "Fiabilité",
        "Annoncé et observé",
        "Par délai",
        "Par mois",
        "Questions",
        "Lire ces chiffres",
    ]
    whole = {row[0]: row[1] for row in sheets["Fiabilité"]}
    assert (whole["Réponses"], whole["Personnes"]) == ("240", "80")
    assert 0 < float(whole["Erreur des annonces"]) < 1
    assert sum(int(row[0]) for row in sheets["Annoncé et observé"][1:]) == 240
    assert [row[0] for row in sheets["Par mois"][1:]] == ["novembre 2026"]
    question = dict(zip(sheets["Questions"][0], sheets["Questions"][1], strict=True))
    assert (question["Clé"], question["Difficulté"], question["Réponses"]) == ("q-0", "3", "40")
    assert float(question["Observé (%)"]) == 0


def test_the_workbook_of_four_people_holds_no_figure(desk: Browser, session: Session, versions: list[int]) -> None:
    sit(session, versions, 4, 0.7, 0.7)

    sheets = sheets_of(desk.get(f"{PAGE}.xlsx").data)

    assert "Erreur des annonces" not in {row[0] for row in sheets["Fiabilité"]}
    assert [len(sheets[name]) for name in ("Annoncé et observé", "Par délai", "Par mois", "Questions")] == [1, 1, 1, 1]
