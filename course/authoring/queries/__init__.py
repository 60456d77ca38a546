"""Reads of authoring; never of anybody's results."""

from course.authoring.queries.desk import (
    Desk,
    DraftRow,
    PublishedRow,
    desk_of,
    draft_row,
    module_media,
    note_of,
    source_checksums,
    versions_of,
)
from course.authoring.queries.directives import Insertable, insertable_questions
from course.authoring.queries.tree import StudioLesson, StudioModule, studio_modules

__all__ = [
    "Desk",
    "DraftRow",
    "Insertable",
    "PublishedRow",
    "StudioLesson",
    "StudioModule",
    "desk_of",
    "draft_row",
    "insertable_questions",
    "module_media",
    "note_of",
    "source_checksums",
    "studio_modules",
    "versions_of",
]
