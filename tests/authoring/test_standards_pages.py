"""« Seuils des niveaux » on screen: what follows from judgements, who would change level, what was decided."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import timedelta
from itertools import pairwise

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from course.authoring.queries.standards import level_changes, questions_to_judge, standards_of
from course.competencies.models import Competency, Estimate
from course.foundation import clock
from course.foundation.permissions import Role
from course.publishing.models import Item
from quizzes.ability import DEFAULT_CUTS, author_difficulty
from tests.browsing import Browser
from tests.factories import make_framework, make_manager, make_person, make_question, make_team
from tests.predicted_answers import NOON, give

LIST, PAGE = "/studio/standards", "/studio/standards/JUR-1"
STEPS = (1, 1, 2, 2, 3, 3, 4, 4, 5, 5)
SOUND = {f"level.q-{number}": str(step - 1) for number, step in enumerate(STEPS)}
CENTRES = [author_difficulty(step)[0] for step in range(1, 6)]
CUTS = [(low + high) / 2 for low, high in pairwise(CENTRES)]


@pytest.fixture(autouse=True)
def now() -> Iterator[None]:
    """The clock of the pages."""
    with clock.at(NOON + timedelta(days=1)):
        yield


@pytest.fixture
def questions(session: Session) -> Session:
    """Ten questions of JUR-1, two of each step, and one of another competency."""
    make_framework(session)
    for number, step in enumerate(STEPS):
        make_question(session, f"q-{number}", difficulty=step)
    make_question(session, "autre", competency="JUR-2")
    return session


@pytest.fixture
def desk(client: Browser, sign_in: Callable[..., Browser], questions: Session) -> Browser:
    """The browser of a trainer."""
    return sign_in(client, make_person(questions, "Hélène Duval", roles=(Role.TRAINER,)))


def stand_at(session: Session, *means: float, ceiling: int = 3) -> None:
    """People whose estimates of JUR-1 stand there, with three proofs each."""
    version = session.execute(select(Item.published_version_id).where(Item.key == "q-0")).scalar_one()
    competency = session.execute(select(Competency.id).where(Competency.key == "JUR-1")).scalar_one()
    for mean in means:
        person = make_person(session)
        give(session, person.id, [(version, 1.0, 0.5)] * 3)
        session.execute(
            update(Estimate)
            .where(Estimate.learner_id == person.id, Estimate.competency_id == competency)
            .values(mean=mean, ceiling=ceiling)
        )


def said(answer: object) -> str:
    return str(answer.text).replace("\xa0", " ")  # type: ignore[attr-defined]  # a response


def test_only_who_writes_the_questions_may_look_and_decide(
    client: Browser, sign_in: Callable[..., Browser], questions: Session
) -> None:
    assert {client.get(address).status_code for address in (LIST, PAGE)} == {303}

    for other in (make_person(questions), make_manager(questions, make_team(questions))):
        sign_in(client, other)
        assert {client.get(address).status_code for address in (LIST, PAGE)} == {403}
        assert client.post(PAGE, data={**SOUND, "do": "keep", "note": "Avis"}).status_code == 403
    assert standards_of(questions, "JUR-1") == []


def test_every_competency_is_listed_with_its_questions_and_whose_cuts_it_has(desk: Browser) -> None:
    desk.post(PAGE, data={**SOUND, "do": "keep", "note": "Avis de deux experts"})

    page = said(desk.get(LIST))

    assert "JUR-1 · 10 questions" in page
    assert "JUR-2 · 1 question" in page
    assert "COM-1 · 0 question" in page
    assert page.count("seuils propres") == 1
    assert "du 24/11/2026 par Hélène Duval" in page
    assert page.count("seuils habituels") == 2


def test_questions_come_by_difficulty_each_with_its_text_and_its_degree(desk: Browser, questions: Session) -> None:
    page = said(desk.get(PAGE))

    found = questions_to_judge(questions, "JUR-1", clock.now())
    assert [one.step for one in found] == list(STEPS)
    places = [page.index(f"Énoncé de {one.key} ?") for one in found]
    assert places == sorted(places)
    assert "Énoncé de autre" not in page
    assert "évidente (−1,21)" in page
    assert "expert (+1,21)" in page


def test_a_look_says_what_follows_and_keeps_nothing(desk: Browser, questions: Session) -> None:
    stand_at(questions, -1.0, -0.5, 0.35, 0.35, 1.0)

    answer = desk.post(PAGE, data={**SOUND, "do": "look"})
    page = said(answer)

    assert answer.status_code == 200
    assert "−0,89" in page
    assert "+0,28" in page
    assert "−1,20" in page
    # -1.0 falls from 1 to 0, the two at 0.35 rise from 2 to 3; 1.0 would be 4, which questions do not establish.
    assert "Sur 5 personnes qui ont un niveau : 2 montent, 1 descend." in page
    assert "de « Avec appui » à « Autonome » : 2" in page
    assert "de « Notions » à « À découvrir » : 1" in page
    assert 'value="0" selected' in page
    assert standards_of(questions, "JUR-1") == []


def test_without_anybody_measured_a_look_says_that_nothing_changes(desk: Browser) -> None:
    assert "Personne n’a encore de niveau dans cette compétence" in said(desk.post(PAGE, data={**SOUND, "do": "look"}))


def test_what_was_decided_is_kept_with_its_reason_and_stands_in_the_form_from_then_on(
    desk: Browser, questions: Session
) -> None:
    answer = desk.post(PAGE, data={**SOUND, "do": "keep", "note": "Deux experts, le 23 novembre"})

    assert answer.status_code == 303
    (standard,) = standards_of(questions, "JUR-1")
    assert standard.cuts == pytest.approx(CUTS)
    assert standard.judgements == {f"q-{number}": step - 1 for number, step in enumerate(STEPS)}
    page = said(desk.get(PAGE))
    assert "Deux experts, le 23 novembre" in page
    assert "10 questions jugées" in page
    assert page.count(" selected") >= 10
    assert "Les seuils sont enregistrés." in page


def test_the_usual_cuts_come_back_with_a_reason(desk: Browser, questions: Session) -> None:
    desk.post(PAGE, data={**SOUND, "do": "keep", "note": "Deux experts"})
    stand_at(questions, 0.35)
    assert "Sur 1 personne qui a un niveau : 0 monte, 1 descend." in said(desk.get(PAGE))

    answer = desk.post(PAGE, data={"do": "usual", "note": "Trop peu de questions"})

    assert answer.status_code == 303
    assert [one.cuts is None for one in standards_of(questions, "JUR-1")] == [True, False]
    page = said(desk.get(PAGE))
    assert "Trop peu de questions" in page
    assert 'name="do" value="usual"' not in page


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"level.q-8": "", "level.q-9": "4"}, "Dites-en plus sur « Référent » : il faut au moins deux questions"),
        ({f"level.q-{number}": "" for number in range(10)}, "Dites-en plus sur « À découvrir »"),
        (
            {"level.q-2": "2", "level.q-3": "2", "level.q-4": "1", "level.q-5": "1"},
            "Les questions données à « Avec appui »",
        ),
        ({"level.q-0": "9", "level.q-1": "x"}, "Dites-en plus sur « À découvrir »"),
    ],
)
@pytest.mark.parametrize("action", ["look", "keep"])
def test_judgements_from_which_nothing_follows_are_refused_with_the_levels_named(
    desk: Browser, questions: Session, changes: dict[str, str], words: str, action: str
) -> None:
    answer = desk.post(PAGE, data={**SOUND, **changes, "do": action, "note": "Avis"})

    assert answer.status_code == 422
    assert words in said(answer)
    assert 'name="level.q-7"' in answer.text
    assert standards_of(questions, "JUR-1") == []


@pytest.mark.parametrize("note", ["", "   ", "x" * 501])
def test_a_decision_needs_a_reason_of_a_readable_length(desk: Browser, questions: Session, note: str) -> None:
    answer = desk.post(PAGE, data={**SOUND, "do": "keep", "note": note})

    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert standards_of(questions, "JUR-1") == []


def test_a_question_of_another_competency_is_not_judged_here(desk: Browser, questions: Session) -> None:
    desk.post(PAGE, data={**SOUND, "level.autre": "0", "do": "keep", "note": "Avis"})

    assert "autre" not in standards_of(questions, "JUR-1")[0].judgements


def test_a_competency_that_does_not_exist_is_no_page(desk: Browser) -> None:
    assert desk.get("/studio/standards/JUR-9").status_code == 404
    assert desk.post("/studio/standards/JUR-9", data={"do": "look"}).status_code == 404
    assert desk.post("/studio/standards/JUR-9", data={"do": "keep", "note": "Avis"}).status_code in {404, 422}


def test_a_competency_without_questions_says_so(desk: Browser) -> None:
    assert "Aucune question publiée ne mesure encore cette compétence." in said(desk.get("/studio/standards/COM-1"))


def test_levels_change_as_people_see_them_no_further_than_their_proofs_carry(questions: Session) -> None:
    stand_at(questions, 2.0, -2.0)
    stand_at(questions, 2.0, ceiling=4)

    changes = level_changes(questions, "JUR-1", DEFAULT_CUTS, (-1.2, -0.4, 2.1, 2.2))

    assert changes.people == 3
    assert changes.moves == {(3, 2): 1, (4, 2): 1}
    assert (changes.up, changes.down) == (0, 2)


def test_the_pages_take_the_same_statements_for_many_questions_and_people(
    desk: Browser, questions: Session, count_statements: Callable[[], AbstractContextManager[list[str]]]
) -> None:
    counts = []
    for round_number in range(2):
        desk.get(PAGE)
        with count_statements() as statements:
            assert desk.get(LIST).status_code == 200
            assert desk.get(PAGE).status_code == 200
            assert desk.post(PAGE, data={**SOUND, "do": "look"}).status_code == 200
        counts.append(len(statements))
        for number in range(12):
            make_question(questions, f"r-{round_number}-{number}")
        stand_at(questions, 0.1, 0.5, 1.0)

    assert counts[0] == counts[1]
