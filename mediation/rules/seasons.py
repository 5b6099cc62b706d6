"""Times of the year before which disputes must not lie: 春节 by the lunar calendar, others by the common one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from mediation.rules.lunar import lunar_day
from mediation.rules.messages import say

SHIPPED = (say("春节"), say("春耕"), say("秋收"))
"""The names of those that the product brings, for the catalogues."""


@dataclass(frozen=True, slots=True)
class Season:
    """A day of the year, how many days before it is looked, and which kinds of dispute are looked for."""

    name: str
    lunar: bool
    month: int
    day: int
    days_before: int
    kinds: tuple[str, ...]

    def comes_on(self, year: int) -> date:
        """In that year, by the common calendar."""
        if not self.lunar:
            return date(year, self.month, self.day)
        return lunar_day(year, self.month, self.day)

    def coming(self, today: date) -> date | None:
        """The day that is near enough to be looked for, today included; None when none is."""
        for year in (today.year, today.year + 1):
            on = self.comes_on(year)
            if on - timedelta(days=self.days_before) <= today <= on:
                return on
        return None
