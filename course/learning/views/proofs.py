"""Proofs in words: what each says, who saw it, and what became of it where it was corrected or contested."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import url_for

from course.competencies.queries import ObjectionRow, ProofRow
from course.competencies.rules import KEPT, OBSERVATION, SIMULATION, WITHDRAWN
from course.learning.queries import Behind
from course.learning.queries.proofs import CALL, DIAGNOSTIC, TEST_OUT, WORKSHOP
from course.learning.rules import outcome_of
from course.web.display import correction_words, level_name, rubric_words, short_day
from course.web.i18n import gettext as _

LATELY = timedelta(days=30)
GAP, MARKS = re.compile(r"\[\[\d*\]{0,2}"), re.compile(r"[*`]")


@dataclass(frozen=True, slots=True)
class Proof:
    """One proof as its owner reads it. `comment`: the words of who saw it; `corrections` and `fate`: lines about what
    became of it, the latter with the objections; `url`: the page that shows the answer, or the debrief of the play."""

    seq: int
    occurred_at: datetime
    kind: str
    source: str
    title: str
    outcome: str
    url: str
    is_withdrawn: bool
    is_observation: bool
    is_played: bool
    observer: str
    comment: str
    corrections: tuple[str, ...]
    fate: tuple[str, ...]
    is_contested: bool


def told(proofs: Sequence[ProofRow], behind: Mapping[int, Behind], objections: Sequence[ObjectionRow]) -> list[Proof]:
    """Returns the proofs as the person reads them; `objections` are those of the person, the oldest first."""
    about: dict[int, list[ObjectionRow]] = {}
    for objection in objections:
        about.setdefault(objection.evidence_id, []).append(objection)
    return [_told(proof, behind.get(proof.seq), about.get(proof.id, [])) for proof in proofs]


def _told(proof: ProofRow, behind: Behind | None, objections: Sequence[ObjectionRow]) -> Proof:
    is_observation = proof.kind == OBSERVATION
    corrections = _corrections(proof, objections)
    return Proof(
        seq=proof.seq,
        occurred_at=proof.occurred_at,
        kind=_kind(proof, behind),
        source=proof.source,
        title=_title(proof),
        outcome=_outcome(proof),
        url=_url(behind) if behind else "",
        is_withdrawn=proof.is_withdrawn,
        is_observation=is_observation,
        is_played=proof.kind == SIMULATION,
        observer=proof.observer or _("quelqu’un"),
        comment=proof.comment,
        corrections=corrections,
        fate=(*(objection_words(objection) for objection in objections), *corrections),
        is_contested=any(objection.decided_at is None for objection in objections),
    )


def _url(behind: Behind) -> str:
    """Returns the page that shows what a proof was given in."""
    if behind.kind == CALL:
        return url_for("simulations.call_debrief", play_id=behind.id)
    if behind.kind == WORKSHOP:
        return url_for("simulations.workshop_play", play_id=behind.id)
    return url_for("assessment.result", attempt_id=behind.id)


def _kind(proof: ProofRow, behind: Behind | None) -> str:
    if proof.kind == OBSERVATION:
        return _("geste observé")
    if proof.kind == SIMULATION:
        return _("atelier balance âgée") if proof.item_kind == "workshop" else _("simulation d’appel")
    words = {DIAGNOSTIC: _("diagnostic"), TEST_OUT: _("« Je connais déjà »")}
    return words.get(behind.kind if behind else "", _("réponse"))


def _title(proof: ProofRow) -> str:
    if proof.kind == OBSERVATION:
        return _("Observé par %(name)s", name=proof.observer or _("quelqu’un"))
    return in_one_line(proof.title) or proof.source


def _outcome(proof: ProofRow) -> str:
    if proof.is_withdrawn:
        return _("ne compte plus")
    if proof.kind == OBSERVATION:
        return level_name(proof.level)
    if proof.kind == SIMULATION:
        return rubric_words(proof.score)
    return {"right": _("juste ✓"), "partial": _("en partie"), "wrong": _("faux ✗")}[outcome_of(proof.score)]


def _corrections(proof: ProofRow, objections: Sequence[ObjectionRow]) -> tuple[str, ...]:
    """Returns how a proof was corrected; a withdrawal that an objection led to is said once, by that."""
    is_told = proof.is_withdrawn and any(objection.decision == WITHDRAWN for objection in objections)
    if proof.corrected_at is None or is_told:
        return ()
    return (correction_words(proof.corrected_at, proof.reason, is_withdrawn=proof.is_withdrawn),)


@dataclass(frozen=True, slots=True)
class ObjectionLine:
    """A proof that one contested, and what became of that."""

    seq: int
    title: str
    words: str


def objection_lines(objections: Sequence[ObjectionRow], now: datetime) -> list[ObjectionLine]:
    """Returns the objections that wait, and those decided lately, the newest first."""
    return [
        ObjectionLine(one.evidence_seq, _title_of(one), objection_words(one))
        for one in reversed(objections)
        if one.decided_at is None or (one.decision in {KEPT, WITHDRAWN} and now - one.decided_at <= LATELY)
    ]


def _title_of(objection: ObjectionRow) -> str:
    if objection.kind == OBSERVATION:
        return _("Observé par %(name)s", name=objection.observer or _("quelqu’un"))
    return in_one_line(objection.title) or objection.source


def objection_words(objection: ObjectionRow) -> str:
    """Returns « contestée le 12/11/2026 : en attente d’un formateur », or how it was decided, by whom and why."""
    if objection.decided_at is None:
        return _("contestée le %(day)s : en attente d’un formateur", day=short_day(objection.created_at))
    values = {
        "day": short_day(objection.decided_at),
        "name": objection.decided_by or _("un formateur"),
        "reason": objection.answer or "",
    }
    if objection.decision == WITHDRAWN:
        return _("contestée, puis retirée le %(day)s par %(name)s : %(reason)s", **values)
    if objection.decision == KEPT:
        return _("contestée, puis maintenue le %(day)s par %(name)s : %(reason)s", **values)
    return _("contestée le %(day)s ; vous avez retiré votre contestation", day=short_day(objection.created_at))


def in_one_line(title: str) -> str:
    """Returns the beginning of a question without the list or table that follows it, nor marks of its Markdown; a gap
    is a row of dots."""
    for mark in (" | ", " * ", " - "):
        title = title.split(mark, 1)[0]
    title = MARKS.sub("", GAP.sub("…", title))
    if title.endswith("…") and " " in title:  # no half word before the dots
        title = f"{title.rstrip('…').rsplit(' ', 1)[0]} …"
    return title.rstrip(" :")
