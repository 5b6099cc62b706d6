"""What is open now: one GROUP BY over the index of open cases, folded into the tables of the page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import CTE, Select, Subquery, case, func, select
from sqlalchemy.orm import Session

from mediation.model import Case, Organisation
from mediation.readmodels.backlog_cells import (
    Scope,
    age_band,
    holder_level,
    in_area,
    is_late,
    narrowed_by,
    over,
    still_open,
)
from mediation.rules.backlog import AgeBand, Figure, Holder
from mediation.rules.regions import DIGITS_OF
from mediation.rules.vocabulary import Level

SEPARATOR, ALIKE = "|", "alike"
"""Between the parts of the one key by which open cases are grouped: to sort by one is half the work."""


@dataclass(frozen=True, slots=True)
class Group:
    """Open cases alike: in the same part, on the same level, in the same state, of the same age."""

    part: str
    level: Holder
    state: str
    band: AgeBand
    open: int
    overdue: int


@dataclass(slots=True)
class Standing:
    """Open cases of an area, of a part of it, of a level or a state."""

    open: int = 0
    overdue: int = 0
    levels: Counter[Holder] = field(default_factory=Counter)
    bands: Counter[AgeBand] = field(default_factory=Counter)
    late_bands: Counter[AgeBand] = field(default_factory=Counter)

    def add(self, group: Group) -> None:
        levels, bands, late = self.levels, self.bands, self.late_bands
        self.open += group.open
        self.overdue += group.overdue
        levels[group.level] = levels.get(group.level, 0) + group.open
        bands[group.band] = bands.get(group.band, 0) + group.open
        late[group.band] = late.get(group.band, 0) + group.overdue

    def include(self, other: Standing) -> None:
        """Add what was added up before."""
        self.open += other.open
        self.overdue += other.overdue
        self.levels.update(other.levels)
        self.bands.update(other.bands)
        self.late_bands.update(other.late_bands)


def part_length(level: Level) -> int:
    """How many digits name a part of an area of that level."""
    return min((n for n in DIGITS_OF.values() if n > DIGITS_OF[level]), default=12)


def open_groups(session: Session, scope: Scope, level: Level) -> list[Group]:
    """The groups of an area of that level; an organisation that lies in no part has the area itself for one."""
    places = _places(scope, level)
    key = places.c.place + Case.state + SEPARATOR + age_band(scope.today)
    narrowed = replace(scope.narrowed, kind=None)
    query: Select[Any] = (
        select(key.label(ALIKE), func.count(), func.sum(case((is_late(scope), 1), else_=0)))
        .select_from(places)
        .join(Case, Case.organisation_id == places.c.id)
        .where(still_open(), *narrowed_by(narrowed))
        .group_by(ALIKE)
    )
    found = []
    for alike, n, overdue in session.execute(over(query, Figure.OPEN, scope)):
        where, at, state, band = alike.split(SEPARATOR)
        found.append(Group(where, Holder.of(at), state, AgeBand.of(band), n, overdue))
    return found


def _places(scope: Scope, level: Level) -> CTE | Subquery:
    """The organisations, each with what its cases are grouped by: said once and not for every case."""
    part = func.substr(Organisation.region_code, 1, part_length(level))
    query = select(Organisation.id, (part + SEPARATOR + holder_level() + SEPARATOR).label("place")).where(
        in_area(scope.region_code)
    )
    if scope.narrowed.kind:
        query = query.where(Organisation.kind == scope.narrowed.kind)
    if scope.narrowed.category:  # the cases of one kind lead to few places
        return query.subquery("places")
    return query.cte("places").prefix_with("MATERIALIZED", dialect="sqlite")


def folded(groups: Iterable[Group], key: Any) -> dict[Any, Standing]:
    """The groups added up by what `key` says of each."""
    found: dict[Any, Standing] = {}
    for group in groups:
        if (name := key(group)) not in found:
            found[name] = Standing()
        found[name].add(group)
    return found
