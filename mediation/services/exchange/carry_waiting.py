"""Carrying out the messages that wait, in their order, each in a transaction of its own, or refusing them."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from uuid import UUID

from sqlalchemy import select

from mediation.model import ExchangeIn, ExchangePeer
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
from mediation.rules.exchange.told import MessageRefused, PaperSent
from mediation.rules.messages import Message, say
from mediation.rules.vocabulary import ExchangeKind, InboxState
from mediation.services.exchange.carriers import require_carrier
from mediation.services.exchange.carry_out import carry_out, hand_over_in
from mediation.services.exchange.house import ExchangeHouse
from mediation.services.exchange.make_file import live_peer
from mediation.services.exchange.outbox import queue_message
from mediation.services.exchange.sealing import FIELD
from mediation.services.perform import perform
from mediation.services.unit_of_work import UnitOfWork

SILENT = (ExchangeKind.REFUSED,)
"""What is not answered by a refusal, so that two installations never refuse each other's refusals."""
FINAL = (BadInput, NotThere, NotAllowed, WrongState, ConditionsUnmet)
"""What is refused for its contents, now and at every later try."""


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
