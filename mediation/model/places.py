"""Where things happen and who works there: regions, organisations, courts' areas, categories, the calendar."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, Uuid, false
from sqlalchemy.orm import Mapped, mapped_column

from mediation.model.registry import Identified, Table
from mediation.model.types import Instant, Json, OneOf
from mediation.rules.vocabulary import Level, OrganisationKind


class Region(Table):
    """An administrative division by its 12-digit code; retired, never deleted."""

    __tablename__ = "regions"

    code: Mapped[str] = mapped_column(String(12), primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
    level: Mapped[Level] = mapped_column(OneOf(Level))
    parent_code: Mapped[str | None] = mapped_column(ForeignKey("regions.code"), index=True)
    label: Mapped[str] = mapped_column(String(300))
    """County, township and village in full, since 74 village names recur within a county."""
    search_keys: Mapped[str] = mapped_column(Text)
    """The name and its pinyin readings and initials, space-separated, for the place picker."""
    valid_from: Mapped[date | None]
    valid_until: Mapped[date | None]
    successor_code: Mapped[str | None] = mapped_column(String(12))


class RegionChange(Identified, Table):
    """What an import changed about a region: renamed, moved, retired, returned."""

    __tablename__ = "region_changes"

    region_code: Mapped[str] = mapped_column(ForeignKey("regions.code"), index=True)
    changed_on: Mapped[date]
    change: Mapped[str] = mapped_column(String(20))
    before: Mapped[dict[str, str]] = mapped_column(Json)
    after: Mapped[dict[str, str]] = mapped_column(Json)


class Organisation(Identified, Table):
    """A committee, court, bureau or centre."""

    __tablename__ = "organisations"
    __table_args__ = (Index("ix_organisations_place", "region_code", "kind"),)

    kind: Mapped[OrganisationKind] = mapped_column(OneOf(OrganisationKind))
    level: Mapped[Level] = mapped_column(OneOf(Level))
    region_code: Mapped[str] = mapped_column(ForeignKey("regions.code"))
    name: Mapped[str] = mapped_column(String(200), unique=True)
    short_name: Mapped[str] = mapped_column(String(40))
    """What stands in its numbers: 保康 in （2026）保康人调字第12号."""
    court_code: Mapped[str | None] = mapped_column(String(10), unique=True)
    number_pattern: Mapped[str | None] = mapped_column(String(80))
    parent_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisations.id"))
    active: Mapped[bool] = mapped_column(default=True)
    started_on: Mapped[date | None]
    """Since when it works here; None if it was in the first list of its county, or before the day was kept."""
    stopped_on: Mapped[date | None]
    """Since when it is not active; None if it is, or if that was before the day was kept."""


class TableStamp(Table):
    """What tells one state of a table from all others: a trigger sets it anew whenever anything in it changes."""

    __tablename__ = "table_stamps"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    stamp: Mapped[str] = mapped_column(String(32))


class Category(Table):
    """A kind of dispute for statistics, with its dates of validity."""

    __tablename__ = "categories"

    code: Mapped[str] = mapped_column(String(40), primary_key=True)
    name: Mapped[str] = mapped_column(String(60))
    ordinal: Mapped[int]
    labour: Mapped[bool] = mapped_column(default=False)
    """Intake asks whether there is an employment relation (劳动争议调解仲裁法 5)."""
    land_title: Mapped[bool] = mapped_column(default=False)
    """Intake asks whether title itself is in dispute (土地管理法 14)."""
    wet_ink: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Papers about marriage, adoption or inheritance are signed by hand (电子签名法 3)."""
    valid_from: Mapped[date | None]
    valid_until: Mapped[date | None]


class OrganisationCategory(Table):
    """A category that an industry committee serves."""

    __tablename__ = "organisation_categories"

    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"), primary_key=True)
    category_code: Mapped[str] = mapped_column(ForeignKey("categories.code"), primary_key=True)
    valid_until: Mapped[date | None]


class CourtArea(Identified, Table):
    """Which court serves a region, from when to when: a table, never derived from the code."""

    __tablename__ = "court_areas"
    __table_args__ = (UniqueConstraint("region_code", "court_id", "valid_from"),)

    region_code: Mapped[str] = mapped_column(ForeignKey("regions.code"))
    court_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("organisations.id"))
    valid_from: Mapped[date]
    valid_until: Mapped[date | None]


class CalendarDay(Table):
    """An administrator's word on one day, above the library's table; '' is the whole country."""

    __tablename__ = "calendar_days"

    day: Mapped[date] = mapped_column(primary_key=True)
    region_code: Mapped[str] = mapped_column(String(12), primary_key=True, default="")
    is_rest: Mapped[bool]
    note: Mapped[str] = mapped_column(String(120), default="")


class Setting(Table):
    """A point that practice decides and an administrator may change, each value from its day on."""

    __tablename__ = "settings"

    name: Mapped[str] = mapped_column(String(60), primary_key=True)
    since: Mapped[date] = mapped_column(primary_key=True, default=date.min, server_default="0001-01-01")
    value: Mapped[str] = mapped_column(String(500))


class SettingChange(Identified, Table):
    """Who set what, from which day on, and why: points that practice decides, and one by one what is kept of people,
    organisations and kinds of dispute (`organisation:<id>`, the value a stored message). Rows are never changed."""

    __tablename__ = "setting_changes"
    __table_args__ = (Index("ix_setting_changes_name", "name", "made_at"),)

    name: Mapped[str] = mapped_column(String(60))
    since: Mapped[date]
    value: Mapped[str] = mapped_column(String(500))
    reason: Mapped[str] = mapped_column(String(500))
    made_at: Mapped[datetime] = mapped_column(Instant)
    made_by: Mapped[UUID] = mapped_column(ForeignKey("people.id"))


class Counter(Table):
    """The last number given in a series of an organisation and year: gapless, raised last in a transaction."""

    __tablename__ = "counters"

    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"), primary_key=True)
    series: Mapped[str] = mapped_column(String(20), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True)
    last: Mapped[int]
