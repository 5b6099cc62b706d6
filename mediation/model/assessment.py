"""考评: an area's schemes by year and version, which was put in force why, and results frozen with a period."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from mediation.model.registry import Identified, Table
from mediation.model.types import Instant, Json


class AssessmentScheme(Identified, Table):
    """A version of the scheme by which an area assesses its parts in a year, as drafted."""

    __tablename__ = "assessment_schemes"
    __table_args__ = (UniqueConstraint("region_code", "year", "version"),)

    region_code: Mapped[str] = mapped_column(ForeignKey("regions.code"))
    year: Mapped[int]
    version: Mapped[int]
    items: Mapped[list[dict[str, Any]]] = mapped_column(Json)
    drafted_by: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    drafted_at: Mapped[datetime] = mapped_column(Instant)


class AssessmentStart(Identified, Table):
    """A scheme put in force, with a reason; of a year the last one counts."""

    __tablename__ = "assessment_starts"
    __table_args__ = (Index("ix_assessment_starts_scheme", "scheme_id"),)

    scheme_id: Mapped[UUID] = mapped_column(ForeignKey("assessment_schemes.id"))
    reason: Mapped[str] = mapped_column(String(400))
    put_by: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    put_at: Mapped[datetime] = mapped_column(Instant)


class AssessmentResult(Identified, Table):
    """The scores of an area's parts, frozen in the transaction that closed the period."""

    __tablename__ = "assessment_results"
    __table_args__ = (UniqueConstraint("closing_id"),)

    closing_id: Mapped[UUID] = mapped_column(ForeignKey("period_closings.id"))
    scheme_id: Mapped[UUID] = mapped_column(ForeignKey("assessment_schemes.id"))
    content: Mapped[list[dict[str, Any]]] = mapped_column(Json)
    """Of each part its values and points."""
    frozen_by: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    frozen_at: Mapped[datetime] = mapped_column(Instant)
