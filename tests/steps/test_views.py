"""What a page offers is what the engine takes: every step, every state of the demonstration's stories, every person."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from mediation.bootstrap import Installation
from mediation.demonstration.invented import STORIES
from mediation.demonstration.people import PRINCIPAL
from mediation.model import Confirmation, HandOver
from mediation.readmodels.case_page import matter_page
from mediation.rules.errors import (
    BadInput,
    ConditionsUnmet,
    NotAllowed,
    NotThere,
    WrongState,
)
from mediation.rules.vocabulary import MatterKind
from mediation.services.step import StepCommand
from mediation.services.take_step import take_step
from tests.steps.conftest import Begin

SAMPLE = (0, 4, 9, 11, 15, 17, 19, 24, 26, 34)


@pytest.mark.daily(2)
@pytest.mark.parametrize("backend", ["sqlite"])
@pytest.mark.parametrize("n", SAMPLE, ids=[STORIES[n][0] for n in SAMPLE])
def test_a_page_offers_just_the_steps_that_the_engine_takes(
    house: Installation, begin: Begin, n: int
) -> None:
    _, days, story = STORIES[n]
    player = begin(days, n=n)
    story(player)
    house_then = player.house
    today = player.clock.today()
    with house.read() as session:
        matters = [(MatterKind.DISPUTE, player.case_id)]
        matters += [(MatterKind.HAND_OVER, i) for i in session.scalars(select(HandOver.id))]
        matters += [(MatterKind.CONFIRMATION, i) for i in session.scalars(select(Confirmation.id))]
    for account in PRINCIPAL:
        actor = player.actor(account.account)
        for kind, matter_id in matters:
            with house.read() as session:
                try:
                    page = matter_page(session, house.registry, actor, kind, matter_id, today)
                    offered = {o.step.name for o in page.offers if not o.reasons}
                except NotThere:
                    offered = set()
            for step in house.registry.current(kind).steps:
                with house_then.begin() as uow:  # never committed: only the engine's word is asked
                    wish = StepCommand(matter=kind, matter_id=matter_id, step=step.name)
                    try:
                        take_step(uow, actor=actor, clock=player.clock, command=wish)
                        taken = True
                    except BadInput:
                        taken = True  # it would be taken, with its fields filled in
                    except (NotThere, NotAllowed, WrongState, ConditionsUnmet):
                        taken = False
                assert taken == (step.name in offered), (account.account, kind, step.name)
