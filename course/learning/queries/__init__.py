"""Reads of learning: one's own progress, a lesson with one's own state, search, and everything kept about a person."""

from course.learning.queries.lesson import LessonState, lesson_state
from course.learning.queries.personal import PersonalTable, personal_rows, personal_tables
from course.learning.queries.progress import Progress, histories_of, progress_of
from course.learning.queries.proofs import Behind, sittings_behind
from course.learning.queries.search import Found, search
from course.learning.queries.tracks import TrackStep, TrackView, steps_of, track_view, track_views, tracks_on

__all__ = [
    "Behind",
    "Found",
    "LessonState",
    "PersonalTable",
    "Progress",
    "TrackStep",
    "TrackView",
    "histories_of",
    "lesson_state",
    "personal_rows",
    "personal_tables",
    "progress_of",
    "search",
    "sittings_behind",
    "steps_of",
    "track_view",
    "track_views",
    "tracks_on",
]
