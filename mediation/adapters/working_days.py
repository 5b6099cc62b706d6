"""The working calendar: chinesecalendar's years (2004-2026), and above them the administrator's table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from typing import Protocol

from mediation.rules.regions import is_within
from mediation.rules.terms import WorkCalendar, YearTable

STATUTORY_HOLIDAYS = 13
"""全国年节及纪念日放假办法 2 as of 2024-11-10."""


class EnteredDay(Protocol):
    """A row of the administrator's table; region '' is the whole country."""

    @property
    def day(self) -> date: ...
    @property
    def is_rest(self) -> bool: ...
    @property
    def region_code(self) -> str: ...


def library_calendar(entered: Iterable[EnteredDay] = (), region_code: str = "") -> WorkCalendar:
    """The working days of a region: the library, then the country's entered days, then nearer regions'.

    A year that the library lacks stays provisional until the country's 13 statutory holidays are entered.
    """
    rows = sorted(
        (row for row in entered if not row.region_code or is_within(region_code, row.region_code)),
        key=lambda row: row.region_code and row.region_code.rstrip("0"),
    )
    if not rows:
        return WorkCalendar(_library_years())
    changed = WorkCalendar(_library_years()).with_days((row.day, row.is_rest) for row in rows)
    return WorkCalendar({**changed.years, **_published(changed, rows)})


def _published(calendar: WorkCalendar, rows: Iterable[EnteredDay]) -> dict[int, YearTable]:
    """The years for which the whole country's holidays have been entered: no longer provisional."""
    rests: dict[int, set[date]] = {}
    for row in rows:
        if row.is_rest and not row.region_code:
            rests.setdefault(row.day.year, set()).add(row.day)
    full = (year for year, days in rests.items() if len(days) >= STATUTORY_HOLIDAYS)
    tables = ((year, calendar.year(year)) for year in full)
    return {year: YearTable(table.holidays, table.workdays) for year, table in tables}


@cache
def _library_years() -> Mapping[int, YearTable]:
    """The library's table by year, read once per process."""
    from chinese_calendar import constants

    years = range(min(constants.holidays).year, max(constants.holidays).year + 1)
    return {
        year: YearTable(
            frozenset(day for day in constants.holidays if day.year == year),
            frozenset(day for day in constants.workdays if day.year == year),
        )
        for year in years
    }
