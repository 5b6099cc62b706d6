"""排查任务: what a supervisor asks of the villages of an area, what each reported, and what it found."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from mediation.model.registry import Identified, Table
from mediation.model.types import Instant, Json, Sealed, sealed_column


class Campaign(Identified, Table):
    """Every village of an area is to go and look, from one day to another."""

    __tablename__ = "campaigns"
    __table_args__ = (
        CheckConstraint("first_on <= last_on", name="order"),
        Index("ix_campaigns_last", "last_on", "region_code"),
    )

    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    region_code: Mapped[str] = mapped_column(ForeignKey("regions.code"))
    title: Mapped[str] = mapped_column(String(100))
    instructions: Mapped[str] = mapped_column(Text)
    category_codes: Mapped[list[str]] = mapped_column(Json)
    """Which kinds to look for; none named: all."""
    first_on: Mapped[date]
    last_on: Mapped[date]
    ordered_by: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    ordered_at: Mapped[datetime] = mapped_column(Instant)
    withdrawn_at: Mapped[datetime | None] = mapped_column(Instant)


class CampaignAsked(Table):
    """A committee that was there when the campaign was ordered. Insert-only."""

    __tablename__ = "campaign_asked"

    campaign_id: Mapped[UUID] = mapped_column(ForeignKey("campaigns.id"), primary_key=True)
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"), primary_key=True)


class CampaignReport(Identified, Table):
    """A screening that a committee reported to a campaign; withdrawn with it."""

    __tablename__ = "campaign_reports"
    __table_args__ = (
        UniqueConstraint("screening_id"),
        Index("ix_campaign_reports_campaign", "campaign_id", "organisation_id"),
    )

    campaign_id: Mapped[UUID] = mapped_column(ForeignKey("campaigns.id"))
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    screening_id: Mapped[UUID] = mapped_column(ForeignKey("screenings.id"))


class CampaignFind(Identified, Table):
    """A dispute that was found: a line of the report, and the case that it became."""

    __tablename__ = "campaign_finds"
    __table_args__ = (
        UniqueConstraint("case_id"),
        Index("ix_campaign_finds_report", "report_id", "ordinal"),
    )

    report_id: Mapped[UUID] = mapped_column(ForeignKey("campaign_reports.id"))
    ordinal: Mapped[int]
    category_code: Mapped[str] = mapped_column(ForeignKey("categories.code"))
    what_sealed: Mapped[bytes | None] = sealed_column()
    what = Sealed()
    case_id: Mapped[UUID | None] = mapped_column(ForeignKey("cases.id"))


class CampaignReminder(Identified, Table):
    """Who was silent was reminded. Insert-only."""

    __tablename__ = "campaign_reminders"
    __table_args__ = (Index("ix_campaign_reminders_campaign", "campaign_id", "organisation_id"),)

    campaign_id: Mapped[UUID] = mapped_column(ForeignKey("campaigns.id"))
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    reminded_by: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    """Nobody: the program did, before the last day."""
    reminded_at: Mapped[datetime] = mapped_column(Instant)
