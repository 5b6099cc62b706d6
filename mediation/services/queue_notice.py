"""Putting a message to a person into the queue: sealed, bound to its case, sent after the commit."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from mediation.model import Notice
from mediation.rules.vocabulary import NoticePurpose
from mediation.services.unit_of_work import UnitOfWork


def queue_notice(
    uow: UnitOfWork,
    *,
    case_id: UUID | None,
    purpose: NoticePurpose,
    subject_id: UUID,
    to: str,
    text: str,
    at: datetime,
    expires_at: datetime,
) -> UUID:
    """The message waits for the worker; a rollback takes it back."""
    notice = Notice(
        case_id=case_id,
        purpose=purpose,
        subject_id=subject_id,
        created_at=at,
        not_before=at,
        expires_at=expires_at,
    )
    uow.session.add(notice)
    notice.to, notice.text = to, text
    return notice.id


def withdraw_notices(uow: UnitOfWork, subject_id: UUID, purpose: NoticePurpose, at: datetime) -> None:
    """A code that was used leaves the mediator's page, and is not sent if it still waits."""
    waiting = select(Notice).where(
        Notice.subject_id == subject_id, Notice.purpose == purpose, Notice.done_at.is_(None)
    )
    for notice in uow.session.scalars(waiting):
        notice.expires_at = notice.not_before = at
