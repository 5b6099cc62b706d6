"""Work on many at once: a plan for a list and what became of each line; batches that follow a model case."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, LargeBinary, String, UniqueConstraint, Uuid, text
from sqlalchemy.orm import Mapped, mapped_column

from mediation.model.registry import Identified, Table
from mediation.model.types import Instant, Json, OneOf, Sealed, Yuan, sealed_column
from mediation.rules.vocabulary import FollowerStanding, LeavingKind, LineOutcome, Side


class Run(Identified, Table):
    """One plan for a list of cases, by whom and when."""

    __tablename__ = "runs"
    __table_args__ = (
        Index("ix_runs_organisation", "organisation_id", "made_at"),
        Index("ix_runs_batch", "batch_id"),
    )

    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    kind: Mapped[str] = mapped_column(String(40))
    batch_id: Mapped[UUID | None] = mapped_column(ForeignKey("batches.id"))
    title: Mapped[dict[str, Any]] = mapped_column(Json)
    """What is done, as a stored Message."""
    plan: Mapped[dict[str, Any]] = mapped_column(Json)
    """The plan without its free texts."""
    texts_sealed: Mapped[bytes | None] = sealed_column()
    texts = Sealed()
    made_at: Mapped[datetime] = mapped_column(Instant)
    made_by: Mapped[UUID] = mapped_column(ForeignKey("people.id"))


class RunLine(Table):
    """One case, or one follower of a batch. Lines that still wait are taken up where the work stopped."""

    __tablename__ = "run_lines"
    __table_args__ = (
        Index(
            "ix_run_lines_waiting",
            "run_id",
            sqlite_where=text("outcome = 'waiting'"),
            postgresql_where=text("outcome = 'waiting'"),
        ),
    )

    run_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("runs.id"), primary_key=True)
    subject_id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    ordinal: Mapped[int]
    case_id: Mapped[UUID | None] = mapped_column(ForeignKey("cases.id"))
    outcome: Mapped[LineOutcome] = mapped_column(OneOf(LineOutcome))
    before: Mapped[Any] = mapped_column(Json, nullable=True)
    """What an undo needs."""
    said: Mapped[list[Any]] = mapped_column(Json)
    """Why it was refused, as stored Messages."""


class Batch(Identified, Table):
    """示范调解: one mediated case whose terms others adopt, each with a case and an agreement of its own."""

    __tablename__ = "batches"
    __table_args__ = (UniqueConstraint("model_case_id"), Index("ix_batches_organisation", "organisation_id"))

    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    model_case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id"))
    side: Mapped[Side] = mapped_column(OneOf(Side))
    """The side of the model case whose place the followers take."""
    made_at: Mapped[datetime] = mapped_column(Instant)
    made_by: Mapped[UUID] = mapped_column(ForeignKey("people.id"))


class BatchFollower(Identified, Table):
    """Somebody on the list of a batch: waiting, following with a case of their own, or gone their own way."""

    __tablename__ = "batch_followers"
    __table_args__ = (
        UniqueConstraint("batch_id", "ordinal"),
        UniqueConstraint("case_id"),
        Index(
            "uq_batch_followers_present",
            "batch_id",
            "id_number_index",
            unique=True,
            sqlite_where=text("standing <> 'left'"),
            postgresql_where=text("standing <> 'left'"),
        ),
    )

    batch_id: Mapped[UUID] = mapped_column(ForeignKey("batches.id"))
    ordinal: Mapped[int]
    name: Mapped[str] = mapped_column(String(200))
    standing: Mapped[FollowerStanding] = mapped_column(OneOf(FollowerStanding))
    id_number_sealed: Mapped[bytes | None] = sealed_column()
    id_number_index: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    id_number = Sealed(indexed=True)
    """The identity number, or an organisation's credit code."""
    given_sealed: Mapped[bytes | None] = sealed_column()
    given = Sealed()
    """The party as listed, in the canonical JSON of its data."""
    amount: Mapped[Decimal | None] = mapped_column(Yuan)
    shares: Mapped[list[str]] = mapped_column(Json)
    """The follower's own amounts, in the order of the model's duties that name one."""
    case_id: Mapped[UUID | None] = mapped_column(ForeignKey("cases.id"))
    instead_of_id: Mapped[UUID | None] = mapped_column(ForeignKey("batch_followers.id"))
    """The one whose share this heir takes."""
    joined_at: Mapped[datetime] = mapped_column(Instant)
    left_on: Mapped[date | None]
    left_as: Mapped[LeavingKind | None] = mapped_column(OneOf(LeavingKind))
    left_why_sealed: Mapped[bytes | None] = sealed_column()
    left_why = Sealed()
