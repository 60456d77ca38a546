"""What an answer given at random is worth: the chance of the full mark, and the expected fraction."""

import math
from collections import Counter
from collections.abc import Sequence
from fractions import Fraction
from functools import lru_cache
from itertools import permutations
from typing import Final

from quizzes.questions.arranged import Matching, Ordering, OrderingStrategy
from quizzes.questions.choices import MultipleResponse, SingleChoice, TrueFalse
from quizzes.questions.cloze import Cloze, Gap, SelectGap
from quizzes.questions.orders import ordered_fraction
from quizzes.questions.types import Question

MOST_EXACT_SUMS: Final = 5_000
COARSE: Final = 100
MOST_PERMUTED: Final = 7


def guessing(question: Question) -> float:
    """Returns c, the chance that somebody who knows nothing gives the full answer, from 0 to 0.5. Raises nothing.

    1/n for one of n options, 1/2 for true or false, 1/(2^n - 1) for any of n options (all sets but the empty one),
    1/n^p for p prompts matched each to one of n right-hand sides (more where prompts read the same), 1/n! for n items
    to order, the product over the gaps of a cloze, 0 where something is typed.
    Source: the measurement reference, section « Core ».
    """
    chance = 0.0
    match question:
        case SingleChoice(options=options):
            chance = 1 / len(options)
        case MultipleResponse(options=options):
            chance = 1 / ((1 << len(options)) - 1)
        case TrueFalse():
            chance = 0.5
        case Matching():
            chance = _matching_guessing(question)
        case Ordering(items=items):
            chance = 1 / math.factorial(len(items))
        case Cloze(gaps=gaps):
            chance = math.prod(_gap_guessing(gap) for gap in gaps)
    return chance


def random_guess_score(question: Question) -> float:
    """Returns the expected fraction of an answer given at random, from -1 to 1. Raises nothing.

    Single choice: the mean of the options' scores. True or false: 1/2. Multiple response: the mean over all sets of
    options but the empty one (which is no answer) of the clamped sum; exact up to 5,000 different sums, to about 0.01
    beyond. Matching with n right-hand sides: 1/n (more where prompts read the same and have several answers). Ordering
    of n items: 1/n by place or by next, 1/n! all or nothing; for the longest subset the mean over all orders up to 7
    items, beyond about (2 sqrt(n) - 1.77 n^(1/6)) / n (Baik, Deift and Johansson 1999). Cloze: the weighted mean over
    its gaps. Typed answers: 0.
    Source: quiz semantics, « Random guess score ».
    """
    expected = 0.0
    match question:
        case SingleChoice(options=options):
            expected = _mean([Fraction(option.score) for option in options])
        case MultipleResponse(options=options):
            expected = _mean_over_sets([Fraction(option.score) for option in options])
        case TrueFalse():
            expected = 0.5
        case Matching():
            expected = _matching_score(question)
        case Ordering(items=items, strategy=strategy):
            expected = _mean_over_orders(len(items), strategy)
        case Cloze(gaps=gaps):
            expected = sum(gap.weight * _gap_score(gap) for gap in gaps) / sum(gap.weight for gap in gaps)
    return expected


def _mean(scores: Sequence[Fraction]) -> float:
    return float(sum(scores, Fraction(0)) / len(scores))


def _matching_guessing(question: Matching) -> float:
    orders = 1
    for answers in _grouped_answers(question):
        orders *= math.factorial(answers.total()) // math.prod(map(math.factorial, answers.values()))
    return float(Fraction(orders, len(question.choices) ** len(question.pairs)))


def _matching_score(question: Matching) -> float:
    # How many of the prompts that read the same get one answer is binomial; no more than have it count.
    chance = Fraction(1, len(question.choices))
    expected = Fraction(0)
    for answers in _grouped_answers(question):
        among = answers.total()
        for copies in answers.values():
            expected += sum(
                min(given, copies) * math.comb(among, given) * chance**given * (1 - chance) ** (among - given)
                for given in range(1, among + 1)
            )
    return float(expected / len(question.pairs))


def _grouped_answers(question: Matching) -> list[Counter[str]]:
    return [Counter(question.pairs[position].answer for position in group) for group in question.groups]


def _gap_guessing(gap: Gap) -> float:
    if not isinstance(gap, SelectGap):
        return 0.0
    return 1 / ((1 << len(gap.options)) - 1) if gap.multiple else 1 / len(gap.options)


def _gap_score(gap: Gap) -> float:
    if not isinstance(gap, SelectGap):
        return 0.0
    scores = [Fraction(option.score) for option in gap.options]
    # Of a select no option takes from the other gaps, as in `quizzes.marking.cloze`.
    return _mean_over_sets(scores) if gap.multiple else _mean([max(score, Fraction(0)) for score in scores])


@lru_cache(maxsize=256)
def _mean_over_orders(count: int, strategy: OrderingStrategy) -> float:
    if strategy == "all-or-nothing":
        return 1 / math.factorial(count)
    if strategy != "longest-subset":
        return 1 / count
    if count <= MOST_PERMUTED:
        fractions = [ordered_fraction(order, strategy) for order in permutations(range(count))]
        return float(sum(fractions, Fraction(0)) / len(fractions))
    return (2 * math.sqrt(count) - 1.77 * math.pow(count, 1 / 6)) / count


def _mean_over_sets(scores: Sequence[Fraction]) -> float:
    # Sums are counted in units of one common denominator: whole numbers are far quicker than fractions.
    unit = math.lcm(COARSE, *(score.denominator for score in scores))
    counts = Counter({0: 1})
    for score in scores:
        step = score.numerator * (unit // score.denominator)
        following = counts.copy()
        for total, count in counts.items():
            following[total + step] += count
        counts = following if len(following) <= MOST_EXACT_SUMS else _merged(following, unit)
    expected = sum(Fraction(min(max(total, 0), unit), unit) * count for total, count in counts.items())
    return float(expected / ((1 << len(scores)) - 1))


def _merged(counts: Counter[int], unit: int) -> Counter[int]:
    merged: Counter[int] = Counter()
    for total, count in counts.items():
        merged[round(Fraction(total * COARSE, unit)) * (unit // COARSE)] += count
    return merged
