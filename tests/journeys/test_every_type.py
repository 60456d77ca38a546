"""A quiz that mixes every type of question, taken by keyboard alone, looked at by axe in each of its states."""

import re
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.journeys.conftest import served_at_once, sign_in
from tests.journeys.every_type import QUESTIONS, add_quizzes

LONGEST_WAY = 80


@pytest.fixture
def site_of_every_type(site: str, first_folder: Path, tmp_path: Path) -> Iterator[str]:
    """The address of a copy of the site in which quizzes of every type wait, one for each behaviour."""
    name = "echeance.sqlite3"
    source, target = sqlite3.connect(first_folder / name), sqlite3.connect(tmp_path / name)
    source.backup(target)
    source.close()
    target.close()
    add_quizzes(tmp_path / name)
    with served_at_once(tmp_path) as address:
        yield address


def tab_to(page: Page, selector: str) -> None:
    """Moves the focus to an element as a person without a mouse does."""
    for _ in range(LONGEST_WAY):
        if page.evaluate("s => document.activeElement.matches(s)", selector):
            return
        page.keyboard.press("Tab")
    pytest.fail(f"{selector} cannot be reached with the Tab key on {page.url}")


def press_through(page: Page, selector: str) -> None:
    """Goes to a button and presses it; waits for the page that follows."""
    tab_to(page, selector)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def choose(page: Page, selector: str, words: str) -> None:
    """Chooses from a native list by typing the beginning of the words."""
    tab_to(page, selector)
    page.keyboard.type(words)


def penalties(stem: str) -> str:
    days, amount, rate = re.search(r"de (\d+)\s+jours sur ([\d\s]+)\s€ à ([\d,]+)\s%", stem).groups()  # type: ignore[union-attr]
    value = int(re.sub(r"\D", "", amount)) * float(rate.replace(",", ".")) / 100 * int(days) / 365
    return f"{value:.2f}".replace(".", ",")


def type_in(selector: str, words: str) -> Callable[[Page], None]:
    """Returns what types words into a field."""

    def fill(page: Page) -> None:
        tab_to(page, selector)
        page.keyboard.type(words)

    return fill


def choose_the_first_of_the_bank(page: Page) -> None:
    tab_to(page, "input[name=answer]")
    place = page.locator("input[name=answer]").evaluate_all("all => all.findIndex(one => one.value === 'a')")
    page.keyboard.press("Space")
    for _ in range(place):
        page.keyboard.press("ArrowDown")


def tick_both(page: Page) -> None:
    for value in ("a", "b"):
        page.evaluate("document.activeElement.blur()")
        tab_to(page, f"input[name=answer][value={value}]")
        page.keyboard.press("Space")


def say_false(page: Page) -> None:
    tab_to(page, "input[name=answer]")
    page.keyboard.press("ArrowDown")


def pair_up(page: Page) -> None:
    for number, words in enumerate(("30", "50", "60"), start=1):
        choose(page, f"select[name=pair-{number}]", words)


def fill_the_gaps(page: Page) -> None:
    choose(page, "select[name=gap-1]", "lendemain")
    type_in("input[name=gap-2]", "10")(page)
    type_in("input[name=gap-3]", "ttc")(page)


# The right answer to each question, by keyboard; a description is only read.
ANSWERS: dict[str, Callable[[Page], None]] = {
    "toutes-choix": choose_the_first_of_the_bank,
    "toutes-plusieurs": tick_both,
    "toutes-vrai-faux": say_false,
    "toutes-texte": type_in("input[name=answer]", "Commissaire de justice"),
    "toutes-nombre": type_in("input[name=answer]", "35,78"),
    "toutes-date": type_in("input[name=answer]", "11 mai 2026"),
    "toutes-paires": pair_up,
    "toutes-ordre": lambda page: put_in_order(page, ["Appeler", "Confirmer", "Mettre", "Transmettre"]),
    "toutes-trous": fill_the_gaps,
    "toutes-calcul": lambda page: type_in("input[name=answer]", penalties(page.locator(".stem").inner_text()))(page),
    "toutes-redaction": type_in("textarea", "Bonjour, je vous appelle au sujet de la facture échue le 31 octobre."),
}


def put_in_order(page: Page, wanted: list[str]) -> None:
    """Moves each line up with its arrow until it stands in its place."""
    for place, start in enumerate(wanted):
        for _ in range(len(wanted)):
            lines = [line.split()[0] for line in page.locator(".order label").all_inner_texts()]
            if lines.index(start) == place:
                break
            page.evaluate("document.activeElement.blur()")
            tab_to(page, f".order li:nth-child({lines.index(start) + 1}) [data-move='-1']")
            page.keyboard.press("Enter")


def begin(page: Page, key: str) -> None:
    page.goto(f"/quizzes/{key}")
    if page.locator("input[name=notice]").count():
        tab_to(page, "input[name=notice]")
        page.keyboard.press("Space")
    press_through(page, "form[action$='/attempts'] .btn-primary")


def test_a_quiz_of_every_type_is_taken_by_keyboard_alone(
    site_of_every_type: str, visitor: Callable[..., Page], accessible: Callable[[Page], None]
) -> None:
    page = visitor(site_of_every_type)
    sign_in(page, "nadia@arvanel.example")
    begin(page, "toutes-deferred")
    base = page.url.split("?")[0]

    for place, mapping in enumerate(QUESTIONS, start=1):
        if f"q={place}" not in page.url:
            page.goto(f"{base}?q={place}")
        ANSWERS.get(mapping["key"], lambda _page: None)(page)
        accessible(page)
        press_through(page, "button[name=do][value=answer]")
    assert page.locator(".lead").inner_text() == "Toutes les questions ont une réponse."
    press_through(page, "form[action$='/finish'] .btn-primary")

    assert page.locator("h1").inner_text() == "10 sur 11"
    assert "attend la lecture d’un formateur" in page.locator("main").inner_text()
    assert page.locator("article.explained").count() == len(QUESTIONS)
    assert page.locator("article.explained h3.h2-like").all_inner_texts() == [
        "À lire.",
        *["C’est juste."] * 10,
        "Réponse enregistrée\u00a0: un formateur va la lire.",
    ]
    accessible(page)


def test_training_with_tries_shows_hints_and_keeps_the_answer_hidden(
    site_of_every_type: str, visitor: Callable[..., Page], accessible: Callable[[Page], None]
) -> None:
    page = visitor(site_of_every_type, width=390, scheme="dark")
    sign_in(page, "nadia@arvanel.example")
    begin(page, "toutes-adaptive")
    base = page.url.split("?")[0]
    page.goto(f"{base}?q=8")

    choose(page, "select[name=pair-1]", "90")
    choose(page, "select[name=pair-2]", "50")
    choose(page, "select[name=pair-3]", "60")
    press_through(page, "button[name=do][value=answer]")

    assert page.locator("#tried").inner_text() == "En partie."
    assert page.locator("button[value=answer]").inner_text() == "Réessayer"
    assert "Réponse attendue" not in page.locator("main").inner_text()
    accessible(page)
    choose(page, "select[name=pair-1]", "30")
    press_through(page, "button[name=do][value=answer]")
    assert page.locator("#said").inner_text() == "C’est juste."
    accessible(page)


def test_a_text_and_its_file_do_not_lose_each_other(visitor: Callable[..., Page], site_of_every_type: str) -> None:
    page = visitor(site_of_every_type, 390)
    sign_in(page, "nadia@arvanel.example")
    page.goto("/quizzes/toutes-immediate")
    page.locator("form[action$='/attempts'] .btn-primary").click()
    page.wait_for_url("**/attempts/**")
    attempt = page.url.split("?")[0]
    essay = f"{attempt}?q={len(QUESTIONS)}"
    first, second = (
        {"name": name, "mimeType": "application/pdf", "buffer": b"%PDF-1.4\nune lettre\n%%EOF"}
        for name in ("lettre.pdf", "relance.pdf")
    )

    page.goto(essay)
    page.fill("textarea", "Bonjour, je vous appelle.")
    page.set_input_files("#file", first)
    with page.expect_navigation():
        page.locator("[data-behaviour=file] button").click()
    kept = page.input_value("textarea")
    page.set_input_files("#file", second)
    with page.expect_navigation():
        page.locator("button[value=answer]").click()

    assert kept == "Bonjour, je vous appelle."
    assert "Fichier joint : relance.pdf." in page.inner_text("main").replace("\u00a0", " ")


def test_a_hint_empties_what_was_wrong_and_keeps_what_was_right(
    site_of_every_type: str, visitor: Callable[..., Page]
) -> None:
    page = visitor(site_of_every_type, width=390)
    sign_in(page, "nadia@arvanel.example")
    begin(page, "toutes-interactive")
    page.goto(f"{page.url.split('?')[0]}?q=8")

    choose(page, "select[name=pair-1]", "30")
    choose(page, "select[name=pair-2]", "90")
    choose(page, "select[name=pair-3]", "60")
    press_through(page, "button[name=do][value=answer]")

    shown = [
        page.locator(f"select[name=pair-{n}]").evaluate("one => one.selectedOptions[0].text.trim()") for n in (1, 2, 3)
    ]
    assert shown == ["30 jours", "Choisir…", "60 jours"]
    assert "2 parties justes sur 3." in page.locator(".between").inner_text()
    assert "La santé a plus de temps." in page.locator(".between").inner_text()
