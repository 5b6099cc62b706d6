"""What cases and clocks said before they were changed is kept, so that a past day can be seen as it was known then."""

from __future__ import annotations

from datetime import date, datetime
from enum import Enum
from typing import Any
from uuid import UUID

from sqlalchemy import event, inspect
from sqlalchemy.orm import InstanceState, Session

from mediation.model import Appointment, Case, Deadline, EarlierValues, HandOver, Holding
from mediation.rules.clock import Clock
from mediation.rules.vocabulary import DeadlineState
from mediation.services.trace import value_before

CLOCK = "clock"
"""Under which name a session that writes knows what day it is."""
COUNTED = {
    Case: frozenset(
        {"category_code", "source", "danger", "difficulty", "labour", "land_title", "region_code"}
    ),
    Deadline: frozenset({"due_on", "state", "warned_at"}),
}
"""By what the backlog counts and events do not tell."""
NOTED = {
    Appointment: "start_noted_on",
    Deadline: "start_noted_on",
    HandOver: "noted_on",
    Holding: "noted_on",
}
"""Where it is kept when a row was recorded."""
ON = (DeadlineState.RUNNING, DeadlineState.PAUSED)
RAN = {"state": DeadlineState.RUNNING.value}


@event.listens_for(Session, "before_flush")
def _keep(session: Session, _context: object, _instances: object) -> None:
    clock: Clock | None = session.info.get(CLOCK)
    if clock is None:
        return
    for row in session.new:
        if (name := NOTED.get(type(row))) is not None and getattr(row, name) is None:
            setattr(row, name, clock.today())
    for row in session.dirty:
        if isinstance(row, Case):
            _note(session, row.id, row.id, clock.today(), _before(session, row))
        elif isinstance(row, Deadline):
            _of_clock(session, row, clock.today(), _before(session, row))
        elif isinstance(row, Appointment):
            row.end_noted_on = row.end_noted_on or clock.today() if row.until_at else None


def _of_clock(session: Session, row: Deadline, today: date, before: dict[str, Any]) -> None:
    if "state" in before:
        noted_on = row.end_noted_on
        row.end_noted_on = None if row.state in ON else noted_on or today
        if before == RAN and row.end_noted_on is not None:
            return  # the day says since when
        if row.end_noted_on is None and noted_on is not None:
            _note(session, row.case_id, row.id, noted_on, RAN)  # it had ended by mistake
    elif before == {"warned_at": None}:
        return  # the instant says since when
    _note(session, row.case_id, row.id, today, before)


def _note(session: Session, case_id: UUID, row_id: UUID, until_on: date, said: dict[str, Any]) -> None:
    if said:
        session.add(EarlierValues(case_id=case_id, row_id=row_id, until_on=until_on, said=said))


def _before(session: Session, row: Case | Deadline) -> dict[str, Any]:
    state: InstanceState[Any] = inspect(row)
    changed = COUNTED[type(row)].intersection(state.committed_state)
    values = {name: value_before(session, row, name) for name in changed if state.attrs[name].history.added}
    return {name: _stored(value) for name, value in values.items() if value != getattr(row, name)}


def _stored(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    return value.isoformat() if isinstance(value, date | datetime) else value
