"""Who is away on a day: lists of mediators say so, and triage counts only who is there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from mediation.model import Absence


def away_until(session: Session, people: Iterable[UUID], today: date) -> Mapping[UUID, date]:
    """Those of the people who are away that day, with their last day away."""
    rows = session.execute(
        select(Absence.person_id, func.max(Absence.until_on))
        .where(
            Absence.person_id.in_(set(people)),
            Absence.ended_at.is_(None),
            Absence.from_on <= today,
            Absence.until_on >= today,
        )
        .group_by(Absence.person_id)
    )
    return {person_id: until_on for person_id, until_on in rows}
