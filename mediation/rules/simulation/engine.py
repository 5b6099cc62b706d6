"""The queues in motion: a discrete-event simulation of cases, organisations and mediators (SimPy)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Generator, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from random import Random
from typing import Any
from uuid import UUID

import simpy

from mediation.rules.backlog import Holder, Went
from mediation.rules.simulation.rates import FESTIVAL_DAYS, Rates, Served, Unit, places
from mediation.rules.simulation.scenario import Scenario

WEEK = 7.0
Process = Generator[simpy.Event, Any, None]


@dataclass(slots=True)
class Played:
    """What one run gave."""

    open: dict[Holder, list[int]] = field(default_factory=lambda: defaultdict(list))
    """Cases that stand at a level at the end of each week."""
    waited: dict[Holder, list[float]] = field(default_factory=lambda: defaultdict(list))
    """Days until a mediator took the case; of those who still wait, until now."""
    lasted: list[float] = field(default_factory=list)
    """Days from registration to the end of those that were registered in the run and ended."""
    ended: Counter[Went] = field(default_factory=Counter)
    solved_first: int = 0
    """Of those that ended: agreed where they were registered."""


class Ways:
    """How stays at a level end, with the share of agreed ones moved by some percentage points."""

    def __init__(self, served: Sequence[Served], points: int) -> None:
        agreed = [one for one in served if one.went is Went.AGREED]
        others = [one for one in served if one.went is not Went.AGREED]
        share = len(agreed) / len(served) + points / 100 if served else 0.0
        self.share = 1.0 if not others else 0.0 if not agreed else min(1.0, max(0.0, share))
        self._agreed, self._others = agreed, others
        self._long = sorted(one.handling for one in served if one.handling is not None)
        self._served = served

    def drawn(self, which: float, place: float) -> Served:
        """By two chances in [0, 1): agreed or not, and which of those that were seen."""
        found = self._agreed if which < self.share else self._others
        return found[int(place * len(found))]

    def lasting(self, handled: float, place: float) -> Served:
        """One that had been handled at least so long."""
        found = [one for one in self._served if one.handling is not None and one.handling > handled]
        return found[int(place * len(found))] if found else self._served[int(place * len(self._served))]


class World:
    """One run: organisations with places for cases, and cases that come, wait, are led, move on and end."""

    def __init__(self, rates: Rates, scenario: Scenario, units: Sequence[Unit], before: Before, run: int):
        self._rates, self._scenario, self._before = rates, scenario, before
        self._seed = scenario.seed * 1_000_003 + run
        self._units = {unit.id: unit for unit in units}
        self._by_level: dict[Holder, list[Unit]] = defaultdict(list)
        for unit in units:
            self._by_level[unit.level].append(unit)
        self._env = simpy.Environment()
        self._pools = {
            unit.id: simpy.Resource(self._env, places(unit, rates.at_once[unit.level])) for unit in units
        }
        self._ways = {
            level: Ways(served, scenario.solves_more.get(level, 0)) for level, served in rates.served.items()
        }
        self._stands: Counter[Holder] = Counter()
        self._waits: dict[int, tuple[Holder, float]] = {}
        self._nearest: dict[tuple[UUID, Holder], tuple[list[Unit], list[int]]] = {}
        self.played = Played()

    def play(self) -> Played:
        env = self._env
        standing = sorted(self._rates.standing, key=lambda one: -1.0 if one.handled is None else one.handled)
        for number, one in enumerate(reversed(standing)):
            if one.unit in self._units:
                env.process(self._case(self._units[one.unit], number, first=False, handled=one.handled))
        for number, unit in enumerate(self._units.values()):
            if rate := self._rates.per_day.get(unit.id):
                env.process(self._arrivals(unit, number, rate))
        env.process(self._count())
        env.run(until=self._scenario.weeks * WEEK + 0.001)
        for level, since in self._waits.values():
            self.played.waited[level].append(env.now - since)
        return self.played

    def _count(self) -> Process:
        for _ in range(self._scenario.weeks):
            yield self._env.timeout(WEEK)
            for level in self._rates.levels:
                self.played.open[level].append(self._stands[level])

    def _arrivals(self, unit: Unit, number: int, rate: float) -> Process:
        """As often as the most that any day of either scenario asks for, then thinned: the chances stay the same."""
        chance = Random(self._seed * 7_919 + number)  # noqa: S311  (chances to be repeated, no secrets)
        ordinal = 0
        while True:
            yield self._env.timeout(chance.expovariate(rate * self._before.most))
            ordinal += 1
            if chance.random() * self._before.most < self._before.factor(self._env.now, self._scenario):
                case = (number + 1) * 1_000_000 + ordinal
                self._env.process(self._case(unit, case, first=True))

    def _case(self, unit: Unit, number: int, *, first: bool, handled: float | None = None) -> Process:
        chance = Random(self._seed * 104_729 + number)  # noqa: S311  (chances to be repeated, no secrets)
        registered, came = self._env.now, unit
        while True:
            self._stands[unit.level] += 1
            one = yield from self._stay(unit, number, chance, counted=first, handled=handled)
            self._stands[unit.level] -= 1
            handled = None
            onward = self._onward(unit, one, chance)
            if onward is None:
                break
            unit = onward
        if first:
            self.played.lasted.append(self._env.now - registered)
            self.played.ended[one.went] += 1
            self.played.solved_first += one.went is Went.AGREED and unit is came

    def _stay(
        self, unit: Unit, number: int, chance: Random, *, counted: bool, handled: float | None
    ) -> Generator[simpy.Event, Any, Served]:
        env, arrived = self._env, self._env.now
        which, place, late, extended = (chance.random() for _ in range(4))
        ways = self._ways.get(unit.level)
        if ways is None:  # nothing was ever seen to end there
            yield env.timeout(self._scenario.weeks * WEEK + 1)
            return Served(None, 0.0, Went.OTHERWISE, None)
        one = ways.drawn(which, place) if handled is None else ways.lasting(handled, place)
        if one.handling is None:
            yield env.timeout(one.delay)
            return one
        if counted:
            self._waits[number] = unit.level, arrived
        delays = self._rates.delays.get(unit.level, ())
        if handled is None and delays:
            yield env.timeout(delays[int(late * len(delays))])
        with self._pools[unit.id].request() as mine:
            yield mine
            if counted:
                del self._waits[number]
                self.played.waited[unit.level].append(env.now - arrived)
            left = max(0.0, one.handling - (handled or 0.0))
            term = self._scenario.term_days
            if term is not None and env.now - arrived + left > term and self._is_cut(extended):
                yield env.timeout(max(0.0, term - (env.now - arrived)))
                return Served(None, 0.0, Went.OTHERWISE, None)
            yield env.timeout(left)
        return one

    def _is_cut(self, extended: float) -> bool:
        return extended * 100 >= self._scenario.extended_percent

    def _onward(self, unit: Unit, one: Served, chance: Random) -> Unit | None:
        """Where a case that was handed over goes: the nearest organisation of the level, by what each received."""
        if one.to is None:
            return None
        key = unit.id, one.to
        if key not in self._nearest:
            found = nearest(unit, self._by_level.get(one.to, ()))
            weights = list(accumulate(1 + self._rates.received.get(other.id, 0) for other in found))
            self._nearest[key] = found, weights
        found, weights = self._nearest[key]
        if not found:
            return None
        at = chance.random() * weights[-1]
        return next(other for other, weight in zip(found, weights, strict=True) if at < weight)


def nearest(unit: Unit, others: Iterable[Unit]) -> list[Unit]:
    """Those that share most of the unit's region code: its own township's, its own county's."""
    shared = {
        other.id: _shared(unit.region_code, other.region_code) for other in others if other.id != unit.id
    }
    most = max(shared.values(), default=0)
    return [other for other in others if shared.get(other.id) == most]


def _shared(one: str, other: str) -> int:
    """Of the levels of a region code how many are the same."""
    return sum(one[:digits] == other[:digits] for digits in (2, 4, 6, 9, 12))


@dataclass(frozen=True, slots=True)
class Before:
    """When the Spring Festivals of the weeks are, and how much more may come at most."""

    festivals: tuple[float, ...]
    """Days from the beginning."""
    seen: float
    """The factor that was seen before the last ones."""
    most: float

    @classmethod
    def of(cls, festivals: Sequence[float], seen: float | None, scenarios: Iterable[Scenario]) -> Before:
        usual = seen or 1.0
        factors = [_more(one) * max(1.0, _before(one, usual)) for one in scenarios]
        return cls(tuple(festivals), usual, max(factors))

    def factor(self, now: float, scenario: Scenario) -> float:
        before = any(day - FESTIVAL_DAYS <= now < day for day in self.festivals)
        return _more(scenario) * (_before(scenario, self.seen) if before else 1.0)


def _more(scenario: Scenario) -> float:
    return 1 + scenario.arrivals_percent / 100


def _before(scenario: Scenario, seen: float) -> float:
    chosen = scenario.festival_percent
    return seen if chosen is None else 1 + chosen / 100
