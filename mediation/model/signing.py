"""Signing on a party's own phone: rounds, links, codes, what was drawn, and whose court lets it be used."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from mediation.model.registry import Identified, Table
from mediation.model.types import Instant, OneOf, Sealed, sealed_column
from mediation.rules.vocabulary import RoundEnd, TryKind


class CourtApproval(Identified, Table):
    """A court's word that it takes agreements signed by phone in its area, from when to when."""

    __tablename__ = "court_approvals"
    __table_args__ = (Index("ix_court_approvals_court", "court_id"),)

    court_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    from_on: Mapped[date]
    until_on: Mapped[date | None]
    paper: Mapped[str] = mapped_column(String(200))
    """The letter or minutes in which the court said so."""
    noted_by: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    noted_at: Mapped[datetime] = mapped_column(Instant)


class SigningRound(Identified, Table):
    """One issued text of an agreement open for signing by phone; ended when all signed or the text changed."""

    __tablename__ = "signing_rounds"
    __table_args__ = (
        Index("ix_signing_rounds_agreement", "agreement_id"),
        Index(
            "uq_signing_rounds_open",
            "agreement_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id"), index=True)
    agreement_id: Mapped[UUID] = mapped_column(ForeignKey("agreements.id"))
    document_id: Mapped[UUID] = mapped_column(ForeignKey("documents.id"))
    document_digest: Mapped[str] = mapped_column(String(64))
    """SHA-256 of the issued bytes: what is signed, and nothing else."""
    approval_id: Mapped[UUID] = mapped_column(ForeignKey("court_approvals.id"))
    opened_by: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    opened_at: Mapped[datetime] = mapped_column(Instant)
    ended_at: Mapped[datetime | None] = mapped_column(Instant)
    ended_as: Mapped[RoundEnd | None] = mapped_column(OneOf(RoundEnd))


class SigningLink(Identified, Table):
    """The way by which one party reaches one round; only a digest of its token is kept."""

    __tablename__ = "signing_links"
    __table_args__ = (Index("ix_signing_links_round", "round_id", "party_id"),)

    round_id: Mapped[UUID] = mapped_column(ForeignKey("signing_rounds.id"))
    party_id: Mapped[UUID] = mapped_column(ForeignKey("parties.id"))
    representative_id: Mapped[UUID | None] = mapped_column(ForeignKey("representatives.id"))
    token_digest: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    phone_sealed: Mapped[bytes | None] = sealed_column()
    phone_index: Mapped[bytes | None] = mapped_column(LargeBinary(32), index=True)
    phone = Sealed(indexed=True)
    """The signer's registered phone when the link was made."""
    made_by: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    made_at: Mapped[datetime] = mapped_column(Instant)
    expires_at: Mapped[datetime] = mapped_column(Instant)
    revoked_at: Mapped[datetime | None] = mapped_column(Instant)
    used_at: Mapped[datetime | None] = mapped_column(Instant)
    browser_digest: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    """Of the browser in which the signer proved who they are."""
    proved_at: Mapped[datetime | None] = mapped_column(Instant)
    proved_by: Mapped[str] = mapped_column(String(40), default="")
    """The channel that carried the code, and the check beside it."""
    read_at: Mapped[datetime | None] = mapped_column(Instant)
    wants_paper_at: Mapped[datetime | None] = mapped_column(Instant)


class SigningCode(Identified, Table):
    """A one-time code to a signer's phone: a keyed digest, a few minutes, a few tries."""

    __tablename__ = "signing_codes"
    __table_args__ = (Index("ix_signing_codes_link", "link_id", "made_at"),)

    link_id: Mapped[UUID] = mapped_column(ForeignKey("signing_links.id"))
    phone_index: Mapped[bytes] = mapped_column(LargeBinary(32), index=True)
    code_digest: Mapped[bytes] = mapped_column(LargeBinary(32))
    made_at: Mapped[datetime] = mapped_column(Instant)
    expires_at: Mapped[datetime] = mapped_column(Instant)
    channel: Mapped[str] = mapped_column(String(20))
    tries: Mapped[int] = mapped_column(default=0)
    used_at: Mapped[datetime | None] = mapped_column(Instant)


class SigningTry(Identified, Table):
    """A guess at a token or a code, kept for throttling across processes."""

    __tablename__ = "signing_tries"
    __table_args__ = (Index("ix_signing_tries_address", "address", "at"),)

    kind: Mapped[TryKind] = mapped_column(OneOf(TryKind))
    address: Mapped[str] = mapped_column(String(60))
    at: Mapped[datetime] = mapped_column(Instant)


class DrawnSignature(Identified, Table):
    """What was drawn under which bytes, when, and how it was known who drew it. Insert-only."""

    __tablename__ = "drawn_signatures"
    __table_args__ = (
        UniqueConstraint("signature_id"),
        CheckConstraint("(link_id IS NULL) <> (person_id IS NULL)", name="by_link_or_account"),
    )

    round_id: Mapped[UUID] = mapped_column(ForeignKey("signing_rounds.id"), index=True)
    signature_id: Mapped[UUID] = mapped_column(ForeignKey("signatures.id"))
    link_id: Mapped[UUID | None] = mapped_column(ForeignKey("signing_links.id"))
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    signed_at: Mapped[datetime] = mapped_column(Instant)
    key: Mapped[str] = mapped_column(String(64))
    """Of the form that was sent: the second click finds the first."""
    image_sealed: Mapped[bytes | None] = sealed_column()
    image = Sealed()
    """The PNG in base64."""
    manifest_sealed: Mapped[bytes | None] = sealed_column()
    manifest = Sealed()
    """Canonical JSON: document, digests, signer, instant, proof. Its SHA-256 stands in the event."""
    manifest_digest: Mapped[str] = mapped_column(String(64))
    address_sealed: Mapped[bytes | None] = sealed_column()
    address = Sealed()
    """From which network address."""


class Repetition(Identified, Table):
    """复述: a party said their own duties in their own words before signing."""

    __tablename__ = "repetitions"
    __table_args__ = (Index("ix_repetitions_agreement", "agreement_id", "party_id"),)

    agreement_id: Mapped[UUID] = mapped_column(ForeignKey("agreements.id"))
    party_id: Mapped[UUID] = mapped_column(ForeignKey("parties.id"))
    words_sealed: Mapped[bytes | None] = sealed_column()
    words = Sealed()
    heard_by: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    heard_at: Mapped[datetime] = mapped_column(Instant)
