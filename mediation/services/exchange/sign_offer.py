"""Signing for a case that another installation offers: only now it becomes a case here, with its door and its road.

It is entered as the sender's, under the same ids, and taken over by the very step of every hand-over, in one
transaction: all guards, clocks and papers of a signature here are those of a signature for a neighbour.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select

from mediation.model import (
    Case,
    CaseChain,
    Consent,
    Diversion,
    ExchangeOffer,
    ExchangePeer,
    Filing,
    HandOver,
    Holding,
    Organisation,
    Party,
    Representative,
)
from mediation.model.types import new_id
from mediation.rules.actor import Actor, Post
from mediation.rules.clock import Clock
from mediation.rules.errors import NotAllowed, NotThere, WrongState
from mediation.rules.exchange.told import DoorTold, OfferReturned, OfferSent, PartyTold
from mediation.rules.grammar import Role
from mediation.rules.intake import DisputeGiven
from mediation.rules.messages import say
from mediation.rules.policy import CaseView
from mediation.rules.vocabulary import CourtDoor, ExchangeKind, MatterKind, OfferState
from mediation.services.exchange.attach import attach_paper, drop_papers, waiting_papers
from mediation.services.exchange.offers import check_contents, court_of, definitions_of, offer_body, road_of
from mediation.services.exchange.outbox import queue_message
from mediation.services.exchange.tell import share_case
from mediation.services.field_check import FieldCheck
from mediation.services.load import Loaded
from mediation.services.open_case import Opening, case_values, first_event, first_holding
from mediation.services.record_event import open_chains
from mediation.services.step import Entry, StepCommand
from mediation.services.take_step import LONGEST_REASON, take_as_told, take_step
from mediation.services.unit_of_work import UnitOfWork
from mediation.services.write_party import consent_values, party_values, representative_values

SIGN = "sign_for"
UNNAMED = Role("", "", at=())


def sign_offer(uow: UnitOfWork, *, actor: Actor, clock: Clock, offer_id: UUID) -> UUID:
    """The receiver's office signs; the answer is the case. NotThere for who has no post there, or an answered offer."""
    offer, post = _offer(uow, actor, offer_id)
    told = offer_body(offer)
    given = check_contents(uow, told, clock)
    sender = uow.session.get_one(Organisation, offer.sender_id)
    case = uow.session.get(Case, told.case)
    if case is None:
        case = _enter(uow, told, given, sender, actor, post, clock)
    else:
        _bring_parties(uow, case, told, given, clock)
    _add_hand_over(uow, offer, told)
    share_case(uow, case.id, offer.peer_id, sent=False, with_id=sender.id)
    command = StepCommand(matter=MatterKind.HAND_OVER, matter_id=offer.id, step=SIGN, way_given=True)
    take_step(uow, actor=actor, clock=clock, command=command)
    loaded = Loaded(case, case, MatterKind.DISPUTE, {}, CaseView.FULL, sender)
    for paper in waiting_papers(uow, offer.peer_id, case.id):
        attach_paper(uow, loaded, paper, sender.id, clock)
    offer.state, offer.answered_at, offer.answered_by = OfferState.SIGNED, clock.now(), actor.person_id
    offer.body = None
    uow.session.flush()
    return case.id


def return_offer(uow: UnitOfWork, *, actor: Actor, clock: Clock, offer_id: UUID, reason: str) -> UUID:
    """It goes back with a reason; what was sent is deleted here. BadInput without one."""
    offer, post = _offer(uow, actor, offer_id)
    check = FieldCheck()
    reason = check.text("reason", reason, say("请写明理由"), LONGEST_REASON)
    check.refuse()
    now = clock.now()
    told = OfferReturned(
        hand_over=offer.id, case=offer.case_id, at=now, by=actor.name, role=post.role.name, reason=reason
    )
    queue_message(uow, offer.peer_id, ExchangeKind.RETURNED, told, at=now, case_id=offer.case_id)
    offer.state, offer.answered_at, offer.answered_by = OfferState.RETURNED, now, actor.person_id
    offer.body = None
    drop_papers(uow, offer.peer_id, offer.case_id, clock)
    return offer.id


def _offer(uow: UnitOfWork, actor: Actor, offer_id: UUID) -> tuple[ExchangeOffer, Post]:
    """A waiting offer, locked, and the post from which the actor answers it."""
    offer = uow.session.scalar(
        select(ExchangeOffer)
        .where(ExchangeOffer.id == offer_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    here = {post.organisation_id for post in actor.posts}
    if offer is None or offer.receiver_id not in here:
        raise NotThere
    steps = uow.registry.current(MatterKind.HAND_OVER)
    post = actor.post_at(offer.receiver_id, steps.step(SIGN).by)
    if post is None:
        raise NotAllowed(say("移交的签收和退回由接收组织的主任、登记员办理"))
    if offer.state is not OfferState.WAITING:
        raise WrongState(say("这件移交已经答复过，或者对方已经撤回"))
    if uow.session.get_one(ExchangePeer, offer.peer_id).ended_at is not None:
        raise WrongState(say("与对方系统的交换已经停止，不能签收"))
    return offer, post


def _enter(
    uow: UnitOfWork,
    told: OfferSent,
    given: DisputeGiven,
    sender: Organisation,
    actor: Actor,
    post: Post,
    clock: Clock,
) -> Case:
    """The case as it stands at the sender's, with the road that it came."""
    session = uow.session
    dispute, _ = definitions_of(uow.registry, told)
    theirs = _post_of(sender, UNNAMED)
    opening = Opening(given, told.registered_at, {"elsewhere": sender.name})
    values: dict[str, Any] = case_values(uow, theirs, actor, opening, told.case) | {
        "definition_version": dispute.version,
        "definition_digest": dispute.digest,
        "state": dispute.initial.name,
        "danger": told.danger,
        "number": told.number[:80] or None,
    }
    case = Case(**values)
    session.add(case)
    session.flush()
    session.execute(insert(Holding).values(first_holding(values)))
    for n, (one, party) in enumerate(zip(told.parties, given.parties, strict=True), 1):
        _add_party(uow, case.id, n, replace(one, given=party), clock)
    open_chains(uow, (first_event(values, opening, actor, post, clock.now()),))
    if told.door is not None:
        _add_door(uow, case.id, told.door)
    session.get_one(CaseChain, case.id)
    loaded = Loaded(case, case, MatterKind.DISPUTE, {}, CaseView.FULL, sender)
    for step in road_of(uow.registry, told):
        role = uow.registry.role_by_name.get(step.role, UNNAMED)
        entry = Entry(
            actor=None,
            post=_post_of(sender, role),
            happened_at=step.happened_at,
            recorded_at=clock.now(),
            answers=actor.person_id,
        )
        by = step.organisation or sender.name
        take_as_told(uow, loaded, step.name, entry, {"elsewhere": by[:200]})
    return case


def _post_of(organisation: Organisation, role: Role) -> Post:
    return Post(
        organisation_id=organisation.id,
        organisation_name=organisation.name,
        kind=organisation.kind,
        level=organisation.level,
        region_code=organisation.region_code,
        role=role,
    )


def _add_party(uow: UnitOfWork, case_id: UUID, ordinal: int, one: PartyTold, clock: Clock) -> None:
    """A checked party under the id that it has over there."""
    session = uow.session
    if session.get(Party, one.id) is not None:
        raise WrongState(say("当事人的编号在本系统已经用过：请双方管理员核对"))
    session.add(Party(**party_values(uow, case_id, ordinal, one.given, one.from_on, one.id)))
    session.flush()
    today = clock.today()
    session.add_all(Consent(**values) for values in consent_values(one.id, one.given, today))
    session.add_all(
        Representative(**values) for values in representative_values(uow, one.id, one.given, one.from_on)
    )
    session.flush()


def _bring_parties(uow: UnitOfWork, case: Case, told: OfferSent, given: DisputeGiven, clock: Clock) -> None:
    """A case that comes back: who joined meanwhile is added, who left has left."""
    session = uow.session
    here = {
        one.id: one
        for one in session.scalars(select(Party).where(Party.case_id == case.id).order_by(Party.ordinal))
    }
    n = max((one.ordinal for one in here.values()), default=0)
    for one, party in zip(told.parties, given.parties, strict=True):
        if one.id not in here:
            n += 1
            _add_party(uow, case.id, n, replace(one, given=party), clock)
    stay = {one.id for one in told.parties}
    for old in here.values():
        if old.id not in stay and old.until_on is None:
            old.until_on = clock.today()
    session.flush()


def _add_door(uow: UnitOfWork, case_id: UUID, door: DoorTold) -> None:
    """By which door the court sent it, under the court's own number."""
    session = uow.session
    court_id = court_of(uow, door.court)
    assert court_id is not None
    used = select(Diversion.id).where(Diversion.court_number == door.court_number)
    if door.court_number and session.scalar(used) is not None:
        raise WrongState(
            say("法院案号 {number} 在本系统已有另一件案件：请核对是否重复登记", number=door.court_number)
        )
    session.add(
        Diversion(
            case_id=case_id,
            court_id=court_id,
            door=door.door,
            procedure=door.procedure,
            court_number=door.court_number,
            diverted_on=door.diverted_on,
        )
    )
    if door.door is CourtDoor.FIRST_MEDIATION and door.filed_on is not None:
        session.add(
            Filing(
                id=new_id(),
                case_id=case_id,
                court_id=court_id,
                court_number=door.court_number,
                filed_on=door.filed_on,
            )
        )
    session.flush()


def _add_hand_over(uow: UnitOfWork, offer: ExchangeOffer, told: OfferSent) -> None:
    _, definition = definitions_of(uow.registry, told)
    row = HandOver(
        id=offer.id,
        case_id=told.case,
        sender_id=offer.sender_id,
        receiver_id=offer.receiver_id,
        offered_at=told.offered_at,
        definition_version=definition.version,
        definition_digest=definition.digest,
        state=definition.initial.name,
        is_open=True,
        version=1,
    )
    uow.session.add(row)
    row.reason = told.reason
    uow.session.flush()
