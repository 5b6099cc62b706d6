"""The cases of one number of the backlog from the tallies: how many, and which stand on a page of their list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import numpy as np
from sqlalchemy.orm import Session

from mediation.readmodels.backlog_cells import Scope
from mediation.readmodels.tallied_cells import rows_of, tallies_know
from mediation.readmodels.tallied_rows import Chosen, of_area
from mediation.readmodels.tallies import AGO
from mediation.rules.backlog import Cell, Figure
from mediation.rules.tally import ID_BYTES, Column

FEW = 1000
"""So many cases are ordered by the ends of their terms; more of them by how long they have waited."""
URGENT = (Figure.OPEN, Figure.LED, Figure.YELLOW, Figure.RED, Figure.DANGER, Figure.WAITING)
"""What is listed by urgency; the rest by the day of registration, the last first."""
SECONDS, DUE, CALM = 24 * 60 * 60, 37, 59
"""The bits of a place in the list: the second of registration below, the last day from one on, no danger highest."""
NO_DUE = (1 << (CALM - DUE)) - 1


@dataclass(frozen=True, slots=True)
class TalliedCases:
    """Rows of the kept cases and of those read again, each with its place in the order."""

    both: tuple[tuple[Chosen, Column], tuple[Chosen, Column]]
    places: Column
    as_of: datetime | None

    @property
    def total(self) -> int:
        return len(self.places)

    def ids(self, first: int, last: int) -> Sequence[UUID]:
        """Only what stands about there is put in order."""
        last = min(last, self.total)
        if first >= last:
            return []
        lowest, highest = (
            np.partition(self.places, n)[n] for n in (first, last - 1)
        )  # both at once take longer
        near = np.flatnonzero((self.places >= lowest) & (self.places <= highest))
        ids = self._kept_ids(near)
        halves = np.frombuffer(ids.tobytes(), dtype=">u8").reshape(-1, 2)
        order = np.lexsort((halves[:, 1], halves[:, 0], self.places[near]))
        skipped = int(np.count_nonzero(self.places < lowest))
        return [UUID(bytes=ids[n].tobytes()) for n in order[first - skipped : last - skipped]]

    def _kept_ids(self, found: Column) -> Column:
        (kept, rows), (fresh, others) = self.both
        of_kept = found[found < len(rows)]
        of_fresh = found[found >= len(rows)] - len(rows)
        return np.concatenate([_ids(kept)[rows[of_kept]], _ids(fresh)[others[of_fresh]]])


def _ids(one: Chosen) -> Column:
    return np.frombuffer(one.tally.ids, dtype=f"V{ID_BYTES}")


def ids_of(one: Chosen, rows: Column) -> list[UUID]:
    """The cases of those rows."""
    return [UUID(bytes=found.tobytes()) for found in _ids(one)[rows]]


def tallied_cases(session: Session, cell: Cell, scope: Scope, now: datetime) -> TalliedCases | None:
    """What the page counts in that number at `now`; None where the tallies cannot say it."""
    if not tallies_know(cell, scope):
        return None
    found = of_area(session, scope, now - AGO)
    if found is None:
        return None
    kept, fresh = ((one, rows_of(one, cell, scope)) for one in found.both)
    urgent, few = cell.figure in URGENT, len(kept[1]) + len(fresh[1]) <= FEW
    places = [_places(one, rows, urgent=urgent, by_term=few) for one, rows in (kept, fresh)]
    return TalliedCases((kept, fresh), np.concatenate(places), found.as_of)


def _places(one: Chosen, rows: Column, *, urgent: bool, by_term: bool) -> Column:
    """A number for each by which they are ordered."""
    cases = one.cases
    registered = cases["registered"][rows].astype(np.int64) * SECONDS + cases["second"][rows]
    if not urgent:
        return -registered
    found: Column = registered + (((cases["marks"][rows] & 1) == 0).astype(np.int64) << CALM)
    if by_term:
        due = cases["due"][rows].astype(np.int64)
        found += np.where(due == 0, NO_DUE, due) << DUE
    return found
