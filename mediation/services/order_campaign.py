"""排查任务: a supervisor orders the villages of an area to go and look, takes it back, and reminds the silent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, Select, select

from mediation.model import (
    Campaign,
    CampaignAsked,
    CampaignReminder,
    CampaignReport,
    Category,
    Organisation,
    Region,
    Screening,
)
from mediation.model.types import new_id
from mediation.rules.actor import Actor, Post
from mediation.rules.clock import Clock
from mediation.rules.errors import NotThere, WrongState
from mediation.rules.grammar import Permission
from mediation.rules.messages import Message, say
from mediation.rules.policy import ordering_post
from mediation.rules.regions import is_within, span
from mediation.rules.vocabulary import Level, NoticePurpose, OrganisationKind
from mediation.services.field_check import FieldCheck
from mediation.services.queue_notice import queue_notice
from mediation.services.unit_of_work import UnitOfWork
from mediation.services.watchers import answering

LONGEST = timedelta(days=366)
LONGEST_INSTRUCTIONS = 2000
USEFUL = timedelta(days=3)


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignGiven:
    """Where to look, for what, from when to when, and how."""

    region_code: str
    title: str
    instructions: str
    category_codes: tuple[str, ...]
    first_on: date | None
    last_on: date | None


def order_campaign(uow: UnitOfWork, *, actor: Actor, clock: Clock, given: CampaignGiven) -> UUID:
    """Ask every village committee that the area has now; the answer is the campaign's id."""
    post = ordering_post(actor)
    if post is None:
        raise NotThere
    check = FieldCheck()
    own = ordering_post(actor, given.region_code)
    region = uow.session.get(Region, given.region_code) if given.region_code else None
    if region is None or own is None or region.valid_until is not None:
        check.note("region_code", say("请从列表中选本地区里的地方"))
    title = check.text("title", given.title, say("请写明任务名称"), 100)
    instructions = check.text(
        "instructions", given.instructions, say("请写明查什么、怎么查"), LONGEST_INSTRUCTIONS
    )
    if any(uow.session.get(Category, code) is None for code in given.category_codes):
        check.note("category_codes", say("请从列表中选一项"))
    _check_days(check, given, clock.today())
    here = None if region is None else select(Organisation.id).where(asked_in(region.code))
    asked = [] if here is None else uow.session.scalars(here).all()
    if region is not None and not asked:
        check.note("region_code", say("这个地方没有嘎查村的调委会，没有谁可以报告"))
    check.refuse()
    campaign = Campaign(
        organisation_id=(own or post).organisation_id,
        region_code=given.region_code,
        title=title,
        instructions=instructions,
        category_codes=list(given.category_codes),
        first_on=given.first_on,
        last_on=given.last_on,
        ordered_by=actor.person_id,
        ordered_at=clock.now(),
    )
    uow.session.add(campaign)
    uow.session.flush()  # the campaign before what points at it
    uow.session.add_all(CampaignAsked(campaign_id=campaign.id, organisation_id=one) for one in asked)
    return campaign.id


def _check_days(check: FieldCheck, given: CampaignGiven, today: date) -> None:
    check.require("first_on", given.first_on, say("这一项必须填写"))
    check.require("last_on", given.last_on, say("这一项必须填写"))
    if given.first_on is None or given.last_on is None:
        return
    if given.last_on < given.first_on:
        check.note("last_on", say("最后一天不能早于第一天"))
    elif given.last_on < today:
        check.note("last_on", say("最后一天已经过去"))
    elif given.last_on - given.first_on > LONGEST:
        check.note("last_on", say("一次排查最多一年"))


def withdraw_campaign(uow: UnitOfWork, *, actor: Actor, clock: Clock, campaign_id: UUID) -> UUID:
    """Nobody need report any more; what was reported stays."""
    campaign, _ = _ordered(uow, actor, campaign_id)
    if campaign.withdrawn_at is not None:
        raise WrongState(say("这个任务已经撤销"))
    campaign.withdrawn_at = clock.now()
    return campaign.id


def remind_silent(uow: UnitOfWork, *, actor: Actor, clock: Clock, campaign_id: UUID) -> UUID:
    """Remind the villages of the actor's area that have not reported, each at most once a day."""
    campaign = uow.session.get(Campaign, campaign_id, with_for_update=True)
    post = None if campaign is None else _reminding(actor, campaign)
    if campaign is None or post is None:
        raise NotThere
    if campaign.withdrawn_at is not None:
        raise WrongState(say("这个任务已经撤销"))
    if campaign.first_on > clock.today():
        raise WrongState(say("这个任务还没有开始"))
    area = post.region_code if is_within(post.region_code, campaign.region_code) else campaign.region_code
    remind(uow, clock=clock, campaign=campaign, area=area, by=actor.person_id)
    return campaign.id


def remind(uow: UnitOfWork, *, clock: Clock, campaign: Campaign, area: str, by: UUID | None) -> int:
    """How many were reminded."""
    today = select(CampaignReminder.organisation_id).where(
        CampaignReminder.campaign_id == campaign.id,
        CampaignReminder.reminded_at >= clock.now() - timedelta(hours=20),
    )
    silent = uow.session.scalars(
        select(Organisation)
        .where(
            Organisation.active,
            asked_by(campaign, area),
            Organisation.id.not_in(reported_to(campaign.id)),
            Organisation.id.not_in(today),
        )
        .order_by(Organisation.region_code)
    ).all()
    text = say(
        "排查任务「{title}」{last}截止，贵组织还没有报告；没有发现的请报零",
        title=campaign.title,
        last=campaign.last_on,
    )
    for one in silent:
        uow.session.add(
            CampaignReminder(
                id=new_id(),
                campaign_id=campaign.id,
                organisation_id=one.id,
                reminded_by=by,
                reminded_at=clock.now(),
            )
        )
        _send(uow, clock, campaign, one, text)
    return len(silent)


def _send(uow: UnitOfWork, clock: Clock, campaign: Campaign, to: Organisation, text: Message) -> None:
    for person in answering(uow.session, to.id, clock.today()):
        if person.phone:
            queue_notice(
                uow,
                case_id=None,
                purpose=NoticePurpose.CAMPAIGN,
                subject_id=campaign.id,
                to=person.phone,
                text=str(text),
                at=clock.now(),
                expires_at=clock.now() + USEFUL,
            )


def asked_in(region_code: str) -> ColumnElement[bool]:
    """The committees that report: those of the villages of an area."""
    return Organisation.active & _of_villages(region_code)


def asked_by(campaign: Campaign, region_code: str) -> ColumnElement[bool]:
    """The committees of an area that were there when the campaign was ordered, and those that reported to it since."""
    asked = select(CampaignAsked.organisation_id).where(CampaignAsked.campaign_id == campaign.id)
    return _of_villages(region_code) & (
        Organisation.id.in_(asked) | Organisation.id.in_(reported_to(campaign.id))
    )


def _of_villages(region_code: str) -> ColumnElement[bool]:
    return (
        (Organisation.kind == OrganisationKind.COMMITTEE)
        & (Organisation.level == Level.VILLAGE)
        & Organisation.region_code.between(*span(region_code))
    )


def reported_to(campaign_id: UUID) -> Select[UUID]:
    """The committees whose report to the campaign stands."""
    return (
        select(CampaignReport.organisation_id)
        .join(Screening, Screening.id == CampaignReport.screening_id)
        .where(CampaignReport.campaign_id == campaign_id, Screening.voided_at.is_(None))
    )


def _ordered(uow: UnitOfWork, actor: Actor, campaign_id: UUID) -> tuple[Campaign, Post]:
    """The campaign, if the actor's own office ordered it; else NotThere."""
    campaign = uow.session.get(Campaign, campaign_id, with_for_update=True)
    if campaign is not None:
        for post in actor.posts_with(Permission.READ_AREA):
            if post.organisation_id == campaign.organisation_id:
                return campaign, post
    raise NotThere


def _reminding(actor: Actor, campaign: Campaign) -> Post | None:
    """Who watches over the whole area, or over a part of it."""
    return next(
        (
            post
            for post in actor.posts_with(Permission.READ_AREA)
            if is_within(campaign.region_code, post.region_code)
            or is_within(post.region_code, campaign.region_code)
        ),
        None,
    )
