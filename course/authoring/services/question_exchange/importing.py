"""Brings a file of questions in as drafts: kept while it is looked at, then all of it or what can be read; undone."""

import base64
import json
import zlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, Final

from sqlalchemy.orm import Session

from course.authoring.formats.question_files import FileFormat, FileProblem, FractionRule, ReadFile
from course.authoring.queries.question_files import (
    KeptImport,
    kept_import,
    revisions_of_import,
    standings_of,
    states_of,
)
from course.authoring.services.question_exchange.planning import Plan, PlannedQuestion
from course.authoring.services.question_exchange.reading import read_apart, unpacked
from course.foundation import clock
from course.foundation.errors import ConflictError, InvalidInputError, NotFoundError
from course.question_bank.services import questions_with_files, save_drafts
from course.question_bank.services.imports import (
    begin_import,
    forget_waiting,
    keep_report,
    lock_import,
    remove_drafts,
)
from quizzes import Question
from quizzes.formats.native import question_from_mapping

LASTS: Final = timedelta(hours=1)


# --- The file, until it is decided on ---------------------------------------------------------------------------------


def keep_file(
    session: Session,
    author_id: int,
    file_name: str,
    content: bytes,
    file_format: FileFormat,
    category: str,
    fractions: FractionRule,
) -> int:
    """Keeps a file for an hour, before it is read, and returns the id of its import. What nobody decided on goes."""
    forget_waiting(session, clock.now() - LASTS, author_id)
    report = {"state": "sent", "fractions": fractions, "packed": _packed(zlib.compress(content, 1))}
    return begin_import(session, file_format, file_name, category, report, author_id)


def waiting_import(session: Session, import_id: int, author_id: int) -> KeptImport:
    """Returns an import that this person may look at: their own file, or one that was brought in by anybody.

    Raises NotFoundError, also for a file that waited for more than an hour.
    """
    found = kept_import(session, import_id)
    if found is None:
        raise NotFoundError("exchange.no_import")
    if found.state in {"sent", "read"}:
        is_late = found.imported_at < clock.now() - LASTS
        if found.imported_by != author_id or is_late:
            raise NotFoundError("exchange.no_import")
    return found


def read_kept(kept: KeptImport) -> bytes:
    """Returns what a kept file holds, packed; takes seconds, so no transaction is open. Raises as `read_apart`."""
    content = zlib.decompress(base64.b64decode(kept.report["packed"]))
    return read_apart(content, kept.format, kept.report["fractions"])  # type: ignore[arg-type]  # as it was kept


def check_file(found: ReadFile) -> None:
    """Raises InvalidInputError where nothing of a file can be shown: with its one problem and `line`, or
    `exchange.no_question`.
    """
    if found.questions or any(problem.item for problem in found.problems):
        return
    refusals = [problem for problem in found.problems if problem.is_refusal]
    if len(refusals) == 1:
        raise InvalidInputError(refusals[0].message_id, **{**refusals[0].params, "line": refusals[0].line})
    if not refusals:
        raise InvalidInputError("exchange.no_question")


def keep_answer(session: Session, import_id: int, answer: bytes, category: str) -> None:
    """Keeps what a file holds in the place of the file."""
    keep_report(session, import_id, {"state": "read", "packed": _packed(answer)}, category=category)


def found_in(kept: KeptImport) -> ReadFile:
    """Returns what the file of an import holds, once it was read."""
    return unpacked(base64.b64decode(kept.report["packed"]))


def _packed(content: bytes) -> str:
    return base64.b64encode(content).decode("ascii")


# --- The import -------------------------------------------------------------------------------------------------------


def questions_of(plan: Plan) -> list[Question]:
    """Returns the questions that the plan would write."""
    return [question_from_mapping(question.mapping) for question in plan.to_write if question.mapping is not None]


def confirm_import(
    session: Session, import_id: int, author_id: int, plan: Plan, questions: Sequence[Question], *, is_partial: bool
) -> None:
    """Imports the file that was looked at; twice has one effect. `questions` are those of the plan that was shown.

    Raises NotFoundError, InvalidInputError `exchange.refused` where something in the file cannot come in and the rest
    was not asked for, ConflictError `exchange.changed_since_preview` where the bank is no longer what the plan saw.
    """
    lock_import(session, import_id)
    if waiting_import(session, import_id, author_id).state != "read":
        return
    check_plan(plan, is_partial=is_partial)
    keys = [question.key for question in plan.questions if question.key]
    if states_of(session, keys) != plan.states:
        raise ConflictError("exchange.changed_since_preview")
    _write(session, import_id, plan, questions, author_id)


def check_plan(plan: Plan, *, is_partial: bool) -> None:
    """Raises InvalidInputError `exchange.refused` unless all of the file can come in or a part of it is enough."""
    if not plan.questions or (not plan.is_whole and not is_partial):
        raise InvalidInputError("exchange.refused")


def import_plan(
    session: Session, plan: Plan, file_format: FileFormat, file_name: str, category: str, author_id: int | None
) -> int:
    """Imports what the plan can bring in, without a preview, and returns the id of the import."""
    import_id = begin_import(session, file_format, file_name, category, {"state": "sent"}, author_id)
    _write(session, import_id, plan, questions_of(plan), author_id)
    return import_id


def _write(session: Session, import_id: int, plan: Plan, questions: Sequence[Question], author_id: int | None) -> None:
    save_drafts(session, questions, author_id, import_id)
    session.flush()
    before = {
        question.key: [standing.latest, standing.import_id]
        for question in plan.to_write
        if (standing := plan.standings.get(question.key)) is not None and standing.revision is not None
    }
    report = {
        "state": "done",
        "counts": plan.counts,
        "lines": [_line(question) for question in plan.questions],
        "problems": [_problem(problem) for problem in plan.problems],
        "revisions": revisions_of_import(session, import_id),
        "before": _packed(zlib.compress(json.dumps(before).encode(), 1)) if before else "",
    }
    keep_report(session, import_id, report)


def _line(question: PlannedQuestion) -> dict[str, Any]:
    return {
        "line": question.line,
        "key": question.key,
        "name": question.name,
        "type": question.type,
        "category": question.category,
        "outcome": question.outcome,
        "problems": [_problem(problem) for problem in question.problems],
    }


def _problem(problem: FileProblem) -> dict[str, Any]:
    return {
        "line": problem.line,
        "message_id": problem.message_id,
        "params": dict(problem.params),
        "is_refusal": problem.is_refusal,
        "item": problem.item,
    }


# --- Taking it back ---------------------------------------------------------------------------------------------------


def undo_import(session: Session, import_id: int, author_id: int) -> None:
    """Takes an import back: its drafts go, or become again what they were, unless somebody changed or published them.

    The report then says of each what became of it. Twice has one effect. Raises NotFoundError.
    """
    lock_import(session, import_id)
    kept = waiting_import(session, import_id, author_id)
    if kept.state == "undone":
        return
    if kept.state != "done":
        raise NotFoundError("exchange.no_import")
    report = kept.report
    before = _before(report)
    revisions = report["revisions"]
    standings = standings_of(session, before)
    untouched = {
        key: before[key]
        for key, standing in standings.items()
        if standing.import_id == import_id and standing.revision == revisions.get(key)
    }
    restored = _restored(session, untouched, author_id)
    removable = {key: revision for key, revision in revisions.items() if key not in before}
    removed = set(remove_drafts(session, import_id, removable))
    lines = [line | {"undone": _undone(line, removed, restored)} for line in report["lines"]]
    keep_report(session, import_id, report | {"state": "undone", "lines": lines, "before": ""})


def _before(report: Mapping[str, Any]) -> dict[str, Any]:
    packed = report["before"]
    found: dict[str, Any] = json.loads(zlib.decompress(base64.b64decode(packed))) if packed else {}
    return found


def _restored(session: Session, before: Mapping[str, Sequence[Any]], author_id: int) -> set[str]:
    """Makes drafts again what they were before the import, each of the import that it came from."""
    by_import: defaultdict[int | None, list[Mapping[str, Any]]] = defaultdict(list)
    for body, import_id in before.values():
        by_import[import_id].append(body)
    for import_id, bodies in by_import.items():
        save_drafts(session, questions_with_files(session, bodies), author_id, import_id)
    return set(before)


def _undone(line: Mapping[str, Any], removed: set[str], restored: set[str]) -> str:
    if line["outcome"] not in {"new", "changed"}:
        return ""
    key = line["key"]
    return "removed" if key in removed else "restored" if key in restored else "stays"
