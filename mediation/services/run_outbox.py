"""The outbox: work is taken under a lease, done at least once, and marked; a killed worker's work comes again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import case, or_, select

from mediation.model import Binding, Document, OutboxItem, Typesetting
from mediation.rules.clock import Clock
from mediation.rules.papers import Imprint, RenderRequest
from mediation.rules.vocabulary import DocumentState
from mediation.services.bind_dossier import BIND
from mediation.services.enter_seal import valid_seal_of
from mediation.services.unit_of_work import UnitOfWork
from mediation.services.wordings_in_force import texts_of

LEASE = timedelta(seconds=90)
MOST_ATTEMPTS = 5
DISK_PAUSE = timedelta(minutes=1)
FRESH = timedelta(minutes=2)
"""Somebody is looking at a page that waits for these: they come before a long queue of older ones."""


@dataclass(frozen=True, slots=True)
class Seal:
    """The certificate by which the paper is to be signed."""

    certificate_id: UUID
    keystore: str = field(repr=False)
    """The PKCS#12 file in base64."""
    password: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class RenderJob:
    """A document to render, as taken under a lease."""

    item_id: UUID
    document_id: UUID
    request: RenderRequest
    seal: Seal | None = None

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


def take_job(uow: UnitOfWork, *, clock: Clock, worker: str, verify_at: str = "") -> Job | None:
    """The next waiting item, leased to this worker; None when nothing waits.

    `verify_at` is the address of the page that answers for the paper's code.
    """
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
    return RenderJob(item.id, document.id, _request(uow, document, verify_at), _seal(uow, document, now))


def _seal(uow: UnitOfWork, document: Document, at: datetime) -> Seal | None:
    row = valid_seal_of(uow, document.issuer_id, at)
    return Seal(row.id, row.keystore or "", row.password or "") if row else None


def _request(uow: UnitOfWork, document: Document, verify_at: str) -> RenderRequest:
    imprint = None
    if document.verify_code is not None:
        imprint = Imprint(document.verify_code, document.contents_digest, document.chain_head, verify_at)
    return RenderRequest(
        document.kind,
        document.template_version,
        document.contents or "",
        imprint,
        texts_of(uow.session, document.wordings),
    )


def finish_job(
    uow: UnitOfWork,
    *,
    clock: Clock,
    job: Job,
    digest: str,
    size: int,
    pages: int | None = None,
    typesetting: Mapping[str, str] | None = None,
) -> None:
    """The bytes are stored under their digest: the row follows them, never the other way round."""
    row = _waiting_row(uow, job)
    if row.digest is None:
        row.digest, row.size, row.state = digest, size, DocumentState.ISSUED
        row.failure = ""
        if isinstance(row, Binding):
            row.pages = pages
        elif isinstance(job, RenderJob):
            row.sealed_by_id = job.seal.certificate_id if job.seal else None
            row.typesetting_id = _typesetting(uow, clock, typesetting) if typesetting else None
    _done(uow, clock, job)


def _typesetting(uow: UnitOfWork, clock: Clock, described: Mapping[str, str]) -> UUID:
    """The row of these programs and fonts, made by the first paper that they laid out."""
    said = json.dumps(dict(described), ensure_ascii=False, sort_keys=True)
    digest = hashlib.sha256(said.encode()).hexdigest()
    row = uow.session.scalar(select(Typesetting).where(Typesetting.digest == digest))
    if row is None:
        row = Typesetting(digest=digest, described=dict(described), first_used_at=clock.now())
        uow.session.add(row)
        uow.session.flush()
    return row.id


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
