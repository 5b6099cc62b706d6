"""Who is away on a day: lists of mediators say so, and triage counts only who is there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from uuid import UUID

from sqlalchemy import Date, Uuid, bindparam, func, select
from sqlalchemy.orm import Session

from mediation.model import Absence

_TODAY = bindparam("today", type_=Date())
_AWAY = (
    select(Absence.person_id, func.max(Absence.until_on))
    .where(
        Absence.person_id.in_(bindparam("people", type_=Uuid(), expanding=True)),
        Absence.ended_at.is_(None),
        Absence.from_on <= _TODAY,
        Absence.until_on >= _TODAY,
    )
    .group_by(Absence.person_id)
)


def away_until(session: Session, people: Iterable[UUID], today: date) -> Mapping[UUID, date]:
    """Those of the people who are away that day, with their last day away."""
    rows = session.execute(_AWAY, {"people": list(set(people)), "today": today})
    return {person_id: until_on for person_id, until_on in rows}
