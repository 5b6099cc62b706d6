"""The periods of official statistics: month, quarter, half-year and year, and where a bureau cuts them off."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from mediation.rules.errors import BadInput
from mediation.rules.messages import say
from mediation.rules.vocabulary import Term

SETTING = "period_end"
"""The last day of a statistical year as 12-31; months end on that day of the month, or on their own last day."""
USUAL = "12-31"
NAMED = re.compile(r"(?P<year>(?:19|20)\d\d)(?:-(?P<month>\d\d)|(?P<part>[QH])(?P<n>[1-4]))?")
EARLIEST = 1990


class PeriodKind(Term):
    MONTH = "month", "月报"
    QUARTER = "quarter", "季报"
    HALF = "half", "半年报"
    YEAR = "year", "年报"

    @property
    def months(self) -> int:
        return {"month": 1, "quarter": 3, "half": 6, "year": 12}[self.value]


@dataclass(frozen=True, slots=True)
class YearEnd:
    """On which day a statistical year ends; a day that its month does not have is the month's last."""

    month: int = 12
    day: int = 31

    @classmethod
    def read(cls, text: str | None) -> YearEnd:
        """The setting's value; the calendar's own year where there is none that can be read."""
        month, _, day = (text or USUAL).partition("-")
        if month.isascii() and month.isdigit() and day.isascii() and day.isdigit():
            found = cls(int(month), int(day))
            if 1 <= found.month <= 12 and 1 <= found.day <= monthrange(2023, found.month)[1]:
                return found
        return cls()

    def end_of(self, year: int, month: int) -> date:
        """The last day of the statistical month of that name."""
        last = monthrange(year, month)[1]
        whole = self.day >= monthrange(2023, self.month)[1]  # the year ends with a month: so do all months
        return date(year, month, last if whole else min(self.day, last))


@dataclass(frozen=True, slots=True)
class Period:
    """One period by its name: 2026-08, 2026Q3, 2026H2, 2026."""

    name: str
    kind: PeriodKind
    first: date
    last: date

    def holds(self, day: date) -> bool:
        return self.first <= day <= self.last


def period(name: str, ends: YearEnd = YearEnd()) -> Period:
    """The period of that name; BadInput for what is none."""
    found = NAMED.fullmatch(name)
    if found is None:
        raise BadInput.at("period", say("统计期写成 2026-08、2026Q3、2026H2 或者 2026"))
    year, n = int(found["year"]), int(found["n"] or found["month"] or 1)
    kind = _kind(found)
    if year < EARLIEST or not 1 <= n <= 12 // kind.months:
        raise BadInput.at("period", say("统计期写成 2026-08、2026Q3、2026H2 或者 2026"))
    return _made(kind, year, n, ends)


def _kind(found: re.Match[str]) -> PeriodKind:
    if found["month"]:
        return PeriodKind.MONTH
    return {"Q": PeriodKind.QUARTER, "H": PeriodKind.HALF}.get(found["part"], PeriodKind.YEAR)


def _made(kind: PeriodKind, year: int, n: int, ends: YearEnd) -> Period:
    """Months keep the calendar's names; a longer period is counted from the year's own end."""
    if kind is PeriodKind.MONTH:
        last = _month(year, n)
    else:
        last = _month(year, ends.month - 12 + n * kind.months)
    before = _month(last[0], last[1] - kind.months)
    name = {"month": f"{year}-{n:02}", "quarter": f"{year}Q{n}", "half": f"{year}H{n}"}
    return Period(
        name.get(kind.value, str(year)), kind, ends.end_of(*before) + timedelta(days=1), ends.end_of(*last)
    )


def _month(year: int, month: int) -> tuple[int, int]:
    """A month counted on or back over the ends of years."""
    years, rest = divmod(month - 1, 12)
    return year + years, rest + 1


def before(one: Period, ends: YearEnd) -> Period:
    """The period of the same kind that ends just before this one."""
    return holding(one.first - timedelta(days=1), one.kind, ends)


def year_before(one: Period, ends: YearEnd) -> Period:
    """The same period of the year before."""
    return period(str(int(one.name[:4]) - 1) + one.name[4:], ends)


def after(one: Period, ends: YearEnd) -> Period:
    """The period of the same kind that begins just after this one."""
    return holding(one.last + timedelta(days=1), one.kind, ends)


def holding(day: date, kind: PeriodKind, ends: YearEnd) -> Period:
    """The period of that kind in which the day lies."""
    for year in (day.year, day.year + 1, day.year - 1):
        for n in range(1, 12 // kind.months + 1):
            found = _made(kind, year, n, ends)
            if found.holds(day):
                return found
    raise AssertionError(day)


def newest_ended(today: date, kind: PeriodKind, ends: YearEnd) -> Period:
    """The last period of that kind that is over."""
    return before(holding(today, kind, ends), ends)


def months_of(one: Period, ends: YearEnd) -> tuple[Period, ...]:
    """The months that make up the period, in order."""
    found, day = [], one.first
    while day <= one.last:
        month = holding(day, PeriodKind.MONTH, ends)
        found.append(month)
        day = month.last + timedelta(days=1)
    return tuple(found)
