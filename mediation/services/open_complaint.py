"""The complaint of a case that lies with a court now."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from mediation.model import Request
from mediation.rules.vocabulary import MatterKind


def open_complaint(session: Session, case_id: UUID) -> Request | None:
    """There is one at most."""
    lies = Request.case_id == case_id, Request.kind == MatterKind.FILING, Request.is_open
    return session.scalar(select(Request).where(*lies).order_by(Request.id.desc()).limit(1))
