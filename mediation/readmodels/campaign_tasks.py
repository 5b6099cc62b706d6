"""排查任务 as a village sees them: what it is asked, what it has reported, and what of it is to become a case."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from mediation.model import (
    Campaign,
    CampaignFind,
    CampaignReminder,
    CampaignReport,
    Case,
    Category,
    Person,
    Region,
    Screening,
)
from mediation.readmodels.campaigns import Ordered, ordered, touching, village_posts
from mediation.readmodels.reach import cases_worked_on
from mediation.rules.actor import Actor, Post
from mediation.rules.errors import NotThere
from mediation.rules.policy import screening_post
from mediation.rules.regions import is_within

KEPT = timedelta(days=31)
"""So long after its last day a campaign that was not answered stays on the first page."""


@dataclass(frozen=True, slots=True)
class FindShown:
    """What was found; its case only to who may see that."""

    id: UUID
    kind: str
    what: str
    is_case: bool
    public_id: str
    title: str


@dataclass(frozen=True, slots=True)
class OwnReport:
    screening_id: UUID
    screened_on: date
    prevented: int
    note: str
    by: str
    finds: tuple[FindShown, ...]


@dataclass(frozen=True, slots=True)
class Task:
    """A campaign for one village, with what it has reported."""

    campaign: Ordered
    organisation_id: UUID
    organisation: str
    category_codes: tuple[str, ...]
    reports: tuple[OwnReport, ...]
    reminded: int
    started: bool
    days_left: int


@dataclass(frozen=True, slots=True)
class ToRegister:
    """What is to become a case, as its form begins."""

    find_id: UUID
    organisation_id: UUID
    region_code: str
    place: str
    category_code: str
    what: str


def tasks_waiting(session: Session, actor: Actor, today: date) -> tuple[Task, ...]:
    """What the actor's village has been asked and has not answered, the most pressing first."""
    return tuple(
        _task(session, actor, post, campaign, today)
        for post in village_posts(actor)
        for campaign in session.scalars(
            select(Campaign)
            .where(touching([post.region_code]), Campaign.withdrawn_at.is_(None))
            .where(Campaign.first_on <= today, Campaign.last_on >= today - KEPT)
            .where(Campaign.id.not_in(_reported_by(post.organisation_id)))
            .order_by(Campaign.last_on, Campaign.id)
        )
    )


def task(session: Session, actor: Actor, campaign_id: UUID, today: date) -> Task:
    """The campaign for the actor's village; NotThere for one that does not ask it."""
    campaign = session.get(Campaign, campaign_id)
    for post in village_posts(actor):
        if campaign is not None and is_within(post.region_code, campaign.region_code):
            return _task(session, actor, post, campaign, today)
    raise NotThere


def find_to_register(session: Session, actor: Actor, find_id: UUID) -> ToRegister:
    """What was found and is no case yet; NotThere for who does not work where it was found."""
    find = session.get(CampaignFind, find_id)
    report = None if find is None else session.get_one(CampaignReport, find.report_id)
    post = None if report is None else screening_post(actor, report.organisation_id)
    if find is None or post is None or find.case_id is not None:
        raise NotThere
    place = session.get_one(Region, post.region_code)
    return ToRegister(
        find.id, post.organisation_id, place.code, place.label, find.category_code, find.what or ""
    )


def _reported_by(organisation_id: UUID) -> Any:
    return (
        select(CampaignReport.campaign_id)
        .join(Screening, Screening.id == CampaignReport.screening_id)
        .where(CampaignReport.organisation_id == organisation_id, Screening.voided_at.is_(None))
    )


def _task(session: Session, actor: Actor, post: Post, campaign: Campaign, today: date) -> Task:
    reminded = session.scalar(
        select(func.count())
        .select_from(CampaignReminder)
        .where(
            CampaignReminder.campaign_id == campaign.id,
            CampaignReminder.organisation_id == post.organisation_id,
        )
    )
    return Task(
        campaign=ordered(session, campaign),
        organisation_id=post.organisation_id,
        organisation=post.organisation_name,
        category_codes=tuple(campaign.category_codes),
        reports=_reports(session, actor, post, campaign.id),
        reminded=reminded or 0,
        started=campaign.first_on <= today,
        days_left=(campaign.last_on - today).days,
    )


def _reports(session: Session, actor: Actor, post: Post, campaign_id: UUID) -> tuple[OwnReport, ...]:
    rows = session.execute(
        select(CampaignReport.id, Screening, Person.name)
        .join(Screening, Screening.id == CampaignReport.screening_id)
        .join(Person, Person.id == Screening.noted_by)
        .where(
            CampaignReport.campaign_id == campaign_id,
            CampaignReport.organisation_id == post.organisation_id,
            Screening.voided_at.is_(None),
        )
        .order_by(Screening.screened_on.desc(), Screening.id.desc())
    ).all()
    return tuple(
        OwnReport(
            one.id, one.screened_on, one.prevented, one.note or "", by, _finds(session, actor, report_id)
        )
        for report_id, one, by in rows
    )


def _finds(session: Session, actor: Actor, report_id: UUID) -> tuple[FindShown, ...]:
    rows = session.execute(
        select(CampaignFind, Category.name, Case.public_id, Case.title)
        .join(Category, Category.code == CampaignFind.category_code)
        .outerjoin(Case, and_(Case.id == CampaignFind.case_id, cases_worked_on(actor)))
        .where(CampaignFind.report_id == report_id)
        .order_by(CampaignFind.ordinal)
    )
    return tuple(
        FindShown(one.id, kind, one.what or "", one.case_id is not None, public_id or "", title or "")
        for one, kind, public_id, title in rows
    )
