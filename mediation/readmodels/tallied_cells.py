"""One number of the backlog as rows of a tally: the page counts these rows, and its list shows them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date

import numpy as np

from mediation.readmodels.backlog_cells import OF_STAYS, Scope, period_of
from mediation.readmodels.ordered_rows import Rows
from mediation.readmodels.tallied_places import HOLDERS
from mediation.readmodels.tallied_rows import Chosen, lying_in
from mediation.readmodels.tallies import BACK
from mediation.rules.backlog import WENT_BY, Cell, Figure, Holder, Went, moved, registered_between
from mediation.rules.tally import Column, Flag
from mediation.services.case_lines import ENDS, ROADS, WAYS

ONWARD = np.array([[WAYS.index(moved(one, other)) for other in HOLDERS] for one in HOLDERS])
"""What it is called when a case goes from a level to another, as numbers."""
WENT_BY_END = np.array([WAYS.index(WENT_BY[end]) for end in ENDS], dtype=np.int32)
"""The way that each end is, as numbers."""
COURT, TO_COURT = HOLDERS.index(Holder.COURT), WAYS.index(Went.COURT)
OF_OPEN = (Figure.OPEN, Figure.LED, Figure.YELLOW, Figure.RED, Figure.WAITING)
"""What counts open cases only: of the others no tally knows the clocks."""
EVER = date.max.toordinal()


def tallies_know(cell: Cell, scope: Scope) -> bool:
    """Whether the tallies hold all that the number counts."""
    first, last = period_of(cell, scope)
    clocks = not cell.clock and (cell.overdue is None or cell.figure in OF_OPEN)
    return clocks and min(first, last) >= scope.today - BACK


def rows_of(one: Chosen, cell: Cell, scope: Scope) -> Column:
    """The cases of the tally that the number counts, each once, in no order."""
    found = FIGURES[cell.figure](one, cell, scope)
    return found.where(_fits(one, cell, scope, found)).rows


def _fits(one: Chosen, cell: Cell, scope: Scope, rows: Rows) -> Column:
    found = np.ones(len(rows), dtype=bool)
    if cell.own:
        found &= (one.places.regions == scope.region_code.encode()).take(rows["organisation"])
    if cell.level is not None and cell.figure not in OF_STAYS:
        found &= one.levels(rows) == HOLDERS.index(cell.level)
    if cell.state:
        states = one.tally.words["state"]
        found &= rows["state"] == states.index(cell.state) if cell.state in states else False
    if cell.band is not None:
        first, last = registered_between(cell.band, scope.today)
        days = rows["registered"]
        found &= (days >= (first.toordinal() if first else 0)) & (
            days <= (last.toordinal() if last else EVER)
        )
    if cell.road is not None:
        found &= rows["road"] == ROADS.index(cell.road)
    if cell.overdue is not None:
        found &= late(rows, scope) == cell.overdue
    return found


def late(open_cases: Rows, scope: Scope) -> Column:
    """Of each whether a last day is past."""
    due = open_cases["due"]
    found: Column = (due > 0) & (due < scope.today.toordinal())
    return found


def entered(one: Chosen, first: date, last: date) -> Rows:
    return one.inside(one.indexed.registered.between(first, last))


def concluded(one: Chosen, first: date, last: date) -> Rows:
    return one.inside(one.indexed.concluded.between(first, last))


def danger(one: Chosen) -> Rows:
    return one.marked.where((one.marked["marks"] & 1) != 0)


def warned(one: Chosen, scope: Scope) -> Rows:
    still = one.flagged(Flag.OPEN)
    return still.where(still["warned"] >= scope.today.toordinal())


def waiting(one: Chosen) -> Rows:
    both = Flag.OPEN.value | Flag.WAITS.value
    return one.marked.where((one.marked["flags"] & both) == both)


def returned(one: Chosen, first: date, last: date) -> Rows:
    return one.inside(_once(one, one.indexed.returned.between(first, last)["row"]))


def at_court(one: Chosen) -> Rows:
    """What courts hold, and what waits at a court."""
    flags = one.marked["flags"]
    held = ((flags & Flag.OPEN.value) != 0) & (one.levels(one.marked) == COURT)
    return one.marked.where(held | ((flags & Flag.CONFIRMING.value) != 0))


def gone(one: Chosen, scope: Scope, first: date, last: date) -> Rows:
    """Moves out of a stay in the area, of cases that lie or began there."""
    found = one.indexed.moved.between(first, last)
    if not one.everywhere:
        found = found.where(one.within.take(found["left"]))
    here = one.within.take(one.cases["organisation"].take(found["row"]))
    found = found.where(here | lying_in(one, scope.region_code).take(found["region"]))
    if one.stands is not None:
        found = found.where(one.stands.take(found["row"]))
    if scope.narrowed.organisation:
        found = found.where(found["left"] == one.tally.number_of("organisation", scope.narrowed.organisation))
    others = replace(one, narrowed=replace(scope.narrowed, organisation=""))
    fits = others.fits(one.these(found["row"]))
    return found if fits is None else found.where(fits)


def _standing(one: Chosen, cell: Cell, scope: Scope) -> Rows:
    day = cell.until or scope.today
    since = concluded(one, date.fromordinal(day.toordinal() + 1), date.max)
    since = since.where((since["flags"] & Flag.OPEN.value) == 0)
    rows = one.these(np.concatenate([one.flagged(Flag.OPEN).rows, since.rows]))
    return rows.where(rows["registered"] <= day.toordinal())


def _ended(one: Chosen, cell: Cell, scope: Scope) -> Rows:
    rows = concluded(one, *period_of(cell, scope))
    if cell.end is not None:
        rows = rows.where(rows["end"] == ENDS.index(cell.end))
    return rows if cell.went is None else rows.where(left_by(rows) == _by_outcome(cell.went))


def left_by(ended: Rows) -> Column:
    """The way in which each of the cases left."""
    found: Column = WENT_BY_END.take(ended["end"])
    return found


def _by_outcome(went: Went) -> int:
    """How a case ends is one of three ways: whatever is asked beside two of them is the third."""
    return WAYS.index(went if went in (Went.AGREED, Went.COURT) else Went.OTHERWISE)


def _led(one: Chosen, cell: Cell, scope: Scope) -> Rows:
    people, led = one.tally.words["person"], one.tally.columns["led"]
    person = cell.person_id.hex if cell.person_id else ""
    found = led["person"] == (people.index(person) if person in people else len(people))
    still = np.zeros(len(one.tally), dtype=bool)
    still[one.flagged(Flag.OPEN).rows] = True
    theirs = _once(one, led["row"][found])
    return theirs.where(still.take(theirs.rows))


def _went(one: Chosen, cell: Cell, scope: Scope) -> Rows:
    """Where the case was when it left, whoever answers for it now."""
    if cell.went in (Went.AGREED, Went.OTHERWISE):
        return _ended_at(one, cell, scope)
    left = gone(one, scope, *period_of(cell, scope))
    before, after = (one.places.holders.take(left[name]) for name in ("left", "onward"))
    ways = [n for n, way in enumerate(WAYS) if cell.went in (None, way)]
    levels = [n for n, holder in enumerate(HOLDERS) if cell.level in (None, holder)]
    moved_on = left["row"][np.isin(ONWARD[before, after], ways) & np.isin(before, levels)]
    if cell.went not in (None, Went.COURT):
        return _once(one, moved_on)
    return _once(one, moved_on, _ended_at(one, cell, scope).rows)


def _moved(one: Chosen, cell: Cell, scope: Scope) -> Rows:
    left = gone(one, scope, *period_of(cell, scope))
    for name, level in (("left", cell.level), ("onward", cell.onward)):
        if level is not None:
            left = left.where(one.places.holders.take(left[name]) == HOLDERS.index(level))
    return _once(one, left["row"])


def _once(one: Chosen, *cases: Column) -> Rows:
    """Each of the cases once: to mark them takes less than to sort them."""
    found = np.zeros(len(one.tally), dtype=bool)
    for some in cases:
        found[some] = True
    return one.these(np.flatnonzero(found))


def _ended_at(one: Chosen, cell: Cell, scope: Scope) -> Rows:
    ended = _ended(one, cell, scope)
    return ended if cell.level is None else ended.where(one.levels(ended) == HOLDERS.index(cell.level))


FIGURES: Mapping[Figure, Callable[[Chosen, Cell, Scope], Rows]] = {
    Figure.OPEN: lambda one, cell, scope: one.flagged(Flag.OPEN),
    Figure.DANGER: lambda one, cell, scope: danger(one),
    Figure.ENTERED: lambda one, cell, scope: entered(one, *period_of(cell, scope)),
    Figure.ENDED: _ended,
    Figure.STANDING: _standing,
    Figure.WAITING: lambda one, cell, scope: waiting(one),
    Figure.RETURNED: lambda one, cell, scope: returned(one, *period_of(cell, scope)),
    Figure.AT_COURT: lambda one, cell, scope: at_court(one),
    Figure.CONFIRMING: lambda one, cell, scope: one.flagged(Flag.CONFIRMING),
    Figure.BROKEN: lambda one, cell, scope: one.flagged(Flag.BROKEN),
    Figure.LED: _led,
    Figure.WENT: _went,
    Figure.MOVED: _moved,
    Figure.YELLOW: lambda one, cell, scope: warned(one, scope),
    Figure.RED: lambda one, cell, scope: (still := one.flagged(Flag.OPEN)).where(late(still, scope)),
}
