"""What the tables of the backlog say of some weeks: in, out and standing; how many each level solved, and how fast."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

from mediation.readmodels.backlog import BacklogPage
from mediation.rules.backlog import End, Holder, Road, Went, median_and_ninth


def weeks_of(page: BacklogPage) -> list[tuple[date, date, int, int, int]]:
    """First and last day of each week, how many came in and went out, and how many stood at its end."""
    since, until = page.narrowed.since, page.narrowed.until
    entered: Counter[int] = Counter()
    ended: Counter[int] = Counter()
    for (week, _part), n in page.moved.entered.items():
        entered[week] += n
    for (week, _part, _went), n in page.moved.ended.items():
        ended[week] += n
    rows, standing = [], page.moved.standing
    for week in range((until - since).days // 7, -1, -1):
        first = since + timedelta(weeks=week)
        rows.append((first, min(first + timedelta(days=6), until), entered[week], ended[week], standing))
        standing += ended[week] - entered[week]
    return rows[::-1]


@dataclass(frozen=True, slots=True)
class Tiers:
    """How many cases ended on a level in which way; of one road, or of all of them."""

    level: Holder
    road: Road | None
    ends: dict[End, int]


def tiers_of(page: BacklogPage) -> list[Tiers]:
    """Level by level: all that ended there, then by the tiers that they had gone through."""
    rows = []
    for level in Holder:
        each = [
            Tiers(level, road, {end: page.moved.concluded.get((level, road, end), 0) for end in End})
            for road in Road
        ]
        some = [one for one in each if any(one.ends.values())]
        if some:
            rows += [Tiers(level, None, {end: sum(one.ends[end] for one in some) for end in End}), *some]
    return rows


@dataclass(frozen=True, slots=True)
class Solved:
    """How many cases left a level, how, and after how many days."""

    level: Holder
    left: dict[Went, int]
    share: int | None
    days: tuple[int, int] | None
    """The median and the 90th percentile."""


COUNTING = (Went.AGREED, Went.UP, Went.COURT, Went.OTHERWISE)


def solved_on(page: BacklogPage) -> list[Solved]:
    rows, lasted = [], {level: Counter[int]() for level in Holder}
    for (level, _went, days), n in page.moved.stays.items():
        lasted[level][days] += n
    for level in Holder:
        left = {went: page.moved.left.get((level, went), 0) for went in Went}
        ended = sum(left[went] for went in COUNTING)
        share = round(100 * left[Went.AGREED] / ended) if ended else None
        if any(left.values()):
            rows.append(Solved(level, left, share, median_and_ninth(+lasted[level])))
    return rows
