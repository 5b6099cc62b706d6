"""In the furnished house: a warning about the village's case, a campaign of the county, and what the village found."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from furnished import COUNTY, VILLAGE, House, actor
from sqlalchemy import select

from mediation.model import CampaignFind, Organisation
from mediation.rules.early_warnings import WarningKind
from mediation.services.order_campaign import CampaignGiven, order_campaign
from mediation.services.perform import perform
from mediation.services.raise_warning import WarningFound, raise_warning
from mediation.services.report_screening import FoundDispute, ReportGiven, report_screening


def warned_and_asked(house: House) -> dict[str, Any]:
    return {"warning": warned(house), "campaign": (campaign := asked(house)), "find": found(house, campaign)}


def warned(house: House) -> UUID:
    """Told to the village."""
    with house.installation.begin() as uow:
        made = raise_warning(
            uow,
            clock=house.clock,
            found=WarningFound(
                kind=WarningKind.WORDS,
                about="a case",
                region_code=VILLAGE,
                to=uow.session.get_one(Organisation, house.plan.organisations["village"]),
                content={"words": {"violence": ["打死"]}, "mark": False},
                case_ids=[house.plan.cases["mediating"].id],
            ),
        )
        uow.commit()
    assert made is not None
    return made


def asked(house: House, region_code: str = COUNTY) -> UUID:
    """Ordered by the county's bureau."""
    today = house.clock.today()
    given = CampaignGiven(
        region_code=region_code,
        title="春节前欠薪排查",
        instructions="逐户走访工地和合作社",
        category_codes=("migrant_wages", "neighbours"),
        first_on=today,
        last_on=today,
    )
    supervisor = actor(house.installation, house.plan, "supervisor")
    return perform(house.installation, order_campaign, actor=supervisor, given=given)


def found(house: House, campaign_id: UUID) -> UUID:
    """By the village: one dispute."""
    given = ReportGiven(
        screened_on=house.clock.today(),
        found=(FoundDispute(category_code="neighbours", what="两家因排水沟争吵"),),
    )
    perform(
        house.installation,
        report_screening,
        actor=actor(house.installation, house.plan, "head"),
        campaign_id=campaign_id,
        organisation_id=house.plan.organisations["village"],
        given=given,
    )
    with house.installation.read() as session:
        return session.scalars(select(CampaignFind.id)).one()
