"""« Limite de crédit » : a simple limit, and the usual ratios of a balance sheet."""

from collections.abc import Callable, Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Final

from course.toolbox.forms import Field, Reading
from course.toolbox.views.calculators.base import Calculator, Line, Result, Scene, days_of, decimal, money, percent
from course.web.i18n import gettext as _
from course.web.i18n import marked as _l
from quizzes.receivables import credit_limit, current_ratio, equity_ratio, net_gearing, supplier_days


def _optional(name: str, label: str) -> Field:
    return Field(name, label, "money", is_required=False, may_be_zero=True, is_special=True)


FIELDS: Final = (
    Field("sales", _l("Ventes TTC prévues sur un an"), "money"),
    Field("term", _l("Délai accordé, en jours"), "count", default="60"),
    Field("tolerated", _l("Retard toléré, en jours"), "count", default="0", is_required=False),
    Field(
        "ceiling",
        _l("Plafond : garantie obtenue ou capacité du client"),
        "money",
        is_required=False,
        may_be_zero=True,
    ),
    _optional("assets", _l("Actif circulant")),
    _optional("short", _l("Dettes à court terme")),
    _optional("equity", _l("Capitaux propres")),
    _optional("total", _l("Total du bilan")),
    _optional("debts", _l("Dettes financières")),
    _optional("cash", _l("Trésorerie")),
    _optional("payables", _l("Dettes fournisseurs TTC")),
    _optional("purchases", _l("Achats TTC de l’année")),
)

EXAMPLE: Final = {"sales": "240000", "term": "60", "tolerated": "15"}


def reckon(reading: Reading, _scene: Scene) -> Result | None:
    """Returns the limit in large, then the ratios for which both figures were given."""
    sales, ceiling = reading.money("sales"), reading.money_or_none("ceiling")
    term, tolerated = reading.count("term"), reading.count("tolerated")
    ratios = list(_ratios(reading))
    if not reading.is_good:
        return None
    limit = credit_limit(sales, term, tolerated, ceiling)
    bare = credit_limit(sales, term, tolerated)
    values = {"sales": money(sales), "term": term, "tolerated": tolerated}
    lines = [Line(_("Besoin"), money(bare), _("%(sales)s × (%(term)s + %(tolerated)s) / 365", **values))]
    if ceiling is not None:
        lines.append(Line(_("Plafond"), money(ceiling)))
    lines.append(Line(_("Limite de crédit"), money(limit), is_sum=True))
    return Result(
        label=_("Limite de crédit, repère simple"),
        value=money(limit),
        beside=_("Le plafond décide.") if limit < bare else _("Le besoin décide."),
        warnings=(_("Repère de pratique, pas une règle : la garantie et la situation du client priment."),),
        lines=(*lines, *ratios),
    )


def _ratios(reading: Reading) -> Iterator[Line]:
    """Goes through the ratios; a figure that lacks the others of its ratio is noted."""
    ratios: tuple[tuple[str, tuple[str, ...], Callable[..., Fraction], Callable[[Fraction], str]], ...] = (
        (_("Liquidité générale"), ("assets", "short"), current_ratio, decimal),
        (_("Autonomie financière"), ("equity", "total"), equity_ratio, percent),
        (_("Endettement net"), ("debts", "cash", "equity"), net_gearing, decimal),
        (_("Délai fournisseurs"), ("payables", "purchases"), supplier_days, lambda found: days_of(found, 1)),
    )
    found = [line for ratio in ratios if (line := _ratio(reading, *ratio)) is not None]
    if found:
        yield Line(_("Ratios du bilan"), is_head=True)
        yield from found


def _ratio(
    reading: Reading,
    label: str,
    names: tuple[str, ...],
    ratio: Callable[..., Fraction],
    written: Callable[[Fraction], str],
) -> Line | None:
    figures: list[Decimal] = []
    for name in names:
        figure = reading.money_or_none(name)
        if figure is None:
            return None
        figures.append(figure)
    divisor = names[-1]
    if not figures[-1]:
        reading.fail(divisor, "receivables.zero")
        return None
    return Line(label, written(ratio(*figures)))


CREDIT = Calculator("limite-de-credit", FIELDS, reckon, EXAMPLE, special=_l("Ratios du bilan"))
