"""Cases registered in a week by place and kind: counted whole, and again when one was entered late or corrected."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from sqlalchemy import delete, func, insert, select

from mediation.model import Case, CaseEvent, CountedWeek, WeeklyCount
from mediation.rules.backlog import week_of
from mediation.rules.clock import SHANGHAI, Clock
from mediation.rules.regions import ancestor_at
from mediation.rules.rising import YEAR
from mediation.rules.vocabulary import Level
from mediation.services.unit_of_work import UnitOfWork

WEEK = timedelta(days=7)
WEEKS = 4 * (2 * YEAR + 1)
"""Four weeks of now, and two years before."""
CHANGING = ("case:registered", "case:corrected")
"""The events after which a week may count otherwise."""
PLACES = (Level.VILLAGE, Level.TOWNSHIP, Level.COUNTY)


def start_of(day: date) -> datetime:
    return datetime.combine(day, time(0), SHANGHAI)


def weeks_to_count(uow: UnitOfWork, today: date) -> Iterator[date]:
    """Whole weeks that were never counted or changed since, the oldest first; from the first case on."""
    this = week_of(today)
    counted = {
        row.week_on: row.counted_at
        for row in uow.session.scalars(select(CountedWeek).where(CountedWeek.week_on >= this - WEEKS * WEEK))
    }
    first = uow.session.scalar(
        select(func.min(Case.registered_at)).where(Case.registered_at >= start_of(this - WEEKS * WEEK))
    )
    if first is None:
        return
    changed = _changed_since(uow, min(counted.values())) if counted else {}
    week = week_of(first.astimezone(SHANGHAI).date())
    while week < this:
        if week not in counted or changed.get(week, counted[week]) > counted[week]:
            yield week
        week += WEEK


def _changed_since(uow: UnitOfWork, since: datetime) -> dict[date, datetime]:
    """By week of registration, the last event after that instant that may have changed its count."""
    rows = uow.session.execute(
        select(Case.registered_at, CaseEvent.recorded_at)
        .join(Case, Case.id == CaseEvent.case_id)
        .where(CaseEvent.recorded_at >= since, CaseEvent.tag.in_(CHANGING))
    )
    last: dict[date, datetime] = {}
    for registered_at, recorded_at in rows:
        week = week_of(registered_at.astimezone(SHANGHAI).date())
        last[week] = max(recorded_at, last.get(week, recorded_at))
    return last


def count_week(uow: UnitOfWork, *, clock: Clock, week_on: date) -> int:
    """Count it in place of what stood there; how many cases."""
    uow.session.execute(delete(WeeklyCount).where(WeeklyCount.week_on == week_on))
    uow.session.execute(delete(CountedWeek).where(CountedWeek.week_on == week_on))
    uow.session.add(CountedWeek(week_on=week_on, counted_at=clock.now()))
    rows = uow.session.execute(
        select(Case.region_code, Case.category_code, func.count())
        .where(Case.registered_at >= start_of(week_on), Case.registered_at < start_of(week_on + WEEK))
        .group_by(Case.region_code, Case.category_code)
    )
    counts, whole = Counter[tuple[str, str]](), 0
    for code, kind, n in rows:
        whole += n
        for place in {ancestor_at(code, level) for level in PLACES}:
            if place is not None:
                counts[place, kind] += n
    values = [
        {"region_code": place, "category_code": kind, "week_on": week_on, "n": n}
        for (place, kind), n in counts.items()
    ]
    if values:
        uow.session.execute(insert(WeeklyCount), values)
    return whole
