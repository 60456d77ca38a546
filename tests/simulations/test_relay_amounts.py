"""Every amount and every delay that a relay tells is recomputed here, to the cent and to the day."""

import re
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from course.authoring.formats.folder import parse_file
from quizzes.relay import ROLES, Seat, best_option, checked_seat, faults_of, needed_after, relay_result

CONTENT = Path(__file__).parents[2] / "content"
VAT = Decimal("0.20")
TODAY = date(2026, 11, 23)


def read(key):
    path = f"relays/{key}.yml"
    return parse_file(path, (CONTENT / path).read_bytes())


def words(key):
    """The file as one line, with plain blanks."""
    return re.sub(r"[\s\u00a0\u202f]+", " ", (CONTENT / f"relays/{key}.yml").read_text(encoding="utf-8"))


def euros(amount):
    whole, cents = f"{amount:.2f}".split(".")
    return f"{int(whole):,}".replace(",", " ") + f",{cents} €"


def gross(net):
    return net * (1 + VAT)


@pytest.mark.parametrize("key", ["litige-de-prix", "portes-abimees"])
def test_a_relay_is_in_order_and_the_best_road_through_it_loses_no_day(key):
    file = read(key)
    relay, seats = file.entries[0].value, {}
    for role in ROLES:
        best = best_option(relay.role(role), relay.points()).key
        seats[role] = checked_seat(relay, role, seats, Seat(decision=best, passed=needed_after(relay, role)))
    result = relay_result(relay, seats)

    assert file.problems == ()
    assert faults_of(relay) == ()
    assert file.canonical == (CONTENT / file.path).read_text(encoding="utf-8")
    assert result.is_settled
    assert result.days == result.best_days
    assert all(seat.score == 1 for seat in result.seats.values())


@pytest.mark.parametrize("key", ["litige-de-prix", "portes-abimees"])
def test_no_question_tells_a_figure_of_the_answer_or_what_it_is_worth(key):
    relay = read(key).entries[0].value

    asked = [point.question for role in relay.roles[:-1] for point in role.points]

    assert len(set(asked)) == len(asked)
    assert [question for question in asked if re.search(r"\d", question) or not question.endswith("?")] == []


@pytest.mark.parametrize("key", ["litige-de-prix", "portes-abimees"])
def test_what_a_desk_may_decide_tells_no_figure_and_no_name_of_another_desks_papers(key):
    relay = read(key).entries[0].value
    for role in relay.roles:
        own = " ".join((relay.case, relay.title, relay.summary, *(one.text for one in role.documents)))
        offered = " ".join((role.aim, role.ask, *(option.text for option in role.options)))
        own, offered = (re.sub(r"[\u00a0\u202f]", " ", text) for text in (own, offered))

        told = set(re.findall(r"\d[\d ]*(?:,\d+)?|(?:M\.|Mme) [A-Z]\w+", offered))

        assert {one for one in told if one.strip() not in own} == set(), role.key


def test_the_disputed_price_is_computed():
    told = words("litige-de-prix")
    billed, agreed = Decimal("102.50"), Decimal("102.50") * (1 - Decimal("0.04"))
    credit = gross(100 * (billed - agreed))

    assert agreed == Decimal("98.40")
    for amount in (billed, agreed, 100 * billed, gross(100 * billed), billed - agreed, 100 * (billed - agreed), credit):
        assert euros(amount) in told, amount
    assert euros(gross(100 * billed) - credit) in told
    assert (TODAY - date(2026, 10, 26)).days == 28
    assert "dépassé de 18 jours" in told


def test_the_damaged_doors_are_computed():
    told, door = words("portes-abimees"), Decimal("310.00")
    invoice, replacement, credit = gross(40 * door), gross(4 * door), gross(2 * door)

    for amount in (40 * door, invoice, 4 * door, replacement, 2 * door, credit, invoice + replacement):
        assert euros(amount) in told, amount
    left = invoice - credit
    assert euros(left) in told
    assert f"{euros(invoice)[:-2]} − {euros(credit)[:-2]} = {euros(left)}" in told
    six = gross(6 * door)
    assert f"{euros(invoice)[:-2]} − {euros(six)[:-2]} = {euros(invoice - six)}" in told
    assert f"{euros(invoice - six)[:-2]} + {euros(replacement)[:-2]} = {euros(left)}" in told
    assert invoice / 10 == replacement  # what ten in a hundred off would give away


def test_the_days_of_the_damaged_doors_are_computed():
    told = words("portes-abimees")
    since = (TODAY - date(2026, 10, 14)).days

    assert TODAY.strftime("%A") == "Monday"
    assert date(2026, 10, 1) + timedelta(days=30) == date(2026, 10, 31)
    assert date(2026, 11, 5) + timedelta(days=30) == date(2026, 12, 5)
    assert f"ouvert depuis {since} jours" in told
    assert f"dépassé de {since - 20} jours" in told
