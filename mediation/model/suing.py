"""What a party sues for, as it is drawn up before it goes to a court; and what a court has on its calendar."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from mediation.model.registry import Identified, Table
from mediation.model.types import Instant, OneOf, Sealed, sealed_column
from mediation.rules.vocabulary import HearingKind


class Complaint(Identified, Table):
    """起诉状, or what was said where it was brought orally (民事诉讼法 123, 124): one to a case."""

    __tablename__ = "complaints"

    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id"), unique=True)
    court_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisations.id"))
    oral: Mapped[bool] = mapped_column(default=False)
    claims_sealed: Mapped[bytes | None] = sealed_column()
    claims = Sealed()
    facts_sealed: Mapped[bytes | None] = sealed_column()
    facts = Sealed()
    evidence_sealed: Mapped[bytes | None] = sealed_column()
    evidence = Sealed()
    """The list of it as JSON: what, where from, what it proves."""
    witnesses_sealed: Mapped[bytes | None] = sealed_column()
    witnesses = Sealed()
    drawn_up_by: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    drawn_up_at: Mapped[datetime] = mapped_column(Instant)


class Hearing(Identified, Table):
    """What takes place at a court about a case: when, where, as what, before whom."""

    __tablename__ = "hearings"
    __table_args__ = (
        Index(
            "ix_hearings_court",
            "court_id",
            "begins_at",
            sqlite_where=text("cancelled_at IS NULL"),
            postgresql_where=text("cancelled_at IS NULL"),
        ),
        Index("ix_hearings_case", "case_id"),
    )

    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id"))
    court_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    kind: Mapped[HearingKind] = mapped_column(OneOf(HearingKind))
    begins_at: Mapped[datetime] = mapped_column(Instant)
    ends_at: Mapped[datetime] = mapped_column(Instant)
    place: Mapped[str] = mapped_column(String(200))
    before: Mapped[str] = mapped_column(String(120), default="")
    """Who holds it, by name."""
    set_by: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    set_at: Mapped[datetime] = mapped_column(Instant)
    cancelled_at: Mapped[datetime | None] = mapped_column(Instant)
