"""An offer of a dispute that is here already is shown as perhaps the same, before anybody signs for it."""

from __future__ import annotations

from mediation.readmodels.exchange_offers import offer_page
from mediation.rules.messages import Message
from tests.steps.exchange.sides import Pair
from tests.steps.exchange.test_lossy_channel import send_one


def twin(pair: Pair) -> Message | None:
    county = pair.county
    with county.house.read() as session:
        page = offer_page(session, county.house.registry, county.actor("zhenzhuren"), county.offers()[0])
    return page.twin


def test_the_same_parties_in_another_case_are_shown_and_a_new_dispute_is_not(pair: Pair) -> None:
    send_one(pair.court, 1)
    pair.carry()
    assert twin(pair) is None
    pair.county.sign()
    pair.carry()
    send_one(pair.court, 1)
    pair.carry()
    assert "同样的当事人" in str(twin(pair))
