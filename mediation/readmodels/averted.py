"""What a dispute did not turn into, as noted on the case."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from mediation.model import Averted, Person
from mediation.rules.errors import NotThere
from mediation.rules.policy import CaseView
from mediation.rules.statistics import AvertedKind


@dataclass(frozen=True, slots=True)
class AvertedShown:
    """One of them, to who works on the case."""

    id: UUID
    kind: AvertedKind
    people: int
    happened_on: date
    what: str
    by: str


def averted_of(session: Session, case_id: UUID, view: CaseView) -> tuple[AvertedShown, ...]:
    """What stands, to who sees the whole case."""
    if view is not CaseView.FULL:
        raise NotThere
    rows = session.execute(
        select(Averted, Person.name)
        .join(Person, Person.id == Averted.noted_by)
        .where(Averted.case_id == case_id, Averted.voided_at.is_(None))
        .order_by(Averted.happened_on, Averted.id)
    )
    return tuple(
        AvertedShown(row.id, row.kind, row.people, row.happened_on, row.what or "", by) for row, by in rows
    )
