"""黄牌、红牌 by clock, what was told up the line, the orders of an area with their terms and answers, its digests."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import Select, case, func, or_, select
from sqlalchemy.orm import Session, aliased

from mediation.model import Case, CaseEvent, Category, Deadline, Digest, Escalation, Organisation, Request
from mediation.model.matters import TABLES
from mediation.readmodels.backlog import area_for
from mediation.readmodels.backlog_cells import in_area
from mediation.readmodels.late_afterwards import ClockWarned, cards
from mediation.readmodels.listed import PAGE, Listed, page_within
from mediation.readmodels.reach import cases_in_area, cases_worked_on, running
from mediation.readmodels.requests import REOPENED, first_end, times_reopened
from mediation.rules.actor import Actor
from mediation.rules.backlog import Rung
from mediation.rules.grammar import Clock, Permission, Registry, State
from mediation.rules.vocabulary import MatterKind
from mediation.services.owing import who_owes

MOST_DIGESTS = 8
HOLDER = aliased(Organisation)
Selected = TypeVar("Selected", bound="Select[*tuple[Any, ...]]")


@dataclass(frozen=True, slots=True)
class Escalated:
    """A missed end that was told to the actor's organisation, and to which nobody has reacted yet.

    A case that is not the actor's to open has neither an address nor a number here; `mine` names the matter in which
    their organisation has to act instead.
    """

    public_id: str
    number: str
    category: str
    owing: str
    mine: tuple[MatterKind, UUID] | None
    clock: Clock
    due_on: date
    rung: Rung
    told_at: datetime


@dataclass(frozen=True, slots=True)
class OrderLine:
    """An order of the area's supervisors, or about a case that is held in the area."""

    id: UUID
    mine: bool
    """Issued by an organisation of the actor's: its page is theirs, of another the case alone."""
    case_public_id: str
    """Empty where the case lies elsewhere by now."""
    asker: str
    asked: str
    category: str
    state: State
    is_open: bool
    opened_at: datetime
    answered_at: datetime | None
    due_on: date | None
    reopened: int


@dataclass(frozen=True, slots=True)
class OrderWeek:
    """How many orders of an area wait now and are late now, and how many a week brought."""

    waiting: int
    late: int
    issued: int
    reopened: int


@dataclass(frozen=True, slots=True)
class Watched:
    """An area as those who watch over it see what needs them."""

    region_code: str
    name: str
    clocks: tuple[ClockWarned, ...]
    afterwards: tuple[ClockWarned, ...]
    """The same of cases that are concluded: at the court, of duties, of visits."""
    orders: Listed[OrderLine]
    digests: tuple[tuple[date, dict[str, Any]], ...]


TOLD = (Permission.READ_AREA, Permission.READ_ORGANISATION_CASES, Permission.READ_CALLS)


def is_told(actor: Actor) -> bool:
    """Whether missed ends are told to the actor: who answers for a committee, a court, a department, or supervises."""
    return any(actor.has(permission) for permission in TOLD)


def watched(
    session: Session, registry: Registry, actor: Actor, region_code: str, today: date, orders: int = 1
) -> Watched:
    """The area's cards, that page of its orders, its weeks; NotThere for one that is not the actor's to watch."""
    region = area_for(session, actor, region_code)
    return Watched(
        region.code,
        region.name,
        tuple(cards(session, registry, region.code, today, concluded=False)),
        tuple(cards(session, registry, region.code, today, concluded=True)),
        _orders(session, registry, actor, region.code, orders),
        tuple(_digests(session, region.code)),
    )


def _orders(session: Session, registry: Registry, actor: Actor, code: str, page: int) -> Listed[OrderLine]:
    due, here = first_end(), {post.organisation_id for post in actor.posts_with(Permission.READ_AREA)}
    total = session.scalar(_of_area(select(func.count()), code)) or 0
    page = page_within(page, total)
    opens = cases_in_area(actor)
    columns = select(Request, Case.public_id, opens, Organisation.name, Category.name, due, times_reopened())
    rows = session.execute(
        _of_area(columns, code)
        .join(Category, Category.code == Case.category_code)
        .order_by(Request.is_open.desc(), due.is_(None), due, Request.opened_at.desc(), Request.id)
        .limit(PAGE)
        .offset((page - 1) * PAGE)
    )
    lines = tuple(
        OrderLine(
            one.id,
            one.asker_id in here,
            public_id if opens else "",
            asker,
            one.asked_name,
            category,
            registry.of(MatterKind.ORDER, one.definition_version).by_state[one.state],
            one.is_open,
            one.opened_at,
            one.answered_at,
            due_on,
            reopened,
        )
        for one, public_id, opens, asker, category, due_on, reopened in rows
    )
    return Listed(lines, total, page)


def _of_area(query: Selected, code: str) -> Selected:
    """The orders that an office of the area issued, and those from above that who holds the case there answers."""
    return (
        query.select_from(Request)
        .join(Organisation, Organisation.id == Request.asker_id)
        .join(Case, Case.id == Request.case_id)
        .join(HOLDER, HOLDER.id == Case.organisation_id)
        .where(
            Request.kind == MatterKind.ORDER,
            or_(in_area(code), in_area(code, organisation=HOLDER)),
        )
    )


def orders_of_week(session: Session, code: str, first: datetime, after: datetime, today: date) -> OrderWeek:
    """The orders of an area: how many wait and are late, and how many a week issued and reopened."""
    columns = select(
        Request.id, Request.case_id, Request.is_open, Request.opened_at, first_end().label("due_on")
    )
    of_area = _of_area(columns, code).subquery()
    waiting, late, issued = session.execute(
        select(
            func.count(case((of_area.c.is_open, 1))),
            func.count(case((of_area.c.is_open & (of_area.c.due_on < today), 1))),
            func.count(case(((of_area.c.opened_at >= first) & (of_area.c.opened_at < after), 1))),
        )
    ).one()
    reopened = session.scalar(
        select(func.count())
        .select_from(of_area)
        .join(CaseEvent, (CaseEvent.case_id == of_area.c.case_id) & (CaseEvent.matter_id == of_area.c.id))
        .where(CaseEvent.tag == REOPENED, CaseEvent.recorded_at >= first, CaseEvent.recorded_at < after)
    )
    return OrderWeek(waiting, late, issued, reopened or 0)


def _digests(session: Session, code: str) -> list[tuple[date, dict[str, Any]]]:
    rows = session.execute(
        select(Digest.week_on, Digest.content)
        .where(Digest.region_code == code)
        .order_by(Digest.week_on.desc())
        .limit(MOST_DIGESTS)
    )
    return [(week_on, content) for week_on, content in rows]


def escalated_to(session: Session, registry: Registry, actor: Actor, page: int = 1) -> Listed[Escalated]:
    """What was told to the organisations from whose posts the actor answers: open cases first, the longest missed."""
    here = {post.organisation_id for permission in TOLD for post in actor.posts_with(permission)}
    told = (
        Escalation.organisation_id.in_(here),
        running(),
        Deadline.due_on == Escalation.due_on,
    )
    joined = (
        select(func.count()).select_from(Escalation).join(Deadline, Deadline.id == Escalation.deadline_id)
    )
    total = session.scalar(joined.where(*told)) or 0
    page = page_within(page, total)
    rows = session.execute(
        select(Escalation, Deadline, Case, Category.name, or_(cases_worked_on(actor), cases_in_area(actor)))
        .select_from(Escalation)
        .join(Deadline, Deadline.id == Escalation.deadline_id)
        .join(Case, Case.id == Escalation.case_id)
        .join(Category, Category.code == Case.category_code)
        .where(*told)
        .order_by(Case.is_open.desc(), Escalation.due_on, Escalation.told_at, Escalation.id)
        .limit(PAGE)
        .offset((page - 1) * PAGE)
    )
    return Listed(tuple(_escalated(session, registry, here, *row) for row in rows), total, page)


def _escalated(
    session: Session,
    registry: Registry,
    here: Collection[UUID],
    told: Escalation,
    deadline: Deadline,
    case: Case,
    category: str,
    opens: bool,
) -> Escalated:
    table: Any = TABLES[deadline.matter]
    owing_id = who_owes(registry, case, session.get_one(table, deadline.matter_id), deadline.clock)
    mine = owing_id in here and deadline.matter is not MatterKind.DISPUTE
    return Escalated(
        public_id=case.public_id if opens else "",
        number=(case.number or "") if opens else "",
        category=category,
        owing=session.get_one(Organisation, owing_id).name,
        mine=(deadline.matter, deadline.matter_id) if mine else None,
        clock=registry.clock_by_name[deadline.clock],
        due_on=told.due_on,
        rung=told.rung,
        told_at=told.told_at,
    )
