"""Cases registered in a week by place and kind: counted whole, and again when one was entered late or corrected."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import CTE, Date, Integer, Select, cast, delete, func, insert, literal, select, union_all

from mediation.model import Case, CaseEvent, CountedWeek, WeeklyCount
from mediation.rules.backlog import week_of
from mediation.rules.clock import SHANGHAI, Clock
from mediation.rules.regions import DIGITS_OF, LENGTH
from mediation.rules.rising import YEAR
from mediation.rules.vocabulary import Level
from mediation.services.unit_of_work import UnitOfWork

WEEK = timedelta(days=7)
WEEKS = 4 * (2 * YEAR + 1)
"""Four weeks of now, and two years before."""
CHANGING = ("case:registered", "case:corrected")
"""The events after which a week may count otherwise."""
PLACES = (Level.VILLAGE, Level.TOWNSHIP, Level.COUNTY)
ABOVE = {Level.VILLAGE: Level.TOWNSHIP, Level.TOWNSHIP: Level.COUNTY, Level.COUNTY: Level.CITY}


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
    registered = (Case.registered_at >= start_of(week_on), Case.registered_at < start_of(week_on + WEEK))
    alike = (
        select(Case.region_code, Case.category_code, func.count().label("n"))
        .where(*registered)
        .group_by(Case.region_code, Case.category_code)
        .cte("alike")
    )
    uow.session.execute(
        insert(WeeklyCount).from_select(
            ["region_code", "category_code", "week_on", "n"],
            union_all(*(_counts_at(level, alike, week_on) for level in PLACES)),
        )
    )
    return uow.session.scalar(select(func.count()).select_from(Case).where(*registered)) or 0


def _counts_at(level: Level, alike: CTE, week_on: date) -> Select[Any]:
    """The places of that level with what is registered in them or in what lies in them."""
    code, kind, digits = alike.c.region_code, alike.c.category_code, DIGITS_OF[level]
    own, above = func.substr(code, 1, digits), func.substr(code, 1, DIGITS_OF[ABOVE[level]])
    place = (own + "0" * (LENGTH - digits)).label("lies_in")
    return (
        select(place, kind, literal(week_on, Date()), cast(func.sum(alike.c.n), Integer))
        .where(own != above + "0" * (digits - DIGITS_OF[ABOVE[level]]))
        .group_by("lies_in", kind)
    )
