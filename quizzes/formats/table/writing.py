"""Questions as the lines of a table, with a list of what the table has no column for."""

from collections.abc import Iterable, Mapping
from fractions import Fraction
from functools import singledispatch
from typing import Final

from quizzes.answers import DateAnswer, NumericalAnswer, Option, Score, Text, TextAnswer, TextFormat
from quizzes.formats.report import ExportProblem
from quizzes.formats.table.cells import (
    shifted,
    written_decimal,
    written_list,
    written_points,
    written_share,
    written_text,
)
from quizzes.formats.table.grid import MOST_CELL, MOST_QUESTIONS
from quizzes.formats.table.headings import ANSWER_FIELDS, HEADINGS, HINT_FIELDS, Place
from quizzes.formats.table.words import EFFECTS, FORMATS, KINDS, STRATEGIES, Kind
from quizzes.questions import (
    Calculated,
    Cloze,
    Criterion,
    DateQuestion,
    Description,
    Essay,
    Matching,
    MultipleResponse,
    Numerical,
    Ordering,
    Question,
    ShortAnswer,
    SingleChoice,
    TrueFalse,
    shared_scores,
)

Cells = dict[Place, str]

# A relative tolerance of more digits would pass the limit of a number when it is written as a percentage.
MOST_DIGITS_OF_PERCENT: Final = 20
NAMES_NOT_HELD: Final[Mapping[type[Question], str]] = {Cloze: "cloze", Calculated: "calculated"}


def lines_of(questions: Iterable[Question]) -> tuple[list[Cells], list[ExportProblem]]:
    """Returns the cells of each question that the table holds, and what it does not hold. Raises nothing."""
    lines: list[Cells] = []
    problems: list[ExportProblem] = []
    keys: set[str] = set()
    for question in questions:
        if question.files:
            problems.append(ExportProblem(question.key, "format.field", {"field": "files"}, "ignored"))
        refusal = _refusal(question, keys, len(lines))
        cells = {} if refusal else cells_of(question)
        if any(len(cell) > MOST_CELL for cell in cells.values()):
            refusal = ExportProblem(question.key, "table.cell_too_long", {"limit": MOST_CELL})
        if refusal is not None:
            problems.append(refusal)
            continue
        keys.add(question.key)
        lines.append(cells)
    return lines, problems


def places_of(lines: Iterable[Cells]) -> tuple[Place, ...]:
    """Returns the columns of a table of these lines: the usual ones, those that are used, the numbered ones in turn."""
    used = {place for line in lines for place in line}
    highest = max((number for _, number in used), default=0)
    single = [(heading.field, 0) for heading in HEADINGS if not heading.is_numbered]
    usual = {(heading.field, 0) for heading in HEADINGS if heading.is_usual}
    numbered = [
        (field, number)
        for fields in (ANSWER_FIELDS, HINT_FIELDS)
        for number in range(1, highest + 1)
        for field in fields
    ]
    return (*(place for place in single if place in used | usual), *(place for place in numbered if place in used))


def cells_of(question: Question) -> Cells:
    """Returns the cells that hold something, of a question of a type that the table holds."""
    usual = question.stem.format
    kind, own = _own_cells(question, usual)
    cells: dict[Place, str | None] = {
        ("type", 0): KINDS.written(kind),
        ("key", 0): question.key,
        ("name", 0): question.name,
        ("category", 0): question.category,
        ("competency", 0): question.competency,
        ("difficulty", 0): str(question.difficulty),
        ("seconds", 0): str(question.seconds),
        ("max_mark", 0): None if kind == "description" else _points(question),
        ("stem", 0): written_text(question.stem, usual),
        ("explanation", 0): _text(question.explanation, usual),
        ("sources", 0): written_list(question.sources),
        ("lesson", 0): question.lesson,
        ("tags", 0): written_list(question.tags),
        ("facts", 0): written_list(question.facts),
        ("idnumber", 0): question.idnumber,
        ("format", 0): None if usual == "markdown" else FORMATS.written(usual),
        ("penalty", 0): None if question.penalty == Fraction(1, 3) else written_share(question.penalty),
        ("if_right", 0): _text(question.if_right, usual),
        ("if_partial", 0): _text(question.if_partial, usual),
        ("if_wrong", 0): _text(question.if_wrong, usual),
        **own,
        **_hint_cells(question, usual),
    }
    return {place: cell for place, cell in cells.items() if cell}


def _refusal(question: Question, keys: set[str], count: int) -> ExportProblem | None:
    if type(question) in NAMES_NOT_HELD:
        return ExportProblem(question.key, "format.type", {"type": NAMES_NOT_HELD[type(question)]})
    if question.key in keys:
        return ExportProblem(question.key, "table.key_twice", {"key": question.key})
    if count >= MOST_QUESTIONS:
        return ExportProblem(question.key, "format.too_many", {"limit": MOST_QUESTIONS})
    return None


# --- Types ---------------------------------------------------------------------------------------------------------

Own = dict[Place, str | None]


@singledispatch
def _own_cells(question: Question, usual: TextFormat) -> tuple[Kind, Own]:
    """Returns the type and the cells that only this type has."""
    raise NotImplementedError(type(question).__name__)


@_own_cells.register
def _(question: SingleChoice, usual: TextFormat) -> tuple[Kind, Own]:
    scores = [option.score for option in question.options]
    is_plain = sorted(scores) == [0] * (len(scores) - 1) + [1]
    return "single", _option_cells(question, usual, is_plain=is_plain)


@_own_cells.register
def _(question: MultipleResponse, usual: TextFormat) -> tuple[Kind, Own]:
    shared = shared_scores([option.score > 0 for option in question.options])
    is_plain = all(option.score == score for option, score in zip(question.options, shared, strict=True))
    return "multiple", _option_cells(question, usual, is_plain=is_plain)


@_own_cells.register
def _(question: TrueFalse, usual: TextFormat) -> tuple[Kind, Own]:
    feedbacks = (question.if_true, question.if_false)
    right, other = feedbacks if question.answer else feedbacks[::-1]
    return "true-false", {
        ("answer", 1): "vrai" if question.answer else "faux",
        ("feedback", 1): _text(right, usual),
        ("feedback", 2): _text(other, usual),
    }


@_own_cells.register
def _(question: Numerical, usual: TextFormat) -> tuple[Kind, Own]:
    own = _answer_cells(question.answers, usual)
    for number, answer in enumerate(question.answers, start=1):
        own["answer", number] = written_decimal(answer.value)
        own["tolerance", number] = _tolerance(answer, question.unit)
        own["compute", number] = answer.compute
    own["unit", 0] = question.unit
    own["other_units", 0] = written_list(
        [f"{unit.name} = {written_decimal(unit.multiplier)}" for unit in question.other_units]
    )
    own["unit_required", 0] = "oui" if question.unit_required else None
    own["unit_penalty", 0] = _unit_penalty(question)
    own["otherwise", 0] = _text(question.otherwise, usual)
    return "numerical", own


@_own_cells.register
def _(question: DateQuestion, usual: TextFormat) -> tuple[Kind, Own]:
    own = _answer_cells(question.answers, usual)
    for number, answer in enumerate(question.answers, start=1):
        own["answer", number] = answer.value.isoformat()
        own["tolerance", number] = str(answer.tolerance_days) if answer.tolerance_days else None
        own["compute", number] = answer.compute
    own["otherwise", 0] = _text(question.otherwise, usual)
    return "date", own


@_own_cells.register
def _(question: ShortAnswer, usual: TextFormat) -> tuple[Kind, Own]:
    own = _answer_cells(question.answers, usual)
    for number, answer in enumerate(question.answers, start=1):
        own["answer", number] = answer.text
    own["case_sensitive", 0] = "oui" if question.case_sensitive else None
    own["otherwise", 0] = _text(question.otherwise, usual)
    return "short-answer", own


@_own_cells.register
def _(question: Matching, usual: TextFormat) -> tuple[Kind, Own]:
    own: Own = {("shuffle", 0): None if question.shuffle else "non"}
    for number, pair in enumerate(question.pairs, start=1):
        own["answer", number] = written_text(pair.prompt, usual)
        own["match", number] = pair.answer
        own["feedback", number] = _text(pair.feedback, usual)
    for number, distractor in enumerate(question.distractors, start=len(question.pairs) + 1):
        own["match", number] = distractor
    return "matching", own


@_own_cells.register
def _(question: Ordering, usual: TextFormat) -> tuple[Kind, Own]:
    own: Own = {("strategy", 0): None if question.strategy == "absolute" else STRATEGIES.written(question.strategy)}
    for number, item in enumerate(question.items, start=1):
        own["answer", number] = written_text(item.text, usual)
        own["feedback", number] = _text(item.feedback, usual)
    return "ordering", own


@_own_cells.register
def _(question: Essay, usual: TextFormat) -> tuple[Kind, Own]:
    own: Own = {
        ("model", 0): _text(question.model, usual),
        ("guidance", 0): _text(question.guidance, usual),
        ("template", 0): _text(question.template, usual),
        ("fewest_words", 0): None if question.fewest_words is None else str(question.fewest_words),
        ("most_words", 0): None if question.most_words is None else str(question.most_words),
        ("lines", 0): None if question.lines == 10 else str(question.lines),
        ("allows_file", 0): "oui" if question.allows_file else None,
    }
    for number, criterion in enumerate(question.rubric, start=1):
        own["answer", number] = criterion.name
        own["match", number] = _levels(criterion)
    return "essay", own


@_own_cells.register
def _(_question: Description, _usual: TextFormat) -> tuple[Kind, Own]:
    return "description", {}


def _option_cells(question: SingleChoice | MultipleResponse, usual: TextFormat, *, is_plain: bool) -> Own:
    own: Own = {("shuffle", 0): None if question.shuffle else "non"}
    for number, option in enumerate(question.options, start=1):
        own["answer", number] = written_text(option.text, usual)
        own["score", number] = _option_score(option, is_plain=is_plain)
        own["feedback", number] = _text(option.feedback, usual)
    return own


def _option_score(option: Option, *, is_plain: bool) -> str | None:
    if not is_plain:
        return written_share(option.score)
    return "x" if option.score > 0 else None


def _answer_cells(answers: Iterable[NumericalAnswer | DateAnswer | TextAnswer], usual: TextFormat) -> Own:
    own: Own = {}
    for number, answer in enumerate(answers, start=1):
        own["score", number] = None if answer.score == 1 else written_share(answer.score)
        own["feedback", number] = _text(answer.feedback, usual)
    return own


def _tolerance(answer: NumericalAnswer, unit: str | None) -> str | None:
    if answer.tolerance_kind == "geometric":
        return f"{written_decimal(answer.tolerance)} géométrique"
    if answer.tolerance_kind == "relative":
        # Where the unit is %, « 5 % » is an absolute tolerance.
        if unit == "%" or len(format(answer.tolerance, "f")) > MOST_DIGITS_OF_PERCENT:
            return f"{written_decimal(answer.tolerance)} relative"
        return f"{written_decimal(shifted(answer.tolerance, 2))} %"
    return written_decimal(answer.tolerance) if answer.tolerance else None


def _unit_penalty(question: Numerical) -> str | None:
    if question.unit_penalty_of == "question":
        return f"{written_share(question.unit_penalty)} de la question"
    return None if question.unit_penalty == Fraction(1, 10) else written_share(question.unit_penalty)


def _levels(criterion: Criterion) -> str:
    return written_list([f"{level.label} = {written_points(level.points)}" for level in criterion.levels])


def _hint_cells(question: Question, usual: TextFormat) -> Own:
    own: Own = {}
    for number, hint in enumerate(question.hints, start=1):
        own["hint", number] = _text(hint.text, usual)
        effects = [
            *([EFFECTS.written("clear")] if hint.clears_wrong else []),
            *([EFFECTS.written("count")] if hint.shows_count else []),
        ]
        own["effect", number] = written_list(effects)
    return own


def _points(question: Question) -> str | None:
    mark: Score = question.max_mark
    return None if mark == 1 else written_points(mark)


def _text(text: Text | None, usual: TextFormat) -> str | None:
    return None if text is None else written_text(text, usual)
