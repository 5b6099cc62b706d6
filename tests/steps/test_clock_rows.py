"""Clocks that no other test follows from their first day to their last: the court's, the call's, the return visit's."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from mediation.bootstrap import Installation
from mediation.demonstration.doors import OLD_REGIME, at_court
from mediation.demonstration.invented import COURT, STORIES, TOWNSHIP_COMMITTEE
from mediation.demonstration.player import Player
from mediation.model import Deadline, Setting
from mediation.rules import acts
from mediation.rules.terms import Days, Length, WorkingDays, due
from mediation.rules.vocabulary import DeadlineState, MatterKind
from tests.faults.side_roads import ANSWER, CALL_UP, DEPARTMENT
from tests.steps.conftest import Begin

STORY = {name: story for name, _, story in STORIES}
pytestmark = pytest.mark.parametrize("backend", ["sqlite"])


def clock_of(player: Player, name: str) -> Deadline:
    with player.house.read() as session:
        query = select(Deadline).where(Deadline.case_id == player.case_id, Deadline.clock == name)
        found = session.scalars(query).one()
        session.expunge(found)
    return found


def last_day(house: Installation, on: date, term: Length) -> date:
    with house.begin() as uow:
        return due(on, term, uow.calendar()).due_on


def test_the_county_is_called_for_one_working_day_and_the_department_solves_in_seven(
    house: Installation, begin: Begin
) -> None:
    player = begin(20)
    STORY["signed for by the township"](player)
    player.step("zhenzhuren", "call_county", acts.Asked("请现场测绘"))
    called = player.clock.today()
    assert clock_of(player, "call_answer").due_on == last_day(house, called, WorkingDays(1))
    player.wait(1)
    player.step("zongzhi", "dispatch", acts.CallDispatched(player.organisation(DEPARTMENT)), matter=CALL_UP)
    assert clock_of(player, "call_answer").state is DeadlineState.MET
    assert clock_of(player, "call_solution").due_on == last_day(house, player.clock.today(), WorkingDays(7))
    assert clock_of(player, "call_response").due_on == last_day(house, player.clock.today(), WorkingDays(1))
    player.step("ziranju", "respond", ANSWER, matter=CALL_UP)
    assert clock_of(player, "call_response").state is DeadlineState.MET
    player.step("ziranju", "solve", ANSWER, matter=CALL_UP)
    assert clock_of(player, "call_solution").state is DeadlineState.MET


def test_the_court_decides_within_three_days_of_the_application_whether_to_accept(
    house: Installation, begin: Begin
) -> None:
    player = begin(30)
    STORY["in force"](player)
    player.apply("zhenzhuren", COURT)
    player.submit("zhenzhuren")
    assert clock_of(player, "court_acceptance").due_on == last_day(house, player.clock.today(), Days(3))
    player.step("fayuan", "accept_application", matter=MatterKind.CONFIRMATION)
    assert clock_of(player, "court_acceptance").state is DeadlineState.MET


def test_a_return_visit_follows_within_thirty_days_or_as_the_setting_says(
    house: Installation, begin: Begin
) -> None:
    player = begin(30)
    STORY["in force"](player)
    clock = clock_of(player, "return_visit")
    assert clock.due_on == last_day(house, clock.starts_on, Days(30))
    player.step("zhenzhuren", "visit", acts.VisitMade("双方和好"))
    assert clock_of(player, "return_visit").state is DeadlineState.MET
    with house.begin() as uow:
        uow.session.add(Setting(name="return_visit_days", value="10"))
        uow.commit()
    other = begin(30, n=2)
    STORY["in force"](other)
    clock = clock_of(other, "return_visit")
    assert clock.due_on == last_day(house, clock.starts_on, Days(10))


def test_what_a_court_delegates_is_mediated_for_thirty_days_from_signing(house: Installation) -> None:
    player = at_court(Player(house, OLD_REGIME), 2)
    given = acts.CaseDelegated(
        player.organisation(TOWNSHIP_COMMITTEE), tuple(player.parties), player.court_number("诉前调")
    )
    player.step("fayuan", "delegate", given, "双方同意立案前调解")
    player.wait(1)
    player.step("zhenzhuren", "sign_for", matter=MatterKind.HAND_OVER)
    assert clock_of(player, "delegated").due_on == last_day(house, player.clock.today(), Days(30))
