"""What carrying out a message needs: from whom it is, who brought it, and the cases and offers it may speak of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from mediation.model import (
    Case,
    ExchangeCase,
    ExchangeOffer,
    ExchangePeer,
    ExchangeRecall,
    HandOver,
    Organisation,
)
from mediation.rules.actor import Actor, Post
from mediation.rules.attachments import KeptFile
from mediation.rules.clock import Clock
from mediation.rules.errors import WrongState
from mediation.rules.grammar import Role
from mediation.rules.messages import say
from mediation.rules.papers.json_form import Contents
from mediation.rules.policy import CaseView
from mediation.rules.vocabulary import ExchangeKind, MatterKind, OfferState
from mediation.services.acts.handing_over import pass_on
from mediation.services.exchange.attach import drop_papers
from mediation.services.exchange.outbox import link_of, queue_message
from mediation.services.load import Loaded, locked
from mediation.services.record_event import record_event
from mediation.services.step import Entry
from mediation.services.unit_of_work import UnitOfWork

UNNAMED = Role("", "", at=(), may=frozenset())
"""Of somebody over there in a role that is not known here, or not said."""


@dataclass(frozen=True, slots=True)
class Carrying:
    """A message being carried out: from whom, what it says, who brought it."""

    uow: UnitOfWork
    peer: ExchangePeer
    actor: Actor
    clock: Clock
    kept: KeptFile | None

    def queue(self, kind: ExchangeKind, body: Contents, case_id: UUID) -> None:
        queue_message(self.uow, self.peer.id, kind, body, at=self.clock.now(), case_id=case_id)

    def entry(self, at: datetime, post: Post | None, reason: str = "") -> Entry:
        """What stands behind a step that somebody over there took."""
        now = self.clock.now()
        return Entry(
            actor=None,
            post=post,
            happened_at=min(at, now),
            recorded_at=now,
            reason=reason,
            answers=self.actor.person_id,
        )


def sent_offer(c: Carrying, hand_over: UUID, case_id: UUID) -> Loaded:
    """A hand-over from here to an organisation of that installation; WrongState for any other."""
    session = c.uow.session
    known = session.get(ExchangeCase, (case_id, c.peer.id))
    if known is None:
        raise WrongState(say("没有把这件案件移交给对方"))
    case = locked(c.uow, case_id)
    offer = session.get(HandOver, hand_over)
    link = link_of(session, offer.receiver_id) if offer is not None else None
    if offer is None or offer.case_id != case_id or link is None or link.peer_id != c.peer.id:
        raise WrongState(say("没有把这件案件移交给对方"))
    return replace(loaded_case(c, case), matter=offer, kind=MatterKind.HAND_OVER)


def sent_case(c: Carrying, case_id: UUID) -> Case | None:
    """A case that was sent to that installation and that it answers for."""
    shared = c.uow.session.get(ExchangeCase, (case_id, c.peer.id))
    if shared is None:
        raise WrongState(say("没有把这件案件移交给对方"))
    case = locked(c.uow, case_id)
    link = link_of(c.uow.session, case.organisation_id)
    return case if shared.sent and link is not None and link.peer_id == c.peer.id else None


def received_offer(c: Carrying, hand_over: UUID, case_id: UUID) -> ExchangeOffer | None:
    offer = c.uow.session.get(ExchangeOffer, hand_over)
    known = offer is not None and offer.peer_id == c.peer.id and offer.case_id == case_id
    return offer if known else None


def close_offer(c: Carrying, offer: ExchangeOffer, state: OfferState) -> None:
    """What was sent is no longer needed here, hence not kept."""
    offer.state, offer.answered_at, offer.body = state, c.clock.now(), None
    drop_papers(c.uow, c.peer.id, offer.case_id, c.clock)


def loaded_case(c: Carrying, case: Case) -> Loaded:
    holder = c.uow.session.get_one(Organisation, case.organisation_id)
    return Loaded(case, case, MatterKind.DISPUTE, {}, CaseView.FULL, holder)


def receiver_of(c: Carrying, loaded: Loaded) -> Organisation:
    assert isinstance(loaded.matter, HandOver)
    return c.uow.session.get_one(Organisation, loaded.matter.receiver_id)


def recall_answered(c: Carrying, hand_over: UUID) -> None:
    asked = c.uow.session.get(ExchangeRecall, hand_over)
    if asked is not None and asked.answered_at is None:
        asked.answered_at = c.clock.now()


def no_longer_sent(c: Carrying, case_id: UUID) -> None:
    """It stays here: whoever had sent it to us before goes on being told."""
    session = c.uow.session
    shared = session.get_one(ExchangeCase, (case_id, c.peer.id))
    came = session.scalar(
        select(ExchangeOffer.sender_id)
        .where(
            ExchangeOffer.case_id == case_id,
            ExchangeOffer.peer_id == c.peer.id,
            ExchangeOffer.state == OfferState.SIGNED,
        )
        .order_by(ExchangeOffer.answered_at.desc())
        .limit(1)
    )
    if came is not None:
        shared.sent, shared.with_id = False, came
        session.flush()


def pass_to(c: Carrying, case: Case, organisation_id: UUID) -> None:
    pass_on(c.uow.session, case, organisation_id, c.clock.now())
    c.uow.session.flush()


def post_there(c: Carrying, organisation: Organisation, role: str) -> Post:
    """The post over there, as far as its role is known here."""
    return Post(
        organisation_id=organisation.id,
        organisation_name=organisation.name,
        kind=organisation.kind,
        level=organisation.level,
        region_code=organisation.region_code,
        role=c.uow.registry.role_by_name.get(role, UNNAMED),
    )


def told_by(c: Carrying, by: str) -> dict[str, str]:
    """Where it was done, and by whom where they said so."""
    return {"elsewhere": c.peer.name, **({"by": by[:80]} if by else {})}


def note(
    c: Carrying, loaded: Loaded, tag: str, post: Post | None, at: datetime, data: Mapping[str, Any]
) -> None:
    """An event of the case that moves no state."""
    c.uow.session.flush()
    now = c.clock.now()
    record_event(
        c.uow,
        case_id=loaded.case.id,
        kind=MatterKind.DISPUTE,
        matter=loaded.case,
        tag=tag,
        actor=None,
        post=post,
        happened_at=min(at, now),
        recorded_at=now,
        data={"elsewhere": c.peer.name, **data},
    )
