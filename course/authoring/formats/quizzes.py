"""`quizzes/*.yml`: read and written."""

from collections.abc import Sequence
from typing import Any, Final, cast

from course.authoring.formats.fields import COMPETENCY, KEY, Fields, no_double_keys
from course.authoring.formats.problems import Problems
from course.authoring.formats.yaml_reading import Node
from course.authoring.formats.yaml_writing import Flow, Spaced, write_yaml
from course.question_bank.formats import MODES, MOST_ASKED, QuizEntry, SectionEntry, quiz_faults
from course.question_bank.rules import BEHAVIOURS, COUNTS, PLAIN, PURPOSES, REVIEW_PARTS, Draw, Purpose
from course.question_bank.rules.settings import GRACE_SECONDS, Counts, Moment
from quizzes.behaviours import Behaviour

MOST_DRAWN: Final = 500
MOST_GRACE_SECONDS: Final = 600
MOST_WAITING_MINUTES: Final = 60 * 24 * 60
LARGEST_MARK: Final = 1_000
MOMENTS: Final[tuple[Moment, ...]] = ("open", "closed")


def read_quizzes(node: Node, problems: Problems) -> list[tuple[QuizEntry, Node]]:
    """Returns the quizzes of a file with their nodes; faults are noted."""
    fields = Fields(node, problems)
    parts = fields.parts("quizzes")
    fields.finish()
    found = [(read_quiz(part), part.node) for part in parts]
    no_double_keys([(quiz.key, part) for quiz, part in found], problems)
    return found


def read_quiz(fields: Fields) -> QuizEntry:
    """Returns one quiz; faults are noted: each field that is not well formed, else what goes not together."""
    before = fields.faults
    sections = _sections(fields)
    draws = _draws(fields)
    purpose = cast("Purpose", fields.choice("purpose", PURPOSES, required=False) or PLAIN)
    quiz = QuizEntry(
        key=fields.key("key"),
        module=fields.key("module", required=False) or None,
        title=fields.text("title", 200),
        mode=fields.choice("mode", MODES),
        purpose=purpose,
        behaviour=cast("Behaviour | None", fields.choice("behaviour", BEHAVIOURS, required=False) or None),
        certainty=fields.truth("certainty", default=False),
        draw=fields.whole("draw", 1, MOST_DRAWN, required=False),
        per_competency=fields.truth("per_competency", default=False),
        draws=draws,
        minutes=fields.whole("minutes", 1, 240) or 0,
        limit_minutes=fields.whole("limit_minutes", 1, 600, required=False),
        grace_seconds=_or(fields.whole("grace_seconds", 0, MOST_GRACE_SECONDS, required=False), GRACE_SECONDS),
        shuffle=fields.truth("shuffle", default=True),
        shuffle_questions=fields.truth("shuffle_questions", default=False),
        attempts=fields.whole("attempts", 1, 100, required=False),
        cooling_off_minutes=fields.whole("cooling_off_minutes", 0, MOST_WAITING_MINUTES, required=False) or 0,
        counts=cast("Counts", fields.choice("counts", COUNTS, required=False) or "best"),
        opens_on=fields.day("opens_on", required=False),
        closes_on=fields.day("closes_on", required=False),
        pass_mark=fields.whole("pass_mark", 0, 100, required=False),
        review=_review(fields),
        marks=_marks(fields),
        sections=sections,
        questions=_questions(fields, sections, is_needed=purpose == PLAIN and not any(draw.category for draw in draws)),
    )
    if fields.is_given("versions"):
        fields.note("versions", "quiz.pins_are_local")
    fields.finish()
    if fields.faults == before:
        for fault in quiz_faults(quiz):
            fields.note_at(fault.path, fault.message_id, **fault.params)
    return quiz


def _or(value: int | None, by_default: int) -> int:
    return by_default if value is None else value


def _questions(fields: Fields, sections: Sequence[SectionEntry], *, is_needed: bool) -> tuple[str, ...]:
    """Returns the questions of the quiz, those of its sections where it has some; one that stands twice is noted."""
    if not sections:
        return fields.texts("questions", KEY, required=is_needed)
    if fields.texts("questions", KEY, required=False):
        fields.note("questions", "quiz.one_way", other="sections")
    found: list[str] = []
    for place, section in enumerate(sections):
        for at, key in enumerate(section.questions):
            if key in found:
                fields.note_at(f"sections[{place}].questions[{at}]", "field.repeated", value=key)
            found.append(key)
    return tuple(found)


def _sections(fields: Fields) -> tuple[SectionEntry, ...]:
    found = []
    for part in fields.parts("sections", required=False):
        section = SectionEntry(
            title=part.text("title", 200),
            draw=part.whole("draw", 1, MOST_DRAWN, required=False),
            shuffle=part.truth("shuffle", default=False),
            questions=part.texts("questions", KEY, required=False),
        )
        part.finish()
        found.append(section)
    return tuple(found)


def _draws(fields: Fields) -> tuple[Draw, ...]:
    found = []
    for part in fields.parts("draws", required=False):
        draw = Draw(
            count=part.whole("count", 1, MOST_ASKED) or 0,
            competency=part.formed("competency", COMPETENCY, "field.competency_expected", required=False) or None,
            difficulties=_difficulties(part),
            category=part.text("category", 300, required=False) or None,
            section=part.whole("section", 1, 100, required=False),
        )
        part.finish()
        found.append(draw)
    return tuple(found)


def _difficulties(fields: Fields) -> tuple[int, ...]:
    found: set[int] = set()
    for place, node in enumerate(fields.nodes("difficulties", required=False)):
        value = node.value
        if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= 5:
            fields.note_at(f"difficulties[{place}]", "field.out_of_range", lowest=1, highest=5)
        else:
            found.add(value)
    return tuple(sorted(found))


def _review(fields: Fields) -> dict[Moment, tuple[str, ...]]:
    part = fields.part("review")
    if part is None:
        return {}
    found: dict[Moment, tuple[str, ...]] = {}
    for moment in MOMENTS:
        words = part.texts(moment, required=False)
        for place, word in enumerate(words):
            if word not in REVIEW_PARTS:
                part.note_at(f"{moment}[{place}]", "field.choice_expected", choices=" | ".join(REVIEW_PARTS))
        if part.is_given(moment) and set(words) != set(REVIEW_PARTS):
            found[moment] = tuple(word for word in REVIEW_PARTS if word in words)
    part.finish()
    return found


def _marks(fields: Fields) -> dict[str, float]:
    found: dict[str, float] = {}
    for key, node in fields.mapping("marks", required=False).items():
        value = node.value
        if isinstance(value, bool) or not isinstance(value, int | float):
            fields.note_at(f"marks.{key}", "field.number_expected")
        elif not 0 <= value <= LARGEST_MARK:
            fields.note_at(f"marks.{key}", "field.out_of_range", lowest=0, highest=LARGEST_MARK)
        else:
            found[key] = float(value)
    return found


def quiz_mapping(quiz: QuizEntry) -> dict[str, Any]:
    """Returns the canonical mapping; what has its default is left out, and so are pins, which no file can say."""
    mapping: dict[str, Any] = {"key": quiz.key}
    if quiz.module is not None:
        mapping["module"] = quiz.module
    mapping |= {"title": quiz.title, "mode": quiz.mode} | _said(quiz, purpose=PLAIN)
    if quiz.behaviour is not None:
        mapping["behaviour"] = quiz.behaviour
    mapping |= _said(quiz, certainty=False, draw=None, per_competency=False)
    if quiz.draws:
        mapping["draws"] = [_draw_mapping(draw) for draw in quiz.draws]
    mapping["minutes"] = quiz.minutes
    mapping |= _said(quiz, limit_minutes=None, grace_seconds=GRACE_SECONDS, shuffle=True, shuffle_questions=False)
    mapping |= _said(quiz, attempts=None, cooling_off_minutes=0, counts="best")
    mapping |= _said(quiz, opens_on=None, closes_on=None, pass_mark=None)
    if quiz.review:
        mapping["review"] = {moment: Flow(quiz.review[moment]) for moment in MOMENTS if moment in quiz.review}
    if quiz.marks:
        mapping["marks"] = {key: _number(quiz.marks[key]) for key in quiz.questions if key in quiz.marks}
    if quiz.sections:
        mapping["sections"] = [_section_mapping(section) for section in quiz.sections]
    elif quiz.questions:
        mapping["questions"] = list(quiz.questions)
    return mapping


def _said(quiz: QuizEntry, **by_default: Any) -> dict[str, Any]:
    """Returns the fields, in this order, that do not have the value which holds where nothing is said."""
    return {name: getattr(quiz, name) for name, value in by_default.items() if getattr(quiz, name) != value}


def _number(value: float) -> float:
    return int(value) if value == int(value) else value


def _draw_mapping(draw: Draw) -> Flow:
    mapping: dict[str, Any] = {"count": draw.count}
    if draw.competency is not None:
        mapping["competency"] = draw.competency
    if draw.difficulties:
        mapping["difficulties"] = Flow(draw.difficulties)
    if draw.category is not None:
        mapping["category"] = draw.category
    if draw.section is not None:
        mapping["section"] = draw.section
    return Flow(mapping)


def _section_mapping(section: SectionEntry) -> dict[str, Any]:
    mapping: dict[str, Any] = {"title": section.title}
    if section.draw is not None:
        mapping["draw"] = section.draw
    if section.shuffle:
        mapping["shuffle"] = True
    if section.questions:
        mapping["questions"] = list(section.questions)
    return mapping


def write_quiz(quiz: QuizEntry) -> str:
    """Returns the canonical source of one quiz."""
    return write_yaml(quiz_mapping(quiz))


def write_quizzes(quizzes: Sequence[QuizEntry], header: str = "") -> str:
    """Returns the canonical file of these quizzes."""
    return write_yaml({"quizzes": Spaced([quiz_mapping(quiz) for quiz in quizzes])}, header)
