"""A court's term does not wait for a draft, a court takes back what it sent out, and nothing overtakes its trial."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select

from mediation.bootstrap import Installation
from mediation.demonstration.doors import HAND_OVER, OLD_REGIME, at_court, mediated_first
from mediation.demonstration.invented import COURT, TOWNSHIP_COMMITTEE
from mediation.demonstration.player import Player
from mediation.model import Agreement, Case, CaseLink, Document, Request
from mediation.readmodels.case_parts import agreement_of
from mediation.readmodels.terms_audit import terms_broken
from mediation.rules import acts
from mediation.rules.acts import Mark
from mediation.rules.errors import BadInput, ConditionsUnmet, NotAllowed, NotThere, WrongState
from mediation.rules.vocabulary import (
    CaseSource,
    CourtProcedure,
    DeadlineState,
    DeliveryManner,
    MatterKind,
    Outcome,
    SignatureManner,
    SignerRole,
    SuitEnd,
)
from mediation.services.case_now import current_parties
from mediation.services.end_suit import end_suit
from mediation.services.notify_fee import notify_fee
from mediation.services.perform import perform
from mediation.services.sweep_deadlines import sweep_deadlines
from tests.faults.side_roads import a_draft, three_at_court
from tests.steps.conftest import TODAY
from tests.steps.test_entered_in_time import case_of, late, longer, term
from tests.steps.test_entrusted_in_trial import sent_out

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])
SIGNED = (SignatureManner.SIGNED,)
FILING = MatterKind.FILING


@pytest.fixture
def entrusted(house: Installation) -> Player:
    player = at_court(Player(house, TODAY - timedelta(60)), 1)
    mediated_first(player)
    return player


@pytest.fixture
def delegated(house: Installation) -> Player:
    """Under the older regime, with a mediator named."""
    player = at_court(Player(house, OLD_REGIME), 0)
    given = acts.CaseDelegated(
        player.organisation(TOWNSHIP_COMMITTEE), tuple(player.parties), player.court_number("诉前调")
    )
    player.step("fayuan", "delegate", given, "双方同意立案前调解")
    player.step("zhenzhuren", "sign_for", matter=HAND_OVER)
    player.appoint("zhenzhuren", "zhentiaojie")
    return player


def after(player: Player, clock: str) -> None:
    player.clock.move_to(term(player, clock).due_on + timedelta(1))
    assert sweep_deadlines(player.house).failed == 0


def end(player: Player, how: SuitEnd) -> None:
    asked: dict[str, Any] = {"case_id": player.case_id, "ended_as": how, "ended_on": player.clock.today()}
    perform(player.house, end_suit, actor=player.actor("fayuan"), **asked)


def complaints(player: Player) -> list[Request]:
    here = select(Request).where(Request.case_id == player.case_id, Request.kind == FILING)
    with player.house.read() as session:
        return list(session.scalars(here))


def test_the_term_of_a_suit_ends_in_a_draft_that_nobody_signed(entrusted: Player) -> None:
    a_draft(entrusted)
    last = term(entrusted).due_on
    after(entrusted, "first_mediation")
    case = case_of(entrusted)
    assert (case.state, case.concluded_on, case.outcome) == ("at_trial", last, Outcome.TO_COURT)


def test_also_where_one_party_has_signed_and_the_other_has_not(delegated: Player) -> None:
    a_draft(delegated)
    delegated.sign("zhenzhuren", "zhentiaojie", parties=1, all_of_it=False)
    after(delegated, "delegated")
    assert case_of(delegated).state == "at_court"
    assert [one.state for one in complaints(delegated)] == ["received"]


def test_not_where_all_parties_have_signed_and_only_the_seal_is_missing(entrusted: Player) -> None:
    a_draft(entrusted)
    entrusted.sign("zhenzhuren", "zhentiaojie", all_of_it=False)
    after(entrusted, "first_mediation")
    assert case_of(entrusted).state == "agreed"
    with pytest.raises(ConditionsUnmet, match="不能由调解员退回"):
        entrusted.step("zhentiaojie", "resume_mediation", reason="重新谈")


def test_signatures_of_the_last_day_are_entered_under_the_same_draft(entrusted: Player) -> None:
    a_draft(entrusted)
    last, me = term(entrusted).due_on, entrusted.actor("zhentiaojie").person_id
    after(entrusted, "first_mediation")
    late(entrusted, "zhentiaojie", "enter_in_time", last)
    assert case_of(entrusted).state == "agreed"
    marks = (
        *(Mark(SignerRole.PARTY, last, SIGNED, party_id=party) for party in entrusted.parties),
        Mark(SignerRole.MEDIATOR, last, SIGNED, person_id=me),
        Mark(SignerRole.COMMITTEE_SEAL, last, (SignatureManner.SEALED,)),
    )
    late(entrusted, "zhenzhuren", "sign", last, acts.MarksGathered(marks))
    assert (case_of(entrusted).state, case_of(entrusted).concluded_on) == ("in_force", last)
    with entrusted.house.read() as session:
        assert session.scalars(select(Agreement.in_force_on)).one() == last


def test_the_court_takes_a_suit_to_trial_itself_and_ends_it(entrusted: Player) -> None:
    a_draft(entrusted)
    with pytest.raises(BadInput, match="理由"):
        entrusted.step("fayuan", "take_to_trial")
    with pytest.raises((NotAllowed, NotThere)):
        entrusted.step("zhentiaojie", "take_to_trial", reason="不想办了")
    with pytest.raises((NotAllowed, NotThere)):
        entrusted.step("kailufayuan", "take_to_trial", reason="别的法院")
    with pytest.raises(ConditionsUnmet, match="立案前委派"):
        entrusted.step("fayuan", "take_delegation_back", reason="没有委派过")
    entrusted.step("fayuan", "take_to_trial", reason="一方明确不愿继续")
    assert (case_of(entrusted).state, case_of(entrusted).outcome) == ("at_trial", Outcome.TO_COURT)
    with entrusted.house.read() as session:
        letters = select(Document).where(
            Document.case_id == entrusted.case_id, Document.kind == "reply_letter"
        )
        assert session.scalars(letters).all() == []  # nobody answers the court what it did itself
    end(entrusted, SuitEnd.JUDGED)


def test_the_court_takes_a_delegation_back_and_examines_the_suit(delegated: Player) -> None:
    with pytest.raises(ConditionsUnmet, match="还没有登记立案"):
        delegated.step("fayuan", "take_to_trial", reason="没有立案")
    delegated.step("faguan", "take_delegation_back", reason="受派的组织没有办理")
    assert case_of(delegated).state == "terminated"
    assert [one.state for one in complaints(delegated)] == ["received"]
    with pytest.raises(WrongState):
        delegated.step("fayuan", "take_delegation_back", reason="再来一次")


def test_what_lies_at_the_courts_own_desk_it_need_not_take_back(house: Installation) -> None:
    player = at_court(Player(house, TODAY - timedelta(60)), 1)
    suit = acts.SuitFiled(player.court_number("民初"), CourtProcedure.SUMMARY, player.clock.today())
    player.step("fayuan", "file_suit", suit)
    with pytest.raises(ConditionsUnmet, match="案件还在法院"):
        player.step("fayuan", "take_to_trial", reason="不用委托")


def test_the_court_alone_splits_what_it_sent_out_and_the_new_case_lies_at_its_desk(
    house: Installation,
) -> None:
    player = three_at_court(Player(house, TODAY - timedelta(60)))
    given = acts.PartiesSplit(tuple(player.parties[2:]), tuple(player.parties[1:2]))
    with pytest.raises(ConditionsUnmet, match="由法院决定"):
        player.step("zhenzhuren", "split_off", given, "想分开")
    with pytest.raises((NotAllowed, NotThere)):
        player.step("zhenzhuren", "split_off_by_the_court", given, "想分开")
    player.step("fayuan", "split_off_by_the_court", given, "另一原告的请求分开审理")
    first = player.case_id
    with house.read() as session:
        link = session.scalars(select(CaseLink).where(CaseLink.origin_id == first)).one()
        new = session.get_one(Case, link.case_id)
        assert (new.state, new.organisation_id) == ("registered", player.organisation(COURT))
        assert (new.inviting_court_id, new.source) == (None, CaseSource.COURT_GUIDANCE)
        assert len(current_parties(session, new.id)) == len(current_parties(session, first)) == 2
    assert term(player).state is DeadlineState.RUNNING
    player.case_id = new.id
    suit = acts.SuitFiled(player.court_number("民初"), CourtProcedure.ORDINARY, player.clock.today())
    player.step("fayuan", "file_suit", suit)


def test_not_even_the_court_splits_what_somebody_has_signed(house: Installation) -> None:
    player = three_at_court(Player(house, TODAY - timedelta(60)))
    a_draft(player)
    player.sign("zhenzhuren", "zhentiaojie", parties=1, all_of_it=False)
    given = acts.PartiesSplit(tuple(player.parties[2:]), tuple(player.parties[1:2]))
    with pytest.raises(ConditionsUnmet, match="已经有人在协议上签名"):
        player.step("fayuan", "split_off_by_the_court", given, "分开审理")


# 补记


@pytest.mark.parametrize("how", [SuitEnd.JUDGED, SuitEnd.WITHDRAWN])
def test_nothing_is_entered_late_into_a_suit_that_is_over(entrusted: Player, how: SuitEnd) -> None:
    last = term(entrusted).due_on
    after(entrusted, "first_mediation")
    end(entrusted, how)
    with pytest.raises(ConditionsUnmet, match="法院已经结案"):
        late(entrusted, "zhentiaojie", "enter_in_time", last)
    assert case_of(entrusted).state == "at_trial"


def test_nor_once_the_fee_was_told(entrusted: Player) -> None:
    last = term(entrusted).due_on
    after(entrusted, "first_mediation")
    asked: dict[str, Any] = {
        "case_id": entrusted.case_id,
        "amount": Decimal(50),
        "notified_on": entrusted.clock.today(),
    }
    perform(entrusted.house, notify_fee, actor=entrusted.actor("fayuan"), **asked)
    with pytest.raises(ConditionsUnmet, match="通知交费"):
        late(entrusted, "zhentiaojie", "enter_in_time", last)


def test_a_fee_told_before_the_court_entrusted_it_in_trial_stands_in_nobodys_way(entrusted: Player) -> None:
    entrusted.step("zhentiaojie", "go_to_trial", reason="差距过大")
    asked: dict[str, Any] = {
        "case_id": entrusted.case_id,
        "amount": Decimal(50),
        "notified_on": entrusted.clock.today(),
    }
    perform(entrusted.house, notify_fee, actor=entrusted.actor("fayuan"), **asked)
    sent_out(entrusted)
    entrusted.appoint("zhenzhuren", "zhentiaojie")
    last = term(entrusted, "first_mediation_summary").due_on
    after(entrusted, "first_mediation_summary")
    late(entrusted, "zhentiaojie", "enter_in_time", last)
    late(entrusted, "zhentiaojie", "extend", last, longer(entrusted, last))
    assert case_of(entrusted).state == "mediating"


def test_nor_after_the_court_has_refused_to_register_what_came_back(delegated: Player) -> None:
    last = term(delegated, "delegated").due_on
    after(delegated, "delegated")
    ruled = acts.RulingMade(delegated.court_number("民初"))
    delegated.step("faguan", "refuse", ruled, "没有明确的被告", FILING)
    served = acts.RulingServed(
        (acts.Served(delegated.parties[0], DeliveryManner.DIRECT, delegated.clock.today()),)
    )
    delegated.step("shujiyuan", "serve_refusal", served, matter=FILING)
    with pytest.raises(ConditionsUnmet, match="已经就起诉作出裁定"):
        late(delegated, "zhentiaojie", "enter_in_time", last)


# 委派: the parties' marks suffice


def test_a_delegated_agreement_is_in_force_once_all_parties_have_signed(delegated: Player) -> None:
    a_draft(delegated)
    delegated.sign("zhenzhuren", "zhentiaojie", all_of_it=False)
    case = case_of(delegated)
    assert (case.state, case.concluded_on) == ("in_force", delegated.clock.today())
    with pytest.raises(WrongState):
        delegated.step("zhentiaojie", "resume_mediation", reason="重新谈")
    delegated.wait(2)
    today, me = delegated.clock.today(), delegated.actor("zhentiaojie").person_id
    party = Mark(SignerRole.PARTY, today, SIGNED, party_id=delegated.parties[0])
    with pytest.raises(BadInput, match="这里只补"):
        delegated.step("zhenzhuren", "complete_marks", acts.MarksGathered((party,)))
    marks = (
        Mark(SignerRole.MEDIATOR, today, SIGNED, person_id=me),
        Mark(SignerRole.COMMITTEE_SEAL, today, (SignatureManner.SEALED,)),
    )
    delegated.step("zhenzhuren", "complete_marks", acts.MarksGathered(marks))
    with delegated.house.read() as session:
        shown = agreement_of(session, delegated.case_id)
        assert shown is not None
        assert shown.unsigned_roles == ()
        assert shown.in_force_on == case.concluded_on
        assert list(terms_broken(session, delegated.house.vault)) == [], "the history tells every mark"
    with pytest.raises(ConditionsUnmet, match="都已经齐全"):
        delegated.step("zhenzhuren", "complete_marks", acts.MarksGathered(marks))


# After 撤诉


def test_a_suit_that_was_withdrawn_is_brought_again_at_the_same_desk(house: Installation) -> None:
    player = at_court(Player(house, TODAY - timedelta(60)), 1)
    suit = acts.SuitFiled(player.court_number("民初"), CourtProcedure.SUMMARY, player.clock.today())
    player.step("fayuan", "file_suit", suit)
    player.step("fayuan", "go_to_trial", reason="不同意先行调解")
    again = acts.MediatedAgain(CaseSource.COURT_GUIDANCE)
    with pytest.raises(ConditionsUnmet, match="法院正在审理"):
        player.step("fayuan", "mediate_again", again, "再次起诉")
    end(player, SuitEnd.WITHDRAWN)
    first = player.case_id
    player.step("fayuan", "mediate_again", acts.MediatedAgain(CaseSource.APPLICATION), "撤诉以后再次起诉")
    with player.house.read() as session:
        link = session.scalars(select(CaseLink).where(CaseLink.origin_id == first)).one()
        new = session.get_one(Case, link.case_id)
        assert (new.state, new.organisation_id) == ("registered", player.organisation(COURT))
        player.case_id = new.id
    second = acts.SuitFiled(player.court_number("民初"), CourtProcedure.SUMMARY, player.clock.today())
    player.step("fayuan", "file_suit", second)
    assert case_of(player).state == "registered"
