"""The answers to an offer, and what overtakes them: signed, returned, asked back, or closed meanwhile."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from mediation.model import (
    CaseEvent,
    ExchangeCase,
    ExchangeOffer,
    ExchangeOut,
    HandOver,
    Organisation,
    Person,
)
from mediation.rules.exchange.told import (
    CaseGivenBack,
    CaseKept,
    OfferEnded,
    OfferRecalled,
    OfferReturned,
    OfferSigned,
    RecallAsked,
)
from mediation.rules.vocabulary import ExchangeKind, OfferState
from mediation.services.exchange.carrying import (
    Carrying,
    close_offer,
    loaded_case,
    no_longer_sent,
    note,
    pass_to,
    post_there,
    recall_answered,
    received_offer,
    receiver_of,
    sent_offer,
    told_by,
)
from mediation.services.exchange.follow_clocks import follow_clocks
from mediation.services.exchange.outbox import link_of
from mediation.services.load import Loaded, locked
from mediation.services.take_back import CALL_BACK
from mediation.services.take_step import definition_of, fitting_step, take_as_told

SIGN = "sign_for"
RETURN = ("return_delegated", "return")
"""What a court delegated goes back to be filed; everything else goes back."""
ACCEPTED = "accepted"
"""Where an offer stands once it is signed for."""


def signed(c: Carrying, told: OfferSigned) -> None:
    """Over there somebody signed: from that instant they answer for the case, whatever was asked meanwhile."""
    loaded = sent_offer(c, told.hand_over, told.case)
    offer = loaded.matter
    assert isinstance(offer, HandOver)
    receiver = c.uow.session.get_one(Organisation, offer.receiver_id)
    recall_answered(c, offer.id)
    if offer.state == ACCEPTED:
        return  # told again, after an older backup of the other side's books or ours
    post = post_there(c, receiver, told.role)
    if (
        not offer.is_open
    ):  # the dispute had closed here before the signature came: they will say what becomes of it
        note(c, loaded, "exchange:signed_late", post, told.at, {"by": told.by, "organisation": receiver.name})
        return
    at = max(told.at, offer.offered_at)
    take_as_told(c.uow, loaded, SIGN, c.entry(at, post), told_by(c, told.by), acting=True)


def returned(c: Carrying, told: OfferReturned) -> None:
    end_offer(c, told.hand_over, told.case, told.at, told.reason, told.role, told.by)


def end_offer(
    c: Carrying, hand_over: UUID, case_id: UUID, at: datetime, reason: str, role: str, by: str
) -> None:
    loaded = sent_offer(c, hand_over, case_id)
    offer = loaded.matter
    assert isinstance(offer, HandOver)
    recall_answered(c, offer.id)
    if not offer.is_open:
        return
    receiver = c.uow.session.get_one(Organisation, offer.receiver_id)
    entry = c.entry(max(at, offer.offered_at), post_there(c, receiver, role), reason)
    no_longer_sent(c, case_id)
    take_as_told(c.uow, loaded, _which(c, loaded, RETURN), entry, told_by(c, by), acting=True)


def _which(c: Carrying, loaded: Loaded, names: tuple[str, ...]) -> str:
    """They say that it is over; by which step, the case as it stands here says."""
    return fitting_step(c.uow, loaded, names, c.clock.today())


def recall_asked(c: Carrying, told: RecallAsked) -> None:
    """Given back while nobody has signed; otherwise the signature is on its way and decides."""
    offer = received_offer(c, told.hand_over, told.case)
    if offer is not None and offer.state is OfferState.SIGNED:
        _tell_again(c, offer)
    if offer is None or offer.state is not OfferState.WAITING:
        return
    close_offer(c, offer, OfferState.RECALLED)
    body = OfferRecalled(hand_over=told.hand_over, case=told.case, at=c.clock.now())
    c.queue(ExchangeKind.RECALLED, body, told.case)


def _tell_again(c: Carrying, offer: ExchangeOffer) -> None:
    """Who has confirmed the signature and asks all the same has forgotten it: an older backup was restored there."""
    session = c.uow.session
    confirmed = select(ExchangeOut.id).where(
        ExchangeOut.peer_id == c.peer.id,
        ExchangeOut.case_id == offer.case_id,
        ExchangeOut.kind == ExchangeKind.SIGNED,
        ExchangeOut.acknowledged_at.is_not(None),
    )
    signing = select(CaseEvent.happened_at, CaseEvent.role, Person.name)
    found = session.execute(
        signing.outerjoin(Person, Person.id == CaseEvent.person_id).where(
            CaseEvent.case_id == offer.case_id,
            CaseEvent.matter_id == offer.id,
            CaseEvent.tag == f"hand_over:{SIGN}",
        )
    ).first()
    if found is None or session.scalar(confirmed.limit(1)) is None:
        return
    at, role, name = found
    body = OfferSigned(hand_over=offer.id, case=offer.case_id, at=at, by=name or "", role=role)
    c.queue(ExchangeKind.SIGNED, body, offer.case_id)


def recalled(c: Carrying, told: OfferRecalled) -> None:
    loaded = sent_offer(c, told.hand_over, told.case)
    offer = loaded.matter
    assert isinstance(offer, HandOver)
    recall_answered(c, offer.id)
    if not offer.is_open:
        return
    sender = c.uow.session.get_one(Organisation, offer.sender_id)
    entry = c.entry(max(told.at, offer.offered_at), post_there(c, sender, ""))
    no_longer_sent(c, told.case)
    take_as_told(c.uow, loaded, _which(c, loaded, CALL_BACK), entry, told_by(c, ""))


def ended(c: Carrying, told: OfferEnded) -> None:
    """The dispute closed over there, or the offer never left: what was signed for meanwhile follows it if it can.

    The parties may end mediation or sue at any time (人民调解法 3, 23): their act at the sender's closes the case here
    too, and it is the sender's again. What had already ended here by itself stays as it ended.
    """
    offer = received_offer(c, told.hand_over, told.case)
    if offer is None or offer.state is not OfferState.SIGNED:
        if offer is not None and offer.state is OfferState.WAITING:
            close_offer(c, offer, OfferState.ENDED if told.to_state else OfferState.RECALLED)
        return
    case = locked(c.uow, told.case)
    loaded = loaded_case(c, case)
    sender = c.uow.session.get_one(Organisation, offer.sender_id)
    post = post_there(c, sender, told.role)
    now = c.clock.now()
    held_here = link_of(c.uow.session, case.organisation_id) is None
    step = definition_of(c.uow, loaded).by_step.get(told.step)
    here = definition_of(c.uow, loaded).by_state[case.state]
    if not (case.is_open and held_here and step is not None and here in step.source):
        c.queue(ExchangeKind.KEPT, CaseKept(hand_over=offer.id, case=case.id, at=now), case.id)
        note(c, loaded, "exchange:kept", post, told.happened_at, {"organisation": sender.name})
        return
    shared = c.uow.session.get_one(ExchangeCase, (case.id, c.peer.id))
    shared.sent = True  # they know how it ended: it was they who told us
    c.uow.session.flush()
    take_as_told(c.uow, loaded, told.step, c.entry(told.happened_at, post), told_by(c, ""))
    follow_clocks(c.uow, case, (), c.clock.today())
    pass_to(c, case, sender.id)
    note(c, loaded, "exchange:given_back", post, now, {"organisation": sender.name})
    c.queue(ExchangeKind.GIVEN_BACK, CaseGivenBack(hand_over=offer.id, case=case.id, at=now), case.id)


def given_back(c: Carrying, told: CaseGivenBack) -> None:
    loaded = sent_offer(c, told.hand_over, told.case)
    receiver = receiver_of(c, loaded)
    note(
        c,
        loaded,
        "exchange:given_back",
        post_there(c, receiver, ""),
        told.at,
        {"organisation": receiver.name},
    )


def kept(c: Carrying, told: CaseKept) -> None:
    """It had ended over there before the news of its end here came: it stays where it ended."""
    loaded = sent_offer(c, told.hand_over, told.case)
    receiver = receiver_of(c, loaded)
    note(c, loaded, "exchange:kept", post_there(c, receiver, ""), told.at, {"organisation": receiver.name})
    if loaded.case.organisation_id != receiver.id:
        pass_to(c, loaded.case, receiver.id)
