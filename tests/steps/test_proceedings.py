"""What another body does is attached to the case, also to a closed one, and moves nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from mediation.bootstrap import Installation
from mediation.demonstration.doors import at_court, mediated_first
from mediation.demonstration.invented import STORIES, TOWNSHIP_COMMITTEE, register
from mediation.demonstration.player import Player
from mediation.model import Case, Consent, Request
from mediation.readmodels.case_history import history_of
from mediation.rules import acts
from mediation.rules.errors import BadInput, ConditionsUnmet, MediationError, NotAllowed, NotThere
from mediation.rules.vocabulary import (
    Channel,
    ConsentPurpose,
    MatterKind,
    ProceedingKind,
    SuspensionCause,
)
from mediation.services.note_proceeding import ProceedingGiven, note_proceeding
from mediation.services.perform import perform
from tests.steps.conftest import TODAY
from tests.steps.test_people import bare, two

STORY = {name: story for name, _, story in STORIES}
HEARD = ProceedingGiven(
    kind=ProceedingKind.SUIT,
    body="某法院",
    number="（2026）内0521民初9号",
    happened_on=TODAY,
    what="诉请撤销协议",
)


@pytest.fixture
def player(house: Installation) -> Player:
    player = Player(house, TODAY)
    register(player, 1)
    return player


def noted(player: Player, given: ProceedingGiven = HEARD, account: str = "cunzhuren") -> None:
    wish = {"case_id": player.case_id, "given": given}
    perform(player.house, note_proceeding, actor=player.actor(account), **wish)


def test_a_suit_over_a_closed_case_is_attached_and_moves_nothing_back(player: Player) -> None:
    STORY["in force"](player)
    with player.house.read() as session:
        before = session.get_one(Case, player.case_id)
        was = (before.state, before.is_open, before.concluded_on, before.outcome)
    noted(player, account="zhenzhuren")
    with player.house.read() as session:
        after = session.get_one(Case, player.case_id)
        assert (after.state, after.is_open, after.concluded_on, after.outcome) == was
        last = history_of(session, player.case_id, contents=True)[-1]
    assert last.tag == "case:proceeding"
    assert last.data == {"proceeding": "suit", "at": "某法院 （2026）内0521民初9号", "what": "诉请撤销协议"}


@pytest.mark.parametrize("backend", ["sqlite"])
def test_everything_that_is_missing_is_said_at_once(player: Player) -> None:
    bare = ProceedingGiven(kind=None, body=" ", happened_on=None, what="", number="号" * 81)
    with pytest.raises(BadInput) as refused:
        noted(player, bare)
    assert {p.field for p in refused.value.problems} == {"kind", "body", "happened_on", "what", "number"}


@pytest.mark.parametrize("backend", ["sqlite"])
@pytest.mark.parametrize("days", [-3000, 1])
def test_it_lies_between_the_first_request_and_today(player: Player, days: int) -> None:
    with pytest.raises(BadInput) as refused:
        noted(player, replace(HEARD, happened_on=TODAY + timedelta(days)))
    assert [p.field for p in refused.value.problems] == ["happened_on"]


@pytest.mark.parametrize("backend", ["sqlite"])
@pytest.mark.parametrize("account", ["zhenzhuren", "kailu", "fayuan", "qidudao", "guanliyuan"])
def test_only_who_answers_for_the_case_notes_it(player: Player, account: str) -> None:
    with pytest.raises(MediationError) as refused:
        noted(player, account=account)
    assert isinstance(refused.value, NotThere | NotAllowed)


def test_of_counselling_only_whether_the_person_came_is_kept(player: Player) -> None:
    """Health is told to nobody who reads the case; the person agrees to it separately (个人信息保护法 29)."""
    who = player.parties[1]
    player.step("cunzhuren", "refer", acts.Referred(Channel.COUNSELLING, "某服务站", "心理支持", (who,)))
    with pytest.raises(BadInput) as refused:
        player.step("cunzhuren", "hear_back", acts.Answered("诊断为抑郁"), matter=MatterKind.REFERRAL)
    assert [p.field for p in refused.value.problems] == ["answer"]
    player.step("cunzhuren", "hear_back", acts.Answered("seen"), matter=MatterKind.REFERRAL)
    with player.house.read() as session:
        kept = session.scalars(select(Request).where(Request.case_id == player.case_id)).one().answer
        given = select(Consent.purpose).where(Consent.party_id == who, Consent.granted)
        assert kept == "本人已经接受服务"
        assert {ConsentPurpose.TRANSFER, ConsentPurpose.SENSITIVE_DATA} <= set(session.scalars(given))


@pytest.mark.parametrize("backend", ["sqlite"])
def test_legal_aid_is_one_partys_own_affair(player: Player) -> None:
    def refer(channel: Channel, *agreeing: int) -> None:
        ids = tuple(player.parties[n] for n in agreeing)
        player.step("cunzhuren", "refer", acts.Referred(channel, "某中心", "代理申请", ids))

    refer(Channel.LEGAL_AID, 0)
    refer(Channel.COUNSELLING, 1)
    for channel, agreeing in ((Channel.LEGAL_AID, ()), (Channel.NOTARY, (0,))):
        with pytest.raises(BadInput) as refused:
            refer(channel, *agreeing)
        assert [p.field for p in refused.value.problems] == ["agreeing_ids"]


@pytest.mark.parametrize("backend", ["sqlite"])
@pytest.mark.parametrize("kind", [ProceedingKind.SUIT, ProceedingKind.ADMINISTRATIVE])
def test_a_medical_dispute_before_another_body_is_taken_in_once_that_has_ended(
    house: Installation, kind: ProceedingKind
) -> None:
    """医纠条例 31; who is at court already loses no way there, nor the end of mediation."""
    player = Player(house, TODAY)
    bare(player, *two(player), category="medical")
    player.step("cunzhuren", "skip_settlement", reason="直接申请")
    heard = replace(HEARD, kind=kind, what="已经受理")
    noted(player, heard)
    with pytest.raises(ConditionsUnmet, match="第三十一条"):
        player.accept("cunzhuren")
    noted(player, replace(heard, what="撤回", ended=True))
    player.accept("cunzhuren")
    player.appoint("cunzhuren", "cunzhuren")
    noted(player, heard)
    with pytest.raises(ConditionsUnmet, match="第三十一条"):
        player.sit("cunzhuren", "各自陈述。", "再商量", "村委会")
    player.step("cunzhuren", "terminate", reason="那边已经受理")


@pytest.mark.parametrize("backend", ["sqlite"])
def test_nor_is_it_signed_for_or_gone_on_with_once_a_court_has_it(house: Installation) -> None:
    """医纠条例 31: what is left is to give it back, and to end mediation."""
    hand_over = MatterKind.HAND_OVER
    player = Player(house, TODAY)
    bare(player, *two(player), category="medical")
    player.step("cunzhuren", "skip_settlement", reason="直接申请")
    player.offer("cunzhuren", TOWNSHIP_COMMITTEE, "案情复杂")
    noted(player, replace(HEARD, what="已经受理"))
    with pytest.raises(ConditionsUnmet, match="第三十一条"):
        player.step("zhenzhuren", "sign_for", matter=hand_over)
    player.step("zhenzhuren", "return", reason="法院已经受理", matter=hand_over)
    noted(player, replace(HEARD, what="撤诉", ended=True))
    player.accept("cunzhuren")
    player.appoint("cunzhuren", "cunzhuren")
    player.step("cunzhuren", "suspend", acts.Suspended(SuspensionCause.APPRAISAL, "委托书"), "等鉴定")
    noted(player, replace(HEARD, what="又受理"))
    longer = acts.TermExtended(TODAY + timedelta(60), tuple(player.parties))
    named = acts.MediatorsNamed((player.actor("cunzhuren").person_id,))
    for step, given in (("resume", None), ("extend", longer), ("replace_mediator", named)):
        with pytest.raises(ConditionsUnmet, match="第三十一条"):
            player.step("cunzhuren", step, given, "接着调解")
    player.step("cunzhuren", "terminate", reason="法院已经受理")


@pytest.mark.parametrize("backend", ["sqlite"])
def test_what_a_court_entrusts_is_mediated_though_it_tries_it(house: Installation) -> None:
    player = at_court(Player(house, TODAY - timedelta(20)), 1)
    with house.begin() as uow:
        uow.session.get_one(Case, player.case_id).category_code = "medical"
        uow.commit()
    mediated_first(player)
    noted(player, replace(HEARD, what="已经受理", happened_on=player.clock.today()), "zhenzhuren")
    player.sit("zhentiaojie", "告知权利义务。", "再商量", "镇政府")


@pytest.mark.parametrize("backend", ["sqlite"])
def test_no_other_dispute_is_kept_from_mediation_by_it(player: Player) -> None:
    STORY["mediating"](player)
    noted(player, replace(HEARD, what="已经受理"))
    player.sit("cunzhuren", "各自陈述。", "再商量", "村委会")
