"""Nobody has signed in time for what a court sent: those who could are told by message as well as by their list."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy import select

from mediation.model import HandOver, Membership, Organisation, Person
from mediation.rules.clock import SHANGHAI
from mediation.rules.vocabulary import MatterKind, NoticePurpose, Seat
from mediation.services.queue_notice import queue_notice
from mediation.services.unit_of_work import UnitOfWork

CLOCK = "court_receipt"
USEFUL = timedelta(days=2)
"""By then the court has sent the case elsewhere."""
SAID = "{court}送来的一件案件，签收期限 {due_on} 已过。请登录系统签收或者退回；不签收的，由法院改派。"


def chase_receipt(uow: UnitOfWork, offer: HandOver, due_on: date, now: datetime) -> int:
    """A message to each of the receiver's people who can sign and has a phone number; how many. No name is in it."""
    court = uow.session.get_one(Organisation, offer.sender_id)
    text = SAID.format(court=court.name, due_on=due_on.isoformat())
    people = _who_can_sign(uow, offer, now.astimezone(SHANGHAI).date())
    for person in people:
        queue_notice(
            uow,
            case_id=offer.case_id,
            purpose=NoticePurpose.CHASE,
            subject_id=offer.id,
            to=person.phone or "",
            text=text,
            at=now,
            expires_at=now + USEFUL,
        )
    return len(people)


def _who_can_sign(uow: UnitOfWork, offer: HandOver, today: date) -> list[Person]:
    steps = uow.registry.of(MatterKind.HAND_OVER, offer.definition_version).steps
    roles = {role.name for step in steps if step.seat is Seat.RECEIVER for role in step.by}
    people = uow.session.scalars(
        select(Person)
        .join(Membership, Membership.person_id == Person.id)
        .where(
            Membership.organisation_id == offer.receiver_id,
            Membership.role.in_(roles),
            Membership.from_on <= today,
            Membership.until_on.is_(None) | (Membership.until_on >= today),
            Person.active,
            Person.phone_sealed.is_not(None),
        )
        .distinct()
        .order_by(Person.id)
    )
    return list(people)
