"""The cuts that follow from what an expert says of questions, before anything is kept."""

from collections.abc import Mapping, Sequence

from course.authoring.queries.standards import JudgedQuestion
from course.foundation.errors import InvalidInputError
from quizzes.ability import Cuts, JudgementError, standard_from


def cuts_of(questions: Sequence[JudgedQuestion], judgements: Mapping[str, int]) -> Cuts:
    """Returns the abilities where levels 1 to 4 begin, from the level 0 to 4 of the person who just answers each judged
    question. Raises InvalidInputError `standards.too_few` or `standards.not_harder` with the `level` at fault, as
    `set_standard` does."""
    try:
        return standard_from([(judgements[one.key], one.b) for one in questions if one.key in judgements])
    except JudgementError as error:
        level = error.level or 0
        if error.reason == "not_harder":
            raise InvalidInputError("standards.not_harder", level=level, below=level - 1) from error
        raise InvalidInputError("standards.too_few", level=level) from error
