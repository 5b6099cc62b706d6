"""How cases went through an area's organisations in a past period: holdings, appointments, endings as stored."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import Select, String, and_, func, or_, select, type_coerce
from sqlalchemy.orm import Session, aliased

from mediation.model import Appointment, Case, Holding, Membership, Organisation, Person
from mediation.readmodels.backlog_cells import (
    holder_level,
    in_area,
    over,
    start_of,
    still_open,
)
from mediation.rules.backlog import Figure, Holder, Went, ended, moved
from mediation.rules.lunar import spring_festivals
from mediation.rules.simulation.rates import FESTIVAL_DAYS, FEWEST, Rates, Stay, Unit, calibrate
from mediation.rules.vocabulary import OrganisationKind

LEADERS = ("mediator", "committee_head")
A_YEAR = 365
A_DAY = timedelta(days=1)
NOON = 0.5


@dataclass(frozen=True, slots=True)
class Past:
    """The period that was looked at, and what was found."""

    first: date
    last: date
    stays: int
    rates: Rates


def area_past(session: Session, region_code: str, today: date, days: int = A_YEAR) -> Past:
    """The rates of the days before today; cases that stand today are where the simulation begins."""
    first, last = today - timedelta(days=days), today - A_DAY
    units = list(units_of(session, region_code, today))
    stays = list(_stays(session, region_code, first, today))
    reach = last + timedelta(days=FESTIVAL_DAYS)
    festivals = [(day - first).days for day in spring_festivals(first, reach)]
    return Past(first, last, len(stays), calibrate(units, stays, days, festivals))


def festivals_ahead(today: date, weeks: int) -> list[float]:
    """Days from today to each Spring Festival before which the simulated weeks lie."""
    last = today + timedelta(weeks=weeks, days=FESTIVAL_DAYS)
    return [float((day - today).days) for day in spring_festivals(today, last)]


def units_of(session: Session, region_code: str, today: date) -> Iterator[Unit]:
    """The organisations that mediate there, each with its mediators of today."""
    rows = session.execute(
        select(Organisation.id, holder_level(), Organisation.region_code, func.count(Person.id.distinct()))
        .outerjoin(
            Membership,
            and_(
                Membership.organisation_id == Organisation.id,
                Membership.role.in_(LEADERS),
                Membership.from_on <= today,
                or_(Membership.until_on.is_(None), Membership.until_on >= today),
            ),
        )
        .outerjoin(Person, and_(Person.id == Membership.person_id, Person.active))
        .where(Organisation.kind != OrganisationKind.COURT, Organisation.active, in_area(region_code))
        .group_by(Organisation.id, holder_level(), Organisation.region_code)
        .order_by(Organisation.region_code, Organisation.id)
    )
    for key, level, code, mediators in rows:
        yield Unit(key, Holder.of(level), code, mediators)


def _stays(session: Session, region_code: str, first: date, today: date) -> Iterator[Stay]:
    """Those that ended in the period, however, and those that stand; each since it began.

    What comes from a court or from outside the area enters it, as what is registered in it does.
    """
    since = start_of(first)
    taken = _taken(session, region_code, first)
    left = session.execute(_left(region_code, first, today)).all()
    within = {(row.case_id, row.until_at) for row in left if row.inside and row.onward != Holder.COURT.value}

    def days(at: datetime) -> float:
        return (at - since) / A_DAY

    def stay(row: Any, end: float | None, went: Went | None, to: Holder | None) -> Stay:
        arrived = days(row.from_at)
        led = taken.get((row.case_id, row.organisation_id), ())
        began = min((at for at in led if arrived <= at and (end is None or at <= end)), default=None)
        entered = (row.case_id, row.from_at) not in within
        return Stay(_unit(row.organisation_id), arrived, entered, began, end, went, to)

    for row in left:
        level, onward = Holder.of(row.level), Holder.of(row.onward)
        stays_here = (row.case_id, row.until_at) in within
        yield stay(row, days(row.until_at), moved(level, onward), onward if stays_here else None)
    for row in session.execute(_concluded(region_code, first, today)):
        end = max((row.concluded_on - first).days + NOON, days(row.from_at))
        yield stay(row, end, ended(row.outcome), None)
    for row in session.execute(_standing(region_code)):
        yield stay(row, None, None, None)


def ended_stays(session: Session, region_code: str, today: date, days: int = A_YEAR) -> int:
    """How many stays ended in those days, counted no further than is needed to say anything."""
    first = today - timedelta(days=days)
    found = 0
    for query in (_concluded(region_code, first, today), _left(region_code, first, today)):
        if found < FEWEST:
            found += len(session.execute(query.limit(FEWEST - found)).all())
    return found


def standing_by_level(session: Session, region_code: str) -> dict[Holder, int]:
    """Open cases of the area, by the level of who answers for them."""
    query = (
        select(holder_level().label("held"), func.count())
        .select_from(Case)
        .join(Organisation, Organisation.id == Case.organisation_id)
        .where(still_open(), in_area(region_code))
        .group_by("held")
    )
    return {Holder.of(level): n for level, n in session.execute(over(query, Figure.OPEN))}


Kept = str | UUID
"""An id as the database's driver gives it: making a UUID of each takes a quarter of the time."""
Seen = dict[tuple[Kept, Kept], list[float]]


@lru_cache(maxsize=8192)
def _unit(kept: Kept) -> UUID:
    return kept if isinstance(kept, UUID) else UUID(kept)


def _as_kept(column: Any) -> Any:
    return type_coerce(column, String)


def _taken(session: Session, region_code: str, first: date) -> Seen:
    """When mediators were appointed, by case and organisation, in days since the first; from a year before it on."""
    since = start_of(first)
    rows = session.execute(
        select(_as_kept(Appointment.case_id), _as_kept(Appointment.organisation_id), Appointment.from_at)
        .join(Organisation, Organisation.id == Appointment.organisation_id)
        .where(Appointment.from_at >= since - A_YEAR * A_DAY, in_area(region_code))
    )
    found: Seen = defaultdict(list)
    for case_id, organisation_id, at in rows:
        found[(case_id, organisation_id)].append((at - since) / A_DAY)
    return found


def _columns() -> tuple[Any, ...]:
    return (
        _as_kept(Holding.case_id).label("case_id"),
        _as_kept(Holding.organisation_id).label("organisation_id"),
        Holding.from_at,
    )


def _left(region_code: str, first: date, today: date) -> Select[Any]:
    onward, then = aliased(Holding), aliased(Organisation)
    return (
        select(
            *_columns(),
            Holding.until_at,
            holder_level().label("level"),
            holder_level(then).label("onward"),
            in_area(region_code, organisation=then).label("inside"),
        )
        .select_from(Holding)
        .join(Organisation, Organisation.id == Holding.organisation_id)
        .join(onward, and_(onward.case_id == Holding.case_id, onward.from_at == Holding.until_at))
        .join(then, then.id == onward.organisation_id)
        .where(
            Holding.id != onward.id,
            Holding.until_at >= start_of(first),
            Holding.until_at < start_of(today),
            in_area(region_code),
        )
    )


def _concluded(region_code: str, first: date, today: date) -> Select[Any]:
    return (
        select(*_columns(), Case.concluded_on, Case.outcome)
        .select_from(Case)
        .join(Holding, Holding.id == Case.holding_id)
        .join(Organisation, Organisation.id == Case.organisation_id)
        .where(Case.concluded_on.between(first, today - A_DAY), in_area(region_code))
    )


def _standing(region_code: str) -> Select[Any]:
    return (
        select(*_columns())
        .select_from(Case)
        .join(Holding, Holding.id == Case.holding_id)
        .join(Organisation, Organisation.id == Case.organisation_id)
        .where(still_open(), in_area(region_code))
    )
