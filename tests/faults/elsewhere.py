"""Another installation, as far as one use case of the exchange needs it: its card, its files, what it offers."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import Any
from uuid import UUID

from sqlalchemy import select

from mediation.demonstration.people import NEXT_VILLAGE
from mediation.demonstration.player import Player
from mediation.model import Case, ExchangeIn, ExchangeOffer, HandOver, Organisation
from mediation.model.types import new_id
from mediation.rules.exchange.envelope import VERSION, Card, Envelope, OrganisationOnCard, Told, digest_of
from mediation.rules.exchange.told import OfferSent
from mediation.rules.messages import say
from mediation.rules.vocabulary import ExchangeKind, Level, MatterKind, OrganisationKind
from mediation.services.exchange.carry_waiting import carry_out_message
from mediation.services.exchange.keep_file import keep_messages
from mediation.services.exchange.keys import make_keys
from mediation.services.exchange.make_file import note_file
from mediation.services.exchange.numbers import hold_exchange
from mediation.services.exchange.papers import Leaving
from mediation.services.exchange.peers import register_peer
from mediation.services.exchange.sealing import Secrets
from mediation.services.exchange.snapshots import offer_of
from mediation.services.perform import perform

CARRIER = "qizhuren"
THERE, OVER_THERE = new_id(), new_id()
SECRETS = Secrets.fresh()
COMMITTEE = "别处人民调解委员会"


def a_card(p: Player) -> dict[str, Any]:
    """The card of an installation in which one committee works."""
    with p.house.begin() as uow:
        make_keys(uow, clock=p.clock, name="本处")
        uow.commit()
    works = OrganisationOnCard(
        id=OVER_THERE,
        kind=OrganisationKind.COMMITTEE,
        level=Level.VILLAGE,
        region_code=NEXT_VILLAGE,
        name=COMMITTEE,
        short_name="别处",
    )
    card = Card(
        version=VERSION,
        installation=THERE,
        name="别处",
        signing_key=SECRETS.signing.public_key().public_bytes_raw().hex(),
        box_key=SECRETS.box.public_key().public_bytes_raw().hex(),
        made_at=p.clock.now(),
        organisations=(works,),
    )
    return {"account": "guanliyuan", "card": card.to_json(), "typed": card.fingerprint[-8:]}


def a_peer(p: Player) -> UUID:
    given = a_card(p)
    actor = p.actor(given.pop("account"))
    return perform(p.house, register_peer, actor=actor, **given)


def to_the_peer(p: Player) -> dict[str, Any]:
    return {"account": CARRIER, "peer_id": a_peer(p)}


def a_file(p: Player) -> dict[str, Any]:
    return {**to_the_peer(p), "name": "carried.tjx", "data": b"as it was carried"}


def a_look(p: Player) -> dict[str, Any]:
    return {**a_file(p), "messages": 3}


def a_refusal(p: Player) -> dict[str, Any]:
    return {"account": CARRIER, "name": "carried.tjx", "data": b"nothing", "said": say("这不是交换文件")}


def a_paper(p: Player) -> dict[str, Any]:
    data = b"%PDF-1.7"
    paper = Leaving(
        p.case_id, "document:1", "移送函", "application/pdf", hashlib.sha256(data).hexdigest(), len(data)
    )
    return {**to_the_peer(p), "paper": paper, "data": data}


def messages(p: Player) -> dict[str, Any]:
    """A file with one offer to the village."""
    peer_id = a_peer(p)
    body = an_offer(p).to_json()
    told = Told(
        seq=1, kind=ExchangeKind.OFFER, case=None, made_at=p.clock.now(), body=body, sha256=digest_of(body)
    )
    envelope = Envelope(
        version=VERSION,
        sender=THERE,
        receiver=THERE,
        made_at=p.clock.now(),
        acknowledges=0,
        last=1,
        messages=(told,),
    )
    named = {"account": CARRIER, "name": "carried.tjx", "data": b"as it was carried"}
    return {**named, "peer_id": peer_id, "envelope": envelope}


def a_file_after_a_backup(p: Player) -> dict[str, Any]:
    """It confirms what is in no book here, so the exchange is held."""
    given = messages(p)
    perform(p.house, hold_exchange, actor=p.actor(CARRIER), peer_id=given["peer_id"])
    envelope = replace(given["envelope"], acknowledges=3, last=3, messages=())
    return {"account": "guanliyuan", "peer_id": given["peer_id"], "envelope": envelope}


def an_offer(p: Player) -> OfferSent:
    """The player's case as another installation would offer it, under ids of its own."""
    with p.house.read() as session:
        case = session.get_one(Case, p.case_id)
        seen = HandOver(
            id=new_id(),
            case_id=case.id,
            sender_id=case.organisation_id,
            receiver_id=case.organisation_id,
            offered_at=p.clock.now(),
            definition_version=4,
            definition_digest="",
        )
        definition = p.house.registry.of(MatterKind.HAND_OVER, 4)
        session.add(seen)
        session.expunge(seen)
        seen.reason_sealed = None
        told = offer_of(session, case, seen, case.organisation_id)
    parties = tuple(replace(one, id=new_id()) for one in told.parties)
    return replace(
        told,
        case=new_id(),
        sender=OVER_THERE,
        parties=parties,
        reason="就近",
        hand_over_digest=definition.digest,
    )


def a_message(p: Player) -> dict[str, Any]:
    """Kept and not carried out."""
    given = messages(p)
    perform(p.house, keep_messages, actor=p.actor(given.pop("account")), **given)
    with p.house.read() as session:
        return {"account": CARRIER, "message_id": session.scalars(select(ExchangeIn.id)).one()}


def a_message_to_refuse(p: Player) -> dict[str, Any]:
    return {**a_message(p), "why": say("接收组织不在本系统")}


def an_offer_from_there(p: Player) -> dict[str, Any]:
    given = a_message(p)
    perform(p.house, carry_out_message, actor=p.actor(CARRIER), message_id=given["message_id"])
    with p.house.read() as session:
        return {"account": "cunzhuren", "offer_id": session.scalars(select(ExchangeOffer.id)).one()}


def an_offer_to_return(p: Player) -> dict[str, Any]:
    return {**an_offer_from_there(p), "reason": "当事人在外地"}


def an_offer_gone(p: Player) -> dict[str, Any]:
    """Offered to the committee over there, and carried away."""
    given = to_the_peer(p)
    with p.house.read() as session:
        committee = session.scalars(select(Organisation.name).where(Organisation.name == COMMITTEE)).one()
    p.offer("cunzhuren", committee, "就近办理")
    perform(p.house, note_file, actor=p.actor(CARRIER), peer_id=given["peer_id"])
    with p.house.read() as session:
        return {"account": "cunzhuren", "hand_over_id": session.scalars(select(HandOver.id)).one()}
