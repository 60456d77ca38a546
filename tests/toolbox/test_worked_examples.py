"""Each worked example of the fact sheet's section 7 comes out of its page to the cent and to the day."""

import pytest

from tests import factories
from tests.seeds import seeded
from tests.toolbox.calculator_content import figure_of, load_calculators, page_of

PENALTIES = {"principal": "12 000", "due": "30/04/2026", "until": "15/09/2026", "rate": "default"}
DSO = {
    "on": "30/09/2026",
    "receivables": "420 000",
    "not_due": "300 000",
    "m1": "330 000",
    "m2": "300 000",
    "m3": "450 000",
}
CEI = {"opening": "390 000", "sales": "1 080 000", "closing": "420 000", "not_due": "300 000"}
PUBLIC = {"principal": "20 000", "buyer": "state", "request": "05/10/2026", "until": "22/12/2026"}
CREDIT = {"sales": "240 000", "term": "60", "tolerated": "15"}
DELAY = {"amount": "150 000", "days": "20", "rate": "5"}
DELAYS = {
    f"d{place}_{name}": value
    for place, (amount, days) in enumerate([("12000", "12"), ("8000", "45"), ("30000", "5"), ("2500", "90")], start=1)
    for name, value in (("amount", amount), ("days", days))
}
RATIOS = {
    "assets": "820",
    "short": "640",
    "equity": "310",
    "total": "1 250",
    "debts": "420",
    "cash": "60",
    "payables": "280",
    "purchases": "1 500",
}

EXAMPLES = [
    ("F7.01", "dso", DSO, ["DSO simple 35,78 jours", "420 000,00 € / 1 080 000,00 € × 92 jours"]),
    ("F7.02", "dso", DSO, ["reste 90 000,00 €", "août 2026", "9,30 jours", "DSO par épuisement 39,30 jours"]),
    ("F7.05", "dso", DSO, ["Meilleur DSO possible (BPDSO) 300 000,00 € / 1 080 000,00 € × 92 jours 25,56 jours"]),
    ("F7.06", "dso", DSO, ["Retard moyen (ADD)", "10,22 jours"]),
    ("F7.07", "cei", CEI, ["1 050 000,00 €", "1 170 000,00 €", "89,74 %"]),
    ("F7.08", "cei", CEI, ["Taux d’échu 120 000,00 € / 420 000,00 € 28,57 %"]),
    ("F7.09", "dso", {**DSO, "annual": "4320000", "gained": "5"}, ["11 835,62 €", "59 178,08 €"]),
    ("F7.11", "cei", {**CEI, "disputed": "37800"}, ["Taux de litige 9,00 %"]),
    ("F7.12 in number", "cei", {**CEI, "kept": "31", "fallen": "42"}, ["Promesses tenues 73,81 %"]),
    ("F7.12 in value", "cei", {**CEI, "kept": "148800", "fallen": "186000"}, ["Promesses tenues 80,00 %"]),
    ("F7.13", "cei", {**CEI, "costs": "14600", "collected": "365000"}, ["Coût du recouvrement 4,00 %"]),
    (
        "F7.17",
        "penalites",
        PENALTIES,
        [
            "61 jours 12 000,00 € × 12,15 % × 61 / 365 243,67 €",
            "77 jours 12 000,00 € × 12,40 % × 77 / 365 313,91 €",
            "Pénalités : 557,58 € (138 jours)",
            "Indemnité forfaitaire : 40,00 €",
            "12 597,58 €",
        ],
    ),
    (
        "F7.18 floor",
        "penalites",
        {"principal": "5000", "due": "31/07/2026", "until": "14/09/2026", "rate": "floor"},
        ["5 000,00 € × 8,25 % × 45 / 365 50,86 €"],
    ),
    (
        "F7.18 contract",
        "penalites",
        {"principal": "8000", "due": "31/07/2026", "until": "01/10/2026", "rate": "contract", "percent": "10"},
        ["8 000,00 € × 10,00 % × 62 / 365 135,89 €"],
    ),
    (
        "F7.19",
        "echeance",
        {"invoice": "12/03/2026"},
        [
            "60 jours nets lundi 11 mai 2026",
            "45 jours, puis fin du mois 26/04/2026, puis la fin de ce mois",
            "lectures vaut. jeudi 30 avril 2026",
            "Fin du mois, puis 45 jours 31/03/2026 + 45 jours vendredi 15 mai 2026",
            "Facture périodique : 45 jours 12/03/2026 + 45 jours dimanche 26 avril 2026",
        ],
    ),
    (
        "F7.19 end of January",
        "echeance",
        {"invoice": "31/01/2026"},
        ["mardi 31 mars 2026", "mardi 17 mars 2026", "60 jours nets mercredi 1er avril 2026"],
    ),
    (
        "F7.20 dates",
        "echeance",
        {"invoice": "01/10/2026", "request": "05/10/2026"},
        ["05/10/2026 + 30 jours mercredi 4 novembre 2026", "05/10/2026 + 50 jours mardi 24 novembre 2026"],
    ),
    (
        "F7.20 interest",
        "acheteur-public",
        PUBLIC,
        ["48 jours 20 000,00 € × 10,40 % × 48 / 365 273,53 €", "40,00 €", "20 313,53 €", "05/02/2027"],
    ),
    (
        "F7.21",
        "penalites",
        {
            "principal": "10000",
            "due": "01/07/2026",
            "until": "29/09/2026",
            "rate": "default",
            "before": "300",
            "e1_kind": "payment",
            "e1_day": "01/07/2026",
            "e1_amount": "4000",
        },
        [
            "300,00 € aux intérêts de retard, 3 700,00 € au principal",
            "90 jours 6 300,00 € × 12,40 % × 90 / 365 192,62 €",
            "Principal 6 300,00 €",
        ],
    ),
    (
        "F7.22",
        "declaration-de-creance",
        {"published": "08/10/2026", "territory": "same"},
        ["mardi 8 décembre 2026", "08/01/2027", "08/04/2027", "07/11/2026"],
    ),
    (
        "F7.22 elsewhere",
        "declaration-de-creance",
        {"published": "08/10/2026", "territory": "other"},
        ["lundi 8 février 2027"],
    ),
    (
        "F7.23",
        "injonction-de-payer",
        {"order": "08/09/2026", "served": "15/10/2026"},
        ["mardi 8 décembre 2026", "16/11/2026", "15/12/2026"],
    ),
    (
        "F7.24",
        "injonction-de-payer",
        {"order": "08/09/2026", "demand": "05/10/2026"},
        ["05/11/2026", "13/11/2026"],
    ),
    ("F4.17", "injonction-de-payer", {"order": "20/08/2026"}, ["samedi 20 février 2027", "+ 6 mois"]),
    (
        "F7.25 six",
        "echeancier",
        {"total": "9600", "count": "6", "first": "05/12/2026"},
        ["Mensualité 1 600,00 €", "05/05/2027"],
    ),
    (
        "F7.25 down",
        "echeancier",
        {"total": "7350", "count": "5", "down": "30", "first": "05/12/2026"},
        ["30,00 % de la somme 2 205,00 €", "Mensualité 1 029,00 €", "5 sur 5 ; reste 0,00 €"],
    ),
    ("F7.26 delay", "cout-du-retard", DELAY, ["410,96 €", "150 000,00 € × 5,00 % × 20 / 365"]),
    ("F7.26 loss", "cout-du-retard", {**DELAY, "loss": "10000", "margin": "4"}, ["250 000,00 €"]),
    ("F7.26 discount", "cout-du-retard", {**DELAY, "discount": "2", "earlier": "30"}, ["24,83 %"]),
    ("F7.14", "cout-du-retard", {**DELAY, **DELAYS}, ["16,74 jours", "Moyenne simple 38,00 jours"]),
    ("F7.27 limit", "limite-de-credit", CREDIT, ["240 000,00 € × (60 + 15) / 365 49 315,07 €"]),
    (
        "F7.27 ratios",
        "limite-de-credit",
        {**CREDIT, **RATIOS},
        [
            "Liquidité générale 1,28",
            "Autonomie financière 24,80 %",
            "Endettement net 1,16",
            "Délai fournisseurs 68,1 jours",
        ],
    ),
]


engine, _ = seeded(load_calculators)


@pytest.fixture
def reader(session, client, sign_in):
    """Somebody signed in, with the calculators published."""
    return sign_in(client, factories.make_person(session))


@pytest.mark.parametrize(("key", "fields", "said"), [example[1:] for example in EXAMPLES], ids=[e[0] for e in EXAMPLES])
def test_the_page_gives_the_worked_example(reader, key, fields, said):
    page = page_of(reader, key, **fields)

    assert [words for words in said if words not in page] == []


@pytest.mark.parametrize(
    ("key", "fields", "figure"),
    [
        ("echeance", {"invoice": "12/03/2026"}, "lundi 11 mai 2026"),
        ("penalites", PENALTIES, "12 597,58 €"),
        ("indemnite-40-euros", {"debtor": "professional", "invoices": "3"}, "120,00 €"),
        ("indemnite-40-euros", {"debtor": "consumer", "invoices": "3"}, "0,00 €"),
        ("indemnite-40-euros", {"debtor": "public", "invoices": "3", "forbidden": "1"}, "80,00 €"),
        ("prescription", {"claim": "consumer", "start": "10/12/2024"}, "jeudi 10 décembre 2026"),
        ("declaration-de-creance", {"published": "08/10/2026"}, "mardi 8 décembre 2026"),
        ("acheteur-public", PUBLIC, "273,53 €"),
        ("dso", DSO, "35,78 jours"),
        ("cei", CEI, "89,74 %"),
        ("limite-de-credit", CREDIT, "49 315,07 €"),
    ],
)
def test_the_answer_stands_in_large(reader, key, fields, figure):
    assert figure_of(reader, key, **fields) == figure
