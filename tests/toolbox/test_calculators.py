"""The pages of calculators: what they ask, what they refuse and say, what they rest on; the toolbox's home page."""

import re
from datetime import date

import pytest

from course.catalogue.services import save_company_note
from course.learning.queries import search
from course.toolbox.queries import tools
from course.toolbox.services import save_tool
from course.toolbox.views.calculators import CALCULATORS
from tests import factories
from tests.seeds import seeded
from tests.toolbox.calculator_content import (
    calculator_entries,
    figure_of,
    load_calculators,
    page_of,
    tree_of,
    words_of,
)

PENALTIES = {"principal": "12 000", "due": "30/04/2026", "until": "15/09/2026", "rate": "default"}
HOSTILE = ["<script>alert(1)</script>", "' OR 1=1 --", "9" * 500, "\x00", "1e999999", "nan", "-5", "٣٤٥", "31/02/2026"]


engine, _ = seeded(load_calculators)


@pytest.fixture
def reader(session, client, sign_in):
    """Somebody signed in, with the calculators published."""
    return sign_in(client, factories.make_person(session))


# --- Code and content -----------------------------------------------------------------------------


def test_each_calculator_of_the_code_has_its_words_and_none_stands_without_code() -> None:
    assert [entry.key for entry in calculator_entries()] == list(CALCULATORS)


def test_words_name_facts_that_hold() -> None:
    marks, _problems = tree_of("facts.yml")
    known = {number: node.value["mark"].value for number, node in marks.value["facts"].value.items()}

    named = {number for entry in calculator_entries() for number in entry.facts}

    assert {number for number in named if known.get(number) not in {"V", "M"}} == set()


@pytest.mark.parametrize("key", CALCULATORS)
def test_the_example_of_each_calculator_is_answered(reader, key) -> None:
    page = page_of(reader, key, **CALCULATORS[key].example)

    assert "Le calcul" in page
    assert "à corriger" not in page


@pytest.mark.parametrize("key", CALCULATORS)
def test_a_calculator_says_what_it_rests_on(reader, key) -> None:
    entry = next(entry for entry in calculator_entries() if entry.key == key)

    text = reader.get(f"/toolbox/calculators/{key}").text

    assert "Vérifié le 22 novembre 2026." in words_of(text)
    assert all(f'id="loi-{law}"' in text for law in entry.sources)
    assert all(number in text for number in entry.facts)


# --- What is typed --------------------------------------------------------------------------------


@pytest.mark.parametrize("key", CALCULATORS)
@pytest.mark.parametrize("typed", HOSTILE)
def test_whatever_is_typed_the_page_stands_and_nothing_is_run(reader, key, typed) -> None:
    one = CALCULATORS[key]
    names = [field.name for field in one.fields]
    names += [one.rows.field_name(1, field.name) for field in one.rows.fields] if one.rows else []

    answer = reader.get(f"/toolbox/calculators/{key}", query_string=dict.fromkeys(names, typed))

    assert answer.status_code == 200
    assert "<script>alert" not in answer.text
    assert 'id="resultat"' in answer.text


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"principal": "12.000"}, "Ce nombre peut se lire de deux façons"),
        ({"principal": ""}, "Écrivez un nombre."),
        ({"principal": "0"}, "Écrivez une valeur plus grande que zéro."),
        ({"principal": "10,005"}, "Ce nombre peut se lire de deux façons"),
        ({"principal": "1000,0051"}, "Un montant a deux décimales au plus."),
        ({"due": "31/02/2026"}, "Cette date n’existe pas au calendrier."),
        ({"due": "30/04/26"}, "Écrivez l’année en quatre chiffres"),
        ({"until": "15/03/2027"}, "Le taux du semestre 1 de 2027 n’est pas connu."),
        ({"until": "01/01/2150"}, "à plus de cent ans de l’échéance"),
        ({"rate": "contract"}, "Écrivez le taux que le contrat prévoit."),
        ({"rate": "contract", "percent": "250"}, "Écrivez un taux entre 0 et 100"),
        ({"rate": "magic"}, "Ce choix n’existe pas ici."),
        ({"e1_kind": "payment", "e1_day": "31/05/2026"}, "Écrivez un nombre."),
        ({"e2_kind": "payment", "e2_amount": "100"}, "Écrivez une date."),
    ],
)
def test_a_fault_is_said_beside_its_field_and_nothing_is_reckoned(reader, changed, said) -> None:
    answer = reader.get("/toolbox/calculators/penalites", query_string={**PENALTIES, **changed})

    assert said in words_of(answer.text)
    assert answer.text.count('aria-invalid="true"') == 1
    assert 'class="figure"' not in answer.text


def test_the_page_says_how_it_reads_what_was_typed(reader) -> None:
    page = page_of(reader, "penalites", **PENALTIES | {"principal": "12000,5", "due": "30 avril 2026"})

    assert "Nous lisons : 12 000,50 €" in page
    assert "Nous lisons : 30 avril 2026" in page


def test_eight_digits_are_a_date_for_the_keyboards_of_phones(reader) -> None:
    assert figure_of(reader, "echeance", invoice="12032026") == "lundi 11 mai 2026"


def test_an_empty_page_asks_without_a_reproach(reader) -> None:
    text = reader.get("/toolbox/calculators/penalites").text

    assert "aria-invalid" not in text
    assert 'class="figure"' not in text
    assert 'inputmode="decimal"' in text


def test_the_address_holds_the_whole_and_leaves_out_what_is_empty(reader) -> None:
    text = reader.get("/toolbox/calculators/penalites", query_string={**PENALTIES, "percent": "", "e1_day": ""}).text

    shared = re.search(r'href="([^"]*)">Adresse de ce calcul', text)
    assert shared
    assert "percent" not in shared[1]
    assert "12 597,58 €" in words_of(reader.get(shared[1].replace("&amp;", "&").split("#")[0]).text)


def test_a_line_is_added_below_those_that_are_filled_in(reader) -> None:
    filled = {"e1_kind": "payment", "e1_day": "31/05/2026", "e1_amount": "10"}
    second = {"e2_kind": "credit_note", "e2_day": "30/06/2026", "e2_amount": "10"}

    text = reader.get("/toolbox/calculators/penalites", query_string={**PENALTIES, **filled, **second}).text

    assert 'name="e3_day"' in text
    assert 'name="e4_day"' not in text


def test_the_working_as_text_says_what_was_given_and_each_step(reader) -> None:
    text = reader.get("/toolbox/calculators/penalites", query_string=PENALTIES).text

    copied = re.search(r"<textarea[^>]*>(.*?)</textarea>", text, re.DOTALL)
    assert copied
    lines = [" ".join(line.split()) for line in copied[1].splitlines()]
    assert lines[0] == "Total dû au 15 septembre 2026 : 12 597,58 €"
    assert "Échéance : 30 avril 2026" in lines
    assert "Du 01/07/2026 au 15/09/2026 : 77 jours : 313,91 €" in lines


def test_english_screens_have_english_titles_and_figures(session, client, sign_in) -> None:
    sign_in(client, factories.make_person(session, language="en"))

    text = client.get("/toolbox/calculators/penalites", query_string=PENALTIES).text

    assert "Late payment penalties" in text
    assert "12,597.58" in text


# --- What the calculators warn of -----------------------------------------------------------------


def test_a_contract_rate_below_the_floor_is_named(reader) -> None:
    page = page_of(reader, "penalites", **PENALTIES | {"rate": "contract", "percent": "7"})

    assert "7,00 % est inférieur au plancher légal : 7,86 % au 1er semestre 2026." in page


def test_a_judgment_stops_the_interest_the_day_before(reader) -> None:
    page = page_of(reader, "penalites", **PENALTIES | {"opened": "01/07/2026"})

    assert "Total dû au 30 juin 2026" in page
    assert "Pénalités : 243,67 € (61 jours)" in page


def test_a_payment_after_the_judgment_is_named_and_not_counted(reader) -> None:
    row = {"e1_kind": "payment", "e1_day": "15/07/2026", "e1_amount": "4000"}

    page = page_of(reader, "penalites", **PENALTIES | {"opened": "01/07/2026"} | row)

    assert "une créance antérieure ne se paie plus" in page
    assert "12 283,67 €" in page


def test_an_invoice_due_after_the_judgment_bears_neither_interest_nor_indemnity(reader) -> None:
    assert figure_of(reader, "penalites", **PENALTIES | {"opened": "15/04/2026"}) == "12 000,00 €"


def test_a_clause_may_settle_the_principal_first(reader) -> None:
    row = {"e1_kind": "payment", "e1_day": "30/06/2026", "e1_amount": "4000"}

    page = page_of(reader, "penalites", **PENALTIES | row | {"first": "principal"})

    assert "4 000,00 € au principal" in page


def test_a_formal_notice_does_not_stop_the_limitation_and_the_page_says_why(reader) -> None:
    fields = {"claim": "consumer", "start": "10/12/2024", "a1_kind": "formal_notice", "a1_day": "01/06/2026"}

    page = page_of(reader, "prescription", **fields)

    assert "jeudi 10 décembre 2026" in page
    assert "une mise en demeure n’interrompt pas la prescription sans effet" in page


def test_a_part_payment_leaves_the_prudent_date_and_names_the_other(reader) -> None:
    fields = {"claim": "consumer", "start": "10/12/2024", "a1_kind": "part_payment", "a1_day": "01/06/2026"}

    page = page_of(reader, "prescription", **fields)

    assert "jeudi 10 décembre 2026" in page
    assert "jusqu’au 01/06/2028. Ne comptez pas dessus." in page


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"a1_kind": "mediation", "a1_day": "01/06/2026"}, "Donnez la date de fin de la médiation"),
        ({"a1_kind": "mediation", "a1_day": "01/06/2026", "a1_until": "01/05/2026"}, "Cette date vient avant"),
        ({"a1_kind": "reminder", "a1_day": "01/06/2020"}, "Cette date vient avant"),
    ],
)
def test_an_act_that_cannot_be_right_is_said_beside_it(reader, row, said) -> None:
    answer = reader.get("/toolbox/calculators/prescription", query_string={"start": "10/12/2024", **row})

    assert said in words_of(answer.text)
    assert answer.text.count('aria-invalid="true"') == 1


@pytest.mark.parametrize(
    ("key", "changed", "said"),
    [
        ("dso", {"on": "15/09/2026"}, "Donnez le dernier jour d’un mois"),
        ("dso", {"m2": ""}, "Ce mois manque"),
        ("dso", {"not_due": "500000"}, "Ce montant dépasse celui dont il fait partie."),
        ("dso", {"m1": "0", "m2": "0", "m3": "0"}, "Écrivez une valeur plus grande que zéro."),
        ("cei", {"not_due": "500000"}, "Ce montant dépasse celui dont il fait partie."),
        ("cei", {"kept": "3"}, "Remplissez ce champ, ou videz celui qui va avec."),
        ("cei", {"costs": "3", "collected": "0"}, "Écrivez une valeur plus grande que zéro."),
        ("limite-de-credit", {"assets": "3", "short": "0"}, "Écrivez une valeur plus grande que zéro."),
        ("limite-de-credit", {"term": "1000"}, "Écrivez un nombre entier, de 0 à 366."),
        ("indemnite-40-euros", {"forbidden": "5"}, "Écrivez une valeur entre 0 et 3."),
        ("echeance", {"days": "2,5"}, "Écrivez un nombre entier, de 0 à 366."),
        ("acheteur-public", {"until": "01/02/2150"}, "à plus de cent ans"),
    ],
)
def test_figures_that_contradict_one_another_are_refused(reader, key, changed, said) -> None:
    answer = reader.get(f"/toolbox/calculators/{key}", query_string={**CALCULATORS[key].example, **changed})

    assert said in words_of(answer.text)
    assert 'class="figure"' not in answer.text


def test_count_back_that_lacks_months_leaves_the_simple_dso(reader) -> None:
    page = page_of(reader, "dso", on="30/09/2026", receivables="420000", m1="330000")

    assert "Ajoutez des mois." in page
    assert "38,18 jours" in page


# --- The home page, the search, who may -----------------------------------------------------------


def test_the_home_page_lists_the_calculators_and_filters_them(reader) -> None:
    whole = reader.get("/toolbox").text
    some = reader.get("/toolbox?q=BODACC").text

    assert all(f'href="/toolbox/calculators/{key}"' in whole for key in CALCULATORS)
    assert re.findall(r'href="/toolbox/calculators/([a-z0-9-]+)"', some) == ["declaration-de-creance"]


def test_nothing_found_says_what_to_do(reader) -> None:
    page = words_of(reader.get("/toolbox", query_string={"q": "<b>zzz</b>"}).text)

    assert "Rien ne répond à « <b>zzz</b> ». Essayez un seul mot" in page


def test_the_navigation_leads_to_the_toolbox(reader) -> None:
    text = reader.get("/").text

    assert '<a href="/toolbox">Outils</a>' in text


def test_a_search_finds_calculators_and_links_them(session, reader) -> None:
    found = [one for one in search(session, "prescription") if one.kind == "tool"]

    assert (found[0].tool, found[0].key) == ("calculator", "prescription")
    assert 'href="/toolbox/calculators/prescription"' in reader.get("/search?q=prescription").text


def test_a_calculator_without_code_is_not_shown(session, reader) -> None:
    words = next(iter(calculator_entries()))
    save_tool(session, "calculator", type(words)(**{**_fields(words), "key": "inconnu"}), "source")

    assert reader.get("/toolbox/calculators/inconnu").status_code == 404
    assert "inconnu" not in reader.get("/toolbox").text


def _fields(entry) -> dict[str, object]:
    return {name: getattr(entry, name) for name in entry.__slots__}


def test_the_words_of_another_day_show_that_day(session, reader) -> None:
    words = next(iter(calculator_entries()))
    save_tool(session, "calculator", type(words)(**{**_fields(words), "checked_on": date(2027, 1, 5)}), "source")

    assert "Vérifié le 5 janvier 2027." in page_of(reader, "echeance")


def test_the_company_s_own_note_stands_beside(session, reader) -> None:
    item_id = tools(session, "calculator")["penalites"].item_id
    save_company_note(session, item_id, "Chez nous : 12 %", "<p>Taux maison&nbsp;: 12&nbsp;%.</p>", None)

    assert "Taux maison : 12 %." in page_of(reader, "penalites")


@pytest.mark.parametrize("address", ["/toolbox", "/toolbox/calculators/echeance"])
def test_the_toolbox_asks_to_sign_in(client, address) -> None:
    assert client.get(address).status_code == 303


def test_an_unknown_calculator_is_not_found(reader) -> None:
    assert reader.get("/toolbox/calculators/horoscope").status_code == 404


def test_a_page_costs_few_statements_and_no_more_for_more_lines(reader, count_statements) -> None:
    rows = {f"e{place}_{name}": value for place in range(1, 9) for name, value in ROW.items()}
    for address in ("/toolbox", "/toolbox/calculators/penalites"):
        reader.get(address)

    with count_statements() as home:
        reader.get("/toolbox")
    with count_statements() as page:
        reader.get("/toolbox/calculators/penalites", query_string={**PENALTIES, **rows})

    assert len(home) <= 3
    assert len(page) <= 4


ROW = {"kind": "payment", "day": "31/05/2026", "amount": "10"}
