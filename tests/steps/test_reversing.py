"""A step taken by mistake is taken back: everything is as it was before, and the history keeps both."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import func, select

from mediation.adapters.vault import verify_signature
from mediation.bootstrap import Installation
from mediation.demonstration.player import Player
from mediation.model import CaseEvent
from mediation.readmodels.case_audit import verify_chains
from mediation.readmodels.replay import replay_breaks
from tests.faults.side_roads import SIDE_ROADS
from tests.faults.test_every_step import ROADS
from tests.steps.conftest import TODAY
from tests.steps.reversing import differences, facts_of, last_event, rows_of, take_back
from workflows import REGISTRY


def events_of(player: Player) -> int:
    with player.house.read() as session:
        found = select(func.max(CaseEvent.seq)).where(CaseEvent.case_id == player.case_id)
        return session.scalar(found) or 0


def whole(house: Installation) -> None:
    """The chain, the terms and every state are as the events tell."""
    with house.read() as session:
        assert verify_chains(session, house.vault, verify_signature).breaks == ()
        assert list(replay_breaks(session, REGISTRY)) == []


@pytest.mark.parametrize("backend", ["sqlite", pytest.param("postgres", marks=pytest.mark.long)])
def test_every_reversible_step_leaves_everything_as_it_was_before(house: Installation) -> None:
    """Each is taken, taken back, and taken again, so that the road goes on from there."""
    done: set[str] = set()
    for road in (*ROADS, *SIDE_ROADS):
        player = Player(house, TODAY)

        def take(act: Callable[[], object], player: Player = player) -> None:
            case_id, seq = player.case_id, events_of(player)
            with house.read() as session:
                before = rows_of(session)
            facts = facts_of(player) if seq else []
            act()
            event = last_event(player, seq if player.case_id == case_id else 0)
            if event is None or event.tag not in REGISTRY.reversible:
                return
            take_back(player, event)
            with house.read() as session:
                wrong = list(differences(before, rows_of(session)))
            assert wrong == [], event.tag
            assert facts_of(player) == facts, event.tag
            done.add(event.tag)
            act()

        road(player, take)
    assert done == REGISTRY.reversible
    whole(house)
