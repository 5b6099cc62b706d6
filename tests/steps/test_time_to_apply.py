"""The thirty days while an application is prepared: seen, told of four times, and what their end brings."""

from __future__ import annotations

import contextlib
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from mediation.bootstrap import Installation
from mediation.demonstration.doors import agreed, at_court, mediated_first
from mediation.demonstration.invented import COURT, STORIES
from mediation.demonstration.player import Player
from mediation.model import CaseEvent, Confirmation, Deadline
from mediation.readmodels.case_page import matter_page
from mediation.readmodels.obligations import clocks_running
from mediation.rules import acts
from mediation.rules.acts import Mark
from mediation.rules.clock import SHANGHAI
from mediation.rules.errors import BadInput, ConditionsUnmet, NotThere, WrongState
from mediation.rules.vocabulary import (
    CourtPaper,
    DeadlineState,
    JurisdictionGround,
    MatterKind,
    SignatureManner,
    SignerRole,
)
from mediation.services.load import load_matter
from mediation.services.perform import perform
from mediation.services.step import StepCommand
from mediation.services.sweep_deadlines import Swept, sweep_deadlines
from mediation.services.take_step import take_step
from tests.steps.conftest import TODAY, Begin
from web.views.waiting import AFTERWARDS
from workflows import REGISTRY

STORY = {name: story for name, _, story in STORIES}
C = MatterKind.CONFIRMATION


def events(player: Player, tag: str) -> list[CaseEvent]:
    with player.house.read() as session:
        found = session.scalars(
            select(CaseEvent).where(CaseEvent.case_id == player.case_id, CaseEvent.tag == tag)
        ).all()
        session.expunge_all()
    return list(found)


def last_day(player: Player) -> date:
    return clock(player).due_on


def clock(player: Player) -> Deadline:
    with player.house.read() as session:
        query = select(Deadline).where(Deadline.case_id == player.case_id, Deadline.clock == "application")
        found = session.scalars(query).one()
        session.expunge(found)
    return found


def confirmations(player: Player) -> list[Confirmation]:
    with player.house.read() as session:
        query = select(Confirmation).where(Confirmation.case_id == player.case_id)
        found = session.scalars(query.order_by(Confirmation.id)).all()
        session.expunge_all()
    return list(found)


def until(player: Player, day: date) -> None:
    player.clock.move_to(day)


@pytest.fixture
def preparing(begin: Begin) -> Player:
    player = begin(60)
    STORY["confirmation in preparation"](player)
    return player


def late(player: Player, step: str, on: date, given: Any = None, matter_id: Any = None) -> None:
    """Entered today for an earlier day."""
    command = StepCommand(
        matter=C,
        matter_id=matter_id or confirmations(player)[0].id,
        step=step,
        given=given or acts.Nothing(),
        happened_on=None if given else on,
        late_reason="乡里停网",
    )
    perform(player.house, take_step, actor=player.actor("zhenzhuren"), command=command)


def marks(player: Player, on: date) -> acts.MarksGathered:
    signed = (SignatureManner.SIGNED,)
    return acts.MarksGathered(
        tuple(Mark(SignerRole.PARTY, on, signed, party_id=party) for party in player.parties)
    )


def test_the_end_is_told_fifteen_seven_three_and_one_day_before(preparing: Player) -> None:
    last, told = last_day(preparing), list[int]()
    for left in range(20, -1, -1):
        until(preparing, last - timedelta(left))
        before = clock(preparing).warned_at
        sweep_deadlines(preparing.house)
        if clock(preparing).warned_at != before:
            told.append(left)
        assert sweep_deadlines(preparing.house).warned == 0
    assert told == [15, 7, 3, 1]
    assert clock(preparing).state is DeadlineState.RUNNING


@pytest.mark.parametrize("submitted", [False, True])
def test_an_application_that_never_came_is_none_of_the_courts_affair(
    house: Installation, submitted: bool
) -> None:
    """Also once it was withdrawn, and also of the court that sent the dispute and sees the case by that."""
    player = at_court(Player(house, TODAY - timedelta(40)), 1)
    mediated_first(player)
    agreed(player)
    player.apply("zhenzhuren", COURT)
    if submitted:
        player.submit("zhenzhuren")
    player.step("zhenzhuren", "withdraw_application", reason="不再申请", matter=C)
    (one,) = confirmations(player)
    today, seen = player.clock.today(), list[str]()
    with house.read() as session, contextlib.suppress(NotThere):
        matter_page(session, house.registry, player.actor("fayuan"), C, one.id, today)
        seen.append("read")
    with house.begin() as uow, contextlib.suppress(NotThere):
        load_matter(uow, player.actor("fayuan"), C, one.id)
        seen.append("loaded")
    assert seen == (["read", "loaded"] if submitted else [])


def test_who_comes_late_to_the_sweep_is_told_once_and_then_from_the_next_day_on(preparing: Player) -> None:
    last, told = last_day(preparing), list[bool]()
    for left in (5, 4, 3, 2):
        until(preparing, last - timedelta(left))
        before = clock(preparing).warned_at
        sweep_deadlines(preparing.house)
        told.append(clock(preparing).warned_at != before)
    assert told == [True, False, True, False]


def test_after_the_thirty_days_the_application_can_no_longer_be_made(preparing: Player) -> None:
    last = last_day(preparing)
    until(preparing, last)
    assert sweep_deadlines(preparing.house).stepped == 0  # until 24:00 it can
    until(preparing, last + timedelta(3))
    swept = sweep_deadlines(preparing.house)
    assert (swept.lapsed, swept.stepped) == (1, 1)
    (one,) = confirmations(preparing)
    assert (one.state, one.is_open) == ("too_late", False)
    (ended,) = events(preparing, "confirmation:end_of_time_to_apply")
    assert ended.happened_at.astimezone(SHANGHAI).date() == last
    assert ended.person_id is None
    assert sweep_deadlines(preparing.house).stepped == 0
    with pytest.raises(WrongState):
        preparing.step("zhenzhuren", "submit", matter=C)
    with pytest.raises(ConditionsUnmet):
        preparing.step("zhenzhuren", "submit_before", matter=C)
    with pytest.raises(ConditionsUnmet):
        preparing.apply("zhenzhuren", COURT)


def test_what_was_handed_in_in_time_is_still_entered(preparing: Player) -> None:
    last = last_day(preparing)
    until(preparing, last + timedelta(3))
    sweep_deadlines(preparing.house)
    late(preparing, "sign_before", last, marks(preparing, last - timedelta(1)))
    with preparing.house.read() as session:
        found = confirmations(preparing)[0].id
        page = matter_page(
            session,
            preparing.house.registry,
            preparing.actor("zhenzhuren"),
            C,
            found,
            preparing.clock.today(),
        )
    assert [offer.step.name for offer in page.offers if offer.late] == ["submit_before"]
    with pytest.raises(ConditionsUnmet, match="三十日已过"):
        late(preparing, "submit_before", last + timedelta(1))
    with pytest.raises(BadInput):
        late(preparing, "submit_before", last - timedelta(3))  # before they signed
    late(preparing, "submit_before", last)
    (one,) = confirmations(preparing)
    assert (one.state, one.is_open, one.submitted_on) == ("submitted", True, last)
    assert clock(preparing).state is DeadlineState.MET
    preparing.step("fayuan", "accept_application", matter=C)


def test_an_application_entered_after_its_time_does_not_wait_for_ever(begin: Begin) -> None:
    player = begin(60)
    STORY["in force"](player)
    drawn_on = player.clock.today()
    until(player, last_day(player) + timedelta(2))
    assert sweep_deadlines(player.house).lapsed == 1
    drawn = acts.ConfirmationDrawn(player.organisation(COURT), JurisdictionGround.COMMITTEE)
    command = StepCommand(
        matter=MatterKind.DISPUTE,
        matter_id=player.case_id,
        step="apply_for_confirmation",
        given=drawn,
        happened_on=drawn_on,
        late_reason="乡里停网",
    )
    perform(player.house, take_step, actor=player.actor("zhenzhuren"), command=command)
    assert sweep_deadlines(player.house).stepped == 1
    assert sweep_deadlines(player.house) == Swept()
    perform(player.house, take_step, actor=player.actor("zhenzhuren"), command=replace(command))
    first, second = confirmations(player)
    assert (first.state, second.state) == ("too_late", "preparing")
    late(player, "sign_before", drawn_on, marks(player, drawn_on), first.id)
    with pytest.raises(ConditionsUnmet, match="另有一件"):
        late(player, "submit_before", drawn_on, matter_id=first.id)
    late(player, "sign_application", drawn_on, marks(player, drawn_on), second.id)
    late(player, "submit", drawn_on, matter_id=second.id)
    assert sweep_deadlines(player.house).failed == 0


def test_a_mediation_paper_is_not_bound_to_the_thirty_days_and_not_left_either(house: Installation) -> None:
    player = at_court(Player(house, TODAY - timedelta(60)), 1)
    mediated_first(player)
    agreed(player)
    player.apply("zhenzhuren", COURT, CourtPaper.MEDIATION)
    (counted,) = events(player, "confirmation:count_preparation")
    running = of_its_own(player)
    assert (counted.matter_id, running.starts_on, running.state) == (
        running.matter_id,
        player.clock.today(),
        DeadlineState.RUNNING,
    )
    until(player, last_day(player) + timedelta(2))
    assert sweep_deadlines(house).stepped == 0
    with house.read() as session:
        actor, names, today = player.actor("zhenzhuren"), AFTERWARDS, player.clock.today()
        met = clocks_running(session, actor, names, today, REGISTRY.periods)
    assert ("preparation", running.due_on) in {(line.clock, line.due_on) for line in met}
    player.submit("zhenzhuren")
    assert confirmations(player)[0].state == "submitted"
    assert of_its_own(player).state is DeadlineState.MET_LATE


def of_its_own(player: Player) -> Deadline:
    with player.house.read() as session:
        query = select(Deadline).where(Deadline.case_id == player.case_id, Deadline.clock == "preparation")
        found = session.scalars(query).one()
        session.expunge(found)
    return found


def test_an_application_for_a_ruling_has_no_term_but_the_thirty_days(preparing: Player) -> None:
    assert not events(preparing, "confirmation:count_preparation")
