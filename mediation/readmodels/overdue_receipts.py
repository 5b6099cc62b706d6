"""What a court sent out and nobody has signed for in time, each with whom triage proposes next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from mediation.model import Case, Deadline, HandOver, Organisation
from mediation.readmodels.reach import running
from mediation.readmodels.triage import proposal_for
from mediation.rules.actor import Post
from mediation.rules.grammar import Registry

MOST = 50


@dataclass(frozen=True, slots=True)
class Overdue:
    """A hand-over that nobody has signed for in time, and who comes next."""

    id: UUID
    case_public_id: str
    title: str
    receiver: str
    offered_at: datetime
    due_on: date
    proposed: str


def overdue_receipts(
    session: Session, registry: Registry, post: Post, today: date, limit: int = MOST
) -> tuple[Overdue, ...]:
    """What the court offered and nobody answered in time, the longest overdue first."""
    due_on = (
        select(func.min(Deadline.due_on))
        .where(Deadline.matter_id == HandOver.id, running())
        .correlate(HandOver)
        .scalar_subquery()
    )
    rows = session.execute(
        select(HandOver, Case.public_id, Case.title, Organisation.name, due_on)
        .join(Case, Case.id == HandOver.case_id)
        .join(Organisation, Organisation.id == HandOver.receiver_id)
        .where(HandOver.is_open, HandOver.sender_id == post.organisation_id, due_on < today)
        .order_by(due_on, HandOver.id)
        .limit(limit)
    )
    return tuple(
        Overdue(
            one.id,
            public_id,
            title,
            receiver,
            one.offered_at,
            due,
            _next(session, registry, one, today),
        )
        for one, public_id, title, receiver, due in rows
    )


def _next(session: Session, registry: Registry, offer: HandOver, today: date) -> str:
    """Whom triage proposes once the silent one has been passed over."""
    proposal = proposal_for(session, registry, offer.case_id, today)
    ranked = [one.candidate for one in proposal.others if one.candidate.signs and one.candidate.serves]
    first = proposal.organisation
    if first is not None and first.id != offer.receiver_id:
        return first.name
    return next((one.name for one in ranked if one.id != offer.receiver_id), "")


def overdue_count(session: Session, post: Post, today: date) -> int:
    """How many there are, for the first page."""
    late = (
        select(Deadline.id)
        .where(Deadline.matter_id == HandOver.id, running(), Deadline.due_on < today)
        .exists()
    )
    query = select(func.count()).select_from(HandOver)
    return (
        session.scalar(query.where(HandOver.is_open, HandOver.sender_id == post.organisation_id, late)) or 0
    )
