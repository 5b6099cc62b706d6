"""What stands behind a cell of the official table: exactly its cases, or its screenings; nobody's name."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session, aliased

from mediation.model import Case, Category, Organisation, Region, Screening
from mediation.readmodels.backlog import area_for
from mediation.readmodels.settings import setting
from mediation.readmodels.statistics import asked_period, headings
from mediation.rules.actor import Actor
from mediation.rules.errors import NotThere
from mediation.rules.periods import Period
from mediation.rules.statistics import (
    BY_NAME,
    GROUPS_SETTING,
    CommitteeKind,
    Indicator,
    SourceGroup,
    source_groups,
)
from mediation.rules.vocabulary import CaseSource, Outcome
from mediation.services.count_statistics import COUNTS
from mediation.services.statistical_rows import BASES, Where, committee_kind, here

PAGE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One number of the table: which figure, and of which part of it."""

    figure: str
    own: bool = False
    series: str = "all"
    heading: str = ""
    source: CaseSource | None = None
    group: SourceGroup | None = None
    kind: CommitteeKind | None = None


@dataclass(frozen=True, slots=True)
class CountedCase:
    """A case behind a number."""

    public_id: str
    number: str | None
    category: str
    source: CaseSource
    holder: str
    registered_at: datetime
    concluded_on: date | None
    outcome: Outcome | None
    quantity: int


@dataclass(frozen=True, slots=True)
class ScreeningLine:
    """A screening behind a number."""

    organisation: str
    screened_on: date
    found: int
    prevented: int


@dataclass(frozen=True, slots=True)
class Behind:
    """A page of what is behind a number, of how many, and what they add up to."""

    region: Region
    period: Period
    indicator: Indicator
    cell: Cell
    cases: tuple[CountedCase, ...]
    screenings: tuple[ScreeningLine, ...]
    total: int
    quantity: int
    page: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // PAGE))


def behind(
    session: Session, actor: Actor, region_code: str, named: str, cell: Cell, today: date, page: int = 1
) -> Behind:
    """The cases of a cell of an area that the actor supervises; NotThere for any other area or figure."""
    region = area_for(session, actor, region_code)
    wanted = asked_period(session, named, today)
    indicator = BY_NAME.get(cell.figure)
    if indicator is None or indicator.of is not None:
        raise NotThere
    where = Where(region_code=region.code, period=wanted, today=today, own=cell.own)
    counts = indicator.leads or indicator.name
    if counts == "screenings":
        lines = tuple(_screenings(session, where, page))
        total, quantity = _screened(session, where, indicator.name)
        return Behind(region, wanted, indicator, cell, (), lines, total, quantity, page)
    query = _cases(session, where, counts, cell)
    summed = query.subquery()
    total, quantity = session.execute(
        select(func.count(), func.coalesce(func.sum(summed.c.quantity), 0)).select_from(summed)
    ).one()
    rows = session.execute(
        query.order_by(Case.registered_at.desc(), Case.id).limit(PAGE).offset((page - 1) * PAGE)
    )
    cases = tuple(CountedCase(*row) for row in rows)
    return Behind(region, wanted, indicator, cell, cases, (), total, int(quantity), page)


def _cases(session: Session, where: Where, name: str, cell: Cell) -> Select[Any]:
    counts = COUNTS.get(name)
    if counts is None:
        raise NotThere
    rows = BASES[counts.base](where).subquery()
    holder = aliased(Organisation)
    return (
        select(
            Case.public_id,
            Case.number,
            Category.name,
            Case.source,
            holder.name,
            Case.registered_at,
            Case.concluded_on,
            Case.outcome,
            rows.c.quantity.label("quantity"),
        )
        .select_from(rows)
        .join(Case, Case.id == rows.c.case_id)
        .join(Category, Category.code == Case.category_code)
        .join(Organisation, Organisation.id == rows.c.organisation_id)
        .join(holder, holder.id == Case.organisation_id)
        .where(*counts.clauses(rows), *_narrowed(session, where, cell))
    )


def _narrowed(session: Session, where: Where, cell: Cell) -> Iterator[ColumnElement[bool]]:
    if cell.heading:
        lines = {one.title: one.codes for one in headings(session, cell.series, where.period)}
        if cell.heading not in lines:
            raise NotThere
        yield Case.category_code.in_(lines[cell.heading])
    if cell.source is not None:
        yield Case.source == cell.source
    if cell.group is not None:
        groups = source_groups(setting(session, GROUPS_SETTING, where.today))
        yield Case.source.in_([one for one, group in groups.items() if group is cell.group])
    if cell.kind is not None:
        yield committee_kind() == cell.kind.value


def _of(where: Where) -> list[ColumnElement[bool]]:
    return [
        here(where),
        Screening.voided_at.is_(None),
        Screening.screened_on.between(where.period.first, where.period.last),
    ]


def _screenings(session: Session, where: Where, page: int) -> Iterator[ScreeningLine]:
    rows = session.execute(
        select(Organisation.name, Screening.screened_on, Screening.found, Screening.prevented)
        .join(Organisation, Organisation.id == Screening.organisation_id)
        .where(*_of(where))
        .order_by(Screening.screened_on.desc(), Screening.id)
        .limit(PAGE)
        .offset((page - 1) * PAGE)
    )
    return (ScreeningLine(*row) for row in rows)


def _screened(session: Session, where: Where, name: str) -> tuple[int, int]:
    total, found, prevented = session.execute(
        select(
            func.count(),
            func.coalesce(func.sum(Screening.found), 0),
            func.coalesce(func.sum(Screening.prevented), 0),
        )
        .select_from(Screening)
        .join(Organisation, Organisation.id == Screening.organisation_id)
        .where(*_of(where))
    ).one()
    return total, {"found": found, "prevented": prevented}.get(name, total)
