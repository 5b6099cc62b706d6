"""Tables of divisions, organisations and people that an administrator sends, and what came of each."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from mediation.model.registry import Identified, Table
from mediation.model.types import Instant, OneOf, Sealed, sealed_column
from mediation.rules.vocabulary import DirectoryKind


class DirectoryImport(Identified, Table):
    """One table: who sent it, whether it was applied or dropped, and how much it changed."""

    __tablename__ = "directory_imports"
    __table_args__ = (Index("ix_directory_imports_region", "region_code", "made_at"),)

    kind: Mapped[DirectoryKind] = mapped_column(OneOf(DirectoryKind))
    region_code: Mapped[str] = mapped_column(ForeignKey("regions.code"))
    """Where the administrator who sent it sits."""
    file_name: Mapped[str] = mapped_column(String(200))
    file_digest: Mapped[str] = mapped_column(String(64))
    cells_sealed: Mapped[bytes | None] = sealed_column()
    cells = Sealed()
    """The columns and rows, in JSON; gone once it was applied or dropped."""
    passwords_sealed: Mapped[bytes | None] = sealed_column()
    passwords = Sealed()
    """First passwords by account, in JSON; gone once they were handed over, or after some days."""
    passwords_left: Mapped[int] = mapped_column(default=0, server_default="0")
    """Of how many the hash has still to be made."""
    handed_over_at: Mapped[datetime | None] = mapped_column(Instant)
    made_by: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    made_at: Mapped[datetime] = mapped_column(Instant)
    applied_at: Mapped[datetime | None] = mapped_column(Instant)
    dropped_at: Mapped[datetime | None] = mapped_column(Instant)
    added: Mapped[int] = mapped_column(default=0)
    changed: Mapped[int] = mapped_column(default=0)
    retired: Mapped[int] = mapped_column(default=0)

    @property
    def waits(self) -> bool:
        """Whether somebody has still to say what becomes of it."""
        return self.applied_at is None and self.dropped_at is None
