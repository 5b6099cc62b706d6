"""The calendar of the library with the administrator's table above it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import chinese_calendar

from mediation.adapters.working_days import library_calendar
from mediation.rules.terms import Days, due, is_rest_day

BANNER, OTHER_BANNER = "150521000000", "150522000000"


@dataclass(frozen=True)
class Row:
    """A row of the table calendar_days."""

    day: date
    is_rest: bool
    region_code: str = ""
    note: str = ""


def test_every_day_that_the_library_knows_is_as_the_library_says() -> None:
    calendar, day = library_calendar(), date(2004, 1, 1)
    while day.year <= 2026:
        assert is_rest_day(day, calendar) is chinese_calendar.is_holiday(day), day
        day += timedelta(days=1)


def test_the_years_that_the_library_knows_are_certain() -> None:
    calendar = library_calendar()
    assert [year for year in range(2004, 2027) if calendar.year(year).provisional] == []


def test_2027_works_and_is_provisional() -> None:
    calendar = library_calendar()
    assert calendar.year(2027).provisional
    assert is_rest_day(date(2027, 1, 1), calendar)
    assert is_rest_day(date(2027, 5, 2), calendar)
    assert not is_rest_day(date(2027, 2, 8), calendar)  # 春节 itself, which nobody has entered
    assert due(date(2026, 12, 10), Days(30), calendar).provisional


def test_an_entered_day_stands_above_the_library() -> None:
    calendar = library_calendar([Row(date(2026, 3, 2), True), Row(date(2026, 3, 1), False)])
    assert is_rest_day(date(2026, 3, 2), calendar)
    assert not is_rest_day(date(2026, 3, 1), calendar)
    assert not is_rest_day(date(2026, 3, 2), library_calendar())


def test_a_regions_own_holiday_holds_in_that_region_only() -> None:
    rows = [Row(date(2026, 7, 13), True, BANNER)]
    assert is_rest_day(date(2026, 7, 13), library_calendar(rows, "150521100201"))
    assert is_rest_day(date(2026, 7, 13), library_calendar(rows, BANNER))
    assert not is_rest_day(date(2026, 7, 13), library_calendar(rows, OTHER_BANNER))
    assert not is_rest_day(date(2026, 7, 13), library_calendar(rows))


def test_the_nearer_regions_word_prevails_in_whatever_order_rows_come() -> None:
    day = date(2026, 7, 13)
    rows = [Row(day, True, BANNER), Row(day, False, "150000000000"), Row(day, True)]
    for order in (rows, rows[::-1]):
        assert is_rest_day(day, library_calendar(order, BANNER))
        assert not is_rest_day(day, library_calendar(order, OTHER_BANNER))
        assert is_rest_day(day, library_calendar(order))


def statutory_2027() -> list[Row]:
    """The 13 days of the holidays of 2027: 元旦, 春节 from 除夕, 清明, 劳动节, 端午, 中秋, 国庆."""
    dates = "01-01 02-05 02-06 02-07 02-08 04-05 05-01 05-02 06-09 09-15 10-01 10-02 10-03"
    return [Row(date.fromisoformat(f"2027-{one}"), True) for one in dates.split()]


def test_a_year_is_certain_once_its_thirteen_holidays_are_entered() -> None:
    rows = statutory_2027()
    assert not library_calendar(rows).year(2027).provisional
    assert is_rest_day(date(2027, 2, 8), library_calendar(rows))
    assert library_calendar(rows[1:]).year(2027).provisional


def test_regional_or_working_days_do_not_make_a_year_certain() -> None:
    *twelve, last = statutory_2027()
    regional = [*twelve, Row(last.day, True, BANNER)]
    assert library_calendar(regional, BANNER).year(2027).provisional
    working = [*twelve, Row(date(2027, 10, 9), False)]
    assert library_calendar(working).year(2027).provisional


def test_entering_days_never_changes_the_librarys_own_calendar() -> None:
    library_calendar([Row(date(2026, 3, 2), True), *statutory_2027()])
    assert not is_rest_day(date(2026, 3, 2), library_calendar())
    assert library_calendar().year(2027).provisional
