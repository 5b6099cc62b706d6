"""Carrying out one message of another installation, in the transaction in which it is marked as done."""

from __future__ import annotations

from collections.abc import Callable, Mapping
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
from mediation.rules.errors import BadInput, WrongState
from mediation.rules.exchange.told import (
    SHAPES,
    CaseGivenBack,
    CaseHeld,
    CaseKept,
    CaseMoved,
    MessageRefused,
    OfferEnded,
    OfferRecalled,
    OfferReturned,
    OfferSent,
    OfferSigned,
    PaperSent,
    RecallAsked,
)
from mediation.rules.grammar import Role
from mediation.rules.messages import say
from mediation.rules.papers.json_form import Contents
from mediation.rules.policy import CaseView
from mediation.rules.vocabulary import ExchangeKind, MatterKind, OfferState
from mediation.services.acts.handing_over import pass_on
from mediation.services.exchange.attach import attach_paper, drop_papers, keep_paper
from mediation.services.exchange.follow_clocks import follow_clocks
from mediation.services.exchange.offers import check_offer, keep_offer
from mediation.services.exchange.outbox import link_of, queue_message, stands_for
from mediation.services.load import Loaded, locked
from mediation.services.record_event import record_event
from mediation.services.step import Entry
from mediation.services.take_step import definition_of, take_as_told
from mediation.services.unit_of_work import UnitOfWork

SIGN, RETURN, CALL_BACK = "sign_for", "return", "call_back"
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


def _signed(c: Carrying, told: OfferSigned) -> None:
    """Over there somebody signed: from that instant they answer for the case, whatever was asked meanwhile."""
    loaded = _ours(c, told.hand_over, told.case)
    offer = loaded.matter
    assert isinstance(offer, HandOver)
    receiver = c.uow.session.get_one(Organisation, offer.receiver_id)
    _recall_answered(c, offer.id)
    post = _post(c, receiver, told.role)
    if (
        not offer.is_open
    ):  # the dispute had closed here before the signature came: they will say what becomes of it
        _note(
            c, loaded, "exchange:signed_late", post, told.at, {"by": told.by, "organisation": receiver.name}
        )
        return
    at = max(told.at, offer.offered_at)
    take_as_told(c.uow, loaded, SIGN, c.entry(at, post), _by(c, told.by), acting=True)


def _returned(c: Carrying, told: OfferReturned) -> None:
    _end_offer(c, told.hand_over, told.case, told.at, told.reason, told.role, told.by)


def _end_offer(
    c: Carrying, hand_over: UUID, case_id: UUID, at: datetime, reason: str, role: str, by: str
) -> None:
    loaded = _ours(c, hand_over, case_id)
    offer = loaded.matter
    assert isinstance(offer, HandOver)
    _recall_answered(c, offer.id)
    if not offer.is_open:
        return
    receiver = c.uow.session.get_one(Organisation, offer.receiver_id)
    entry = c.entry(max(at, offer.offered_at), _post(c, receiver, role), reason)
    take_as_told(c.uow, loaded, RETURN, entry, _by(c, by), acting=True)
    _no_longer_sent(c, case_id)


def _recall_asked(c: Carrying, told: RecallAsked) -> None:
    """Given back while nobody has signed; otherwise the signature is on its way and decides."""
    offer = _offer(c, told.hand_over, told.case)
    if offer is None or offer.state is not OfferState.WAITING:
        return
    _close_offer(c, offer, OfferState.RECALLED)
    body = OfferRecalled(hand_over=told.hand_over, case=told.case, at=c.clock.now())
    c.queue(ExchangeKind.RECALLED, body, told.case)


def _recalled(c: Carrying, told: OfferRecalled) -> None:
    loaded = _ours(c, told.hand_over, told.case)
    offer = loaded.matter
    assert isinstance(offer, HandOver)
    _recall_answered(c, offer.id)
    if not offer.is_open:
        return
    sender = c.uow.session.get_one(Organisation, offer.sender_id)
    entry = c.entry(max(told.at, offer.offered_at), _post(c, sender, ""))
    take_as_told(c.uow, loaded, CALL_BACK, entry, _by(c, ""))
    _no_longer_sent(c, told.case)


def _ended(c: Carrying, told: OfferEnded) -> None:
    """The dispute closed over there, or the offer never left: what was signed for meanwhile follows it if it can.

    The parties may end mediation or sue at any time (人民调解法 3, 23): their act at the sender's closes the case here
    too, and it is the sender's again. What had already ended here by itself stays as it ended.
    """
    offer = _offer(c, told.hand_over, told.case)
    if offer is None or offer.state is not OfferState.SIGNED:
        if offer is not None and offer.state is OfferState.WAITING:
            _close_offer(c, offer, OfferState.ENDED if told.to_state else OfferState.RECALLED)
        return
    case = locked(c.uow, told.case)
    loaded = _of_case(c, case)
    sender = c.uow.session.get_one(Organisation, offer.sender_id)
    post = _post(c, sender, told.role)
    now = c.clock.now()
    held_here = link_of(c.uow.session, case.organisation_id) is None
    step = definition_of(c.uow, loaded).by_step.get(told.step)
    here = definition_of(c.uow, loaded).by_state[case.state]
    if not (case.is_open and held_here and step is not None and here in step.source):
        c.queue(ExchangeKind.KEPT, CaseKept(hand_over=offer.id, case=case.id, at=now), case.id)
        _note(c, loaded, "exchange:kept", post, told.happened_at, {"organisation": sender.name})
        return
    shared = c.uow.session.get_one(ExchangeCase, (case.id, c.peer.id))
    shared.sent = True  # they know how it ended: it was they who told us
    c.uow.session.flush()
    take_as_told(c.uow, loaded, told.step, c.entry(told.happened_at, post), _by(c, ""))
    follow_clocks(c.uow, case, (), c.clock.today())
    _pass(c, case, sender.id)
    _note(c, loaded, "exchange:given_back", post, now, {"organisation": sender.name})
    c.queue(ExchangeKind.GIVEN_BACK, CaseGivenBack(hand_over=offer.id, case=case.id, at=now), case.id)


def _given_back(c: Carrying, told: CaseGivenBack) -> None:
    loaded = _ours(c, told.hand_over, told.case)
    receiver = _receiver(c, loaded)
    _note(c, loaded, "exchange:given_back", _post(c, receiver, ""), told.at, {"organisation": receiver.name})


def _kept(c: Carrying, told: CaseKept) -> None:
    """It had ended over there before the news of its end here came: it stays where it ended."""
    loaded = _ours(c, told.hand_over, told.case)
    receiver = _receiver(c, loaded)
    _note(c, loaded, "exchange:kept", _post(c, receiver, ""), told.at, {"organisation": receiver.name})
    if loaded.case.organisation_id != receiver.id:
        _pass(c, loaded.case, receiver.id)


def _moved(c: Carrying, told: CaseMoved) -> None:
    """How a case that was sent there goes on; nothing where it is no longer theirs."""
    case = _sent_there(c, told.case)
    if case is None:
        return
    loaded = _of_case(c, case)
    holder = c.uow.session.get_one(Organisation, case.organisation_id)
    post = _post(c, holder, told.step.role if told.step else "")
    data = {**_by(c, ""), **_agreement(told)}
    case.number = told.number[:80] or None
    if told.step is not None and told.step.to_state != case.state:
        take_as_told(c.uow, loaded, told.step.name, c.entry(told.step.happened_at, post), data)
    else:
        _note(c, loaded, "exchange:told", post, c.clock.now(), data)
    if case.state != told.state:
        raise WrongState(say("对方说的状态与记录的步骤不符"))
    follow_clocks(c.uow, case, told.clocks, c.clock.today())


def _agreement(told: CaseMoved) -> dict[str, str]:
    agreed = told.agreement
    if agreed is None:
        return {}
    said = {"agreement": agreed.form.value}
    if agreed.in_force_on is not None:
        said["in_force_on"] = agreed.in_force_on.isoformat()
    if agreed.amount is not None:
        said["amount"] = f"{agreed.amount:.2f}"
    return said


def _held(c: Carrying, told: CaseHeld) -> None:
    case = _sent_there(c, told.case)
    if case is None:
        return
    holder = stands_for(c.uow.session, c.peer.id, told.organisation)
    loaded = _of_case(c, case)
    post = _post(c, holder, "") if holder is not None else None
    _note(c, loaded, "exchange:held", post, told.at, {"organisation": told.name})
    if holder is not None and holder.id != case.organisation_id:
        _pass(c, case, holder.id)


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
    attach_paper(c.uow, _of_case(c, locked(c.uow, told.case)), paper, shared.with_id, c.clock)


def _refused(c: Carrying, told: MessageRefused) -> None:
    """What could not be carried out over there: an offer comes back with the reason."""
    if told.kind is ExchangeKind.OFFER and told.hand_over is not None and told.case is not None:
        _end_offer(c, told.hand_over, told.case, told.at, told.why[:2000], "", "")


def _ours(c: Carrying, hand_over: UUID, case_id: UUID) -> Loaded:
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
    return replace(_of_case(c, case), matter=offer, kind=MatterKind.HAND_OVER)


def _sent_there(c: Carrying, case_id: UUID) -> Case | None:
    """A case that was sent to that installation and that it answers for."""
    shared = c.uow.session.get(ExchangeCase, (case_id, c.peer.id))
    if shared is None:
        raise WrongState(say("没有把这件案件移交给对方"))
    case = locked(c.uow, case_id)
    link = link_of(c.uow.session, case.organisation_id)
    return case if shared.sent and link is not None and link.peer_id == c.peer.id else None


def _offer(c: Carrying, hand_over: UUID, case_id: UUID) -> ExchangeOffer | None:
    offer = c.uow.session.get(ExchangeOffer, hand_over)
    known = offer is not None and offer.peer_id == c.peer.id and offer.case_id == case_id
    return offer if known else None


def _close_offer(c: Carrying, offer: ExchangeOffer, state: OfferState) -> None:
    """What was sent is no longer needed here, hence not kept."""
    offer.state, offer.answered_at, offer.body = state, c.clock.now(), None
    drop_papers(c.uow, c.peer.id, offer.case_id, c.clock)


def _of_case(c: Carrying, case: Case) -> Loaded:
    holder = c.uow.session.get_one(Organisation, case.organisation_id)
    return Loaded(case, case, MatterKind.DISPUTE, {}, CaseView.FULL, holder)


def _receiver(c: Carrying, loaded: Loaded) -> Organisation:
    assert isinstance(loaded.matter, HandOver)
    return c.uow.session.get_one(Organisation, loaded.matter.receiver_id)


def _recall_answered(c: Carrying, hand_over: UUID) -> None:
    asked = c.uow.session.get(ExchangeRecall, hand_over)
    if asked is not None and asked.answered_at is None:
        asked.answered_at = c.clock.now()


def _no_longer_sent(c: Carrying, case_id: UUID) -> None:
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


def _pass(c: Carrying, case: Case, organisation_id: UUID) -> None:
    pass_on(c.uow.session, case, organisation_id, c.clock.now())
    c.uow.session.flush()


def _post(c: Carrying, organisation: Organisation, role: str) -> Post:
    """The post over there, as far as its role is known here."""
    return Post(
        organisation_id=organisation.id,
        organisation_name=organisation.name,
        kind=organisation.kind,
        level=organisation.level,
        region_code=organisation.region_code,
        role=c.uow.registry.role_by_name.get(role, UNNAMED),
    )


def _by(c: Carrying, by: str) -> dict[str, str]:
    """Where it was done, and by whom where they said so."""
    return {"elsewhere": c.peer.name, **({"by": by[:80]} if by else {})}


def _note(
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


HANDLERS: Mapping[ExchangeKind, Callable[[Carrying, Any], None]] = {
    ExchangeKind.OFFER: _offered,
    ExchangeKind.SIGNED: _signed,
    ExchangeKind.RETURNED: _returned,
    ExchangeKind.RECALL: _recall_asked,
    ExchangeKind.RECALLED: _recalled,
    ExchangeKind.ENDED: _ended,
    ExchangeKind.GIVEN_BACK: _given_back,
    ExchangeKind.KEPT: _kept,
    ExchangeKind.MOVED: _moved,
    ExchangeKind.HELD: _held,
    ExchangeKind.PAPER: _paper,
    ExchangeKind.REFUSED: _refused,
}
