"""The last day found twice: by the product, and by a slow calculator that shares nothing with it."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

import chinese_calendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediation.adapters.working_days import library_calendar
from mediation.rules.messages import say
from mediation.rules.terms import (
    Days,
    Derivation,
    Length,
    Months,
    WorkCalendar,
    WorkingDays,
    Years,
    YearTable,
    due,
    extended,
    is_rest_day,
    paused,
    recounted,
)
from tests.faults.failing import LONG
from tests.rules.slow_terms import Named, Pause, last_day

HISTORIES = 5_000 if LONG else 1_500
ONE = timedelta(days=1)
UNITS: dict[str, type[Days] | type[WorkingDays] | type[Months] | type[Years]] = {
    "days": Days,
    "working_days": WorkingDays,
    "months": Months,
    "years": Years,
}
MOST = {"days": 90, "working_days": 45, "months": 14, "years": 2}
CALENDAR = library_calendar()


def rests(day: date) -> bool:
    """Straight from the library; of a year that it lacks, weekends and holidays of fixed date."""
    if day.year <= 2026:
        return bool(chinese_calendar.is_holiday(day))
    fixed = {(1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3)}
    return day.weekday() >= 5 or (day.month, day.day) in fixed


def lived(chance: Random) -> tuple[date, str, int, list[Pause | Named], bool]:
    """A term with its pauses and extensions, one after another, as cases have them."""
    start = date(2019, 1, 1) + chance.randrange(8 * 365) * ONE
    unit = chance.choice(list(UNITS))
    n, rolls = chance.randint(1, MOST[unit]), chance.random() < 0.9
    turns: list[Pause | Named] = []
    day = start
    for _ in range(chance.choice((0, 0, 1, 1, 2, 3))):
        day += chance.randint(0, 20) * ONE
        if chance.random() < 0.6:
            end = day + chance.randint(0, 60) * ONE
            turns.append(Pause(day, end))
            day = end
        else:
            named = (
                max(day, last_day(start, unit, n, turns, rests, rolls=rolls)) + chance.randint(1, 40) * ONE
            )
            turns.append(Named(named))
    return start, unit, n, turns, rolls


def found(start: date, unit: str, n: int, turns: list[Pause | Named], rolls: bool) -> Derivation:
    derivation = due(start, UNITS[unit](n), CALENDAR, rolls=rolls)
    for turn in turns:
        if isinstance(turn, Named):
            derivation = extended(derivation, turn.until, say("各方同意"), CALENDAR, rolls=rolls)
        else:
            derivation = paused(derivation, turn.first, turn.last, CALENDAR, rolls=rolls)
    return derivation


def test_thousands_of_lives_agree_to_the_day() -> None:
    chance = Random(1505)
    differing = []
    for _ in range(HISTORIES):
        start, unit, n, turns, rolls = life = lived(chance)
        ours = found(start, unit, n, turns, rolls)
        if ours.due_on != last_day(start, unit, n, turns, rests, rolls=rolls):
            differing.append(life)
        assert recounted(ours, CALENDAR, rolls=rolls) == ours
        assert Derivation.from_json(ours.to_json()) == ours
    assert differing == []


STARTS = st.dates(date(2019, 1, 1), date(2026, 10, 31))
LENGTHS: st.SearchStrategy[Length] = st.one_of(
    st.integers(1, 90).map(Days), st.integers(1, 40).map(WorkingDays), st.integers(1, 14).map(Months)
)


@given(start=STARTS, term=LENGTHS, holiday=st.dates(date(2019, 1, 1), date(2027, 12, 31)))
def test_one_more_holiday_never_shortens_a_term(start: date, term: Length, holiday: date) -> None:
    more = CALENDAR.with_days([(holiday, True)])
    assert due(start, term, more).due_on >= due(start, term, CALENDAR).due_on


@given(start=STARTS, n=st.integers(1, 90), after=st.integers(0, 60), length=st.integers(0, 90))
def test_a_pause_takes_no_day_and_gives_none(start: date, n: int, after: int, length: int) -> None:
    """What was left when it stopped is left when it goes on, before the last day moves off a rest day."""
    before = due(start, Days(n), CALENDAR)
    first = start + after * ONE
    last = first + length * ONE
    later = paused(before, first, last, CALENDAR)
    if first > before.due_on:
        assert later.due_on == before.due_on
    else:
        assert (later.raw_last_day - last) == max(before.raw_last_day - first, 0 * ONE)
        assert later.due_on >= last
    assert not is_rest_day(later.due_on, CALENDAR)


@pytest.mark.parametrize("term", [Days(15), WorkingDays(30)])
def test_what_was_over_is_not_brought_back_by_a_later_pause(term: Length) -> None:
    before = due(date(2026, 3, 2), term, CALENDAR)
    after = paused(before, before.due_on + ONE, before.due_on + 40 * ONE, CALENDAR)
    assert (after.due_on, after.raw_last_day) == (before.due_on, before.raw_last_day)
    assert "已经届满" in str(after.steps[-2].message)
    assert recounted(after, CALENDAR) == after


def test_who_stops_on_the_working_day_after_a_rest_day_has_that_day_left() -> None:
    """Sunday 27 September 2026 moves on to Monday; the pause begins on that Monday."""
    before = due(date(2026, 9, 12), Days(15), CALENDAR)
    assert (before.raw_last_day, before.due_on) == (date(2026, 9, 27), date(2026, 9, 28))
    after = paused(before, date(2026, 9, 28), date(2026, 9, 30), CALENDAR)
    assert after.due_on == date(2026, 9, 30)


@given(start=STARTS, term=LENGTHS, first=st.integers(0, 30), length=st.integers(0, 60), until=STARTS)
def test_no_term_ends_on_a_rest_day_where_the_law_moves_it(
    start: date, term: Length, first: int, length: int, until: date
) -> None:
    """Counted, after a pause, and where a court set its last day or the parties agreed on it."""
    derivation = due(start, term, CALENDAR)
    assert not is_rest_day(derivation.due_on, CALENDAR)
    pause = paused(derivation, start + first * ONE, start + (first + length) * ONE, CALENDAR)
    assert not is_rest_day(pause.due_on, CALENDAR)
    for before in (derivation, pause):
        named = extended(before, until, say("各方同意"), CALENDAR)
        assert not is_rest_day(named.due_on, CALENDAR)
        assert named.due_on == until or is_rest_day(until, CALENDAR)


def test_a_day_that_a_court_set_tells_why_it_moved() -> None:
    """民事诉讼法 85: the last of the days before National Day 2026 is a Sunday that nobody works."""
    until = date(2026, 9, 27)
    ours = extended(due(date(2026, 9, 10), Days(15), CALENDAR), until, say("法院指定"), CALENDAR)
    assert (ours.raw_last_day, ours.due_on) == (until, date(2026, 9, 28))
    kinds = [step.kind for step in ours.steps]
    assert kinds[-4:] == ["extended", "rest", "rolled", "end"]


@pytest.mark.parametrize("year", range(2019, 2027))
def test_on_a_weekend_that_is_worked_a_term_may_end(year: int) -> None:
    """The moved working weekends of every year that the library knows."""
    worked = [day for day in chinese_calendar.constants.workdays if day.year == year]
    assert worked
    for day in worked:
        assert due(day - 10 * ONE, Days(10), CALENDAR).due_on == day


def test_entering_the_years_notice_moves_what_was_provisional() -> None:
    """2027: Spring Festival falls on 6 February; nobody has entered it, so a term may seem to end in it."""
    before = due(date(2027, 1, 9), Days(30), CALENDAR)
    assert (before.due_on, before.provisional) == (date(2027, 2, 8), True)
    spring = [date(2027, 2, 5) + i * ONE for i in range(8)]
    year = YearTable(frozenset(spring), frozenset())
    entered = WorkCalendar({**CALENDAR.years, 2027: year})
    after = recounted(before, entered)
    assert (after.due_on, after.provisional) == (date(2027, 2, 15), False)


def test_an_older_derivation_without_turns_is_read_with_them() -> None:
    ours = found(date(2026, 1, 5), "days", 30, [Pause(date(2026, 1, 10), date(2026, 1, 20))], True)
    ours = extended(ours, date(2026, 3, 20), say("各方同意"), CALENDAR)
    stored = ours.to_json()
    del stored["turns"]
    again = Derivation.from_json(stored)
    assert [(t.kind, t.until_on) for t in again.turns] == [(t.kind, t.until_on) for t in ours.turns]
    assert recounted(again, CALENDAR).due_on == ours.due_on
