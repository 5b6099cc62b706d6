"""Points that are a day: of every year, or one that is over."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from mediation.rules.errors import BadInput
from mediation.rules.messages import Message, say
from mediation.rules.periods import YearEnd
from mediation.rules.practice.point import VALUE, Given


@dataclass(frozen=True, slots=True)
class DayOfYear:
    """A day that every year has."""

    widget = "day_of_year"

    def months(self) -> tuple[tuple[str, str], ...]:
        return tuple((str(n), str(n)) for n in range(1, 13))

    def days(self) -> tuple[tuple[str, str], ...]:
        return tuple((str(n), str(n)) for n in range(1, 32))

    def start(self, kept: str) -> dict[str, str]:
        month, _, day = kept.partition("-")
        return {f"{VALUE}.month": str(int(month)), f"{VALUE}.day": str(int(day))}

    def kept(self, given: Given, today: date) -> str:
        month, day = (given.get(f"{VALUE}.{part}", "").strip() for part in ("month", "day"))
        if not (month.isascii() and month.isdigit() and 1 <= int(month) <= 12):
            raise BadInput.at(f"{VALUE}.month", say("请从列表中选一项"))
        if not (day.isascii() and day.isdigit() and 1 <= int(day) <= monthrange(2023, int(month))[1]):
            raise BadInput.at(f"{VALUE}.day", say("{month} 月没有这一天", month=int(month)))
        return f"{int(month):02}-{int(day):02}"

    def told(self, kept: str) -> Message:
        end = YearEnd.read(kept)
        return say("每年 {month} 月 {day} 日", month=end.month, day=end.day)


@dataclass(frozen=True, slots=True)
class PastDay:
    """A day that is not still to come."""

    widget = "day"

    def start(self, kept: str) -> dict[str, str]:
        return {VALUE: kept}

    def kept(self, given: Given, today: date) -> str:
        try:
            day = date.fromisoformat(given.get(VALUE, "").strip())
        except ValueError:
            raise BadInput.at(VALUE, say("没有这一天，请按 年-月-日 填写")) from None
        if day > today:
            raise BadInput.at(VALUE, say("这一天还没有到"))
        return day.isoformat()

    def told(self, kept: str) -> Message:
        return say("{day}", day=date.fromisoformat(kept)) if kept else say("没有写")
