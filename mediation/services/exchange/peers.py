"""Registering another installation by its card, with the keys compared by telephone, and ending exchange with it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from mediation.model import (
    ExchangeOrganisation,
    ExchangePeer,
    HandOver,
    Membership,
    Organisation,
    Region,
)
from mediation.rules.actor import Actor
from mediation.rules.clock import Clock
from mediation.rules.errors import BadInput, NotThere, Problem
from mediation.rules.exchange.envelope import TYPED, Card, OrganisationOnCard
from mediation.rules.messages import Message, say
from mediation.services.exchange.keys import newest_key, own_keys, read_card
from mediation.services.exchange.outbox import stands_for
from mediation.services.exchange.tell import send_offer
from mediation.services.load import locked
from mediation.services.recount_deadlines import administering_post
from mediation.services.unit_of_work import UnitOfWork

MOST_ORGANISATIONS = 5000


def register_peer(uow: UnitOfWork, *, actor: Actor, clock: Clock, card: str, typed: str) -> UUID:
    """Register, or register again with newer keys, the installation of the card; the answer is the peer's id.

    `typed` are the last characters of its fingerprint as its own people read them out: a card that somebody put in
    the way of the right one does not have them.
    """
    administering_post(actor)
    read = read_card(card)
    newest_key(uow.session)
    _check(uow.session, read, typed)
    peer = uow.session.scalar(
        select(ExchangePeer).where(ExchangePeer.installation_id == read.installation).with_for_update()
    )
    keys = bytes.fromhex(read.signing_key), bytes.fromhex(read.box_key)
    now = clock.now()
    if peer is None:
        peer = ExchangePeer(
            installation_id=read.installation, registered_by=actor.person_id, registered_at=now, keyed_at=now
        )
        uow.session.add(peer)
    elif (peer.signing_key, peer.box_key) != keys:
        peer.keyed_at = now
    peer.name, (peer.signing_key, peer.box_key), peer.ended_at = read.name.strip(), keys, None
    uow.session.flush()
    for one in read.organisations:
        _link(uow, peer, one, now)
    uow.session.flush()
    return peer.id


def end_peer(uow: UnitOfWork, *, actor: Actor, clock: Clock, peer_id: UUID) -> UUID:
    """Nothing more goes there or is taken from there, until its card is registered anew."""
    administering_post(actor)
    peer = uow.session.get(ExchangePeer, peer_id)
    if peer is None or peer.ended_at is not None:
        raise NotThere
    peer.ended_at = clock.now()
    return peer.id


def _check(session: Session, card: Card, typed: str) -> None:
    if card.installation in {one.installation_id for one in own_keys(session)}:
        raise BadInput.at("card", say("这是本系统自己的名片"))
    problems = []
    if "".join(typed.split()).upper() != card.fingerprint[-TYPED:]:
        problems.append(
            Problem(
                "typed",
                say("与名片的指纹不符：请打电话向对方核对，输入对方念出的最后 {n} 位", n=TYPED),
            )
        )
    if len(card.organisations) > MOST_ORGANISATIONS:
        problems.append(Problem("card", say("名片上的组织太多：最多 {n} 个", n=MOST_ORGANISATIONS)))
    problems += [
        Problem("card", wrong)
        for one in card.organisations
        if (wrong := _in_the_way(session, card.installation, one)) is not None
    ][:10]
    if problems:
        raise BadInput(*problems)


def _in_the_way(session: Session, installation: UUID, one: OrganisationOnCard) -> Message | None:
    """Why the organisation cannot stand for one that works over there."""
    if session.get(Region, one.region_code) is None:
        return say("「{name}」所在的地区 {code} 不在本系统的行政区划里", name=one.name, code=one.region_code)
    here = session.scalar(select(Organisation).where(Organisation.name == one.name))
    if here is None:
        taken = select(Organisation.name).where(Organisation.court_code == (one.court_code or None))
        other = session.scalar(taken) if one.court_code else None
        if other is not None:
            return say("法院代码 {code} 在本系统属于「{name}」", code=one.court_code, name=other)
        return None
    linked = session.get(ExchangeOrganisation, here.id)
    if linked is not None:
        peer = session.get_one(ExchangePeer, linked.peer_id)
        if peer.installation_id == installation:
            return None
        return say("「{name}」已经由「{peer}」办理", name=one.name, peer=peer.name)
    if (here.kind, here.region_code) != (one.kind, one.region_code):
        return say("本系统另有一个组织也叫「{name}」", name=one.name)
    works = select(Membership.id).where(Membership.organisation_id == here.id, Membership.until_on.is_(None))
    if session.scalar(works.limit(1)) is not None:
        return say("「{name}」在本系统有工作人员，不能又在对方系统办理", name=one.name)
    return None


def _link(uow: UnitOfWork, peer: ExchangePeer, one: OrganisationOnCard, at: datetime) -> None:
    """The row that stands for it here: one that was known already, or a new one. What was offered to it goes there."""
    session = uow.session
    if stands_for(session, peer.id, one.id) is not None:
        return
    here = session.scalar(select(Organisation).where(Organisation.name == one.name))
    if here is None:
        here = Organisation(
            kind=one.kind,
            level=one.level,
            region_code=one.region_code,
            name=one.name,
            short_name=one.short_name,
            court_code=one.court_code or None,
        )
        session.add(here)
        session.flush()
    if session.get(ExchangeOrganisation, here.id) is None:
        session.add(ExchangeOrganisation(organisation_id=here.id, peer_id=peer.id, theirs=one.id))
        session.flush()
        waits = select(HandOver.case_id).where(HandOver.receiver_id == here.id, HandOver.is_open)
        for case_id in session.scalars(waits.order_by(HandOver.offered_at)).all():
            send_offer(uow, locked(uow, case_id), at)
