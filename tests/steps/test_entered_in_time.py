"""What was really done before the end of a term is entered after the sweep has been: its day counts, not the typing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from mediation.bootstrap import Installation
from mediation.demonstration.doors import at_court, entrusted, mediated_first
from mediation.demonstration.invented import COURT
from mediation.demonstration.player import Player
from mediation.model import Agreement, Case, CaseEvent, Deadline, Filing, Request
from mediation.rules import acts
from mediation.rules.acts import Given, Mark
from mediation.rules.clock import SHANGHAI
from mediation.rules.errors import BadInput, ConditionsUnmet
from mediation.rules.vocabulary import (
    AgreementForm,
    CaseSource,
    CourtProcedure,
    DeadlineState,
    DeliveryManner,
    MatterKind,
    ObligationKind,
    Outcome,
    SignatureManner,
    SignerRole,
    SittingKind,
    SittingManner,
)
from mediation.services.perform import perform
from mediation.services.reverse_step import reverse_step
from mediation.services.step import StepCommand
from mediation.services.sweep_deadlines import sweep_deadlines
from mediation.services.take_step import take_step
from tests.steps.conftest import TODAY

FILING = MatterKind.FILING
WHY = "当天停网，今天补记"


@pytest.fixture
def mediating(house: Installation) -> Player:
    """Entrusted by the court, and a mediator named."""
    player = at_court(Player(house, TODAY - timedelta(60)), 1)
    mediated_first(player)
    return player


def term(player: Player, clock: str = "first_mediation") -> Deadline:
    with player.house.read() as session:
        query = select(Deadline).where(Deadline.case_id == player.case_id, Deadline.clock == clock)
        found = session.scalars(query.order_by(Deadline.id.desc())).first()
        assert found is not None
        session.expunge(found)
    return found


def case_of(player: Player) -> Case:
    with player.house.read() as session:
        case = session.get_one(Case, player.case_id)
        session.expunge(case)
    return case


def the_morning_after(player: Player) -> date:
    """The night's sweep has been; the last day that is over."""
    last = term(player).due_on
    player.clock.move_to(last + timedelta(1))
    assert sweep_deadlines(player.house).failed == 0
    return last


def late(
    player: Player,
    account: str,
    step: str,
    on: date,
    given: Given | None = None,
    matter: MatterKind = MatterKind.DISPUTE,
    reason: str = "当天已经办了",
) -> None:
    """Entered now with the day on which it was done."""
    given = given or acts.Nothing()
    command = StepCommand(
        matter=matter,
        matter_id=player._matter_id(matter),
        step=step,
        given=given,
        reason=reason,
        happened_on=None if given.day else on,
        late_reason=WHY,
    )
    perform(player.house, take_step, actor=player.actor(account), command=command)


def longer(player: Player, last: date) -> acts.TermExtended:
    return acts.TermExtended(last + timedelta(20), tuple(player.parties))


def test_an_end_bears_the_last_day_and_not_the_next(mediating: Player) -> None:
    last = the_morning_after(mediating)
    case, clock = case_of(mediating), term(mediating)
    assert (case.state, case.concluded_on) == ("at_trial", last)
    assert (clock.state, clock.ended_on) == (DeadlineState.ENDED, last)
    with mediating.house.read() as session:
        query = select(CaseEvent.happened_at).where(CaseEvent.tag == "dispute:end_of_first_mediation")
        assert session.scalars(query).one().astimezone(SHANGHAI).date() == last


def test_an_extension_of_the_last_day_is_entered_the_next_morning(mediating: Player) -> None:
    last = the_morning_after(mediating)
    late(mediating, "zhentiaojie", "enter_in_time", last)
    assert case_of(mediating).state == "mediating"  # by the same mediator
    late(mediating, "zhentiaojie", "extend", last, longer(mediating, last))
    clock = term(mediating)
    assert (clock.state, clock.due_on) == (DeadlineState.RUNNING, last + timedelta(20))
    assert clock.ended_on is clock.overdue_at is None
    mediating.wait(10)
    sweep_deadlines(mediating.house)
    case = case_of(mediating)
    assert (case.state, case.is_open, case.concluded_on, case.outcome) == ("mediating", True, None, None)
    mediating.wait(10)
    sweep_deadlines(mediating.house)
    case = case_of(mediating)
    assert (case.state, case.concluded_on, case.outcome) == (
        "at_trial",
        last + timedelta(20),
        Outcome.TO_COURT,
    )


def test_an_extension_entered_by_mistake_is_taken_back_and_the_end_comes(mediating: Player) -> None:
    last = the_morning_after(mediating)
    late(mediating, "zhentiaojie", "enter_in_time", last)
    late(mediating, "zhentiaojie", "extend", last, longer(mediating, last))
    with mediating.house.read() as session:
        seq = session.scalars(select(CaseEvent.seq).where(CaseEvent.tag == "dispute:extend")).one()
    perform(
        mediating.house,
        reverse_step,
        actor=mediating.actor("zhenzhuren"),
        matter=MatterKind.DISPUTE,
        matter_id=mediating.case_id,
        seq=seq,
        reason="不是这一案",
    )
    assert (term(mediating).state, term(mediating).due_on) == (DeadlineState.ENDED, last)
    assert term(mediating, "late_entry").state is DeadlineState.RUNNING
    mediating.wait(10)
    sweep_deadlines(mediating.house)
    assert (case_of(mediating).state, case_of(mediating).concluded_on) == ("at_trial", last)


def test_an_extension_of_today_comes_too_late(mediating: Player) -> None:
    last = the_morning_after(mediating)
    with pytest.raises(ConditionsUnmet, match="期限已经届满"):
        mediating.step("zhentiaojie", "enter_in_time", reason="今天各方同意延长")
    late(mediating, "zhentiaojie", "enter_in_time", last)
    with pytest.raises(BadInput, match="期满以前各方同意的那一天"):
        mediating.step("zhentiaojie", "extend", longer(mediating, last), "今天各方同意延长")


def test_an_agreement_of_the_last_day_takes_effect_on_it(mediating: Player) -> None:
    last, me = the_morning_after(mediating), mediating.actor("zhentiaojie").person_id
    late(mediating, "zhentiaojie", "enter_in_time", last - timedelta(2))
    began = mediating.clock.instant.replace(hour=3) - timedelta(days=2)
    sitting = acts.SittingHeld(
        kind=SittingKind.JOINT,
        manner=SittingManner.ON_SITE,
        began_at=began,
        ended_at=began + timedelta(hours=1),
        place="保康镇调解室",
        party_ids=tuple(mediating.parties),
        mediator_ids=(me,),
        recorder_id=me,
        record="告知权利义务，双方陈述事实。",
        result="双方同意分期付清",
        rights_told=True,
    )
    late(mediating, "zhentiaojie", "hold_sitting", last, sitting)
    duty = acts.ObligationDrawn(
        kind=ObligationKind.MONEY,
        debtor_id=mediating.parties[1],
        creditor_id=mediating.parties[0],
        amount=Decimal("4800.00"),
        due_on=last + timedelta(60),
    )
    drawn = acts.AgreementDrawn(AgreementForm.WRITTEN, "水倒灌进西屋。", "", (duty,))
    late(mediating, "zhentiaojie", "reach_agreement", last, drawn)
    sweep_deadlines(mediating.house)
    signed = (SignatureManner.SIGNED,)
    marks = (
        *(Mark(SignerRole.PARTY, last, signed, party_id=party) for party in mediating.parties),
        Mark(SignerRole.MEDIATOR, last, signed, person_id=me),
        Mark(SignerRole.COMMITTEE_SEAL, last, (SignatureManner.SEALED,)),
    )
    late(mediating, "zhenzhuren", "sign", last, acts.MarksGathered(marks))
    case = case_of(mediating)
    assert (case.state, case.concluded_on, case.outcome) == ("in_force", last, Outcome.AGREED_WRITTEN)
    with mediating.house.read() as session:
        assert session.scalars(select(Agreement.in_force_on)).one() == last


def test_the_sweep_waits_two_working_days_for_what_is_entered_and_then_the_end_comes_again(
    mediating: Player,
) -> None:
    last = the_morning_after(mediating)
    mediating.wait(6)  # entered a week later: the days for it begin then
    late(mediating, "zhentiaojie", "enter_in_time", last)
    sweep_deadlines(mediating.house)
    assert case_of(mediating).state == "mediating"
    until = term(mediating, "late_entry").due_on
    assert until > mediating.clock.today()
    mediating.clock.move_to(until + timedelta(1))
    sweep_deadlines(mediating.house)
    case = case_of(mediating)
    assert (case.state, case.concluded_on) == ("at_trial", last)
    assert sweep_deadlines(mediating.house).stepped == 0


def test_without_a_mediator_it_goes_back_to_where_one_is_named(house: Installation) -> None:
    player = at_court(Player(house, TODAY - timedelta(60)), 2)
    entrusted(player, CourtProcedure.ORDINARY)
    player.step("zhenzhuren", "sign_for", matter=MatterKind.HAND_OVER)
    last = the_morning_after(player)
    late(player, "zhenzhuren", "enter_in_time", last)
    assert case_of(player).state == "accepted"


def test_what_people_have_ended_or_gone_on_with_is_not_overtaken(mediating: Player) -> None:
    last = the_morning_after(mediating)
    again = acts.MediatedAgain(CaseSource.COURT_ENTRUSTED, mediating.organisation(COURT))
    mediating.step("zhenzhuren", "mediate_again", again, "法院再次委托")
    with pytest.raises(BadInput, match="不能早于上一步"):
        late(mediating, "zhentiaojie", "enter_in_time", last)


def test_a_trial_that_a_party_asked_for_stays(mediating: Player) -> None:
    mediating.step("zhentiaojie", "go_to_trial", reason="一方不愿继续")
    mediating.wait(1)
    with pytest.raises(ConditionsUnmet, match="不是因期限届满"):
        late(mediating, "zhentiaojie", "enter_in_time", mediating.clock.today() - timedelta(1))


# The seven days of the court


@pytest.fixture
def filed_first(house: Installation) -> Player:
    """Received at the court's desk, and the seven days are over; nobody had entered what was decided on the fifth."""
    player = at_court(Player(house, TODAY - timedelta(60)), 3)
    given = acts.ComplaintReceived("起诉状一份", player.clock.today())
    player.step("fayuan", "receive_complaint", given)
    last = term(player, "filing_decision").due_on
    player.clock.move_to(last + timedelta(1))
    sweep_deadlines(player.house)
    assert complaint(player).state == "to_number"
    return player


def complaint(player: Player) -> Request:
    with player.house.read() as session:
        found = session.scalars(select(Request).where(Request.case_id == player.case_id)).one()
        session.expunge(found)
    return found


def on_the_fifth_day(player: Player) -> date:
    return term(player, "filing_decision").starts_on + timedelta(5)


def test_what_the_court_registered_on_the_fifth_day_keeps_that_day(filed_first: Player) -> None:
    on = on_the_fifth_day(filed_first)
    suit = acts.SuitFiled(filed_first.court_number("民初"), CourtProcedure.SUMMARY, on)
    afterwards = replace(suit, filed_on=filed_first.clock.today())
    with pytest.raises(ConditionsUnmet, match="期限已经届满"):
        filed_first.step("fayuan", "register_before", afterwards, matter=FILING)
    late(filed_first, "fayuan", "register_before", on, suit, FILING, reason="")
    with filed_first.house.read() as session:
        assert session.scalars(select(Filing.filed_on)).one() == on
    assert complaint(filed_first).state == "registered"


def test_defects_told_in_time_stop_the_seven_days_afterwards_too(filed_first: Player) -> None:
    on = on_the_fifth_day(filed_first)
    told = acts.SupplementAsked("写明住所地", filed_first.clock.today() + timedelta(5))
    late(filed_first, "fayuan", "tell_defects_before", on, told, FILING, reason="")
    assert complaint(filed_first).state == "correcting"
    filed_first.step("fayuan", "receive_corrections", acts.Answered("已写明"), matter=FILING)
    sweep_deadlines(filed_first.house)
    assert complaint(filed_first).state == "received"


def test_a_refusal_in_time_is_dated_as_it_was(filed_first: Player) -> None:
    on = on_the_fifth_day(filed_first)
    ruled = acts.RulingMade(filed_first.court_number("民初"))
    late(filed_first, "faguan", "refuse_before", on, ruled, FILING, reason="没有明确的被告")
    assert (complaint(filed_first).state, complaint(filed_first).ruled_on) == ("refused", on)


def test_nothing_is_dated_back_over_what_a_higher_court_ordered(filed_first: Player) -> None:
    on = on_the_fifth_day(filed_first)
    ruled = acts.RulingMade(filed_first.court_number("民初"))
    late(filed_first, "faguan", "refuse_before", on, ruled, FILING, reason="没有明确的被告")
    day = filed_first.clock.today()
    reached = acts.RulingServed((acts.Served(filed_first.parties[0], DeliveryManner.DIRECT, day),))
    filed_first.step("shujiyuan", "serve_refusal", reached, matter=FILING)
    appeal = acts.AppealRaised(filed_first.parties[0], "被告是明确的")
    filed_first.step("fayuan", "record_appeal", appeal, matter=FILING)
    filed_first.step("fayuan", "order_filing", acts.Answered("指令立案"), matter=FILING)
    suit = acts.SuitFiled(filed_first.court_number("民初"), CourtProcedure.SUMMARY, on)
    with pytest.raises(BadInput, match="不能早于上一步"):
        late(filed_first, "fayuan", "register_before", on, suit, FILING, reason="")
