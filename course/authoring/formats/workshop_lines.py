"""The lines of a ledger written by hand: read with their faults, and written."""

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

from course.authoring.formats.fields import FACT, NO_DAY, Fields
from course.authoring.formats.yaml_writing import Flow, Prose
from quizzes.portfolio import Case, Dispute, Expected, HistoryNote, Insolvency, Plan, Promise, to_values
from quizzes.portfolio.model import INSOLVENCIES, NATURES, PLATFORMS
from quizzes.portfolio.tables import DISPUTE_TARGETS

AMOUNT: Final = re.compile(r"-?[0-9]{1,9}\.[0-9]{2}")
REF: Final = re.compile(r"[A-Z][A-Z0-9-]{0,19}")
LONGEST_TEXT: Final = 1_000
FIRST_YEAR, LAST_YEAR = 1990, 2100
MOST_TRIES, MOST_DELIVERIES, MOST_INSTALMENTS = 20, 20, 60
DAYS: Final = frozenset({"due", "runs_from", "notice_expired_on", "declared_on", "handed_over_on"})
PARTS: Final = frozenset({"promise", "dispute", "insolvency", "plan"})
_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d")


def read_lines(fields: Fields) -> tuple[Case, ...]:
    """Returns the lines of a ledger; faults are noted, a client with two names and a reference given twice too."""
    found: list[Case] = []
    names: dict[str, str] = {}
    for part in fields.parts("cases"):
        case = read_line(part)
        if names.setdefault(case.client, case.name) != case.name:
            part.note("name", "workshop.two_names", client=case.client, first=names[case.client])
        if case.ref in {other.ref for other in found}:
            part.note("ref", "field.repeated", value=case.ref)
        found.append(case)
    if fields.is_given("cases") and not found:
        fields.note("cases", "workshop.no_lines")
    return tuple(found)


def read_line(fields: Fields) -> Case:
    """Returns one line; faults are noted."""
    nature, platform = fields.choice("nature", NATURES), fields.choice("platform", PLATFORMS, required=False)
    case = Case(
        ref=fields.formed("ref", REF, "workshop.bad_ref"),
        client=fields.key("client"),
        name=fields.text("name", 120),
        nature=next((known for known in NATURES if known == nature), NATURES[0]),
        amount=_amount(fields, "amount") or Decimal("1.00"),
        due=day_of(fields, "due") or NO_DAY,
        situation=fields.text("situation", LONGEST_TEXT),
        runs_from=day_of(fields, "runs_from", required=False),
        interruptions=_days(fields, "interruptions"),
        promise=_promise(fields),
        dispute=_dispute(fields),
        platform=next((known for known in PLATFORMS if known == platform), None),
        insolvency=_insolvency(fields),
        limit=_amount(fields, "limit", required=False),
        retention_of_title=fields.truth("retention_of_title", default=False),
        plan=_plan(fields),
        notice_expired_on=day_of(fields, "notice_expired_on", required=False),
        declared_on=day_of(fields, "declared_on", required=False),
        handed_over_on=day_of(fields, "handed_over_on", required=False),
        deliveries=fields.whole("deliveries", 0, MOST_DELIVERIES, required=False) or 0,
        answers=fields.truth("answers", default=False),
        attempts=fields.whole("attempts", 0, MOST_TRIES, required=False) or 0,
        history=_history(fields),
        expected=_expected(fields),
    )
    if (case.amount < 0) != case.is_credit_note:
        fields.note("amount", "workshop.sign")
    fields.finish()
    return case


def day_of(fields: Fields, name: str, *, required: bool = True) -> date | None:
    """Returns a day of the years that a ledger can be of; None where it is absent or noted as a fault."""
    found = fields.day(name, required=required)
    if found is not None and not FIRST_YEAR <= found.year <= LAST_YEAR:
        fields.note(name, "workshop.bad_year", first=FIRST_YEAR, last=LAST_YEAR)
        return None
    return found


def _amount(fields: Fields, name: str, *, required: bool = True) -> Decimal | None:
    text = fields.formed(name, AMOUNT, "workshop.bad_amount", required=required)
    return Decimal(text) if AMOUNT.fullmatch(text) else None


def _days(fields: Fields, name: str) -> tuple[date, ...]:
    found = []
    for place, node in enumerate(fields.nodes(name, required=False)):
        if isinstance(node.value, date):
            found.append(node.value)
        else:
            fields.note_at(f"{name}[{place}]", "field.date_expected")
    return tuple(found)


def _promise(fields: Fields) -> Promise | None:
    part = fields.part("promise")
    if part is None:
        return None
    found = Promise(
        due_on=day_of(part, "due_on") or NO_DAY,
        made_on=day_of(part, "made_on", required=False),
        amount=_amount(part, "amount", required=False),
    )
    part.finish()
    return found


def _dispute(fields: Fields) -> Dispute | None:
    part = fields.part("dispute")
    if part is None:
        return None
    found = Dispute(
        opened_on=day_of(part, "opened_on") or NO_DAY,
        kind=part.choice("kind", tuple(DISPUTE_TARGETS)),
        owner=part.text("owner", 80, required=False),
        contested=_amount(part, "contested", required=False),
    )
    part.finish()
    return found


def _insolvency(fields: Fields) -> Insolvency | None:
    part = fields.part("insolvency")
    if part is None:
        return None
    kind = part.choice("kind", INSOLVENCIES)
    day = day_of(part, "published_on") or NO_DAY
    part.finish()
    return next((Insolvency(known, day) for known in INSOLVENCIES if known == kind), None)


def _plan(fields: Fields) -> Plan | None:
    part = fields.part("plan")
    if part is None:
        return None
    found = Plan(
        paid=part.whole("paid", 0, MOST_INSTALMENTS) or 0,
        instalments=part.whole("instalments", 1, MOST_INSTALMENTS) or 1,
        next_on=day_of(part, "next_on") or NO_DAY,
        kept=part.truth("kept", default=True),
    )
    part.finish()
    return found


def _history(fields: Fields) -> tuple[HistoryNote, ...]:
    found = []
    for part in fields.parts("history", required=False):
        found.append(HistoryNote(day_of(part, "on") or NO_DAY, part.text("text", LONGEST_TEXT)))
        part.finish()
    return tuple(found)


def _expected(fields: Fields) -> Expected | None:
    part = fields.part("expected")
    if part is None:
        fields.note("expected", "field.missing")
        return None
    found = Expected(
        decision=part.text("decision", LONGEST_TEXT),
        why=part.text("why", LONGEST_TEXT),
        facts=part.texts("facts", FACT),
    )
    part.finish()
    return found


def line_mapping(case: Case) -> dict[str, Any]:
    """Returns the canonical mapping of one line; what is as by default is left out."""
    return {name: _marked(name, value) for name, value in to_values(case).items()}


def _marked(name: str, value: Any) -> Any:
    if name == "situation":
        return Prose(value)
    if name == "expected":
        return _expected_mapping(value)
    if name in PARTS:
        return Flow({inner: _day(part) for inner, part in value.items()})
    if name == "interruptions":
        return Flow([_day(part) for part in value])
    if name == "history":
        return [{"on": _day(note["on"]), "text": Prose(note["text"])} for note in value]
    return _day(value) if name in DAYS else value


def _expected_mapping(value: Mapping[str, Any]) -> dict[str, Any]:
    return {"decision": Prose(value["decision"]), "why": Prose(value["why"]), "facts": Flow(value["facts"])}


def _day(value: Any) -> Any:
    return date.fromisoformat(value) if isinstance(value, str) and _DAY.fullmatch(value) else value
