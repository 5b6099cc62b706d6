"""Messages to people without an account: sent after the commit, at least once, and forgotten when they are old."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, Uuid
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column

from mediation.model.registry import Identified, Table
from mediation.model.types import Instant, OneOf, Sealed, sealed_column
from mediation.rules.vocabulary import NoticePurpose


class Notice(Identified, Table):
    """One message. Its text and number are gone once it has been sent or is too old to be of use."""

    __tablename__ = "notices"
    __table_args__ = (
        Index(
            "ix_notices_waiting",
            "not_before",
            sqlite_where=sql("done_at IS NULL"),
            postgresql_where=sql("done_at IS NULL"),
        ),
        Index("ix_notices_subject", "subject_id"),
    )

    case_id: Mapped[UUID | None] = mapped_column(ForeignKey("cases.id"))
    """None for what is about no case: a campaign of screening."""
    purpose: Mapped[NoticePurpose] = mapped_column(OneOf(NoticePurpose))
    subject_id: Mapped[UUID] = mapped_column(Uuid)
    """The link, or the code, that it is about."""
    to_sealed: Mapped[bytes | None] = sealed_column()
    to = Sealed()
    text_sealed: Mapped[bytes | None] = sealed_column()
    text = Sealed()
    created_at: Mapped[datetime] = mapped_column(Instant)
    expires_at: Mapped[datetime] = mapped_column(Instant)
    """After which it is of no use and is not sent any more."""
    not_before: Mapped[datetime] = mapped_column(Instant)
    attempts: Mapped[int] = mapped_column(default=0)
    leased_until: Mapped[datetime | None] = mapped_column(Instant)
    done_at: Mapped[datetime | None] = mapped_column(Instant)
    sent_at: Mapped[datetime | None] = mapped_column(Instant)
    channel: Mapped[str] = mapped_column(String(20), default="")
    failure: Mapped[str] = mapped_column(String(400), default="")
