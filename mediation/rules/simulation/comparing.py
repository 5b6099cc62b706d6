"""The same weeks played many times with and without the change, and what differs beyond chance."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from random import Random
from statistics import fmean, stdev
from typing import Any

from mediation.rules.backlog import Holder, Went
from mediation.rules.simulation.engine import Before, Played, World
from mediation.rules.simulation.rates import Rates
from mediation.rules.simulation.scenario import Scenario
from mediation.rules.simulation.staffing import require_playable, staffed
from mediation.rules.vocabulary import Term

STUDENT = {5: 2.776, 10: 2.262, 15: 2.145, 20: 2.093, 30: 2.045, 40: 2.023, 60: 2.001, 100: 1.984}
"""Student's t at 97.5 % by number of runs; between them that of fewer runs."""


Pair = tuple[Played, Played]


class Measure(Term):
    """What is compared."""

    OPEN_AT_END = "open_at_end", "期末未结（件）"
    OPEN_MEAN = "open_mean", "平均未结（件）"
    WAIT_MEAN = "wait_mean", "等调解员接手：平均（天）"
    WAIT_P90 = "wait_p90", "等调解员接手：九成在几天以内"
    DAYS_MEAN = "days_mean", "登记到结案：平均（天）"
    DAYS_P90 = "days_p90", "登记到结案：九成在几天以内"
    SOLVED_FIRST = "solved_first", "在登记的组织就解决（%）"
    TO_COURT = "to_court", "转诉讼、仲裁、政府处理（%）"
    OTHERWISE = "otherwise", "其他方式结案，包括期满终止（%）"


OF_STANDING = (Measure.OPEN_AT_END, Measure.OPEN_MEAN)
"""What begins with how many stand on the day."""


@dataclass(frozen=True, slots=True)
class Line:
    """One figure: mean of the runs without and with the change, and the 95 % interval of the difference."""

    measure: Measure
    level: Holder | None
    before: float
    after: float
    low: float
    high: float

    @property
    def certain(self) -> bool:
        """Whether chance alone would hardly make such a difference."""
        return self.low > 0 or self.high < 0


@dataclass(frozen=True, slots=True)
class Path:
    """Open cases at the end of each week: the mean, and between which values nineteen of twenty runs lie."""

    mean: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]


NOWHERE = Path((), (), ())
"""Of which nothing is said."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """What a what-if says."""

    lines: tuple[Line, ...]
    before: Path
    after: Path

    def to_json(self) -> dict[str, Any]:
        return {
            "lines": [
                [one.measure.value, one.level and one.level.value, *(round(n, 4) for n in _numbers(one))]
                for one in self.lines
            ],
            **{name: [list(getattr(path, part)) for part in _PARTS] for name, path in _paths(self)},
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Comparison:
        return cls(
            tuple(
                Line(Measure.of(measure), level and Holder.of(level), *numbers)
                for measure, level, *numbers in kept["lines"]
            ),
            *(Path(*(tuple(part) for part in kept[name])) for name in ("before", "after")),
        )


_PARTS = ("mean", "low", "high")


def _numbers(line: Line) -> tuple[float, float, float, float]:
    return line.before, line.after, line.low, line.high


def _paths(found: Comparison) -> tuple[tuple[str, Path], tuple[str, Path]]:
    return ("before", found.before), ("after", found.after)


def compare(rates: Rates, scenario: Scenario, festivals: Sequence[float] = ()) -> Comparison:
    """All runs, summed. Raises BadInput when the past is too short or the change impossible."""
    return summed(rates.levels, list(play(rates, scenario, festivals)))


def play(rates: Rates, scenario: Scenario, festivals: Sequence[float] = ()) -> Iterator[Pair]:
    """Each run is played twice with the same chances, so that only the change makes a difference.

    `festivals`: days from now on which the Spring Festival is.
    """
    require_playable(rates.units, sum(len(found) for found in rates.served.values()), scenario)
    today, changed = scenario.today, staffed(rates, scenario)
    before = Before.of(festivals, rates.festival, (today, scenario))
    for run in range(scenario.runs):
        drawn = rates.as_may_be(Random(scenario.seed * 15_485_863 + run))  # noqa: S311  (no secret)
        yield (
            World(drawn, today, rates.units, before, run).play(),
            World(drawn, scenario, changed, before, run).play(),
        )


def summed(levels: Sequence[Holder], pairs: Sequence[Pair]) -> Comparison:
    """Means, and what differs beyond chance."""
    lines = (
        _line(measure, level, [(read(one), read(other)) for one, other in pairs])
        for measure, level, read in _read(levels)
    )
    return Comparison(tuple(lines), _path([one for one, _ in pairs]), _path([other for _, other in pairs]))


def _read(
    levels: Sequence[Holder],
) -> Iterator[tuple[Measure, Holder | None, Callable[[Played], float]]]:
    yield Measure.OPEN_AT_END, None, lambda one: _total(one)[-1]
    yield Measure.OPEN_MEAN, None, lambda one: fmean(_total(one))
    for level in levels:
        yield Measure.OPEN_AT_END, level, lambda one, at=level: one.open[at][-1]  # type: ignore[misc]
        yield Measure.WAIT_MEAN, level, lambda one, at=level: _mean(one.waited[at])  # type: ignore[misc]
        yield Measure.WAIT_P90, level, lambda one, at=level: _ninety(one.waited[at])  # type: ignore[misc]
    yield Measure.DAYS_MEAN, None, lambda one: _mean(one.lasted)
    yield Measure.DAYS_P90, None, lambda one: _ninety(one.lasted)
    yield Measure.SOLVED_FIRST, None, lambda one: 100 * one.solved_first / max(1, one.ended.total())
    yield Measure.TO_COURT, None, lambda one: 100 * one.ended[Went.COURT] / max(1, one.ended.total())
    yield Measure.OTHERWISE, None, lambda one: 100 * one.ended[Went.OTHERWISE] / max(1, one.ended.total())


def _line(measure: Measure, level: Holder | None, pairs: Sequence[tuple[float, float]]) -> Line:
    differences = [after - before for before, after in pairs]
    middle = fmean(differences)
    runs = max(n for n in STUDENT if n <= len(pairs))
    half = STUDENT[runs] * stdev(differences) / sqrt(len(pairs))
    return Line(
        measure,
        level,
        fmean(before for before, _ in pairs),
        fmean(after for _, after in pairs),
        middle - half,
        middle + half,
    )


def _total(one: Played) -> list[int]:
    return [sum(week) for week in zip(*one.open.values(), strict=True)]


def _path(runs: Sequence[Played]) -> Path:
    weeks = [sorted(week) for week in zip(*(_total(one) for one in runs), strict=True)]
    cut = len(runs) // 40
    return Path(
        tuple(round(fmean(week), 1) for week in weeks),
        tuple(week[cut] for week in weeks),
        tuple(week[-1 - cut] for week in weeks),
    )


def _mean(days: Sequence[float]) -> float:
    return fmean(days) if days else 0.0


def _ninety(days: Sequence[float]) -> float:
    return sorted(days)[int(0.9 * (len(days) - 1))] if days else 0.0
