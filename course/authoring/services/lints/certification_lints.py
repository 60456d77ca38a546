"""Checks certifications: competencies that exist, and a final assessment that counts and can be passed."""

from collections.abc import Iterator

from course.authoring.formats.problems import Problem
from course.authoring.services.lints.library import Library, Placed
from course.enrolment.formats.certifications import CertificationEntry
from course.question_bank.formats import QuizEntry
from course.question_bank.rules import PLAIN


def certification_problems(placed: Placed, library: Library) -> Iterator[Problem]:
    """Goes through what is wrong with a certification."""
    entry: CertificationEntry = placed.entry.value
    for key in entry.requirements:
        if library.lacks_competency(key):
            yield placed.at(f"requirements.{key}", "content.unknown_competency", key=key)
    if library.lacks("quiz", entry.final):
        yield placed.at("final", "content.unknown_quiz", key=entry.final)
    elif (final := library.entries.get("quiz", {}).get(entry.final)) and not is_final(final.entry.value):
        yield placed.at("final", "certification.not_final", key=entry.final)


def is_final(quiz: QuizEntry) -> bool:
    """Says whether a quiz can end something: it counts, is no special one, and can be passed."""
    return quiz.mode == "counted" and quiz.purpose == PLAIN and bool(quiz.pass_mark)
