"""A mediator's whole caseload given to somebody else: a list of cases, and what became of each."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from mediation.model.registry import Identified, Table
from mediation.model.types import Instant, Json, OneOf, Sealed, sealed_column
from mediation.rules.vocabulary import LineOutcome


class Reassignment(Identified, Table):
    """Who leaves or is absent, who stands in, and why."""

    __tablename__ = "reassignments"
    __table_args__ = (Index("ix_reassignments_organisation", "organisation_id", "made_at"),)

    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    from_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    to_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    reason_sealed: Mapped[bytes | None] = sealed_column()
    reason = Sealed()
    made_at: Mapped[datetime] = mapped_column(Instant)
    made_by: Mapped[UUID] = mapped_column(ForeignKey("people.id"))


class ReassignmentLine(Table):
    """One case of the list. Lines that still wait are taken up where the work stopped."""

    __tablename__ = "reassignment_lines"

    reassignment_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("reassignments.id"), primary_key=True)
    case_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("cases.id"), primary_key=True)
    outcome: Mapped[LineOutcome] = mapped_column(OneOf(LineOutcome))
    mediators: Mapped[list[Any]] = mapped_column(Json)
    """Who mediated before, for an undo."""
    said: Mapped[list[Any]] = mapped_column(Json)
    """Why it was refused, as stored Messages."""
