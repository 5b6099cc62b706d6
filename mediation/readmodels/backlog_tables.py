"""What the tables of the backlog say of some weeks: in, out and standing; how many each level solved, and how fast."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

from mediation.readmodels.backlog import BacklogPage
from mediation.rules.backlog import Holder, Went, median_and_ninth


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
