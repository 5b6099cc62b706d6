"""Early warnings: what was found, whom it was told to, what was done, whether it was right; what finding needs."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, LargeBinary, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from mediation.model.registry import Identified, Table
from mediation.model.types import Instant, Json, OneOf, Sealed, sealed_column
from mediation.rules.danger_words import Threat
from mediation.rules.early_warnings import WarningAct, WarningKind, WarningState


class EarlyWarning(Identified, Table):
    """Something that somebody should look at. Of one subject only one stands that is not judged yet."""

    __tablename__ = "early_warnings"
    __table_args__ = (
        Index(
            "uq_early_warnings_standing",
            *("kind", "subject"),
            unique=True,
            sqlite_where=text("judged_at IS NULL"),
            postgresql_where=text("judged_at IS NULL"),
        ),
        Index("ix_early_warnings_subject", "subject", "raised_at"),
        Index("ix_early_warnings_area", "region_code", "raised_at"),
        Index(
            "ix_early_warnings_waiting",
            "due_on",
            sqlite_where=text("state = 'raised'"),
            postgresql_where=text("state = 'raised'"),
        ),
    )

    kind: Mapped[WarningKind] = mapped_column(OneOf(WarningKind))
    subject: Mapped[bytes] = mapped_column(LargeBinary(32))
    """A keyed digest of what it is about: people are in it only as such."""
    region_code: Mapped[str] = mapped_column(ForeignKey("regions.code"))
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    """Who is to answer."""
    content: Mapped[dict[str, Any]] = mapped_column(Json)
    """The numbers by which it explains itself; no people."""
    raised_at: Mapped[datetime] = mapped_column(Instant)
    due_on: Mapped[date]
    state: Mapped[WarningState] = mapped_column(OneOf(WarningState))
    judged_at: Mapped[datetime | None] = mapped_column(Instant)
    version: Mapped[int] = mapped_column(default=1)
    __mapper_args__ = {"version_id_col": version}


class EarlyWarningCase(Table):
    """A case that a warning rests on."""

    __tablename__ = "early_warning_cases"
    __table_args__ = (Index("ix_early_warning_cases_case", "case_id"),)

    warning_id: Mapped[UUID] = mapped_column(ForeignKey("early_warnings.id"), primary_key=True)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id"), primary_key=True)


class EarlyWarningAct(Identified, Table):
    """What was done with a warning, by whom or to whom. Insert-only."""

    __tablename__ = "early_warning_acts"
    __table_args__ = (
        Index("ix_early_warning_acts_warning", "warning_id", "at"),
        Index("ix_early_warning_acts_organisation", "organisation_id", "warning_id"),
    )

    warning_id: Mapped[UUID] = mapped_column(ForeignKey("early_warnings.id"))
    act: Mapped[WarningAct] = mapped_column(OneOf(WarningAct))
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    """To whom it was told, or from where it was answered."""
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime] = mapped_column(Instant)
    verdict: Mapped[WarningState | None] = mapped_column(OneOf(WarningState))
    said_sealed: Mapped[bytes | None] = sealed_column()
    said = Sealed()


class WeeklyCount(Table):
    """Cases registered in one week in a place, of a kind: villages, and what lies in each township and county."""

    __tablename__ = "weekly_counts"
    __table_args__ = (Index("ix_weekly_counts_week", "week_on", "region_code", "category_code", "n"),)

    region_code: Mapped[str] = mapped_column(String(12), primary_key=True)
    category_code: Mapped[str] = mapped_column(String(40), primary_key=True)
    week_on: Mapped[date] = mapped_column(primary_key=True)
    n: Mapped[int]


class CountedWeek(Table):
    """A week that was counted; always whole, so that nothing can drift."""

    __tablename__ = "counted_weeks"

    week_on: Mapped[date] = mapped_column(primary_key=True)
    counted_at: Mapped[datetime] = mapped_column(Instant)


class WarningLook(Table):
    """How far the search for warnings has come; whoever holds the row looks."""

    __tablename__ = "warning_looks"

    name: Mapped[str] = mapped_column(String(20), primary_key=True)
    seen_until: Mapped[datetime] = mapped_column(Instant)


class DangerWord(Identified, Table):
    """A word that is looked for in what is registered, while it is in use."""

    __tablename__ = "danger_words"
    __table_args__ = (UniqueConstraint("text"),)

    threat: Mapped[Threat] = mapped_column(OneOf(Threat))
    text: Mapped[str] = mapped_column(String(20))
    unless: Mapped[list[str]] = mapped_column(Json)
    """With these around it, it means something else."""
    in_use: Mapped[bool] = mapped_column(default=True)


class WarnedSeason(Identified, Table):
    """A time of the year before which certain kinds of dispute are told."""

    __tablename__ = "warned_seasons"
    __table_args__ = (UniqueConstraint("name"),)

    name: Mapped[str] = mapped_column(String(40))
    lunar: Mapped[bool]
    month: Mapped[int]
    day: Mapped[int]
    days_before: Mapped[int]
    category_codes: Mapped[list[str]] = mapped_column(Json)
    in_use: Mapped[bool] = mapped_column(default=True)
