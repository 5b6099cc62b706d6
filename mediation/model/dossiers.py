"""The file of a case (卷宗): what people added to it, its bindings, and its way into the archive."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from mediation.model.registry import Identified, Table
from mediation.model.types import Instant, Json, OneOf, Sealed, sealed_column
from mediation.rules.vocabulary import AttachmentKind, DocumentState


class Attachment(Identified, Table):
    """A photo, scan or PDF that somebody added. Its bytes never change; it is withdrawn, never deleted."""

    __tablename__ = "attachments"
    __table_args__ = (
        Index("ix_attachments_case", "case_id"),
        Index("ix_attachments_document", "document_id"),
        Index("ix_attachments_sitting", "sitting_id"),
    )

    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id"))
    kind: Mapped[AttachmentKind] = mapped_column(OneOf(AttachmentKind))
    document_id: Mapped[UUID | None] = mapped_column(ForeignKey("documents.id"))
    """The issued paper whose signed copy or handwritten sheet it is."""
    sitting_id: Mapped[UUID | None] = mapped_column(ForeignKey("sittings.id"))
    """The sitting whose record was written by hand."""
    party_id: Mapped[UUID | None] = mapped_column(ForeignKey("parties.id"))
    title_sealed: Mapped[bytes | None] = sealed_column()
    title = Sealed()
    media_type: Mapped[str] = mapped_column(String(40))
    digest: Mapped[str] = mapped_column(String(64))
    """SHA-256 of the bytes that are kept."""
    sent_digest: Mapped[str] = mapped_column(String(64))
    """SHA-256 of the file as it was sent: a photo is kept upright and without what the camera noted in it."""
    size: Mapped[int]
    pages: Mapped[int]
    thumb_digest: Mapped[str | None] = mapped_column(String(64))
    shows_numbers: Mapped[bool]
    """Whether identity numbers, phones or addresses can be read in it: then each look is recorded."""
    happened_on: Mapped[date | None]
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    uploaded_by: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    uploaded_at: Mapped[datetime] = mapped_column(Instant)
    withdrawn_by: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    withdrawn_at: Mapped[datetime | None] = mapped_column(Instant)
    reason_sealed: Mapped[bytes | None] = sealed_column()
    reason = Sealed()


class Dossier(Identified, Table):
    """The file of a concluded case as it went into the archive (归档); reopened only for a recorded reason."""

    __tablename__ = "dossiers"
    __table_args__ = (
        Index("ix_dossiers_case", "case_id"),
        Index(
            "uq_dossiers_standing",
            "case_id",
            unique=True,
            sqlite_where=text("reopened_at IS NULL"),
            postgresql_where=text("reopened_at IS NULL"),
        ),
        Index("ix_dossiers_organisation", "organisation_id", "archived_at"),
    )

    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id"))
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    number: Mapped[str] = mapped_column(String(80))
    """卷号."""
    year: Mapped[int]
    title_sealed: Mapped[bytes | None] = sealed_column()
    title = Sealed()
    retention: Mapped[str] = mapped_column(String(40))
    """保管期限."""
    remarks_sealed: Mapped[bytes | None] = sealed_column()
    remarks = Sealed()
    note_sealed: Mapped[bytes | None] = sealed_column()
    note = Sealed()
    """What the 情况说明 says beside what is missing."""
    missing: Mapped[list[str]] = mapped_column(Json)
    """The papers that a file must hold and this one does not."""
    missing_reason_sealed: Mapped[bytes | None] = sealed_column()
    missing_reason = Sealed()
    archived_by: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    archived_at: Mapped[datetime] = mapped_column(Instant)
    reopened_by: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    reopened_at: Mapped[datetime | None] = mapped_column(Instant)
    reopen_reason_sealed: Mapped[bytes | None] = sealed_column()
    reopen_reason = Sealed()


class Binding(Identified, Table):
    """All papers of a case bound into one PDF, as they stood at an instant; a later one names it."""

    __tablename__ = "bindings"
    __table_args__ = (UniqueConstraint("case_id", "edition"),)

    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id"))
    dossier_id: Mapped[UUID | None] = mapped_column(ForeignKey("dossiers.id"))
    """The archived file that it is; None for one bound to look at."""
    edition: Mapped[int]
    plan_sealed: Mapped[bytes | None] = sealed_column()
    plan = Sealed()
    """What is bound in which order, by digest: a binding is made of nothing else."""
    state: Mapped[DocumentState] = mapped_column(OneOf(DocumentState))
    digest: Mapped[str | None] = mapped_column(String(64))
    size: Mapped[int | None]
    pages: Mapped[int | None]
    failure: Mapped[str] = mapped_column(String(400), default="")
    bound_by: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    bound_at: Mapped[datetime] = mapped_column(Instant)
    replaces_id: Mapped[UUID | None] = mapped_column(ForeignKey("bindings.id"))
