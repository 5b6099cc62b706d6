"""The diagram of a definition: states down the middle, each step a line of its own in a lane beside them.

Pure geometry, the same for the same definition. Lines never run on top of one another: a step has one lane for all its
sources, each end has a height of its own on its state, and two steps share a lane only where neither reaches.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from html import escape

from mediation.rules.grammar import Definition, State, Step
from mediation.rules.vocabulary import Tier

WIDTH, LANE, PORT, GAP, MARGIN = 216, 26, 13, 22, 16
TEXT, SMALL = 15, 12
INK, MUTED, DONE, HERE, PAPER = "#1b2a41", "#8592a6", "#1d6b43", "#a8641b", "#ffffff"
FILLS = {
    None: "#f3f4f6",
    Tier.SETTLEMENT: "#e9f3ec",
    Tier.NON_LITIGATION: "#e8eef7",
    Tier.LITIGATION: "#f7ece3",
}
Words = Callable[[str], str]
Move = tuple[str, str]
"""A step, and the state that it was taken from."""


@dataclass
class Box:
    """Where a state stands, and the heights at which lines meet it on each side."""

    state: State
    top: float = 0
    height: float = 0
    ports: dict[bool, list[Step]] = field(default_factory=lambda: {True: [], False: []})

    def port(self, step: Step, right: bool) -> float:
        """The height of the step's end on that side."""
        ends = self.ports[right]
        return self.top + self.height * (ends.index(step) + 1) / (len(ends) + 1)


@dataclass(frozen=True)
class Line:
    """A step as drawn: the heights it spans, and the lane it runs in."""

    step: Step
    right: bool
    top: float
    bottom: float
    lane: int


@dataclass(frozen=True)
class Layout:
    """Boxes by state, lines by step, and how many lanes there are on each side."""

    boxes: Mapping[State, Box]
    lines: tuple[Line, ...]
    left: int
    right: int
    height: float

    @property
    def width(self) -> float:
        return 2 * MARGIN + (self.left + self.right + 2) * LANE + WIDTH

    @property
    def edge(self) -> float:
        """The left edge of the boxes."""
        return MARGIN + (self.left + 1) * LANE

    def x(self, line: Line) -> float:
        """Where the line's lane is."""
        beside = (line.lane + 1) * LANE
        return self.edge + WIDTH + beside if line.right else self.edge - beside


def lay_out(definition: Definition, words: Words = str) -> Layout:
    """Place states and lines."""
    order = {state: n for n, state in enumerate(definition.states)}
    boxes = {state: Box(state) for state in definition.states}
    moves = [step for step in definition.steps if step.dest is not None]
    for step in moves:
        assert step.dest is not None
        right = _forward(step, order)
        for state in (*(s for s in step.source if s is not step.dest), step.dest):
            boxes[state].ports[right].append(step)
    _stack(boxes)
    lines = [*_lanes(moves, boxes, order, True, words), *_lanes(moves, boxes, order, False, words)]
    lanes = {
        side: max((line.lane for line in lines if line.right is side), default=-1) + 1
        for side in (True, False)
    }
    last = boxes[definition.states[-1]]
    return Layout(boxes, tuple(lines), lanes[False], lanes[True], last.top + last.height + MARGIN)


def _forward(step: Step, order: Mapping[State, int]) -> bool:
    return step.dest is not None and order[step.dest] >= min(order[s] for s in step.source)


def _stack(boxes: Mapping[State, Box]) -> None:
    top: float = MARGIN
    for box in boxes.values():
        busiest = max(len(ends) for ends in box.ports.values())
        box.top, box.height = top, max(44, (busiest + 1) * PORT)
        top += box.height + GAP


def _lanes(
    moves: list[Step], boxes: Mapping[State, Box], order: Mapping[State, int], right: bool, words: Words
) -> list[Line]:
    """Short lines nearest to the boxes; a lane is shared where the lines and their names stay apart."""
    spans = []
    for step in moves:
        if _forward(step, order) is right and step.dest is not None:
            ends = [boxes[s].port(step, right) for s in {*step.source, step.dest}]
            middle, reach = (
                (min(ends) + max(ends)) / 2,
                max(max(ends) - min(ends), _length(words(step.title))),
            )
            spans.append((step, min(ends), max(ends), middle - reach / 2, middle + reach / 2))
    taken: list[list[tuple[float, float]]] = []
    lines = []
    for step, top, bottom, begin, end in sorted(spans, key=lambda s: (s[4] - s[3], s[1])):
        lane = 0
        while lane < len(taken) and any(begin < e + GAP / 2 and b - GAP / 2 < end for b, e in taken[lane]):
            lane += 1
        if lane == len(taken):
            taken.append([])
        taken[lane].append((begin, end))
        lines.append(Line(step, right, top, bottom, lane))
    return lines


def _length(text: str) -> float:
    """How long the text is when written downwards, in pixels."""
    return sum(SMALL + 2 if ord(c) > 0x2E7F else SMALL * 0.6 for c in text) + 8


def definition_diagram(
    definition: Definition,
    words: Words = str,
    *,
    gone: frozenset[str] = frozenset(),
    taken: frozenset[Move] = frozenset(),
    here: str = "",
) -> str:
    """SVG. `gone`: names of the states of a case's own path; `taken`: its steps, each with the state that it was taken
    from; `here`: the state where it stands."""
    layout = lay_out(definition, words)
    ways = {
        line: tuple(s for s in line.step.source if (line.step.name, s.name) in taken) for line in layout.lines
    }
    lines = sorted(layout.lines, key=lambda line: bool(ways[line]))
    parts = [
        *(_line(layout, line, ways[line]) for line in lines),
        *(_name(layout, line, words, bool(ways[line])) for line in lines),
        *(_box(layout, box, definition, words, gone, here) for box in layout.boxes.values()),
    ]
    width, height = f"{layout.width:.0f}", f"{layout.height:.0f}"
    size = f'viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
    title = escape(words(definition.title))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" aria-label="{title}" '
        f'font-family="Noto Sans CJK SC, Noto Sans SC, sans-serif">\n<title>{title}</title>\n'
        + "\n".join(parts)
        + "\n</svg>\n"
    )


def _line(layout: Layout, line: Line, ways: tuple[State, ...]) -> str:
    """The whole step; over it the ways that the case took, each from its own state."""
    whole = _path(layout, line, line.step.source, (MUTED, 1.4))
    over = _path(layout, line, ways, (DONE, 3)) if ways else ""
    return f'<g data-step="{line.step.name}">{whole}{over}</g>'


def _path(layout: Layout, line: Line, sources: tuple[State, ...], pen: tuple[str, float]) -> str:
    """From these states into the lane, along it, and out to where the step leads."""
    step, x = line.step, layout.x(line)
    assert step.dest is not None
    side = layout.edge + WIDTH if line.right else layout.edge
    colour, thick = pen
    ends = [layout.boxes[s].port(step, line.right) for s in sources if s is not step.dest]
    there = layout.boxes[step.dest].port(step, line.right)
    top, bottom = min(*ends, there), max(*ends, there)
    stubs = "".join(f"M{side:.1f} {y:.1f}H{x:.1f}" for y in ends)
    tip = 7 if line.right else -7
    arrow = f"M{x:.1f} {there:.1f}H{side + tip:.1f}"
    head = f"{side:.1f},{there:.1f} {side + tip:.1f},{there - 4:.1f} {side + tip:.1f},{there + 4:.1f}"
    return (
        f'<path d="M{x:.1f} {top:.1f}V{bottom:.1f}{stubs}{arrow}" fill="none" '
        f'stroke="{colour}" stroke-width="{thick}"/><polygon points="{head}" fill="{colour}"/>'
    )


def _name(layout: Layout, line: Line, words: Words, taken: bool) -> str:
    """Written downwards beside the lane's middle, over all lines."""
    middle = (line.top + line.bottom) / 2
    return (
        f'<text x="{layout.x(line):.1f}" y="{middle:.1f}" writing-mode="vertical-rl" text-anchor="middle" '
        f'font-size="{SMALL}" fill="{DONE if taken else INK}" stroke="{PAPER}" stroke-width="4" '
        f'paint-order="stroke">{escape(words(line.step.title))}</text>'
    )


def _box(
    layout: Layout, box: Box, definition: Definition, words: Words, gone: frozenset[str], here: str
) -> str:
    state = box.state
    edge = HERE if state.name == here else DONE if state.name in gone else INK
    thick = 3 if state.name == here or state.name in gone else 1.2
    dash = "" if state.open else ' stroke-dasharray="5 3"'
    mark = "● " if state.name == here else "✓ " if state.name in gone else ""
    middle = box.top + box.height / 2
    clock = f"{words(state.clock.title)}" if state.clock else ""
    y = middle + (0 if clock else TEXT * 0.36)
    below = (
        f'<text x="{layout.edge + WIDTH / 2:.1f}" y="{middle + SMALL + 4:.1f}" text-anchor="middle" '
        f'font-size="{SMALL}" fill="{INK}">⏱ {escape(clock)}</text>'
        if clock
        else ""
    )
    return (
        f'<g data-state="{state.name}"><rect x="{layout.edge:.1f}" y="{box.top:.1f}" width="{WIDTH}" '
        f'height="{box.height:.1f}" rx="7" fill="{FILLS[state.tier]}" stroke="{edge}" stroke-width="{thick}"{dash}/>'
        f'<text x="{layout.edge + WIDTH / 2:.1f}" y="{y:.1f}" text-anchor="middle" font-size="{TEXT}" '
        f'font-weight="600" fill="{edge}">{mark}{escape(words(state.title))}</text>{below}</g>'
    )
