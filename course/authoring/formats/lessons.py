"""Lessons: front matter and Markdown, read and written as inverses."""

import re
from typing import Any, Final

from course.authoring.formats.fields import COMPETENCY, FACT, Fields
from course.authoring.formats.problems import Problems
from course.authoring.formats.yaml_reading import Node, read_yaml
from course.authoring.formats.yaml_writing import Flow, write_yaml
from course.catalogue.formats import Example, LessonEntry

FENCE: Final = "---\n"
MOST_MINUTES: Final = 120
_FRONT: Final = re.compile(r"---[ \t]*\n(.*?)^---[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)


def read_lesson(text: str, problems: Problems) -> tuple[LessonEntry | None, Node, int]:
    """Returns the lesson (None where a fault was noted), its front matter's node and the line where its text begins."""
    nothing = Node({}, 1)
    match = _FRONT.match(text)
    if match is None:
        problems.add(1, "", "lesson.no_front_matter")
        return None, nothing, 1
    before = len(problems)
    body = text[match.end() :]
    first_line = text.count("\n", 0, match.end()) + 1 + _blank_lines(body)
    node = read_yaml(match[1], problems, first_line=2)
    if node is None:
        return None, nothing, first_line
    lesson = _lesson(Fields(node, problems), canonical_text(body))
    if not lesson.text:
        problems.add(first_line, "", "lesson.no_text")
    return (lesson if len(problems) == before else None), node, first_line


def canonical_text(body: str) -> str:
    """Returns Markdown without blank lines around it; two blanks at the end of a line break it and stay."""
    return re.sub(r"\A(?:[ \t]*\n)+", "", body).rstrip(" \t\n")


def _blank_lines(body: str) -> int:
    count = 0
    for line in body.split("\n"):
        if line.strip():
            break
        count += 1
    return count


def _lesson(fields: Fields, text: str) -> LessonEntry:
    lesson = LessonEntry(
        key=fields.key("key"),
        title=fields.text("title", 200),
        outcome=fields.text("outcome", 600),
        minutes=fields.whole("minutes", 1, MOST_MINUTES) or 0,
        competencies=_competencies(fields),
        facts=fields.texts("facts", FACT, required=False),
        false_ideas=_false_ideas(fields),
        examples=_examples(fields),
        tomorrow=fields.texts("tomorrow"),
        text=text,
    )
    if len(lesson.tomorrow) != 3:
        fields.note("tomorrow", "lesson.three_choices")
    fields.finish()
    return lesson


def _competencies(fields: Fields) -> tuple[tuple[str, int, int], ...]:
    found = []
    nodes = fields.mapping("competencies")
    for key, node in nodes.items():
        levels = node.plain()
        if not COMPETENCY.fullmatch(key):
            fields.note("competencies", "field.competency_expected", value=key[:80])
        elif not _are_levels(levels):
            fields.note("competencies", "lesson.levels", key=key)
        else:
            found.append((key, int(levels[0]), int(levels[1])))
    if not nodes:
        fields.note("competencies", "field.blank")
    return tuple(found)


def _are_levels(levels: Any) -> bool:
    return (
        isinstance(levels, list)
        and len(levels) == 2
        and all(isinstance(level, int) and not isinstance(level, bool) for level in levels)
        and 1 <= levels[0] <= levels[1] <= 4
    )


def _false_ideas(fields: Fields) -> tuple[int, ...]:
    found = []
    for node in fields.nodes("false_ideas", required=False):
        if isinstance(node.value, int) and not isinstance(node.value, bool) and 1 <= node.value <= 99:
            found.append(node.value)
        else:
            fields.note("false_ideas", "field.whole_expected")
    return tuple(found)


def _examples(fields: Fields) -> tuple[Example, ...]:
    found = []
    for part in fields.parts("examples", required=False):
        found.append(Example(shown=part.text("shown", 80), compute=part.text("compute", 500)))
        part.finish()
    return tuple(found)


def write_lesson(lesson: LessonEntry) -> str:
    """Returns the canonical file; `read_lesson` gives the same lesson back."""
    front: dict[str, Any] = {
        "key": lesson.key,
        "title": lesson.title,
        "outcome": lesson.outcome,
        "minutes": lesson.minutes,
        "competencies": {key: Flow([low, high]) for key, low, high in lesson.competencies},
        "facts": Flow(lesson.facts),
        "false_ideas": Flow(lesson.false_ideas),
    }
    if lesson.examples:
        front["examples"] = [{"shown": example.shown, "compute": example.compute} for example in lesson.examples]
    front["tomorrow"] = list(lesson.tomorrow)
    return f"{FENCE}{write_yaml(front)}{FENCE}{lesson.text}\n"
