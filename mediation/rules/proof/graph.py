"""A definition as a graph: the ways to a state, and what runs on all of them."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from mediation.rules.grammar import Clock, Definition, Registry, State, Step
from mediation.rules.proof.facts import can_hold_together, combinations, described, read_by
from mediation.rules.vocabulary import MatterKind, OrganisationKind, Seat

Way = tuple[Step, ...]
HOLDERS = (OrganisationKind.COMMITTEE, OrganisationKind.INDUSTRY_COMMITTEE)
"""The kinds of organisation that can hold a case, at whatever level."""
WATCHERS = (
    OrganisationKind.JUSTICE_BUREAU,
    OrganisationKind.JUSTICE_STATION,
    OrganisationKind.GOVERNANCE_CENTRE,
)
SEATED: Mapping[Seat, tuple[OrganisationKind, ...]] = {
    Seat.HOLDER: HOLDERS,
    Seat.SENDER: HOLDERS,
    Seat.RECEIVER: HOLDERS,
    Seat.COURT: (OrganisationKind.COURT,),
    Seat.ASKER: HOLDERS,
    Seat.ASKED: HOLDERS,
    Seat.WATCHER: WATCHERS,
    Seat.DECIDER: WATCHERS,
    Seat.CENTRE: (OrganisationKind.GOVERNANCE_CENTRE,),
    Seat.HANDLER: (OrganisationKind.DEPARTMENT,),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """What a definition falls short of, and the shortest way there."""

    claim: str
    definition: Definition
    sentence: str
    way: Way = ()

    def __str__(self) -> str:
        road = " → ".join(step.title for step in self.way)
        return f"{self.definition.title} v{self.definition.version}「{self.claim}」{self.sentence}" + (
            f"（最短路径：{road}）" if road else ""
        )


def shortest_ways(
    definition: Definition, passes: Callable[[Step], bool] = lambda step: True
) -> Mapping[State, Way]:
    """The shortest way to each state over steps that pass; states without one are not among the keys."""
    ways: dict[State, Way] = {definition.initial: ()}
    waiting = deque([definition.initial])
    while waiting:
        here = waiting.popleft()
        for step in definition.steps_from(here.name):
            if step.dest is not None and step.dest not in ways and passes(step):
                ways[step.dest] = (*ways[here], step)
                waiting.append(step.dest)
    return ways


def firing(registry: Registry) -> frozenset[Step]:
    """The steps that can ever be taken: their source is reached, their guards can hold together and can be made true.

    What an act has made true is taken to stay so, which can only add steps.
    """
    fired: set[Step] = set()
    while True:
        states = _begun(registry, fired) | {step.dest for step in fired if step.dest is not None}
        acts = {step.act for step in fired if step.act is not None}
        new = {
            step
            for definition in registry.definitions
            for step in definition.steps
            if step not in fired
            and states & set(step.source)
            and (step.seat is not Seat.SYSTEM or definition.lapses is step or _follows(step, fired))
            and can_hold_together(step.guards)
            and all(not guard.by or acts & set(guard.by) for guard in step.guards)
        }
        if not new:
            return frozenset(fired)
        fired |= new


def _begun(registry: Registry, fired: set[Step]) -> set[State]:
    """Where matters begin: a dispute of itself, another when a step opens it."""
    opened = {step.opens for step in fired}
    return {d.initial for d in registry.definitions if d.matter is MatterKind.DISPUTE or d.matter in opened}


def _follows(step: Step, fired: set[Step]) -> bool:
    return any(step in other.then or step in other.drives for other in fired)


def clocks_running(definition: Definition) -> Mapping[State, frozenset[Clock]]:
    """The clocks that run in each state whatever way led there."""
    every = frozenset(
        clock
        for step in definition.steps
        for clock in (*step.starts, *(s.clock for s in definition.states if s.clock is not None))
    )
    running = dict.fromkeys(definition.states, every)
    running[definition.initial] = _own(definition.initial)
    while True:
        before = dict(running)
        for step in definition.steps:
            for here in step.source:
                there = step.dest or here
                after = before[here] - set(step.stops) - set(step.drops) - set(step.pauses)
                if step.dest is not None:
                    after = (after - _own(here)) | _own(there)
                running[there] &= after | set(step.starts) | set(step.resumes)
        if running == before:
            return running


def _own(state: State) -> frozenset[Clock]:
    return frozenset({state.clock} if state.clock else ())


def disputes(registry: Registry) -> list[Definition]:
    return [d for d in registry.definitions if d.matter is MatterKind.DISPUTE]


def steps_of_people(definition: Definition, state: State) -> list[Step]:
    """Steps that somebody may take at every kind of organisation that can hold the matter's seat."""
    return [
        step
        for step in definition.steps_from(state.name)
        if step.seat is not Seat.SYSTEM
        and all(any(kind in role.at for role in step.by) for kind in SEATED[step.seat])
    ]


def facts_without(steps: list[Step], state: State) -> str | None:
    """The facts under which none of the steps can be taken; None when there are none such."""
    names = frozenset().union(*(read_by(guard) for step in steps for guard in step.guards))
    for facts in combinations(names, dispute_open=state.open):
        if not any(not step.refusals(facts) for step in steps):
            return described(facts)
    return None
