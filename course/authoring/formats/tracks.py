"""`tracks.yml`: read and written."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from course.authoring.formats.fields import KEY, Fields, no_double_keys
from course.authoring.formats.problems import Problems
from course.authoring.formats.yaml_reading import Node
from course.authoring.formats.yaml_writing import Prose, Spaced, write_yaml
from course.catalogue.formats import STEP_KINDS, TrackEntry, TrackStage

MOST_DAYS: Final = 730
REVIEW: Final = "revision"
_WORDS: Final[Mapping[str, str]] = {kind: word for word, kind in STEP_KINDS.items()}
_STEP: Final = re.compile(rf"({'|'.join(word for word in STEP_KINDS if word != REVIEW)}):({KEY.pattern})|{REVIEW}")


def read_tracks(node: Node, problems: Problems) -> list[tuple[TrackEntry, Node]]:
    """Returns the tracks of the file with their nodes; faults are noted."""
    fields = Fields(node, problems)
    found = [(read_track(part), part.node) for part in fields.parts("tracks")]
    fields.finish()
    no_double_keys([(entry.key, part) for entry, part in found], problems)
    return found


def read_track(fields: Fields) -> TrackEntry:
    """Returns one track; faults are noted."""
    if fields.is_given("stages") == fields.is_given("job_role"):
        fields.note("stages", "track.stages_or_job_role")
    entry = TrackEntry(
        key=fields.key("key"),
        title=fields.text("title", 200),
        english=fields.text("english", 200),
        summary=fields.text("summary", 500),
        summary_english=fields.text("summary_english", 500),
        days=fields.whole("days", 1, MOST_DAYS) or 1,
        job_role=fields.key("job_role", required=False),
        final=fields.key("final", required=False),
        stages=tuple(_stage(part) for part in fields.parts("stages", required=False)),
    )
    fields.finish()
    return entry


def _stage(fields: Fields) -> TrackStage:
    title, english = fields.text("title", 200), fields.text("english", 200)
    steps = []
    for position, text in enumerate(fields.texts("steps")):
        if _STEP.fullmatch(text):
            word, _, key = text.partition(":")
            steps.append((STEP_KINDS[word], key))
        else:
            fields.note_at(f"steps[{position}]", "track.bad_step", value=text[:80])
    fields.finish()
    return TrackStage(title, english, tuple(steps))


def track_mapping(entry: TrackEntry) -> dict[str, Any]:
    """Returns the canonical mapping; what is not said is left out."""
    mapping: dict[str, Any] = {
        "key": entry.key,
        "title": entry.title,
        "english": entry.english,
        "summary": Prose(entry.summary),
        "summary_english": Prose(entry.summary_english),
        "days": entry.days,
        "job_role": entry.job_role,
        "final": entry.final,
        "stages": [_stage_mapping(stage) for stage in entry.stages],
    }
    return {name: value for name, value in mapping.items() if value not in ("", [])}


def _stage_mapping(stage: TrackStage) -> dict[str, Any]:
    steps = [_WORDS[kind] + (f":{key}" if key else "") for kind, key in stage.steps]
    return {"title": stage.title, "english": stage.english, "steps": steps}


def write_track(entry: TrackEntry) -> str:
    """Returns the canonical source of one track."""
    return write_yaml(track_mapping(entry))


def write_tracks(entries: Sequence[TrackEntry], header: str = "") -> str:
    """Returns the canonical file."""
    return write_yaml({"tracks": Spaced([track_mapping(entry) for entry in entries])}, header)
