"""The outbox: work is taken under a lease, done at least once, and marked; a killed worker's work comes again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import case, or_, select

from mediation.model import Binding, Document, OutboxItem
from mediation.rules.clock import Clock
from mediation.rules.vocabulary import DocumentState
from mediation.services.bind_dossier import BIND
from mediation.services.unit_of_work import UnitOfWork

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
    kind: str
    template_version: str
    contents: str

    @property
    def subject_id(self) -> UUID:
        """Of the row that waits for the bytes."""
        return self.document_id


@dataclass(frozen=True, slots=True)
class BindJob:
    """A file to bind, as taken under a lease."""

    item_id: UUID
    binding_id: UUID
    plan: str

    @property
    def subject_id(self) -> UUID:
        """Of the row that waits for the bytes."""
        return self.binding_id


Job = RenderJob | BindJob


def take_job(uow: UnitOfWork, *, clock: Clock, worker: str) -> Job | None:
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
    item.leased_until, item.leased_by, item.attempts = now + LEASE, worker, item.attempts + 1
    if item.kind == BIND:
        binding = uow.session.get_one(Binding, item.subject_id)
        return BindJob(item.id, binding.id, binding.plan or "")
    document = uow.session.get_one(Document, item.subject_id)
    return RenderJob(item.id, document.id, document.kind, document.template_version, document.contents or "")


def finish_job(
    uow: UnitOfWork, *, clock: Clock, job: Job, digest: str, size: int, pages: int | None = None
) -> None:
    """The bytes are stored under their digest: the row follows them, never the other way round."""
    row = _waiting_row(uow, job)
    if row.digest is None:
        row.digest, row.size, row.state = digest, size, DocumentState.ISSUED
        row.failure = ""
        if isinstance(row, Binding):
            row.pages = pages
    _done(uow, clock, job)


def fail_job(uow: UnitOfWork, *, clock: Clock, job: Job, sentence: str, final: bool) -> None:
    """Try again later, or give up with the sentence a person reads after the last attempt or a bad input."""
    item = uow.session.get_one(OutboxItem, job.item_id)
    item.failure = sentence[:400]
    if final or item.attempts >= MOST_ATTEMPTS:
        row = _waiting_row(uow, job)
        row.state, row.failure = DocumentState.FAILED, sentence[:400]
        _done(uow, clock, job)
        return
    item.leased_until, item.leased_by = None, ""
    item.not_before = clock.now() + timedelta(seconds=2**item.attempts)


def postpone_job(uow: UnitOfWork, *, clock: Clock, job: Job, sentence: str) -> None:
    """The disk takes no bytes: no fault of the paper, so it waits as long as that lasts and loses no attempt."""
    item = uow.session.get_one(OutboxItem, job.item_id)
    item.failure = sentence[:400]
    item.attempts -= 1
    item.leased_until, item.leased_by = None, ""
    item.not_before = clock.now() + DISK_PAUSE


def _waiting_row(uow: UnitOfWork, job: Job) -> Document | Binding:
    if isinstance(job, RenderJob):
        return uow.session.get_one(Document, job.document_id)
    return uow.session.get_one(Binding, job.binding_id)


def _done(uow: UnitOfWork, clock: Clock, job: Job) -> None:
    item = uow.session.get_one(OutboxItem, job.item_id)
    item.done_at, item.leased_until = clock.now(), None
