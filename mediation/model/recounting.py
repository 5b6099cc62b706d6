"""Clocks found again: what would change and why, for a person to approve."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from mediation.model.registry import Identified, Table
from mediation.model.types import Instant, Json, OneOf
from mediation.rules.vocabulary import RecountState


class Recount(Identified, Table):
    """One look at all open clocks after a rule, a holiday table or a fact has changed."""

    __tablename__ = "recounts"

    why: Mapped[str] = mapped_column(String(500))
    made_at: Mapped[datetime] = mapped_column(Instant)
    made_by: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    looked_at: Mapped[int]
    """How many clocks ran or stood still."""
    state: Mapped[RecountState] = mapped_column(OneOf(RecountState))
    decided_at: Mapped[datetime | None] = mapped_column(Instant)
    decided_by: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))


class RecountLine(Table):
    """One clock whose last day, or whose certainty, is another now."""

    __tablename__ = "recount_lines"
    __table_args__ = (Index("ix_recount_lines_deadline", "deadline_id"),)

    recount_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("recounts.id"), primary_key=True)
    deadline_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("deadlines.id"), primary_key=True)
    before_on: Mapped[date]
    after_on: Mapped[date]
    why: Mapped[list[Any]] = mapped_column(Json)
    """What is said otherwise in the arithmetic now, as stored Messages."""
    applied: Mapped[bool | None]
    """None until approved; False when the clock had ended or moved meanwhile and was left as it was."""
