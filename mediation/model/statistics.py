"""What official statistics need beside cases: dangers averted, screenings, periods reported, closed and corrected."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from mediation.model.registry import Identified, Table
from mediation.model.types import Instant, Json, OneOf, Sealed, sealed_column
from mediation.rules.statistics import AvertedKind


class Averted(Identified, Table):
    """A suicide, a crime, a petition or a fight that did not happen because a dispute was mediated."""

    __tablename__ = "averted"
    __table_args__ = (
        CheckConstraint("people > 0", name="somebody"),
        Index(
            "uq_averted_standing",
            *("case_id", "kind"),
            unique=True,
            sqlite_where=text("voided_at IS NULL"),
            postgresql_where=text("voided_at IS NULL"),
        ),
        Index("ix_averted_happened", "happened_on", "organisation_id"),
    )

    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id"))
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    """Who answered for the case when it was averted."""
    kind: Mapped[AvertedKind] = mapped_column(OneOf(AvertedKind))
    people: Mapped[int]
    happened_on: Mapped[date]
    what_sealed: Mapped[bytes | None] = sealed_column()
    what = Sealed()
    noted_by: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    noted_at: Mapped[datetime] = mapped_column(Instant)
    voided_at: Mapped[datetime | None] = mapped_column(Instant)


class Screening(Identified, Table):
    """矛盾纠纷排查: somebody went and looked; what was found, nothing being an answer too."""

    __tablename__ = "screenings"
    __table_args__ = (
        CheckConstraint("found >= 0 AND prevented >= 0", name="counts"),
        Index("ix_screenings_organisation", "organisation_id", "screened_on"),
    )

    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    screened_on: Mapped[date]
    found: Mapped[int]
    prevented: Mapped[int]
    note_sealed: Mapped[bytes | None] = sealed_column()
    note = Sealed()
    noted_by: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    noted_at: Mapped[datetime] = mapped_column(Instant)
    voided_at: Mapped[datetime | None] = mapped_column(Instant)


class PeriodReport(Identified, Table):
    """A committee confirms its figures of a period, zero said outright; the last one before the closing counts."""

    __tablename__ = "period_reports"
    __table_args__ = (Index("ix_period_reports_period", "period", "organisation_id", "reported_at"),)

    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    period: Mapped[str] = mapped_column(String(10))
    first_on: Mapped[date]
    last_on: Mapped[date]
    zero: Mapped[bool]
    figures: Mapped[dict[str, Any]] = mapped_column(Json)
    reported_by: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    reported_at: Mapped[datetime] = mapped_column(Instant)


class PeriodClosing(Identified, Table):
    """A period of an area, closed: the figures as published, which nothing changes any more."""

    __tablename__ = "period_closings"
    __table_args__ = (
        UniqueConstraint("region_code", "period"),
        Index("ix_period_closings_last", "last_on", "region_code"),
    )

    region_code: Mapped[str] = mapped_column(ForeignKey("regions.code"))
    period: Mapped[str] = mapped_column(String(10))
    first_on: Mapped[date]
    last_on: Mapped[date]
    content: Mapped[dict[str, Any]] = mapped_column(Json)
    """The area's figures and those of its parts."""
    missing: Mapped[int]
    """How many committees had not reported."""
    reason: Mapped[str] = mapped_column(String(400), default="")
    """Why it was closed without them."""
    closed_by: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    closed_at: Mapped[datetime] = mapped_column(Instant)


class PeriodRows(Table):
    """The rows that a closing counted, of one base: see `services/kept_rows`."""

    __tablename__ = "period_rows"

    closing_id: Mapped[UUID] = mapped_column(ForeignKey("period_closings.id"), primary_key=True)
    base: Mapped[str] = mapped_column(String(32), primary_key=True)
    rows: Mapped[bytes] = mapped_column(LargeBinary)


class PeriodCorrection(Identified, Table):
    """What a closed period would say by now, noted with its day and reason beside what was published."""

    __tablename__ = "period_corrections"
    __table_args__ = (Index("ix_period_corrections_closing", "closing_id", "noted_at"),)

    closing_id: Mapped[UUID] = mapped_column(ForeignKey("period_closings.id"))
    content: Mapped[dict[str, Any]] = mapped_column(Json)
    reason: Mapped[str] = mapped_column(String(400))
    noted_by: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    noted_at: Mapped[datetime] = mapped_column(Instant)


class Bulletin(Identified, Table):
    """工作要情 of a period, as a supervisor wrote it; every saving is an edition."""

    __tablename__ = "bulletins"
    __table_args__ = (UniqueConstraint("region_code", "period", "edition"),)

    region_code: Mapped[str] = mapped_column(ForeignKey("regions.code"))
    period: Mapped[str] = mapped_column(String(10))
    edition: Mapped[int]
    text: Mapped[str] = mapped_column(Text)
    saved_by: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    saved_at: Mapped[datetime] = mapped_column(Instant)


class CategorySeries(Table):
    """Under which heading of an older form a kind of dispute stands, so that a series over years is comparable."""

    __tablename__ = "category_series"

    series: Mapped[str] = mapped_column(String(20), primary_key=True)
    category_code: Mapped[str] = mapped_column(ForeignKey("categories.code"), primary_key=True)
    title: Mapped[str] = mapped_column(String(60))
    ordinal: Mapped[int]
