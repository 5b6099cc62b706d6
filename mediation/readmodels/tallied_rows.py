"""Which cases of a tally a page counts: where they lie, and what it is narrowed down to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from mediation.readmodels.backlog_cells import Scope
from mediation.readmodels.tallied_places import Located
from mediation.rules.backlog import Narrowed
from mediation.rules.regions import span
from mediation.rules.tally import Column, Flag, Tally
from mediation.services.case_lines import MARKS


@dataclass(frozen=True, slots=True)
class Chosen:
    """A tally with what the page asks of it. `narrowed` leaves the area out: where a case was may lie elsewhere."""

    tally: Tally
    places: Located
    within: Column
    """Which of the organisations lie in the area."""
    parts: tuple[str, ...]
    part_of: Column
    narrowed: Column
    inside: Column
    """Whether a case is one of the area, narrowed down."""
    marked: Column
    """Those of them of which anything is so: a few of many, looked for once."""

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


def chosen(tally: Tally, stands: Column | None, at: Located, scope: Scope, digits: int) -> Chosen:
    """What a page of that scope asks of a tally; parts of the area are named by so many digits."""
    within = _between(at.regions, scope.region_code)
    parts, numbers = np.unique(at.regions[within].astype(f"S{digits}"), return_inverse=True)
    part_of = np.zeros(len(within), dtype=np.int32)
    part_of[within] = numbers
    narrowed = _narrowed(tally, at, scope.narrowed)
    if stands is not None:
        narrowed &= stands
    names = tuple(part.decode() for part in parts)
    inside = narrowed & within[tally.columns["cases"]["organisation"]]
    marked = np.nonzero(inside & (tally.columns["cases"]["flags"] != 0))[0]
    return Chosen(tally, at, within, names, part_of, narrowed, inside, marked)


def _between(regions: Column, code: str) -> Column:
    first, last = (one.encode() for one in span(code))
    found: Column = (regions >= first) & (regions <= last)
    return found


def lying_in(tally: Tally, code: str) -> Column:
    """Which of the regions that cases began in lie in the area."""
    return _between(np.array(tally.words["region"], dtype="S12"), code)


def _narrowed(tally: Tally, at: Located, narrowed: Narrowed) -> Column:
    cases = tally.columns["cases"]
    found: Column = np.ones(len(tally), dtype=bool)
    for name, wanted in (("category", narrowed.category), ("source", narrowed.source)):
        if wanted:
            words = tally.words[name]
            found &= cases[name] == words.index(wanted) if wanted in words else False
    if narrowed.kind:
        found &= (at.kinds == narrowed.kind.value)[cases["organisation"]]
    if narrowed.mark:
        found &= (cases["marks"] & (1 << MARKS.index(narrowed.mark))).astype(bool)
    return found
