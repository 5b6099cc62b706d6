"""Clocks that end: told beforehand, marked, and followed by what the law attaches, once, however often looked at."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from threading import Thread

import pytest
from sqlalchemy import func, select

from mediation.adapters.vault import verify_signature
from mediation.bootstrap import Installation
from mediation.commands.chores import Chores
from mediation.demonstration.doors import at_court, mediated_first
from mediation.demonstration.invented import STORIES, TOWNSHIP_COMMITTEE, register
from mediation.demonstration.player import Player
from mediation.model import Case, CaseEvent, Deadline
from mediation.readmodels.case_audit import verify_chains
from mediation.readmodels.replay import replay_breaks
from mediation.rules import acts
from mediation.rules.clock import SHANGHAI
from mediation.rules.errors import BadInput, ConditionsUnmet
from mediation.rules.vocabulary import DeadlineState, MatterKind
from mediation.services.sweep_deadlines import Swept, sweep_deadlines
from tests.steps.conftest import TODAY
from tests.steps.test_people import bare, duty, two

STORY = {name: story for name, _, story in STORIES}
MEDICAL: dict[str, object] = {"category": "medical"}
LABOUR: dict[str, object] = {"category": "labour", "labour": True}


def accepted(house: Installation, **about: object) -> Player:
    player = Player(house, TODAY - timedelta(60))
    bare(player, *two(player), **about)
    player.step("cunzhuren", "skip_settlement", reason="直接申请")
    player.wait(1)
    player.accept("cunzhuren")
    player.appoint("cunzhuren", "cunzhuren")
    return player


def clocks(player: Player) -> dict[str, Deadline]:
    """The newest clock of each name."""
    with player.house.read() as session:
        rows = session.scalars(
            select(Deadline).where(Deadline.case_id == player.case_id).order_by(Deadline.id)
        ).all()
        session.expunge_all()
    return {row.clock: row for row in rows}


def state(player: Player) -> str:
    with player.house.read() as session:
        return session.get_one(Case, player.case_id).state


def events(player: Player, tag: str) -> list[CaseEvent]:
    with player.house.read() as session:
        return list(
            session.scalars(
                select(CaseEvent).where(CaseEvent.case_id == player.case_id, CaseEvent.tag == tag)
            )
        )


def whole(house: Installation) -> bool:
    with house.read() as session:
        return not (
            verify_chains(session, house.vault, verify_signature).breaks
            or list(replay_breaks(session, house.registry))
        )


def until(player: Player, last: date, days: int) -> None:
    player.wait((last - player.clock.today()).days + days)


def test_near_is_told_once_and_over_is_marked_once(house: Installation) -> None:
    player = accepted(house)
    last = clocks(player)["mediation"].due_on
    until(player, last, -4)
    assert sweep_deadlines(player.house).warned == 0
    until(player, last, -3)
    assert [sweep_deadlines(player.house).warned for _ in range(3)] == [1, 0, 0]
    until(player, last, 0)
    assert sweep_deadlines(player.house) == Swept()  # until 24:00 nothing is over
    until(player, last, 1)
    assert [sweep_deadlines(player.house).overdue for _ in range(3)] == [1, 0, 0]
    (over,) = events(player, "deadline:overdue")
    assert over.happened_at.astimezone(SHANGHAI).date() == last
    assert over.person_id is None
    assert state(player) == "mediating"  # the month bars nothing (若干规定 33)
    assert whole(house)


def test_who_agrees_to_go_on_is_warned_of_the_new_day(house: Installation) -> None:
    player = accepted(house)
    until(player, clocks(player)["mediation"].due_on, -1)
    sweep_deadlines(player.house)
    longer = acts.TermExtended(player.clock.today() + timedelta(20), tuple(player.parties))
    player.step("cunzhuren", "extend", longer, reason="还差一点")
    assert clocks(player)["mediation"].warned_at is None
    until(player, clocks(player)["mediation"].due_on, 1)
    assert sweep_deadlines(player.house).overdue == 1


def test_a_medical_dispute_has_thirty_working_days_and_then_counts_as_failed(house: Installation) -> None:
    """医疗纠纷预防和处理条例 38."""
    player = accepted(house, **MEDICAL)
    running = clocks(player)
    assert running["mediation"].state is DeadlineState.ENDED
    medical = running["medical_mediation"]
    assert medical.derivation["term"] == {"unit": "working_days", "n": 30}
    until(player, medical.due_on, 3)  # three days without power
    swept = sweep_deadlines(player.house)
    assert (swept.overdue, swept.stepped) == (1, 1)
    assert state(player) == "terminated"
    (ended,) = events(player, "dispute:end_of_medical_term")
    assert ended.happened_at.astimezone(SHANGHAI).date() == medical.due_on
    assert (ended.person_id, ended.role) == (None, "")
    assert sweep_deadlines(player.house) == Swept()
    assert whole(house)


def test_appraisal_does_not_count_in_a_medical_dispute(house: Installation) -> None:
    player = accepted(house, **MEDICAL)
    before = clocks(player)["medical_mediation"].due_on
    player.step(
        "cunzhuren", "suspend", acts.Suspended(acts.SuspensionCause.APPRAISAL, "鉴定委托书"), reason="送鉴定"
    )
    player.wait(14)
    player.step("cunzhuren", "resume", reason="鉴定意见已出")
    after = clocks(player)["medical_mediation"]
    assert after.due_on >= before + timedelta(7)  # five working days beside the National Day holidays
    assert "paused" in {step["kind"] for step in after.derivation["steps"]}


def test_a_medical_dispute_that_waits_for_anything_else_counts_as_failed_in_time(house: Installation) -> None:
    """医纠条例 38: the time of an appraisal is not counted; no other is left out, and the end comes suspended too."""
    player = accepted(house, **MEDICAL)
    medical = clocks(player)["medical_mediation"]
    absent = acts.Suspended(acts.SuspensionCause.ABSENCE, "邻居证明")
    player.step("cunzhuren", "suspend", absent, reason="一方外出")
    assert clocks(player)["medical_mediation"].state is DeadlineState.RUNNING
    until(player, medical.due_on, 1)
    assert sweep_deadlines(player.house).stepped == 1
    assert state(player) == "terminated"
    assert whole(house)


def test_an_appraisal_asked_for_before_a_mediator_is_named_does_not_count_either(house: Installation) -> None:
    """Mediation stands still as accepted, and goes on as accepted: a mediator is named then."""
    player = Player(house, TODAY - timedelta(60))
    bare(player, *two(player), **MEDICAL)
    player.step("cunzhuren", "skip_settlement", reason="直接申请")
    player.accept("cunzhuren")
    before = clocks(player)["medical_mediation"].due_on
    paper = acts.Suspended(acts.SuspensionCause.APPRAISAL, "鉴定委托书")
    player.step("cunzhuren", "suspend", paper, reason="双方共同委托鉴定")
    assert (state(player), clocks(player)["medical_mediation"].state) == ("suspended", DeadlineState.PAUSED)
    player.wait(14)
    player.step("cunzhuren", "resume", reason="鉴定意见已出")
    assert state(player) == "accepted"
    after = clocks(player)["medical_mediation"]
    assert (after.state, after.due_on > before) == (DeadlineState.RUNNING, True)
    assert "paused" in {step["kind"] for step in after.derivation["steps"]}
    player.appoint("cunzhuren", "cunzhuren")
    assert whole(house)


def test_labour_is_mediated_for_fifteen_days_from_the_application(house: Installation) -> None:
    """劳动争议调解仲裁法 14: then arbitration is open, and nothing else changes."""
    player = accepted(house, **LABOUR)
    labour = clocks(player)["labour_mediation"]
    with house.read() as session:
        asked = session.get_one(Case, player.case_id).first_asked_on
    assert labour.starts_on == asked
    until(player, labour.due_on, 1)
    assert sweep_deadlines(player.house).overdue == 1
    assert state(player) == "mediating"
    player.step("cunzhuren", "go_to_arbitration", reason="十五日已过，申请仲裁")


def test_mediation_before_trial_goes_to_trial_by_itself(house: Installation) -> None:
    """2025意见 五: no second filing."""
    player = at_court(Player(house, TODAY - timedelta(60)), 1)
    mediated_first(player)
    until(player, clocks(player)["first_mediation"].due_on, 1)
    assert sweep_deadlines(player.house).stepped == 1
    assert state(player) == "at_trial"
    assert whole(house)


def test_delegation_that_is_over_is_the_courts_to_register(house: Installation) -> None:
    player = at_court(Player(house, date(2024, 12, 2)), 2)
    given = acts.CaseDelegated(
        player.organisation(TOWNSHIP_COMMITTEE), tuple(player.parties), player.court_number("诉前调")
    )
    player.step("fayuan", "delegate", given, "双方同意立案前调解")
    player.step("zhenzhuren", "sign_for", matter=MatterKind.HAND_OVER)
    player.appoint("zhenzhuren", "zhentiaojie")
    until(player, clocks(player)["delegated"].due_on, 1)
    assert sweep_deadlines(player.house).stepped == 1
    assert state(player) == "at_court"


def test_a_term_that_is_over_is_not_extended_while_its_end_waits(house: Installation) -> None:
    """Only the seal is missing; to go on had to be agreed before the last day was over."""
    player = at_court(Player(house, TODAY - timedelta(60)), 1)
    mediated_first(player)
    last = clocks(player)["first_mediation"].due_on
    player.sit("zhentiaojie", "告知权利义务。", "同意", "镇政府")
    player.agree("zhentiaojie", "水沟被堵。", (duty(player),))
    player.sign("zhenzhuren", "zhentiaojie", all_of_it=False)
    until(player, last, 3)
    sweep_deadlines(player.house)
    longer = acts.TermExtended(last + timedelta(20), tuple(player.parties))
    with pytest.raises(BadInput, match="期满以前各方同意的那一天"):
        player.step("zhentiaojie", "extend", longer, reason="今天各方同意延长")
    assert clocks(player)["first_mediation"].due_on == last


def test_the_right_to_confirmation_lapses_and_stays_lapsed(house: Installation) -> None:
    """民诉法 205: thirty days that nothing extends; what was done in time may still be entered."""
    player = Player(house, TODAY - timedelta(80))
    register(player, 1)
    STORY["in force"](player)
    application = clocks(player)["application"]
    until(player, application.due_on, 1)
    swept = sweep_deadlines(player.house)
    assert (swept.lapsed, clocks(player)["application"].state) == (1, DeadlineState.LAPSED)
    with pytest.raises(ConditionsUnmet):
        player.apply("zhenzhuren", "科尔沁左翼中旗人民法院")


def test_two_machines_at_once_do_it_once(house: Installation) -> None:
    players = [accepted(house, **MEDICAL) for _ in range(4)]
    until(players[-1], clocks(players[0])["medical_mediation"].due_on, 2)
    swept: list[Swept] = []
    threads = [Thread(target=lambda: swept.append(sweep_deadlines(players[-1].house))) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    total = sum(swept, Swept())
    assert (total.overdue, total.stepped, total.failed) == (4, 4, 0)
    assert [len(events(player, "dispute:end_of_medical_term")) for player in players] == [1] * 4
    assert whole(house)


def test_one_case_that_fails_holds_up_no_other(house: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = (accepted(house, **MEDICAL) for _ in range(2))
    until(second, clocks(first)["medical_mediation"].due_on, 1)
    with house.begin() as uow:  # its state is one that the definition does not know
        case = uow.session.get_one(Case, first.case_id)
        case.definition_version = 999
        uow.commit()
    with pytest.raises(KeyError):
        house.registry.of(MatterKind.DISPUTE, 999)
    swept = sweep_deadlines(second.house)
    assert (swept.stepped, swept.failed) == (1, 1)
    assert (state(first), state(second)) == ("mediating", "terminated")
    assert events(first, "deadline:overdue") == []  # all or nothing


def test_the_worker_watches_without_being_told(house: Installation) -> None:
    player = accepted(house, **MEDICAL)
    until(player, clocks(player)["medical_mediation"].due_on, 1)
    Chores(player.house)()
    assert state(player) == "terminated"


def test_a_sweep_with_nothing_due_writes_nothing(house: Installation, begin: Callable[..., Player]) -> None:
    begin()
    with house.read() as session:
        before = session.scalar(select(func.count()).select_from(CaseEvent))
    assert sweep_deadlines(house) == Swept()
    with house.read() as session:
        assert session.scalar(select(func.count()).select_from(CaseEvent)) == before
