"""Issued documents, the outbox that renders them, and the clocks of a case with the derivation of their date."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, Uuid, text
from sqlalchemy.orm import Mapped, mapped_column

from mediation.model.registry import Identified, Table
from mediation.model.types import Instant, Json, OneOf, Sealed, sealed_column
from mediation.rules.vocabulary import DeadlineState, DocumentState, MatterKind


class Document(Identified, Table):
    """A paper issued from the case's data. Its contents are frozen when it is issued; its bytes follow."""

    __tablename__ = "documents"
    __table_args__ = (
        UniqueConstraint("case_id", "kind", "subject_id", "edition"),
        Index("ix_documents_replaces", "replaces_id"),
        Index("uq_documents_verify_code", "verify_code", unique=True),
        Index("ix_documents_digest", "digest"),
    )

    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id"))
    kind: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[UUID] = mapped_column(Uuid)
    """What it is about: the case, a sitting, an agreement or a confirmation."""
    edition: Mapped[int]
    template_version: Mapped[str] = mapped_column(String(20))
    contents_sealed: Mapped[bytes | None] = sealed_column()
    contents = Sealed()
    wordings: Mapped[list[str]] = mapped_column(Json, default=list, server_default="[]")
    """The ids of the committee's own wordings that it was issued with: rendering again uses these."""
    state: Mapped[DocumentState] = mapped_column(OneOf(DocumentState))
    digest: Mapped[str | None] = mapped_column(String(64))
    """SHA-256 of the issued bytes, by which the blob store knows them."""
    size: Mapped[int | None]
    failure: Mapped[str] = mapped_column(String(400), default="")
    issued_by: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    issued_at: Mapped[datetime] = mapped_column(Instant)
    replaces_id: Mapped[UUID | None] = mapped_column(ForeignKey("documents.id"))
    voided_at: Mapped[datetime | None] = mapped_column(Instant)
    """When the step that issued it was taken back: it is kept, marked 已作废."""
    verify_code: Mapped[str | None] = mapped_column(String(10))
    """None for papers issued before they carried one."""
    chain_head: Mapped[str] = mapped_column(String(16), default="", server_default="")
    """The first characters of the head of the case's chain when it was issued."""
    contents_digest: Mapped[str] = mapped_column(String(64), default="", server_default="")
    """As printed: over the salt and the contents."""
    salt_sealed: Mapped[bytes | None] = sealed_column()
    salt = Sealed()
    issuer_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisations.id"))
    typesetting_id: Mapped[UUID | None] = mapped_column(ForeignKey("typesettings.id"))
    sealed_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("seal_certificates.id"))
    """The certificate by which the issued bytes are signed."""


class PaperPreview(Identified, Table):
    """Somebody looked at a draft; the draft itself is kept nowhere. Counted, so that nobody renders without end."""

    __tablename__ = "paper_previews"
    __table_args__ = (Index("ix_paper_previews_person", "person_id", "at"),)

    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime] = mapped_column(Instant)


class OutboxItem(Identified, Table):
    """Work to be done after the commit, at least once; a worker takes it under a lease."""

    __tablename__ = "outbox"
    __table_args__ = (
        Index(
            "ix_outbox_waiting",
            "not_before",
            sqlite_where=text("done_at IS NULL"),
            postgresql_where=text("done_at IS NULL"),
        ),
    )

    kind: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[UUID] = mapped_column(Uuid)
    created_at: Mapped[datetime] = mapped_column(Instant)
    not_before: Mapped[datetime] = mapped_column(Instant)
    attempts: Mapped[int] = mapped_column(default=0)
    leased_until: Mapped[datetime | None] = mapped_column(Instant)
    leased_by: Mapped[str] = mapped_column(String(80), default="")
    done_at: Mapped[datetime | None] = mapped_column(Instant)
    failure: Mapped[str] = mapped_column(String(400), default="")


class Deadline(Identified, Table):
    """A clock of a matter: its last day and how that day was found."""

    __tablename__ = "deadlines"
    __table_args__ = (
        Index("ix_deadlines_case", "case_id"),
        Index(
            "ix_deadlines_running",
            "clock",
            "due_on",
            "case_id",
            sqlite_where=text("state = 'running'"),
            postgresql_where=text("state = 'running'"),
        ),
        Index("ix_deadlines_matter", "matter_id", "clock", "state", "overdue_at"),
        Index(
            "ix_deadlines_warned",
            *("due_on", "case_id", "clock", "state", "warned_at"),
            sqlite_where=text("state = 'running' AND warned_at IS NOT NULL"),
            postgresql_where=text("state = 'running' AND warned_at IS NOT NULL"),
        ),
        Index(
            "ix_deadlines_over",
            *("due_on", "case_id", "clock", "state"),
            sqlite_where=text("state = 'running'"),
            postgresql_where=text("state = 'running'"),
        ),
    )

    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id"))
    matter: Mapped[MatterKind] = mapped_column(OneOf(MatterKind))
    matter_id: Mapped[UUID] = mapped_column(Uuid)
    subject_id: Mapped[UUID | None] = mapped_column(Uuid)
    """The party, where each has a clock of its own (objection)."""
    clock: Mapped[str] = mapped_column(String(40))
    starts_on: Mapped[date]
    due_on: Mapped[date]
    derivation: Mapped[dict[str, Any]] = mapped_column(Json)
    provisional: Mapped[bool] = mapped_column(default=False)
    """A year was used whose holidays are not announced."""
    state: Mapped[DeadlineState] = mapped_column(OneOf(DeadlineState))
    ended_on: Mapped[date | None]
    paused_on: Mapped[date | None]
    """Since when it stands still."""
    warned_at: Mapped[datetime | None] = mapped_column(Instant)
    """When its near end was told (黄牌)."""
    overdue_at: Mapped[datetime | None] = mapped_column(Instant)
    """When it was found to be over (红牌)."""
    start_noted_on: Mapped[date | None]
    """When it was recorded that it runs; None of older clocks: on the day it starts."""
    end_noted_on: Mapped[date | None]
    """When it was recorded that it is at an end; None of older clocks: on the day it ended."""
