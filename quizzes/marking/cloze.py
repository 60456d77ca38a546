"""Marks a text with gaps, gap by gap."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from quizzes import wildcards
from quizzes.answers import Text
from quizzes.marking.choices import clamped_sum
from quizzes.marking.dispatch import check_of, mark_of, right_of
from quizzes.marking.entries import all_chosen, chosen, parts, typed
from quizzes.marking.results import CheckedResponse, Mark, PartFeedback, Response, outcome_of
from quizzes.marking.typed import checked_number
from quizzes.numbers import format_number
from quizzes.questions import SCORE_TOLERANCE, Cloze, Gap, NumberGap, Option, SelectGap, TextGap, option_letter
from quizzes.questions.typed import first_that_accepts, first_that_fits


@check_of.register
def _(question: Cloze, response: object) -> CheckedResponse:
    checked = _checked(question, response)
    problem = next((part.problem for part in checked if part.problem is not None), None)
    return CheckedResponse(any(part.is_answered for part in checked), problem=problem)


@mark_of.register
def _(question: Cloze, response: object, checked: CheckedResponse) -> Mark:
    given = parts(response, len(question.gaps))
    read = _checked(question, response)
    feedback: list[PartFeedback] = []
    total = Fraction(0)
    for number, (gap, part, entry) in enumerate(zip(question.gaps, given, read, strict=True), start=1):
        fraction, text = _gap_mark(gap, part, entry)
        total += fraction * gap.weight
        is_right = fraction >= 1 - SCORE_TOLERANCE
        feedback.append(
            PartFeedback(
                str(number), entry.is_answered, is_right, text, float(fraction), entry.interpreted, entry.problem
            )
        )
    if not checked.is_answered:
        return Mark(0.0, "unanswered", tuple(feedback))
    fraction = total / sum(gap.weight for gap in question.gaps)
    if checked.problem is not None:
        return Mark(float(fraction), "invalid", tuple(feedback), problem=checked.problem)
    return Mark(float(fraction), outcome_of(fraction), tuple(feedback))


@right_of.register
def _(question: Cloze, language: str) -> Response | None:
    return [_right_part(gap, language) for gap in question.gaps]


def _checked(question: Cloze, response: object) -> list[CheckedResponse]:
    given = parts(response, len(question.gaps))
    return [_checked_part(gap, part) for gap, part in zip(question.gaps, given, strict=True)]


def _checked_part(gap: Gap, part: object) -> CheckedResponse:
    match gap:
        case NumberGap():
            return checked_number(typed(part), [] if gap.unit is None else [gap.unit])
        case TextGap():
            entry = typed(part)
            return CheckedResponse(entry is not None, entry and wildcards.folded(entry, case_sensitive=True))
        case SelectGap(multiple=True):
            return CheckedResponse(bool(all_chosen(part, gap.letters)))
        case SelectGap():
            return CheckedResponse(chosen(part, gap.letters) is not None)


def _gap_mark(gap: Gap, part: object, entry: CheckedResponse) -> tuple[Fraction, Text | None]:
    if not entry.is_answered or entry.problem is not None:
        return Fraction(0), None
    if isinstance(gap, SelectGap):
        return _chosen_mark(gap, part)
    if isinstance(gap, NumberGap):
        assert isinstance(entry.interpreted, Decimal)
        matched = first_that_accepts(gap.answers, entry.interpreted)
    else:
        matched = first_that_fits(gap.answers, str(entry.interpreted), case_sensitive=gap.case_sensitive)
    if matched is None:
        return Fraction(0), gap.otherwise
    return Fraction(gap.answers[matched].score), gap.answers[matched].feedback


def _chosen_mark(gap: SelectGap, part: object) -> tuple[Fraction, Text | None]:
    if gap.multiple:
        positions = all_chosen(part, gap.letters)
        said = [gap.options[position].feedback for position in sorted(positions)]
        return clamped_sum(gap.options, positions), next((text for text in said if text is not None), None)
    position = chosen(part, gap.letters)
    assert position is not None
    option = gap.options[position]
    return max(Fraction(option.score), Fraction(0)), option.feedback


def _right_part(gap: Gap, language: str) -> str | list[str]:
    match gap:
        case NumberGap():
            values = [answer.value for answer in gap.answers]
            right = (value for value in values if _is_full(gap, first_that_accepts(gap.answers, value)))
            return format_number(next(right), gap.unit, "en" if language == "en" else "fr")
        case TextGap(case_sensitive=sensitive):
            samples = [wildcards.sample(answer.text) for answer in gap.answers if answer.score == 1]
            # An answer above may catch a sample.
            full = [
                text for text in samples if _is_full(gap, first_that_fits(gap.answers, text, case_sensitive=sensitive))
            ]
            return next((text for text in full if wildcards.ANY_TEXT not in text), full[0])
        case SelectGap(multiple=True):
            return [option_letter(place) for place, option in enumerate(gap.options) if option.score > 0]
        case SelectGap():
            return option_letter(_best(gap.options))


def _is_full(gap: TextGap | NumberGap, matched: int | None) -> bool:
    return matched is not None and gap.answers[matched].score == 1


def _best(options: Sequence[Option]) -> int:
    return max(range(len(options)), key=lambda position: Fraction(options[position].score))
