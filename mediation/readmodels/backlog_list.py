"""The cases that one number of the backlog counts: progress and terms, nobody's name and no contents."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from mediation.model import Case, Category, Deadline, Organisation
from mediation.readmodels.backlog import area_for, scope_of
from mediation.readmodels.backlog_cells import Clauses, Scope, clauses_of, here, over
from mediation.readmodels.backlog_counted import count
from mediation.readmodels.backlog_then import known_cases
from mediation.readmodels.reach import running
from mediation.rules.actor import Actor
from mediation.rules.backlog import Cell, Figure, Narrowed
from mediation.rules.errors import NotThere
from mediation.rules.grammar import Registry
from mediation.rules.vocabulary import CaseSource, Level, Outcome

PAGE = 50
FEW = 1000
"""So many cases are ordered by the ends of their terms; more of them by how long they have waited."""
URGENT = (Figure.OPEN, Figure.LED, Figure.YELLOW, Figure.RED, Figure.DANGER, Figure.WAITING)
"""What is listed by urgency; the rest by the day of registration, the last first."""


@dataclass(frozen=True, slots=True)
class AreaCase:
    """A case as a supervisor sees it in a list."""

    public_id: str
    number: str | None
    category: str
    source: CaseSource
    state: str
    definition_version: int
    is_open: bool
    holder: str
    level: Level
    registered_at: datetime
    concluded_on: date | None
    outcome: Outcome | None
    danger: bool
    due_on: date | None


@dataclass(frozen=True, slots=True)
class AreaPage:
    """A page of the cases of an area."""

    region_code: str
    name: str
    label: str
    lines: tuple[AreaCase, ...]
    total: int
    page: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // PAGE))


def area_cases(
    session: Session,
    registry: Registry,
    actor: Actor,
    region_code: str,
    cell: Cell,
    narrowed: Narrowed,
    today: date,
    page: int = 1,
    on: date | None = None,
) -> AreaPage:
    """The cases that count in that number; NotThere for an area that the actor does not supervise.

    `on`: those that counted in it by what was known on that day, as they are now; what lies elsewhere by now counts,
    and is no longer theirs to see.
    """
    if not region_code:
        raise NotThere
    region = area_for(session, actor, region_code)
    scope = scope_of(registry, region.code, today, narrowed)
    clauses: Clauses | None = None
    if on is None:
        total = count(session, cell, scope)
    else:
        then = [
            one.case_id for one in known_cases(session, registry, scope, on) if one.counts_in(cell, scope)
        ]
        total, clauses = len(then), [Case.id.in_(then[(page - 1) * PAGE : page * PAGE]), here(scope)]
    page = max(1, min(page, -(-total // PAGE) or 1))
    offset = (page - 1) * PAGE if on is None else 0
    few = total <= FEW
    found = listed(session, cell, scope, limit=PAGE, offset=offset, clauses=clauses, by_term=few)
    return AreaPage(region.code, region.name, region.label, tuple(found), total, page)


def listed(
    session: Session,
    cell: Cell,
    scope: Scope,
    *,
    limit: int | None = None,
    offset: int = 0,
    clauses: Clauses | None = None,
    by_term: bool = False,
) -> Iterator[AreaCase]:
    """The lines themselves; open cases with danger first, then the most urgent."""
    due = (
        select(func.min(Deadline.due_on))
        .where(Deadline.case_id == Case.id, running(), Deadline.clock.not_in(scope.periods))
        .scalar_subquery()
    )
    order: tuple[Any, ...] = (Case.registered_at.desc(), Case.id)
    if cell.figure in URGENT:
        pressing = (due.is_(None), due) if by_term else ()
        order = (Case.danger.desc(), *pressing, Case.registered_at, Case.id)
    if limit is not None:  # only what is shown is looked at whole
        chosen = (
            select(Case.id)
            .join(Organisation, Organisation.id == Case.organisation_id)
            .where(*(clauses_of(cell, scope) if clauses is None else clauses))
            .order_by(*order)
            .limit(limit)
            .offset(offset)
        )
        ids = list(session.scalars(over(chosen, cell.figure) if clauses is None else chosen))
        clauses = [Case.id.in_(ids)]
    query: Select[*tuple[Any, ...]] = (
        select(
            Case.public_id,
            Case.number,
            Category.name,
            Case.source,
            Case.state,
            Case.definition_version,
            Case.is_open,
            Organisation.name,
            Organisation.level,
            Case.registered_at,
            Case.concluded_on,
            Case.outcome,
            Case.danger,
            due,
        )
        .select_from(Case)
        .join(Organisation, Organisation.id == Case.organisation_id)
        .join(Category, Category.code == Case.category_code)
        .where(*(clauses_of(cell, scope) if clauses is None else clauses))
        .order_by(*order)
        .execution_options(yield_per=1000)
    )
    return (AreaCase(*row) for row in session.execute(over(query, cell.figure) if clauses is None else query))
