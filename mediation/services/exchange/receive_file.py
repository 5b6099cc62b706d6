"""A file from another installation: opened, its new messages kept, then each carried out in its order, once.

Keeping is one transaction; carrying out is one for each message. Whoever is stopped in between finds every message
either kept and waiting, or done; the next file, or the same one again, goes on from there.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select

from mediation.model import ExchangeFile, ExchangeIn, ExchangeOut, ExchangePeer
from mediation.rules.actor import Actor
from mediation.rules.attachments import Inspected, KeptFile
from mediation.rules.clock import Clock
from mediation.rules.derivation import stored_message
from mediation.rules.errors import (
    BadInput,
    ConditionsUnmet,
    MediationError,
    NotAllowed,
    NotThere,
    WrongState,
)
from mediation.rules.exchange.envelope import LATER, Envelope, Told, digest_of
from mediation.rules.exchange.told import MessageRefused, PaperSent
from mediation.rules.messages import Message, say
from mediation.rules.vocabulary import CarriedWay, ExchangeKind, InboxState
from mediation.services.exchange.carriers import require_carrier
from mediation.services.exchange.carry_out import carry_out, hand_over_in
from mediation.services.exchange.house import ExchangeHouse
from mediation.services.exchange.keys import own_keys
from mediation.services.exchange.make_file import live_peer
from mediation.services.exchange.outbox import queue_message
from mediation.services.exchange.sealing import FIELD, open_file
from mediation.services.perform import perform
from mediation.services.unit_of_work import UnitOfWork

SILENT = (ExchangeKind.REFUSED,)
"""What is not answered by a refusal, so that two installations never refuse each other's refusals."""
FINAL = (BadInput, NotThere, NotAllowed, WrongState, ConditionsUnmet)
"""What is refused for its contents, now and at every later try."""


@dataclass(frozen=True, slots=True)
class FileTaken:
    """What became of a file: how many of its messages are new, carried out, waiting for others, refused."""

    peer_id: UUID
    new: int
    applied: int
    waiting: int
    refused: int


def look_into_file(house: ExchangeHouse, *, actor: Actor, name: str, data: bytes) -> UUID:
    """Open the file and keep it, sealed, until somebody decides; the answer is its line in the log.

    BadInput for a file that is not in order: noted in the log, nothing of it is kept.
    """
    require_carrier(actor)
    try:
        peer_id, envelope = opened(house, data)
    except BadInput as bad:
        said = bad.problems[0].message
        perform(house, note_refused, actor=actor, name=name, data=data, said=said)
        raise
    house.blobs.put(data)
    return perform(
        house,
        note_looked,
        actor=actor,
        name=name,
        data=data,
        peer_id=peer_id,
        messages=len(envelope.messages),
    )


def opened(house: ExchangeHouse, data: bytes) -> tuple[UUID, Envelope]:
    """From which installation, and what it says; BadInput, one sentence, for a file that is not in order."""
    with house.read() as session:
        by_id = {one.installation_id: one for one in session.scalars(select(ExchangePeer))}
        peer, envelope = open_file(data, own_keys(session), by_id.get)
        _check(peer, envelope)
        return peer.id, envelope


def _check(peer: ExchangePeer, envelope: Envelope) -> None:
    """Numbers that cannot be right: then the two sides no longer mean the same exchange."""
    if not 0 <= envelope.acknowledges <= peer.last_seq:
        raise BadInput.at(FIELD, say("对方确认收到的消息，本系统没有发过：请双方管理员核对"))
    for one in envelope.messages:
        if digest_of(one.body) != one.sha256:
            raise BadInput.at(FIELD, say("文件内容读不懂：对方系统的版本可能更新，请先升级本系统"))
        if not 1 <= one.seq <= min(envelope.last, peer.received + LATER):
            raise BadInput.at(FIELD, say("消息的编号不对：请双方管理员核对"))


def note_looked(
    uow: UnitOfWork, *, actor: Actor, clock: Clock, name: str, data: bytes, peer_id: UUID, messages: int
) -> UUID:
    """That it was looked into."""
    return _note(uow, actor, clock, CarriedWay.LOOKED, name, data, peer_id, messages)


def note_refused(
    uow: UnitOfWork, *, actor: Actor, clock: Clock, name: str, data: bytes, said: Message
) -> UUID:
    """That a file was not taken, and why."""
    return _note(uow, actor, clock, CarriedWay.REFUSED, name, data, None, 0, said)


def _note(
    uow: UnitOfWork,
    actor: Actor,
    clock: Clock,
    way: CarriedWay,
    name: str,
    data: bytes,
    peer_id: UUID | None,
    messages: int,
    said: Message | None = None,
) -> UUID:
    row = ExchangeFile(
        peer_id=peer_id,
        way=way,
        name=name.strip()[:120],
        digest=hashlib.sha256(data).hexdigest(),
        size=len(data),
        messages=messages,
        said=stored_message(said) if said else None,
        person_id=actor.person_id,
        at=clock.now(),
    )
    uow.session.add(row)
    return row.id


def take_looked_file(
    house: ExchangeHouse, *, actor: Actor, file_id: UUID, key: str | None = None
) -> FileTaken:
    """Take a file that was looked into before."""
    require_carrier(actor)
    with house.read() as session:
        row = session.get(ExchangeFile, file_id)
        if row is None or row.way is not CarriedWay.LOOKED:
            raise NotThere
        name, digest = row.name, row.digest
    return take_file(house, actor=actor, name=name, data=house.blobs.get(digest), key=key)


def take_file(
    house: ExchangeHouse, *, actor: Actor, name: str, data: bytes, key: str | None = None
) -> FileTaken:
    """Keep what is new in the file and carry out what can be; the same file again makes nothing twice.

    BadInput for a file that is not in order: noted in the log, nothing of it is kept.
    """
    require_carrier(actor)
    try:
        peer_id, envelope = opened(house, data)
    except BadInput as bad:
        perform(house, note_refused, actor=actor, name=name, data=data, said=bad.problems[0].message)
        raise
    before = _known(house, peer_id)
    perform(
        house, keep_messages, actor=actor, key=key, name=name, data=data, peer_id=peer_id, envelope=envelope
    )
    new = _known(house, peer_id) - before
    applied, refused = carry_out_waiting(house, actor=actor, peer_id=peer_id)
    with house.read() as session:
        waiting = session.scalar(
            select(func.count()).where(ExchangeIn.peer_id == peer_id, ExchangeIn.state == InboxState.WAITING)
        )
    return FileTaken(peer_id, new, applied, waiting or 0, refused)


def _known(house: ExchangeHouse, peer_id: UUID) -> int:
    with house.read() as session:
        n = session.scalar(select(func.count()).where(ExchangeIn.peer_id == peer_id))
        return n or 0


def keep_messages(
    uow: UnitOfWork,
    *,
    actor: Actor,
    clock: Clock,
    name: str,
    data: bytes,
    peer_id: UUID,
    envelope: Envelope,
) -> UUID:
    """What the other side has is ticked off, what is new of its messages is kept; the answer is the line of the log.

    BadInput where a message that is known comes again with another content.
    """
    require_carrier(actor)
    peer = live_peer(uow, peer_id)
    _check(peer, envelope)
    now = clock.now()
    for out in uow.session.scalars(
        select(ExchangeOut).where(
            ExchangeOut.peer_id == peer.id,
            ExchangeOut.seq <= envelope.acknowledges,
            ExchangeOut.acknowledged_at.is_(None),
        )
    ):
        out.acknowledged_at, out.body = now, None
    peer.acknowledged = max(peer.acknowledged, envelope.acknowledges)
    peer.heard_at = max(peer.heard_at or now, now)
    known = {
        seq: digest
        for seq, digest in uow.session.execute(
            select(ExchangeIn.seq, ExchangeIn.digest).where(
                ExchangeIn.peer_id == peer.id,
                ExchangeIn.seq.in_([one.seq for one in envelope.messages]),
            )
        )
    }
    for one in envelope.messages:
        if known.setdefault(one.seq, one.sha256) != one.sha256:
            raise BadInput.at(FIELD, say("编号 {n} 的消息以前来过，内容不一样：请双方管理员核对", n=one.seq))
    for one in envelope.messages:
        _keep(uow, peer, actor, one, clock)
    uow.session.flush()
    peer.received = _contiguous(uow, peer)
    return _note(uow, actor, clock, CarriedWay.TAKEN, name, data, peer.id, len(envelope.messages))


def _keep(uow: UnitOfWork, peer: ExchangePeer, actor: Actor, told: Told, clock: Clock) -> None:
    there = select(ExchangeIn.id).where(ExchangeIn.peer_id == peer.id, ExchangeIn.seq == told.seq)
    if uow.session.scalar(there) is not None:
        return
    row = ExchangeIn(
        peer_id=peer.id,
        seq=told.seq,
        kind=told.kind,
        case_id=told.case,
        digest=told.sha256,
        state=InboxState.WAITING,
        carried_by=actor.person_id,
        received_at=clock.now(),
    )
    uow.session.add(row)
    row.body = told.body


def _contiguous(uow: UnitOfWork, peer: ExchangePeer) -> int:
    """Up to which number every message is here."""
    later = uow.session.scalars(
        select(ExchangeIn.seq)
        .where(ExchangeIn.peer_id == peer.id, ExchangeIn.seq > peer.received)
        .order_by(ExchangeIn.seq)
    )
    reached = peer.received
    for seq in later:
        if seq != reached + 1:
            break
        reached = seq
    return reached


def carry_out_waiting(house: ExchangeHouse, *, actor: Actor, peer_id: UUID) -> tuple[int, int]:
    """Carry out what has arrived without a gap, each message alone; how many were done, and how many refused."""
    done = refused = 0
    while (waiting := _next(house, peer_id)) is not None:
        message_id, kind, body = waiting
        try:
            kept = _kept_bytes(house, body) if kind is ExchangeKind.PAPER else None
            perform(house, carry_out_message, actor=actor, message_id=message_id, kept=kept)
            done += 1
        except MediationError as refusal:
            if not isinstance(refusal, FINAL):
                raise  # busy, or the disk is full: it waits where it is
            perform(house, refuse_message, actor=actor, message_id=message_id, why=_why(refusal))
            refused += 1
    return done, refused


def _next(house: ExchangeHouse, peer_id: UUID) -> tuple[UUID, ExchangeKind, str] | None:
    with house.read() as session:
        peer = session.get_one(ExchangePeer, peer_id)
        row = session.scalar(
            select(ExchangeIn).where(
                ExchangeIn.peer_id == peer_id,
                ExchangeIn.seq == peer.applied + 1,
                ExchangeIn.state == InboxState.WAITING,
            )
        )
        return (row.id, row.kind, row.body or "") if row is not None else None


def carry_out_message(
    uow: UnitOfWork, *, actor: Actor, clock: Clock, message_id: UUID, kept: KeptFile | None = None
) -> UUID:
    """Carry out the next message of its installation; nothing where somebody else has done so meanwhile."""
    require_carrier(actor)
    row = uow.session.get_one(ExchangeIn, message_id)
    peer = live_peer(uow, row.peer_id)
    uow.session.refresh(row)
    if row.state is not InboxState.WAITING or row.seq != peer.applied + 1:
        return row.id
    carry_out(uow, peer=peer, kind=row.kind, body=row.body or "", actor=actor, clock=clock, kept=kept)
    _finish(row, peer, InboxState.APPLIED, clock)
    return row.id


def refuse_message(uow: UnitOfWork, *, actor: Actor, clock: Clock, message_id: UUID, why: Message) -> UUID:
    """The message cannot be carried out, now or later: noted here, told to the sender, and the next one follows."""
    row = uow.session.get_one(ExchangeIn, message_id)
    peer = live_peer(uow, row.peer_id)
    uow.session.refresh(row)
    if row.state is not InboxState.WAITING or row.seq != peer.applied + 1:
        return row.id
    row.said = json.dumps(stored_message(why), ensure_ascii=False)
    if row.kind not in SILENT:
        told = MessageRefused(
            seq=row.seq,
            kind=row.kind,
            case=row.case_id,
            hand_over=hand_over_in(row.kind, row.body or ""),
            at=clock.now(),
            why=str(why),
        )
        queue_message(uow, peer.id, ExchangeKind.REFUSED, told, at=clock.now(), case_id=row.case_id)
    _finish(row, peer, InboxState.REFUSED, clock)
    return row.id


def _finish(row: ExchangeIn, peer: ExchangePeer, state: InboxState, clock: Clock) -> None:
    row.state, row.applied_at, row.body = state, clock.now(), None
    peer.applied = row.seq


def _why(refusal: MediationError) -> Message:
    if isinstance(refusal, BadInput):
        return Message("{all}", (("all", tuple(one.message for one in refusal.problems[:5])),))
    if isinstance(refusal, ConditionsUnmet):
        return Message("{all}", (("all", refusal.conditions),))
    return refusal.message


def _kept_bytes(house: ExchangeHouse, body: str) -> KeptFile:
    """The paper inspected like everything that comes from outside, its bytes in the store before any row names them."""
    try:
        sent = PaperSent.from_json(body)
        data = base64.b64decode(sent.content, validate=True)
    except (ValueError, binascii.Error):
        raise BadInput.at(FIELD, say("文书内容读不懂")) from None
    if hashlib.sha256(data).hexdigest() != sent.sha256:
        raise BadInput.at(FIELD, say("文书内容与摘要不符"))
    found: Inspected = house.inspector.inspect(sent.title, data)
    return KeptFile(
        media_type=found.media_type,
        pages=found.pages,
        digest=house.blobs.put(found.kept),
        size=len(found.kept),
        thumb_digest=house.blobs.put(found.thumb) if found.thumb else "",
        sent_digest=found.sent_digest,
    )
