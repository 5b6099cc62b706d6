"""Who mediates is refused by the law of the road: a committee's own case by a wish, a court's by the court's rules."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from mediation.bootstrap import Installation
from mediation.demonstration.doors import at_court, mediated_first
from mediation.demonstration.invented import register
from mediation.demonstration.player import Player
from mediation.readmodels.case_history import history_of
from mediation.readmodels.case_page import matter_page
from mediation.rules import acts
from mediation.rules.errors import BadInput, ConditionsUnmet
from mediation.rules.vocabulary import (
    CHALLENGES,
    ChallengeAnswer,
    ChallengeDecider,
    MatterKind,
    ReplacementGround,
)
from tests.steps.conftest import TODAY

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])
HEAD, MEDIATOR = "zhenzhuren", "zhentiaojie"
OURSELVES, COURT = ChallengeDecider


@pytest.fixture
def sent(house: Installation) -> Player:
    """A court's, with a mediator of the township."""
    player = Player(house, TODAY - timedelta(20))
    mediated_first(at_court(player, 1))
    return player


@pytest.fixture
def own(house: Installation) -> Player:
    """The village's own, mediated by its head."""
    player = Player(house, TODAY - timedelta(20))
    register(player, 9)
    player.step("cunzhuren", "skip_settlement", reason="直接申请")
    player.accept("cunzhuren")
    player.appoint("cunzhuren", "cunzhuren")
    return player


def named(player: Player, *accounts: str) -> acts.MediatorsNamed:
    return acts.MediatorsNamed(tuple(player.actor(one).person_id for one in accounts))


def at(refusal: pytest.ExceptionInfo[BadInput]) -> set[str]:
    return {problem.field for problem in refusal.value.problems}


def test_of_what_a_court_sent_the_ground_is_told_and_who_decided(sent: Player) -> None:
    instead = named(sent, HEAD)
    with pytest.raises(BadInput) as refusal:
        sent.step(HEAD, "replace_mediator", instead, "申请人要求")
    assert at(refusal) == {"ground"}
    challenged = replace(instead, ground=ReplacementGround.RELATIVE)
    with pytest.raises(BadInput) as refusal:
        sent.step(HEAD, "replace_mediator", challenged, "申请人要求")
    assert at(refusal) == {"decided_by"}
    sent.step(HEAD, "replace_mediator", replace(challenged, decided_by=OURSELVES), "是被申请人的堂兄")
    with sent.house.read() as session:
        last = history_of(session, sent.case_id, contents=True)[-1]
    assert (last.data["challenge"], last.data["decided_by"]) == ("relative", "organisation")


@pytest.mark.parametrize("ground", sorted(set(ReplacementGround) - set(CHALLENGES)))
def test_another_good_reason_is_decided_by_nobody_else(sent: Player, ground: ReplacementGround) -> None:
    sent.step(HEAD, "replace_mediator", replace(named(sent, HEAD), ground=ground), "请了病假")


def test_a_challenge_is_answered_by_another_and_waived_by_both_sides(sent: Player) -> None:
    """特邀调解规定 15."""
    mediator = (sent.actor(MEDIATOR).person_id,)
    asked = acts.ChallengeAnswered(
        mediator, CHALLENGES[1], ChallengeAnswer.WAIVED, COURT, tuple(sent.parties[:1])
    )
    with pytest.raises(BadInput) as refusal:
        sent.step(HEAD, "keep_mediator", asked, "都愿意由他调解")
    assert at(refusal) == {"agreeing_ids"}
    sent.step(HEAD, "keep_mediator", replace(asked, agreeing_ids=tuple(sent.parties)), "都愿意由他调解")
    good = replace(asked, answer=ChallengeAnswer.UNFOUNDED, ground=ReplacementGround.GOOD_REASON)
    with pytest.raises(BadInput) as refusal:
        sent.step(HEAD, "keep_mediator", good, "只是同乡")
    assert at(refusal) == {"ground"}
    sent.step(HEAD, "replace_mediator", replace(named(sent, HEAD), ground=ReplacementGround.UNABLE), "病假")
    himself = acts.ChallengeAnswered(
        (sent.actor(HEAD).person_id,), CHALLENGES[1], ChallengeAnswer.UNFOUNDED, OURSELVES
    )
    with pytest.raises(BadInput) as refusal:
        sent.step(HEAD, "keep_mediator", himself, "没有利害关系")
    assert at(refusal) == {"decided_by"}
    sent.step(HEAD, "keep_mediator", replace(himself, decided_by=COURT), "法院决定不用回避")


def test_a_committee_weighs_no_partys_reason_in_its_own_case(own: Player) -> None:
    """人民调解法 19, 23."""
    head = (own.actor("cunzhuren").person_id,)
    asked = acts.ChallengeAnswered(head, CHALLENGES[0], ChallengeAnswer.UNFOUNDED, OURSELVES)
    with pytest.raises(ConditionsUnmet, match="不问理由"):
        own.step("cunzhuren", "keep_mediator", asked, "理由不成立")


def test_the_law_shown_is_the_roads(sent: Player, own: Player) -> None:
    for player, account, law in (
        (sent, HEAD, "特邀调解规定第十三条"),
        (own, "cunzhuren", "人民调解法第十九条"),
    ):
        with player.house.read() as session:
            page = matter_page(
                session,
                player.house.registry,
                player.actor(account),
                MatterKind.DISPUTE,
                player.case_id,
                player.clock.today(),
            )
        step = page.definition.by_step["replace_mediator"]
        assert page.law_of(step).startswith(law)
