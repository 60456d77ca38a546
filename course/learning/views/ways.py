"""A lesson that is read on a track: what comes before and after it there."""

from dataclasses import dataclass
from datetime import date

from flask import request, url_for

from course.catalogue.queries import TrackCard, outline, tracks
from course.enrolment.queries.tracks import track_lessons
from course.learning.views.played import kind_of, page_of
from course.simulations.queries.standing import published_plays
from course.web.i18n import language
from course.web.transaction import Session


@dataclass(frozen=True, slots=True)
class Way:
    """Where a track leads from a lesson: its own page, the lesson's place in it, the steps around. Addresses are empty
    where there is none."""

    key: str
    title: str
    place: int
    total: int
    next_title: str = ""
    next_url: str = ""
    previous_title: str = ""
    previous_url: str = ""


Steps = list[tuple[str, str]]  # kind, key


def way_of(session: Session, lesson_key: str, day: date) -> Way | None:
    """Returns where the track that the address names leads from a lesson; None without one, or where the lesson is no
    step of it. No statement where the address names none."""
    key = request.args.get("track", "")
    card = next((card for card in tracks(session) if card.key == key), None) if key else None
    if card is None:
        return None
    lessons = [lesson.key for lesson in track_lessons(session, [card], day)[card.item_id]]
    if lesson_key not in lessons:
        return None
    steps = _steps(card, lessons)
    place = steps.index(("lesson", lesson_key))
    before = _named(session, card, steps[place - 1]) if place else ("", "")
    after = _named(session, card, steps[place + 1]) if place + 1 < len(steps) else ("", "")
    return Way(key, card.named(language()), lessons.index(lesson_key) + 1, len(lessons), *after, *before)


def _steps(card: TrackCard, lessons: list[str]) -> Steps:
    """Returns the steps in order: lessons and what is played between them. Reviews are left to the home page."""
    if not card.job_role:
        every = [step for stage in card.stages for step in stage.steps]
        return [step for step in every if step[0] != "review" and (step[0] != "lesson" or step[1] in lessons)]
    final = [("quiz", card.final)] if card.final else []
    return [*(("lesson", key) for key in lessons), *final]


def _named(session: Session, card: TrackCard, step: tuple[str, str]) -> tuple[str, str]:
    """Returns the title and the address of a step, empty where it is not published."""
    kind, key = step
    if kind == "lesson":
        lesson = outline(session).lesson(key)
        return (lesson.title, url_for("learning.lesson", key=key, track=card.key)) if lesson else ("", "")
    if kind == "quiz":
        quiz = next((quiz for quiz in outline(session).all_quizzes if quiz.key == key), None)
        return (quiz.title, url_for("assessment.quiz", key=key)) if quiz else ("", "")
    one = next((one for one in published_plays(session) if (one.kind, one.key) == step), None)
    return (f"{kind_of(kind)} « {one.named(language())} »", page_of(kind, key)) if one else ("", "")
