"""What the pages of authoring show, prepared from texts and rows."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import render_template

from course.assessment.views.presentation import shown
from course.authoring.forms import LessonFields, fields_of, source_of
from course.authoring.queries import Desk, insertable_questions
from course.authoring.rules import DiffRow, differences, shortened
from course.authoring.services.lesson_check import LessonProblem, check_lesson
from course.authoring.services.publishing_steps import render_text
from course.foundation import clock
from course.foundation.errors import InvalidInputError
from course.foundation.markdown import Rendered
from course.foundation.permissions import Viewer
from course.question_bank.queries import published_questions
from course.references.queries import laws, terms
from course.web.display import clock_time, local, short_day
from course.web.i18n import gettext as _
from course.web.messages import sentence
from course.web.transaction import Session

LONGEST_EXCERPT = 70


@dataclass(frozen=True, slots=True)
class ShownProblem:
    """A fault as the trainer reads it: `line` counts in the Markdown text, 0 elsewhere."""

    is_error: bool
    line: int
    place: str
    text: str
    excerpt: str


def shown_problems(problems: Sequence[LessonProblem], text: str) -> list[ShownProblem]:
    """Returns the faults as sentences, errors first, each with the beginning of its line."""
    lines = text.split("\n")
    found = []
    for problem in sorted(problems, key=lambda problem: (not problem.is_error, problem.line)):
        line = lines[problem.line - 1].strip() if 0 < problem.line <= len(lines) else ""
        excerpt = line if len(line) <= LONGEST_EXCERPT else line[:LONGEST_EXCERPT] + "…"
        said = sentence(problem.message_id, problem.params)
        found.append(ShownProblem(problem.is_error, problem.line, field_label(problem.field), said, excerpt))
    return found


def problems_of(session: Session, desk: Desk, fields: LessonFields) -> list[ShownProblem]:
    """Returns the faults that `flask course check` finds in the lesson, as sentences."""
    try:
        checked = check_lesson(session, desk, source_of(desk.key, fields))
    except InvalidInputError as error:
        return [ShownProblem(True, 0, "", sentence(error.message_id, error.params), "")]
    return shown_problems(checked.problems, fields.text)


def field_label(path: str) -> str:
    """Returns the label of a field of the front matter, the path itself where it has none in the editor."""
    labels = {
        "title": _("Titre"),
        "outcome": _("À la fin, vous saurez…"),
        "minutes": _("Minutes"),
        "tomorrow": _("Demain, je…"),
        "competencies": _("Compétences"),
        "facts": _("Faits"),
        "examples": _("Exemples calculés"),
    }
    name = re.split(r"[.\[]", path, maxsplit=1)[0]
    return labels.get(name, path)


@dataclass(frozen=True, slots=True)
class Preview:
    """A lesson as learners would see it, or the sentence that says why it cannot be shown."""

    fields: LessonFields
    rendered: Rendered | None
    refusal: str
    page: Mapping[str, Any]


def preview_of(session: Session, viewer: Viewer, desk: Desk, fields: LessonFields) -> Preview:
    """Returns the text rendered by the pipeline of publishing, with what it names; nothing is written."""
    try:
        rendered = render_text(session, desk, fields.text)
    except InvalidInputError as error:
        return Preview(fields, None, sentence(error.message_id, error.params), {})
    stored = published_questions(session, rendered.questions)
    page = {
        "parts": rendered.parts,
        "shown_questions": {key: shown(question, None, None) for key, question in stored.items()},
        "laws_by_key": laws(session),
        "terms_by_key": terms(session),
        "named_laws": rendered.laws,
        "named_terms": rendered.terms,
        "today": clock.today(viewer.zone),
    }
    return Preview(fields, rendered, "", page)


def preview_html(preview: Preview) -> str:
    """Returns the preview as a part of a page."""
    return render_template("authoring/_preview.html", preview=preview, **preview.page)


def problems_html(problems: Sequence[ShownProblem]) -> str:
    """Returns the list of faults as a part of a page."""
    return render_template("authoring/_problems.html", problems=problems)


def editor_page(session: Session, viewer: Viewer, desk: Desk, fields: LessonFields) -> dict[str, Any]:
    """Returns what the editor shows: fields, faults, preview, what can be inserted."""
    return {
        "desk": desk,
        "fields": fields,
        "problems": problems_of(session, desk, fields),
        "preview": preview_of(session, viewer, desk, fields),
        "laws": laws(session).values(),
        "terms": terms(session).values(),
        "questions": insertable_questions(session),
        "saved": saved_label(desk.draft.updated_at) if desk.draft else "",
    }


def saved_label(at: datetime | None) -> str:
    """Returns « Brouillon enregistré à 10:42 », with the day where it is another; nothing where nothing waits."""
    if at is None:
        return ""
    if local(at).date() == local(clock.now()).date():
        return _("Brouillon enregistré à %(time)s", time=clock_time(at))
    return _("Brouillon enregistré le %(day)s à %(time)s", day=short_day(at), time=clock_time(at))


@dataclass(frozen=True, slots=True)
class ShownRow:
    """A row of a comparison with its line in the Markdown text, 0 in the front matter."""

    row: DiffRow
    line: int


def comparison(old: str, new: str) -> list[ShownRow]:
    """Returns what differs between two sources, with some lines around."""
    before, after = _lines_of_front(old), _lines_of_front(new)
    return [ShownRow(row, _line(row, before, after)) for row in shortened(differences(old, new))]


def _lines_of_front(source: str) -> int:
    text = fields_of(source).text
    return source.rstrip("\n").count("\n") - text.count("\n")


def _line(row: DiffRow, before: int, after: int) -> int:
    line = row.new - after if row.new is not None else (row.old or 0) - before
    return max(line, 0)


def conflict_page(desk: Desk, fields: LessonFields) -> dict[str, Any]:
    """Returns what a conflict shows: both texts, what differs, who saved and when."""
    mine = source_of(desk.key, fields)
    return {"desk": desk, "fields": fields, "mine": mine, "theirs": desk.source, "rows": comparison(desk.source, mine)}
