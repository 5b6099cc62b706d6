"""A court and a county without a common network hand cases over by files: one holder, nothing twice, nothing lost."""

from __future__ import annotations

from mediation.demonstration.doors import at_court, entrusted
from mediation.readmodels.replay import replay_breaks
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
