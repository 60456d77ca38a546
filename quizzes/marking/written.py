"""Free words wait for a person's mark; a description asks nothing."""

from collections.abc import Mapping, Sequence
from fractions import Fraction

from quizzes.errors import ResponseError
from quizzes.marking.dispatch import check_of, mark_of, right_of
from quizzes.marking.entries import LONGEST_ESSAY, typed
from quizzes.marking.results import CheckedResponse, Mark, Response
from quizzes.questions import Calculated, Criterion, Description, Essay


@check_of.register
def _(_question: Essay, response: object) -> CheckedResponse:
    return CheckedResponse(typed(response, LONGEST_ESSAY) is not None)


@mark_of.register
def _(_question: Essay, _response: object, checked: CheckedResponse) -> Mark:
    return Mark(0.0, "pending" if checked.is_answered else "unanswered")


@right_of.register
def _(_question: Essay, _language: str) -> Response | None:
    return None


@check_of.register
def _(_question: Description, response: object) -> CheckedResponse:
    if typed(response) is not None:
        raise ResponseError("response.wrong_type", expected="nothing")
    return CheckedResponse(is_answered=False)


@mark_of.register
def _(_question: Description, _response: object, _checked: CheckedResponse) -> Mark:
    return Mark(0.0, "nothing")


@right_of.register
def _(_question: Description, _language: str) -> Response | None:
    return None


@check_of.register
def _(question: Calculated, _response: object) -> CheckedResponse:
    # Without its figures it has no answer: `quizzes.drawing.realised` gives the question that can be marked.
    raise ResponseError("response.not_drawn", key=question.key)


def rubric_fraction(rubric: Sequence[Criterion], levels: Mapping[int, int]) -> Fraction:
    """Returns the points of the chosen levels by the most that the rubric gives, 0 to 1.

    `levels` maps the position of each criterion to the position of the level that was chosen; a criterion without one
    gives nothing. Raises ResponseError for a criterion or level that the rubric does not have, ValueError without one.
    """
    if not rubric:
        raise ValueError(rubric)
    total = Fraction(0)
    for place, level in levels.items():
        if not 0 <= place < len(rubric) or not 0 <= level < len(rubric[place].levels):
            raise ResponseError("response.unknown_option")
        total += Fraction(rubric[place].levels[level].points)
    return total / sum(criterion.most for criterion in rubric)
