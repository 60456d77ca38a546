"""Writes of learning: ending a lesson, through the room that keeps completions."""

from datetime import date

from sqlalchemy.orm import Session

from course.catalogue.queries import LessonContent, outline
from course.enrolment.queries import completed_item_ids
from course.enrolment.services import commit_to, complete
from course.enrolment.services.refreshers import settle_refreshers
from course.enrolment.services.tracks import settle_tracks
from course.foundation.errors import InvalidInputError
from course.publishing.queries import published_version


def complete_lesson(session: Session, learner_id: int, content: LessonContent, choice: str | None, today: date) -> None:
    """Completes a lesson, and its module with the last one; keeps the choice « 1 », « 2 » or « 3 » where one is made.
    Who was asked to read it again has.

    Raises InvalidInputError for a choice that the lesson does not offer.
    """
    card = content.card
    complete(session, learner_id, card.item_id, card.version_id)
    settle_refreshers(session, learner_id, "lesson", card.key)
    if choice:
        if not choice.isascii() or not choice.isdigit() or not 1 <= int(choice[:3]) <= len(card.tomorrow):
            raise InvalidInputError("error.bad_request")
        commit_to(session, learner_id, card.item_id, card.tomorrow[int(choice) - 1], today)
    _complete_module(session, learner_id, card.module_key)
    settle_tracks(session, learner_id, today)


def _complete_module(session: Session, learner_id: int, module_key: str) -> None:
    module = outline(session).module(module_key)
    version = published_version(session, "module", module_key)
    if module is None or version is None:
        return
    done = completed_item_ids(session, learner_id)
    if all(lesson.item_id in done for lesson in module.lessons):
        complete(session, learner_id, module.item_id, version.id)
