"""Rounding half up, away from zero, on exact fractions, so that no half is lost before."""

from decimal import Decimal
from fractions import Fraction


def half_up(number: Fraction, places: int) -> Fraction:
    """Returns `number` to `places` decimals (0 or more): 2.675 gives 2.68, -2.5 gives -3; raises nothing."""
    scale: int = 10**places
    found = Fraction(int(abs(number) * scale + Fraction(1, 2)), scale)
    return found if number >= 0 else -found


def rounded(number: Fraction, places: int) -> Decimal:
    """Returns what `half_up` does, written with all its decimals: 1600 to 2 places gives 1600.00; raises nothing."""
    digits = str(int(abs(half_up(number, places)) * 10**places)).rjust(places + 1, "0")
    text = f"{digits[: len(digits) - places]}.{digits[len(digits) - places :]}"
    return Decimal(f"-{text}" if number < 0 and int(digits) else text)
