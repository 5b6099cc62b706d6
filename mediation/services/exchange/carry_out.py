"""Carrying out one message of another installation, in the transaction in which it is marked as done."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import select

from mediation.model import (
    ExchangeCase,
    ExchangeOffer,
    ExchangePeer,
)
from mediation.rules.actor import Actor
from mediation.rules.attachments import KeptFile
from mediation.rules.clock import Clock
from mediation.rules.errors import BadInput
from mediation.rules.exchange.told import (
    SHAPES,
    MessageRefused,
    OfferSent,
    PaperSent,
)
from mediation.rules.messages import say
from mediation.rules.vocabulary import ExchangeKind, OfferState
from mediation.services.exchange.answers import (
    end_offer,
    ended,
    given_back,
    kept,
    recall_asked,
    recalled,
    returned,
    signed,
)
from mediation.services.exchange.attach import attach_paper, drop_papers, keep_paper
from mediation.services.exchange.carrying import Carrying, loaded_case
from mediation.services.exchange.offers import check_offer, keep_offer
from mediation.services.exchange.progress import decided, held, moved
from mediation.services.load import locked
from mediation.services.unit_of_work import UnitOfWork


def carry_out(
    uow: UnitOfWork,
    *,
    peer: ExchangePeer,
    kind: ExchangeKind,
    body: str,
    actor: Actor,
    clock: Clock,
    kept: KeptFile | None,
) -> None:
    """Do what the message says; the refusals of a step where it cannot be done."""
    carrying = Carrying(uow, peer, actor, clock, kept)
    try:
        told = SHAPES[kind].from_json(body)
    except (KeyError, ValueError):
        raise BadInput.at("", say("消息内容读不懂：对方系统的版本可能更新，请先升级本系统")) from None
    HANDLERS[kind](carrying, told)


def hand_over_in(kind: ExchangeKind, body: str) -> UUID | None:
    """Of which hand-over a message speaks, if it can be read at all."""
    try:
        found = getattr(SHAPES[kind].from_json(body), "hand_over", None)
    except (KeyError, ValueError):
        return None
    return found if isinstance(found, UUID) else None


def _offered(c: Carrying, told: OfferSent) -> None:
    keep_offer(c.uow, c.peer, told, check_offer(c.uow, c.peer, told, c.clock), c.clock)


def _paper(c: Carrying, told: PaperSent) -> None:
    assert c.kept is not None
    paper = keep_paper(c.uow, c.peer, told, c.kept, c.actor, c.clock)
    shared = c.uow.session.get(ExchangeCase, (told.case, c.peer.id))
    waiting = select(ExchangeOffer.id).where(
        ExchangeOffer.case_id == told.case,
        ExchangeOffer.peer_id == c.peer.id,
        ExchangeOffer.state == OfferState.WAITING,
    )
    if c.uow.session.scalar(waiting) is not None:
        return  # it lies beside the offer until somebody signs for the case
    if shared is None:
        drop_papers(c.uow, c.peer.id, told.case, c.clock)
        return
    attach_paper(c.uow, loaded_case(c, locked(c.uow, told.case)), paper, shared.with_id, c.clock)


def _refused(c: Carrying, told: MessageRefused) -> None:
    """What could not be carried out over there: an offer comes back with the reason."""
    if told.kind is ExchangeKind.OFFER and told.hand_over is not None and told.case is not None:
        end_offer(c, told.hand_over, told.case, told.at, told.why[:2000], "", "")


HANDLERS: Mapping[ExchangeKind, Callable[[Carrying, Any], None]] = {
    ExchangeKind.OFFER: _offered,
    ExchangeKind.SIGNED: signed,
    ExchangeKind.RETURNED: returned,
    ExchangeKind.RECALL: recall_asked,
    ExchangeKind.RECALLED: recalled,
    ExchangeKind.ENDED: ended,
    ExchangeKind.GIVEN_BACK: given_back,
    ExchangeKind.KEPT: kept,
    ExchangeKind.MOVED: moved,
    ExchangeKind.HELD: held,
    ExchangeKind.DECIDED: decided,
    ExchangeKind.PAPER: _paper,
    ExchangeKind.REFUSED: _refused,
}
