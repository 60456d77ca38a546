"""« Sources et date d’arrêté »: what a module rests on, said with its grade and its day."""

from datetime import date

from course.references import services as references
from course.references.formats import LawEntry
from tests.learning.content import make_lesson, make_module


def page_of(client, key="cadre-legal"):
    return client.get(f"/modules/{key}/sources").text.replace("\N{NO-BREAK SPACE}", " ")


def make_law(session, key, article, grade, **fields):
    entry = LawEntry(
        key=key,
        code="Code de commerce",
        article=article,
        title=f"Titre {article}",
        summary=f"Résumé {article}.",
        grade=grade,
        checked_on=date(2026, 11, 22),
        **fields,
    )
    references.save_law(session, entry, f"source {key}")


def test_a_module_says_its_day_its_reviewer_its_texts_and_that_it_is_no_advice(client, session, learner) -> None:
    make_law(session, "c-com-l441-9", "L441-9", "C", in_force_from=date(2019, 10, 1))
    make_lesson(session, "facture", position=2, text="## Un\n\n[la facture](loi:c-com-l441-9)")

    page = page_of(client)

    assert "tels qu’ils étaient le 22 novembre 2026. Il n’est pas un conseil juridique" in page
    assert "<dt>Relecture juridique</dt><dd>en attente</dd>" in page
    assert page.index("Titre L441-9") < page.index("Délais de paiement")  # by number, not by letter
    assert "grade A" in page
    assert "grade C" in page
    assert "<dt>À reconfirmer sur Légifrance</dt><dd>1</dd>" in page
    assert 'href="/lessons/facture"' in page


def test_module_and_lesson_lead_to_it(client, learner) -> None:
    assert 'href="/modules/cadre-legal/sources"' in client.get("/modules/cadre-legal").text
    assert 'href="/modules/cadre-legal/sources"' in client.get("/lessons/echeance").text


def test_a_module_of_method_says_that_no_text_is_cited(client, session, learner) -> None:
    make_module(session, "communication", 2, "Communication")
    make_lesson(session, "appeler", "communication")

    assert "une méthode recommandée, un usage du métier" in page_of(client, "communication")


def test_an_unknown_module_is_not_found(client, learner) -> None:
    assert client.get("/modules/autre/sources").status_code == 404
