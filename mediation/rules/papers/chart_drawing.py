"""A chart as SVG: plain geometry in black, grey and hatching, the same bytes for the same numbers."""

from __future__ import annotations

import math
from collections.abc import Iterator
from html import escape

from mediation.rules.papers.report_charts import Chart, Fill, Series, in_characters, widest

WIDTH = 588
"""Pixels at 96 dpi: the width of the text on A4 by GB/T 9704."""
TEXT, SMALL = 14, 12
ROW, BAR, LEGEND = 25, 15, 28
PANEL, GAP, HATCH = 120, 22, 5
MOST_NAME, SCALE = 190, 46
FACES = "Noto Serif CJK SC, BabelStone Han"
INK, PALE = "#1a1a1a", "#b0b0b0"
FILLS = {Fill.GREY: "#cfcfcf", Fill.HATCHED: "#ffffff", Fill.BLACK: INK, Fill.WHITE: "#ffffff"}


def drawn(chart: Chart) -> bytes:
    """The SVG of a chart."""
    height, parts = _weeks(chart) if chart.line else _bars(chart)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height:g}" '
        f'viewBox="0 0 {WIDTH} {height:g}" font-family="{FACES}" font-size="{TEXT}">'
        f'<rect x="0" y="0" width="{WIDTH}" height="{height:g}" fill="#ffffff"/>{"".join(parts)}</svg>'
    ).encode()


def _bars(chart: Chart) -> tuple[float, list[str]]:
    """A row for each name: its bar in parts, and behind it the numbers."""
    named = min(widest(chart.names) * TEXT, MOST_NAME) + 8
    unit = (WIDTH - named - widest(chart.labels) * TEXT - 14) / chart.most
    parts, bottom = list(_legend(chart.series)), LEGEND + ROW * len(chart.names)
    for n, name in enumerate(chart.names):
        top, left = LEGEND + ROW * n + (ROW - BAR) / 2, named
        size = min(TEXT, (named - 8) / max(in_characters(name), 1))
        parts.append(_text(named - 6, top + BAR - 3, name, "end", size))
        for one in chart.series:
            if value := one.values[n]:
                parts += _area(left, top, value * unit, BAR, one.fill)
                left += value * unit
        parts.append(_text(left + 6, top + BAR - 3, chart.labels[n]))
    parts.append(_line(named, LEGEND, named, bottom))
    return bottom + 4, parts


def _weeks(chart: Chart) -> tuple[float, list[str]]:
    """Above, what came in and went out; below, what stood at the end of each week."""
    assert chart.line is not None
    step = (WIDTH - SCALE - 8) / len(chart.names)
    upper = LEGEND + PANEL
    lower = upper + GAP + LEGEND + PANEL
    parts = [*_legend(chart.series), *_scale(upper, chart.most)]
    width = min(step * 0.36, 18)
    for n in range(len(chart.names)):
        middle = SCALE + step * (n + 0.5)
        for left, one in zip((middle - width, middle), chart.series, strict=True):
            if value := one.values[n]:
                high = value * PANEL / _top(chart.most)
                parts += _area(left, upper - high, width, high, one.fill)
    most = max((value or 0 for value in chart.line.values), default=0)
    parts.append(_text(SCALE, upper + GAP + 16, chart.line.name))
    parts += _scale(lower, most) + _stock(chart.line, lower, step, most)
    for n, day in _days(chart.names, step):
        for bottom in (upper, lower):
            parts.append(_text(SCALE + step * (n + 0.5), bottom + 16, day, "middle", SMALL))
    return lower + GAP, parts


def _days(names: tuple[str, ...], step: float) -> list[tuple[int, str]]:
    """The first day of as many weeks as fit beside each other."""
    days = [name.partition("—")[0] for name in names]
    every = math.ceil((widest(days) * SMALL + 6) / step)
    return list(enumerate(days))[::every]


def _stock(line: Series, bottom: float, step: float, most: int) -> list[str]:
    """A line from week to week, a mark on each; broken where a number is not told."""
    parts, before = [], None
    for n, value in enumerate(line.values):
        here = None if value is None else (SCALE + step * (n + 0.5), bottom - value * PANEL / _top(most))
        if here and before:
            parts.append(_line(*before, *here, 2))
        if here:
            parts.append(
                f'<rect x="{here[0] - 3:.2f}" y="{here[1] - 3:.2f}" width="6" height="6" fill="{INK}"/>'
            )
        before = here
    return parts


def _scale(bottom: float, most: int) -> list[str]:
    """Four lines across at round numbers, each with its number."""
    top = _top(most)
    marks = [top * n // 4 for n in range(5)] if top >= 4 else list(range(top + 1))
    parts = []
    for mark in marks:
        y = bottom - mark * PANEL / top
        parts.append(_line(SCALE, y, WIDTH - 8, y, *((1, INK) if mark == 0 else (0.6, PALE))))
        parts.append(_text(SCALE - 6, y + 4, str(mark), "end", SMALL))
    return parts


def _top(most: int) -> int:
    """The number at the top of a scale: round, and a multiple of four from four on."""
    if most < 4:
        return max(most, 1)
    size = 1
    while True:
        for fourth in (1, 1.5, 2, 2.5, 3, 4, 5, 6, 7.5):
            if 4 * size * fourth >= most and float(size * fourth).is_integer():
                return int(4 * size * fourth)
        size *= 10


def _legend(series: tuple[Series, ...]) -> Iterator[str]:
    """What each fill means, side by side, smaller where they are many."""
    size = min(TEXT, (WIDTH - 48 * len(series)) / max(sum(in_characters(one.name) for one in series), 1))
    left = 8.0
    for one in series:
        yield from _area(left, 5, 22, 12, one.fill)
        yield _text(left + 28, 16, one.name, size=size)
        left += 28 + in_characters(one.name) * size + 18


def _area(x: float, y: float, width: float, height: float, fill: Fill) -> list[str]:
    parts = [
        f'<rect x="{x:.2f}" y="{y:.2f}" width="{width:.2f}" height="{height:.2f}" '
        f'fill="{FILLS[fill]}" stroke="{INK}" stroke-width="0.8"/>'
    ]
    return parts + list(_hatching(x, y, width, height)) if fill is Fill.HATCHED else parts


def _hatching(x: float, y: float, width: float, height: float) -> Iterator[str]:
    """Slanting lines, each cut at the edges of the area: no viewer has to know patterns."""
    right, bottom = x + width, y + height
    reach = HATCH / 2
    while reach < width + height:
        along = x + y + reach
        low, high = max(x, along - bottom), min(right, along - y)
        yield _line(low, along - low, high, along - high, 1.2)
        reach += HATCH


def _line(x1: float, y1: float, x2: float, y2: float, width: float = 1, ink: str = INK) -> str:
    return (
        f'<line x1="{x1:.2f}" y1="{y1:.2f}" x2="{x2:.2f}" y2="{y2:.2f}" '
        f'stroke="{ink}" stroke-width="{width:g}"/>'
    )


def _text(x: float, y: float, text: str, anchor: str = "start", size: float = TEXT) -> str:
    return (
        f'<text x="{x:.2f}" y="{y:.2f}" text-anchor="{anchor}" font-size="{size:.4g}">{escape(text)}</text>'
    )
