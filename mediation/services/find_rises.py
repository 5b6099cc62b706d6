"""Places and kinds whose last four weeks have risen against their own past: villages, townships, then counties.

The places of a county are looked at together, since one person reads what comes of it. A wider place is told only where
it has risen without those in it that are told already.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import cache, partial
from uuid import UUID

from sqlalchemy import ColumnElement, func, select

from mediation.model import Case, Category, EarlyWarning, Organisation, Region, WeeklyCount
from mediation.rules.backlog import week_of
from mediation.rules.clock import Clock
from mediation.rules.early_warnings import (
    MOST_CASES,
    QUIET_DAYS,
    RISING_LEAST,
    RISING_LEAST_IN_VILLAGE,
    RISING_PERCENT,
    WarningKind,
    likelihood,
)
from mediation.rules.regions import ancestor_at, is_within, span
from mediation.rules.rising import (
    Demands,
    Rise,
    Series,
    comparable,
    lengths_of,
    risen,
    seasons_of,
    spreads_of,
)
from mediation.rules.vocabulary import Level
from mediation.services.chosen_number import chosen_number
from mediation.services.count_weeks import WEEK, WEEKS, start_of
from mediation.services.raise_warning import WarningFound, raise_warning, subject_of
from mediation.services.unit_of_work import UnitOfWork
from mediation.services.watchers import nearest_watcher

VILLAGE = func.substr(WeeklyCount.region_code, 10) != "000"
COUNTY = func.substr(WeeklyCount.region_code, 7) == "000000"
Cell = tuple[str, str]
Weeks = Mapping[Cell, Mapping[date, int]]


def find_rises(uow: UnitOfWork, *, clock: Clock, county: str, seasons: Mapping[str, Sequence[float]]) -> int:
    """Tell what has risen in a county by the end of last week; how many were told."""
    until = week_of(clock.today())
    percent = chosen_number(uow, RISING_PERCENT, clock.today())
    demands = Demands(least=chosen_number(uow, RISING_LEAST, clock.today()), false_share=percent / 100)
    counted = _counted(uow, until, ~VILLAGE, WeeklyCount.region_code.between(*span(county)))
    blocks = {cell: _blocks(weeks, until) for cell, weeks in counted.items()}
    lengths = lengths_of(blocks, county)
    wide = comparable(blocks, county, lengths)
    spreads = spreads_of([one for one in wide if one.place != county], seasons)
    rises = _in_villages(uow, clock, county, until, seasons, spreads, demands.false_share, lengths)
    for narrow in (True, False):
        some = [one for one in wide if (one.place != county) is narrow]
        rises += risen([_without(one, rises) for one in some], seasons, len(some), demands, spreads)
    watcher, quiet = (
        cache(partial(nearest_watcher, uow.session, today=clock.today())),
        _told_lately(uow, clock),
    )
    told = 0
    for rise in rises:
        place = rise.series.place
        to = watcher(ancestor_at(place, Level.TOWNSHIP) or place)
        if to is not None and subject_of(uow, WarningKind.RISING, _about(rise)) not in quiet:
            told += _tell(uow, clock, rise, until, to) is not None
    return told


def seasons_everywhere(uow: UnitOfWork, today: date) -> dict[str, tuple[float, ...]]:
    """By kind, how each time of the year compares with the year's mean, over all counties."""
    until, whole = week_of(today), defaultdict[str, list[int]](lambda: [0] * (WEEKS // 4))
    for (_, kind), weeks in _counted(uow, until, COUNTY).items():
        for n, count in enumerate(_blocks(weeks, until)):
            whole[kind][n] += count
    return {kind: seasons_of(blocks) for kind, blocks in whole.items()}


def _counted(uow: UnitOfWork, until: date, *clauses: ColumnElement[bool]) -> Weeks:
    rows = uow.session.execute(
        select(WeeklyCount.region_code, WeeklyCount.category_code, WeeklyCount.week_on, WeeklyCount.n).where(
            WeeklyCount.week_on >= until - WEEKS * WEEK, WeeklyCount.week_on < until, *clauses
        )
    )
    found = defaultdict[Cell, dict[date, int]](dict)
    for place, kind, week, n in rows:
        found[place, kind][week] = n
    return found


def _blocks(weeks: Mapping[date, int], until: date) -> list[int]:
    """In blocks of four weeks, the newest first."""
    blocks = [0] * (WEEKS // 4)
    for week, n in weeks.items():
        blocks[((until - week).days - 1) // 28] += n
    return blocks


def _in_villages(
    uow: UnitOfWork,
    clock: Clock,
    county: str,
    until: date,
    seasons: Mapping[str, Sequence[float]],
    spreads: Mapping[str, float],
    false_share: float,
    lengths: Mapping[str, int],
) -> list[Rise]:
    """Only those with enough cases now are read; all that have any in two years count as looked at."""
    least = chosen_number(uow, RISING_LEAST_IN_VILLAGE, clock.today())
    here = WeeklyCount.region_code.between(*span(county)) & VILLAGE
    kinds = defaultdict[str, set[str]](set)
    for place, kind in uow.session.execute(
        select(WeeklyCount.region_code, WeeklyCount.category_code)
        .where(here, WeeklyCount.week_on >= until - 4 * WEEK, WeeklyCount.week_on < until)
        .group_by(WeeklyCount.region_code, WeeklyCount.category_code)
        .having(func.sum(WeeklyCount.n) >= least)
    ):
        kinds[place].add(kind)
    if not kinds:
        return []
    looked_at = select(WeeklyCount.region_code, WeeklyCount.category_code).where(here).distinct().subquery()
    tests = uow.session.scalar(select(func.count()).select_from(looked_at)) or 0
    chosen = [
        Series(place, kind, tuple(_blocks(weeks, until)[: 1 + lengths.get(f"{place[:9]}000", 0)]))
        for (place, kind), weeks in _counted(uow, until, WeeklyCount.region_code.in_(kinds)).items()
        if kind in kinds[place]
    ]
    return risen(chosen, seasons, tests, Demands(least=least, false_share=false_share), spreads)


def _without(one: Series, told: Iterable[Rise]) -> Series:
    """The same place as if what is told of within it had stayed as usual."""
    inside = [
        rise
        for rise in told
        if rise.series.kind == one.kind
        and rise.series.place != one.place
        and is_within(rise.series.place, one.place)
    ]
    beyond = sum(rise.series.now - round(rise.usual) for rise in inside)
    return replace(one, blocks=(max(0, one.now - beyond), *one.blocks[1:])) if inside else one


def _about(rise: Rise) -> str:
    return f"{rise.series.place} {rise.series.kind}"


def _tell(uow: UnitOfWork, clock: Clock, rise: Rise, until: date, to: Organisation) -> UUID | None:
    place, kind = rise.series.place, rise.series.kind
    region = uow.session.get(Region, place)
    if region is None:
        return None
    content = {
        "place": region.name,
        "kind": uow.session.get_one(Category, kind).name,
        "now": rise.series.now,
        "blocks": len(rise.series.blocks) - 1,
        "usual": f"{rise.usual:.1f}" if rise.usual >= 0.05 else "＜0.1",
        "chance": likelihood(rise.chance),
        "season": f"{rise.season:.1f}",
        "spread": f"{rise.spread:.1f}",
        "counts": list(rise.series.blocks),
        "until": (until - timedelta(days=1)).isoformat(),
    }
    found = WarningFound(
        kind=WarningKind.RISING,
        about=_about(rise),
        region_code=place,
        to=to,
        content=content,
        case_ids=_cases(uow, place, kind, until),
    )
    return raise_warning(uow, clock=clock, found=found)


def _told_lately(uow: UnitOfWork, clock: Clock) -> set[bytes]:
    """The subjects that were told not long ago: the same weeks would be told again."""
    since = clock.now() - timedelta(days=QUIET_DAYS)
    lately = select(EarlyWarning.subject).where(
        EarlyWarning.kind == WarningKind.RISING, EarlyWarning.raised_at >= since
    )
    return set(uow.session.scalars(lately))


def _cases(uow: UnitOfWork, place: str, kind: str, until: date) -> list[UUID]:
    rows = uow.session.scalars(
        select(Case.id)
        .where(
            Case.registered_at >= start_of(until - 4 * WEEK),
            Case.registered_at < start_of(until),
            Case.region_code.between(*span(place)),
            Case.category_code == kind,
        )
        .order_by(Case.registered_at.desc(), Case.id)
        .limit(MOST_CASES)
    )
    return list(rows)
