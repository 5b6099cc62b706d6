"""The figures of an area, whole: counted now, or those that were counted less than a minute ago."""

from __future__ import annotations

from collections import Counter, OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, and_, func, select
from sqlalchemy.orm import Session

from mediation.model import AreaFigures, Case, Organisation
from mediation.readmodels.backlog_cells import (
    Scope,
    clauses_of,
    in_area,
    is_held_at,
    narrowed_by,
    over,
    still_open,
    waiting_for_court,
)
from mediation.readmodels.backlog_matrix import Group, open_groups, part_length
from mediation.readmodels.backlog_movement import Movement, movement
from mediation.rules.backlog import Cell, Figure, Holder
from mediation.rules.vocabulary import Level

STALE = timedelta(seconds=60)
"""How old figures may be that were counted beforehand."""
MANY, MOST = 500, 200
"""From how many cases on figures are held until they are stale, and of how many places and choices."""
BESIDE = (
    Figure.DANGER,
    Figure.WAITING,
    Figure.RETURNED,
    Figure.BROKEN,
    Figure.YELLOW,
)
"""What is counted beside the open cases, each by its own clauses."""


@dataclass(frozen=True, slots=True)
class Figures:
    """All that the page of an area counts."""

    groups: tuple[Group, ...]
    courts: Mapping[str, int]
    """By part: what courts hold, and what waits at a court."""
    beside: Mapping[Figure, int]
    moved: Movement
    counted_at: datetime

    @property
    def cases(self) -> int:
        """How many were counted, those that move and stand twice."""
        moved = sum(self.moved.entered.values()) + sum(self.moved.ended.values())
        return moved + sum(group.open for group in self.groups)

    def to_json(self) -> dict[str, Any]:
        return {
            "groups": [group.to_json() for group in self.groups],
            "courts": dict(self.courts),
            "beside": {figure.value: n for figure, n in self.beside.items()},
            "moved": self.moved.to_json(),
        }

    @classmethod
    def from_json(cls, kept: dict[str, Any], counted_at: datetime) -> Figures:
        return cls(
            tuple(Group.from_json(one) for one in kept["groups"]),
            kept["courts"],
            {Figure.of(name): n for name, n in kept["beside"].items()},
            Movement.from_json(kept["moved"]),
            counted_at,
        )


def counted(session: Session, scope: Scope, level: Level, now: datetime) -> Figures:
    """Counted now, from the cases themselves."""
    groups = open_groups(session, scope, level)
    courts, confirming = _at_court(session, scope, level, groups)
    beside = {figure: count(session, Cell(figure=figure), scope) for figure in BESIDE}
    return Figures(
        tuple(groups),
        courts,
        {**beside, Figure.CONFIRMING: confirming},
        movement(session, scope, level, standing=sum(group.open for group in groups)),
        now,
    )


def kept_or_counted(session: Session, scope: Scope, level: Level, now: datetime, *, usual: bool) -> Figures:
    """What was kept a moment ago where the usual weeks were asked for, of all kinds or one; or else counted now."""
    kept = session.get(AreaFigures, (scope.region_code, scope.narrowed.category)) if usual else None
    if kept is not None and kept.day == scope.today and now - kept.counted_at <= STALE:
        return Figures.from_json(kept.content, kept.counted_at)
    return _held_or_counted(session, scope, level, now)


_held: WeakKeyDictionary[Engine, OrderedDict[Scope, Figures]] = WeakKeyDictionary()
_held_lock = Lock()


def _held_or_counted(session: Session, scope: Scope, level: Level, now: datetime) -> Figures:
    """What this process counted for the same question less than a minute ago; where little happens it is counted."""
    engine = session.get_bind().engine
    with _held_lock:
        held = _held.setdefault(engine, OrderedDict())
        found = held.get(scope)
    if found is not None and timedelta() <= now - found.counted_at <= STALE:
        return found
    found = counted(session, scope, level, now)
    with _held_lock:
        held.pop(scope, None)
        if found.cases >= MANY:
            held[scope] = found
            while len(held) > MOST:
                held.popitem(last=False)
    return found


def count(session: Session, cell: Cell, scope: Scope) -> int:
    """How many cases the number counts."""
    query = (
        select(func.count())
        .select_from(Case)
        .join(Organisation, Organisation.id == Case.organisation_id)
        .where(*clauses_of(cell, scope))
    )
    return session.scalar(over(query, cell.figure, scope)) or 0


def _at_court(
    session: Session, scope: Scope, level: Level, groups: list[Group]
) -> tuple[dict[str, int], int]:
    """By part what courts hold and what waits at a court, each case once; and how many cases wait."""
    part = func.substr(Organisation.region_code, 1, part_length(level)).label("part")
    held = and_(still_open(), is_held_at(Holder.COURT)).label("held")
    rows = session.execute(
        select(part, held, func.count())
        .select_from(Case)
        .join(Organisation, Organisation.id == Case.organisation_id)
        .where(waiting_for_court(scope), in_area(scope.region_code), *narrowed_by(scope.narrowed))
        .group_by("part", "held")
    )
    found, waiting = Counter[str](), 0
    for where, counted_already, n in rows:
        waiting += n
        found[where] += 0 if counted_already else n
    for group in groups:
        if group.level is Holder.COURT:
            found[group.part] += group.open
    return dict(+found), waiting
