"""A dispute: its state, its number, who answers for it from when to when, and who mediates it."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    String,
    UniqueConstraint,
    text,
    true,
)
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from mediation.model.registry import Identified, Table
from mediation.model.types import Instant, OneOf, Sealed, Yuan, sealed_column
from mediation.rules.vocabulary import CaseLinkKind, CaseSource, Difficulty, Outcome, SuitEnd


class Matter(Identified):
    """What every small machine has: its definition, its state, and the version that writers compare."""

    definition_version: Mapped[int]
    definition_digest: Mapped[str] = mapped_column(String(64))
    state: Mapped[str] = mapped_column(String(40))
    is_open: Mapped[bool]
    version: Mapped[int]

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, object]:
        return {"version_id_col": cls.version}


class Case(Matter, Table):
    """A dispute. The database cannot hold one that nobody, or two organisations, answer for:

    `holding` must be an open holding of this very case and organisation, checked at commit.
    """

    __tablename__ = "cases"
    __table_args__ = (
        ForeignKeyConstraint(
            ["id", "holding_id", "holding_open", "organisation_id"],
            ["holdings.case_id", "holdings.id", "holdings.open", "holdings.organisation_id"],
            name="fk_cases_holding",
            deferrable=True,
            initially="DEFERRED",
            use_alter=True,
        ),
        CheckConstraint("holding_open", name="holding_open"),
        Index(
            "ix_cases_open",
            *(
                "organisation_id",
                "state",
                "registered_at",
                "category_code",
                "source",
                "danger",
                "id",
                "is_open",
            ),
            sqlite_where=text("is_open"),
            postgresql_where=text("is_open"),
        ),
        Index(
            "ix_cases_id_holder",
            *("id", "organisation_id", "outcome", "category_code", "source", "region_code", "is_open"),
            "difficulty",
        ),
        Index(
            "ix_cases_open_of_kind",
            *(
                "category_code",
                "registered_at",
                "organisation_id",
                "state",
                "source",
                "danger",
                "id",
                "is_open",
            ),
            sqlite_where=text("is_open"),
            postgresql_where=text("is_open"),
        ),
        Index(
            "ix_cases_registered_of_kind",
            *("category_code", "registered_at", "organisation_id", "source", "id"),
        ),
        Index(
            "ix_cases_results",
            *("category_code", "concluded_on", "organisation_id", "outcome", "source", "holding_id"),
            sqlite_where=text("concluded_on IS NOT NULL"),
            postgresql_where=text("concluded_on IS NOT NULL"),
        ),
        Index(
            "ix_cases_results_of_committee",
            *("category_code", "organisation_id", "outcome", "concluded_on"),
            sqlite_where=text("concluded_on IS NOT NULL"),
            postgresql_where=text("concluded_on IS NOT NULL"),
        ),
        Index("ix_cases_concluded_on", "concluded_on"),
        Index("ix_cases_registered", "registered_at", "region_code", "category_code", "id"),
        Index(
            "ix_cases_danger",
            *("organisation_id", "is_open", "danger"),
            sqlite_where=text("danger"),
            postgresql_where=text("danger"),
        ),
        Index(
            "ix_cases_holder_registered",
            *("organisation_id", "registered_at", "id", "category_code", "source"),
        ),
        Index(
            "ix_cases_concluded",
            *("organisation_id", "concluded_on", "outcome", "category_code", "source", "holding_id"),
            *("id", "number"),
            sqlite_where=text("concluded_on IS NOT NULL"),
            postgresql_where=text("concluded_on IS NOT NULL"),
        ),
    )

    public_id: Mapped[str] = mapped_column(String(20), unique=True)
    title: Mapped[str] = mapped_column(String(200))
    category_code: Mapped[str] = mapped_column(ForeignKey("categories.code"))
    source: Mapped[CaseSource] = mapped_column(OneOf(CaseSource))
    difficulty: Mapped[Difficulty] = mapped_column(OneOf(Difficulty))
    labour: Mapped[bool] = mapped_column(default=False)
    """There is an employment relation: arbitration comes before the court."""
    land_title: Mapped[bool] = mapped_column(default=False)
    """Ownership or use-right of land is itself in dispute."""
    region_code: Mapped[str] = mapped_column(ForeignKey("regions.code"), index=True)
    place: Mapped[str] = mapped_column(String(200), default="")
    first_asked_on: Mapped[date]
    """The day protection was first asked for: it interrupts limitation (诉讼时效规定 12)."""
    narrative_sealed: Mapped[bytes | None] = sealed_column()
    narrative = Sealed()
    claim_sealed: Mapped[bytes | None] = sealed_column()
    claim = Sealed()
    amount: Mapped[Decimal | None] = mapped_column(Yuan)
    inviting_court_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisations.id"))
    """The court that asked for mediation, before filing or after: it alone confirms (民事诉讼法 205(1))."""
    number: Mapped[str | None] = mapped_column(String(80), index=True)
    """The number of the organisation that answers for it now; all of them are in case_numbers."""
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    holding_id: Mapped[UUID]
    holding_open: Mapped[bool] = mapped_column(default=True, server_default=true())
    danger: Mapped[bool] = mapped_column(default=False)
    registered_at: Mapped[datetime] = mapped_column(Instant)
    registered_by: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    concluded_on: Mapped[date | None]
    outcome: Mapped[Outcome | None] = mapped_column(OneOf(Outcome))


class Holding(Identified, Table):
    """An organisation answers for a case, from an instant until another."""

    __tablename__ = "holdings"
    __table_args__ = (
        UniqueConstraint("case_id", "id", "open", "organisation_id", name="uq_holdings_target"),
        Index(
            "uq_holdings_open_case",
            "case_id",
            unique=True,
            sqlite_where=text("open"),
            postgresql_where=text("open"),
        ),
        Index(
            "ix_holdings_left",
            *("organisation_id", "until_at", "from_at", "case_id"),
            sqlite_where=text("until_at IS NOT NULL"),
            postgresql_where=text("until_at IS NOT NULL"),
        ),
        Index(
            "ix_holdings_left_on",
            *("until_at", "organisation_id", "from_at", "case_id", "id"),
            sqlite_where=text("until_at IS NOT NULL"),
            postgresql_where=text("until_at IS NOT NULL"),
        ),
        Index("ix_holdings_onward", "case_id", "from_at", "organisation_id", "id"),
        Index("ix_holdings_since", "id", "from_at"),
        CheckConstraint("open = (until_at IS NULL)", name="open_until"),
        CheckConstraint("until_at IS NULL OR until_at >= from_at", name="order"),
    )

    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id"))
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"), index=True)
    from_at: Mapped[datetime] = mapped_column(Instant)
    until_at: Mapped[datetime | None] = mapped_column(Instant)
    open: Mapped[bool] = mapped_column(default=True)
    noted_on: Mapped[date | None]
    """When it was recorded; None of the first of a case and of older ones: on the day it began."""


class CaseLink(Identified, Table):
    """A case that came out of another, or went into it: neither moves the state of the other back."""

    __tablename__ = "case_links"
    __table_args__ = (UniqueConstraint("case_id", "origin_id", "kind"),)

    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id"))
    """The case that goes on: the new one, or the lead into which another was merged."""
    origin_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id"), index=True)
    kind: Mapped[CaseLinkKind] = mapped_column(OneOf(CaseLinkKind))
    linked_on: Mapped[date]


class Filing(Identified, Table):
    """A dispute that a court registered, with the court's number."""

    __tablename__ = "filings"
    __table_args__ = (
        Index(
            "uq_filings_standing",
            "case_id",
            unique=True,
            sqlite_where=text("voided_at IS NULL"),
            postgresql_where=text("voided_at IS NULL"),
        ),
        Index(
            "ix_filings_suit",
            *("court_id", "court_number"),
            sqlite_where=text("voided_at IS NULL"),
            postgresql_where=text("voided_at IS NULL"),
        ),
        Index(
            "ix_filings_court",
            *("court_id", "case_id"),
            sqlite_where=text("voided_at IS NULL"),
            postgresql_where=text("voided_at IS NULL"),
        ),
    )

    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id"))
    court_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    court_number: Mapped[str] = mapped_column(String(80))
    filed_on: Mapped[date]
    ended_as: Mapped[SuitEnd | None] = mapped_column(OneOf(SuitEnd))
    """How the court closed the suit, where the parties applied to it for no paper of their agreement."""
    ended_on: Mapped[date | None]
    voided_at: Mapped[datetime | None] = mapped_column(Instant)


class CaseNumber(Identified, Table):
    """A number that an organisation gave to the case; never given twice, no gap."""

    __tablename__ = "case_numbers"
    __table_args__ = (
        UniqueConstraint("organisation_id", "year", "n"),
        Index(
            "ix_case_numbers_given",
            *("organisation_id", "given_on", "case_id", "id", "voided_at"),
            sqlite_where=text("voided_at IS NULL"),
            postgresql_where=text("voided_at IS NULL"),
        ),
        Index(
            "ix_case_numbers_first",
            *("case_id", "given_on", "id", "organisation_id", "voided_at"),
            sqlite_where=text("voided_at IS NULL"),
            postgresql_where=text("voided_at IS NULL"),
        ),
    )

    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id"), index=True)
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    year: Mapped[int]
    n: Mapped[int]
    text: Mapped[str] = mapped_column(String(80), unique=True)
    given_on: Mapped[date]
    voided_at: Mapped[datetime | None] = mapped_column(Instant)
    """When the acceptance was taken back; the same case may get it again, no other."""


class Appointment(Identified, Table):
    """A mediator of the case, appointed by the committee or chosen by the parties (人民调解法 19)."""

    __tablename__ = "appointments"
    __table_args__ = (
        Index(
            "uq_appointments_current",
            "case_id",
            "person_id",
            unique=True,
            sqlite_where=text("until_at IS NULL"),
            postgresql_where=text("until_at IS NULL"),
        ),
        Index("ix_appointments_person", "person_id", "until_at"),
    )

    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    chosen_by_parties: Mapped[bool] = mapped_column(default=False)
    from_at: Mapped[datetime] = mapped_column(Instant)
    until_at: Mapped[datetime | None] = mapped_column(Instant)
    start_noted_on: Mapped[date | None]
    end_noted_on: Mapped[date | None]
    """When it, and its end, were recorded; None of older ones: on those days."""
    opened_at: Mapped[datetime | None] = mapped_column(Instant)
    """When the mediator first looked at the case."""


class HandOver(Matter, Table):
    """An offer of a case by one organisation to another; until it is signed for, the sender answers."""

    __tablename__ = "hand_overs"
    __table_args__ = (
        Index(
            "uq_hand_overs_open_case",
            "case_id",
            unique=True,
            sqlite_where=text("is_open"),
            postgresql_where=text("is_open"),
        ),
        Index("ix_hand_overs_sender", *("sender_id", "offered_at", "state", "receiver_id", "case_id", "id")),
        Index(
            "ix_hand_overs_waiting",
            "sender_id",
            sqlite_where=text("is_open"),
            postgresql_where=text("is_open"),
        ),
        Index(
            "ix_hand_overs_receiver",
            "receiver_id",
            sqlite_where=text("is_open"),
            postgresql_where=text("is_open"),
        ),
        Index(
            "ix_hand_overs_returned",
            *("answered_at", "case_id", "state"),
            sqlite_where=text("state = 'returned'"),
            postgresql_where=text("state = 'returned'"),
        ),
        CheckConstraint("sender_id <> receiver_id", name="two_organisations"),
    )

    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id"), index=True)
    sender_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    receiver_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    decider_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisations.id"))
    """Who above the committees decides who takes the case, once it was returned too often."""
    reason_sealed: Mapped[bytes | None] = sealed_column()
    reason = Sealed()
    answer_sealed: Mapped[bytes | None] = sealed_column()
    answer = Sealed()
    offered_at: Mapped[datetime] = mapped_column(Instant)
    answered_at: Mapped[datetime | None] = mapped_column(Instant)
    noted_on: Mapped[date | None]
    """When the offer was recorded; None of older ones: on its day."""
