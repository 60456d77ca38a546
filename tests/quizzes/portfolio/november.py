"""The ledger of November (fact sheet § 13), read from its published file, and short ways to make lines."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from course.authoring.formats.problems import Problems
from course.authoring.formats.workshops import read_workshop
from course.authoring.formats.yaml_reading import read_yaml
from quizzes.portfolio import Case, Portfolio, Settings

AS_OF = date(2026, 11, 23)
FOLDER = Path(__file__).parents[3] / "content" / "workshops"
# The correction of the sheet: lines by their rank, ties together.
RANKS = (
    *({"P01"}, {"P03"}, {"P02"}, {"P14"}, {"P04", "P05"}, {"P06"}, {"P07", "P08"}, {"P09"}, {"P10"}, {"P11"}),
    *({"P12"}, {"P13"}, {"P15"}, {"P16"}, {"P17"}, {"P18"}, {"P19"}, {"P20"}),
)


def workshop_of(key):
    """Returns the workshop of a published file, which must be without fault."""
    problems = Problems(key)
    node = read_yaml((FOLDER / f"{key}.yml").read_text(encoding="utf-8"), problems, comments=[])
    assert node is not None
    entry = read_workshop(node, problems)
    assert len(problems) == 0
    return entry


NOVEMBER = workshop_of("balance-agee").portfolio


def line(ref="A1", *, days=40, amount="8000.00", client=None, **fields):
    """Returns a line so many days late; a client of its own unless said otherwise."""
    return Case(
        ref=ref,
        client=client or ref.lower(),
        name=client or ref,
        nature=fields.pop("nature", "business"),
        amount=Decimal(amount),
        due=AS_OF - timedelta(days=days),
        **fields,
    )


def ledger(*cases, **settings):
    """Returns a portfolio of lines on the day."""
    return Portfolio(AS_OF, cases, replace(Settings(as_of=AS_OF), **settings))
