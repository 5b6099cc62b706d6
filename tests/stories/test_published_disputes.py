"""Every published dispute, told through the services on its own days, with what its report says asked at the end."""

from __future__ import annotations

import os

import pytest

from mediation.adapters.vault import verify_signature
from mediation.bootstrap import Installation
from mediation.demonstration.published import published_cases
from mediation.model import BatchFollower, Case, HandOver, Holding
from mediation.readmodels.case_audit import verify_chains
from mediation.readmodels.replay import replay_breaks
from mediation.rules.vocabulary import Side
from tests.stories import harm, land, many_against_one, neighbours, owed, wages
from tests.stories.telling import STORIES, Telling

PRINTED = published_cases()
DEMANDING = ("tc07", "tc09", "tc11", "tc24", "tc25", "tc33")
"""Told on PostgreSQL too."""
MODULES = (harm, land, many_against_one, neighbours, owed, wages)
LONG = os.environ.get("MEDIATION_TEST_LONG") == "1"
TOLD = [
    *(pytest.param(name, "sqlite", id=name) for name in STORIES),
    *(
        pytest.param(name, "postgres", id=f"{name}-postgres", marks=pytest.mark.postgres)
        for name in DEMANDING
    ),
]


def test_every_published_dispute_is_told_once() -> None:
    """None left out, none twice, each with a sentence on what it shows."""
    assert sorted(STORIES) == sorted(PRINTED)
    told = [value for module in MODULES for value in vars(module).values() if value in STORIES.values()]
    assert len(set(STORIES.values())) == len(told) == len(PRINTED)
    assert all((tell.__doc__ or "").count(".") for tell in STORIES.values())


@pytest.mark.daily(5)
@pytest.mark.parametrize(("name", "backend"), TOLD)
def test_a_published_dispute(house: Installation, name: str) -> None:
    """`--long` tells those against hundreds with everybody."""
    t = Telling(house, PRINTED[name], whole=LONG)
    STORIES[name](t)
    _whole(t)


def _whole(t: Telling) -> None:
    with t.house.read() as session:
        assert list(replay_breaks(session, t.house.registry)) == []
        assert not verify_chains(session, t.house.vault, verify_signature).breaks
    _every_case_adds_up(t)
    _everybody_adds_up(t)


def _every_case_adds_up(t: Telling) -> None:
    """Every case is one the story knows of, has one holder, and is open or has an outcome, never both."""
    with t.house.read() as session:
        cases = session.query(Case).all()
        followers = {one.case_id for one in session.query(BatchFollower).all()} - {None}
        assert {one.id for one in cases} == set(t.cases) | followers
        held = [one.case_id for one in session.query(Holding).filter(Holding.open)]
        assert sorted(held) == sorted(one.id for one in cases)
        assert all(one.is_open is (one.concluded_on is None) is (one.outcome is None) for one in cases)
        assert all(one.sender_id != one.receiver_id for one in session.query(HandOver).all())


def _everybody_adds_up(t: Telling) -> None:
    """As many on each side, over all cases and lists, as the report prints, where it prints a number."""
    for side in Side:
        wanted = t.people[side]
        if wanted is not None:
            assert len(t.names(side)) == wanted, side
