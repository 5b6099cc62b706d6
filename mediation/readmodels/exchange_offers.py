"""Cases that another installation offers to one's office, and those that one's own has offered over there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, aliased

from mediation.model import (
    Case,
    Category,
    ExchangeCase,
    ExchangeOffer,
    ExchangeOrganisation,
    ExchangePaper,
    ExchangePeer,
    ExchangeRecall,
    HandOver,
    Organisation,
    Region,
)
from mediation.rules.actor import Actor
from mediation.rules.errors import NotThere
from mediation.rules.exchange.told import OfferSent
from mediation.rules.grammar import Permission, Registry
from mediation.rules.messages import Message
from mediation.rules.vocabulary import CourtDoor, MatterKind, OfferState, Side
from mediation.services.exchange.offers import dispute_of
from mediation.services.exchange.tell import was_carried
from mediation.services.same_dispute import same_disputes

SIGN = "sign_for"


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferLine:
    """An offer that waits for one's office."""

    id: UUID
    peer: str
    sender: str
    receiver: str
    due_on: date | None
    received_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferPage:
    """What the receiver reads before it signs: whom and what it is about, nothing that was said to settle it."""

    line: OfferLine
    may_answer: bool
    category: str
    place: str
    first_asked_on: date
    reason: str
    narrative: str
    claim: str
    amount: Decimal | None
    number: str
    door: CourtDoor | None
    court_number: str
    danger: bool
    parties: tuple[tuple[Side, str], ...]
    road: tuple[tuple[str, str, datetime], ...]
    """Step, where, when: the way that the case has come."""
    papers: tuple[str, ...]
    here_before: str
    """The public id of a case that comes back."""
    twin: Message | None
    """The same dispute that is here already, as far as the reader may see it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SentLine:
    """An offer of one's own that waits for another installation."""

    id: UUID
    case_public_id: str
    title: str
    peer: str
    receiver: str
    offered_at: datetime
    asked_back_at: datetime | None
    carried: bool
    """Whether a file with it was made: before, the sender takes it back alone."""


def offers_waiting(session: Session, actor: Actor) -> tuple[OfferLine, ...]:
    """Those for the organisations whose cases the actor sees as a whole, the most urgent first."""
    here = [post.organisation_id for post in actor.posts_with(Permission.READ_ORGANISATION_CASES)]
    rows = session.execute(_lines().where(ExchangeOffer.receiver_id.in_(here)))
    return tuple(_line(*row) for row in rows)


def _lines() -> Select[ExchangeOffer, str, str, str]:
    sender, receiver = aliased(Organisation), aliased(Organisation)
    return (
        select(ExchangeOffer, ExchangePeer.name, sender.name, receiver.name)
        .join(ExchangePeer, ExchangePeer.id == ExchangeOffer.peer_id)
        .join(sender, sender.id == ExchangeOffer.sender_id)
        .join(receiver, receiver.id == ExchangeOffer.receiver_id)
        .where(ExchangeOffer.state == OfferState.WAITING)
        .order_by(ExchangeOffer.due_on.is_(None), ExchangeOffer.due_on, ExchangeOffer.id)
    )


def _line(offer: ExchangeOffer, peer: str, sender: str, receiver: str) -> OfferLine:
    return OfferLine(
        id=offer.id,
        peer=peer,
        sender=sender,
        receiver=receiver,
        due_on=offer.due_on,
        received_at=offer.received_at,
    )


def offer_page(session: Session, registry: Registry, actor: Actor, offer_id: UUID) -> OfferPage:
    """NotThere for an offer that is answered, or that is not for the actor's office."""
    here = {post.organisation_id for post in actor.posts_with(Permission.READ_ORGANISATION_CASES)}
    found = session.execute(_lines().where(ExchangeOffer.id == offer_id)).one_or_none()
    if found is None or found[0].receiver_id not in here or found[0].body is None:
        raise NotThere
    offer, told = found[0], OfferSent.from_json(found[0].body)
    dispute = registry.of(MatterKind.DISPUTE, told.dispute_version)
    signing = registry.current(MatterKind.HAND_OVER).step(SIGN)
    region = session.get(Region, told.region_code)
    category = session.get(Category, told.category_code)
    papers = session.scalars(
        select(ExchangePaper)
        .where(
            ExchangePaper.case_id == told.case,
            ExchangePaper.peer_id == offer.peer_id,
            ExchangePaper.attachment_id.is_(None),
            ExchangePaper.dropped_at.is_(None),
        )
        .order_by(ExchangePaper.id)
    )
    before = session.get(Case, told.case)
    return OfferPage(
        line=_line(*found),
        may_answer=actor.post_at(offer.receiver_id, signing.by) is not None,
        category=category.name if category else told.category_code,
        place=f"{region.label if region else told.region_code} {told.place}".strip(),
        first_asked_on=told.first_asked_on,
        reason=told.reason,
        narrative=told.narrative,
        claim=told.claim,
        amount=told.amount,
        number=told.number,
        door=told.door.door if told.door else None,
        court_number=told.door.court_number if told.door else "",
        danger=told.danger,
        parties=tuple((one.given.side, one.given.name) for one in told.parties),
        road=tuple((dispute.step(one.name).title, one.organisation, one.happened_at) for one in told.history),
        papers=tuple(one.title or "" for one in papers),
        here_before=before.public_id if before is not None else "",
        twin=same_disputes(session, actor, {0: dispute_of(told)}, itself=told.case).get(0),
    )


def offered_elsewhere(session: Session, actor: Actor) -> tuple[SentLine, ...]:
    """What the actor's own organisations have offered over there and nobody has answered."""
    here = [post.organisation_id for post in actor.posts_with(Permission.READ_ORGANISATION_CASES)]
    rows = session.execute(
        select(
            HandOver,
            Case.public_id,
            Case.title,
            ExchangePeer.id,
            ExchangePeer.name,
            Organisation.name,
            ExchangeRecall.asked_at,
        )
        .join(Case, Case.id == HandOver.case_id)
        .join(ExchangeOrganisation, ExchangeOrganisation.organisation_id == HandOver.receiver_id)
        .join(ExchangePeer, ExchangePeer.id == ExchangeOrganisation.peer_id)
        .join(Organisation, Organisation.id == HandOver.receiver_id)
        .outerjoin(ExchangeRecall, ExchangeRecall.hand_over_id == HandOver.id)
        .where(HandOver.is_open, HandOver.sender_id.in_(here))
        .order_by(HandOver.offered_at)
    )
    return tuple(
        SentLine(
            id=offer.id,
            case_public_id=public_id,
            title=title,
            peer=peer,
            receiver=receiver,
            offered_at=offer.offered_at,
            asked_back_at=asked,
            carried=was_carried(session, peer_id, offer.id),
        )
        for offer, public_id, title, peer_id, peer, receiver, asked in rows
    )


def asked_back(session: Session, hand_over_id: UUID) -> bool:
    """Whether the sender has asked for it."""
    return session.get(ExchangeRecall, hand_over_id) is not None


@dataclass(frozen=True, slots=True)
class SharedShown:
    """With which installation a case is shared, and which way it went."""

    peer: str
    organisation: str
    sent: bool


def shared_of(session: Session, case_id: UUID) -> tuple[SharedShown, ...]:
    """For the page of the case, whose reader is known to see it."""
    rows = session.execute(
        select(ExchangePeer.name, Organisation.name, ExchangeCase.sent)
        .select_from(ExchangeCase)
        .join(ExchangePeer, ExchangePeer.id == ExchangeCase.peer_id)
        .join(Organisation, Organisation.id == ExchangeCase.with_id)
        .where(ExchangeCase.case_id == case_id)
        .order_by(ExchangePeer.name)
    )
    return tuple(SharedShown(*row) for row in rows)
