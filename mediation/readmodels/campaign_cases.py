"""The cases that came of what villages found in a campaign: progress and terms, nobody's name and no contents."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from mediation.model import Region
from mediation.readmodels.backlog import scope_of
from mediation.readmodels.backlog_list import AreaCase, lines_of
from mediation.readmodels.backlog_then import hidden_of
from mediation.readmodels.campaign_totals import cases_found
from mediation.readmodels.campaigns import area_of
from mediation.readmodels.listed import PAGE, Listed, page_within
from mediation.rules.actor import Actor
from mediation.rules.grammar import Registry


@dataclass(frozen=True, slots=True)
class CampaignCases:
    """A page of them."""

    title: str
    region_code: str
    area: str
    found: Listed[AreaCase]
    hidden: int
    """So many more lie elsewhere by now, and did not begin in the area."""


def campaign_cases(
    session: Session,
    registry: Registry,
    actor: Actor,
    campaign_id: UUID,
    region_code: str,
    today: date,
    *,
    solved: bool = False,
    page: int = 1,
) -> CampaignCases:
    """Exactly those that the page of the campaign counts there, the last registered first; NotThere as there."""
    campaign, code = area_of(session, actor, campaign_id, region_code)
    ids = list(session.scalars(cases_found(campaign.id, code, solved=solved)))
    scope = scope_of(registry, code, today)
    hidden = hidden_of(session, scope, ids)
    seen = [one for one in ids if one not in hidden]
    page = page_within(page, len(seen))
    lines = tuple(lines_of(session, scope, seen[(page - 1) * PAGE : page * PAGE]))
    area = session.get_one(Region, code).name
    return CampaignCases(campaign.title, code, area, Listed(lines, len(seen), page), len(hidden))
