"""What each calculated question of the first edition asks, reckoned by the arithmetic of the trade.

It never copies the question's own formula: `test_bank` compares the two over many draws.
"""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

from quizzes.receivables import (
    Event,
    HalfYear,
    MonthOfSales,
    RateTable,
    best_possible_dso,
    collection_effectiveness,
    cost_of_delay,
    credit_limit,
    declaration_deadline,
    dso,
    dso_count_back,
    due_end_of_month,
    due_net,
    due_public,
    impairment,
    impute,
    instalments,
    late_payment,
    limitation_expiry,
    order_enforceable_from,
    order_service_deadline,
    penalty_rates,
    public_rate,
    retention_deadline,
    value_of_dso_days,
    without_vat,
)

ECB = RateTable({HalfYear(2026, 1): Decimal("2.15"), HalfYear(2026, 2): Decimal("2.40")})
PENALTIES = penalty_rates(ECB)
Figures = Mapping[str, Any]


def in_addition(given: Figures) -> Decimal:
    """What a company, a town or a consumer owes beside the principal."""
    debtor = {1: "professional", 2: "public", 3: "consumer"}[int(given["dossier"])]
    rates = PENALTIES if debtor == "professional" else public_rate(ECB, date(2026, 7, 1))
    owed = late_payment(given["montant"], given["echeance"], rates, given["paiement"], debtor=debtor)
    return owed.interest_due + owed.indemnity_due


def last_request_of_a_public_buyer(given: Figures) -> date:
    """The last day from which the buyer, who takes all its time, still pays by the day that is wanted."""
    days = {1: 30, 2: 50, 3: 60}[int(given["dossier"])]
    late = given["cible"]
    while due_public(late, days, given["execution"]) > given["cible"]:
        late -= timedelta(days=1)
    return late


def orders_that_still_live(given: Figures) -> int:
    return sum(order_service_deadline(given[name]) >= given["jour"] for name in "abc")


def points_of_the_index(given: Figures) -> Fraction:
    """What the index gains when a transfer for overdue invoices leaves the closing receivables."""
    opening, sales, closing = given["debut"], given["ventes"], given["fin"]
    not_due = closing - given["echu"]
    before = collection_effectiveness(opening, sales, closing, not_due)
    return collection_effectiveness(opening, sales, closing - given["oubli"], not_due) - before


def instalment(given: Figures) -> Decimal:
    down, first, *_ = instalments(given["dette"], int(given["nombre"]), given["part"])
    assert down == given["dette"] * given["part"] / 100
    return first


FIRST: dict[str, Callable[[Figures], Any]] = {
    "jur-1-penalites-deux-semestres": lambda given: (
        late_payment(given["montant"], due_net(given["emission"], 60), PENALTIES, given["paiement"]).interest
    ),
    "jur-1-solde-apres-acompte": lambda given: (
        late_payment(
            given["montant"],
            given["echeance"],
            PENALTIES,
            given["arrete"],
            [Event(given["versement"], given["acompte"])],
            claims_indemnity=False,
        ).balance
    ),
    "jur-1-penalites-apres-avoir": lambda given: (
        late_payment(
            given["montant"],
            given["echeance"],
            PENALTIES,
            given["paiement"],
            [Event(given["jour_avoir"], given["avoir"], "credit_note")],
        ).interest
    ),
    "jur-1-combien-en-plus": in_addition,
    "jur-1-interets-moratoires-figes": lambda given: (
        late_payment(
            given["montant"], given["limite"], public_rate(ECB, given["limite"]), given["paiement"], debtor="public"
        ).interest
    ),
    "jur-1-echeance-soixante-jours": lambda given: due_net(given["emission"]),
    "jur-1-echeance-45-puis-fin-de-mois": lambda given: due_end_of_month(given["emission"]),
    "jur-1-echeance-fin-de-mois-puis-45": lambda given: due_end_of_month(given["emission"], reading="month_then_days"),
    "jur-1-dernier-jour-public": last_request_of_a_public_buyer,
    "kpi-1-dso-du-trimestre": lambda given: dso(given["encours"], given["ventes"], int(given["jours"])),
    "kpi-1-meilleur-dso-du-trimestre": lambda given: best_possible_dso(
        given["encours"] - given["echu"], given["ventes"], 92
    ),
    "kpi-1-dso-en-remontant": lambda given: dso_count_back(
        given["encours"],
        [
            MonthOfSales(given["septembre"], 30),
            MonthOfSales(given["aout"], 31),
            MonthOfSales(given["juillet"], 31),
        ],
    ),
    "kpi-1-efficacite-du-trimestre": points_of_the_index,
    "kpi-1-jours-gagnes": lambda given: value_of_dso_days(given["ventes"], int(given["jours"])),
    "kpi-1-prix-du-retard": lambda given: cost_of_delay(given["montant"], int(given["jours"]), given["taux"]),
    "ris-2-limite-a-proposer": lambda given: credit_limit(
        given["ventes"], int(given["delai"]), int(given["retard"]), given["garantie"]
    ),
    "fac-3-principal-apres-virement": lambda given: (
        impute(given["virement"], given["interets"], given["principal"]).principal_left
    ),
    "com-4-mensualite-du-plan": instalment,
    "kpi-2-depreciation-du-douteux": lambda given: impairment(
        without_vat(given["ttc"], 20).without_tax, given["perte"]
    ),
    "jur-3-delai-apres-reconnaissance": lambda given: limitation_expiry(
        "consumer", given["echeance"], [given["reconnaissance"]]
    ),
    "jur-4-signifier-a-temps": orders_that_still_live,
    "jur-4-executer-sans-avis": lambda given: order_enforceable_from(given["signification"]),
    "jur-5-dernier-jour-pour-declarer": lambda given: declaration_deadline(given["publication"]),
    "jur-5-dernier-jour-pour-revendiquer": lambda given: retention_deadline(given["publication"]),
}
