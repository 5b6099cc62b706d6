"""Moving an open matter to another version of its definition: planned first, each alone, undone if need be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from mediation.model import Case, CaseChain, Deadline, Organisation, Request
from mediation.model.cases import Matter
from mediation.model.matters import TABLES
from mediation.rules.actor import Actor
from mediation.rules.clock import Clock
from mediation.rules.errors import BadInput, NotThere, Problem, WrongState
from mediation.rules.grammar import Definition, Registry
from mediation.rules.messages import Message, say
from mediation.rules.policy import CaseView
from mediation.rules.proof.facts import asked_by
from mediation.rules.vocabulary import DeadlineState, MatterKind, Seat
from mediation.services.gather_facts import gather_facts
from mediation.services.load import Loaded, locked
from mediation.services.record_event import record_event
from mediation.services.recount_deadlines import administering_post, find_again
from mediation.services.run_clocks import MatterClocks, start_clock
from mediation.services.unit_of_work import UnitOfWork

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
    return _planned(session, *_definitions(registry, move), move)


def move_matter(
    uow: UnitOfWork, move: Move, matter_id: UUID, *, actor: Actor, clock: Clock
) -> tuple[UUID, dict[str, Any]]:
    """Move one; its case, and what an undo needs. WrongState where it would be stranded or has gone on."""
    source, target = _definitions(uow.registry, move)
    loaded = _loaded(uow, move.matter, matter_id)
    line = next(iter(_planned(uow.session, source, target, move, matter_id)), None)
    if line is None:
        raise WrongState(say("这件事已经不在第 {n} 版，或者已经结束", n=move.source))
    if line.refusal is not None:
        raise WrongState(line.refusal)
    matter, today, ended = loaded.matter, clock.today(), []
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
    turned = {"ended": ended, "resumed": resumed, "started": str(begun.id) if begun else ""}
    tag = tag_of(move.source, move.target)
    seq = _record(uow, loaded, actor, clock, tag, line.before, line.after, turned)
    before = {**turned, "seq": seq, "version": matter.version, "state": line.before}
    return loaded.case.id, before


def put_back(
    uow: UnitOfWork,
    move: Move,
    matter_id: UUID,
    *,
    actor: Actor,
    clock: Clock,
    before: Mapping[str, Any],
    reason: str,
) -> UUID:
    """Take the move of one back where nothing has happened to it since; its case. The history keeps both."""
    loaded = _loaded(uow, move.matter, matter_id)
    matter = loaded.matter
    if matter.version != before["version"] or matter.definition_version != move.target:
        raise WrongState(say("换版以后又办过别的，不能撤回"))
    for deadline_id, state in before["ended"]:
        deadline = uow.session.get_one(Deadline, UUID(deadline_id))
        deadline.state, deadline.ended_on = DeadlineState.of(state), None
        find_again(uow, deadline, loaded.case.region_code)
    for deadline_id, paused_on, derivation in before["resumed"]:
        deadline = uow.session.get_one(Deadline, UUID(deadline_id))
        deadline.state, deadline.paused_on = DeadlineState.PAUSED, date.fromisoformat(paused_on)
        deadline.derivation, deadline.due_on = derivation, date.fromisoformat(derivation["due_on"])
        find_again(uow, deadline, loaded.case.region_code)
    if before["started"]:
        started = uow.session.get_one(Deadline, UUID(before["started"]))
        started.state, started.ended_on = DeadlineState.ENDED, clock.today()
    state = matter.state
    _stand(matter, uow.registry.of(move.matter, move.source), before["state"])
    uow.session.flush()
    told = {"undoes": before["seq"], "reason": reason}
    _record(uow, loaded, actor, clock, tag_of(move.target, move.source), state, before["state"], told)
    return loaded.case.id


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
        field = f"states.{old}"
        if old not in source.by_state:
            problems.append(Problem(field, say("第 {n} 版没有状态 {state}", n=move.source, state=old)))
        elif new not in target.by_state:
            problems.append(Problem(field, say("第 {n} 版没有状态 {state}", n=move.target, state=new)))
        elif source.by_state[old].open != target.by_state[new].open:
            problems.append(
                Problem(field, say("{old} 和 {new} 一个未结、一个已结，不能对应", old=old, new=new))
            )
    if problems:
        raise BadInput(*problems)
    return source, target


def _planned(
    session: Session, source: Definition, target: Definition, move: Move, matter_id: UUID | None = None
) -> tuple[Planned, ...]:
    """All that stand under the source, or one of them."""
    table: Any = TABLES[move.matter]
    ours = select(table.id).where(table.definition_version == move.source, table.is_open)
    if table is Request:
        ours = ours.where(table.kind == move.matter)
    if matter_id is not None:
        ours = ours.where(table.id == matter_id)
    running: dict[UUID, set[str]] = {}
    for one, clock in session.execute(
        select(Deadline.matter_id, Deadline.clock).where(
            Deadline.matter_id.in_(ours), Deadline.state.in_(RUNNING)
        )
    ):
        running.setdefault(one, set()).add(clock)
    rows = select(table.id, table.state, Case.id, func.coalesce(Case.number, Case.public_id))
    if table is not Case:
        rows = rows.join(Case, Case.id == table.case_id)
    known = _clocks_of(target)
    return tuple(
        _line(source, target, move, known, running.get(one, set()), one, state, case_id, name)
        for one, state, case_id, name in session.execute(rows.where(table.id.in_(ours)).order_by(table.id))
    )


def _line(
    source: Definition,
    target: Definition,
    move: Move,
    known: set[str],
    running: set[str],
    matter_id: UUID,
    state: str,
    case_id: UUID,
    name: str,
) -> Planned:
    before, after = source.by_state[state], target.by_state.get(move.states.get(state, state))
    if after is None or not after.open:
        stranded = say("第 {n} 版没有「{state}」，也没有写对应的状态", n=move.target, state=say(before.title))
        return Planned(case_id, matter_id, name, state, "", refusal=stranded)
    own = {before.clock.name} if before.clock and before.clock is not after.clock else set()
    ending = tuple(sorted(clock for clock in running if clock in own or clock not in known))
    starting = after.clock.name if after.clock and after.clock is not before.clock else ""
    return Planned(case_id, matter_id, name, before.name, after.name, ending, starting)


def _clocks_of(definition: Definition) -> set[str]:
    started = {clock.name for step in definition.steps for clock in (*step.starts, *step.resumes)}
    return started | {state.clock.name for state in definition.states if state.clock}


def _resume(
    uow: UnitOfWork, loaded: Loaded, target: Definition, after: str, today: date
) -> list[tuple[str, str, dict[str, Any]]]:
    """Clocks that stand still go on where the new state, or its cause, is none in which they do; how they stood, for
    an undo. The days until now stay out, as they did under the version of their time."""
    stopping = [s for s in target.steps if s.pauses and target.by_state[after] in s.leads_to]
    asked = asked_by([step for step in stopping if step.seat is Seat.SYSTEM])
    facts = gather_facts(uow.session, uow.registry, loaded.case, loaded.matter, today, asked)
    still = {
        clock.name
        for step in stopping
        if step.seat is not Seat.SYSTEM or not step.refusals(facts)
        for clock in step.pauses
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
) -> int:
    now = clock.now()
    return record_event(
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


def _loaded(uow: UnitOfWork, kind: MatterKind, matter_id: UUID) -> Loaded:
    table: Any = TABLES[kind]
    case_id = uow.session.scalar(
        select(Case.id if table is Case else table.case_id).where(table.id == matter_id)
    )
    if case_id is None:
        raise NotThere
    case = locked(uow, case_id)
    matter = uow.session.get_one(table, matter_id)
    holder = uow.session.get_one(Organisation, case.organisation_id)
    return Loaded(case, matter, kind, {}, CaseView.FULL, holder, uow.session.get_one(CaseChain, case.id))
