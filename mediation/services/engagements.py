"""专职 and 兼职: from which day on each mediator is full time, or mediates beside other work."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ScalarSelect, select
from sqlalchemy.orm import Session

from mediation.model import MediatorEngagement, Person
from mediation.rules.vocabulary import Engagement


def engaged(day: Any) -> ScalarSelect[Engagement]:
    """Of the person of the statement on that day, None where nothing is noted; of one day what was noted last."""
    return (
        select(MediatorEngagement.engagement)
        .where(MediatorEngagement.person_id == Person.id, MediatorEngagement.from_on <= day)
        .order_by(
            MediatorEngagement.from_on.desc(),
            MediatorEngagement.noted_at.desc(),
            MediatorEngagement.id.desc(),
        )
        .limit(1)
        .correlate(Person)
        .scalar_subquery()
    )


def engagement_on(session: Session, person_id: UUID, day: date) -> Engagement | None:
    """None where nothing is noted of that day or before."""
    return session.scalar(select(engaged(day)).where(Person.id == person_id))


def keep_engagement(
    session: Session, person_id: UUID, engagement: Engagement, from_on: date, *, by: UUID | None, at: datetime
) -> None:
    """`by` None: from a list that was read at the server."""
    session.add(
        MediatorEngagement(
            person_id=person_id, engagement=engagement, from_on=from_on, noted_by=by, noted_at=at
        )
    )
    session.flush()


def engagement_named(text: str) -> Engagement | None:
    """By its name in a table, or as people write it; None for what is neither."""
    return next((one for one in Engagement if text.strip() in (one.value, one.title_text)), None)
