"""推演: a county's year played forward twenty times without and with a change."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from random import Random
from time import perf_counter, process_time
from uuid import UUID

from bench.measure import Row
from mediation.rules.backlog import Holder, Went
from mediation.rules.simulation.comparing import compare
from mediation.rules.simulation.rates import Rates, Served, Unit
from mediation.rules.simulation.scenario import Scenario

ASKED = 10.0
"""Seconds for a county-year."""
SHARES = {Holder.VILLAGE: 0.4, Holder.TOWNSHIP: 0.3, Holder.COUNTY: 0.3}


def measure(*, cases: int, runs: int) -> Iterator[Row]:
    """`cases`: how many come in the year to a county with 15 townships and 270 villages."""
    rates = _county(cases)
    scenario = Scenario(weeks=52, runs=runs, mediators={Holder.COUNTY: -2, Holder.TOWNSHIP: 2})
    started, used = perf_counter(), process_time()
    compare(rates, scenario)
    seconds, used = perf_counter() - started, process_time() - used
    yield Row(
        f"what if: a county-year of {cases:,} cases, {runs} runs without and with the change",
        f"{seconds:.1f} s ({used:.1f} s of one core)",
        f"the {ASKED:.0f} s asked for",
        f"{ASKED / seconds:.3g}×",
    )


def _county(cases: int) -> Rates:
    ids, chance = (UUID(int=n) for n in count(1)), Random(7)  # noqa: S311  (no secret)
    towns = [f"1505{21:02d}{town:03d}" for town in range(100, 115)]
    units = [
        Unit(next(ids), Holder.COUNTY, "150521000000", max(4, cases // 200)),
        *(Unit(next(ids), Holder.TOWNSHIP, f"{town}000", 4) for town in towns),
        *(Unit(next(ids), Holder.VILLAGE, f"{town}{200 + n}", 3) for town in towns for n in range(18)),
    ]
    here = {level: sum(unit.level is level for unit in units) for level in SHARES}
    ways: dict[Holder, tuple[tuple[Went, Holder | None], ...]] = {
        Holder.VILLAGE: ((Went.AGREED, None), (Went.AGREED, None), (Went.UP, Holder.TOWNSHIP)),
        Holder.TOWNSHIP: ((Went.AGREED, None), (Went.AGREED, None), (Went.UP, Holder.COUNTY)),
        Holder.COUNTY: ((Went.AGREED, None), (Went.COURT, None)),
    }
    return Rates(
        units=tuple(units),
        per_day={unit.id: cases * SHARES[unit.level] / here[unit.level] / 365 for unit in units},
        festival=1.3,
        served={
            level: tuple(
                Served(chance.lognormvariate(2.5, 0.7), 0.0, *ways[level][n % len(ways[level])])
                for n in range(300)
            )
            for level in SHARES
        },
        delays={level: tuple(chance.expovariate(1.0) for _ in range(200)) for level in SHARES},
        at_once={Holder.VILLAGE: 1.0, Holder.TOWNSHIP: 3.0, Holder.COUNTY: 4.0},
        received={},
        standing=(),
        days=365.0,
    )
