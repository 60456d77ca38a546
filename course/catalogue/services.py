"""Writes of the catalogue: modules and lessons as published versions, the company's notes, readers' remarks."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from course.catalogue.formats import LessonEntry, ModuleEntry, TrackEntry
from course.catalogue.models import CompanyNote, Lesson, LessonCompetency, Module, Remark, Track
from course.catalogue.rules import plain_text, search_form
from course.foundation import clock
from course.foundation.database import upsert
from course.foundation.errors import InvalidInputError, NotFoundError
from course.foundation.markdown import RENDERER, Rendered, render_markdown
from course.foundation.pictures import Size
from course.publishing.services import NewVersion, add_version, ensure_item, publish_new, save_rendering
from course.question_bank.queries import competency_ids
from course.question_bank.services import names_in

MOST_REMARK = 2_000
MOST_NOTE = 10_000


def save_module(
    session: Session, module: ModuleEntry, source: str, author_id: int | None = None, message: str = ""
) -> NewVersion:
    """Publishes a version of the module's own page."""
    item = ensure_item(session, "module", module.key)
    version = add_version(session, item, module.title, source, (), author_id, message)
    session.add(
        Module(
            version_id=version.id,
            item_id=item.id,
            key=module.key,
            number=module.number,
            title=module.title,
            english=module.english,
            summary=module.summary,
            as_of=module.as_of,
            legal_reviewer=module.legal_reviewer,
        )
    )
    return publish_new(session, version)


def save_track(
    session: Session, track: TrackEntry, source: str, author_id: int | None = None, message: str = ""
) -> NewVersion:
    """Publishes a version of the track."""
    item = ensure_item(session, "track", track.key)
    depends_on = {(kind, key) for stage in track.stages for kind, key in stage.steps if key}
    if track.final:
        depends_on.add(("quiz", track.final))
    version = add_version(session, item, track.title, source, depends_on, author_id, message)
    session.add(
        Track(
            version_id=version.id,
            item_id=item.id,
            key=track.key,
            title=track.title,
            english=track.english,
            body={
                "summary": track.summary,
                "summary_english": track.summary_english,
                "days": track.days,
                "job_role": track.job_role,
                "final": track.final,
                "stages": [
                    {"title": stage.title, "english": stage.english, "steps": [list(step) for step in stage.steps]}
                    for stage in track.stages
                ],
            },
        )
    )
    return publish_new(session, version)


def render_lesson(lesson: LessonEntry, media: Mapping[str, str], sizes: Mapping[str, Size] | None = None) -> Rendered:
    """Returns the lesson's text rendered; `media` maps its pictures to their URLs, `sizes` these to width and height.

    Raises InvalidInputError.
    """
    return render_markdown(lesson.text, media=media, sizes=sizes)


def save_lesson(
    session: Session,
    lesson: LessonEntry,
    source: str,
    rendered: Rendered,
    module_key: str,
    position: int,
    media: Mapping[str, str] | None = None,
    author_id: int | None = None,
    message: str = "",
    is_material: bool | None = None,
) -> NewVersion:
    """Publishes a version of the lesson; `is_material`: what it teaches changed. Raises InvalidInputError for a
    competency that there is not."""
    ids = competency_ids(session)
    unknown = [key for key, _low, _high in lesson.competencies if key not in ids]
    if unknown:
        raise InvalidInputError("content.unknown_competency", key=unknown[0])
    item = ensure_item(session, "lesson", lesson.key)
    shown = {name: url for name, url in (media or {}).items() if name in rendered.pictures}
    depends_on = _depends_on(lesson, rendered, module_key, shown)
    version = add_version(session, item, lesson.title, source, depends_on, author_id, message)
    session.add(_lesson_row(version.id, item.id, lesson, rendered, module_key, position))
    session.flush()
    for key, low, high in lesson.competencies:
        session.add(LessonCompetency(version_id=version.id, competency_id=ids[key], level_from=low, level_to=high))
    save_rendering(session, version.id, RENDERER, lesson_rendering(rendered, shown))
    return publish_new(session, version, is_material=is_material)


def lesson_rendering(rendered: Rendered, media: Mapping[str, str]) -> dict[str, Any]:
    """Returns what is kept of a rendered lesson; the pictures' URLs too, so that it can be rendered again."""
    return {**rendered.content(), "media": dict(media)}


def _depends_on(
    lesson: LessonEntry, rendered: Rendered, module_key: str, media: Mapping[str, str]
) -> set[tuple[str, str]]:
    return {
        *names_in(rendered),
        ("module", module_key),
        *(("competency", key) for key, _low, _high in lesson.competencies),
        *(("fact", fact) for fact in lesson.facts),
        *(("media", url.rsplit("/", 1)[-1]) for url in media.values()),
    }


def _lesson_row(
    version_id: int, item_id: int, lesson: LessonEntry, rendered: Rendered, module_key: str, position: int
) -> Lesson:
    return Lesson(
        version_id=version_id,
        item_id=item_id,
        key=lesson.key,
        module_key=module_key,
        position=position,
        title=lesson.title,
        outcome=lesson.outcome,
        minutes=lesson.minutes,
        tomorrow=list(lesson.tomorrow),
        facts=list(lesson.facts),
        search_text=search_form(f"{lesson.title} {lesson.outcome} {plain_text(rendered.html)}"),
    )


def save_company_note(session: Session, item_id: int, source: str, html: str, author_id: int | None) -> None:
    """Keeps the company's own words beside an item; empty ones remove them. Raises InvalidInputError past 10,000."""
    if len(source) > MOST_NOTE:
        raise InvalidInputError("catalogue.note_too_long", limit=MOST_NOTE)
    if not source.strip():
        note = session.get(CompanyNote, item_id)
        if note is not None:
            session.delete(note)
            session.flush()
        return
    row = {
        "item_id": item_id,
        "source": source,
        "html": html,
        "updated_at": clock.now(),
        "updated_by": author_id,
    }
    upsert(session, CompanyNote, [row], ("item_id",))


def add_remark(session: Session, person_id: int, text: str, lesson_item_id: int | None = None) -> Remark:
    """Keeps what a reader tells the trainers. Raises InvalidInputError where it is empty or too long."""
    text = text.strip()
    if not text:
        raise InvalidInputError("catalogue.empty_remark")
    if len(text) > MOST_REMARK:
        raise InvalidInputError("catalogue.remark_too_long", limit=MOST_REMARK)
    remark = Remark(lesson_item_id=lesson_item_id, person_id=person_id, text=text, created_at=clock.now())
    session.add(remark)
    session.flush()
    return remark


def close_remark(session: Session, remark_id: int, person_id: int) -> None:
    """Marks a remark as dealt with. Raises NotFoundError where there is none."""
    remark = session.get(Remark, remark_id)
    if remark is None:
        raise NotFoundError("error.not_found")
    remark.closed_at, remark.closed_by = clock.now(), person_id
    session.flush()
