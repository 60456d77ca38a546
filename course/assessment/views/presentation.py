"""What the templates of assessment show, prepared from rows and rendered questions."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from course.assessment import queries
from course.assessment.queries import AttemptRow, SlotRow
from course.assessment.rules import attempts_left, is_passed
from course.assessment.services import AnsweredCheck
from course.assessment.services.marks import marked
from course.catalogue.queries import LessonCard, LessonContent, outline
from course.competencies.queries import CompetencyRow, framework
from course.foundation import clock
from course.foundation.permissions import Viewer
from course.question_bank.queries import StoredQuestion, stored_questions
from course.references.queries import laws
from course.web.i18n import gettext as _
from course.web.i18n import language
from course.web.messages import sentence
from course.web.transaction import Session
from quizzes import Mark, Numerical, right_response
from quizzes.errors import Problem
from quizzes.marking import CheckedResponse
from quizzes.numbers import format_date, format_number
from quizzes.questions import ChoiceBase, Question, TrueFalse


def problem_sentence(problem: Problem | None) -> str:
    """Returns why an entry cannot be read, in the reader's language; nothing where it can."""
    return sentence(problem.message_id, problem.params) if problem else ""


def echo(question: Question, checked: CheckedResponse) -> str:
    """Returns « Nous lisons : 557,58 € » for a number or a date, nothing for other answers."""
    value = checked.interpreted
    if isinstance(value, Decimal):
        unit = question.unit if isinstance(question, Numerical) else None
        return _("Nous lisons : %(value)s", value=format_number(value, unit, _tongue()))
    if isinstance(value, date):
        return _("Nous lisons : %(value)s", value=format_date(value, _tongue()))
    return ""


def _tongue() -> Any:
    return language()


@dataclass(frozen=True, slots=True)
class Shown:
    """A question with what was answered and, once it may be known, its mark."""

    stored: StoredQuestion
    answer: Mapping[str, Any] | None
    order: tuple[str, ...]
    mark: Mark | None
    position: int = 0
    is_sure: bool | None = None
    right: str = ""
    given: str = ""

    @property
    def value(self) -> Any:
        """The stored value: a letter, letters, or what was typed."""
        return None if self.answer is None else self.answer.get("value")


def shown(
    stored: StoredQuestion, answer: Mapping[str, Any] | None, mark: Mark | None, order: tuple[str, ...] = ()
) -> Shown:
    """Returns a question ready for the template; `order` of options is theirs where none is given."""
    if not order and isinstance(stored.question, ChoiceBase):
        order = tuple(stored.question.letters)
    right = _right_text(stored.question) if mark is not None else ""
    return Shown(stored, answer, order, mark, right=right, given=_given_text(stored.question, answer))


def _right_text(question: Question) -> str:
    if isinstance(question, ChoiceBase | TrueFalse):
        return ""
    right = right_response(question, _tongue())
    return right if isinstance(right, str) else ""


def _given_text(question: Question, answer: Mapping[str, Any] | None) -> str:
    if answer is None:
        return _("Sans réponse")
    if answer.get("unknown"):
        return _("Je ne sais pas")
    value = answer.get("value")
    return value if isinstance(value, str) and not isinstance(question, ChoiceBase | TrueFalse) else ""


def question_page(
    session: Session, viewer: Viewer, attempt: AttemptRow, slot: SlotRow, stored: StoredQuestion, is_given: bool
) -> dict[str, Any]:
    """Returns what the page of one question needs; the mark only where feedback may be seen already."""
    competencies = {c.key: c for domain in framework(session) for c in domain.competencies}
    mark = marked(stored, slot.answer) if slot.outcome is not None and not attempt.is_counted else None
    page = shown(stored, slot.answer, mark, slot.option_order)
    problem = ""
    if is_given and mark is None and slot.answer is not None:
        problem = problem_sentence(marked(stored, slot.answer).problem)
    return {
        "attempt": attempt,
        "slot": slot,
        "shown": page,
        "problem": problem,
        "competency": competencies[stored.competency_key],
        "minutes_left": minutes_left(attempt),
        "seconds_left": seconds_left(attempt),
        "laws_by_key": laws(session) if mark is not None else {},
        "today": clock.today(viewer.zone),
    }


def seconds_left(attempt: AttemptRow) -> int | None:
    """Returns how many seconds are left, None without a limit."""
    if attempt.deadline_at is None:
        return None
    return max(0, int((attempt.deadline_at - clock.now()).total_seconds()))


def minutes_left(attempt: AttemptRow) -> int | None:
    """Returns how many minutes are left, rounded up, None without a limit."""
    seconds = seconds_left(attempt)
    return None if seconds is None else -(-seconds // 60)


def review_page(attempt: AttemptRow) -> dict[str, Any]:
    """Returns what the last look before handing in needs."""
    return {
        "attempt": attempt,
        "open_slots": [slot for slot in attempt.slots if not slot.is_answered],
        "minutes_left": minutes_left(attempt),
        "seconds_left": seconds_left(attempt),
    }


@dataclass(frozen=True, slots=True)
class CompetencyResult:
    """How many questions of a competency were right; never a level."""

    competency: CompetencyRow
    right: float
    asked: int


def result_page(session: Session, viewer: Viewer, attempt: AttemptRow) -> dict[str, Any]:
    """Returns what the result page needs: each question explained, results by competency, what to read again."""
    stored = stored_questions(session, [slot.question_version_id for slot in attempt.slots])
    rows = [_shown_slot(slot, stored[slot.question_version_id]) for slot in attempt.slots]
    competencies = {c.key: c for domain in framework(session) for c in domain.competencies}
    lessons = {lesson.key: lesson for module in outline(session).modules for lesson in module.lessons}
    all_laws = laws(session)
    day = clock.today(viewer.zone)
    sittings = queries.sittings_of(session, viewer.id, attempt.quiz_item_id)
    return {
        "attempt": attempt,
        "rows": rows,
        "by_competency": _by_competency(rows, competencies),
        "read_again": _read_again(rows, lessons),
        "laws_by_key": all_laws,
        "today": day,
        "is_passed": is_passed(attempt.settings, attempt.mark or 0.0, attempt.max_mark),
        "unanswered": sum(not slot.is_answered for slot in attempt.slots),
        "not_first": sum(not slot.is_first_exposure for slot in attempt.slots),
        "left": _left(attempt, len(sittings)),
        "sure_and_wrong": [row for row in rows if row.is_sure and row.mark and row.mark.fraction < 0.5],
    }


def _left(attempt: AttemptRow, taken: int) -> int | None:
    return attempts_left(attempt.settings, taken)


def _shown_slot(slot: SlotRow, stored: StoredQuestion) -> Shown:
    page = shown(stored, slot.answer, marked(stored, slot.answer), slot.option_order)
    return Shown(page.stored, page.answer, page.order, page.mark, slot.position, slot.is_sure, page.right, page.given)


def _by_competency(rows: list[Shown], competencies: Mapping[str, CompetencyRow]) -> list[CompetencyResult]:
    found: dict[str, list[float]] = {}
    for row in rows:
        found.setdefault(row.stored.competency_key, []).append(max(0.0, row.mark.fraction) if row.mark else 0.0)
    return [CompetencyResult(competencies[key], sum(marks), len(marks)) for key, marks in sorted(found.items())]


def _read_again(rows: list[Shown], lessons: Mapping[str, LessonCard]) -> list[LessonCard]:
    wanted: dict[str, LessonCard] = {}
    for row in rows:
        key = row.stored.question.lesson
        if key and row.mark and row.mark.fraction < 1.0 and key in lessons:
            wanted[key] = lessons[key]
    return list(wanted.values())


def check_page(
    session: Session,
    viewer: Viewer,
    lesson: LessonContent,
    stored: StoredQuestion,
    given: Mapping[str, Any],
    answered: AnsweredCheck,
    checked: CheckedResponse,
) -> dict[str, Any]:
    """Returns what the fragment of an embedded question needs after an answer."""
    problem = ""
    if not answered.is_kept:
        problem = problem_sentence(checked.problem) or _("Donnez une réponse, puis vérifiez.")
    return {
        "lesson": lesson,
        "shown": shown(stored, given, answered.mark if answered.is_kept else None),
        "problem": problem,
        "laws_by_key": laws(session),
        "today": clock.today(viewer.zone),
        "is_prediction": stored.key in lesson.predictions,
    }
