"""Each plaintiff's ten days to appeal against a ruling not to register, from its own service (民事诉讼法 171)."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from mediation.model import Deadline, Party
from mediation.rules.vocabulary import DeadlineState

APPEAL = "filing_appeal"


def appeals_of(session: Session, filing_id: UUID) -> Mapping[int, Deadline]:
    """By the plaintiff's place in the case, which a correction keeps: the ten days of whom the ruling has reached."""
    rows = session.execute(
        select(Party.position, Deadline)
        .join(Party, Party.id == Deadline.subject_id)
        .where(
            Deadline.matter_id == filing_id,
            Deadline.clock == APPEAL,
            Deadline.state != DeadlineState.WITHDRAWN,
        )
        .order_by(Deadline.id)
    )
    return {position: deadline for position, deadline in rows}
