"""考评: indicators against targets, each with its weight and a formula that can be read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Self

from mediation.rules.messages import Message, say
from mediation.rules.statistics import BY_NAME, DateRule
from mediation.rules.vocabulary import Term

WHOLE = 100
"""What the weights of a scheme add up to."""
CENT = Decimal("0.01")


class Better(Term):
    """Which way is better."""

    MORE = "more", "不低于目标值"
    LESS = "less", "不高于目标值"


@dataclass(frozen=True, slots=True)
class Item:
    """One indicator of a scheme."""

    indicator: str
    better: Better
    target: Decimal
    weight: int

    def to_json(self) -> dict[str, Any]:
        return {
            "indicator": self.indicator,
            "better": self.better.value,
            "target": str(self.target),
            "weight": self.weight,
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Self:
        return cls(kept["indicator"], Better.of(kept["better"]), Decimal(kept["target"]), int(kept["weight"]))


@dataclass(frozen=True, slots=True)
class Scored:
    """What an area got for one item: None where the indicator says nothing."""

    item: Item
    target: Decimal
    """The item's, or of a year's number the part that falls to the period."""
    value: Decimal | None
    points: Decimal | None

    @property
    def formula(self) -> Message:
        """As anybody can work it out again."""
        given = {
            "weight": self.item.weight,
            "value": plain(self.value),
            "target": plain(self.target),
            "points": plain(self.points),
        }
        if self.value is None:
            return say("这一项没有可算的数字，不计；其余各项按比例折算到 100 分")
        if self.item.better is Better.LESS and not self.value:
            return say("{weight}（等于 0，满分）", **given)
        if self.item.better is Better.LESS:
            return say("{weight} × min(1, {target} ÷ {value}) = {points}", **given)
        return say("{weight} × min(1, {value} ÷ {target}) = {points}", **given)


@dataclass(frozen=True, slots=True)
class Result:
    """An area's items and what they add up to."""

    scored: tuple[Scored, ...]

    @property
    def counted(self) -> int:
        """The weights of the items that say something."""
        return sum(one.item.weight for one in self.scored if one.points is not None)

    @property
    def total(self) -> Decimal | None:
        """Out of 100 whatever could not be counted; None where nothing could."""
        if not self.counted:
            return None
        points = sum((one.points for one in self.scored if one.points is not None), Decimal())
        return (points * WHOLE / self.counted).quantize(CENT, ROUND_HALF_UP)

    @property
    def formula(self) -> Message:
        points = [plain(one.points) for one in self.scored if one.points is not None]
        given = {"sum": " + ".join(points), "counted": self.counted, "total": plain(self.total)}
        if self.counted == WHOLE:
            return say("{sum} = {total}", **given)
        return say("({sum}) × 100 ÷ {counted} = {total}", **given) if points else say("没有可算的数字")


def score(items: Sequence[Item], values: Mapping[str, Decimal | None], months: int) -> Result:
    """Of a period of so many months: each item's points, to a hundredth, and no more than its weight."""
    return Result(tuple(_scored(item, values.get(item.indicator), months) for item in items))


def target_in(item: Item, months: int) -> Decimal:
    """Numbers that add up over the year fall to the period by its months; shares and what stands do not."""
    indicator = BY_NAME[item.indicator]
    if indicator.dates in (DateRule.RATIO, DateRule.AS_OF):
        return item.target
    return max(CENT, (item.target * months / 12).quantize(CENT, ROUND_HALF_UP))


def _scored(item: Item, value: Decimal | None, months: int) -> Scored:
    target = target_in(item, months)
    if value is None:
        return Scored(item, target, None, None)
    if item.better is Better.MORE:
        share = value / target
    else:
        share = target / value if value else Decimal(1)
    points = (item.weight * max(Decimal(), min(Decimal(1), share))).quantize(CENT, ROUND_HALF_UP)
    return Scored(item, target, value, points)


def ranks(results: Sequence[Result]) -> list[int | None]:
    """The place of each: equals share one; of whom less than half could be counted has none."""
    totals = [one.total if one.counted * 2 >= WHOLE else None for one in results]
    known = sorted((one for one in totals if one is not None), reverse=True)
    return [None if one is None else known.index(one) + 1 for one in totals]


def plain(value: Decimal | None) -> str:
    """Without zeros that say nothing."""
    if value is None:
        return "—"
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def title_of(item: Item) -> Message:
    return BY_NAME[item.indicator].title
