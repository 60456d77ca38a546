"""What the home page shows: one next action, what is due, the week's line, the competencies that matter now."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from flask import url_for

from course.assessment.queries.reviews import ReviewDay
from course.catalogue.queries import LessonCard, ModuleCard, QuizCard, TrackCard, lesson_content, tracks
from course.competencies.queries import CompetencyState
from course.enrolment.queries import AssignmentRow
from course.learning.queries import Progress, TrackStep, lesson_state, track_view
from course.learning.rules import block_reached, urgency
from course.learning.views.due import due_sentence, quiz_of
from course.learning.views.played import PAGES, page_of
from course.learning.views.tracks import step_title, step_url
from course.web.i18n import gettext as _
from course.web.i18n import language, ngettext
from course.web.transaction import Session

SHOWN_COMPETENCIES = 3
FEW_CARDS = 5


@dataclass(frozen=True, slots=True)
class NextAction:
    """The one thing to do now; `block` of `blocks` says where the person was, `way` the track that leads to it and how
    much of that is done."""

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
    way: str = ""
    way_url: str = ""
    way_done: str = ""


def next_action(session: Session, learner_id: int, progress: Progress, day: date, reviews: ReviewDay) -> NextAction:
    """Returns what to do now: resume what counts, then what is due, what was begun, what the role needs, or nothing
    urgent: then one may review."""
    return (
        _counted_attempt(progress)
        or _due_action(session, learner_id, progress, day)
        or _begun_action(session, learner_id, progress)
        or _needed_action(session, learner_id, progress)
        or _reviews_action(reviews)
        or _nothing_urgent(progress)
    )


def _counted_attempt(progress: Progress) -> NextAction | None:
    attempt = next((attempt for attempt in progress.attempts if attempt.is_counted), None)
    if attempt is None:
        return None
    module, quiz = quiz_of(progress, attempt.quiz_key)
    return NextAction(
        over=_("À reprendre maintenant"),
        title=attempt.title,
        lead=_("Vous l’avez commencé. Vos réponses sont gardées ; celles-ci comptent pour vos niveaux."),
        url=url_for("assessment.attempt", attempt_id=attempt.id),
        button=_("Reprendre"),
        minutes=quiz.minutes if quiz else None,
        module=module,
    )


def _due_action(session: Session, learner_id: int, progress: Progress, day: date) -> NextAction | None:
    for row in progress.assignments:
        action = _assigned(session, learner_id, progress, row, day)
        if action is not None:
            return replace(action, over=due_sentence(row.due_on, day))
    return None


def _assigned(
    session: Session, learner_id: int, progress: Progress, row: AssignmentRow, day: date
) -> NextAction | None:
    if row.kind == "lesson":
        lesson = progress.lessons.get(row.item_id)
        return _lesson_action(session, learner_id, progress, lesson) if lesson else None
    if row.kind == "quiz":
        module, quiz = quiz_of(progress, row.key)
        return _quiz_action(quiz, module) if quiz else None
    if row.kind in PAGES:
        return _played_action(row)
    if row.kind == "track":
        return _track_action(session, learner_id, progress, row, day)
    module = progress.module_of(row.key)
    if module is None:
        return None
    lesson = progress.first_open_lesson(module)
    return _lesson_action(session, learner_id, progress, lesson) if lesson else None


def _track_action(
    session: Session, learner_id: int, progress: Progress, row: AssignmentRow, day: date
) -> NextAction | None:
    """The next step of a track that the person follows."""
    view = track_view(session, learner_id, progress, day, row.key)
    step = view.next if view else None
    if view is None or step is None:
        return None
    if step.lesson is not None:
        action = _lesson_action(session, learner_id, progress, step.lesson)
        anchor = f"b{action.block}" if action.block else None
        action = replace(action, url=url_for("learning.lesson", key=step.key, track=row.key, _anchor=anchor))
    else:
        action = _quiz_action(step.quiz, None) if step.quiz is not None else _step_action(step, row.key)
    return _on_track(action, view.card, view.lessons_done, len(view.lessons))


def _on_track(action: NextAction, card: TrackCard, done: int, total: int) -> NextAction:
    said = ngettext("%(num)s leçon faite sur %(total)s", "%(num)s leçons faites sur %(total)s", done, total=total)
    url = url_for("learning.track", key=card.key)
    return replace(action, way=card.named(language()), way_url=url, way_done=said)


def _step_action(step: TrackStep, track_key: str) -> NextAction:
    return NextAction(
        over=_("À faire maintenant"),
        title=step_title(step),
        lead=_("Jouez d’abord pour vous entraîner : votre responsable ne le voit pas."),
        url=step_url(step, track_key),
        button=_("Ouvrir"),
        minutes=step.minutes,
    )


def _played_action(row: AssignmentRow) -> NextAction:
    lead = _("Un seul essai, sans aide. Entraînez-vous d’abord : votre responsable ne le voit pas.")
    if row.kind == "workshop":  # a ledger written by hand does not count any more once its correction was seen
        lead = _("Un seul essai, sans aide. Votre responsable voit le résultat, pas vos décisions.")
    return NextAction(_("À faire maintenant"), row.title, lead, page_of(row.kind, row.key), _("Ouvrir"))


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


def _needed_action(session: Session, learner_id: int, progress: Progress) -> NextAction | None:
    lessons = progress.to_take()
    if lessons:
        return _new_lesson_action(session, learner_id, progress, lessons[0])
    quizzes = progress.quizzes_to_take()
    return _quiz_action(quizzes[0][1], quizzes[0][0]) if quizzes else None


def _new_lesson_action(session: Session, learner_id: int, progress: Progress, lesson: LessonCard) -> NextAction:
    """A lesson that the role needs; one of those with which everybody begins keeps to their track."""
    action = _lesson_action(session, learner_id, progress, lesson)
    card = next((card for card in tracks(session) if not card.job_role), None)
    if card is None or lesson.key not in progress.first:
        return action
    found = [one for one in map(progress.outline.lesson, progress.first) if one is not None]
    done = sum(one.item_id in progress.completed for one in found)
    url = url_for("learning.lesson", key=lesson.key, track=card.key)
    return _on_track(replace(action, url=url), card, done, len(found))


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
