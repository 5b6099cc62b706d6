"""What stands in a case now: its parties, its agreement, its open confirmation, its mediators."""

from __future__ import annotations

import json
from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import Uuid, bindparam, select
from sqlalchemy.orm import Session

from mediation.model import (
    Agreement,
    Appointment,
    Confirmation,
    Filing,
    Obligation,
    Party,
    Person,
    Representative,
    Request,
    Signature,
)
from mediation.rules.vocabulary import MatterKind
from mediation.services.looked_up import looked_up, one_looked_up

_CASE = bindparam("case_id", type_=Uuid())
_PARTIES = (
    select(Party)
    .where(Party.case_id == _CASE, Party.until_on.is_(None))
    .order_by(Party.position, Party.ordinal)
)
_SUCCEEDED = select(Party.succeeds_id).where(Party.case_id == _CASE, Party.succeeds_id.is_not(None))
_TO_THE_AGREEMENT = (
    select(Party)
    .where(
        Party.case_id == _CASE,
        Party.succeeds_id.is_(None),
        Party.until_on.is_(None) | Party.id.in_(_SUCCEEDED),
    )
    .order_by(Party.position, Party.ordinal)
)
_AGREEMENT = select(Agreement).where(Agreement.case_id == _CASE, Agreement.superseded_at.is_(None))
_CONFIRMATION = select(Confirmation).where(Confirmation.case_id == _CASE, Confirmation.is_open)
_FILING = select(Filing).where(Filing.case_id == _CASE, Filing.voided_at.is_(None))
_MEDIATORS = (
    select(Person.name)
    .join(Appointment, Appointment.person_id == Person.id)
    .where(Appointment.case_id == _CASE, Appointment.until_at.is_(None))
    .order_by(Appointment.from_at, Person.name)
)
_APPOINTED = (
    select(Appointment.person_id)
    .where(Appointment.case_id == _CASE, Appointment.until_at.is_(None))
    .order_by(Appointment.from_at, Appointment.id)
)
_DUTIES = (
    select(Obligation)
    .where(Obligation.agreement_id == bindparam("agreement_id", type_=Uuid()))
    .order_by(Obligation.ordinal)
)
_ACTING = (
    select(Representative)
    .where(
        Representative.party_id.in_(bindparam("party_ids", type_=Uuid(), expanding=True)),
        Representative.until_on.is_(None),
    )
    .order_by(Representative.id)
)
_JOINED = select(Request.asked_id).where(
    Request.case_id == _CASE,
    Request.kind == MatterKind.JOINT,
    Request.is_open,
    Request.answered_at.is_not(None),
    Request.asked_id.is_not(None),
)
_SIGNATURES = {
    target: select(Signature).where(
        getattr(Signature, target) == bindparam(target, type_=Uuid()), Signature.voided_at.is_(None)
    )
    for target in ("agreement_id", "confirmation_id")
}
"""Built once: every step asks one or another of them, and building one takes longer than asking it."""


def current_parties(session: Session, case_id: UUID) -> list[Party]:
    """Those who are parties now, in their order."""
    return list(looked_up(session, _PARTIES, {"case_id": case_id}))


def parties_to_the_agreement(session: Session, case_id: UUID) -> list[Party]:
    """Those who made it: also who has been succeeded since, and not who came in their place."""
    return list(looked_up(session, _TO_THE_AGREEMENT, {"case_id": case_id}))


def current_agreement(session: Session, case_id: UUID) -> Agreement | None:
    """The agreement that stands, drawn or in force."""
    return one_looked_up(session, _AGREEMENT, {"case_id": case_id})


def has_duties(session: Session, party: Party) -> bool:
    """Whether the agreement that stands names the party as debtor or creditor."""
    agreement = current_agreement(session, party.case_id)
    if agreement is None:
        return False
    theirs = select(Obligation.id).where(
        Obligation.agreement_id == agreement.id,
        (Obligation.debtor_id == party.id) | (Obligation.creditor_id == party.id),
    )
    return session.scalar(select(theirs.exists())) is True


def joined_committees(session: Session, case_id: UUID) -> set[UUID]:
    """The committees that mediate the case along with the one that leads."""
    return {one for one in looked_up(session, _JOINED, {"case_id": case_id}) if one is not None}


def open_confirmation(session: Session, case_id: UUID) -> Confirmation | None:
    return one_looked_up(session, _CONFIRMATION, {"case_id": case_id})


def standing_filing(session: Session, case_id: UUID) -> Filing | None:
    """The suit as which a court has registered the dispute."""
    return one_looked_up(session, _FILING, {"case_id": case_id})


def in_whose_place(session: Session, party: Party) -> set[UUID]:
    """The party, and those whose heir or successor it is: what reached them has reached it."""
    found = {party.id}
    while party.succeeds_id is not None:
        party = session.get_one(Party, party.succeeds_id)
        found.add(party.id)
    return found


def mediator_names(session: Session, case_id: UUID) -> list[str]:
    """The mediators of the case now, by name."""
    return list(looked_up(session, _MEDIATORS, {"case_id": case_id}))


def mediators_of(session: Session, case_id: UUID) -> list[UUID]:
    """The mediators of the case now, the first named first."""
    return list(looked_up(session, _APPOINTED, {"case_id": case_id}))


def duties_of(session: Session, agreement_id: UUID) -> list[Obligation]:
    """What the agreement obliges to, in its order."""
    return list(looked_up(session, _DUTIES, {"agreement_id": agreement_id}))


def further_clauses(agreement: Agreement) -> tuple[str, ...]:
    """Its clauses that set no duty, in their order."""
    return tuple(json.loads(agreement.further or "[]"))


def acting_for(session: Session, party_ids: Iterable[UUID]) -> list[Representative]:
    """Who acts for those parties now, in the order in which they were entered."""
    return list(looked_up(session, _ACTING, {"party_ids": tuple(party_ids)}))


def live_signatures(session: Session, **target: UUID) -> list[Signature]:
    """The signatures under an agreement (`agreement_id`) or an application (`confirmation_id`) not voided."""
    ((name, one),) = target.items()
    return list(looked_up(session, _SIGNATURES[name], {name: one}))
