"""The diagram of a definition: every state and step once, no two lines on top of one another."""

from __future__ import annotations

import re
from itertools import combinations, pairwise
from pathlib import Path
from xml.etree import ElementTree

import pytest

from mediation.rules.diagram import DONE, GAP, WIDTH, Layout, definition_diagram, lay_out
from mediation.rules.grammar import Definition
from workflows import REGISTRY, dispute

DEFINITIONS = pytest.mark.parametrize(
    "definition", REGISTRY.newest().definitions, ids=lambda d: d.matter.value
)
SVG = "{http://www.w3.org/2000/svg}"
Segment = tuple[float, float, float]


def across(layout: Layout) -> list[Segment]:
    """The horizontal pieces: height, from, to."""
    found = []
    for line in layout.lines:
        side = layout.edge + WIDTH if line.right else layout.edge
        x = layout.x(line)
        assert line.step.dest is not None
        ends = (
            {*line.step.source, line.step.dest}
            if line.step.dest not in line.step.source
            else line.step.source
        )
        found += [(layout.boxes[s].port(line.step, line.right), min(side, x), max(side, x)) for s in ends]
    return found


def down(layout: Layout) -> list[Segment]:
    """The vertical pieces: place, from, to."""
    return [(layout.x(line), line.top, line.bottom) for line in layout.lines]


@DEFINITIONS
def test_no_two_lines_run_on_top_of_one_another(definition: Definition) -> None:
    layout = lay_out(definition)
    for pieces in (across(layout), down(layout)):
        for (at, begin, end), (at_too, begin_too, end_too) in combinations(pieces, 2):
            assert abs(at - at_too) > 2 or end < begin_too or end_too < begin


@DEFINITIONS
def test_no_line_runs_through_a_state(definition: Definition) -> None:
    layout = lay_out(definition)
    for line in layout.lines:
        assert layout.x(line) < layout.edge or layout.x(line) > layout.edge + WIDTH
    tops = [(box.top, box.top + box.height) for box in layout.boxes.values()]
    for (_, bottom), (top, _) in pairwise(tops):
        assert top - bottom >= GAP


@DEFINITIONS
def test_every_state_and_every_moving_step_stands_there_once(definition: Definition) -> None:
    drawn = ElementTree.fromstring(definition_diagram(definition))
    states = [g.get("data-state") for g in drawn.iter(f"{SVG}g") if g.get("data-state")]
    steps = [g.get("data-step") for g in drawn.iter(f"{SVG}g") if g.get("data-step")]
    assert states == [state.name for state in definition.states]
    assert sorted(map(str, steps)) == sorted(s.name for s in definition.steps if s.dest is not None)
    said = {text.text for text in drawn.iter(f"{SVG}text")}
    assert {s.title for s in definition.steps if s.dest is not None} <= said


@DEFINITIONS
def test_names_in_one_lane_stay_apart(definition: Definition) -> None:
    layout = lay_out(definition)
    for one, other in combinations(layout.lines, 2):
        if (one.right, one.lane) == (other.right, other.lane):
            reach = [
                ((line.top + line.bottom) / 2, max(line.bottom - line.top, 14 * len(line.step.title)) / 2)
                for line in (one, other)
            ]
            (a, half), (b, half_too) = reach
            assert abs(a - b) >= half + half_too


@pytest.mark.parametrize("left", ["registered", "mediating"])
def test_a_cases_own_path_is_marked_from_where_it_was_taken(left: str) -> None:
    """Withdrawing is open from many states: the line of one of them is green, from there to the end."""
    definition = dispute.DISPUTE
    layout, step = lay_out(definition), definition.by_step["withdraw"]
    (line,) = [one for one in layout.lines if one.step is step]
    drawn = ElementTree.fromstring(
        definition_diagram(
            definition, gone=frozenset({left}), taken=frozenset({("withdraw", left)}), here="withdrawn"
        )
    )
    (green,) = [path.get("d", "") for path in drawn.iter(f"{SVG}path") if path.get("stroke") == DONE]
    ports = {state.name: layout.boxes[state].port(step, line.right) for state in (*step.source, step.dest)}
    assert len(ports) > 3
    heights = {float(y) for y in re.findall(r"M[\d.]+ ([\d.]+)H", green)}
    assert heights == {float(f"{ports[name]:.1f}") for name in (left, "withdrawn")}
    ((top, bottom),) = re.findall(r"^M[\d.]+ ([\d.]+)V([\d.]+)", green)
    assert {float(top), float(bottom)} == heights
    said = [text.text or "" for text in drawn.iter(f"{SVG}text")]
    assert {definition.by_state[left].title, "已撤回"} == {one[2:] for one in said if one[0] in "✓●"}


def test_a_step_that_moved_nothing_from_there_is_not_marked() -> None:
    """As after a move to a version in which it no longer leads on from there."""
    assert definition_diagram(
        dispute.DISPUTE, taken=frozenset({("withdraw", "withdrawn")})
    ) == definition_diagram(dispute.DISPUTE)


def test_names_of_any_language_are_text() -> None:
    drawn = definition_diagram(dispute.DISPUTE, lambda title: f"<{title}> & so on")
    ElementTree.fromstring(drawn)
    assert "&lt;已登记&gt; &amp; so on" in drawn


@DEFINITIONS
def test_the_diagram_beside_a_definition_is_fresh(definition: Definition) -> None:
    page = Path(__file__).parents[2] / "workflows" / f"{definition.matter.value}.svg"
    assert page.read_text(encoding="utf-8") == definition_diagram(definition)
