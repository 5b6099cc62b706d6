"""A holiday of an autonomous area (放假办法 4), as an administrator types it, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from mediation.rules.errors import Problem
from mediation.rules.messages import say
from mediation.rules.work_calendar import WorkCalendar, is_rest_day
from mediation.rules.year_notice import LONGEST, SATURDAY

LONGEST_NAME = 40


@dataclass(frozen=True, slots=True)
class RegionalHoliday:
    """A local holiday of one year in an area, with the weekend days that are worked for it."""

    region_code: str
    name: str
    first_on: date
    last_on: date
    worked: tuple[date, ...] = ()

    def days(self) -> tuple[date, ...]:
        """Every day off, none left out."""
        return tuple(self.first_on + timedelta(n) for n in range((self.last_on - self.first_on).days + 1))


def problems_of(
    given: RegionalHoliday, calendar: WorkCalendar, known: Mapping[date, str]
) -> tuple[Problem, ...]:
    """Everything wrong, given the country's calendar and what other local holidays of the area take."""
    if not given.name.strip():
        return (Problem("name", say("请写明节日的名称，例如那达慕")), *_dates(given, calendar, known))
    if len(given.name) > LONGEST_NAME:
        return (Problem("name", say("最多 {n} 个字", n=LONGEST_NAME)),)
    return tuple(_dates(given, calendar, known))


def _dates(given: RegionalHoliday, calendar: WorkCalendar, known: Mapping[date, str]) -> Iterator[Problem]:
    if given.last_on < given.first_on:
        yield Problem("last_on", say("最后一天早于第一天"))
        return
    if (given.last_on - given.first_on).days >= LONGEST:
        yield Problem("last_on", say("一次放假最多 {n} 天，请核对", n=LONGEST))
        return
    if given.last_on.year != given.first_on.year:
        yield Problem("last_on", say("{day} 不在 {year} 年", day=given.last_on, year=given.first_on.year))
        return
    days = given.days()
    if all(is_rest_day(day, calendar) for day in days):
        yield Problem("first_on", say("这几天全国本来就休息，不用录入"))
    for day in days:
        if day in calendar.year(day.year).holidays:
            yield Problem("first_on", say("{day} 是全国的节假日，不要重复录入", day=day))
        elif day in known:
            yield Problem("first_on", say("{day} 已经是本地的{name}", day=day, name=known[day]))
    yield from _worked(given, days, known)


def _worked(given: RegionalHoliday, days: tuple[date, ...], known: Mapping[date, str]) -> Iterator[Problem]:
    seen = set[date]()
    for day in given.worked:
        if day in seen:
            yield Problem("worked", say("调休上班日 {day} 写了两次", day=day))
        elif day in days or day in known:
            yield Problem("worked", say("{day} 又放假又上班", day=day))
        elif day.weekday() < SATURDAY:
            yield Problem("worked", say("{day} 本来就是工作日，不用写在调休上班日里", day=day))
        elif day.year != given.first_on.year:
            yield Problem("worked", say("{day} 不在 {year} 年", day=day, year=given.first_on.year))
        seen.add(day)
