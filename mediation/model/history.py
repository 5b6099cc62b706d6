"""What was done, in insert-only chained events, and signed checkpoints over all cases."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, LargeBinary, String, UniqueConstraint, Uuid, text
from sqlalchemy.orm import Mapped, mapped_column

from mediation.model.registry import Identified, Table
from mediation.model.types import Instant, Json, OneOf
from mediation.rules.vocabulary import MatterKind

LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


class CaseEvent(Identified, Table):
    """One act. Each row carries the digest of the one before it in its case and of its own content.

    Personal data stand only in `data_sealed`, under the case's own key: destroying the key deletes them and the
    chain stays whole.
    """

    __tablename__ = "case_events"
    __table_args__ = (
        UniqueConstraint("case_id", "seq"),
        Index("ix_case_events_actor", "person_id", "recorded_at"),
        Index("ix_case_events_recorded", "recorded_at", "case_id"),
    )

    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id"))
    seq: Mapped[int]
    tag: Mapped[str] = mapped_column(String(60))
    matter: Mapped[MatterKind] = mapped_column(OneOf(MatterKind))
    matter_id: Mapped[UUID] = mapped_column(Uuid)
    person_id: Mapped[UUID | None] = mapped_column(Uuid)
    organisation_id: Mapped[UUID | None] = mapped_column(Uuid)
    role: Mapped[str] = mapped_column(String(40), default="")
    happened_at: Mapped[datetime] = mapped_column(Instant)
    recorded_at: Mapped[datetime] = mapped_column(Instant)
    from_state: Mapped[str] = mapped_column(String(40), default="")
    to_state: Mapped[str] = mapped_column(String(40), default="")
    matter_version: Mapped[int]
    data_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    previous: Mapped[bytes] = mapped_column(LargeBinary(32))
    digest: Mapped[bytes] = mapped_column(LargeBinary(32))


class CaseChain(Table):
    """The head of a case's chain and the case's own key, wrapped; every write of a case locks this row."""

    __tablename__ = "case_chains"
    __table_args__ = (
        Index(
            "ix_case_chains_untallied",
            "case_id",
            "untallied_since",
            "tallied",
            sqlite_where=text("NOT tallied"),
            postgresql_where=text("NOT tallied"),
        ),
    )

    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    last_seq: Mapped[int]
    head: Mapped[bytes] = mapped_column(LargeBinary(32))
    wrapped_key: Mapped[bytes | None] = mapped_column(LargeBinary)
    """None once the key was destroyed."""
    seal: Mapped[bytes | None] = mapped_column(LargeBinary)
    """A keyed statement of number and head; None only until an older database is upgraded with its key."""
    tallied: Mapped[bool] = mapped_column(default=False)
    """Whether the tally of the backlog holds what was done so far; every event takes it away."""
    untallied_since: Mapped[datetime] = mapped_column(Instant, default=LONG_AGO)
    """When the first event came that the tally does not hold; says nothing where it holds all."""


class EarlierValues(Identified, Table):
    """What a case, or one of its clocks, said until it was changed: a past day of the backlog counts by it."""

    __tablename__ = "earlier_values"
    __table_args__ = (Index("ix_earlier_values_case", "case_id", "until_on"),)

    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id"))
    row_id: Mapped[UUID] = mapped_column(Uuid)
    """The clock, or the case itself."""
    until_on: Mapped[date]
    """The day on which the change was recorded."""
    said: Mapped[dict[str, Any]] = mapped_column(Json)
    """The columns that changed, as they were."""


class Checkpoint(Identified, Table):
    """A signed statement of the heads of all chains that grew since the one before it."""

    __tablename__ = "checkpoints"

    ordinal: Mapped[int] = mapped_column(unique=True)
    made_at: Mapped[datetime] = mapped_column(Instant)
    digest: Mapped[bytes] = mapped_column(LargeBinary(32))
    signature: Mapped[bytes] = mapped_column(LargeBinary)
    public_key: Mapped[bytes] = mapped_column(LargeBinary)


class CheckpointHead(Table):
    """One case's head as of a checkpoint."""

    __tablename__ = "checkpoint_heads"

    checkpoint_id: Mapped[UUID] = mapped_column(ForeignKey("checkpoints.id"), primary_key=True)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    seq: Mapped[int]
    digest: Mapped[bytes] = mapped_column(LargeBinary(32))
