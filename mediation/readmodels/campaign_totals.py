"""What the villages of an area reported to a campaign of screening, and what became of what they found."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, case, func, select
from sqlalchemy.orm import Session

from mediation.model import (
    Campaign,
    CampaignFind,
    CampaignReminder,
    CampaignReport,
    Case,
    Category,
    Organisation,
    Region,
    Screening,
)
from mediation.rules.backlog import AGREED
from mediation.rules.clock import SHANGHAI
from mediation.rules.regions import span
from mediation.services.order_campaign import asked_by


@dataclass(slots=True)
class Totals:
    """Of the villages of a place: how many are asked, reported, reported zero; what was found and became of it."""

    asked: int = 0
    reported: int = 0
    zero: int = 0
    found: int = 0
    prevented: int = 0
    cases: int = 0
    solved: int = 0

    @property
    def missing(self) -> int:
        return self.asked - self.reported

    def add(self, other: Totals) -> None:
        for one in fields(self):
            setattr(self, one.name, getattr(self, one.name) + getattr(other, one.name))


@dataclass(frozen=True, slots=True)
class VillageLine:
    """A village and what it reported."""

    name: str
    place: str
    region_code: str
    totals: Totals
    reported_at: datetime | None
    late: bool
    reminded: int
    stopped: bool
    """The committee is not active any more."""

    @property
    def silent(self) -> bool:
        """It has not reported and still could."""
        return bool(self.totals.missing) and not self.stopped


@dataclass(frozen=True, slots=True)
class KindFound:
    """How many disputes of a kind were found, and how many of them are cases."""

    kind: str
    found: int
    cases: int


def villages(session: Session, campaign: Campaign, code: str) -> Iterator[VillageLine]:
    """The villages that were asked there, in the order of the places."""
    reports, finds, reminders = _reports(campaign.id), _finds(campaign.id), _reminders(campaign.id)
    rows = session.execute(
        select(
            Organisation.name,
            Region.label,
            Organisation.region_code,
            Organisation.active,
            *(reports.c[name] for name in ("n", "found", "prevented", "first_at")),
            *(finds.c[name] for name in ("cases", "solved")),
            reminders.c.n,
        )
        .join(Region, Region.code == Organisation.region_code)
        .outerjoin(reports, reports.c.organisation_id == Organisation.id)
        .outerjoin(finds, finds.c.organisation_id == Organisation.id)
        .outerjoin(reminders, reminders.c.organisation_id == Organisation.id)
        .where(asked_by(campaign, code))
        .order_by(Organisation.region_code, Organisation.name)
    )
    for name, place, region, active, n, found, prevented, first_at, cases, solved, reminded in rows:
        totals = Totals(
            asked=1,
            reported=int(bool(n)),
            zero=int(bool(n) and not found),
            found=found or 0,
            prevented=prevented or 0,
            cases=cases or 0,
            solved=solved or 0,
        )
        late = _is_late(first_at, campaign.last_on)
        yield VillageLine(name, place, region, totals, first_at, late, reminded or 0, not active)


def _is_late(at: datetime | None, last_on: date) -> bool:
    return at is not None and at.astimezone(SHANGHAI).date() > last_on


def answered(session: Session, campaign: Campaign, code: str) -> Totals:
    """The villages of a place that are asked, reported, reported zero, and what they found, in one number each."""
    reports = _reports(campaign.id)
    row = session.execute(
        select(
            func.count(),
            func.count(reports.c.n),
            func.sum(case((reports.c.found == 0, 1), else_=0)),
            func.sum(reports.c.found),
        )
        .select_from(Organisation)
        .outerjoin(reports, reports.c.organisation_id == Organisation.id)
        .where(asked_by(campaign, code))
    ).one()
    return Totals(*(n or 0 for n in row))


def by_kind(session: Session, campaign_id: UUID, code: str) -> tuple[KindFound, ...]:
    rows = session.execute(
        select(Category.name, func.count(), func.count(CampaignFind.case_id))
        .select_from(CampaignFind)
        .join(CampaignReport, CampaignReport.id == CampaignFind.report_id)
        .join(Screening, Screening.id == CampaignReport.screening_id)
        .join(Organisation, Organisation.id == CampaignReport.organisation_id)
        .join(Category, Category.code == CampaignFind.category_code)
        .where(*_standing(campaign_id), Organisation.region_code.between(*span(code)))
        .group_by(Category.ordinal, Category.name)
        .order_by(Category.ordinal)
    )
    return tuple(KindFound(*row) for row in rows)


def cases_found(campaign_id: UUID, code: str, *, solved: bool = False) -> Select[UUID]:
    """The cases that came of what the villages there found; of those that were solved only these."""
    query = (
        select(Case.id)
        .join(CampaignFind, CampaignFind.case_id == Case.id)
        .join(CampaignReport, CampaignReport.id == CampaignFind.report_id)
        .join(Screening, Screening.id == CampaignReport.screening_id)
        .join(Organisation, Organisation.id == CampaignReport.organisation_id)
        .where(*_standing(campaign_id), Organisation.region_code.between(*span(code)))
        .order_by(Case.registered_at.desc(), Case.id)
    )
    return query.where(Case.outcome.in_(AGREED)) if solved else query


def _standing(campaign_id: UUID) -> tuple[Any, Any]:
    return CampaignReport.campaign_id == campaign_id, Screening.voided_at.is_(None)


def _reports(campaign_id: UUID) -> Any:
    return (
        select(
            CampaignReport.organisation_id,
            func.count().label("n"),
            func.sum(Screening.found).label("found"),
            func.sum(Screening.prevented).label("prevented"),
            func.min(Screening.noted_at).label("first_at"),
        )
        .join(Screening, Screening.id == CampaignReport.screening_id)
        .where(*_standing(campaign_id))
        .group_by(CampaignReport.organisation_id)
        .subquery()
    )


def _finds(campaign_id: UUID) -> Any:
    return (
        select(
            CampaignReport.organisation_id,
            func.count().label("cases"),
            func.sum(case((Case.outcome.in_(AGREED), 1), else_=0)).label("solved"),
        )
        .join(CampaignFind, CampaignFind.report_id == CampaignReport.id)
        .join(Screening, Screening.id == CampaignReport.screening_id)
        .join(Case, Case.id == CampaignFind.case_id)
        .where(*_standing(campaign_id))
        .group_by(CampaignReport.organisation_id)
        .subquery()
    )


def _reminders(campaign_id: UUID) -> Any:
    return (
        select(CampaignReminder.organisation_id, func.count().label("n"))
        .where(CampaignReminder.campaign_id == campaign_id)
        .group_by(CampaignReminder.organisation_id)
        .subquery()
    )
