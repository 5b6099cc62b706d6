"""Who has not reported to a campaign is reminded some days before its last day, and on the day after it."""

from __future__ import annotations

import logging
from datetime import timedelta

from sqlalchemy import select

from mediation.model import Campaign
from mediation.services.chosen_number import chosen_number
from mediation.services.order_campaign import remind
from mediation.services.unit_of_work import House

BEFORE = ("campaign_reminder_days", 2)
log = logging.getLogger(__name__)


def remind_campaigns(house: House) -> int:
    """How many villages were reminded; a campaign that fails is logged, the others go on."""
    today = house.clock.today()
    with house.begin() as uow:
        before = chosen_number(uow, BEFORE, today)
        days = (today + timedelta(days=before), today - timedelta(days=1))
        due = uow.session.scalars(
            select(Campaign.id).where(
                Campaign.last_on.in_(days), Campaign.first_on <= today, Campaign.withdrawn_at.is_(None)
            )
        ).all()
    reminded = 0
    for campaign_id in due:
        try:
            with house.begin() as uow:
                campaign = uow.session.get_one(Campaign, campaign_id, with_for_update=True)
                area = campaign.region_code
                reminded += remind(uow, clock=house.clock, campaign=campaign, area=area, by=None)
                uow.commit()
        except Exception as error:
            log.error("reminders of campaign %s: %s", campaign_id, type(error).__name__)
    return reminded
