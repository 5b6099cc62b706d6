"""What moved in an area in some weeks: in, out, how long stays lasted on each level, and how they ended."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Integer, and_, func, or_, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import Session, aliased
from sqlalchemy.sql.functions import FunctionElement

from mediation.model import Appointment, Case, Holding, Organisation, Person
from mediation.readmodels.backlog_cells import (
    Scope,
    ended,
    holder_level,
    in_area,
    moved,
    narrowed_by,
    over,
    start_of,
    still_open,
)
from mediation.readmodels.backlog_matrix import part_length
from mediation.rules.backlog import Figure, Holder, Went
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
    concluded: Counter[tuple[Holder, Went]] = field(default_factory=Counter)
    """Of them those that were concluded there."""
    paths: Counter[tuple[Holder, Holder]] = field(default_factory=Counter)
    """Cases that went from a level to another."""
    loads: tuple[Load, ...] = ()
    standing: int = 0
    """Open cases when this was counted."""

    def to_json(self) -> dict[str, Any]:
        return {
            "entered": [[week, part, n] for (week, part), n in sorted(self.entered.items())],
            "ended": [[week, part, went.value, n] for (week, part, went), n in sorted(self.ended.items())],
            "stays": [[at.value, went.value, days, n] for (at, went, days), n in sorted(self.stays.items())],
            "left": [[at.value, went.value, n] for (at, went), n in sorted(self.left.items())],
            "concluded": [[at.value, went.value, n] for (at, went), n in sorted(self.concluded.items())],
            "paths": [[before.value, after.value, n] for (before, after), n in sorted(self.paths.items())],
            "loads": [[str(one.person_id), one.person, one.organisation, one.open] for one in self.loads],
            "standing": self.standing,
        }

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> Movement:
        return cls(
            Counter({(week, part): n for week, part, n in kept["entered"]}),
            Counter({(week, part, Went.of(went)): n for week, part, went, n in kept["ended"]}),
            Counter({(Holder.of(at), Went.of(went), days): n for at, went, days, n in kept["stays"]}),
            Counter({(Holder.of(at), Went.of(went)): n for at, went, n in kept["left"]}),
            Counter({(Holder.of(at), Went.of(went)): n for at, went, n in kept["concluded"]}),
            Counter({(Holder.of(before), Holder.of(after)): n for before, after, n in kept["paths"]}),
            tuple(Load(UUID(who), person, where, n) for who, person, where, n in kept["loads"]),
            kept["standing"],
        )


def movement(session: Session, scope: Scope, level: Level) -> Movement:
    """Counted now, from the cases and holdings themselves."""
    found = Movement()
    part = func.substr(Organisation.region_code, 1, part_length(level))
    _count_entered(session, scope, part, found)
    _count_ended(session, scope, part, found)
    _count_concluded_stays(session, scope, found)
    _count_moves(session, scope, found)
    found.loads = tuple(_loads(session, scope))
    found.standing = _standing(session, scope)
    return found


def _standing(session: Session, scope: Scope) -> int:
    query = (
        select(func.count())
        .select_from(Case)
        .join(Organisation, Organisation.id == Case.organisation_id)
        .where(still_open(), in_area(scope.region_code), *narrowed_by(scope.narrowed))
    )
    return session.scalar(over(query, Figure.OPEN)) or 0


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
    rows = session.execute(over(query, Figure.ENTERED))
    found.entered = Counter({(week, where): n for week, where, n in rows})


def _count_ended(session: Session, scope: Scope, part: Any, found: Movement) -> None:
    first, last = scope.narrowed.since, scope.narrowed.until
    query = (
        select(Case.concluded_on, part, Case.outcome, func.count())
        .select_from(Case)
        .join(Organisation, Organisation.id == Case.organisation_id)
        .where(
            Case.concluded_on.between(first, last),
            in_area(scope.region_code),
            *narrowed_by(scope.narrowed),
        )
        .group_by(Case.concluded_on, part, Case.outcome)
    )
    rows = session.execute(over(query, Figure.ENDED))
    for day, where, outcome, n in rows:
        found.ended[((day - first).days // 7, where, ended(outcome))] += n


def _count_concluded_stays(session: Session, scope: Scope, found: Movement) -> None:
    days: Any = DayDifference(ShanghaiDay(Holding.from_at), Case.concluded_on)
    keys = (holder_level(), Case.outcome, days)
    query = (
        select(*keys, func.count())
        .select_from(Case)
        .join(Organisation, Organisation.id == Case.organisation_id)
        .join(Holding, Holding.id == Case.holding_id)
        .where(
            Case.concluded_on.between(scope.narrowed.since, scope.narrowed.until),
            in_area(scope.region_code),
            *narrowed_by(scope.narrowed),
        )
        .group_by(*keys)
    )
    rows = session.execute(over(query, Figure.ENDED))
    for level, outcome, lasted, n in rows:
        found.stays[(Holder.of(level), ended(outcome), max(lasted, 0))] += n
        found.left[(Holder.of(level), ended(outcome))] += n
        found.concluded[(Holder.of(level), ended(outcome))] += n


def _count_moves(session: Session, scope: Scope, found: Movement) -> None:
    left, then, onward = aliased(Organisation), aliased(Organisation), aliased(Holding)
    days: Any = DayDifference(ShanghaiDay(Holding.from_at), ShanghaiDay(Holding.until_at))
    rows = session.execute(
        select(holder_level(left), holder_level(then), days, Holding.case_id)
        .select_from(Holding)
        .join(left, left.id == Holding.organisation_id)
        .join(onward, and_(onward.case_id == Holding.case_id, onward.from_at == Holding.until_at))
        .join(then, then.id == onward.organisation_id)
        .join(Case, Case.id == Holding.case_id)
        .join(Organisation, Organisation.id == Case.organisation_id)
        .where(
            Holding.id != onward.id,
            Holding.until_at >= start_of(scope.narrowed.since),
            Holding.until_at < start_of(scope.narrowed.until + timedelta(days=1)),
            in_area(scope.region_code, organisation=left),
            or_(in_area(scope.region_code), Case.region_code.between(*span(scope.region_code))),
            *narrowed_by(scope.narrowed),
        )
    )
    ways: set[tuple[Holder, Went, UUID]] = set()
    paths: set[tuple[Holder, Holder, UUID]] = set()
    for before, after, lasted, case_id in rows:
        level, onward_to = Holder.of(before), Holder.of(after)
        went = moved(level, onward_to)
        found.stays[(level, went, max(lasted, 0))] += 1
        ways.add((level, went, case_id))
        paths.add((level, onward_to, case_id))
    found.left.update((level, went) for level, went, _ in ways)
    found.paths.update((before, after) for before, after, _ in paths)


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
    rows = session.execute(over(query, Figure.OPEN))
    return (Load(*row) for row in rows)
