"""A step taken by mistake is taken back: everything is as it was before, and the history keeps both."""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, update

from mediation.adapters.vault import verify_signature
from mediation.bootstrap import Installation
from mediation.demonstration.invented import STORIES, TOWNSHIP_COMMITTEE
from mediation.demonstration.player import Player, invented_party
from mediation.model import CalendarDay, Case, CaseEvent, Deadline, Setting
from mediation.readmodels.case_audit import verify_chains
from mediation.readmodels.case_history import documents_of
from mediation.readmodels.replay import replay_breaks
from mediation.rules import acts
from mediation.rules.errors import BadInput, MediationError, NotAllowed, NotThere, StaleCase, WrongState
from mediation.rules.vocabulary import DeadlineState, MatterKind, Side, SuspensionCause
from mediation.services.change_parties import correct_party
from mediation.services.perform import perform
from mediation.services.step import StepCommand
from mediation.services.take_step import take_step
from tests.faults.failing import LONG, kept
from tests.faults.side_roads import SIDE_ROADS
from tests.faults.test_every_step import ROADS
from tests.steps.conftest import TODAY, Begin
from tests.steps.reversing import differences, facts_of, last_event, rows_of, step_of, take_back
from workflows import REGISTRY
from workflows.roles import REGISTRAR

STORY = {name: story for name, _, story in STORIES}


def events_of(player: Player) -> int:
    with player.house.read() as session:
        found = select(func.max(CaseEvent.seq)).where(CaseEvent.case_id == player.case_id)
        return session.scalar(found) or 0


def whole(house: Installation) -> None:
    """The chain, the terms and every state are as the events tell."""
    with house.read() as session:
        assert verify_chains(session, house.vault, verify_signature).breaks == ()
        assert list(replay_breaks(session, REGISTRY)) == []


@pytest.mark.parametrize("backend", ["sqlite", pytest.param("postgres", marks=pytest.mark.long)])
def test_every_reversible_step_leaves_everything_as_it_was_before(house: Installation) -> None:
    """Each is taken, taken back, and taken again, so that the road goes on from there; daily, on a third of them."""
    done: set[str] = set()
    for road in (*ROADS, *SIDE_ROADS)[:: 1 if LONG else 3]:
        player = Player(house, TODAY)

        def take(act: Callable[[], object], player: Player = player) -> None:
            case_id, seq = player.case_id, events_of(player)
            with house.read() as session:
                before = rows_of(session)
            facts = facts_of(player) if seq else []
            act()
            event = last_event(player, seq if player.case_id == case_id else 0)
            if event is None or event.tag not in REGISTRY.reversible:
                return
            if led_on(player, event):
                with pytest.raises(WrongState):
                    take_back(player, event)
                return
            take_back(player, event)
            with house.read() as session:
                wrong = list(differences(before, rows_of(session)))
            assert wrong == [], event.tag
            assert facts_of(player) == facts, event.tag
            done.add(event.tag)
            act()

        road(player, take)
    assert done == REGISTRY.reversible if LONG else len(done) > 10
    whole(house)


def led_on(player: Player, event: CaseEvent) -> bool:
    """Whether the step has opened something at a court, which nobody takes back for it."""
    with player.house.read() as session:
        later = select(CaseEvent).where(CaseEvent.case_id == event.case_id, CaseEvent.seq > event.seq)
        steps = [step_of(one) for one in session.scalars(later)]
    return any(step is not None and step.opens is not None for step in steps)


# Refusals: nothing is written, and the reason is said


def newest(player: Player) -> CaseEvent:
    """The newest step that a person took in the case."""
    with player.house.read() as session:
        events = session.scalars(
            select(CaseEvent).where(CaseEvent.case_id == player.case_id).order_by(CaseEvent.seq.desc())
        ).all()
        session.expunge_all()
    return next(e for e in events if (step := step_of(e)) is not None and step.by)


def replace_event(event: CaseEvent, *, seq: int) -> CaseEvent:
    other = copy(event)
    other.seq = seq
    return other


def case_of(player: Player) -> Case:
    with player.house.read() as session:
        case = session.get_one(Case, player.case_id)
        session.expunge(case)
    return case


def state_of(player: Player) -> str:
    return case_of(player).state


def number_of(player: Player) -> str | None:
    return case_of(player).number


def clock_of(player: Player, name: str) -> Deadline:
    with player.house.read() as session:
        query = select(Deadline).where(Deadline.case_id == player.case_id, Deadline.clock == name)
        found = session.scalars(query.order_by(Deadline.id.desc())).first()
        assert found is not None
        session.expunge(found)
    return found


def refused(player: Player, event: CaseEvent, kind: type[MediationError], **more: Any) -> str:
    before = kept(player.house)
    with pytest.raises(kind) as refusal:
        take_back(player, event, **more)
    assert kept(player.house) == before
    return str(refusal.value.message)


def test_every_step_is_decided_on_once_and_no_version_changes_by_it() -> None:
    steps = {f"{d.matter.value}:{step.name}" for d in REGISTRY.definitions for step in d.steps}
    assert REGISTRY.reversible | set(REGISTRY.final) == steps
    assert not REGISTRY.reversible & set(REGISTRY.final)
    assert REGISTRY.unpublished() == ()


@pytest.mark.parametrize("backend", ["sqlite"])
def test_only_the_newest_step_goes_and_then_the_one_before_it(house: Installation, begin: Begin) -> None:
    player = begin(9)
    player.step("cunzhuren", "skip_settlement", reason="直接申请")
    skipped = newest(player)
    player.accept("cunzhuren")
    accepted = newest(player)
    assert "受理" in refused(player, skipped, WrongState)
    take_back(player, accepted)
    assert "已经撤销过了" in refused(player, accepted, WrongState)
    take_back(player, skipped)
    assert state_of(player) == "registered"
    player.step("cunzhuren", "try_settlement", acts.SettlementAttempt("网格员"))
    whole(house)


@pytest.mark.parametrize("backend", ["sqlite"])
def test_it_needs_the_right_a_reason_and_a_page_of_now(house: Installation, begin: Begin) -> None:
    player = begin(9)
    player.step("cunzhuren", "skip_settlement", reason="直接申请")
    player.accept("cunzhuren")
    event = newest(player)
    head = player.actor("cunzhuren")
    registrar = replace(head, posts=tuple(replace(post, role=REGISTRAR) for post in head.posts))
    assert "调委会主任" in refused(player, event, NotAllowed, actor=registrar)
    refused(player, event, NotThere, actor=player.actor("lincun"))
    refused(player, event, BadInput, reason=" ")
    assert "撤销" not in refused(player, event, StaleCase, seen_version=1)
    refused(player, replace_event(event, seq=1), NotThere)  # the registration is no step


@pytest.mark.parametrize("backend", ["sqlite"])
def test_what_left_the_house_or_binds_the_parties_stays(house: Installation, begin: Begin) -> None:
    player = begin(20)
    STORY["mediating"](player)
    player.offer("cunzhuren", TOWNSHIP_COMMITTEE, "案情复杂")
    assert "撤回移交" in refused(player, newest(player), WrongState)
    player.step("zhenzhuren", "sign_for", matter=MatterKind.HAND_OVER)
    assert "已经签收" in refused(player, newest(player), WrongState)
    other = begin(20, n=2)
    STORY["in force"](other)
    assert "签名" in refused(other, newest(other), WrongState)
    whole(house)


@pytest.mark.parametrize("backend", ["sqlite"])
def test_a_closing_that_was_reported_stays_closed(house: Installation, begin: Begin) -> None:
    player = begin(20)
    STORY["mediating"](player)
    player.step("cunzhuren", "terminate", reason="点错了")
    event = newest(player)
    with house.begin() as uow:
        uow.session.add(Setting(name="closings_reported_until", value=TODAY.isoformat()))
        uow.commit()
    assert "统计报表" in refused(player, event, WrongState)
    with house.begin() as uow:
        uow.session.add(Setting(name="closings_reported_until", since=TODAY, value="2026-06-30"))
        uow.commit()
    take_back(player, event)
    assert state_of(player) == "mediating"


@pytest.mark.parametrize("backend", ["sqlite"])
def test_a_party_put_right_meanwhile_keeps_the_step(house: Installation, begin: Begin) -> None:
    player = begin(9)
    player.step("cunzhuren", "skip_settlement", reason="直接申请")
    player.accept("cunzhuren")
    player.appoint("cunzhuren", "cunzhuren")
    player.sit("cunzhuren", "告知权利义务。", "再谈", "村委会")
    event = newest(player)
    given = replace(invented_party(Side.APPLICANT, "张三丰", 8, TODAY), id_number="", consents=())
    perform(
        player.house,
        correct_party,
        actor=player.actor("cunzhuren"),
        case_id=player.case_id,
        party_id=player.parties[0],
        given=given,
    )
    assert "更正过" in refused(player, event, WrongState)


# What comes back


@pytest.mark.parametrize("backend", ["sqlite"])
def test_a_clock_that_was_paused_by_mistake_ran_on_and_one_that_was_met_runs_again(
    house: Installation, begin: Begin
) -> None:
    player = begin(20)
    STORY["mediating"](player)
    until = clock_of(player, "mediation").due_on
    player.step("cunzhuren", "suspend", acts.Suspended(SuspensionCause.APPRAISAL, "委托书"), "等鉴定")
    player.wait(8)
    take_back(player, newest(player), "另一个案件的鉴定")
    clock = clock_of(player, "mediation")
    assert (clock.due_on, clock.state, clock.paused_on) == (until, DeadlineState.RUNNING, None)
    assert clock_of(player, "suspension").state is DeadlineState.WITHDRAWN


@pytest.mark.parametrize("backend", ["sqlite"])
def test_a_clock_comes_back_by_the_calendar_of_now(house: Installation, begin: Begin) -> None:
    player = begin(20)
    STORY["mediating"](player)
    until = clock_of(player, "mediation").due_on
    player.step("cunzhuren", "terminate", reason="点错了")
    with house.begin() as uow:  # entered while the clock did not run: no list of open clocks told it
        uow.session.add(CalendarDay(day=until, region_code="", is_rest=True, note="补记"))
        uow.commit()
    take_back(player, newest(player))
    assert clock_of(player, "mediation").due_on > until


@pytest.mark.parametrize("backend", ["sqlite"])
def test_the_number_is_kept_for_the_case_and_its_papers_are_void(house: Installation, begin: Begin) -> None:
    player, other = begin(9), begin(9, n=2)
    for one in (player, other):
        one.step("cunzhuren", "skip_settlement", reason="直接申请")
    player.accept("cunzhuren")
    number = number_of(player)
    take_back(player, newest(player))
    assert number_of(player) is None
    with house.read() as session:
        papers = documents_of(session, player.case_id)
        assert {paper.kind for paper in papers} == {"intake_form", "rights_notice"}
        assert all(paper.void for paper in papers)
    other.accept("cunzhuren")
    assert number_of(other) != number
    player.accept("cunzhuren")
    assert number_of(player) == number
    with house.read() as session:
        papers = documents_of(session, player.case_id)
        assert sorted(paper.edition for paper in papers if not paper.void) == [2, 2]


@pytest.mark.parametrize("backend", ["sqlite"])
def test_the_court_gives_no_number_that_another_ruling_bears(begin: Begin) -> None:
    """Of two numbers given one is free again: the next is neither that of the ruling that stands."""
    first, second = begin(60, 1), begin(60, 2)
    for player in (first, second):
        STORY["ruled, not sealed"](player)
    take_back(first, newest(first))
    STORY["confirmed and served"](begin(60, 3))


@pytest.mark.parametrize("backend", ["sqlite"])
def test_what_lapsed_with_a_closing_goes_on(house: Installation, begin: Begin) -> None:
    player = begin(9)
    STORY["mediating"](player)
    player.offer("cunzhuren", TOWNSHIP_COMMITTEE, "案情复杂")
    player.step("cunzhuren", "withdraw", reason="点错了")
    take_back(player, newest(player))
    player.step("zhenzhuren", "sign_for", matter=MatterKind.HAND_OVER)
    whole(house)


@pytest.mark.parametrize("backend", ["sqlite"])
def test_what_really_happened_may_be_entered_with_a_day_before_the_mistake(
    house: Installation, begin: Begin
) -> None:
    player = begin(9)
    player.wait(5)
    player.step("cunzhuren", "skip_settlement", reason="直接申请")
    take_back(player, newest(player), "其实先和解过")
    command = StepCommand(
        matter=MatterKind.DISPUTE,
        matter_id=player.case_id,
        step="try_settlement",
        given=acts.SettlementAttempt("网格员"),
        happened_on=player.clock.today() - timedelta(3),
        late_reason="当时误记",
    )
    perform(player.house, take_step, actor=player.actor("cunzhuren"), command=command)
    assert state_of(player) == "settling"


@pytest.mark.parametrize("backend", ["sqlite"])
def test_a_reversal_that_was_not_the_last_step_breaks_the_replay(house: Installation, begin: Begin) -> None:
    player = begin(9)
    STORY["mediating"](player)
    player.step("cunzhuren", "terminate", reason="点错了")
    take_back(player, newest(player))
    with house.database.write_engine.begin() as connection:
        connection.exec_driver_sql("DROP TRIGGER IF EXISTS case_events_no_update")
        connection.execute(
            update(CaseEvent).where(CaseEvent.tag == "dispute:reversed").values(to_state="accepted")
        )
    with house.read() as session:
        assert any("撤销的不是上一步" in str(wrong) for wrong in replay_breaks(session, REGISTRY))
