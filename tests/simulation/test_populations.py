"""A bank that weaker or stronger people calibrate keeps its authors' scale; without the anchor it is carried off."""

import pytest

from tests.simulation import goals
from tests.simulation.measures import Reading, together
from tests.simulation.nights import POPULATIONS, nights

pytestmark = pytest.mark.slow
SEED, OFFICES = 20_261_128, 2


def calibrated(name: str, *, anchored: bool, offices: int) -> Reading:
    return together(nights(POPULATIONS[name], SEED + office, anchored=anchored) for office in range(offices))


@pytest.mark.parametrize("name", POPULATIONS)
def test_the_scale_stands_still(name):
    checks = goals.of_populations({name: calibrated(name, anchored=True, offices=OFFICES)})

    assert goals.failing(checks) == []


@pytest.mark.parametrize("name", POPULATIONS)
def test_without_the_anchor_the_scale_drifts(name):
    checks = goals.of_populations({name: calibrated(name, anchored=False, offices=1)})

    assert [check.name for check in goals.failing(checks)] == [f"bias, {name}", f"coverage, {name}"]
