"""Checks lessons."""

import re
from collections.abc import Callable, Iterator
from datetime import date
from typing import Final

from course.authoring.formats.problems import Problem
from course.authoring.services.lints import markdown_text
from course.authoring.services.lints.library import Library, Placed, lesson_of
from course.foundation.markdown import MOST_BYTES
from quizzes.errors import FormulaError
from quizzes.formulas import evaluate, shown_equals

MOST_BLOCKS: Final = 5
NOTES: Final = ("retenir", "exemple", "attention", "loi", "essai", "modele", "pratique")
DEAD: Final = {
    "law": "content.unknown_law",
    "term": "content.unknown_term",
    "lesson": "content.unknown_lesson",
    "question": "content.unknown_question",
    **dict.fromkeys(markdown_text.PRACTICE.values(), "content.unknown_practice"),
}
NOT_IN_FORCE: Final = {"not_yet": "law.not_yet", "no_longer": "law.no_longer"}

Lint = Callable[[Placed, Library], Iterator[Problem]]


def lesson_problems(placed: Placed, library: Library) -> Iterator[Problem]:
    """Goes through everything that is wrong with a lesson beyond its form."""
    for lint in LINTS:
        yield from lint(placed, library)


def _line(placed: Placed, number: int) -> int:
    return placed.entry.text_line + number


def _size(placed: Placed, _library: Library) -> Iterator[Problem]:
    if len(lesson_of(placed).text.encode("utf-8")) > MOST_BYTES:
        yield placed.problem(0, "", "markdown.too_long", limit=MOST_BYTES // 1024)


def _headings(placed: Placed, _library: Library) -> Iterator[Problem]:
    blocks = previous = 0
    for number, level, text in markdown_text.headings(lesson_of(placed).text):
        line = _line(placed, number)
        if level == 1:
            yield placed.problem(line, "", "lesson.level_one", title=text)
        elif level > max(previous, 1) + 1:
            yield placed.problem(line, "", "lesson.heading_order", title=text)
        blocks += level == 2
        if level == 2 and blocks == MOST_BLOCKS + 1:
            yield placed.problem(line, "", "lesson.too_many_blocks", limit=MOST_BLOCKS)
        previous = level
    if not blocks:
        yield placed.problem(placed.entry.text_line, "", "lesson.no_block")


def _links(placed: Placed, library: Library) -> Iterator[Problem]:
    for link in markdown_text.links(lesson_of(placed).text):
        line = _line(placed, link.line)
        if link.kind == "picture":
            yield from _picture(placed, library, link, line)
        elif link.kind == "other":
            yield placed.problem(line, "", "content.unknown_address", address=link.key)
        elif library.lacks(link.kind, link.key):
            yield placed.problem(line, "", DEAD[link.kind], key=link.key)


def _picture(placed: Placed, library: Library, link: markdown_text.Named, line: int) -> Iterator[Problem]:
    if not link.text.strip():
        yield placed.problem(line, "", "lesson.no_alternative", picture=link.key)
    if f"modules/{placed.file.place.folder}/{link.key}" not in library.pictures:
        yield placed.problem(line, "", "lesson.no_picture", picture=link.key)


def _directives(placed: Placed, library: Library) -> Iterator[Problem]:
    seen: set[str] = set()
    for directive, is_alone in markdown_text.directives(lesson_of(placed).text):
        line = _line(placed, directive.line)
        if directive.kind == "other":
            yield placed.problem(line, "", "lesson.unknown_directive", word=directive.text)
        elif not is_alone:
            yield placed.problem(line, "", "lesson.directive_alone", key=directive.key)
        elif library.lacks(directive.kind, directive.key):
            yield placed.problem(line, "", DEAD[directive.kind], key=directive.key)
        elif directive.kind == "question" and directive.key in seen:
            yield placed.problem(line, "", "lesson.question_twice", key=directive.key)
        seen.add(directive.key)


def _notes(placed: Placed, _library: Library) -> Iterator[Problem]:
    lines = [*lesson_of(placed).text.split("\n"), ""]
    for number, text in enumerate(lines):
        match = markdown_text.NOTE.match(text)
        if match is None:
            continue
        line = _line(placed, number)
        if match[2] not in NOTES:
            yield placed.problem(line, "", "lesson.unknown_note", word=match[2], notes=", ".join(NOTES))
        elif not markdown_text.NOTE_TITLE.fullmatch(match[3]):
            yield placed.problem(line, "", "lesson.note_title")
        elif not lines[number + 1].startswith(match[1] + "    "):
            yield placed.problem(line, "", "lesson.empty_note")


def _raw_html(placed: Placed, _library: Library) -> Iterator[Problem]:
    for number, text in enumerate(lesson_of(placed).text.split("\n")):
        found = markdown_text.RAW_HTML.search(markdown_text.CODE.sub("", text))
        if found is not None:
            yield placed.problem(_line(placed, number), "", "lesson.raw_html", tag=found[0][:40])


def _facts(placed: Placed, library: Library) -> Iterator[Problem]:
    facts = lesson_of(placed).facts
    if not facts:
        yield placed.at("facts", "lesson.no_source")
    for number in facts:
        if library.lacks_fact(number):
            yield placed.at("facts", "content.unknown_fact", key=number)
        elif library.is_doubtful(number):
            yield placed.at("facts", "content.doubtful_fact", key=number)


def _competencies(placed: Placed, library: Library) -> Iterator[Problem]:
    lesson = lesson_of(placed)
    for key, _low, _high in lesson.competencies:
        if library.lacks_competency(key):
            yield placed.at("competencies", "content.unknown_competency", key=key)
    is_legal = any(key.startswith("JUR-") for key, _low, _high in lesson.competencies)
    if is_legal and not markdown_text.named_keys(lesson.text, "law"):
        yield placed.at("competencies", "lesson.no_law")


def _laws_in_force(placed: Placed, library: Library) -> Iterator[Problem]:
    lesson = lesson_of(placed)
    module = library.module_of(lesson.key)
    if module is None:
        return
    named = [
        *markdown_text.links(lesson.text),
        *(directive for directive, _ in markdown_text.directives(lesson.text)),
    ]
    for name in named:
        yield from law_in_force(placed, library, name, module.as_of)


def law_in_force(placed: Placed, library: Library, name: markdown_text.Named, on: date) -> Iterator[Problem]:
    """Goes through the fault, if any, of naming a law that is not in force on a day."""
    state = library.law_state(name.key, on) if name.kind == "law" else "in_force"
    if state in NOT_IN_FORCE:
        message_id = NOT_IN_FORCE[state]
        yield placed.problem(_line(placed, name.line), "", message_id, key=name.key, day=on.strftime("%d/%m/%Y"))


def _examples(placed: Placed, _library: Library) -> Iterator[Problem]:
    lesson = lesson_of(placed)
    text = " ".join(lesson.text.split())
    for position, example in enumerate(lesson.examples):
        shown = " ".join(example.shown.split())
        try:
            holds = shown_equals(example.shown, evaluate(example.compute))
        except FormulaError as error:
            yield placed.at(f"examples[{position}].compute", error.message_id, **formula_params(error))
            continue
        if not holds:
            yield placed.at(
                f"examples[{position}]", "lesson.wrong_figure", shown=example.shown, formula=example.compute
            )
        if not re.search(rf"(?<![\d,]){re.escape(shown)}(?![\d]|,\d)", text):
            yield placed.at(f"examples[{position}].shown", "lesson.figure_not_shown", shown=example.shown)


def formula_params(error: FormulaError) -> dict[str, object]:
    """Returns the parameters of a formula's fault, with the place counted from 1."""
    return {**error.params, "place": error.position + 1}


LINTS: Final[tuple[Lint, ...]] = (
    _size,
    _headings,
    _links,
    _directives,
    _notes,
    _raw_html,
    _facts,
    _competencies,
    _laws_in_force,
    _examples,
)
