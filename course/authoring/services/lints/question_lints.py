"""Checks questions and quizzes."""

from collections.abc import Iterator, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final

from course.authoring.formats.problems import Problem
from course.authoring.services.lints import markdown_text
from course.authoring.services.lints.lesson_lints import DEAD, NOT_IN_FORCE, formula_params
from course.authoring.services.lints.library import Library, Placed
from course.question_bank.services import PRACTICE, texts_of
from quizzes import DateQuestion, Numerical, Question, ShortAnswer, TrueFalse
from quizzes.answers import DateAnswer, NumericalAnswer, TypedAnswer
from quizzes.drawing import draw, proof, realised
from quizzes.errors import FormulaError, QuestionError
from quizzes.formulas import evaluate
from quizzes.questions import (
    Calculated,
    CalculatedAnswer,
    ChoiceBase,
    Cloze,
    Description,
    Essay,
    Gap,
    Matching,
    NumberGap,
    Ordering,
    SelectGap,
)

FILE_MESSAGE: Final = "question.wrong_file"
DRAWS: Final = 200
# Faults of a formula whose sentence names no place in it.
PLACELESS: Final = frozenset(
    {
        *("formula.division_by_zero", "formula.empty", "formula.mixed_values", "formula.too_large"),
        *("formula.too_long", "formula.too_many_digits", "formula.unknown_name"),
    }
)


def question_problems(placed: Placed, library: Library) -> Iterator[Problem]:
    """Goes through everything that is wrong with a question beyond its form."""
    question: Question = placed.entry.value
    yield from _place(placed, question, library)
    yield from _sources(placed, question, library)
    yield from _feedback(placed, question)
    yield from _figures(placed, question)
    yield from _draws(placed, question)
    yield from _texts(placed, question, library)


def _place(placed: Placed, question: Question, library: Library) -> Iterator[Problem]:
    # Reading the file has refused a question without one.
    assert question.competency is not None
    start = question.competency.lower()
    if library.lacks_competency(question.competency):
        yield placed.at("competency", "content.unknown_competency", key=question.competency)
    if not question.key.startswith(f"{start}-"):
        yield placed.at("key", "question.wrong_key", start=f"{start}-")
    if placed.file.path != f"questions/{start}.yml":
        yield placed.at("competency", FILE_MESSAGE, expected=f"questions/{start}.yml")
    if question.lesson is not None and library.lacks("lesson", question.lesson):
        yield placed.at("lesson", "content.unknown_lesson", key=question.lesson)


def _sources(placed: Placed, question: Question, library: Library) -> Iterator[Problem]:
    if not question.sources and not isinstance(question, Description):
        yield placed.at("sources", "question.no_source")
    module = library.module_of(question.lesson) if question.lesson else None
    on = module.as_of if module else library.today
    for position, key in enumerate(question.sources):
        state = library.law_state(key, on)
        if key != PRACTICE and library.lacks("law", key):
            yield placed.at(f"sources[{position}]", "content.unknown_law", key=key)
        elif state in NOT_IN_FORCE:
            yield placed.at(f"sources[{position}]", NOT_IN_FORCE[state], key=key, day=on.strftime("%d/%m/%Y"))
    for number in question.facts:
        if library.lacks_fact(number):
            yield placed.at("facts", "content.unknown_fact", key=number)
        elif library.is_doubtful(number):
            yield placed.at("facts", "content.doubtful_fact", key=number)


def _feedback(placed: Placed, question: Question) -> Iterator[Problem]:
    """Each way to answer says why; a right typed answer may leave that to the explanation, an essay to its model."""
    match question:
        case Description():
            return
        case Essay():
            if question.model is None:
                yield placed.at("model", "question.no_model")
        case _ if question.explanation is None:
            yield placed.at("explanation", "question.no_explanation")
    for path in _without_feedback(question):
        yield placed.at(path, "question.no_feedback")


def _without_feedback(question: Question) -> list[str]:
    """Returns the paths of what says nothing to those who chose, typed or placed it."""
    found: list[str] = []
    match question:
        case ChoiceBase():
            found = _mute("options", question.options)
        case TrueFalse():
            found = [name for name in ("if_true", "if_false") if getattr(question, name) is None]
        case Numerical() | DateQuestion() | ShortAnswer() | Calculated():
            found = _mute_typed("", question)
        case Matching():
            found = _mute("pairs", question.pairs)
        case Ordering():
            found = _mute("items", question.items)
        case Cloze():
            found = [path for place, gap in enumerate(question.gaps) for path in _mute_gap(f"gaps[{place}].", gap)]
    return found


def _mute_gap(start: str, gap: Gap) -> list[str]:
    return _mute(f"{start}options", gap.options) if isinstance(gap, SelectGap) else _mute_typed(start, gap)


def _mute(name: str, parts: Sequence[Any]) -> list[str]:
    return [f"{name}[{place}]" for place, part in enumerate(parts) if part.feedback is None]


def _mute_typed(start: str, entry: Any) -> list[str]:
    answers: Sequence[TypedAnswer | CalculatedAnswer] = entry.answers
    found = [
        f"{start}answers[{at}]" for at, answer in enumerate(answers) if answer.score < 1 and answer.feedback is None
    ]
    return [*found, f"{start}otherwise"] if entry.otherwise is None else found


def _figures(placed: Placed, question: Question) -> Iterator[Problem]:
    """Recomputes every answer that says how it was found."""
    for start, answer in _computed(question):
        path = f"{start}.compute"
        assert answer.compute is not None
        try:
            result = evaluate(answer.compute)
        except FormulaError as error:
            yield placed.at(path, error.message_id, **formula_params(error))
            continue
        if isinstance(result, Decimal) and isinstance(answer.value, Decimal):
            result = result.quantize(answer.value, rounding=ROUND_HALF_UP)
        if result != answer.value:
            yield placed.at(path, "question.wrong_figure", value=answer.value, result=result)


def _computed(question: Question) -> list[tuple[str, NumericalAnswer | DateAnswer]]:
    """Returns the answers that a formula proves, with their paths."""
    lists: list[tuple[str, Sequence[NumericalAnswer | DateAnswer]]] = []
    if isinstance(question, Numerical | DateQuestion):
        lists.append(("answers", question.answers))
    if isinstance(question, Cloze):
        lists += [
            (f"gaps[{place}].answers", gap.answers)
            for place, gap in enumerate(question.gaps)
            if isinstance(gap, NumberGap)
        ]
    return [
        (f"{name}[{at}]", answer)
        for name, answers in lists
        for at, answer in enumerate(answers)
        if answer.compute is not None
    ]


def _draws(placed: Placed, question: Question) -> Iterator[Problem]:
    """Draws the figures of a calculated question many times: its formulas, its mistakes and its texts hold for all."""
    if not isinstance(question, Calculated):
        return
    errors = proof(question, DRAWS)
    for error in errors:
        message_id, params = _said(question, error)
        yield placed.at(error.field, message_id, **params)
    if errors:
        return
    plain = realised(question, draw(question, 0))
    for path, text in texts_of(plain):
        if "{" in text.source or "}" in text.source:
            yield placed.at(_own_path(question, path), "question.brace_left")


def _said(question: Calculated, error: QuestionError) -> tuple[str, dict[str, object]]:
    """Returns the sentence for what is wrong with some draws, and its parameters."""
    if error.message_id == "question.never_reached" and error.field.startswith("misconceptions"):
        return "question.silent_mistake", {}
    if not error.message_id.startswith("formula.") or error.message_id in PLACELESS:
        return error.message_id, dict(error.params)
    formula = _formula_at(question, error.field) if error.field.endswith(".formula") else "0"
    return _grammar(formula) or ("question.draw_fails", {})


def _grammar(formula: str) -> tuple[str, dict[str, object]] | None:
    """Returns what is wrong with a formula whatever its figures are, if anything is."""
    try:
        evaluate(formula)
    except FormulaError as error:
        return None if error.message_id == "formula.unknown_name" else (error.message_id, formula_params(error))
    return None


def _formula_at(question: Calculated, path: str) -> str:
    name, _, rest = path.partition("[")
    return str(getattr(question, name)[int(rest.partition("]")[0])].formula)


def _own_path(question: Calculated, path: str) -> str:
    """Returns the path in the calculated question of a text of the plain one that was made of it."""
    name, _, rest = path.partition("[")
    place = int(rest.partition("]")[0]) if rest else 0
    own = place - len(question.answers)
    return f"misconceptions[{own}].feedback" if name == "answers" and own >= 0 else path


def _texts(placed: Placed, question: Question, library: Library) -> Iterator[Problem]:
    for path, text in texts_of(question):
        if text.format != "markdown":
            continue
        for link in markdown_text.links(text.source):
            if link.kind in {"picture", "other"}:
                yield placed.at(path, "content.unknown_address", address=link.key)
            elif library.lacks(link.kind, link.key):
                yield placed.at(path, DEAD[link.kind], key=link.key)
        if markdown_text.RAW_HTML.search(markdown_text.CODE.sub("", text.source)):
            yield placed.at(path, "lesson.raw_html", tag="<…>")
