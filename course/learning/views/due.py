"""Lines under « Échéances » on the home page: what is assigned, begun, proposed or may be taken now."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from flask import url_for

from course.assessment.queries.diagnostics import DiagnosticRow
from course.assessment.queries.reviews import ReviewDay
from course.catalogue.queries import ModuleCard, QuizCard, TrackCard
from course.enrolment.queries import AssignmentRow
from course.learning.queries import Progress
from course.learning.views.played import PAGES, assigned_target
from course.simulations.queries.open_plays import OpenPlay
from course.web.display import brief_day, duration, weekday
from course.web.i18n import gettext as _
from course.web.i18n import language, ngettext


@dataclass(frozen=True, slots=True)
class Due:
    """A line under « Échéances »."""

    when: str
    on: date | None
    is_now: bool
    title: str
    url: str
    beside: str


def due_sentence(due_on: date, day: date) -> str:
    """Returns until when, as one says it."""
    if due_on < day:
        return _("En retard : c’était pour le %(day)s", day=brief_day(due_on))
    if due_on == day:
        return _("À faire aujourd’hui")
    if (due_on - day).days < 7:
        return _("À faire d’ici %(weekday)s %(number)s", weekday=weekday(due_on), number=due_on.day)
    return _("À faire d’ici le %(day)s", day=brief_day(due_on))


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


FEW_DONE = 3


def track_lines(progress: Progress, cards: Sequence[TrackCard]) -> list[Due]:
    """Returns the line that offers a newcomer the track with which everybody begins, none where a track is followed;
    and what is left to be assessed of a track whose lessons are all done."""
    return [*_points_left(progress, cards), *_first_offer(progress, cards)]


def _points_left(progress: Progress, cards: Sequence[TrackCard]) -> list[Due]:
    """A track is done with its last lesson; its « Faire le point » is not to be forgotten for that."""
    keys = [key for card in cards if card.item_id in progress.completed for key in _points_of(card)]
    found = [quiz for quiz in progress.outline.all_quizzes if quiz.key in keys and quiz.item_id not in progress.results]
    return [
        Due(_("prêt"), None, False, quiz.title, url_for("assessment.quiz", key=quiz.key), _minutes_and_mode(quiz))
        for quiz in found
        if not _is_listed(progress, quiz)
    ]


def _points_of(card: TrackCard) -> list[str]:
    steps = [step for stage in card.stages for step in stage.steps]
    return [*(key for kind, key in steps if kind == "quiz"), *([card.final] if card.final else [])]


def _first_offer(progress: Progress, cards: Sequence[TrackCard]) -> list[Due]:
    card = next((card for card in cards if not card.job_role), None)
    is_new = progress.lessons_done < FEW_DONE and not any(row.kind == "track" for row in progress.assignments)
    if card is None or not is_new:
        return []
    lessons = sum(progress.outline.lesson(key) is not None for key in progress.first)
    beside = f"{_('parcours')} · {ngettext('%(num)s leçon', '%(num)s leçons', lessons)}"
    title = card.named(language())
    return [Due(_("proposé"), None, False, title, url_for("learning.track", key=card.key), beside)]


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
        _module, quiz = quiz_of(progress, row.key)
        return url_for("assessment.quiz", key=row.key), _minutes_and_mode(quiz) if quiz else ""
    if row.kind in PAGES:
        return assigned_target(row)
    if row.kind == "track":
        return url_for("learning.track", key=row.key), _("parcours")
    module = progress.module_of(row.key)
    left = len(module.lessons) - progress.done_in(module) if module else 0
    beside = ngettext("module · encore %(num)s leçon", "module · encore %(num)s leçons", left)
    return url_for("learning.module", key=row.key), beside


def quiz_of(progress: Progress, key: str) -> tuple[ModuleCard | None, QuizCard | None]:
    """Returns a module's quiz by key, with its module; None twice where no module has it."""
    for module in progress.outline.modules:
        for quiz in module.quizzes:
            if quiz.key == key:
                return module, quiz
    return None, None
