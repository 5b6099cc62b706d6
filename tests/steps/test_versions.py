"""A definition changes while cases live on: they keep theirs until they are moved, planned, one by one, and back."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from mediation.adapters.vault import verify_signature
from mediation.bootstrap import Installation
from mediation.demonstration.doors import at_court, mediated_first
from mediation.demonstration.invented import register
from mediation.demonstration.player import Player
from mediation.model import Case, CaseEvent, RunLine
from mediation.readmodels.case_audit import verify_chains
from mediation.readmodels.replay import replay_breaks
from mediation.readmodels.runs import run_page
from mediation.readmodels.versions import states_held, versions_shown
from mediation.rules import acts
from mediation.rules.errors import BadInput, NotThere, SetupError, WrongState
from mediation.rules.grammar import Definition, Permission, Registry
from mediation.rules.papers import PAPERS
from mediation.rules.proof import prove
from mediation.rules.vocabulary import DeadlineState, LineOutcome, MatterKind
from mediation.services.many.go_on import go_on
from mediation.services.many.run import begin_run, undo_run, work_on_run
from mediation.services.many.versions import MoveBack, MoveMatters, Renamed
from mediation.services.migrate_matters import plan_move
from mediation.services.perform import perform
from tests.steps.conftest import TODAY, Begin
from tests.steps.test_facts_corrected import correct
from tests.steps.test_sweep import STORY, clocks, state
from workflows import REGISTRY, dispute

NOW = REGISTRY.current(MatterKind.DISPUTE).version
NEXT = NOW + 1


def without_suspension() -> Definition:
    """Another version, in which mediation never stands still."""
    gone = dispute.SUSPENDED
    steps = []
    for step in REGISTRY.current(MatterKind.DISPUTE).steps:
        if step.name in ("suspend", "resume", "leave_appraisal_out"):
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
MAPPED = MoveMatters(
    organisation_id=UUID(int=0),
    matter=MatterKind.DISPUTE,
    source=NOW,
    target=NEXT,
    states=(Renamed("suspended", "mediating"),),
)
BARE = replace(MAPPED, states=())


@pytest.fixture
def newer(house: Installation) -> Installation:
    return replace(house, registry=BOTH)


@pytest.fixture
def administrator(house: Installation) -> Player:
    return Player(house, TODAY)


def worked(house: Installation, administrator: Player, plan: MoveMatters | MoveBack) -> UUID:
    """The list as the page begins it and the worker goes on with it, in the name of an administrator."""
    actor = administrator.actor("guanliyuan")
    here = replace(plan, organisation_id=next(actor.posts_with(Permission.ADMINISTER)).organisation_id)
    made = perform(house, begin_run, actor=actor, plan=here)
    while work_on_run(house, actor=actor, run_id=made, most=1):
        pass
    return made


def outcomes(house: Installation, run_id: UUID) -> dict[UUID, LineOutcome]:
    with house.read() as session:
        lines = session.scalars(select(RunLine).where(RunLine.run_id == run_id))
        return {line.subject_id: line.outcome for line in lines}


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


@pytest.mark.parametrize("cause", [acts.SuspensionCause.APPRAISAL, acts.SuspensionCause.ABSENCE])
@pytest.mark.parametrize(
    ("door", "clock"),
    [("", "mediation"), ("medical", "medical_mediation"), ("entrusted", "first_mediation")],
)
def test_what_stands_suspended_under_an_earlier_version_goes_on_as_the_law_has_it(
    house: Installation, administrator: Player, door: str, clock: str, cause: acts.SuspensionCause
) -> None:
    """Version 7 stopped every term for any cause; since version 8 an appraisal alone stops a term of the law."""
    kept = tuple(
        one
        for one in house.registry.definitions
        if one.matter not in (MatterKind.DISPUTE, MatterKind.HAND_OVER) or one.version <= 7
    )
    before = replace(house, registry=replace(house.registry, definitions=kept))
    player = Player(before, TODAY - timedelta(20))
    if door == "entrusted":
        mediated_first(at_court(player, 1))
    else:
        register(player, 9)
        if door:
            correct(player, category_code=door)
        player.step("cunzhuren", "skip_settlement", reason="直接申请")
        player.accept("cunzhuren")
        player.appoint("cunzhuren", "cunzhuren")
    who = "zhentiaojie" if door == "entrusted" else "cunzhuren"
    player.step(who, "suspend", acts.Suspended(cause, "材料"), "等候")
    assert (version(player), clocks(player)[clock].state) == (7, DeadlineState.PAUSED)
    due_on = clocks(player)[clock].due_on
    run = worked(house, administrator, replace(BARE, source=7, target=NOW))
    assert set(outcomes(house, run).values()) == {LineOutcome.DONE}
    still = not door or (door == "medical" and cause is acts.SuspensionCause.APPRAISAL)
    assert (version(player), state(player)) == (NOW, "suspended")
    moved = clocks(player)[clock]
    assert moved.state is (DeadlineState.PAUSED if still else DeadlineState.RUNNING)
    assert moved.due_on == due_on if still else moved.due_on > due_on
    ends = {
        one.name
        for one in house.registry.of(MatterKind.DISPUTE, NOW).steps_from("suspended")
        if clock in {ending.name for ending in one.at_end_of}
    }
    told = {"medical": {"end_of_medical_term"}, "entrusted": {"end_of_first_mediation"}}
    assert ends == told.get(door, set())
    assert whole(house)


def test_a_plan_writes_nothing_and_names_who_would_be_stranded(newer: Installation, begin: Begin) -> None:
    player, other = suspended(begin), begin(3, n=2)
    with newer.read() as session:
        planned = {line.matter_id: line for line in plan_move(session, BOTH, BARE.move)}
        mapped = {line.matter_id: line for line in plan_move(session, BOTH, MAPPED.move)}
    assert "没有" in str(planned[player.case_id].refusal)
    assert planned[other.case_id].refusal is None
    assert (mapped[player.case_id].before, mapped[player.case_id].after) == ("suspended", "mediating")
    assert mapped[player.case_id].ending == ("suspension",)
    assert (version(player), state(player)) == (NOW, "suspended")


def test_who_would_be_stranded_stays_and_the_others_move(
    newer: Installation, administrator: Player, begin: Begin
) -> None:
    player, other = suspended(begin), begin(3, n=2)
    made = worked(newer, administrator, BARE)
    assert outcomes(newer, made) == {
        player.case_id: LineOutcome.REFUSED,
        other.case_id: LineOutcome.DONE,
    }
    with newer.read() as session:
        actor = administrator.actor("guanliyuan")
        found = run_page(session, actor, BOTH, made)
    assert [line.public_id for line in found.lines] == ["", ""]  # who administers looks into no case
    assert "「调解中止」" in str(found.lines[0].said[0])
    assert (version(player), version(other)) == (NOW, NEXT)
    assert whole(newer)


def test_moved_cases_go_on_by_the_new_version_and_replay_by_both(
    newer: Installation, administrator: Player, begin: Begin
) -> None:
    player = suspended(begin)
    made = worked(newer, administrator, MAPPED)
    assert outcomes(newer, made) == {player.case_id: LineOutcome.DONE}
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
    made = worked(newer, administrator, MAPPED)
    other.house = replace(newer, clock=other.clock)
    other.step("cunzhuren", "skip_settlement", reason="直接申请")
    back = worked(
        newer, administrator, MoveBack(organisation_id=UUID(int=0), run_id=made, reason="选错了版本")
    )
    assert outcomes(newer, back) == {
        player.case_id: LineOutcome.DONE,
        other.case_id: LineOutcome.REFUSED,  # something has happened to the other one since
    }
    assert outcomes(newer, made) == {
        player.case_id: LineOutcome.UNDONE,
        other.case_id: LineOutcome.DONE,
    }
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
    again = worked(newer, administrator, MoveBack(organisation_id=UUID(int=0), run_id=made, reason="再撤"))
    assert outcomes(newer, again) == {other.case_id: LineOutcome.REFUSED}


def test_a_list_that_is_taken_back_half_done_moves_no_other(
    newer: Installation, administrator: Player, begin: Begin
) -> None:
    players = [begin(3, n=n) for n in (1, 2, 3)]
    actor = administrator.actor("guanliyuan")
    here = replace(MAPPED, organisation_id=next(actor.posts_with(Permission.ADMINISTER)).organisation_id)
    made = perform(newer, begin_run, actor=actor, plan=here)
    assert work_on_run(newer, actor=actor, run_id=made, most=1) == 2
    worked(newer, administrator, MoveBack(organisation_id=UUID(int=0), run_id=made, reason="选错了版本"))
    assert go_on(newer, run_id=made, actor=actor)
    assert [version(player) for player in players] == [NOW] * 3
    assert sorted(outcomes(newer, made).values()) == sorted(
        [LineOutcome.UNDONE, LineOutcome.REFUSED, LineOutcome.REFUSED]
    )


def test_a_list_is_taken_up_by_the_worker_and_moves_each_once(
    newer: Installation, administrator: Player, begin: Begin
) -> None:
    players = [begin(3, n=n) for n in (1, 2, 3)]
    actor = administrator.actor("guanliyuan")
    here = replace(MAPPED, organisation_id=next(actor.posts_with(Permission.ADMINISTER)).organisation_id)
    made = perform(newer, begin_run, actor=actor, plan=here)
    assert work_on_run(newer, actor=actor, run_id=made, most=1) == 2
    second = perform(newer, begin_run, actor=actor, plan=here)  # somebody presses it again meanwhile
    assert go_on(newer, run_id=second, actor=actor)
    assert go_on(newer, run_id=made, actor=actor)
    assert sorted(outcomes(newer, made).values()) == [
        LineOutcome.DONE,
        LineOutcome.REFUSED,
        LineOutcome.REFUSED,
    ]
    assert [version(player) for player in players] == [NEXT] * 3
    with newer.read() as session:
        moved = session.scalars(select(CaseEvent.case_id).where(CaseEvent.tag == f"definition:{NOW}-{NEXT}"))
        assert sorted(moved) == sorted(player.case_id for player in players)
    assert whole(newer)


def test_matters_beside_the_dispute_are_told_by_the_number_of_their_case(
    house: Installation, administrator: Player, begin: Begin
) -> None:
    player = begin(3)
    STORY["offered to the township"](player)
    older = REGISTRY.current(MatterKind.HAND_OVER).version - 1
    plan = replace(MAPPED, matter=MatterKind.HAND_OVER, source=older + 1, target=older, states=())
    made = worked(house, administrator, plan)
    with house.read() as session:
        found = run_page(session, administrator.actor("guanliyuan"), REGISTRY, made)
        case = session.get_one(Case, player.case_id)
        assert [(line.title, line.outcome) for line in found.lines] == [
            (case.number or case.public_id, LineOutcome.DONE)
        ]
    assert whole(house)


@pytest.mark.parametrize(
    "move",
    [
        replace(MAPPED, target=NEXT + 1),
        replace(MAPPED, source=NEXT + 5),
        replace(MAPPED, states=(Renamed("nowhere", "mediating"),)),
        replace(MAPPED, states=(Renamed("suspended", "nowhere"),)),
        replace(MAPPED, states=(Renamed("suspended", "terminated"),)),
    ],
)
def test_a_mapping_that_cannot_be_is_refused_in_the_trial(
    newer: Installation, administrator: Player, move: MoveMatters
) -> None:
    with newer.read() as session, pytest.raises(BadInput):
        plan_move(session, BOTH, move.move)
    with pytest.raises(BadInput):
        worked(newer, administrator, move)


def test_the_newest_versions_are_proven() -> None:
    assert BOTH.newest().current(MatterKind.DISPUTE) is SECOND
    assert len(BOTH.newest().definitions) == len(REGISTRY.newest().definitions)
    unclear = [str(one) for one in prove(BOTH, PAPERS)]
    assert unclear == []


def test_only_an_administrator_moves_cases(newer: Installation, administrator: Player, begin: Begin) -> None:
    begin(3)
    made, supervisor = worked(newer, administrator, MAPPED), administrator.actor("qidudao")
    back = MoveBack(organisation_id=UUID(int=0), run_id=made, reason="试试")
    for plan in (MAPPED, back):
        for post in supervisor.posts:
            with pytest.raises(NotThere):
                perform(
                    newer,
                    begin_run,
                    actor=supervisor,
                    plan=replace(plan, organisation_id=post.organisation_id),
                )
    with pytest.raises(NotThere):
        undo_run(newer, actor=supervisor, run_id=made, reason="试试")
    with newer.read() as session, pytest.raises(NotThere):
        versions_shown(session, supervisor, BOTH)


def test_open_matters_are_counted_by_version(
    newer: Installation, administrator: Player, begin: Begin
) -> None:
    begin(3), suspended(begin)
    actor = administrator.actor("guanliyuan")

    def counted() -> dict[int, int]:
        with newer.read() as session:
            shown = versions_shown(session, actor, BOTH)
        return {
            one.definition.version: one.open
            for one in shown
            if one.definition.matter is MatterKind.DISPUTE and one.open
        }

    assert counted() == {NOW: 2}
    with newer.read() as session:
        held = states_held(session, actor, BOTH.of(MatterKind.DISPUTE, NOW))
    assert held == {"registered": 1, "suspended": 1}
    worked(newer, administrator, MAPPED)
    assert counted() == {NEXT: 2}


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
