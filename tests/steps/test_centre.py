"""Door 1 at the 综治中心: its desk registers who comes and sends them on; until a committee signs, it answers."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from mediation.bootstrap import Installation
from mediation.demonstration.doors import at_court, at_the_centre, dispatched
from mediation.demonstration.doors import registered as registered_there
from mediation.demonstration.invented import TOWNSHIP_COMMITTEE, register
from mediation.demonstration.people import TOWNSHIP
from mediation.demonstration.player import Player, dispute, invented_party
from mediation.model import Case, Deadline, HandOver, Setting
from mediation.readmodels.case_page import matter_page
from mediation.readmodels.case_parts import hand_overs_of
from mediation.readmodels.reach import running
from mediation.readmodels.requests import requests_waiting
from mediation.readmodels.triage import proposal_for
from mediation.rules import acts
from mediation.rules.errors import BadInput, ConditionsUnmet, NotAllowed, NotThere
from mediation.rules.intake import ConsentGiven
from mediation.rules.vocabulary import (
    CaseSource,
    Channel,
    ConsentPurpose,
    DeadlineState,
    HandOverKind,
    MatterKind,
    Outcome,
    Side,
    Tier,
)
from mediation.services.change_parties import record_consent
from mediation.services.many.run import begin_run, work_on_run
from mediation.services.many.steps import OfferMany
from mediation.services.perform import perform
from tests.steps.conftest import TODAY
from tests.steps.test_issuing_papers import issue

HAND_OVER = MatterKind.HAND_OVER


@pytest.fixture
def desk(house: Installation) -> Player:
    return at_the_centre(Player(house, TODAY - timedelta(40)), 1)


def holder_of(player: Player) -> Any:
    with player.house.read() as session:
        return session.get_one(Case, player.case_id).organisation_id


def sees(player: Player, account: str) -> bool:
    with player.house.read() as session:
        try:
            page = matter_page(
                session,
                player.house.registry,
                player.actor(account),
                MatterKind.DISPUTE,
                player.case_id,
                player.clock.today(),
            )
        except NotThere:
            return False
        return page.named


def test_the_centre_answers_until_a_committee_signs(house: Installation, desk: Player) -> None:
    centre = desk.actor("chuangkou").posts[0].organisation_id
    dispatched(desk)
    with house.read() as session:
        case = session.get_one(Case, desk.case_id)
        (shown,) = hand_overs_of(session, desk.case_id)
        clock = session.scalars(
            select(Deadline).where(
                Deadline.clock == "hand_over_answer", Deadline.state == DeadlineState.RUNNING
            )
        ).one()
        assert (case.organisation_id, case.source) == (centre, CaseSource.GOVERNANCE_CENTRE)
    assert shown.kind is HandOverKind.DISPATCH
    assert clock.due_on > desk.clock.today()
    assert sees(desk, "chuangkou")
    desk.step("zhenzhuren", "sign_for", matter=HAND_OVER)
    assert holder_of(desk) == desk.organisation(TOWNSHIP_COMMITTEE)
    assert not sees(desk, "chuangkou")
    assert sees(desk, "zhenzhuren")


def test_the_committee_decides_whether_it_accepts_and_its_own_month_runs(
    house: Installation, desk: Player
) -> None:
    dispatched(desk)
    desk.step("zhenzhuren", "sign_for", matter=HAND_OVER)
    desk.step("zhenzhuren", "skip_settlement", reason="当事人直接申请")
    desk.accept("zhenzhuren")
    with house.read() as session:
        running = set(
            session.scalars(
                select(Deadline.clock).where(
                    Deadline.matter_id == desk.case_id, Deadline.state == DeadlineState.RUNNING
                )
            )
        )
    assert running == {"mediation"}


def test_the_third_return_of_a_dispatch_is_decided_above_the_centre(
    house: Installation, desk: Player
) -> None:
    centre = desk.actor("chuangkou").posts[0].organisation_id
    for _ in range(2):
        dispatched(desk)
        desk.step("zhenzhuren", "return", reason="当事人不在本镇", matter=HAND_OVER)
        assert holder_of(desk) == centre
    dispatched(desk)
    with pytest.raises(ConditionsUnmet):
        desk.step("zhenzhuren", "return", reason="当事人不在本镇", matter=HAND_OVER)
    desk.step("zhenzhuren", "return_for_decision", reason="当事人不在本镇", matter=HAND_OVER)
    assert holder_of(desk) == centre
    with house.read() as session:
        (offer,) = session.scalars(select(HandOver).where(HandOver.is_open))
        due = session.scalars(select(Deadline.clock).where(Deadline.matter_id == offer.id, running())).all()
        assert offer.decider_id == desk.actor("qidudao").posts[0].organisation_id
    assert due == ["decision"]
    chosen = acts.CaseAssigned(desk.organisation(TOWNSHIP_COMMITTEE))
    desk.step("qidudao", "decide_receiver", chosen, "纠纷发生在保康镇", HAND_OVER)
    assert holder_of(desk) == chosen.receiver_id
    with house.read() as session:
        assert session.get_one(Case, desk.case_id).source is CaseSource.GOVERNANCE_CENTRE


def test_no_centre_decides_over_its_own_dispatch(house: Installation, desk: Player) -> None:
    """Where the setting names centres first, whoever else is above decides."""
    with house.begin() as uow:
        uow.session.add(Setting(name="deciders", value="county=governance_centre,justice_bureau"))
        uow.commit()
    dispatched(desk)
    desk.wait(9)
    desk.step("chuangkou", "ask_for_decision", matter=HAND_OVER)
    with house.read() as session:
        (offer,) = session.scalars(select(HandOver).where(HandOver.is_open))
    assert offer.decider_id == desk.actor("qidudao").posts[0].organisation_id
    desk.step("qidudao", "decide_sender", reason="由中心另派", matter=HAND_OVER)
    assert holder_of(desk) == desk.actor("chuangkou").posts[0].organisation_id


def a_referral(player: Player, channel: Channel = Channel.ADMINISTRATIVE_RULING) -> acts.Referred:
    return acts.Referred(channel, "旗不动产登记中心", "更正登记", tuple(player.parties))


def test_what_is_not_for_a_committee_is_referred_and_ended_by_the_desk(
    house: Installation, desk: Player
) -> None:
    desk.step("chuangkou", "refer", a_referral(desk))
    desk.step("chuangkou", "send_elsewhere", reason="由不动产登记中心更正登记")
    desk.step("chuangkou", "hear_back", acts.Answered("已经更正"), matter=MatterKind.REFERRAL)
    centre = desk.actor("chuangkou").posts[0]
    with house.read() as session:
        case = session.get_one(Case, desk.case_id)
        assert (case.outcome, case.number, case.organisation_id) == (
            Outcome.REFUSED,
            None,
            centre.organisation_id,
        )
    paper = issue(desk, "intake_refusal", "chuangkou")
    assert (paper.committee, paper.by_centre, paper.reason) == (
        centre.organisation_name,
        True,
        "由不动产登记中心更正登记",
    )


def test_the_committee_that_signs_hears_what_the_desk_asked(house: Installation, desk: Player) -> None:
    desk.step("chuangkou", "refer", a_referral(desk))
    dispatched(desk)
    with pytest.raises(ConditionsUnmet, match="正在移交"):
        desk.step("chuangkou", "send_elsewhere", reason="不归调解")
    desk.step("zhenzhuren", "sign_for", matter=HAND_OVER)
    with pytest.raises(NotThere):
        desk.step("chuangkou", "hear_back", acts.Answered("不受理"), matter=MatterKind.REFERRAL)
    desk.step("zhenzhuren", "hear_back", acts.Answered("不受理"), matter=MatterKind.REFERRAL)


def test_a_court_refers_before_it_has_registered_and_afterwards_what_is_a_partys_own(
    house: Installation,
) -> None:
    player = at_court(Player(house, TODAY - timedelta(40)), 1)
    player.step("fayuan", "refer", a_referral(player))
    player.step("fayuan", "hear_back", acts.Answered("已受理"), matter=MatterKind.REFERRAL)
    with pytest.raises(NotAllowed):
        player.step("fayuan", "send_elsewhere", reason="不归调解")
    registered_there(player)
    with pytest.raises(BadInput):
        player.step("fayuan", "refer", a_referral(player))
    player.step("fayuan", "refer", a_referral(player, Channel.LEGAL_AID))


def test_an_order_reaches_the_desk_and_the_desk_answers(house: Installation, desk: Player) -> None:
    desk.step("qidudao", "issue_order", acts.OrderWritten("请三日内派单"))
    with house.read() as session:
        (line,) = requests_waiting(session, house.registry, desk.actor("chuangkou"))
    assert (line.kind, line.mine) == (MatterKind.ORDER, True)
    desk.step("chuangkou", "answer", acts.Answered("已经派单"), matter=MatterKind.ORDER)
    desk.step("qidudao", "lift", matter=MatterKind.ORDER)


def test_who_came_agrees_and_nobody_who_refuses_is_sent_on(desk: Player) -> None:
    receiver = desk.organisation(TOWNSHIP_COMMITTEE)
    with pytest.raises(BadInput):
        desk.step("chuangkou", "dispatch", acts.CaseOffered(receiver, tuple(desk.parties[1:])), "按属地派单")
    perform(
        desk.house,
        record_consent,
        actor=desk.actor("chuangkou"),
        case_id=desk.case_id,
        party_id=desk.parties[0],
        given=ConsentGiven(ConsentPurpose.MEDIATION, False, desk.clock.today()),
    )
    with pytest.raises(ConditionsUnmet, match="明确拒绝调解"):
        dispatched(desk)


def test_at_the_desk_the_court_stays_one_step_away_and_danger_is_told(desk: Player) -> None:
    desk.step("chuangkou", "report_danger", acts.DangerReported("扬言动手", "保康派出所"))
    desk.step("chuangkou", "lift_danger", reason="民警已经劝离")
    dispatched(desk)
    desk.step("chuangkou", "go_to_court", reason="当事人要求起诉")
    with desk.house.read() as session:
        assert session.get_one(Case, desk.case_id).state == "at_court"


def test_the_desk_mediates_nothing_and_dispatches_nobody_elses_case(
    house: Installation, desk: Player
) -> None:
    with pytest.raises(NotAllowed):
        desk.step("chuangkou", "try_settlement", acts.SettlementAttempt("网格员"))
    own = Player(house, TODAY - timedelta(40))
    register(own, 3)
    given = acts.CaseOffered(own.organisation(TOWNSHIP_COMMITTEE), tuple(own.parties[:1]))
    with pytest.raises(NotThere):
        own.step("chuangkou", "dispatch", given, "按属地派单")
    with pytest.raises(NotAllowed):
        own.step("cunzhuren", "dispatch", given, "按属地派单")


def test_calls_wait_for_the_centres_supervisors_and_not_at_its_desk(
    house: Installation, desk: Player
) -> None:
    called = Player(house, TODAY - timedelta(40))
    register(called, 8, "zhenzhuren")
    called.step("zhenzhuren", "call_county", acts.Asked("请现场测绘"))
    with house.read() as session:
        waiting = {
            account: [line.kind for line in requests_waiting(session, house.registry, desk.actor(account))]
            for account in ("chuangkou", "zongzhi")
        }
    assert waiting == {"chuangkou": [], "zongzhi": [MatterKind.CALL_UP]}


def test_the_supervisors_of_the_centre_dispatch_nothing(desk: Player) -> None:
    given = acts.CaseOffered(desk.organisation(TOWNSHIP_COMMITTEE), tuple(desk.parties[:1]))
    with pytest.raises((NotAllowed, NotThere)):
        desk.step("zongzhi", "dispatch", given, "按属地派单")


@pytest.mark.parametrize("source", [CaseSource.APPLICATION, CaseSource.PETITION, CaseSource.HOTLINE])
def test_the_channel_by_which_it_came_survives_the_dispatch(house: Installation, source: CaseSource) -> None:
    player = Player(house, TODAY - timedelta(40))
    on = player.clock.today()
    parties = (
        invented_party(Side.APPLICANT, "白金山", 741, on),
        invented_party(Side.RESPONDENT, "席秀兰", 761, on),
    )
    told = dispute(on, parties, "neighbours", "水沟被堵。", "疏通", region=TOWNSHIP, source=source)
    player.register("chuangkou", told)
    dispatched(player)
    with house.read() as session:
        kept = session.get_one(Case, player.case_id).source
    assert kept is (CaseSource.GOVERNANCE_CENTRE if source is CaseSource.APPLICATION else source)


def test_a_centre_is_advised_to_send_on_and_not_to_settle(house: Installation, desk: Player) -> None:
    with house.read() as session:
        proposal = proposal_for(session, house.registry, desk.case_id, desk.clock.today())
    assert proposal.tier is Tier.NON_LITIGATION
    assert any("综治中心派单" in str(why) for why in proposal.tier_reasons)


def test_a_centre_sends_many_on_at_once(house: Installation) -> None:
    players = [at_the_centre(Player(house, TODAY), n) for n in range(3)]
    actor = players[0].actor("chuangkou")
    plan = OfferMany(
        organisation_id=actor.posts[0].organisation_id,
        case_ids=tuple(player.case_id for player in players),
        told=tuple(player.case_id for player in players),
        reason="按属地派单",
        receiver_id=players[0].organisation(TOWNSHIP_COMMITTEE),
        by_step="dispatch",
    )
    run_id = perform(house, begin_run, actor=actor, plan=plan)
    work_on_run(house, actor=actor, run_id=run_id, most=10)
    with house.read() as session:
        offered = set(session.scalars(select(HandOver.case_id).where(HandOver.is_open)))
    assert offered == {player.case_id for player in players}
