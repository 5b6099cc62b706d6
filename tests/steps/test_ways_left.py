"""Where mediation has ended, the other ways are open; what another body has taken is accepted with a reason, or not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlalchemy import select

from mediation.bootstrap import Installation
from mediation.demonstration.doors import at_court
from mediation.demonstration.invented import COURT
from mediation.demonstration.player import Player
from mediation.model import Case, Request
from mediation.rules import acts
from mediation.rules.errors import BadInput, ConditionsUnmet, WrongState
from mediation.rules.vocabulary import (
    AgreementForm,
    Channel,
    CourtProcedure,
    MatterKind,
    ObligationKind,
    ProceedingKind,
)
from mediation.services.follow_elsewhere import follow_elsewhere
from mediation.services.perform import perform
from tests.faults.side_roads import registered
from tests.steps.conftest import TODAY
from tests.steps.test_entered_in_time import case_of
from tests.steps.test_proceedings import HEARD, noted

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])
REFERRAL = MatterKind.REFERRAL


def begun(house: Installation, **more: object) -> Player:
    player = Player(house, TODAY)
    registered(player, **more)
    return player


def refer(player: Player, channel: Channel) -> None:
    player.step("cunzhuren", "refer", acts.Referred(channel, "某机构", "请协助", tuple(player.parties)))


def mediating(player: Player) -> None:
    player.step("cunzhuren", "skip_settlement", reason="直接申请")
    player.accept("cunzhuren")
    player.appoint("cunzhuren", "cunzhuren")


def agreed(player: Player, left_over: str = "") -> None:
    mediating(player)
    player.sit("cunzhuren", "告知权利义务，各自陈述。", "达成一致", "村委会")
    duty = acts.ObligationDrawn(
        kind=ObligationKind.ACT, debtor_id=player.parties[1], creditor_id=player.parties[0], what="疏通水沟"
    )
    given = acts.AgreementDrawn(AgreementForm.WRITTEN, "水沟被堵", "", (duty,), left_over=left_over)
    player.step("cunzhuren", "reach_agreement", given)
    player.sign("cunzhuren", "cunzhuren")


def follow(player: Player) -> None:
    perform(player.house, follow_elsewhere, actor=player.actor("cunzhuren"), case_id=player.case_id)


def referrals(player: Player) -> list[tuple[Channel | None, str]]:
    here = select(Request).where(Request.case_id == player.case_id, Request.kind == REFERRAL)
    with player.house.read() as session:
        return [(one.channel, one.state) for one in session.scalars(here.order_by(Request.id))]


def terminated(player: Player) -> None:
    mediating(player)
    player.step("cunzhuren", "terminate", reason="差距过大")


def refused(player: Player) -> None:
    player.step("cunzhuren", "refuse", reason="不属于民间纠纷")


def withdrawn(player: Player) -> None:
    player.step("cunzhuren", "withdraw", reason="申请人撤回")


def sued(player: Player) -> None:
    player.step("cunzhuren", "go_to_court", reason="申请人选择起诉")


@pytest.mark.parametrize("end", [terminated, refused, withdrawn, sued])
def test_what_a_party_asked_for_itself_outlives_mediation_and_is_asked_for_afterwards(
    house: Installation, end: Callable[[Player], None]
) -> None:
    player = begun(house)
    refer(player, Channel.LEGAL_AID)
    refer(player, Channel.NOTARY)
    end(player)
    assert referrals(player) == [(Channel.LEGAL_AID, "referred"), (Channel.NOTARY, "withdrawn")]
    refer(player, Channel.PETITION)
    player.step("cunzhuren", "hear_back", acts.Answered("已受理"), matter=REFERRAL)
    with pytest.raises(BadInput, match="不能转介这一途径"):
        refer(player, Channel.NOTARY)


@pytest.mark.parametrize(
    ("flag", "channel", "step"),
    [
        ("labour", Channel.LABOUR_ARBITRATION, "record_award"),
        ("land_title", Channel.GOVERNMENT, "record_decision"),
    ],
)
def test_what_was_left_over_goes_to_who_comes_before_the_court_and_is_sued_over_then(
    house: Installation, flag: str, channel: Channel, step: str
) -> None:
    player = begun(house, **{flag: True})
    agreed(player, left_over="其余事项")
    assert case_of(player).state == "in_force_partly"
    handed_in = acts.ComplaintHandedIn("起诉状一份", TODAY, player.organisation(COURT))
    with pytest.raises(ConditionsUnmet, match="应先"):
        player.step("cunzhuren", "hand_in_complaint", handed_in)
    follow(player)
    ruled = acts.DecisionReceived("某机构", "〔2026〕3号", "维持现状", TODAY)
    player.step("cunzhuren", step, ruled, matter=REFERRAL)
    assert [one[0] for one in referrals(player)] == [channel]
    with pytest.raises(WrongState, match="已经在跟踪"):
        follow(player)
    player.step("cunzhuren", "hand_in_complaint", handed_in)
    assert case_of(player).state == "in_force_partly"


def test_a_labour_agreement_that_is_not_performed_goes_to_arbitration(house: Installation) -> None:
    player = begun(house, labour=True)
    agreed(player)
    for channel in (Channel.GOVERNMENT, Channel.PETITION, Channel.ADMINISTRATIVE_RULING):
        with pytest.raises(BadInput, match="不能转介这一途径"):
            refer(player, channel)
    refer(player, Channel.LABOUR_ARBITRATION)
    player.step("cunzhuren", "await_award", matter=REFERRAL)
    refer(player, Channel.LEGAL_AID)
    assert [one[1] for one in referrals(player)] == ["arbitrating", "referred"]


def test_an_ordinary_agreement_is_sued_over_at_once_and_goes_to_no_arbitration(house: Installation) -> None:
    player = begun(house)
    agreed(player)
    with pytest.raises(WrongState, match="没有转仲裁"):
        follow(player)
    with pytest.raises(BadInput, match="不能转介这一途径"):
        refer(player, Channel.LABOUR_ARBITRATION)
    refer(player, Channel.NOTARY)


# What another body has taken


def test_what_a_court_tries_no_committee_accepts_until_that_is_over(house: Installation) -> None:
    player = begun(house)
    noted(player)
    player.step("cunzhuren", "skip_settlement", reason="直接申请")
    with pytest.raises(ConditionsUnmet, match="法院已经受理"):
        player.step("cunzhuren", "accept", reason="各方愿意")
    noted(player, replace(HEARD, what="准许撤诉", ended=True))
    player.accept("cunzhuren")
    assert case_of(player).state == "accepted"


def test_what_the_police_have_taken_is_accepted_with_a_reason(house: Installation) -> None:
    player = begun(house)
    noted(player, replace(HEARD, kind=ProceedingKind.POLICE, body="某派出所", what="打架受案"))
    player.step("cunzhuren", "skip_settlement", reason="直接申请")
    with pytest.raises(BadInput, match="其他机关已经受理") as asked:
        player.step("cunzhuren", "accept")
    assert {one.field for one in asked.value.problems} == {"reason"}
    player.step("cunzhuren", "accept", reason="派出所委托先调解赔偿")
    assert case_of(player).state == "accepted"


@pytest.mark.parametrize("labour", [True, False])
def test_a_court_registers_a_labour_dispute_that_was_not_arbitrated_with_a_reason(
    house: Installation, labour: bool
) -> None:
    player = at_court(Player(house, TODAY), 1)
    with house.begin() as uow:
        uow.session.get_one(Case, player.case_id).labour = labour
        uow.commit()
    suit = acts.SuitFiled(player.court_number("民初"), CourtProcedure.SUMMARY, TODAY)
    if labour:
        with pytest.raises(BadInput, match="应先申请劳动仲裁") as asked:
            player.step("fayuan", "file_suit", suit)
        assert {one.field for one in asked.value.problems} == {"reason"}
    player.step("fayuan", "file_suit", suit, "只凭工资欠条起诉" if labour else "")
