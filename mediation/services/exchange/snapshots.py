"""What of a case is told to another installation, column by column: what is not named here does not leave."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from mediation.model import (
    Case,
    CaseEvent,
    Consent,
    Deadline,
    Diversion,
    Filing,
    HandOver,
    Obligation,
    Organisation,
    Party,
)
from mediation.rules.exchange.told import (
    AgreementTold,
    ClockTold,
    DoorTold,
    OfferSent,
    PartyTold,
    StepTold,
)
from mediation.rules.intake import ConsentGiven
from mediation.rules.vocabulary import DeadlineState, MatterKind
from mediation.services.case_now import current_agreement, current_parties, standing_filing
from mediation.services.standing_steps import is_reversal, standing_steps
from mediation.services.write_party import as_given

TOLD_STATES = (DeadlineState.RUNNING, DeadlineState.PAUSED)


def offer_of(session: Session, case: Case, offer: HandOver, receiver: UUID) -> OfferSent:
    """The offer as it goes to `receiver`, the receiver's id over there."""
    due = select(func.max(Deadline.due_on)).where(Deadline.matter_id == offer.id)
    return OfferSent(
        hand_over=offer.id,
        case=case.id,
        sender=offer.sender_id,
        receiver=receiver,
        offered_at=offer.offered_at,
        reason=offer.reason or "",
        due_on=session.scalar(due),
        category_code=case.category_code,
        source=case.source,
        difficulty=case.difficulty,
        labour=case.labour,
        land_title=case.land_title,
        danger=case.danger,
        region_code=case.region_code,
        place=case.place,
        first_asked_on=case.first_asked_on,
        registered_at=case.registered_at,
        narrative=case.narrative or "",
        claim=case.claim or "",
        amount=case.amount,
        number=case.number or "",
        dispute_version=case.definition_version,
        dispute_digest=case.definition_digest,
        hand_over_version=offer.definition_version,
        hand_over_digest=offer.definition_digest,
        history=_road(session, case.id),
        parties=tuple(_party(session, one) for one in current_parties(session, case.id)),
        door=_door(session, case.id),
        inviting_court=_court(session, case.inviting_court_id),
    )


def _party(session: Session, party: Party) -> PartyTold:
    consents = session.scalars(
        select(Consent).where(Consent.party_id == party.id).order_by(Consent.given_on, Consent.id)
    )
    said = {c.purpose: ConsentGiven(c.purpose, c.granted, c.given_on, c.in_writing) for c in consents}
    given = replace(as_given(session, party), consents=tuple(said.values()))
    return PartyTold(id=party.id, given=given, from_on=party.from_on)


def _road(session: Session, case_id: UUID) -> tuple[StepTold, ...]:
    """The steps that led where the dispute stands, without those that were taken back."""
    back = standing_steps(session, case_id).taken_back
    rows = session.execute(
        select(CaseEvent, Organisation.name)
        .outerjoin(Organisation, Organisation.id == CaseEvent.organisation_id)
        .where(
            CaseEvent.case_id == case_id,
            CaseEvent.matter_id == case_id,
            CaseEvent.tag.startswith(f"{MatterKind.DISPUTE.value}:"),
            CaseEvent.from_state != CaseEvent.to_state,
        )
        .order_by(CaseEvent.seq)
    )
    return tuple(
        StepTold(
            name=one.tag.partition(":")[2],
            from_state=one.from_state,
            to_state=one.to_state,
            happened_at=one.happened_at,
            organisation=name or "",
            role=one.role,
        )
        for one, name in rows
        if one.seq not in back and not is_reversal(one.tag)
    )


def _door(session: Session, case_id: UUID) -> DoorTold | None:
    sent = session.scalar(select(Diversion).where(Diversion.case_id == case_id))
    court = _court(session, sent.court_id) if sent is not None else None
    if sent is None or court is None:
        return None
    filing: Filing | None = standing_filing(session, case_id)
    return DoorTold(
        court=court,
        door=sent.door,
        court_number=sent.court_number,
        procedure=sent.procedure,
        diverted_on=sent.diverted_on,
        filed_on=filing.filed_on if filing else None,
        times=sent.times,
    )


def _court(session: Session, court_id: UUID | None) -> str | None:
    """A court by the code that every installation knows it by, else by its name."""
    court = session.get(Organisation, court_id) if court_id else None
    return (court.court_code or court.name) if court else None


def clocks_of(session: Session, case_id: UUID) -> tuple[ClockTold, ...]:
    """The terms of the dispute that run or stand still."""
    rows = session.scalars(
        select(Deadline)
        .where(Deadline.matter_id == case_id, Deadline.state.in_(TOLD_STATES))
        .order_by(Deadline.clock, Deadline.id)
    )
    return tuple(
        ClockTold(
            clock=one.clock,
            starts_on=one.starts_on,
            due_on=one.due_on,
            state=one.state,
            provisional=one.provisional,
            paused_on=one.paused_on,
            derivation=json.dumps(one.derivation, ensure_ascii=False, sort_keys=True),
        )
        for one in rows
    )


def agreement_told(session: Session, case: Case, *, sums: bool) -> AgreementTold | None:
    """That there is one, since when; how much it is about where a court sent the case."""
    agreement = current_agreement(session, case.id)
    if agreement is None or agreement.in_force_on is None:
        return None
    total = select(func.sum(Obligation.amount)).where(Obligation.agreement_id == agreement.id)
    amount: Decimal | None = session.scalar(total) if sums else None
    return AgreementTold(
        form=agreement.form,
        in_force_on=agreement.in_force_on,
        amount=amount,
        performed_at_once=agreement.performed_at_once,
    )
