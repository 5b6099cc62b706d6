"""The backlog by level: open, overdue and closed cases of an area, one row for each part of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import Select, and_, case, func, select
from sqlalchemy.orm import Session

from mediation.model import Case, Confirmation, Deadline, Organisation, Region
from mediation.readmodels.reach import running
from mediation.rules.actor import Actor
from mediation.rules.errors import NotThere
from mediation.rules.grammar import Permission
from mediation.rules.policy import may_read_area
from mediation.rules.regions import DIGITS_OF, ancestors, prefix
from mediation.rules.vocabulary import Level, OrganisationKind

LEVELS = (Level.VILLAGE, Level.TOWNSHIP, Level.COUNTY)


@dataclass(slots=True)
class BacklogRow:
    """Counts of a part of the area, by the level of the organisation that answers for the case."""

    region_code: str
    name: str
    own: bool = False
    """The organisations of the area itself, not of a part of it."""
    open: int = 0
    overdue: int = 0
    closed: int = 0
    at_court: int = 0
    danger: int = 0
    """Cases reported as likely to flare up (人民调解法 25), open or closed, until that is lifted."""
    open_by_level: dict[Level, int] = field(default_factory=lambda: dict.fromkeys(LEVELS, 0))

    def add(self, other: BacklogRow) -> None:
        """Sum another row into this one."""
        self.open += other.open
        self.overdue += other.overdue
        self.closed += other.closed
        self.at_court += other.at_court
        self.danger += other.danger
        for level in LEVELS:
            self.open_by_level[level] += other.open_by_level[level]


@dataclass(frozen=True, slots=True)
class BacklogPage:
    """An area with its parts. A case counts once, where the organisation that answers for it sits."""

    region_code: str
    name: str
    level: Level
    above: tuple[tuple[str, str], ...]
    """Codes and names from the widest area that the actor may see down to the one above this."""
    rows: tuple[BacklogRow, ...]
    total: BacklogRow


def home_area(actor: Actor) -> str:
    """The widest area that the actor supervises; NotThere without one."""
    codes = [post.region_code for post in actor.posts_with(Permission.READ_AREA)]
    if not codes:
        raise NotThere
    return min(codes, key=lambda code: len(prefix(code)))


def backlog(session: Session, actor: Actor, today: date, region_code: str = "") -> BacklogPage:
    """The backlog of an area that the actor supervises; NotThere for any other."""
    code = region_code or home_area(actor)
    if session.get(Region, code) is None or not may_read_area(actor, code):
        raise NotThere
    return area_backlog(session, code, today, lambda above: may_read_area(actor, above))


def area_backlog(
    session: Session, code: str, today: date, may_see: Callable[[str], bool] = lambda code: True
) -> BacklogPage:
    """The backlog of any area, for those who may see figures and no case."""
    region = session.get(Region, code)
    if region is None:
        raise NotThere
    rows = _empty_rows(session, region)
    _count_cases(session, region, today, rows)
    _count_confirmations(session, region, rows)
    total = BacklogRow(code, region.name)
    for row in rows.values():
        total.add(row)
    above = [session.get_one(Region, a) for a in reversed(ancestors(code)) if may_see(a)]
    return BacklogPage(
        code,
        region.name,
        region.level,
        tuple((r.code, r.name) for r in above),
        tuple(r for r in rows.values() if not r.own or r.open or r.closed or r.at_court),
        total,
    )


def _part_length(level: Level) -> int:
    """How many digits name a part of an area of that level."""
    return min((n for n in DIGITS_OF.values() if n > DIGITS_OF[level]), default=12)


def _empty_rows(session: Session, region: Region) -> dict[str, BacklogRow]:
    children = session.execute(
        select(Region.code, Region.name)
        .where(Region.parent_code == region.code, Region.valid_until.is_(None))
        .order_by(Region.code)
    )
    rows = {prefix(code): BacklogRow(code, name) for code, name in children}
    rows[""] = BacklogRow(region.code, region.name, own=True)
    return rows


def _row(rows: dict[str, BacklogRow], part: str) -> BacklogRow:
    return rows.get(part) or rows[""]


def _within(region: Region) -> Any:
    return Organisation.region_code.startswith(prefix(region.code))


def _count_cases(session: Session, region: Region, today: date, rows: dict[str, BacklogRow]) -> None:
    part = func.substr(Organisation.region_code, 1, _part_length(region.level))
    late = select(Deadline.case_id).where(running(), Deadline.due_on < today).distinct().subquery()
    query: Select[Any] = (
        select(
            part,
            Organisation.level,
            Organisation.kind,
            func.count(case((Case.is_open, 1))),
            func.count(case((and_(Case.is_open, late.c.case_id.is_not(None)), 1))),
            func.count(case((~Case.is_open, 1))),
            func.count(case((Case.danger, 1))),
        )
        .select_from(Case)
        .join(Organisation, Organisation.id == Case.organisation_id)
        .outerjoin(late, late.c.case_id == Case.id)
        .where(_within(region))
        .group_by(part, Organisation.level, Organisation.kind)
    )
    for where, level, kind, open_, overdue, closed, danger in session.execute(query):
        counted = BacklogRow("", "", open=open_, overdue=overdue, closed=closed, danger=danger)
        if kind is OrganisationKind.COURT:
            counted.at_court = open_
        elif level in LEVELS:
            counted.open_by_level[level] = open_
        _row(rows, where).add(counted)


def _count_confirmations(session: Session, region: Region, rows: dict[str, BacklogRow]) -> None:
    part = func.substr(Organisation.region_code, 1, _part_length(region.level))
    query: Select[Any] = (
        select(part, func.count())
        .select_from(Confirmation)
        .join(Case, Case.id == Confirmation.case_id)
        .join(Organisation, Organisation.id == Case.organisation_id)
        .where(Confirmation.is_open, Confirmation.submitted_on.is_not(None), _within(region))
        .group_by(part)
    )
    for where, n in session.execute(query):
        _row(rows, where).at_court += n
