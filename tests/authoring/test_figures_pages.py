"""Figures on the trainer's screens: who may see them, what they say in plain words, what a few people keep hidden."""

import io
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree as ET

import pytest
from sqlalchemy.orm import Session

from course.accounts.models import Person
from course.assessment import services
from course.foundation import clock
from course.foundation.permissions import Role
from course.question_bank.queries import StoredQuiz
from tests.browsing import Browser
from tests.factories import make_framework, make_manager, make_person, make_question, make_quiz, make_team
from tests.seeds import seeded

NOON = datetime(2026, 11, 23, 11, 0, tzinfo=UTC)
PAGE = "/studio/quizzes/point/figures"
PAGES = ("/studio/quizzes", PAGE, f"{PAGE}.xlsx", "/studio/questions/q-0/figures", "/studio/sure-and-wrong")


def make_point(session: Session) -> StoredQuiz:
    """A counted quiz of three questions that nobody has sat."""
    make_framework(session)
    for number in range(3):
        make_question(session, f"q-{number}", seconds=30)
    return make_quiz(session, "point", ["q-0", "q-1", "q-2"])


engine, quiz = seeded(make_point)


@pytest.fixture
def desk(client: Browser, sign_in: Callable[..., Browser], session: Session, quiz: StoredQuiz) -> Browser:
    """The browser of a trainer."""
    return sign_in(client, make_person(session, "Hélène Duval", roles=(Role.TRAINER,)))


def sit(
    session: Session, quiz: StoredQuiz, answers: str, sure: bool | None = None, person: Person | None = None
) -> None:
    """A person sits the quiz and answers with these letters."""
    learner = (person or make_person(session)).id
    services.read_notice(session, learner)
    with clock.at(NOON):
        attempt_id = services.start_attempt(session, learner, quiz)
    for position, letter in enumerate(answers, start=1):
        with clock.at(NOON + timedelta(seconds=15 * position)):
            services.save_answer(session, learner, attempt_id, position, {"value": letter}, f"c{position}", sure)
    with clock.at(NOON + timedelta(minutes=2)):
        services.finish_attempt(session, learner, attempt_id)


def test_only_who_writes_the_questions_sees_their_figures(
    client: Browser, sign_in: Callable[..., Browser], session: Session, quiz: StoredQuiz
) -> None:
    assert {client.get(address).status_code for address in PAGES} == {303}

    for other in (make_person(session), make_manager(session, make_team(session))):
        sign_in(client, other)
        assert {client.get(address).status_code for address in PAGES} == {403}


def test_pages_without_any_answer_say_what_to_do(desk: Browser) -> None:
    assert "Personne ne l’a encore passé." in desk.get("/studio/quizzes").text
    assert "Les chiffres viendront avec les réponses." in desk.get(PAGE).text
    assert "aucune réponse comptée" in desk.get("/studio/questions/q-0/figures").text
    assert "Personne n’a encore répondu « je suis sûr »" in desk.get("/studio/sure-and-wrong").text.replace("\xa0", " ")
    assert desk.get(f"{PAGE}.xlsx").status_code == 200
    assert desk.get("/studio/quizzes/absent/figures").status_code == 404
    assert desk.get("/studio/questions/absente/figures").status_code == 404


@pytest.mark.unseeded
def test_an_empty_site_has_an_empty_list(client: Browser, sign_in: Callable[..., Browser], session: Session) -> None:
    make_framework(session)
    sign_in(client, make_person(session, roles=(Role.TRAINER,)))

    assert "Aucun questionnaire ne compte encore." in client.get("/studio/quizzes").text


def test_the_figures_of_five_people_are_shown_and_those_of_four_are_not(
    desk: Browser, session: Session, quiz: StoredQuiz
) -> None:
    for answers in ("bbb", "bba", "baa", "aaa"):
        sit(session, quiz, answers)
    four = {address: desk.get(address).text.replace("\xa0", " ") for address in PAGES[:2] + PAGES[3:4]}
    sit(session, quiz, "abb")
    five = {address: desk.get(address).text.replace("\xa0", " ") for address in PAGES[:2] + PAGES[3:4]}

    assert all("moins" in page and "60 %" not in page for page in four.values())
    assert "8,0 sur 3" not in five[PAGE]
    assert "1,6 sur 3 (53 %)" in five[PAGE]
    assert "60 %" in five[PAGE]
    assert "60 %" in five["/studio/questions/q-0/figures"]
    assert "53 %" in five["/studio/quizzes"]


def test_verdicts_stand_in_plain_words_and_the_worst_question_comes_first(
    desk: Browser, session: Session, quiz: StoredQuiz
) -> None:
    for number in range(60):
        knows = number % 2
        # The best choose the third option of the second question; the first is easy for all.
        sit(session, quiz, f"b{'c' if knows else 'b'}{'b' if knows else 'a'}")

    page = desk.get(PAGE).text.replace("\xa0", " ")

    assert "À l’envers :" in page
    assert "Piège : les meilleurs choisissent l’option C (30 fois)." in page
    assert "Trop facile : 100 % de réussite." in page
    assert page.index("Énoncé de q-1") < page.index("Énoncé de q-0")
    in_order = desk.get(f"{PAGE}?sort=place").text
    assert in_order.index("Énoncé de q-0") < in_order.index("Énoncé de q-1") < in_order.index("Énoncé de q-2")
    assert "2 questions à corriger" in desk.get("/studio/quizzes").text.replace("\xa0", " ")
    options = desk.get("/studio/questions/q-1/figures").text
    assert "attire les meilleurs" in options
    assert "bonne réponse, mais manquée par les meilleurs" in options


def test_of_an_option_nothing_is_concluded_from_a_few_answers(
    desk: Browser, session: Session, quiz: StoredQuiz
) -> None:
    for answers in ("bcb", "bcb", "bcb", "bba", "bba", "baa"):
        sit(session, quiz, answers)

    page = desk.get("/studio/questions/q-1/figures").text

    assert "attire les meilleurs" not in page
    assert "manquée par les meilleurs" not in page
    assert "bonne réponse" in page
    assert "<b>C</b>" in page


def test_too_few_answers_say_how_many_are_needed(desk: Browser, session: Session, quiz: StoredQuiz) -> None:
    for _number in range(12):
        sit(session, quiz, "bbb")

    assert "Pas encore assez de réponses (12 sur 20)." in desk.get(PAGE).text


def test_practice_has_no_figures_and_the_page_says_why(desk: Browser, session: Session, quiz: StoredQuiz) -> None:
    practice = make_quiz(session, "essai", ["q-0"], mode="practice")
    for _number in range(6):
        sit(session, practice, "b")

    page = desk.get("/studio/quizzes/essai/figures").text.replace("\xa0", " ")

    assert "0 passage compté · 0 personne" in page
    assert "C’est un entraînement : il reste privé" in page
    assert "Les entraînements n’y entrent jamais, même en total." in page
    assert "Questionnaire essai" in desk.get("/studio/quizzes").text
    assert "aucune réponse comptée" in desk.get("/studio/questions/q-0/figures").text


def test_sure_and_wrong_stands_by_competency(desk: Browser, session: Session, quiz: StoredQuiz) -> None:
    for _number in range(5):
        sit(session, quiz, "abb", sure=True)

    for address in (PAGE, "/studio/sure-and-wrong"):
        page = desk.get(address).text.replace("\xa0", " ")
        assert "Compétence JUR-1" in page
        assert '<td class="num">15</td><td class="num"><b class="now">5</b></td><td class="num">33 %</td>' in page


def test_nobody_is_named(desk: Browser, session: Session, quiz: StoredQuiz) -> None:
    for number in range(6):
        sit(session, quiz, "bab", person=make_person(session, f"Zénobie {number}", login=f"zenobie{number}@x.example"))

    assert not any("nobie" in desk.get(address).text for address in PAGES if not address.endswith("xlsx"))


def test_the_pages_take_the_same_statements_for_many_attempts_and_quizzes(
    desk: Browser, session: Session, quiz: StoredQuiz, count_statements: Callable[..., object]
) -> None:
    others = [make_quiz(session, f"autre-{number}", ["q-0", "q-1"]) for number in range(4)]
    counts: dict[str, list[int]] = {address: [] for address in PAGES}
    for rounds in (1, 9):
        for _number in range(rounds):
            sit(session, quiz, "bba")
            sit(session, others[0], "ba")
            if rounds > 1:
                for other in others[1:]:
                    sit(session, other, "ab")
        for address in PAGES:
            desk.get(address)  # what the process keeps of question versions is there from now on
        sit(session, quiz, "bbb")
        for address in PAGES:
            with count_statements() as statements:  # type: ignore[attr-defined]
                assert desk.get(address).status_code == 200
            counts[address].append(len(statements))

    assert all(few == many for few, many in counts.values()), counts


# The workbook -------------------------------------------------------------------------------------------------------

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def sheets_of(content: bytes) -> dict[str, list[list[str]]]:
    """Returns the cells of each sheet as texts, by the name of the sheet."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        shared = ["".join(part.itertext()) for part in ET.fromstring(archive.read("xl/sharedStrings.xml"))]
        names = [sheet.get("name", "") for sheet in ET.fromstring(archive.read("xl/workbook.xml")).iter(f"{MAIN}sheet")]
        return {
            name: [
                [
                    shared[int(cell.findtext(f"{MAIN}v", "0"))]
                    if cell.get("t") == "s"
                    else cell.findtext(f"{MAIN}v", "")
                    for cell in row
                ]
                for row in ET.fromstring(archive.read(f"xl/worksheets/sheet{place}.xml")).iter(f"{MAIN}row")
            ]
            for place, name in enumerate(names, start=1)
        }


def test_the_workbook_holds_the_quiz_its_questions_their_options_and_how_to_read_it(
    desk: Browser, session: Session, quiz: StoredQuiz
) -> None:
    for answers in ("bbb", "bba", "bac", "aaa", "aba"):
        sit(session, quiz, answers)

    response = desk.get(f"{PAGE}.xlsx")
    sheets = sheets_of(response.data)

    assert response.headers["Content-Disposition"] == 'attachment; filename="chiffres-point.xlsx"'
    assert list(sheets) == ["Questionnaire", "Questions", "Options", "Lire ces chiffres"]
    whole = {row[0]: row[1] for row in sheets["Questionnaire"]}
    assert (whole["Passages"], whole["Personnes"]) == ("5", "5")
    assert float(whole["Moyenne"]) == pytest.approx(7 / 5)
    first = dict(zip(sheets["Questions"][0], sheets["Questions"][1], strict=True))
    assert (first["Place"], first["Clé"], first["Réponses"]) == ("1", "q-0", "5")
    assert float(first["Facilité (%)"]) == pytest.approx(60)
    assert float(first["Hasard (%)"]) == pytest.approx(100 / 3)
    options = [row for row in sheets["Options"] if row[0] == "q-2"]
    assert [(row[2], row[3], row[4], row[5]) for row in options] == [
        ("A", "Première", "non", "3"),
        ("B", "Deuxième", "oui", "1"),
        ("C", "Troisième", "non", "1"),
    ]
    assert any("entraînements" in row[1] for row in sheets["Lire ces chiffres"])


def test_the_workbook_of_four_people_holds_no_figure(desk: Browser, session: Session, quiz: StoredQuiz) -> None:
    for _number in range(4):
        sit(session, quiz, "bba")

    sheets = sheets_of(desk.get(f"{PAGE}.xlsx").data)

    assert "Moyenne" not in {row[0] for row in sheets["Questionnaire"]}
    assert len(sheets["Options"]) == 1
    # XlsxWriter leaves empty cells out: place, key, text, version, answers, then what is said.
    assert [len([cell for cell in row if cell]) for row in sheets["Questions"][1:]] == [6, 6, 6]
