"""排查任务 as who watches over an area sees them: what is ordered, who has reported, the totals up the levels."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from mediation.model import Campaign, Category, Organisation, Region
from mediation.readmodels.campaign_totals import KindFound, Totals, VillageLine, answered, by_kind, villages
from mediation.readmodels.listed import PAGE, Listed, page_within
from mediation.rules.actor import Actor, Post
from mediation.rules.errors import NotThere
from mediation.rules.grammar import Permission
from mediation.rules.policy import screening_post
from mediation.rules.regions import ancestor_at, ancestors, is_within, span
from mediation.rules.vocabulary import Level, OrganisationKind

BELOW = {Level.PROVINCE: Level.CITY, Level.CITY: Level.COUNTY, Level.COUNTY: Level.TOWNSHIP}
"""The parts of an area; those of a township are its villages."""


@dataclass(frozen=True, slots=True)
class Ordered:
    """A campaign."""

    id: UUID
    title: str
    instructions: str
    region_code: str
    area: str
    ordered_by: str
    kinds: tuple[str, ...]
    first_on: date
    last_on: date
    withdrawn: bool


@dataclass(frozen=True, slots=True)
class CampaignLine:
    """A campaign in the list, with the totals of what of it is the actor's."""

    campaign: Ordered
    totals: Totals
    asks: bool
    """It asks a village where the actor works."""


@dataclass(frozen=True, slots=True)
class Part:
    code: str
    name: str
    totals: Totals


@dataclass(frozen=True, slots=True)
class CampaignPage:
    """A campaign in an area: totals, the parts of the area, the villages, the kinds that were found."""

    campaign: Ordered
    region_code: str
    name: str
    above: tuple[tuple[str, str], ...]
    totals: Totals
    parts: tuple[Part, ...]
    villages: tuple[VillageLine, ...]
    kinds: tuple[KindFound, ...]
    mine: bool
    """The actor's own office ordered it."""


def campaigns_of(session: Session, actor: Actor, page: int = 1) -> Listed[CampaignLine]:
    """Those of the actor's areas, or that ask the actor's village; the newest first."""
    here = [post.region_code for post in (*actor.posts_with(Permission.READ_AREA), *village_posts(actor))]
    total = session.scalar(select(func.count()).select_from(Campaign).where(touching(here))) or 0
    page = page_within(page, total)
    rows = session.scalars(
        select(Campaign)
        .where(touching(here))
        .order_by(Campaign.last_on.desc(), Campaign.id.desc())
        .limit(PAGE)
        .offset((page - 1) * PAGE)
    )
    return Listed(tuple(_line(session, actor, one) for one in rows), total, page)


def _line(session: Session, actor: Actor, campaign: Campaign) -> CampaignLine:
    own = [
        post.region_code for post in village_posts(actor) if is_within(post.region_code, campaign.region_code)
    ]
    part = watched_part(actor, campaign.region_code)
    totals = Totals()
    for code in [part] if part else own:
        totals.add(answered(session, campaign, code))
    return CampaignLine(ordered(session, campaign), totals, bool(own))


def area_of(session: Session, actor: Actor, campaign_id: UUID, region_code: str = "") -> tuple[Campaign, str]:
    """The campaign and the area asked for, or what of it the actor watches over; NotThere for what is not theirs."""
    campaign = session.get(Campaign, campaign_id)
    home = None if campaign is None else watched_part(actor, campaign.region_code)
    if campaign is None or home is None:
        raise NotThere
    code = region_code or home
    if session.get(Region, code) is None or not is_within(code, home):
        raise NotThere
    return campaign, code


def campaign_page(session: Session, actor: Actor, campaign_id: UUID, region_code: str = "") -> CampaignPage:
    """The campaign in an area that the actor watches over; NotThere for one that is not theirs."""
    campaign, code = area_of(session, actor, campaign_id, region_code)
    region, home = session.get_one(Region, code), watched_part(actor, campaign.region_code) or code
    lines = tuple(villages(session, campaign, code))
    totals = Totals()
    for line in lines:
        totals.add(line.totals)
    return CampaignPage(
        campaign=ordered(session, campaign),
        region_code=code,
        name=region.name,
        above=_above(session, code, home),
        totals=totals,
        parts=_parts(session, region, lines),
        villages=lines,
        kinds=by_kind(session, campaign.id, code),
        mine=any(
            p.organisation_id == campaign.organisation_id for p in actor.posts_with(Permission.READ_AREA)
        ),
    )


def _parts(session: Session, region: Region, lines: Iterable[VillageLine]) -> tuple[Part, ...]:
    below = BELOW.get(region.level)
    if below is None:
        return ()
    found = dict[str, Totals]()
    for line in lines:
        part = ancestor_at(line.region_code, below) or region.code
        found.setdefault(part, Totals()).add(line.totals)
    names = {one.code: one.name for one in session.scalars(select(Region).where(Region.code.in_(found)))}
    return tuple(Part(code, names.get(code, code), totals) for code, totals in sorted(found.items()))


def _above(session: Session, code: str, home: str) -> tuple[tuple[str, str], ...]:
    """The wider areas up to the actor's own."""
    chain = [one for one in ancestors(code) if is_within(one, home)]
    rows = session.execute(
        select(Region.code, Region.name).where(Region.code.in_(chain)).order_by(Region.code)
    )
    return tuple((found, name) for found, name in rows)


def areas_to_order(session: Session, actor: Actor) -> tuple[tuple[str, str], ...]:
    """The actor's own areas and their parts, where something can be ordered."""
    own = {post.region_code for post in actor.posts_with(Permission.READ_AREA)}
    rows = session.execute(
        select(Region.code, Region.name)
        .where(Region.code.in_(own) | Region.parent_code.in_(own), Region.valid_until.is_(None))
        .where(Region.level != Level.VILLAGE)
        .order_by(Region.code)
    )
    return tuple((code, name) for code, name in rows)


def village_posts(actor: Actor) -> tuple[Post, ...]:
    """Where the actor goes and looks for a village."""
    return tuple(
        post
        for post in actor.posts
        if post.level is Level.VILLAGE
        and post.kind is OrganisationKind.COMMITTEE
        and screening_post(actor, post.organisation_id) is post
    )


def watched_part(actor: Actor, region_code: str) -> str | None:
    """What of an area the actor watches over: all of it, or the part that is the actor's; None: nothing."""
    areas = [post.region_code for post in actor.posts_with(Permission.READ_AREA)]
    if any(is_within(region_code, area) for area in areas):
        return region_code
    return next((area for area in areas if is_within(area, region_code)), None)


def touching(codes: Iterable[str]) -> Any:
    """Campaigns whose area lies in one of those, or holds it."""
    asked = list(codes)
    return or_(
        *(Campaign.region_code.between(*span(code)) for code in asked),
        Campaign.region_code.in_({one for code in asked for one in (code, *ancestors(code))}),
    )


def ordered(session: Session, campaign: Campaign) -> Ordered:
    region = session.get_one(Region, campaign.region_code)
    organisation = session.get_one(Organisation, campaign.organisation_id)
    kinds = session.scalars(
        select(Category.name).where(Category.code.in_(campaign.category_codes)).order_by(Category.ordinal)
    )
    return Ordered(
        id=campaign.id,
        title=campaign.title,
        instructions=campaign.instructions,
        region_code=campaign.region_code,
        area=region.name,
        ordered_by=organisation.name,
        kinds=tuple(kinds),
        first_on=campaign.first_on,
        last_on=campaign.last_on,
        withdrawn=campaign.withdrawn_at is not None,
    )
