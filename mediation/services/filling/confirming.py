"""Filling the papers of an application for confirmation, the committee's and the court's."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from mediation.model import Agreement, Confirmation, ObjectionRuling, Organisation, Party
from mediation.rules import papers
from mediation.rules.vocabulary import CourtDoor, ObjectionOutcome
from mediation.services.court_door import court_door
from mediation.services.objection_rulings import objections_under, rulings_on
from mediation.services.paper_sources import Fill, PaperSources, clauses_of_agreement


def _application(sources: PaperSources, subject_id: UUID) -> papers.Contents:
    confirmation = sources.session.get_one(Confirmation, subject_id)
    agreement = sources.session.get_one(Agreement, confirmation.agreement_id)
    return papers.ConfirmationApplication(
        court=sources.session.get_one(Organisation, confirmation.court_id).name,
        parties=sources.printed_applicants,
        committee=sources.committee,
        agreement_number=sources.case.number or "",
        agreement_in_force_on=agreement.in_force_on or agreement.drawn_on,
        facts=agreement.facts or "",
        clauses=clauses_of_agreement(sources, agreement),
        applied_on=confirmation.drawn_on,
        wanted=confirmation.wanted,
        jurisdiction=f"贵院管辖本案的依据：{confirmation.court_reason.rstrip('。')}（民事诉讼法第二百零五条）。",
        successions=sources.successions,
    )


def _certificate(sources: PaperSources, subject_id: UUID) -> papers.Contents:
    confirmation = sources.session.get_one(Confirmation, subject_id)
    agreement = sources.session.get_one(Agreement, confirmation.agreement_id)
    return papers.MediationCertificate(
        court=sources.session.get_one(Organisation, confirmation.court_id).name,
        committee=sources.committee,
        number=sources.case.number or "",
        parties=sources.named,
        category=sources.category,
        accepted_on=sources.acceptance(subject_id).accepted_on,
        in_force_on=agreement.in_force_on or agreement.drawn_on,
        mediators=sources.mediators,
        issued_on=confirmation.drawn_on,
    )


def _service_addresses(sources: PaperSources, subject_id: UUID) -> papers.Contents:
    confirmation = sources.session.get_one(Confirmation, subject_id)
    parties = sources.applicants
    acting = sources.acting(parties)
    return papers.ServiceAddresses(
        court=sources.session.get_one(Organisation, confirmation.court_id).name,
        committee=sources.committee,
        agreement_number=sources.case.number or "",
        parties=tuple(
            papers.ServiceAddress(
                side=p.side,
                kind=p.kind,
                name=p.name,
                address=p.address or "",
                phone=p.phone or "",
                address_withheld=p.address_withheld,
                representatives=acting.get(p.id, ()),
            )
            for p in parties
        ),
        applied_on=confirmation.drawn_on,
    )


def _ruling(sources: PaperSources, subject_id: UUID) -> papers.Contents:
    confirmation = sources.session.get_one(Confirmation, subject_id)
    agreement = sources.session.get_one(Agreement, confirmation.agreement_id)
    return papers.ConfirmationRuling(
        court=sources.session.get_one(Organisation, confirmation.court_id).name,
        parties=sources.printed_applicants,
        committee=sources.committee,
        agreement_number=sources.case.number or "",
        agreement_in_force_on=agreement.in_force_on or agreement.drawn_on,
        accepted_on=confirmation.accepted_on or confirmation.drawn_on,
        clauses=clauses_of_agreement(sources, agreement),
        category=sources.category.removesuffix("纠纷"),
        findings=confirmation.findings or "",
        case_number=confirmation.court_number or "",
        judge=sources.name(confirmation.judge_id),
        clerk=confirmation.clerk_name,
        ruled_on=confirmation.ruled_on,
        sealed_on=confirmation.sealed_on,
        successions=sources.successions,
    )


def _mediation_paper(sources: PaperSources, subject_id: UUID) -> papers.Contents:
    confirmation = sources.session.get_one(Confirmation, subject_id)
    agreement = sources.session.get_one(Agreement, confirmation.agreement_id)
    door, _ = court_door(sources.session, sources.case)
    return papers.MediationPaper(
        court=sources.session.get_one(Organisation, confirmation.court_id).name,
        parties=sources.printed_applicants,
        committee=sources.committee,
        accepted_on=confirmation.accepted_on or confirmation.drawn_on,
        clauses=clauses_of_agreement(sources, agreement),
        registered=door is CourtDoor.FIRST_MEDIATION,
        category=sources.category.removesuffix("纠纷"),
        findings=confirmation.findings or "",
        fee=confirmation.fee,
        case_number=confirmation.court_number or "",
        judge=sources.name(confirmation.judge_id),
        clerk=confirmation.clerk_name,
        ruled_on=confirmation.ruled_on,
        sealed_on=confirmation.sealed_on,
        successions=sources.successions,
    )


def _objection_ruling(sources: PaperSources, subject_id: UUID) -> papers.Contents:
    session = sources.session
    ruling = session.get_one(ObjectionRuling, subject_id)
    confirmation = session.get_one(Confirmation, ruling.confirmation_id)
    clauses = clauses_of_agreement(sources, session.get_one(Agreement, confirmation.agreement_id))
    varied = ruling.outcome is ObjectionOutcome.VARIED
    gone = {n for one in rulings_on(session, confirmation.id) if one.id <= ruling.id for n in one.lifted}
    return papers.ObjectionRuling(
        court=session.get_one(Organisation, confirmation.court_id).name,
        parties=sources.printed_applicants,
        objections=tuple(
            papers.PaperObjection(
                who=session.get_one(Party, one.party_id).name if one.party_id else one.outsider,
                raised_on=one.raised_on,
                grounds=one.grounds or "",
                outsider=one.party_id is None,
            )
            for one in objections_under(session, ruling.id)
        ),
        committee=sources.committee,
        agreement_number=sources.case.number or "",
        original_number=confirmation.court_number or "",
        original_ruled_on=confirmation.ruled_on or confirmation.drawn_on,
        outcome=ruling.outcome,
        findings=ruling.findings or "",
        case_number=ruling.court_number,
        judge=sources.name(ruling.judge_id),
        clerk=ruling.clerk_name,
        ruled_on=ruling.ruled_on,
        terms=ruling.terms or "",
        lifted=tuple(one for n, one in enumerate(clauses, 1) if varied and n in ruling.lifted),
        remaining=tuple(one for n, one in enumerate(clauses, 1) if varied and n not in gone),
        sealed_on=ruling.sealed_on,
    )


FILLS: Mapping[str, Fill] = {
    "confirmation_application": _application,
    "mediation_certificate": _certificate,
    "service_addresses": _service_addresses,
    "confirmation_ruling": _ruling,
    "mediation_paper": _mediation_paper,
    "objection_ruling": _objection_ruling,
}
