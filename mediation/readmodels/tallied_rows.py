"""Which cases of a tally a page counts: where they lie, and what it is narrowed down to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np
from sqlalchemy.orm import Session

from mediation.readmodels.backlog_cells import Scope
from mediation.readmodels.tallied_places import Located, located, places
from mediation.readmodels.tallies import Indexed, standing_tallies
from mediation.rules.backlog import Narrowed
from mediation.rules.regions import span
from mediation.rules.tally import Column, Flag, Tally
from mediation.services.case_lines import MARKS


@dataclass(frozen=True, slots=True)
class Chosen:
    """A tally with what the page asks of it; a case is looked at only where something leads to it."""

    indexed: Indexed
    stands: Column | None
    """Whether a row still says what is so; None where all do."""
    places: Located
    within: Column
    """Which of the organisations lie in the area."""
    narrowed: Narrowed
    marked: Column
    """The cases of the area, narrowed down, of which anything is so."""

    @property
    def tally(self) -> Tally:
        return self.indexed.tally

    @property
    def cases(self) -> Mapping[str, Column]:
        return self.tally.columns["cases"]

    def flagged(self, flag: Flag) -> Column:
        """The cases of the area of which that is so."""
        found: Column = self.marked[(self.cases["flags"][self.marked] & flag.value) != 0]
        return found

    def held_by(self, cases: Column) -> Column:
        """The organisations of some of the cases."""
        held: Column = self.cases["organisation"][cases]
        return held

    def levels(self, cases: Column) -> Column:
        """The levels on which those answer for them."""
        found: Column = self.places.holders[self.held_by(cases)]
        return found

    def inside(self, cases: Column) -> Column:
        """Those that lie in the area and are what the page is narrowed down to."""
        here: Column = cases[self.within[self.held_by(cases)]]
        found: Column = here[self.fits(here)]
        return found

    def fits(self, cases: Column) -> Column:
        """Of each whether it still stands and is what the page is narrowed down to, wherever it lies."""
        found: Column = np.ones(len(cases), dtype=bool) if self.stands is None else self.stands[cases]
        narrowed, columns = self.narrowed, self.cases
        for name, wanted in (("category", narrowed.category), ("source", narrowed.source)):
            if wanted:
                words = self.tally.words[name]
                found = found & (columns[name][cases] == words.index(wanted) if wanted in words else False)
        if narrowed.kind:
            found = found & (self.places.kinds == narrowed.kind.value)[self.held_by(cases)]
        if narrowed.mark:
            found = found & ((columns["marks"][cases] & (1 << MARKS.index(narrowed.mark))) != 0)
        return found


@dataclass(frozen=True, slots=True)
class OfArea:
    """The cases of an area that were kept and those that were read again."""

    both: tuple[Chosen, Chosen]
    as_of: datetime | None
    """None: as they are now."""


def of_area(session: Session, scope: Scope, least: datetime) -> OfArea | None:
    """As a page of that scope asks for them, as of no moment before `least`."""
    found = standing_tallies(session, scope.periods, least)
    if found is None:
        return None
    where = places(session)
    kept = chosen(found.kept, found.stands, located(where, found.kept.tally), scope)
    fresh = chosen(found.fresh, None, Located.of(where, found.fresh.tally), scope)
    return OfArea((kept, fresh), found.as_of)


def chosen(indexed: Indexed, stands: Column | None, at: Located, scope: Scope) -> Chosen:
    """What a page of that scope asks of a tally."""
    one = Chosen(indexed, stands, at, _between(at.regions, scope.region_code), scope.narrowed, indexed.marked)
    return replace(one, marked=one.inside(indexed.marked))


def _between(regions: Column, code: str) -> Column:
    first, last = (one.encode() for one in span(code))
    found: Column = (regions >= first) & (regions <= last)
    return found


def lying_in(tally: Tally, code: str) -> Column:
    """Which of the regions that cases began in lie in the area."""
    return _between(np.array(tally.words["region"], dtype="S12"), code)
