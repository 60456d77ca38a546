"""How far an order of items is the right one, by each of the strategies of an ordering question."""

from bisect import bisect_left
from collections.abc import Sequence
from fractions import Fraction

from quizzes.questions.arranged import OrderingStrategy


def ordered_fraction(order: Sequence[int], strategy: OrderingStrategy) -> Fraction:
    """Returns the fraction of the mark, 0 to 1, of a permutation of 0 … n - 1, n at least 2; sorted is right.

    `all-or-nothing`: 1 if sorted. `absolute`: share of the items in their place. `next`: share of the n - 1 items, all
    but the last, that the right one follows. `longest-subset`: length of the longest increasing subsequence by n; one
    of a single item orders nothing and gives 0. Source: Moodle, qtype_ordering, grading types.
    """
    return Fraction(sum(right_places(order, strategy)), len(order) - (strategy == "next"))


def right_places(order: Sequence[int], strategy: OrderingStrategy) -> list[bool]:
    """Returns for each place of `order` whether what stands there counts as right under the strategy."""
    count = len(order)
    match strategy:
        case "all-or-nothing":
            return [list(order) == list(range(count))] * count
        case "absolute":
            return [item == place for place, item in enumerate(order)]
        case "next":
            following = [*order[1:], None]
            return [item < count - 1 and after == item + 1 for item, after in zip(order, following, strict=True)]
        case "longest-subset":
            subset = _longest_increasing(order)
            return [item in subset for item in order]


def _longest_increasing(order: Sequence[int]) -> frozenset[int]:
    # Patience sorting: ends[k] is the smallest item that ends an increasing run of k + 1; before[] leads back along it.
    ends: list[int] = []
    before: dict[int, int | None] = {}
    for item in order:
        length = bisect_left(ends, item)
        before[item] = ends[length - 1] if length else None
        ends[length : length + 1] = [item]
    found: list[int] = []
    last: int | None = ends[-1]
    while last is not None:
        found.append(last)
        last = before[last]
    return frozenset(found) if len(found) > 1 else frozenset()
