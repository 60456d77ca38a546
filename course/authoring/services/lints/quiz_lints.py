"""Checks quizzes: names, draws that can be filled, and that what counts is met for the first time."""

from collections.abc import Iterator, Sequence

from course.authoring.formats.problems import Problem
from course.authoring.services.lints import markdown_text
from course.authoring.services.lints.library import Library, Placed, lesson_of
from course.question_bank.formats import QuizEntry
from course.question_bank.rules import Draw, filled
from quizzes import Question


def quiz_problems(placed: Placed, library: Library) -> Iterator[Problem]:
    """Goes through what is wrong with a quiz: unknown names, draws that the files cannot fill, and questions that count
    although they were met before.
    """
    quiz: QuizEntry = placed.entry.value
    if quiz.module is not None and library.lacks("module", quiz.module):
        yield placed.at("module", "content.unknown_module", key=quiz.module)
    practised = _practised(library) if quiz.mode == "counted" else {}
    for position, key in enumerate(quiz.questions):
        if library.lacks("question", key):
            yield placed.at(quiz.path_of(position), "content.unknown_question", key=key)
        elif key in practised:
            yield placed.at(quiz.path_of(position), "quiz.met_before", key=key, place=practised[key])
    yield from _drawn(placed, quiz, library, practised)


def _drawn(placed: Placed, quiz: QuizEntry, library: Library, practised: dict[str, str]) -> Iterator[Problem]:
    for place, draw in enumerate(quiz.draws):
        if draw.competency is not None and library.lacks_competency(draw.competency):
            yield placed.at(f"draws[{place}].competency", "content.unknown_competency", key=draw.competency)
        met = [key for key in _pool(quiz, draw, library) if key in practised and key not in quiz.questions]
        if met:
            params = {"key": met[0], "place": practised[met[0]]}
            yield placed.at(f"draws[{place}].category", "quiz.met_before", **params)
    if "questions" in library.unreadable or any(library.lacks("question", key) for key in quiz.questions):
        return
    for place, problem in _short(quiz, library):
        yield placed.at(f"draws[{place}].count", "quiz.draw_not_filled", count=problem)


def _short(quiz: QuizEntry, library: Library) -> Iterator[tuple[int, int]]:
    """Returns the draws that can never be filled, each with how many questions it finds."""
    numbers: dict[str, int] = {}
    pools = [
        (draw.count, [numbers.setdefault(key, len(numbers)) for key in _pool(quiz, draw, library)])
        for draw in quiz.draws
    ]
    for place, got in enumerate(filled(pools)):
        if got < quiz.draws[place].count:
            yield place, got


def _pool(quiz: QuizEntry, draw: Draw, library: Library) -> list[str]:
    """Returns the keys of the questions of the files that a draw may take."""
    keys = _in_category(draw.category, library) if draw.category is not None else quiz.own_pool(draw)
    known = library.entries.get("question", {})
    return [key for key in keys if key in known and _fits(known[key].entry.value, draw)]


def _fits(question: Question, draw: Draw) -> bool:
    is_measured = draw.competency is None or question.competency == draw.competency
    return is_measured and (not draw.difficulties or question.difficulty in draw.difficulties)


def _in_category(category: str, library: Library) -> Sequence[str]:
    found = []
    for placed in library.all("question"):
        lies_in = placed.entry.value.category
        if lies_in is not None and (lies_in == category or lies_in.startswith(f"{category}/")):
            found.append(placed.entry.key)
    return found


def _practised(library: Library) -> dict[str, str]:
    """Returns where each question is met that does not count: in a lesson or a practice quiz."""
    found: dict[str, str] = {}
    for placed in library.all("quiz"):
        quiz: QuizEntry = placed.entry.value
        if quiz.mode == "practice":
            drawn = [key for draw in quiz.draws if draw.category for key in _pool(quiz, draw, library)]
            found |= dict.fromkeys([*quiz.questions, *drawn], placed.entry.key)
    for placed in library.all("lesson"):
        found |= dict.fromkeys(markdown_text.named_keys(lesson_of(placed).text, "question"), placed.entry.key)
    return found
