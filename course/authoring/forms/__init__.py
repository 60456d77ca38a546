"""What the pages of authoring read from a browser: a lesson, a note, a search of the bank, a question."""

from course.authoring.forms.bank import Changes, asked_of, bank_filter, changes_of, keys_of
from course.authoring.forms.lesson import (
    LessonFields,
    NoteForm,
    fields_of,
    lesson_fields,
    message_of,
    note_form,
    posted_fields,
    revision_of,
    source_of,
    whole_of,
)

__all__ = [
    "Changes",
    "LessonFields",
    "NoteForm",
    "asked_of",
    "bank_filter",
    "changes_of",
    "fields_of",
    "keys_of",
    "lesson_fields",
    "message_of",
    "note_form",
    "posted_fields",
    "revision_of",
    "source_of",
    "whole_of",
]
