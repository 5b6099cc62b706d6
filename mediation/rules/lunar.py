"""The Spring Festival (春节): the first day of the first month of the farmers' calendar."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from borax.calendars.lunardate import LunarDate


def spring_festival(year: int) -> date:
    """Of a year from 1901 to 2100; ValueError outside."""
    day = LunarDate(year, 1, 1).to_solar_date()
    return date(day.year, day.month, day.day)


def spring_festivals(first: date, last: date) -> Iterator[date]:
    """Those from the first day to the last."""
    for year in range(first.year, last.year + 1):
        if first <= (day := spring_festival(year)) <= last:
            yield day
