"""The graph of a scenario as a picture: SVG text that stands by itself, in light and in dark."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final
from xml.sax.saxutils import escape

from quizzes.scenarios.layout import HEIGHT, WIDTH, Arrow, Layout, Point, laid_out
from quizzes.scenarios.model import Choice, EndingKind, Scenario, Stage

MARGIN: Final = 36.0
FOOT: Final = 44.0
NARROWEST: Final = 700.0  # The legend stands on one line.
LONGEST: Final = 19
LONGEST_TIP: Final = 400
FAULT: Final = "fault"

STYLE: Final = """
svg { background: #fff; color: #1c2733; font: 13px system-ui, sans-serif; }
text { fill: currentColor; } .key { font-weight: 600; } .small { font-size: 12px; }
.box { fill: #f3f5f8; stroke: #5b6b7d; stroke-width: 1.5; } .first { stroke-width: 3; }
.good { fill: #d9f0e1; stroke: #1b6e42; } .mixed { fill: #fbeecb; stroke: #8a6100; }
.bad { fill: #f6dcd8; stroke: #a3392b; } .fault { fill: #8f1d14; stroke: #8f1d14; } .on-fault { fill: #fff; }
.arrow { fill: none; stroke: #5b6b7d; stroke-width: 1.4; } .loop { stroke-dasharray: 6 4; }
.to-fault { stroke: #a3392b; } .head { fill: #5b6b7d; } .label { paint-order: stroke; stroke: #fff; stroke-width: 5px; }
@media (prefers-color-scheme: dark) {
svg { background: #161d26; color: #e6ebf1; } .box { fill: #222c38; stroke: #93a4b7; }
.good { fill: #143524; stroke: #6cc497; } .mixed { fill: #3a2f10; stroke: #dcb64f; }
.bad { fill: #3d1c18; stroke: #e58e81; } .fault { fill: #c2382b; stroke: #c2382b; }
.arrow { stroke: #93a4b7; } .to-fault { stroke: #e58e81; } .head { fill: #93a4b7; } .label { stroke: #161d26; }
}
"""
HEAD: Final = (
    '<defs><marker id="head" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" orient="auto">'
    '<path class="head" d="M0 0 8 4 0 8z"/></marker></defs>'
)


@dataclass(frozen=True, slots=True)
class Words:
    """The words of the picture in the reader's language; `legend` explains the signs."""

    stages: Mapping[Stage, str] = field(hash=False)
    endings: Mapping[EndingKind, str] = field(hash=False)
    fault: str
    description: str
    legend: str


@dataclass(frozen=True, slots=True)
class _Box:
    key: str
    below: str
    look: str
    tip: str


def drawn(scenario: Scenario, words: Words) -> str:
    """Returns an SVG document: nodes with key and stage, endings and faults in colours and words, arrows with the keys
    of the choices, loops dashed. Title and description are read aloud; a box tells more when pointed at.

    Nodes that nothing leads to are drawn too; what leads to an unknown key is left out. Raises nothing. Same scenario
    and words, same text.
    """
    boxes = {box.key: box for box in _boxes(scenario, words)}
    labels = {arrow: label for arrow, label in _labels(scenario).items() if arrow[1] in boxes}
    start = scenario.start if scenario.start in boxes else scenario.nodes[0].key
    layout = laid_out(list(boxes), list(labels), start)
    width = max(layout.width + 2 * MARGIN, NARROWEST)
    height = layout.height + 2 * MARGIN + FOOT
    size = f'viewBox="0 0 {width:.0f} {height:.0f}" width="{width:.0f}" height="{height:.0f}"'
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" aria-labelledby="title description">',
            f'<title id="title">{escape(scenario.title)}</title>',
            f'<desc id="description">{escape(words.description)}</desc>',
            f"<style>{STYLE}</style>",
            HEAD,
            f'<g transform="translate({MARGIN:.0f} {MARGIN:.0f})">',
            *(_arrow(arrow, layout, boxes[arrow[1]].look) for arrow in labels),
            *(_box(box, layout.centres[box.key], is_first=box.key == start) for box in boxes.values()),
            *(_label(arrow, label, layout) for arrow, label in labels.items()),
            "</g>",
            f'<text class="small" x="{MARGIN:.0f}" y="{height - MARGIN / 2:.0f}">{escape(words.legend)}</text>',
            "</svg>\n",
        ]
    )


def _boxes(scenario: Scenario, words: Words) -> Iterator[_Box]:
    for node in scenario.nodes:
        yield _Box(node.key, words.stages[node.stage], "", f"{node.speaker} : {node.says[-1].text}")
    for ending in scenario.endings:
        yield _Box(ending.key, words.endings[ending.kind], ending.kind, ending.title)
    for node in scenario.nodes:
        for choice in node.choices:
            if choice.fault is not None:
                yield _Box(f"{node.key}:{choice.key}", words.fault, FAULT, choice.fault.title)


def _labels(scenario: Scenario) -> dict[Arrow, str]:
    """Returns the arrows with the keys of their choices; one from a node to a place stands for all choices between."""
    found: dict[Arrow, list[str]] = {}
    for node in scenario.nodes:
        for choice in node.choices:
            for target, sign in _ways(node.key, choice):
                found.setdefault((node.key, target), []).append(sign)
    return {arrow: " ".join(signs) for arrow, signs in found.items()}


def _ways(node_key: str, choice: Choice) -> Iterator[tuple[str, str]]:
    if choice.fault is not None:
        yield f"{node_key}:{choice.key}", choice.key + ("?" if choice.when else "")
    once = "¹" if choice.once else ""
    for target in dict.fromkeys(branch.to for branch in choice.to):
        is_sure = len({branch.to for branch in choice.to}) == 1 and choice.when is None
        yield target, choice.key + once + ("" if is_sure else "?")


def _box(box: _Box, centre: Point, *, is_first: bool) -> str:
    left, top = centre[0] - WIDTH / 2, centre[1] - HEIGHT / 2
    look = " ".join(part for part in ("box", box.look, "first" if is_first else "") if part)
    text = " on-fault" if box.look == FAULT else ""
    name = box.tip if box.look == FAULT else box.key
    return (
        f"<g><title>{escape(_cut(box.tip, LONGEST_TIP))}</title>"
        f'<rect class="{look}" x="{left:.1f}" y="{top:.1f}" width="{WIDTH:.0f}" height="{HEIGHT:.0f}"'
        f' rx="{22 if box.look else 6}"/>'
        f'<text class="key{text}" x="{centre[0]:.1f}" y="{centre[1] - 4:.1f}" text-anchor="middle">'
        f"{escape(_cut(name, LONGEST))}</text>"
        f'<text class="small{text}" x="{centre[0]:.1f}" y="{centre[1] + 14:.1f}" text-anchor="middle">'
        f"{escape(box.below)}</text></g>"
    )


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else f"{text[: longest - 1].rstrip()}…"


def _arrow(arrow: Arrow, layout: Layout, look: str) -> str:
    classes = "arrow" + (" loop" if arrow in layout.loops else "") + (" to-fault" if look == FAULT else "")
    curve = _curve(layout.paths[arrow]) if arrow in layout.paths else _round(*layout.centres[arrow[0]])
    return f'<path class="{classes}" d="{curve}" marker-end="url(#head)"/>'


def _round(x: float, y: float) -> str:
    """An arrow from a box to itself, round its right side."""
    side = x + WIDTH / 2
    return (
        f"M{side:.1f} {y + 12:.1f} C{side + 36:.1f} {y + 16:.1f} {side + 36:.1f} {y - 14:.1f} {side:.1f} {y - 10:.1f}"
    )


def _curve(points: tuple[Point, ...]) -> str:
    start = points[0]
    pieces = [f"M{start[0]:.1f} {start[1]:.1f}"]
    for (x, y), (to_x, to_y) in pairwise(points):
        half = (y + to_y) / 2
        pieces.append(f"C{x:.1f} {half:.1f} {to_x:.1f} {half:.1f} {to_x:.1f} {to_y:.1f}")
    return " ".join(pieces)


def _label(arrow: Arrow, label: str, layout: Layout) -> str:
    """Writes the keys beside the beginning of the arrow, where the reader who stands at the node looks."""
    if arrow in layout.paths:
        (x, y), (_to_x, to_y) = layout.paths[arrow][:2]
        x, y = x + 4, y + (15 if to_y > y else -8)
    else:
        x, y = layout.centres[arrow[0]]
        x, y = x + WIDTH / 2 + 8, y + 28
    return f'<text class="small label" x="{x:.1f}" y="{y:.1f}">{escape(label)}</text>'
