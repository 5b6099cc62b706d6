"""Screenings that are ordered, on both databases: who may answer, what counts, what becomes a case, what is refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select

from mediation.bootstrap import Installation
from mediation.demonstration.invented import dispute
from mediation.demonstration.player import Player, invented_party
from mediation.model import CampaignFind, CampaignReminder, Case, Notice, Person, Screening
from mediation.readmodels.campaign_cases import campaign_cases
from mediation.readmodels.campaign_tasks import task, tasks_waiting
from mediation.readmodels.campaigns import CampaignPage, campaign_page, campaigns_of
from mediation.rules.errors import BadInput, NotThere, WrongState
from mediation.rules.vocabulary import CaseSource, Side
from mediation.services.directory.organisations import restore_organisation, stop_organisation
from mediation.services.note_screening import withdraw_screening
from mediation.services.order_campaign import (
    CampaignGiven,
    order_campaign,
    remind_silent,
    withdraw_campaign,
)
from mediation.services.perform import perform
from mediation.services.remind_campaigns import remind_campaigns
from mediation.services.report_screening import (
    FoundDispute,
    ReportGiven,
    register_found_dispute,
    report_screening,
)

TODAY = date(2026, 11, 23)
CITY, COUNTY, TOWNSHIP = "150500000000", "150521000000", "150521100000"
LAND = CampaignGiven(
    region_code=COUNTY,
    title="土地纠纷排查",
    instructions="逐户走访",
    category_codes=("neighbours",),
    first_on=TODAY,
    last_on=TODAY + timedelta(days=3),
)
FOUND = ReportGiven(screened_on=TODAY, found=(FoundDispute(category_code="neighbours", what="为水沟争执"),))


@pytest.fixture
def player(house: Installation) -> Player:
    return Player(house, TODAY)


def act(player: Player, account: str, use_case: Any, **given: Any) -> UUID:
    return perform(player.house, use_case, actor=player.actor(account), **given)


def report(player: Player, account: str, campaign_id: UUID, given: ReportGiven) -> UUID:
    here = player.actor(account).posts[0].organisation_id
    return act(player, account, report_screening, campaign_id=campaign_id, organisation_id=here, given=given)


def page(player: Player, account: str, campaign_id: UUID, region: str = "") -> CampaignPage:
    with player.house.read() as session:
        return campaign_page(session, player.actor(account), campaign_id, region)


def test_all_campaigns_of_an_area_can_be_turned_to(player: Player) -> None:
    for n in range(21):
        act(player, "sifasuo", order_campaign, given=replace(LAND, region_code=TOWNSHIP, title=f"第{n}次"))
    with player.house.read() as session:
        first, last = (campaigns_of(session, player.actor("qidudao"), n) for n in (1, 5))
    assert (first.total, first.pages, len(first.lines)) == (21, 2, 20)
    assert (last.page, [one.campaign.title for one in last.lines]) == (2, ["第0次"])


def test_villages_report_and_the_totals_go_up_the_levels(player: Player) -> None:
    campaign = act(player, "shidudao", order_campaign, given=replace(LAND, region_code=CITY))
    report(player, "lincun", campaign, ReportGiven(screened_on=TODAY))
    report(player, "cunzhuren", campaign, replace(FOUND, prevented=2))
    for account in ("shidudao", "qidudao", "sifasuo"):
        totals = page(player, account, campaign).totals
        assert (totals.reported, totals.zero, totals.found, totals.prevented) == (2, 1, 1, 2)
    whole = page(player, "shidudao", campaign)
    assert whole.totals.asked == sum(part.totals.asked for part in whole.parts) == 2568
    assert page(player, "shidudao", campaign, COUNTY).totals.asked < 2568
    assert page(player, "sifasuo", campaign).region_code == TOWNSHIP
    with pytest.raises(NotThere):
        page(player, "sifasuo", campaign, COUNTY)
    with player.house.read() as session:
        (line,) = campaigns_of(session, player.actor("cunzhuren")).lines
        assert (line.totals.asked, line.totals.reported, line.asks) == (1, 1, True)
        assert campaigns_of(session, player.actor("qizhuren")).total == 0


def test_who_is_not_asked_finds_nothing_there(player: Player) -> None:
    campaign = act(player, "sifasuo", order_campaign, given=replace(LAND, region_code=TOWNSHIP))
    for account in ("kailu", "zhenzhuren", "qizhuren"):
        with pytest.raises(NotThere):
            report(player, account, campaign, ReportGiven(screened_on=TODAY))
    with pytest.raises(NotThere):
        act(
            player,
            "lincun",
            report_screening,
            campaign_id=campaign,
            organisation_id=player.actor("cunzhuren").posts[0].organisation_id,
            given=ReportGiven(screened_on=TODAY),
        )
    for account, use_case in (("qidudao", withdraw_campaign), ("cunzhuren", remind_silent)):
        with pytest.raises(NotThere):
            act(player, account, use_case, campaign_id=campaign)


def test_what_is_found_becomes_one_case(player: Player) -> None:
    campaign = act(player, "qidudao", order_campaign, given=LAND)
    report(player, "cunzhuren", campaign, FOUND)
    with player.house.read() as session:
        find = session.scalars(select(CampaignFind)).one()
        assert find.what == "为水沟争执"
    parties = (
        invented_party(Side.APPLICANT, "张三", 1, TODAY),
        invented_party(Side.RESPONDENT, "李四", 2, TODAY),
    )
    given = dispute(TODAY, parties, "neighbours", "为水沟争执", "疏通", region="150521100205")
    sent = {"find_id": find.id, "organisation_id": player.actor("cunzhuren").posts[0].organisation_id}
    with pytest.raises(BadInput, match="网格排查上报"):
        act(player, "cunzhuren", register_found_dispute, given=given, **sent)
    grid = replace(given, source=CaseSource.GRID)
    with pytest.raises(NotThere):
        act(player, "lincun", register_found_dispute, given=grid, **sent)
    case_id = act(player, "cunzhuren", register_found_dispute, given=grid, **sent)
    with pytest.raises(WrongState):
        act(player, "cunzhuren", register_found_dispute, given=grid, **sent)
    with player.house.read() as session:
        assert session.get_one(Case, case_id).source is CaseSource.GRID
        shown = task(session, player.actor("cunzhuren"), campaign, TODAY).reports[0].finds[0]
        assert shown.public_id
        assert task(session, player.actor("wanggeyuan"), campaign, TODAY).reports[0].finds[0].public_id == ""
    totals = page(player, "qidudao", campaign).totals
    assert (totals.found, totals.cases, totals.solved) == (1, 1, 0)
    with player.house.read() as session:
        public_id = session.get_one(Case, case_id).public_id
        for account, solved, expected in (("qidudao", False, [public_id]), ("sifasuo", True, [])):
            found = campaign_cases(
                session, player.house.registry, player.actor(account), campaign, "", TODAY, solved=solved
            )
            assert [line.public_id for line in found.found.lines] == expected
            assert (found.found.total, found.hidden) == (len(expected), 0)
        with pytest.raises(NotThere):
            campaign_cases(session, player.house.registry, player.actor("sifasuo"), campaign, COUNTY, TODAY)


def test_a_report_that_was_withdrawn_counts_no_more(player: Player) -> None:
    campaign = act(player, "qidudao", order_campaign, given=LAND)
    report(player, "cunzhuren", campaign, FOUND)
    with player.house.read() as session:
        assert not tasks_waiting(session, player.actor("cunzhuren"), TODAY)
        screening = session.scalars(select(Screening.id)).one()
    act(player, "cunzhuren", withdraw_screening, screening_id=screening)
    assert page(player, "qidudao", campaign).totals.reported == 0
    with player.house.read() as session:
        assert len(tasks_waiting(session, player.actor("cunzhuren"), TODAY)) == 1


def test_the_silent_are_reminded_once_a_day_before_the_end_and_after_it(player: Player) -> None:
    with player.house.begin() as uow:
        uow.session.scalars(select(Person).where(Person.account == "cunzhuren")).one().phone = "15047500001"
        uow.commit()
    campaign = act(player, "sifasuo", order_campaign, given=replace(LAND, region_code=TOWNSHIP))
    report(player, "lincun", campaign, ReportGiven(screened_on=TODAY))
    asked = page(player, "sifasuo", campaign).totals.asked
    assert remind_campaigns(player.house) == 0
    player.wait(1)
    assert (remind_campaigns(player.house), remind_campaigns(player.house)) == (asked - 1, 0)
    player.wait(3)
    assert remind_campaigns(player.house) == asked - 1
    with player.house.read() as session:
        assert session.scalar(select(func.count()).select_from(CampaignReminder)) == 2 * (asked - 1)
        texts = [one.text or "" for one in session.scalars(select(Notice))]
    assert len(texts) == 2
    assert all("没有发现的请报零" in text for text in texts)


def test_everything_wrong_is_said_at_once_and_late_is_marked(player: Player) -> None:
    wrong = replace(
        LAND, region_code="150523000000", title=" ", instructions="", last_on=TODAY - timedelta(days=9)
    )
    with pytest.raises(BadInput) as refused:
        act(player, "qidudao", order_campaign, given=wrong)
    assert {one.field for one in refused.value.problems} == {
        "region_code",
        "title",
        "instructions",
        "last_on",
    }
    campaign = act(player, "qidudao", order_campaign, given=LAND)
    bad = ReportGiven(
        screened_on=TODAY - timedelta(days=9),
        found=(FoundDispute(category_code="family", what=""),),
        prevented=-1,
    )
    with pytest.raises(BadInput) as refused:
        report(player, "cunzhuren", campaign, bad)
    fields = {one.field for one in refused.value.problems}
    assert fields == {"screened_on", "found.0.category_code", "found.0.what", "prevented"}
    player.wait(5)
    report(player, "cunzhuren", campaign, ReportGiven(screened_on=player.clock.today()))
    (line,) = [one for one in page(player, "qidudao", campaign, TOWNSHIP).villages if one.reported_at]
    assert line.late
    act(player, "qidudao", withdraw_campaign, campaign_id=campaign)
    with pytest.raises(WrongState):
        report(player, "lincun", campaign, ReportGiven(screened_on=player.clock.today()))


def test_a_committee_that_was_stopped_stays_in_what_was_asked_of_it(player: Player) -> None:
    """What it reported counts on; what it had not reported is still missing, and nobody reminds it."""
    campaign = act(player, "sifasuo", order_campaign, given=replace(LAND, region_code=TOWNSHIP))
    report(player, "cunzhuren", campaign, FOUND)
    before = page(player, "sifasuo", campaign)
    player.wait(2)
    stopped = [player.actor(account).posts[0].organisation_id for account in ("cunzhuren", "lincun")]
    for organisation_id in stopped:
        act(player, "guanliyuan", stop_organisation, organisation_id=organisation_id, reason="合并村")
    after = page(player, "sifasuo", campaign)
    assert after.totals == before.totals
    assert after.kinds == before.kinds
    lines = {one.stopped: one for one in after.villages}
    assert sorted(one.totals.reported for one in after.villages if one.stopped) == [0, 1]
    assert not lines[True].silent
    act(player, "sifasuo", remind_silent, campaign_id=campaign)
    with player.house.read() as session:
        reminded = session.scalars(select(CampaignReminder.organisation_id)).all()
    assert not {*reminded} & {*stopped}
    player.wait(1)
    act(player, "guanliyuan", restore_organisation, organisation_id=stopped[1], reason="又分开")
    assert page(player, "sifasuo", campaign).totals == before.totals
    act(player, "guanliyuan", stop_organisation, organisation_id=stopped[1], reason="合并村")
    later = replace(LAND, region_code=TOWNSHIP, first_on=player.clock.today(), last_on=player.clock.today())
    asked = page(player, "sifasuo", act(player, "sifasuo", order_campaign, given=later)).totals.asked
    assert asked == before.totals.asked - 2


def test_a_committee_founded_or_restored_later_changes_nothing_of_a_campaign(player: Player) -> None:
    """Unless it reports to it."""
    lincun = player.actor("lincun").posts[0].organisation_id
    act(player, "guanliyuan", stop_organisation, organisation_id=lincun, reason="合并村")
    campaign = act(player, "sifasuo", order_campaign, given=replace(LAND, region_code=TOWNSHIP))
    before = page(player, "sifasuo", campaign).totals
    player.wait(9)
    act(player, "guanliyuan", restore_organisation, organisation_id=lincun, reason="又分开")
    assert page(player, "sifasuo", campaign).totals == before
    report(player, "lincun", campaign, ReportGiven(screened_on=player.clock.today()))
    after = page(player, "sifasuo", campaign).totals
    assert (after.asked, after.reported) == (before.asked + 1, before.reported + 1)
