"""What triage proposed and what a person chose; who is away from when to when."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from mediation.model.registry import Identified, Table
from mediation.model.types import Instant, Json, OneOf, Sealed, sealed_column
from mediation.rules.vocabulary import Level, Tier, TriageAspect, TriageRule


class TriageDecision(Identified, Table):
    """One decision beside one proposal, written with the step that decided and never changed."""

    __tablename__ = "triage_decisions"
    __table_args__ = (
        Index("ix_triage_decisions_case", "case_id"),
        Index("ix_triage_decisions_made", "organisation_id", "decided_on"),
        Index("ix_triage_decisions_hand_over", "hand_over_id"),
    )

    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id"))
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    """Where it was decided."""
    decided_by: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    decided_at: Mapped[datetime] = mapped_column(Instant)
    decided_on: Mapped[date]
    step: Mapped[str] = mapped_column(String(40))
    aspect: Mapped[TriageAspect] = mapped_column(OneOf(TriageAspect))
    rule_version: Mapped[int]
    rule: Mapped[TriageRule] = mapped_column(OneOf(TriageRule))
    reasons: Mapped[list[Any]] = mapped_column(Json)
    """Why that was proposed, as stored Messages."""
    proposed_tier: Mapped[Tier] = mapped_column(OneOf(Tier))
    proposed_level: Mapped[Level | None] = mapped_column(OneOf(Level))
    proposed_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisations.id"))
    chosen_tier: Mapped[Tier] = mapped_column(OneOf(Tier))
    chosen_level: Mapped[Level | None] = mapped_column(OneOf(Level))
    chosen_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisations.id"))
    hand_over_id: Mapped[UUID | None] = mapped_column(ForeignKey("hand_overs.id"))
    """The offer by which the organisation was chosen."""
    followed: Mapped[bool]
    departure_sealed: Mapped[bytes | None] = sealed_column()
    departure = Sealed()
    """Why the proposal was not followed."""


class TriageRetraction(Table):
    """The step that decided was taken back: the decision is kept and counts no more."""

    __tablename__ = "triage_retractions"

    decision_id: Mapped[UUID] = mapped_column(ForeignKey("triage_decisions.id"), primary_key=True)
    retracted_at: Mapped[datetime] = mapped_column(Instant)


class Absence(Identified, Table):
    """A person is away, from a day until a day; why is nobody's business here."""

    __tablename__ = "absences"
    __table_args__ = (
        Index("ix_absences_person", "person_id", "until_on"),
        CheckConstraint("until_on >= from_on", name="order"),
    )

    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    from_on: Mapped[date]
    until_on: Mapped[date]
    noted_by: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    noted_at: Mapped[datetime] = mapped_column(Instant)
    ended_at: Mapped[datetime | None] = mapped_column(Instant)
    """When it was taken back, or the person came back early."""
