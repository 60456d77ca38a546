"""Search: accents and case aside, in lessons, words and law."""

import pytest

from course.learning.queries import search
from tests.learning.content import make_lesson


@pytest.mark.parametrize("query", ["échéance", "ECHEANCE", "echeance", "  Échéance  "])
def test_a_word_is_found_whatever_its_accents(session, lesson, query) -> None:
    found = search(session, query)

    assert {(one.kind, one.key) for one in found} == {("lesson", "echeance"), ("term", "echeance")}


def test_titles_come_before_texts(session, lesson) -> None:
    make_lesson(session, "autre", position=2, text="On y parle d’échéance.", title="Autre")

    assert [one.key for one in search(session, "échéance")][-1] == "autre"


def test_an_article_of_law_is_found_by_its_number_and_by_its_words(session, lesson) -> None:
    assert search(session, "L441-10")[0].kind == "law"
    assert search(session, "441-10")[0].kind == "law"
    assert "law" in {one.kind for one in search(session, "soixante jours")}


def test_all_words_must_answer(session, lesson) -> None:
    assert search(session, "échéance bodacc") == []


def test_what_is_published_is_found_at_once(session, lesson) -> None:
    before = search(session, "mandataire")
    make_lesson(session, "autre", position=2, text="Le mandataire judiciaire.")

    after = search(session, "mandataire")

    assert before == []
    assert [one.key for one in after] == ["autre"]


def test_the_page_marks_the_words_and_links_the_lessons(client, learner) -> None:
    page = client.get("/search?q=facture").text

    assert "<mark>facture</mark>" in page
    assert 'href="/lessons/echeance"' in page


def test_nothing_found_says_what_to_do(client, learner) -> None:
    page = client.get("/search?q=zzzz").text

    assert "Rien ne répond à" in page
    assert 'href="/modules/cadre-legal"' in page


@pytest.mark.parametrize(
    "query",
    ["", "%00", "%ED%A0%80", "<script>alert(1)</script>", "%25", "_", "'%20OR%201=1--", "x" * 5000, "%F0%9F%92%A9"],
)
def test_hostile_queries_get_a_page(client, learner, query) -> None:
    page = client.get(f"/search?q={query}")

    assert page.status_code == 200
    assert "<script>alert" not in page.text
