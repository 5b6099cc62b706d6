"""Replaying the events of every matter through its definition: what comes out must be the state that is stored."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from mediation.model import CaseEvent, Performance, Request
from mediation.model.matters import TABLES
from mediation.rules.errors import WrongState
from mediation.rules.grammar import Definition, Registry
from mediation.rules.machine import move
from mediation.rules.messages import Message, say
from mediation.rules.vocabulary import MatterKind
from mediation.services.migrate_matters import versions_in
from mediation.services.standing_steps import REVERSED

RETIRED = ("dispute:check_duty",)
"""Steps of the first edition that kept the state: each duty has a definition of its own since."""


def replayed_states(session: Session, registry: Registry) -> dict[UUID, tuple[str, Message | None]]:
    """For each matter: the state its events lead to, and the first event that its definition does not allow."""
    definitions = _definitions(session, registry)
    began = {row.id: row.began for row in session.execute(select(Performance.id, Performance.began))}
    reached: dict[UUID, tuple[str, Message | None]] = {
        matter_id: (began.get(matter_id, definition.initial.name), None)
        for matter_id, definition in definitions.items()
    }
    rows = session.execute(
        select(
            CaseEvent.case_id,
            CaseEvent.seq,
            CaseEvent.matter,
            CaseEvent.matter_id,
            CaseEvent.tag,
            CaseEvent.to_state,
        )
        .order_by(CaseEvent.case_id, CaseEvent.seq)
        .execution_options(yield_per=1000)
    )
    moves = _moves(session)
    standing: dict[UUID, list[str]] = {}
    """Of each matter, where it stood before each of the steps that were not taken back."""
    for matter_id, (first, *_) in moves.items():
        kind, (version, _) = first
        definitions[matter_id] = registry.of(kind, version)  # under which it began
        reached[matter_id] = (began.get(matter_id, definitions[matter_id].initial.name), None)
    for case_id, seq, kind, matter_id, tag, to_state in rows:
        noun, _, verb = tag.partition(":")
        definition = definitions.get(matter_id)
        moved = versions_in(tag)
        if moved is not None:
            definitions[matter_id] = registry.of(kind, moved[1])
            reached[matter_id] = (to_state, reached[matter_id][1])
            standing.pop(matter_id, None)
            continue
        if noun != kind.value or definition is None or tag in RETIRED:
            continue  # an act that moves no state, such as a look at a number
        state, wrong = reached[matter_id]
        if verb == REVERSED:
            before = standing[matter_id].pop() if standing.get(matter_id) else ""
            reached[matter_id] = (to_state, wrong or _not_before(before, to_state, case_id, seq))
            continue
        standing.setdefault(matter_id, []).append(state)
        reached[matter_id] = _next(definition, state, verb, to_state, wrong, case_id, seq)
    return reached


def _next(
    definition: Definition,
    state: str,
    verb: str,
    to_state: str,
    wrong: Message | None,
    case_id: UUID,
    seq: int,
) -> tuple[str, Message | None]:
    try:
        arrived = move(definition, state, definition.step(verb))
    except WrongState:
        arrived = ""
    if arrived != to_state and wrong is None:
        wrong = say("案件 {case} 第 {seq} 条记录不是流程允许的步骤", case=case_id, seq=seq)
    return to_state, wrong


def _not_before(before: str, to_state: str, case_id: UUID, seq: int) -> Message | None:
    """What takes a step back leads where the matter stood before it."""
    if before == to_state:
        return None
    return say("案件 {case} 第 {seq} 条记录撤销的不是上一步", case=case_id, seq=seq)


def _moves(session: Session) -> dict[UUID, list[tuple[MatterKind, tuple[int, int]]]]:
    """The versions between which each matter was moved, in order."""
    found: dict[UUID, list[tuple[MatterKind, tuple[int, int]]]] = {}
    for matter_id, kind, tag in session.execute(
        select(CaseEvent.matter_id, CaseEvent.matter, CaseEvent.tag)
        .where(CaseEvent.tag.startswith("definition:"))
        .order_by(CaseEvent.case_id, CaseEvent.seq)
    ):
        versions = versions_in(tag)
        if versions is not None:
            found.setdefault(matter_id, []).append((kind, versions))
    return found


def _definitions(session: Session, registry: Registry) -> dict[UUID, Definition]:
    return {
        matter_id: registry.of(kind, version)
        for kind, matters in TABLES.items()
        for matter_id, version in session.execute(_of_kind(matters, kind))
    }


def _of_kind(table: Any, kind: MatterKind) -> Select[Any]:
    query = select(table.id, table.definition_version)
    return query.where(table.kind == kind) if table is Request else query


def replay_breaks(session: Session, registry: Registry) -> Iterator[Message]:
    """Every matter whose stored state is not the one its events lead to, or whose events break its definition."""
    reached = replayed_states(session, registry)
    for table in dict.fromkeys(TABLES.values()):
        stored: Any = table
        for matter_id, state in session.execute(select(stored.id, stored.state)):
            replayed, wrong = reached[matter_id]
            if wrong is not None:
                yield wrong
            if replayed != state:
                yield say(
                    "{matter} 的状态是 {state}，记录推出来的是 {replayed}",
                    matter=matter_id,
                    state=state,
                    replayed=replayed,
                )
