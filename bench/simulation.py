"""A share of the simulated prefecture's years, played by the demonstration's own code in two processes."""

from __future__ import annotations

import resource
import tempfile
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter

from sqlalchemy import func, select

from bench.measure import Row
from mediation.adapters.schema import migrate
from mediation.bootstrap import Installation
from mediation.demonstration.prefecture_parts import Plan, furnish, play_all
from mediation.model import Case

BOUND = 30 * 60.0
"""Seconds that the whole may take on two cores."""
SEED = 2022
PROCESSES = 2


def measure(*, share: float) -> Iterator[Row]:
    plan = Plan(share, SEED, PROCESSES)
    drawn, of_all = _cases(plan), _cases(Plan(1.0, SEED, PROCESSES))
    with tempfile.TemporaryDirectory() as folder:
        house = Installation.open(environment={"MEDIATION_DATA_DIR": str(Path(folder))})
        migrate(house.database)
        began = perf_counter()
        furnish(house, plan)
        furnished = perf_counter() - began
        before = _core()
        play_all(house, plan)
        core = _core() - before
        played = perf_counter() - began - furnished
        with house.read() as session:
            if session.scalar(select(func.count()).select_from(Case)) != drawn:
                raise RuntimeError("not every case that was drawn was played")
        house.close()
    whole = furnished + played / drawn * of_all
    yield Row(
        f"{drawn:,} of the prefecture's {of_all:,} simulated cases, {PROCESSES} processes",
        f"{drawn / played:.1f} cases/s, {played:.0f} s ({core:.0f} s of processor time), "
        f"and {furnished:.0f} s for places and people",
        f"the whole at that rate {whole / 60:.0f} min; the bound is {BOUND / 60:.0f} min",
        f"{BOUND / whole:.3g}×",
    )


def _cases(plan: Plan) -> int:
    return sum(1 for _ in plan.drawn())


def _core() -> float:
    """Seconds of processor time that processes which have ended took: on a busy machine the seconds say little."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
