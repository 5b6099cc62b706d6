"""Whether the numbers of two installations still mean the same messages: after an older backup they do not.

Whoever was restored has forgotten what it sent and received since. Its next messages would take numbers that are used:
the other side refuses them, and it learns from the other side's file that it forgot. Then nothing goes to and fro until
people have compared the cases, and the numbers go on after the last that either side ever used.
"""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from mediation.model import ExchangeIn, ExchangeOut, ExchangePeer
from mediation.rules.actor import Actor
from mediation.rules.clock import Clock
from mediation.rules.derivation import stored_message
from mediation.rules.errors import BadInput
from mediation.rules.exchange.envelope import LATER, Envelope, digest_of, mark_of
from mediation.rules.messages import say
from mediation.services.exchange.carriers import require_carrier
from mediation.services.exchange.sealing import FIELD
from mediation.services.unit_of_work import UnitOfWork

WE_FORGOT = say(
    "对方收到过本系统没有记录的消息：本系统恢复过旧的备份。交换已经暂停，请打电话与对方逐件核对备份以后移交的案件，"
    "再用命令 mediation exchange resume 接上"
)
THEY_FORGOT = say(
    "对方系统恢复过旧的备份，编号对不上，没有导入：请把本系统新导出的文件交给对方导入，核对以后由对方用命令 "
    "mediation exchange resume 接上"
)


def check_numbers(session: Session, peer: ExchangePeer, envelope: Envelope) -> None:
    """BadInput where the two sides no longer mean the same exchange."""
    if peer.held_at is not None:
        raise BadInput.at(
            FIELD, say("与「{name}」的交换已经暂停：编号对不上，核对以后才能接上", name=peer.name)
        )
    for one in envelope.messages:
        if digest_of(one.body) != one.sha256:
            raise BadInput.at(FIELD, say("文件内容读不懂：对方系统的版本可能更新，请先升级本系统"))
        if not 1 <= one.seq <= min(envelope.last, peer.received + LATER):
            raise BadInput.at(FIELD, say("消息的编号不对：请双方管理员核对"))
    if they_forgot(session, peer, envelope):
        raise BadInput.at(FIELD, THEY_FORGOT)


def we_forgot(session: Session, peer: ExchangePeer, envelope: Envelope) -> bool:
    """The other side has messages of ours, or confirmations from us, that are not in our books."""
    if envelope.acknowledges > peer.last_seq or envelope.first > peer.received + 1:
        return True
    ours = select(ExchangeOut.digest).where(
        ExchangeOut.peer_id == peer.id, ExchangeOut.seq == envelope.acknowledges
    )
    known = session.scalar(ours)
    return bool(envelope.seen) and known is not None and mark_of(known) != envelope.seen[-1]


def they_forgot(session: Session, peer: ExchangePeer, envelope: Envelope) -> bool:
    """Its newest file knows less than an older one did, or a number comes again with another content."""
    newest = peer.newest_made_at is None or envelope.made_at > peer.newest_made_at
    if newest and (envelope.last < peer.received or envelope.acknowledges < peer.acknowledged):
        return True
    known = session.execute(
        select(ExchangeIn.seq, ExchangeIn.digest).where(
            ExchangeIn.peer_id == peer.id, ExchangeIn.seq.in_([one.seq for one in envelope.messages])
        )
    )
    there = {seq: digest for seq, digest in known}
    return any(there.get(one.seq, one.sha256) != one.sha256 for one in envelope.messages)


def hold_exchange(uow: UnitOfWork, *, actor: Actor, clock: Clock, peer_id: UUID) -> UUID:
    """Nothing goes out and nothing comes in; acts go on, and what they tell waits."""
    require_carrier(actor)
    peer = uow.session.get_one(ExchangePeer, peer_id, with_for_update=True)
    if peer.held_at is None:
        peer.held_at, peer.held_said = clock.now(), stored_message(WE_FORGOT)
    return peer.id
