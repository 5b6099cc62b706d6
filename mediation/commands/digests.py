"""Each Monday, or on the first day after it on which the program runs, the week before of every supervised area."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import select

from mediation.bootstrap import Installation
from mediation.model import Digest, Membership, Organisation, Region
from mediation.readmodels.backlog import BacklogPage, area_backlog, narrowed_to, scope_of
from mediation.readmodels.warnings import OrderWeek, orders_of_week
from mediation.rules.backlog import Figure, week_of
from mediation.rules.clock import SHANGHAI
from mediation.services.send_digests import SUPERVISOR, keep_digest
from mediation.services.watchers import held_on

WEEK = timedelta(days=7)


def make_digests(house: Installation) -> int:
    """Keep those that are missing; how many were made."""
    week_on, made = week_of(house.clock.today()) - WEEK, 0
    for code in list(_without(house, week_on)):
        with house.read() as session:
            region = session.get_one(Region, code)
            scope = scope_of(house.registry, code, house.clock.today(), narrowed_to(house.clock.today(), 4))
            page = area_backlog(session, scope, region, house.clock.now())
            orders = orders_of_week(
                session, code, at_midnight(week_on), at_midnight(week_on + WEEK), house.clock.today()
            )
        with house.begin() as uow:
            kept = keep_digest(
                uow, clock=house.clock, region_code=code, week_on=week_on, content=_content(page, orders)
            )
            uow.commit()
        made += kept is not None
    return made


def at_midnight(day: date) -> datetime:
    return datetime.combine(day, time(0), SHANGHAI)


def _without(house: Installation, week_on: Any) -> Iterator[str]:
    with house.read() as session:
        there = set(session.scalars(select(Digest.region_code).where(Digest.week_on == week_on)))
        supervised = session.scalars(
            select(Organisation.region_code)
            .join(Membership, Membership.organisation_id == Organisation.id)
            .where(Membership.role == SUPERVISOR, held_on(house.clock.today()), Organisation.active)
            .distinct()
            .order_by(Organisation.region_code)
        ).all()
    return (code for code in supervised if code not in there)


def _content(page: BacklogPage, orders: OrderWeek) -> dict[str, Any]:
    """The last whole week of the page, and of the area's orders."""
    entered, ended = Counter[int](), Counter[int]()
    for (week, _), n in page.moved.entered.items():
        entered[week] += n
    for (week, _, _), n in page.moved.ended.items():
        ended[week] += n
    now = (page.narrowed.until - page.narrowed.since).days // 7
    return {
        "area": page.name,
        "entered": entered[now - 1],
        "ended": ended[now - 1],
        "open": page.moved.standing - entered[now] + ended[now],
        "overdue": page.total.overdue,
        "danger": page.beside[Figure.DANGER],
        "orders": orders.waiting,
        "orders_late": orders.late,
        "orders_issued": orders.issued,
        "orders_reopened": orders.reopened,
    }
