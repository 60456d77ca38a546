"""Checks tracks: steps that exist, none twice, a job role that exists, a final assessment that counts."""

from collections.abc import Iterator
from typing import Final

from course.authoring.formats.problems import Problem
from course.authoring.services.lints.certification_lints import is_final
from course.authoring.services.lints.library import Library, Placed
from course.catalogue.formats import TrackEntry

UNKNOWN: Final = {
    "lesson": "content.unknown_lesson",
    "quiz": "content.unknown_quiz",
    "scenario": "content.unknown_practice",
    "workshop": "content.unknown_practice",
}


def track_problems(placed: Placed, library: Library) -> Iterator[Problem]:
    """Goes through what is wrong with a track."""
    entry: TrackEntry = placed.entry.value
    yield from _steps(placed, entry, library)
    if entry.job_role and library.lacks_job_role(entry.job_role):
        yield placed.at("job_role", "track.unknown_job_role", key=entry.job_role)
    if entry.final and library.lacks("quiz", entry.final):
        yield placed.at("final", "content.unknown_quiz", key=entry.final)
    elif (final := library.entries.get("quiz", {}).get(entry.final)) and not is_final(final.entry.value):
        yield placed.at("final", "certification.not_final", key=entry.final)


def _steps(placed: Placed, entry: TrackEntry, library: Library) -> Iterator[Problem]:
    seen: set[tuple[str, str]] = set()
    for number, stage in enumerate(entry.stages):
        for position, (kind, key) in enumerate(stage.steps):
            path = f"stages[{number}].steps[{position}]"
            if kind in UNKNOWN and library.lacks(kind, key):
                yield placed.at(path, UNKNOWN[kind], key=key)
            elif key and (kind, key) in seen:
                yield placed.at(path, "track.step_twice", key=key)
            seen.add((kind, key))
