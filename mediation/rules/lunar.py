"""Days of the farmers' calendar (农历) by the common one, the Spring Festival among them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from borax.calendars.lunardate import LunarDate

LATEST_LUNAR = 2100
"""The library's table ends there."""


def lunar_day(year: int, month: int, day: int) -> date:
    """ValueError after 2100, and for a day that the year does not have."""
    if year > LATEST_LUNAR:
        raise ValueError(year)
    found = LunarDate(year, month, day).to_solar_date()
    return date(found.year, found.month, found.day)


def spring_festivals(first: date, last: date) -> Iterator[date]:
    """The Spring Festivals (春节) from the first day to the last."""
    for year in range(first.year, last.year + 1):
        if first <= (day := lunar_day(year, 1, 1)) <= last:
            yield day
