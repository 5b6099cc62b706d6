"""Building the frozen facts of a case on which guards decide."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from mediation.model import (
    Agreement,
    Case,
    Confirmation,
    Consent,
    Deadline,
    Delivery,
    Diversion,
    HandOver,
    Obligation,
    Organisation,
    Party,
    Performance,
    Representative,
    Request,
    Setting,
    Signature,
    Sitting,
)
from mediation.model.cases import Matter
from mediation.rules.capacity import capacity_on
from mediation.rules.clock import SHANGHAI
from mediation.rules.diversion import SETTING as DELEGATING
from mediation.rules.diversion import still_delegates
from mediation.rules.errors import SetupError
from mediation.rules.facts import CaseFacts
from mediation.rules.messages import Message, say
from mediation.rules.vocabulary import (
    AgreementForm,
    Capacity,
    ConsentPurpose,
    CourtDoor,
    CourtProcedure,
    DeadlineState,
    Level,
    ObligationKind,
    OrganisationKind,
    RepresentativeKind,
    Side,
    SignerRole,
    SittingKind,
)
from mediation.services.case_now import (
    current_agreement,
    current_parties,
    live_signatures,
    mediator_names,
    open_confirmation,
)
from mediation.services.fill_papers import agreement_paper_is_current

GRANTED = ("confirmed", "objected")
"""While somebody objects, the ruling stands."""
SUPPLEMENT, RULING = "supplement", "court_ruling"
PERFORMANCE = "performance"
RETURNED = "returned"
RETURNS = "returns_before_decision"
MEDICAL = "medical"
"""The category whose agreements must be in writing (医疗纠纷预防和处理条例 39)."""


def gather_facts(session: Session, case: Case, matter: Matter, on: date) -> CaseFacts:
    """The facts of the case on a day; a confirmation's own facts are of the one acted on, else of the open one."""
    parties = current_parties(session, case.id)
    confirmation = matter if isinstance(matter, Confirmation) else open_confirmation(session, case.id)
    agreement = current_agreement(session, case.id)
    return CaseFacts(
        on=on,
        dispute_open=case.is_open,
        danger=case.danger,
        labour=case.labour,
        land_title=case.land_title,
        medical=case.category_code == MEDICAL,
        mediators=tuple(mediator_names(session, case.id)),
        hand_over_open=_exists(
            session, select(HandOver.id).where(HandOver.case_id == case.id, HandOver.is_open)
        ),
        township_holds=session.get_one(Organisation, case.organisation_id).level is Level.TOWNSHIP,
        **_about_the_court(session, case, on),
        **(_about_hand_over(session, matter, on) if isinstance(matter, HandOver) else {}),
        **(_about_performance(session, matter, on) if isinstance(matter, Performance) else {}),
        meeting_to_come=isinstance(matter, Request)
        and matter.meets_at is not None
        and matter.meets_at.astimezone(SHANGHAI).date() > on,
        **_about_parties(session, parties, on),
        sittings=_count_sittings(session, case),
        **_about_agreement(session, case, agreement, parties),
        **_about_confirmation(session, case, agreement, confirmation, parties, on),
    )


def _about_the_court(session: Session, case: Case, on: date) -> dict[str, Any]:
    diversion = session.scalar(select(Diversion).where(Diversion.case_id == case.id))
    holder = session.get_one(Organisation, case.organisation_id)
    door = diversion.door if diversion else None
    delegates = False
    if holder.kind is OrganisationKind.COURT:
        said = session.scalar(select(Setting.value).where(Setting.name == DELEGATING)) or ""
        delegates = still_delegates(said, holder.court_code or "", on)
    return {
        "court_registered": door is CourtDoor.FIRST_MEDIATION,
        "court_summary": diversion is not None and diversion.procedure is CourtProcedure.SUMMARY,
        "court_delegated": door is CourtDoor.DELEGATION,
        "court_delegates": delegates,
    }


def _about_hand_over(session: Session, hand_over: HandOver, on: date) -> dict[str, Any]:
    returned = session.scalar(
        select(func.count()).where(HandOver.case_id == hand_over.case_id, HandOver.state == RETURNED)
    )
    limit = session.scalar(select(Setting.value).where(Setting.name == RETURNS)) or "3"
    if not limit.isdecimal():
        raise SetupError(say("设置「{name}」写错了", name=RETURNS))
    due_on = session.scalar(
        select(func.max(Deadline.due_on)).where(
            Deadline.matter_id == hand_over.id, Deadline.state == DeadlineState.RUNNING
        )
    )
    return {
        "returned_often": (returned or 0) + 1 >= int(limit),
        "answer_overdue": due_on is not None and due_on < on,
    }


def _about_performance(session: Session, performance: Performance, on: date) -> dict[str, Any]:
    """By the clock's last day, which moves off a day on which nobody works (民法典 203)."""
    if performance.due_on is None:
        return {}
    last_on = session.scalar(
        select(Deadline.due_on)
        .where(Deadline.matter_id == performance.id, Deadline.clock == PERFORMANCE)
        .order_by(Deadline.id.desc())
        .limit(1)
    )
    last_on, done_on = last_on or performance.due_on, performance.done_on
    forborne = session.get_one(Obligation, performance.obligation_id).kind is ObligationKind.FORBEARANCE
    return {
        "performed_late": done_on is not None and done_on > last_on,
        "not_yet_due": on <= last_on and not forborne,  # what must not be done is broken on any day
    }


def without_capacity(party: Party, on: date) -> bool:
    """Whether a guardian must act for the party (民法典 20-23, 144, 145)."""
    return capacity_on(party.kind, party.capacity, party.born_on, on) is not Capacity.FULL


def _guarded(session: Session, parties: list[Party], on: date) -> set[UUID]:
    return set(
        session.scalars(
            select(Representative.party_id).where(
                Representative.party_id.in_([party.id for party in parties]),
                Representative.kind == RepresentativeKind.GUARDIAN,
                Representative.until_on.is_(None) | (Representative.until_on >= on),
            )
        )
    )


def _about_parties(session: Session, parties: list[Party], on: date) -> dict[str, Any]:
    sides = {party.side for party in parties}
    unable = [party for party in parties if without_capacity(party, on)]
    guarded = _guarded(session, unable, on) if unable else set()
    last: dict[UUID, bool] = {}
    for consent in session.scalars(
        select(Consent)
        .where(
            Consent.party_id.in_([p.id for p in parties]),
            Consent.purpose == ConsentPurpose.MEDIATION,
            Consent.given_on <= on,
        )
        .order_by(Consent.given_on, Consent.id)
    ):
        last[consent.party_id] = consent.granted
    return {
        "sides_missing": tuple(
            say(s.title_text) for s in (Side.APPLICANT, Side.RESPONDENT) if s not in sides
        ),
        "refusing": tuple(p.name for p in parties if last.get(p.id) is False),
        "consent_missing": tuple(p.name for p in parties if p.id not in last),
        "rights_untold": tuple(p.name for p in parties if p.rights_told_on is None),
        "guardians_missing": tuple(p.name for p in unable if p.id not in guarded),
    }


def _count_sittings(session: Session, case: Case) -> int:
    """Joint ones of the organisation that answers now: each committee mediates, and keeps its record, itself."""
    joint = (
        Sitting.case_id == case.id,
        Sitting.organisation_id == case.organisation_id,
        Sitting.kind == SittingKind.JOINT,
    )
    return session.scalar(select(func.count()).where(*joint)) or 0


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
        "agreement_left_over": agreement.left_over_sealed is not None,
        "agreement_paper_is_current": not written
        or agreement.in_force_on is not None
        or agreement_paper_is_current(session, case, agreement),
        "marks_missing": tuple(_read_out(one) for one in missing_marks(parties, marks)) if written else (),
        "complete_on": complete_on(parties, marks) if written else None,
        "apply_until": apply_until,
    }


def missing_marks(parties: list[Party], marks: list[Signature]) -> list[str | SignerRole]:
    """Whose mark an agreement still lacks (人民调解法 29): every party, the mediator, the seal."""
    signed = {mark.party_id for mark in marks if mark.role is SignerRole.PARTY}
    roles = {mark.role for mark in marks}
    missing: list[str | SignerRole] = [party.name for party in parties if party.id not in signed]
    return missing + [role for role in (SignerRole.MEDIATOR, SignerRole.COMMITTEE_SEAL) if role not in roles]


def _read_out(one: str | SignerRole) -> str | Message:
    return say(one.title_text) if isinstance(one, SignerRole) else one


def complete_on(parties: list[Party], marks: list[Signature]) -> date | None:
    """The day on which the last mark that the law asks for was made; None while one is missing (人民调解法 29).

    Each party's, the first mediator's and the committee's seal count; a further mediator's or a recorder's does not.
    """
    if missing_marks(parties, marks):
        return None
    current = {party.id for party in parties}
    firsts = [
        min(mark.signed_on for mark in marks if mark.role is role)
        for role in (SignerRole.MEDIATOR, SignerRole.COMMITTEE_SEAL)
    ]
    return max([*firsts, *(mark.signed_on for mark in marks if mark.party_id in current)])


def _about_confirmation(
    session: Session,
    case: Case,
    agreement: Agreement | None,
    confirmation: Confirmation | None,
    parties: list[Party],
    on: date,
) -> dict[str, Any]:
    if agreement is None:
        return {}
    granted = _exists(
        session,
        select(Confirmation.id).where(
            Confirmation.agreement_id == agreement.id, Confirmation.state.in_(GRANTED)
        ),
    )
    if confirmation is None:
        return {"confirmation_granted": granted}
    clocks = {
        deadline.clock: deadline
        for deadline in session.scalars(
            select(Deadline).where(
                Deadline.matter_id == confirmation.id,
                Deadline.clock.in_((SUPPLEMENT, RULING)),
                Deadline.state == DeadlineState.RUNNING,
            )
        )
    }
    asked, ruling = clocks.get(SUPPLEMENT), clocks.get(RULING)
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
        "ruled": confirmation.ruled_on is not None,
        "ruling_sealed": confirmation.sealed_on is not None,
        "supplement_asked": asked is not None,
        "supplement_awaited": asked is not None and asked.due_on >= on,
        "ruling_extended": ruling is not None
        and any(step["kind"] == "extended" for step in ruling.derivation["steps"]),
        "unserved": tuple(p.name for p in parties if p.id not in served),
    }


def _exists(session: Session, query: Select[Any]) -> bool:
    return session.scalar(select(query.exists())) is True
