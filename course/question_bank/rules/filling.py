"""Whether several draws from pools that overlap can all be filled."""

from collections.abc import Sequence


def filled(draws: Sequence[tuple[int, Sequence[int]]]) -> list[int]:
    """Returns how many questions each draw (count, pool) gets at most when no question is drawn twice, earlier draws
    being served before later ones; less than its count is a draw that can never be filled.
    """
    taken_by: dict[int, int] = {}
    found = []
    for place, (count, _pool) in enumerate(draws):
        got = 0
        while got < count and _seat(place, draws, taken_by, set()):
            got += 1
        found.append(got)
    return found


def _seat(
    place: int, draws: Sequence[tuple[int, Sequence[int]]], taken_by: dict[int, int], looked_at: set[int]
) -> bool:
    """Gives a draw one question more; one that another draw holds is free where that draw finds a different one."""
    for question in draws[place][1]:
        if question in looked_at:
            continue
        looked_at.add(question)
        holder = taken_by.get(question)
        if holder is None or _seat(holder, draws, taken_by, looked_at):
            taken_by[question] = place
            return True
    return False
