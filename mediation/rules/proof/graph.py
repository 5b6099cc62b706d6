"""A definition as a graph: the ways to a state, and what runs on all of them."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from mediation.rules.grammar import Clock, Definition, Permission, Registry, State, Step
from mediation.rules.proof.facts import asked_by, can_hold_together, combinations, described
from mediation.rules.vocabulary import MatterKind, OrganisationKind, Seat

Way = tuple[Step, ...]
COMMITTEES = (OrganisationKind.COMMITTEE, OrganisationKind.INDUSTRY_COMMITTEE)
DESKS = (OrganisationKind.COURT, OrganisationKind.GOVERNANCE_CENTRE)
HOLDERS = (*COMMITTEES, *DESKS)
"""The kinds of organisation that can hold a case, at whatever level; a court or a centre until a committee signs."""
WATCHERS = (
    OrganisationKind.JUSTICE_BUREAU,
    OrganisationKind.JUSTICE_STATION,
    OrganisationKind.GOVERNANCE_CENTRE,
)
SEATED: Mapping[Seat, tuple[OrganisationKind, ...]] = {
    Seat.HOLDER: HOLDERS,
    Seat.SENDER: HOLDERS,
    Seat.RECEIVER: COMMITTEES,
    Seat.COURT: (OrganisationKind.COURT,),
    Seat.ASKER: COMMITTEES,
    Seat.ASKED: COMMITTEES,
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
    """The shortest way to each state over steps that pass; states without one are not among the keys.

    By people's own steps where these lead there: what another matter drives is no way to explain anything by.
    """
    ways: dict[State, Way] = {definition.initial: ()}
    for seats in (set(Seat) - {Seat.SYSTEM}, set(Seat)):
        waiting = deque(ways)
        while waiting:
            here = waiting.popleft()
            for step in definition.steps_from(here.name):
                if step.dest is not None and step.dest not in ways and passes(step) and step.seat in seats:
                    ways[step.dest] = (*ways[here], step)
                    waiting.append(step.dest)
    return ways


def held(holder: OrganisationKind) -> str:
    """Who holds it, for a counter-example: said where it is no committee."""
    return "" if holder in COMMITTEES else f"由{holder.title_text}办理、"


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
            and (
                step.seat is not Seat.SYSTEM or definition.lapses is step or _follows(definition, step, fired)
            )
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


def _follows(definition: Definition, step: Step, fired: set[Step]) -> bool:
    """Another step brings it, or the ends of clocks that steps or states of its own matter can have started.

    A linked matter may wait for the end of one that what opens it started.
    """
    own = [other for other in definition.steps if other in fired]
    own += [other for other in fired if any(one.opens is definition.matter for one in fired) and other.starts]
    begun = {clock for other in own for clock in other.starts}
    begun |= {
        state.clock for state in (definition.initial, *(other.dest for other in own)) if state and state.clock
    }
    return bool(step.at_end_of and begun >= set(step.at_end_of)) or any(
        step in (*other.then, *other.reaches) or _driven(definition, step, other) for other in fired
    )


def _driven(definition: Definition, step: Step, by: Step) -> bool:
    """Steps of the dispute are driven by their names in its own version."""
    return definition.matter is MatterKind.DISPUTE and any(step.name == one.name for one in by.drives)


def clocks_running(definition: Definition) -> Mapping[State, frozenset[frozenset[Clock]]]:
    """For each state, the clocks that run there on one way or another: a set for each way that makes a difference."""
    first = (definition.initial, _own(definition.initial), frozenset[Clock]())
    known, waiting = {first}, [first]
    while waiting:
        here, running, paused = waiting.pop()
        for step in definition.steps_from(here.name):
            after = _after(step, here, running, paused)
            if after not in known:
                known.add(after)
                waiting.append(after)
    return {
        state: frozenset(running for at, running, _ in known if at is state) for state in definition.states
    }


def _after(
    step: Step, here: State, running: frozenset[Clock], paused: frozenset[Clock]
) -> tuple[State, frozenset[Clock], frozenset[Clock]]:
    there = step.dest or here
    if step.dest is not None:
        running = (running - _own(here)) | _own(there)
    stopped = running & frozenset(step.pauses)
    resumed = paused & frozenset(step.resumes)
    running = (running - {*step.stops, *step.drops} - stopped) | frozenset(step.starts) | resumed
    if here.open and not there.open:
        running, stopped = frozenset(clock for clock in running if clock in step.starts), frozenset()
    return there, running, (paused - resumed) | stopped


def _own(state: State) -> frozenset[Clock]:
    return frozenset({state.clock} if state.clock else ())


def disputes(registry: Registry) -> list[Definition]:
    return [d for d in registry.definitions if d.matter is MatterKind.DISPUTE]


def held_by(registry: Registry, dispute: Definition) -> Mapping[State, frozenset[OrganisationKind]]:
    """The kinds of organisation that can hold the dispute in each state.

    It begins wherever disputes are registered, goes on where its holder can take a step, and changes hands to
    committees alone.
    """
    begins = {
        kind
        for role in registry.roles
        if Permission.REGISTER in role.may
        for kind in role.at
        if kind in HOLDERS
    }
    driven = {d for linked in registry.definitions for step in linked.steps for d in step.drives}
    waiting = [(dispute.initial, kind) for kind in HOLDERS if kind in begins]
    held = set(waiting)
    while waiting:
        here, kind = waiting.pop()
        for step in dispute.steps_from(here.name):
            if step in driven:
                onward = {(step.dest or here, one) for one in COMMITTEES}
            else:
                onward = {(one, kind) for one in _leads(step, here, kind)}
            waiting += onward - held
            held |= onward
    return {state: frozenset(kind for at, kind in held if at is state) for state in dispute.states}


def _leads(step: Step, here: State, kind: OrganisationKind) -> set[State]:
    """Where a step by that kind of holder leads, what follows of itself included."""
    if not at_that_kind(step, kind):
        return set()
    return {one.dest or here for one in (step, *step.then)}


def at_that_kind(step: Step, holder: OrganisationKind) -> bool:
    """Whether somebody may take the step when that kind of organisation holds the matter."""
    kinds = (holder,) if step.seat is Seat.HOLDER else SEATED.get(step.seat, ())
    return bool(kinds) and all(any(kind in role.at for role in step.by) for kind in kinds)


def steps_of_people(
    definition: Definition, state: State, holder: OrganisationKind = OrganisationKind.COMMITTEE
) -> list[Step]:
    """Steps that somebody may take there, whoever sits at the other seats, when that kind of organisation holds it."""
    return [
        step
        for step in definition.steps_from(state.name)
        if step.seat is not Seat.SYSTEM and at_that_kind(step, holder)
    ]


def facts_without(steps: list[Step], before: Step | None = None, **fixed: object) -> str | None:
    """The facts under which none of the steps can be taken; None when there are none such.

    Only facts under which `before` can be taken, and that are as `fixed`, are looked at.
    """
    for facts in combinations(asked_by([*steps, *([before] if before else [])]), **fixed):
        if before is not None and before.refusals(facts):
            continue
        if not any(not step.refusals(facts) for step in steps):
            return described(facts)
    return None
