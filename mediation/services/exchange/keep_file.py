"""Keeping what a file brings, in one transaction: acknowledged, new and known messages, and the line in the log."""

from __future__ import annotations

import hashlib
from uuid import UUID

from sqlalchemy import select

from mediation.model import ExchangeFile, ExchangeIn, ExchangeOut, ExchangePeer
from mediation.rules.actor import Actor
from mediation.rules.clock import Clock
from mediation.rules.derivation import stored_message
from mediation.rules.exchange.envelope import Envelope, Told
from mediation.rules.messages import Message
from mediation.rules.vocabulary import CarriedWay, InboxState
from mediation.services.exchange.carriers import require_carrier
from mediation.services.exchange.make_file import live_peer
from mediation.services.exchange.numbers import check_numbers
from mediation.services.unit_of_work import UnitOfWork


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
    check_numbers(uow.session, peer, envelope)
    now = clock.now()
    peer.newest_made_at = max(peer.newest_made_at or envelope.made_at, envelope.made_at)
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
