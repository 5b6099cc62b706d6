"""A court and a county without a common network hand cases over by files: one holder, nothing twice, nothing lost."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import Select, select

from mediation.demonstration.doors import at_court, entrusted, guided
from mediation.demonstration.invented import register
from mediation.model import Case, ExchangeIn, ExchangeOut, Filing, HandOver, Membership, Person, Request
from mediation.readmodels.case_history import history_of
from mediation.readmodels.replay import replay_breaks
from mediation.rules import acts
from mediation.rules.errors import BadInput, ConditionsUnmet
from mediation.rules.vocabulary import CourtProcedure, InboxState, MatterKind
from mediation.services.draw_up_complaint import ComplaintGiven, EvidenceGiven, draw_up_complaint
from mediation.services.exchange.recall_offer import recall_offer
from mediation.services.perform import perform
from mediation.services.sweep_deadlines import sweep_case
from tests.regimes import let_delegate
from tests.steps.exchange.sides import COURT, TODAY, TOWNSHIP, Pair, Side


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
    lying = lying_at_court(case_id)
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
    numbered = acts.SuitNumbered(suit, CourtProcedure.SUMMARY)
    court.player.step("fayuan", "number", numbered, matter=MatterKind.FILING)
    pair.carry()
    assert court.state(case_id) == county.state(case_id) == "filed"
    with county.house.read() as session:
        filing = session.scalars(select(Filing)).one()
        assert (filing.court_number, filing.court_id) == (suit, county.player.organisation(COURT))
        history = history_of(session, case_id, contents=True)
        standings = [one.data["standing"] for one in history if one.tag == "exchange:complaint"]
    assert standings == ["to_number", "registered"]
    for side in (court, county):
        with side.house.read() as session:
            assert list(replay_breaks(session, side.house.registry)) == []
        assert not refused(side)


@pytest.mark.parametrize("asked_back", [False, True])
def test_what_nobody_over_there_takes_lies_at_the_court_that_delegated_it(
    pair: Pair, asked_back: bool
) -> None:
    court, county = pair.court, pair.county
    case_id = delegate(court)
    county.take(court.make())
    if asked_back:
        with court.house.read() as session:
            offer = session.scalars(select(HandOver.id).where(HandOver.case_id == case_id)).one()
        perform(court.player.house, recall_offer, actor=court.actor("fayuan"), hand_over_id=offer)
    else:
        county.send_back("不属于本会范围")
    pair.carry()
    assert court.hand_over(case_id) == ("withdrawn" if asked_back else "returned")
    assert (court.state(case_id), court.holder(case_id)) == ("registered", COURT)
    with court.house.read() as session:
        assert session.scalars(lying_at_court(case_id)).all() == ["received"]
        assert list(replay_breaks(session, court.house.registry)) == []
    assert not refused(court)


def test_what_was_not_delegated_comes_back_without_a_complaint(pair: Pair) -> None:
    court, county = pair.court, pair.county
    at_court(court.player, 1)
    entrusted(court.player)
    county.take(court.make())
    county.send_back("不属于本会范围")
    pair.carry()
    with court.house.read() as session:
        assert session.scalars(lying_at_court(court.player.case_id)).all() == []


def test_danger_that_is_told_after_the_signature_says_nothing_of_the_hand_over(pair: Pair) -> None:
    court, county = pair.court, pair.county
    at_court(court.player, 1)
    guided(court.player)
    case_id = court.player.case_id
    county.take(court.make())
    county.sign()
    pair.carry()
    with court.house.read() as session:
        before = len(session.scalars(select(ExchangeOut.id)).all())
    danger = acts.DangerReported("扬言报复", "派出所")
    court.player.step("fayuan", "report_danger_afterwards", danger, matter=MatterKind.HAND_OVER)
    with court.house.read() as session:
        assert len(session.scalars(select(ExchangeOut.id)).all()) == before
        assert session.get_one(Case, case_id).danger
    assert court.holder(case_id) == county.holder(case_id) == TOWNSHIP


def delegate(court: Side) -> UUID:
    """Before it is registered, to a committee over there."""
    at_court(court.player, 1)
    let_delegate(court.house, court.player.clock.today())
    number = court.player.court_number("诉前调")
    given = acts.CaseDelegated(court.player.organisation(TOWNSHIP), tuple(court.player.parties), number)
    court.player.step("fayuan", "delegate", given, "双方同意立案前调解")
    return court.player.case_id


def lying_at_court(case_id: UUID) -> Select[tuple[str]]:
    return select(Request.state).where(Request.case_id == case_id, Request.kind == MatterKind.FILING)


def refused(side: Side) -> list[str]:
    """What the side could not carry out of what it was told."""
    with side.house.read() as session:
        return [one.kind for one in session.scalars(select(ExchangeIn)) if one.state is InboxState.REFUSED]


@pytest.mark.parametrize("still_listed", [False, True])
def test_nothing_is_handed_in_here_at_a_court_that_works_in_another_installation(
    pair: Pair, still_listed: bool
) -> None:
    """Whoever is still listed for it here signs over there: the papers would lie where nobody looks."""
    county = pair.county
    player = county.player
    register(player, 3)
    player.step("cunzhuren", "go_to_court", reason="申请人选择起诉")
    court = player.organisation(COURT)
    if still_listed:
        with county.house.begin() as uow:
            who = uow.session.scalars(select(Person).where(Person.account == "fayuan")).one()
            uow.session.add(
                Membership(person_id=who.id, organisation_id=court, role="court_liaison", from_on=TODAY)
            )
            uow.commit()
    papers = acts.ComplaintHandedIn("起诉状一份", player.clock.today(), court)
    with pytest.raises(BadInput) as refused:
        player.step("cunzhuren", "hand_in_complaint", papers)
    assert [one.field for one in refused.value.problems] == ["court_id"]
    assert "在另一个系统办理" in str(refused.value.problems[0].message)
    filed = acts.CaseFiled(court, player.court_number("民初"), player.clock.today())
    player.step("cunzhuren", "record_filing", filed)  # what the court over there has registered is told here
    with county.house.read() as session:
        assert session.scalars(select(Request).where(Request.case_id == player.case_id)).all() == []
        (kept,) = session.scalars(select(Filing).where(Filing.case_id == player.case_id))
        assert kept.court_id == court


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
