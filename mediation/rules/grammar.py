"""The grammar in which workflow definitions are written: roles, clocks, states, steps, definitions."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cached_property

from mediation.rules.acts import Act
from mediation.rules.errors import DefinitionError, WrongState
from mediation.rules.facts import CaseFacts
from mediation.rules.messages import Message, say
from mediation.rules.terms import Length
from mediation.rules.vocabulary import MatterKind, OrganisationKind, Outcome, Seat, Tier


class Permission(Enum):
    """What a role may do beside the steps that name it."""

    REGISTER = "register"
    READ_OWN_CASES = "read_own_cases"
    READ_ORGANISATION_CASES = "read_organisation_cases"
    READ_COURT_MATTERS = "read_court_matters"
    READ_AREA = "read_area"
    REVEAL = "reveal"
    ADMINISTER = "administer"


@dataclass(frozen=True, slots=True, eq=False)
class Role:
    """A role of a person in an organisation of one of the kinds `at`."""

    name: str
    title: str
    at: tuple[OrganisationKind, ...]
    may: frozenset[Permission] = frozenset()


@dataclass(frozen=True, slots=True, eq=False)
class Clock:
    """A legal term: its length, its source, and whether a last day on a rest day moves on.

    `setting` names the administrator's setting that may replace the length (points taken from practice).
    """

    name: str
    title: str
    term: Length
    law: str
    rolls: bool = True
    setting: str = ""
    lapses: bool = False
    """A period in which somebody may act: when it is over the right is gone, and nobody is late."""


@dataclass(frozen=True, slots=True, eq=False)
class Guard:
    """A legal condition as a true sentence over the facts, and what to say when it does not hold."""

    name: str
    version: int
    unmet: Message
    holds: Callable[[CaseFacts], bool]
    names: str = ""
    """The attribute of the facts whose items fill `{names}` in the sentence."""
    by: tuple[Act, ...] = ()
    """The acts that make it hold; empty: it holds or not of itself."""
    dated: bool = False
    """Whether time alone makes it fail: what was done while it held may still be entered with its own day."""

    def refusal(self, facts: CaseFacts) -> Message | None:
        """None when it holds, else the sentence."""
        if self.holds(facts):
            return None
        if not self.names:
            return self.unmet
        return Message(self.unmet.text, (("names", tuple(getattr(facts, self.names))),))


@dataclass(frozen=True, slots=True, eq=False)
class Paper:
    """A document that a step issues; its folder is mediation/documents/<name>."""

    name: str
    title: str


@dataclass(frozen=True, slots=True, eq=False)
class Need:
    """Something every taker of the step must give beside the act's own fields."""

    name: str
    title: str


REASON = Need("reason", "理由")


@dataclass(frozen=True, slots=True, eq=False)
class State:
    """Where a matter can stand. `clock` runs while it stands there. Closed states have no way on but linked acts."""

    name: str
    title: str
    tier: Tier | None = None
    open: bool = True
    clock: Clock | None = None
    outcome: Outcome | None = None
    fulfils: bool = True
    """Whether coming here is what the clocks asked for; else they end without having been met."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Step:
    """A procedural step. `dest` None keeps the state. `by` empty: taken by the system as a follow-up."""

    name: str
    title: str
    source: tuple[State, ...]
    dest: State | None = None
    by: tuple[Role, ...] = ()
    seat: Seat = Seat.HOLDER
    guards: tuple[Guard, ...] = ()
    act: Act | None = None
    needs: tuple[Need, ...] = ()
    issues: tuple[Paper, ...] = ()
    starts: tuple[Clock, ...] = ()
    stops: tuple[Clock, ...] = ()
    """Clocks met by this step."""
    drops: tuple[Clock, ...] = ()
    """Clocks that end without being met."""
    renews: bool = False
    """The state's own clock ends without being met and runs anew: another organisation answers now."""
    opens: MatterKind | None = None
    then: Step | None = None
    """A follow-up of the same matter, taken in the same transaction as soon as its guards hold."""
    drives: tuple[Step, ...] = ()
    """Steps of the dispute; the first whose source fits is taken in the same transaction."""
    law: str = ""
    danger: bool = False
    """Shown apart: ends the matter or cannot be taken back."""

    def refusals(self, facts: CaseFacts) -> tuple[Message, ...]:
        """All conditions that do not hold, in words a party could read."""
        return tuple(r for guard in self.guards if (r := guard.refusal(facts)) is not None)

    def may_be_entered_late(self, facts: CaseFacts) -> bool:
        """Whether time alone stands against the step, so that an act of an earlier day may still be entered."""
        unmet = [guard for guard in self.guards if guard.refusal(facts) is not None]
        return bool(unmet) and all(guard.dated for guard in unmet)

    @property
    def tag(self) -> str:
        return self.name


@dataclass(frozen=True, kw_only=True, eq=False)
class Definition:
    """A small machine: a published version of it is never edited. Checks itself when it is built."""

    matter: MatterKind
    version: int
    title: str
    initial: State
    states: tuple[State, ...]
    steps: tuple[Step, ...]
    lapses: Step | None = None
    """Taken by the system on an open matter of this kind when its dispute closes."""

    def __post_init__(self) -> None:
        mistakes = _mistakes(self)
        if mistakes:
            raise DefinitionError(
                say("流程定义「{title}」有误：{mistakes}", title=self.title, mistakes="；".join(mistakes))
            )

    @cached_property
    def by_state(self) -> Mapping[str, State]:
        return {state.name: state for state in self.states}

    @cached_property
    def by_step(self) -> Mapping[str, Step]:
        return {step.name: step for step in self.steps}

    def step(self, name: str) -> Step:
        """The step of that name; WrongState when the definition has none."""
        try:
            return self.by_step[name]
        except KeyError:
            raise WrongState(say("没有这个步骤")) from None

    def steps_from(self, state: str) -> tuple[Step, ...]:
        """The steps that start from a state, in the order of the page."""
        return tuple(step for step in self.steps if self.by_state[state] in step.source)

    @cached_property
    def digest(self) -> str:
        """SHA-256 over the structure and the versions of the guards."""
        return hashlib.sha256(json.dumps(_structure(self), sort_keys=True).encode()).hexdigest()


def _mistakes(definition: Definition) -> list[str]:
    known = set(definition.states)
    found = [] if definition.initial in known else ["the initial state is not among the states"]
    for names, what in (
        ([s.name for s in definition.states], "state"),
        ([s.name for s in definition.steps], "step"),
    ):
        found += [f"{what} {name} stands twice" for name in sorted({n for n in names if names.count(n) > 1})]
    for step in definition.steps:
        ends = (*step.source, *((step.dest,) if step.dest else ()))
        found += [f"step {step.name}: unknown state {s.name}" for s in ends if s not in known]
        found += [] if step.law else [f"step {step.name}: no law or reason is given"]
        found += [] if step.source else [f"step {step.name}: starts nowhere"]
        if not step.by and step.seat is not Seat.SYSTEM:
            found.append(f"step {step.name}: nobody may take it")
        if step.then is not None and step.then not in definition.steps:
            found.append(f"step {step.name}: its follow-up is not a step of this definition")
    return found + _unreachable(definition) + _dead_ends(definition)


def _unreachable(definition: Definition) -> list[str]:
    reached, frontier = {definition.initial}, [definition.initial]
    while frontier:
        here = frontier.pop()
        onward = {s.dest for s in definition.steps if here in s.source and s.dest} - reached
        reached |= onward
        frontier += onward
    return [f"state {s.name} is never reached" for s in definition.states if s not in reached]


def _dead_ends(definition: Definition) -> list[str]:
    leaving = {s for step in definition.steps if step.dest for s in step.source if step.dest is not s}
    return [
        f"state {s.name} is open and has no way out" for s in definition.states if s.open and s not in leaving
    ]


def _structure(definition: Definition) -> dict[str, object]:
    return {
        "matter": definition.matter.value,
        "version": definition.version,
        "initial": definition.initial.name,
        "states": [
            [s.name, s.tier and s.tier.value, s.open, s.clock and s.clock.name, s.outcome and s.outcome.value]
            + ([] if s.fulfils else ["unfulfilled"])
            for s in definition.states
        ],
        "steps": [
            {
                "name": s.name,
                "source": [x.name for x in s.source],
                "dest": s.dest and s.dest.name,
                "by": [r.name for r in s.by],
                "seat": s.seat.value,
                "guards": [[g.name, g.version] for g in s.guards],
                "act": s.act and s.act.name,
                "needs": [n.name for n in s.needs],
                "issues": [p.name for p in s.issues],
                "starts": [c.name for c in s.starts],
                "stops": [c.name for c in s.stops],
                "drops": [c.name for c in s.drops],
                "renews": s.renews,
                "opens": s.opens and s.opens.value,
                "then": s.then and s.then.name,
                "drives": [d.name for d in s.drives],
                "law": s.law,
            }
            for s in definition.steps
        ],
        "lapses": definition.lapses and definition.lapses.name,
    }


@dataclass(frozen=True, eq=False)
class Registry:
    """All definitions and roles, handed to the core at start-up."""

    definitions: tuple[Definition, ...]
    roles: tuple[Role, ...]

    @cached_property
    def _by_version(self) -> Mapping[tuple[MatterKind, int], Definition]:
        return {(d.matter, d.version): d for d in self.definitions}

    @cached_property
    def role_by_name(self) -> Mapping[str, Role]:
        return {role.name: role for role in self.roles}

    @cached_property
    def clock_by_name(self) -> Mapping[str, Clock]:
        clocks: dict[str, Clock] = {}
        for definition in self.definitions:
            for step in definition.steps:
                clocks |= {clock.name: clock for clock in (*step.starts, *step.stops, *step.drops)}
            clocks |= {state.clock.name: state.clock for state in definition.states if state.clock}
        return clocks

    @cached_property
    def periods(self) -> tuple[str, ...]:
        """The names of the clocks that lapse."""
        return tuple(name for name, clock in self.clock_by_name.items() if clock.lapses)

    def current(self, matter: MatterKind) -> Definition:
        """The newest published version."""
        return max((d for d in self.definitions if d.matter is matter), key=lambda d: d.version)

    def of(self, matter: MatterKind, version: int) -> Definition:
        return self._by_version[matter, version]
