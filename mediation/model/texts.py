"""Texts that a committee or an area keeps for itself: common clauses, and the wording of its papers."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from mediation.model.registry import Identified, Table
from mediation.model.types import Instant, OneOf
from mediation.rules.vocabulary import ObligationKind


class CommonClause(Identified, Table):
    """One version of a clause that agreements offer; a change is a new version, nothing is deleted."""

    __tablename__ = "common_clauses"
    __table_args__ = (
        UniqueConstraint("clause_id", "version"),
        Index("ix_common_clauses_category", "category_code", "ordinal"),
    )

    clause_id: Mapped[UUID] = mapped_column(Uuid)
    """What all versions of it share."""
    version: Mapped[int]
    organisation_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisations.id"))
    """Who keeps it; None: it came with the product."""
    region_code: Mapped[str] = mapped_column(String(12), default="")
    """The area whose committees are offered it; '' for a committee's own."""
    category_code: Mapped[str | None] = mapped_column(ForeignKey("categories.code"))
    """None: for every kind of dispute."""
    kind: Mapped[ObligationKind | None] = mapped_column(OneOf(ObligationKind))
    """None: it sets no duty."""
    title: Mapped[str] = mapped_column(String(60))
    text: Mapped[str] = mapped_column(Text)
    condition: Mapped[str] = mapped_column(String(400), default="")
    means: Mapped[str] = mapped_column(String(120), default="")
    law: Mapped[str] = mapped_column(String(200), default="")
    ordinal: Mapped[int] = mapped_column(default=0)
    made_by: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    made_at: Mapped[datetime | None] = mapped_column(Instant)
    retired_at: Mapped[datetime | None] = mapped_column(Instant)
    """Since when it is not offered: retired, or a newer version took its place."""
    retired_by: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))


class Wording(Identified, Table):
    """One version of a committee's or an area's own text for a block of a paper. In force it never changes again."""

    __tablename__ = "wordings"
    __table_args__ = (UniqueConstraint("organisation_id", "paper", "block", "version"),)

    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    """Who keeps it."""
    region_code: Mapped[str] = mapped_column(String(12), default="")
    """The area whose committees it is for; '' for a committee's own."""
    paper: Mapped[str] = mapped_column(String(40))
    block: Mapped[str] = mapped_column(String(40))
    version: Mapped[int]
    text: Mapped[str] = mapped_column(Text)
    made_by: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    made_at: Mapped[datetime] = mapped_column(Instant)
    in_force_on: Mapped[date | None]
    """From which day papers are issued with it; None: a draft."""
    put_in_force_by: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    ended_on: Mapped[date | None]
    """From which day it is used no more: a newer one or the product's own text took its place."""
    ended_by: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
