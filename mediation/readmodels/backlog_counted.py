"""The figures of an area, whole, counted now from the cases themselves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from mediation.model import Case, Organisation
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
