"""A quiz in the fields of its editor: read from what was sent, nothing lost, and made into a quiz, or its faults."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Final, cast

from werkzeug.datastructures import MultiDict

from course.question_bank.formats import MOST_ASKED, QuizEntry, SectionEntry, quiz_faults
from course.question_bank.rules import REVIEW_PARTS, Draw
from course.question_bank.rules.settings import GRACE_SECONDS, Counts, Moment
from quizzes.behaviours import Behaviour

MOST_ROWS: Final = 500
MOST_PARTS: Final = 30
LONGEST: Final = 300
MOMENTS: Final[tuple[Moment, ...]] = ("open", "closed")
WHOLES: Final = {
    "minutes": (1, 240),
    "draw": (1, 500),
    "limit_minutes": (1, 600),
    "grace_seconds": (0, 600),
    "attempts": (1, 100),
    "cooling_off_minutes": (0, 86_400),
    "pass_mark": (0, 100),
}
DAYS: Final = ("opens_on", "closes_on")
LINES: Final = ("title", "mode", "module", "behaviour", "counts", *WHOLES, *DAYS)
FLAGS: Final = ("certainty", "per_competency", "shuffle", "shuffle_questions")
LARGEST_MARK: Final = 1_000
_UNSTORABLE: Final = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")
_KEY: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")

Form = MultiDict[str, str]
Errors = dict[str, tuple[str, Mapping[str, object]]]


@dataclass(slots=True)
class QuestionRow:
    """A question of the list: its part from 1 (0: none), what it weighs here and the version it is pinned to."""

    key: str
    part: int = 0
    mark: str = ""
    version: str = ""


@dataclass(slots=True)
class PartRow:
    """A part of the quiz."""

    title: str = ""
    draw: str = ""
    is_shuffled: bool = False


@dataclass(slots=True)
class DrawRow:
    """A draw from the list or from a category."""

    count: str = ""
    competency: str = ""
    difficulties: tuple[str, ...] = ()
    category: str = ""
    part: str = ""


@dataclass(slots=True)
class QuizState:
    """What stands in the fields: lines by name, the boxes that are ticked, rows."""

    lines: dict[str, str]
    flags: set[str] = field(default_factory=lambda: {"shuffle"})
    review: dict[Moment, set[str]] = field(default_factory=lambda: {moment: set(REVIEW_PARTS) for moment in MOMENTS})
    questions: list[QuestionRow] = field(default_factory=list)
    parts: list[PartRow] = field(default_factory=list)
    draws: list[DrawRow] = field(default_factory=list)


def begun_quiz() -> QuizState:
    """Returns the fields of a quiz that nobody has begun: practice."""
    lines = dict.fromkeys(LINES, "")
    return QuizState(lines | {"mode": "practice", "minutes": "10", "counts": "best"})


def state_of_quiz(quiz: QuizEntry) -> QuizState:
    """Returns the fields that say this quiz."""
    lines = {name: _written(getattr(quiz, name)) for name in LINES}
    if quiz.grace_seconds == GRACE_SECONDS:
        lines["grace_seconds"] = ""
    if not quiz.cooling_off_minutes:
        lines["cooling_off_minutes"] = ""
    return QuizState(
        lines,
        {name for name in FLAGS if getattr(quiz, name)},
        {moment: set(quiz.review.get(moment, REVIEW_PARTS)) for moment in MOMENTS},
        [
            QuestionRow(
                key, quiz.section_of(place) or 0, _written(quiz.marks.get(key)), _written(quiz.versions.get(key))
            )
            for place, key in enumerate(quiz.questions)
        ],
        [PartRow(part.title, _written(part.draw), part.shuffle) for part in quiz.sections],
        [
            DrawRow(
                _written(draw.count),
                draw.competency or "",
                tuple(str(one) for one in draw.difficulties),
                draw.category or "",
                _written(draw.section),
            )
            for draw in quiz.draws
        ],
    )


def _written(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:g}".replace(".", ",")
    return value.isoformat() if isinstance(value, date) else str(value)


def posted_quiz(form: Form) -> QuizState:
    """Returns the fields as they were sent; what no database can store is left out of them."""
    return QuizState(
        {name: _line(form.get(name, "")) for name in LINES},
        {name for name in FLAGS if form.get(name) == "1"},
        {moment: set(form.getlist(f"review.{moment}")) & set(REVIEW_PARTS) for moment in MOMENTS},
        _question_rows(form),
        [
            PartRow(
                _line(form.get(f"parts[{n}].title", "")),
                _line(form.get(f"parts[{n}].draw", "")),
                form.get(f"parts[{n}].shuffle") == "1",
            )
            for n in _numbers(form, "parts", "title", MOST_PARTS)
        ],
        [
            DrawRow(
                _line(form.get(f"draws[{n}].count", "")),
                _line(form.get(f"draws[{n}].competency", "")),
                tuple(one for one in form.getlist(f"draws[{n}].difficulties") if one in {"1", "2", "3", "4", "5"}),
                _line(form.get(f"draws[{n}].category", "")),
                _line(form.get(f"draws[{n}].part", "")),
            )
            for n in _numbers(form, "draws", "count", MOST_PARTS)
        ],
    )


def _question_rows(form: Form) -> list[QuestionRow]:
    found: dict[str, QuestionRow] = {}
    for n in _numbers(form, "questions", "key", MOST_ROWS):
        start = f"questions[{n}]"
        key = form.get(f"{start}.key", "")
        if len(key) <= 80 and _KEY.fullmatch(key):
            part = _whole(form.get(f"{start}.part", "")) or 0
            mark, version = (_line(form.get(f"{start}.{name}", "")) for name in ("mark", "version"))
            found.setdefault(key, QuestionRow(key, part, mark, version))
    return list(found.values())


def _numbers(form: Form, name: str, one: str, most: int) -> list[int]:
    found = (re.fullmatch(rf"{name}\[([0-9]{{1,4}})\]\.{one}", sent) for sent in form)
    return sorted(int(match[1]) for match in found if match)[:most]


def _line(value: str) -> str:
    return " ".join(_UNSTORABLE.sub(" ", value).split())[:LONGEST]


def _whole(text: str) -> int | None:
    return int(text) if re.fullmatch(r"[0-9]{1,9}", text) else None


def quiz_of_state(state: QuizState, key: str) -> tuple[QuizEntry, Errors]:
    """Returns the quiz that the fields say, and what is wrong by the path of its field; with errors it is no quiz."""
    errors: Errors = {}
    ordered = in_parts(state)
    wholes = {name: _read_whole(state.lines[name], name, bounds, errors) for name, bounds in WHOLES.items()}
    days = {name: _read_day(state.lines[name], name, errors) for name in DAYS}
    for name in ("title", "minutes"):
        if not state.lines[name]:
            errors[name] = ("field.blank", {})
    if len(state.lines["title"]) > 200:
        errors["title"] = ("field.too_long", {"limit": 200})
    parts = tuple(_part(ordered, place, errors) for place in range(len(ordered.parts)))
    quiz = QuizEntry(
        key=key,
        title=state.lines["title"],
        mode=_word(state, "mode", ("practice", "counted"), "practice"),
        module=state.lines["module"] or None,
        minutes=wholes["minutes"] or 0,
        questions=tuple(row.key for row in ordered.questions),
        draw=wholes["draw"],
        per_competency="per_competency" in state.flags,
        limit_minutes=wholes["limit_minutes"],
        shuffle="shuffle" in state.flags,
        attempts=wholes["attempts"],
        pass_mark=wholes["pass_mark"],
        behaviour=cast("Behaviour | None", state.lines["behaviour"] or None),
        certainty="certainty" in state.flags,
        draws=tuple(_draw(row, place, errors) for place, row in enumerate(state.draws)),
        sections=parts,
        shuffle_questions="shuffle_questions" in state.flags,
        grace_seconds=GRACE_SECONDS if wholes["grace_seconds"] is None else wholes["grace_seconds"],
        cooling_off_minutes=wholes["cooling_off_minutes"] or 0,
        counts=cast("Counts", _word(state, "counts", ("best", "last", "first", "mean"), "best")),
        opens_on=days["opens_on"],
        closes_on=days["closes_on"],
        review=_review(state, days["closes_on"]),
        marks=_marks(ordered, errors),
        versions={row.key: number for row in ordered.questions if (number := _whole(row.version))},
    )
    return quiz, errors or {fault.path: (fault.message_id, fault.params) for fault in quiz_faults(quiz)}


def in_parts(state: QuizState) -> QuizState:
    """Returns the same with each question in a part that there is, and in the order of parts."""
    most = len(state.parts)
    rows = [replace(row, part=min(max(row.part, 1), most) if most else 0) for row in state.questions]
    return replace(state, questions=sorted(rows, key=lambda row: row.part))


def _word(state: QuizState, name: str, words: tuple[str, ...], by_default: str) -> str:
    return state.lines[name] if state.lines[name] in words else by_default


def _read_whole(text: str, path: str, bounds: tuple[int, int], errors: Errors) -> int | None:
    if not text:
        return None
    value = _whole(text.replace(" ", ""))
    if value is None:
        errors[path] = ("field.whole_expected", {})
    elif not bounds[0] <= value <= bounds[1]:
        errors[path] = ("field.out_of_range", {"lowest": bounds[0], "highest": bounds[1]})
    return value


def _read_day(text: str, path: str, errors: Errors) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        errors[path] = ("quiz.day_expected", {})
        return None


def _part(state: QuizState, place: int, errors: Errors) -> SectionEntry:
    row = state.parts[place]
    if not row.title:
        errors[f"sections[{place}].title"] = ("field.blank", {})
    return SectionEntry(
        row.title,
        tuple(question.key for question in state.questions if question.part == place + 1),
        _read_whole(row.draw, f"sections[{place}].draw", WHOLES["draw"], errors),
        row.is_shuffled,
    )


def _draw(row: DrawRow, place: int, errors: Errors) -> Draw:
    path = f"draws[{place}].count"
    count = _read_whole(row.count, path, (1, MOST_ASKED), errors)
    if not row.count:
        errors[path] = ("field.blank", {})
    return Draw(
        count or 0,
        row.competency or None,
        tuple(int(one) for one in row.difficulties),
        row.category or None,
        _whole(row.part),
    )


def _review(state: QuizState, closes_on: date | None) -> dict[Moment, tuple[str, ...]]:
    # What is shown after a day that never comes is not said, so that it needs no untying.
    return {
        moment: tuple(part for part in REVIEW_PARTS if part in state.review[moment])
        for moment in MOMENTS
        if state.review[moment] != set(REVIEW_PARTS) and (moment == "open" or closes_on is not None)
    }


def _marks(state: QuizState, errors: Errors) -> dict[str, float]:
    found = {}
    for row in state.questions:
        if not row.mark:
            continue
        if not re.fullmatch(r"[0-9]{1,4}(?:[.,][0-9]{1,4})?", row.mark):
            errors[f"marks.{row.key}"] = ("field.number_expected", {})
        elif (value := float(row.mark.replace(",", "."))) > LARGEST_MARK:
            errors[f"marks.{row.key}"] = ("field.out_of_range", {"lowest": 0, "highest": LARGEST_MARK})
        else:
            found[row.key] = value
    return found


def pressed_quiz(state: QuizState, action: str, at: str) -> QuizState:
    """Returns the fields after a button that changes rows (`add-part`, `up`, `down`, `remove`, …) was pressed."""
    place = _whole(at) or 0
    state = in_parts(state)
    match action:
        case "add-part" if len(state.parts) < MOST_PARTS:
            state.parts.append(PartRow())
        case "remove-part" if place < len(state.parts):
            _without_part(state, place)
        case "add-draw" if len(state.draws) < MOST_PARTS:
            state.draws.append(DrawRow())
        case "remove-draw" if place < len(state.draws):
            del state.draws[place]
        case "remove" if place < len(state.questions):
            del state.questions[place]
        case "up" | "down" if place < len(state.questions):
            _move(state, place, -1 if action == "up" else 1)
    return in_parts(state)


def _without_part(state: QuizState, place: int) -> None:
    del state.parts[place]
    for row in state.questions:
        row.part -= row.part > place + 1 or row.part > len(state.parts)
    for draw in state.draws:
        number = _whole(draw.part) or 0
        draw.part = "" if number == place + 1 else str(number - 1) if number > place + 1 else draw.part


def _move(state: QuizState, place: int, by: int) -> None:
    """Moves a question past its neighbour, or into the neighbouring part where it stands at the edge of its own."""
    rows, row = state.questions, state.questions[place]
    other = place + by
    if 0 <= other < len(rows) and rows[other].part == row.part:
        rows[place], rows[other] = rows[other], row
    elif 1 <= row.part + by <= len(state.parts):
        row.part += by


def with_questions(state: QuizState, keys: list[str]) -> QuizState:
    """Returns the fields with these questions added behind the others, in the last part where there are parts."""
    known = {row.key for row in state.questions}
    added = [QuestionRow(key, len(state.parts)) for key in keys if key not in known]
    return in_parts(replace(state, questions=[*state.questions, *added][:MOST_ROWS]))
