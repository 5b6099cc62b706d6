"""Generated counts of places and kinds, with and without planted rises, looked at every week as the program looks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from math import exp, log
from random import Random

from mediation.rules.rising import Demands, Rise, Series, risen, seasons_of, spreads_of

WEEKS_PAST = 104
QUIET = 8
"""Weeks for which a place and kind that was told is not told again."""


def poisson(chance: Random, mean: float) -> int:
    """Knuth's way: the means here are small."""
    limit, n, product = exp(-mean), 0, chance.random()
    while product > limit:
        n, product = n + 1, product * chance.random()
    return n


def clustered(chance: Random, mean: float, spread: float) -> int:
    """Poisson many incidents, each bringing a logarithmic number of cases: variance is `spread` times the mean."""
    if spread <= 1 or mean <= 0:
        return poisson(chance, mean)
    share = 1 - 1 / spread
    incidents = poisson(chance, mean * log(spread) / (spread - 1))
    return sum(_logarithmic(chance, share) for _ in range(incidents))


def _logarithmic(chance: Random, share: float) -> int:
    u, n, p = chance.random(), 1, -share / log(1 - share)
    while u > p:
        u, n = u - p, n + 1
        p *= share * (n - 1) / n
    return n


@dataclass
class County:
    """A county of townships and kinds over three years of weeks."""

    seed: int
    spread: float = 1.0
    seasonal: float = 0.0
    """How far the winter lies above the mean, for every third kind."""
    townships: int = 16
    kinds: int = 22
    cases_a_month: float = 250.0
    weeks: int = WEEKS_PAST + 52
    planted: dict[tuple[int, int], tuple[int, float]] = field(default_factory=dict)
    """By place and kind: the week in which a rise begins, and how many times as many cases come for four weeks."""

    @cached_property
    def means(self) -> dict[tuple[int, int], float]:
        """Weekly means: few places and few kinds have most of the cases, as it is."""
        chance = Random(self.seed)
        place = [chance.lognormvariate(0, 0.6) for _ in range(self.townships)]
        kind = [1 / (n + 1) for n in range(self.kinds)]
        whole = sum(place) * sum(kind)
        week = self.cases_a_month * 12 / 52
        return {
            (p, k): week * place[p] * kind[k] / whole
            for p in range(self.townships)
            for k in range(self.kinds)
        }

    @cached_property
    def counts(self) -> dict[tuple[int, int], list[int]]:
        from math import cos, pi

        chance, found = Random(self.seed + 1), {}
        for cell, mean in self.means.items():
            wave = self.seasonal if cell[1] % 3 == 0 else 0.0
            begins, times = self.planted.get(cell, (10**6, 1.0))
            found[cell] = [
                clustered(
                    chance,
                    mean
                    * (1 + wave * cos(2 * pi * week / 52))
                    * (times if begins <= week < begins + 4 else 1.0),
                    self.spread,
                )
                for week in range(self.weeks)
            ]
        return found

    def blocks(self, cell: tuple[int, int], week: int) -> tuple[int, ...]:
        """As of the end of a week, the newest four weeks first."""
        weeks = self.counts[cell]
        return tuple(sum(weeks[end - 4 : end]) for end in range(week, week - WEEKS_PAST - 4, -4) if end >= 4)

    def look(self, week: int, demands: Demands) -> list[Rise]:
        wide = {k: [0] * 27 for k in range(self.kinds)}
        series = []
        for cell in self.means:
            blocks = self.blocks(cell, week)
            series.append(Series(str(cell[0]), str(cell[1]), blocks))
            for n, count in enumerate(blocks):
                wide[cell[1]][n] += count
        seasons = {str(k): seasons_of(counts) for k, counts in wide.items()}
        return risen(series, seasons, len(series), demands, spreads_of(series, seasons))

    def year(self, demands: Demands) -> Iterator[tuple[int, Rise]]:
        """Every Monday of the third year what is told, none again within the quiet weeks."""
        told: dict[tuple[str, str], int] = {}
        for week in range(WEEKS_PAST + 4, self.weeks + 1):
            for rise in self.look(week, demands):
                cell = (rise.series.place, rise.series.kind)
                if week - told.get(cell, -QUIET) >= QUIET:
                    yield week, rise
                told[cell] = week
