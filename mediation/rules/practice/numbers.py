"""Points that are a number of something, a share, or one of two ways."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from mediation.rules.errors import BadInput
from mediation.rules.messages import Message, say
from mediation.rules.practice.point import VALUE, Given, readable

PERCENT = say("%")


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
        return say("{n} {unit}", n=readable(self, kept), unit=self.unit)


@dataclass(frozen=True, slots=True)
class Share:
    """A percentage of at most two decimals, above nothing and up to the whole."""

    widget = "number"

    def start(self, kept: str) -> dict[str, str]:
        return {VALUE: kept}

    def kept(self, given: Given, today: date) -> str:
        typed = given.get(VALUE, "").strip().removesuffix("%")
        share = Decimal(typed) if re.fullmatch(r"[0-9]{1,3}(\.[0-9]{1,2})?", typed) else Decimal(0)
        if not 0 < share <= 100:
            raise BadInput.at(VALUE, say("请填大于 0、不超过 100 的数，最多两位小数"))
        return str(share.normalize()) if share != share.to_integral_value() else str(int(share))

    def told(self, kept: str) -> Message:
        return say("{n} {unit}", n=readable(self, kept), unit=PERCENT)


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
        return self.yes if readable(self, kept) == "yes" else self.no
