"""Cards and phrases on their pages: complete, cheap, with their sources and the company's own words."""

import re

import pytest

from course.catalogue.services import save_company_note
from course.foundation.permissions import Role
from tests import factories
from tests.toolbox.content import entries, publish, publish_laws


@pytest.fixture
def reader(client, session, sign_in):
    factories.make_organisation(session)
    return sign_in(client, factories.make_person(session, "Nadia Benali"))


def test_a_card_says_when_what_what_to_say_what_never_and_what_next(reader, session) -> None:
    publish_laws(session)
    publish(session, "card")

    page = reader.get("/toolbox/cards/dix-minutes-apres-bodacc").text

    for piece in (
        "Dix minutes après une annonce au BODACC",
        "Alerte\N{NO-BREAK SPACE}: une date court",
        "<b>Arrêtez</b>".replace("b>", "strong>"),
        "nous déclarons notre créance",
        "N’allez pas là",
        "envoyée à J+30",
        'href="#loi-c-com-l622-7"',
        'id="loi-c-com-l622-7"',
        "Vérifié le 22\N{NO-BREAK SPACE}novembre 2026.",
        "F5.04",
    ):
        assert piece in page, piece
    assert "<p><p>" not in page


def test_every_card_and_the_list_open_with_all_their_laws_known(reader, session) -> None:
    publish_laws(session)
    publish(session, "card")
    listed = reader.get("/toolbox/cards").text

    for card, _node in entries("card"):
        page = reader.get(f"/toolbox/cards/{card.key}")
        assert page.status_code == 200
        assert f"/toolbox/cards/{card.key}" in listed
        asked = set(re.findall(r'href="#(loi-[a-z0-9-]+)"', page.text))
        assert asked <= set(re.findall(r'id="(loi-[a-z0-9-]+)"', page.text))


def test_a_card_of_method_says_that_it_is_no_law(reader, session) -> None:
    publish(session, "card", "avant-tout-appel")

    assert "un usage du métier, pas une règle de droit" in reader.get("/toolbox/cards/avant-tout-appel").text


@pytest.mark.parametrize("address", ["/toolbox/cards/nulle-part", "/toolbox/letters/nulle-part"])
def test_what_is_not_there_is_not_found(reader, address) -> None:
    assert reader.get(address).status_code == 404


def test_an_empty_toolbox_says_so(reader) -> None:
    assert "Aucune carte pour l’instant" in reader.get("/toolbox/cards").text
    assert "Aucune phrase pour l’instant" in reader.get("/toolbox/phrases").text
    assert "Aucune lettre pour l’instant" in reader.get("/toolbox/letters").text


def test_the_companys_note_stands_on_the_card_and_trainers_may_change_it(reader, session, sign_in) -> None:
    (item_id,) = publish(session, "card", "virement-parti")
    save_company_note(session, item_id, "Voir Claire.", "<p>Voir Claire.</p>", None)

    learner = reader.get("/toolbox/cards/virement-parti").text
    trainer = sign_in(reader, factories.make_person(session, roles=(Role.TRAINER,)))

    assert "<p>Voir Claire.</p>" in learner
    assert "/studio/notes/card/virement-parti" not in learner
    assert "/studio/notes/card/virement-parti" in trainer.get("/toolbox/cards/virement-parti").text


def test_phrases_are_all_there_each_with_its_anchor_and_the_laws_beneath(reader, session) -> None:
    publish_laws(session)
    publish(session, "phrase")

    page = reader.get("/toolbox/phrases").text

    for phrase, _node in entries("phrase"):
        assert f'id="{phrase.key}"' in page
        assert phrase.say[0].split("?")[0].replace("'", "&#39;") in page
    assert set(re.findall(r'href="#(loi-[a-z0-9-]+)"', page)) <= set(re.findall(r'id="(loi-[a-z0-9-]+)"', page))


@pytest.mark.parametrize(
    ("query", "kept", "gone"),
    [
        ("q=VIREMENT+parti", "virement-parti", "comptable-absent"),
        ("q=tresorerie", "pas-de-tresorerie", "comptable-absent"),
        ("theme=consumer", "accident-de-la-vie", "virement-parti"),
        ("theme=nothing", "virement-parti", "zzz"),
    ],
)
def test_phrases_are_filtered_without_capitals_or_accents(reader, session, query, kept, gone) -> None:
    publish(session, "phrase")

    page = reader.get(f"/toolbox/phrases?{query}").text

    assert f'id="{kept}"' in page
    assert f'id="{gone}"' not in page


def test_a_filter_that_keeps_nothing_says_so_and_shows_what_was_typed_as_text(reader, session) -> None:
    publish(session, "phrase")

    page = reader.get("/toolbox/phrases?q=%22%3E%3Cscript%3E").text

    assert "Aucune phrase ne répond" in page
    assert "<script>" not in page.split("</main>")[0].split("<main")[1]


@pytest.mark.parametrize(
    ("address", "expected"),
    [("/toolbox/cards/virement-parti", 2), ("/toolbox/cards", 1), ("/toolbox/phrases", 2), ("/toolbox/company", 2)],
)
def test_a_page_in_memory_costs_a_few_statements_and_writes_nothing(
    reader, session, count_statements, address, expected
) -> None:
    publish_laws(session)
    publish(session, "card")
    publish(session, "phrase")
    reader.get(address)

    with count_statements() as statements:
        reader.get(address)

    assert len(statements) <= expected + 1
    assert not [line for line in statements if line.startswith(("INSERT", "UPDATE", "DELETE"))]
