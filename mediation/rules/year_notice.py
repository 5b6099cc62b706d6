"""The notice of a year's holidays (放假安排) as an administrator types it, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import combinations

from mediation.rules.errors import Problem
from mediation.rules.messages import Message, say
from mediation.rules.vocabulary import Holiday
from mediation.rules.work_calendar import ONE_DAY, provisional_year

LONGEST = 12
"""Days that a holiday lasts at the most."""
SPRING = 4
"""Statutory days of the Spring Festival since 2025, its eve included (放假办法 2 as of 2024-11-10)."""
SATURDAY = 5


@dataclass(frozen=True, slots=True)
class HolidayGiven:
    """A holiday with its first and last day off."""

    holiday: Holiday
    first_on: date
    last_on: date

    def days(self) -> Iterator[date]:
        return (self.first_on + timedelta(days=n) for n in range((self.last_on - self.first_on).days + 1))


@dataclass(frozen=True, slots=True)
class YearNotice:
    """All holidays of a year, and the weekend days that are worked instead."""

    year: int
    holidays: tuple[HolidayGiven, ...]
    worked: tuple[date, ...]

    def rests(self) -> frozenset[date]:
        return frozenset(day for one in self.holidays for day in one.days())


def problems_of(notice: YearNotice) -> tuple[Problem, ...]:
    """Everything wrong: a holiday that is missing or leaves out a statutory day, two that overlap, a day twice."""
    return (
        *_missing(notice),
        *(problem for one in notice.holidays for problem in _of_holiday(notice, one)),
        *_overlapping(notice.holidays),
        *_worked(notice),
    )


def _field(holiday: Holiday, which: str = "first_on") -> str:
    return f"{holiday.value}.{which}"


def _missing(notice: YearNotice) -> Iterator[Problem]:
    given = {one.holiday for one in notice.holidays}
    for holiday in Holiday:
        if holiday not in given:
            yield Problem(_field(holiday), say("缺{holiday}的放假日期", holiday=say(holiday.title_text)))


def _of_holiday(notice: YearNotice, one: HolidayGiven) -> Iterator[Problem]:
    def wrong(message: Message, which: str = "first_on") -> Problem:
        return Problem(_field(one.holiday, which), message)

    if one.last_on < one.first_on:
        yield wrong(say("最后一天早于第一天"), "last_on")
        return
    if (one.last_on - one.first_on).days >= LONGEST:
        yield wrong(say("一次放假最多 {n} 天，请核对", n=LONGEST), "last_on")
        return
    new_year = one.holiday is Holiday.NEW_YEAR and one.first_on.month == 12  # may begin in the year before
    if one.last_on.year != notice.year or (one.first_on.year != notice.year - new_year):
        yield wrong(say("{day} 不在 {year} 年", day=one.first_on, year=notice.year))
        return
    off = set(one.days())
    for day in sorted(_statutory(notice.year, one.holiday) - off):
        yield wrong(say("{day} 是法定节日，没有放假", day=day))
    if one.holiday is Holiday.SPRING and len(off) < SPRING:
        yield wrong(say("春节的法定假日是 {n} 天", n=SPRING), "last_on")


def _statutory(year: int, holiday: Holiday) -> set[date]:
    """The statutory days of fixed date that belong to the holiday."""
    month = {Holiday.NEW_YEAR: 1, Holiday.LABOUR: 5, Holiday.NATIONAL: 10}.get(holiday)
    return {day for day in provisional_year(year).holidays if day.month == month}


def _overlapping(holidays: Sequence[HolidayGiven]) -> Iterator[Problem]:
    """Mid-autumn may fall into the National Day holidays; no other two holidays share a day."""
    joint = {Holiday.MID_AUTUMN, Holiday.NATIONAL}
    for one, other in combinations(holidays, 2):
        shared = sorted(set(one.days()) & set(other.days()))
        if shared and {one.holiday, other.holiday} != joint:
            said = say(
                "{day} 同时算在{one}和{other}里",
                day=shared[0],
                one=say(one.holiday.title_text),
                other=say(other.holiday.title_text),
            )
            yield Problem(_field(other.holiday), said)


def _worked(notice: YearNotice) -> Iterator[Problem]:
    rests, seen = notice.rests(), set[date]()
    for day in notice.worked:
        if day in seen:
            yield Problem("worked", say("调休上班日 {day} 写了两次", day=day))
        elif day in rests:
            yield Problem("worked", say("{day} 又放假又上班", day=day))
        elif day.weekday() < SATURDAY:
            yield Problem("worked", say("{day} 本来就是工作日，不用写在调休上班日里", day=day))
        elif not date(notice.year, 1, 1) - 7 * ONE_DAY <= day <= date(notice.year, 12, 31):
            yield Problem("worked", say("{day} 不在 {year} 年", day=day, year=notice.year))
        seen.add(day)
