"""A definition as a graph: the ways to a state, and what runs on all of them."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

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


@lru_cache(maxsize=1)
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
            for follows in (_following(definition, fired),)
            for step in definition.steps
            if step not in fired
            and not states.isdisjoint(step.source)
            and (
                step.seat is not Seat.SYSTEM
                or step in (definition.lapses, definition.begins)
                or follows(step)
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


def _following(definition: Definition, fired: set[Step]) -> Callable[[Step], bool]:
    """Another step brings it, or the ends of clocks that steps or states of its own matter can have started.

    A linked matter may wait for the end of one that what opens it started. Steps of the dispute are driven, and
    those of linked matters reached, by their names in the version of each.
    """
    own = [other for other in definition.steps if other in fired]
    if any(one.opens is definition.matter for one in fired):
        own += [other for other in fired if other.starts]
    begun = {clock for other in own for clock in other.starts}
    begun |= {
        state.clock for state in (definition.initial, *(other.dest for other in own)) if state and state.clock
    }
    brought = {one for other in fired for one in other.then}
    reached = {one.name for other in fired for one in other.reaches}
    driven = {one.name for other in fired for one in other.drives}

    def follows(step: Step) -> bool:
        at_an_end = bool(step.at_end_of) and begun.issuperset(step.at_end_of)
        by_name = definition.matter is MatterKind.DISPUTE and step.name in driven
        linked = definition.matter is not MatterKind.DISPUTE and step.name in reached
        return at_an_end or step in brought or by_name or linked

    return follows


def clocks_running(definition: Definition) -> Mapping[State, frozenset[frozenset[Clock]]]:
    """For each state, the clocks that run there on one way or another: a set for each way that makes a difference."""
    bits = _Bits()
    moves = {
        state: {_Move.of(step, state, bits): None for step in definition.steps_from(state.name)}
        for state in definition.states
    }
    first = (definition.initial, bits.of(definition.initial.clock), 0)
    known, waiting = {first}, [first]
    while waiting:
        here, running, paused = waiting.pop()
        for move in moves[here]:
            after = move.taken(running, paused)
            if after not in known:
                known.add(after)
                waiting.append(after)
    seen = {state: set[int]() for state in definition.states}
    for state, running, _ in known:
        seen[state].add(running)
    return {state: frozenset(map(bits.clocks, running)) for state, running in seen.items()}


class _Bits:
    """Sets of clocks as whole numbers: a search through thousands of them is quick."""

    def __init__(self) -> None:
        self.bit: dict[Clock, int] = {}

    def of(self, *clocks: Clock | None) -> int:
        together = 0
        for clock in clocks:
            together |= self.bit.setdefault(clock, 1 << len(self.bit)) if clock is not None else 0
        return together

    def clocks(self, together: int) -> frozenset[Clock]:
        return frozenset(clock for clock, bit in self.bit.items() if together & bit)


@dataclass(frozen=True, slots=True)
class _Move:
    """What a step from a state does to the clocks."""

    there: State
    leaves: int
    enters: int
    pauses: int
    resumes: int
    stops: int
    starts: int
    closes: bool

    @classmethod
    def of(cls, step: Step, here: State, bits: _Bits) -> _Move:
        there, moves = step.dest or here, step.dest is not None
        return cls(
            there,
            leaves=bits.of(here.clock) if moves else 0,
            enters=bits.of(there.clock) if moves else 0,
            pauses=bits.of(*step.pauses),
            resumes=bits.of(*step.resumes),
            stops=bits.of(*step.stops, *step.drops),
            starts=bits.of(*step.starts),
            closes=here.open and not there.open,
        )

    def taken(self, running: int, paused: int) -> tuple[State, int, int]:
        running = running & ~self.leaves | self.enters
        stopped, resumed = running & self.pauses, paused & self.resumes
        running = running & ~self.stops & ~stopped | self.starts | resumed
        if self.closes:
            running, stopped = running & self.starts, 0
        return self.there, running, paused & ~resumed | stopped


def disputes(registry: Registry) -> list[Definition]:
    return [d for d in registry.definitions if d.matter is MatterKind.DISPUTE]


@lru_cache(maxsize=1)
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


def open_at(registry: Registry, definition: Definition) -> Iterator[tuple[State, OrganisationKind]]:
    """Every open state with each kind of organisation that can hold the dispute there; a committee where none can."""
    for state, holders in held_by(registry, definition).items():
        if state.open:
            yield from ((state, holder) for holder in sorted(holders) or COMMITTEES)


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
    least = _least(steps)
    for facts in combinations(asked_by([*least, *([before] if before else [])]), **fixed):
        if (before is None or before.ready(facts)) and not any(step.ready(facts) for step in least):
            return described(facts)
    return None


def _least(steps: list[Step]) -> list[Step]:
    """Without those that ask for all that another one asks for, and more: wherever they are ready, it is too."""
    least = list[Step]()
    for step in sorted(steps, key=lambda one: len(one.guards)):
        if not any(set(one.guards) <= set(step.guards) for one in least):
            least.append(step)
    return least
