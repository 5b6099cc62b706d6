"""Who gave a case away may learn of danger later on: its people tell of it, and see nothing else of the case."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from mediation.bootstrap import Installation
from mediation.demonstration.invented import COUNTY_COMMITTEE, TOWNSHIP_COMMITTEE, register
from mediation.demonstration.player import Player
from mediation.model import Case, HandOver
from mediation.readmodels.case_list import cases_handed_on
from mediation.readmodels.case_page import case_head, matter_page
from mediation.rules import acts
from mediation.rules.errors import NotAllowed, NotThere
from mediation.rules.policy import CaseView
from mediation.rules.vocabulary import MatterKind
from mediation.services.perform import perform
from mediation.services.step import StepCommand
from mediation.services.take_step import take_step
from tests.steps.conftest import TODAY

DANGER = acts.DangerReported("扬言今晚去对方家", "派出所")
HAND_OVER = MatterKind.HAND_OVER
DISPUTE = MatterKind.DISPUTE


@pytest.fixture
def given_on(house: Installation) -> Player:
    """From the village to the township, and on to the county."""
    player = Player(house, TODAY - timedelta(20))
    register(player, 3)
    player.offer("cunzhuren", TOWNSHIP_COMMITTEE, "案情复杂")
    player.step("zhenzhuren", "sign_for", matter=HAND_OVER)
    player.offer("zhenzhuren", COUNTY_COMMITTEE, "案情复杂")
    player.step("qizhuren", "sign_for", matter=HAND_OVER)
    return player


def offers(player: Player) -> list[HandOver]:
    with player.house.read() as session:
        found = select(HandOver).where(HandOver.case_id == player.case_id).order_by(HandOver.id)
        return list(session.scalars(found))


def tell(player: Player, account: str, offer: HandOver) -> None:
    wish = StepCommand(matter=HAND_OVER, matter_id=offer.id, step="report_danger_afterwards", given=DANGER)
    perform(player.house, take_step, actor=player.actor(account), command=wish)


@pytest.mark.parametrize(("account", "which"), [("cunzhuren", 0), ("zhentiaojie", 1), ("zhenzhuren", 1)])
def test_whoever_had_it_tells_of_danger(given_on: Player, account: str, which: int) -> None:
    tell(given_on, account, offers(given_on)[which])
    with given_on.house.read() as session:
        assert session.get_one(Case, given_on.case_id).danger


@pytest.mark.parametrize("account", ["lincun", "kailufayuan", "fayuan", "zhenzhuren", "chuangkou"])
def test_nobody_else_does_from_there(given_on: Player, account: str) -> None:
    """The township took it from the village, and sees that; it did not give it away there."""
    with pytest.raises(NotAllowed if account == "zhenzhuren" else NotThere):
        tell(given_on, account, offers(given_on)[0])


def test_they_see_that_they_gave_it_away_and_nothing_of_the_case(given_on: Player) -> None:
    first, _ = offers(given_on)
    village, registry, today = given_on.actor("cunzhuren"), given_on.house.registry, given_on.clock.today()
    with given_on.house.read() as session:
        page = matter_page(session, registry, village, HAND_OVER, first.id, today)
        head = case_head(session, page)
        case = session.get_one(Case, given_on.case_id)
        assert (page.view, page.named, page.ours, page.may_reveal) == (CaseView.ASKED, False, False, False)
        assert page.title != case.title
        assert (head.narrative, head.claim, head.rights_untold) == ("", "", ())
        with pytest.raises(NotThere):
            matter_page(session, registry, village, DISPUTE, given_on.case_id, today)
        (line,) = cases_handed_on(session, village, today, limit=5)
        assert (line.id, line.receiver) == (first.id, TOWNSHIP_COMMITTEE)
        assert cases_handed_on(session, given_on.actor("lincun"), today, limit=5) == ()
    given_on.step("qizhuren", "refuse", reason="不属于民间纠纷")
    with given_on.house.read() as session:
        assert cases_handed_on(session, village, today, limit=5) == ()
    tell(given_on, "cunzhuren", first)  # also of a case that is closed


def test_while_it_is_only_offered_it_is_told_as_the_holder(house: Installation) -> None:
    player = Player(house, TODAY - timedelta(20))
    register(player, 3)
    player.offer("cunzhuren", TOWNSHIP_COMMITTEE, "案情复杂")
    player.step("cunzhuren", "report_danger", DANGER)
    player.step("zhenzhuren", "return", reason="村里先调解", matter=HAND_OVER)
    with player.house.read() as session:
        assert cases_handed_on(session, player.actor("cunzhuren"), player.clock.today(), limit=5) == ()
