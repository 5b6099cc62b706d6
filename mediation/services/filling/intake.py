"""Filling the papers at the door."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import Uuid, bindparam, select

from mediation.model import Consent, Region
from mediation.rules import papers
from mediation.rules.vocabulary import CaseSource, ConsentPurpose
from mediation.services.paper_sources import Fill, PaperSources

ASKED = frozenset(
    {
        CaseSource.APPLICATION,
        CaseSource.COURT_GUIDANCE,
        CaseSource.COURT_DELEGATED,
        CaseSource.COURT_ENTRUSTED,
        CaseSource.GOVERNANCE_CENTRE,
        CaseSource.PETITION,
        CaseSource.HOTLINE,
    }
)
"""The ways in that begin with somebody who asks for protection: only that interrupts limitation (诉讼时效规定 12)."""


def _intake_form(sources: PaperSources, subject_id: UUID) -> papers.Contents:
    region = sources.session.get_one(Region, sources.case.region_code)
    acceptance = sources.acceptance(subject_id)
    return papers.IntakeForm(
        committee=acceptance.committee,
        registered_on=acceptance.registered_on,
        requested_on=sources.case.first_asked_on,
        parties=sources.printed,
        consents=_consents(sources),
        category=sources.category,
        source=sources.case.source.title_text,
        facts=sources.case.narrative or "",
        claim=sources.case.claim or "",
        registrar=acceptance.registrar,
        number=acceptance.number,
        difficulty=sources.case.difficulty.title_text,
        place=f"{region.label} {sources.case.place}".strip(),
        asked=sources.case.source in ASKED,
    )


_CONSENTS = (
    select(Consent)
    .where(
        Consent.party_id.in_(bindparam("party_ids", type_=Uuid(), expanding=True)),
        Consent.purpose == ConsentPurpose.MEDIATION,
    )
    .order_by(Consent.given_on, Consent.id)
)


def _consents(sources: PaperSources) -> tuple[papers.PartyConsent, ...]:
    parties = sources.parties
    last = {
        consent.party_id: consent
        for consent in sources.session.scalars(_CONSENTS, {"party_ids": [party.id for party in parties]})
    }
    return tuple(
        papers.PartyConsent(party.name, said.granted, said.given_on, said.in_writing)
        if (said := last.get(party.id)) is not None
        else papers.PartyConsent(party.name)
        for party in parties
    )


def _rights_notice(sources: PaperSources, subject_id: UUID) -> papers.Contents:
    acceptance = sources.acceptance(subject_id)
    return papers.RightsNotice(
        committee=acceptance.committee,
        parties=sources.printed,
        accepted_on=acceptance.accepted_on,
        number=acceptance.number,
        matter=sources.case.title,
    )


FILLS: Mapping[str, Fill] = {
    "intake_form": _intake_form,
    "rights_notice": _rights_notice,
}
