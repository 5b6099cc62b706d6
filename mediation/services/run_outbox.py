"""The outbox: work is taken under a lease, done at least once, and marked; a killed worker's work comes again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import case, or_, select

from mediation.model import Document, OutboxItem
from mediation.rules.clock import Clock
from mediation.rules.papers import RenderRequest
from mediation.rules.vocabulary import DocumentState
from mediation.services.unit_of_work import UnitOfWork
from mediation.services.wordings_in_force import texts_of

LEASE = timedelta(seconds=90)
MOST_ATTEMPTS = 5
DISK_PAUSE = timedelta(minutes=1)
FRESH = timedelta(minutes=2)
"""Somebody is looking at a page that waits for these: they come before a long queue of older ones."""


@dataclass(frozen=True, slots=True)
class RenderJob:
    """A document to render, as taken under a lease."""

    item_id: UUID
    document_id: UUID
    request: RenderRequest


def take_job(uow: UnitOfWork, *, clock: Clock, worker: str) -> RenderJob | None:
    """The next waiting item, leased to this worker; None when nothing waits."""
    now = clock.now()
    item = uow.session.scalar(
        select(OutboxItem)
        .where(
            OutboxItem.done_at.is_(None),
            OutboxItem.not_before <= now,
            or_(OutboxItem.leased_until.is_(None), OutboxItem.leased_until < now),
        )
        .order_by(
            case((OutboxItem.created_at > now - FRESH, 0), else_=1), OutboxItem.not_before, OutboxItem.id
        )
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    if item is None:
        return None
    document = uow.session.get_one(Document, item.subject_id)
    item.leased_until, item.leased_by, item.attempts = now + LEASE, worker, item.attempts + 1
    asked = RenderRequest(
        document.kind,
        document.template_version,
        document.contents or "",
        wording=texts_of(uow.session, document.wordings),
    )
    return RenderJob(item.id, document.id, asked)


def finish_job(uow: UnitOfWork, *, clock: Clock, job: RenderJob, digest: str, size: int) -> None:
    """The bytes are stored under their digest: the row follows them, never the other way round."""
    document = uow.session.get_one(Document, job.document_id)
    if document.digest is None:
        document.digest, document.size, document.state = digest, size, DocumentState.ISSUED
        document.failure = ""
    _done(uow, clock, job)


def fail_job(uow: UnitOfWork, *, clock: Clock, job: RenderJob, sentence: str, final: bool) -> None:
    """Try again later, or give up with the sentence a person reads after the last attempt or a bad input."""
    item = uow.session.get_one(OutboxItem, job.item_id)
    item.failure = sentence[:400]
    if final or item.attempts >= MOST_ATTEMPTS:
        document = uow.session.get_one(Document, job.document_id)
        document.state, document.failure = DocumentState.FAILED, sentence[:400]
        _done(uow, clock, job)
        return
    item.leased_until, item.leased_by = None, ""
    item.not_before = clock.now() + timedelta(seconds=2**item.attempts)


def postpone_job(uow: UnitOfWork, *, clock: Clock, job: RenderJob, sentence: str) -> None:
    """The disk takes no bytes: no fault of the paper, so it waits as long as that lasts and loses no attempt."""
    item = uow.session.get_one(OutboxItem, job.item_id)
    item.failure = sentence[:400]
    item.attempts -= 1
    item.leased_until, item.leased_by = None, ""
    item.not_before = clock.now() + DISK_PAUSE


def _done(uow: UnitOfWork, clock: Clock, job: RenderJob) -> None:
    item = uow.session.get_one(OutboxItem, job.item_id)
    item.done_at, item.leased_until = clock.now(), None
