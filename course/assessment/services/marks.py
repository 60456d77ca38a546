"""Marks answers as they were stored: figures put in, tries replayed, one row of the grade log for each slot."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from course.assessment.queries import AttemptRow, SlotRow, TryRow
from course.assessment.rules import RULE_VERSION
from course.question_bank.queries import StoredQuestion
from quizzes import Mark, QuestionError, ResponseError, mark
from quizzes.behaviours import Behaviour, Progress, play

UNKNOWN = "unknown"


def question_shown(stored: StoredQuestion, drawn: Mapping[str, str] | None) -> StoredQuestion:
    """Returns the question as an attempt shows it: a calculated one with its figures."""
    return stored.with_figures(drawn, "fr")


def marked(stored: StoredQuestion, answer: Mapping[str, Any] | None) -> Mark:
    """Returns the mark of a stored answer; what is no answer to this question counts as none."""
    try:
        return mark(stored.question, _value(answer))
    except ResponseError:
        return mark(stored.question, None)


def practice_mark(result: Mark) -> Mark:
    """Returns a mark as practice takes it: nobody else reads what is written there, so that no free answer waits for a
    person's mark; one compares it with the model."""
    return replace(result, outcome="nothing") if result.outcome == "pending" else result


def progress_of(
    stored: StoredQuestion, behaviour: Behaviour, tries: Sequence[Mapping[str, Any]], *, is_over: bool = False
) -> Progress:
    """Returns where a question stands after the answers handed in. « Je ne sais pas » ends it with what stands."""
    gave_up = any(answer.get(UNKNOWN) for answer in tries)
    values = [_value(answer) for answer in tries if not answer.get(UNKNOWN)]
    try:
        return play(stored.question, behaviour, values, is_over=is_over or gave_up)
    except ResponseError:
        return play(stored.question, behaviour, [], is_over=is_over or gave_up)


def final_mark(
    stored: Mapping[int, StoredQuestion],
    attempt: AttemptRow,
    slot: SlotRow,
    tries: Sequence[TryRow],
    *,
    has_file: bool = False,
) -> tuple[float, str]:
    """Returns (fraction, outcome) of a slot when its attempt ends; what was final before stays as it was graded. With
    `has_file` a free answer waits for its mark even where nothing was written."""
    if slot.fraction is not None and slot.outcome is not None:
        return slot.fraction, slot.outcome
    try:
        shown = question_shown(stored[slot.question_version_id], slot.drawn)
    except QuestionError:  # figures that a formula of this version refuses were never shown
        return 0.0, "unanswered"
    fraction, outcome = mark_by(shown, attempt, slot, tries)
    if outcome == "unanswered" and has_file and not slot.is_unknown:
        outcome = "pending"
    return fraction, "nothing" if outcome == "pending" and not attempt.is_counted else outcome


def mark_by(shown: StoredQuestion, attempt: AttemptRow, slot: SlotRow, tries: Sequence[TryRow]) -> tuple[float, str]:
    """Returns (fraction, outcome) of what was answered in a slot by the key of `shown`, whatever was graded before."""
    if attempt.is_tried and tries:
        found = progress_of(shown, attempt.behaviour, [one.answer for one in tries], is_over=True)
        return max(0.0, found.fraction), found.outcome
    result = marked(shown, slot.answer)
    return max(0.0, result.fraction), result.outcome


def grade_row(slot_id: int, version_id: int, fraction: float, outcome: str, at: datetime) -> dict[str, Any]:
    """Returns the first entry of a slot's grade log."""
    return {
        "slot_id": slot_id,
        "number": 1,
        "kind": "auto",
        "rule_version": RULE_VERSION,
        "question_version_id": version_id,
        "fraction": max(0.0, fraction),
        "outcome": outcome,
        "graded_at": at,
    }


def _value(answer: Mapping[str, Any] | None) -> Any:
    return None if answer is None or answer.get(UNKNOWN) else answer.get("value")
