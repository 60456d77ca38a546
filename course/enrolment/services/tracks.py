"""Following a track: by one's own choice or because it was assigned; it is done with its last lesson."""

from datetime import date, timedelta

from sqlalchemy.orm import Session

from course.catalogue.queries import TrackCard, tracks
from course.enrolment.queries import completed_item_ids, open_assignments
from course.enrolment.queries.tracks import own_choice, track_lessons
from course.enrolment.services.assignments import assign, cancel_assignment
from course.enrolment.services.completions import complete
from course.foundation.errors import ConflictError
from course.publishing.queries import published_version


def follow_track(session: Session, learner_id: int, card: TrackCard, today: date) -> None:
    """Lets a person follow a track of their own choice, due after its usual number of days.

    Raises ConflictError where they follow it already, and where they have done all its lessons.
    """
    if any(row.item_id == card.item_id for row in open_assignments(session, learner_id)):
        raise ConflictError("enrolment.track_followed")
    if _is_done(session, learner_id, card, today):
        raise ConflictError("enrolment.track_done")
    assign(session, [learner_id], card.item_id, today + timedelta(days=card.days), learner_id, today=today)


def leave_track(session: Session, learner_id: int, card: TrackCard) -> None:
    """Ends what the person chose themselves; what was done stays done. Raises ConflictError where it is not theirs to
    end: somebody else assigned it, or they do not follow it.
    """
    chosen = own_choice(session, learner_id, card.item_id)
    if chosen is None:
        raise ConflictError("enrolment.track_not_own")
    cancel_assignment(session, chosen)


def settle_tracks(session: Session, learner_id: int, today: date) -> None:
    """Completes the tracks that the person follows and of which all lessons are done: one statement for who follows
    none."""
    followed = {row.item_id for row in open_assignments(session, learner_id) if row.kind == "track"}
    for card in [card for card in tracks(session) if card.item_id in followed] if followed else ():
        version = published_version(session, "track", card.key)
        if version is not None and _is_done(session, learner_id, card, today):
            complete(session, learner_id, card.item_id, version.id)


def _is_done(session: Session, learner_id: int, card: TrackCard, today: date) -> bool:
    done = completed_item_ids(session, learner_id)
    lessons = track_lessons(session, [card], today)[card.item_id]
    return bool(lessons) and all(lesson.item_id in done for lesson in lessons)
