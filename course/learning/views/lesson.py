"""The lesson page: what is the same for everybody is rendered once and kept; a request fills in what is one's own.

A rendered page is cut at markers that no text can contain. Between them stands what was prepared; in their place come
the form token, the name, the state of each embedded question, the end of the lesson: a page costs a few joins.
"""

import json
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, NamedTuple

from flask import render_template, request, url_for
from flask import session as cookie
from markupsafe import Markup, escape

from course.assessment.views.presentation import Shown, check_shown
from course.catalogue.queries import LessonContent, lesson_content
from course.foundation import clock
from course.foundation.cache import RecentCache
from course.foundation.errors import NotFoundError
from course.foundation.permissions import Permission, Viewer
from course.learning.queries import LessonState, lesson_state
from course.learning.views.ways import Way, way_of
from course.publishing.queries import stamp
from course.question_bank.queries import StoredQuestion, published_questions
from course.references.queries import laws, terms
from course.web.display import local
from course.web.form_tokens import form_token
from course.web.i18n import language
from course.web.pieces import Pieces, cut, filled, slot
from course.web.transaction import Session


@dataclass(frozen=True, slots=True)
class Prepared:
    """A lesson with its questions, as of one state of all that is published."""

    content: LessonContent
    questions: Mapping[str, StoredQuestion]
    checks: tuple[str, ...]  # the embedded questions that can be shown, predictions too, in the order of the text
    stamp: int


class Scene(NamedTuple):
    """What a rendered piece depends on besides the lesson."""

    stamp: int
    key: str
    language: str
    day: date


_prepared_cache: RecentCache[str, Prepared] = RecentCache(500)
_page_cache: RecentCache[tuple[object, ...], Pieces] = RecentCache(500)
_piece_cache: RecentCache[tuple[object, ...], Pieces] = RecentCache(4_000)


def lesson_page(session: Session, viewer: Viewer, key: str) -> bytes:
    """Returns the page of a lesson for a person: one statement once the lesson is in memory. Raises NotFoundError."""
    prepared, state = _prepared_for(session, viewer, key)
    scene = Scene(prepared.stamp, key, language(), clock.today(viewer.zone))
    page = _page(session, viewer, prepared, scene)
    return filled(page, _own_pieces(session, viewer, prepared, scene, state))


def _prepared_for(session: Session, viewer: Viewer, key: str) -> tuple[Prepared, LessonState]:
    known = _prepared_cache.get(key)
    if known is not None:
        state = lesson_state(session, viewer.id, known.content.card.item_id)
        if state.stamp == known.stamp:  # nothing was published since
            return known, state
    prepared = _prepared(session, key)
    return prepared, lesson_state(session, viewer.id, prepared.content.card.item_id)


def _prepared(session: Session, key: str) -> Prepared:
    content = lesson_content(session, key)
    if content is None:
        raise NotFoundError("error.not_found")
    questions = published_questions(session, content.questions)
    checks = tuple(key for key in content.questions if key in questions)
    prepared = Prepared(content, questions, checks, stamp(session))
    _prepared_cache.put(key, prepared)
    return prepared


# --- Keeping pieces -------------------------------------------------------------------------------------------------


def _with_markers() -> dict[str, object]:
    return {
        "slot": slot,
        "csrf_field": lambda: Markup('<input type="hidden" name="csrf_token" value="{}">').format(slot("token")),
    }


def _kept(name: str, scene: Scene, detail: object, render: Callable[[], str]) -> Pieces:
    """Returns a piece from memory, or renders and cuts it."""
    cache_key = (name, scene, detail)
    found = _piece_cache.get(cache_key)
    if found is None:
        found = cut(render())
        _piece_cache.put(cache_key, found)
    return found


# --- What is the same for everybody --------------------------------------------------------------------------------


def _page(session: Session, viewer: Viewer, prepared: Prepared, scene: Scene) -> Pieces:
    theme = request.cookies.get("theme")
    has_message = "_flashes" in cookie  # a message is shown once, to one person
    cache_key = (scene, theme if theme in {"light", "dark"} else None, viewer.roles)
    found = None if has_message else _page_cache.get(cache_key)
    if found is None:
        found = cut(_rendered(session, viewer, prepared, scene))
        if not has_message:
            _page_cache.put(cache_key, found)
    return found


def _rendered(session: Session, viewer: Viewer, prepared: Prepared, scene: Scene) -> str:
    content = prepared.content
    return render_template(
        "learning/lesson.html",
        lesson=content,
        law_lines={part["key"] for part in content.parts if part["kind"] == "law"},
        checks=prepared.checks,
        laws_by_key=laws(session),
        terms_by_key=terms(session),
        today=scene.day,
        viewer=replace(viewer, name=slot("name")),
        here=Markup(url_for("learning.lesson", key=content.card.key)) + slot("way"),  # noqa: S704 - a path of ours
        **_with_markers(),
    )


# --- What is one's own ---------------------------------------------------------------------------------------------


def _own_pieces(
    session: Session, viewer: Viewer, prepared: Prepared, scene: Scene, state: LessonState
) -> dict[str, bytes]:
    way = way_of(session, prepared.content.card.key, scene.day)
    values = {"token": form_token().encode(), "name": str(escape(viewer.name)).encode(), "note": b""}
    values["way"] = way.query.encode() if way else b""
    values["head"] = filled(_head(prepared, scene, way), values)
    key_to_write = prepared.content.card.key if viewer.can(Permission.AUTHOR) else ""
    if state.note or key_to_write:
        values["note"] = filled(_note(scene, state.note, key_to_write), values)
    client = secrets.token_hex(8)
    for place, key in enumerate(prepared.checks):
        values["client"] = f"{client}-{place}".encode()
        answer = state.answers.get(key)
        values[f"check-{key}"] = filled(_check(session, prepared, scene, key, answer), values)
    values["compare"] = filled(_compared(session, prepared, scene, state), values)
    values["end"] = filled(_end(prepared, scene, state, way), values)
    values["bar"] = filled(_bar(prepared, scene, state, way), values)
    return values


def _head(prepared: Prepared, scene: Scene, way: Way | None) -> Pieces:
    """Where one is: the lesson's place in its module, or in the track on which it is read."""
    content = prepared.content

    def render() -> str:
        place = content.module.lessons.index(content.card)
        return render_template("learning/_head.html", lesson=content, place=place, way=way)

    return _kept("head", scene, way, render)


def _note(scene: Scene, html: str, key_to_write: str) -> Pieces:
    """The company's own note; for whoever may write it, the way to."""
    texts = {"html": html, "key_to_write": key_to_write}
    return _kept("note", scene, (html, key_to_write), lambda: render_template("learning/_note.html", **texts))


def _check(session: Session, prepared: Prepared, scene: Scene, key: str, answer: Mapping[str, Any] | None) -> Pieces:
    def render() -> str:
        return render_template(
            "learning/_check.html",
            lesson=prepared.content,
            shown=_shown(prepared.questions[key], answer),
            client_id=slot("client"),
            laws_by_key=laws(session),
            today=scene.day,
            is_prediction=key in prepared.content.predictions,
            **_with_markers(),
        )

    return _kept(f"check-{key}", scene, _canonical(answer), render)


def _shown(stored: StoredQuestion, answer: Mapping[str, Any] | None) -> Shown:
    return check_shown(stored, answer)


def _canonical(answer: Mapping[str, Any] | None) -> str:
    return "" if answer is None else json.dumps(answer, sort_keys=True)


def _compared(session: Session, prepared: Prepared, scene: Scene, state: LessonState) -> Pieces:
    keys = [key for key in prepared.content.predictions if key in prepared.questions]

    def render() -> str:
        return render_template(
            "learning/_compare.html",
            lesson=prepared.content,
            rows=[_shown(prepared.questions[key], state.answers.get(key)) for key in keys],
            laws_by_key=laws(session),
            today=scene.day,
        )

    return _kept("compare", scene, tuple(_canonical(state.answers.get(key)) for key in keys), render)


def _end(prepared: Prepared, scene: Scene, state: LessonState, way: Way | None) -> Pieces:
    completed_on = local(state.completed_at).date() if state.completed_at else None

    def render() -> str:
        return render_template(
            "learning/_end.html",
            lesson=prepared.content,
            completed_on=completed_on,
            chosen=state.commitment,
            way=way,
            **_with_markers(),
        )

    return _kept("end", scene, (completed_on, state.commitment, way), render)


def _bar(prepared: Prepared, scene: Scene, state: LessonState, way: Way | None) -> Pieces:
    open_check = next((key for key in prepared.checks if key not in state.answers), None)

    def render() -> str:
        return render_template(
            "learning/_bar.html",
            lesson=prepared.content,
            open_check=open_check,
            is_done=state.completed_at is not None,
            way=way,
        )

    return _kept("bar", scene, (open_check, state.completed_at is not None, way), render)
