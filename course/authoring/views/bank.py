"""« Questions »: the bank to sift, and what is done with many questions at once."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from course.authoring.formats.questions import write_question
from course.authoring.forms import asked_of, bank_filter, changes_of, keys_of, message_of, whole_of
from course.authoring.queries import BankFilter, bank_categories, bank_keys, bank_page, bank_titles
from course.authoring.queries.misfits import flags_on_desk
from course.authoring.services.publishing_steps import check_message
from course.authoring.views.blueprint import blueprint
from course.authoring.views.question_words import TYPES, beginning, type_label
from course.authoring.views.reliability_words import flag_mark
from course.competencies.queries import framework
from course.foundation.errors import CourseError, InvalidInputError
from course.foundation.permissions import Permission
from course.question_bank.services import ReadyQuestion, classify_drafts, prepare_publications, publish_draft
from course.web.access import access, the_viewer
from course.web.i18n import ngettext
from course.web.messages import sentence
from course.web.transaction import reader, write
from quizzes import QuestionError

MOST_SET = 5_000
MOST_PUBLISHED = 200
EXPORT = "authoring.export_questions"
IMPORT = "authoring.import_questions"


@blueprint.get("/studio/questions")
@access(Permission.AUTHOR)
def bank() -> ResponseReturnValue:
    """The questions that the search of the address finds, fifty a page."""
    return _list(bank_filter(request.args))


def _list(wanted: BankFilter, error: str = "", chosen: Sequence[str] = (), status: int = 200) -> ResponseReturnValue:
    page = bank_page(reader(), wanted, whole_of(request.values.get("page")) or 1)
    html = render_template(
        "authoring/bank.html",
        page=page,
        wanted=wanted,
        asked=asked_of(wanted),
        chosen=frozenset(chosen),
        error=error,
        domains=framework(reader()),
        categories=bank_categories(reader()),
        types=TYPES,
        type_label=type_label,
        beginning=beginning,
        flags=flags_on_desk(reader()),
        flag_mark=flag_mark,
        can_export=EXPORT in current_app.view_functions,
        can_import=IMPORT in current_app.view_functions,
        most_published=MOST_PUBLISHED,
    )
    return html, status


@blueprint.post("/studio/questions/chosen")
@access(Permission.AUTHOR)
def do_with_chosen() -> ResponseReturnValue:
    """Sets fields of the chosen questions (`do=set`), publishes them (`do=publish`) or exports them (`do=export`).

    Chosen are those that were ticked, or with `scope=all` all that the search finds.
    """
    wanted = bank_filter(request.form)
    action = request.form.get("do", "")
    most = MOST_PUBLISHED if action == "publish" else MOST_SET
    keys = bank_keys(reader(), wanted, most + 1) if request.form.get("scope") == "all" else keys_of(request.form, most)
    try:
        _check_number(keys, most)
        if action == "publish":
            return _published(keys, check_message(message_of(request.form)))
        if action == "export" and EXPORT in current_app.view_functions:
            return redirect(url_for(EXPORT, key=keys), 303)
        _set(keys)
    except (InvalidInputError, QuestionError) as error:
        return _list(wanted, sentence(error.message_id, error.params), keys, 422)
    return redirect(url_for("authoring.bank", **asked_of(wanted)), 303)


def _check_number(keys: Sequence[str], most: int) -> None:
    if not keys:
        raise InvalidInputError("bank.none_chosen")
    if len(keys) > most:
        raise InvalidInputError("bank.too_many_chosen", most=most)


def _set(keys: Sequence[str]) -> None:
    changes = changes_of(request.form)
    with write() as session:
        result = classify_drafts(session, keys, changes.fields, the_viewer().id)
    changed = len(result.changed)
    flash(ngettext("%(num)s question changée, en brouillon.", "%(num)s questions changées, en brouillon.", changed))
    if result.same:
        flash(ngettext("%(num)s l’était déjà ainsi.", "%(num)s l’étaient déjà ainsi.", len(result.same)))


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one question that was to be published; `problem` empty: it is."""

    key: str
    number: int | None
    problem: str


def _published(keys: Sequence[str], message: str) -> ResponseReturnValue:
    """Publishes each question that can be, in a transaction of its own, and reports on all."""
    ready, refused = prepare_publications(reader(), keys)
    outcomes = [Outcome(row.key, None, sentence(row.message_id, row.params)) for row in refused]
    outcomes += [_publish(question, message) for question in ready]
    return render_template(
        "authoring/bank_report.html",
        published=[outcome for outcome in outcomes if not outcome.problem],
        refused=[outcome for outcome in outcomes if outcome.problem],
        titles=bank_titles(reader(), [outcome.key for outcome in outcomes]),
        beginning=beginning,
        asked=asked_of(bank_filter(request.form)),
    )


def _publish(question: ReadyQuestion, message: str) -> Outcome:
    source = write_question(question.question)
    try:
        with write() as session:
            number = publish_draft(session, question, source, the_viewer().id, message)
    except CourseError as error:
        return Outcome(question.key, None, sentence(error.message_id, error.params))
    return Outcome(question.key, number, "")
