"""Whether a count has risen against its own past: an exact conditional test, and which of many tests to believe.

If nothing has changed, then of all the cases of now and of the past together a known share belongs to now. How
likely so many of them come now is summed from the distribution itself: binomial where cases come one by one,
beta-binomial where they come in clusters (variance `spread` times the mean), so that nothing is approximated. Of all
tests of a look, Benjamini and Hochberg's procedure believes as many as keep the expected share of false ones below
the chosen one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import exp, lgamma, log

YEAR = 13
"""Blocks of four weeks in a year: a block's season is its place in it."""
FEWEST_BLOCKS = 12
"""With a shorter past nothing can be compared."""
LARGEST_SPREAD = 20.0
TAME = 20.0
"""Cases that must be missing or too many before a season counts for half of what it looks like."""
POISSON = 1.0 + 1e-6
NEGLIGIBLE = 1e-12
LIKELIEST = 0.01
"""What chance alone makes more often than this is not told, however few tests there are."""


@dataclass(frozen=True, slots=True)
class Series:
    """Cases of one kind in one place, in blocks of four weeks, the newest first: `blocks[0]` is now."""

    place: str
    kind: str
    blocks: tuple[int, ...]

    @property
    def now(self) -> int:
        return self.blocks[0]


@dataclass(frozen=True, slots=True)
class Rise:
    """A count that has risen: what was usual, over how long a past, and how likely chance alone makes so many."""

    series: Series
    usual: float
    chance: float
    spread: float
    season: float
    """How many times the year's mean is usual at this time of the year."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Demands:
    """What a rise must be to be told: at least so many cases, believed at that share of false ones."""

    least: int
    false_share: float


def chance_of_so_many(now: int, past: int, share: float, spread: float = 1.0) -> float:
    """How likely at least `now` of all `now + past` cases fall into the present, which is `share` of the time."""
    if now <= 0:
        return 1.0
    total = now + past
    chance = 0.0
    for n in range(now, total + 1):
        more = exp(_log_chance(n, total, share, spread))
        chance += more
        if n > total * share and more < chance * NEGLIGIBLE:
            break  # past the mean they only get smaller
    return min(1.0, chance)


def _log_chance(n: int, total: int, share: float, spread: float) -> float:
    ways = lgamma(total + 1) - lgamma(n + 1) - lgamma(total - n + 1)
    if spread <= POISSON:
        return ways + n * log(share) + (total - n) * log(1 - share)
    a, b = total * share / (spread - 1), total * (1 - share) / (spread - 1)
    return ways + lgamma(n + a) + lgamma(total - n + b) - lgamma(total + a + b) + _log_beta(a, b)


def _log_beta(a: float, b: float) -> float:
    """The inverse of the beta function."""
    return lgamma(a + b) - lgamma(a) - lgamma(b)


def spread_of(pasts: Iterable[tuple[Sequence[int], Sequence[float]]]) -> float:
    """How many times its mean a count varies, of pasts with the seasons of their blocks; 1 where cases come singly.

    Pearson's statistic of each past against its own total, set equal to what it is expected to be at that spread.
    """
    found, expected = 0.0, Counter[int]()
    for counts, seasons in pasts:
        total, whole = sum(counts), sum(seasons)
        if total < 2 or len(counts) < 2:
            continue
        means = [total * one / whole for one in seasons]
        found += sum((n - mean) ** 2 / mean for n, mean in zip(counts, means, strict=True))
        expected[total] += len(counts) - 1
    low, high = 1.0, LARGEST_SPREAD
    for _ in range(30):
        middle = (low + high) / 2
        at = sum(free * n * middle / (n + middle - 1) for n, free in expected.items())
        low, high = (middle, high) if at < found else (low, middle)
    return low if expected else 1.0


def seasons_of(blocks: Sequence[int]) -> tuple[float, ...]:
    """For each block of a wide area's counts, how many times the mean of its year is usual at that time of the year.

    Each season is taken with its neighbours, since the lunar year wanders, and pulled towards 1 where cases are few.
    """
    years = [range(first, first + YEAR) for first in range(1, len(blocks) - YEAR + 1, YEAR)]
    factors = []
    for place in range(YEAR):
        seen = even = 0.0
        for year in years:
            mean = sum(blocks[n] for n in year) / YEAR
            near = [blocks[n] for n in year if (n - place) % YEAR in (0, 1, YEAR - 1)]
            seen, even = seen + sum(near), even + mean * len(near)
        factors.append((seen + TAME) / (even + TAME))
    return tuple(factors[n % YEAR] for n in range(len(blocks)))


def lengths_of(blocks: Mapping[tuple[str, str], Sequence[int]], whole: str) -> dict[str, int]:
    """How many blocks of the past each place can be compared with: since it has cases of any kind at all.

    Of the whole area as far back as three quarters of its blocks have any: before that the program was not in use.
    """
    any_kind: dict[str, list[int]] = {}
    for (place, _), counts in blocks.items():
        known = any_kind.setdefault(place, [0] * len(counts))
        any_kind[place] = [a + b for a, b in zip(known, counts, strict=True)]
    used = any_kind.get(whole, [])
    longest = max(
        (
            n
            for n in range(FEWEST_BLOCKS, len(used))
            if used[n] and sum(map(bool, used[1 : n + 1])) >= 0.75 * n
        ),
        default=0,
    )
    return {
        place: min(longest, max((n for n, count in enumerate(counts) if count), default=0))
        for place, counts in any_kind.items()
    }


def comparable(
    blocks: Mapping[tuple[str, str], Sequence[int]], whole: str, lengths: Mapping[str, int]
) -> list[Series]:
    """The places as far back as they can be compared; the whole area without those that came to it later."""
    longest = lengths.get(whole, 0)
    late = {place for place, length in lengths.items() if length < longest - 1}
    found = []
    for (place, kind), counts in blocks.items():
        own = list(counts)
        if place == whole:
            for other in late:
                own = [a - b for a, b in zip(own, blocks.get((other, kind), [0] * len(own)), strict=True)]
        found.append(Series(place, kind, tuple(own[: 1 + lengths[place]])))
    return found


def risen(
    series: Sequence[Series],
    seasons: Mapping[str, Sequence[float]],
    tests: int,
    demands: Demands,
    spreads: Mapping[str, float],
) -> list[Rise]:
    """Those that have risen among all `tests` places and kinds that are looked at together, the least likely first."""
    tried = [
        _tried(one, _weights(one, seasons), spreads.get(one.kind, 1.0))
        for one in series
        if one.now >= demands.least and len(one.blocks) > FEWEST_BLOCKS
    ]
    tried.sort(key=lambda rise: rise.chance)
    believed = 0
    for n, rise in enumerate(tried, 1):
        if rise.chance <= min(demands.false_share * n / max(tests, 1), LIKELIEST):
            believed = n
    return [rise for rise in tried[:believed] if rise.series.now > rise.usual]


def spreads_of(series: Iterable[Series], seasons: Mapping[str, Sequence[float]]) -> dict[str, float]:
    """By kind: places share how their cases cluster, one alone tells too little."""
    pasts: dict[str, list[tuple[Sequence[int], Sequence[float]]]] = {}
    for one in series:
        pasts.setdefault(one.kind, []).append((one.blocks[1:], _weights(one, seasons)[1:]))
    return {kind: spread_of(found) for kind, found in pasts.items()}


def _weights(one: Series, seasons: Mapping[str, Sequence[float]]) -> Sequence[float]:
    known = seasons.get(one.kind, ())
    return known[: len(one.blocks)] if len(known) >= len(one.blocks) else [1.0] * len(one.blocks)


def _tried(one: Series, weights: Sequence[float], spread: float) -> Rise:
    past, whole = sum(one.blocks[1:]), sum(weights)
    share = weights[0] / whole
    chance = chance_of_so_many(one.now, past, share, spread)
    return Rise(one, past * weights[0] / (whole - weights[0]), chance, spread, weights[0])
