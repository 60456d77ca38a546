"""What the calculated questions of each later module ask, reckoned by the arithmetic of the trade, as in `reckoned`.

One table a module, so that `test_bank` takes those whose questions are in the bank.
"""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

from quizzes.days import add_months, is_working_day
from quizzes.receivables import (
    Act,
    ConstantRate,
    Delay,
    Event,
    HalfYear,
    MonthOfSales,
    OpenItem,
    RateTable,
    aged_balance,
    collection_effectiveness,
    cost_of_delay,
    dispute_rate,
    dso,
    dso_count_back,
    due_net,
    due_public,
    equity_ratio,
    impairment,
    impute,
    indemnities,
    instalments,
    interest,
    late_payment,
    limitation,
    mean_delay,
    monthly_days,
    net_gearing,
    opposition_deadline,
    penalty_rates,
    promises_kept,
    public_rate,
    rounded,
    sales_to_offset,
    share,
    supplier_days,
    weighted_delay,
    without_vat,
)
from tests.content.reckoned import ECB, PENALTIES

Figures = Mapping[str, Any]
Reckoned = dict[str, Callable[[Figures], Any]]
TODAY = date(2026, 11, 23)
ONE_DAY = timedelta(days=1)


def later(day: date, days: Any) -> date:
    return day + timedelta(days=int(days))


def left(debt: Any, paid: Any, credited: Any = 0) -> Decimal:
    """What a debt without interest leaves after a payment and a credit note."""
    events = [Event(TODAY, amount, kind) for amount, kind in ((paid, "payment"), (credited, "credit_note")) if amount]
    return late_payment(debt, TODAY, PENALTIES, TODAY, events).principal_due


def with_vat(net: Any) -> Decimal:
    """An amount and its tax of 20 %, each in whole cents."""
    without = rounded(Fraction(net), 2)
    return without + rounded(Fraction(without) / 5, 2)


# --- Module 1: the law ------------------------------------------------------------------------------------------------


def total_of_the_letter(given: Figures) -> Decimal:
    return left(given["facture"], 0, given["avoir"]) + given["penalites"] + indemnities(1)


def to_declare(given: Figures) -> Decimal:
    """What was born before the judgment, due or not; what was delivered after it is paid at its term instead."""
    born = {"echue": "before", "aechoir": "before", "penalites": "before", "apres": "after"}
    return sum((given[name] for name, when in born.items() if when == "before"), Decimal(0))


M1: Reckoned = {
    "jur-1-echeance-publique": lambda given: due_public(given["demande"], int(given["delai"]), given["execution"]),
    "jur-2-seul-dates-d-effacement": lambda given: add_months(given["appel"], 6),
    "jur-2-date-de-la-grille": lambda given: add_months(later(given["appel"], given["attente"]), 12),
    "jur-3-total-apres-avoir": total_of_the_letter,
    "jur-3-seul-travaux-acheves": lambda given: (
        limitation("consumer", given["acheve"], [Act("formal_notice", given["lettre"])]).prudent
    ),
    "jur-4-seul-mois-pour-repondre": lambda given: add_months(given["envoi"], 1),
    "jur-4-seul-pas-en-personne": lambda given: opposition_deadline(given["acte"]),
    "jur-5-seul-decompte-fige": lambda given: (
        late_payment(given["montant"], given["echeance"], ConstantRate(given["taux"]), given["jugement"]).interest
    ),
    "jur-5-seul-trente-jours": lambda given: later(given["lettre"], given["trajet"] + 30),
    "jur-5-total-a-declarer": to_declare,
    "jur-5-facture-d-observation": lambda given: given["fin"].replace(year=given["fin"].year + 1),
}


# --- Module 2: writing and speaking -----------------------------------------------------------------------------------


def overdue_of_the_gardener(given: Figures) -> Decimal:
    day = given["jour"]
    oldest, second, coming = later(day, -given["ra"]), later(day, -given["rb"]), later(day, given["rc"])
    account = [OpenItem(given["a"], oldest), OpenItem(given["b"], second), OpenItem(given["c"], coming)]
    return aged_balance([*account, OpenItem(-given["av"], oldest)], day).overdue


def firm_statement(given: Figures) -> Decimal:
    return late_payment(given["montant"], later(given["jour"], -given["n"]), PENALTIES, given["jour"]).balance


def fallen_due(given: Figures) -> Decimal:
    """A plan whose second monthly payment is the first one missed, the day after its date; no clause brings it down."""
    days = monthly_days(TODAY, int(given["n"]) + 1)
    plan = [(days[0], given["premier"]), *((day, given["m"]) for day in days[1:])]
    paid = plan[:2]
    return sum((amount for day, amount in plan if day < days[2] + ONE_DAY and (day, amount) not in paid), Decimal(0))


def smallest_down_payment(given: Figures) -> int:
    debt, capacity, percent = (int(given[name]) for name in ("dette", "cap", "part"))
    return next(euros for euros in range(0, debt, 10) if share(euros, debt) >= percent and debt - euros <= 5 * capacity)


M2: Reckoned = {
    "com-2-transfert-paysagiste": overdue_of_the_gardener,
    "com-2-decompte-ferme": firm_statement,
    "com-2-date-mise-en-demeure": lambda given: later(due_net(given["emission"], 45), 30),
    "com-3-part-non-contestee": lambda given: left(given["n"] * given["p"], given["v"], given["k"] * given["p"]),
    "com-4-total-du-plan": lambda given: given["manque"],
    "com-4-exigible-sans-clause": fallen_due,
    "com-4-fin-du-plan": lambda given: monthly_days(given["debut"], int(given["n"]) + 1)[-1],
    "com-4-premier-versement-minimal": smallest_down_payment,
    "com-5-solution-chiffree": lambda given: left(given["dette"], given["jour1"], given["av"]),
}


# --- Module 4: invoices and payments ----------------------------------------------------------------------------------


def total_of_the_draft(given: Figures) -> Decimal:
    gross = Fraction(given["quantite"] * given["prix"])
    return with_vat(gross - gross * Fraction(given["remise"]) / 100)


def fine(given: Figures) -> int:
    total = 0
    for _ in range(int(given["nombre"])):
        total = min(total + 50, 15_000)
    return total


def in_addition_of_the_town(given: Figures) -> Decimal:
    rate = public_rate(ECB, given["echeance"])
    owed = late_payment(given["montant"], given["echeance"], rate, given["paiement"], debtor="public")
    return owed.interest_due + owed.indemnity_due


def penalties_after_a_part_payment(given: Figures) -> Decimal:
    principal = impute(given["acompte"], given["interets"], given["principal"]).principal_left
    return cost_of_delay(principal, int(given["jours"]), Decimal("12.40"))


def left_on_the_second_rent(given: Figures) -> Decimal:
    """The debts that are due come first, the oldest of them before the others."""
    oldest = impute(given["virement"], 0, given["premier"])
    return impute(oldest.excess, 0, given["second"]).principal_left


M4: Reckoned = {
    "fac-1-dater-la-facture": lambda given: due_net(given["emission"]),
    "fac-1-net-a-payer": total_of_the_draft,
    "fac-1-transfert-imprimerie": lambda given: share(
        given["commande"], sum(given[cause] for cause in ("commande", "adresse", "prix"))
    ),
    "fac-2-amende-plafonnee": fine,
    "fac-2-transfert-paysagiste": in_addition_of_the_town,
    "fac-3-dette-apres-lettrage": lambda given: given["facture_a"] + left(given["facture_b"], 0, given["avoir"]),
    "fac-3-date-du-certificat": lambda given: later(given["presentation"], 30),
    "fac-3-penalites-apres-acompte": penalties_after_a_part_payment,
    "fac-3-transfert-loueur": left_on_the_second_rent,
}


# --- Module 8: tools, and module 3: organisation ----------------------------------------------------------------------


def gain_an_hour(given: Figures) -> Fraction:
    gain = Fraction(given["montant"] * given["plus"]) / 100 - Fraction(given["cout"])
    return gain / (Fraction(given["minutes"]) / 60)


def whole_calls(given: Figures) -> int:
    minutes = int(given["bloc"]) - int(given["coupures"]) * int(given["cout"])
    return len(range(int(given["appel"]), minutes + 1, int(given["appel"])))


def call_before_the_list_closes(given: Figures) -> date:
    day = later(given["campagne"], -given["avance"] - 2)
    while day.strftime("%a") in {"Sat", "Sun"}:
        day -= ONE_DAY
    return day


def next_working_day(day: date) -> date:
    return next(found for found in (later(day, after) for after in range(15)) if is_working_day(found))


def minutes_gained(given: Figures) -> Decimal:
    one_by_one = sum(given["appel"] for _ in range(int(given["nombre"])))
    return one_by_one - sum((given["controle"] for _ in range(int(given["nombre"]))), given["preparation"])


def first_campaign(given: Figures) -> date:
    campaigns = (date(2026, 11, 30), date(2026, 12, 15), date(2026, 12, 31))
    return next(day for day in campaigns if (day - given["validee"]).days >= given["avance"])


M8: Reckoned = {
    "org-1-seul-valeur-attendue": gain_an_hour,
    "org-2-appels-apres-interruptions": whole_calls,
    "org-2-appel-avant-cloture": call_before_the_list_closes,
    "org-2-seul-etape-reportee": lambda given: later(due_net(given["facture"], int(given["delai"])), 15),
    "out-1-temps-gagne-en-lot": minutes_gained,
    "out-1-seul-plafond-calcule": lambda given: next_working_day(later(given["dernier"], given["ecart"])),
    "out-1-taux-apres-exclusions": lambda given: share(
        given["plaintes"] - given["litiges"] - given["payes"], given["envoyes"] - given["litiges"] - given["payes"]
    ),
    "out-1-liste-fermee-ou-non": first_campaign,
    "out-2-controle-j-plus-un": lambda given: next_working_day(given["promesse"] + ONE_DAY),
    "out-2-seul-part-en-especes": lambda given: impute(given["especes"], 0, 1000).excess,
    "out-2-transfert-hotel": lambda given: given["facture"],
}


# --- Module 5: risk ---------------------------------------------------------------------------------------------------


def loss_to_bear(claim: Any, limit: Any, percent: Any) -> Fraction:
    """What an insurer that pays a part of a claim, at most of its limit, leaves to its client."""
    return Fraction(claim) - Fraction(min(claim, limit)) * Fraction(percent) / 100


def credit_left(given: Figures) -> Decimal:
    late, coming = later(TODAY, -20), later(TODAY, 20)
    account = [OpenItem(given["echu"], late), OpenItem(given["non"], coming), OpenItem(-given["avoir"], coming)]
    return given["limite"] - aged_balance(account, TODAY).total


def penalties_without_clause(given: Figures) -> Decimal:
    due = date(2026, 1, 5)
    rates = penalty_rates(RateTable({HalfYear(2026, 1): given["bce"]}))
    return late_payment(given["montant"], due, rates, later(due, given["jours"])).interest


def due_of_the_plan(given: Figures) -> Decimal:
    paid, late, count = (int(given[name]) for name in ("p", "m", "n"))
    return sum((given["v"] for place in range(count) if paid <= place < paid + late), Decimal(0))


def drift(given: Figures) -> Decimal:
    before, now = ([Delay(1, int(given[name])) for name in names] for names in ("abc", "def"))
    return rounded(mean_delay(now) - mean_delay(before), 1)


def back_under_the_guarantee(given: Figures) -> date:
    """The invoices are paid one after the other, each as late as usual, until what is left is no more than insured."""
    left_over = given["f1"] + given["f2"] + given["f3"]
    for rank in "123":
        left_over -= given[f"f{rank}"]
        if left_over <= given["garantie"]:
            return later(given[f"d{rank}"], given["retard"])
    raise AssertionError


M5: Reckoned = {
    "ris-1-risque-apres-acompte": lambda given: instalments(with_vat(given["ht"]), 1, given["taux"])[1],
    "ris-1-autonomie-tiree": lambda given: rounded(equity_ratio(given["cp"], given["cp"] + given["dettes"]), 1),
    "ris-1-delai-fournisseurs-tire": lambda given: rounded(
        supplier_days(given["dettes"], with_vat(given["achats"])), 1
    ),
    "ris-1-endettement-tire": lambda given: net_gearing(given["dettes"], given["treso"], given["cp"]),
    "ris-2-versement-a-demander": lambda given: given["trop"] + given["commande"],
    "ris-2-disponible-tire": credit_left,
    "ris-2-indemnite-tiree": lambda given: loss_to_bear(given["encours"], given["limite"], given["quotite"]),
    "ris-3-penalites-sans-clause": penalties_without_clause,
    "ris-3-exigible-tire": due_of_the_plan,
    "ris-4-derive-tiree": drift,
    "ris-4-retour-sous-la-garantie": back_under_the_guarantee,
    "ris-4-exposition-tiree": lambda given: loss_to_bear(
        given["encours"] + given["commande"], given["limite"], given["quotite"]
    ),
}


# --- Module 6: disputes, and module 7: indicators ---------------------------------------------------------------------


def what_the_agency_may_claim(given: Figures) -> Decimal:
    """Its commission is the creditor's: the debtor owes it no more than the debt (CPCE L111-8)."""
    return left(given["facture"], 0, given["avoir"]) + given["penalites"] + indemnities(1)


def price_of_both_delays(given: Figures) -> Fraction:
    return sum(
        (interest(given[sum_], given["taux"], int(given[days])) for sum_, days in (("a", "ja"), ("b", "jb"))),
        Fraction(0),
    )


def between_the_methods(given: Figures) -> Fraction:
    months = [MonthOfSales(given["mars"], 31), MonthOfSales(given["fev"], 28), MonthOfSales(given["jan"], 31)]
    simple = dso(given["encours"], sum(month.sales for month in months), 90)
    return dso_count_back(given["encours"], months) - simple


def impairment_taken_back(given: Figures) -> Decimal:
    before, after = (without_vat(owed, 20).without_tax for owed in (given["ttc"], given["ttc"] - given["paye"]))
    return impairment(before, given["perte"]) - impairment(after, given["perte"])


M6: Reckoned = {
    "jur-2-seul-decompte-de-l-agence": what_the_agency_may_claim,
    "kpi-1-seul-ventes-a-refaire": lambda given: sales_to_offset(
        without_vat(given["ttc"], 20).without_tax, given["marge"]
    ),
    "kpi-1-deux-clients-en-retard": price_of_both_delays,
    "kpi-1-seul-ecart-des-methodes": between_the_methods,
    "kpi-1-seul-indice-du-semestre": lambda given: collection_effectiveness(
        given["debut"], given["ventes"], given["fin"], given["fin"] - given["echu"]
    ),
    "kpi-1-seul-promesses-en-valeur": lambda given: promises_kept(given["tenu"], given["total"] - given["futur"]),
    "kpi-1-trois-retards-ponderes": lambda given: weighted_delay(
        [Delay(given[name], int(given[f"j{name}"])) for name in "abc"]
    ),
    "kpi-2-seul-reprise-partielle": impairment_taken_back,
    "kpi-2-seul-biens-et-services": lambda given: without_vat(given["biens"], 20).tax,
    "kpi-2-paiement-partiel-et-tva": lambda given: without_vat(given["ttc"] - given["paye"], 20).without_tax,
    "lit-1-seul-part-et-reste": lambda given: left(given["facture"], 0, with_vat(given["nombre"] * given["prix"])),
    "lit-1-deux-lignes-deux-unites": lambda given: left(
        given["facture"], 0, with_vat(given["quantite"] * given["trop"]) + given["port"]
    ),
    "lit-2-seul-mi-parcours-prix": lambda given: later(given["ouverture"], given["delai"] / 2),
    "lit-2-seul-taux-apres": lambda given: dispute_rate(
        given["litige"] - given["cas"], given["encours"] - given["cas"]
    ),
}
