"""What moved in an area in some weeks: in, out, how long stays lasted on each level, and how they ended."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Integer, Select, and_, func, literal, null, or_, select, union_all
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import Session
from sqlalchemy.sql.functions import FunctionElement

from mediation.model import Appointment, Case, Holding, Organisation, Person
from mediation.readmodels.backlog_cells import (
    LEFT,
    ONWARD,
    THEN,
    Scope,
    end_of,
    holder_level,
    in_area,
    is_wide,
    narrowed_by,
    over,
    road_of,
    start_of,
    still_open,
)
from mediation.readmodels.backlog_matrix import part_length
from mediation.rules.backlog import WENT_BY, End, Figure, Holder, Road, Went, moved
from mediation.rules.regions import span
from mediation.rules.vocabulary import Level

MOST_MEDIATORS = 30
A_WEEK = timedelta(days=7)


class DaysSince(FunctionElement[int]):
    """Whole days from an instant to another; to a date its beginning in Shanghai is meant."""

    type = Integer()
    inherit_cache = True


@compiles(DaysSince, "sqlite")
def _on_sqlite(element: DaysSince, compiler: Any, **given: Any) -> str:
    since, until = (compiler.process(one, **given) for one in element.clauses)
    return f"CAST(julianday({until}) - julianday({since}) + 0.00000001 AS INTEGER)"  # half a millisecond


@compiles(DaysSince, "postgresql")
def _on_postgres(element: DaysSince, compiler: Any, **given: Any) -> str:
    since, until = (compiler.process(one, **given) for one in element.clauses)
    return f"CAST(floor(extract(epoch FROM ({until}) - ({since})) / 86400) AS INTEGER)"


class ShanghaiDay(FunctionElement[date]):
    """The day of an instant in Shanghai, which has no summer time."""

    inherit_cache = True


@compiles(ShanghaiDay, "sqlite")
def _day_on_sqlite(element: ShanghaiDay, compiler: Any, **given: Any) -> str:
    (at,) = (compiler.process(one, **given) for one in element.clauses)
    return f"date({at}, '+8 hours')"


@compiles(ShanghaiDay, "postgresql")
def _day_on_postgres(element: ShanghaiDay, compiler: Any, **given: Any) -> str:
    (at,) = (compiler.process(one, **given) for one in element.clauses)
    return f"CAST({at} AT TIME ZONE 'Asia/Shanghai' AS DATE)"


class DayDifference(FunctionElement[int]):
    """Whole days from a day to another."""

    type = Integer()
    inherit_cache = True


@compiles(DayDifference, "sqlite")
def _difference_on_sqlite(element: DayDifference, compiler: Any, **given: Any) -> str:
    first, last = (compiler.process(one, **given) for one in element.clauses)
    return f"CAST(julianday({last}) - julianday({first}) AS INTEGER)"


@compiles(DayDifference, "postgresql")
def _difference_on_postgres(element: DayDifference, compiler: Any, **given: Any) -> str:
    first, last = (compiler.process(one, **given) for one in element.clauses)
    return f"(CAST({last} AS DATE) - CAST({first} AS DATE))"


@dataclass(frozen=True, slots=True)
class Load:
    """A mediator's open cases in an area."""

    person_id: UUID
    person: str
    organisation: str
    open: int


@dataclass(slots=True)
class Movement:
    """Counts of an area in a period, by week, part, and level."""

    entered: Counter[tuple[int, str]] = field(default_factory=Counter)
    """By week of the period, from 0, and part of the area."""
    ended: Counter[tuple[int, str, Went]] = field(default_factory=Counter)
    stays: Counter[tuple[Holder, Went, int]] = field(default_factory=Counter)
    """Stays that ended, by level, how they ended and how many days they lasted."""
    left: Counter[tuple[Holder, Went]] = field(default_factory=Counter)
    """Cases that left a level, once for each way."""
    concluded: Counter[tuple[Holder, Road, End]] = field(default_factory=Counter)
    """Cases that ended on a level, by the tiers that they went through and by the one that ended them."""
    paths: Counter[tuple[Holder, Holder]] = field(default_factory=Counter)
    """Cases that went from a level to another."""
    loads: tuple[Load, ...] = ()
    standing: int = 0
    """Open cases when this was counted."""


def movement(session: Session, scope: Scope, level: Level, *, standing: int) -> Movement:
    """Counted now, from the cases and holdings themselves."""
    found = Movement(standing=standing)
    part = func.substr(Organisation.region_code, 1, part_length(level))
    _count_entered(session, scope, part, found)
    _count_ended(session, scope, part, found)
    _count_moves(session, scope, found)
    found.loads = tuple(_loads(session, scope))
    return found


def _count_entered(session: Session, scope: Scope, part: Any, found: Movement) -> None:
    first, last = scope.narrowed.since, scope.narrowed.until
    days: Any = DaysSince(start_of(first), Case.registered_at)
    query = (
        select(week := days // 7, part, func.count())
        .select_from(Case)
        .join(Organisation, Organisation.id == Case.organisation_id)
        .where(
            Case.registered_at >= start_of(first),
            Case.registered_at < start_of(last + timedelta(days=1)),
            in_area(scope.region_code),
            *narrowed_by(scope.narrowed),
        )
        .group_by(week, part)
    )
    rows = session.execute(over(query, Figure.ENTERED, scope))
    found.entered = Counter({(week, where): n for week, where, n in rows})


def _count_ended(session: Session, scope: Scope, part: Any, found: Movement) -> None:
    """Cases that ended, by week and part, and by level, outcome and the days that the last stay lasted: one pass."""
    days: Any = DayDifference(ShanghaiDay(Holding.from_at), Case.concluded_on)
    since: Any = DayDifference(literal(scope.narrowed.since), Case.concluded_on)
    query = (
        select(
            (since // 7).label("week"),
            part.label("part"),
            end_of().label("end"),
            road_of().label("road"),
            holder_level().label("held"),
            days.label("lasted"),
        )
        .select_from(Case)
        .join(Organisation, Organisation.id == Case.organisation_id)
        .join(Holding, Holding.id == Case.holding_id)
        .where(
            Case.concluded_on.between(scope.narrowed.since, scope.narrowed.until),
            in_area(scope.region_code),
            *narrowed_by(scope.narrowed),
        )
    )
    ends = over(query, Figure.ENDED, scope).cte("ends").prefix_with("MATERIALIZED", dialect="sqlite")
    by_week = (ends.c.week, ends.c.part, ends.c.end)
    by_level = (ends.c.held, ends.c.lasted, ends.c.road, ends.c.end)
    nothing = (null().label(name) for name in ("held", "lasted", "road"))
    rows = session.execute(
        union_all(
            select(*by_week, *nothing, func.count()).group_by(*by_week),
            select(null(), null(), ends.c.end, *by_level[:3], func.count()).group_by(*by_level),
        )
    )
    for week, where, named, level, lasted, road, n in rows:
        end = End.of(named)
        went = WENT_BY[end]
        if week is not None:
            found.ended[(week, where, went)] += n
            continue
        found.stays[(Holder.of(level), went, max(lasted, 0))] += n
        found.left[(Holder.of(level), went)] += n
        found.concluded[(Holder.of(level), Road.of(road), end)] += n


def _count_moves(session: Session, scope: Scope, found: Movement) -> None:
    """Stays that ended by going on, added up by the database; only cases that went on more than once come as rows."""
    moves = _moves(scope).cte("moves").prefix_with("MATERIALIZED", dialect="sqlite")
    alike = (moves.c.before, moves.c.after, moves.c.lasted)
    added = select(*alike, null().label("case_id"), func.count().label("n")).group_by(*alike)
    again = select(*alike, moves.c.case_id, literal(0)).where(moves.c.times > 1)
    ways: Counter[tuple[Holder, Went, UUID]] = Counter()
    paths: Counter[tuple[Holder, Holder, UUID]] = Counter()
    for before, after, lasted, case_id, n in session.execute(union_all(added, again)):
        level, onward_to = Holder.of(before), Holder.of(after)
        went = moved(level, onward_to)
        if case_id is None:
            found.stays[(level, went, max(lasted, 0))] += n
            found.left[(level, went)] += n
            found.paths[(level, onward_to)] += n
        else:
            ways[(level, went, case_id)] += 1
            paths[(level, onward_to, case_id)] += 1
    for (level, went, _), n in ways.items():  # a case counts once for each way and each path
        found.left[(level, went)] -= n - 1
    for (before, after, _), n in paths.items():
        found.paths[(before, after)] -= n - 1


def _moves(scope: Scope) -> Select[Any]:
    """Each stay in the area that ended in the period because the case went on, with both levels and its days.

    How many times its case went on stands with it: PostgreSQL, which expects one row, would ask each for all others.
    """
    stays = _ended_stays(scope).cte("stays").prefix_with("MATERIALIZED", dialect="sqlite")
    days: Any = DayDifference(ShanghaiDay(stays.c.from_at), ShanghaiDay(stays.c.until_at))
    return (
        select(
            stays.c.before,
            holder_level(THEN).label("after"),
            days.label("lasted"),
            stays.c.case_id,
            func.count().over(partition_by=stays.c.case_id).label("times"),
        )
        .select_from(stays)
        .join(ONWARD, and_(ONWARD.case_id == stays.c.case_id, ONWARD.from_at == stays.c.until_at))
        .join(THEN, THEN.id == ONWARD.organisation_id)
        .where(stays.c.id != ONWARD.id)
    )


def _ended_stays(scope: Scope) -> Select[Any]:
    """Narrowed down before it is asked where each went."""
    columns: tuple[Any, ...] = (Holding.id, Holding.case_id, Holding.from_at, Holding.until_at)
    query = (
        select(*columns, holder_level(LEFT).label("before"))
        .select_from(Holding)
        .join(LEFT, LEFT.id == Holding.organisation_id)
        .join(Case, Case.id == Holding.case_id)
        .join(Organisation, Organisation.id == Case.organisation_id)
        .where(
            Holding.until_at >= start_of(scope.narrowed.since),
            Holding.until_at < start_of(scope.narrowed.until + timedelta(days=1)),
            in_area(scope.region_code, organisation=LEFT),
            or_(in_area(scope.region_code), Case.region_code.between(*span(scope.region_code))),
            *narrowed_by(replace(scope.narrowed, organisation="")),
        )
    )
    if scope.narrowed.organisation:
        query = query.where(Holding.organisation_id == UUID(scope.narrowed.organisation))
    return query.with_hint(Holding, "INDEXED BY ix_holdings_left_on", "sqlite") if is_wide(scope) else query


def _loads(session: Session, scope: Scope) -> Iterator[Load]:
    query = (
        select(Person.id, Person.name, func.min(Organisation.name), func.count())
        .select_from(Case)
        .join(Organisation, Organisation.id == Case.organisation_id)
        .join(
            Appointment,
            and_(
                Appointment.case_id == Case.id,
                Appointment.until_at.is_(None),
                Appointment.organisation_id == Case.organisation_id,
            ),
        )
        .join(Person, Person.id == Appointment.person_id)
        .where(still_open(), in_area(scope.region_code), *narrowed_by(scope.narrowed))
        .group_by(Person.id, Person.name)
        .order_by(func.count().desc(), Person.name, Person.id)
        .limit(MOST_MEDIATORS)
    )
    rows = session.execute(over(query, Figure.OPEN, scope))
    return (Load(*row) for row in rows)
