"""Duties of agreements in force, and confirmations and visits that wait: lists of their own beside the backlog."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache, partial

from sqlalchemy import select
from sqlalchemy.orm import Session

from mediation.adapters.unit_of_work import calendar
from mediation.model import Agreement, Case, Deadline, Obligation
from mediation.readmodels.reach import cases_worked_on, not_lapsed, running
from mediation.rules.actor import Actor
from mediation.rules.vocabulary import ObligationState
from mediation.rules.work_calendar import next_working_day


@dataclass(frozen=True, slots=True)
class DutyLine:
    """A duty not yet done."""

    case_public_id: str
    title: str
    ordinal: int
    debtor: str
    amount: Decimal | None
    due_on: date | None
    state: ObligationState
    last_on: date | None
    """Until when it is done in time: a last day on which nobody works moves on (民法典 203)."""


def duties_waiting(session: Session, actor: Actor, *, limit: int = 100) -> tuple[DutyLine, ...]:
    """Duties pending or broken in cases that the actor works on, the earliest first."""
    rows = session.execute(
        select(
            Case.public_id,
            Case.title,
            Obligation.ordinal,
            Obligation.debtor_name,
            Obligation.amount,
            Obligation.due_on,
            Obligation.state,
            Case.region_code,
        )
        .join(Agreement, Agreement.id == Obligation.agreement_id)
        .join(Case, Case.id == Agreement.case_id)
        .where(
            Obligation.state.in_((ObligationState.PENDING, ObligationState.BROKEN)),
            Agreement.in_force_on.is_not(None),
            Agreement.superseded_at.is_(None),
            cases_worked_on(actor),
        )
        .order_by(Obligation.due_on.is_(None), Obligation.due_on, Case.id, Obligation.ordinal)
        .limit(limit)
    )
    calendar_of = cache(partial(calendar, session))
    return tuple(
        DutyLine(*row[:-1], row.due_on and next_working_day(row.due_on, calendar_of(row.region_code)))
        for row in rows
    )


@dataclass(frozen=True, slots=True)
class ClockLine:
    """A clock that runs in a case of mine."""

    case_public_id: str
    title: str
    clock: str
    due_on: date


def clocks_running(
    session: Session,
    actor: Actor,
    clocks: tuple[str, ...],
    today: date,
    periods: tuple[str, ...],
    *,
    limit: int = 100,
) -> tuple[ClockLine, ...]:
    """Running clocks of those names in cases that the actor works on, the earliest first."""
    rows = session.execute(
        select(Case.public_id, Case.title, Deadline.clock, Deadline.due_on)
        .join(Case, Case.id == Deadline.case_id)
        .where(running(), Deadline.clock.in_(clocks), not_lapsed(periods, today), cases_worked_on(actor))
        .order_by(Deadline.due_on, Case.id)
        .limit(limit)
    )
    return tuple(ClockLine(*row) for row in rows)
