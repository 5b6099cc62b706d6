"""Legal terms: how their last day is found (民法典 200-204), each step of it in words."""

from __future__ import annotations

import calendar as gregorian
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import groupby

from mediation.rules.derivation import (
    LONGEST,
    Days,
    Derivation,
    DerivationStep,
    Length,
    Months,
    Turn,
    WorkingDays,
    Years,
    in_words,
    length_in_words,
)
from mediation.rules.errors import BadInput
from mediation.rules.messages import Message, say
from mediation.rules.work_calendar import (
    ONE_DAY,
    WorkCalendar,
    YearTable,
    is_rest_day,
    next_working_day,
    provisional_year,
)

__all__ = [
    "Days",
    "Derivation",
    "DerivationStep",
    "Length",
    "Months",
    "Turn",
    "WorkCalendar",
    "WorkingDays",
    "YearTable",
    "Years",
    "due",
    "extended",
    "in_words",
    "is_rest_day",
    "length_in_words",
    "named",
    "next_working_day",
    "paused",
    "provisional_year",
    "recounted",
]

SATURDAY = 5


def due(start: date, term: Length, calendar: WorkCalendar, *, rolls: bool = True) -> Derivation:
    """The last day of a term whose event was on `start`; `rolls` moves it off a rest day (民法典 203)."""
    if isinstance(start, datetime):
        raise TypeError("a term starts on a date (Asia/Shanghai), not at an instant")
    try:
        first = start + ONE_DAY
        raw, counting = _count(start, term, calendar)
        due_on = next_working_day(raw, calendar) if rolls else raw
    except OverflowError:
        raise BadInput.at("", say("日期太远，无法计算期限")) from None
    working = isinstance(term, WorkingDays)  # cannot end on a rest day
    rolling = () if working else _rolling(raw, due_on, calendar, rolls)
    consulted_from = first if working else raw if rolls else None
    guesses = tuple(_guess(calendar, consulted_from, due_on)) if consulted_from else ()
    steps = (_start(start, first), *guesses, *counting, *rolling, _end(due_on))
    return Derivation(start, term, first, raw, due_on, steps, provisional=bool(guesses))


def named(start: date, last_on: date, calendar: WorkCalendar, why: Message) -> Derivation:
    """The last day that an agreement names; on a rest day it moves on (民法典 203)."""
    due_on = next_working_day(last_on, calendar)
    guesses = tuple(_guess(calendar, last_on, due_on))
    told = DerivationStep("named", last_on, why)
    steps = (told, *guesses, *_rolling(last_on, due_on, calendar, rolls=True), _end(due_on))
    length = Days(min(max((last_on - start).days, 1), LONGEST))
    return Derivation(start, length, start, last_on, due_on, steps, provisional=bool(guesses))


def paused(
    before: Derivation, from_on: date, to_on: date, calendar: WorkCalendar, *, rolls: bool = True
) -> Derivation:
    """The last day once the term stood still from one day until another: what was left then is left now.

    A term that was over by then stays over.
    """
    turns = (*before.turns, Turn("paused", to_on, from_on))
    if from_on > before.due_on:
        over = say("{first}中止以前期限已经届满，不因中止延长", first=in_words(from_on))
        kept = DerivationStep("paused", before.raw_last_day, over)
        return replace(before, steps=(*before.steps[:-1], kept, before.steps[-1]), turns=turns)
    raw = _left_later(before, from_on, to_on, calendar)
    due_on = next_working_day(raw, calendar) if rolls else raw
    told = say(
        "{first}中止，{last}恢复，其间{n}日不计入，最后一日是{due}",
        first=in_words(from_on),
        last=in_words(to_on),
        n=(to_on - from_on).days,
        due=in_words(raw),
    )
    rolling = () if isinstance(before.term, WorkingDays) else _rolling(raw, due_on, calendar, rolls)
    guesses = tuple(_guess(calendar, raw, due_on)) if rolls and not before.provisional else ()
    steps = (*_before_the_end(before), DerivationStep("paused", raw, told), *guesses, *rolling, _end(due_on))
    return replace(
        before,
        raw_last_day=raw,
        due_on=due_on,
        steps=steps,
        provisional=before.provisional or bool(guesses),
        turns=turns,
    )


def _left_later(before: Derivation, from_on: date, to_on: date, calendar: WorkCalendar) -> date:
    """The last day before any rolling, with as many days left as on the day when the term stopped."""
    if not isinstance(before.term, WorkingDays):
        return to_on + timedelta(days=max((before.raw_last_day - from_on).days, 0))
    left = sum(
        not is_rest_day(from_on + timedelta(days=i + 1), calendar)
        for i in range(max((before.raw_last_day - from_on).days, 0))
    )
    raw = to_on
    for _ in range(left):
        raw = next_working_day(raw + ONE_DAY, calendar)
    return raw


def extended(
    before: Derivation, until_on: date, why: Message, calendar: WorkCalendar, *, rolls: bool = True
) -> Derivation:
    """The last day that a court set or that the parties agreed on instead; on a rest day it moves on too.

    民事诉讼法 85 does not except the terms that a court sets, and of the parties' own 民法典 204 excepts only those
    whose parties agreed to count otherwise: to name a day is not to say that a rest day shall count.
    """
    due_on = next_working_day(until_on, calendar) if rolls else until_on
    guesses = tuple(_guess(calendar, until_on, due_on)) if rolls and not before.provisional else ()
    told = DerivationStep("extended", until_on, why)
    rolling = _rolling(until_on, due_on, calendar, rolls)
    return replace(
        before,
        raw_last_day=until_on,
        due_on=due_on,
        steps=(*_before_the_end(before), told, *guesses, *rolling, _end(due_on)),
        provisional=before.provisional or bool(guesses),
        turns=(*before.turns, Turn("extended", until_on, why=why)),
    )


def recounted(
    before: Derivation, calendar: WorkCalendar, *, rolls: bool = True, term: Length | None = None
) -> Derivation:
    """The same term found again, by the calendar as it is now and, when given, another length."""
    first = before.steps[0]
    if first.kind == "named":
        found = named(before.starts_on, first.on, calendar, first.message)
    else:
        found = due(before.starts_on, term or before.term, calendar, rolls=rolls)
    for turn in before.turns:
        if turn.kind == "paused":
            assert turn.from_on is not None
            found = paused(found, turn.from_on, turn.until_on, calendar, rolls=rolls)
        else:
            assert turn.why is not None
            found = extended(found, turn.until_on, turn.why, calendar, rolls=rolls)
    return found


def _before_the_end(before: Derivation) -> tuple[DerivationStep, ...]:
    return tuple(step for step in before.steps if step.kind not in ("end", "kept"))


def _start(start: date, first: date) -> DerivationStep:
    told = say(
        "{start}当天不计入，从{first}起算（民法典第二百零一条）", start=in_words(start), first=in_words(first)
    )
    return DerivationStep("start", start, told)


def _count(start: date, term: Length, calendar: WorkCalendar) -> tuple[date, list[DerivationStep]]:
    """The last day before any rolling, and how it was counted."""
    if isinstance(term, WorkingDays):
        return _count_working_days(start, term, calendar)
    length = length_in_words(term)
    if isinstance(term, Days):
        last = start + timedelta(days=term.n)
        told = say("期间为{length}，最后一日是{last}", length=length, last=in_words(last))
        return last, [DerivationStep("term", last, told)]
    last = _corresponding_day(start, term.n if isinstance(term, Months) else 12 * term.n)
    told = say(
        "期间为{length}，到期月的对应日{last}是最后一日（民法典第二百零二条）",
        length=length,
        last=in_words(last),
    )
    if last.day != start.day:
        told = say(
            "期间为{length}，到期月没有{day}日，月末日{last}是最后一日（民法典第二百零二条）",
            length=length,
            day=start.day,
            last=in_words(last),
        )
    return last, [DerivationStep("term", last, told)]


def _corresponding_day(start: date, months: int) -> date:
    """The same day of a later month, or that month's last day."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    if year > date.max.year:
        raise OverflowError("beyond the calendar")
    return date(year, month + 1, min(start.day, gregorian.monthrange(year, month + 1)[1]))


def _count_working_days(
    start: date, term: WorkingDays, calendar: WorkCalendar
) -> tuple[date, list[DerivationStep]]:
    """The n-th working day after the start; every rest day left out and every weekend worked is told."""
    last = start
    for _ in range(term.n):
        last = next_working_day(last + ONE_DAY, calendar)
    told = say(
        "期间为{length}，只计工作日，最后一个工作日是{last}",
        length=length_in_words(term),
        last=in_words(last),
    )
    return last, [*_tell_days(start + ONE_DAY, last, calendar), DerivationStep("term", last, told)]


def _rolling(raw: date, due_on: date, calendar: WorkCalendar, rolls: bool) -> Iterator[DerivationStep]:
    """Whether the last day moves off a rest day, and why."""
    if not rolls:
        yield DerivationStep("kept", raw, say("这个期间的最后一日不因休息日顺延"))
        return
    yield from _tell_days(raw, due_on, calendar)
    if raw == due_on:
        yield DerivationStep("kept", raw, say("最后一日{last}不是休息日，不顺延", last=in_words(raw)))
    else:
        told = say(
            "最后一日是休息日，顺延到休息日结束的次日{last}（民法典第二百零三条）", last=in_words(due_on)
        )
        yield DerivationStep("rolled", due_on, told)


def _end(due_on: date) -> DerivationStep:
    told = say(
        "到{last}二十四时届满；有业务时间的，到停止业务活动时届满（民法典第二百零三条）",
        last=in_words(due_on),
    )
    return DerivationStep("end", due_on, told)


def _tell_days(first: date, last: date, calendar: WorkCalendar) -> Iterator[DerivationStep]:
    """The rest days from `first` to `last`, run by run, and the weekends among them that are worked."""
    days = [first + timedelta(days=i) for i in range((last - first).days + 1)]
    for resting, group in groupby(days, key=lambda day: is_rest_day(day, calendar)):
        run = list(group)
        if resting and len(run) == 1:
            yield DerivationStep("rest", run[0], say("{day}是休息日", day=in_words(run[0])))
        elif resting:
            told = say("{first}至{last}是休息日", first=in_words(run[0]), last=in_words(run[-1]))
            yield DerivationStep("rest", run[0], told)
        else:
            yield from (_worked_weekend(day) for day in run if day.weekday() >= SATURDAY)


def _worked_weekend(day: date) -> DerivationStep:
    return DerivationStep("moved", day, say("{day}是调休上班日，不是休息日", day=in_words(day)))


def _guess(calendar: WorkCalendar, first: date, last: date) -> Iterator[DerivationStep]:
    """One step for each consulted year whose arrangement nobody has entered."""
    for year in range(first.year, last.year + 1):
        if calendar.year(year).provisional:
            told = say(
                "{year}年的放假安排还没有录入，暂按周末和日期固定的节日推算，未计春节、清明、端午、中秋和调休；"
                "录入后请重新核对",
                year=year,
            )
            yield DerivationStep("provisional", last, told)
