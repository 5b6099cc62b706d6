"""Verifying issued papers: who asked, with what they were made, and the certificates that seal them."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, LargeBinary, String, text
from sqlalchemy.orm import Mapped, mapped_column

from mediation.model.registry import Identified, Table
from mediation.model.types import Instant, Json, Sealed, sealed_column


class VerificationTry(Identified, Table):
    """Somebody asked about a paper: kept for throttling across processes, and as a log."""

    __tablename__ = "verification_tries"
    __table_args__ = (
        Index("ix_verification_tries_code", "code", "at"),
        Index("ix_verification_tries_address", "address", "at"),
    )

    code: Mapped[str] = mapped_column(String(10))
    """Empty where what was typed can be no code: people type other things by mistake."""
    address: Mapped[str] = mapped_column(String(60))
    at: Mapped[datetime] = mapped_column(Instant)
    question: Mapped[str] = mapped_column(String(20))
    answer: Mapped[str] = mapped_column(String(20))


class ReadingCode(Identified, Table):
    """A one-time code to a party's phone for the full text of one paper, and the browser that it opened it in."""

    __tablename__ = "reading_codes"
    __table_args__ = (Index("ix_reading_codes_document", "document_id", "made_at"),)

    document_id: Mapped[UUID] = mapped_column(ForeignKey("documents.id"))
    party_id: Mapped[UUID] = mapped_column(ForeignKey("parties.id"))
    representative_id: Mapped[UUID | None] = mapped_column(ForeignKey("representatives.id"))
    phone_index: Mapped[bytes] = mapped_column(LargeBinary(32), index=True)
    code_digest: Mapped[bytes] = mapped_column(LargeBinary(32))
    """Keyed."""
    made_at: Mapped[datetime] = mapped_column(Instant)
    expires_at: Mapped[datetime] = mapped_column(Instant)
    channel: Mapped[str] = mapped_column(String(20))
    tries: Mapped[int] = mapped_column(default=0)
    browser_digest: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    proved_at: Mapped[datetime | None] = mapped_column(Instant)
    read_at: Mapped[datetime | None] = mapped_column(Instant)


class Typesetting(Identified, Table):
    """The programs and font files with which papers were laid out: with the same ones the same bytes come again."""

    __tablename__ = "typesettings"

    digest: Mapped[str] = mapped_column(String(64), unique=True)
    described: Mapped[dict[str, Any]] = mapped_column(Json)
    first_used_at: Mapped[datetime] = mapped_column(Instant)


class SealCertificate(Identified, Table):
    """An organisation's certificate with its private key, sealed, by which its papers are signed."""

    __tablename__ = "seal_certificates"
    __table_args__ = (
        Index(
            "uq_seal_certificates_standing",
            "organisation_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    keystore_sealed: Mapped[bytes | None] = sealed_column()
    keystore = Sealed()
    """The PKCS#12 file in base64. Emptied when the certificate is ended."""
    password_sealed: Mapped[bytes | None] = sealed_column()
    password = Sealed()
    subject: Mapped[str] = mapped_column(String(300))
    issuer: Mapped[str] = mapped_column(String(300))
    fingerprint: Mapped[bytes] = mapped_column(LargeBinary(32))
    """SHA-256 of the certificate."""
    valid_from: Mapped[datetime] = mapped_column(Instant)
    valid_until: Mapped[datetime] = mapped_column(Instant)
    entered_by: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    entered_at: Mapped[datetime] = mapped_column(Instant)
    ended_at: Mapped[datetime | None] = mapped_column(Instant)
