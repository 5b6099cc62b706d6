"""Timing contenders in turn, so that a machine whose speed drifts does not favour one of them."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from time import perf_counter

Contender = Callable[[int], object]
"""What is timed; it is told the number of the round."""


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the table: what, how fast, and against what."""

    what: str
    figure: str
    against: str
    ratio: str

    def line(self) -> str:
        return f"| {self.what} | {self.figure} | {self.against} | {self.ratio} |"


def in_turn(contenders: Mapping[str, Contender], rounds: int) -> dict[str, list[float]]:
    """Seconds of each contender in each round, after a round 0 that is not counted."""
    seconds: dict[str, list[float]] = {name: [] for name in contenders}
    for n in range(rounds + 1):
        for name, act in contenders.items():
            started = perf_counter()
            act(n)
            if n:
                seconds[name].append(perf_counter() - started)
    return seconds


def ratio(own: list[float], other: list[float]) -> str:
    """How many times as fast we are as the other: the median over the rounds, then the least and the most."""
    each = [b / a for a, b in zip(own, other, strict=True)]
    return f"{statistics.median(each):.3g}× ({min(each):.3g}–{max(each):.3g})"


def milliseconds(seconds: list[float]) -> str:
    """The median."""
    return f"{1000 * statistics.median(seconds):.0f} ms"
