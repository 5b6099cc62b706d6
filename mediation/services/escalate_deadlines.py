"""A missed end to which nobody reacts is told up the line of who owes: head, township, county, city.

Each case is a transaction of its own. Whoever comes second finds it told already; a clock that ended meanwhile, or
moved, is told to nobody.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from mediation.model import Case, Deadline, Escalation, Organisation
from mediation.model.matters import TABLES
from mediation.rules.backlog import Rung
from mediation.rules.clock import Clock
from mediation.rules.errors import NotThere
from mediation.rules.messages import say
from mediation.rules.vocabulary import DeadlineState, Level, NoticePurpose, OrganisationKind
from mediation.services.load import locked
from mediation.services.owing import who_owes
from mediation.services.queue_notice import queue_notice
from mediation.services.record_event import record_event
from mediation.services.unit_of_work import House, UnitOfWork
from mediation.services.watchers import WATCHING, answering, watcher_at

ESCALATED = "deadline:escalated"
DAYS = {
    Rung.HEAD: ("escalation_head_days", 1),
    Rung.TOWNSHIP: ("escalation_township_days", 3),
    Rung.COUNTY: ("escalation_county_days", 7),
    Rung.CITY: ("escalation_city_days", 14),
}
"""The setting of each rung and its usual number: days after the last day on which nobody has reacted."""
LEVELS = {Rung.TOWNSHIP: Level.TOWNSHIP, Rung.COUNTY: Level.COUNTY, Rung.CITY: Level.CITY}
GONE_AFTER = timedelta(days=3)
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Missed:
    """A clock that is over, and how far up the line that is to be told."""

    deadline_id: UUID
    case_id: UUID
    due_on: date
    rung: Rung


def escalate_deadlines(house: House) -> int:
    """Tell whatever is due to be told; how many were told. A case that fails is logged, the others go on."""
    with house.begin() as uow:
        missed = list(_missed(uow, house.clock.today()))
    told = 0
    for one in missed:
        try:
            with house.begin() as uow:
                told += escalate(uow, clock=house.clock, missed=one)
                uow.commit()
        except Exception as error:
            log.error("escalation of case %s: %s", one.case_id, type(error).__name__)
    return told


def escalate(uow: UnitOfWork, *, clock: Clock, missed: Missed) -> bool:
    """Tell one; False where somebody reacted meanwhile, it is told already, or there is nobody to tell."""
    case = locked(uow, missed.case_id)
    deadline = uow.session.get(Deadline, missed.deadline_id, populate_existing=True)
    if deadline is None:
        raise NotThere
    running = deadline.state is DeadlineState.RUNNING and deadline.due_on == missed.due_on
    table: Any = TABLES[deadline.matter]
    matter = uow.session.get_one(table, deadline.matter_id)
    owing = uow.session.get_one(Organisation, who_owes(uow.registry, case, matter, deadline.clock))
    to = _on_rung(uow.session, owing, missed.rung, clock.today())
    if not running or to is None or _is_told(uow.session, missed):
        return False
    now = clock.now()
    uow.session.add(
        Escalation(
            deadline_id=deadline.id,
            case_id=case.id,
            due_on=deadline.due_on,
            rung=missed.rung,
            organisation_id=to.id,
            told_at=now,
        )
    )
    record_event(
        uow,
        case_id=case.id,
        kind=deadline.matter,
        matter=matter,
        tag=ESCALATED,
        actor=None,
        post=None,
        happened_at=now,
        recorded_at=now,
        data={
            "clock": deadline.clock,
            "due_on": deadline.due_on.isoformat(),
            "rung": missed.rung.value,
            "to": to.name,
        },
    )
    _call(uow, clock, case, deadline, to)
    return True


def _on_rung(session: Session, owing: Organisation, rung: Rung, today: date) -> Organisation | None:
    """Who is told of what that organisation owes; nobody above a court, and above a supervisor only the next level."""
    if rung is Rung.HEAD:
        return owing
    level = LEVELS[rung]
    watches = any(owing.kind in kinds for kinds in WATCHING.values())
    if owing.kind is OrganisationKind.COURT or (watches and level.rank <= owing.level.rank):
        return None
    return watcher_at(session, owing.region_code, level, today)


def _call(uow: UnitOfWork, clock: Clock, case: Case, deadline: Deadline, to: Organisation) -> None:
    """A message to whoever answers there; it names no party."""
    late = (clock.today() - deadline.due_on).days
    text = say(
        "{to}：案件{number}的「{clock}」已经过了{days}天还没有办理，请登录系统查看",
        to=to.name,
        number=case.number or case.public_id,
        clock=say(uow.registry.clock_by_name[deadline.clock].title),
        days=late,
    )
    for person in answering(uow.session, to.id, clock.today()):
        if person.phone:
            queue_notice(
                uow,
                case_id=case.id,
                purpose=NoticePurpose.ESCALATION,
                subject_id=deadline.id,
                to=person.phone,
                text=str(text),
                at=clock.now(),
                expires_at=clock.now() + GONE_AFTER,
            )


def _missed(uow: UnitOfWork, today: date) -> Iterator[Missed]:
    """The lowest rung first: a clock found late for the first time is told all the rungs that are due."""
    for rung, (name, usual) in DAYS.items():
        days = _days(uow.setting(name, today), usual)
        above = () if rung is Rung.HEAD else (Deadline.clock.not_in(uow.registry.clocks_of_courts),)
        told = select(Escalation.id).where(
            Escalation.deadline_id == Deadline.id,
            Escalation.due_on == Deadline.due_on,
            Escalation.rung == rung,
        )
        rows = uow.session.execute(
            select(Deadline.id, Deadline.case_id, Deadline.due_on)
            .where(
                Deadline.state == DeadlineState.RUNNING,
                Deadline.due_on < today - timedelta(days=days - 1),
                Deadline.clock.not_in(uow.registry.periods),
                ~told.exists(),
                *above,
            )
            .order_by(Deadline.due_on, Deadline.id)
        )
        for deadline_id, case_id, due_on in rows:
            yield Missed(deadline_id, case_id, due_on, rung)


def _days(chosen: str | None, usual: int) -> int:
    readable = chosen is not None and chosen.isascii() and chosen.isdigit() and 1 <= int(chosen) <= 365
    return int(chosen) if readable and chosen else usual


def _is_told(session: Session, missed: Missed) -> bool:
    told = select(Escalation.id).where(
        Escalation.deadline_id == missed.deadline_id,
        Escalation.due_on == missed.due_on,
        Escalation.rung == missed.rung,
    )
    return session.scalar(told) is not None
