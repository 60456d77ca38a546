"""From a draft to what learners see: checked and rendered as by the import, published once whoever else tries."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from course.authoring.formats.folder import place_of
from course.authoring.formats.lessons import canonical_text, write_lesson
from course.authoring.queries import Desk, desk_of, module_media
from course.authoring.rules import LONGEST_MESSAGE, SHORTEST_MESSAGE
from course.authoring.services.drafts import claim_draft, rest_draft
from course.authoring.services.lesson_check import check_lesson, path_of
from course.catalogue.formats import LessonEntry
from course.catalogue.services import render_lesson, save_lesson
from course.enrolment.services.refreshers import propose_refreshers
from course.foundation.errors import ConflictError, InvalidInputError, NotFoundError
from course.foundation.markdown import Rendered
from course.publishing.queries import picture_sizes


@dataclass(frozen=True, slots=True)
class Publishable:
    """A draft that was checked and rendered before the writing transaction begins."""

    desk: Desk
    lesson: LessonEntry
    source: str
    rendered: Rendered
    media: Mapping[str, str]
    module_key: str
    position: int


def render_text(session: Session, desk: Desk, text: str) -> Rendered:
    """Returns a text rendered as publishing will render it, with the module's pictures. Raises InvalidInputError."""
    lesson = LessonEntry(desk.key, "", "", 0, (), (), (), (), (), canonical_text(text))
    media = _media(session, desk)
    return render_lesson(lesson, media, picture_sizes(session, media.values()))


def _media(session: Session, desk: Desk) -> dict[str, str]:
    return module_media(session, path_of(desk).rsplit("/", 1)[0])


def prepare_publication(session: Session, key: str) -> Publishable:
    """Returns the lesson's draft ready to publish; reads only.

    Raises NotFoundError, ConflictError `authoring.nothing_to_publish`, InvalidInputError `authoring.has_errors` or
    what rendering refuses.
    """
    desk = desk_of(session, key)
    if desk is None:
        raise NotFoundError("error.not_found")
    if desk.draft is None:
        raise ConflictError("authoring.nothing_to_publish")
    checked = check_lesson(session, desk, desk.draft.source)
    if checked.lesson is None or checked.has_errors:
        raise InvalidInputError("authoring.has_errors")
    place = place_of(path_of(desk))
    if place is None:
        raise InvalidInputError("authoring.no_module")
    media = _media(session, desk)
    return Publishable(
        desk=desk,
        lesson=checked.lesson,
        source=write_lesson(checked.lesson),
        rendered=render_lesson(checked.lesson, media, picture_sizes(session, media.values())),
        media=media,
        module_key=place.module,
        position=place.position,
    )


def check_message(message: str) -> str:
    """Returns the message of a publication. Raises InvalidInputError where it is missing or too long."""
    if not SHORTEST_MESSAGE <= len(message) <= LONGEST_MESSAGE:
        raise InvalidInputError("authoring.message_length", longest=LONGEST_MESSAGE)
    return message


def publish_draft(
    session: Session,
    ready: Publishable,
    revision: int,
    published_version_id: int | None,
    author_id: int,
    message: str,
    *,
    is_material: bool = False,
) -> int:
    """Publishes the draft as one version and returns its number; of several who try at once, one does. `is_material`:
    what it teaches changed, so that holders of certificates that rest on it are asked to read it again.

    Raises ConflictError where the draft or what is published is no longer what the person saw and confirmed.
    """
    draft = ready.desk.draft
    if draft is None or draft.revision != revision:
        raise ConflictError("authoring.conflict")
    claim_draft(session, draft, revision)
    now = desk_of(session, ready.desk.key)
    if now is None or now.published_version_id != published_version_id:
        raise ConflictError("authoring.published_meanwhile")
    version = save_lesson(
        session,
        ready.lesson,
        ready.source,
        ready.rendered,
        ready.module_key,
        ready.position,
        media=ready.media,
        author_id=author_id,
        message=message,
        is_material=is_material,
    )
    if is_material:
        propose_refreshers(session, "lesson", ready.desk.key, version.id, message)
    rest_draft(session, draft.item_id, ready.source, version.id, author_id)
    return version.number
