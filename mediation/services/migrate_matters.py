"""Moving open matters to another version of their definition: planned first, each case alone, undone if need be."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, cast
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from mediation.model import Case, CaseChain, CaseEvent, Deadline, Organisation, Request
from mediation.model.cases import Matter
from mediation.model.matters import TABLES, LinkedMatter
from mediation.model.types import new_id
from mediation.rules.actor import Actor
from mediation.rules.clock import Clock
from mediation.rules.errors import BadInput, MediationError, Problem, WrongState
from mediation.rules.grammar import Definition, Registry
from mediation.rules.messages import Message, say
from mediation.rules.policy import CaseView
from mediation.rules.vocabulary import DeadlineState, MatterKind
from mediation.services.load import Loaded, locked
from mediation.services.record_event import record_event
from mediation.services.recount_deadlines import administering_post
from mediation.services.run_clocks import MatterClocks, start_clock
from mediation.services.unit_of_work import House, UnitOfWork

RUNNING = (DeadlineState.RUNNING, DeadlineState.PAUSED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """Which open matters go from which version to which, and where their states have another name."""

    matter: MatterKind
    source: int
    target: int
    states: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Planned:
    """What would become of one matter; with a refusal it stays as it is."""

    case_id: UUID
    matter_id: UUID
    case: str
    before: str
    after: str
    ending: tuple[str, ...] = ()
    """Clocks of the old state, or that the new version does not know."""
    starting: str = ""
    refusal: Message | None = None


@dataclass(frozen=True, slots=True)
class Moved:
    """A run: its id, by which it is undone, and every matter with what became of it."""

    run: UUID
    lines: tuple[Planned, ...]

    @property
    def done(self) -> int:
        return sum(line.refusal is None for line in self.lines)


def tag_of(source: int, target: int) -> str:
    """The event that a matter leaves when it changes the version of its definition."""
    return f"definition:{source}-{target}"


def versions_in(tag: str) -> tuple[int, int] | None:
    """The versions that such a tag names; None for any other tag."""
    noun, _, verb = tag.partition(":")
    source, _, target = verb.partition("-")
    return (int(source), int(target)) if noun == "definition" and source and target else None


def plan_move(session: Session, registry: Registry, move: Move) -> tuple[Planned, ...]:
    """Every open matter of the old version with what would become of it; nothing is written.

    BadInput for a version or a state that is not there, and for a mapping into a closed state.
    """
    source, target = _definitions(registry, move)
    table: Any = TABLES[move.matter]
    query = select(table).where(table.definition_version == move.source, table.is_open).order_by(table.id)
    if table is Request:
        query = query.where(table.kind == move.matter)
    return tuple(_planned(session, matter, source, target, move) for matter in session.scalars(query))


def move_matters(house: House, *, actor: Actor, move: Move) -> Moved:
    """Move them, a transaction for each: a matter that is refused or fails stays whole as it was."""
    administering_post(actor)
    with house.begin() as uow:
        planned = plan_move(uow.session, house.registry, move)
    run, lines = new_id(), []
    for line in planned:
        if line.refusal is None:
            try:
                with house.begin() as uow:
                    line = _move(uow, actor, house.clock, move, line, run)
                    uow.commit()
            except MediationError as refusal:
                line = _refused(line, refusal.message)
        lines.append(line)
    return Moved(run, tuple(lines))


def undo_move(house: House, *, actor: Actor, move: Move, run: UUID) -> Moved:
    """Take a run back where nothing has happened to the matter since; the history keeps both."""
    administering_post(actor)
    lines = []
    with house.begin() as uow:
        found = list(_events_of(uow, move, run))
    for event, data in found:
        line = Planned(event.case_id, event.matter_id, "", event.to_state, event.from_state)
        try:
            with house.begin() as uow:
                _undo(uow, actor, house.clock, move, event, data, run)
                uow.commit()
        except MediationError as refusal:
            line = _refused(line, refusal.message)
        lines.append(line)
    return Moved(run, tuple(lines))


def _definitions(registry: Registry, move: Move) -> tuple[Definition, Definition]:
    problems, known = [], {d.version: d for d in registry.definitions if d.matter is move.matter}
    for field, version in (("source", move.source), ("target", move.target)):
        if version not in known:
            problems.append(
                Problem(
                    field, say("没有「{matter}」第 {n} 版", matter=say(move.matter.title_text), n=version)
                )
            )
    if problems:
        raise BadInput(*problems)
    source, target = known[move.source], known[move.target]
    for old, new in move.states.items():
        if old not in source.by_state:
            problems.append(Problem("states", say("第 {n} 版没有状态 {state}", n=move.source, state=old)))
        elif new not in target.by_state:
            problems.append(Problem("states", say("第 {n} 版没有状态 {state}", n=move.target, state=new)))
        elif source.by_state[old].open != target.by_state[new].open:
            problems.append(
                Problem("states", say("{old} 和 {new} 一个未结、一个已结，不能对应", old=old, new=new))
            )
    if problems:
        raise BadInput(*problems)
    return source, target


def _planned(session: Session, matter: Matter, source: Definition, target: Definition, move: Move) -> Planned:
    case_id: UUID = matter.id if isinstance(matter, Case) else cast(LinkedMatter, matter).case_id
    case = session.get_one(Case, case_id)
    after = target.by_state.get(move.states.get(matter.state, matter.state))
    name = case.number or case.public_id
    if after is None or not after.open:
        stranded = say("第 {n} 版没有「{state}」，也没有写对应的状态", n=move.target, state=matter.state)
        return Planned(case_id, matter.id, name, matter.state, "", refusal=stranded)
    before = source.by_state[matter.state]
    own = {before.clock.name} if before.clock and before.clock is not after.clock else set()
    known = _clocks_of(target)
    running = session.scalars(
        select(Deadline.clock).where(Deadline.matter_id == matter.id, Deadline.state.in_(RUNNING))
    )
    ending = tuple(sorted({clock for clock in running if clock in own or clock not in known}))
    starting = after.clock.name if after.clock and after.clock is not before.clock else ""
    return Planned(case_id, matter.id, name, before.name, after.name, ending, starting)


def _clocks_of(definition: Definition) -> set[str]:
    started = {clock.name for step in definition.steps for clock in (*step.starts, *step.resumes)}
    return started | {state.clock.name for state in definition.states if state.clock}


def _move(uow: UnitOfWork, actor: Actor, clock: Clock, move: Move, line: Planned, run: UUID) -> Planned:
    loaded = _loaded(uow, move.matter, line)
    matter = loaded.matter
    source, target = _definitions(uow.registry, move)
    if not matter.is_open or matter.definition_version != move.source:
        raise WrongState(say("这件事刚刚被别人改过"))
    line = _planned(uow.session, matter, source, target, move)
    if line.refusal is not None:
        raise WrongState(line.refusal)
    today, ended = clock.today(), []
    for deadline in uow.session.scalars(
        select(Deadline).where(
            Deadline.matter_id == matter.id, Deadline.clock.in_(line.ending), Deadline.state.in_(RUNNING)
        )
    ):
        ended.append([str(deadline.id), deadline.state.value])
        deadline.state, deadline.ended_on = DeadlineState.ENDED, today
    resumed = _resume(uow, loaded, target, line.after, today)
    _stand(matter, target, line.after)
    state_clock = target.by_state[line.after].clock
    begun = start_clock(uow, loaded, state_clock, today) if line.starting and state_clock else None
    uow.session.flush()
    data = {
        "run": str(run),
        "ended": ended,
        "resumed": resumed,
        "started": str(begun.id) if begun else "",
    }
    _record(uow, loaded, actor, clock, tag_of(move.source, move.target), line.before, line.after, data)
    return line


def _resume(
    uow: UnitOfWork, loaded: Loaded, target: Definition, after: str, today: date
) -> list[tuple[str, str, dict[str, Any]]]:
    """Clocks that stand still go on where the new state is none in which they do; how they stood, for an undo."""
    still = {
        clock.name for step in target.steps if step.dest and step.dest.name == after for clock in step.pauses
    }
    paused = [
        deadline
        for deadline in uow.session.scalars(
            select(Deadline).where(
                Deadline.matter_id == loaded.matter.id, Deadline.state == DeadlineState.PAUSED
            )
        )
        if deadline.clock not in still
    ]
    stood = [(str(one.id), str(one.paused_on), one.derivation) for one in paused]
    known = uow.registry.clock_by_name
    MatterClocks(uow, loaded.matter.id).unpause(loaded, tuple(known[one.clock] for one in paused), today)
    return stood


def _undo(
    uow: UnitOfWork,
    actor: Actor,
    clock: Clock,
    move: Move,
    event: CaseEvent,
    data: Mapping[str, Any],
    run: UUID,
) -> None:
    loaded = _loaded(uow, move.matter, event)
    matter = loaded.matter
    if matter.version != event.matter_version or matter.definition_version != move.target:
        raise WrongState(say("换版以后又办过别的，不能撤回"))
    for deadline_id, state in data["ended"]:
        deadline = uow.session.get_one(Deadline, UUID(deadline_id))
        deadline.state, deadline.ended_on = DeadlineState.of(state), None
    for deadline_id, paused_on, derivation in data["resumed"]:
        deadline = uow.session.get_one(Deadline, UUID(deadline_id))
        deadline.state, deadline.paused_on = DeadlineState.PAUSED, date.fromisoformat(paused_on)
        deadline.derivation, deadline.due_on = derivation, date.fromisoformat(derivation["due_on"])
    if data["started"]:
        started = uow.session.get_one(Deadline, UUID(data["started"]))
        started.state, started.ended_on = DeadlineState.ENDED, clock.today()
    _stand(matter, uow.registry.of(move.matter, move.source), event.from_state)
    uow.session.flush()
    told = {"undoes": event.seq, "undone_run": str(run)}
    tag = tag_of(move.target, move.source)
    _record(uow, loaded, actor, clock, tag, event.to_state, event.from_state, told)


def _stand(matter: Matter, definition: Definition, state: str) -> None:
    matter.state = state
    matter.definition_version, matter.definition_digest = definition.version, definition.digest
    flag_modified(matter, "state")


def _record(
    uow: UnitOfWork,
    loaded: Loaded,
    actor: Actor,
    clock: Clock,
    tag: str,
    before: str,
    after: str,
    data: Mapping[str, Any],
) -> None:
    now = clock.now()
    record_event(
        uow,
        case_id=loaded.case.id,
        kind=loaded.kind,
        matter=loaded.matter,
        tag=tag,
        actor=actor,
        post=administering_post(actor),
        happened_at=now,
        recorded_at=now,
        data=data,
        from_state=before,
        to_state=after,
    )


def _loaded(uow: UnitOfWork, kind: MatterKind, one: Planned | CaseEvent) -> Loaded:
    case = locked(uow, one.case_id)
    table: Any = TABLES[kind]
    matter = uow.session.get_one(table, one.matter_id)
    holder = uow.session.get_one(Organisation, case.organisation_id)
    return Loaded(case, matter, kind, {}, CaseView.FULL, holder, uow.session.get_one(CaseChain, case.id))


def _events_of(uow: UnitOfWork, move: Move, run: UUID) -> list[tuple[CaseEvent, dict[str, Any]]]:
    """The events of a run, opened with the keys of their cases."""
    found = []
    for event in uow.session.scalars(
        select(CaseEvent)
        .where(CaseEvent.tag == tag_of(move.source, move.target), CaseEvent.matter == move.matter)
        .order_by(CaseEvent.case_id, CaseEvent.seq)
    ):
        key = uow.session.get_one(CaseChain, event.case_id).wrapped_key
        if key is None:
            continue
        opened = uow.vault.case_cipher(key, event.case_id).open(event.data_sealed, event.seq)
        data = json.loads(opened)
        if data.get("run") == str(run):
            found.append((event, data))
    uow.session.expunge_all()
    return found


def _refused(line: Planned, why: Message) -> Planned:
    return Planned(line.case_id, line.matter_id, line.case, line.before, line.after, refusal=why)
