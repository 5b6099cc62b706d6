"""Clocks that run on after a dispute is concluded: at the court, of duties, of visits; their cards and their cases.

Progress and terms alone, as of every case of an area: nobody's name, and nothing of what the court has before it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, case, distinct, func, literal_column, or_, select
from sqlalchemy.orm import Session

from mediation.model import Case, Category, Deadline, Organisation
from mediation.readmodels.backlog import area_for
from mediation.readmodels.backlog_cells import in_area, still_open
from mediation.readmodels.listed import PAGE, Listed, page_within
from mediation.readmodels.reach import running
from mediation.rules.actor import Actor
from mediation.rules.backlog import Figure
from mediation.rules.errors import NotThere
from mediation.rules.grammar import Clock, Registry

CARDS = (Figure.YELLOW, Figure.RED)
Selected = TypeVar("Selected", bound="Select[*tuple[Any, ...]]")


@dataclass(frozen=True, slots=True)
class ClockWarned:
    """How many cases one clock is about to end in, or has ended in."""

    clock: Clock
    yellow: int
    red: int


@dataclass(frozen=True, slots=True)
class LateCase:
    """A concluded case in which the clock is about to end or has ended: the first of them, where each duty has one."""

    public_id: str
    number: str
    category: str
    holder: str
    due_on: date
    times: int
    """In how many matters of the case."""


@dataclass(frozen=True, slots=True)
class LatePage:
    """The concluded cases of one card."""

    region_code: str
    name: str
    clock: Clock
    found: Listed[LateCase]


def cards(
    session: Session, registry: Registry, code: str, today: date, *, concluded: bool
) -> list[ClockWarned]:
    """How many open, or concluded, cases of the area each clock is about to end in, or has ended in."""
    red, yellow = (
        func.count(distinct(case((_has_card(card, today), Deadline.case_id))))
        for card in (Figure.RED, Figure.YELLOW)
    )
    rows = session.execute(
        _warned(select(Deadline.clock, yellow, red), registry, code, today, concluded=concluded).group_by(
            Deadline.clock
        )
    )
    found = [ClockWarned(registry.clock_by_name[name], soon, over) for name, soon, over in rows]
    return sorted(found, key=lambda one: (-one.red, -one.yellow, one.clock.name))


def late_afterwards(
    session: Session,
    registry: Registry,
    actor: Actor,
    region_code: str,
    clock: str,
    card: Figure,
    today: date,
    page: int = 1,
) -> LatePage:
    """The cases of a card, the earliest end first; NotThere for an area that is not the actor's, or no such card."""
    region = area_for(session, actor, region_code)
    if clock not in registry.clock_by_name or clock in registry.periods or card not in CARDS:
        raise NotThere
    first, times = func.min(Deadline.due_on).label("due_on"), func.count().label("times")
    late = (
        _warned(select(Deadline.case_id, first, times), registry, region.code, today, concluded=True)
        .where(Deadline.clock == clock, _has_card(card, today))
        .group_by(Deadline.case_id)
        .subquery()
    )
    total = session.scalar(select(func.count()).select_from(late)) or 0
    page = page_within(page, total)
    rows = session.execute(
        select(Case.public_id, Case.number, Category.name, Organisation.name, late.c.due_on, late.c.times)
        .join(late, late.c.case_id == Case.id)
        .join(Category, Category.code == Case.category_code)
        .join(Organisation, Organisation.id == Case.organisation_id)
        .order_by(late.c.due_on, Case.id)
        .limit(PAGE)
        .offset((page - 1) * PAGE)
    )
    lines = tuple(LateCase(public_id, number or "", *rest) for public_id, number, *rest in rows)
    return LatePage(region.code, region.name, registry.clock_by_name[clock], Listed(lines, total, page))


def _has_card(card: Figure, today: date) -> ColumnElement[bool]:
    return Deadline.due_on < today if card is Figure.RED else Deadline.due_on >= today


def _warned(query: Selected, registry: Registry, code: str, today: date, *, concluded: bool) -> Selected:
    return (
        query.join(Case, Case.id == Deadline.case_id)
        .join(Organisation, Organisation.id == Case.organisation_id)
        .where(
            running(),
            or_(Deadline.due_on < today, literal_column("deadlines.warned_at").is_not(None)),
            Deadline.clock.not_in(registry.periods),
            ~still_open() if concluded else still_open(),
            in_area(code),
        )
    )
