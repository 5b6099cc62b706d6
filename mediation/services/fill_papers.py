"""Filling the contents of each paper from the database: what is printed is what is stored."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from uuid import UUID

from sqlalchemy import Uuid, bindparam, select
from sqlalchemy.orm import Session

from mediation.model import (
    Agreement,
    Case,
    CaseNumber,
    Confirmation,
    Consent,
    Deadline,
    Document,
    Filing,
    ObjectionRuling,
    Organisation,
    Party,
    Person,
    Region,
    Request,
    Sitting,
    SittingMediator,
    SittingParty,
)
from mediation.rules import papers
from mediation.rules.clock import SHANGHAI
from mediation.rules.vocabulary import (
    CaseSource,
    ConsentPurpose,
    CourtDoor,
    ObjectionOutcome,
    Side,
    SittingKind,
)
from mediation.services.case_now import duties_of, further_clauses
from mediation.services.court_door import court_door, the_parties_marks_suffice
from mediation.services.fill_signature_sheet import fill_signature_sheet
from mediation.services.jurisdiction import INVITED_BY_COURT
from mediation.services.objection_rulings import objections_under, rulings_on
from mediation.services.paper_sources import PaperSources

AGREEMENT = "agreement"
CLOSED_ANNEX = "service_addresses"
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
Fill = Callable[[PaperSources, UUID], papers.Contents]


def fill_paper(sources: PaperSources, kind: str, subject_id: UUID) -> papers.Contents:
    """The contents of the paper as the database has them now."""
    return FILLS[kind](sources, subject_id)


def is_outdated(sources: PaperSources, document: Document) -> bool:
    """Whether the case now gives other contents than those that the document was issued with."""
    return fill_paper(sources, document.kind, document.subject_id).to_json() != document.contents


def is_void(session: Session, kind: str, subject_id: UUID) -> bool:
    """Whether the paper is of an agreement that was set aside: nobody may sign or use it any more."""
    return kind == AGREEMENT and session.get_one(Agreement, subject_id).superseded_at is not None


Hidden = frozenset[tuple[Side, str]]
"""The parties whose address the others must not learn now, under every name that they had in the case."""


def hidden_parties(session: Session, case_id: UUID) -> Hidden:
    """Whose address is withheld by the last row at their place."""
    rows = session.scalars(select(Party).where(Party.case_id == case_id).order_by(Party.ordinal)).all()
    now = {row.position: row.address_withheld for row in rows}
    return frozenset((row.side, row.name) for row in rows if now[row.position])


def prints_hidden_address(document: Document, hidden: Hidden) -> bool:
    """Whether the paper was issued with what is withheld since; the closed annex for the court is meant to be."""
    kind = papers.PAPERS[document.kind]
    if not hidden or not kind.shows_numbers or document.kind == CLOSED_ANNEX:
        return False
    return any(
        (p.side, p.name) in hidden and (p.address or p.phone)
        for p in kind.contents.from_json(document.contents or "").parties
    )


def agreement_paper_is_current(session: Session, case: Case, agreement: Agreement) -> bool:
    """Whether the paper last issued of the agreement still says what its signers agree to."""
    last = last_edition(session, case.id, AGREEMENT, agreement.id)
    if last is None:
        return False
    issued = papers.Agreement.from_json(last.contents or "")
    return issued.substance == _agreement(PaperSources(session, case), agreement.id).substance


def last_edition(
    session: Session, case_id: UUID, kind: str, subject_id: UUID | None, *, standing: bool = True
) -> Document | None:
    """The newest paper of its kind about the subject; of a case, without one.

    Also one whose step was taken back, unless only what is `standing` is asked for.
    """
    query = _EDITIONS[standing, subject_id is not None]
    return session.scalar(query, {"case_id": case_id, "kind": kind, "subject_id": subject_id})


_CASE = bindparam("case_id", type_=Uuid())
_ORGANISATION = bindparam("organisation_id", type_=Uuid())
_OF_ITS_KIND = (
    select(Document)
    .where(Document.case_id == _CASE, Document.kind == bindparam("kind"))
    .order_by(Document.edition.desc())
    .limit(1)
)
_OF_ITS_SUBJECT = _OF_ITS_KIND.where(Document.subject_id == bindparam("subject_id", type_=Uuid()))
_EDITIONS = {
    (standing, about): query.where(Document.voided_at.is_(None)) if standing else query
    for about, query in ((False, _OF_ITS_KIND), (True, _OF_ITS_SUBJECT))
    for standing in (False, True)
}
"""By whether only what stands is asked for, and whether a subject is named."""


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


_SITTING = bindparam("sitting_id", type_=Uuid())
_WHO_WAS_THERE = select(SittingParty.party_id).where(SittingParty.sitting_id == _SITTING)
_WHO_HELD_IT = (
    select(Person.name)
    .join(SittingMediator, SittingMediator.person_id == Person.id)
    .where(SittingMediator.sitting_id == _SITTING)
    .order_by(Person.name)
)
_ITS_NUMBER = (
    select(CaseNumber.text)
    .where(
        CaseNumber.case_id == _CASE,
        CaseNumber.organisation_id == _ORGANISATION,
        CaseNumber.voided_at.is_(None),
    )
    .order_by(CaseNumber.given_on.desc(), CaseNumber.n.desc())
    .limit(1)
)


def _sitting_record(sources: PaperSources, subject_id: UUID) -> papers.Contents:
    sitting = sources.session.get_one(Sitting, subject_id)
    there = set(sources.session.scalars(_WHO_WAS_THERE, {"sitting_id": sitting.id}))
    mediators = sources.session.scalars(_WHO_HELD_IT, {"sitting_id": sitting.id})
    number = sources.session.scalar(
        _ITS_NUMBER, {"case_id": sources.case.id, "organisation_id": sitting.organisation_id}
    )
    return papers.SittingRecord(
        committee=sources.session.get_one(Organisation, sitting.organisation_id).name,
        matter=sources.case.title,
        began_at=sitting.began_at,
        ended_at=sitting.ended_at,
        place=sitting.place,
        parties=sources.print_of(
            sources.session.scalars(
                select(Party).where(Party.id.in_(there)).order_by(Party.position, Party.ordinal)
            ).all(),
        ),
        mediators=tuple(mediators),
        recorder=sources.name(sitting.recorder_id),
        record=sitting.record or "",
        result=sitting.result or "",
        ordinal=sitting.ordinal,
        kind=sitting.kind,
        manner=sitting.manner,
        helpers=sitting.helpers,
        number=number or "",
        rights_told=sitting.rights_told,
    )


def _clauses(sources: PaperSources, agreement: Agreement) -> tuple[papers.Clause, ...]:
    rows = duties_of(sources.session, agreement.id)
    return papers.clauses_of(
        (
            papers.PaperObligation(
                kind=o.kind,
                debtor=o.debtor_name,
                creditor=o.creditor_name,
                amount=o.amount,
                what=o.what or "",
                due_on=o.due_on,
                condition=o.condition,
                means=o.means,
                place=o.place,
                performed=o.performed_at_once,
            )
            for o in rows
        ),
        further_clauses(agreement),
    )


def _agreement(sources: PaperSources, subject_id: UUID) -> papers.Agreement:
    agreement = sources.session.get_one(Agreement, subject_id)
    mediators = sources.mediators
    return papers.Agreement(
        committee=sources.committee,
        number=sources.case.number or "",
        parties=sources.printed,
        facts=agreement.facts or "",
        disputed=agreement.disputed or "",
        responsibility=agreement.responsibility or "",
        left_over=agreement.left_over or "",
        clauses=_clauses(sources, agreement),
        drawn_on=agreement.drawn_on,
        mediators=mediators,
        recorder=_recorder(sources) or (mediators[0] if mediators else ""),
        performed_at_once=agreement.performed_at_once,
        court_invited=sources.case.source in INVITED_BY_COURT,
        parties_marks_suffice=the_parties_marks_suffice(sources.session, sources.case),
    )


_RECORDER = (
    select(Person.name)
    .join(Sitting, Sitting.recorder_id == Person.id)
    .where(
        Sitting.case_id == _CASE,
        Sitting.organisation_id == _ORGANISATION,
        Sitting.kind == SittingKind.JOINT,
        Sitting.voided_at.is_(None),
    )
    .order_by(Sitting.ordinal.desc())
    .limit(1)
)


def _recorder(sources: PaperSources) -> str:
    """Who recorded the last joint sitting records the agreement too."""
    return (
        sources.session.scalar(
            _RECORDER, {"case_id": sources.case.id, "organisation_id": sources.case.organisation_id}
        )
        or ""
    )


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
        clauses=_clauses(sources, agreement),
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
        parties=_named(sources),
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
        clauses=_clauses(sources, agreement),
        category=sources.category.removesuffix("纠纷"),
        findings=confirmation.findings or "",
        case_number=confirmation.court_number or "",
        judge=sources.name(confirmation.judge_id),
        clerk=confirmation.clerk_name,
        ruled_on=confirmation.ruled_on,
        sealed_on=confirmation.sealed_on,
        successions=sources.successions,
    )


def _filing_receipt(sources: PaperSources, subject_id: UUID) -> papers.Contents:
    """Of a complaint that lies with the court, or of a suit that was registered on the spot."""
    complaint = sources.session.get(Request, subject_id)
    if complaint is None:
        filing = sources.session.scalars(
            select(Filing).where(Filing.case_id == subject_id, Filing.voided_at.is_(None))
        ).one()
        court_id, received_on, handed_in = filing.court_id, filing.filed_on, ""
    else:
        assert complaint.asked_id is not None
        court_id, handed_in = complaint.asked_id, complaint.subject or ""
        received_on = _received_on(complaint)
    return papers.FilingReceipt(
        court=sources.session.get_one(Organisation, court_id).name,
        parties=_named(sources),
        category=sources.category,
        received_on=received_on,
        papers=handed_in,
    )


def _correction_notice(sources: PaperSources, subject_id: UUID) -> papers.Contents:
    complaint = sources.session.get_one(Request, subject_id)
    term = sources.session.scalars(
        select(Deadline)
        .where(Deadline.matter_id == subject_id, Deadline.clock == "correction")
        .order_by(Deadline.id.desc())
        .limit(1)
    ).one()
    return papers.CorrectionNotice(
        court=sources.session.get_one(Organisation, complaint.asked_id).name,
        parties=_named(sources),
        category=sources.category,
        received_on=_received_on(complaint),
        what=complaint.answer or "",
        told_on=term.starts_on,
        until_on=term.due_on,
    )


def _filing_refusal(sources: PaperSources, subject_id: UUID) -> papers.Contents:
    complaint = sources.session.get_one(Request, subject_id)
    suing = [party for party in sources.parties if party.side is Side.APPLICANT]
    return papers.FilingRefusal(
        court=sources.session.get_one(Organisation, complaint.asked_id).name,
        parties=sources.print_of(suing),
        sued=tuple(party.name for party in sources.parties if party.side is Side.RESPONDENT),
        category=sources.category,
        received_on=_received_on(complaint),
        claim=sources.case.claim or "",
        grounds=complaint.answer or "",
        case_number=complaint.court_number or "",
        judge=sources.name(complaint.judge_id),
        ruled_on=complaint.ruled_on or _received_on(complaint),
    )


def _received_on(complaint: Request) -> date:
    return complaint.opened_at.astimezone(SHANGHAI).date()


def _named(sources: PaperSources) -> tuple[papers.PaperParty, ...]:
    """The parties by name alone."""
    return tuple(papers.PaperParty(side=p.side, kind=p.kind, name=p.name) for p in sources.parties)


def _mediation_paper(sources: PaperSources, subject_id: UUID) -> papers.Contents:
    confirmation = sources.session.get_one(Confirmation, subject_id)
    agreement = sources.session.get_one(Agreement, confirmation.agreement_id)
    door, _ = court_door(sources.session, sources.case)
    return papers.MediationPaper(
        court=sources.session.get_one(Organisation, confirmation.court_id).name,
        parties=sources.printed_applicants,
        committee=sources.committee,
        accepted_on=confirmation.accepted_on or confirmation.drawn_on,
        clauses=_clauses(sources, agreement),
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
    clauses = _clauses(sources, session.get_one(Agreement, confirmation.agreement_id))
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
    "filing_receipt": _filing_receipt,
    "correction_notice": _correction_notice,
    "filing_refusal": _filing_refusal,
    "intake_form": _intake_form,
    "rights_notice": _rights_notice,
    "sitting_record": _sitting_record,
    "agreement": _agreement,
    "confirmation_application": _application,
    "confirmation_ruling": _ruling,
    "mediation_certificate": _certificate,
    "mediation_paper": _mediation_paper,
    "objection_ruling": _objection_ruling,
    "service_addresses": _service_addresses,
    "signature_sheet": fill_signature_sheet,
}
