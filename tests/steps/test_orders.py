"""督办: an order may name its own last day, when it is written, asked again and reopened after it was lifted."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import select

from mediation.commands.digests import make_digests
from mediation.demonstration.player import Player
from mediation.model import Deadline, Digest, Request
from mediation.readmodels.listed import Listed
from mediation.readmodels.replay import replay_breaks
from mediation.readmodels.requests import request_shown
from mediation.readmodels.warnings import OrderLine, watched
from mediation.rules import acts
from mediation.rules.errors import BadInput, ConditionsUnmet, NotAllowed, NotThere, WrongState
from mediation.rules.vocabulary import DeadlineState, MatterKind
from mediation.services.send_digests import worded
from tests.steps.conftest import Begin
from workflows import REGISTRY

ORDER = MatterKind.ORDER
COUNTY = "150521000000"


@pytest.fixture
def backend() -> str:
    return "sqlite"


def order_of(player: Player) -> Any:
    with player.house.read() as session:
        found = session.scalars(select(Request.id).where(Request.kind == ORDER)).one()
        return request_shown(session, REGISTRY, found)


def answers_by(player: Player) -> list[tuple[date, DeadlineState]]:
    with player.house.read() as session:
        rows = session.execute(
            select(Deadline.due_on, Deadline.state)
            .where(Deadline.case_id == player.case_id, Deadline.clock == "order_answer")
            .order_by(Deadline.id)
        )
        return [(due_on, state) for due_on, state in rows]


def refused_at(act: Callable[[], Any]) -> list[str]:
    with pytest.raises(BadInput) as caught:
        act()
    return [problem.field for problem in caught.value.problems]


def ordered(player: Player, until_on: date | None = None) -> None:
    player.step("qidudao", "issue_order", acts.OrderWritten("请书面回复进展", until_on))


def lifted(player: Player) -> None:
    ordered(player)
    player.step("cunzhuren", "answer", acts.Answered("已约定周五调解"), matter=ORDER)
    player.step("qidudao", "lift", matter=ORDER)


def test_an_order_runs_until_its_own_last_day_and_says_who_set_it(begin: Begin) -> None:
    player = begin(0)
    until = player.clock.today() + timedelta(20)
    while until.weekday() != 2:  # a Wednesday in no holiday
        until += timedelta(1)
    ordered(player, until)
    assert answers_by(player) == [(until, DeadlineState.RUNNING)]
    with player.house.read() as session:
        (found,) = session.scalars(select(Deadline).where(Deadline.clock == "order_answer"))
        assert "发出督办的机关定到" in str(found.derivation)
        (line,) = watched(
            session, REGISTRY, player.actor("qidudao"), COUNTY, player.clock.today()
        ).orders.lines
    assert (line.due_on, line.reopened) == (until, 0)
    assert order_of(player).due_on == until


def test_an_order_without_a_day_of_its_own_runs_as_the_setting_says(begin: Begin) -> None:
    player = begin(0)
    ordered(player)
    ((due_on, state),) = answers_by(player)
    assert state is DeadlineState.RUNNING
    assert 0 < (due_on - player.clock.today()).days <= 12


def test_a_last_day_that_is_over_or_too_far_is_refused_with_whatever_else_is_wrong(begin: Begin) -> None:
    player = begin(0)
    today = player.clock.today()
    for until in (today - timedelta(1), today, today + timedelta(366)):
        write = partial(player.step, "qidudao", "issue_order", acts.OrderWritten(" ", until))
        assert refused_at(write) == ["subject", "until_on"]
    ordered(player, today + timedelta(365))
    player.step("cunzhuren", "answer", acts.Answered("正在调解"), matter=ORDER)
    again = partial(player.step, "qidudao", "ask_again", acts.OrderAgain(today), matter=ORDER)
    assert refused_at(again) == ["reason"]
    assert refused_at(lambda: again(reason="没有写明进展")) == ["until_on"]
    assert order_of(player).state.name == "answered"


def test_who_asks_again_may_name_another_day(begin: Begin) -> None:
    player = begin(0)
    ordered(player)
    player.step("cunzhuren", "answer", acts.Answered("正在调解"), matter=ORDER)
    before, until = answers_by(player), player.clock.today() + timedelta(5)
    player.step("qidudao", "ask_again", acts.OrderAgain(until), "没有写明进展", matter=ORDER)
    first, (due_on, state) = answers_by(player)
    assert first == (before[0][0], DeadlineState.MET)
    assert state is DeadlineState.RUNNING
    assert until <= due_on <= until + timedelta(10)  # a rest day moves it on


def test_a_lifted_order_is_reopened_by_who_issued_it_with_a_reason_and_answered_again(begin: Begin) -> None:
    player = begin(0)
    lifted(player)
    with pytest.raises((NotAllowed, NotThere)):
        player.step("shidudao", "reopen", acts.OrderAgain(), "没有落实", matter=ORDER)
    with pytest.raises((NotAllowed, NotThere)):
        player.step("cunzhuren", "reopen", acts.OrderAgain(), "没有落实", matter=ORDER)
    assert refused_at(lambda: player.step("qidudao", "reopen", acts.OrderAgain(), matter=ORDER)) == ["reason"]
    until = player.clock.today() + timedelta(9)
    player.step("qidudao", "reopen", acts.OrderAgain(until), "约定的调解没有进行", matter=ORDER)
    shown = order_of(player)
    assert (shown.state.name, shown.is_open, shown.reopened) == ("issued", True, 1)
    assert shown.due_on is not None
    assert until <= shown.due_on
    player.step("cunzhuren", "answer", acts.Answered("今天已经调解"), matter=ORDER)
    player.step("qidudao", "lift", matter=ORDER)
    player.step("qidudao", "reopen", acts.OrderAgain(), "再次没有落实", matter=ORDER)
    assert order_of(player).reopened == 2
    with player.house.read() as session:
        assert not list(replay_breaks(session, REGISTRY))


def test_neither_a_withdrawn_order_nor_one_of_a_closed_case_is_reopened(begin: Begin) -> None:
    player = begin(0)
    ordered(player)
    player.step("qidudao", "take_back", reason="重复督办", matter=ORDER)
    assert answers_by(player)[0][1] is DeadlineState.ENDED  # nobody answered it
    with pytest.raises(WrongState):
        player.step("qidudao", "reopen", acts.OrderAgain(), "还是要办", matter=ORDER)
    other = begin(6, 2)
    ordered(other)
    other.step("cunzhuren", "answer", acts.Answered("当事人撤回"), matter=ORDER)
    other.step("qidudao", "lift", matter=ORDER)
    other.step("cunzhuren", "withdraw", reason="申请人撤回")
    with pytest.raises(ConditionsUnmet, match="案件已经结案"):
        other.step("qidudao", "reopen", acts.OrderAgain(), "没有落实", matter=ORDER)


def test_closing_the_case_answers_no_order(begin: Begin) -> None:
    """It is answered and checked all the same; one that began under an earlier version stops with its case."""
    player = begin(0)
    ordered(player)
    player.step("cunzhuren", "withdraw", reason="申请人撤回")
    assert (order_of(player).state.name, order_of(player).is_open) == ("issued", True)
    player.step("cunzhuren", "answer", acts.Answered("当事人撤回申请，已经结案"), matter=ORDER)
    player.step("qidudao", "ask_again", acts.OrderAgain(), "没有写明原因", matter=ORDER)
    player.step("cunzhuren", "answer", acts.Answered("当事人自行和解"), matter=ORDER)
    player.step("qidudao", "lift", matter=ORDER)
    assert [state for _, state in answers_by(player)] == [DeadlineState.MET, DeadlineState.MET]
    older = begin(6, 2)
    ordered(older)
    with older.house.begin() as uow:
        request = uow.session.scalars(select(Request).where(Request.case_id == older.case_id)).one()
        request.definition_version = 2
        uow.commit()
    older.step("cunzhuren", "withdraw", reason="申请人撤回")
    with older.house.read() as session:
        kept = session.scalars(select(Request).where(Request.case_id == older.case_id)).one()
        assert (kept.state, kept.is_open) == ("lapsed", False)


def test_the_weekly_digest_counts_the_orders_of_the_area(begin: Begin) -> None:
    player = begin(0)
    lifted(player)
    player.step("qidudao", "reopen", acts.OrderAgain(), "没有落实", matter=ORDER)
    player.wait(7)
    assert make_digests(player.house)
    with player.house.read() as session:
        content = session.scalars(select(Digest.content).where(Digest.region_code == COUNTY)).one()
    told = {name: content[name] for name in ("orders", "orders_late", "orders_issued", "orders_reopened")}
    assert told == {"orders": 1, "orders_late": 1, "orders_issued": 1, "orders_reopened": 1}
    assert "督办没有办结1件，其中逾期1件；上周重新督办1件" in str(worded(player.clock.today(), content))
    old = {name: n for name, n in content.items() if not name.startswith("orders")}
    assert "督办" not in str(worded(player.clock.today(), old))


def orders(player: Player, account: str, area: str = COUNTY, page: int = 1) -> Listed[OrderLine]:
    with player.house.read() as session:
        actor, today = player.actor(account), player.clock.today()
        return watched(session, REGISTRY, actor, area, today, page).orders


def test_every_order_of_an_area_stands_on_one_of_its_pages(begin: Begin) -> None:
    for n in range(1, 24):
        player = begin(0, n)
        ordered(player)
    pages = [orders(player, "qidudao", page=n) for n in (1, 2, 9)]
    assert {(one.total, one.pages) for one in pages} == {(23, 2)}
    assert [(one.page, len(one.lines)) for one in pages] == [(1, 20), (2, 3), (2, 3)]
    assert len({line.id for one in pages[:2] for line in one.lines}) == 23
