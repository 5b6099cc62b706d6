"""Asking for an offer back that was carried away: until the other side answers it stays offered, and the asker's."""

from __future__ import annotations

from uuid import UUID

from mediation.model import ExchangeRecall, HandOver
from mediation.rules.actor import Actor
from mediation.rules.clock import Clock
from mediation.rules.errors import NotAllowed, NotThere, WrongState
from mediation.rules.exchange.told import RecallAsked
from mediation.rules.messages import say
from mediation.rules.vocabulary import ExchangeKind, MatterKind, Seat
from mediation.services.exchange.outbox import link_of, queue_message
from mediation.services.exchange.tell import was_carried
from mediation.services.load import load_matter
from mediation.services.note_event import note_event
from mediation.services.unit_of_work import UnitOfWork

CALL_BACK = "call_back"


def recall_offer(uow: UnitOfWork, *, actor: Actor, clock: Clock, hand_over_id: UUID) -> UUID:
    """Ask; who signed meanwhile keeps the case, and their signature comes instead of the offer."""
    loaded = load_matter(uow, actor, MatterKind.HAND_OVER, hand_over_id)
    offer = loaded.matter
    assert isinstance(offer, HandOver)
    link = link_of(uow.session, offer.receiver_id)
    if link is None:
        raise NotThere
    step = uow.registry.of(MatterKind.HAND_OVER, offer.definition_version).step(CALL_BACK)
    post = actor.post_at(loaded.seats[Seat.SENDER], step.by)
    if post is None:
        raise NotAllowed(say("撤回移交由移出组织办理"))
    if not offer.is_open:
        raise WrongState(say("这件移交已经有了结果"))
    if not was_carried(uow.session, link.peer_id, offer.id):
        raise WrongState(say("移交还没有导出，可以直接「撤回移交」"))
    if uow.session.get(ExchangeRecall, offer.id) is not None:
        raise WrongState(say("已经请求撤回，等待对方系统答复"))
    now = clock.now()
    uow.session.add(ExchangeRecall(hand_over_id=offer.id, asked_by=actor.person_id, asked_at=now))
    body = RecallAsked(hand_over=offer.id, case=loaded.case.id)
    queue_message(uow, link.peer_id, ExchangeKind.RECALL, body, at=now, case_id=loaded.case.id)
    note_event(uow, loaded, "exchange:recall_asked", actor, post, clock, {})
    return offer.id
