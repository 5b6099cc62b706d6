"""A court sends out several disputes at once; each is offered by itself, and called back by itself."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest
from sqlalchemy import select

from mediation.bootstrap import Installation
from mediation.demonstration.doors import at_court
from mediation.demonstration.player import Player
from mediation.model import Case, Diversion, HandOver, RunLine
from mediation.rules.errors import BadInput, NotThere
from mediation.rules.vocabulary import LineOutcome
from mediation.services.many.run import begin_run, try_run, undo_run, work_on_run
from mediation.services.many.steps import DelegateMany, Numbered, OfferMany, number_of
from mediation.services.perform import perform
from tests.steps.conftest import TODAY

COURT_DESK = "fayuan"


@pytest.fixture
def cases(house: Installation) -> list[Player]:
    return [at_court(Player(house, TODAY), n) for n in range(3)]


def guiding(cases: list[Player]) -> OfferMany:
    """All but the last were asked whether they would."""
    first = cases[0]
    with first.house.read() as session:
        desk = session.get_one(Case, first.case_id).organisation_id
    return OfferMany(
        organisation_id=desk,
        case_ids=tuple(player.case_id for player in cases),
        told=tuple(player.case_id for player in cases[:-1]),
        reason="当事人愿意先行调解",
        receiver_id=first.actor("zhenzhuren").posts[0].organisation_id,
        by_step="guide",
    )


def open_offers(house: Installation) -> set[UUID]:
    with house.read() as session:
        return set(session.scalars(select(HandOver.case_id).where(HandOver.is_open)))


def test_disputes_are_sent_out_together_and_whoever_was_not_asked_stays(
    house: Installation, cases: list[Player]
) -> None:
    actor, plan = cases[0].actor(COURT_DESK), guiding(cases)
    refused = [one.subject_id for one in try_run(house, actor=actor, plan=plan) if one.refusals]
    assert refused == [cases[-1].case_id]
    assert open_offers(house) == set()
    run_id = perform(house, begin_run, actor=actor, plan=plan)
    work_on_run(house, actor=actor, run_id=run_id, most=10)
    assert open_offers(house) == {player.case_id for player in cases[:-1]}
    assert undo_run(house, actor=actor, run_id=run_id, reason="发错了组织") == 2
    assert open_offers(house) == set()
    with house.read() as session:
        outcomes = session.scalars(select(RunLine.outcome).where(RunLine.run_id == run_id)).all()
    assert sorted(outcomes) == sorted([LineOutcome.UNDONE, LineOutcome.UNDONE, LineOutcome.REFUSED])


OLD = date(2024, 12, 2)


def delegating(cases: list[Player], *numbers: str) -> DelegateMany:
    return DelegateMany(
        organisation_id=guiding(cases).organisation_id,
        case_ids=tuple(player.case_id for player in cases),
        told=tuple(player.case_id for player in cases),
        reason="双方同意立案前调解",
        receiver_id=guiding(cases).receiver_id,
        numbers=tuple(
            Numbered(player.case_id, number) for player, number in zip(cases, numbers, strict=True)
        ),
    )


@pytest.mark.parametrize("backend", ["sqlite"])
def test_a_court_that_still_delegates_sends_out_many_each_under_its_number(house: Installation) -> None:
    cases = [at_court(Player(house, OLD), n) for n in range(3)]
    desk, old = cases[0].actor(COURT_DESK), cases[0].house
    good, other = "（2024）内0521诉前调71号", "（2024）内0521诉前调72号"
    with pytest.raises(BadInput) as refused:
        perform(old, begin_run, actor=desk, plan=delegating(cases, good, " ", good.replace("（", "(")))
    said = {problem.field: str(problem.message) for problem in refused.value.problems}
    assert "请写明法院的案号" in said[number_of(cases[1].case_id)]
    assert "写了两次" in said[number_of(cases[2].case_id)]
    plan = delegating(cases, good, other, "（2024）内0521民初7号")
    tried = try_run(old, actor=desk, plan=plan)
    assert [bool(one.refusals) for one in tried] == [False, False, True]  # a number of another kind
    run_id = perform(old, begin_run, actor=desk, plan=plan)
    work_on_run(old, actor=desk, run_id=run_id, most=10)
    assert open_offers(house) == {player.case_id for player in cases[:-1]}
    with house.read() as session:
        numbers = session.scalars(select(Diversion.court_number).order_by(Diversion.case_id)).all()
    assert sorted(numbers) == sorted([good, other])
    assert undo_run(old, actor=desk, run_id=run_id, reason="发错了组织") == 2
    assert open_offers(house) == set()


@pytest.mark.parametrize("backend", ["sqlite"])
def test_since_2025_each_line_says_that_the_court_registers_first(
    house: Installation, cases: list[Player]
) -> None:
    plan = delegating(cases, *(f"（2026）内0521诉前调{n}号" for n in (71, 72, 73)))
    for one in try_run(house, actor=cases[0].actor(COURT_DESK), plan=plan):
        assert "先登记立案" in " ".join(str(why) for why in one.refusals)


@pytest.mark.parametrize("backend", ["sqlite"])
@pytest.mark.parametrize("account", ["zhenzhuren", "kailufayuan", "qidudao"])
def test_nobody_else_sends_out_a_courts_disputes(
    house: Installation, cases: list[Player], account: str
) -> None:
    actor, plan = cases[0].actor(account), guiding(cases)
    with pytest.raises(NotThere):
        try_run(house, actor=actor, plan=plan)
    with pytest.raises(NotThere):
        perform(house, begin_run, actor=actor, plan=plan)
