"""The points that practice decides and an administrator sets: what each can be, and how that is said and kept."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import reduce
from typing import Protocol

from mediation.rules.deciders import CAN_DECIDE, WHO_DECIDES, who_decides, written
from mediation.rules.errors import BadInput, Problem
from mediation.rules.messages import Message, say
from mediation.rules.numbering import check_pattern
from mediation.rules.periods import YearEnd
from mediation.rules.statistics import GROUP_OF, SourceGroup, source_groups
from mediation.rules.vocabulary import CaseSource, Level, OrganisationKind

VALUE = "value"
LONGEST_WORD = 40
NOTHING, PERCENT = Message(""), say("%")
Given = Mapping[str, str]
"""What was typed, by field: `value`, or several that begin with it."""


class Kind(Protocol):
    """What a point can be. `widget` says which form asks for it."""

    @property
    def widget(self) -> str: ...

    def start(self, kept: str) -> dict[str, str]:
        """The fields of the form as it is kept now."""
        ...

    def kept(self, given: Given, today: date) -> str:
        """As it will be kept; BadInput with all that is wrong, at its field."""
        ...

    def told(self, kept: str) -> Message:
        """In words; ValueError for what cannot be read."""
        ...


@dataclass(frozen=True, slots=True)
class Point:
    """One point: what it is called, what it can be, what holds while nobody has set it, and what it is for."""

    name: str
    title: Message
    kind: Kind
    usual: str
    meaning: Message = NOTHING
    among: str = ""
    """The point whose words this one is to be chosen from."""
    ahead: bool = True
    """Whether it may be set from a day to come: not what is read as it stands, whatever the day."""


@dataclass(frozen=True, slots=True)
class Whole:
    """A whole number of a unit."""

    unit: Message
    least: int = 1
    most: int = 3650
    widget = "number"

    def start(self, kept: str) -> dict[str, str]:
        return {VALUE: kept}

    def kept(self, given: Given, today: date) -> str:
        typed = given.get(VALUE, "").strip()
        if not (typed.isascii() and typed.isdigit()) or not self.least <= int(typed) <= self.most:
            raise BadInput.at(VALUE, say("请填 {least} 到 {n} 的整数", least=self.least, n=self.most))
        return str(int(typed))

    def told(self, kept: str) -> Message:
        return say("{n} {unit}", n=_readable(self, kept), unit=self.unit)


@dataclass(frozen=True, slots=True)
class Share:
    """A percentage of at most two decimals, above nothing and up to the whole."""

    widget = "number"

    def start(self, kept: str) -> dict[str, str]:
        return {VALUE: kept}

    def kept(self, given: Given, today: date) -> str:
        typed = given.get(VALUE, "").strip().removesuffix("%")
        try:
            share = Decimal(typed) if re.fullmatch(r"[0-9]{1,3}(\.[0-9]{1,2})?", typed) else Decimal(0)
        except InvalidOperation:
            share = Decimal(0)
        if not 0 < share <= 100:
            raise BadInput.at(VALUE, say("请填大于 0、不超过 100 的数，最多两位小数"))
        return str(share.normalize()) if share != share.to_integral_value() else str(int(share))

    def told(self, kept: str) -> Message:
        return say("{n} {unit}", n=_readable(self, kept), unit=PERCENT)


@dataclass(frozen=True, slots=True)
class YesNo:
    """One way or the other."""

    yes: Message
    no: Message
    widget = "choice"

    def options(self) -> tuple[tuple[str, Message], ...]:
        return (("yes", self.yes), ("no", self.no))

    def start(self, kept: str) -> dict[str, str]:
        return {VALUE: kept}

    def kept(self, given: Given, today: date) -> str:
        if given.get(VALUE) not in ("yes", "no"):
            raise BadInput.at(VALUE, say("请从列表中选一项"))
        return given[VALUE]

    def told(self, kept: str) -> Message:
        return self.yes if _readable(self, kept) == "yes" else self.no


@dataclass(frozen=True, slots=True)
class Words:
    """Words to choose from later, or that a number may bear. `chinese`: type codes of a court's number."""

    chinese: bool = False
    widget = "words"

    def start(self, kept: str) -> dict[str, str]:
        return {VALUE: "\n".join(self.read(kept))}

    def read(self, kept: str) -> tuple[str, ...]:
        return tuple(word.strip() for word in kept.split(",") if word.strip())

    def kept(self, given: Given, today: date) -> str:
        words = tuple(filter(None, re.split(r"[\s,，、;；]+", given.get(VALUE, ""))))
        problems = [] if words else [say("请至少写一个")]
        problems += [say("「{word}」写了两次", word=word) for word in _twice(words)]
        for word in words:
            if self.chinese and not re.fullmatch(r"[\u4e00-\u9fff]{1,4}", word):
                problems.append(
                    say("「{word}」不是类型代字：应是一到四个汉字，例如 民初", word=word[:LONGEST_WORD])
                )
            elif len(word) > LONGEST_WORD:
                problems.append(say("「{word}…」太长，最多 {n} 个字", word=word[:10], n=LONGEST_WORD))
        if problems:
            raise BadInput(*(Problem(VALUE, problem) for problem in problems))
        return ",".join(words)

    def told(self, kept: str) -> Message:
        return say("{words}", words=self.read(kept))


@dataclass(frozen=True, slots=True)
class OneOf:
    """One of the words of another point, or none."""

    widget = "among"

    def start(self, kept: str) -> dict[str, str]:
        return {VALUE: kept}

    def kept(self, given: Given, today: date) -> str:
        return given.get(VALUE, "").strip()

    def told(self, kept: str) -> Message:
        return say("{words}", words=(kept,)) if kept else say("没有写")


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


@dataclass(frozen=True, slots=True)
class Pattern:
    """How a committee's number is written."""

    widget = "pattern"

    def start(self, kept: str) -> dict[str, str]:
        return {VALUE: kept}

    def kept(self, given: Given, today: date) -> str:
        typed = given.get(VALUE, "").strip()
        if not typed:
            raise BadInput.at(VALUE, say("请写编号格式"))
        try:
            return check_pattern(typed)
        except BadInput as refusal:
            raise BadInput(*(Problem(VALUE, one.message) for one in refusal.problems)) from None

    def told(self, kept: str) -> Message:
        return say("{words}", words=(kept,))


@dataclass(frozen=True, slots=True)
class WhoDecides:
    """For each level, which kind of organisation decides, and which one where nobody there can."""

    widget = "deciders"
    PLACES = ("first", "second")
    REQUIRED = (Level.TOWNSHIP, Level.COUNTY, Level.CITY)

    def options(self) -> tuple[tuple[str, Message], ...]:
        return tuple((kind.value, Message(kind.title_text)) for kind in CAN_DECIDE)

    def levels(self) -> tuple[Level, ...]:
        return tuple(WHO_DECIDES)

    def start(self, kept: str) -> dict[str, str]:
        chosen = who_decides(kept)
        return {
            f"{VALUE}.{level.value}.{place}": kind.value
            for level, kinds in chosen.items()
            for place, kind in zip(self.PLACES, kinds, strict=False)
        }

    def kept(self, given: Given, today: date) -> str:
        chosen: dict[Level, tuple[OrganisationKind, ...]] = {}
        problems = []
        for level in WHO_DECIDES:
            first, second = (f"{VALUE}.{level.value}.{place}" for place in self.PLACES)
            picked = [given.get(field, "").strip() for field in (first, second)]
            for field, one in zip((first, second), picked, strict=True):
                if one and one not in [kind.value for kind in CAN_DECIDE]:
                    problems.append(Problem(field, say("请从列表中选一项")))
            if not picked[0] and (picked[1] or level in self.REQUIRED):
                problems.append(Problem(first, say("请选{level}先由谁决定", level=Message(level.title_text))))
            if picked[0] and picked[0] == picked[1]:
                problems.append(Problem(second, say("和先决定的一样，请换一类，或者不选")))
            if not problems:
                chosen[level] = tuple(OrganisationKind.of(one) for one in picked if one)
        if problems:
            raise BadInput(*problems)
        return written(chosen)

    def told(self, kept: str) -> Message:
        chosen = [
            (Message(level.title_text), [Message(kind.title_text) for kind in kinds])
            for level, kinds in who_decides(kept).items()
            if kinds
        ]
        told = [
            say("{level}内由{first}，没有的由{second}", level=level, first=kinds[0], second=tuple(kinds[1:]))
            if kinds[1:]
            else say("{level}内由{first}", level=level, first=kinds[0])
            for level, kinds in chosen
        ]
        return reduce(lambda one, more: say("{one}；{more}", one=one, more=more), told)


@dataclass(frozen=True, slots=True)
class SourceGroups:
    """For each source of a case, in which group of the official table it counts."""

    widget = "sources"

    def options(self) -> tuple[tuple[str, Message], ...]:
        return tuple((group.value, Message(group.title_text)) for group in SourceGroup)

    def sources(self) -> tuple[CaseSource, ...]:
        return tuple(GROUP_OF)

    def start(self, kept: str) -> dict[str, str]:
        return {f"{VALUE}.{source.value}": group.value for source, group in source_groups(kept).items()}

    def kept(self, given: Given, today: date) -> str:
        pairs, problems = [], []
        for source, usual in GROUP_OF.items():
            field = f"{VALUE}.{source.value}"
            try:
                group = SourceGroup.of(given.get(field, ""))
            except ValueError:
                problems.append(Problem(field, say("请从列表中选一项")))
                continue
            if group is not usual:
                pairs.append(f"{source.value}={group.value}")
        if problems:
            raise BadInput(*problems)
        return ",".join(pairs)

    def told(self, kept: str) -> Message:
        changed = [
            say("{source}算{group}", source=Message(source.title_text), group=Message(group.title_text))
            for source, group in source_groups(kept).items()
            if group is not GROUP_OF[source]
        ]
        if not changed:
            return say("和官方报表通常的分法一样")
        return say("{pairs}", pairs=tuple(changed))


def _readable(kind: Kind, kept: str) -> str:
    """What is kept, unless somebody wrote there what the form would refuse."""
    try:
        return kind.kept({VALUE: kept}, date.max)
    except BadInput as refusal:
        raise ValueError(kept) from refusal


def _twice(words: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word for n, word in enumerate(words) if word in words[:n]))
