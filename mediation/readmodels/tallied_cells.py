"""One number of the backlog as rows of a tally: the page counts these rows, and its list shows them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

import numpy as np

from mediation.readmodels.backlog_cells import Scope, period_of
from mediation.readmodels.tallied_places import HOLDERS
from mediation.readmodels.tallied_rows import Chosen, lying_in
from mediation.readmodels.tallies import BACK
from mediation.rules.backlog import Cell, Figure, Holder, Went, moved, registered_between
from mediation.rules.tally import Column, Flag
from mediation.services.case_lines import WAYS

ONWARD = np.array([[WAYS.index(moved(one, other)) for other in HOLDERS] for one in HOLDERS])
"""What it is called when a case goes from a level to another, as numbers."""
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
    rows = FIGURES[cell.figure](one, cell, scope)
    return rows[_fits(one, cell, scope, rows)]


def _fits(one: Chosen, cell: Cell, scope: Scope, rows: Column) -> Column:
    cases, found = one.cases, np.ones(len(rows), dtype=bool)
    if cell.own:
        found &= (one.places.regions == scope.region_code.encode())[one.held_by(rows)]
    if cell.level is not None and cell.figure is not Figure.WENT:
        found &= one.levels(rows) == HOLDERS.index(cell.level)
    if cell.state:
        states = one.tally.words["state"]
        found &= cases["state"][rows] == states.index(cell.state) if cell.state in states else False
    if cell.band is not None:
        first, last = registered_between(cell.band, scope.today)
        days = cases["registered"][rows]
        found &= (days >= (first.toordinal() if first else 0)) & (
            days <= (last.toordinal() if last else EVER)
        )
    if cell.overdue is not None:
        found &= late(one, rows, scope) == cell.overdue
    return found


def late(one: Chosen, open_cases: Column, scope: Scope) -> Column:
    """Of each whether a last day is past."""
    due = one.cases["due"][open_cases]
    found: Column = (due > 0) & (due < scope.today.toordinal())
    return found


def entered(one: Chosen, first: date, last: date) -> Column:
    return one.inside(one.indexed.registered.between(first, last))


def concluded(one: Chosen, first: date, last: date) -> Column:
    return one.inside(one.indexed.concluded.between(first, last))


def danger(one: Chosen) -> Column:
    found: Column = one.marked[(one.cases["marks"][one.marked] & 1) != 0]
    return found


def warned(one: Chosen, scope: Scope) -> Column:
    still = one.flagged(Flag.OPEN)
    found: Column = still[one.cases["warned"][still] >= scope.today.toordinal()]
    return found


def waiting(one: Chosen) -> Column:
    still = one.flagged(Flag.OPEN)
    found: Column = still[(one.cases["flags"][still] & Flag.WAITS.value) != 0]
    return found


def returned(one: Chosen, first: date, last: date) -> Column:
    rows = one.tally.columns["returned"]["row"][one.indexed.returned.between(first, last)]
    return one.inside(np.unique(rows))


def at_court(one: Chosen) -> Column:
    """What courts hold, and what waits at a court."""
    still = one.flagged(Flag.OPEN)
    found: Column = np.union1d(still[one.levels(still) == COURT], one.flagged(Flag.CONFIRMING))
    return found


def gone(one: Chosen, scope: Scope, first: date, last: date) -> Column:
    """Stays in the area that ended by going on, of cases that lie or began there; places among the moves."""
    moves = one.tally.columns["moves"]
    found = one.indexed.moved.between(first, last)
    found = found[one.within[moves["left"][found]]]
    here = one.within[one.held_by(moves["row"][found])]
    found = found[here | lying_in(one.tally, scope.region_code)[moves["region"][found]]]
    stays: Column = found[one.fits(moves["row"][found])]
    return stays


def _standing(one: Chosen, cell: Cell, scope: Scope) -> Column:
    day = cell.until or scope.today
    still = one.flagged(Flag.OPEN)
    since = concluded(one, date.fromordinal(day.toordinal() + 1), date.max)
    since = since[(one.cases["flags"][since] & Flag.OPEN.value) == 0]
    rows = np.concatenate([still, since])
    found: Column = rows[one.cases["registered"][rows] <= day.toordinal()]
    return found


def _ended(one: Chosen, cell: Cell, scope: Scope) -> Column:
    rows = concluded(one, *period_of(cell, scope))
    return rows if cell.went is None else rows[one.cases["went"][rows] == _by_outcome(cell.went)]


def _by_outcome(went: Went) -> int:
    """How a case ends is one of three ways: whatever is asked beside two of them is the third."""
    return WAYS.index(went if went in (Went.AGREED, Went.COURT) else Went.OTHERWISE)


def _led(one: Chosen, cell: Cell, scope: Scope) -> Column:
    people, led = one.tally.words["person"], one.tally.columns["led"]
    person = cell.person_id.hex if cell.person_id else ""
    if person not in people:
        return one.marked[:0]
    theirs = led["row"][led["person"] == people.index(person)]
    found: Column = np.intersect1d(theirs, one.flagged(Flag.OPEN))
    return found


def _went(one: Chosen, cell: Cell, scope: Scope) -> Column:
    """Where the case was when it left, whoever answers for it now."""
    if cell.went in (Went.AGREED, Went.OTHERWISE):
        return _ended_at(one, cell, scope)
    moves, left = one.tally.columns["moves"], gone(one, scope, *period_of(cell, scope))
    before, after = (one.places.holders[moves[name][left]] for name in ("left", "onward"))
    ways = [n for n, way in enumerate(WAYS) if cell.went in (None, way)]
    levels = [n for n, holder in enumerate(HOLDERS) if cell.level in (None, holder)]
    moved_on = moves["row"][left[np.isin(ONWARD[before, after], ways) & np.isin(before, levels)]]
    ended = _ended_at(one, cell, scope) if cell.went in (None, Went.COURT) else moved_on[:0]
    found: Column = np.union1d(moved_on, ended)
    return found


def _ended_at(one: Chosen, cell: Cell, scope: Scope) -> Column:
    ended = _ended(one, cell, scope)
    return ended if cell.level is None else ended[one.levels(ended) == HOLDERS.index(cell.level)]


FIGURES: Mapping[Figure, Callable[[Chosen, Cell, Scope], Column]] = {
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
    Figure.YELLOW: lambda one, cell, scope: warned(one, scope),
    Figure.RED: lambda one, cell, scope: (still := one.flagged(Flag.OPEN))[late(one, still, scope)],
}
