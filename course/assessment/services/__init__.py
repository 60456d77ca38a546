"""Writes of assessment: beginning, answering and finishing attempts; checks embedded in lessons; the notice."""

from course.assessment.services.allowances import allow_time
from course.assessment.services.answering import SavedAnswer, save_answer
from course.assessment.services.checks import AnsweredCheck, answer_check
from course.assessment.services.files import MOST_BYTES, attach_file
from course.assessment.services.finishing import expire_attempts, finish_attempt
from course.assessment.services.starting import draw_again, start_attempt
from course.competencies.services import read_notice

__all__ = [
    "MOST_BYTES",
    "AnsweredCheck",
    "SavedAnswer",
    "allow_time",
    "answer_check",
    "attach_file",
    "draw_again",
    "expire_attempts",
    "finish_attempt",
    "read_notice",
    "save_answer",
    "start_attempt",
]
