"""A ledger and the list made of it, as templates show them: amounts, lateness, what is known of a line, in words."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from course.simulations.services.workshop_lists import Entry, List, efforts
from course.simulations.views.workshop_words import (
    ACTIONS,
    BUCKETS,
    DISPUTES,
    NATURES,
    PLATFORMS,
    PROCEEDINGS,
    REASONS,
    said,
)
from course.web.display import NBSP, number, short_day
from course.web.i18n import content_text, ngettext
from course.web.i18n import gettext as _
from quizzes.portfolio import balance
from quizzes.portfolio.model import Action, Case, Portfolio, Reason
from quizzes.receivables.ageing import BUCKETS as BUCKET_KEYS

SORTS = ("ledger", "amount", "late", "client")
LINES_A_PAGE = 25


def euros(amount: Decimal | float) -> str:
    """Returns « 1 234,50 € »; a credit note stands behind a true minus sign."""
    return f"{'−' if amount < 0 else ''}{number(abs(Decimal(amount)), 2)}{NBSP}€"


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the ledger; `place` is that in the list, 0 for none; `others` are the client's other lines."""

    ref: str
    name: str
    nature: str
    amount: str
    due: date
    lateness: str
    bucket: str
    situation: str
    history: tuple[str, ...]
    place: int
    done: str
    others: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BucketSum:
    """A bucket of the aged balance, its amount and its part of the net balance, in words."""

    name: str
    amount: str
    percent: str
    is_sum: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the list; `minutes` of its own: less, or none, where it goes with the one before."""

    ref: str
    name: str
    amount: str
    action: str
    reason: str
    place: int
    total: int
    minutes: int
    is_with_last: bool


def lines(portfolio: Portfolio, entries: List, sort: str) -> list[Line]:
    """Returns the ledger in an order of `SORTS`."""
    places = {entry.ref: place for place, entry in enumerate(entries, 1)}
    chosen = {entry.ref: entry for entry in entries}
    return [
        _line(case, portfolio, places.get(case.ref, 0), chosen.get(case.ref))
        for case in _sorted(portfolio.cases, portfolio.as_of, sort)
    ]


def _sorted(cases: Sequence[Case], day: date, sort: str) -> Sequence[Case]:
    if sort == "amount":
        return sorted(cases, key=lambda case: -case.amount)
    if sort == "late":
        return sorted(cases, key=lambda case: -case.late_on(day))
    if sort == "client":
        return sorted(cases, key=lambda case: (case.name, case.due))
    return cases


def _line(case: Case, portfolio: Portfolio, place: int, entry: Entry | None) -> Line:
    day = portfolio.as_of
    return Line(
        ref=case.ref,
        name=case.name,
        nature=said(NATURES, case.nature),
        amount=euros(case.amount),
        due=case.due,
        lateness=lateness(case.late_on(day)),
        bucket=said(BUCKETS, case.bucket_on(day)),
        situation=content_text(case.situation) if case.situation else situation(case, day),
        history=tuple(f"{short_day(note.on)}{_(' : ')}{note.text}" for note in case.history),
        place=place,
        done=said(ACTIONS, entry.action) if entry else "",
        others=tuple(other.ref for other in portfolio.of_client(case.client) if other.ref != case.ref),
    )


def lateness(days: int) -> str:
    """Returns « 84 jours de retard », or that a line is not due."""
    if days <= 0:
        return _("non échue")
    return ngettext("%(num)s jour de retard", "%(num)s jours de retard", days)


def situation(case: Case, day: date) -> str:
    """Returns what is known of a line that no text describes, in sentences; « Rien de particulier. » without any."""
    found = [text for text in (*_rights(case), *_words_given(case, day), *_dealings(case)) if text]
    return " ".join(found) or _("Rien de particulier.")


def _rights(case: Case) -> Iterable[str]:
    if case.insolvency:
        opened = {"kind": said(PROCEEDINGS, case.insolvency.kind), "day": short_day(case.insolvency.published_on)}
        yield _("%(kind)s, annonce au BODACC le %(day)s.", **opened)
    if case.retention_of_title:
        yield _("Clause de réserve de propriété.")
    if case.runs_from:
        yield _("La prescription court depuis le %(day)s.", day=short_day(case.runs_from))
    if case.notice_expired_on:
        yield _("Mise en demeure : délai passé le %(day)s.", day=short_day(case.notice_expired_on))
    if case.declared_on:
        yield _("Créance déclarée le %(day)s.", day=short_day(case.declared_on))
    if case.handed_over_on:
        yield _("Dossier transmis le %(day)s.", day=short_day(case.handed_over_on))


def _words_given(case: Case, day: date) -> Iterable[str]:
    if case.promise:
        due = short_day(case.promise.due_on)
        broken = case.promise.due_on < day
        yield _("Promesse du %(day)s non tenue.", day=due) if broken else _("Promesse pour le %(day)s.", day=due)
    if case.plan:
        paid = {"paid": case.plan.paid, "all": case.plan.instalments, "day": short_day(case.plan.next_on)}
        if case.plan.kept:
            yield _("Échéancier signé respecté (%(paid)s sur %(all)s) ; prochaine échéance le %(day)s.", **paid)
        else:
            yield _("Échéancier signé non respecté (%(paid)s sur %(all)s).", **paid)
    if case.dispute:
        kind = said(DISPUTES, case.dispute.kind)
        opened = short_day(case.dispute.opened_on)
        yield _("Litige (%(kind)s) ouvert depuis le %(day)s.", kind=kind, day=opened)
        yield "" if case.dispute.owner else _("Personne ne le suit chez nous.")


def _dealings(case: Case) -> Iterable[str]:
    if case.platform:
        yield _("Plateforme : facture « %(state)s ».", state=said(PLATFORMS, case.platform))
    if case.limit is not None:
        yield _("Limite du client : %(amount)s.", amount=euros(case.limit))
    if case.deliveries:
        yield ngettext("%(num)s livraison en préparation.", "%(num)s livraisons en préparation.", case.deliveries)
    if case.answers:
        yield _("Le client répond.")
    if case.attempts:
        yield ngettext("Déjà relancé %(num)s fois.", "Déjà relancé %(num)s fois.", case.attempts)


def rows(portfolio: Portfolio, entries: List) -> list[Row]:
    """Returns the list as it stands, the first place first."""
    total = len(entries)
    spent = efforts(portfolio, entries)
    return [
        Row(
            ref=entry.ref,
            name=portfolio.case(entry.ref).name,
            amount=euros(portfolio.case(entry.ref).amount),
            action=said(ACTIONS, entry.action),
            reason=said(REASONS, entry.reason),
            place=place,
            total=total,
            minutes=effort.minutes,
            is_with_last=effort.is_further,
        )
        for place, (entry, effort) in enumerate(zip(entries, spent, strict=True), 1)
    ]


def sums(portfolio: Portfolio) -> list[BucketSum]:
    """Returns the synthetic table: the five buckets, then the net balance."""
    found = balance(portfolio)

    def percent(amount: Decimal) -> str:
        return f"{number(float(found.percent(amount)), 1)}{NBSP}%" if found.total else "—"

    parts = [
        BucketSum(said(BUCKETS, key), euros(found.amounts[key]), percent(found.amounts[key])) for key in BUCKET_KEYS
    ]
    return [*parts, BucketSum(_("Total net"), euros(found.total), percent(found.total), is_sum=True)]


def choices() -> Mapping[str, Sequence[tuple[str, str]]]:
    """Returns the acts and the reasons to choose from, with their words."""
    return {
        "actions": [(action.value, said(ACTIONS, action)) for action in Action],
        "reasons": [(reason.value, said(REASONS, reason)) for reason in Reason],
    }
