"""Names that stand twice in a case: on both sides, or among the parties and in the office that handles it."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from mediation.model import Case, Person
from mediation.readmodels.case_parts import parties_of
from mediation.rules.intake import own_matter, warnings
from mediation.rules.messages import Message
from mediation.services.case_now import mediator_names


def namesakes(session: Session, case_id: UUID) -> tuple[Message, ...]:
    """What to look at once more among the parties of now, those who act for them, and who registered and mediates."""
    parties = [party for party in parties_of(session, case_id) if party.until_on is None]
    registrar = select(Person.name).join(Case, Case.registered_by == Person.id).where(Case.id == case_id)
    office = (*session.scalars(registrar), *mediator_names(session, case_id))
    return (*warnings(parties), *own_matter(parties, office))
