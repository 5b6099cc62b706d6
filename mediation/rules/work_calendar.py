"""Which days people work: rest days, weekends worked instead, and years that nobody has entered yet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cache
from types import MappingProxyType

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class YearTable:
    """Rest days of one year beyond ordinary weekends, and weekends worked instead."""

    holidays: frozenset[date] = frozenset()
    workdays: frozenset[date] = frozenset()
    provisional: bool = False
    """Nobody has entered the year's arrangement: weekends and holidays of fixed date only."""


@cache
def provisional_year(year: int) -> YearTable:
    """What can be known beforehand: holidays of fixed date (放假办法 2), no lunar ones, nothing moved."""
    fixed = [(1, 1), (5, 1), (10, 1), (10, 2), (10, 3)]
    if year >= 2025:  # the amendment of 2024-11-10 made 13 holidays, with 5-2 among them
        fixed.append((5, 2))
    return YearTable(frozenset(date(year, month, day) for month, day in fixed), provisional=True)


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """The years that have been entered; any other year is a provisional one."""

    years: Mapping[int, YearTable] = field(default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "years", MappingProxyType(dict(self.years)))

    def year(self, year: int) -> YearTable:
        """The table of that year; a provisional one when nobody has entered it."""
        return self.years.get(year) or provisional_year(year)

    def with_days(self, days: Iterable[tuple[date, bool]]) -> WorkCalendar:
        """The calendar with days set by hand as rest (True) or work (False); later ones prevail."""
        years = dict(self.years)
        for day, is_rest in days:
            table = years.get(day.year) or provisional_year(day.year)
            years[day.year] = replace(
                table,
                holidays=table.holidays | {day} if is_rest else table.holidays - {day},
                workdays=table.workdays - {day} if is_rest else table.workdays | {day},
            )
        return WorkCalendar(years)


def is_rest_day(day: date, calendar: WorkCalendar) -> bool:
    """Whether nobody works on that day: a holiday, or a weekend that was not made a working day."""
    table = calendar.year(day.year)
    return day in table.holidays or (day.weekday() >= 5 and day not in table.workdays)


def next_working_day(day: date, calendar: WorkCalendar) -> date:
    """The day itself when it is a working day, else the first working day after it."""
    while is_rest_day(day, calendar):
        day += ONE_DAY
    return day
