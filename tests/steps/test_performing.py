"""What becomes of the duties of an agreement: done, late, broken, changed, enforced (人民调解法 31-33)."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from mediation.bootstrap import Installation
from mediation.demonstration.invented import COURT, STORIES
from mediation.demonstration.player import Player
from mediation.model import Deadline, Performance
from mediation.readmodels.case_page import clocks_of
from mediation.readmodels.obligations import duties_waiting
from mediation.readmodels.terms_audit import terms_broken
from mediation.rules import acts
from mediation.rules.errors import BadInput, ConditionsUnmet, NotThere, WrongState
from mediation.rules.vocabulary import DeadlineState, ObligationKind
from tests.steps.conftest import Begin

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


def test_what_was_done_on_the_spot_and_was_not_gets_its_period_too(house: Installation, begin: Begin) -> None:
    player = begin(60)
    agreed(player, 0, performed_at_once=True)
    confirmed(player)
    assert clock(house, player, "enforcement") == []
    player.on_duty("zhenzhuren", "reopen_duty", reason="当场给的是假币")
    assert [state for _, state in clock(house, player, "enforcement")] == [DeadlineState.RUNNING]
