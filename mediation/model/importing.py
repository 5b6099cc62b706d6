"""Tables of cases that a court hands in: each row sealed and aside until somebody has confirmed what is made of it."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, LargeBinary, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from mediation.model.registry import Identified, Table
from mediation.model.types import Instant, Json, OneOf, Sealed, sealed_column
from mediation.rules.vocabulary import ImportLineState, ImportStage


class CaseImport(Identified, Table):
    """One file, by whom and for which court; its rows become cases only once that was confirmed."""

    __tablename__ = "case_imports"
    __table_args__ = (
        Index("ix_case_imports_organisation", "organisation_id", "made_at"),
        Index(
            "ix_case_imports_under_way",
            "made_at",
            sqlite_where=text("stage IN ('checking', 'writing')"),
            postgresql_where=text("stage IN ('checking', 'writing')"),
        ),
    )

    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    file_name: Mapped[str] = mapped_column(String(200))
    file_digest: Mapped[str] = mapped_column(String(64))
    heads: Mapped[list[str]] = mapped_column(Json)
    """The columns as the file has them, for the report."""
    stage: Mapped[ImportStage] = mapped_column(OneOf(ImportStage))
    made_by: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    made_at: Mapped[datetime] = mapped_column(Instant)
    checked_on: Mapped[date | None]
    """The day as of which the rows were found sound: on another they are checked anew."""
    confirmed_at: Mapped[datetime | None] = mapped_column(Instant)
    ended_at: Mapped[datetime | None] = mapped_column(Instant)


class CaseImportLine(Identified, Table):
    """One row: what it says, what is wrong with it or whom it doubles, and the case that was made of it."""

    __tablename__ = "case_import_lines"
    __table_args__ = (
        UniqueConstraint("import_id", "row"),
        UniqueConstraint("made_index"),
        Index("ix_case_import_lines_state", "import_id", "state", "row"),
        Index("ix_case_import_lines_match", "import_id", "match_index"),
        Index("ix_case_import_lines_number", "import_id", "court_number"),
    )

    import_id: Mapped[UUID] = mapped_column(ForeignKey("case_imports.id"))
    row: Mapped[int]
    """Its number in the file, whose first row holds the columns."""
    state: Mapped[ImportLineState] = mapped_column(OneOf(ImportLineState))
    cells_sealed: Mapped[bytes | None] = sealed_column()
    cells = Sealed()
    """The row as it was sent, in JSON; gone once a case was made of it."""
    given_sealed: Mapped[bytes | None] = sealed_column()
    given = Sealed()
    """What was read and checked, in canonical JSON; gone once a case was made of it."""
    said_sealed: Mapped[bytes | None] = sealed_column()
    said = Sealed()
    """What is wrong, or whom it doubles: stored Messages with their columns, in JSON."""
    court_number: Mapped[str] = mapped_column(String(80), default="")
    match_index: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    """A keyed digest of parties and claim: two rows of one file that are the same dispute."""
    made_index: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    """A keyed digest of court and row, once a case was made: the same row makes no second one."""
    case_id: Mapped[UUID | None] = mapped_column(ForeignKey("cases.id"))
