"""What keeps a definition whole: nothing dead, nobody stuck, a clock and a person everywhere, links that fit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import product

from mediation.rules.grammar import Clock, Definition, Registry, State, Step
from mediation.rules.proof.facts import can_hold_together, read_by
from mediation.rules.proof.graph import (
    COMMITTEES,
    DESKS,
    SEATED,
    Finding,
    clocks_running,
    disputes,
    facts_without,
    firing,
    held,
    held_by,
    shortest_ways,
    steps_of_people,
)
from mediation.rules.vocabulary import MatterKind, OrganisationKind, Seat

Holders = Mapping[State, frozenset[OrganisationKind]]
"""Which kinds of organisation can hold a dispute in each of its states."""


def every_state_is_reached(registry: Registry, papers: frozenset[str]) -> Iterator[Finding]:
    """A state that no step can lead to is dead wood."""
    fired = firing(registry)
    for definition in registry.definitions:
        reached = {definition.initial} | {step.dest for step in fired}
        for state in definition.states:
            if state not in reached:
                yield Finding("状态可达", definition, f"「{state.title}」走不到")


def every_step_can_fire(registry: Registry, papers: frozenset[str]) -> Iterator[Finding]:
    """Guards that contradict each other, or that nothing makes true, shut a step for ever."""
    fired = firing(registry)
    for definition in registry.definitions:
        for step in definition.steps:
            if step in fired:
                continue
            why = "条件互相矛盾" if not can_hold_together(step.guards) else "没有办法办到"
            yield Finding("步骤可办", definition, f"「{step.title}」{why}")


def somebody_may_take_every_step(registry: Registry, papers: frozenset[str]) -> Iterator[Finding]:
    """At every kind of organisation that can have the seat, some role of the step, or of the change, is held."""
    for definition in registry.definitions:
        for step in definition.steps:
            for kind in _kinds_asked(registry, definition, step):
                if not any(kind in role.at for role in step.by):
                    yield Finding("有人办理", definition, f"「{step.title}」在{kind.title_text}没有人能办")
    for dispute in disputes(registry):
        holders = held_by(registry, dispute)
        for change in dispute.changes:
            for kind in sorted({kind for state in change.source for kind in holders[state]}):
                if not any(kind in role.at for role in change.by):
                    yield Finding("有人办理", dispute, f"「{change.title}」在{kind.title_text}没有人能改")


def _kinds_asked(registry: Registry, definition: Definition, step: Step) -> tuple[OrganisationKind, ...]:
    """A holder's step is one of all kinds of committees; of a court's or centre's desk where it can hold the case.

    What one desk may do beside committees, the other may too where it can hold it.
    """
    if step.seat is not Seat.HOLDER:
        return SEATED.get(step.seat, ())
    kinds = {kind for role in step.by for kind in role.at}
    if definition.matter is not MatterKind.DISPUTE or kinds.isdisjoint(DESKS):
        return COMMITTEES
    holders = held_by(registry, definition)
    holding = tuple(kind for kind in DESKS if any(kind in holders[state] for state in step.source))
    if kinds <= set(DESKS):
        return tuple(sorted(kinds)) if kinds <= set(holding) else COMMITTEES
    return (*COMMITTEES, *holding)


def every_role_has_something_to_do(registry: Registry, papers: frozenset[str]) -> Iterator[Finding]:
    """A role takes a step somewhere or may do something beside the steps."""
    busy = {role for definition in registry.definitions for step in definition.steps for role in step.by}
    for role in registry.roles:
        if role not in busy and not role.may:
            yield Finding("岗位有事", registry.definitions[0], f"「{role.title}」没有任何事可办")
    for role in sorted(busy - set(registry.roles), key=lambda role: role.name):
        yield Finding("岗位有事", registry.definitions[0], f"「{role.title}」不在岗位表里")


def no_case_is_stuck(registry: Registry, papers: frozenset[str]) -> Iterator[Finding]:
    """From every open state, whatever the facts, a person can take a step that leads on."""
    for definition in registry.definitions:
        ways = shortest_ways(definition)
        holders = held_by(registry, definition) if definition.matter is MatterKind.DISPUTE else {}
        for state in definition.states:
            if not state.open or state not in ways:
                continue
            for holder in sorted(holders.get(state, COMMITTEES)):
                onward = [
                    s for s in steps_of_people(definition, state, holder) if s.dest not in (None, state)
                ]
                stuck = facts_without(onward)
                if stuck is not None:
                    sentence = f"「{state.title}」在{held(holder)}{stuck}时无步可走"
                    yield Finding("不会卡住", definition, sentence, ways[state])


def a_clock_runs_in_every_open_state(registry: Registry, papers: frozenset[str]) -> Iterator[Finding]:
    """Nothing open waits without a term; a linked matter may begin on the clock of what opened it.

    A clock that is over counts as one that runs: that its end moves a dispute on is said in 期限不停. Not so a right
    that lapses: what began while it ran ends with it, or begins with a term of its own.
    """
    every = [(definition, clocks_running(definition)) for definition in registry.definitions]
    for definition, running in every:
        ways = shortest_ways(definition)
        for state in definition.states:
            lent = state is definition.initial and _lent(every, definition)
            if state.open and state in ways and not all(running[state]) and not lent:
                yield Finding("都有期限", definition, f"「{state.title}」没有期限在走", ways[state])


def _lent(
    every: Sequence[tuple[Definition, Mapping[State, frozenset[frozenset[Clock]]]]], linked: Definition
) -> bool:
    """Whether a clock runs wherever the matter can be opened, and does not leave it behind when it lapses."""
    running = [
        ways
        for parent, there in every
        for step in parent.steps
        if step.opens is linked.matter
        for state in step.source
        for ways in there[state]
    ]
    begun = [linked.begins] if linked.begins is not None and linked.begins.starts else []

    def stays(clock: Clock) -> bool:
        ending = [step for step in linked.steps_from(linked.initial.name) if clock in step.at_end_of]
        return not clock.lapses or facts_without([*ending, *begun]) is None

    return bool(running) and any(map(stays, frozenset.intersection(*running)))


def every_clock_is_watched(registry: Registry, papers: frozenset[str]) -> Iterator[Finding]:
    """What starts is met by a step, ended by its state or the closing of its matter, or lapses by law.

    What an end brings moves the matter or ends the clock: else it would be brought again and again.
    """
    for definition in registry.definitions:
        steps = definition.steps
        ended = {c for other in registry.definitions for s in other.steps for c in (*s.stops, *s.drops)}
        for step in steps:
            closes = step.dest is not None and not step.dest.open
            already = step.dest is None and all(not state.open for state in step.source)
            for clock in step.starts:
                if (closes or already) and clock not in ended and not clock.lapses:
                    yield Finding(
                        "期限有主", definition, f"「{step.title}」起算的「{clock.title}」没有人了结"
                    )
            again = set(step.at_end_of) - {*step.stops, *step.drops} if step.dest is None else set[Clock]()
            for clock in sorted(again, key=lambda one: one.name):
                sentence = f"「{clock.title}」期满以后，「{step.title}」没有了结它"
                yield Finding("期限有主", definition, sentence)
        for state in definition.states:
            if state.clock is not None and not state.open:
                yield Finding("期限有主", definition, f"已结的「{state.title}」还挂着「{state.clock.title}」")


def what_stands_still_goes_on(registry: Registry, papers: frozenset[str]) -> Iterator[Finding]:
    """A clock that a step stops for a time goes on with whatever leads back, and none goes on that did not stop."""
    for definition in registry.definitions:
        for pause in definition.steps:
            for stands, clock in product(pause.leads_to, pause.pauses):
                back = [s for s in definition.steps_from(stands.name) if s.dest not in (None, stands)]
                open_ways = [s for s in back if s.dest is not None and s.dest.open]
                for step in open_ways:
                    if clock not in (*step.resumes, *step.stops, *step.drops):
                        yield Finding("期限有主", definition, f"「{step.title}」没有恢复「{clock.title}」")
                in_place = [s for s in definition.steps_from(stands.name) if s.dest in (None, stands)]
                if not any(clock in step.resumes for step in (*open_ways, *in_place)):
                    yield Finding(
                        "期限有主", definition, f"「{pause.title}」以后没有办法恢复「{clock.title}」"
                    )
        stopped = {one for step in definition.steps for one in product(step.leads_to, step.pauses)}
        for step in definition.steps:
            for clock in step.resumes:
                if any((state, clock) not in stopped for state in step.source):
                    yield Finding("期限有主", definition, f"「{step.title}」恢复没有中止的「{clock.title}」")


def every_paper_exists(registry: Registry, papers: frozenset[str]) -> Iterator[Finding]:
    """A paper that a step issues has its folder."""
    for definition in registry.definitions:
        for step in definition.steps:
            for paper in step.issues:
                if paper.name not in papers:
                    yield Finding("文书都在", definition, f"「{step.title}」要出的「{paper.title}」没有模板")


def linked_matters_fit(registry: Registry, papers: frozenset[str]) -> Iterator[Finding]:
    """While a linked matter is open, what it drives fits wherever the dispute can have gone meanwhile."""
    for definition in registry.definitions:
        for step in definition.steps:
            if step.opens is not None and step.opens not in {d.matter for d in registry.definitions}:
                yield Finding("连接相合", definition, f"「{step.title}」要开的事项没有定义")
    for dispute in disputes(registry):
        holders = held_by(registry, dispute)
        for linked in registry.definitions:
            yield from what_it_drives_fits(dispute, linked, holders)
        if any(s.opens is not None for s in dispute.steps):
            yield from _lapses(registry, dispute)


def what_it_drives_fits(dispute: Definition, linked: Definition, holders: Holders) -> Iterator[Finding]:
    """The same of one linked matter; `holders` says who can hold the dispute where."""
    opened = {s for step in dispute.steps if step.opens is linked.matter for s in step.source}
    for step in linked.steps:
        if not step.drives:
            continue
        for state in _while_open(dispute, opened, linked):
            fits = [driven for driven in step.drives if state in driven.source]
            over = not state.open and _ends_with_its_dispute(linked)
            unfit = None if over else _unfit(step, fits, holders[state])
            if unfit is not None:
                sentence = f"「{step.title}」时纠纷可能在「{state.title}」（{unfit}），没有步骤相接"
                yield Finding("连接相合", linked, sentence)


def _unfit(step: Step, fits: list[Step], holders: frozenset[OrganisationKind]) -> str | None:
    """The facts under which the step can be taken and none of those fits, whoever may hold the dispute there."""
    here = (facts_without(fits, step, committee_holds=kind in COMMITTEES) for kind in sorted(holders))
    return next((facts for facts in here if facts is not None), None)


def _while_open(dispute: Definition, opened: set[State], linked: Definition) -> set[State]:
    """The states in which the dispute can stand while the linked matter is open.

    One that opens again when it was closed holds nothing up meanwhile: the dispute may have gone anywhere.
    """
    reopens = any(step.dest and step.dest.open and not s.open for step in linked.steps for s in step.source)
    driven = set() if reopens else {d for step in linked.steps for d in step.drives}
    reached, waiting = set(opened), list(opened)
    while waiting:
        here = waiting.pop()
        for step in dispute.steps_from(here.name):
            barred = not reopens and any("hand_over_open" in read_by(guard) for guard in step.guards)
            if step.dest is None or step.dest in reached or step in driven or barred:
                continue
            reached.add(step.dest)
            waiting.append(step.dest)
    return reached


def _ends_with_its_dispute(linked: Definition) -> bool:
    """Whether it is never open once the dispute has closed."""
    lapses = linked.lapses
    return (
        lapses is not None
        and not lapses.guards
        and set(lapses.source) >= {s for s in linked.states if s.open}
    )


def _lapses(registry: Registry, dispute: Definition) -> Iterator[Finding]:
    opened = {
        step.opens
        for step in dispute.steps
        if any(s.open for s in step.source) and (step.dest is None or step.dest.open)
    }
    for linked in registry.definitions:
        stays = linked.matter in opened and linked.matter is not dispute.matter and linked.lapses is None
        if stays and not _goes_on_alone(linked):
            yield Finding("连接相合", linked, "纠纷结案时没有办法停下，也不能自己办完")


def _goes_on_alone(linked: Definition) -> bool:
    """Whether every open state has a clock and steps out of it, all of them also once the dispute has closed.

    What who answers for the dispute has asked of others for itself ends with it.
    """
    running = clocks_running(linked)
    open_ = [state for state in linked.states if state.open]
    exits = {state: _exits(linked, state) for state in open_}
    return all(
        all(running[state]) and exits[state] and not any(map(_needs_the_case, exits[state]))
        for state in open_
    )


def _exits(linked: Definition, state: State) -> list[Step]:
    return [step for step in linked.steps_from(state.name) if step.by and step.dest not in (None, state)]


def _needs_the_case(step: Step) -> bool:
    return step.seat is Seat.ASKER or any("case_open" in read_by(guard) for guard in step.guards)
