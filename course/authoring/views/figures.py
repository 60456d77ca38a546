"""Figures for trainers, from counted answers alone: of a quiz, of a question, and of what was sure and wrong."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from flask import make_response, render_template, request
from flask.typing import ResponseReturnValue

from course.assessment.queries.figures import (
    Gathered,
    QuizRow,
    Selection,
    VersionRow,
    figures_of_quizzes,
    quiz_rows,
    quizzes_asking,
    typed_answers,
    version_rows,
    versions_of_question,
)
from course.assessment.rules.entries import TYPED, wrong_entries
from course.assessment.rules.figures import FEWEST_PEOPLE, FEWEST_SAYING, Measured, Sureness, pooled_figures, sureness
from course.authoring.queries.misfits import flags_on_desk, measured_versions
from course.authoring.views import figures_words as words
from course.authoring.views.blueprint import blueprint
from course.authoring.views.figures_meanings import facts_of, figures_meanings, percent, seconds, shown
from course.authoring.views.figures_sheets import figures_workbook
from course.authoring.views.question_words import beginning
from course.authoring.views.reliability_words import MisfitLine, flag_mark, misfit_lines
from course.competencies.queries import framework
from course.foundation.errors import NotFoundError
from course.foundation.permissions import Permission
from course.question_bank.queries import StoredQuestion, quiz_of, stored_questions
from course.web.access import access
from course.web.i18n import language
from course.web.transaction import reader

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@blueprint.get("/studio/quizzes")
@access(Permission.AUTHOR)
def quizzes() -> ResponseReturnValue:
    """The quizzes with what their counted attempts say of them."""
    selection = _selection()
    every = quiz_rows(reader())
    found = figures_of_quizzes(reader(), [quiz.item_id for quiz in every], selection)
    lines = [words.QuizLine(quiz, found[quiz.item_id].figures) for quiz in every]
    return render_template(
        "authoring/quizzes.html",
        lines=[line for line in lines if line.quiz.mode == "counted" or line.figures.people],
        practice=[line.quiz for line in lines if line.quiz.mode != "counted" and not line.figures.people],
        **_page(selection),
    )


@blueprint.get("/studio/quizzes/<key:key>/figures")
@access(Permission.AUTHOR)
def quiz_figures(key: str) -> ResponseReturnValue:
    """What the counted attempts at a quiz say of it and of each of its questions; `?sort=` orders these."""
    quiz, selection = _quiz(key), _selection()
    gathered = figures_of_quizzes(reader(), [quiz.item_id], selection)[quiz.item_id]
    sort = request.args.get("sort", "")
    sort = sort if sort in words.SORTS else words.SORTS[0]
    return render_template(
        "authoring/figures.html",
        quiz=quiz,
        figures=gathered.figures,
        facts=facts_of(gathered.figures) if gathered.figures.is_told else [],
        bars=words.bars_of(gathered.figures) if gathered.figures.is_told else [],
        lines=_lines(quiz, gathered, sort),
        sort=sort,
        sorts=words.sort_labels(),
        meanings=figures_meanings(),
        sure=_sure([gathered]),
        **_page(selection),
    )


@blueprint.get("/studio/quizzes/<key:key>/figures.xlsx")
@access(Permission.AUTHOR)
def quiz_figures_xlsx(key: str) -> ResponseReturnValue:
    """The figures of a quiz as a workbook: the quiz, its questions, their options, how to read them."""
    quiz, selection = _quiz(key), _selection()
    gathered = figures_of_quizzes(reader(), [quiz.item_id], selection)[quiz.item_id]
    lines = _lines(quiz, gathered, "place")
    stored = stored_questions(reader(), gathered.answers.versions)
    label = words.selection_labels()[selection]
    response = make_response(figures_workbook(quiz, gathered.figures, lines, stored, label))
    response.headers["Content-Type"] = XLSX
    response.headers["Content-Disposition"] = f'attachment; filename="chiffres-{quiz.key}.xlsx"'
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.get("/studio/questions/<key:key>/figures")
@access(Permission.AUTHOR)
def question_figures(key: str) -> ResponseReturnValue:
    """What counted answers say of a question, version by version: over all quizzes, and in each."""
    versions, selection = versions_of_question(reader(), key), _selection()
    if not versions:
        raise NotFoundError("error.not_found")
    found = _of_versions(versions, selection)
    return render_template(
        "authoring/figures_question.html",
        key=key,
        title=beginning(versions[0].title) or key,
        versions=found,
        flagged=_flagged(versions[0].item_id),
        flag_mark=flag_mark,
        option_name=words.option_name,
        option_text=words.option_text,
        option_words=words.option_words,
        is_trap=words.is_trap,
        entry_words=words.entry_words,
        entry_kind=words.entry_kind,
        meanings=figures_meanings(),
        **_page(selection),
    )


@blueprint.get("/studio/sure-and-wrong")
@access(Permission.AUTHOR)
def sure_and_wrong() -> ResponseReturnValue:
    """Where people are sure and wrong, by competency, over all quizzes."""
    selection = _selection()
    found = figures_of_quizzes(reader(), [quiz.item_id for quiz in quiz_rows(reader())], selection)
    return render_template("authoring/figures_sure.html", sure=_sure(found.values()), **_page(selection))


def _flagged(item_id: int) -> MisfitLine | None:
    """Returns what the last calibration flagged in the version that learners see."""
    flag = flags_on_desk(reader()).get(item_id)
    lines = misfit_lines((flag,), (), measured_versions(reader(), [flag.item])) if flag else []
    return lines[0] if lines else None


def _of_versions(versions: Sequence[VersionRow], selection: Selection) -> list[words.VersionFigures]:
    """Returns the figures of each version that has been answered, the latest first."""
    item_id = versions[0].item_id
    gathered = figures_of_quizzes(reader(), quizzes_asking(reader(), item_id), selection)
    by_item = {quiz.item_id: quiz for quiz in quiz_rows(reader())}
    stored = stored_questions(reader(), [version.version_id for version in versions])
    is_typed = any(isinstance(one.question, TYPED) for one in stored.values())
    given = typed_answers(reader(), item_id, selection) if is_typed and gathered else []
    found = []
    for version in versions:
        if version.version_id not in stored:  # it was never published: nobody has seen it
            continue
        question = stored[version.version_id].question
        pooled = pooled_figures(version.version_id, question, [one.answers for one in gathered.values()])
        if pooled is None:
            continue
        own = (one for one in given if one.version_id == version.version_id)
        found.append(
            words.VersionFigures(
                version.number,
                version.created_at,
                question,
                pooled,
                words.verdicts_of(pooled),
                [(by_item[quiz_id], one) for quiz_id, one in _in_quizzes(gathered, version.version_id)],
                wrong_entries(question, own, _tongue()),
            )
        )
    return found


def _selection() -> Selection:
    return words.selection_of(request.args.get("attempts"))


def _tongue() -> Any:
    return language()


def _page(selection: Selection) -> dict[str, Any]:
    """What every page of figures needs."""
    return {
        "selection": selection,
        "selections": words.selection_labels(),
        "fewest": FEWEST_PEOPLE,
        "fewest_saying": FEWEST_SAYING,
        "shown": shown,
        "percent": percent,
        "seconds": seconds,
    }


def _quiz(key: str) -> QuizRow:
    found = quiz_rows(reader(), key)
    if not found:
        raise NotFoundError("assessment.no_quiz")
    return found[0]


def _lines(quiz: QuizRow, gathered: Gathered, sort: str) -> list[words.QuestionLine]:
    published = quiz_of(reader(), quiz.key)
    versions = version_rows(reader(), gathered.answers.versions)
    return words.question_lines(gathered.figures, versions, published.pool if published else (), sort)


def _in_quizzes(gathered: Mapping[int, Gathered], version_id: int) -> list[tuple[int, Measured]]:
    return [
        (item_id, measured)
        for item_id, one in gathered.items()
        for measured in one.figures.questions
        if measured.version_id == version_id and measured.people
    ]


def _sure(found: Iterable[Gathered]) -> list[tuple[str, str, Sureness]]:
    """Returns (key, name, sure answers) by competency, the most sure and wrong first."""
    every = [one.answers for one in found]
    stored: Mapping[int, StoredQuestion] = stored_questions(
        reader(), [v for answers in every for v in answers.versions]
    )
    by_key = sureness(every, {version_id: one.competency_key for version_id, one in stored.items()})
    tongue = language()
    names = {c.key: c.named(tongue) for domain in framework(reader()) for c in domain.competencies} if by_key else {}
    return [(key, names.get(key, key), one) for key, one in by_key.items()]
