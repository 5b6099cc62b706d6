"""A case offered by another installation: checked when it comes, kept sealed until somebody signs or returns it."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from sqlalchemy import select

from mediation.model import Case, ExchangeCase, ExchangeOffer, ExchangePeer, Organisation
from mediation.rules.clock import SHANGHAI, Clock
from mediation.rules.errors import BadInput, WrongState
from mediation.rules.exchange.told import OfferSent, StepTold
from mediation.rules.grammar import Definition, Registry
from mediation.rules.intake import DisputeGiven, MatterGiven
from mediation.rules.machine import move
from mediation.rules.messages import say
from mediation.rules.policy import committee
from mediation.rules.vocabulary import MatterKind, OfferState, OrganisationKind
from mediation.services.exchange.outbox import link_of, stands_for
from mediation.services.field_check import FieldCheck
from mediation.services.register_dispute import check_matter
from mediation.services.unit_of_work import UnitOfWork
from mediation.services.write_party import check_domicile, check_party, check_representatives

MOST_STEPS = 500


def check_offer(
    uow: UnitOfWork, peer: ExchangePeer, told: OfferSent, clock: Clock
) -> tuple[Organisation, Organisation]:
    """From whom and to whom; BadInput or WrongState with what is wrong, so that it goes back with that reason."""
    session = uow.session
    sender = stands_for(session, peer.id, told.sender)
    if sender is None:
        raise WrongState(say("移出组织不在对方的名片上：请对方重新交换名片"))
    receiver = session.get(Organisation, told.receiver)
    if receiver is None or not receiver.active or link_of(session, told.receiver) is not None:
        raise WrongState(say("接收组织不在本系统"))
    if not committee(receiver.kind):
        raise WrongState(say("接收组织不是调解组织"))
    known = session.get(ExchangeOffer, told.hand_over)
    open_one = select(ExchangeOffer.id).where(
        ExchangeOffer.case_id == told.case, ExchangeOffer.state == OfferState.WAITING
    )
    if known is not None or session.scalar(open_one) is not None:
        raise WrongState(say("这件案件的移交已经在等待签收"))
    case = session.get(Case, told.case)
    if case is not None:
        _check_known(uow, peer, case, told)
    road_of(uow.registry, told)
    check_contents(uow, told, clock)
    return sender, receiver


def keep_offer(
    uow: UnitOfWork,
    peer: ExchangePeer,
    told: OfferSent,
    between: tuple[Organisation, Organisation],
    clock: Clock,
) -> None:
    """A checked offer, sealed, for the receiver's people."""
    sender, receiver = between
    offer = ExchangeOffer(
        id=told.hand_over,
        peer_id=peer.id,
        case_id=told.case,
        sender_id=sender.id,
        receiver_id=receiver.id,
        state=OfferState.WAITING,
        due_on=told.due_on,
        offered_at=told.offered_at,
        received_at=clock.now(),
    )
    uow.session.add(offer)
    offer.body = told.to_json()
    uow.session.flush()


def _check_known(uow: UnitOfWork, peer: ExchangePeer, case: Case, told: OfferSent) -> None:
    """A case that was here before comes back only from those to whom it went, and as they told it."""
    shared = uow.session.get(ExchangeCase, (case.id, peer.id))
    link = link_of(uow.session, case.organisation_id)
    if shared is None or link is None or link.peer_id != peer.id:
        raise WrongState(say("这件案件现在由本系统的组织办理"))
    stands = told.history[-1].to_state if told.history else None
    if not case.is_open or (stands is not None and stands != case.state):
        raise WrongState(say("这件案件在本系统记录的状态与对方不同：请双方管理员核对"))


def definitions_of(registry: Registry, told: OfferSent) -> tuple[Definition, Definition]:
    """Of the dispute and of the hand-over, as they run over there; WrongState unless they are the very same here."""
    try:
        dispute = registry.of(MatterKind.DISPUTE, told.dispute_version)
        hand_over = registry.of(MatterKind.HAND_OVER, told.hand_over_version)
    except KeyError:
        raise WrongState(say("对方的流程版本本系统没有：请先升级本系统")) from None
    if (dispute.digest, hand_over.digest) != (told.dispute_digest, told.hand_over_digest):
        raise WrongState(say("同一个流程版本两个系统内容不同：请双方管理员核对"))
    return dispute, hand_over


def road_of(registry: Registry, told: OfferSent) -> tuple[StepTold, ...]:
    """The steps by which the dispute came where it stands; WrongState for a road that the definition does not have."""
    dispute, _ = definitions_of(registry, told)
    state = dispute.initial.name
    if len(told.history) > MOST_STEPS:
        raise WrongState(say("办理经过太长"))
    for step in told.history:
        if move(dispute, state, dispute.step(step.name)) != step.to_state:
            raise WrongState(say("对方说的办理经过与流程不符"))
        state = step.to_state
    if not dispute.by_state[state].open:
        raise WrongState(say("案件已经结案，不再移交"))
    return told.history


def check_contents(uow: UnitOfWork, told: OfferSent, clock: Clock) -> DisputeGiven:
    """The dispute as its desk here would have entered it, every number in its canonical form."""
    check = FieldCheck()
    today = max(
        clock.today(), told.offered_at.astimezone(SHANGHAI).date()
    )  # their clock may be ahead of ours
    parties = []
    for n, one in enumerate(told.parties):
        at = f"parties.{n}"
        party = check_party(check, at, one.given, today)
        check_domicile(uow.session, check, at, party)
        parties.append(check_representatives(check, at, party, today))
    given = replace(
        dispute_of(told), inviting_court_id=court_of(uow, told.inviting_court), parties=tuple(parties)
    )
    before = MatterGiven(**{name: getattr(given, name) for name in MatterGiven.__dataclass_fields__})
    check_matter(uow.session, check, given, today, before)
    if told.door is not None and court_of(uow, told.door.court) is None:
        check.note("inviting_court_id", say("不认识送出案件的人民法院"))
    if not parties or len({one.id for one in told.parties}) != len(told.parties):
        check.note("parties", say("当事人不全"))
    check.refuse()
    return given


def dispute_of(told: OfferSent) -> DisputeGiven:
    """As it was sent, unchecked."""
    return DisputeGiven(
        category_code=told.category_code,
        source=told.source,
        region_code=told.region_code,
        first_asked_on=told.first_asked_on,
        narrative=told.narrative,
        claim=told.claim,
        difficulty=told.difficulty,
        labour=told.labour,
        land_title=told.land_title,
        place=told.place,
        amount=told.amount,
        parties=tuple(one.given for one in told.parties),
    )


def court_of(uow: UnitOfWork, said: str | None) -> UUID | None:
    """The court of that code, or of that name."""
    if not said:
        return None
    found = select(Organisation.id).where(
        Organisation.kind == OrganisationKind.COURT,
        (Organisation.court_code == said) | (Organisation.name == said),
    )
    return uow.session.scalar(found.limit(1))


def offer_body(offer: ExchangeOffer) -> OfferSent:
    """What was sent; WrongState once it is gone."""
    if offer.body is None:
        raise WrongState(say("这件移交已经答复过"))
    try:
        return OfferSent.from_json(offer.body)
    except ValueError:
        raise BadInput.at("", say("消息内容读不懂：对方系统的版本可能更新，请先升级本系统")) from None
