"""Checking the chains of events and the signed checkpoints, written apart from the code that writes them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from mediation.model import Case, CaseChain, CaseEvent, Checkpoint, CheckpointHead
from mediation.readmodels.terms_audit import terms_broken
from mediation.rules.messages import Message, say
from mediation.services.unit_of_work import EventCipher

START = b"\x00" * 32


@dataclass(frozen=True, slots=True)
class AuditReport:
    """What was looked at, and every place where it does not hold together."""

    cases: int
    events: int
    checkpoints: int
    breaks: tuple[Message, ...]


class Keys(Protocol):
    """What checking needs of the installation's keys."""

    @property
    def checkpoint_public_key(self) -> bytes: ...

    def is_head(self, sealed: bytes, case_id: UUID, seq: int, head: bytes) -> bool: ...

    def case_cipher(self, wrapped: bytes, case_id: UUID) -> EventCipher: ...


def verify_chains(
    session: Session, keys: Keys, verify: Callable[[bytes, bytes, bytes], bool], known: int = 0
) -> AuditReport:
    """Read every event once, in order of case and number, and compare with heads, checkpoints and what was agreed.

    `verify(public_key, digest, signature)` says whether a signature is good. A checkpoint must be signed with this
    installation's own key, and a head sealed with it. `known`: how many checkpoints were made, as kept elsewhere.
    """
    public_key = keys.checkpoint_public_key
    chains = session.scalars(select(CaseChain)).all()
    heads = {c.case_id: (c.last_seq, c.head) for c in chains}
    marked: dict[Any, dict[int, bytes]] = {}
    for h in session.scalars(select(CheckpointHead)):
        marked.setdefault(h.case_id, {})[h.seq] = h.digest
    breaks: list[Message] = [
        say("案件 {case} 的链头没有本系统的封签：可能被改写过", case=c.case_id)
        for c in chains
        if c.seal is None or not keys.is_head(c.seal, c.case_id, c.last_seq, c.head)
    ]
    breaks += [say("案件 {case} 没有办案记录", case=case_id) for case_id in _without_chain(session)]
    breaks += terms_broken(session, keys)
    reached: dict[Any, tuple[int, bytes]] = {}
    count = 0
    for event in session.scalars(
        select(CaseEvent).order_by(CaseEvent.case_id, CaseEvent.seq).execution_options(yield_per=1000)
    ):
        count += 1
        seq, previous = reached.get(event.case_id, (0, START))
        breaks += _wrong(event, seq, previous)
        mark = marked.get(event.case_id, {}).pop(event.seq, None)
        if mark is not None and mark != event.digest:
            breaks.append(
                say("案件 {case} 第 {seq} 条记录与签名检查点不符", case=event.case_id, seq=event.seq)
            )
        reached[event.case_id] = (event.seq, event.digest)
    breaks += _heads(heads, reached)
    for case_id, left in marked.items():
        breaks += [say("案件 {case} 第 {seq} 条记录不见了", case=case_id, seq=seq) for seq in left]
    breaks += _checkpoints(session, public_key, verify)
    checkpoints = len(session.scalars(select(Checkpoint.id)).all())
    if checkpoints < known:
        breaks.append(say("做过 {known} 个签名检查点，现在只有 {now} 个", known=known, now=checkpoints))
    return AuditReport(len(heads), count, checkpoints, tuple(breaks))


def _without_chain(session: Session) -> Iterator[UUID]:
    """Every case has a chain that begins with its registration."""
    yield from session.scalars(
        select(Case.id)
        .outerjoin(CaseChain, CaseChain.case_id == Case.id)
        .where((CaseChain.case_id.is_(None)) | (CaseChain.last_seq == 0))
        .order_by(Case.id)
    )


def _wrong(event: CaseEvent, seq: int, previous: bytes) -> Iterator[Message]:
    at = {"case": event.case_id, "seq": event.seq}
    if event.seq != seq + 1:
        yield say("案件 {case} 第 {seq} 条记录之前缺记录", **at)
    if event.previous != previous:
        yield say("案件 {case} 第 {seq} 条记录与上一条不相连", **at)
    if event.digest != hashlib.sha256(_written(event)).digest():
        yield say("案件 {case} 第 {seq} 条记录被改动过", **at)


def _written(e: CaseEvent) -> bytes:
    fields = {
        "case": str(e.case_id),
        "data": hashlib.sha256(e.data_sealed).hexdigest(),
        "from": e.from_state,
        "happened_at": _utc(e.happened_at),
        "matter": e.matter.value,
        "matter_id": str(e.matter_id),
        "organisation": str(e.organisation_id or ""),
        "person": str(e.person_id or ""),
        "previous": e.previous.hex(),
        "recorded_at": _utc(e.recorded_at),
        "role": e.role,
        "seq": e.seq,
        "tag": e.tag,
        "to": e.to_state,
        "version": e.matter_version,
    }
    return json.dumps(fields, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode("utf-8")


def _utc(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%f}Z"


def _heads(heads: dict[Any, tuple[int, bytes]], reached: dict[Any, tuple[int, bytes]]) -> Iterator[Message]:
    for case_id, head in heads.items():
        if reached.get(case_id, (0, START)) != head:
            yield say("案件 {case} 的记录末尾与链头不符：有记录被删去或改动", case=case_id)
    for case_id in reached.keys() - heads.keys():
        yield say("案件 {case} 没有链头", case=case_id)


def _checkpoints(
    session: Session, public_key: bytes, verify: Callable[[bytes, bytes, bytes], bool]
) -> Iterator[Message]:
    previous, expected = b"", 1
    for checkpoint in session.scalars(select(Checkpoint).order_by(Checkpoint.ordinal)):
        rows = session.execute(
            select(CheckpointHead.case_id, CheckpointHead.seq, CheckpointHead.digest).where(
                CheckpointHead.checkpoint_id == checkpoint.id
            )
        )
        lines = sorted(f"{case_id} {seq} {digest.hex()}" for case_id, seq, digest in rows)
        text = "\n".join([f"checkpoint {expected}", previous.hex(), *lines])
        whole = hashlib.sha256(text.encode()).digest() == checkpoint.digest
        signed = checkpoint.public_key == public_key and verify(
            public_key, checkpoint.digest, checkpoint.signature
        )
        if checkpoint.ordinal != expected or not whole or not signed:
            yield say("第 {n} 个签名检查点不成立", n=checkpoint.ordinal)
        previous, expected = checkpoint.digest, checkpoint.ordinal + 1
