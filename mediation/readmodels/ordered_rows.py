"""Rows of a table of numbers in the order of a day that each has: what a period holds lies together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import numpy as np

from mediation.rules.tally import Column

MOST_DAYS = (1 << 16) - 1
"""What came so many days before the last is of no page, and needs no order."""


@dataclass(frozen=True, slots=True)
class Ordered:
    """All rows of a table, or some of them; a column is put in this order when it is first asked for."""

    table: Mapping[str, Column]
    rows: Column
    day: str = ""
    columns: dict[str, Column] = field(default_factory=dict)

    @classmethod
    def of(cls, table: Mapping[str, Column], day: str, rows: Column | None = None) -> Ordered:
        """In the order of the day of that name: all rows, or those."""
        days = table[day] if rows is None else table[day][rows]
        near = np.maximum(days - (days.max(initial=0) - MOST_DAYS), 0).astype(np.uint16)
        order = np.argsort(near, kind="stable")  # numbers so short are put in order without being compared
        return cls(table, order if rows is None else rows[order], day, {day: days[order]})

    def column(self, name: str) -> Column:
        found = self.columns.get(name)
        if found is None:
            found = self.columns[name] = self.table[name].take(self.rows)
        return found

    def between(self, first: date, last: date) -> Rows:
        """Those whose day is one of these, both ends among them."""
        ends = np.searchsorted(self.columns[self.day], (first.toordinal(), last.toordinal() + 1))
        return Rows(self, slice(*ends.tolist()))

    @property
    def all(self) -> Rows:
        return Rows(self, slice(0, len(self.rows)))


@dataclass(frozen=True, slots=True)
class Rows:
    """Some rows in an order: a stretch of it, whose columns are there already, or places in it."""

    order: Ordered
    at: slice | Column

    def __len__(self) -> int:
        return self.at.stop - self.at.start if isinstance(self.at, slice) else len(self.at)

    @property
    def rows(self) -> Column:
        """Their places in the table."""
        return self._of(self.order.rows)

    def __getitem__(self, name: str) -> Column:
        return self._of(self.order.column(name))

    def where(self, found: Column) -> Rows:
        """Those of which that is so, told of each."""
        if found.all():
            return self
        places = np.flatnonzero(found)
        return Rows(
            self.order, places + self.at.start if isinstance(self.at, slice) else self.at.take(places)
        )

    def _of(self, column: Column) -> Column:
        return column[self.at] if isinstance(self.at, slice) else column.take(self.at)
