"""Judicial confirmation of an agreement: the application, the court's ruling, and its service."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from mediation.model.cases import Matter
from mediation.model.registry import Identified, Table
from mediation.model.types import Instant, Json, OneOf, Sealed, sealed_column
from mediation.rules.vocabulary import (
    CourtDoor,
    CourtPaper,
    CourtProcedure,
    DeliveryManner,
    JurisdictionGround,
    ObjectionOutcome,
    Regime,
)


class Confirmation(Matter, Table):
    """司法确认 of one agreement by one court (民事诉讼法 205-206)."""

    __tablename__ = "confirmations"
    __table_args__ = (
        Index(
            "uq_confirmations_open_agreement",
            "agreement_id",
            unique=True,
            sqlite_where=text("is_open"),
            postgresql_where=text("is_open"),
        ),
        Index("ix_confirmations_agreement", "agreement_id"),
        Index("ix_confirmations_submitted", "submitted_on", "case_id"),
        Index("ix_confirmations_ruled", "ruled_on", "case_id", "state"),
        Index("ix_confirmations_court", "court_id", "is_open", "state"),
        Index(
            "ix_confirmations_waiting",
            *("case_id", "submitted_on", "is_open"),
            sqlite_where=text("is_open"),
            postgresql_where=text("is_open"),
        ),
    )

    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id"), index=True)
    agreement_id: Mapped[UUID] = mapped_column(ForeignKey("agreements.id"))
    court_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    ground: Mapped[JurisdictionGround | None] = mapped_column(OneOf(JurisdictionGround))
    """Why this court; the engine has checked that it holds. None only for applications older than this column."""
    ground_region_code: Mapped[str | None] = mapped_column(ForeignKey("regions.code"))
    """The place on which the ground rests."""
    court_reason: Mapped[str] = mapped_column(String(200), default="")
    """The ground as the application prints it."""
    wanted: Mapped[CourtPaper] = mapped_column(OneOf(CourtPaper), default=CourtPaper.RULING)
    """A ruling that confirms, or the court's own mediation paper in its stead."""
    drawn_on: Mapped[date]
    submitted_on: Mapped[date | None]
    accepted_on: Mapped[date | None]
    court_number: Mapped[str | None] = mapped_column(String(80), unique=True)
    judge_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    clerk_name: Mapped[str] = mapped_column(String(80), default="")
    findings_sealed: Mapped[bytes | None] = sealed_column()
    findings = Sealed()
    review_sealed: Mapped[bytes | None] = sealed_column()
    review = Sealed()
    """What the court answered to each point of its review, as JSON: its deliberation, and nobody else's."""
    ruled_on: Mapped[date | None]
    sealed_on: Mapped[date | None]
    fee: Mapped[str] = mapped_column(String(200), default="")
    """Who bears the court's fee of a mediation paper, as the paper says it: the court charges it, not this program."""
    effective_on: Mapped[date | None]
    """The day on which the last party signed for the mediation paper (民诉法解释 149)."""


class Delivery(Identified, Table):
    """Service of the ruling on one party, with its date: the objection clock starts from it."""

    __tablename__ = "deliveries"
    __table_args__ = (UniqueConstraint("confirmation_id", "party_id"),)

    confirmation_id: Mapped[UUID] = mapped_column(ForeignKey("confirmations.id"))
    party_id: Mapped[UUID] = mapped_column(ForeignKey("parties.id"))
    manner: Mapped[DeliveryManner] = mapped_column(OneOf(DeliveryManner))
    delivered_on: Mapped[date]


class Questioning(Identified, Table):
    """询问笔录: the court called both sides and asked them about the agreement (民诉法解释 356)."""

    __tablename__ = "questionings"
    __table_args__ = (Index("ix_questionings_confirmation", "confirmation_id"),)

    confirmation_id: Mapped[UUID] = mapped_column(ForeignKey("confirmations.id"))
    began_at: Mapped[datetime] = mapped_column(Instant)
    ended_at: Mapped[datetime | None] = mapped_column(Instant)
    place: Mapped[str] = mapped_column(String(200))
    asked_by: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    clerk_name: Mapped[str] = mapped_column(String(80))
    party_ids: Mapped[list[str]] = mapped_column(Json, default=list)
    """The parties who came, in person or through who acts for them."""
    record_sealed: Mapped[bytes | None] = sealed_column()
    record = Sealed()


class Objection(Identified, Table):
    """Somebody objects to the ruling (民诉法解释 372), and what the court rules on it."""

    __tablename__ = "objections"
    __table_args__ = (Index("ix_objections_confirmation", "confirmation_id"),)

    confirmation_id: Mapped[UUID] = mapped_column(ForeignKey("confirmations.id"))
    party_id: Mapped[UUID | None] = mapped_column(ForeignKey("parties.id"))
    outsider: Mapped[str] = mapped_column(String(200), default="")
    raised_on: Mapped[date]
    known_on: Mapped[date | None]
    derivation: Mapped[dict[str, Any] | None] = mapped_column(Json)
    """How the last day of an outsider's six months was found; None of parties, whose term is a clock."""
    grounds_sealed: Mapped[bytes | None] = sealed_column()
    grounds = Sealed()
    ruling_id: Mapped[UUID | None] = mapped_column(ForeignKey("objection_rulings.id"))
    """None until the court has ruled; one ruling may be on several."""
    voided_at: Mapped[datetime | None] = mapped_column(Instant)


class ObjectionRuling(Identified, Table):
    """The court's ruling on the objections that waited: numbered, sealed and served like the first one."""

    __tablename__ = "objection_rulings"
    __table_args__ = (Index("ix_objection_rulings_confirmation", "confirmation_id"),)

    confirmation_id: Mapped[UUID] = mapped_column(ForeignKey("confirmations.id"))
    outcome: Mapped[ObjectionOutcome] = mapped_column(OneOf(ObjectionOutcome))
    court_number: Mapped[str] = mapped_column(String(80), unique=True)
    judge_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    clerk_name: Mapped[str] = mapped_column(String(80), default="")
    findings_sealed: Mapped[bytes | None] = sealed_column()
    findings = Sealed()
    terms_sealed: Mapped[bytes | None] = sealed_column()
    terms = Sealed()
    """How the first ruling is changed, where it is; in the court's words."""
    lifted: Mapped[list[int]] = mapped_column(Json, default=list)
    """The duties, by their numbers in the agreement, that are no longer confirmed."""
    ruled_on: Mapped[date]
    sealed_on: Mapped[date | None]


class ObjectionDelivery(Identified, Table):
    """Service of such a ruling on a party, or on the outsider who objected."""

    __tablename__ = "objection_deliveries"
    __table_args__ = (
        UniqueConstraint("ruling_id", "party_id"),
        UniqueConstraint("ruling_id", "objection_id"),
    )

    ruling_id: Mapped[UUID] = mapped_column(ForeignKey("objection_rulings.id"))
    party_id: Mapped[UUID | None] = mapped_column(ForeignKey("parties.id"))
    objection_id: Mapped[UUID | None] = mapped_column(ForeignKey("objections.id"))
    manner: Mapped[DeliveryManner] = mapped_column(OneOf(DeliveryManner))
    delivered_on: Mapped[date]


class Diversion(Identified, Table):
    """By which door a court sent a dispute to mediation, under which number of its own."""

    __tablename__ = "diversions"
    __table_args__ = (
        UniqueConstraint("case_id"),
        Index("ix_diversions_court", "court_id"),
        Index(
            "uq_diversions_number",
            *("court_number", "times"),
            unique=True,
            sqlite_where=text("court_number <> ''"),
            postgresql_where=text("court_number <> ''"),
        ),
    )

    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id"))
    court_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    door: Mapped[CourtDoor] = mapped_column(OneOf(CourtDoor))
    procedure: Mapped[CourtProcedure | None] = mapped_column(OneOf(CourtProcedure))
    court_number: Mapped[str] = mapped_column(String(80), default="")
    times: Mapped[int] = mapped_column(default=1)
    """The how-many-eth time the court sends out the suit of that number: from the second on in a case of its own."""
    diverted_on: Mapped[date]


class CourtRegime(Identified, Table):
    """Whether a court registers first or still delegates, and whether it confirms what was agreed in registered suits,
    from when to when; entered once and never changed.

    What was entered last of a day holds, so that a correction stands beside what it corrects.
    """

    __tablename__ = "court_regimes"
    __table_args__ = (
        Index("ix_court_regimes_court", "court_id", "noted_at"),
        CheckConstraint("until_on IS NULL OR until_on >= from_on", name="order"),
    )

    court_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    regime: Mapped[Regime] = mapped_column(OneOf(Regime))
    from_on: Mapped[date]
    until_on: Mapped[date | None]
    paper: Mapped[str] = mapped_column(String(200))
    """The document, or the reason, on which the row rests."""
    noted_by: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    """None only of rows that an older version kept as a setting."""
    noted_at: Mapped[datetime] = mapped_column(Instant)
