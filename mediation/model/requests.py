"""What one organisation asks of another about a case, and the answer: the case stays with who answers for it."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from mediation.model.cases import Matter
from mediation.model.registry import Table
from mediation.model.types import Instant, OneOf, Sealed, sealed_column
from mediation.rules.vocabulary import Channel, MatterKind, MeetingForum


class Request(Matter, Table):
    """转介, 联合调解, 乡呼县应, 督办, 议事协商 or 起诉立案: asked by one, of another, and answered."""

    __tablename__ = "requests"
    __table_args__ = (
        Index("ix_requests_case", "case_id"),
        *(
            Index(
                f"ix_requests_{seat}",
                f"{seat}_id",
                sqlite_where=text("is_open"),
                postgresql_where=text("is_open"),
            )
            for seat in ("asker", "asked", "handler")
        ),
        Index(
            "ix_requests_refused",
            "asked_id",
            sqlite_where=text("state = 'refused'"),
            postgresql_where=text("state = 'refused'"),
        ),
        Index(
            "uq_requests_court_number",
            "court_number",
            unique=True,
            sqlite_where=text("court_number IS NOT NULL"),
            postgresql_where=text("court_number IS NOT NULL"),
        ),
    )

    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id"))
    kind: Mapped[MatterKind] = mapped_column(OneOf(MatterKind))
    asker_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    asked_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisations.id"))
    asked_name: Mapped[str] = mapped_column(String(200), default="")
    """Whom it is asked of, as it was then; the only name of who has no account."""
    handler_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisations.id"))
    """The department to which the county's centre gave it."""
    channel: Mapped[Channel | None] = mapped_column(OneOf(Channel))
    place: Mapped[str] = mapped_column(String(200), default="")
    meets_at: Mapped[datetime | None] = mapped_column(Instant)
    """When the meeting that was announced takes place."""
    forum: Mapped[MeetingForum | None] = mapped_column(OneOf(MeetingForum))
    """As what those concerned meet; None of meetings older than this column."""
    entitled: Mapped[int | None]
    attended: Mapped[int | None]
    in_favour: Mapped[int | None]
    subject_sealed: Mapped[bytes | None] = sealed_column()
    subject = Sealed()
    answer_sealed: Mapped[bytes | None] = sealed_column()
    answer = Sealed()
    court_number: Mapped[str | None] = mapped_column(String(80))
    """Of the ruling by which a court does not register the complaint."""
    judge_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    ruled_on: Mapped[date | None]
    """The day of that ruling, or the last day of the term in which the court had to decide and did not."""
    opened_at: Mapped[datetime] = mapped_column(Instant)
    answered_at: Mapped[datetime | None] = mapped_column(Instant)
