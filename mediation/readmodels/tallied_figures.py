"""The figures of an area counted from the tallies: any level, any period of a year, whatever it is narrowed down to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from weakref import WeakKeyDictionary

import numpy as np
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from mediation.readmodels.backlog_cells import Scope
from mediation.readmodels.backlog_counted import BESIDE, Figures
from mediation.readmodels.backlog_matrix import Group, part_length
from mediation.readmodels.backlog_movement import Movement
from mediation.readmodels.ordered_rows import Ordered, Rows
from mediation.readmodels.tallied_cells import (
    ONWARD,
    TO_COURT,
    at_court,
    danger,
    gone,
    late,
    left_by,
    returned,
    waiting,
    warned,
)
from mediation.readmodels.tallied_loads import loads
from mediation.readmodels.tallied_places import HOLDERS
from mediation.readmodels.tallied_rows import Chosen, OfArea, of_area
from mediation.readmodels.tallied_weeks import Weekly, weekly
from mediation.readmodels.tallies import AGO, BACK
from mediation.rules.alike import counts, occurring, once, together
from mediation.rules.backlog import OLDEST, WENT_BY, AgeBand, Figure, Holder
from mediation.rules.tally import Column, Flag
from mediation.rules.vocabulary import Level
from mediation.services.case_lines import ENDS, ROADS, WAYS

Alike = tuple[str, Holder, str, AgeBand]
BANDS = tuple(AgeBand)
MOST_KNOWN = 64
"""So many pages' sums are kept until something changes."""
OLDEST_DAYS = [days for band in AgeBand if (days := OLDEST[band]) is not None]


@dataclass(slots=True)
class Sums:
    """What is added up over the cases that were kept and those that were read again."""

    open: Counter[Alike] = field(default_factory=Counter)
    late: Counter[Alike] = field(default_factory=Counter)
    courts: Counter[str] = field(default_factory=Counter)
    beside: Counter[Figure] = field(default_factory=Counter)
    moved: Movement = field(default_factory=Movement)


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts of the area, and in which of them each organisation sits."""

    names: tuple[str, ...]
    of: Column

    @classmethod
    def of_area(cls, one: Chosen, digits: int) -> Parts:
        names, numbers = np.unique(one.places.regions[one.within].astype(f"S{digits}"), return_inverse=True)
        part_of = np.zeros(len(one.within), dtype=np.int32)
        part_of[one.within] = numbers
        return cls(tuple(name.decode() for name in names), part_of)

    def holding(self, cases: Rows) -> tuple[Column, int]:
        """The part of each case, and how many there are."""
        return self.of.take(cases["organisation"]), len(self.names)


def tallied_figures(session: Session, scope: Scope, level: Level, now: datetime) -> Figures | None:
    """What the page of an area counts, now or as of a moment ago; None where the tallies cannot say it."""
    if scope.narrowed.since < scope.today - BACK:
        return None
    found = of_area(session, scope, now - AGO)
    if found is None:
        return None
    engine = session.get_bind().engine
    known = _known_of(engine, found)
    sums = known.get((scope, level))
    if sums is None:
        if len(known) >= MOST_KNOWN:
            known.clear()
        year = weekly(engine, found.both[0].indexed, found.both[0].places, scope.today)
        sums = known[(scope, level)] = summed(found, scope, level, year)
    return as_figures(session, sums, found, found.as_of or now)


def as_figures(session: Session, sums: Sums, found: OfArea, counted_at: datetime) -> Figures:
    """What was added up, with who leads most."""
    moved = replace(sums.moved, loads=tuple(loads(session, found.both)))
    groups = tuple(Group(*alike, n, sums.late[alike]) for alike, n in sums.open.items())
    beside = {figure: sums.beside[figure] for figure in (*BESIDE, Figure.CONFIRMING)}
    return Figures(groups, dict(+sums.courts), beside, moved, counted_at)


Known = dict[tuple[Scope, Level], Sums]
_known: WeakKeyDictionary[Engine, tuple[tuple[object, ...], Known]] = WeakKeyDictionary()


def forget_sums() -> None:
    """Add up anew whatever is asked for next, as after a case has changed."""
    _known.clear()


def _known_of(engine: Engine, found: OfArea) -> Known:
    """What was added up of these very cases at these very places: nothing once one of them has changed."""
    of = (*(one.indexed for one in found.both), found.both[0].stands, found.places)
    held = _known.get(engine)
    if held is None or any(one is not other for one, other in zip(held[0], of, strict=True)):
        held = _known[engine] = (of, {})
    return held[1]


def summed(found: OfArea, scope: Scope, level: Level, year: Weekly | None = None) -> Sums:
    """All that the page counts of those cases; of the weeks that `year` knows only what it does not."""
    sums, (kept, _) = Sums(), found.both
    for one in (one for one in found.both if len(one.tally)):
        parts = Parts.of_area(one, part_length(level))
        known = year if one is kept and year and year.knows(scope.narrowed) else None
        _add_open(sums, one, parts, scope)
        _add_beside(sums, one, parts, scope)
        _add_entered(sums, one, parts, scope, known)
        _add_ended(sums, one, parts, scope, known)
        _add_stays(sums, one, scope)
        _add_moves(sums, one, scope)
    sums.moved.stays = +sums.moved.stays
    sums.moved.standing = sums.open.total()
    return sums


def _period(scope: Scope) -> tuple[date, date]:
    return scope.narrowed.since, scope.narrowed.until


def _add_open(sums: Sums, one: Chosen, parts: Parts, scope: Scope) -> None:
    still = one.flagged(Flag.OPEN)
    days = scope.today.toordinal() - still["registered"]
    band: Column = np.array([days > oldest for oldest in OLDEST_DAYS]).sum(axis=0)
    states = one.tally.words["state"]
    for (part, holder, state, age, overdue), n in together(
        parts.holding(still),
        (one.levels(still), len(HOLDERS)),
        (still["state"], len(states)),
        (band, len(BANDS)),
        (late(still, scope), 2),
    ):
        alike = (parts.names[part], HOLDERS[holder], states[state], BANDS[age])
        sums.open[alike] += n
        sums.late[alike] += n if overdue else 0


def _add_beside(sums: Sums, one: Chosen, parts: Parts, scope: Scope) -> None:
    for (part,), n in together(parts.holding(at_court(one))):
        sums.courts[parts.names[part]] += n
    sums.beside.update(
        {
            Figure.DANGER: len(danger(one)),
            Figure.WAITING: len(waiting(one)),
            Figure.RETURNED: len(returned(one, *_period(scope))),
            Figure.BROKEN: len(one.flagged(Flag.BROKEN)),
            Figure.YELLOW: len(warned(one, scope)),
            Figure.CONFIRMING: len(one.flagged(Flag.CONFIRMING)),
        }
    )


def _weeks(days: Column, scope: Scope) -> tuple[Column, int]:
    since, until = _period(scope)
    return (days - since.toordinal()) // 7, (until - since).days // 7 + 1


def _read_again(one: Chosen, order: Ordered, scope: Scope) -> Rows:
    """The cases of the period that no longer stand."""
    again, (first, last) = one.again, _period(scope)
    days = again[order.day]
    return one.here(again.where((days >= first.toordinal()) & (days <= last.toordinal())))


def _of_period(
    one: Chosen, order: Ordered, scope: Scope, count: Callable[[Rows], Column], known: Column | None
) -> Column:
    """What `count` says of the cases of the period that stand: of all, if that is not known, less those read again."""
    found = count(one.here(order.between(*_period(scope)))) if known is None else known
    return found if one.stands is None else found - count(_read_again(one, order, scope))


def _add_entered(sums: Sums, one: Chosen, parts: Parts, scope: Scope, year: Weekly | None) -> None:
    def count(came: Rows) -> Column:
        return counts(_weeks(came["registered"], scope), parts.holding(came))

    known = None if year is None else year.of_parts(year.entered, one.within, parts.of, scope.narrowed.since)
    for (week, where), n in occurring(_of_period(one, one.indexed.registered, scope, count, known)):
        sums.moved.entered[(week, parts.names[where])] += n


def _add_ended(sums: Sums, one: Chosen, parts: Parts, scope: Scope, year: Weekly | None) -> None:
    def count(ended: Rows) -> Column:
        ways = (left_by(ended), len(WAYS))
        return counts(ways, _weeks(ended["concluded"], scope), parts.holding(ended))

    known = None if year is None else year.of_parts(year.ended, one.within, parts.of, scope.narrowed.since)
    for (way, week, where), n in occurring(_of_period(one, one.indexed.concluded, scope, count, known)):
        sums.moved.ended[(week, parts.names[where], WAYS[way])] += n


def _add_stays(sums: Sums, one: Chosen, scope: Scope) -> None:
    """The last stays of the cases that ended: of all, less those read again."""
    order, by_end = one.indexed.concluded, Counter[tuple[int, ...]]()
    for ended, times in ((one.here(order.between(*_period(scope))), 1), (_read_again(one, order, scope), -1)):
        holders, ends = (one.levels(ended), len(HOLDERS)), (ended["end"], len(ENDS))
        for (holder, way, length), n in together(
            holders, (left_by(ended), len(WAYS)), _lasted(ended["lasted"])
        ):
            sums.moved.stays[(HOLDERS[holder], WAYS[way], length)] += times * n
        for of, n in together(holders, (ended["road"], len(ROADS)), ends):
            by_end[of] += times * n
    for (holder, road, end), n in (+by_end).items():
        sums.moved.left[(HOLDERS[holder], WENT_BY[ENDS[end]])] += n
        sums.moved.concluded[(HOLDERS[holder], ROADS[road], ENDS[end])] += n


def _lasted(days: Column) -> tuple[Column, int]:
    whole = np.maximum(days, 0)
    return whole, int(whole.max(initial=0)) + 1


def _add_moves(sums: Sums, one: Chosen, scope: Scope) -> None:
    """A case counts once for each way, its stays each."""
    left = gone(one, scope, *_period(scope))
    case = left["row"]
    before = (one.places.holders.take(left["left"]), len(HOLDERS))
    after = (one.places.holders.take(left["onward"]), len(HOLDERS))
    way = (ONWARD[before[0], after[0]], len(WAYS))
    for (level, went, days), n in together(before, way, _lasted(left["lasted"])):
        sums.moved.stays[(HOLDERS[level], WAYS[went], days)] += n
    for (level, onward), n in together(*once(case, before, after)):
        sums.moved.paths[(HOLDERS[level], HOLDERS[onward])] += n
    again = _concluded_so(one, case, before[0], way[0], scope)
    case, before, way = case[~again], (before[0][~again], before[1]), (way[0][~again], way[1])
    for (level, went), n in together(*once(case, before, way)):
        sums.moved.left[(HOLDERS[level], WAYS[went])] += n


def _concluded_so(one: Chosen, case: Column, level: Column, way: Column, scope: Scope) -> Column:
    """Of each move whether its case was concluded in the same way on the same level too, and counts there."""
    to_court = np.flatnonzero(way == TO_COURT)  # the only way that both have
    cases = one.these(case[to_court])
    since, until = (day.toordinal() for day in _period(scope))
    days = cases["concluded"]
    ended = (left_by(cases) == TO_COURT) & (days >= since) & (days <= until)
    ended &= (one.levels(cases) == level[to_court]) & one.within.take(cases["organisation"])
    if (fits := one.fits(cases)) is not None:
        ended &= fits
    found = np.zeros(len(case), dtype=bool)
    found[to_court[ended]] = True
    return found
