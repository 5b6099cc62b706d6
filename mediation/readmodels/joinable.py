"""Open cases of a batch's organisation that may follow its model: of the same kind, without an agreement yet."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from mediation.model import Agreement, Batch, BatchFollower, Case

MOST = 200


@dataclass(frozen=True, slots=True)
class JoinableCase:
    """A case; whether it fits the model is asked when it joins."""

    id: UUID
    public_id: str
    title: str
    number: str
    amount: Decimal | None


def joinable_cases(session: Session, batch_id: UUID) -> tuple[JoinableCase, ...]:
    """For whoever was given the batch's page, the oldest first."""
    batch = session.get_one(Batch, batch_id)
    model = session.get_one(Case, batch.model_case_id)
    follows = select(BatchFollower.id).where(BatchFollower.case_id == Case.id)
    agreed = select(Agreement.id).where(Agreement.case_id == Case.id, Agreement.superseded_at.is_(None))
    rows = session.scalars(
        select(Case)
        .where(
            Case.is_open,
            Case.organisation_id == batch.organisation_id,
            Case.category_code == model.category_code,
            Case.id != model.id,
            ~follows.exists(),
            ~agreed.exists(),
        )
        .order_by(Case.registered_at, Case.id)
        .limit(MOST)
    )
    return tuple(JoinableCase(c.id, c.public_id, c.title, c.number or "", c.amount) for c in rows)
