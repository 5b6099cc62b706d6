"""A county's year made by another hand: queues without SimPy, long-tailed handling, a weekly rhythm of arrivals."""

from __future__ import annotations

import heapq
import math
from collections.abc import Iterator
from itertools import count
from random import Random
from typing import Any
from uuid import UUID

from mediation.rules.backlog import Holder, Went
from mediation.rules.simulation.engine import nearest
from mediation.rules.simulation.rates import Stay, Unit

COUNTY, TOWNSHIP, VILLAGE = Holder.COUNTY, Holder.TOWNSHIP, Holder.VILLAGE
MEDIATORS = {COUNTY: 5, TOWNSHIP: 3, VILLAGE: 2}
AT_ONCE = {COUNTY: 4, TOWNSHIP: 3, VILLAGE: 1}
PER_DAY = {VILLAGE: 0.02, TOWNSHIP: 0.12, COUNTY: 0.9}
HANDLING = {VILLAGE: 6.0, TOWNSHIP: 14.0, COUNTY: 15.0}
WAYS: dict[Holder, tuple[tuple[float, Went, Holder | None], ...]] = {
    VILLAGE: ((0.7, Went.AGREED, None), (1.0, Went.UP, TOWNSHIP)),
    TOWNSHIP: ((0.65, Went.AGREED, None), (0.8, Went.UP, COUNTY), (1.0, Went.COURT, None)),
    COUNTY: ((0.6, Went.AGREED, None), (0.9, Went.COURT, None), (1.0, Went.OTHERWISE, None)),
}


def county() -> tuple[Unit, ...]:
    """A county's committee, eight townships with ten villages each."""
    ids = (UUID(int=n) for n in count(1))

    def unit(level: Holder, code: str) -> Unit:
        return Unit(next(ids), level, code, MEDIATORS[level])

    towns = [f"15050201{town}" for town in range(1, 9)]
    return (
        unit(COUNTY, "150502000000"),
        *(unit(TOWNSHIP, f"{town}000") for town in towns),
        *(unit(VILLAGE, f"{town}{200 + village}") for town in towns for village in range(10)),
    )


def generated_year(seed: int, days: float = 365.0, load: float = 1.0) -> list[Stay]:
    """Every stay of the year; those that stand at its end have none."""
    return list(_Year(seed, days, load).stays())


class _Year:
    def __init__(self, seed: int, days: float, load: float) -> None:
        self.chance, self.days, self.load = Random(seed), days, load
        self.units = county()
        self.by_id = {unit.id: unit for unit in self.units}
        self.free = {unit.id: unit.mediators * AT_ONCE[unit.level] for unit in self.units}
        self.queues: dict[UUID, list[tuple[float, bool]]] = {unit.id: [] for unit in self.units}
        self.ahead: list[tuple[float, int, Any]] = []
        self.order = count()

    def stays(self) -> Iterator[Stay]:
        self._registrations()
        while self.ahead:
            now, _, act = heapq.heappop(self.ahead)
            kind, key, *rest = act
            if kind == "led":
                yield from self._ended(now, key, *rest)
            elif now < self.days:
                self._came(now, kind, key, *rest)
        for key, queue in self.queues.items():
            yield from (Stay(key, arrived, entered, None, None, None) for arrived, entered in queue)

    def _push(self, at: float, *act: object) -> None:
        heapq.heappush(self.ahead, (at, next(self.order), act))

    def _registrations(self) -> None:
        """Five busy days a week and two quiet ones."""
        for unit in self.units:
            at = 0.0
            while (at := at + self.chance.expovariate(PER_DAY[unit.level] * self.load * 1.4)) < self.days:
                if self.chance.random() * 1.4 < (1.24 if int(at) % 7 < 5 else 0.4):
                    self._push(at, "came", unit.id, True)

    def _came(self, now: float, kind: str, key: UUID, *rest: Any) -> None:
        if kind == "came":
            (entered,) = rest
            self._push(now + self.chance.expovariate(1 / 1.5), "ready", key, now, entered)
            return
        arrived, entered = rest
        if self.free[key]:
            self._lead(now, key, arrived, entered)
        else:
            self.queues[key].append((arrived, entered))

    def _lead(self, now: float, key: UUID, arrived: float, entered: bool) -> None:
        self.free[key] -= 1
        level = self.by_id[key].level
        handling = self.chance.lognormvariate(math.log(HANDLING[level]) - 0.32, 0.8)
        which = self.chance.random()
        went, to = next((went, to) for share, went, to in WAYS[level] if which < share)
        self._push(now + handling, "led", key, arrived, entered, now, went, to)

    def _ended(
        self,
        now: float,
        key: UUID,
        arrived: float,
        entered: bool,
        taken: float,
        went: Went,
        to: Holder | None,
    ) -> Iterator[Stay]:
        if now >= self.days:
            yield Stay(key, arrived, entered, taken, None, None)
            return
        yield Stay(key, arrived, entered, taken, now, went, to)
        self.free[key] += 1
        if self.queues[key]:
            self._lead(now, key, *self.queues[key].pop(0))
        if to is not None:
            onward = nearest(self.by_id[key], [unit for unit in self.units if unit.level is to])
            self._push(now, "came", self.chance.choice(onward).id, False)


def as_known_on(stays: list[Stay], day: float) -> list[Stay]:
    """What had happened by that day."""
    return [
        stay
        if stay.ended is not None and stay.ended < day
        else Stay(
            stay.unit,
            stay.arrived,
            stay.entered,
            stay.taken if stay.taken is not None and stay.taken < day else None,
            None,
            None,
        )
        for stay in stays
        if stay.arrived < day
    ]


def open_on(stays: list[Stay], day: float) -> int:
    return sum(stay.arrived <= day and (stay.ended is None or stay.ended > day) for stay in stays)
