"""Checks that a bureau has made of what courts objected to, each put in use by a person."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from mediation.model.registry import Identified, Table
from mediation.model.types import Instant, Json, OneOf
from mediation.rules.vocabulary import HealthLack, ObligationKind


class HealthCheck(Identified, Table):
    """One check of the agreements of an area: its words, or what a duty lacks. It says nothing of any case."""

    __tablename__ = "health_checks"
    __table_args__ = (Index("ix_health_checks_region", "region_code"),)

    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    """Who keeps it."""
    region_code: Mapped[str] = mapped_column(String(12))
    """The area whose committees are told."""
    category_code: Mapped[str | None] = mapped_column(ForeignKey("categories.code"))
    """None: for every kind of dispute."""
    words: Mapped[list[str]] = mapped_column(Json, default=list)
    but: Mapped[list[str]] = mapped_column(Json, default=list)
    kind: Mapped[ObligationKind | None] = mapped_column(OneOf(ObligationKind))
    lacks: Mapped[HealthLack | None] = mapped_column(OneOf(HealthLack))
    said: Mapped[str] = mapped_column(Text)
    article: Mapped[str] = mapped_column(String(200))
    mend: Mapped[str] = mapped_column(Text, default="")
    confirmation_id: Mapped[UUID | None] = mapped_column(ForeignKey("confirmations.id"))
    """The application on which the court said what the check was made of."""
    made_by: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    made_at: Mapped[datetime] = mapped_column(Instant)
    on_at: Mapped[datetime | None] = mapped_column(Instant)
    """Since when it is in use; None: not yet, or not any more."""
    switched_by: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
