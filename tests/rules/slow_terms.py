"""An independent calculator of last days, written only for comparison: it walks from day to day and is slow.

It shares no code with mediation.rules.terms: a day is a rest day or not by a plain set, and every term is walked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

Rest = Callable[[date], bool]
ONE = timedelta(days=1)


@dataclass(frozen=True)
class Pause:
    first: date
    last: date


@dataclass(frozen=True)
class Named:
    until: date


def is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def month_length(year: int, month: int) -> int:
    if month == 2:
        return 29 if is_leap(year) else 28
    return 30 if month in (4, 6, 9, 11) else 31


def raw_last(start: date, unit: str, n: int, rest: Rest) -> date:
    """The last day before it moves: counted one by one from the day after the event."""
    if unit in ("days", "working_days"):
        day, counted = start, 0
        while counted < n:
            day += ONE
            if unit == "days" or not rest(day):
                counted += 1
        return day
    year, month = start.year, start.month
    for _ in range(n if unit == "months" else 12 * n):
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    return date(year, month, min(start.day, month_length(year, month)))


def rolled(day: date, rest: Rest, rolls: bool) -> date:
    while rolls and rest(day):
        day += ONE
    return day


def last_day(
    start: date, unit: str, n: int, turns: Iterable[Pause | Named], rest: Rest, *, rolls: bool = True
) -> date:
    """The last day of a term after its pauses and the days named instead."""
    raw = raw_last(start, unit, n, rest)
    due = rolled(raw, rest, rolls)
    for turn in turns:
        if isinstance(turn, Named):
            raw, due = turn.until, rolled(turn.until, rest, rolls)
            continue
        if due < turn.first:  # over by then
            continue
        left, day = 0, turn.first
        while day < raw:  # what was left when it stopped
            day += ONE
            if unit != "working_days" or not rest(day):
                left += 1
        day = turn.last
        while left > 0:
            day += ONE
            if unit != "working_days" or not rest(day):
                left -= 1
        raw = day
        due = rolled(raw, rest, rolls)
    return due
