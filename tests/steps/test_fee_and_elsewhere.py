"""The court's fee with its days and what follows; arbitration and the government's decision, followed to the suit."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from mediation.bootstrap import Installation
from mediation.demonstration.doors import at_court, mediated_first, on_to_trial
from mediation.demonstration.invented import COURT, MATTERS
from mediation.demonstration.people import VILLAGE
from mediation.demonstration.player import Player, dispute, invented_party
from mediation.model import Case, Deadline, Notice, Request
from mediation.rules import acts
from mediation.rules.errors import ConditionsUnmet, NotAllowed, NotThere, WrongState
from mediation.rules.facts import CaseFacts
from mediation.rules.vocabulary import CourtProcedure, DeadlineState, MatterKind, Side, SuitEnd
from mediation.services.correct_dispute import correct_dispute, matter_given
from mediation.services.draw_up_complaint import ComplaintGiven, draw_up_complaint
from mediation.services.end_suit import end_suit
from mediation.services.file_directly import file_directly
from mediation.services.follow_elsewhere import follow_elsewhere
from mediation.services.notify_fee import notify_fee
from mediation.services.perform import perform
from mediation.services.sweep_deadlines import sweep_deadlines
from tests.steps.conftest import TODAY, Begin
from workflows import REGISTRY

FEE, REFERRAL, FILING = MatterKind.FEE, MatterKind.REFERRAL, MatterKind.FILING


@pytest.fixture
def desk(house: Installation) -> Player:
    return at_court(Player(house, TODAY - timedelta(40)), 1)


def told(player: Player, account: str = "fayuan") -> UUID:
    who, today = player.actor(account), player.clock.today()
    return perform(
        player.house,
        notify_fee,
        actor=who,
        case_id=player.case_id,
        amount=Decimal("50.00"),
        notified_on=today,
    )


def clock_of(player: Player, matter_id: UUID, name: str) -> Deadline:
    with player.house.read() as session:
        found = session.scalars(
            select(Deadline)
            .where(Deadline.matter_id == matter_id, Deadline.clock == name)
            .order_by(Deadline.id.desc())
        ).first()
        assert found is not None
        session.expunge(found)
        return found


def state_of(player: Player, kind: MatterKind) -> str:
    with player.house.read() as session:
        asked = select(Request).where(Request.case_id == player.case_id, Request.kind == kind)
        return session.scalars(asked.order_by(Request.id.desc())).first().state  # type: ignore[union-attr]


def test_the_fee_is_asked_for_only_when_the_case_has_gone_to_trial(desk: Player) -> None:
    mediated_first(desk)
    with pytest.raises((WrongState, NotThere)):
        told(desk)
    desk.step("zhentiaojie", "go_to_trial", reason="双方差距过大")
    made = told(desk)
    clock = clock_of(desk, made, "fee_payment")
    assert (clock.due_on - clock.starts_on).days in range(7, 10)  # a last day of rest moves on
    with desk.house.read() as session:
        text = session.scalars(select(Notice).where(Notice.subject_id == made)).one().text or ""
    assert "按撤诉处理" in text
    with pytest.raises(WrongState, match="已经通知过"):
        told(desk)


@pytest.mark.long
def test_paid_in_time_it_is_done(desk: Player) -> None:
    on_to_trial(desk)
    made = told(desk)
    desk.step("shujiyuan", "pay", acts.Answered("收据 0012"), matter=FEE)
    assert clock_of(desk, made, "fee_payment").state is DeadlineState.MET
    assert state_of(desk, FEE) == "paid"


def test_unpaid_it_counts_as_withdrawn_but_not_before_the_days_are_over(desk: Player) -> None:
    on_to_trial(desk)
    told(desk)
    with pytest.raises(ConditionsUnmet, match="还没有届满"):
        desk.step("faguan", "deem_withdrawn", reason="没有交费", matter=FEE)
    desk.wait(12)
    with pytest.raises(NotAllowed):
        desk.step("fayuan", "deem_withdrawn", reason="没有交费", matter=FEE)
    desk.step("faguan", "deem_withdrawn", reason="期满没有交费，也没有申请缓交", matter=FEE)
    assert state_of(desk, FEE) == "deemed_withdrawn"


def test_the_fee_ends_with_its_suit(desk: Player) -> None:
    """诉讼费用交纳办法 34: who withdrew is not asked for it again, nor held withdrawn a second time."""
    on_to_trial(desk)
    made = told(desk)
    desk.wait(12)
    sweep_deadlines(desk.house)
    over: dict[str, Any] = {"ended_as": SuitEnd.WITHDRAWN, "ended_on": desk.clock.today()}
    with pytest.raises(ConditionsUnmet, match="还在审理"):
        desk.step("fayuan", "close_with_suit", matter=FEE)
    perform(desk.house, end_suit, actor=desk.actor("fayuan"), case_id=desk.case_id, **over)
    assert state_of(desk, FEE) == "suit_over"
    assert clock_of(desk, made, "fee_payment").state is DeadlineState.ENDED
    with pytest.raises(WrongState):
        desk.step("faguan", "deem_withdrawn", reason="没有交费", matter=FEE)


def test_what_is_agreed_on_after_all_is_not_held_withdrawn_for_its_fee() -> None:
    step = REGISTRY.current(FEE).step("deem_withdrawn")
    over = CaseFacts(on=TODAY, fee_term_over=True, suit_tried=False)
    assert [one.text for one in step.refusals(over)] == ["案件已经结案，没有可以按撤诉处理的起诉"]
    assert step.refusals(replace(over, suit_tried=True)) == ()


@pytest.mark.long
def test_relief_that_is_refused_begins_the_days_anew(desk: Player) -> None:
    on_to_trial(desk)
    made = told(desk)
    desk.wait(3)
    desk.step("fayuan", "ask_relief", acts.Answered("低保户，申请免交"), matter=FEE)
    desk.wait(2)
    desk.step("faguan", "refuse_relief", reason="不符合条件", matter=FEE)
    clock = clock_of(desk, made, "fee_payment")
    assert clock.starts_on == desk.clock.today()


def test_another_court_asks_for_no_fee_here(desk: Player) -> None:
    on_to_trial(desk)
    with pytest.raises(NotThere):
        told(desk, "kailufayuan")
    with pytest.raises((NotAllowed, NotThere)):
        told(desk, "zhenzhuren")


def filed(begin: Begin) -> Player:
    player = begin(5)
    given = ComplaintGiven(court_id=player.organisation(COURT), claims="判令赔偿", facts="水进西屋")
    who = player.actor("cunzhuren")
    perform(player.house, draw_up_complaint, actor=who, case_id=player.case_id, given=given)
    perform(
        player.house,
        file_directly,
        actor=who,
        case_id=player.case_id,
        reason="不愿调解",
        even_so=True,
    )
    return player


def test_of_a_complaint_it_is_asked_once_it_is_registered(begin: Begin) -> None:
    player = filed(begin)
    suit = acts.SuitFiled(player.court_number("民初"), CourtProcedure.SUMMARY, player.clock.today())
    fee = acts.FeeNotified(Decimal("25.00"), player.clock.today())
    with pytest.raises(WrongState):
        player.step("fayuan", "notify_fee", fee, matter=FILING)
    player.step("fayuan", "register", suit, matter=FILING)
    player.step("fayuan", "notify_fee", fee, matter=FILING)
    assert state_of(player, FEE) == "notified"


LAND = next(one for one in MATTERS if one[0] == "forest_land")
WAY = {"labour": "go_to_arbitration", "title": "go_to_government", "contract": "go_to_land_arbitration"}


def before_the_court(house: Installation, what: str) -> Player:
    player = Player(house, TODAY - timedelta(40))
    on = player.clock.today()
    parties = (
        invented_party(Side.APPLICANT, "白金山", 840, on),
        invented_party(Side.RESPONDENT, "席秀兰", 860, on),
    )
    given = dispute(
        on, parties, "labour" if what == "labour" else "forest_land", "争议", "请求", region=VILLAGE
    )
    player.register("cunzhuren", replace(given, labour=what == "labour", land_title=what == "title"))
    player.step("cunzhuren", WAY[what], reason="依法先经这一程序")
    return player


def follow(player: Player) -> UUID:
    who = player.actor("cunzhuren")
    return perform(player.house, follow_elsewhere, actor=who, case_id=player.case_id)


@pytest.mark.parametrize(
    ("what", "step", "clock", "days"),
    [
        ("labour", "record_award", "award_suit", 15),
        ("title", "record_decision", "government_suit", 30),
        ("contract", "record_land_award", "land_award_suit", 30),
    ],
)
def test_the_answer_is_followed_and_its_days_run_from_its_receipt(
    house: Installation, what: str, step: str, clock: str, days: int
) -> None:
    player = before_the_court(house, what)
    made = follow(player)
    with pytest.raises(WrongState, match="已经在跟踪"):
        follow(player)
    player.wait(20)
    given = acts.DecisionReceived("旗人民政府", "〔2026〕3号", "维持现状", player.clock.today())
    player.step("cunzhuren", step, given, matter=REFERRAL)
    running = clock_of(player, made, clock)
    assert (running.due_on - running.starts_on).days in range(days, days + 9)
    complaint = ComplaintGiven(court_id=player.organisation(COURT), claims="判令", facts="不服")
    who = player.actor("cunzhuren")
    perform(player.house, draw_up_complaint, actor=who, case_id=player.case_id, given=complaint)
    perform(player.house, file_directly, actor=who, case_id=player.case_id, reason="不服", even_so=True)
    assert state_of(player, REFERRAL) == "sued"
    assert clock_of(player, made, clock).state is DeadlineState.MET


def test_before_the_answer_no_court_is_reached(house: Installation) -> None:
    player = before_the_court(house, "labour")
    follow(player)
    complaint = ComplaintGiven(court_id=player.organisation(COURT), claims="判令", facts="不服")
    who = player.actor("cunzhuren")
    perform(player.house, draw_up_complaint, actor=who, case_id=player.case_id, given=complaint)
    with pytest.raises(WrongState, match="先记录"):
        perform(player.house, file_directly, actor=who, case_id=player.case_id, reason="不服", even_so=True)


def test_contracted_land_is_sued_over_without_waiting_for_its_arbitration(house: Installation) -> None:
    """农村土地承包经营纠纷调解仲裁法 4: arbitration bars nobody from the court, not while it lasts either."""
    player = before_the_court(house, "contract")
    made = follow(player)
    assert (state_of(player, REFERRAL), clock_of(player, made, "land_award").state) == (
        "land_arbitrating",
        DeadlineState.RUNNING,
    )
    complaint = ComplaintGiven(court_id=player.organisation(COURT), claims="判令", facts="多种两垄")
    who = player.actor("cunzhuren")
    perform(player.house, draw_up_complaint, actor=who, case_id=player.case_id, given=complaint)
    perform(player.house, file_directly, actor=who, case_id=player.case_id, reason="另行起诉", even_so=True)
    assert state_of(player, FILING) == "received"
    assert state_of(player, REFERRAL) == "sued"


@pytest.mark.parametrize(("title", "step"), [(True, "go_to_land_arbitration"), (False, "go_to_government")])
def test_whose_land_it_is_and_how_it_was_contracted_are_two_roads(
    begin: Begin, title: bool, step: str
) -> None:
    """土地管理法 14 for the one, 农村土地承包经营纠纷调解仲裁法 4 for the other."""
    player = begin(2, MATTERS.index(LAND))
    with player.house.read() as session:
        given = matter_given(session.get_one(Case, player.case_id))
    assert (given.category_code, given.land_title) == ("forest_land", False)
    who = player.actor("cunzhuren")
    if title:
        titled = replace(given, land_title=True)
        perform(
            player.house, correct_dispute, actor=who, case_id=player.case_id, given=titled, reason="争权属"
        )
    with pytest.raises(ConditionsUnmet):
        player.step("cunzhuren", step, reason="依法处理")
    other = {"go_to_land_arbitration": "go_to_government"}.get(step, "go_to_court")
    player.step("cunzhuren", other, reason="依法处理")


@pytest.mark.long
def test_a_dispute_that_goes_nowhere_else_is_not_followed(begin: Begin) -> None:
    player = begin(1)
    with pytest.raises(WrongState):
        follow(player)
