"""Filling the contents of each paper from the database: what is printed is what is stored."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from mediation.model import (
    Agreement,
    Case,
    CaseEvent,
    CaseNumber,
    Category,
    Confirmation,
    Consent,
    Document,
    Obligation,
    Organisation,
    Party,
    Person,
    Region,
    Representative,
    Sitting,
    SittingMediator,
    SittingParty,
)
from mediation.rules import papers
from mediation.rules.clock import SHANGHAI
from mediation.rules.vocabulary import (
    CaseSource,
    ConsentPurpose,
    IdentityPaper,
    Side,
    SittingKind,
)
from mediation.services.case_now import current_parties, mediator_names
from mediation.services.jurisdiction import INVITED_BY_COURT

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
Fill = Callable[[Session, Case, UUID], papers.Contents]


def fill_paper(session: Session, kind: str, case: Case, subject_id: UUID) -> papers.Contents:
    """The contents of the paper as the database has them now."""
    return FILLS[kind](session, case, subject_id)


def is_outdated(session: Session, case_id: UUID, document_id: UUID) -> bool:
    """Whether the case now gives other contents than those that the document was issued with."""
    document = session.get_one(Document, document_id)
    case = session.get_one(Case, case_id)
    now = fill_paper(session, document.kind, case, document.subject_id).to_json()
    return now != document.contents


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


def prints_hidden_address(session: Session, document_id: UUID, hidden: Hidden) -> bool:
    """Whether the paper was issued with what is withheld since; the closed annex for the court is meant to be."""
    document = session.get_one(Document, document_id)
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
    return issued.substance == _agreement(session, case, agreement.id).substance


def last_edition(session: Session, case_id: UUID, kind: str, subject_id: UUID | None) -> Document | None:
    """The newest paper of its kind about the subject; of a case, without one."""
    query = select(Document).where(Document.case_id == case_id, Document.kind == kind)
    if subject_id is not None:
        query = query.where(Document.subject_id == subject_id)
    return session.scalar(query.order_by(Document.edition.desc()).limit(1))


def _committee(session: Session, case: Case) -> str:
    return session.get_one(Organisation, case.organisation_id).name


def _name(session: Session, person_id: UUID | None) -> str:
    return session.get_one(Person, person_id).name if person_id else ""


def _parties(session: Session, case: Case, only: set[UUID] | None = None) -> tuple[papers.PaperParty, ...]:
    return _printed(session, [p for p in current_parties(session, case.id) if only is None or p.id in only])


def _printed(session: Session, parties: Sequence[Party]) -> tuple[papers.PaperParty, ...]:
    acting = _acting(session, parties)
    return tuple(_party(session, party, acting.get(party.id, ())) for party in parties)


Acting = tuple[papers.PaperRepresentative, ...]


def _acting(session: Session, parties: Sequence[Party]) -> Mapping[UUID, Acting]:
    """Who acts for each of the parties now, in one look."""
    acting: dict[UUID, Acting] = {}
    for r in session.scalars(
        select(Representative)
        .where(Representative.party_id.in_([p.id for p in parties]), Representative.until_on.is_(None))
        .order_by(Representative.id)
    ):
        one = papers.PaperRepresentative(
            kind=r.kind,
            name=r.name,
            authority=r.authority,
            relation=r.relation,
            id_number=r.id_number or "",
            phone=r.phone or "",
        )
        acting[r.party_id] = (*acting.get(r.party_id, ()), one)
    return acting


def _party(session: Session, p: Party, acting: Acting) -> papers.PaperParty:
    return papers.PaperParty(
        side=p.side,
        kind=p.kind,
        name=p.name,
        sex=p.sex,
        ethnicity=p.ethnicity,
        born_on=p.born_on,
        occupation=p.occupation,
        id_paper=p.paper.title_text if p.paper is not IdentityPaper.NONE else "",
        id_number=p.id_number or "",
        phone=p.phone or "",
        address=p.address or "",
        address_withheld=p.address_withheld or (p.until_on is not None and _withheld_since(session, p)),
        credit_code=p.credit_code,
        legal_representative=p.legal_representative,
        language=p.language,
        interpreter=p.interpreter,
        representatives=acting,
    )


def _withheld_since(session: Session, p: Party) -> bool:
    """Whether the row that took this one's place hides the address: a paper of now must not bring it back."""
    latest = select(Party.address_withheld).where(Party.case_id == p.case_id, Party.position == p.position)
    return bool(session.scalar(latest.order_by(Party.ordinal.desc()).limit(1)))


@dataclass(frozen=True, slots=True)
class _Acceptance:
    """Whose number the papers of an acceptance carry; each committee that accepts issues its own."""

    committee: str
    number: str
    accepted_on: date
    registrar: str
    registered_on: date
    """Who took the case in at that committee and when: at its own door, or from another committee's hands."""


def _acceptance(session: Session, case: Case, subject_id: UUID) -> _Acceptance:
    number = session.get(CaseNumber, subject_id)
    at_the_door = (_name(session, case.registered_by), case.registered_at.astimezone(SHANGHAI).date())
    if number is None:  # issued before papers of an acceptance named its number
        accepted_on = session.scalar(select(CaseNumber.given_on).where(CaseNumber.text == case.number))
        return _Acceptance(
            _committee(session, case), case.number or "", accepted_on or at_the_door[1], *at_the_door
        )
    committee = session.get_one(Organisation, number.organisation_id).name
    taken_in = _signed_for(session, number) or at_the_door
    return _Acceptance(committee, number.text, number.given_on, *taken_in)


def _signed_for(session: Session, number: CaseNumber) -> tuple[str, date] | None:
    """Who of that organisation signed for the case last before it gave the number; None when it was not handed over."""
    row = session.execute(
        select(Person.name, CaseEvent.happened_at)
        .join(Person, Person.id == CaseEvent.person_id)
        .where(
            CaseEvent.case_id == number.case_id,
            CaseEvent.tag == "hand_over:sign_for",
            CaseEvent.organisation_id == number.organisation_id,
        )
        .order_by(CaseEvent.seq.desc())
    ).all()
    for name, happened_at in row:
        on = happened_at.astimezone(SHANGHAI).date()
        if on <= number.given_on:
            return name, on
    return None


def _intake_form(session: Session, case: Case, subject_id: UUID) -> papers.Contents:
    region = session.get_one(Region, case.region_code)
    acceptance = _acceptance(session, case, subject_id)
    return papers.IntakeForm(
        committee=acceptance.committee,
        registered_on=acceptance.registered_on,
        requested_on=case.first_asked_on,
        parties=_parties(session, case),
        consents=_consents(session, case),
        category=session.get_one(Category, case.category_code).name,
        source=case.source.title_text,
        facts=case.narrative or "",
        claim=case.claim or "",
        registrar=acceptance.registrar,
        number=acceptance.number,
        difficulty=case.difficulty.title_text,
        place=f"{region.label} {case.place}".strip(),
        asked=case.source in ASKED,
    )


def _consents(session: Session, case: Case) -> tuple[papers.PartyConsent, ...]:
    parties = current_parties(session, case.id)
    last = {
        consent.party_id: consent
        for consent in session.scalars(
            select(Consent)
            .where(
                Consent.party_id.in_([party.id for party in parties]),
                Consent.purpose == ConsentPurpose.MEDIATION,
            )
            .order_by(Consent.given_on, Consent.id)
        )
    }
    return tuple(
        papers.PartyConsent(party.name, said.granted, said.given_on, said.in_writing)
        if (said := last.get(party.id)) is not None
        else papers.PartyConsent(party.name)
        for party in parties
    )


def _rights_notice(session: Session, case: Case, subject_id: UUID) -> papers.Contents:
    acceptance = _acceptance(session, case, subject_id)
    return papers.RightsNotice(
        committee=acceptance.committee,
        parties=_parties(session, case),
        accepted_on=acceptance.accepted_on,
        number=acceptance.number,
        matter=case.title,
    )


def _sitting_record(session: Session, case: Case, subject_id: UUID) -> papers.Contents:
    sitting = session.get_one(Sitting, subject_id)
    there = set(session.scalars(select(SittingParty.party_id).where(SittingParty.sitting_id == sitting.id)))
    mediators = session.scalars(
        select(Person.name)
        .join(SittingMediator, SittingMediator.person_id == Person.id)
        .where(SittingMediator.sitting_id == sitting.id)
        .order_by(Person.name)
    )
    number = session.scalar(
        select(CaseNumber.text)
        .where(CaseNumber.case_id == case.id, CaseNumber.organisation_id == sitting.organisation_id)
        .order_by(CaseNumber.given_on.desc(), CaseNumber.n.desc())
        .limit(1)
    )
    return papers.SittingRecord(
        committee=session.get_one(Organisation, sitting.organisation_id).name,
        matter=case.title,
        began_at=sitting.began_at,
        ended_at=sitting.ended_at,
        place=sitting.place,
        parties=_printed(
            session,
            session.scalars(
                select(Party).where(Party.id.in_(there)).order_by(Party.position, Party.ordinal)
            ).all(),
        ),
        mediators=tuple(mediators),
        recorder=_name(session, sitting.recorder_id),
        record=sitting.record or "",
        result=sitting.result or "",
        ordinal=sitting.ordinal,
        kind=sitting.kind,
        manner=sitting.manner,
        helpers=sitting.helpers,
        number=number or "",
        rights_told=sitting.rights_told,
    )


def _clauses(session: Session, agreement: Agreement) -> tuple[papers.Clause, ...]:
    rows = session.scalars(
        select(Obligation).where(Obligation.agreement_id == agreement.id).order_by(Obligation.ordinal)
    )
    return papers.clauses_of(
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
    )


def _agreement(session: Session, case: Case, subject_id: UUID) -> papers.Agreement:
    agreement = session.get_one(Agreement, subject_id)
    mediators = tuple(mediator_names(session, case.id))
    return papers.Agreement(
        committee=_committee(session, case),
        number=case.number or "",
        parties=_parties(session, case),
        facts=agreement.facts or "",
        disputed=agreement.disputed or "",
        responsibility=agreement.responsibility or "",
        left_over=agreement.left_over or "",
        clauses=_clauses(session, agreement),
        drawn_on=agreement.drawn_on,
        mediators=mediators,
        recorder=_recorder(session, case) or (mediators[0] if mediators else ""),
        performed_at_once=agreement.performed_at_once,
        court_invited=case.source in INVITED_BY_COURT,
    )


def _recorder(session: Session, case: Case) -> str:
    """Who recorded the last joint sitting records the agreement too."""
    return (
        session.scalar(
            select(Person.name)
            .join(Sitting, Sitting.recorder_id == Person.id)
            .where(
                Sitting.case_id == case.id,
                Sitting.organisation_id == case.organisation_id,
                Sitting.kind == SittingKind.JOINT,
            )
            .order_by(Sitting.ordinal.desc())
            .limit(1)
        )
        or ""
    )


def _application(session: Session, case: Case, subject_id: UUID) -> papers.Contents:
    confirmation = session.get_one(Confirmation, subject_id)
    agreement = session.get_one(Agreement, confirmation.agreement_id)
    return papers.ConfirmationApplication(
        court=session.get_one(Organisation, confirmation.court_id).name,
        parties=_parties(session, case),
        committee=_committee(session, case),
        agreement_number=case.number or "",
        agreement_in_force_on=agreement.in_force_on or agreement.drawn_on,
        facts=agreement.facts or "",
        clauses=_clauses(session, agreement),
        applied_on=confirmation.drawn_on,
        jurisdiction=f"贵院管辖本案的依据：{confirmation.court_reason.rstrip('。')}（民事诉讼法第二百零五条）。",
    )


def _certificate(session: Session, case: Case, subject_id: UUID) -> papers.Contents:
    confirmation = session.get_one(Confirmation, subject_id)
    agreement = session.get_one(Agreement, confirmation.agreement_id)
    return papers.MediationCertificate(
        court=session.get_one(Organisation, confirmation.court_id).name,
        committee=_committee(session, case),
        number=case.number or "",
        parties=tuple(
            papers.PaperParty(side=p.side, kind=p.kind, name=p.name)
            for p in current_parties(session, case.id)
        ),
        category=session.get_one(Category, case.category_code).name,
        accepted_on=_acceptance(session, case, subject_id).accepted_on,
        in_force_on=agreement.in_force_on or agreement.drawn_on,
        mediators=tuple(mediator_names(session, case.id)),
        issued_on=confirmation.drawn_on,
    )


def _service_addresses(session: Session, case: Case, subject_id: UUID) -> papers.Contents:
    confirmation = session.get_one(Confirmation, subject_id)
    parties = current_parties(session, case.id)
    acting = _acting(session, parties)
    return papers.ServiceAddresses(
        court=session.get_one(Organisation, confirmation.court_id).name,
        committee=_committee(session, case),
        agreement_number=case.number or "",
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


def _ruling(session: Session, case: Case, subject_id: UUID) -> papers.Contents:
    confirmation = session.get_one(Confirmation, subject_id)
    agreement = session.get_one(Agreement, confirmation.agreement_id)
    return papers.ConfirmationRuling(
        court=session.get_one(Organisation, confirmation.court_id).name,
        parties=_parties(session, case),
        committee=_committee(session, case),
        agreement_number=case.number or "",
        agreement_in_force_on=agreement.in_force_on or agreement.drawn_on,
        accepted_on=confirmation.accepted_on or confirmation.drawn_on,
        clauses=_clauses(session, agreement),
        category=session.get_one(Category, case.category_code).name.removesuffix("纠纷"),
        findings=confirmation.findings or "",
        case_number=confirmation.court_number or "",
        judge=_name(session, confirmation.judge_id),
        clerk=confirmation.clerk_name,
        ruled_on=confirmation.ruled_on,
        sealed_on=confirmation.sealed_on,
    )


FILLS: Mapping[str, Fill] = {
    "intake_form": _intake_form,
    "rights_notice": _rights_notice,
    "sitting_record": _sitting_record,
    "agreement": _agreement,
    "confirmation_application": _application,
    "confirmation_ruling": _ruling,
    "mediation_certificate": _certificate,
    "service_addresses": _service_addresses,
}
