"""What happens while a case is mediated: sittings, undisputed facts, the agreement, its duties and signatures."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column

from mediation.model.registry import Identified, Table
from mediation.model.types import Instant, Json, OneOf, Sealed, Yuan, sealed_column
from mediation.rules.vocabulary import (
    AgreementForm,
    ObligationKind,
    SignatureManner,
    SignerRole,
    SittingKind,
    SittingManner,
)


class Sitting(Identified, Table):
    """A mediation meeting. The record of one held apart is read by its mediators alone."""

    __tablename__ = "sittings"
    __table_args__ = (
        UniqueConstraint("case_id", "ordinal"),
        CheckConstraint("(kind = 'apart') = (with_party_id IS NOT NULL)", name="apart_party"),
    )

    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id"))
    ordinal: Mapped[int]
    kind: Mapped[SittingKind] = mapped_column(OneOf(SittingKind))
    with_party_id: Mapped[UUID | None] = mapped_column(ForeignKey("parties.id"))
    manner: Mapped[SittingManner] = mapped_column(OneOf(SittingManner))
    began_at: Mapped[datetime] = mapped_column(Instant)
    ended_at: Mapped[datetime | None] = mapped_column(Instant)
    place: Mapped[str] = mapped_column(String(200))
    helpers: Mapped[str] = mapped_column(String(400), default="")
    """Those invited (人民调解法 20): neither parties nor mediators."""
    record_sealed: Mapped[bytes | None] = sealed_column()
    record = Sealed()
    result_sealed: Mapped[bytes | None] = sealed_column()
    result = Sealed()
    recorder_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    rights_told: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether those present were told their rights and duties there (人民调解法 23, 24)."""
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    """The committee that held it: its name stands on the record, also after the case went on."""
    voided_at: Mapped[datetime | None] = mapped_column(Instant)
    """When its record was taken back: it is kept and counts for nothing."""


class SittingMediator(Table):
    """A mediator who held the sitting; for one held apart, the only readers."""

    __tablename__ = "sitting_mediators"

    sitting_id: Mapped[UUID] = mapped_column(ForeignKey("sittings.id"), primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"), primary_key=True)


class SittingParty(Table):
    """A party who was there."""

    __tablename__ = "sitting_parties"

    sitting_id: Mapped[UUID] = mapped_column(ForeignKey("sittings.id"), primary_key=True)
    party_id: Mapped[UUID] = mapped_column(ForeignKey("parties.id"), primary_key=True)


class Investigation(Identified, Table):
    """人民调解调查记录: who was asked about the facts, by whom, and what they said (人民调解法 21)."""

    __tablename__ = "investigations"

    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id"), index=True)
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    began_at: Mapped[datetime] = mapped_column(Instant)
    ended_at: Mapped[datetime | None] = mapped_column(Instant)
    place: Mapped[str] = mapped_column(String(200))
    present: Mapped[str] = mapped_column(String(400), default="")
    asked_sealed: Mapped[bytes | None] = sealed_column()
    asked = Sealed()
    """The name of who was asked: perhaps nobody that the case knows."""
    about_sealed: Mapped[bytes | None] = sealed_column()
    about = Sealed()
    record_sealed: Mapped[bytes | None] = sealed_column()
    record = Sealed()
    investigator_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    recorder_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    voided_at: Mapped[datetime | None] = mapped_column(Instant)


class UndisputedFact(Identified, Table):
    """A fact that all sides confirm in writing (在线规则 18, 22): the only part of the talks that may leave."""

    __tablename__ = "undisputed_facts"
    __table_args__ = (UniqueConstraint("case_id", "ordinal"),)

    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id"))
    ordinal: Mapped[int]
    text_sealed: Mapped[bytes | None] = sealed_column()
    text = Sealed()
    noted_at: Mapped[datetime] = mapped_column(Instant)
    withdrawn_at: Mapped[datetime | None] = mapped_column(Instant)


class FactSignature(Table):
    """A party's own signature under an undisputed fact."""

    __tablename__ = "fact_signatures"

    fact_id: Mapped[UUID] = mapped_column(ForeignKey("undisputed_facts.id"), primary_key=True)
    party_id: Mapped[UUID] = mapped_column(ForeignKey("parties.id"), primary_key=True)
    manner: Mapped[SignatureManner] = mapped_column(OneOf(SignatureManner))
    signed_on: Mapped[date]
    place: Mapped[str] = mapped_column(String(200), default="", server_default="")


class Agreement(Identified, Table):
    """A people's-mediation agreement as data (人民调解法 28-30); changed only by a new one."""

    __tablename__ = "agreements"
    __table_args__ = (
        UniqueConstraint("case_id", "ordinal"),
        Index(
            "uq_agreements_current",
            "case_id",
            unique=True,
            sqlite_where=text("superseded_at IS NULL"),
            postgresql_where=text("superseded_at IS NULL"),
        ),
        Index(
            "ix_agreements_in_force",
            *("case_id", "in_force_on", "performed_at_once", "id", "superseded_at"),
            sqlite_where=text("superseded_at IS NULL"),
            postgresql_where=text("superseded_at IS NULL"),
        ),
    )

    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id"))
    ordinal: Mapped[int]
    form: Mapped[AgreementForm] = mapped_column(OneOf(AgreementForm))
    facts_sealed: Mapped[bytes | None] = sealed_column()
    facts = Sealed()
    disputed_sealed: Mapped[bytes | None] = sealed_column()
    disputed = Sealed()
    responsibility_sealed: Mapped[bytes | None] = sealed_column()
    responsibility = Sealed()
    """各方当事人的责任 (人民调解法 29)."""
    left_over_sealed: Mapped[bytes | None] = sealed_column()
    left_over = Sealed()
    """What the parties did not agree on: it goes its own way (人民调解法 26)."""
    further_sealed: Mapped[bytes | None] = sealed_column()
    further = Sealed()
    """Clauses that set no duty, as a JSON list."""
    drawn_on: Mapped[date]
    in_force_on: Mapped[date | None]
    performed_at_once: Mapped[bool] = mapped_column(default=False)
    """Every duty is done when it is signed (即时履行)."""
    superseded_at: Mapped[datetime | None] = mapped_column(Instant)


class Obligation(Identified, Table):
    """One duty of an agreement; the printed clause follows from it."""

    __tablename__ = "obligations"
    __table_args__ = (
        UniqueConstraint("agreement_id", "ordinal"),
        Index("ix_obligations_amounts", "agreement_id", "kind", "amount"),
        CheckConstraint("amount IS NULL OR amount > 0", name="amount_positive"),
    )

    agreement_id: Mapped[UUID] = mapped_column(ForeignKey("agreements.id"))
    ordinal: Mapped[int]
    kind: Mapped[ObligationKind] = mapped_column(OneOf(ObligationKind))
    debtor_id: Mapped[UUID | None] = mapped_column(ForeignKey("parties.id"))
    debtor_name: Mapped[str] = mapped_column(String(200))
    """Who pays may not be a party."""
    creditor_id: Mapped[UUID | None] = mapped_column(ForeignKey("parties.id"))
    creditor_name: Mapped[str] = mapped_column(String(200), default="")
    amount: Mapped[Decimal | None] = mapped_column(Yuan)
    what_sealed: Mapped[bytes | None] = sealed_column()
    what = Sealed()
    due_on: Mapped[date | None]
    condition: Mapped[str] = mapped_column(String(400), default="")
    means: Mapped[str] = mapped_column(String(120), default="")
    place: Mapped[str] = mapped_column(String(200), default="")
    performed_at_once: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Done when the agreement is signed: it is so on the day the agreement takes effect, not before."""


class Signature(Identified, Table):
    """Who signed, sealed or fingerprinted which paper, when and where; voided when the text changes."""

    __tablename__ = "signatures"
    __table_args__ = (
        CheckConstraint("(agreement_id IS NULL) <> (confirmation_id IS NULL)", name="one_paper"),
        CheckConstraint("(role = 'party') = (party_id IS NOT NULL)", name="party_signs"),
        Index("ix_signatures_agreement", "agreement_id"),
        Index("ix_signatures_confirmation", "confirmation_id"),
        Index(
            "uq_signatures_party_agreement",
            "agreement_id",
            "party_id",
            unique=True,
            sqlite_where=text("voided_at IS NULL AND party_id IS NOT NULL"),
            postgresql_where=text("voided_at IS NULL AND party_id IS NOT NULL"),
        ),
        Index(
            "uq_signatures_party_confirmation",
            "confirmation_id",
            "party_id",
            unique=True,
            sqlite_where=text("voided_at IS NULL AND party_id IS NOT NULL"),
            postgresql_where=text("voided_at IS NULL AND party_id IS NOT NULL"),
        ),
    )

    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id"), index=True)
    agreement_id: Mapped[UUID | None] = mapped_column(ForeignKey("agreements.id"))
    confirmation_id: Mapped[UUID | None] = mapped_column(ForeignKey("confirmations.id"))
    role: Mapped[SignerRole] = mapped_column(OneOf(SignerRole))
    party_id: Mapped[UUID | None] = mapped_column(ForeignKey("parties.id"))
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    by_representative_id: Mapped[UUID | None] = mapped_column(ForeignKey("representatives.id"))
    manners: Mapped[list[str]] = mapped_column(Json)
    signed_on: Mapped[date]
    place: Mapped[str] = mapped_column(String(200), default="")
    recorded_by: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    recorded_at: Mapped[datetime] = mapped_column(Instant)
    voided_at: Mapped[datetime | None] = mapped_column(Instant)


class ReturnVisit(Identified, Table):
    """回访: whether the duties are done and all is calm (人民调解法 31)."""

    __tablename__ = "return_visits"

    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id"), index=True)
    visited_on: Mapped[date]
    visitor_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    voided_at: Mapped[datetime | None] = mapped_column(Instant)
    findings_sealed: Mapped[bytes | None] = sealed_column()
    findings = Sealed()
