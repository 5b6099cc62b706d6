"""What is open now: one GROUP BY over the index of open cases, folded into the tables of the page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from mediation.model import Case, Organisation
from mediation.readmodels.backlog_cells import (
    Scope,
    age_band,
    holder_level,
    in_area,
    late_cases,
    narrowed_by,
    still_open,
)
from mediation.rules.backlog import AgeBand, Holder
from mediation.rules.regions import DIGITS_OF
from mediation.rules.vocabulary import Level


@dataclass(frozen=True, slots=True)
class Group:
    """Open cases alike: in the same part, on the same level, in the same state, of the same age."""

    part: str
    level: Holder
    state: str
    band: AgeBand
    open: int
    overdue: int
    danger: int = 0


@dataclass(slots=True)
class Standing:
    """Open cases of an area, of a part of it, of a level or a state."""

    open: int = 0
    overdue: int = 0
    levels: Counter[Holder] = field(default_factory=Counter)
    bands: Counter[AgeBand] = field(default_factory=Counter)
    late_bands: Counter[AgeBand] = field(default_factory=Counter)

    def add(self, group: Group) -> None:
        self.open += group.open
        self.overdue += group.overdue
        self.levels[group.level] += group.open
        self.bands[group.band] += group.open
        self.late_bands[group.band] += group.overdue


def part_length(level: Level) -> int:
    """How many digits name a part of an area of that level."""
    return min((n for n in DIGITS_OF.values() if n > DIGITS_OF[level]), default=12)


def open_groups(session: Session, scope: Scope, level: Level) -> list[Group]:
    """The groups of an area of that level; an organisation that lies in no part has the area itself for one."""
    part = func.substr(Organisation.region_code, 1, part_length(level))
    late = late_cases(scope).distinct().subquery()
    keys = (part, holder_level(), Case.state, age_band(scope.today))
    query: Select[Any] = (
        select(*keys, func.count(), func.count(late.c.case_id))
        .select_from(Case)
        .join(Organisation, Organisation.id == Case.organisation_id)
        .outerjoin(late, late.c.case_id == Case.id)
        .where(still_open(), in_area(scope.region_code), *narrowed_by(scope.narrowed))
        .group_by(*keys)
    )
    return [
        Group(where, Holder.of(at), state, AgeBand.of(band), n, overdue)
        for where, at, state, band, n, overdue in session.execute(query)
    ]


def folded(groups: Iterable[Group], key: Any) -> dict[Any, Standing]:
    """The groups added up by what `key` says of each."""
    found: dict[Any, Standing] = {}
    for group in groups:
        found.setdefault(key(group), Standing()).add(group)
    return found
