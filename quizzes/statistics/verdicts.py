"""What the figures of one question say to its author, as message ids that the website puts into words."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from quizzes.statistics.arrays import require
from quizzes.statistics.distractors import OptionFigures
from quizzes.statistics.distributions import TimeStatistics
from quizzes.statistics.figures import QuestionFigures

# A facility from n answers has a standard error of at most 50 / sqrt(n) points: 11 with 20. Fewer say nothing.
FEWEST_ANSWERS: Final = 20
# A correlation near zero has a standard error of 1 / sqrt(n - 1): 14 points with 50, which is what it takes to tell a
# weak question from a good one; and an option that one in six chooses falls under the share of dead ones (two of 50)
# by chance in less than 1 % of such samples.
FEWEST_FOR_DISCRIMINATION: Final = 50
# Facility, per cent. Moodle's documentation calls 95 and more extremely easy, 20 and less difficult, 5 and less
# extremely difficult; classical custom drops items below 20.
TOO_EASY_FROM: Final = 95.0
TOO_HARD_BELOW: Final = 20.0
# Points between the facility and the random guess score under which answers look like guesses; our choice.
NEAR_GUESSING: Final = 5.0
# Discrimination index, per cent. Below 20: very weak in Moodle's documentation, poor in Ebel's rule (Ebel and Frisbie,
# Essentials of Educational Measurement). Negative: both hold the question itself to be at fault.
WEAK_DISCRIMINATION_BELOW: Final = 20.0
# Share, per cent, under which a wrong option does not work: Haladyna and Downing 1993; Tarrant, Ware and Mohammed 2009.
DEAD_OPTION_BELOW: Final = 5.0
# The mean of fewer choosers moves by a third of a standard deviation and more by chance.
FEWEST_CHOOSERS: Final = 10
# Median time over expected time; our choice: authors estimate times roughly.
SLOW_FROM: Final = 2.0


@dataclass(frozen=True, slots=True)
class Verdict:
    """One thing to say about a question: `message_id` begins with `statistics.`, `params` fill its sentence."""

    message_id: str
    params: Mapping[str, object] = field(default_factory=dict, hash=False)


def verdict(
    figures: QuestionFigures,
    *,
    random_guess: float = 0.0,
    options: Sequence[OptionFigures] = (),
    times: TimeStatistics | None = None,
    expected_seconds: float | None = None,
) -> tuple[Verdict, ...]:
    """Returns what the figures of one question say, the gravest first. `random_guess`: `random_guess_score`, -1..1, no
    check at 0 or less; `options`: `distractor_analysis` with its `right` options; `times` and `expected_seconds` (above
    0) are compared if both are there. All the constants above are the thresholds. Ids, each after `statistics.`:

    - too_few_answers (answers, needed): alone. Also with 20 to 49 answers when nothing else is to be said.
    - negative_discrimination, weak_discrimination (discrimination_index): from 50 answers; a question too easy or too
      hard is not blamed for separating weakly, as it cannot do otherwise.
    - trap (option, times_chosen, mean_rest_score, right_mean_rest_score): from 50 answers; a wrong option chosen by 10
      or more who do better elsewhere than the others do, and than those who chose any right one (None: nobody did).
    - guessing (facility_index, random_guess_score, both in per cent), else too_hard, too_easy (facility_index).
    - dead_option (option, times_chosen, share): from 50 answers, for each wrong option; not if it is all too easy.
    - slow (median, expected): seconds; from 20 times.
    - good (facility_index, discrimination_index): from 50 answers, if discrimination is known and nothing is wrong.

    Nothing at all is said of a question that is worth nothing, nor when all is well but discrimination is undefined.
    Raises StatisticsError for a random guess or an expected time out of range.
    """
    require(-1.0 <= random_guess <= 1.0, "random guess score {} is outside -1..1", random_guess)
    require(expected_seconds is None or expected_seconds > 0.0, "expected time {} is not above 0", expected_seconds)
    if not figures.intended_weight:
        return ()
    if figures.answers < FEWEST_ANSWERS or figures.facility_index is None:
        return (_too_few(figures.answers, FEWEST_ANSWERS),)
    has_enough = figures.answers >= FEWEST_FOR_DISCRIMINATION
    facility = tuple(_of_facility(figures.facility_index, 100.0 * random_guess))
    extremes = {each.message_id for each in facility} - {"statistics.guessing"}
    found = [
        *(_of_negative_discrimination(figures.discrimination_index) if has_enough else ()),
        *(_of_traps(options) if has_enough else ()),
        *facility,
        *(_of_weak_discrimination(figures.discrimination_index) if has_enough and not extremes else ()),
        *(_of_dead_options(options) if has_enough and "statistics.too_easy" not in extremes else ()),
        *_of_times(times, expected_seconds),
    ]
    if found:
        return tuple(found)
    return _when_nothing_is_wrong(figures)


def _too_few(answers: int, needed: int) -> Verdict:
    return Verdict("statistics.too_few_answers", {"answers": answers, "needed": needed})


def _of_facility(facility: float, guess: float) -> Iterator[Verdict]:
    if guess > 0.0 and abs(facility - guess) < NEAR_GUESSING:
        yield Verdict("statistics.guessing", {"facility_index": facility, "random_guess_score": guess})
    elif facility < TOO_HARD_BELOW:
        yield Verdict("statistics.too_hard", {"facility_index": facility})
    elif facility >= TOO_EASY_FROM:
        yield Verdict("statistics.too_easy", {"facility_index": facility})


def _of_negative_discrimination(index: float | None) -> Iterator[Verdict]:
    if index is not None and index < 0.0:
        yield Verdict("statistics.negative_discrimination", {"discrimination_index": index})


def _of_weak_discrimination(index: float | None) -> Iterator[Verdict]:
    if index is not None and 0.0 <= index < WEAK_DISCRIMINATION_BELOW:
        yield Verdict("statistics.weak_discrimination", {"discrimination_index": index})


def _of_traps(options: Sequence[OptionFigures]) -> Iterator[Verdict]:
    if not any(option.right for option in options):
        return
    means = [option.mean_rest_score for option in options if option.right and option.mean_rest_score is not None]
    best = max(means, default=None)
    for option in options:
        mean, link = option.mean_rest_score, option.point_biserial
        if option.right or option.times_chosen < FEWEST_CHOOSERS or mean is None or link is None:
            continue
        if link > 0.0 and (best is None or mean > best):
            params = {"option": option.option, "times_chosen": option.times_chosen}
            yield Verdict("statistics.trap", {**params, "mean_rest_score": mean, "right_mean_rest_score": best})


def _of_dead_options(options: Sequence[OptionFigures]) -> Iterator[Verdict]:
    for option in options:
        if not option.right and option.share is not None and option.share < DEAD_OPTION_BELOW:
            params = {"option": option.option, "times_chosen": option.times_chosen, "share": option.share}
            yield Verdict("statistics.dead_option", params)


def _of_times(times: TimeStatistics | None, expected: float | None) -> Iterator[Verdict]:
    if times is None or expected is None or times.median is None or times.answers < FEWEST_ANSWERS:
        return
    if times.median >= SLOW_FROM * expected:
        yield Verdict("statistics.slow", {"median": times.median, "expected": expected})


def _when_nothing_is_wrong(figures: QuestionFigures) -> tuple[Verdict, ...]:
    if figures.answers < FEWEST_FOR_DISCRIMINATION:
        return (_too_few(figures.answers, FEWEST_FOR_DISCRIMINATION),)
    if figures.discrimination_index is None:
        return ()
    params = {"facility_index": figures.facility_index, "discrimination_index": figures.discrimination_index}
    return (Verdict("statistics.good", params),)
