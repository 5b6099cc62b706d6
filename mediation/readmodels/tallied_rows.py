"""Which cases of a tally a page counts: where they lie, and what it is narrowed down to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np
from sqlalchemy.orm import Session

from mediation.readmodels.backlog_cells import Scope
from mediation.readmodels.ordered_rows import Ordered, Rows
from mediation.readmodels.tallied_places import Located, Places, located, places
from mediation.readmodels.tallies import Indexed, standing_tallies
from mediation.rules.backlog import Narrowed
from mediation.rules.regions import span
from mediation.rules.tally import Column, Flag, Tally
from mediation.services.case_lines import MARKS

WORDED = ("category", "source", "organisation")
"""What a page is narrowed down to by a word of a column."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """A tally with what the page asks of it; a case is looked at only where something leads to it."""

    indexed: Indexed
    stands: Column | None
    """Whether a row still says what is so; None where all do."""
    places: Located
    within: Column
    """Which of the organisations lie in the area."""
    everywhere: bool
    """Whether all of them do."""
    narrowed: Narrowed
    marked: Rows
    """The cases of the area, narrowed down, of which anything is so."""

    @property
    def tally(self) -> Tally:
        return self.indexed.tally

    @property
    def cases(self) -> Mapping[str, Column]:
        return self.tally.columns["cases"]

    def flagged(self, flag: Flag) -> Rows:
        """The cases of the area of which that is so."""
        return self.marked.where((self.marked["flags"] & flag.value) != 0)

    def these(self, rows: Column) -> Rows:
        """Some of the cases in an order of their own."""
        return Ordered(self.cases, rows).all

    def levels(self, cases: Rows) -> Column:
        """The levels on which those who answer for the cases do so."""
        found: Column = self.places.holders.take(cases["organisation"])
        return found

    def inside(self, cases: Rows) -> Rows:
        """Those that lie in the area, are what the page is narrowed down to, and still stand."""
        here = self.here(cases)
        return here if self.stands is None else here.where(self.stands.take(here.rows))

    def here(self, cases: Rows) -> Rows:
        """The same, whether they still stand or were read again."""
        here = cases if self.everywhere else cases.where(self.within.take(cases["organisation"]))
        fits = self.fits(here)
        return here if fits is None else here.where(fits)

    @property
    def again(self) -> Rows:
        """Those that no longer stand."""
        gone = () if self.stands is None else np.flatnonzero(~self.stands)
        return self.these(np.array(gone, dtype=np.int64))

    def fits(self, cases: Rows) -> Column | None:
        """Of each whether it is what the page is narrowed down to, wherever it lies; None: all are."""
        asked = [self._is(name, cases) for name in WORDED if getattr(self.narrowed, name)]
        if self.narrowed.kind:
            asked.append((self.places.kinds == self.narrowed.kind.value).take(cases["organisation"]))
        if self.narrowed.mark:
            asked.append((cases["marks"] & (1 << MARKS.index(self.narrowed.mark))) != 0)
        return np.logical_and.reduce(asked) if asked else None

    def _is(self, name: str, cases: Rows) -> Column:
        found: Column = cases[name] == self.tally.number_of(name, getattr(self.narrowed, name))
        return found


@dataclass(frozen=True, slots=True)
class OfArea:
    """The cases of an area that were kept and those that were read again."""

    both: tuple[Chosen, Chosen]
    as_of: datetime | None
    """None: as they are now."""
    places: Places
    """Where all organisations sat then."""


def of_area(session: Session, scope: Scope, least: datetime) -> OfArea | None:
    """As a page of that scope asks for them, as of no moment before `least`."""
    found = standing_tallies(session, scope.periods, least)
    if found is None:
        return None
    where = places(session)
    kept = chosen(found.kept, found.stands, located(where, found.kept.tally), scope)
    fresh = chosen(found.fresh, None, Located.of(where, found.fresh.tally), scope)
    return OfArea((kept, fresh), found.as_of, where)


def chosen(indexed: Indexed, stands: Column | None, at: Located, scope: Scope) -> Chosen:
    """What a page of that scope asks of a tally."""
    within = _between(at.regions, scope.region_code)
    every = indexed.marked.all
    one = Chosen(indexed, stands, at, within, bool(within.all()), scope.narrowed, every)
    return replace(one, marked=one.inside(every))


def _between(regions: Column, code: str) -> Column:
    first, last = (one.encode() for one in span(code))
    found: Column = (regions >= first) & (regions <= last)
    return found


def lying_in(one: Chosen, code: str) -> Column:
    """Which of the regions that cases began in lie in the area."""
    return _between(one.indexed.began, code)
