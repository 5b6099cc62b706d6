"""Names to look at twice: on both sides, among the parties and in the office, or a village in its own village."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from mediation.model import Case, Organisation, Person, Region
from mediation.readmodels.case_parts import PartyShown, parties_of
from mediation.rules.intake import own_matter, warnings
from mediation.rules.messages import Message, say
from mediation.rules.naming import governs
from mediation.rules.vocabulary import Level, PartyKind
from mediation.services.case_now import mediator_names


def namesakes(session: Session, case_id: UUID) -> tuple[Message, ...]:
    """What to look at once more among the parties of now, those who act for them, and who registered and mediates."""
    parties = [party for party in parties_of(session, case_id) if party.until_on is None]
    registrar = select(Person.name).join(Case, Case.registered_by == Person.id).where(Case.id == case_id)
    office = (*session.scalars(registrar), *mediator_names(session, case_id))
    return (*warnings(parties), *own_matter(parties, office), *_own_village(session, case_id, parties))


def _own_village(session: Session, case_id: UUID, parties: Sequence[PartyShown]) -> tuple[Message, ...]:
    """A village that is a party in its own village: its committee is no stranger to the matter."""
    place = session.scalar(
        select(Region.name)
        .join(Organisation, Organisation.region_code == Region.code)
        .join(Case, Case.organisation_id == Organisation.id)
        .where(Case.id == case_id, Organisation.level == Level.VILLAGE)
    )
    return tuple(
        say(
            "「{name}」是当事人，本村的调委会与它有利害关系：请考虑移交苏木乡镇，或者邀请其他调委会共同调解",
            name=party.name,
        )
        for party in parties
        if place and party.kind is PartyKind.ORGANISATION and governs(party.name, place)
    )
