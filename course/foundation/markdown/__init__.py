"""Markdown to sanitised HTML through one persistent child process, so that a hostile text can stall nobody."""

from course.foundation.markdown.client import (
    MOST_BYTES,
    RENDERER,
    Job,
    Rendered,
    close,
    render_many,
    render_markdown,
)

__all__ = ["MOST_BYTES", "RENDERER", "Job", "Rendered", "close", "render_many", "render_markdown"]
