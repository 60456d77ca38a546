"""A small workshop for tests: eight lines written by hand, a generated one, and days played of them."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from course.competencies.services import read_notice
from course.simulations.formats.workshops import WorkshopEntry
from course.simulations.models import WorkshopPlay
from course.simulations.queries.workshops import WorkshopRow, published_workshop
from course.simulations.services.workshop_saving import save_workshop
from quizzes.portfolio.model import (
    Case,
    Dispute,
    Expected,
    HistoryNote,
    Insolvency,
    Plan,
    Portfolio,
    Promise,
    Settings,
)

DAY = date(2026, 11, 23)


def line(ref: str, client: str, amount: str, due: tuple[int, int, int], nature: Any = "business", **more: Any) -> Case:
    return Case(ref, client, client.title(), nature, Decimal(amount), date(*due), **more)


LEDGER = Portfolio(
    DAY,
    (
        line(
            *("P01", "batiplus", "22400.00", (2026, 10, 10)),
            insolvency=Insolvency("receivership", date(2026, 10, 30)),
            situation="Redressement judiciaire.",
            expected=Expected("Déclarer la créance.", "Le délai est de forclusion.", ("F5.04", "F5.06")),
        ),
        line("P02", "lemoine", "1240.00", (2021, 12, 15), situation="Aucun écrit du débiteur."),
        line("P04", "mecalor", "48200.00", (2026, 8, 31), promise=Promise(due_on=date(2026, 11, 13))),
        line("P05", "mecalor", "6150.00", (2026, 9, 30), history=(HistoryNote(date(2026, 11, 2), "Relancé."),)),
        line("P11", "distrinord", "12300.00", (2026, 10, 31), dispute=Dispute(date(2026, 10, 26), "price", "ventes")),
        line("P16", "orion", "15500.00", (2026, 9, 30), plan=Plan(2, 4, date(2026, 11, 30))),
        line("P18", "studio", "450.00", (2026, 10, 20)),
        line("P19", "cafe", "380.00", (2026, 11, 1)),
    ),
    Settings(minutes_a_day=180),
)
GENERATED = Settings(debtors=6, invoices=2, weeks=4, minutes_a_day=240, minutes_a_week=300)
GOOD_DAY = (
    ("P01", "declare_claim", "insolvency_opened"),
    ("P02", "escalate", "right_expires"),
    ("P04", "call", "promise_broken"),
    ("P05", "call", "same_client"),
    ("P11", "internal", "dispute_late"),
    ("P16", "wait", "plan_kept"),
    ("P18", "write", "small_batch"),
    ("P19", "write", "small_batch"),
)


ENTRY = WorkshopEntry(
    key="novembre",
    title="La balance de novembre",
    english="November’s ledger",
    module=None,
    number=1,
    minutes=30,
    difficulty=3,
    kind="hand_made",
    summary="Huit lignes, trois heures.",
    competencies=("ORG-1", "JUR-3"),
    facts=(),
    sources=(),
    settings=LEDGER.settings,
    portfolio=LEDGER,
)
DRAWN = replace(
    ENTRY, key="tire", title="Une balance tirée", kind="generated", settings=GENERATED, portfolio=None, quarter=True
)


def make_workshop(session: Session, **fields: Any) -> WorkshopRow:
    """Publishes a workshop with the ledger above."""
    return publish(session, replace(ENTRY, **fields))


def publish(session: Session, entry: WorkshopEntry) -> WorkshopRow:
    """Publishes a workshop."""
    save_workshop(session, entry, f"key: {entry.key}\n")
    session.commit()
    return published_workshop(session, entry.key)


def make_generated(session: Session, **fields: Any) -> WorkshopRow:
    """Publishes a workshop whose ledgers are drawn."""
    return publish(session, replace(DRAWN, **fields))


def begin(client: Any, kind: str = "day", mode: str = "practice", key: str = "novembre", **more: str) -> str:
    """Begins a play as a browser does; returns its address."""
    answer = client.post(f"/workshops/{key}", data={"kind": kind, "mode": mode, **more})
    assert answer.status_code == 303, answer.text
    return str(answer.location)


def decide(client: Any, play: str, ref: str, act: str, reason: str, **more: Any) -> Any:
    """Decides on a line."""
    data = {"do": "decide", "step": "0", "line": ref, "act": act, "reason": reason, **more}
    return client.post(f"{play}/list", data=data)


def play_good_day(client: Any, play: str) -> None:
    """Decides on every line as the correction does."""
    for ref, act, reason in GOOD_DAY:
        assert decide(client, play, ref, act, reason).status_code == 303


def hand_in(client: Any, play: str) -> Any:
    """Hands the day in, whatever is left."""
    return client.post(f"{play}/finish", data={"confirmed": "yes"})


def informed(session: Session, person: Any) -> None:
    """The person has read what is measured."""
    read_notice(session, person.id)
    session.commit()


def play_rows(session: Session) -> list[WorkshopPlay]:
    """All plays there are, the first first."""
    session.expire_all()
    return list(session.execute(select(WorkshopPlay).order_by(WorkshopPlay.id)).scalars())
