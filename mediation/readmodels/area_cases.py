"""The cases behind a number of the backlog: where each stands and when it is due, without people or contents."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, Select, false, func, select, true
from sqlalchemy.orm import Session

from mediation.model import Case, Category, Deadline, Organisation, Region
from mediation.readmodels.reach import cases_in_area, running
from mediation.rules.actor import Actor
from mediation.rules.errors import NotThere
from mediation.rules.policy import may_read_area
from mediation.rules.regions import prefix

PAGE = 50


class Which(Enum):
    """The columns of the backlog."""

    OPEN = "open"
    OVERDUE = "overdue"
    CLOSED = "closed"
    DANGER = "danger"


@dataclass(frozen=True, slots=True)
class AreaCase:
    """A case as a supervisor sees it in a list."""

    public_id: str
    number: str | None
    category: str
    state: str
    definition_version: int
    is_open: bool
    holder: str
    registered_at: datetime
    due_on: date | None
    danger: bool


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
    actor: Actor,
    region_code: str,
    which: Which,
    today: date,
    *,
    own: bool = False,
    page: int = 1,
) -> AreaPage:
    """The cases that count in that column of that area, danger first, then the most urgent; with `own` only those of
    the area's own organisations. NotThere for an area that the actor does not supervise.
    """
    region = session.get(Region, region_code)
    if region is None or not may_read_area(actor, region_code):
        raise NotThere
    due = _due()
    where = [cases_in_area(actor), _holder(region_code, own), *_column(which, due, today)]
    counted = (
        select(func.count()).select_from(Case).join(Organisation, Organisation.id == Case.organisation_id)
    )
    total = session.scalar(counted.where(*where)) or 0
    page = max(1, min(page, -(-total // PAGE) or 1))
    query: Select[*tuple[Any, ...]] = (
        select(
            Case.public_id,
            Case.number,
            Category.name,
            Case.state,
            Case.definition_version,
            Case.is_open,
            Organisation.name,
            Case.registered_at,
            due,
            Case.danger,
        )
        .join(Organisation, Organisation.id == Case.organisation_id)
        .join(Category, Category.code == Case.category_code)
        .where(*where)
        .order_by(Case.danger.desc(), due.is_(None), due, Case.registered_at.desc(), Case.id)
        .limit(PAGE)
        .offset((page - 1) * PAGE)
    )
    return AreaPage(
        region.code,
        region.name,
        region.label,
        tuple(AreaCase(*row) for row in session.execute(query)),
        total,
        page,
    )


def _due() -> ScalarSelect[date]:
    """The earliest day on which a running clock of the case ends."""
    return select(func.min(Deadline.due_on)).where(Deadline.case_id == Case.id, running()).scalar_subquery()


def _holder(region_code: str, own: bool) -> ColumnElement[bool]:
    if own:
        return Organisation.region_code == region_code
    return Organisation.region_code.startswith(prefix(region_code))


def _column(which: Which, due: ScalarSelect[date], today: date) -> list[ColumnElement[bool]]:
    if which is Which.DANGER:
        return [Case.danger == true()]
    if which is Which.CLOSED:
        return [Case.is_open == false()]
    return [Case.is_open == true(), *([due < today] if which is Which.OVERDUE else [])]
