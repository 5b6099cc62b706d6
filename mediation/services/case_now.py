"""What stands in a case now: its parties, its agreement, its open confirmation, its mediators."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import Uuid, bindparam, select
from sqlalchemy.orm import Session

from mediation.model import Agreement, Appointment, Confirmation, Party, Person, Request, Signature
from mediation.rules.vocabulary import MatterKind

_CASE = bindparam("case_id", type_=Uuid())
_PARTIES = (
    select(Party)
    .where(Party.case_id == _CASE, Party.until_on.is_(None))
    .order_by(Party.position, Party.ordinal)
)
_AGREEMENT = select(Agreement).where(Agreement.case_id == _CASE, Agreement.superseded_at.is_(None))
_CONFIRMATION = select(Confirmation).where(Confirmation.case_id == _CASE, Confirmation.is_open)
_MEDIATORS = (
    select(Person.name)
    .join(Appointment, Appointment.person_id == Person.id)
    .where(Appointment.case_id == _CASE, Appointment.until_at.is_(None))
    .order_by(Appointment.from_at, Person.name)
)
"""Built once: every step asks one or another of them."""


def current_parties(session: Session, case_id: UUID) -> list[Party]:
    """Those who are parties now, in their order."""
    return list(session.scalars(_PARTIES, {"case_id": case_id}))


def current_agreement(session: Session, case_id: UUID) -> Agreement | None:
    """The agreement that stands, drawn or in force."""
    return session.scalar(_AGREEMENT, {"case_id": case_id})


def joined_committees(session: Session, case_id: UUID) -> set[UUID]:
    """The committees that mediate the case along with the one that leads."""
    joined = select(Request.asked_id).where(
        Request.case_id == case_id,
        Request.kind == MatterKind.JOINT,
        Request.is_open,
        Request.answered_at.is_not(None),
        Request.asked_id.is_not(None),
    )
    return {one for one in session.scalars(joined) if one is not None}


def open_confirmation(session: Session, case_id: UUID) -> Confirmation | None:
    return session.scalar(_CONFIRMATION, {"case_id": case_id})


def mediator_names(session: Session, case_id: UUID) -> list[str]:
    """The mediators of the case now, by name."""
    return list(session.scalars(_MEDIATORS, {"case_id": case_id}))


def live_signatures(session: Session, **target: UUID) -> list[Signature]:
    """The signatures under an agreement or an application that were not voided."""
    return list(session.scalars(select(Signature).filter_by(**target).where(Signature.voided_at.is_(None))))
