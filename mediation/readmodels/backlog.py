"""The backlog of an area: what is open by part, level, stage and age, what moved, and what waits beside it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from mediation.model import AreaFigures, Case, Organisation, Region
from mediation.readmodels.backlog_cells import (
    Scope,
    clauses_of,
    in_area,
    is_held_at,
    narrowed_by,
    still_open,
    waiting_for_court,
)
from mediation.readmodels.backlog_matrix import Group, Standing, folded, open_groups, part_length
from mediation.readmodels.backlog_movement import Movement, movement
from mediation.rules.actor import Actor
from mediation.rules.backlog import Cell, Figure, Holder, Narrowed, Went, week_of
from mediation.rules.errors import NotThere
from mediation.rules.grammar import Permission, Registry
from mediation.rules.policy import may_read_area
from mediation.rules.regions import ancestors, prefix
from mediation.rules.vocabulary import Level

WEEKS = (4, 12, 26, 52)
USUAL_WEEKS = 12
STALE = timedelta(seconds=60)
"""How old figures may be that were counted beforehand."""
BESIDE = (Figure.DANGER, Figure.WAITING, Figure.RETURNED, Figure.CONFIRMING, Figure.BROKEN, Figure.YELLOW)
"""What is counted beside the open cases, each by its own clauses."""


@dataclass(slots=True)
class Part:
    """A part of the area, or the organisations of the area itself, with what is open and what moved."""

    region_code: str
    name: str
    own: bool
    standing: Standing = field(default_factory=Standing)
    at_court: int = 0
    entered: int = 0
    ended: int = 0
    agreed: int = 0

    @property
    def counts(self) -> bool:
        return bool(self.standing.open or self.at_court or self.entered or self.ended)


@dataclass(frozen=True, slots=True, kw_only=True)
class BacklogPage:
    """An area with its parts. A case counts once, where the organisation that answers for it sits."""

    region_code: str
    name: str
    level: Level
    above: tuple[tuple[str, str], ...]
    narrowed: Narrowed
    total: Standing
    parts: tuple[Part, ...]
    levels: Mapping[Holder, Standing]
    states: Mapping[str, Standing]
    cross: Mapping[tuple[Holder, str], Standing]
    """By level and state together."""
    at_court: int
    beside: Mapping[Figure, int]
    moved: Movement
    counted_at: datetime


def narrowed_to(today: date, weeks: int = USUAL_WEEKS, **chosen: Any) -> Narrowed:
    """So many weeks, this one among them, and what else was chosen."""
    return Narrowed(since=week_of(today) - timedelta(weeks=weeks - 1), until=today, **chosen)


def home_area(actor: Actor) -> str:
    """The widest area that the actor supervises; NotThere without one."""
    codes = [post.region_code for post in actor.posts_with(Permission.READ_AREA)]
    if not codes:
        raise NotThere
    return min(codes, key=lambda code: len(prefix(code)))


def area_for(session: Session, actor: Actor, region_code: str) -> Region:
    """The area that was asked for, or the actor's own; NotThere for one that is not theirs to watch."""
    code = region_code or home_area(actor)
    region = session.get(Region, code)
    if region is None or not may_read_area(actor, code):
        raise NotThere
    return region


def scope_of(registry: Registry, code: str, today: date, narrowed: Narrowed | None = None) -> Scope:
    return Scope(
        region_code=code,
        today=today,
        periods=tuple(sorted(registry.periods)),
        narrowed=narrowed or narrowed_to(today),
    )


def backlog(
    session: Session,
    registry: Registry,
    actor: Actor,
    now: datetime,
    today: date,
    region_code: str = "",
    narrowed: Narrowed | None = None,
) -> BacklogPage:
    """The backlog of an area that the actor supervises; NotThere for any other."""
    region = area_for(session, actor, region_code)
    scope = scope_of(registry, region.code, today, narrowed)
    return area_backlog(session, scope, region, now, lambda above: may_read_area(actor, above))


def area_backlog(
    session: Session,
    scope: Scope,
    region: Region,
    now: datetime,
    may_see: Callable[[str], bool] = lambda code: True,
) -> BacklogPage:
    """The backlog of any area, for those who may see figures and no case."""
    groups = open_groups(session, scope, region.level)
    found = _movement(session, scope, region.level, now)
    courts = _at_court(session, scope, region.level, groups)
    above = [session.get_one(Region, one) for one in reversed(ancestors(region.code)) if may_see(one)]
    return BacklogPage(
        region_code=region.code,
        name=region.name,
        level=region.level,
        above=tuple((one.code, one.name) for one in above),
        narrowed=scope.narrowed,
        total=_total(groups),
        parts=tuple(_parts(session, region, groups, found, courts)),
        levels=folded(groups, lambda group: group.level),
        states=folded(groups, lambda group: group.state),
        cross=folded(groups, lambda group: (group.level, group.state)),
        at_court=sum(courts.values()),
        beside={figure: count(session, Cell(figure=figure), scope) for figure in BESIDE},
        moved=found,
        counted_at=found.counted_at or now,
    )


@dataclass(frozen=True, slots=True)
class AreaNow:
    """What the home page says of an area."""

    region_code: str
    name: str
    open: int
    overdue: int
    danger: int
    at_court: int


def area_now(session: Session, registry: Registry, actor: Actor, today: date) -> AreaNow:
    """The figures of the widest area that the actor supervises."""
    region = area_for(session, actor, "")
    scope = scope_of(registry, region.code, today)
    groups = open_groups(session, scope, region.level)
    total = _total(groups)
    danger = count(session, Cell(figure=Figure.DANGER), scope)
    at_court = sum(_at_court(session, scope, region.level, groups).values())
    return AreaNow(region.code, region.name, total.open, total.overdue, danger, at_court)


def count(session: Session, cell: Cell, scope: Scope) -> int:
    """How many cases the number counts."""
    query = (
        select(func.count())
        .select_from(Case)
        .join(Organisation, Organisation.id == Case.organisation_id)
        .where(*clauses_of(cell, scope))
    )
    return session.scalar(query) or 0


def _total(groups: list[Group]) -> Standing:
    total = Standing()
    for group in groups:
        total.add(group)
    return total


def _movement(session: Session, scope: Scope, level: Level, now: datetime) -> Movement:
    """What was counted less than a minute ago, or else counted now."""
    usual = scope.narrowed == narrowed_to(scope.today)
    kept = session.get(AreaFigures, scope.region_code) if usual else None
    if kept is not None and kept.day == scope.today and now - kept.counted_at <= STALE:
        return Movement.from_json(kept.content, kept.counted_at)
    return movement(session, scope, level)


def _at_court(session: Session, scope: Scope, level: Level, groups: list[Group]) -> dict[str, int]:
    """By part: open cases that courts answer for, and others with an application that waits at a court."""
    part = func.substr(Organisation.region_code, 1, part_length(level))
    rows = session.execute(
        select(part, func.count())
        .select_from(Case)
        .join(Organisation, Organisation.id == Case.organisation_id)
        .where(
            waiting_for_court(),
            ~and_(still_open(), is_held_at(Holder.COURT)),
            in_area(scope.region_code),
            *narrowed_by(scope.narrowed),
        )
        .group_by(part)
    )
    found = {where: n for where, n in rows}
    for group in groups:
        if group.level is Holder.COURT:
            found[group.part] = found.get(group.part, 0) + group.open
    return found


def _parts(
    session: Session, region: Region, groups: list[Group], found: Movement, courts: Mapping[str, int]
) -> list[Part]:
    """The parts in the order of their codes, then the area's own organisations; parts of the past if they count."""
    length = part_length(region.level)
    children = session.execute(
        select(Region.code, Region.name, Region.valid_until)
        .where(Region.parent_code == region.code)
        .order_by(Region.code)
    ).all()
    parts = {code[:length]: Part(code, name, own=False) for code, name, _ in children}
    past = {code[:length] for code, _, until in children if until is not None}
    own = Part(region.code, region.name, own=True)
    for group in groups:
        parts.get(group.part, own).standing.add(group)
    for (_, part), n in found.entered.items():
        parts.get(part, own).entered += n
    for (_, part, went), n in found.ended.items():
        one = parts.get(part, own)
        one.ended += n
        one.agreed += n if went is Went.AGREED else 0
    for part, n in courts.items():
        parts.get(part, own).at_court += n
    shown = [one for part, one in parts.items() if one.counts or part not in past]
    return [*shown, *([own] if own.counts and region.level is not Level.VILLAGE else [])]
