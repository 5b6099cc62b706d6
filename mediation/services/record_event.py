"""Appending one act to a case's chain: the row that proves what was done, by whom and when."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Table, bindparam, case, insert, select, update
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value
from sqlalchemy.orm.exc import StaleDataError

from mediation.model import CaseChain, CaseEvent, Deadline
from mediation.model.cases import Matter
from mediation.model.types import new_id
from mediation.rules.actor import Actor, Post
from mediation.rules.events import GENESIS, EventContent
from mediation.rules.messages import Message
from mediation.rules.vocabulary import MatterKind
from mediation.services.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstEvent:
    """What the first event of a new case tells."""

    case_id: UUID
    state: str
    version: int
    tag: str
    actor: Actor
    post: Post
    happened_at: datetime
    recorded_at: datetime
    data: Mapping[str, Any]


def open_chains(uow: UnitOfWork, firsts: Sequence[FirstEvent]) -> None:
    """Begin the chains of new cases, each with a key of its own, by their first events; the cases are written."""
    events, chains = [], []
    for one in firsts:
        case_id = one.case_id
        key = uow.vault.new_case_key(case_id)
        sealed = uow.vault.case_cipher(key, case_id).seal(_json(one.data), 1)
        content = EventContent(
            case_id=case_id,
            seq=1,
            tag=one.tag,
            matter=MatterKind.DISPUTE.value,
            matter_id=case_id,
            person_id=one.actor.person_id,
            organisation_id=one.post.organisation_id,
            role=one.post.role.name,
            happened_at=one.happened_at,
            recorded_at=one.recorded_at,
            from_state="",
            to_state=one.state,
            matter_version=one.version,
            data=sealed,
            previous=GENESIS,
        )
        head = content.digest()
        events.append(_row(content, MatterKind.DISPUTE, head))
        seal = uow.vault.seal_head(case_id, 1, head)
        chain = {"case_id": case_id, "last_seq": 1, "head": head, "wrapped_key": key, "seal": seal}
        chains.append({**chain, "untallied_since": one.recorded_at})
    connection = uow.session.connection()
    connection.execute(_CHAIN, chains)
    connection.execute(_EVENT, events)


def record_event(
    uow: UnitOfWork,
    *,
    case_id: UUID,
    kind: MatterKind,
    matter: Matter,
    tag: str,
    actor: Actor | None,
    post: Post | None,
    happened_at: datetime,
    recorded_at: datetime,
    data: Mapping[str, Any],
    from_state: str = "",
    to_state: str = "",
) -> int:
    """Append the event; its place in the chain. `data` is sealed under the case's key.

    The caller holds the lock on the case, which is in the database by then.
    """
    chain = uow.session.get(CaseChain, case_id)
    if chain is None or chain.wrapped_key is None:
        raise RuntimeError("a case without a chain or with a destroyed key takes no more events")
    seq = chain.last_seq + 1
    sealed = uow.vault.case_cipher(chain.wrapped_key, case_id).seal(_json(data), seq)
    ours = chain.seal is not None and uow.vault.is_head(chain.seal, case_id, chain.last_seq, chain.head)
    content = EventContent(
        case_id=case_id,
        seq=seq,
        tag=tag,
        matter=kind.value,
        matter_id=matter.id,
        person_id=actor.person_id if actor else None,
        organisation_id=post.organisation_id if post else None,
        role=post.role.name if post else "",
        happened_at=happened_at,
        recorded_at=recorded_at,
        from_state=from_state,
        to_state=to_state,
        matter_version=matter.version,
        data=sealed,
        previous=chain.head,
    )
    head = content.digest()
    seal = chain.seal
    if ours:  # a head that somebody else put there gets no seal from the act that happens to come next
        seal = uow.vault.seal_head(case_id, seq, head)
    _append(uow.session, content, kind, head, chain, seal)
    return seq


def _append(
    session: Session,
    content: EventContent,
    kind: MatterKind,
    head: bytes,
    chain: CaseChain,
    seal: bytes | None,
) -> None:
    """The row and the head of the chain, written at once: every act does that, and nobody reads the row back."""
    connection = session.connection()
    connection.execute(_EVENT, _row(content, kind, head))
    moved = connection.execute(
        _HEAD,
        {
            "case_chains_case_id": content.case_id,
            "before": chain.last_seq,
            "last_seq": content.seq,
            "head": head,
            "seal": seal,
            "tallied": False,
            "at": content.recorded_at,
        },
    )
    if moved.rowcount != 1:
        raise StaleDataError("another event was appended meanwhile")
    for name, value in (("last_seq", content.seq), ("head", head), ("seal", seal), ("tallied", False)):
        set_committed_value(chain, name, value)


def _row(content: EventContent, kind: MatterKind, head: bytes) -> dict[str, Any]:
    row = {field.name: getattr(content, field.name) for field in fields(content)}
    row["data_sealed"] = row.pop("data")
    return {**row, "id": new_id(), "matter": kind, "digest": head}


_EVENTS, _CHAINS = cast(Table, CaseEvent.__table__), cast(Table, CaseChain.__table__)
_EVENT, _CHAIN = insert(_EVENTS), insert(_CHAINS)
_HEAD = (
    update(_CHAINS)
    .where(_CHAINS.c.case_id == bindparam("case_chains_case_id"), _CHAINS.c.last_seq == bindparam("before"))
    .values(
        untallied_since=case(
            (_CHAINS.c.tallied, bindparam("at", type_=_CHAINS.c.untallied_since.type)),
            else_=_CHAINS.c.untallied_since,
        )
    )
)


def record_moved_clock(
    uow: UnitOfWork,
    deadline: Deadline,
    matter: Matter,
    tag: str,
    before_on: date,
    because: Iterable[Message],
    actor: Actor,
    post: Post,
    at: datetime,
) -> int:
    """That an open clock ends on another day than it did, and why."""
    return record_event(
        uow,
        case_id=deadline.case_id,
        kind=deadline.matter,
        matter=matter,
        tag=tag,
        actor=actor,
        post=post,
        happened_at=at,
        recorded_at=at,
        data={
            "clock": deadline.clock,
            "before_on": before_on.isoformat(),
            "until_on": deadline.due_on.isoformat(),
            "because": [str(message) for message in because],
        },
    )


def _json(data: Mapping[str, Any]) -> bytes:
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str).encode()


def seal_older_chains(uow: UnitOfWork) -> int:
    """Seal the heads of chains made before heads were sealed; how many there were."""
    older = uow.session.scalars(select(CaseChain).where(CaseChain.seal.is_(None))).all()
    for chain in older:
        chain.seal = uow.vault.seal_head(chain.case_id, chain.last_seq, chain.head)
    return len(older)
