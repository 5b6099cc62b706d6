"""The grammar in which workflow definitions are written: roles, clocks, states, steps, definitions."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum
from functools import cached_property
from pathlib import Path

from mediation.rules.acts import Act
from mediation.rules.errors import DefinitionError, WrongState
from mediation.rules.facts import CaseFacts
from mediation.rules.messages import Message, say
from mediation.rules.terms import Length
from mediation.rules.vocabulary import MatterKind, OrganisationKind, Outcome, Seat, Tier


def _written_at() -> str:
    """The file and line in which this part of a definition is written, or changed into another one."""
    frame = sys._getframe(1)
    while frame.f_back is not None and frame.f_code.co_filename in (
        "<string>",
        __file__,
        dataclasses.__file__,
    ):
        frame = frame.f_back
    return _place(frame.f_code.co_filename, frame.f_lineno)


def _place(filename: str, line: int) -> str:
    path = Path(filename)
    return f"{path.parent.name}/{path.name}:{line}"


class Permission(Enum):
    """What a role may do beside the steps that name it."""

    REGISTER = "register"
    READ_OWN_CASES = "read_own_cases"
    READ_ORGANISATION_CASES = "read_organisation_cases"
    READ_COURT_MATTERS = "read_court_matters"
    READ_AREA = "read_area"
    READ_CALLS = "read_calls"
    REVEAL = "reveal"
    REVERSE = "reverse"
    """Taking back a step that was taken by mistake from the same organisation's seat."""
    ADMINISTER = "administer"
    KEEP_TEXTS = "keep_texts"
    """The common clauses and the wording of papers of one's own committee, or of the area."""


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
    term: Length | None
    """None: the last day is the matter's own, such as the day that an agreement names."""
    law: str
    rolls: bool = True
    setting: str = ""
    lapses: bool = False
    """A period in which somebody may act: when it is over the right is gone, and nobody is late."""
    warns: tuple[int, ...] = (3,)
    """Days before the last one from which it is told, once from each, that the end is near (黄牌)."""
    by_court: bool = False
    """Whether a court names the last day each time; the length stands in where it does not."""
    over: str = ""
    """What the law attaches to its end, as a sentence for whoever reads the case; empty: only that it is over."""


@dataclass(frozen=True, slots=True, eq=False)
class Guard:
    """A legal condition as a true sentence over the facts, and what to say when it does not hold.

    Refused without a title: a lawyer could not sign what only the program can read.
    """

    name: str
    version: int
    unmet: Message
    holds: Callable[[CaseFacts], bool]
    title: str = ""
    """What must hold, with the article where the law is the reason: the condition on a definition's page."""
    names: str = ""
    """The attribute of the facts whose items fill `{names}` in the sentence."""
    by: tuple[Act, ...] = ()
    """The acts that make it hold; empty: it holds or not of itself."""
    dated: bool = False
    """Whether time alone makes it fail: what was done while it held may still be entered with its own day."""
    was: Callable[[CaseFacts], bool] | None = None
    """Where time is not all that may make it fail: whether it held once."""

    def __post_init__(self) -> None:
        """DefinitionError, with the file and line of the predicate, without a title."""
        if not self.title.strip():
            code = self.holds.__code__
            at = _place(code.co_filename, code.co_firstlineno)
            raise DefinitionError(say("{at}：条件「{name}」没有写明应当怎样（title）", at=at, name=self.name))

    def held_before(self, facts: CaseFacts) -> bool:
        """Whether what was done on an earlier day may still meet it."""
        return self.dated and (self.was is None or self.was(facts))

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
WITHOUT_POSTS = frozenset({Seat.SYSTEM, Seat.PARTY})
"""Seats from which nobody with an account acts: the system itself, and a party on their own phone."""


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
    from_court: Clock | None = None
    """The clock that runs instead where a court sent the matter here."""
    at: str = field(default_factory=_written_at, init=False, repr=False)

    @property
    def clocks(self) -> tuple[Clock, ...]:
        """Those of which one may run here."""
        return tuple(clock for clock in (self.clock, self.from_court) if clock is not None)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Step:
    """A procedural step. `dest` None keeps the state. `by` empty: taken by the system as a follow-up, or
    by a party in person."""

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
    pauses: tuple[Clock, ...] = ()
    """Clocks that stand still from this step on; the days until they go on are not counted."""
    resumes: tuple[Clock, ...] = ()
    """Clocks that go on after a pause, later by its days."""
    renews: bool = False
    """The state's own clock ends without being met and runs anew: another organisation answers now."""
    opens: MatterKind | None = None
    at_end_of: tuple[Clock, ...] = ()
    """Taken by the system when one of these clocks, of the matter or of its dispute, is over and nobody has acted."""
    then: tuple[Step, ...] = ()
    """Follow-ups of the same matter: the first whose guards hold is taken in the same transaction."""
    drives: tuple[Step, ...] = ()
    """Steps of the dispute, by their names in its own version; the first that fits is taken in the same transaction."""
    reaches: tuple[Step, ...] = ()
    """Steps of the duties of the case, or of what is asked about it, by their names in the version of each: taken in
    the same transaction on every open one that they fit."""
    law: str = ""
    law_from_court: str = ""
    """What the law says instead where a court sent the matter here; empty: the same."""
    danger: bool = False
    """Shown apart: ends the matter or cannot be taken back."""
    aside: bool = False
    """Shown apart: beside the road, for the case that needs it."""
    of_every_version: bool = False
    """Taken under earlier versions of the matter too: what the law asks at any time, and what moves nothing."""
    at: str = field(default_factory=_written_at, init=False, repr=False)

    def ready(self, facts: CaseFacts) -> bool:
        """Whether all its conditions hold."""
        return all(guard.holds(facts) for guard in self.guards)

    def refusals(self, facts: CaseFacts) -> tuple[Message, ...]:
        """All conditions that do not hold, in words a party could read."""
        return tuple(r for guard in self.guards if (r := guard.refusal(facts)) is not None)

    def may_be_entered_late(self, facts: CaseFacts) -> bool:
        """Whether time alone stands against the step, so that an act of an earlier day may still be entered."""
        unmet = [guard for guard in self.guards if guard.refusal(facts) is not None]
        return bool(unmet) and all(guard.held_before(facts) for guard in unmet)

    @property
    def tag(self) -> str:
        return self.name

    def law_of(self, *, from_court: bool) -> str:
        """The law of the step in a matter that a court sent, or in any other."""
        return (from_court and self.law_from_court) or self.law

    @property
    def leads_to(self) -> tuple[State, ...]:
        """Where the matter can stand after it."""
        return (self.dest,) if self.dest is not None else self.source

    @property
    def turns(self) -> bool:
        """Whether it waits for a condition, or changes more than its act writes."""
        clocks = self.starts, self.stops, self.drops, self.pauses, self.resumes
        onward = self.dest, self.opens, self.then, self.drives, self.reaches
        return self.renews or any((self.guards, *clocks, *onward))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Change:
    """What may be written on a matter beside its steps, under the tag of its event: it moves no state."""

    tag: str
    title: str
    source: tuple[State, ...]
    by: tuple[Role, ...]
    shut: Message
    """What to say in any other state."""
    guards: tuple[Guard, ...] = ()
    law: str = ""
    at: str = field(default_factory=_written_at, init=False, repr=False)


@dataclass(frozen=True, kw_only=True, eq=False)
class Definition:
    """A small machine: a published version of it is never edited. Checks itself when it is built."""

    matter: MatterKind
    version: int
    title: str
    initial: State
    states: tuple[State, ...]
    steps: tuple[Step, ...]
    changes: tuple[Change, ...] = ()
    lapses: Step | None = None
    """Taken by the system on an open matter of this kind when its dispute closes."""
    begins: Step | None = None
    """Taken by the system as soon as a matter of this kind is opened, where its conditions hold."""
    at: str = field(default_factory=_written_at, init=False, repr=False)

    def __post_init__(self) -> None:
        """DefinitionError with every mistake, each with the file and line where it stands."""
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

    def change(self, tag: str) -> Change:
        """The change of that tag; WrongState when the definition has none."""
        try:
            return next(change for change in self.changes if change.tag == tag)
        except StopIteration:
            raise WrongState(say("没有这个步骤")) from None

    def step(self, name: str) -> Step:
        """The step of that name; WrongState when the definition has none."""
        try:
            return self.by_step[name]
        except KeyError:
            raise WrongState(say("没有这个步骤")) from None

    def steps_from(self, state: str) -> tuple[Step, ...]:
        """The steps that start from a state, in the order of the page."""
        return self._starting[state]

    @cached_property
    def _starting(self) -> Mapping[str, tuple[Step, ...]]:
        return {s.name: tuple(step for step in self.steps if s in step.source) for s in self.states}

    @cached_property
    def digest(self) -> str:
        """SHA-256 over the structure and the versions of the guards."""
        return hashlib.sha256(json.dumps(_structure(self), sort_keys=True).encode()).hexdigest()


def _mistakes(definition: Definition) -> list[str]:
    known = set(definition.states)
    found = [] if definition.initial in known else [f"{definition.at}：起始状态不在状态表里"]
    found += [] if definition.version >= 1 else [f"{definition.at}：版本号从 1 开始"]
    parts: tuple[Definition | State | Step, ...] = (definition, *definition.states, *definition.steps)
    for part in parts:
        found += [] if part.title.strip() else [f"{part.at}：没有写名称"]
    found += _twice(definition.states, "状态") + _twice(definition.steps, "步骤")
    for step in definition.steps:
        ends = (*step.source, *((step.dest,) if step.dest else ()))
        wrong = [f"「{state.title}」不是本流程的状态" for state in ends if state not in known]
        wrong += [] if step.law.strip() else ["没有写依据或者理由"]
        wrong += [] if step.source else ["没有写从哪个状态开始"]
        if not step.by and step.seat not in WITHOUT_POSTS:
            wrong.append("没有写由谁办理")
        if step.by and step.seat in WITHOUT_POSTS:
            wrong.append("由系统或者当事人本人办理的步骤不能写岗位")
        if step.at_end_of and step.seat is not Seat.SYSTEM:
            wrong.append("期满才办的步骤由系统办理")
        if step.of_every_version and step.turns:
            wrong.append("以前的版本也能办的步骤不能有条件，也不能改变状态、期限和别的事项")
        wrong += [f"后续步骤「{one.title}」不在本流程里" for one in step.then if one not in definition.steps]
        found += [f"{step.at}：步骤「{step.title}」{one}" for one in wrong]
    begins = definition.begins
    if begins is not None and (
        begins.seat is not Seat.SYSTEM
        or definition.initial not in begins.source
        or all(step is not begins for step in definition.steps)
    ):
        found.append(f"{begins.at}：开出时办的步骤「{begins.title}」应由系统从起始状态办理")
    for change in definition.changes:
        wrong = [f"「{state.title}」不是本流程的状态" for state in change.source if state not in known]
        wrong += [] if change.law.strip() else ["没有写依据或者理由"]
        wrong += [] if change.by else ["没有写由谁办理"]
        found += [f"{change.at}：「{change.title}」{one}" for one in wrong]
    return found + _unreachable(definition) + _dead_ends(definition)


def _twice(parts: Sequence[State | Step], what: str) -> list[str]:
    names = [part.name for part in parts]
    return [
        f"{part.at}：{what}名 {part.name} 用了两次" for n, part in enumerate(parts) if part.name in names[:n]
    ]


def _unreachable(definition: Definition) -> list[str]:
    reached, frontier = {definition.initial}, [definition.initial]
    while frontier:
        here = frontier.pop()
        onward = {s.dest for s in definition.steps if here in s.source and s.dest} - reached
        reached |= onward
        frontier += onward
    return [f"{s.at}：状态「{s.title}」走不到" for s in definition.states if s not in reached]


def _dead_ends(definition: Definition) -> list[str]:
    leaving = {s for step in definition.steps if step.dest for s in step.source if step.dest is not s}
    return [
        f"{s.at}：状态「{s.title}」没有结案，却没有出路"
        for s in definition.states
        if s.open and s not in leaving
    ]


def _structure(definition: Definition) -> dict[str, object]:
    return {
        "matter": definition.matter.value,
        "version": definition.version,
        "initial": definition.initial.name,
        "states": [
            [s.name, s.tier and s.tier.value, s.open, s.clock and s.clock.name, s.outcome and s.outcome.value]
            + ([] if s.fulfils else ["unfulfilled"])
            + ([f"from court: {s.from_court.name}"] if s.from_court else [])
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
                "pauses": [c.name for c in s.pauses],
                "resumes": [c.name for c in s.resumes],
                "then": [t.name for t in s.then],
                "drives": [d.name for d in s.drives],
                "law": s.law,
            }
            | ({"at_end_of": [c.name for c in s.at_end_of]} if s.at_end_of else {})
            | ({"reaches": [r.name for r in s.reaches]} if s.reaches else {})
            | ({"of_every_version": True} if s.of_every_version else {})
            | ({"law_from_court": s.law_from_court} if s.law_from_court else {})
            for s in definition.steps
        ],
        "changes": [
            {
                "tag": c.tag,
                "source": [x.name for x in c.source],
                "by": [r.name for r in c.by],
                "guards": [[g.name, g.version] for g in c.guards],
                "law": c.law,
            }
            for c in definition.changes
        ],
        "lapses": definition.lapses and definition.lapses.name,
    } | ({"begins": definition.begins.name} if definition.begins else {})


def newer(
    before: Definition,
    changed: Iterable[Step],
    *,
    added: Mapping[str, tuple[Step, ...]] | None = None,
    states: tuple[State, ...] = (),
    begins: Step | None = None,
) -> Definition:
    """The next version: steps in the place of those of their names, others behind the step that `added` names.

    What follows a step, and what begins or lapses, is the step of that name in the new version.
    """
    beside = added or {}
    steps = {
        **before.by_step,
        **{s.name: s for s in (*changed, *(s for new in beside.values() for s in new))},
    }
    made: dict[str, Step] = {}

    def step(name: str) -> Step:
        if name not in made:
            own = steps[name]
            follows = tuple(step(one.name) for one in own.then)
            made[name] = own if follows == own.then else replace(own, then=follows)
        return made[name]

    order = (one for old in before.steps for one in (old, *beside.get(old.name, ())))
    first = begins or before.begins
    return replace(
        before,
        version=before.version + 1,
        states=(*before.states, *states),
        steps=tuple(step(one.name) for one in order),
        lapses=step(before.lapses.name) if before.lapses is not None else None,
        begins=step(first.name) if first is not None else None,
    )


@dataclass(frozen=True, eq=False)
class Registry:
    """All definitions and roles, handed to the core at start-up."""

    definitions: tuple[Definition, ...]
    roles: tuple[Role, ...]
    published: Mapping[tuple[str, int], str] = field(default_factory=dict)
    """The digest under which each version was published, by matter and version."""
    reversible: frozenset[str] = frozenset()
    """The tags of the steps that may be taken back when they were taken by mistake, whatever the version."""
    final: Mapping[str, Message] = field(default_factory=dict)
    """Why each of the others may not, by its tag; who asks reads it."""
    owed_from: Mapping[str, Seat] = field(default_factory=dict)
    """In which seat of its matter the organisation sits that a clock asks to act, by the clock's name."""

    def __post_init__(self) -> None:
        if len(self._by_version) < len(self.definitions):
            raise DefinitionError(say("同一流程的同一版本定义了两次"))

    def unpublished(self) -> tuple[Message, ...]:
        """Every definition that is not what was published under its version."""
        return tuple(
            say(
                "「{title}」第 {n} 版和发布的不一样：改过的定义要用新的版本号", title=one.title, n=one.version
            )
            if (one.matter.value, one.version) in self.published
            else say(
                "「{title}」第 {n} 版还没有发布：mediation workflows publish", title=one.title, n=one.version
            )
            for one in self.definitions
            if self.published.get((one.matter.value, one.version)) != one.digest
        )

    @cached_property
    def _newest(self) -> Mapping[MatterKind, Definition]:
        return {d.matter: d for d in sorted(self.definitions, key=lambda d: d.version)}

    @cached_property
    def _by_version(self) -> Mapping[tuple[MatterKind, int], Definition]:
        return {(d.matter, d.version): self._with_newer_duties(d) for d in self.definitions}

    def _with_newer_duties(self, definition: Definition) -> Definition:
        """The version with those steps of the newest that earlier ones take too, from the states that it knows.

        One of its own of that name gives way: what is open to every version is open from everywhere.
        """
        known = {state.name: state for state in definition.states}
        lent = {
            step.name: replace(step, source=sources)
            for step in self.current(definition.matter).steps
            if step.of_every_version and definition is not self.current(definition.matter)
            if (sources := tuple(known[one.name] for one in step.source if one.name in known))
        }
        if not lent:
            return definition
        own = tuple(lent.pop(step.name, step) for step in definition.steps)
        return replace(definition, steps=(*own, *lent.values()))

    @cached_property
    def role_by_name(self) -> Mapping[str, Role]:
        return {role.name: role for role in self.roles}

    @cached_property
    def clock_by_name(self) -> Mapping[str, Clock]:
        clocks: dict[str, Clock] = {}
        for definition in self.definitions:
            for step in definition.steps:
                turned = (*step.starts, *step.stops, *step.drops, *step.pauses, *step.resumes)
                clocks |= {clock.name: clock for clock in turned}
            clocks |= {clock.name: clock for state in definition.states for clock in state.clocks}
        return clocks

    @cached_property
    def periods(self) -> tuple[str, ...]:
        """The names of the clocks that lapse."""
        return tuple(name for name, clock in self.clock_by_name.items() if clock.lapses)

    @cached_property
    def clocks_of_courts(self) -> tuple[str, ...]:
        """The names of the clocks that ask a court to act."""
        return tuple(name for name, seat in self.owed_from.items() if seat is Seat.COURT)

    @cached_property
    def clocks_that_bring_steps(self) -> tuple[str, ...]:
        """The names of the clocks at whose end the system takes a step."""
        steps = (step for definition in self.definitions for step in definition.steps)
        return tuple(dict.fromkeys(clock.name for step in steps for clock in step.at_end_of))

    def newest(self) -> Registry:
        """The version of each matter under which new ones begin, and no other."""
        matters = dict.fromkeys(definition.matter for definition in self.definitions)
        return replace(self, definitions=tuple(self.current(matter) for matter in matters))

    def current(self, matter: MatterKind) -> Definition:
        """The newest published version."""
        return self._newest[matter]

    def of(self, matter: MatterKind, version: int) -> Definition:
        """That version as its matters live by it: what was published, and what is open to every version."""
        return self._by_version[matter, version]

    def fitting(self, matter: MatterKind, dispute: Definition) -> Definition:
        """The newest of that matter whose every driving step drives something that the dispute knows."""
        versions = sorted((d for d in self.definitions if d.matter is matter), key=lambda d: -d.version)
        return next((one for one in versions if drives_what_it_knows(one, dispute)), versions[0])


def drives_what_it_knows(linked: Definition, dispute: Definition) -> bool:
    """Whether each step of the linked matter that drives the dispute has one to drive there, by name."""
    return all(
        any(driven.name in dispute.by_step for driven in step.drives) for step in linked.steps if step.drives
    )
