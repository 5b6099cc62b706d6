"""How the duties of an agreement in force are performed."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from mediation.model.cases import Matter
from mediation.model.registry import Table
from mediation.model.types import Sealed, sealed_column


class Performance(Matter, Table):
    """The life of one duty from the day its agreement took effect (人民调解法 31)."""

    __tablename__ = "performances"
    __table_args__ = (
        Index("ix_performances_case", "case_id", "state"),
        Index(
            "ix_performances_state",
            *("state", "case_id", "is_open"),
            sqlite_where=text("is_open"),
            postgresql_where=text("is_open"),
        ),
        Index(
            "ix_performances_done",
            *("done_on", "case_id"),
            sqlite_where=text("done_on IS NOT NULL"),
            postgresql_where=text("done_on IS NOT NULL"),
        ),
        Index(
            "ix_performances_open",
            "due_on",
            sqlite_where=text("is_open"),
            postgresql_where=text("is_open"),
        ),
    )

    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id"))
    obligation_id: Mapped[UUID] = mapped_column(ForeignKey("obligations.id"), unique=True)
    began: Mapped[str] = mapped_column(String(40))
    """The state in which it began: what was done when the agreement was signed began as done."""
    opened_on: Mapped[date]
    due_on: Mapped[date | None]
    """Until when it is owed now: as agreed, or as changed by agreement since."""
    terms_sealed: Mapped[bytes | None] = sealed_column()
    terms = Sealed()
    """What is owed since the parties changed it (民法典 543)."""
    done_on: Mapped[date | None]
    proof: Mapped[str] = mapped_column(String(200), default="")
