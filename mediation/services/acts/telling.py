"""Before papers go to another body, every party is told and agrees (个人信息保护法 23)."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from mediation.model import Consent, Party
from mediation.rules.vocabulary import ConsentPurpose
from mediation.services.step import Taking


def silent(parties: Iterable[Party], agreeing_ids: Iterable[UUID]) -> tuple[str, ...]:
    """Those of the parties who were not told, or do not agree, by name."""
    agreeing = set(agreeing_ids)
    return tuple(party.name for party in parties if party.id not in agreeing)


def record_agreement(
    taking: Taking, parties: Iterable[Party], purpose: ConsentPurpose = ConsentPurpose.TRANSFER
) -> None:
    """Each of those parties' consent of that day; to the papers going on, where nothing else is named."""
    taking.uow.session.add_all(
        Consent(party_id=party.id, purpose=purpose, granted=True, given_on=taking.entry.on)
        for party in parties
    )
