"""Writes what the toolbox holds, as published versions with their rendered texts."""

from collections.abc import Mapping

from sqlalchemy.orm import Session

from course.catalogue.rules import plain_text, search_form
from course.foundation.markdown import RENDERER, Job, Rendered, render_many
from course.publishing.services import NewVersion, add_version, ensure_item, publish_new, save_rendering
from course.question_bank.services import names_in
from course.toolbox.formats import ToolEntry
from course.toolbox.models import Tool


def render_tool(entry: ToolEntry) -> dict[str, Rendered]:
    """Returns the entry's texts rendered, by their paths; raises InvalidInputError as `render_many` does."""
    texts = entry.texts()
    return dict(zip(texts, render_many(Job(text) for text in texts.values()), strict=True))


def save_tool(
    session: Session,
    kind: str,
    entry: ToolEntry,
    source: str,
    message: str = "",
    *,
    author_id: int | None = None,
    rendered: Mapping[str, Rendered] | None = None,
) -> NewVersion:
    """Publishes a version of the tool (`kind`: calculator, card, phrase, letter, document or kit) with its
    canonical source.

    `rendered`: its texts where they were rendered before the transaction began. Raises InvalidInputError for a text
    that cannot be rendered.
    """
    texts = render_tool(entry) if rendered is None else rendered
    item = ensure_item(session, kind, entry.key)
    depends_on = entry.depends_on() | {name for text in texts.values() for name in names_in(text)}
    version = add_version(session, item, entry.title, source, depends_on, author_id, message)
    said = " ".join(plain_text(text.html) for text in texts.values())
    session.add(
        Tool(
            version_id=version.id,
            item_id=item.id,
            kind=kind,
            key=entry.key,
            number=version.number,
            title=entry.title,
            body=entry.body(),
            content={path: text.html for path, text in texts.items()},
            search_text=search_form(f"{entry.title} {entry.words()} {said}"),
        )
    )
    _mark(session, version.id)
    return publish_new(session, version)


def render_tool_again(session: Session, version_id: int, entry: ToolEntry) -> None:
    """Replaces the HTML of a version whose texts an older renderer made. Raises InvalidInputError for a text that
    cannot be rendered any more."""
    tool = session.get(Tool, version_id)
    if tool is not None:
        tool.content = {path: text.html for path, text in render_tool(entry).items()}
    _mark(session, version_id)


def _mark(session: Session, version_id: int) -> None:
    """Notes which renderer made the HTML; it stands in the tool's own row, so that a list of tools is one statement."""
    save_rendering(session, version_id, RENDERER, {})
