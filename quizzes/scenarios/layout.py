"""Places the vertices of a small directed graph in layers, so that arrows go down and few of them cross.

The steps are those of Sugiyama: loops are turned round, layers are the longest ways, arrows over several layers bend at
invisible points, the order within a layer follows the mean place of the neighbours, and the places are then moved
towards them as far as the neighbours in the layer allow (least squares under an order: pooling adjacent violators).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise
from typing import Final

Arrow = tuple[str, str]
Chain = tuple[str, ...]
Point = tuple[float, float]

WIDTH: Final = 168.0
HEIGHT: Final = 52.0
GAP: Final = 34.0
BEND: Final = 26.0
LAYER: Final = 118.0
SWEEPS: Final = 12


@dataclass(frozen=True, slots=True)
class Layout:
    """Centres of the vertices and, for each arrow, the points from the edge of one box to that of the other; pixels."""

    centres: Mapping[str, Point]
    paths: Mapping[Arrow, tuple[Point, ...]]
    loops: frozenset[Arrow]
    width: float
    height: float


def laid_out(vertices: Sequence[str], arrows: Sequence[Arrow], start: str) -> Layout:
    """Returns the layout; arrows from a vertex to itself are among `loops` and have no path. Raises nothing.

    Every end of an arrow is among the vertices; no arrow stands twice. Same graph, same layout.
    """
    loops = _loops(vertices, arrows, start)
    down = {arrow: (arrow[1], arrow[0]) if arrow in loops else arrow for arrow in arrows if arrow[0] != arrow[1]}
    depth = _depths(vertices, list(down.values()))
    chains = {arrow: _chain(*ends, depth) for arrow, ends in down.items()}
    layers = _ordered(_layers(vertices, depth, chains.values()), chains.values())
    across = _across(layers, chains.values())
    shift = WIDTH / 2 - min(across.values())
    rows = {vertex: row for row, layer in enumerate(layers) for vertex in layer}
    centres = {vertex: (across[vertex] + shift, rows[vertex] * LAYER + HEIGHT / 2) for vertex in rows}
    paths = {arrow: points if arrow not in loops else points[::-1] for arrow, points in _paths(chains, centres).items()}
    return Layout(
        {vertex: centres[vertex] for vertex in vertices},
        paths,
        frozenset(loops),
        max(x for x, _y in centres.values()) + WIDTH / 2,
        (len(layers) - 1) * LAYER + HEIGHT,
    )


def _loops(vertices: Sequence[str], arrows: Sequence[Arrow], start: str) -> set[Arrow]:
    """Returns the arrows that lead back to where a walk in depth has come from."""
    onward: dict[str, list[str]] = {vertex: [] for vertex in vertices}
    for source, target in arrows:
        onward[source].append(target)
    found: set[Arrow] = set()
    seen: set[str] = set()
    for root in (start, *vertices):
        stack = [(root, iter(onward[root]))] if root not in seen else []
        seen.add(root)
        while stack:
            vertex, ahead = stack[-1]
            target = next(ahead, "")
            if not target:
                stack.pop()
            elif any(target == open_one for open_one, _ahead in stack):
                found.add((vertex, target))
            elif target not in seen:
                seen.add(target)
                stack.append((target, iter(onward[target])))
    return found


def _depths(vertices: Sequence[str], down: Sequence[Arrow]) -> dict[str, int]:
    """Returns the length of the longest way to each vertex; the arrows make no loop."""
    depth = dict.fromkeys(vertices, 0)
    for _round in vertices:
        for source, target in down:
            depth[target] = max(depth[target], depth[source] + 1)
    return depth


def _chain(source: str, target: str, depth: Mapping[str, int]) -> Chain:
    """Returns the vertices of an arrow with its bends, one for each layer that it crosses; no key holds a blank."""
    bends = (f"{source} {target} {row}" for row in range(depth[source] + 1, depth[target]))
    return (source, *bends, target)


def _layers(vertices: Sequence[str], depth: Mapping[str, int], chains: Iterable[Chain]) -> list[list[str]]:
    layers: list[list[str]] = [[] for _row in range(max(depth.values()) + 1)]
    for vertex in vertices:
        layers[depth[vertex]].append(vertex)
    for chain in chains:
        for row, bend in enumerate(chain[1:-1], depth[chain[0]] + 1):
            layers[row].append(bend)
    return layers


def _steps(chains: Iterable[Chain]) -> list[Arrow]:
    """Returns the pieces of all arrows from one layer to the next."""
    return [(upper, lower) for chain in chains for upper, lower in pairwise(chain)]


def _neighbours(steps: Iterable[Arrow]) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """Returns the neighbours above and below of each vertex."""
    above: dict[str, list[str]] = {}
    below: dict[str, list[str]] = {}
    for upper, lower in steps:
        above.setdefault(lower, []).append(upper)
        below.setdefault(upper, []).append(lower)
    return above, below


def _ordered(layers: list[list[str]], chains: Iterable[Chain]) -> list[list[str]]:
    """Returns the layers in the order with the fewest crossings that sweeping down and up has met."""
    steps = _steps(chains)
    above, below = _neighbours(steps)
    fewest, kept = _crossings(layers, steps), layers
    for sweep in range(SWEEPS):
        is_down = sweep % 2 == 0
        nearer = above if is_down else below
        place = {vertex: float(position) for layer in layers for position, vertex in enumerate(layer)}
        moved: list[list[str]] = []
        for layer in layers if is_down else reversed(layers):
            by_mean = sorted(layer, key=lambda vertex: _mean(place, nearer.get(vertex, []), place[vertex]))
            place |= {vertex: float(position) for position, vertex in enumerate(by_mean)}
            moved.append(by_mean)
        layers = moved if is_down else moved[::-1]
        if (crossings := _crossings(layers, steps)) < fewest:
            fewest, kept = crossings, layers
    return kept


def _mean(place: Mapping[str, float], neighbours: Sequence[str], otherwise: float) -> float:
    return sum(place[vertex] for vertex in neighbours) / len(neighbours) if neighbours else otherwise


def _crossings(layers: Sequence[Sequence[str]], steps: Iterable[Arrow]) -> int:
    place = {vertex: (row, position) for row, layer in enumerate(layers) for position, vertex in enumerate(layer)}
    by_row: dict[int, list[tuple[int, int]]] = {}
    for upper, lower in steps:
        by_row.setdefault(place[upper][0], []).append((place[upper][1], place[lower][1]))
    pairs = (pair for between in by_row.values() for pair in combinations(between, 2))
    return sum((first[0] - second[0]) * (first[1] - second[1]) < 0 for first, second in pairs)


def _across(layers: Sequence[Sequence[str]], chains: Iterable[Chain]) -> dict[str, float]:
    """Returns the place of each vertex from left to right."""
    above, below = _neighbours(_steps(chains))
    across: dict[str, float] = {}
    for layer in layers:
        across |= _spread(layer, [0.0] * len(layer))
    for sweep in range(SWEEPS):
        is_last = sweep >= SWEEPS - 2
        for layer in layers if sweep % 2 == 0 else reversed(layers):
            nearer = above if sweep % 2 == 0 else below
            wished = [
                _mean(
                    across, (above.get(vertex, []) + below.get(vertex, [])) if is_last else nearer.get(vertex, []), at
                )
                for vertex in layer
                for at in (across[vertex],)
            ]
            across |= _spread(layer, wished)
    return across


def _spread(layer: Sequence[str], wished: Sequence[float]) -> dict[str, float]:
    """Returns the places nearest to the wished ones in which the boxes of a layer keep their order and distance."""
    offsets = [0.0]
    for left, right in pairwise(layer):
        offsets.append(offsets[-1] + (_size(left) + _size(right)) / 2 + GAP)
    pools: list[tuple[float, int]] = []
    for wish, offset in zip(wished, offsets, strict=True):
        mean, count = wish - offset, 1
        while pools and pools[-1][0] > mean:
            earlier, others = pools.pop()
            mean, count = (mean * count + earlier * others) / (count + others), count + others
        pools.append((mean, count))
    means = [mean for mean, count in pools for _each in range(count)]
    return {vertex: mean + offset for vertex, mean, offset in zip(layer, means, offsets, strict=True)}


def _size(vertex: str) -> float:
    return BEND if " " in vertex else WIDTH


def _paths(chains: Mapping[Arrow, Chain], centres: Mapping[str, Point]) -> dict[Arrow, tuple[Point, ...]]:
    """Returns the points of each arrow: it leaves and enters boxes side by side with its neighbours, in their order."""
    leaving = _ports(chains, centres, 0, 1)
    entering = _ports(chains, centres, -1, -2)
    return {
        arrow: (
            (leaving[arrow], centres[chain[0]][1] + HEIGHT / 2),
            *(centres[bend] for bend in chain[1:-1]),
            (entering[arrow], centres[chain[-1]][1] - HEIGHT / 2),
        )
        for arrow, chain in chains.items()
    }


def _ports(chains: Mapping[Arrow, Chain], centres: Mapping[str, Point], own: int, next_to: int) -> dict[Arrow, float]:
    by_vertex: dict[str, list[Arrow]] = {}
    for arrow, chain in chains.items():
        by_vertex.setdefault(chain[own], []).append(arrow)
    found: dict[Arrow, float] = {}
    for vertex, arrows in by_vertex.items():
        arrows.sort(key=lambda arrow: centres[chains[arrow][next_to]][0])
        step = WIDTH / (len(arrows) + 1)
        left = centres[vertex][0] - WIDTH / 2
        found |= {arrow: left + step * position for position, arrow in enumerate(arrows, 1)}
    return found
