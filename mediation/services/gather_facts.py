"""Building the frozen facts of a case on which guards decide."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from mediation.model import (
    Agreement,
    Appointment,
    Case,
    Confirmation,
    Consent,
    Deadline,
    Delivery,
    HandOver,
    Organisation,
    Party,
    Person,
    Signature,
    Sitting,
)
from mediation.rules.facts import CaseFacts
from mediation.rules.vocabulary import (
    AgreementForm,
    ConsentPurpose,
    Level,
    Side,
    SignerRole,
    SittingKind,
)

CONFIRMED = "confirmed"


def gather_facts(session: Session, case: Case, confirmation: Confirmation | None, on: date) -> CaseFacts:
    """The facts of the case on a day; a confirmation's own facts are of the one given, else of the open one."""
    parties = current_parties(session, case.id)
    confirmation = confirmation or open_confirmation(session, case.id)
    agreement = current_agreement(session, case.id)
    return CaseFacts(
        on=on,
        dispute_open=case.is_open,
        labour=case.labour,
        land_title=case.land_title,
        rights_told=case.rights_told_on is not None,
        mediators=tuple(mediator_names(session, case.id)),
        level_above_exists=_level_above(session, case),
        hand_over_open=_exists(
            session, select(HandOver.id).where(HandOver.case_id == case.id, HandOver.is_open)
        ),
        **_about_parties(session, parties),
        **_about_sittings(session, case.id),
        **_about_agreement(session, case, agreement, parties),
        **_about_confirmation(session, case, agreement, confirmation, parties),
    )


def current_parties(session: Session, case_id: UUID) -> list[Party]:
    """Those who are parties now, in their order."""
    return list(
        session.scalars(
            select(Party).where(Party.case_id == case_id, Party.until_on.is_(None)).order_by(Party.ordinal)
        )
    )


def current_agreement(session: Session, case_id: UUID) -> Agreement | None:
    """The agreement that stands, drawn or in force."""
    return session.scalar(
        select(Agreement).where(Agreement.case_id == case_id, Agreement.superseded_at.is_(None))
    )


def open_confirmation(session: Session, case_id: UUID) -> Confirmation | None:
    return session.scalar(select(Confirmation).where(Confirmation.case_id == case_id, Confirmation.is_open))


def mediator_names(session: Session, case_id: UUID) -> list[str]:
    """The mediators of the case now, by name."""
    return list(
        session.scalars(
            select(Person.name)
            .join(Appointment, Appointment.person_id == Person.id)
            .where(Appointment.case_id == case_id, Appointment.until_at.is_(None))
            .order_by(Appointment.from_at, Person.name)
        )
    )


def live_signatures(session: Session, **target: UUID) -> list[Signature]:
    """The signatures under an agreement or an application that were not voided."""
    return list(session.scalars(select(Signature).filter_by(**target).where(Signature.voided_at.is_(None))))


def _about_parties(session: Session, parties: list[Party]) -> dict[str, Any]:
    sides = {party.side for party in parties}
    last: dict[UUID, bool] = {}
    for consent in session.scalars(
        select(Consent)
        .where(Consent.party_id.in_([p.id for p in parties]), Consent.purpose == ConsentPurpose.MEDIATION)
        .order_by(Consent.given_on, Consent.id)
    ):
        last[consent.party_id] = consent.granted
    return {
        "sides_missing": tuple(s.title_text for s in (Side.APPLICANT, Side.RESPONDENT) if s not in sides),
        "refusing": tuple(p.name for p in parties if last.get(p.id) is False),
        "consent_missing": tuple(p.name for p in parties if p.id not in last),
    }


def _about_sittings(session: Session, case_id: UUID) -> dict[str, Any]:
    counts = {
        kind: n
        for kind, n in session.execute(
            select(Sitting.kind, func.count()).where(Sitting.case_id == case_id).group_by(Sitting.kind)
        )
    }
    return {"sittings": sum(counts.values()), "joint_sittings": counts.get(SittingKind.JOINT, 0)}


def _about_agreement(
    session: Session, case: Case, agreement: Agreement | None, parties: list[Party]
) -> dict[str, Any]:
    if agreement is None:
        return {}
    written = agreement.form is AgreementForm.WRITTEN
    marks = live_signatures(session, agreement_id=agreement.id) if written else []
    apply_until = session.scalar(
        select(Deadline.due_on)
        .where(Deadline.case_id == case.id, Deadline.clock == "application")
        .order_by(Deadline.starts_on.desc())
        .limit(1)
    )
    return {
        "agreement_drawn": True,
        "agreement_written": written,
        "agreement_in_force_on": agreement.in_force_on,
        "agreement_signed_by_any": bool(marks),
        "marks_missing": tuple(missing_marks(parties, marks)) if written else (),
        "latest_mark_on": max((mark.signed_on for mark in marks), default=None),
        "apply_until": apply_until,
    }


def missing_marks(parties: list[Party], marks: list[Signature]) -> list[str]:
    """Whose mark an agreement still lacks (人民调解法 29): every party, the mediator, the seal."""
    signed = {mark.party_id for mark in marks if mark.role is SignerRole.PARTY}
    roles = {mark.role for mark in marks}
    missing = [party.name for party in parties if party.id not in signed]
    if SignerRole.MEDIATOR not in roles:
        missing.append(SignerRole.MEDIATOR.title_text)
    if SignerRole.COMMITTEE_SEAL not in roles:
        missing.append(SignerRole.COMMITTEE_SEAL.title_text)
    return missing


def _about_confirmation(
    session: Session,
    case: Case,
    agreement: Agreement | None,
    confirmation: Confirmation | None,
    parties: list[Party],
) -> dict[str, Any]:
    if agreement is None:
        return {}
    granted = _exists(
        session,
        select(Confirmation.id).where(
            Confirmation.agreement_id == agreement.id, Confirmation.state == CONFIRMED
        ),
    )
    if confirmation is None:
        return {"confirmation_granted": granted}
    signed = {mark.party_id for mark in live_signatures(session, confirmation_id=confirmation.id)}
    served = set(
        session.scalars(select(Delivery.party_id).where(Delivery.confirmation_id == confirmation.id))
    )
    return {
        "confirmation_open": confirmation.is_open,
        "confirmation_granted": granted,
        "application_marks_missing": tuple(p.name for p in parties if p.id not in signed),
        "submitted_on": confirmation.submitted_on,
        "ruling_prepared": confirmation.findings_sealed is not None,
        "ruling_sealed": confirmation.sealed_on is not None,
        "unserved": tuple(p.name for p in parties if p.id not in served),
    }


def _level_above(session: Session, case: Case) -> bool:
    holder = session.get_one(Organisation, case.organisation_id)
    return holder.level in (Level.VILLAGE, Level.TOWNSHIP)


def _exists(session: Session, query: Select[Any]) -> bool:
    return session.scalar(select(query.exists())) is True
