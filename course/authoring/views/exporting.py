"""Questions go out as a file: which ones, in which form, and what the form does not hold, said before the download."""

from collections.abc import Sequence
from typing import Any

from flask import make_response, render_template, request
from flask.typing import ResponseReturnValue

from course.authoring.formats.question_files import ENDINGS, FORMATS, MEDIA_TYPES, FileFormat
from course.authoring.forms import asked_of, bank_filter, keys_of
from course.authoring.queries import BankFilter, bank_categories, bank_keys
from course.authoring.queries.question_files import Selection, quizzes_to_export, selected_count
from course.authoring.services.question_exchange import export_questions as written
from course.authoring.services.question_exchange.exporting import MOST_QUESTIONS
from course.authoring.views.blueprint import blueprint
from course.authoring.views.exchange_words import format_label, reason
from course.authoring.views.question_words import TYPES, type_label
from course.competencies.queries import framework
from course.foundation.errors import InvalidInputError
from course.foundation.permissions import Permission
from course.web.access import access
from course.web.display import today
from course.web.messages import sentence
from course.web.transaction import reader

MOST_LOST = 200


@blueprint.get("/studio/questions/export")
@access(Permission.AUTHOR)
def export_questions() -> ResponseReturnValue:
    """Asks which questions and which format; with `?format=` says what the file would not hold. Writes nothing."""
    wanted = _selection()
    file_format = _format()
    file, error = None, ""
    if file_format is not None:
        try:
            file = written(reader(), wanted, file_format)
        except InvalidInputError as refusal:
            error = sentence(refusal.message_id, refusal.params)
    page = render_template(
        "authoring/questions_export.html",
        count=file.asked if file else selected_count(reader(), wanted),
        file=file,
        lost=file.lost[:MOST_LOST] if file else (),
        file_format=file_format,
        error=error,
        keys=keys_of(request.args, MOST_QUESTIONS),
        asked=_asked(),
        formats=FORMATS,
        categories=with_parents(bank_categories(reader())),
        domains=framework(reader()),
        quizzes=quizzes_to_export(reader()),
        types=TYPES,
        format_label=format_label,
        type_label=type_label,
        reason=reason,
    )
    return page, 422 if error else 200


@blueprint.get("/studio/questions/export/file")
@access(Permission.AUTHOR)
def exported_questions() -> ResponseReturnValue:
    """The file. Raises InvalidInputError where no format or no question is asked for."""
    file_format = _format()
    if file_format is None:
        raise InvalidInputError("exchange.unknown_format")
    file = written(reader(), _selection(), file_format)
    answer = make_response(file.content)
    answer.headers["Content-Type"] = MEDIA_TYPES[file_format]
    name = f"questions-{today().isoformat()}.{ENDINGS[file_format]}"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def with_parents(categories: Sequence[str]) -> list[str]:
    """Returns the categories with those that only hold others."""
    steps = [category.split("/") for category in categories]
    return sorted({"/".join(path[:length]) for path in steps for length in range(1, len(path) + 1)}, key=str.casefold)


def _format() -> FileFormat | None:
    asked = request.args.get("format", "")
    return next((known for known in FORMATS if known == asked), None)


def _selection() -> Selection:
    """Returns what the address asks for: keys, or what the search of the bank would find, in a quiz or a category."""
    keys = keys_of(request.args, MOST_QUESTIONS)
    wanted = bank_filter(request.args.to_dict() | {"category": "", "sort": ""})
    found = tuple(keys) if "key" in request.args else None
    if found is None and wanted != BankFilter():
        found = tuple(bank_keys(reader(), wanted, MOST_QUESTIONS))
    asked = bank_filter(request.args)
    return Selection(found, asked.category, request.args.get("quiz", "")[:80].replace("\0", ""))


def _asked() -> dict[str, Any]:
    """Returns the selection as the fields of the form and of the address of the file."""
    asked = asked_of(bank_filter(request.args))
    asked.pop("sort", None)
    quiz = request.args.get("quiz", "")[:80].replace("\0", "")
    return asked | ({"quiz": quiz} if quiz else {})
