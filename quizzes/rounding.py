"""Rounding half up, away from zero, on exact fractions, so that no half is lost before."""

from decimal import Decimal
from fractions import Fraction


def half_up(number: Fraction, places: int) -> Fraction:
    """Returns `number` to `places` decimals (0 or more): 2.675 gives 2.68, -2.5 gives -3; raises nothing."""
    return Fraction(_units(number, places), 10**places)


def rounded(number: Fraction, places: int) -> Decimal:
    """Returns what `half_up` does, written with all its decimals: 1600 to 2 places gives 1600.00; raises nothing."""
    units = _units(number, places)
    digits = str(abs(units)).rjust(places + 1, "0")
    text = f"{digits[: len(digits) - places]}.{digits[len(digits) - places :]}"
    return Decimal(f"-{text}" if units < 0 else text)


def _units(number: Fraction, places: int) -> int:
    """Returns how many units of the last place `number` has; in whole numbers, far quicker than in fractions."""
    scale: int = 10**places
    units = (2 * abs(number.numerator) * scale + number.denominator) // (2 * number.denominator)
    return units if number.numerator >= 0 else -units
