"""Filling the papers at the door."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from uuid import UUID

from sqlalchemy import Uuid, bindparam, select

from mediation.model import Consent, Filing, Party, Region, Representative
from mediation.rules import papers
from mediation.rules.vocabulary import CaseSource, ConsentPurpose, CourtDoor, OrganisationKind
from mediation.services.court_door import court_door, term_of
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


def _mediation_application(sources: PaperSources, subject_id: UUID) -> papers.Contents:
    return papers.MediationApplication(
        committee=sources.committee,
        parties=sources.print_of(sources.applicants),
        facts=sources.case.narrative or "",
        claim=sources.case.claim or "",
        applied_on=sources.case.first_asked_on,
    )


def _power_of_attorney(sources: PaperSources, subject_id: UUID) -> papers.Contents:
    acting = sources.session.get_one(Representative, subject_id)
    giving = sources.session.get_one(Party, acting.party_id)
    (printed,) = sources.print_of((giving,))
    return papers.PowerOfAttorney(
        committee=sources.committee,
        parties=(replace(printed, representatives=()),),
        agent=papers.PaperRepresentative(
            kind=acting.kind,
            name=acting.name,
            authority=acting.authority,
            relation=acting.relation,
            id_number=acting.id_number or "",
            phone=acting.phone or "",
        ),
        others=tuple(one.name for one in sources.applicants if one.id != giving.id),
        matter=sources.case.title,
        since=acting.from_on,
        number=sources.case.number or "",
    )


def _intake_refusal(sources: PaperSources, subject_id: UUID) -> papers.Contents:
    refused = sources.event(subject_id)
    assert refused.organisation_id is not None
    by = sources.organisation(refused.organisation_id)
    return papers.IntakeRefusal(
        committee=by.name,
        parties=sources.named,
        matter=sources.case.title,
        requested_on=sources.case.first_asked_on,
        refused_on=refused.on,
        reason=refused.said("reason"),
        route=sources.route,
        by_centre=by.kind is OrganisationKind.GOVERNANCE_CENTRE,
    )


def _first_mediation_consent(sources: PaperSources, subject_id: UUID) -> papers.Contents:
    filing = sources.session.get_one(Filing, subject_id)
    procedure = court_door(sources.session, sources.case)[1]
    return papers.FirstMediationConsent(
        court=sources.organisation(filing.court_id).name,
        parties=sources.named,
        case_number=filing.court_number,
        category=sources.category,
        filed_on=filing.filed_on,
        days=term_of(CourtDoor.FIRST_MEDIATION, procedure),
    )


FILLS: Mapping[str, Fill] = {
    "intake_form": _intake_form,
    "rights_notice": _rights_notice,
    "mediation_application": _mediation_application,
    "power_of_attorney": _power_of_attorney,
    "intake_refusal": _intake_refusal,
    "first_mediation_consent": _first_mediation_consent,
}
