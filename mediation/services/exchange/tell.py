"""What an act here means for other installations: told in the transaction of the act, or nothing to nobody.

An offer goes out; its answer, its end and its recall pass between the two; whoever was sent a case tells where it
stands. What a court decides on a complaint that came back is told to whom it had sent the case. Steps that keep the
state and the terms, such as a sitting, are nobody else's business.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import Uuid, bindparam, select
from sqlalchemy.orm import Session

from mediation.model import (
    Case,
    CaseEvent,
    ExchangeCase,
    ExchangeOrganisation,
    ExchangeOut,
    HandOver,
    Organisation,
    Request,
)
from mediation.rules.exchange.envelope import digest_of
from mediation.rules.exchange.told import (
    CaseHeld,
    CaseMoved,
    ComplaintDecided,
    OfferEnded,
    OfferReturned,
    OfferSigned,
    StepTold,
)
from mediation.rules.grammar import State, Step
from mediation.rules.messages import Message, say
from mediation.rules.vocabulary import ComplaintStanding, ExchangeKind, MatterKind, Seat
from mediation.services.case_now import standing_filing
from mediation.services.court_door import court_door
from mediation.services.exchange.outbox import link_of, queue_message, shared_with
from mediation.services.exchange.snapshots import agreement_told, clocks_of, offer_of
from mediation.services.load import Loaded
from mediation.services.step import Entry
from mediation.services.unit_of_work import UnitOfWork

Way = tuple[State, State]


def tell_installations(uow: UnitOfWork, loaded: Loaded, step: Step, way: Way, entry: Entry) -> None:
    """After the step was recorded, before what follows from it."""
    if loaded.kind is MatterKind.HAND_OVER:
        _tell_of_hand_over(uow, loaded, step, way, entry)
    if loaded.kind is MatterKind.DISPUTE:
        if step.opens is MatterKind.HAND_OVER:
            send_offer(uow, loaded.case, entry.recorded_at)
        tell_progress(uow, loaded, step, way, entry)
    if loaded.kind is MatterKind.FILING and way[0] is not way[1]:
        _tell_decision(uow, loaded, way[1], entry)


def between_installations(session: Session, matter: object, step: Step) -> tuple[Message, ...]:
    """Why the step of a hand-over cannot be taken here alone: the answer lies in another installation."""
    if isinstance(matter, Case) and step.seat is Seat.COURT and step.dest is not None:
        away = link_of(session, matter.organisation_id) is not None
        return (say("承办组织在另一个系统办理：请函告该组织，由它转回法院"),) if away else ()
    if not isinstance(matter, HandOver) or step.seat is not Seat.SENDER or step.dest is None:
        return ()  # a report of danger moves nothing, and waits for nobody
    link = link_of(session, matter.receiver_id)
    if link is None:
        return ()
    if step.dest.open:
        return (say("接收组织在另一个系统办理，不报上级决定：请在移交页面请求撤回，收回以后另行移交"),)
    if not was_carried(session, link.peer_id, matter.id):
        return ()
    return (say("移交已经导出给另一个系统：请在移交页面请求撤回，对方没有签收的才能收回"),)


def was_carried(session: Session, peer_id: UUID, hand_over_id: UUID) -> bool:
    """Whether a file with the offer was made."""
    made = select(ExchangeOut.carried_at).where(
        ExchangeOut.peer_id == peer_id,
        ExchangeOut.about == about_offer(hand_over_id),
        ExchangeOut.kind == ExchangeKind.OFFER,
    )
    return session.scalar(made) is not None


def about_offer(hand_over_id: UUID) -> str:
    return f"offer:{hand_over_id}"


_OFFER = select(HandOver).where(HandOver.case_id == bindparam("case_id", type_=Uuid()), HandOver.is_open)


def send_offer(uow: UnitOfWork, case: Case, at: datetime) -> None:
    """The open offer of the case, if its receiver works in another installation."""
    session = uow.session
    offer = session.scalars(_OFFER, {"case_id": case.id}).one()
    link = link_of(session, offer.receiver_id)
    if link is None:
        return
    share_case(uow, case.id, link.peer_id, sent=True, with_id=offer.receiver_id)
    body = offer_of(session, case, offer, link.theirs)
    queue_message(
        uow,
        link.peer_id,
        ExchangeKind.OFFER,
        body,
        at=at,
        case_id=case.id,
        about=about_offer(offer.id),
    )


def share_case(uow: UnitOfWork, case_id: UUID, peer_id: UUID, *, sent: bool, with_id: UUID) -> None:
    """The case is known to both from now on; who sent it last is told how it goes on."""
    row = uow.session.get(ExchangeCase, (case_id, peer_id))
    if row is None:
        row = ExchangeCase(case_id=case_id, peer_id=peer_id)
        uow.session.add(row)
    if row.sent is not sent and not sent:
        row.told = ""
    row.sent, row.with_id = sent, with_id
    uow.session.flush()


def _tell_of_hand_over(uow: UnitOfWork, loaded: Loaded, step: Step, way: Way, entry: Entry) -> None:
    offer = loaded.matter
    assert isinstance(offer, HandOver)
    to, origin = link_of(uow.session, offer.receiver_id), link_of(uow.session, offer.sender_id)
    if not way[0].open or way[1].open:
        return  # it is still under way, or was over before
    if to is not None and step.seat in (Seat.SENDER, Seat.SYSTEM):
        _tell_end(uow, loaded.case, offer, to, step, entry)
    elif origin is not None and step.seat is Seat.RECEIVER:
        _tell_answer(uow, loaded.case, offer, origin, way[1], entry)
    elif to is None and origin is None and way[1].fulfils:
        _tell_holder(uow, loaded.case, entry.recorded_at)


def _tell_end(
    uow: UnitOfWork, case: Case, offer: HandOver, to: ExchangeOrganisation, step: Step, entry: Entry
) -> None:
    """The offer is no more: taken back before any file was made of it, or the dispute has closed."""
    last = step.name if step.seat is Seat.SENDER else _closed_by(uow, case)
    body = OfferEnded(
        hand_over=offer.id,
        case=case.id,
        step=last,
        to_state=case.state if step.seat is Seat.SYSTEM else "",
        happened_at=entry.happened_at,
        role=entry.post.role.name if entry.post else "",
    )
    queue_message(uow, to.peer_id, ExchangeKind.ENDED, body, at=entry.recorded_at, case_id=case.id)


def _closed_by(uow: UnitOfWork, case: Case) -> str:
    """The step that led the dispute where it is."""
    last = (
        select(CaseEvent.tag)
        .where(
            CaseEvent.case_id == case.id,
            CaseEvent.matter_id == case.id,
            CaseEvent.to_state == case.state,
            CaseEvent.from_state != case.state,
        )
        .order_by(CaseEvent.seq.desc())
        .limit(1)
    )
    return (uow.session.scalar(last) or "").partition(":")[2]


def _tell_answer(
    uow: UnitOfWork, case: Case, offer: HandOver, origin: ExchangeOrganisation, after: State, entry: Entry
) -> None:
    by = entry.actor.name if entry.actor else ""
    role = entry.post.role.name if entry.post else ""
    at = entry.happened_at
    if offer.receiver_id == case.organisation_id:
        signed = OfferSigned(hand_over=offer.id, case=case.id, at=at, by=by, role=role)
        queue_message(uow, origin.peer_id, ExchangeKind.SIGNED, signed, at=entry.recorded_at, case_id=case.id)
        return
    returned = OfferReturned(hand_over=offer.id, case=case.id, at=at, by=by, role=role, reason=entry.reason)
    queue_message(uow, origin.peer_id, ExchangeKind.RETURNED, returned, at=entry.recorded_at, case_id=case.id)


def _tell_holder(uow: UnitOfWork, case: Case, at: datetime) -> None:
    """Another organisation of this installation has it now."""
    for row in shared_with(uow.session, case.id):
        if row.sent:
            continue
        holder = uow.session.get_one(Organisation, case.organisation_id)
        body = CaseHeld(case=case.id, organisation=holder.id, name=holder.name, at=at)
        queue_message(uow, row.peer_id, ExchangeKind.HELD, body, at=at, case_id=case.id)


def _tell_decision(uow: UnitOfWork, loaded: Loaded, after: State, entry: Entry) -> None:
    """To whom the court sent the case: where its complaint stands, and the number of the suit once it has one."""
    if not loaded.shared:
        return
    complaint, case = loaded.matter, loaded.case
    assert isinstance(complaint, Request)
    if complaint.asked_id is None or link_of(uow.session, complaint.asked_id) is not None:
        return
    suit = standing_filing(uow.session, case.id)
    body = ComplaintDecided(
        case=case.id,
        court=complaint.asked_id,
        standing=ComplaintStanding.of(after.name),
        happened_at=entry.happened_at,
        court_number=suit.court_number if suit is not None else "",
        filed_on=suit.filed_on if suit is not None else None,
    )
    for row in shared_with(uow.session, case.id):
        if row.sent:
            queue_message(uow, row.peer_id, ExchangeKind.DECIDED, body, at=entry.recorded_at, case_id=case.id)


def tell_progress(uow: UnitOfWork, loaded: Loaded, step: Step, way: Way, entry: Entry) -> None:
    """To whoever sent us the case: where it stands, which terms run, how it ended."""
    if not loaded.shared:
        return
    case = loaded.case
    for row in shared_with(uow.session, case.id):
        if row.sent:
            continue
        moved = way[0] is not way[1]
        body = _progress(uow, case, row, _step_told(uow, step, way, entry) if moved else None)
        standing = digest_of(repr((body.state, body.number, body.clocks, body.outcome)))
        if moved or row.told != standing:
            row.told = standing
            queue_message(uow, row.peer_id, ExchangeKind.MOVED, body, at=entry.recorded_at, case_id=case.id)


def _step_told(uow: UnitOfWork, step: Step, way: Way, entry: Entry) -> StepTold:
    return StepTold(
        name=step.name,
        from_state=way[0].name,
        to_state=way[1].name,
        happened_at=entry.happened_at,
        organisation=entry.post.organisation_name if entry.post else "",
        role=entry.post.role.name if entry.post else "",
    )


def _progress(uow: UnitOfWork, case: Case, row: ExchangeCase, told: StepTold | None) -> CaseMoved:
    uow.session.flush()
    asked = case.inviting_court_id == row.with_id and court_door(uow.session, case)[0] is not None
    return CaseMoved(
        case=case.id,
        step=told,
        state=case.state,
        number=case.number or "",
        clocks=clocks_of(uow.session, case.id) if case.is_open else (),
        outcome=case.outcome,
        concluded_on=case.concluded_on,
        agreement=None if case.is_open else agreement_told(uow.session, case, sums=asked),
    )
