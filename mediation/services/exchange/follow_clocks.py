"""The terms of a dispute that another installation answers for: here they stand as they were told."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date

from sqlalchemy import select

from mediation.model import Case, Deadline
from mediation.rules.errors import WrongState
from mediation.rules.exchange.told import ClockTold
from mediation.rules.messages import say
from mediation.rules.terms import Derivation
from mediation.rules.vocabulary import DeadlineState, MatterKind
from mediation.services.unit_of_work import UnitOfWork

UNENDED = (DeadlineState.RUNNING, DeadlineState.PAUSED, DeadlineState.LAPSED)


def follow_clocks(uow: UnitOfWork, case: Case, told: Sequence[ClockTold], today: date) -> None:
    """What is told runs on that day, what is no longer told has ended. WrongState for a clock that is not known."""
    session = uow.session
    session.flush()
    here = {
        (one.clock, one.starts_on): one
        for one in session.scalars(
            select(Deadline).where(Deadline.matter_id == case.id, Deadline.state.in_(UNENDED))
        )
    }
    for clock in told:
        _follow(uow, case, clock, here.pop((clock.clock, clock.starts_on), None))
    for left in here.values():
        left.state, left.ended_on = DeadlineState.ENDED, today
    session.flush()


def _follow(uow: UnitOfWork, case: Case, told: ClockTold, row: Deadline | None) -> None:
    try:
        derivation = json.loads(told.derivation)
        due_on = Derivation.from_json(derivation).due_on
    except (ValueError, KeyError, TypeError):
        due_on = None
    if told.clock not in uow.registry.clock_by_name or due_on != told.due_on:
        raise WrongState(say("对方说的期限读不懂：两个系统的版本可能不同"))
    if row is None:
        row = Deadline(
            case_id=case.id,
            matter=MatterKind.DISPUTE,
            matter_id=case.id,
            clock=told.clock,
            starts_on=told.starts_on,
        )
        uow.session.add(row)
    elif row.due_on != told.due_on:
        row.warned_at = row.overdue_at = None  # it has another end now
    row.due_on, row.derivation, row.provisional = told.due_on, derivation, told.provisional
    row.state, row.paused_on, row.ended_on = told.state, told.paused_on, None
