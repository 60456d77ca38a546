"""What the templates of assessment show, prepared from rows and rendered questions."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from random import Random
from typing import Any, cast

from course.assessment import queries
from course.assessment.queries import AttemptRow, SlotRow, file_of, files_of
from course.assessment.rules import SUREST, access_to, counting_mark, is_closed, is_passed, option_order
from course.assessment.services import AnsweredCheck
from course.assessment.services.marks import marked, practice_mark, progress_of, question_shown
from course.catalogue.queries import LessonCard, LessonContent, outline
from course.competencies.queries import CompetencyRow, framework
from course.foundation import clock
from course.foundation.errors import ConflictError
from course.foundation.permissions import Viewer
from course.question_bank.queries import StoredQuestion, stored_questions
from course.question_bank.rules import REVIEW_PARTS
from course.references.queries import laws
from course.web.i18n import gettext as _
from course.web.i18n import language
from course.web.messages import sentence
from course.web.transaction import Session
from quizzes import Mark, Numerical, QuestionError, ResponseError, check_response, right_response
from quizzes.behaviours import Progress
from quizzes.drawing import draw, drawn_to_json
from quizzes.errors import Problem
from quizzes.marking import CheckedResponse, Outcome
from quizzes.marking.typed import checked_number
from quizzes.numbers import format_date, format_number
from quizzes.questions import (
    Calculated,
    ChoiceBase,
    Cloze,
    DateQuestion,
    Essay,
    NumberGap,
    Question,
    ShortAnswer,
    TrueFalse,
)
from quizzes.questions.cloze import GAP


def problem_sentence(problem: Problem | None) -> str:
    """Returns why an entry cannot be read, in the reader's language; nothing where it can."""
    return sentence(problem.message_id, problem.params) if problem else ""


def echo(question: Question | NumberGap, checked: CheckedResponse) -> str:
    """Returns « Nous lisons : 557,58 € » for a number or a date, nothing for other answers."""
    value = checked.interpreted
    if isinstance(value, Decimal):
        unit = question.unit if isinstance(question, Numerical | NumberGap) else None
        return _("Nous lisons : %(value)s", value=format_number(value, checked.unit or unit, _tongue()))
    if isinstance(value, date):
        return _("Nous lisons : %(value)s", value=format_date(value, _tongue()))
    return ""


def read_part(stored: StoredQuestion, gap: int | None, entry: str) -> tuple[str, str]:
    """Returns (how a number or a date is read, why it cannot be) for an entry, or for that of one gap from 1."""
    question = stored.question
    if isinstance(question, Cloze):
        part = question.gaps[gap - 1] if gap is not None and 1 <= gap <= len(question.gaps) else None
        if not isinstance(part, NumberGap):
            return "", ""
        checked = checked_number(entry, [part.unit] if part.unit else [])
        return echo(part, checked), problem_sentence(checked.problem)
    if isinstance(question, Calculated):
        question = with_some_figures(stored).question
    try:
        checked = check_response(question, entry)
    except ResponseError:
        return "", ""
    return echo(question, checked), problem_sentence(checked.problem)


def _tongue() -> Any:
    return language()


@dataclass(frozen=True, slots=True)
class Shown:
    """A question with what was answered and, once it may be known, its mark.

    `order`: letters as shown (for a cloze a list for each gap). `parts`: what may be said of it. `progress`: where it
    stands, where it may be tried several times. `seed`: of the figures of an embedded question.
    """

    stored: StoredQuestion
    answer: Mapping[str, Any] | None
    order: tuple[Any, ...]
    mark: Mark | None
    position: int = 0
    is_sure: bool | None = None
    certainty: int | None = None
    right: str = ""
    given: str = ""
    parts: frozenset[str] = frozenset(REVIEW_PARTS)
    progress: Progress | None = None
    slot: SlotRow | None = None
    seed: int | None = None
    is_calculated: bool = False

    @property
    def value(self) -> Any:
        """The stored value: a letter, letters, what was typed, or a list over pairs, items or gaps."""
        return None if self.answer is None else self.answer.get("value")

    def part(self, place: int) -> Any:
        """The value of a pair, an item or a gap at a place from 0."""
        value = self.value
        return value[place] if isinstance(value, list) and place < len(value) else ""

    def placed(self) -> list[str]:
        """The letters of items to put in order as they now stand: as answered, else as shown at first."""
        value = self.value
        given = [letter for letter in value if letter] if isinstance(value, list) else []
        return [*given, *(letter for letter in self.order if letter not in given)]

    def place_of(self, letter: str) -> int | None:
        """The place, from 1, that was given to an item."""
        value = self.value
        return value.index(letter) + 1 if isinstance(value, list) and letter in value else None

    def pieces(self) -> list[str | int]:
        """The stem of a cloze in pieces of HTML, with the number of a gap between two of them."""
        found: list[str | int] = []
        for number, piece in enumerate(GAP.split(self.stored.rendered.get("stem", ""))):
            found.append(int(piece) if number % 2 else piece)
        return found

    def right_part(self, place: int) -> Any:
        """The right value of a pair or a gap at a place from 0: a letter, letters, or what would be typed."""
        right = right_response(self.stored.question, _tongue())
        return right[place] if isinstance(right, list) else ""


def with_some_figures(stored: StoredQuestion, seed: int | None = None) -> StoredQuestion:
    """Returns a calculated question with figures: those of `seed`, by default one of its version's own; any other
    question as it is. Raises ConflictError where no figures can be drawn.
    """
    if not isinstance(stored.question, Calculated):
        return stored
    try:
        figures = draw(stored.question, stored.version_id if seed is None else seed)
    except QuestionError as error:
        raise ConflictError("assessment.no_figures", key=stored.key) from error
    return stored.with_figures(drawn_to_json(figures), "fr")


def shown(
    stored: StoredQuestion, answer: Mapping[str, Any] | None, mark: Mark | None, order: tuple[Any, ...] = ()
) -> Shown:
    """Returns a question ready for the template; without `order` its parts stand as its version always shows them."""
    is_calculated = isinstance(stored.question, Calculated)
    stored = with_some_figures(stored)
    if not order:
        order = tuple(option_order(stored.question, False, Random(stored.version_id)))  # noqa: S311 - no secret
    right = _right_text(stored.question) if mark is not None else ""
    given = _given_text(stored.question, answer)
    return Shown(stored, answer, order, mark, right=right, given=given, is_calculated=is_calculated)


def check_shown(stored: StoredQuestion, answer: Mapping[str, Any] | None, seed: int | None = None) -> Shown:
    """Returns a question embedded in a lesson, marked where it was answered; figures are those of the answer, or of
    `seed`.
    """
    kept = answer.get("seed") if answer else seed
    figured = with_some_figures(stored, kept if isinstance(kept, int) else None)
    found = shown(figured, answer, None if answer is None else practice_mark(marked(figured, answer)))
    is_calculated = isinstance(stored.question, Calculated)
    number = (kept if isinstance(kept, int) else stored.version_id) if is_calculated else None
    return replace(found, seed=number, is_calculated=is_calculated)


def _right_text(question: Question) -> str:
    if isinstance(question, Numerical | DateQuestion | ShortAnswer):
        return str(right_response(question, _tongue()))
    return ""


def _given_text(question: Question, answer: Mapping[str, Any] | None) -> str:
    if answer is None:
        return _("Sans réponse")
    if answer.get("unknown"):
        return _("Je ne sais pas")
    value = answer.get("value")
    return value if isinstance(value, str) and not isinstance(question, ChoiceBase | TrueFalse) else ""


def says_nothing(answer: Mapping[str, Any] | None) -> bool:
    """Says whether nothing was chosen, typed or placed in a stored answer."""
    value = (answer or {}).get("value")
    if isinstance(value, Mapping):
        value = list(value.values())
    return not (any(value) if isinstance(value, list) else value)


def question_page(
    session: Session, viewer: Viewer, attempt: AttemptRow, slot: SlotRow, stored: StoredQuestion, is_given: bool
) -> dict[str, Any]:
    """Returns what the page of one question needs; the mark only where feedback may be seen already."""
    competencies = {c.key: c for domain in framework(session) for c in domain.competencies}
    page = _open_slot(session, attempt, slot, question_shown(stored, slot.drawn))
    # What a result hides is not told during the attempt either, where feedback comes at once.
    parts = _parts_now(attempt, clock.today(viewer.zone))
    page = replace(page, is_calculated=isinstance(stored.question, Calculated), parts=parts)
    problem = ""
    if is_given and page.mark is None and page.progress is None and slot.answer is not None:
        problem = problem_sentence(marked(page.stored, slot.answer).problem)
    elif is_given and page.progress is not None:
        problem = problem_sentence(page.progress.problem)
    return {
        "attempt": attempt,
        "slot": slot,
        "shown": page,
        "problem": problem,
        "competency": competencies[stored.competency_key],
        "section": section_title(attempt, slot),
        "minutes_left": minutes_left(attempt),
        "seconds_left": seconds_left(attempt),
        "laws_by_key": laws(session) if page.mark is not None else {},
        "today": clock.today(viewer.zone),
        "file": file_of(session, slot.id) if isinstance(stored.question, Essay) else None,
        "is_first_of_section": slot.section is not None
        and (slot.position == 1 or attempt.slots[slot.position - 2].section != slot.section),
    }


def _open_slot(session: Session, attempt: AttemptRow, slot: SlotRow, stored: StoredQuestion) -> Shown:
    """Returns a question of an open attempt: with its mark where it is final, with its progress between two tries."""
    if slot.outcome is not None and attempt.behaviour != "deferred":
        mark = marked(stored, slot.answer)
        found = shown(stored, slot.answer, mark if attempt.is_counted else practice_mark(mark), slot.option_order)
        return replace(found, slot=slot, is_sure=slot.is_sure, certainty=slot.certainty)
    page = replace(shown(stored, slot.answer, None, slot.option_order), slot=slot)
    if not attempt.is_tried or slot.answer is None:
        return page
    tries = queries.tries_of(session, attempt.id, slot.id).get(slot.id, [])
    progress = progress_of(stored, attempt.behaviour, [one.answer for one in tries])
    return replace(page, answer={"value": progress.response}, progress=progress)


def section_title(attempt: AttemptRow, slot: SlotRow) -> str:
    """Returns the title of the section in which a question stands, nothing where the quiz has none."""
    sections = attempt.settings.sections
    return sections[slot.section - 1].title if slot.section and slot.section <= len(sections) else ""


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


def _parts_now(attempt: AttemptRow, day: date) -> frozenset[str]:
    return attempt.settings.review["closed" if is_closed(attempt.settings, day) else "open"]


@dataclass(frozen=True, slots=True)
class CompetencyResult:
    """How many questions of a competency were right; never a level."""

    competency: CompetencyRow
    right: float
    asked: int


def result_page(session: Session, viewer: Viewer, attempt: AttemptRow) -> dict[str, Any]:
    """Returns what the result page needs: each question explained as far as the quiz's settings show it now, results by
    competency, what to read again.
    """
    day = clock.today(viewer.zone)
    parts = _parts_now(attempt, day)
    graded = [slot.graded_version_id or slot.question_version_id for slot in attempt.slots]
    stored = stored_questions(session, [*graded, *(slot.question_version_id for slot in attempt.slots)])
    rows = [_finished_slot(slot, stored, parts) for slot in attempt.slots]
    competencies = {c.key: c for domain in framework(session) for c in domain.competencies}
    lessons = {lesson.key: lesson for module in outline(session).modules for lesson in module.lessons}
    sittings = queries.sittings_of(session, viewer.id, attempt.quiz_item_id)
    counting = counting_mark(attempt.settings, sittings)
    return {
        "attempt": attempt,
        "rows": rows,
        "parts": parts,
        "shows_later": parts != attempt.settings.review["closed"] and attempt.settings.closes_on,
        "by_competency": _by_competency(rows, competencies),
        "read_again": _read_again(rows, lessons),
        "laws_by_key": laws(session),
        "today": day,
        "is_passed": is_passed(attempt.settings, *counting) if counting else None,
        "counting": counting if len(sittings) > 1 and counting and attempt.settings.attempts != 1 else None,
        "unanswered": sum(not slot.is_answered for slot in attempt.slots),
        "not_first": sum(not slot.is_first_exposure for slot in attempt.slots),
        "access": access_to(attempt.settings, sittings, clock.now(), day),
        "sure_and_wrong": [row for row in rows if _is_sure(row) and _is_marked(row, below=0.5)],
        "files": files_of(session, attempt.id),
        "section_title": section_title,
    }


def _is_marked(row: Shown, below: float) -> bool:
    """Says whether an answer has its mark, and one below this."""
    return row.mark is not None and row.mark.outcome not in {"nothing", "pending"} and row.mark.fraction < below


def _is_sure(row: Shown) -> bool:
    return bool(row.is_sure) or row.certainty == SUREST


def _finished_slot(slot: SlotRow, stored: Mapping[int, StoredQuestion], parts: frozenset[str]) -> Shown:
    # What was shown is the pinned version; its mark is that of the version by which it was graded last.
    pinned = stored[slot.question_version_id]
    page = question_shown(pinned, slot.drawn)
    mark = marked(page, slot.answer)
    if slot.fraction is not None and slot.outcome is not None:
        mark = replace(mark, fraction=slot.fraction, outcome=_outcome(slot.outcome))
    found = shown(page, slot.answer, mark, slot.option_order)
    return replace(
        found,
        position=slot.position,
        is_sure=slot.is_sure,
        certainty=slot.certainty,
        parts=parts,
        slot=slot,
        is_calculated=isinstance(pinned.question, Calculated),
    )


def _outcome(word: str) -> Outcome:
    return cast("Outcome", word)


def _by_competency(rows: list[Shown], competencies: Mapping[str, CompetencyRow]) -> list[CompetencyResult]:
    found: dict[str, list[float]] = {}
    for row in rows:
        if row.mark and row.mark.outcome not in {"nothing", "pending"}:
            found.setdefault(row.stored.competency_key, []).append(max(0.0, row.mark.fraction))
    return [CompetencyResult(competencies[key], sum(marks), len(marks)) for key, marks in sorted(found.items())]


def _read_again(rows: list[Shown], lessons: Mapping[str, LessonCard]) -> list[LessonCard]:
    wanted: dict[str, LessonCard] = {}
    for row in rows:
        key = row.stored.question.lesson
        if key and key in lessons and _is_marked(row, below=1.0):
            wanted[key] = lessons[key]
    return list(wanted.values())


def check_page(
    session: Session,
    viewer: Viewer,
    lesson: LessonContent,
    stored: StoredQuestion,
    given: Mapping[str, Any],
    answered: AnsweredCheck | None,
    checked: CheckedResponse | None,
    seed: int | None = None,
) -> dict[str, Any]:
    """Returns what the fragment of an embedded question needs after an answer."""
    problem = ""
    is_kept = answered is not None and answered.is_kept
    if checked is not None and not is_kept:
        problem = problem_sentence(checked.problem) or _("Donnez une réponse, puis vérifiez.")
    return {
        "lesson": lesson,
        "shown": check_shown(stored, given if is_kept else None, seed),
        "problem": problem,
        "laws_by_key": laws(session),
        "today": clock.today(viewer.zone),
        "is_prediction": stored.key in lesson.predictions,
    }
