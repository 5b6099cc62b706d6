"""What is kept for those who watch over an area: counts that take long, exports, escalations, weekly digests."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, LargeBinary, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from mediation.model.registry import Identified, Table
from mediation.model.types import Instant, Json, OneOf
from mediation.rules.backlog import Rung


class CaseTally(Table):
    """What the cases registered in a week count for on the backlog page, as columns of numbers, packed.

    A line of a case is only ever replaced by reading the case again; `case_chains.tallied` says which are to be.
    """

    __tablename__ = "case_tallies"

    week: Mapped[date] = mapped_column(primary_key=True)
    """Its Monday."""
    digest: Mapped[bytes] = mapped_column(LargeBinary(32))
    """Of the content, so that who holds a copy knows whether it is the last."""
    made_by: Mapped[str] = mapped_column(String(16))
    content: Mapped[bytes] = mapped_column(LargeBinary)


class CourtFigures(Table):
    """What a court sent to whom, and what became of it, from the beginning to the end of a month, as of a moment ago.

    The figures of any months are the difference of two rows. Always counted whole, so that nothing can drift.
    """

    __tablename__ = "court_figures"

    court_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"), primary_key=True)
    month: Mapped[date] = mapped_column(primary_key=True)
    """Its first day."""
    counted_at: Mapped[datetime] = mapped_column(Instant)
    content: Mapped[Any] = mapped_column(Json)


class Export(Identified, Table):
    """Somebody took figures or a list of cases out of the house: what, how much of it, and when. Insert-only."""

    __tablename__ = "exports"
    __table_args__ = (Index("ix_exports_made", "made_at"),)

    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    region_code: Mapped[str] = mapped_column(ForeignKey("regions.code"))
    made_at: Mapped[datetime] = mapped_column(Instant)
    what: Mapped[dict[str, Any]] = mapped_column(Json)
    """The number behind the list, or the page, as its address says it."""
    lines: Mapped[int]
    digest: Mapped[bytes] = mapped_column(LargeBinary(32))
    """Of the file as it left."""


class OperatorExport(Identified, Table):
    """Somebody at the server's command line, without an account here, took figures along. Insert-only."""

    __tablename__ = "operator_exports"
    __table_args__ = (Index("ix_operator_exports_made", "made_at"),)

    operator: Mapped[str] = mapped_column(String(64))
    """The account of the machine."""
    region_code: Mapped[str] = mapped_column(ForeignKey("regions.code"))
    made_at: Mapped[datetime] = mapped_column(Instant)
    what: Mapped[dict[str, Any]] = mapped_column(Json)
    lines: Mapped[int]
    digest: Mapped[bytes] = mapped_column(LargeBinary(32))
    """Of what was said."""


class Escalation(Identified, Table):
    """An end of a clock was missed and nobody reacted: whom it was told to next, and when. Insert-only."""

    __tablename__ = "escalations"
    __table_args__ = (
        UniqueConstraint("deadline_id", "due_on", "rung"),
        Index("ix_escalations_organisation", "organisation_id", "told_at"),
    )

    deadline_id: Mapped[UUID] = mapped_column(ForeignKey("deadlines.id"))
    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id"), index=True)
    due_on: Mapped[date]
    """The last day that was missed: a clock that was moved since may be missed again."""
    rung: Mapped[Rung] = mapped_column(OneOf(Rung))
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    told_at: Mapped[datetime] = mapped_column(Instant)


class Digest(Identified, Table):
    """One week of an area for its supervisors: figures, no people."""

    __tablename__ = "digests"
    __table_args__ = (UniqueConstraint("region_code", "week_on"),)

    region_code: Mapped[str] = mapped_column(ForeignKey("regions.code"))
    week_on: Mapped[date]
    """The Monday of the week that it tells of."""
    made_at: Mapped[datetime] = mapped_column(Instant)
    content: Mapped[Any] = mapped_column(Json)


class DigestNotice(Identified, Table):
    """A digest on its way to one supervisor's phone: sent after the commit, at least once."""

    __tablename__ = "digest_notices"
    __table_args__ = (UniqueConstraint("digest_id", "person_id"),)

    digest_id: Mapped[UUID] = mapped_column(ForeignKey("digests.id"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    created_at: Mapped[datetime] = mapped_column(Instant)
    attempts: Mapped[int] = mapped_column(default=0)
    not_before: Mapped[datetime] = mapped_column(Instant)
    done_at: Mapped[datetime | None] = mapped_column(Instant)
    sent_at: Mapped[datetime | None] = mapped_column(Instant)
    failure: Mapped[str] = mapped_column(String(400), default="")


class WhatIf(Identified, Table):
    """A question what would happen in an area: the change, what the past gave, and the answer when it is played."""

    __tablename__ = "what_ifs"
    __table_args__ = (
        Index("ix_what_ifs_region", "region_code", "asked_at"),
        Index(
            "ix_what_ifs_waiting",
            "asked_at",
            sqlite_where=text("done_at IS NULL"),
            postgresql_where=text("done_at IS NULL"),
        ),
    )

    region_code: Mapped[str] = mapped_column(ForeignKey("regions.code"))
    scenario: Mapped[dict[str, Any]] = mapped_column(Json)
    asked_by: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    asked_at: Mapped[datetime] = mapped_column(Instant)
    done_at: Mapped[datetime | None] = mapped_column(Instant)
    answer: Mapped[Any] = mapped_column(Json, nullable=True)
    """The past that was read and the comparison; None while it waits, and where it was refused."""
    refused: Mapped[list[Any]] = mapped_column(Json)
    """Why nothing can be said, as stored Messages."""
