"""The parties of a case, those who act for them, and what they consented to."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import ForeignKey, Index, LargeBinary, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from mediation.model.registry import Identified, Table
from mediation.model.types import Json, OneOf, Sealed, sealed_column
from mediation.rules.vocabulary import (
    AgentAuthority,
    Capacity,
    ConsentPurpose,
    IdentityPaper,
    PartyKind,
    RepresentativeKind,
    Sex,
    Side,
    SuccessionCause,
)


class Party(Identified, Table):
    """A natural person or organisation on one side of a case, from when to when."""

    __tablename__ = "parties"
    __table_args__ = (
        UniqueConstraint("case_id", "ordinal"),
        Index("ix_parties_name", "name"),
        Index(
            "ix_parties_current",
            *("case_id", "until_on"),
            sqlite_where=text("until_on IS NULL"),
            postgresql_where=text("until_on IS NULL"),
        ),
        Index(
            "ix_parties_credit_code",
            *("credit_code", "case_id"),
            sqlite_where=text("credit_code <> ''"),
            postgresql_where=text("credit_code <> ''"),
        ),
    )

    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id"))
    ordinal: Mapped[int]
    position: Mapped[int] = mapped_column(server_default="0")
    """The place among the parties, kept when a party's data are put right; `ordinal` only tells rows apart."""
    side: Mapped[Side] = mapped_column(OneOf(Side))
    kind: Mapped[PartyKind] = mapped_column(OneOf(PartyKind))
    name: Mapped[str] = mapped_column(String(200))
    sex: Mapped[Sex | None] = mapped_column(OneOf(Sex))
    ethnicity: Mapped[str] = mapped_column(String(40), default="")
    born_on: Mapped[date | None]
    capacity: Mapped[Capacity | None] = mapped_column(OneOf(Capacity))
    """None: as the birth date says."""
    occupation: Mapped[str] = mapped_column(String(120), default="")
    paper: Mapped[IdentityPaper] = mapped_column(OneOf(IdentityPaper))
    paper_missing_reason: Mapped[str] = mapped_column(String(200), default="")
    id_number_sealed: Mapped[bytes | None] = sealed_column()
    id_number_index: Mapped[bytes | None] = mapped_column(LargeBinary(32), index=True)
    id_number = Sealed(indexed=True)
    phone_sealed: Mapped[bytes | None] = sealed_column()
    phone_index: Mapped[bytes | None] = mapped_column(LargeBinary(32), index=True)
    phone = Sealed(indexed=True)
    address_sealed: Mapped[bytes | None] = sealed_column()
    address = Sealed()
    region_code: Mapped[str | None] = mapped_column(ForeignKey("regions.code"))
    """The division of the domicile, on which a court's jurisdiction may rest (民事诉讼法 205)."""
    address_withheld: Mapped[bool] = mapped_column(default=False)
    """Others' copies print 由调委会转交 instead."""
    account_number_sealed: Mapped[bytes | None] = sealed_column()
    account_number = Sealed()
    credit_code: Mapped[str] = mapped_column(String(18), default="")
    legal_representative: Mapped[str] = mapped_column(String(120), default="")
    language: Mapped[str] = mapped_column(String(40), default="")
    interpreter: Mapped[str] = mapped_column(String(120), default="")
    special_care: Mapped[list[str]] = mapped_column(Json, default=list)
    rights_told_on: Mapped[date | None]
    """When this party was told its rights and duties by the committee that answers for the case now."""
    from_on: Mapped[date]
    until_on: Mapped[date | None]
    succeeds_id: Mapped[UUID | None] = mapped_column(ForeignKey("parties.id"))
    """Whose rights and duties under the agreement this one has taken over since it took effect."""
    succession: Mapped[SuccessionCause | None] = mapped_column(OneOf(SuccessionCause))


class Representative(Identified, Table):
    """An agent with general or special authority (民事诉讼法 62), a guardian, or a chosen representative."""

    __tablename__ = "representatives"

    party_id: Mapped[UUID] = mapped_column(ForeignKey("parties.id"), index=True)
    kind: Mapped[RepresentativeKind] = mapped_column(OneOf(RepresentativeKind))
    authority: Mapped[AgentAuthority | None] = mapped_column(OneOf(AgentAuthority))
    name: Mapped[str] = mapped_column(String(120))
    relation: Mapped[str] = mapped_column(String(80), default="")
    id_number_sealed: Mapped[bytes | None] = sealed_column()
    id_number = Sealed()
    phone_sealed: Mapped[bytes | None] = sealed_column()
    phone = Sealed()
    from_on: Mapped[date]
    until_on: Mapped[date | None]


class Consent(Identified, Table):
    """A party's yes or no for one purpose, with its day and manner; the last one counts."""

    __tablename__ = "consents"

    party_id: Mapped[UUID] = mapped_column(ForeignKey("parties.id"), index=True)
    purpose: Mapped[ConsentPurpose] = mapped_column(OneOf(ConsentPurpose))
    granted: Mapped[bool]
    given_on: Mapped[date]
    in_writing: Mapped[bool] = mapped_column(default=False)
