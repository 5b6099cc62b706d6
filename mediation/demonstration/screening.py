"""Two screenings under way: a township's, answered by one village with a find and by one with zero, and a county's."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from uuid import UUID

from mediation.bootstrap import Installation
from mediation.demonstration.people import COUNTY, TOWNSHIP
from mediation.demonstration.player import Player
from mediation.services.order_campaign import CampaignGiven, order_campaign, remind_silent
from mediation.services.perform import perform
from mediation.services.report_screening import FoundDispute, ReportGiven, report_screening

BEGAN = 6
"""Days before today."""


def play_screenings(house: Installation, today: date) -> Iterator[str]:
    """Each as it is ordered and answered."""
    began = today - timedelta(days=BEGAN)
    player = Player(house, began)
    land = CampaignGiven(
        region_code=TOWNSHIP,
        title="土地承包和邻里纠纷排查",
        instructions="每户走到，重点看承包地界、排水和宅基地；发现苗头当场劝解，劝不下来的登记成案件。",
        category_codes=("neighbours", "homestead", "forest_land"),
        first_on=began,
        last_on=today + timedelta(days=4),
    )
    township = perform(player.house, order_campaign, actor=player.actor("sifasuo"), given=land)
    player.wait(2)
    _report(
        player,
        "lincun",
        township,
        ReportGiven(
            screened_on=player.clock.today(),
            found=(
                FoundDispute(category_code="neighbours", what="前后院为排水沟走向争执，已经吵过两次"),
                FoundDispute(category_code="homestead", what="翻建院墙占了邻居一尺"),
            ),
            prevented=1,
            note="走访三个组六十二户",
        ),
    )
    yield "township"
    county = CampaignGiven(
        region_code=COUNTY,
        title="春节前拖欠农民工工资排查",
        instructions="查工地、合作社和外出务工返乡人员，问清欠薪单位、人数和金额；没有的报零。",
        category_codes=("migrant_wages",),
        first_on=began + timedelta(days=3),
        last_on=today + timedelta(days=10),
    )
    player.wait(1)
    wide = perform(player.house, order_campaign, actor=player.actor("qidudao"), given=county)
    _report(player, "lincun", wide, ReportGiven(screened_on=player.clock.today()))
    player.wait(2)
    perform(player.house, remind_silent, actor=player.actor("sifasuo"), campaign_id=township)
    yield "county"


def _report(player: Player, account: str, campaign_id: UUID, given: ReportGiven) -> None:
    actor = player.actor(account)
    perform(
        player.house,
        report_screening,
        actor=actor,
        campaign_id=campaign_id,
        organisation_id=actor.posts[0].organisation_id,
        given=given,
    )
