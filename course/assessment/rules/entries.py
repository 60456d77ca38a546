"""What people typed and was not right: known mistakes by name, and entries that several people share."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final, Literal

from course.assessment.rules.figures import FEWEST_SAYING
from quizzes import (
    Calculated,
    Cloze,
    DateQuestion,
    Mark,
    Numerical,
    Question,
    QuestionError,
    ResponseError,
    SelectGap,
    ShortAnswer,
    mark,
)
from quizzes.answers import TypedAnswer
from quizzes.drawing import drawn_from_json, realised
from quizzes.numbers import Language, format_date, format_number
from quizzes.wildcards import folded

# `mistake`: named by the author; `expected`: foreseen by the author, wrong or partly right; `typed`: as it was typed;
# `unreadable`: no number or day; `other`: what too few people share to be shown.
Kind = Literal["mistake", "expected", "typed", "unreadable", "other"]
TYPED: Final = (Numerical, DateQuestion, ShortAnswer, Calculated, Cloze)


@dataclass(frozen=True, slots=True)
class Typed:
    """A typed answer to a version as it was stored, with the figures that were drawn for it; `person` only counts."""

    person: int
    version_id: int
    drawn: Mapping[str, str] | None
    answer: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class WrongEntry:
    """Wrong answers that say the same, how often they came, and from how many people."""

    kind: Kind
    label: str
    times: int
    people: int


def wrong_entries(question: Question, given: Iterable[Typed], language: Language = "fr") -> tuple[WrongEntry, ...]:
    """Returns the wrong answers to a question that is typed, most frequent first, those without a name last.

    What fewer than three people typed is never shown: it counts as `other`. A calculated question has other figures for
    each, so that of its entries only those that the author foresaw are told apart.
    """
    if not isinstance(question, TYPED):
        return ()
    times: dict[tuple[Kind, str], int] = {}
    people: dict[tuple[Kind, str], set[int]] = {}
    for one in given:
        for entry in _said(question, one, language):
            times[entry] = times.get(entry, 0) + 1
            people.setdefault(entry, set()).add(one.person)
    for entry in [e for e in times if e[0] == "typed" and len(people[e]) < FEWEST_SAYING]:
        times["other", ""] = times.get(("other", ""), 0) + times.pop(entry)
        people.setdefault(("other", ""), set()).update(people.pop(entry))
    found = [WrongEntry(*entry, times=count, people=len(people[entry])) for entry, count in times.items()]
    return tuple(sorted(found, key=lambda e: (e.kind in {"other", "unreadable"}, -e.times, e.label)))


def _said(question: Question, one: Typed, language: Language) -> Iterator[tuple[Kind, str]]:
    value = None if one.answer.get("unknown") else one.answer.get("value")
    try:
        shown = realised(question, drawn_from_json(one.drawn or {})) if isinstance(question, Calculated) else question
        found = mark(shown, value)
    except (ResponseError, QuestionError):  # no answer to this version, or figures that it does not have
        return
    if isinstance(question, Cloze):
        yield from _gaps(question, found, language)
    elif found.outcome == "invalid":
        yield "unreadable", ""
    elif found.outcome in {"wrong", "partial"}:
        yield _entry(question, found, language)


def _entry(question: Question, found: Mark, language: Language) -> tuple[Kind, str]:
    if isinstance(question, Calculated):
        place = -1 if found.matched is None else found.matched - len(question.answers)
        return ("mistake", question.misconceptions[place].name) if place >= 0 else ("other", "")
    if found.matched is not None and isinstance(question, Numerical | DateQuestion | ShortAnswer):
        return "expected", _answer(question, question.answers[found.matched], language)
    return "typed", _written(found.interpreted, language)


def _answer(question: Question, answer: TypedAnswer, language: Language) -> str:
    value = getattr(answer, "value", None)
    if isinstance(value, Decimal):
        return format_number(value, question.unit if isinstance(question, Numerical) else None, language)
    return format_date(value, language) if isinstance(value, date) else str(getattr(answer, "text", ""))


def _gaps(question: Cloze, found: Mark, language: Language) -> Iterator[tuple[Kind, str]]:
    for gap, part in zip(question.gaps, found.feedback, strict=True):
        if part.chosen and not part.right and part.problem is None and not isinstance(gap, SelectGap):
            yield "typed", f"[{part.part}] {_written(part.interpreted, language)}"


def _written(interpreted: object, language: Language) -> str:
    if isinstance(interpreted, Decimal):
        return format_number(interpreted.normalize() if interpreted else interpreted, None, language)
    if isinstance(interpreted, date):
        return format_date(interpreted, language)
    return folded(str(interpreted or ""), case_sensitive=False)
