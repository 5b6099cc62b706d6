"""What becomes of the duties of an agreement: done, late, broken, changed, enforced (人民调解法 31-33)."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from sqlalchemy import select

from mediation.bootstrap import Installation
from mediation.demonstration.invented import COURT, STORIES
from mediation.demonstration.player import Player
from mediation.model import Deadline, Obligation, Performance, Setting
from mediation.readmodels.case_page import clocks_of, matter_page
from mediation.readmodels.obligations import duties_waiting
from mediation.readmodels.terms_audit import terms_broken
from mediation.rules import acts
from mediation.rules.errors import BadInput, ConditionsUnmet, NotThere, WrongState
from mediation.rules.terms import Years, due
from mediation.rules.vocabulary import DeadlineState, MatterKind, ObligationKind
from mediation.services.perform import perform
from mediation.services.step import StepCommand
from mediation.services.sweep_deadlines import sweep_deadlines
from mediation.services.take_step import take_step
from tests.steps.conftest import Begin
from tests.steps.test_issuing_papers import issue

STORY = {name: story for name, _, story in STORIES}


def agreed(player: Player, *due: int, **more: object) -> None:
    """One sum for each of those days from now."""
    STORY["mediated by the township"](player)
    today = player.clock.today()
    debtor, creditor = player.parties[1], player.parties[0]
    duties = tuple(
        acts.ObligationDrawn(
            kind=ObligationKind.MONEY,
            debtor_id=debtor,
            creditor_id=creditor,
            amount=Decimal(500),
            due_on=today + timedelta(days),
            **more,  # type: ignore[arg-type]
        )
        for days in due
    )
    player.agree("zhentiaojie", "水沟被堵。", duties)
    player.sign("zhenzhuren", "zhentiaojie")


def confirmed(player: Player) -> None:
    player.apply("zhenzhuren", COURT)
    player.submit("zhenzhuren")
    player.confirm(player.court_number())


def states(house: Installation, player: Player) -> list[str]:
    with house.read() as session:
        return [session.get_one(Performance, one).state for one in player.duties()]


def clock(house: Installation, player: Player, name: str, n: int = 1) -> list[tuple[date, DeadlineState]]:
    """The last days of the n-th duty's clocks of that name, the earliest begun first."""
    query = select(Deadline).where(Deadline.matter_id == player.duties()[n - 1], Deadline.clock == name)
    with house.read() as session:
        return [(one.due_on, one.state) for one in session.scalars(query.order_by(Deadline.id))]


def test_each_duty_runs_to_its_own_day(house: Installation, begin: Begin) -> None:
    player = begin(9)
    agreed(player, 3, 10)
    today = player.clock.today()
    first, second = (clock(house, player, "performance", n) for n in (1, 2))
    assert first[0][0] >= today + timedelta(3)
    assert second[0][0] >= today + timedelta(10)
    player.on_duty("zhenzhuren", "record_performance", acts.PerformanceRecorded(today, "收条"))
    assert states(house, player) == ["done", "due"]
    assert clock(house, player, "performance")[0][1] is DeadlineState.MET
    with house.read() as session:
        assert {c.name for c in clocks_of(session, player.case_id, today)} & {"performance"} == set()
        (waiting,) = duties_waiting(session, house.registry, player.actor("zhenzhuren"))
    assert waiting.ordinal == 2


def test_nothing_is_broken_before_its_day_is_over(house: Installation, begin: Begin) -> None:
    player = begin(30)
    agreed(player, 5)
    with pytest.raises(ConditionsUnmet, match="还没有到约定的履行期限"):
        player.on_duty("zhenzhuren", "mark_broken", reason="没有付")
    player.wait(9)
    with pytest.raises(BadInput):
        player.on_duty("zhenzhuren", "mark_broken")
    player.on_duty("zhenzhuren", "mark_broken", reason="没有付")
    assert states(house, player) == ["broken"]
    player.on_duty("zhenzhuren", "record_performance", acts.PerformanceRecorded(player.clock.today()))
    assert states(house, player) == ["done_late"]


def test_what_must_not_be_done_is_broken_on_any_day(house: Installation, begin: Begin) -> None:
    player = begin(30)
    STORY["mediated by the township"](player)
    forbear = acts.ObligationDrawn(
        kind=ObligationKind.FORBEARANCE,
        debtor_id=player.parties[1],
        what="不再堵水沟",
        due_on=player.clock.today() + timedelta(300),
    )
    player.agree("zhentiaojie", "水沟被堵。", (forbear,))
    player.sign("zhenzhuren", "zhentiaojie")
    player.on_duty("zhenzhuren", "mark_broken", reason="又堵上了")
    assert states(house, player) == ["broken"]


def test_only_all_parties_together_change_a_duty_and_its_clock_moves(
    house: Installation, begin: Begin
) -> None:
    player = begin(40)
    agreed(player, 5)
    later = player.clock.today() + timedelta(30)
    with pytest.raises(BadInput, match="各方一致"):
        player.on_duty(
            "zhenzhuren", "change_duty", acts.DutyChanged("下月付清", tuple(player.parties[:1]), later)
        )
    player.on_duty("zhenzhuren", "change_duty", acts.DutyChanged("下月付清", tuple(player.parties), later))
    before, after = clock(house, player, "performance")
    assert before[1] is DeadlineState.ENDED
    assert after[0] >= later
    player.wait(20)  # beyond the first day, before the second
    player.on_duty("zhenzhuren", "record_performance", acts.PerformanceRecorded(player.clock.today()))
    assert states(house, player) == ["done"]


def test_only_what_a_court_confirmed_is_enforced(house: Installation, begin: Begin) -> None:
    player = begin(60)
    agreed(player, 5)
    player.wait(20)
    player.on_duty("zhenzhuren", "mark_broken", reason="没有付")
    asked = acts.EnforcementAsked(player.organisation(COURT), "全部没有付")
    assert clock(house, player, "enforcement") == []
    with pytest.raises(ConditionsUnmet, match="没有经过司法确认"):
        player.on_duty("zhenzhuren", "ask_enforcement", asked)
    confirmed(player)
    player.on_duty("zhenzhuren", "press", acts.Pressed("告知可以申请执行"))
    assert len(clock(house, player, "enforcement")) == 1
    player.on_duty("zhenzhuren", "press", acts.Pressed("再次督促"))
    assert len(clock(house, player, "enforcement")) == 1
    committee = acts.EnforcementAsked(player.organisation("科尔沁左翼中旗保康镇人民调解委员会"), "没有付")
    with pytest.raises(BadInput, match="法院"):
        player.on_duty("zhenzhuren", "ask_enforcement", committee)
    player.on_duty("zhenzhuren", "ask_enforcement", asked)
    assert states(house, player) == ["enforcing"]


def test_the_two_years_run_from_the_end_of_the_last_instalment(house: Installation, begin: Begin) -> None:
    """民事诉讼法 250: not from each instalment."""
    player = begin(60)
    agreed(player, 5, 35)
    last = player.clock.today() + timedelta(35)
    confirmed(player)
    player.wait(20)
    player.on_duty("zhenzhuren", "mark_broken", reason="第一期没有付")
    ((until, state),) = clock(house, player, "enforcement")
    assert (until.year, until.month) == (last.year + 2, last.month)
    assert state is DeadlineState.RUNNING
    player.on_duty("zhenzhuren", "record_performance", acts.PerformanceRecorded(player.clock.today()))
    assert clock(house, player, "enforcement")[0][1] is not DeadlineState.RUNNING


def test_others_have_no_hand_in_it(house: Installation, begin: Begin) -> None:
    player = begin(30)
    agreed(player, 5)
    confirmed(player)
    done = acts.PerformanceRecorded(player.clock.today())
    for account in ("cunzhuren", "fayuan", "qidudao", "kailu"):
        with pytest.raises(NotThere):
            player.on_duty(account, "record_performance", done)
    with pytest.raises(WrongState):
        player.on_duty("zhenzhuren", "press", acts.Pressed("还没有到期"))


def test_a_duty_that_began_as_done_without_being_told_so_is_found(house: Installation, begin: Begin) -> None:
    player = begin(9)
    agreed(player, 5)
    with house.begin() as uow:
        assert list(terms_broken(uow.session, house.vault)) == []
        performance = uow.session.scalars(select(Performance)).one()
        performance.began = performance.state = "done"
        uow.session.flush()
        assert any("第 1 项约定的履行" in str(one) for one in terms_broken(uow.session, house.vault))


def test_what_a_new_ruling_left_of_the_first_is_still_enforced(house: Installation, begin: Begin) -> None:
    """民诉法解释 372: varied, not revoked."""
    player = begin(60)
    STORY["ruling varied after an objection"](player)
    with pytest.raises(ConditionsUnmet, match="已经司法确认"):
        player.apply("zhenzhuren", COURT)
    player.wait(30)
    player.on_duty("zhenzhuren", "mark_broken", reason="没有付")
    player.on_duty(
        "zhenzhuren", "ask_enforcement", acts.EnforcementAsked(player.organisation(COURT), "没有付")
    )
    assert states(house, player)[0] == "enforcing"


def test_what_was_recorded_by_mistake_is_owed_again_and_so_is_the_period(
    house: Installation, begin: Begin
) -> None:
    player = begin(60)
    agreed(player, 5)
    confirmed(player)
    player.wait(20)
    player.on_duty("zhenzhuren", "mark_broken", reason="没有付")
    before = clock(house, player, "enforcement")
    player.on_duty("zhenzhuren", "record_performance", acts.PerformanceRecorded(player.clock.today(), "收条"))
    with pytest.raises(BadInput):
        player.on_duty("zhenzhuren", "reopen_duty")
    player.on_duty("zhenzhuren", "reopen_duty", reason="收条是另一笔款的")
    assert clock(house, player, "enforcement") == before
    with house.read() as session:
        performance = session.get_one(Performance, player.duties()[0])
        assert (performance.state, performance.done_on, performance.proof) == ("broken", None, "")


def enforced_in_vain(house: Installation, begin: Begin) -> Player:
    player = begin(60)
    agreed(player, 5)
    confirmed(player)
    player.wait(20)
    player.on_duty("zhenzhuren", "mark_broken", reason="没有付")
    asked = acts.EnforcementAsked(player.organisation(COURT), "全部没有付")
    player.on_duty("zhenzhuren", "ask_enforcement", asked)
    player.wait(30)
    player.on_duty("zhenzhuren", "end_enforcement", reason="没有可供执行的财产")
    return player


def test_after_a_fruitless_enforcement_two_new_years_run(house: Installation, begin: Begin) -> None:
    """民法典 195: from the end of the proceedings, and pressing begins nothing a second time."""
    player = enforced_in_vain(house, begin)
    today = player.clock.today()
    player.on_duty("zhenzhuren", "press", acts.Pressed("再次督促"))
    first, second = clock(house, player, "enforcement")
    assert first[1] is DeadlineState.MET
    assert second == (two_years_from(house, today), DeadlineState.RUNNING)


def two_years_from(house: Installation, day: date) -> date:
    with house.begin() as uow:
        return due(day, Years(2), uow.calendar()).due_on


def test_what_an_older_version_left_without_a_period_gets_one_when_it_is_pressed_for(
    house: Installation, begin: Begin
) -> None:
    """Those versions began none when enforcement ended: it counts from the application that interrupted it."""
    player = enforced_in_vain(house, begin)
    with house.begin() as uow:
        met, newer = uow.session.scalars(
            select(Deadline)
            .where(Deadline.matter_id == player.duties()[0], Deadline.clock == "enforcement")
            .order_by(Deadline.id)
        )
        asked_on = met.ended_on
        uow.session.delete(newer)
        uow.commit()
    player.on_duty("zhenzhuren", "press", acts.Pressed("再次督促"))
    assert asked_on is not None
    assert clock(house, player, "enforcement")[-1] == (two_years_from(house, asked_on), DeadlineState.RUNNING)


def test_whoever_promises_to_pay_begins_the_two_years_anew(house: Installation, begin: Begin) -> None:
    player = enforced_in_vain(house, begin)
    player.wait(40)
    with pytest.raises(BadInput):
        player.on_duty("zhenzhuren", "interrupt_period", acts.PeriodNoted(" ", " "))
    promised = acts.PeriodNoted("承诺月底付清", "还款承诺书")
    player.on_duty("zhenzhuren", "interrupt_period", promised)
    *_, before, after = clock(house, player, "enforcement")
    assert before[1] is DeadlineState.ENDED
    assert after == (two_years_from(house, player.clock.today()), DeadlineState.RUNNING)
    player.clock.move_to(after[0] + timedelta(1))
    sweep_deadlines(player.house)
    assert clock(house, player, "enforcement")[-1][1] is DeadlineState.LAPSED
    with pytest.raises(ConditionsUnmet, match="期间没有在走"):
        player.on_duty("zhenzhuren", "interrupt_period", promised)


def entered_late(player: Player, step: str, on: date) -> None:
    """With the day on which it was, which is days ago."""
    command = StepCommand(
        matter=MatterKind.PERFORMANCE,
        matter_id=player.duties()[0],
        step=step,
        given=acts.PeriodNoted("承诺月底付清", "还款承诺书"),
        happened_on=on,
        late_reason="材料今天才送来",
    )
    perform(player.house, take_step, actor=player.actor("zhenzhuren"), command=command)


def offered(player: Player) -> dict[str, bool]:
    """The steps of the duty that the page offers: now, or to be entered late."""
    with player.house.read() as session:
        page = matter_page(
            session,
            player.house.registry,
            player.actor("zhenzhuren"),
            MatterKind.PERFORMANCE,
            player.duties()[0],
            player.clock.today(),
        )
    return {one.step.name: one.late for one in page.offers if one.ready or one.late}


def test_what_interrupted_the_period_in_time_is_entered_after_it_has_lapsed(
    house: Installation, begin: Begin
) -> None:
    """The debtor promised a day before the end; the paper comes after the sweep."""
    player = enforced_in_vain(house, begin)
    assert "interrupt_period" in offered(player)
    last = clock(house, player, "enforcement")[-1][0]
    player.clock.move_to(last + timedelta(3))
    sweep_deadlines(player.house)
    assert offered(player)["interrupt_period"]
    entered_late(player, "interrupt_period", last - timedelta(1))
    *_, before, after = clock(house, player, "enforcement")
    assert before == (last, DeadlineState.ENDED)
    assert after == (two_years_from(house, last - timedelta(1)), DeadlineState.RUNNING)


def test_an_obstacle_before_the_end_is_entered_after_it_and_the_period_is_there_again(
    house: Installation, begin: Begin
) -> None:
    player = enforced_in_vain(house, begin)
    last = clock(house, player, "enforcement")[-1][0]
    player.clock.move_to(last + timedelta(10))
    sweep_deadlines(player.house)
    assert offered(player)["suspend_period"]
    entered_late(player, "suspend_period", last - timedelta(20))
    assert clock(house, player, "enforcement")[-1][1] is DeadlineState.PAUSED
    player.on_duty("zhenzhuren", "resume_period", acts.PeriodNoted("已经确定继承人", "公证书"))
    again, state = clock(house, player, "enforcement")[-1]
    assert state is DeadlineState.RUNNING
    assert again >= player.clock.today() + timedelta(20)


def test_where_no_period_ever_ran_nothing_is_offered_that_would_move_it(
    house: Installation, begin: Begin
) -> None:
    player = begin(60)
    agreed(player, 10)
    player.wait(30)
    player.on_duty("zhenzhuren", "mark_broken", reason="没有付")
    assert not {"interrupt_period", "suspend_period"} & set(offered(player))


@pytest.mark.parametrize("practice", ["yes", "no"])
def test_an_obstacle_in_the_last_six_months_stops_the_period_whatever_is_practice_elsewhere(
    house: Installation, begin: Begin, practice: str
) -> None:
    """民法典 194: by law, not by the setting for terms of mediation."""
    player = enforced_in_vain(house, begin)
    with house.begin() as uow:
        uow.session.add(Setting(name="suspension_stops_clocks", value=practice))
        uow.commit()
    ends_on = clock(house, player, "enforcement")[-1][0]
    hindered = acts.PeriodNoted("债权人去世，没有确定继承人", "死亡证明")
    with pytest.raises(ConditionsUnmet, match="没有中止"):
        player.on_duty("zhenzhuren", "resume_period", hindered)
    with pytest.raises(BadInput, match="最后六个月"):
        player.on_duty("zhenzhuren", "suspend_period", hindered)
    player.clock.move_to(ends_on - timedelta(100))
    player.on_duty("zhenzhuren", "suspend_period", hindered)
    assert clock(house, player, "enforcement")[-1][1] is DeadlineState.PAUSED
    with pytest.raises(ConditionsUnmet, match="已经中止"):
        player.on_duty("zhenzhuren", "suspend_period", hindered)
    player.wait(200)
    sweep_deadlines(player.house)
    player.on_duty("zhenzhuren", "resume_period", acts.PeriodNoted("已经确定继承人", "公证书"))
    last, state = clock(house, player, "enforcement")[-1]
    assert state is DeadlineState.RUNNING
    assert ends_on + timedelta(200) <= last <= ends_on + timedelta(210)  # a rest day moves on
    asked = acts.EnforcementAsked(player.organisation(COURT), "没有付")
    player.on_duty("zhenzhuren", "ask_enforcement", asked)
    assert clock(house, player, "enforcement")[-1][1] is DeadlineState.MET


def test_what_was_done_on_the_spot_and_was_not_gets_its_period_too(house: Installation, begin: Begin) -> None:
    player = begin(60)
    agreed(player, 0, performed_at_once=True)
    confirmed(player)
    assert clock(house, player, "enforcement") == []
    player.on_duty("zhenzhuren", "reopen_duty", reason="当场给的是假币")
    assert [state for _, state in clock(house, player, "enforcement")] == [DeadlineState.RUNNING]


def test_an_application_for_enforcement_is_written_of_a_broken_duty_that_a_court_confirmed(
    house: Installation, begin: Begin
) -> None:
    """It names who asks, what makes it enforceable and the last day of the two years (民事诉讼法 250)."""
    player = begin(60)
    agreed(player, 5)
    confirmed(player)
    with pytest.raises(WrongState):
        issue(player, "enforcement_application", "zhenzhuren", _life(house))
    player.wait(30)
    player.on_duty("zhenzhuren", "mark_broken", reason="没有付")
    paper = issue(player, "enforcement_application", "zhenzhuren", _life(house))
    with house.read() as session:
        duty = session.scalars(select(Obligation)).one()
        until = session.scalars(select(Deadline.due_on).where(Deadline.clock == "enforcement")).one()
    assert [one.name for one in paper.parties] == [duty.creditor_name, duty.debtor_name]
    assert paper.case_number.endswith("号")
    assert duty.debtor_name in paper.duty
    assert paper.until_on == until


def _life(house: Installation) -> UUID:
    with house.read() as session:
        return session.scalars(select(Performance.id)).one()
