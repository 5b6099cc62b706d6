"""A rule changes while cases live on: a list of what would move, approved by a person, applied in one act."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select

from mediation.adapters.vault import verify_signature
from mediation.bootstrap import Installation
from mediation.demonstration.doors import at_court, mediated_first
from mediation.demonstration.invented import COURT, STORIES, register
from mediation.demonstration.player import Player
from mediation.model import CalendarDay, Case, CaseEvent, Deadline, Recount, RecountLine, Setting
from mediation.readmodels.case_audit import verify_chains
from mediation.rules import acts
from mediation.rules.errors import BadInput, ConditionsUnmet, NotAllowed, NotThere, WrongState
from mediation.rules.terms import Days, due
from mediation.rules.vocabulary import DeadlineState, Holiday, MatterKind, RecountState
from mediation.rules.year_notice import HolidayGiven, YearNotice
from mediation.services.change_rules import change_length, enter_year
from mediation.services.perform import perform
from mediation.services.recount_deadlines import apply_recount, drop_recount, propose_recount
from mediation.services.sweep_deadlines import sweep_deadlines
from tests.steps.conftest import TODAY
from tests.steps.test_sweep import accepted, clocks

ADMINISTRATOR = "guanliyuan"
STORY = {name: story for name, _, story in STORIES}
NOTICE = YearNotice(
    2027,
    (
        HolidayGiven(Holiday.NEW_YEAR, date(2027, 1, 1), date(2027, 1, 3)),
        HolidayGiven(Holiday.SPRING, date(2027, 2, 5), date(2027, 2, 12)),
        HolidayGiven(Holiday.QINGMING, date(2027, 4, 3), date(2027, 4, 5)),
        HolidayGiven(Holiday.LABOUR, date(2027, 5, 1), date(2027, 5, 5)),
        HolidayGiven(Holiday.DRAGON_BOAT, date(2027, 6, 9), date(2027, 6, 9)),
        HolidayGiven(Holiday.MID_AUTUMN, date(2027, 9, 15), date(2027, 9, 15)),
        HolidayGiven(Holiday.NATIONAL, date(2027, 10, 1), date(2027, 10, 7)),
    ),
    (date(2027, 1, 30), date(2027, 2, 20), date(2027, 5, 8), date(2027, 9, 26)),
)
"""Invented: the notice of 2027 is not out."""


def act(house: Installation, use_case: Any, **given: Any) -> UUID:
    actor = Player(house, TODAY).actor(ADMINISTRATOR)
    return perform(house, use_case, actor=actor, **given)


def lines(house: Installation, recount_id: UUID) -> list[RecountLine]:
    with house.read() as session:
        found = session.scalars(select(RecountLine).where(RecountLine.recount_id == recount_id)).all()
        session.expunge_all()
    return list(found)


def ending_in_spring(house: Installation) -> Player:
    """A mediation whose month, extended over the winter, stood still and so ends in what may be a holiday."""
    player = Player(house, TODAY)
    register(player, 1)
    player.step("cunzhuren", "skip_settlement", reason="直接申请")
    player.accept("cunzhuren")
    player.appoint("cunzhuren", "cunzhuren")
    player.step(
        "cunzhuren", "suspend", acts.Suspended(acts.SuspensionCause.APPRAISAL, "鉴定委托书"), reason="送鉴定"
    )
    player.wait((date(2027, 1, 17) - TODAY).days)
    player.step("cunzhuren", "resume", reason="鉴定已出")
    return player


def test_the_years_notice_moves_what_ends_in_its_holidays(house: Installation) -> None:
    player = ending_in_spring(house)
    before = clocks(player)["mediation"]
    raw = date.fromisoformat(before.derivation["raw_last_day"])
    assert before.provisional
    recount_id = act(house, enter_year, notice=NOTICE)
    moving = {line.deadline_id: line for line in lines(house, recount_id)}
    assert moving[before.id].before_on == before.due_on
    assert clocks(player)["mediation"].due_on == before.due_on  # nothing moves before it is approved
    act(house, apply_recount, recount_id=recount_id)
    after = clocks(player)["mediation"]
    assert not after.provisional
    assert after.due_on == moving[before.id].after_on
    assert after.derivation["raw_last_day"] == raw.isoformat()
    with house.read() as session:
        told = session.scalars(
            select(CaseEvent).where(
                CaseEvent.case_id == player.case_id, CaseEvent.tag == "deadline:recounted"
            )
        ).all()
        assert len(told) == len([one for one in moving.values()])
        assert not verify_chains(session, house.vault, verify_signature).breaks
        assert session.get_one(Recount, recount_id).state is RecountState.APPLIED
    with pytest.raises(WrongState):
        act(house, apply_recount, recount_id=recount_id)
    assert lines(house, act(house, propose_recount, why="再看一次")) == []


def test_a_right_that_lapsed_by_holidays_nobody_had_entered_is_there_again(house: Installation) -> None:
    """They seem to end on Monday 8 February 2027; the notice, entered late, has it a holiday until the 12th."""
    player = Player(house, date(2027, 1, 1))
    register(player, 1)
    STORY["in force"](player)
    with house.begin() as uow:  # in force on the day from which the thirty days end in the Spring Festival
        row = uow.session.scalars(select(Deadline).where(Deadline.clock == "application")).one()
        again = due(date(2027, 1, 8), Days(30), uow.calendar())
        row.starts_on, row.due_on, row.derivation = again.starts_on, again.due_on, again.to_json()
        row.provisional, clock_id = again.provisional, row.id
        uow.commit()
    assert again.due_on == date(2027, 2, 8)
    assert again.provisional
    player.clock.move_to(date(2027, 2, 9))
    assert sweep_deadlines(player.house).lapsed == 1
    actor = player.actor(ADMINISTRATOR)
    recount_id = perform(player.house, enter_year, actor=actor, notice=NOTICE)
    (line,) = [one for one in lines(house, recount_id) if one.deadline_id == clock_id]
    assert (line.before_on, line.after_on) == (date(2027, 2, 8), date(2027, 2, 15))
    perform(player.house, apply_recount, actor=actor, recount_id=recount_id)
    now = clocks(player)["application"]
    assert (now.state, now.due_on, now.ended_on, now.overdue_at) == (
        DeadlineState.RUNNING,
        date(2027, 2, 15),
        None,
        None,
    )
    player.apply("zhenzhuren", COURT)
    player.clock.move_to(date(2027, 2, 16))
    assert sweep_deadlines(player.house).lapsed == 1
    assert clocks(player)["application"].ended_on == date(2027, 2, 15)


def test_what_was_done_before_the_right_last_day_is_entered_where_the_guess_had_ended_the_term(
    house: Installation,
) -> None:
    """The fifteen days seem to end on Monday 8 February 2027, and the case goes to trial; they end on the 15th."""
    player = at_court(Player(house, date(2027, 1, 23)), 1)
    mediated_first(player)
    assert clocks(player)["first_mediation"].due_on == date(2027, 2, 8)
    player.clock.move_to(date(2027, 2, 10))
    assert sweep_deadlines(player.house).stepped == 1
    with pytest.raises(ConditionsUnmet, match="期限已经届满"):
        player.step("zhentiaojie", "enter_in_time", reason="各方昨天还在谈")
    actor = player.actor(ADMINISTRATOR)
    recount_id = perform(player.house, enter_year, actor=actor, notice=NOTICE)
    perform(player.house, apply_recount, actor=actor, recount_id=recount_id)
    after = clocks(player)["first_mediation"]
    assert (after.state, after.due_on) == (DeadlineState.ENDED, date(2027, 2, 15))
    player.step("zhentiaojie", "enter_in_time", reason="放假安排录入以前误按期满")
    with player.house.read() as session:
        assert session.get_one(Case, player.case_id).state == "mediating"


def test_what_was_met_runs_again_by_the_holidays_entered_meanwhile(house: Installation) -> None:
    """Applied in time by a guess; the notice is entered while the court looks at it; then the parties withdraw."""
    player = Player(house, date(2027, 1, 1))
    register(player, 1)
    STORY["in force"](player)
    with house.begin() as uow:
        row = uow.session.scalars(select(Deadline).where(Deadline.clock == "application")).one()
        again = due(date(2027, 1, 8), Days(30), uow.calendar())
        row.starts_on, row.due_on, row.derivation = again.starts_on, again.due_on, again.to_json()
        uow.commit()
    player.apply("zhenzhuren", COURT)
    player.submit("zhenzhuren")
    actor = player.actor(ADMINISTRATOR)
    recount_id = perform(player.house, enter_year, actor=actor, notice=NOTICE)
    perform(player.house, apply_recount, actor=actor, recount_id=recount_id)
    player.clock.move_to(date(2027, 2, 9))  # after the day that was a guess
    player.step("zhenzhuren", "withdraw_application", reason="双方要再商量", matter=MatterKind.CONFIRMATION)
    now = clocks(player)["application"]
    assert (now.state, now.due_on, now.provisional) == (DeadlineState.RUNNING, date(2027, 2, 15), False)


def test_a_right_that_is_gone_by_the_entered_holidays_too_stays_gone(house: Installation) -> None:
    player = Player(house, date(2027, 1, 1))
    register(player, 1)
    STORY["in force"](player)
    before = clocks(player)["application"]
    assert before.provisional
    player.clock.move_to(before.due_on + timedelta(40))
    assert sweep_deadlines(player.house).lapsed == 1
    actor = player.actor(ADMINISTRATOR)
    perform(
        player.house,
        apply_recount,
        actor=actor,
        recount_id=perform(player.house, enter_year, actor=actor, notice=NOTICE),
    )
    after = clocks(player)["application"]
    assert (after.state, after.ended_on, after.provisional) == (DeadlineState.LAPSED, after.due_on, False)
    assert after.overdue_at is not None
    assert sweep_deadlines(player.house).lapsed == 0


def test_a_clock_that_moved_meanwhile_is_left_as_it_is(house: Installation) -> None:
    player = ending_in_spring(house)
    recount_id = act(house, enter_year, notice=NOTICE)
    player.step("cunzhuren", "go_to_court", reason="不愿再等")
    act(house, apply_recount, recount_id=recount_id)
    assert {line.applied for line in lines(house, recount_id)} == {False}
    with house.read() as session:
        assert not session.scalar(
            select(func.count()).select_from(CaseEvent).where(CaseEvent.tag == "deadline:recounted")
        )


def test_a_list_may_be_dropped_and_nothing_moves(house: Installation) -> None:
    player = ending_in_spring(house)
    before = clocks(player)["mediation"].due_on
    recount_id = act(house, enter_year, notice=NOTICE)
    act(house, drop_recount, recount_id=recount_id)
    assert clocks(player)["mediation"].due_on == before
    with pytest.raises(WrongState):
        act(house, apply_recount, recount_id=recount_id)


def test_a_term_keeps_the_rule_of_its_date(house: Installation) -> None:
    earlier, later = (Player(house, TODAY - timedelta(days)) for days in (5, 1))
    for player in (earlier, later):
        register(player, 1)
        player.settle_first("cunzhuren", "支书")
    assert (clocks(later)["settlement"].due_on - clocks(later)["settlement"].starts_on).days >= 7
    recount_id = act(
        house, change_length, rule="settlement", n=20, since=TODAY - timedelta(3), reason="县里的规定"
    )
    (line,) = lines(house, recount_id)
    assert line.deadline_id == clocks(later)["settlement"].id
    assert "期间由" in str(line.why[0]["text"])
    act(house, apply_recount, recount_id=recount_id)
    assert (clocks(later)["settlement"].due_on - TODAY).days >= 18
    assert (clocks(earlier)["settlement"].due_on - TODAY).days < 18
    with house.read() as session:
        assert session.scalars(select(Setting.value).where(Setting.name == "settlement_days")).all() == ["20"]


def test_lengths_that_the_law_sets_are_nobodys_to_change(house: Installation) -> None:
    with pytest.raises(NotThere):
        act(house, change_length, rule="application", n=60, since=TODAY, reason="方便")


def test_only_an_administrator_keeps_the_rules(house: Installation) -> None:
    actor = Player(house, TODAY).actor("qidudao")
    for use_case, given in (
        (enter_year, {"notice": NOTICE}),
        (propose_recount, {"why": "看看"}),
        (change_length, {"rule": "settlement", "n": 3, "since": TODAY, "reason": "快"}),
        (apply_recount, {"recount_id": UUID(int=0)}),
        (drop_recount, {"recount_id": UUID(int=0)}),
    ):
        with pytest.raises(NotAllowed):
            perform(house, use_case, actor=actor, **given)


def given(holiday: Holiday, first: date, last: date) -> YearNotice:
    return replace(
        NOTICE,
        holidays=tuple(
            HolidayGiven(holiday, first, last) if one.holiday is holiday else one for one in NOTICE.holidays
        ),
    )


@pytest.mark.parametrize(
    ("notice", "field", "said"),
    [
        (replace(NOTICE, holidays=NOTICE.holidays[1:]), "new_year.first_on", "缺元旦"),
        (given(Holiday.LABOUR, date(2027, 5, 2), date(2027, 5, 5)), "labour_day.first_on", "2027-05-01"),
        (given(Holiday.NATIONAL, date(2027, 10, 1), date(2027, 10, 2)), "national.first_on", "2027-10-03"),
        (given(Holiday.QINGMING, date(2027, 4, 30), date(2027, 5, 1)), "labour_day.first_on", "2027-05-01"),
        (given(Holiday.SPRING, date(2026, 2, 5), date(2026, 2, 12)), "spring.first_on", "2026-02-05"),
        (given(Holiday.SPRING, date(2027, 2, 12), date(2027, 2, 5)), "spring.last_on", "早于"),
        (given(Holiday.SPRING, date(2027, 2, 5), date(2027, 3, 5)), "spring.last_on", "最多"),
        (replace(NOTICE, worked=(date(2027, 2, 6),)), "worked", "又放假又上班"),
        (replace(NOTICE, worked=(date(2027, 2, 22),)), "worked", "本来就是工作日"),
        (replace(NOTICE, worked=(date(2027, 2, 20),) * 2), "worked", "写了两次"),
        (replace(NOTICE, year=2031), "year", "只能录入"),
    ],
)
def test_a_notice_with_a_gap_an_overlap_or_the_wrong_year_is_refused_with_the_day(
    house: Installation, notice: YearNotice, field: str, said: str
) -> None:
    with pytest.raises(BadInput) as refused:
        act(house, enter_year, notice=notice)
    assert any(p.field == field and said in str(p.message) for p in refused.value.problems), refused.value
    with house.read() as session:
        assert session.scalars(select(CalendarDay)).all() == []


def test_what_is_entered_again_takes_the_place_of_what_stood_there(house: Installation) -> None:
    act(house, enter_year, notice=NOTICE)
    shorter = given(Holiday.SPRING, date(2027, 2, 5), date(2027, 2, 9))
    act(house, enter_year, notice=replace(shorter, worked=()))
    with house.read() as session:
        days = {day.day: day.is_rest for day in session.scalars(select(CalendarDay))}
    assert date(2027, 2, 11) not in days
    assert set(days.values()) == {True}


def test_a_new_year_that_begins_in_december_goes_with_its_own_notice(house: Installation) -> None:
    wrong = given(Holiday.NEW_YEAR, date(2026, 12, 30), date(2027, 1, 1))
    act(house, enter_year, notice=replace(wrong, worked=(date(2026, 12, 27), *NOTICE.worked)))
    act(house, enter_year, notice=NOTICE)
    with house.read() as session:
        days = {day.day for day in session.scalars(select(CalendarDay))}
    assert not {date(2026, 12, 27), date(2026, 12, 30), date(2026, 12, 31)} & days  # put right

    def of_next_year(day: date) -> date:
        return day.replace(year=day.year + 1)

    following = YearNotice(
        2028,
        tuple(
            HolidayGiven(one.holiday, of_next_year(one.first_on), of_next_year(one.last_on))
            for one in given(Holiday.NEW_YEAR, date(2026, 12, 31), date(2027, 1, 2)).holidays
        ),
        (),
    )
    act(house, enter_year, notice=following)
    act(house, enter_year, notice=NOTICE)  # once more, when the next one is out
    with house.read() as session:
        assert session.scalar(select(CalendarDay.is_rest).where(CalendarDay.day == date(2027, 12, 31)))


def test_the_sweep_warns_of_the_new_day_again(house: Installation) -> None:
    player = accepted(house)
    with house.begin() as uow:
        row = uow.session.scalars(select(Deadline).where(Deadline.clock == "mediation")).one()
        row.warned_at = house.clock.now()
        row.due_on += timedelta(40)
        uow.commit()
    recount_id = act(house, propose_recount, why="核对")
    act(house, apply_recount, recount_id=recount_id)
    assert clocks(player)["mediation"].warned_at is None
