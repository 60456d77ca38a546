"""Checks questions and quizzes."""

from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final

from course.authoring.formats.problems import Problem
from course.authoring.services.lints import markdown_text
from course.authoring.services.lints.lesson_lints import DEAD, NOT_IN_FORCE, formula_params
from course.authoring.services.lints.library import Library, Placed, lesson_of
from course.question_bank.formats import QuizEntry
from course.question_bank.services import PRACTICE, texts_of
from quizzes import DateQuestion, Numerical, Question, ShortAnswer, TrueFalse
from quizzes.errors import FormulaError
from quizzes.formulas import evaluate
from quizzes.questions import ChoiceBase

FILE_MESSAGE: Final = "question.wrong_file"


def question_problems(placed: Placed, library: Library) -> Iterator[Problem]:
    """Goes through everything that is wrong with a question beyond its form."""
    question: Question = placed.entry.value
    yield from _place(placed, question, library)
    yield from _sources(placed, question, library)
    yield from _feedback(placed, question)
    yield from _figures(placed, question)
    yield from _texts(placed, question, library)


def _place(placed: Placed, question: Question, library: Library) -> Iterator[Problem]:
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
    if not question.sources:
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
    """Each way to answer says why; a right typed answer may leave that to the explanation."""
    if question.explanation is None:
        yield placed.at("explanation", "question.no_explanation")
    missing: list[str] = []
    match question:
        case ChoiceBase():
            missing = [f"options[{at}]" for at, option in enumerate(question.options) if option.feedback is None]
        case TrueFalse():
            missing = [name for name in ("if_true", "if_false") if getattr(question, name) is None]
        case Numerical() | DateQuestion() | ShortAnswer():
            missing = _missing_feedback(question)
    for path in missing:
        yield placed.at(path, "question.no_feedback")


def _missing_feedback(question: Numerical | DateQuestion | ShortAnswer) -> list[str]:
    answers: tuple[Any, ...] = question.answers
    found = [f"answers[{at}]" for at, answer in enumerate(answers) if answer.score < 1 and answer.feedback is None]
    return [*found, "otherwise"] if question.otherwise is None else found


def _figures(placed: Placed, question: Question) -> Iterator[Problem]:
    """Recomputes every answer that says how it was found."""
    answers: tuple[Any, ...] = question.answers if isinstance(question, Numerical | DateQuestion) else ()
    for position, answer in enumerate(answers):
        if answer.compute is None:
            continue
        path = f"answers[{position}].compute"
        try:
            result = evaluate(answer.compute)
        except FormulaError as error:
            yield placed.at(path, error.message_id, **formula_params(error))
            continue
        if isinstance(result, Decimal) and isinstance(answer.value, Decimal):
            result = result.quantize(answer.value, rounding=ROUND_HALF_UP)
        if result != answer.value:
            yield placed.at(path, "question.wrong_figure", value=answer.value, result=result)


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


def quiz_problems(placed: Placed, library: Library) -> Iterator[Problem]:
    """Goes through what is wrong with a quiz: unknown names, and questions that count although they were met before."""
    quiz: QuizEntry = placed.entry.value
    if quiz.module is not None and library.lacks("module", quiz.module):
        yield placed.at("module", "content.unknown_module", key=quiz.module)
    practised = _practised(library) if quiz.mode == "counted" else {}
    for position, key in enumerate(quiz.questions):
        if library.lacks("question", key):
            yield placed.at(f"questions[{position}]", "content.unknown_question", key=key)
        elif key in practised:
            yield placed.at(f"questions[{position}]", "quiz.met_before", key=key, place=practised[key])


def _practised(library: Library) -> dict[str, str]:
    """Returns where each question is met that does not count: in a lesson or a practice quiz."""
    found: dict[str, str] = {}
    for placed in library.all("quiz"):
        if placed.entry.value.mode == "practice":
            found |= dict.fromkeys(placed.entry.value.questions, placed.entry.key)
    for placed in library.all("lesson"):
        found |= dict.fromkeys(markdown_text.named_keys(lesson_of(placed).text, "question"), placed.entry.key)
    return found
