"""Going on after an older backup was restored: both sides have compared their cases, and the numbers begin anew above.

The newest file of the other side says what it has of ours and what it has sent. What this side made since the backup
is numbered after that; what the other side sent meanwhile and no longer keeps is taken as lost, and named.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from mediation.model import ExchangeOut, ExchangePeer
from mediation.rules.actor import Actor
from mediation.rules.clock import Clock
from mediation.rules.errors import NotThere, WrongState
from mediation.rules.exchange.envelope import REMEMBERED, Envelope, mark_of
from mediation.rules.messages import say
from mediation.services.exchange.house import ExchangeHouse
from mediation.services.exchange.keys import own_keys
from mediation.services.exchange.numbers import we_forgot
from mediation.services.exchange.sealing import open_file
from mediation.services.perform import perform
from mediation.services.recount_deadlines import administering_post
from mediation.services.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Resumed:
    """What is to be compared on the telephone, by number: our books do not have it, or nobody has it any more."""

    forgotten: tuple[int, int]
    """Between which numbers messages of ours, that the other side has, are missing here; the second is not below."""
    lost: tuple[int, int]
    """The same of messages of the other side that it cannot send again."""


def resume_exchange(house: ExchangeHouse, *, actor: Actor, data: bytes) -> Resumed:
    """By an administrator, with the newest file of the other side."""
    administering_post(actor)
    with house.read() as session:
        peers = {one.installation_id: one for one in session.scalars(select(ExchangePeer))}
        peer, envelope = open_file(data, own_keys(session), peers.get)
        peer_id, sent, received = peer.id, peer.last_seq, peer.received
    perform(house, renumber, actor=actor, peer_id=peer_id, envelope=envelope)
    return Resumed((sent + 1, envelope.acknowledges), (received + 1, envelope.first - 1))


def renumber(uow: UnitOfWork, *, actor: Actor, clock: Clock, peer_id: UUID, envelope: Envelope) -> UUID:
    """WrongState unless the exchange is held for what the file shows."""
    administering_post(actor)
    peer = uow.session.get(ExchangePeer, peer_id, with_for_update=True)
    if peer is None:
        raise NotThere
    if peer.held_at is None:
        raise WrongState(say("与「{name}」的交换没有暂停", name=peer.name))
    if not we_forgot(uow.session, peer, envelope):
        raise WrongState(say("这个文件是恢复备份以前的：请用对方新导出的文件"))
    _move_ours(uow, peer, envelope, clock.now())
    peer.received = peer.applied = max(peer.received, envelope.first - 1)
    peer.held_at, peer.held_said, peer.newest_made_at = None, None, None
    return peer.id


def _move_ours(uow: UnitOfWork, peer: ExchangePeer, envelope: Envelope, at: datetime) -> None:
    """What the other side has is done; what was made since the backup goes on after the last number it has seen."""
    session, reached = uow.session, envelope.acknowledges
    waiting = session.scalars(
        select(ExchangeOut)
        .where(ExchangeOut.peer_id == peer.id, ExchangeOut.acknowledged_at.is_(None))
        .order_by(ExchangeOut.seq)
    ).all()
    if waiting and waiting[0].seq <= reached - REMEMBERED:
        raise WrongState(say("备份太旧，分不清哪些消息对方已经有：请恢复更新的备份"))
    there = set(envelope.seen)
    for one in waiting:
        if mark_of(one.digest) in there:
            one.acknowledged_at, one.body = at, None
    left = [one for one in waiting if one.acknowledged_at is None]
    far = max(peer.last_seq, reached) + len(left)
    for start in (far, reached):  # first out of the way, since no two may have one number
        for n, one in enumerate(left, 1):
            one.seq = start + n
        session.flush()
    for one in left:
        one.carried_at = None
    peer.last_seq, peer.acknowledged = reached + len(left), reached
