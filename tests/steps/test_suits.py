"""A suit as a whole: over what was agreed or left over, tried by the court that sees it, entrusted by nobody else."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select

from mediation.adapters.vault import verify_signature
from mediation.bootstrap import Installation
from mediation.demonstration.doors import at_court, mediated_first
from mediation.demonstration.invented import COUNTY_COMMITTEE, COURT, TOWNSHIP_COMMITTEE, register
from mediation.demonstration.player import Player
from mediation.model import (
    Case,
    CaseLink,
    Filing,
    HandOver,
    Membership,
    Notice,
    Organisation,
    Party,
    Person,
    Request,
)
from mediation.readmodels.case_audit import verify_chains
from mediation.readmodels.case_history import history_of
from mediation.readmodels.case_page import matter_page
from mediation.readmodels.court_day import CourtLine, court_day
from mediation.readmodels.linked_cases import may_tell_fee, ways_to_end_the_suit
from mediation.readmodels.reach import cases_of_a_court
from mediation.readmodels.replay import replay_breaks
from mediation.rules import acts
from mediation.rules.acts import ObligationDrawn
from mediation.rules.errors import BadInput, ConditionsUnmet, NotAllowed, NotThere, WrongState
from mediation.rules.policy import CaseView
from mediation.rules.vocabulary import (
    AgreementForm,
    CaseSource,
    CourtDesk,
    CourtProcedure,
    MatterKind,
    ObligationKind,
    ProceedingKind,
    SuitEnd,
)
from mediation.services.directory.still_owed import still_owed
from mediation.services.end_suit import end_suit
from mediation.services.gather_facts import gather_facts
from mediation.services.note_proceeding import ProceedingGiven
from mediation.services.notify_fee import notify_fee
from mediation.services.perform import perform
from mediation.services.send_out import send_elsewhere
from mediation.services.withdraw_suit_over import withdraw_suit_over
from tests.steps.conftest import TODAY
from tests.steps.test_doors import complaints, unsigned
from tests.steps.test_filing import (
    appealed_and_ordered,
    hand_in,
    mediated_by_the_township,
    number,
    refuse,
    suit,
)
from tests.steps.test_proceedings import noted

FILING, HAND_OVER = MatterKind.FILING, MatterKind.HAND_OVER
SUMMARY = acts.EntrustedInTrial(CourtProcedure.SUMMARY)
OTHER_COURT = "开鲁县人民法院"


def case(player: Player) -> Case:
    with player.house.read() as session:
        return session.get_one(Case, player.case_id)


def newest_after(player: Player) -> None:
    """The case that came out of the one played, which is played from here on."""
    with player.house.read() as session:
        link = (
            select(CaseLink.case_id).where(CaseLink.origin_id == player.case_id).order_by(CaseLink.id.desc())
        )
        player.case_id = session.scalars(link).first()
        there = select(Party.id).where(Party.case_id == player.case_id).order_by(Party.position)
        player.parties = list(session.scalars(there))


def ways(player: Player, account: str = "fayuan") -> tuple[SuitEnd, ...]:
    with player.house.read() as session:
        return ways_to_end_the_suit(session, player.actor(account), player.case_id)


def end(player: Player, how: SuitEnd) -> None:
    asked: dict[str, Any] = {"case_id": player.case_id, "ended_as": how, "ended_on": player.clock.today()}
    perform(player.house, end_suit, actor=player.actor("fayuan"), **asked)


def sued_over_a_settlement(house: Installation) -> Player:
    """The court registers, as a higher one has ordered, what the parties have settled meanwhile."""
    player = at_court(Player(house, TODAY - timedelta(60)), 1)
    player.step("fayuan", "receive_complaint", acts.ComplaintReceived("起诉状一份", player.clock.today()))
    mediated_by_the_township(player)
    player.settle_first("zhenzhuren", "网格员")
    player.step("zhenzhuren", "settle", acts.SettlementReached("各让一步"))
    appealed_and_ordered(player)
    number(player)
    return player


def agreed_in_part(house: Installation) -> Player:
    """Before trial, of a suit that the court has registered."""
    player = at_court(Player(house, TODAY - timedelta(60)), 1)
    mediated_first(player)
    player.sit("zhentiaojie", "告知权利义务，双方陈述事实。", "先付医药费", "保康镇调解室")
    duty = ObligationDrawn(
        kind=ObligationKind.MONEY,
        debtor_id=player.parties[1],
        creditor_id=player.parties[0],
        amount=Decimal("800.00"),
        what="医药费",
        due_on=player.clock.today() + timedelta(60),
    )
    given = acts.AgreementDrawn(
        form=AgreementForm.WRITTEN, facts="口角", disputed="", obligations=(duty,), left_over="误工费"
    )
    player.step("zhentiaojie", "reach_agreement", given)
    player.sign("zhenzhuren", "zhentiaojie")
    return player


def filed_by_a_committee(house: Installation) -> Player:
    """Handed in at the court and registered there, while the village has the file."""
    player = Player(house, TODAY - timedelta(60))
    register(player, 3)
    player.step("cunzhuren", "go_to_court", reason="申请人选择起诉")
    hand_in(player)
    player.step("fayuan", "register", suit(player), matter=FILING)
    return player


# Over what was agreed


@pytest.mark.parametrize("how", [SuitEnd.MEDIATED, SuitEnd.JUDGED])
def test_a_suit_over_what_was_agreed_ends_like_any_other(house: Installation, how: SuitEnd) -> None:
    player = sued_over_a_settlement(house)
    assert case(player).state == "settled"
    assert set(ways(player)) == set(SuitEnd)
    end(player, how)
    assert case(player).state == "settled"
    assert ways(player) == ()


def test_a_suit_over_what_was_agreed_is_entrusted_and_ends_by_the_new_terms(house: Installation) -> None:
    player = sued_over_a_settlement(house)
    first = player.case_id
    player.step("fayuan", "entrust_in_trial", SUMMARY, "开庭以后双方愿意再谈")
    newest_after(player)
    player.step("fayuan", "withdraw", reason="又不愿意了")
    player.case_id = first
    player.step("fayuan", "entrust_in_trial", SUMMARY, "双方又愿意谈")


# What is left over


def test_what_is_left_over_of_a_suit_is_entrusted_and_its_fee_told_once(house: Installation) -> None:
    player = agreed_in_part(house)
    first = player.case_id
    assert case(player).state == "in_force_partly"
    with house.read() as session:
        assert may_tell_fee(session, house.registry, player.actor("shujiyuan"), first)
        assert not may_tell_fee(session, house.registry, player.actor("zhenzhuren"), first)
    asked: dict[str, Any] = {"amount": Decimal(50), "notified_on": player.clock.today()}
    perform(player.house, notify_fee, actor=player.actor("fayuan"), case_id=first, **asked)
    with house.read() as session:
        assert not may_tell_fee(session, house.registry, player.actor("shujiyuan"), first)
    player.step("fayuan", "entrust_in_trial", SUMMARY, "误工费双方愿意再谈")
    with pytest.raises(ConditionsUnmet, match="已经委托调解"):
        player.step("fayuan", "entrust_in_trial", SUMMARY, "再委托一次")
    newest_after(player)
    with pytest.raises(WrongState, match="先行调解"):
        perform(player.house, notify_fee, actor=player.actor("fayuan"), case_id=player.case_id, **asked)


def test_no_fee_is_told_of_a_suit_that_is_closed(house: Installation) -> None:
    player = agreed_in_part(house)
    end(player, SuitEnd.MEDIATED)
    asked: dict[str, Any] = {"amount": Decimal(50), "notified_on": player.clock.today()}
    with pytest.raises(WrongState, match="已经结案"):
        perform(player.house, notify_fee, actor=player.actor("fayuan"), case_id=player.case_id, **asked)


def to_receive(player: Player) -> tuple[CourtLine, ...]:
    with player.house.read() as session:
        lines = court_day(session, player.house.registry, player.actor("fayuan"), player.clock.today())
        return lines[CourtDesk.RECEIVE]


def ended_by(house: Installation, account: str, step: str) -> Player:
    """Entrusted by the court that registered it, and not brought on to trial by the committee."""
    player = at_court(Player(house, TODAY - timedelta(60)), 1)
    mediated_first(player)
    player.step(account, step, reason="不愿意再谈")
    return player


@pytest.mark.parametrize("how", ["terminate", "withdraw", "partly"])
def test_a_suit_whose_mediation_did_not_settle_everything_waits_for_its_fee(
    house: Installation, how: str
) -> None:
    if how == "partly":
        player = agreed_in_part(house)
    else:
        player = ended_by(house, {"terminate": "zhentiaojie", "withdraw": "zhenzhuren"}[how], how)
    (line,) = to_receive(player)
    assert "通知交费" in str(line.why)
    assert "达成协议" not in str(line.why)
    asked: dict[str, Any] = {"amount": Decimal(50), "notified_on": player.clock.today()}
    perform(player.house, notify_fee, actor=player.actor("fayuan"), case_id=player.case_id, **asked)
    assert to_receive(player) == ()
    assert set(ways(player)) == set(SuitEnd)


@pytest.mark.parametrize("again", ["withdrawn", "on to trial"])
def test_a_suit_in_two_cases_waits_in_one_line(house: Installation, again: str) -> None:
    player = ended_by(house, "zhentiaojie", "terminate")
    player.step("fayuan", "entrust_in_trial", SUMMARY, "双方愿意再谈")
    newest_after(player)
    if again == "withdrawn":
        player.step("fayuan", "withdraw", reason="又不愿意了")
    else:
        player.step("fayuan", "go_to_trial", reason="又不愿意了")
    assert case(player).state == {"withdrawn": "withdrawn", "on to trial": "at_trial"}[again]
    (line,) = to_receive(player)
    assert "通知交费" in str(line.why)
    assert line.id == player.case_id
    asked: dict[str, Any] = {"amount": Decimal(50), "notified_on": player.clock.today()}
    perform(player.house, notify_fee, actor=player.actor("fayuan"), case_id=player.case_id, **asked)
    assert to_receive(player) == ()


# Beside the court


def test_what_a_court_tries_nobody_mediates_but_on_its_entrusting(house: Installation) -> None:
    player = filed_by_a_committee(house)
    court, other = player.organisation(COURT), player.organisation(OTHER_COURT)
    for given, field in (
        (acts.MediatedAgain(CaseSource.APPLICATION), "source"),
        (acts.MediatedAgain(CaseSource.COURT_ENTRUSTED, other), "inviting_court_id"),
    ):
        with pytest.raises(BadInput, match="正在审理") as refused:
            player.step("cunzhuren", "mediate_again", given, "又愿意调解")
        assert [one.field for one in refused.value.problems] == [field]
    entrusted = acts.MediatedAgain(CaseSource.COURT_ENTRUSTED, court)
    player.step("cunzhuren", "mediate_again", entrusted, "法院委托")
    with pytest.raises(ConditionsUnmet, match="已经委托调解"):
        player.step("cunzhuren", "mediate_again", entrusted, "法院委托")
    with pytest.raises(ConditionsUnmet, match="已经委托调解"):
        player.step("fayuan", "entrust_in_trial", SUMMARY, "双方愿意再谈")
    first = player.case_id
    newest_after(player)
    with house.read() as session:
        numbers = session.scalars(select(Filing.court_number)).all()
        assert len(numbers) == 2
        assert len(set(numbers)) == 1
        page = matter_page(
            session, house.registry, player.actor("faguan"), MatterKind.DISPUTE, player.case_id, TODAY
        )
        assert page.view is CaseView.COURT
    player.step("cunzhuren", "withdraw", reason="又不愿意了")
    player.case_id = first
    end(player, SuitEnd.JUDGED)
    player.step("cunzhuren", "mediate_again", acts.MediatedAgain(CaseSource.APPLICATION), "判决以后又有纠纷")


def nobody_is_left_at_the_court(house: Installation) -> None:
    with house.begin() as uow:
        court = select(Organisation.id).where(Organisation.name == COURT).scalar_subquery()
        there = select(Membership.person_id).where(Membership.organisation_id == court)
        for one in uow.session.scalars(select(Person).where(Person.id.in_(there))):
            one.active = False
        uow.commit()


def owed_by_the_court(player: Player) -> set[str]:
    with player.house.read() as session:
        court = session.get_one(Organisation, player.organisation(COURT))
        return {str(one.what) for one in still_owed(session, court, TODAY)}


def test_the_parties_of_a_suit_at_a_court_that_does_not_work_here_are_heard_again_once_it_is_over(
    house: Installation,
) -> None:
    """人民调解法 17: nobody at that court could ever say here that it has ruled."""
    player = filed_by_a_committee(house)
    again = acts.MediatedAgain(CaseSource.APPLICATION)
    over = ProceedingGiven(
        kind=ProceedingKind.SUIT,
        body=COURT,
        happened_on=player.clock.today(),
        what="判决已经生效",
        ended=True,
    )
    with pytest.raises(BadInput, match="由登记立案的人民法院结案"):
        noted(player, over)
    nobody_is_left_at_the_court(house)
    with pytest.raises(BadInput, match="不能早于立案日期"):
        noted(player, replace(over, happened_on=player.clock.today() - timedelta(1)))
    noted(player, replace(over, ended=False))
    with pytest.raises(BadInput, match="正在审理"):
        player.step("cunzhuren", "mediate_again", again, "判决以后又有纠纷")
    assert "它立案、还没有结案的诉讼" in owed_by_the_court(player)
    noted(player, over)
    assert "它立案、还没有结案的诉讼" not in owed_by_the_court(player)
    player.step("cunzhuren", "mediate_again", again, "判决以后又有纠纷")
    newest_after(player)
    with pytest.raises(BadInput, match="没有登记立案"):
        noted(player, over)
    player.step("cunzhuren", "go_to_court", reason="再次起诉")
    filed = acts.CaseFiled(player.organisation(COURT), player.court_number("民初"), player.clock.today())
    player.step("cunzhuren", "record_filing", filed)
    with pytest.raises(BadInput, match="正在审理"):
        player.step("cunzhuren", "mediate_again", again, "前一件诉讼已经结案")


def not_over(player: Player, account: str = "cunzhuren", reason: str = "判决还没有生效") -> None:
    wish = {"case_id": player.case_id, "reason": reason}
    perform(player.house, withdraw_suit_over, actor=player.actor(account), **wish)


def test_a_note_that_the_suit_is_over_is_taken_back_by_who_noted_it_or_the_head(house: Installation) -> None:
    player = filed_by_a_committee(house)
    again = acts.MediatedAgain(CaseSource.APPLICATION)
    over = ProceedingGiven(
        kind=ProceedingKind.SUIT, body=COURT, happened_on=player.clock.today(), what="已经判决", ended=True
    )
    with pytest.raises(WrongState, match="没有记录过"):
        not_over(player)
    nobody_is_left_at_the_court(house)
    noted(player, over)
    with pytest.raises(NotAllowed, match="由记录的人"):
        not_over(player, mediator_of(player))
    for account in ("lincun", "zhenzhuren", "kailufayuan"):
        with pytest.raises((NotAllowed, NotThere)):
            not_over(player, account)
    with pytest.raises(BadInput, match="为什么撤销"):
        not_over(player, reason=" ")
    player.step("cunzhuren", "mediate_again", again, "判决以后又有纠纷")
    with pytest.raises(WrongState, match="已经按这条记录再次调解"):
        not_over(player)
    first = player.case_id
    newest_after(player)
    player.step("cunzhuren", "withdraw", reason="又不愿意了")
    player.case_id = first
    not_over(player)
    with pytest.raises(WrongState, match="已经撤销"):
        not_over(player)
    assert "它立案、还没有结案的诉讼" in owed_by_the_court(player)
    with pytest.raises(BadInput, match="正在审理"):
        player.step("cunzhuren", "mediate_again", again, "又愿意调解")
    with house.read() as session:
        assert history_of(session, first, contents=True)[-1].data["why"] == "判决还没有生效"
        assert list(replay_breaks(session, house.registry)) == []
        assert verify_chains(session, house.vault, verify_signature).breaks == ()
    noted(player, over)
    player.step("cunzhuren", "mediate_again", again, "这次真的判决了")


def mediator_of(player: Player) -> str:
    """A mediator of the village who noted nothing and takes nothing back."""
    with player.house.begin() as uow:
        village = uow.session.get_one(Case, player.case_id).organisation_id
        who = uow.session.scalars(select(Person).where(Person.account == "zhentiaojie")).one()
        uow.session.add(
            Membership(
                person_id=who.id, organisation_id=village, role="registrar", from_on=TODAY - timedelta(90)
            )
        )
        uow.commit()
    return "zhentiaojie"


def test_the_end_of_a_suit_stands_in_the_history_of_every_case_of_it(house: Installation) -> None:
    """Each chain tells it for itself, and who follows a case reads it there."""
    player = ended_by(house, "zhentiaojie", "terminate")
    player.step("fayuan", "entrust_in_trial", SUMMARY, "双方愿意再谈")
    first = player.case_id
    newest_after(player)
    second = player.case_id
    player.step("fayuan", "withdraw", reason="又不愿意了")
    end(player, SuitEnd.JUDGED)
    with house.read() as session:
        for case_id in (first, second):
            ended = [
                one for one in history_of(session, case_id, contents=True) if one.tag == "case:suit_ended"
            ]
            assert [one.data["suit_end"] for one in ended] == [SuitEnd.JUDGED.value]
        assert list(replay_breaks(session, house.registry)) == []
        assert verify_chains(session, house.vault, verify_signature).breaks == ()


def test_a_court_sees_the_case_whose_filing_a_committee_has_recorded(house: Installation) -> None:
    player = Player(house, TODAY - timedelta(60))
    register(player, 3)
    player.step("cunzhuren", "go_to_court", reason="申请人选择起诉")
    faguan, elsewhere = player.actor("faguan"), player.actor("kailufayuan")
    asked = player.house.registry, faguan, MatterKind.DISPUTE, player.case_id, TODAY
    with house.read() as session, pytest.raises(NotThere):
        matter_page(session, *asked)
    filed = acts.CaseFiled(player.organisation(COURT), player.court_number("民初"), player.clock.today())
    player.step("cunzhuren", "record_filing", filed)
    with house.read() as session:
        assert matter_page(session, *asked).view is CaseView.COURT
        for who, sees in ((faguan, True), (elsewhere, False)):
            listed = session.scalars(select(Case.id).where(cases_of_a_court(who))).all()
            assert (player.case_id in listed) is sees
    player.step("fayuan", "entrust_in_trial", SUMMARY, "双方愿意再谈")


# Before registration


def test_what_a_court_takes_back_lies_at_its_desk_with_its_seven_days(house: Installation) -> None:
    player = unsigned(house)
    with pytest.raises(ConditionsUnmet, match="撤回委派"):
        player.step("fayuan", "call_back", reason="没有人签收", matter=HAND_OVER)
    player.wait(5)
    player.step("fayuan", "call_back_delegated", reason="没有人签收", matter=HAND_OVER)
    (lies,) = complaints(house, player)
    assert (lies.state, lies.asked_id) == ("received", player.organisation(COURT))
    assert case(player).state == "registered"
    given = acts.CaseDelegated(
        player.organisation(TOWNSHIP_COMMITTEE), tuple(player.parties), player.number_of_the_suit()
    )
    player.step("fayuan", "delegate", given, "再派一次，双方同意")
    assert [one.state for one in complaints(house, player)] == ["sent_back"]
    with house.read() as session:  # nobody was told yet, and nobody need be
        (told,) = session.scalars(select(Notice).where(Notice.subject_id == lies.id))
        assert "法院已经撤回委派" in (told.text or "")
        assert told.expires_at <= player.clock.now()


def test_an_offer_that_was_not_delegated_is_taken_back_as_ever(house: Installation) -> None:
    player = at_court(Player(house, TODAY - timedelta(60)), 1)
    given = acts.CaseOffered(player.organisation(TOWNSHIP_COMMITTEE), tuple(player.parties[:1]))
    player.step("fayuan", "guide", given, "愿意调解")
    with pytest.raises(ConditionsUnmet):
        player.step("fayuan", "call_back_delegated", reason="改变主意", matter=HAND_OVER)
    player.step("fayuan", "call_back", reason="改变主意", matter=HAND_OVER)
    assert complaints(house, player) == []


def test_what_was_ruled_on_is_registered_and_not_sent_out_again(house: Installation) -> None:
    player = unsigned(house)
    player.step("zhenzhuren", "return_delegated", reason="联系不上", matter=HAND_OVER)
    given = acts.CaseDelegated(
        player.organisation(TOWNSHIP_COMMITTEE), tuple(player.parties), player.number_of_the_suit()
    )
    refuse(player)
    with pytest.raises(ConditionsUnmet, match="已经就起诉作出裁定"):
        player.step("fayuan", "delegate", given, "另派")
    appeal = acts.AppealRaised(player.parties[0], "被告是明确的")
    player.step("fayuan", "record_appeal", appeal, matter=FILING)
    with pytest.raises(ConditionsUnmet, match="已经就起诉作出裁定"):
        player.step("fayuan", "delegate", given, "另派")
    player.step("fayuan", "withdraw", reason="起诉人撤回上诉、起诉", matter=FILING)
    player.step("fayuan", "delegate", given, "撤回以后双方又愿意调解")


def left_with_a_judge_alone(house: Installation) -> None:
    with house.begin() as uow:
        court = select(Organisation.id).where(Organisation.name == COURT).scalar_subquery()
        desk = select(Membership.person_id).where(
            Membership.organisation_id == court, Membership.role != "judge"
        )
        for one in uow.session.scalars(select(Person).where(Person.id.in_(desk))):
            one.active = False
        uow.commit()


def test_nothing_is_laid_before_a_court_in_which_only_a_judge_sits(house: Installation) -> None:
    delegated = unsigned(house)
    handing_in = Player(house, TODAY - timedelta(60))
    register(handing_in, 3)
    handing_in.step("cunzhuren", "go_to_court", reason="申请人选择起诉")
    left_with_a_judge_alone(house)
    with house.read() as session:
        row = session.get_one(Case, delegated.case_id)
        facts = gather_facts(
            session, house.registry, row, row, delegated.clock.today(), frozenset({"court_at_hand"})
        )
        assert not facts.court_at_hand
    with pytest.raises(BadInput, match="还没有能立案的人员"):
        hand_in(handing_in)
    with house.read() as session:
        assert session.scalars(select(Request)).all() == []


def test_no_complaint_is_handed_in_at_a_court_that_was_stopped(house: Installation) -> None:
    """Its people keep their posts, and nobody opens anything there."""
    player = Player(house, TODAY - timedelta(60))
    register(player, 3)
    player.step("cunzhuren", "go_to_court", reason="申请人选择起诉")
    with house.begin() as uow:
        court = uow.session.get_one(Organisation, player.organisation(COURT))
        court.active, court.stopped_on = False, TODAY - timedelta(61)
        uow.commit()
    with pytest.raises(BadInput, match="还没有能立案的人员") as refused:
        hand_in(player)
    assert [one.field for one in refused.value.problems] == ["court_id"]
    assert complaints(house, player) == []
    assert case(player).state == "at_court"
    other = acts.ComplaintHandedIn("起诉状一份", player.clock.today(), player.organisation(OTHER_COURT))
    player.step("cunzhuren", "hand_in_complaint", other)
    assert [one.state for one in complaints(house, player)] == ["received"]


def test_what_was_taken_back_and_sent_elsewhere_in_one_act_is_told_to_nobody(house: Installation) -> None:
    player = unsigned(house)
    player.wait(9)
    with house.read() as session:
        offer = session.scalars(select(HandOver.id).where(HandOver.case_id == player.case_id)).one()
    elsewhere = player.organisation(COUNTY_COMMITTEE)
    asked: dict[str, Any] = {"hand_over_id": offer, "receiver_id": elsewhere, "reason": "逾期没有签收"}
    perform(player.house, send_elsewhere, actor=player.actor("fayuan"), **asked)
    (between,) = complaints(house, player)
    assert between.state == "sent_back"
    with house.read() as session:
        offers = session.scalars(select(HandOver).order_by(HandOver.id)).all()
        told = session.scalars(select(Notice).where(Notice.subject_id == between.id)).all()
    assert [(one.state, one.receiver_id == elsewhere) for one in offers] == [
        ("withdrawn", False),
        ("offered", True),
    ]
    assert told
    assert all(one.expires_at <= player.clock.now() for one in told)
