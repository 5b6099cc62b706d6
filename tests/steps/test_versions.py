"""A definition changes while cases live on: they keep theirs until they are moved, planned, one by one, and back."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

import pytest
from sqlalchemy import select

from mediation.adapters.vault import verify_signature
from mediation.bootstrap import Installation
from mediation.demonstration.player import Player
from mediation.model import Case, CaseEvent
from mediation.readmodels.case_audit import verify_chains
from mediation.readmodels.replay import replay_breaks
from mediation.rules import acts
from mediation.rules.errors import BadInput, NotAllowed, SetupError, WrongState
from mediation.rules.grammar import Definition, Registry
from mediation.rules.papers import PAPERS
from mediation.rules.proof import prove
from mediation.rules.vocabulary import DeadlineState, MatterKind
from mediation.services.migrate_matters import Move, move_matters, plan_move, undo_move
from tests.steps.conftest import TODAY, Begin
from tests.steps.test_sweep import STORY, clocks, state
from workflows import REGISTRY, dispute

NOW = REGISTRY.current(MatterKind.DISPUTE).version
NEXT = NOW + 1


def without_suspension() -> Definition:
    """Another version, in which mediation never stands still."""
    gone = dispute.SUSPENDED
    steps = []
    for step in REGISTRY.current(MatterKind.DISPUTE).steps:
        if step.name in ("suspend", "resume"):
            continue
        left = tuple(one for one in step.source if one is not gone)
        steps.append(step if left == step.source else replace(step, source=left))
    old = REGISTRY.current(MatterKind.DISPUTE)
    states = tuple(one for one in old.states if one is not gone)
    changes = tuple(
        replace(one, source=tuple(source for source in one.source if source is not gone))
        for one in old.changes
    )
    return replace(old, version=NEXT, states=states, steps=tuple(steps), changes=changes)


SECOND = without_suspension()
BOTH = Registry(definitions=(*REGISTRY.definitions, SECOND), roles=REGISTRY.roles)
MAPPED = Move(matter=MatterKind.DISPUTE, source=NOW, target=NEXT, states={"suspended": "mediating"})


@pytest.fixture
def newer(house: Installation) -> Installation:
    return replace(house, registry=BOTH)


@pytest.fixture
def administrator(house: Installation) -> Player:
    return Player(house, TODAY)


def version(player: Player) -> int:
    with player.house.read() as session:
        return session.get_one(Case, player.case_id).definition_version


def whole(house: Installation) -> bool:
    with house.read() as session:
        return not (
            verify_chains(session, house.vault, verify_signature).breaks
            or list(replay_breaks(session, house.registry))
        )


def suspended(begin: Begin) -> Player:
    player = begin(9)
    STORY["suspended"](player)
    return player


def test_a_case_keeps_the_version_it_began_under(
    house: Installation, newer: Installation, begin: Begin
) -> None:
    player = suspended(begin)
    player.house = replace(newer, clock=player.clock)
    player.step("cunzhuren", "resume", reason="鉴定已出")  # which the next version does not have
    assert version(player) == NOW
    assert whole(newer)


def test_a_plan_writes_nothing_and_names_who_would_be_stranded(newer: Installation, begin: Begin) -> None:
    player, other = suspended(begin), begin(3, n=2)
    bare = replace(MAPPED, states={})
    with newer.read() as session:
        planned = {line.matter_id: line for line in plan_move(session, BOTH, bare)}
        mapped = {line.matter_id: line for line in plan_move(session, BOTH, MAPPED)}
    assert "没有" in str(planned[player.case_id].refusal)
    assert planned[other.case_id].refusal is None
    assert (mapped[player.case_id].before, mapped[player.case_id].after) == ("suspended", "mediating")
    assert mapped[player.case_id].ending == ("suspension",)
    assert (version(player), state(player)) == (NOW, "suspended")


def test_who_would_be_stranded_stays_and_the_others_move(
    newer: Installation, administrator: Player, begin: Begin
) -> None:
    player, other = suspended(begin), begin(3, n=2)
    moved = move_matters(newer, actor=administrator.actor("guanliyuan"), move=replace(MAPPED, states={}))
    assert moved.done == 1
    assert (version(player), version(other)) == (NOW, NEXT)
    assert whole(newer)


def test_moved_cases_go_on_by_the_new_version_and_replay_by_both(
    newer: Installation, administrator: Player, begin: Begin
) -> None:
    player = suspended(begin)
    moved = move_matters(newer, actor=administrator.actor("guanliyuan"), move=MAPPED)
    assert [line.refusal for line in moved.lines] == [None]
    assert (version(player), state(player)) == (NEXT, "mediating")
    running = clocks(player)
    assert running["suspension"].state is DeadlineState.ENDED
    assert running["mediation"].state is DeadlineState.RUNNING  # it stood still in a state that is gone
    player.house = replace(newer, clock=player.clock)
    with pytest.raises(WrongState):
        player.step(
            "cunzhuren", "suspend", acts.Suspended(acts.SuspensionCause.APPRAISAL, "鉴定委托书"), "送鉴定"
        )
    player.step("cunzhuren", "go_to_court", reason="不愿再调解")
    assert whole(newer)
    with newer.read() as session:
        tags = session.scalars(select(CaseEvent.tag).where(CaseEvent.case_id == player.case_id)).all()
    assert f"definition:{NOW}-{NEXT}" in tags


def test_a_run_is_taken_back_as_it_was(newer: Installation, administrator: Player, begin: Begin) -> None:
    player, other = suspended(begin), begin(3, n=2)
    before = clocks(player)["mediation"]
    actor = administrator.actor("guanliyuan")
    moved = move_matters(newer, actor=actor, move=MAPPED)
    other.house = replace(newer, clock=other.clock)
    other.step("cunzhuren", "skip_settlement", reason="直接申请")
    undone = undo_move(newer, actor=actor, move=MAPPED, run=moved.run)
    assert undone.done == 1  # something has happened to the other one since
    assert (version(player), state(player)) == (NOW, "suspended")
    after = clocks(player)
    assert after["suspension"].state is DeadlineState.RUNNING
    assert (after["mediation"].state, after["mediation"].due_on, after["mediation"].paused_on) == (
        DeadlineState.PAUSED,
        before.due_on,
        before.paused_on,
    )
    assert version(other) == NEXT
    assert whole(newer)
    assert undo_move(newer, actor=actor, move=MAPPED, run=UUID(int=0)).lines == ()


@pytest.mark.parametrize(
    "move",
    [
        replace(MAPPED, target=NEXT + 1),
        replace(MAPPED, source=7),
        replace(MAPPED, states={"nowhere": "mediating"}),
        replace(MAPPED, states={"suspended": "nowhere"}),
        replace(MAPPED, states={"suspended": "terminated"}),
    ],
)
def test_a_mapping_that_cannot_be_is_refused_in_the_trial(newer: Installation, move: Move) -> None:
    with newer.read() as session, pytest.raises(BadInput):
        plan_move(session, BOTH, move)


def test_the_newest_versions_are_proven() -> None:
    assert BOTH.newest().current(MatterKind.DISPUTE) is SECOND
    assert len(BOTH.newest().definitions) == len(REGISTRY.newest().definitions)
    unclear = [str(one) for one in prove(BOTH, PAPERS)]
    assert unclear == []


def test_only_an_administrator_moves_cases(newer: Installation, administrator: Player) -> None:
    with pytest.raises(NotAllowed):
        move_matters(newer, actor=administrator.actor("qidudao"), move=MAPPED)
    with pytest.raises(NotAllowed):
        undo_move(newer, actor=administrator.actor("qidudao"), move=MAPPED, run=UUID(int=0))


def test_a_definition_that_is_not_as_published_stops_the_start(house: Installation) -> None:
    house.require_fit_to_serve()
    altered = replace(SECOND, version=NOW)
    others = tuple(one for one in REGISTRY.definitions if one.matter is not MatterKind.DISPUTE)
    registry = replace(REGISTRY, definitions=(altered, *others))
    with pytest.raises(SetupError, match=f"第 {NOW} 版和发布的不一样"):
        replace(house, registry=registry).require_fit_to_serve()
    unknown = replace(REGISTRY, definitions=(*REGISTRY.definitions, SECOND))
    with pytest.raises(SetupError, match=f"第 {NEXT} 版还没有发布"):
        replace(house, registry=unknown).require_fit_to_serve()
