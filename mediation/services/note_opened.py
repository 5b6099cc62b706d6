"""A mediator has looked at a case that was given to them: it leaves the list of new ones."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import update

from mediation.model import Appointment
from mediation.rules.actor import Actor
from mediation.rules.clock import Clock
from mediation.services.unit_of_work import UnitOfWork


def note_opened(uow: UnitOfWork, *, actor: Actor, clock: Clock, case_id: UUID) -> UUID:
    """Once; of cases that others mediate nothing is noted."""
    uow.session.execute(
        update(Appointment)
        .where(
            Appointment.case_id == case_id,
            Appointment.person_id == actor.person_id,
            Appointment.until_at.is_(None),
            Appointment.opened_at.is_(None),
        )
        .values(opened_at=clock.now())
    )
    return case_id
