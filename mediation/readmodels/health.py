"""确认体检 of an agreement: the one that stands, or the one that somebody is writing."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal, InvalidOperation
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from mediation.model import (
    Agreement,
    Attachment,
    Case,
    Confirmation,
    HealthCheck,
    Obligation,
    Organisation,
    Party,
    Representative,
    Setting,
)
from mediation.rules.acts import AgreementDrawn, ObligationDrawn
from mediation.rules.capacity import capacity_on
from mediation.rules.health import (
    Acting,
    AgreementWritten,
    ApplicationWritten,
    DutyWritten,
    Finding,
    LearnedCheck,
    PartyWritten,
    check_health,
)
from mediation.rules.regions import is_within
from mediation.rules.vocabulary import (
    AgreementForm,
    AttachmentKind,
    CourtDoor,
    CourtPaper,
    IdentityPaper,
    JurisdictionGround,
    PartyKind,
)
from mediation.services.case_now import (
    acting_for,
    current_agreement,
    current_parties,
    further_clauses,
    live_signatures,
    open_confirmation,
)
from mediation.services.court_door import court_door
from mediation.services.court_regime import still_confirms_suits
from mediation.services.gather_facts import apply_until
from mediation.services.jurisdiction import courts_serving

HIGHEST_RATE = "highest_interest_percent"
OF_THINGS = (AttachmentKind.EVIDENCE, AttachmentKind.CONFIRMATION)


def health_of(session: Session, case_id: UUID, today: date) -> tuple[Finding, ...] | None:
    """What the agreement that stands would be asked about; None where there is none."""
    agreement = current_agreement(session, case_id)
    if agreement is None:
        return None
    duties = session.scalars(
        select(Obligation).where(Obligation.agreement_id == agreement.id).order_by(Obligation.ordinal)
    )
    look = _Looked(session, case_id, today, agreement)
    return look.found(
        form=agreement.form,
        facts=agreement.facts or "",
        disputed=agreement.disputed or "",
        responsibility=agreement.responsibility or "",
        further=further_clauses(agreement),
        duties=tuple(map(_written, duties)),
    )


def health_of_draft(
    session: Session, case_id: UUID, given: AgreementDrawn, today: date
) -> tuple[Finding, ...]:
    """The same of what is typed so far; nothing of it is kept."""
    look = _Looked(session, case_id, today, None)
    names = {party.id: party.name for party in look.parties}
    return look.found(
        form=given.form,
        facts=given.facts,
        disputed=given.disputed,
        responsibility=given.responsibility,
        further=given.further,
        duties=tuple(_typed(one, names) for one in given.obligations),
    )


class _Looked:
    """The case around an agreement."""

    def __init__(self, session: Session, case_id: UUID, today: date, agreement: Agreement | None) -> None:
        self.session, self.today, self.agreement = session, today, agreement
        self.case = session.get_one(Case, case_id)
        self.holder = session.get_one(Organisation, self.case.organisation_id)
        self.parties = current_parties(session, case_id)

    def found(
        self,
        *,
        form: AgreementForm,
        facts: str,
        disputed: str,
        responsibility: str,
        further: tuple[str, ...],
        duties: tuple[DutyWritten, ...],
    ) -> tuple[Finding, ...]:
        session, case, agreement = self.session, self.case, self.agreement
        written = AgreementWritten(
            on=self.today,
            drawn_on=agreement.drawn_on if agreement else self.today,
            parties=tuple(self._parties()),
            duties=duties,
            form=form,
            facts=facts,
            disputed=disputed,
            responsibility=responsibility,
            further=further,
            category_code=case.category_code,
            land_title=case.land_title,
            property_papers=_has_papers_of_things(session, case.id),
            in_force_on=agreement.in_force_on if agreement else None,
            apply_until=apply_until(session, case.id) if agreement else None,
            registered=self._registered(),
            application=self._application(),
            highest_rate=_highest_rate(session, self.today),
        )
        return check_health(written, learned_checks(session, self.holder.region_code))

    def _parties(self) -> Iterable[PartyWritten]:
        acting = acting_for(self.session, [party.id for party in self.parties])
        marks = live_signatures(self.session, agreement_id=self.agreement.id) if self.agreement else []
        for party in self.parties:
            own = [mark for mark in marks if mark.party_id == party.id]
            signers = {mark.by_representative_id for mark in own}
            yield PartyWritten(
                name=party.name,
                side=party.side,
                kind=party.kind,
                capacity=capacity_on(party.kind, party.capacity, party.born_on, self.today),
                signed=None in signers,
                identified=_identified(party),
                reachable=party.phone_sealed is not None and party.address_sealed is not None,
                acting=tuple(_acts(one, signers) for one in acting if one.party_id == party.id),
            )

    def _registered(self) -> bool:
        door, _ = court_door(self.session, self.case)
        if door is not CourtDoor.FIRST_MEDIATION:
            return False
        court_id = self.case.inviting_court_id
        return court_id is None or not still_confirms_suits(self.session, court_id, self.today)

    def _application(self) -> ApplicationWritten | None:
        one = open_confirmation(self.session, self.case.id)
        if one is None or one.wanted is not CourtPaper.RULING:
            return None
        signed = {mark.party_id for mark in live_signatures(self.session, confirmation_id=one.id)}
        return ApplicationWritten(
            right_court=self._right(one),
            unsigned=tuple(party.name for party in self.parties if party.id not in signed),
            submitted=one.submitted_on is not None,
        )

    def _right(self, one: Confirmation) -> bool:
        """Whether the ground on which it was drawn holds still: areas and facts may have been put right since."""
        if one.ground is None:
            return True
        if one.ground is JurisdictionGround.INVITED:
            return self.case.inviting_court_id == one.court_id
        serving = courts_serving(self.session, one.ground_region_code or "", one.drawn_on)
        return any(court.id == one.court_id for court in serving)


def learned_checks(session: Session, region_code: str) -> tuple[LearnedCheck, ...]:
    """The checks in use whose area holds the committee."""
    rows = session.scalars(
        select(HealthCheck)
        .where(HealthCheck.on_at.is_not(None))
        .order_by(HealthCheck.made_at, HealthCheck.id)
    )
    return tuple(as_check(one) for one in rows if is_within(region_code, one.region_code))


def as_check(one: HealthCheck) -> LearnedCheck:
    return LearnedCheck(
        id=one.id,
        said=one.said,
        article=one.article,
        mend=one.mend,
        words=tuple(one.words),
        but=tuple(one.but),
        kind=one.kind,
        lacks=one.lacks,
        category_code=one.category_code or "",
    )


def _written(duty: Obligation) -> DutyWritten:
    return DutyWritten(
        kind=duty.kind,
        debtor=duty.debtor_name,
        creditor=duty.creditor_name,
        amount=duty.amount,
        what=duty.what or "",
        due_on=duty.due_on,
        condition=duty.condition,
        means=duty.means,
        place=duty.place,
        performed_at_once=duty.performed_at_once,
    )


def _typed(duty: ObligationDrawn, names: dict[UUID, str]) -> DutyWritten:
    return DutyWritten(
        kind=duty.kind,
        debtor=names.get(duty.debtor_id, "") if duty.debtor_id else duty.debtor_name.strip(),
        creditor=names.get(duty.creditor_id, "") if duty.creditor_id else duty.creditor_name.strip(),
        amount=duty.amount,
        what=duty.what.strip(),
        due_on=duty.due_on,
        condition=duty.condition.strip(),
        means=duty.means.strip(),
        place=duty.place.strip(),
        performed_at_once=duty.performed_at_once,
    )


def _acts(one: Representative, signers: set[UUID | None]) -> Acting:
    return Acting(kind=one.kind, name=one.name, authority=one.authority, signed=one.id in signers)


def _identified(party: Party) -> bool:
    if party.kind is PartyKind.ORGANISATION:
        return bool(party.credit_code)
    return party.paper is not IdentityPaper.NONE and party.id_number_sealed is not None


def _has_papers_of_things(session: Session, case_id: UUID) -> bool:
    kept = select(Attachment.id).where(
        Attachment.case_id == case_id, Attachment.kind.in_(OF_THINGS), Attachment.withdrawn_at.is_(None)
    )
    return session.scalar(select(kept.exists())) is True


def _highest_rate(session: Session, on: date) -> Decimal:
    try:
        return Decimal(_setting(session, HIGHEST_RATE, on) or "12")
    except InvalidOperation:
        return Decimal("12")


def _setting(session: Session, name: str, on: date) -> str:
    """As of the day."""
    dated = select(Setting.value).where(Setting.name == name, Setting.since <= on)
    return session.scalar(dated.order_by(Setting.since.desc()).limit(1)) or ""
