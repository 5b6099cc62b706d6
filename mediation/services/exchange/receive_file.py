"""A file from another installation: opened, its new messages kept, then each carried out in its order, once.

Keeping is one transaction; carrying out is one for each message. Whoever is stopped in between finds every message
either kept and waiting, or done; the next file, or the same one again, goes on from there.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select

from mediation.model import ExchangeFile, ExchangeIn, ExchangePeer
from mediation.rules.actor import Actor
from mediation.rules.errors import (
    BadInput,
    NotThere,
)
from mediation.rules.exchange.envelope import Envelope
from mediation.rules.vocabulary import CarriedWay, InboxState
from mediation.services.exchange.carriers import require_carrier
from mediation.services.exchange.carry_waiting import carry_out_waiting
from mediation.services.exchange.house import ExchangeHouse
from mediation.services.exchange.keep_file import keep_messages, note_looked, note_refused
from mediation.services.exchange.keys import own_keys
from mediation.services.exchange.numbers import WE_FORGOT, check_numbers, hold_exchange, we_forgot
from mediation.services.exchange.sealing import FIELD, open_file
from mediation.services.perform import perform


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
    peer_id, envelope = _in_order(house, actor, name, data)
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


def _in_order(house: ExchangeHouse, actor: Actor, name: str, data: bytes) -> tuple[UUID, Envelope]:
    """The same, with a refusal noted; a file that shows that this side forgot stops the exchange."""
    try:
        peer_id, envelope = opened(house, data)
        with house.read() as session:
            forgot = we_forgot(session, session.get_one(ExchangePeer, peer_id), envelope)
        if forgot:
            carry_out_waiting(house, actor=actor, peer_id=peer_id)
            perform(house, hold_exchange, actor=actor, peer_id=peer_id)
            raise BadInput.at(FIELD, WE_FORGOT)
    except BadInput as bad:
        perform(house, note_refused, actor=actor, name=name, data=data, said=bad.problems[0].message)
        raise
    return peer_id, envelope


def opened(house: ExchangeHouse, data: bytes) -> tuple[UUID, Envelope]:
    """From which installation, and what it says; BadInput, one sentence, for a file that is not in order."""
    with house.read() as session:
        by_id = {one.installation_id: one for one in session.scalars(select(ExchangePeer))}
        peer, envelope = open_file(data, own_keys(session), by_id.get)
        check_numbers(session, peer, envelope)
        return peer.id, envelope


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
    peer_id, envelope = _in_order(house, actor, name, data)
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
