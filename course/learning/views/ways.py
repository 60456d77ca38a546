"""Where a track leads: from a lesson that is read on it, and from the end of any other of its steps."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from flask import request, url_for
from markupsafe import Markup

from course.catalogue.queries import TrackCard, tracks
from course.foundation import clock
from course.learning.queries import TrackStep, steps_of, tracks_on
from course.learning.views.blueprint import blueprint
from course.learning.views.played import PAGES, kind_of
from course.learning.views.tracks import step_title, step_url
from course.web.access import the_viewer
from course.web.i18n import content_text, language
from course.web.transaction import Session, reader

MOST_WAYS: Final = 2  # of the tracks that hold a step, those that its end names


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

    @property
    def query(self) -> str:
        """What follows the address of a page that keeps to the track."""
        return f"?track={self.key}"


@dataclass(frozen=True, slots=True)
class Onward:
    """Where a track goes on after a step: its page, and its next step, empty where nothing is left."""

    title: str
    url: str
    next_title: str = ""
    next_url: str = ""


def way_of(session: Session, lesson_key: str, day: date) -> Way | None:
    """Returns where the track that the address names leads from a lesson; None without one, or where the lesson is no
    step of it. No statement where the address names none. Reviews are left to the home page."""
    key = request.args.get("track", "")
    card = next((card for card in tracks(session) if card.key == key), None) if key else None
    if card is None:
        return None
    steps = [step for step in steps_of(session, card, day) if step.kind != "review"]
    place = next((place for place, step in enumerate(steps) if (step.kind, step.key) == ("lesson", lesson_key)), None)
    if place is None:
        return None
    lessons = [step.key for step in steps if step.kind == "lesson"]
    before = _said(card, steps[place - 1]) if place else ("", "")
    after = _said(card, steps[place + 1]) if place + 1 < len(steps) else ("", "")
    return Way(key, card.named(language()), lessons.index(lesson_key) + 1, len(lessons), *after, *before)


@blueprint.app_template_global("onward")
def onward(kind: str, key: str = "") -> list[Onward]:
    """Returns where somebody who has just ended a step may go on. The pages of quizzes, calls, workshops and reviews
    call it by its name, as they do the pages of this room: those rooms import nothing of it."""
    viewer = the_viewer()
    found = tracks_on(reader(), viewer.id, kind, key, clock.today(viewer.zone))
    return [_onward(card, step) for card, step in found[:MOST_WAYS]]


def _onward(card: TrackCard, step: TrackStep | None) -> Onward:
    title, url = card.named(language()), url_for("learning.track", key=card.key)
    return Onward(title, url, *_said(card, step)) if step else Onward(title, url)


def _said(card: TrackCard, step: TrackStep) -> tuple[str, str]:
    """Returns what a step is called, with the language it is said in, and its address."""
    is_ours = step.kind == "review" or step.named(language()) != step.title
    title = step_title(step) if is_ours else content_text(step.title)
    if step.kind in PAGES:
        title = Markup("{} · {}").format(kind_of(step.kind), title)
    return title, step_url(step, card.key)
