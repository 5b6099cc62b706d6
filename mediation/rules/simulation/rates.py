"""How an area works, read off its own past: who comes, how long each waits and is handled, how it ends, who is free."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from random import Random
from statistics import quantiles
from uuid import UUID

from mediation.rules.backlog import Holder, Went

FESTIVAL_DAYS = 30
"""How many days before the Spring Festival count as before it."""
FEW = 10
"""Arrivals that would have been expected before the festival, below which nothing is read off them."""
FEWEST = 30
"""Stays that must have ended in the period before anything is said about the future."""
BUSY = 95
"""The percentile of cases at once that a mediator can lead."""
WORTH = 20
"""Stays of an organisation from which on its mediators' load says something."""


@dataclass(frozen=True, slots=True)
class Unit:
    """An organisation with its mediators."""

    id: UUID
    level: Holder
    region_code: str
    mediators: int


@dataclass(frozen=True, slots=True)
class Stay:
    """A case with an organisation. Times are days since the period began, and may lie before it."""

    unit: UUID
    arrived: float
    entered: bool
    """It was registered there, not handed over."""
    taken: float | None
    """When its first mediator was appointed."""
    ended: float | None
    """None: it still stands there at the end of the period."""
    went: Went | None
    to: Holder | None = None
    """The level that it was handed to."""


@dataclass(frozen=True, slots=True)
class Served:
    """How one stay went; drawn again whole, so that what belongs together stays together."""

    handling: float | None
    """Days from the appointment to the end; None: it ended without a mediator, after `delay` days."""
    delay: float
    went: Went
    to: Holder | None


@dataclass(frozen=True, slots=True)
class Standing:
    """A case that stands at the beginning."""

    unit: UUID
    handled: float | None
    """Days since its mediator was appointed; None while it waits for one."""


@dataclass(frozen=True, slots=True)
class Rates:
    """All that is drawn from."""

    units: tuple[Unit, ...]
    per_day: Mapping[UUID, float]
    """Cases that are registered with an organisation on an ordinary day."""
    festival: float | None
    """How many times as many come before the Spring Festival; None: the period had none."""
    served: Mapping[Holder, tuple[Served, ...]]
    delays: Mapping[Holder, tuple[float, ...]]
    """Days until a mediator was appointed although one was free."""
    at_once: Mapping[Holder, float]
    """Cases that a mediator leads at once when it is busy."""
    received: Mapping[UUID, int]
    """Cases that were handed to an organisation."""
    standing: tuple[Standing, ...]
    days: float | None = None
    """How long was looked at; None: the rates are known and no estimates."""

    def as_may_be(self, chance: Random) -> Rates:
        """Rates that the same past might as well have come from: an estimate is uncertain, more so from few cases."""
        if self.days is None:
            return self
        per_day = {
            key: rate * chance.gammavariate(n := max(1.0, rate * self.days), 1 / n)
            for key, rate in self.per_day.items()
        }
        served = {level: tuple(chance.choices(seen, k=len(seen))) for level, seen in self.served.items()}
        return replace(self, per_day=per_day, served=served)

    @property
    def levels(self) -> tuple[Holder, ...]:
        held = {unit.level for unit in self.units}
        return tuple(level for level in Holder if level in held)


def calibrate(
    units: Iterable[Unit], stays: Sequence[Stay], days: float, festivals: Sequence[float] = ()
) -> Rates:
    """The rates of a period of so many days; `festivals`: on which of them the Spring Festival was.

    Stays count by the day on which they ended: those that begin late in the period would be too short.
    """
    known = {unit.id: unit for unit in units}
    stays = [stay for stay in stays if stay.unit in known]
    ended = [stay for stay in stays if stay.ended is not None and 0 <= stay.ended < days]
    entered = [stay for stay in stays if stay.entered and 0 <= stay.arrived < days]
    peaks = {key: _peak(list(mine), days) for key, mine in _by_unit(stays)}
    at_once = _at_once(known, peaks, Counter(stay.unit for stay in stays))
    level_of = {key: unit.level for key, unit in known.items()}
    served: dict[Holder, list[Served]] = defaultdict(list)
    for stay in ended:
        served[level_of[stay.unit]].append(_served(stay))
    ordinary, factor = _festival(entered, days, festivals)
    return Rates(
        units=tuple(known.values()),
        per_day={key: n / ordinary for key, n in Counter(stay.unit for stay in entered).items()},
        festival=factor,
        served={level: tuple(found) for level, found in served.items()},
        delays=_delays(known, stays, at_once),
        at_once=at_once,
        received=Counter(stay.unit for stay in stays if not stay.entered),
        standing=tuple(
            Standing(stay.unit, None if stay.taken is None else max(0.0, days - stay.taken))
            for stay in stays
            if stay.ended is None
        ),
        days=days,
    )


def places(unit: Unit, at_once: float) -> int:
    """Cases that an organisation can lead at once; where nobody is a mediator its head leads one."""
    return max(1, round(unit.mediators * at_once))


def _served(stay: Stay) -> Served:
    assert stay.ended is not None
    assert stay.went is not None
    if stay.taken is None:
        return Served(None, stay.ended - stay.arrived, stay.went, stay.to)
    return Served(stay.ended - stay.taken, stay.taken - stay.arrived, stay.went, stay.to)


def _by_unit(stays: Iterable[Stay]) -> Iterator[tuple[UUID, Iterator[Stay]]]:
    return groupby(sorted(stays, key=lambda stay: stay.unit.int), key=lambda stay: stay.unit)


def _peak(stays: Sequence[Stay], days: float) -> float:
    """How many were led at once on a busy day."""
    led = [0] * max(1, int(days))
    for stay in stays:
        if stay.taken is not None:
            last = days if stay.ended is None else stay.ended
            for day in range(max(0, int(stay.taken)), min(len(led), int(last) + 1)):
                led[day] += 1
    return quantiles(led, n=100)[BUSY - 1] if len(led) > 1 else float(led[0])


def _at_once(
    units: Mapping[UUID, Unit], peaks: Mapping[UUID, float], stays: Mapping[UUID, int]
) -> dict[Holder, float]:
    """Of each level what its busiest mediators lead: at least one case."""
    found: dict[Holder, float] = {unit.level: 1.0 for unit in units.values()}
    for key, peak in peaks.items():
        unit = units[key]
        if unit.mediators and stays[key] >= WORTH:
            found[unit.level] = max(found[unit.level], peak / unit.mediators)
    return found


def _delays(
    units: Mapping[UUID, Unit], stays: Sequence[Stay], at_once: Mapping[Holder, float]
) -> dict[Holder, tuple[float, ...]]:
    """Waits of those who came while a mediator was free: what the office itself takes."""
    found: dict[Holder, list[float]] = defaultdict(list)
    for key, mine in _by_unit(stays):
        unit = units[key]
        room = places(unit, at_once[unit.level])
        moments = sorted(_moments(mine), key=lambda one: one[:2])
        led = 0
        for _, change, stay in moments:
            led += change
            if change == 0 and led < room and stay.taken is not None:
                found[unit.level].append(max(0.0, stay.taken - stay.arrived))
    return {level: tuple(waits) for level, waits in found.items()}


def _moments(stays: Iterable[Stay]) -> Iterator[tuple[float, int, Stay]]:
    """Ends before arrivals before appointments."""
    for stay in stays:
        yield stay.arrived, 0, stay
        if stay.taken is not None:
            yield stay.taken, 1, stay
            if stay.ended is not None:
                yield stay.ended, -1, stay


def _festival(entered: Sequence[Stay], days: float, festivals: Sequence[float]) -> tuple[float, float | None]:
    """Ordinary days, weighted so that the rates of all days add up, and the factor of those before the festival."""
    windows = [(max(0.0, day - FESTIVAL_DAYS), min(days, day)) for day in festivals]
    before = sum(max(0.0, last - first) for first, last in windows)
    rest = days - before
    came = sum(any(first <= stay.arrived < last for first, last in windows) for stay in entered)
    expected = len(entered) * before / days
    if before < FESTIVAL_DAYS / 2 or expected < FEW or len(entered) == came:
        return days, None
    factor = (came / before) / ((len(entered) - came) / rest)
    return rest + before * factor, factor
