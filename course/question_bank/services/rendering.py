"""The texts of a question and their HTML, in the shape that screens read."""

import hashlib
import html
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import singledispatch
from itertools import pairwise
from typing import Any, Final
from urllib.parse import quote

from course.foundation.markdown import Job, Rendered, render_many
from course.foundation.pictures import size_of
from quizzes import Question, Text
from quizzes.answers import TypedAnswer
from quizzes.drawing import PLACEHOLDER
from quizzes.questions import (
    Calculated,
    Cloze,
    DateQuestion,
    Essay,
    Gap,
    Matching,
    MultipleResponse,
    Numerical,
    Option,
    Ordering,
    SelectGap,
    ShortAnswer,
    SingleChoice,
    TrueFalse,
)
from quizzes.questions.base import AttachedFile
from quizzes.questions.cloze import GAP

PLUGINFILE: Final = "@@PLUGINFILE@@/"
# What stands for a figure or a gap must pass Markdown unchanged: letters for private use, taken out of texts before.
_MARK: Final = re.compile("\ue000([0-9]+)\ue001")
_NO_MARKS: Final = {0xE000: None, 0xE001: None}

Path = tuple[str | int, ...]
Place = tuple[Path, Text | None, bool]  # where in the content, the text, whether it stands in a line


@dataclass(frozen=True, slots=True)
class RenderedQuestion:
    """A question's HTML in the shape that screens read, and what its texts name as (kind, key).

    `content` mirrors the question: `stem`, `explanation`, `options[i].text`, `gaps[i].options[j].feedback` … Figures of
    a calculated question and gaps of a cloze stand in it as they stand in the source.
    """

    content: Mapping[str, Any]
    names: frozenset[tuple[str, str]] = field(default_factory=frozenset)


def render_questions(questions: Sequence[Question]) -> list[RenderedQuestion]:
    """Returns each question rendered, in order. Raises InvalidInputError where a text cannot be rendered."""
    return [_rendered(question) for question in questions]


def media_url(file: AttachedFile) -> str:
    """Returns the address at which a picture of a question is shown once it is stored."""
    return f"/media/{hashlib.sha256(file.content).hexdigest()}"


def names_in(rendered: Rendered) -> list[tuple[str, str]]:
    """Returns what a rendered text names, as (kind of item, key)."""
    return [
        *(("law", key) for key in rendered.laws),
        *(("term", key) for key in rendered.terms),
        *(("lesson", key) for key in rendered.lessons),
        *(("question", key) for key in rendered.questions),
    ]


def texts_of(question: Question) -> list[tuple[str, Text]]:
    """Returns every text of a question with its path, such as `options[2].feedback`."""
    found = []
    for path, text, _inline in _places(question):
        written = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
        if text is not None:
            found.append((written.removeprefix("."), text))
    return found


def _rendered(question: Question) -> RenderedQuestion:
    places = [(path, text, inline) for path, text, inline in _places(question) if text is not None]
    pictures = {PLUGINFILE + name: media_url(file) for file in question.files for name in _names(file)}
    media = dict.fromkeys(pictures.values(), "") | {url: url for url in pictures.values()}
    sizes = {media_url(file): size for file in question.files if (size := size_of(file.content))}
    kept: list[list[str]] = []
    jobs = []
    for _path, text, inline in places:
        source, marks = _protected(_pictured(text.source, pictures), question)
        kept.append(marks)
        jobs.append(Job(source, inline, format=text.format, media=media, sizes=sizes))
    results = render_many(jobs)
    content: dict[str, Any] = {}
    for (path, _text, _inline), rendered, marks in zip(places, results, kept, strict=True):
        _put(content, path, _restored(rendered.html, marks))
    return RenderedQuestion(content, frozenset(name for rendered in results for name in names_in(rendered)))


def _names(file: AttachedFile) -> set[str]:
    return {file.name, quote(file.name)}


def _pictured(source: str, pictures: Mapping[str, str]) -> str:
    for name in sorted(pictures, key=len, reverse=True):
        source = source.replace(name, pictures[name])
    return source


def _protected(source: str, question: Question) -> tuple[str, list[str]]:
    """Returns the text with its figures or gaps out of Markdown's reach, and what stood there."""
    form = PLACEHOLDER if isinstance(question, Calculated) else GAP if isinstance(question, Cloze) else None
    if form is None:
        return source, []
    marks: list[str] = []

    def keep(found: re.Match[str]) -> str:
        marks.append(found[0])
        return f"\ue000{len(marks) - 1}\ue001"

    return form.sub(keep, source.translate(_NO_MARKS)), marks


def _restored(text: str, marks: Sequence[str]) -> str:
    # Quotes too: a mark may stand in an attribute, which it must not leave.
    return _MARK.sub(lambda found: html.escape(marks[int(found[1])]), text) if marks else text


def _put(content: dict[str, Any], path: Path, text: str) -> None:
    here: Any = content
    for step, following in pairwise(path):
        empty: Any = [] if isinstance(following, int) else {}
        if isinstance(step, int):
            while len(here) <= step:
                here.append({})
            here = here[step]
        else:
            here = here.setdefault(step, empty)
    here[path[-1]] = text


def _places(question: Question) -> list[Place]:
    """Returns every text of a question with its place in the content, and whether it stands in a line."""
    return [
        (("stem",), question.stem, False),
        (("explanation",), question.explanation, False),
        *((("hints", place, "text"), hint.text, False) for place, hint in enumerate(question.hints)),
        (("if_right",), question.if_right, False),
        (("if_partial",), question.if_partial, False),
        (("if_wrong",), question.if_wrong, False),
        *_own_places(question),
    ]


@singledispatch
def _own_places(_question: Question) -> list[Place]:
    return []


@_own_places.register
def _(question: SingleChoice | MultipleResponse) -> list[Place]:
    return _option_places((), question.options)


@_own_places.register
def _(question: TrueFalse) -> list[Place]:
    return [(("if_true",), question.if_true, False), (("if_false",), question.if_false, False)]


@_own_places.register
def _(question: Numerical | DateQuestion | ShortAnswer) -> list[Place]:
    answers: Sequence[TypedAnswer] = question.answers
    return [
        *((("answers", place, "feedback"), answer.feedback, False) for place, answer in enumerate(answers)),
        (("otherwise",), question.otherwise, False),
    ]


@_own_places.register
def _(question: Calculated) -> list[Place]:
    # With figures it is a plain question, in which misconceptions follow the answers: so they do here.
    said = [*(answer.feedback for answer in question.answers), *(wrong.feedback for wrong in question.misconceptions)]
    return [
        *((("answers", place, "feedback"), text, False) for place, text in enumerate(said)),
        (("otherwise",), question.otherwise, False),
    ]


@_own_places.register
def _(question: Matching) -> list[Place]:
    return [
        place
        for number, pair in enumerate(question.pairs)
        for place in (
            (("pairs", number, "prompt"), pair.prompt, True),
            (("pairs", number, "feedback"), pair.feedback, False),
        )
    ]


@_own_places.register
def _(question: Ordering) -> list[Place]:
    return [
        place
        for number, item in enumerate(question.items)
        for place in (
            (("items", number, "text"), item.text, True),
            (("items", number, "feedback"), item.feedback, False),
        )
    ]


@_own_places.register
def _(question: Cloze) -> list[Place]:
    return [place for number, gap in enumerate(question.gaps) for place in _gap_places(("gaps", number), gap)]


@_own_places.register
def _(question: Essay) -> list[Place]:
    return [(("model",), question.model, False), (("guidance",), question.guidance, False)]


def _gap_places(path: Path, gap: Gap) -> list[Place]:
    if isinstance(gap, SelectGap):
        return _option_places(path, gap.options)
    answers: Sequence[TypedAnswer] = gap.answers
    return [
        *(((*path, "answers", place, "feedback"), answer.feedback, False) for place, answer in enumerate(answers)),
        ((*path, "otherwise"), gap.otherwise, False),
    ]


def _option_places(path: Path, options: Sequence[Option]) -> list[Place]:
    return [
        place
        for number, option in enumerate(options)
        for place in (
            ((*path, "options", number, "text"), option.text, True),
            ((*path, "options", number, "feedback"), option.feedback, False),
        )
    ]
