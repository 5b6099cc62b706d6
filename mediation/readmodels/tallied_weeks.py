"""How many cases came in and went out in each week of a year, by organisation: once for the pages of all areas."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from weakref import WeakKeyDictionary

import numpy as np
from sqlalchemy import Engine

from mediation.readmodels.ordered_rows import Ordered, Rows
from mediation.readmodels.tallied_cells import left_by
from mediation.readmodels.tallied_places import Located
from mediation.readmodels.tallies import Indexed
from mediation.rules.alike import counts
from mediation.rules.backlog import Narrowed, week_of
from mediation.rules.tally import Column
from mediation.services.case_lines import WAYS

MOST_WEEKS = 53
"""The longest period of the page is shorter."""
A_WEEK = timedelta(weeks=1)


@dataclass(frozen=True, slots=True)
class Weekly:
    """Of all cases that were kept, whether their rows still stand or not, until a day."""

    indexed: Indexed
    located: Located
    until: date
    order: Column
    """The organisations in the order of where they sit: those of an area stand together."""
    entered: Column
    """By week and organisation, in this order."""
    ended: Column
    """By how the cases ended, week and organisation."""

    @classmethod
    def of(cls, indexed: Indexed, located: Located, until: date) -> Weekly:
        first = _first_week(until)
        order = np.argsort(located.regions, kind="stable")
        place = np.empty(len(order), dtype=np.int32)
        place[order] = np.arange(len(order), dtype=np.int32)

        def by_week(of: Ordered, way: Callable[[Rows], Column] | None = None) -> Column:
            rows = of.between(first, until)
            weeks = ((rows[of.day] - first.toordinal()) // 7, MOST_WEEKS)
            where = (place.take(rows["organisation"]), len(place))
            ways = () if way is None else ((way(rows), len(WAYS)),)
            return counts(*ways, weeks, where).astype(np.int32)

        entered, ended = by_week(indexed.registered), by_week(indexed.concluded, left_by)
        return cls(indexed, located, until, order, entered, ended)

    def knows(self, narrowed: Narrowed) -> bool:
        """Whether what a page asks is made of these."""
        begins = narrowed.since.weekday() == 0 and narrowed.since >= _first_week(self.until)
        return begins and narrowed.until == self.until and not narrowed.narrows

    def of_parts(self, numbers: Column, within: Column, part_of: Column, since: date) -> Column:
        """Those numbers by week since that Monday and by part of the area, in which those organisations lie."""
        weeks = (self.until - since).days // 7 + 1
        here = np.flatnonzero(within.take(self.order))
        if not len(here):
            return np.zeros((*numbers.shape[:-2], weeks, 1), dtype=np.int64)
        area = slice(here[0], here[-1] + 1)
        parts = part_of.take(self.order[area])
        starts = np.searchsorted(parts, np.arange(parts[-1] + 1))
        found: Column = np.add.reduceat(numbers[..., -weeks:, area], starts, axis=-1)
        return found


def _first_week(until: date) -> date:
    return week_of(until) - (MOST_WEEKS - 1) * A_WEEK


_held: WeakKeyDictionary[Engine, Weekly] = WeakKeyDictionary()


def weekly(engine: Engine, indexed: Indexed, located: Located, until: date) -> Weekly:
    """The same for all pages until a week is kept anew, an organisation changes or the day is over."""
    held = _held.get(engine)
    if held is None or held.indexed is not indexed or held.located is not located or held.until != until:
        held = _held[engine] = Weekly.of(indexed, located, until)
    return held
