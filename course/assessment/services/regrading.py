"""A question is marked again by the key of a version, or with all points for everybody: looked at, done, taken back.

Nothing is edited: each answer that changes gets one more entry in its grade log; attempts' marks follow from it, and
evidence by events that correct it. What a person marked by hand stays as it is.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import bindparam, insert, update
from sqlalchemy.orm import Session

from course.accounts.services import record_audit
from course.assessment.models import Attempt, Grade, Regrade
from course.assessment.queries.attempts import AttemptRow, SlotRow, attempts_of, tries_of_slots
from course.assessment.queries.regrading import (
    Wanted,
    attempts_showing,
    grade_logs,
    lock_attempts,
    regrade_to_take_back,
    regraded_slots,
)
from course.assessment.rules import RULE_VERSION
from course.assessment.rules.regrading import FULL, MANUAL, REGRADE, REVERTED, proof_after, refusal
from course.assessment.services.finishing import total_mark
from course.assessment.services.marks import mark_by, question_shown
from course.competencies.queries import proofs_of_slots
from course.competencies.services import Correction, correct_evidence_of
from course.foundation import clock
from course.foundation.errors import ConflictError, InvalidInputError, NotFoundError
from course.question_bank.queries import StoredQuestion, stored_questions
from quizzes import QuestionError

BATCH: Final = 500  # attempts whose slots are in memory at a time
MOST_ATTEMPTS: Final = 20_000
LONGEST_REASON: Final = 200
TAKEN_BACK: Final = "regrade.taken_back"
_UPDATE: Final = (
    update(Attempt)
    .where(Attempt.id == bindparam("attempt"))
    .values(mark=bindparam("total"), pending=bindparam("waiting"))
)


@dataclass(frozen=True, slots=True)
class Change:
    """What becomes of one answer: its grade, the mark of its attempt, and, with `moves_proof`, what its proof says."""

    slot_id: int
    attempt_id: int
    learner_id: int
    attempt_number: int
    quiz_title: str
    number: int
    kind: str
    version_id: int | None
    old_fraction: float
    fraction: float
    outcome: str
    old_mark: float
    mark: float
    max_mark: float
    pending: int
    moves_proof: bool
    score: float | None
    proof_version_id: int | None


@dataclass(frozen=True, slots=True)
class Plan:
    """What marking again would do: `looked` attempts, `changes`, answers left alone because a person marked them, and
    by version shown why its answers cannot be judged. `digest` names this very plan."""

    changes: tuple[Change, ...]
    looked: int
    by_hand: int
    refused: Mapping[int, str]
    digest: str

    @property
    def people(self) -> int:
        """How many people's marks change."""
        return len({change.learner_id for change in self.changes})

    @property
    def levels(self) -> int:
        """How many people's levels may move."""
        return len({change.learner_id for change in self.changes if change.moves_proof})


def plan_regrade(session: Session, wanted: Wanted) -> Plan:
    """Returns what marking again would do and writes nothing; four or five statements for five hundred attempts.

    Raises NotFoundError where the version is none of the question, InvalidInputError past 20,000 attempts.
    """
    return _planned(session, wanted, _attempts(session, wanted))


def apply_regrade(session: Session, trainer_id: int, wanted: Wanted, reason: str, digest: str) -> Plan:
    """Does what the plan of that digest says, all in this transaction, and returns it. A second time there is nothing
    to do. Raises ConflictError where the plan is another by now, or empty; InvalidInputError without a reason of at
    most 200 characters; and what `plan_regrade` raises.
    """
    reason = " ".join(reason.split())
    if not reason or len(reason) > LONGEST_REASON:
        raise InvalidInputError("regrade.no_reason", longest=LONGEST_REASON)
    ids = _attempts(session, wanted)
    lock_attempts(session, ids)
    plan = _planned(session, wanted, ids)
    if plan.digest != digest:
        raise ConflictError("regrade.changed_meanwhile")
    if not plan.changes:
        raise ConflictError("regrade.no_change")
    made = Regrade(
        question_item_id=wanted.question_item_id,
        question_version_id=wanted.version_id or max(change.version_id or 0 for change in plan.changes),
        reason=reason,
        created_at=clock.now(),
        created_by=trainer_id,
    )
    session.add(made)
    session.flush()
    _write(session, plan.changes, made.id, trainer_id, reason)
    detail = {"regrade": made.id, "answers": len(plan.changes), "people": plan.people, "reason": reason}
    record_audit(session, "regrade.made", trainer_id, None, detail)
    return plan


def take_back_regrade(session: Session, trainer_id: int, question_item_id: int, regrade_id: int) -> tuple[int, int]:
    """Restores the grades that stood before, by further entries, and the proofs with them; returns how many answers
    were and how many were not, because they were marked anew since. Raises NotFoundError for another question's
    regrade, ConflictError for one that was taken back already.
    """
    head = regrade_to_take_back(session, regrade_id)
    if head.question_item_id != question_item_id:
        raise NotFoundError("error.not_found")
    if head.taken_back_at is not None:
        raise ConflictError("regrade.taken_back")
    slots = regraded_slots(session, regrade_id)
    lock_attempts(session, slots)
    changes = list(_restored(session, regrade_id, slots))
    _write(session, changes, regrade_id, trainer_id, TAKEN_BACK)
    session.execute(
        update(Regrade).where(Regrade.id == regrade_id).values(taken_back_at=clock.now(), taken_back_by=trainer_id)
    )
    left = sum(map(len, slots.values())) - len(changes)
    detail = {"regrade": regrade_id, "answers": len(changes), "left": left}
    record_audit(session, "regrade.taken_back", trainer_id, None, detail)
    return len(changes), left


def _attempts(session: Session, wanted: Wanted) -> list[int]:
    ids = attempts_showing(session, wanted, MOST_ATTEMPTS + 1)
    if len(ids) > MOST_ATTEMPTS:
        raise InvalidInputError("regrade.too_many", most=MOST_ATTEMPTS)
    return ids


def _batches(session: Session, attempt_ids: Sequence[int]) -> Iterator[list[AttemptRow]]:
    for first in range(0, len(attempt_ids), BATCH):
        yield list(attempts_of(session, attempt_ids[first : first + BATCH]).values())


# What would change -------------------------------------------------------------------------------------------------

New = tuple[str, float, str]  # kind, fraction, outcome


def _planned(session: Session, wanted: Wanted, attempt_ids: Sequence[int]) -> Plan:
    key = _key(session, wanted)
    judge = _Judge(wanted, key)
    changes: list[Change] = []
    for attempts in _batches(session, attempt_ids):
        changes += judge.changes(session, attempts)
    told = [(c.slot_id, c.number, c.fraction, c.outcome, c.score, c.moves_proof) for c in changes]
    digest = hashlib.sha256(json.dumps([wanted.version_id, told]).encode()).hexdigest()
    return Plan(tuple(changes), len(attempt_ids), judge.by_hand, judge.refused, digest)


def _key(session: Session, wanted: Wanted) -> StoredQuestion | None:
    if wanted.version_id is None:
        return None
    found = stored_questions(session, [wanted.version_id]).get(wanted.version_id)
    if found is None or found.item_id != wanted.question_item_id:
        raise NotFoundError("error.not_found")
    return found


class _Judge:
    """Says of each answer what it is worth by a key (None: all points), and keeps count of what it cannot judge."""

    def __init__(self, wanted: Wanted, key: StoredQuestion | None) -> None:
        self.wanted, self.key = wanted, key
        self.by_hand = 0
        self.refused: dict[int, str] = {}

    def changes(self, session: Session, attempts: Sequence[AttemptRow]) -> list[Change]:
        """Returns what changes in some attempts."""
        slots = {slot.id: slot for attempt in attempts for slot in attempt.slots if self._is_wanted(slot)}
        self._refuse(session, {slot.question_version_id for slot in slots.values()})
        is_tried = any(attempt.is_tried for attempt in attempts)
        tries = tries_of_slots(session, slots) if is_tried and self.key is not None else {}
        proofs = {slot_id: proof.score for slot_id, proof in proofs_of_slots(session, slots).items()}
        found: list[Change] = []
        for attempt in attempts:
            new: dict[int, New] = {}
            moved: dict[int, tuple[float | None, int | None]] = {}
            for slot in attempt.slots:
                given = self._given(attempt, slot, tries.get(slot.id, ())) if slot.id in slots else None
                if given is None:
                    continue
                score = None if self.key is None else min(1.0, given[1])
                if slot.id in proofs and proofs[slot.id] != score:
                    moved[slot.id] = score, self._version(slot)
                if slot.id in moved or (slot.fraction, slot.outcome) != given[1:]:
                    new[slot.id] = given
            found += _changes_of(attempt, new, {slot_id: self._version(slots[slot_id]) for slot_id in new}, moved)
        return found

    def _is_wanted(self, slot: SlotRow) -> bool:
        shown = self.wanted.shown_version_id
        return slot.question_item_id == self.wanted.question_item_id and shown in {None, slot.question_version_id}

    def _version(self, slot: SlotRow) -> int:
        return slot.question_version_id if self.key is None else self.key.version_id

    def _refuse(self, session: Session, version_ids: set[int]) -> None:
        if self.key is None:
            return
        for version_id, shown in stored_questions(session, sorted(version_ids)).items():
            why = refusal(shown.question, self.key.question)
            if why:
                self.refused[version_id] = why

    def _given(self, attempt: AttemptRow, slot: SlotRow, tries: Sequence[Any]) -> New | None:
        if slot.grade_kind == MANUAL:
            self.by_hand += 1
            return None
        if slot.outcome in {None, "nothing"} or slot.question_version_id in self.refused:
            return None
        if self.key is None:
            return FULL, 1.0, "right"
        try:
            shown = question_shown(self.key, slot.drawn)
        except QuestionError:
            self.refused[slot.question_version_id] = "regrade.figures_differ"
            return None
        return REGRADE, *mark_by(shown, attempt, slot, tries)


def _changes_of(
    attempt: AttemptRow,
    new: Mapping[int, New],
    versions: Mapping[int, int | None],
    moved: Mapping[int, tuple[float | None, int | None]],
) -> list[Change]:
    """Returns the changes of one attempt, each with what its mark becomes by all of them together."""
    if not new:
        return []
    marks = {slot.id: (slot.fraction or 0.0, slot.outcome or "unanswered") for slot in attempt.slots}
    marks |= {slot_id: (fraction, outcome) for slot_id, (_kind, fraction, outcome) in new.items()}
    total = total_mark(attempt, marks)
    waiting = sum(outcome == "pending" for _fraction, outcome in marks.values())
    return [
        Change(
            slot_id=slot.id,
            attempt_id=attempt.id,
            learner_id=attempt.learner_id,
            attempt_number=attempt.number,
            quiz_title=attempt.title,
            number=(slot.grade_number or 0) + 1,
            kind=new[slot.id][0],
            version_id=versions[slot.id],
            old_fraction=slot.fraction or 0.0,
            fraction=new[slot.id][1],
            outcome=new[slot.id][2],
            old_mark=attempt.mark or 0.0,
            mark=total,
            max_mark=attempt.max_mark,
            pending=waiting,
            moves_proof=slot.id in moved,
            score=moved[slot.id][0] if slot.id in moved else None,
            proof_version_id=moved[slot.id][1] if slot.id in moved else None,
        )
        for slot in attempt.slots
        if slot.id in new
    ]


def _restored(session: Session, regrade_id: int, slots: Mapping[int, Sequence[int]]) -> Iterator[Change]:
    """Returns what a regrade changed and nobody since, as it was before."""
    for attempts in _batches(session, list(slots)):
        ids = [slot_id for attempt in attempts for slot_id in slots[attempt.id]]
        logs, proofs = grade_logs(session, ids), proofs_of_slots(session, ids)
        for attempt in attempts:
            new: dict[int, New] = {}
            versions: dict[int, int | None] = {}
            moved: dict[int, tuple[float | None, int | None]] = {}
            for slot in attempt.slots:
                number = slot.grade_number or 0
                if slot.id not in slots[attempt.id] or logs[slot.id][number].regrade_id != regrade_id:
                    continue
                before = logs[slot.id][number - 1]
                new[slot.id] = REVERTED, before.fraction, before.outcome
                versions[slot.id] = before.question_version_id
                if slot.id in proofs:
                    moved[slot.id] = proof_after(logs[slot.id], number - 1)
            yield from _changes_of(attempt, new, versions, moved)


# Writing ------------------------------------------------------------------------------------------------------------


def _write(session: Session, changes: Sequence[Change], regrade_id: int, trainer_id: int, reason: str) -> None:
    if not changes:
        return
    now = clock.now()
    grades = [
        {
            "slot_id": change.slot_id,
            "number": change.number,
            "kind": change.kind,
            "rule_version": RULE_VERSION,
            "question_version_id": change.version_id,
            "fraction": change.fraction,
            "outcome": change.outcome,
            "graded_at": now,
            "graded_by": trainer_id,
            "regrade_id": regrade_id,
        }
        for change in changes
    ]
    session.connection().execute(insert(Grade), grades)
    marks = {c.attempt_id: {"attempt": c.attempt_id, "total": c.mark, "waiting": c.pending} for c in changes}
    session.connection().execute(_UPDATE, list(marks.values()))
    corrections: dict[int, list[Correction]] = {}
    for change in changes:
        if change.moves_proof:
            correction = Correction(change.slot_id, change.score, change.proof_version_id, reason)
            corrections.setdefault(change.learner_id, []).append(correction)
    correct_evidence_of(session, corrections)
