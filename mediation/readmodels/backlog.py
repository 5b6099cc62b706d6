"""The backlog of an area: what is open by part, level, stage and age, what moved, and what waits beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from mediation.model import Region
from mediation.readmodels.backlog_cells import Scope
from mediation.readmodels.backlog_counted import Figures
from mediation.readmodels.backlog_figures import figures
from mediation.readmodels.backlog_matrix import Standing, folded, part_length
from mediation.readmodels.backlog_movement import Movement
from mediation.readmodels.backlog_then import known_figures
from mediation.rules.actor import Actor
from mediation.rules.backlog import Figure, Holder, Narrowed, Went, week_of
from mediation.rules.errors import NotThere
from mediation.rules.grammar import Permission, Registry
from mediation.rules.policy import may_read_area
from mediation.rules.regions import ancestors, prefix
from mediation.rules.vocabulary import Level

WEEKS = (4, 12, 26, 52)
USUAL_WEEKS = 12
MINUTE = timedelta(minutes=1)


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
    partial: bool
    """Of a past day of which only what was open is known."""
    behind: int
    """So many minutes ago, rounded up: many cases have changed since, and are being read. 0: as it stands now."""


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
    on: date | None = None,
) -> BacklogPage:
    """The backlog of an area that the actor supervises; NotThere for any other. `on`: as it was known that day."""
    region = area_for(session, actor, region_code)
    scope = scope_of(registry, region.code, today, narrowed)
    then = None if on is None else known_figures(session, registry, scope, region.level, on)
    return area_backlog(session, scope, region, now, lambda above: may_read_area(actor, above), then)


def area_backlog(
    session: Session,
    scope: Scope,
    region: Region,
    now: datetime,
    may_see: Callable[[str], bool] = lambda code: True,
    then: Figures | None = None,
) -> BacklogPage:
    """The backlog of any area, for those who may see figures and no case; of `then` if they are of a past day."""
    found = then or figures(session, scope, region.level, now)
    cross = folded(found.groups, lambda group: (group.level, group.state))
    above = [session.get_one(Region, one) for one in reversed(ancestors(region.code)) if may_see(one)]
    return BacklogPage(
        region_code=region.code,
        name=region.name,
        level=region.level,
        above=tuple((one.code, one.name) for one in above),
        narrowed=scope.narrowed,
        total=_together(cross.values()),
        parts=tuple(_parts(session, region, found)),
        levels=_by(0, cross),
        states=_by(1, cross),
        cross=cross,
        at_court=sum(found.courts.values()),
        beside=found.beside,
        moved=found.moved,
        counted_at=found.counted_at,
        partial=then is not None and not then.beside,
        behind=0 if then else -((found.counted_at - now) // MINUTE),
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
    as_of: datetime | None
    """None: as they are now."""


def area_now(session: Session, registry: Registry, actor: Actor, now: datetime, today: date) -> AreaNow:
    """The figures of the widest area that the actor supervises."""
    region = area_for(session, actor, "")
    found = figures(session, scope_of(registry, region.code, today), region.level, now)
    total = _together(folded(found.groups, lambda group: group.part).values())
    return AreaNow(
        region.code,
        region.name,
        total.open,
        total.overdue,
        found.beside[Figure.DANGER],
        sum(found.courts.values()),
        found.counted_at if found.counted_at < now else None,
    )


def _together(standings: Iterable[Standing]) -> Standing:
    total = Standing()
    for standing in standings:
        total.include(standing)
    return total


def _by(place: int, cross: Mapping[tuple[Holder, str], Standing]) -> dict[Any, Standing]:
    """By one of both that the standings are told by."""
    found: dict[Any, Standing] = {}
    for key, standing in cross.items():
        found.setdefault(key[place], Standing()).include(standing)
    return found


def _parts(session: Session, region: Region, found: Figures) -> list[Part]:
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
    for group in found.groups:
        parts.get(group.part, own).standing.add(group)
    for (_, part), n in found.moved.entered.items():
        parts.get(part, own).entered += n
    for (_, part, went), n in found.moved.ended.items():
        one = parts.get(part, own)
        one.ended += n
        one.agreed += n if went is Went.AGREED else 0
    for part, n in found.courts.items():
        parts.get(part, own).at_court += n
    shown = [one for part, one in parts.items() if one.counts or part not in past]
    return [*shown, *([own] if own.counts and region.level is not Level.VILLAGE else [])]
