"""Which courts take agreements signed by phone, for the administrator who notes it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from mediation.model import CourtApproval, Organisation, Person
from mediation.rules.actor import Actor
from mediation.rules.errors import NotThere
from mediation.rules.grammar import Permission
from mediation.services.jurisdiction import courts_with_areas


@dataclass(frozen=True, slots=True)
class ApprovalShown:
    id: UUID
    court: str
    from_on: date
    until_on: date | None
    paper: str
    noted_by: str
    noted_at: datetime


def approvals_shown(session: Session, actor: Actor) -> tuple[ApprovalShown, ...]:
    """The newest first; NotThere for anybody else than an administrator."""
    if not actor.has(Permission.ADMINISTER):
        raise NotThere
    rows = session.execute(
        select(CourtApproval, Organisation.name, Person.name)
        .join(Organisation, Organisation.id == CourtApproval.court_id)
        .join(Person, Person.id == CourtApproval.noted_by)
        .order_by(CourtApproval.noted_at.desc())
    )
    return tuple(
        ApprovalShown(row.id, court, row.from_on, row.until_on, row.paper, person, row.noted_at)
        for row, court, person in rows
    )


def courts_to_choose(session: Session, on: date) -> tuple[tuple[UUID, str], ...]:
    """The courts to which an agreement can go."""
    return tuple((court.id, court.name) for court in courts_with_areas(session, on))
