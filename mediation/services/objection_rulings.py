"""Rulings on objections as they stand: which waits for its seal or service, on whom, and what stays confirmed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Uuid, bindparam, select
from sqlalchemy.orm import Session

from mediation.model import Confirmation, Objection, ObjectionDelivery, ObjectionRuling, Party
from mediation.rules.vocabulary import ObjectionOutcome
from mediation.services.case_now import current_parties, in_whose_place

GRANTED = ("confirmed", "objected", "varied", "in_force")
"""While somebody objects, the ruling stands; so does what a new ruling left of it; and a mediation paper in force."""


@dataclass(frozen=True, slots=True)
class Addressee:
    """Whom such a ruling must reach: a party, or an outsider by the objection that they made."""

    name: str
    party_id: UUID | None = None
    objection_id: UUID | None = None


def rulings_on(session: Session, confirmation_id: UUID) -> Sequence[ObjectionRuling]:
    """All of one confirmation, in the order in which they were made."""
    query = select(ObjectionRuling).where(ObjectionRuling.confirmation_id == confirmation_id)
    return session.scalars(query.order_by(ObjectionRuling.ruled_on, ObjectionRuling.id)).all()


def was_varied(session: Session, confirmation_id: UUID) -> bool:
    """Whether another ruling has taken the place of a part of the first one."""
    return any(one.outcome is ObjectionOutcome.VARIED for one in rulings_on(session, confirmation_id))


def objections_waiting(session: Session, confirmation_id: UUID) -> Sequence[Objection]:
    """Those on which the court has not ruled, in the order in which they came."""
    query = select(Objection).where(
        Objection.confirmation_id == confirmation_id,
        Objection.ruling_id.is_(None),
        Objection.voided_at.is_(None),
    )
    return session.scalars(query.order_by(Objection.raised_on, Objection.id)).all()


def ruling_to_seal(session: Session, confirmation_id: UUID) -> ObjectionRuling | None:
    return next(
        (one for one in rulings_on(session, confirmation_id) if _complete(one) and not one.sealed_on), None
    )


def ruling_to_serve(session: Session, confirmation_id: UUID) -> ObjectionRuling | None:
    return next(
        (
            one
            for one in rulings_on(session, confirmation_id)
            if one.sealed_on and unserved_with(session, one)
        ),
        None,
    )


def _complete(ruling: ObjectionRuling) -> bool:
    """Not one that an older version of the definition recorded by its number alone: its paper was made elsewhere."""
    return ruling.findings_sealed is not None


def objections_under(session: Session, ruling_id: UUID) -> Sequence[Objection]:
    """The objections that the ruling is on, in the order in which they came."""
    query = select(Objection).where(Objection.ruling_id == ruling_id)
    return session.scalars(query.order_by(Objection.raised_on, Objection.id)).all()


def addressees(session: Session, ruling: ObjectionRuling) -> tuple[Addressee, ...]:
    """Every party of now, and the outsiders whose objections it is on."""
    confirmation = session.get_one(Confirmation, ruling.confirmation_id)
    parties = (Addressee(p.name, party_id=p.id) for p in current_parties(session, confirmation.case_id))
    outsiders = (
        Addressee(one.outsider, objection_id=one.id)
        for one in objections_under(session, ruling.id)
        if one.party_id is None
    )
    return (*parties, *outsiders)


def unserved_with(session: Session, ruling: ObjectionRuling) -> tuple[Addressee, ...]:
    """Whom it has not reached."""
    reached = {
        (party_id, objection_id)
        for party_id, objection_id in session.execute(
            select(ObjectionDelivery.party_id, ObjectionDelivery.objection_id).where(
                ObjectionDelivery.ruling_id == ruling.id
            )
        )
    }
    return tuple(one for one in addressees(session, ruling) if not _names_of(session, one) & reached)


def _names_of(session: Session, one: Addressee) -> set[tuple[UUID | None, UUID | None]]:
    """As whom it may have reached them: also as the party in whose place they stand."""
    if one.party_id is None:
        return {(None, one.objection_id)}
    return {(party_id, None) for party_id in in_whose_place(session, session.get_one(Party, one.party_id))}


_GRANTED = select(Confirmation).where(
    Confirmation.agreement_id == bindparam("agreement_id", type_=Uuid()), Confirmation.state.in_(GRANTED)
)


def confirmation_in_force(
    session: Session, agreement_id: UUID, ordinal: int | None = None
) -> Confirmation | None:
    """What makes the agreement, or that duty of it, enforceable: a new ruling may have taken the duty out."""
    for one in session.scalars(_GRANTED, {"agreement_id": agreement_id}):
        if ordinal is None or ordinal not in lifted_duties(session, one.id):
            return one
    return None


def lifted_duties(session: Session, confirmation_id: UUID) -> frozenset[int]:
    """The duties, by their numbers, that the ruling no longer confirms."""
    rulings = session.scalars(
        select(ObjectionRuling.lifted).where(ObjectionRuling.confirmation_id == confirmation_id)
    )
    return frozenset(n for lifted in rulings for n in lifted)
