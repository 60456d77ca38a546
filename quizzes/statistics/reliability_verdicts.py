"""What the figures of predictions say, be it good or bad, as message ids that the website puts into words."""

from collections.abc import Iterator
from typing import Final

from quizzes.statistics.reliability import Accuracy, Coverage, Group, Reliability
from quizzes.statistics.verdicts import Verdict

# A mean residual of 200 answers has a sd of at most 0.035; what ten people answer says little of the others.
FEWEST_ANSWERS: Final = 200
FEWEST_PEOPLE: Final = 10
FEWEST_SITTINGS: Final = 30  # The share inside has a sd of 0.055.
# Each of three questions is asked at once, so each asks for more than the usual 1.96.
ALARM_Z: Final = 2.58
# With many answers every departure is one that chance does not make; smaller ones than these change nothing for people.
SMALLEST_RESIDUAL: Final = 0.02
SMALLEST_SLOPE: Final = 0.1
SMALLEST_GAP_OF_COVERAGE: Final = 0.03
ANNOUNCED: Final = 0.7  # The answers around it are the example of predictions that hold.
NEAR: Final = 0.1


def reliability_verdicts(found: Reliability) -> tuple[Verdict, ...]:
    """Returns what to say, the first as the headline; ids, each after `statistics.`:

    - predictions_none; predictions_few (answers, needed, people, people_needed): under 200 answers or 10 people. Alone.
    - predictions_hold; predictions_optimistic, predictions_pessimistic (the mean residual has |z| >= 2.58 and 0.02 or
      more); predictions_too_sharp, predictions_too_cautious (so has the slope, with 0.1 or more off 1). One of these,
      with `announced` and `observed` (0..1), the means of the answers around one bin: the one nearest to 0.7 for those
      that hold, else the one furthest out of its band on the side that is told; and the bins within 0.1 of it.
    - predictions_useless: no better than announcing the mean score to everybody.
    - intervals_narrow, intervals_wide (share, sittings): the share of sittings in their interval is out of its band and
      0.03 or more off 0.9; nothing under 30 sittings.
    """
    if found.whole is None or found.accuracy is None:
        return (Verdict("statistics.predictions_none"),)
    if found.whole.answers < FEWEST_ANSWERS or found.whole.people < FEWEST_PEOPLE:
        params = {"answers": found.whole.answers, "needed": FEWEST_ANSWERS}
        more = {"people": found.whole.people, "people_needed": FEWEST_PEOPLE}
        return (Verdict("statistics.predictions_few", {**params, **more}),)
    return (
        _headline(found.whole, found.accuracy, found.bins),
        *_of_use(found.accuracy),
        *_of_intervals(found.coverage),
    )


def _headline(whole: Group, accuracy: Accuracy, bins: tuple[Group, ...]) -> Verdict:
    if abs(whole.z) >= ALARM_Z and abs(whole.residual) >= SMALLEST_RESIDUAL:
        if whole.residual > 0.0:
            return _example("statistics.predictions_pessimistic", bins, max(bins, key=lambda one: one.z))
        return _example("statistics.predictions_optimistic", bins, min(bins, key=lambda one: one.z))
    slope, z = accuracy.slope, accuracy.slope_z
    if slope is not None and z is not None and abs(z) >= ALARM_Z and abs(slope - 1.0) >= SMALLEST_SLOPE:
        said = "statistics.predictions_too_sharp" if slope < 1.0 else "statistics.predictions_too_cautious"
        return _example(said, bins, max(bins, key=lambda one: abs(one.z)))
    return _example("statistics.predictions_hold", bins, min(bins, key=lambda one: abs(one.expected - ANNOUNCED)))


def _example(message_id: str, bins: tuple[Group, ...], centre: Group) -> Verdict:
    # One bin of twenty or forty answers says more of chance than of the predictions.
    near = [one for one in bins if abs(one.expected - centre.expected) <= NEAR]
    answers = sum(one.answers for one in near)
    announced = sum(one.answers * one.expected for one in near) / answers
    observed = sum(one.answers * one.observed for one in near) / answers
    return Verdict(message_id, {"announced": announced, "observed": observed})


def _of_use(accuracy: Accuracy) -> Iterator[Verdict]:
    if accuracy.skill is not None and accuracy.skill <= 0.0:
        yield Verdict("statistics.predictions_useless")


def _of_intervals(coverage: Coverage) -> Iterator[Verdict]:
    share = coverage.share
    if share is None or coverage.sittings < FEWEST_SITTINGS or coverage.low <= share <= coverage.high:
        return
    if abs(share - 0.9) >= SMALLEST_GAP_OF_COVERAGE:
        said = "statistics.intervals_narrow" if share < 0.9 else "statistics.intervals_wide"
        yield Verdict(said, {"share": share, "sittings": coverage.sittings})
