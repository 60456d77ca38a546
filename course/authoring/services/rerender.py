"""Renders published versions again whose HTML is of an older renderer: a mended sanitiser reaches what is on screen."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from sqlalchemy.orm import Session

from course.authoring.formats.folder import parse_source
from course.authoring.formats.kinds import TOOLS
from course.catalogue.services import lesson_rendering, render_lesson
from course.foundation.markdown import RENDERER, Rendered
from course.publishing.queries import StaleRendering, picture_sizes, stale_renderings
from course.publishing.services import save_rendering
from course.question_bank.services import render_questions
from course.simulations.services.publication import render_scenario, replace_texts
from course.simulations.services.relay_saving import render_relay
from course.toolbox.services import render_tool_again

# What is played keeps its HTML in its own body.
PLAYED: Final[Mapping[str, Callable[[Any], Mapping[str, Rendered]]]] = {
    "scenario": render_scenario,
    "relay": render_relay,
}


def rerender(session: Session) -> int:
    """Renders what lacks the current renderer and returns how many; the servers show it once they start again.

    Raises InvalidInputError where a text cannot be rendered any more.
    """
    stale = stale_renderings(session, RENDERER, ("lesson", "question", *PLAYED, *TOOLS))
    for row in stale:
        if row.kind in TOOLS:
            render_tool_again(session, row.version_id, parse_source(row.kind, row.source))
        elif row.kind in PLAYED:
            replace_texts(session, row.version_id, PLAYED[row.kind](parse_source(row.kind, row.source)))
        else:
            save_rendering(session, row.version_id, RENDERER, _content(session, row))
    return len(stale)


def _content(session: Session, row: StaleRendering) -> dict[str, object]:
    value = parse_source(row.kind, row.source)
    if row.kind == "question":
        return dict(render_questions([value])[0].content)
    media = row.content.get("media", {})
    return lesson_rendering(render_lesson(value, media, picture_sizes(session, media.values())), media)
