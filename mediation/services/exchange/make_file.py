"""Making a file for another installation: every message not acknowledged, and how much of its own is here."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from mediation.model import ExchangeFile, ExchangeIn, ExchangeKey, ExchangeOut, ExchangePeer
from mediation.rules.actor import Actor
from mediation.rules.clock import Clock
from mediation.rules.errors import NotThere, WrongState
from mediation.rules.exchange.envelope import REMEMBERED, VERSION, Envelope, Told, file_name, fits, mark_of
from mediation.rules.messages import say
from mediation.rules.vocabulary import CarriedWay
from mediation.services.exchange.carriers import require_carrier
from mediation.services.exchange.house import ExchangeHouse
from mediation.services.exchange.keys import newest_key
from mediation.services.exchange.papers import send_ready_papers
from mediation.services.exchange.sealing import seal_file
from mediation.services.perform import perform
from mediation.services.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class FileMade:
    """The bytes to be carried, under a name that says nothing of anybody."""

    name: str
    data: bytes
    messages: int
    left: int
    """How many wait for the next file, because this one is full."""


def make_file(house: ExchangeHouse, *, actor: Actor, peer_id: UUID, key: str | None = None) -> FileMade:
    """The file, noted in the log before it leaves; with the same key again the same messages, sealed anew."""
    require_carrier(actor)
    send_ready_papers(house, actor=actor, peer_id=peer_id)
    noted = perform(house, note_file, actor=actor, key=key, peer_id=peer_id)
    with house.read() as session:  # sealing takes time and holds nobody up
        row = session.get_one(ExchangeFile, noted)
        own, peer = newest_key(session), session.get_one(ExchangePeer, peer_id)
        envelope, left = _envelope(session, own, peer, row.at)
        data = seal_file(envelope, own, peer.box_key)
        return FileMade(row.name, data, len(envelope.messages), left)


def note_file(uow: UnitOfWork, *, actor: Actor, clock: Clock, peer_id: UUID) -> UUID:
    """Which messages are on their way from now on, and who carries them; the answer is the line of the log."""
    require_carrier(actor)
    peer, own = live_peer(uow, peer_id), newest_key(uow.session)
    now = clock.now()
    envelope, _ = _envelope(uow.session, own, peer, now)
    inside = {one.seq for one in envelope.messages}
    for one in uow.session.scalars(
        select(ExchangeOut).where(ExchangeOut.peer_id == peer.id, ExchangeOut.seq.in_(inside))
    ):
        one.carried_at = one.carried_at or now
    peer.carried_at = now
    text = envelope.to_json().encode()
    row = ExchangeFile(
        peer_id=peer.id,
        way=CarriedWay.MADE,
        name=file_name(own.installation_id, peer.installation_id, peer.last_seq),
        digest=hashlib.sha256(text).hexdigest(),
        size=len(text),
        messages=len(inside),
        person_id=actor.person_id,
        at=now,
    )
    uow.session.add(row)
    return row.id


def live_peer(uow: UnitOfWork, peer_id: UUID) -> ExchangePeer:
    """The installation, locked; WrongState once exchange with it has ended."""
    peer = uow.session.scalar(
        select(ExchangePeer)
        .where(ExchangePeer.id == peer_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if peer is None:
        raise NotThere
    if peer.ended_at is not None:
        raise WrongState(say("与「{name}」的交换已经停止", name=peer.name))
    if peer.held_at is not None:
        raise WrongState(say("与「{name}」的交换已经暂停：编号对不上，核对以后才能接上", name=peer.name))
    return peer


def _envelope(
    session: Session, own: ExchangeKey, peer: ExchangePeer, made_at: datetime
) -> tuple[Envelope, int]:
    """What was not acknowledged, in order, as much as one file holds; and how many are left for the next."""
    waiting = session.scalars(
        select(ExchangeOut)
        .where(ExchangeOut.peer_id == peer.id, ExchangeOut.acknowledged_at.is_(None))
        .order_by(ExchangeOut.seq)
    ).all()
    n = fits([one.size for one in waiting])
    envelope = Envelope(
        version=VERSION,
        sender=own.installation_id,
        receiver=peer.installation_id,
        made_at=made_at,
        acknowledges=peer.received,
        last=peer.last_seq,
        seen=_seen(session, peer),
        messages=tuple(
            Told(
                seq=one.seq,
                kind=one.kind,
                case=one.case_id,
                made_at=one.made_at,
                body=one.body or "",
                sha256=one.digest,
            )
            for one in waiting[:n]
        ),
    )
    return envelope, len(waiting) - n


def _seen(session: Session, peer: ExchangePeer) -> tuple[str, ...]:
    """The last messages up to which all are here."""
    last = session.scalars(
        select(ExchangeIn.digest)
        .where(
            ExchangeIn.peer_id == peer.id,
            ExchangeIn.seq <= peer.received,
            ExchangeIn.seq > peer.received - REMEMBERED,
        )
        .order_by(ExchangeIn.seq)
    )
    return tuple(map(mark_of, last))
