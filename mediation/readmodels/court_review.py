"""The court's review of an application and the hearings it held: for the court alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from mediation.model import Confirmation, Party, Person, Questioning
from mediation.rules.court_review import CourtReview


def court_review_of(session: Session, confirmation_id: UUID) -> CourtReview:
    """The last answers; without any, none is given. For whoever was given the court's page of it."""
    return as_review(session.get_one(Confirmation, confirmation_id))


def as_review(confirmation: Confirmation) -> CourtReview:
    return CourtReview.from_json(confirmation.review) if confirmation.review else CourtReview()


@dataclass(frozen=True, slots=True)
class HearingShown:
    """One 询问笔录."""

    id: UUID
    began_at: datetime
    ended_at: datetime | None
    place: str
    judge: str
    clerk: str
    present: tuple[str, ...]
    record: str


def hearings_of(session: Session, confirmation_id: UUID) -> tuple[HearingShown, ...]:
    rows = session.execute(
        select(Questioning, Person.name)
        .join(Person, Person.id == Questioning.asked_by)
        .where(Questioning.confirmation_id == confirmation_id)
        .order_by(Questioning.began_at, Questioning.id)
    ).all()
    return tuple(
        HearingShown(
            one.id,
            one.began_at,
            one.ended_at,
            one.place,
            judge,
            one.clerk_name,
            tuple(session.get_one(Party, UUID(party_id)).name for party_id in one.party_ids),
            one.record or "",
        )
        for one, judge in rows
    )
