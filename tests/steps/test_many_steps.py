"""A court sends out several disputes at once; each is offered by itself, and called back by itself."""

from __future__ import annotations

from uuid import UUID

import pytest
from sqlalchemy import select

from mediation.bootstrap import Installation
from mediation.demonstration.doors import at_court
from mediation.demonstration.player import Player
from mediation.model import Case, HandOver, RunLine
from mediation.rules.errors import NotThere
from mediation.rules.vocabulary import LineOutcome
from mediation.services.many.run import begin_run, try_run, undo_run, work_on_run
from mediation.services.many.steps import OfferMany
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
