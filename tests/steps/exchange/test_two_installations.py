"""A court and a county without a common network hand cases over by files: one holder, nothing twice, nothing lost."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from mediation.demonstration.doors import at_court, entrusted
from mediation.model import Request
from mediation.readmodels.replay import replay_breaks
from mediation.rules import acts
from mediation.rules.errors import BadInput, ConditionsUnmet
from mediation.rules.vocabulary import MatterKind
from mediation.services.draw_up_complaint import ComplaintGiven, EvidenceGiven, draw_up_complaint
from mediation.services.perform import perform
from mediation.services.sweep_deadlines import sweep_case
from tests.regimes import let_delegate
from tests.steps.exchange.sides import COURT, TOWNSHIP, Pair


def test_what_the_court_sends_is_signed_for_mediated_and_answered(pair: Pair) -> None:
    court, county = pair.court, pair.county
    at_court(court.player, 1)
    entrusted(court.player)
    case_id = court.player.case_id
    assert court.holder(case_id) == COURT
    county.take(court.make())
    assert court.holder(case_id) == COURT, "until a signature comes, the sender answers"
    assert county.holder(case_id) is None
    assert county.sign() == case_id
    assert county.holder(case_id) == TOWNSHIP
    pair.carry()
    assert court.holder(case_id) == TOWNSHIP
    assert court.hand_over(case_id) == county.hand_over(case_id) == "accepted"
    county.player.appoint("zhenzhuren", "zhentiaojie")
    pair.carry()
    assert court.state(case_id) == county.state(case_id) == "mediating"
    for side in (court, county):
        with side.house.read() as session:
            assert list(replay_breaks(session, side.house.registry)) == []


def test_what_fails_over_there_waits_to_be_registered_at_the_court_that_delegated_it(pair: Pair) -> None:
    """Over there no complaint lies with a court that works here; here its seven days run from what was told."""
    court, county = pair.court, pair.county
    at_court(court.player, 1)
    let_delegate(court.house, court.player.clock.today())
    number = court.player.court_number("诉前调")
    township = court.player.organisation(TOWNSHIP)
    given = acts.CaseDelegated(township, tuple(court.player.parties), number)
    court.player.step("fayuan", "delegate", given, "双方同意立案前调解")
    case_id = court.player.case_id
    county.take(court.make())
    assert county.sign() == case_id
    pair.carry()
    county.player.appoint("zhenzhuren", "zhentiaojie")
    county.player.step("zhentiaojie", "terminate", reason="差距过大")
    pair.carry()
    assert court.state(case_id) == county.state(case_id) == "terminated"
    lying = select(Request.state).where(Request.case_id == case_id, Request.kind == MatterKind.FILING)
    with county.house.read() as session:
        assert session.scalars(lying).all() == []
    with court.house.read() as session:
        assert session.scalars(lying).all() == ["received"]
    for side in (court, county):
        with side.house.read() as session:
            assert list(replay_breaks(session, side.house.registry)) == []
    today, suit = court.player.clock.today(), number.replace("诉前调", "民初")
    filed = acts.CaseFiled(county.player.organisation(COURT), suit, today)
    county.player.case_id = case_id
    with pytest.raises(ConditionsUnmet, match="在另一个系统"):
        county.player.step("zhentiaojie", "record_filing", filed)
    court.player.clock.move_to(court.player.clock.today() + timedelta(12))
    with court.house.begin() as uow:
        sweep_case(uow, clock=court.player.clock, case_id=case_id)
        uow.commit()
    with court.house.read() as session:
        assert session.scalars(lying).all() == ["to_number"]  # the court's clock, wherever the case is held


def test_a_complaint_is_not_drawn_for_the_court_elsewhere_that_delegated_the_dispute(pair: Pair) -> None:
    """It goes back there with the result: handing it in from here would lay it before a court without people."""
    court, county = pair.court, pair.county
    at_court(court.player, 1)
    let_delegate(court.house, court.player.clock.today())
    township = court.player.organisation(TOWNSHIP)
    number = court.player.court_number("诉前调")
    given = acts.CaseDelegated(township, tuple(court.player.parties), number)
    court.player.step("fayuan", "delegate", given, "双方同意立案前调解")
    county.take(court.make())
    case_id = county.sign()
    county.player.case_id = case_id
    player = county.player
    written = ComplaintGiven(
        court_id=player.organisation(COURT),
        claims="判令被告疏通水沟",
        facts="水沟被堵，水倒灌进西屋",
        evidence=(EvidenceGiven(title="照片", source="原告拍摄", proves="进水"),),
    )
    with pytest.raises(BadInput, match="在另一个系统办理"):
        perform(
            player.house,
            draw_up_complaint,
            actor=player.actor("zhenzhuren"),
            case_id=case_id,
            given=written,
        )
