"""Watching the clocks: tell that an end is near, mark what is over, and do what the definition attaches to it.

Each case is a transaction of its own, so the sweep can be repeated, come late, be stopped anywhere, or run on two
machines at once: whoever comes second finds nothing left to do.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from mediation.model import (
    Case,
    CaseChain,
    CaseEvent,
    Confirmation,
    Deadline,
    HandOver,
    Organisation,
    Request,
)
from mediation.model.matters import TABLES
from mediation.rules.clock import SHANGHAI, Clock
from mediation.rules.grammar import Registry
from mediation.rules.policy import CaseView
from mediation.rules.vocabulary import CourtPaper, DeadlineState, MatterKind, Seat
from mediation.services.acts.suspending import LATE_ENTRY
from mediation.services.chase_receipt import CLOCK, chase_receipt
from mediation.services.exchange.outbox import link_of
from mediation.services.gather_facts import last_day_over
from mediation.services.load import ASKED_FROM, Loaded, locked
from mediation.services.record_event import record_event
from mediation.services.standing_steps import tag_of_reversal
from mediation.services.take_step import take_at_end
from mediation.services.unit_of_work import House, UnitOfWork

WARNED, OVERDUE, LAPSED = "deadline:warned", "deadline:overdue", "deadline:lapsed"
LAST_SECOND = time(23, 59, 59)
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Swept:
    """How many ends were told to be near, found to be over, let a right lapse, or brought a step; what failed."""

    warned: int = 0
    overdue: int = 0
    lapsed: int = 0
    stepped: int = 0
    failed: int = 0

    def __add__(self, other: Swept) -> Swept:
        return Swept(
            self.warned + other.warned,
            self.overdue + other.overdue,
            self.lapsed + other.lapsed,
            self.stepped + other.stepped,
            self.failed + other.failed,
        )


def sweep_deadlines(house: House) -> Swept:
    """Go through every case with a clock whose end is near or past; the sum of what was done.

    A case that fails is left as it was, logged and counted; the others go on.
    """
    with house.begin() as uow:
        waiting = _cases_to_look_at(uow.session, house.registry, house.clock.today())
    swept = Swept()
    for case_id in waiting:
        try:
            with house.begin() as uow:
                swept += sweep_case(uow, clock=house.clock, case_id=case_id)
                uow.commit()
        except Exception as error:
            log.error("clocks of case %s: %s", case_id, type(error).__name__)
            swept += Swept(failed=1)
    return swept


def sweep_case(uow: UnitOfWork, *, clock: Clock, case_id: UUID) -> Swept:
    """What the clocks of one case ask for today, those included that a step at the end of another has started."""
    case = locked(uow, case_id)
    swept = turned = _turn_all(uow, clock, case)
    while turned.stepped:
        turned = _turn_all(uow, clock, case)
        swept += turned
    return swept


def _turn_all(uow: UnitOfWork, clock: Clock, case: Case) -> Swept:
    case_id, today, swept = case.id, clock.today(), Swept()
    for deadline in _due(uow.session, uow.registry, today, case_id):
        uow.session.refresh(deadline)  # a step before this one may have ended it
        if deadline.state not in (DeadlineState.RUNNING, DeadlineState.LAPSED):
            continue
        table: Any = TABLES[deadline.matter]
        matter = uow.session.get_one(table, deadline.matter_id)
        holder = uow.session.get_one(Organisation, case.organisation_id)
        chain = uow.session.get_one(CaseChain, case_id)
        loaded = Loaded(case, matter, deadline.matter, {}, CaseView.FULL, holder, chain)
        swept += _turn(uow, loaded, deadline, today, clock.now())
    return swept


def _turn(uow: UnitOfWork, loaded: Loaded, deadline: Deadline, today: date, now: datetime) -> Swept:
    rule = uow.registry.clock_by_name[deadline.clock]
    if deadline.due_on >= today:
        deadline.warned_at = now
        _mark(uow, loaded, deadline, WARNED, now, now)
        return Swept(warned=1)
    if deadline.overdue_at is not None:
        return Swept(stepped=_bring(uow, loaded, deadline, now))
    over_at = _end_of(uow, loaded, deadline.due_on)
    deadline.overdue_at = now
    if rule.lapses:
        deadline.state, deadline.ended_on = DeadlineState.LAPSED, deadline.due_on
    _mark(uow, loaded, deadline, LAPSED if rule.lapses else OVERDUE, over_at, now)
    if deadline.clock == CLOCK and isinstance(loaded.matter, HandOver):
        chase_receipt(uow, loaded.matter, deadline.due_on, now)
    stepped = _bring(uow, loaded, deadline, now)
    return Swept(overdue=not rule.lapses, lapsed=rule.lapses, stepped=stepped)


def _bring(uow: UnitOfWork, loaded: Loaded, deadline: Deadline, now: datetime) -> int:
    """The steps that its end brings: in its own matter, and in the applications that wait on a clock of the dispute.

    None of a case that another installation answers for: there they are taken, and told.
    """
    if link_of(uow.session, _who_answers(loaded)) is not None:
        return 0
    matters = [loaded]
    if loaded.kind is MatterKind.DISPUTE:
        waiting = select(Confirmation).where(Confirmation.case_id == loaded.case.id, Confirmation.is_open)
        for one in uow.session.scalars(waiting.order_by(Confirmation.id)):
            matters.append(replace(loaded, matter=one, kind=MatterKind.CONFIRMATION))
    due_on = deadline.due_on
    if deadline.clock == LATE_ENTRY:  # nothing was entered: the term was over when it was over
        due_on = last_day_over(uow.session, loaded.matter.id) or due_on
    return sum(take_at_end(uow, one, deadline.clock, _end_of(uow, one, due_on), now) for one in matters)


def _who_answers(loaded: Loaded) -> UUID:
    """The organisation whose clock it is: a court's of what lies with it, wherever the case is held."""
    matter = loaded.matter
    if isinstance(matter, Request) and matter.asked_id and ASKED_FROM.get(matter.kind) is Seat.COURT:
        return matter.asked_id
    return loaded.case.organisation_id


def _mark(
    uow: UnitOfWork, loaded: Loaded, deadline: Deadline, tag: str, happened_at: datetime, now: datetime
) -> None:
    record_event(
        uow,
        case_id=loaded.case.id,
        kind=loaded.kind,
        matter=loaded.matter,
        tag=tag,
        actor=None,
        post=None,
        happened_at=happened_at,
        recorded_at=now,
        data={"clock": deadline.clock, "due_on": deadline.due_on.isoformat()},
    )
    uow.session.flush()


def _end_of(uow: UnitOfWork, loaded: Loaded, due_on: date) -> datetime:
    """The end of the last day (民法典 203), still that day, but not before what was already done in the matter."""
    over_at = datetime.combine(due_on, LAST_SECOND, SHANGHAI)
    last = uow.session.scalar(
        select(func.max(CaseEvent.happened_at)).where(
            CaseEvent.case_id == loaded.case.id,
            CaseEvent.matter_id == loaded.matter.id,
            CaseEvent.tag.startswith(f"{loaded.kind.value}:"),
            CaseEvent.tag != tag_of_reversal(loaded.kind),
        )
    )
    return max(over_at, last) if last is not None else over_at


def _cases_to_look_at(session: Session, registry: Registry, today: date) -> list[UUID]:
    due = select(Deadline.case_id).where(_asks_for_something(registry, today)).order_by(Deadline.due_on)
    return list(dict.fromkeys(session.scalars(due)))


def _due(session: Session, registry: Registry, today: date, case_id: UUID) -> Sequence[Deadline]:
    """The clocks of a case that ask for something today, the earliest first."""
    query = select(Deadline).where(Deadline.case_id == case_id, _asks_for_something(registry, today))
    return session.scalars(query.order_by(Deadline.due_on, Deadline.id)).all()


def _asks_for_something(registry: Registry, today: date) -> ColumnElement[bool]:
    """Running clocks that are over and not marked, or whose end is near and was not told.

    Also those whose end may still bring a step that could not be taken when they were marked.
    """
    over = (Deadline.due_on < today) & (
        Deadline.overdue_at.is_(None) | Deadline.clock.in_(registry.clocks_that_bring_steps)
    )
    near = (Deadline.due_on >= today) & or_(
        _first_warning(registry, today), *_later_warnings(registry, today)
    )
    return or_(
        and_(Deadline.state == DeadlineState.RUNNING, or_(over, near)), _applications_left_behind(registry)
    )


def _first_warning(registry: Registry, today: date) -> ColumnElement[bool]:
    warned: dict[int, list[str]] = {}
    for clock in registry.clock_by_name.values():
        warned.setdefault(max(clock.warns), []).append(clock.name)
    near = (
        Deadline.clock.in_(names) & (Deadline.due_on <= today + timedelta(days=days))
        for days, names in warned.items()
    )
    return Deadline.warned_at.is_(None) & or_(*near)


def _later_warnings(registry: Registry, today: date) -> Iterator[ColumnElement[bool]]:
    """For each day that is left: told again from the nearest of the clock's days on, if not told since."""
    for clock in registry.clock_by_name.values():
        for left in range(sorted(clock.warns)[-2] + 1 if len(clock.warns) > 1 else 0):
            nearest = min(days for days in clock.warns if days >= left)
            since = datetime.combine(today + timedelta(days=left - nearest), time(0), SHANGHAI)
            yield (
                (Deadline.clock == clock.name)
                & (Deadline.due_on == today + timedelta(days=left))
                & (Deadline.warned_at < since)
            )


def _applications_left_behind(registry: Registry) -> ColumnElement[bool]:
    """Drawn, or open again, after the right had lapsed: the end of its clock still brings what it brings."""
    versions = [
        one.version
        for one in registry.definitions
        if one.matter is MatterKind.CONFIRMATION and any(step.at_end_of for step in one.steps)
    ]
    drawn = select(Confirmation.id).where(
        Confirmation.case_id == Deadline.case_id,
        Confirmation.is_open,
        Confirmation.submitted_on.is_(None),
        Confirmation.wanted == CourtPaper.RULING,
        Confirmation.definition_version.in_(versions),
    )
    return and_(
        Deadline.matter == MatterKind.DISPUTE,
        Deadline.state == DeadlineState.LAPSED,
        Deadline.clock.in_(registry.clocks_that_bring_steps),
        drawn.exists(),
    )
