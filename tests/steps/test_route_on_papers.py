"""What papers say of the way that is left is what the law leaves open: never the same road twice."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mediation.bootstrap import Installation
from mediation.demonstration.player import Player
from mediation.model import Case
from mediation.readmodels.issuable_papers import papers_to_issue
from mediation.rules import acts
from mediation.rules.vocabulary import CaseSource, Channel, MatterKind, Route
from mediation.services.paper_sources import PaperSources
from tests.faults.side_roads import contracted_land, paper_from_the_court, registered
from tests.steps.conftest import TODAY
from tests.steps.test_backstops import AWARD, BODIES, mediated_again
from tests.steps.test_proceedings import noted

FILING_HELP = {"litigation_guide", "filing_checklist"}


@pytest.fixture
def player(house: Installation) -> Player:
    return Player(house, TODAY)


def told(player: Player) -> tuple[Route, list[str]]:
    """The way that papers name, and what another body has decided that is to be brought to the court."""
    with player.house.read() as session:
        sources = PaperSources(session, session.get_one(Case, player.case_id))
        return sources.route, [one.title for one in sources.decisions_to_bring()]


def offered(player: Player, account: str) -> set[str]:
    with player.house.read() as session:
        page = papers_to_issue(session, player.actor(account), player.case_id, TODAY)
    return {one.kind.name for one in page.offered}


@pytest.mark.parametrize(
    ("source", "route", "helped"),
    [
        (CaseSource.COURT_ENTRUSTED, Route.TRIAL, set()),
        (CaseSource.COURT_DELEGATED, Route.COURT, FILING_HELP),
        (CaseSource.APPLICATION, Route.COURT, FILING_HELP),
    ],
)
def test_what_a_court_entrusted_on_paper_is_a_suit_already(
    player: Player, source: CaseSource, route: Route, helped: set[str]
) -> None:
    paper_from_the_court(player, source)
    player.step("zhenzhuren", "skip_settlement", reason="法院转来")
    player.accept("zhenzhuren")
    assert told(player) == (route, [])
    assert offered(player, "zhenzhuren") & FILING_HELP == helped


def test_over_contracted_land_papers_name_arbitration_and_the_court(player: Player) -> None:
    """农村土地承包经营纠纷调解仲裁法 4; once there is an award, the court alone is left (48)."""
    contracted_land(player, 1)
    assert told(player) == (Route.LAND, [])
    referred = acts.Referred(
        Channel.LAND_ARBITRATION, "旗农村土地承包仲裁委员会", "请依法仲裁", tuple(player.parties)
    )
    player.step("cunzhuren", "refer", referred)
    player.step("cunzhuren", "await_land_award", matter=MatterKind.REFERRAL)
    award = acts.DecisionReceived("旗农村土地承包仲裁委员会", "〔2026〕3号", "恢复原界", TODAY)
    player.step("cunzhuren", "record_land_award", award, matter=MatterKind.REFERRAL)
    assert told(player) == (Route.COURT, [])


@pytest.mark.parametrize("before", list(BODIES))
def test_who_has_been_there_is_not_sent_there_again(player: Player, before: str) -> None:
    """劳动争议调解仲裁法 50, 土地管理法 14: the award or decision goes to the court, and nobody back for another."""
    step, end = BODIES[before]
    registered(player, **{before: True})
    first, papers = told(player)
    assert first is (Route.ARBITRATION if end is AWARD else Route.GOVERNMENT)
    assert len(papers) == 1
    player.step("cunzhuren", step, reason="先行处理")
    noted(player, replace(end, ended=True))
    player.step("cunzhuren", "sue_afterwards", reason="不服处理结果")
    mediated_again(player)
    assert told(player) == (Route.COURT, papers)
