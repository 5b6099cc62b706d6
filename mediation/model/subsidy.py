"""以案定补: the county's rule and its versions, what is claimed for a period, looked at, objected to and approved."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from mediation.model.registry import Identified, Table
from mediation.model.types import Instant, Json, OneOf, Sealed, Yuan, sealed_column
from mediation.rules.subsidy_review import Verdict
from mediation.rules.vocabulary import Difficulty


class SubsidyRule(Identified, Table):
    """A version of a county's rule, as drafted; nothing is paid by it until it is put in force."""

    __tablename__ = "subsidy_rules"
    __table_args__ = (UniqueConstraint("region_code", "version"),)

    region_code: Mapped[str] = mapped_column(ForeignKey("regions.code"))
    version: Mapped[int]
    paper: Mapped[str] = mapped_column(String(200))
    """The document by which the county decided it."""
    content: Mapped[dict[str, Any]] = mapped_column(Json)
    drafted_by: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    drafted_at: Mapped[datetime] = mapped_column(Instant)


class SubsidyStart(Identified, Table):
    """A rule put in force from a day on, with a reason; the last one put for a day counts."""

    __tablename__ = "subsidy_starts"
    __table_args__ = (Index("ix_subsidy_starts_rule", "rule_id", "from_on"),)

    rule_id: Mapped[UUID] = mapped_column(ForeignKey("subsidy_rules.id"))
    from_on: Mapped[date]
    reason: Mapped[str] = mapped_column(String(400))
    put_by: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    put_at: Mapped[datetime] = mapped_column(Instant)


class SubsidyClaim(Identified, Table):
    """What a county's mediators are owed for a period, reckoned from the cases as they were that day."""

    __tablename__ = "subsidy_claims"
    __table_args__ = (UniqueConstraint("region_code", "period"),)

    region_code: Mapped[str] = mapped_column(ForeignKey("regions.code"))
    period: Mapped[str] = mapped_column(String(10))
    first_on: Mapped[date]
    last_on: Mapped[date]
    rule_id: Mapped[UUID] = mapped_column(ForeignKey("subsidy_rules.id"))
    drawn_up_by: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    drawn_up_at: Mapped[datetime] = mapped_column(Instant)


class SubsidyLine(Identified, Table):
    """A mediator's share of one case, with the facts and the rows that it follows from; a later one replaces it."""

    __tablename__ = "subsidy_lines"
    __table_args__ = (
        UniqueConstraint("replaces_id"),
        CheckConstraint("amount >= 0", name="amount"),
        Index("ix_subsidy_lines_claim", "claim_id", "person_id"),
        Index("ix_subsidy_lines_person", "person_id"),
        Index("ix_subsidy_lines_case", "case_id"),
    )

    claim_id: Mapped[UUID] = mapped_column(ForeignKey("subsidy_claims.id"))
    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    concluded_on: Mapped[date]
    amount: Mapped[Decimal] = mapped_column(Yuan)
    content: Mapped[dict[str, Any]] = mapped_column(Json)
    """The facts, the rows that apply, the share and the cap, as they are shown."""
    replaces_id: Mapped[UUID | None] = mapped_column(ForeignKey("subsidy_lines.id"))
    made_by: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    made_at: Mapped[datetime] = mapped_column(Instant)


class SubsidyObjection(Identified, Table):
    """A mediator says that a line of theirs is wrong, and why."""

    __tablename__ = "subsidy_objections"
    __table_args__ = (Index("ix_subsidy_objections_line", "line_id"),)

    line_id: Mapped[UUID] = mapped_column(ForeignKey("subsidy_lines.id"))
    reason_sealed: Mapped[bytes | None] = sealed_column()
    reason = Sealed()
    raised_by: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    raised_at: Mapped[datetime] = mapped_column(Instant)


class SubsidyAnswer(Identified, Table):
    """The bureau's answer: where it agrees, the line is reckoned anew from the case as it is now."""

    __tablename__ = "subsidy_answers"
    __table_args__ = (UniqueConstraint("objection_id"),)

    objection_id: Mapped[UUID] = mapped_column(ForeignKey("subsidy_objections.id"))
    agreed: Mapped[bool]
    difficulty: Mapped[Difficulty | None] = mapped_column(OneOf(Difficulty))
    """The grade that the bureau found instead of the registered one, which stays; for this claim alone."""
    answer_sealed: Mapped[bytes | None] = sealed_column()
    answer = Sealed()
    answered_by: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    answered_at: Mapped[datetime] = mapped_column(Instant)


class SubsidySample(Identified, Table):
    """Which dossiers of a claim are looked at: who drew them when, by which seed, and with what risk."""

    __tablename__ = "subsidy_samples"
    __table_args__ = (UniqueConstraint("claim_id", "ordinal"),)

    claim_id: Mapped[UUID] = mapped_column(ForeignKey("subsidy_claims.id"))
    ordinal: Mapped[int]
    seed: Mapped[str] = mapped_column(String(40))
    percent: Mapped[int]
    content: Mapped[dict[str, Any]] = mapped_column(Json)
    """Of every case its risk, the signs with their reasons, and which were drawn."""
    reason: Mapped[str] = mapped_column(String(400), default="")
    """Why once more."""
    drawn_by: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    drawn_at: Mapped[datetime] = mapped_column(Instant)


class SubsidyReview(Identified, Table):
    """What a reviewer found in a dossier and decided; the last one counts."""

    __tablename__ = "subsidy_reviews"
    __table_args__ = (Index("ix_subsidy_reviews_case", "claim_id", "case_id", "reviewed_at"),)

    claim_id: Mapped[UUID] = mapped_column(ForeignKey("subsidy_claims.id"))
    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id"))
    verdict: Mapped[Verdict] = mapped_column(OneOf(Verdict))
    ticks: Mapped[list[str]] = mapped_column(Json)
    """The points that the reviewer found in order."""
    reason_sealed: Mapped[bytes | None] = sealed_column()
    reason = Sealed()
    reviewed_by: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    reviewed_at: Mapped[datetime] = mapped_column(Instant)


class SubsidyApproval(Identified, Table):
    """A claim approved: the lines as they are paid, which nothing changes any more."""

    __tablename__ = "subsidy_approvals"
    __table_args__ = (UniqueConstraint("claim_id"),)

    claim_id: Mapped[UUID] = mapped_column(ForeignKey("subsidy_claims.id"))
    total: Mapped[Decimal] = mapped_column(Yuan)
    content: Mapped[list[dict[str, Any]]] = mapped_column(Json)
    reason: Mapped[str] = mapped_column(String(400))
    approved_by: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    approved_at: Mapped[datetime] = mapped_column(Instant)


class SubsidyCorrection(Identified, Table):
    """What an approved claim would say by now, line by line beside what was approved, and why it was noted."""

    __tablename__ = "subsidy_corrections"
    __table_args__ = (Index("ix_subsidy_corrections_claim", "claim_id", "noted_at"),)

    claim_id: Mapped[UUID] = mapped_column(ForeignKey("subsidy_claims.id"))
    content: Mapped[list[dict[str, Any]]] = mapped_column(Json)
    reason: Mapped[str] = mapped_column(String(400))
    noted_by: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    noted_at: Mapped[datetime] = mapped_column(Instant)
