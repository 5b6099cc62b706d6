"""The complaint of a case that lies with a court now, and how it came there."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from mediation.model import CaseEvent, Request
from mediation.rules.vocabulary import MatterKind

CORRECTING = "correcting"
"""Where a complaint stands while the court waits for what it lacks."""
CAME_BACK = (
    "dispute:return_to_court",
    "dispute:return_withdrawn",
    "dispute:return_unsigned",
    "confirmation:return_to_court",
)
BROUGHT = (
    "dispute:receive_complaint",
    "dispute:hand_in_complaint",
    "filing:receive_papers",
    "filing:bring_papers",
    "filing:receive_corrections",
)


def open_complaint(session: Session, case_id: UUID) -> Request | None:
    """There is one at most."""
    lies = Request.case_id == case_id, Request.kind == MatterKind.FILING, Request.is_open
    return session.scalar(select(Request).where(*lies).order_by(Request.id.desc()).limit(1))


def last_complaint(session: Session, case_id: UUID) -> Request | None:
    """The newest, whatever became of it."""
    asked = select(Request).where(Request.case_id == case_id, Request.kind == MatterKind.FILING)
    return session.scalar(asked.order_by(Request.id.desc()).limit(1))


def came_back_of_itself(session: Session, case_id: UUID) -> bool:
    """Whether a failed delegation brought the last complaint there, and nobody has handed papers in since."""
    last = (
        select(CaseEvent.tag)
        .where(CaseEvent.case_id == case_id, CaseEvent.tag.in_((*CAME_BACK, *BROUGHT)))
        .order_by(CaseEvent.seq.desc())
        .limit(1)
    )
    return session.scalar(last) in CAME_BACK
