"""Both sides act at once: what the receiver did decides, but a party who ends mediation or sues is never held up."""

from __future__ import annotations

from uuid import UUID

import pytest
from sqlalchemy import select

from mediation.model import CaseEvent, ExchangeOffer, ExchangePaper, HandOver, Party
from mediation.readmodels.exchange_offers import offer_page
from mediation.readmodels.replay import replay_breaks
from mediation.rules.errors import ConditionsUnmet, NotThere, WrongState
from mediation.rules.vocabulary import MatterKind
from mediation.services.exchange.recall_offer import recall_offer
from mediation.services.perform import perform
from tests.steps.exchange.sides import COURT, TOWNSHIP, Pair
from tests.steps.exchange.test_lossy_channel import send_one


def ask_back(pair: Pair, case_id: UUID) -> None:
    with pair.court.house.read() as session:
        hand_over = session.scalars(
            select(HandOver.id).where(HandOver.case_id == case_id, HandOver.is_open)
        ).one()
    perform(pair.court.player.house, recall_offer, actor=pair.court.actor("fayuan"), hand_over_id=hand_over)


def tags(pair: Pair, case_id: UUID) -> list[str]:
    with pair.court.house.read() as session:
        found = select(CaseEvent.tag).where(CaseEvent.case_id == case_id).order_by(CaseEvent.seq)
        return list(session.scalars(found))


def sound(pair: Pair) -> None:
    for side in (pair.court, pair.county):
        with side.house.read() as session:
            assert list(replay_breaks(session, side.house.registry)) == []


def test_what_nobody_has_signed_for_comes_back_and_is_deleted_over_there(pair: Pair) -> None:
    case_id = send_one(pair.court, 1)
    pair.carry()
    with pytest.raises(ConditionsUnmet, match="请求撤回"):
        pair.court.player.step("fayuan", "call_back", reason="送错了", matter=MatterKind.HAND_OVER)
    ask_back(pair, case_id)
    assert pair.court.hand_over(case_id) == "offered", "asking is not having"
    with pytest.raises(WrongState, match="已经请求"):
        ask_back(pair, case_id)
    pair.carry()
    assert pair.court.hand_over(case_id) == "withdrawn"
    assert pair.court.holder(case_id) == COURT
    assert pair.county.offers() == []
    with pair.county.house.read() as session:
        assert session.scalars(select(ExchangeOffer)).one().body is None
        assert session.scalar(select(Party.id).where(Party.case_id == case_id)) is None
        assert all(one.dropped_at for one in session.scalars(select(ExchangePaper)))
    sound(pair)


def test_a_signature_given_before_the_recall_arrives_stands(pair: Pair) -> None:
    case_id = send_one(pair.court, 1)
    pair.carry()
    pair.county.sign()
    ask_back(pair, case_id)
    pair.carry()
    assert pair.court.holder(case_id) == pair.county.holder(case_id) == TOWNSHIP
    assert pair.court.hand_over(case_id) == "accepted"
    sound(pair)


def test_an_offer_that_never_left_is_taken_back_at_once(pair: Pair) -> None:
    case_id = send_one(pair.court, 1)
    pair.court.player.step("fayuan", "call_back", reason="送错了", matter=MatterKind.HAND_OVER)
    assert pair.court.hand_over(case_id) == "withdrawn"
    pair.carry()
    assert pair.county.offers() == []
    sound(pair)


def test_who_goes_on_to_trial_is_not_held_up_by_a_signature_that_is_under_way(pair: Pair) -> None:
    """Signed over there, ended here: it is closed on both sides and the court's again (人民调解法 3, 23)."""
    case_id = send_one(pair.court, 1)
    pair.carry()
    pair.county.sign()
    pair.court.player.step("fayuan", "go_to_trial", reason="原告要求审理")
    assert pair.court.state(case_id) == "at_trial"
    pair.carry()
    assert pair.court.holder(case_id) == pair.county.holder(case_id) == COURT
    assert pair.court.state(case_id) == pair.county.state(case_id) == "at_trial"
    assert {"exchange:signed_late", "exchange:given_back"} <= set(tags(pair, case_id))
    sound(pair)


def test_what_had_ended_over_there_stays_as_it_ended(pair: Pair) -> None:
    case_id = send_one(pair.court, 1)
    pair.carry()
    pair.county.sign()
    pair.county.player.step("zhenzhuren", "withdraw", reason="当事人撤回")
    pair.court.player.step("fayuan", "go_to_trial", reason="原告要求审理")
    pair.carry()
    assert pair.court.holder(case_id) == pair.county.holder(case_id) == TOWNSHIP
    assert pair.county.state(case_id) == "withdrawn"
    assert "exchange:kept" in tags(pair, case_id)
    sound(pair)


def test_a_returned_case_is_the_senders_with_the_reason_and_may_go_again(pair: Pair) -> None:
    case_id = send_one(pair.court, 1)
    pair.carry()
    offer = pair.county.offers()[0]
    outsider = pair.county.actor("lincun")
    with pair.county.house.read() as session, pytest.raises(NotThere):
        offer_page(session, pair.county.house.registry, outsider, offer)
    pair.county.send_back("当事人常年在外地")
    pair.carry()
    assert pair.court.hand_over(case_id) == "returned"
    with pair.court.house.read() as session:
        assert session.scalars(select(HandOver)).one().answer == "当事人常年在外地"
    from tests.steps.exchange.test_lossy_channel import offer as offer_again

    offer_again(pair.court)
    pair.carry()
    assert pair.county.sign() == case_id
    pair.carry()
    assert pair.court.holder(case_id) == TOWNSHIP
    sound(pair)
