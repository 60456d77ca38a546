"""What the home page shows: one next action, what is due, the week's line, the competencies that matter now."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from flask import url_for

from course.assessment.queries.diagnostics import DiagnosticRow
from course.assessment.queries.reviews import ReviewDay
from course.catalogue.queries import LessonCard, ModuleCard, QuizCard, lesson_content
from course.competencies.queries import CompetencyState
from course.enrolment.queries import AssignmentRow
from course.learning.queries import Progress, lesson_state
from course.learning.rules import block_reached, urgency
from course.learning.views.played import PAGES, assigned_target, page_of
from course.simulations.queries.open_plays import OpenPlay
from course.web.display import brief_day, duration, weekday
from course.web.i18n import gettext as _
from course.web.i18n import ngettext
from course.web.transaction import Session

SHOWN_COMPETENCIES = 3
FEW_CARDS = 5


@dataclass(frozen=True, slots=True)
class NextAction:
    """The one thing to do now; `block` of `blocks` says where the person was."""

    over: str
    title: str
    lead: str
    url: str
    button: str
    minutes: int | None = None
    module: ModuleCard | None = None
    is_now: bool = True
    block: int | None = None
    blocks: int = 0
    quick_url: str | None = None
    known_url: str | None = None
    is_lesson: bool = False


@dataclass(frozen=True, slots=True)
class Due:
    """A line under « Échéances »."""

    when: str
    on: date | None
    is_now: bool
    title: str
    url: str
    beside: str


def next_action(session: Session, learner_id: int, progress: Progress, day: date, reviews: ReviewDay) -> NextAction:
    """Returns what to do now: resume what counts, then what is due, what was begun, what the role needs, or nothing
    urgent: then one may review."""
    return (
        _counted_attempt(progress)
        or _due_action(session, learner_id, progress, day)
        or _begun_action(session, learner_id, progress)
        or _needed_action(progress)
        or _reviews_action(reviews)
        or _nothing_urgent(progress)
    )


def _counted_attempt(progress: Progress) -> NextAction | None:
    attempt = next((attempt for attempt in progress.attempts if attempt.is_counted), None)
    if attempt is None:
        return None
    module, quiz = _quiz(progress, attempt.quiz_key)
    return NextAction(
        over=_("À reprendre maintenant"),
        title=attempt.title,
        lead=_("Vous l’avez commencé. Vos réponses sont gardées ; celles-ci comptent pour vos niveaux."),
        url=url_for("assessment.attempt", attempt_id=attempt.id),
        button=_("Reprendre"),
        minutes=quiz.minutes if quiz else None,
        module=module,
    )


def _quiz(progress: Progress, key: str) -> tuple[ModuleCard | None, QuizCard | None]:
    for module in progress.outline.modules:
        for quiz in module.quizzes:
            if quiz.key == key:
                return module, quiz
    return None, None


def _due_action(session: Session, learner_id: int, progress: Progress, day: date) -> NextAction | None:
    for row in progress.assignments:
        action = _assigned(session, learner_id, progress, row)
        if action is not None:
            return replace(action, over=due_sentence(row.due_on, day))
    return None


def _assigned(session: Session, learner_id: int, progress: Progress, row: AssignmentRow) -> NextAction | None:
    if row.kind == "lesson":
        lesson = progress.lessons.get(row.item_id)
        return _lesson_action(session, learner_id, progress, lesson) if lesson else None
    if row.kind == "quiz":
        module, quiz = _quiz(progress, row.key)
        return _quiz_action(quiz, module) if quiz else None
    if row.kind in PAGES:
        return _played_action(row)
    module = progress.module_of(row.key)
    if module is None:
        return None
    lesson = progress.first_open_lesson(module)
    return _lesson_action(session, learner_id, progress, lesson) if lesson else None


def _played_action(row: AssignmentRow) -> NextAction:
    lead = _("Un seul essai, sans aide. Entraînez-vous d’abord : votre responsable ne le voit pas.")
    if row.kind == "workshop":  # a ledger written by hand does not count any more once its correction was seen
        lead = _("Un seul essai, sans aide. Votre responsable voit le résultat, pas vos décisions.")
    return NextAction(_("À faire maintenant"), row.title, lead, page_of(row.kind, row.key), _("Ouvrir"))


def due_sentence(due_on: date, day: date) -> str:
    """Returns until when, as one says it."""
    if due_on < day:
        return _("En retard : c’était pour le %(day)s", day=brief_day(due_on))
    if due_on == day:
        return _("À faire aujourd’hui")
    if (due_on - day).days < 7:
        return _("À faire d’ici %(weekday)s %(number)s", weekday=weekday(due_on), number=due_on.day)
    return _("À faire d’ici le %(day)s", day=brief_day(due_on))


def _begun_action(session: Session, learner_id: int, progress: Progress) -> NextAction | None:
    lesson = progress.last_begun()
    return _lesson_action(session, learner_id, progress, lesson) if lesson else None


def _lesson_action(session: Session, learner_id: int, progress: Progress, lesson: LessonCard) -> NextAction:
    module = progress.module_of(lesson.module_key)
    action = NextAction(
        over=_("À faire maintenant"),
        title=lesson.title,
        lead=sentence_of(lesson.outcome),
        url=url_for("learning.lesson", key=lesson.key),
        button=_("Commencer"),
        minutes=lesson.minutes,
        module=module,
        quick_url=_quiz_url(module, "practice"),
        known_url=url_for("assessment.known", key=lesson.key),
        is_lesson=True,
    )
    content = lesson_content(session, lesson.key) if lesson.item_id in progress.begun else None
    if content is None or not content.toc:
        return action
    block = block_reached(content.parts, lesson_state(session, learner_id, lesson.item_id).answers)
    return replace(
        action,
        button=_("Reprendre"),
        block=block,
        blocks=len(content.toc),
        url=url_for("learning.lesson", key=lesson.key, _anchor=f"b{block}"),
    )


def sentence_of(outcome: str) -> str:
    """Returns what a lesson teaches as a sentence of its own."""
    outcome = outcome.strip()
    return outcome[:1].upper() + outcome[1:] + ("" if outcome.endswith((".", "!", "?", "…")) else ".")


def _quiz_url(module: ModuleCard | None, mode: str) -> str | None:
    quiz = next((quiz for quiz in module.quizzes if quiz.mode == mode), None) if module else None
    return url_for("assessment.quiz", key=quiz.key) if quiz else None


def _needed_action(progress: Progress) -> NextAction | None:
    lessons = progress.to_take()
    if lessons:
        lesson = lessons[0]
        module = progress.module_of(lesson.module_key)
        return NextAction(
            over=_("À faire maintenant"),
            title=lesson.title,
            lead=sentence_of(lesson.outcome),
            url=url_for("learning.lesson", key=lesson.key),
            button=_("Commencer"),
            minutes=lesson.minutes,
            module=module,
            quick_url=_quiz_url(module, "practice"),
            known_url=url_for("assessment.known", key=lesson.key),
            is_lesson=True,
        )
    quizzes = progress.quizzes_to_take()
    return _quiz_action(quizzes[0][1], quizzes[0][0]) if quizzes else None


def _quiz_action(quiz: QuizCard, module: ModuleCard | None) -> NextAction:
    counts = quiz.mode == "counted"
    return NextAction(
        over=_("À faire maintenant"),
        title=quiz.title,
        lead=f"{ngettext('%(num)s question.', '%(num)s questions.', quiz.questions)} {_mode_sentence(counts)}",
        url=url_for("assessment.quiz", key=quiz.key),
        button=_("Faire le point") if counts else _("S’entraîner"),
        minutes=quiz.minutes,
        module=module,
        quick_url=_quiz_url(module, "practice") if counts else None,
    )


def _mode_sentence(counts: bool) -> str:
    return _("Le résultat compte pour vos niveaux.") if counts else _("Votre responsable ne le voit pas.")


def _reviews_action(reviews: ReviewDay) -> NextAction | None:
    count = len(reviews.cards)
    if not count:
        return None
    asked = ngettext("Revoir une carte ?", "Revoir %(num)s cartes ?", count)
    return NextAction(
        over=_("Rien d’urgent"),
        title=_("Revoir cinq cartes ?") if count >= FEW_CARDS else asked,
        lead=_("Ce que vous revoyez avant de l’oublier reste. Votre responsable ne le voit pas."),
        url=url_for("assessment.review_card"),
        button=_("Réviser"),
        is_now=False,
    )


def _nothing_urgent(progress: Progress) -> NextAction:
    practice = [quiz for module in progress.outline.modules for quiz in module.quizzes if quiz.mode == "practice"]
    practice.sort(key=lambda quiz: quiz.item_id in progress.results)
    if not practice:
        return NextAction(
            over=_("Rien d’urgent"),
            title=_("Vous êtes à jour"),
            lead=_("De nouvelles leçons viendront ici."),
            url=url_for("learning.competencies"),
            button=_("Voir mes compétences"),
            is_now=False,
        )
    return NextAction(
        over=_("Rien d’urgent"),
        title=_("Revoir cinq questions ?"),
        lead=_("Cinq minutes suffisent pour ne pas oublier. Personne ne voit vos réponses."),
        url=url_for("assessment.quiz", key=practice[0].key),
        button=_("S’entraîner"),
        is_now=False,
    )


# --- What is due ---------------------------------------------------------------------------------------------------


def deadlines(progress: Progress, day: date) -> list[Due]:
    """Returns what is assigned, what is open and what may be taken now."""
    lines = [_assigned_line(progress, row, day) for row in progress.assignments]
    lines += [
        Due(
            when=_("en cours"),
            on=None,
            is_now=False,
            title=attempt.title,
            url=url_for("assessment.attempt", attempt_id=attempt.id),
            beside=_("compte pour vos niveaux") if attempt.is_counted else _("s’entraîner"),
        )
        for attempt in progress.attempts
    ]
    lines += [
        Due(_("prêt"), None, False, quiz.title, url_for("assessment.quiz", key=quiz.key), _minutes_and_mode(quiz))
        for _module, quiz in progress.quizzes_to_take()
        if not _is_listed(progress, quiz)
    ]
    return lines


def play_lines(plays: Iterable[OpenPlay]) -> list[Due]:
    """Returns the calls and the workshops that were begun, to go on with."""
    return [_play_line(play) for play in plays]


def _play_line(play: OpenPlay) -> Due:
    page = {"call": "simulations.call", "workshop": "simulations.workshop_play", "relay": "simulations.relay_play"}
    kind = {"call": _("simulation d’appel"), "workshop": _("atelier balance âgée"), "relay": _("relais de litige")}
    mode = _("compte pour vos niveaux") if play.is_counted else _("s’entraîner")
    when = _("à vous") if play.kind == "relay" else _("en cours")
    link = url_for(page[play.kind], play_id=play.id)
    return Due(when, None, False, play.title, link, f"{kind[play.kind]} · {mode}")


def review_line(reviews: ReviewDay, day: date) -> list[Due]:
    """Returns the line that leads to today's cards, none where there is no card."""
    if not reviews.cards:
        return []
    title = ngettext("%(num)s carte à revoir", "%(num)s cartes à revoir", len(reviews.cards))
    beside = f"{duration(reviews.minutes)} · {_('s’entraîner')}"
    return [Due(_("auj."), day, False, title, url_for("assessment.review_card"), beside)]


def by_day(lines: Iterable[Due]) -> list[Due]:
    """Returns the lines in the order of their days, those without one last."""
    return sorted(lines, key=lambda line: line.on or date.max)


def due_days(progress: Progress, diagnostic: DiagnosticRow | None) -> list[date]:
    """Returns the days by which something is due, for the week's line."""
    days = [row.due_on for row in progress.assignments]
    return [*days, diagnostic.due_on] if diagnostic is not None and diagnostic.due_on else days


def diagnostic_line(found: DiagnosticRow | None, day: date) -> list[Due]:
    """Returns the line of the diagnostic that the person is asked to take or has begun, none where there is none."""
    if found is None:
        return []
    beside = [_("compte pour vos niveaux")]
    if found.is_begun:
        beside = [ngettext("%(num)s réponse donnée", "%(num)s réponses données", found.answered), *beside]
    if found.is_requested:
        beside += [_("demandé par %(name)s", name=found.requester), found.reason]
    when = _when(found.due_on, day) if found.due_on else _("en cours")
    is_now = found.due_on is not None and found.due_on <= day
    return [Due(when, found.due_on, is_now, _("Diagnostic"), url_for("assessment.diagnostic"), " · ".join(beside))]


def path_line(steps: int, minutes: int) -> list[Due]:
    """Returns the line that leads to the proposed path, none where there is no step."""
    if not steps:
        return []
    beside = f"{ngettext('%(num)s étape', '%(num)s étapes', steps)} · {duration(minutes)}"
    return [Due(_("proposé"), None, False, _("Mon parcours proposé"), url_for("learning.path"), beside)]


def _is_listed(progress: Progress, quiz: QuizCard) -> bool:
    is_assigned = any(row.item_id == quiz.item_id for row in progress.assignments)
    return is_assigned or any(attempt.quiz_key == quiz.key for attempt in progress.attempts)


def _minutes_and_mode(quiz: QuizCard) -> str:
    mode = _("compte pour vos niveaux") if quiz.mode == "counted" else _("s’entraîner")
    return f"{duration(quiz.minutes)} · {mode}"


def _assigned_line(progress: Progress, row: AssignmentRow, day: date) -> Due:
    url, beside = _target(progress, row)
    if row.reason:
        beside = f"{beside} · {row.reason}" if beside else row.reason
    return Due(_when(row.due_on, day), row.due_on, row.due_on <= day, row.title, url, beside)


def _when(due_on: date, day: date) -> str:
    if due_on < day:
        return _("en retard")
    if due_on == day:
        return _("auj.")
    if (due_on - day).days < 7:
        return f"{weekday(due_on)[:3]}. {due_on.day}"
    return brief_day(due_on)


def _target(progress: Progress, row: AssignmentRow) -> tuple[str, str]:
    if row.kind == "lesson":
        lesson = progress.lessons.get(row.item_id)
        beside = f"{duration(lesson.minutes)} · {_('leçon')}" if lesson else _("leçon")
        return url_for("learning.lesson", key=row.key), beside
    if row.kind == "quiz":
        _module, quiz = _quiz(progress, row.key)
        return url_for("assessment.quiz", key=row.key), _minutes_and_mode(quiz) if quiz else ""
    if row.kind in PAGES:
        return assigned_target(row)
    module = progress.module_of(row.key)
    left = len(module.lessons) - progress.done_in(module) if module else 0
    beside = ngettext("module · encore %(num)s leçon", "module · encore %(num)s leçons", left)
    return url_for("learning.module", key=row.key), beside


# --- Competencies that matter now ----------------------------------------------------------------------------------


def that_matter(states: Iterable[CompetencyState]) -> list[CompetencyState]:
    """Returns the three competencies to look at first; without a job to face, those measured last."""
    states = list(states)
    ranked = []
    for place, state in enumerate(states):
        rank = urgency(state.status, state.required, state.level, must_be_observed=bool(state.verdict.reason))
        if rank is not None:
            ranked.append((rank, place, state))
    ranked.sort(key=lambda one: one[:2])
    chosen = [state for _rank, _place, state in ranked]
    chosen += sorted(
        (state for state in states if state.last_proof_at is not None and state not in chosen),
        key=lambda state: state.last_proof_at.timestamp() if state.last_proof_at else 0.0,
        reverse=True,
    )
    return chosen[:SHOWN_COMPETENCIES]
