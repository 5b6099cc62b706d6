"""公证 instead of confirmation: an agreement in force goes to a notary, whose deed is enforced (民事诉讼法 249)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mediation.demonstration.invented import COURT, STORIES
from mediation.demonstration.player import Player
from mediation.model import Case
from mediation.rules import acts
from mediation.rules.errors import BadInput, ConditionsUnmet
from mediation.rules.vocabulary import Channel, DeadlineState, MatterKind, ProceedingKind
from mediation.services.acts.asking import PERSONAL
from mediation.services.note_proceeding import ProceedingGiven, note_proceeding
from mediation.services.perform import perform
from tests.steps.conftest import Begin
from tests.steps.test_performing import agreed, clock, states

STORY = {name: story for name, _, story in STORIES}
SQLITE = pytest.mark.parametrize("backend", ["sqlite"])


def deed(player: Player) -> ProceedingGiven:
    return ProceedingGiven(
        kind=ProceedingKind.NOTARY,
        body="某公证处",
        number="（2026）某证字第9号",
        happened_on=player.clock.today(),
        what="赋予强制执行效力的债权文书公证",
        ended=True,
    )


def noted(player: Player, given: ProceedingGiven, account: str) -> None:
    wish = {"case_id": player.case_id, "given": given}
    perform(player.house, note_proceeding, actor=player.actor(account), **wish)


def referred(player: Player, channel: Channel) -> None:
    given = acts.Referred(channel, "某公证处", "办理债权文书公证", tuple(player.parties))
    player.step("zhenzhuren", "refer", given)


def test_an_agreement_in_force_is_referred_to_a_notary_who_answers(begin: Begin) -> None:
    player = begin(25)
    STORY["in force"](player)
    referred(player, Channel.NOTARY)
    player.step("zhenzhuren", "hear_back", acts.Answered("已经出具公证书"), matter=MatterKind.REFERRAL)
    with player.house.read() as session:
        case = session.get_one(Case, player.case_id)
        assert (case.state, case.is_open) == ("in_force", False)


@SQLITE
@pytest.mark.parametrize("channel", [one for one in Channel if one not in (Channel.NOTARY, *PERSONAL)])
def test_an_agreement_in_force_leaves_nothing_for_other_bodies(begin: Begin, channel: Channel) -> None:
    player = begin(25)
    STORY["in force"](player)
    with pytest.raises(BadInput) as refused:
        referred(player, channel)
    assert [problem.field for problem in refused.value.problems] == ["channel"]


def test_what_a_notary_made_enforceable_is_enforced_within_two_years(begin: Begin) -> None:
    player = begin(60)
    agreed(player, 5)
    player.wait(20)
    player.on_duty("zhenzhuren", "mark_broken", reason="没有付")
    asked = acts.EnforcementAsked(player.organisation(COURT), "全部没有付")
    with pytest.raises(ConditionsUnmet, match="公证"):
        player.on_duty("zhenzhuren", "ask_enforcement", asked)
    noted(player, replace(deed(player), ended=False), "zhenzhuren")  # applied for, not issued
    with pytest.raises(ConditionsUnmet, match="公证"):
        player.on_duty("zhenzhuren", "ask_enforcement", asked)
    noted(player, deed(player), "zhenzhuren")
    player.on_duty("zhenzhuren", "press", acts.Pressed("告知可以申请执行"))
    assert [one for _, one in clock(player.house, player, "enforcement")] == [DeadlineState.RUNNING]
    player.on_duty("zhenzhuren", "ask_enforcement", asked)
    assert states(player.house, player) == ["enforcing"]


@SQLITE
def test_there_is_no_enforceable_deed_before_the_agreement_is_in_force(begin: Begin) -> None:
    player = begin(25)
    STORY["half signed"](player)
    with pytest.raises(BadInput) as refused:
        noted(player, deed(player), "zhenzhuren")
    assert [problem.field for problem in refused.value.problems] == ["ended"]
