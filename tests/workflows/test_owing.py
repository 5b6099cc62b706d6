"""Each clock says whose end it is, and of a seat that its matter has."""

from __future__ import annotations

from collections import Counter

from mediation.rules.grammar import WITHOUT_POSTS
from mediation.rules.vocabulary import MatterKind, Seat
from workflows import REGISTRY
from workflows.owing import OWING

BESIDE = {
    MatterKind.DISPUTE: {Seat.HOLDER, Seat.COURT},
    MatterKind.PERFORMANCE: {Seat.HOLDER},
}
"""The seats of matters whose own steps do not name them all."""


def test_each_clock_is_owed_from_one_seat() -> None:
    listed = Counter(clock.name for clocks in OWING.values() for clock in clocks)
    assert set(listed) == set(REGISTRY.clock_by_name)
    assert set(listed.values()) == {1}


def test_somebody_who_sits_there_takes_a_step_of_the_matter() -> None:
    """A clock that runs in a state is owed from a seat that has a step of that matter."""
    for definition in REGISTRY.definitions:
        seats = {step.seat for step in definition.steps} - WITHOUT_POSTS | BESIDE.get(
            definition.matter, set()
        )
        running = {clock for state in definition.states for clock in state.clocks}
        for clock in running | {clock for step in definition.steps for clock in step.starts}:
            assert REGISTRY.owed_from[clock.name] in seats, (definition.title, clock.title)
