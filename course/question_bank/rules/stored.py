"""Stored questions: what kind of picture a file is, how a body is read, figures put in."""

import html
from collections.abc import Mapping
from typing import Any, Final

from quizzes import Question
from quizzes.drawing import Drawn, filled, realised, with_derived
from quizzes.errors import FormulaError
from quizzes.formats.native import question_from_mapping
from quizzes.numbers import Language
from quizzes.questions import Calculated

# By its first bytes: what a file calls itself proves nothing, and SVG may hold scripts (lessons' pictures are drawn by
# us and come through Git; those of imported questions come from anywhere).
_SIGNATURES: Final = {
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
    b"GIF87a": "image/gif",
    b"GIF89a": "image/gif",
}


def picture_type(content: bytes) -> str | None:
    """Returns the media type of a PNG, JPEG, GIF or WebP picture, None for anything else."""
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    return next((kind for start, kind in _SIGNATURES.items() if content.startswith(start)), None)


def question_of(body: Mapping[str, Any]) -> Question:
    """Returns the question of a stored body, without the bytes of its pictures: marking and screens need none."""
    return question_from_mapping({name: value for name, value in body.items() if name != "files"})


def with_figures(question: Calculated, rendered: Mapping[str, Any], drawn: Drawn, language: Language) -> Any:
    """Returns (the plain question, its HTML) with these figures. Raises QuestionError where a formula fails."""
    values = with_derived(question, drawn)

    def put(part: Any) -> Any:
        if isinstance(part, str):
            try:
                return filled(part, values, language, is_html=True)
            except FormulaError:  # the plain question has been made: this cannot be but a text of an older check
                return html.escape(part)
        if isinstance(part, Mapping):
            return {name: put(inner) for name, inner in part.items()}
        return [put(inner) for inner in part] if isinstance(part, list) else part

    return realised(question, drawn), put(rendered)
