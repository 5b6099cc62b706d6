"""The cases that one number of the backlog counts: progress and terms, nobody's name and no contents."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from mediation.model import Case, Category, Deadline, Organisation
from mediation.readmodels.backlog import area_for, scope_of
from mediation.readmodels.backlog_cells import Scope, clauses_of, here, over, period_of, still_open
from mediation.readmodels.backlog_counted import count
from mediation.readmodels.backlog_then import as_of_day, hidden_of, known_cases, known_of
from mediation.readmodels.reach import running
from mediation.readmodels.tallied_cells import rows_of, tallies_know
from mediation.readmodels.tallied_list import FEW, URGENT, ids_of, tallied_cases
from mediation.rules.actor import Actor
from mediation.rules.backlog import Cell, Figure, Narrowed
from mediation.rules.errors import NotThere
from mediation.rules.grammar import Registry
from mediation.rules.vocabulary import CaseSource, Level, MatterKind, Outcome

PAGE = 50
AT_ONCE = 500
"""So many lines are read in one statement."""


class Found(Protocol):
    """The cases that a number counts."""

    @property
    def total(self) -> int: ...

    @property
    def as_of(self) -> datetime | None:
        """None: as they are now."""

    def ids(self, first: int, last: int) -> Sequence[UUID]:
        """Those from one place to before another; open cases with danger first, then the most urgent."""


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
    as_of: datetime | None
    """Up to when all that happened counts; None: to this moment, or of a past day."""
    hidden: int = 0
    """So many count in the number of that past day and lie elsewhere by now: they are not listed."""

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
    now: datetime,
    today: date,
    page: int = 1,
    on: date | None = None,
) -> AreaPage:
    """The cases that count in that number; NotThere for an area that the actor does not supervise.

    `on`: those that counted in it by what was known on that day, as they are now; of what lies elsewhere by now
    only how many there are.
    """
    if not region_code:
        raise NotThere
    region = area_for(session, actor, region_code)
    scope = scope_of(registry, region.code, today, narrowed)
    found = (
        found_by(session, cell, scope, now)
        if on is None
        else Then.known_on(session, registry, scope, cell, on)
    )
    page = max(1, min(page, -(-found.total // PAGE) or 1))
    shown = found.ids((page - 1) * PAGE, page * PAGE)
    return AreaPage(
        region.code,
        region.name,
        region.label,
        tuple(lines_of(session, scope, shown, cell.figure)),
        found.total,
        page,
        found.as_of,
        found.hidden if isinstance(found, Then) else 0,
    )


def found_by(session: Session, cell: Cell, scope: Scope, now: datetime) -> Found:
    """From the tallies, or from the cases themselves where those cannot say it: as the page counts them."""
    return tallied_cases(session, cell, scope, now) or Selected.by(session, cell, scope)


@dataclass(frozen=True, slots=True)
class Selected:
    """Found among the cases themselves."""

    session: Session
    cell: Cell
    scope: Scope
    total: int
    as_of: None = None

    @classmethod
    def by(cls, session: Session, cell: Cell, scope: Scope) -> Selected:
        return cls(session, cell, scope, count(session, cell, scope))

    def ids(self, first: int, last: int) -> Sequence[UUID]:
        order: tuple[Any, ...] = (Case.registered_at.desc(), Case.id)
        if self.cell.figure in URGENT:
            due = _due(self.scope)
            pressing = (due.is_(None), due) if self.total <= FEW else ()
            order = (Case.danger.desc(), *pressing, Case.registered_at, Case.id)
        query = (
            select(Case.id)
            .join(Organisation, Organisation.id == Case.organisation_id)
            .where(*clauses_of(self.cell, self.scope))
            .order_by(*order)
            .limit(last - first)
            .offset(first)
        )
        return self.session.scalars(over(query, self.cell.figure)).all()


@dataclass(frozen=True, slots=True)
class Then:
    """Those that counted on a past day and may still be seen, the oldest first."""

    known: tuple[UUID, ...]
    hidden: int
    as_of: None = None

    @classmethod
    def known_on(cls, session: Session, registry: Registry, scope: Scope, cell: Cell, on: date) -> Then:
        """NotThere for what of that day is not known."""
        stayed, changed = _counted_on(session, registry, scope, cell, on)
        gone = hidden_of(session, scope, changed)
        return cls(tuple(sorted((*stayed, *(one for one in changed if one not in gone)))), len(gone))

    @property
    def total(self) -> int:
        return len(self.known)

    def ids(self, first: int, last: int) -> Sequence[UUID]:
        return self.known[first:last]


def _counted_on(
    session: Session, registry: Registry, scope: Scope, cell: Cell, on: date
) -> tuple[Sequence[UUID], Sequence[UUID]]:
    """The cases to which nothing has happened since, which lie where they lay, and the others."""
    at = as_of_day(scope, on)
    found = known_of(session, registry, scope, on, min(period_of(cell, at)))
    if found is not None and tallies_know(cell, at):
        stayed, changed = (ids_of(part, rows_of(part, cell, at)) for part in found.both)
        return stayed, changed
    if cell.figure is not Figure.OPEN:
        raise NotThere
    known = known_cases(session, registry, scope, on)
    return (), [one.case_id for one in known if one.counts_in(cell, scope)]


BESIDE = {Figure.CONFIRMING: MatterKind.CONFIRMATION, Figure.BROKEN: MatterKind.PERFORMANCE}
"""What is listed for a matter that outlives the dispute."""


def _due(scope: Scope, figure: Figure | None = None) -> Any:
    """The first last day of an open case, or of the matter for which the figure lists it."""
    matter = None if figure is None else BESIDE.get(figure)
    return (
        select(func.min(Deadline.due_on))
        .where(
            Deadline.case_id == Case.id,
            still_open() if matter is None else Deadline.matter == matter,
            running(),
            Deadline.clock.not_in(scope.periods),
        )
        .scalar_subquery()
    )


def lines_of(
    session: Session, scope: Scope, case_ids: Sequence[UUID], figure: Figure | None = None
) -> Iterator[AreaCase]:
    """The cases as they are now, in the same order; without what lies elsewhere by now.

    `figure` is what lists them: of a confirmation or a broken duty its own last day is told.
    """
    query = (
        select(
            Case.id,
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
            _due(scope, figure),
        )
        .select_from(Case)
        .join(Organisation, Organisation.id == Case.organisation_id)
        .join(Category, Category.code == Case.category_code)
    )
    for first in range(0, len(case_ids), AT_ONCE):
        some = case_ids[first : first + AT_ONCE]
        rows = session.execute(query.where(Case.id.in_(some), here(scope)))
        lines = {case_id: AreaCase(*line) for case_id, *line in rows}
        yield from (lines[one] for one in some if one in lines)
