"""The goals that a way to measure is held to (measurement reference, « Goals »), as checks of what was simulated."""

from collections.abc import Mapping
from typing import NamedTuple

from quizzes.selection import EXPOSURE_CAP, FEWEST, MOST
from tests.simulation.measures import Reading, bias, brier, coverage, established, gap_accuracy, together
from tests.simulation.sittings import AGED, ROUNDS, UNTOUCHED, Diagnosed

COVERAGE = (0.87, 0.94)
ACCURACY_CALIBRATED, ACCURACY_GUESSED, LARGEST_BRIER, RIGHT_VERDICTS, LARGEST_BIAS = 0.85, 0.83, 0.108, 0.92, 0.1


class Check(NamedTuple):
    """One goal: what was reached, and between what it must lie."""

    name: str
    value: float
    low: float
    high: float

    @property
    def holds(self) -> bool:
        """Whether the goal is met."""
        return self.low <= self.value <= self.high


def failing(checks: list[Check]) -> list[Check]:
    """Returns the checks that do not hold."""
    return [check for check in checks if not check.holds]


def of_calibrated_diagnostics(diagnosed: Diagnosed) -> list[Check]:
    """Returns the goals of diagnostics of forty questions on a calibrated bank of 1,000, and of their rules."""
    forty = diagnosed.readings[MOST]
    return [
        Check("gap accuracy, calibrated bank", gap_accuracy(forty), ACCURACY_CALIBRATED, 1.0),
        Check("Brier, calibrated bank", brier(forty), 0.0, LARGEST_BRIER),
        Check("coverage, calibrated bank", coverage(diagnosed.ended), *COVERAGE),
        Check("questions of a diagnostic", float(diagnosed.lengths.max()), FEWEST, MOST),
        Check("exposure of a question", float(diagnosed.exposure.max()), 0.0, EXPOSURE_CAP),
    ]


def of_guessed_diagnostics(diagnosed: Diagnosed) -> list[Check]:
    """Returns the goals of diagnostics on a bank of 1,000 whose difficulties its authors guessed."""
    return [
        Check("gap accuracy, guessed bank", gap_accuracy(diagnosed.readings[MOST]), ACCURACY_GUESSED, 1.0),
        Check("coverage, guessed bank", coverage(diagnosed.ended), *COVERAGE),
    ]


def of_study(readings: Mapping[int | str, Reading]) -> list[Check]:
    """Returns the goals of weeks of quizzes: intervals hold the truth, verdicts are right, then and later."""
    checks = []
    for moment in (*ROUNDS, UNTOUCHED, AGED):
        when = f"{moment} answers" if isinstance(moment, int) else moment
        checks.append(Check(f"coverage, {when}", coverage(readings[moment]), *COVERAGE))
        if moment != AGED:  # The few that are left then count with the others.
            checks.append(Check(f"right verdicts, {when}", established(readings[moment]).right, RIGHT_VERDICTS, 1.0))
    everything = established(together(readings.values())).right
    return [*checks, Check("right verdicts, all", everything, RIGHT_VERDICTS, 1.0)]


def of_populations(readings: Mapping[str, Reading]) -> list[Check]:
    """Returns the goals of a bank calibrated night after night by weaker or stronger people: its scale stands still."""
    checks = []
    for name, reading in readings.items():
        checks.append(Check(f"bias, {name}", bias(reading), -LARGEST_BIAS, LARGEST_BIAS))
        checks.append(Check(f"coverage, {name}", coverage(reading), *COVERAGE))
    return checks
