"""Reads of authoring; never of anybody's results."""

from course.authoring.queries.bank import (
    NONE,
    SORTS,
    BankFilter,
    BankLine,
    Usage,
    bank_categories,
    bank_keys,
    bank_page,
    bank_titles,
    usage_of,
)
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
from course.authoring.queries.question import Place, QuestionDesk, QuestionDraftRow, question_desk
from course.authoring.queries.tree import StudioLesson, StudioModule, studio_modules

__all__ = [
    "NONE",
    "SORTS",
    "BankFilter",
    "BankLine",
    "Desk",
    "DraftRow",
    "Insertable",
    "Place",
    "PublishedRow",
    "QuestionDesk",
    "QuestionDraftRow",
    "StudioLesson",
    "StudioModule",
    "Usage",
    "bank_categories",
    "bank_keys",
    "bank_page",
    "bank_titles",
    "desk_of",
    "draft_row",
    "insertable_questions",
    "module_media",
    "note_of",
    "question_desk",
    "source_checksums",
    "studio_modules",
    "usage_of",
    "versions_of",
]
