"""Signing for a case that another installation offers: only now it becomes a case here, with its door and its road.

It is entered as the sender's, under the same ids, and taken over by the very step of every hand-over, in one
transaction: all guards, clocks and papers of a signature here are those of a signature for a neighbour.
"""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from mediation.model import (
    Case,
    ExchangeOffer,
    ExchangePeer,
    Organisation,
)
from mediation.rules.actor import Actor, Post
from mediation.rules.clock import Clock
from mediation.rules.errors import NotAllowed, NotThere, WrongState
from mediation.rules.exchange.told import OfferReturned
from mediation.rules.messages import say
from mediation.rules.policy import CaseView
from mediation.rules.vocabulary import ExchangeKind, MatterKind, OfferState
from mediation.services.exchange.attach import attach_paper, drop_papers, waiting_papers
from mediation.services.exchange.enter_offered import add_hand_over, bring_parties, enter_case
from mediation.services.exchange.offers import check_contents, offer_body
from mediation.services.exchange.outbox import queue_message
from mediation.services.exchange.tell import share_case
from mediation.services.field_check import FieldCheck
from mediation.services.load import Loaded
from mediation.services.step import StepCommand
from mediation.services.take_step import LONGEST_REASON, take_step
from mediation.services.unit_of_work import UnitOfWork

SIGN = "sign_for"


def sign_offer(uow: UnitOfWork, *, actor: Actor, clock: Clock, offer_id: UUID) -> UUID:
    """The receiver's office signs; the answer is the case. NotThere for who has no post there, or an answered offer."""
    offer, post = _offer(uow, actor, offer_id)
    told = offer_body(offer)
    given = check_contents(uow, told, clock)
    sender = uow.session.get_one(Organisation, offer.sender_id)
    case = uow.session.get(Case, told.case)
    if case is None:
        case = enter_case(uow, told, given, sender, actor, post, clock)
    else:
        bring_parties(uow, case, told, given, clock)
    add_hand_over(uow, offer, told)
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
