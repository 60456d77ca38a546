"""Brings the files of `content/` in: all or nothing, never over an edit made in the studio since the last import."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from sqlalchemy.orm import Session

from course.authoring.formats.folder import Entry, ParsedFile, place_of
from course.authoring.formats.kinds import LISTS, TOOLS, WHOLES
from course.authoring.formats.problems import Problem
from course.authoring.services.import_plan import (
    CHANGED,
    CONFLICT,
    NEW,
    SAME,
    ImportedItem,
    ImportPlan,
    Step,
    is_remembered,
    prepare_import,
    with_material,
)
from course.catalogue.services import save_lesson, save_module, save_track
from course.competencies.services.framework import save_framework
from course.enrolment.services.certifications import save_certification
from course.enrolment.services.refreshers import propose_refreshers
from course.foundation.errors import ConflictError
from course.foundation.markdown import Rendered
from course.publishing.queries import item_states
from course.publishing.services import checksum, ensure_item, remember_file, remember_import, save_media
from course.question_bank.queries import pinned_numbers
from course.question_bank.services import RenderedQuestion, save_question, save_quiz
from course.references.services import save_law, save_rate, save_term
from course.simulations.services.publication import save_scenario
from course.simulations.services.relay_saving import save_relay
from course.simulations.services.workshop_saving import save_workshop
from course.toolbox.services.tools import save_tool

__all__ = ["ImportReport", "ImportedItem", "apply_import", "import_content", "prepare_import", "with_material"]

# Files that hold more than items of their own: their text is kept for the export.
KEPT_WHOLE: Final = frozenset({"framework", "legal", "facts", *LISTS})
ORDER: Final = ("law", "term", "module", "question", "quiz", "certification", "lesson", *WHOLES, *TOOLS, "track")


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did, or with `is_dry` would do; with `problems` nothing was written."""

    new: tuple[ImportedItem, ...] = ()
    changed: tuple[ImportedItem, ...] = ()
    same: int = 0
    conflict: tuple[ImportedItem, ...] = ()
    missing: tuple[ImportedItem, ...] = ()
    problems: tuple[Problem, ...] = ()
    is_dry: bool = False


def import_content(session: Session, root: Path, dry_run: bool = False) -> ImportReport:
    """Imports the folder. A file as it was at the last import is passed over, even if the studio has edited since;
    one that changed is published; where both changed the conflict is reported and nothing of that item overwritten.

    With a problem in any file nothing is written: it is in the report. Raises ConflictError where somebody publishes
    between reading and writing.
    """
    plan = prepare_import(session, root)
    if not dry_run and not plan.problems:
        apply_import(session, plan)
    return report_of(plan, is_dry=dry_run)


def report_of(plan: ImportPlan, *, is_dry: bool) -> ImportReport:
    """Returns the report of a plan."""

    def found(outcome: str) -> tuple[ImportedItem, ...]:
        return tuple(
            ImportedItem(step.entry.kind, step.entry.key, step.path) for step in plan.steps if step.outcome == outcome
        )

    return ImportReport(
        new=found(NEW),
        changed=found(CHANGED),
        same=plan.unchanged + len(found(SAME)),
        conflict=found(CONFLICT),
        missing=plan.missing,
        problems=plan.problems,
        is_dry=is_dry,
    )


def apply_import(session: Session, plan: ImportPlan) -> None:
    """Writes what the plan says. Raises ConflictError where an item was published since the plan was made."""
    if not plan.files:
        return
    states = item_states(session)
    for step in plan.steps:
        state = states.get((step.entry.kind, step.entry.key))
        if (state.version_id if state else None) != step.version_id:
            raise ConflictError("content.changed_meanwhile", key=step.entry.key)
    for file in plan.files:
        _write_tables(session, file, plan)
    for step in sorted(plan.steps, key=lambda step: ORDER.index(step.entry.kind)):
        _write_item(session, step)
    in_conflict = {step.path for step in plan.steps if step.outcome == CONFLICT}
    for file in plan.files:
        # A file in conflict is looked at again by the next import, which reports it again.
        is_settled = file.path not in in_conflict
        if is_settled and not is_remembered(states, file.path, plan.checksums[file.path]):
            source = file.canonical if file.place.kind in KEPT_WHOLE else None
            remember_file(session, file.path, plan.checksums[file.path], source)


def _write_tables(session: Session, file: ParsedFile, plan: ImportPlan) -> None:
    """Writes what has no version of its own: pictures, the framework, rates."""
    if file.place.kind == "picture":
        name = file.path.rsplit("/", 1)[-1]
        save_media(session, name, "image/svg+xml", plan.folder.files[file.path])
    for entry in file.entries:
        if entry.kind == "framework":
            save_framework(session, entry.value)
        elif entry.kind == "rate":
            save_rate(session, entry.value)


def _write_item(session: Session, step: Step) -> None:
    if step.outcome == CONFLICT:
        return
    if step.outcome in {NEW, CHANGED}:
        _SAVERS[step.entry.kind](session, step)
    item = ensure_item(session, step.entry.kind, step.entry.key)
    remember_import(session, item, step.path, checksum(step.entry.source))


def _save_lesson(session: Session, step: Step) -> None:
    place = place_of(step.path)
    assert place is not None
    assert isinstance(step.rendered, Rendered)
    made = save_lesson(
        session,
        step.entry.value,
        step.entry.source,
        step.rendered,
        place.module,
        place.position,
        media=step.media,
        message=step.path,
        is_material=step.is_material or None,
    )
    if made.is_material:
        propose_refreshers(session, "lesson", step.entry.key, made.id)


def _save_law(session: Session, step: Step) -> None:
    made = save_law(session, step.entry.value, step.entry.source, message=step.path)
    if made.is_material:
        propose_refreshers(session, "law", step.entry.key, made.id)


def _save_question(session: Session, step: Step) -> None:
    assert isinstance(step.rendered, RenderedQuestion)
    save_question(session, step.entry.value, step.entry.source, step.rendered, message=step.path)


def _save_quiz(session: Session, step: Step) -> None:
    # Files cannot say which version of a question is pinned: what was pinned here stays so while the question is asked.
    quiz = step.entry.value
    pins = pinned_numbers(session, step.version_id) if step.version_id is not None else {}
    kept = {key: number for key, number in pins.items() if key in quiz.questions}
    save_quiz(session, replace(quiz, versions=kept), step.entry.source, message=step.path)


def _save_scenario(session: Session, step: Step) -> None:
    assert isinstance(step.rendered, Mapping)
    save_scenario(session, step.entry.value, step.entry.source, step.path, rendered=step.rendered)


def _save_relay(session: Session, step: Step) -> None:
    assert isinstance(step.rendered, Mapping)
    save_relay(session, step.entry.value, step.entry.source, step.path, rendered=step.rendered)


def _save_tool(session: Session, step: Step) -> None:
    assert isinstance(step.rendered, Mapping)
    save_tool(session, step.entry.kind, step.entry.value, step.entry.source, step.path, rendered=step.rendered)


def _plain(save: Callable[..., Any]) -> Callable[[Session, Step], None]:
    """Returns a saver for kinds that need nothing but their value and source."""

    def write(session: Session, step: Step) -> None:
        entry: Entry = step.entry
        save(session, entry.value, entry.source, message=step.path)

    return write


_SAVERS: Final[Mapping[str, Callable[[Session, Step], None]]] = {
    "law": _save_law,
    "term": _plain(save_term),
    "module": _plain(save_module),
    "quiz": _save_quiz,
    "question": _save_question,
    "certification": _plain(save_certification),
    "track": _plain(save_track),
    "lesson": _save_lesson,
    "relay": _save_relay,
    "scenario": _save_scenario,
    "workshop": _plain(save_workshop),
    **dict.fromkeys(TOOLS, _save_tool),
}
