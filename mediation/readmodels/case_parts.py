"""The parts of a case page: parties, sittings, undisputed facts, agreement, confirmations and hand-overs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from mediation.model import (
    Agreement,
    Appointment,
    Confirmation,
    Consent,
    Deadline,
    Delivery,
    Diversion,
    DrawnSignature,
    FactSignature,
    HandOver,
    Investigation,
    Objection,
    ObjectionDelivery,
    ObjectionRuling,
    Organisation,
    Party,
    Person,
    Region,
    Representative,
    ReturnVisit,
    Sitting,
    SittingMediator,
    SittingParty,
    UndisputedFact,
)
from mediation.readmodels.obligations import ObligationShown, obligations_of
from mediation.rules.actor import Actor
from mediation.rules.identity import mask_address, mask_id_number, mask_phone
from mediation.rules.policy import may_read_sitting_apart
from mediation.rules.terms import Derivation
from mediation.rules.vocabulary import (
    AgentAuthority,
    AgreementForm,
    Capacity,
    ConsentPurpose,
    CourtPaper,
    DeadlineState,
    DeliveryManner,
    HandOverKind,
    IdentityPaper,
    JurisdictionGround,
    ObjectionOutcome,
    PartyKind,
    RepresentativeKind,
    Sex,
    Side,
    SignatureManner,
    SignerRole,
    SittingKind,
    SittingManner,
    SuccessionCause,
)
from mediation.services.case_now import (
    current_agreement,
    current_parties,
    further_clauses,
    in_whose_place,
    live_signatures,
    parties_to_the_agreement,
)
from mediation.services.filling.moving import kind_of_hand_over
from mediation.services.gather_facts import missing_marks
from mediation.services.objection_rulings import Addressee, rulings_on, unserved_with


@dataclass(frozen=True, slots=True)
class RepresentativeShown:
    id: UUID
    kind: RepresentativeKind
    name: str
    authority: AgentAuthority | None
    relation: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyShown:
    """A party with numbers masked; the full ones are shown one look at a time."""

    id: UUID
    side: Side
    kind: PartyKind
    name: str
    sex: Sex | None
    ethnicity: str
    born_on: date | None
    capacity: Capacity | None
    occupation: str
    paper: IdentityPaper
    paper_missing_reason: str
    id_number: str
    phone: str
    address: str
    region: tuple[str, str]
    """The code and the label of the division of the domicile; blank when not known."""
    rights_told_on: date | None
    address_withheld: bool
    account_number: str
    credit_code: str
    legal_representative: str
    language: str
    interpreter: str
    special_care: tuple[str, ...]
    from_on: date
    until_on: date | None
    succeeds_id: UUID | None
    succession: SuccessionCause | None
    """Why this one stands here in another party's place."""
    consents: dict[ConsentPurpose, bool]
    representatives: tuple[RepresentativeShown, ...]


def parties_of(session: Session, case_id: UUID) -> tuple[PartyShown, ...]:
    """All who are or were parties, those of now first."""
    parties = session.scalars(
        select(Party).where(Party.case_id == case_id).order_by(Party.position, Party.ordinal)
    ).all()
    labels = {
        code: label
        for code, label in session.execute(
            select(Region.code, Region.label).where(Region.code.in_({p.region_code for p in parties}))
        )
    }
    ids = [party.id for party in parties]
    consents: dict[UUID, dict[ConsentPurpose, bool]] = {}
    for c in session.scalars(
        select(Consent).where(Consent.party_id.in_(ids)).order_by(Consent.given_on, Consent.id)
    ):
        consents.setdefault(c.party_id, {})[c.purpose] = c.granted
    acting: dict[UUID, list[RepresentativeShown]] = {}
    for r in session.scalars(
        select(Representative).where(Representative.party_id.in_(ids), Representative.until_on.is_(None))
    ):
        acting.setdefault(r.party_id, []).append(
            RepresentativeShown(r.id, r.kind, r.name, r.authority, r.relation)
        )
    shown = [
        _party(
            p,
            consents.get(p.id, {}),
            tuple(acting.get(p.id, ())),
            (p.region_code or "", labels.get(p.region_code or "", "")),
        )
        for p in parties
    ]
    return tuple(sorted(shown, key=lambda p: p.until_on is not None))


def _party(
    p: Party,
    consents: dict[ConsentPurpose, bool],
    acting: tuple[RepresentativeShown, ...],
    region: tuple[str, str],
) -> PartyShown:
    return PartyShown(
        id=p.id,
        side=p.side,
        kind=p.kind,
        name=p.name,
        sex=p.sex,
        ethnicity=p.ethnicity,
        born_on=p.born_on,
        capacity=p.capacity,
        occupation=p.occupation,
        paper=p.paper,
        paper_missing_reason=p.paper_missing_reason,
        id_number=mask_id_number(p.id_number or ""),
        phone=mask_phone(p.phone or ""),
        address=mask_address(p.address or ""),
        region=region,
        rights_told_on=p.rights_told_on,
        address_withheld=p.address_withheld,
        account_number="****" if p.account_number_sealed else "",
        credit_code=p.credit_code,
        legal_representative=p.legal_representative,
        language=p.language,
        interpreter=p.interpreter,
        special_care=tuple(p.special_care),
        from_on=p.from_on,
        until_on=p.until_on,
        succeeds_id=p.succeeds_id,
        succession=p.succession,
        consents=consents,
        representatives=acting,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class SittingShown:
    """A sitting; `record` and `result` are None behind the wall of one held apart."""

    id: UUID
    ordinal: int
    kind: SittingKind
    with_party: str
    manner: SittingManner
    began_at: datetime
    ended_at: datetime | None
    place: str
    helpers: str
    mediators: tuple[str, ...]
    parties: tuple[str, ...]
    record: str | None
    result: str | None
    void: bool
    """Whether its record was taken back."""


def sittings_of(session: Session, actor: Actor, case_id: UUID) -> tuple[SittingShown, ...]:
    """The sittings, the last first; what was said apart is for its mediators alone."""
    sittings = session.scalars(
        select(Sitting).where(Sitting.case_id == case_id).order_by(Sitting.ordinal.desc())
    ).all()
    ids = [sitting.id for sitting in sittings]
    mediators: dict[UUID, list[tuple[UUID, str]]] = {}
    for sitting_id, person_id, name in session.execute(
        select(SittingMediator.sitting_id, Person.id, Person.name)
        .join(Person, Person.id == SittingMediator.person_id)
        .where(SittingMediator.sitting_id.in_(ids))
        .order_by(Person.name)
    ):
        mediators.setdefault(sitting_id, []).append((person_id, name))
    there: dict[UUID, list[str]] = {}
    names = {p.id: p.name for p in session.scalars(select(Party).where(Party.case_id == case_id))}
    for sitting_id, party_id in session.execute(
        select(SittingParty.sitting_id, SittingParty.party_id).where(SittingParty.sitting_id.in_(ids))
    ):
        there.setdefault(sitting_id, []).append(names[party_id])
    return tuple(
        _sitting(s, actor, mediators.get(s.id, []), tuple(there.get(s.id, ())), names) for s in sittings
    )


def _sitting(
    s: Sitting,
    actor: Actor,
    mediators: list[tuple[UUID, str]],
    there: tuple[str, ...],
    names: dict[UUID, str],
) -> SittingShown:
    walled = s.kind is SittingKind.APART and not may_read_sitting_apart(
        actor, frozenset(person_id for person_id, _ in mediators)
    )
    return SittingShown(
        id=s.id,
        ordinal=s.ordinal,
        kind=s.kind,
        with_party=names.get(s.with_party_id, "") if s.with_party_id else "",
        manner=s.manner,
        began_at=s.began_at,
        ended_at=s.ended_at,
        place=s.place,
        helpers=s.helpers,
        mediators=tuple(name for _, name in mediators),
        parties=there,
        record=None if walled else s.record,
        result=None if walled else s.result,
        void=s.voided_at is not None,
    )


@dataclass(frozen=True, slots=True)
class FactMark:
    """Whose mark stands under a fact, how and since when."""

    name: str
    manner: SignatureManner
    signed_on: date


@dataclass(frozen=True, slots=True)
class FactShown:
    id: UUID
    ordinal: int
    text: str
    signed: tuple[FactMark, ...]
    unsigned: tuple[tuple[UUID, str], ...]


def facts_of(session: Session, case_id: UUID) -> tuple[FactShown, ...]:
    """The undisputed facts that stand, and who has signed under each."""
    facts = session.scalars(
        select(UndisputedFact)
        .where(UndisputedFact.case_id == case_id, UndisputedFact.withdrawn_at.is_(None))
        .order_by(UndisputedFact.ordinal)
    ).all()
    parties = current_parties(session, case_id)
    signed: dict[UUID, dict[UUID, FactSignature]] = {}
    for mark in session.scalars(
        select(FactSignature).where(FactSignature.fact_id.in_([f.id for f in facts]))
    ):
        signed.setdefault(mark.fact_id, {})[mark.party_id] = mark
    return tuple(
        FactShown(
            f.id,
            f.ordinal,
            f.text or "",
            tuple(
                FactMark(p.name, made.manner, made.signed_on)
                for p in parties
                if (made := signed.get(f.id, {}).get(p.id))
            ),
            tuple((p.id, p.name) for p in parties if p.id not in signed.get(f.id, {})),
        )
        for f in facts
    )


@dataclass(frozen=True, slots=True)
class MarkShown:
    role: SignerRole
    name: str
    manners: tuple[str, ...]
    signed_on: date
    place: str
    person_id: UUID | None
    drawn: bool
    """On a screen, not on paper."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementShown:
    id: UUID
    form: AgreementForm
    facts: str
    disputed: str
    responsibility: str
    left_over: str
    further: tuple[str, ...]
    """Clauses that set no duty."""
    drawn_on: date
    in_force_on: date | None
    performed_at_once: bool
    obligations: tuple[ObligationShown, ...]
    marks: tuple[MarkShown, ...]
    unsigned_parties: tuple[tuple[UUID, str], ...]
    unsigned_roles: tuple[SignerRole, ...]
    """The mediator and the seal, as far as their mark is missing."""
    apply_until: date | None = None
    """The last of the thirty days for applying for confirmation, as long as nobody has."""


def agreement_of(session: Session, case_id: UUID) -> AgreementShown | None:
    """The agreement that stands, with who has signed and who has not."""
    agreement = current_agreement(session, case_id)
    if agreement is None:
        return None
    parties = parties_to_the_agreement(session, case_id)
    marks = live_signatures(session, agreement_id=agreement.id)
    names = {party.id: party.name for party in parties}
    people = {
        person_id: name
        for person_id, name in session.execute(
            select(Person.id, Person.name).where(Person.id.in_([m.person_id for m in marks if m.person_id]))
        )
    }
    signed = {mark.party_id for mark in marks}
    roles_missing = missing_marks([], marks)
    drawn = set(
        session.scalars(
            select(DrawnSignature.signature_id).where(
                DrawnSignature.signature_id.in_([mark.id for mark in marks])
            )
        )
    )
    written = agreement.form is AgreementForm.WRITTEN
    return AgreementShown(
        id=agreement.id,
        form=agreement.form,
        facts=agreement.facts or "",
        disputed=agreement.disputed or "",
        responsibility=agreement.responsibility or "",
        left_over=agreement.left_over or "",
        further=further_clauses(agreement),
        drawn_on=agreement.drawn_on,
        in_force_on=agreement.in_force_on,
        performed_at_once=agreement.performed_at_once,
        obligations=obligations_of(session, agreement.id),
        marks=tuple(
            MarkShown(
                m.role,
                names.get(m.party_id, "")
                if m.party_id
                else people.get(m.person_id, "")
                if m.person_id
                else "",
                tuple(m.manners),
                m.signed_on,
                m.place,
                m.person_id,
                m.id in drawn,
            )
            for m in sorted(marks, key=lambda m: (m.signed_on, m.recorded_at))
        ),
        unsigned_parties=tuple((p.id, p.name) for p in parties if written and p.id not in signed),
        unsigned_roles=tuple(role for role in SignerRole if written and role in roles_missing),
        apply_until=_still_to_apply(session, case_id) if agreement.in_force_on else None,
    )


def _still_to_apply(session: Session, case_id: UUID) -> date | None:
    return session.scalar(
        select(Deadline.due_on)
        .where(
            Deadline.matter_id == case_id,
            Deadline.clock == "application",
            Deadline.state.in_((DeadlineState.RUNNING, DeadlineState.LAPSED)),
        )
        .order_by(Deadline.starts_on.desc())
        .limit(1)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmationShown:
    id: UUID
    state: str
    definition_version: int
    is_open: bool
    court: str
    court_reason: str
    """As the application prints it."""
    ground: JurisdictionGround | None
    ground_place: str
    wanted: CourtPaper
    fee: str
    effective_on: date | None
    drawn_on: date
    submitted_on: date | None
    accepted_on: date | None
    court_number: str
    judge: str
    clerk: str
    ruled_on: date | None
    sealed_on: date | None
    findings: str
    served: tuple[tuple[str, DeliveryManner, date, UUID], ...]
    unserved: tuple[tuple[UUID, str], ...]
    unsigned: tuple[tuple[UUID, str], ...]
    agreement_in_force_on: date | None
    objections: tuple[ObjectionShown, ...]
    objection_rulings: tuple[ObjectionRulingShown, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectionShown:
    """An objection to the ruling; `outcome` None until the court has ruled on it."""

    id: UUID
    who: str
    raised_on: date
    grounds: str
    term: Derivation | None
    """Of somebody outside the case: how the last day of the six months was found."""
    outcome: ObjectionOutcome | None
    court_number: str

    @property
    def waits(self) -> bool:
        return self.outcome is None


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectionRulingShown:
    """A ruling on objections: what it says, and whom it has reached."""

    outcome: ObjectionOutcome
    court_number: str
    judge: str
    clerk: str
    ruled_on: date
    sealed_on: date | None
    findings: str
    terms: str
    lifted: tuple[int, ...]
    served: tuple[tuple[str, DeliveryManner, date], ...]
    unserved: tuple[Addressee, ...]


def _objections_of(session: Session, confirmation_id: UUID) -> tuple[ObjectionShown, ...]:
    rows = session.execute(
        select(Objection, Party.name, ObjectionRuling)
        .outerjoin(Party, Party.id == Objection.party_id)
        .outerjoin(ObjectionRuling, ObjectionRuling.id == Objection.ruling_id)
        .where(Objection.confirmation_id == confirmation_id, Objection.voided_at.is_(None))
        .order_by(Objection.raised_on, Objection.id)
    )
    return tuple(
        ObjectionShown(
            id=o.id,
            who=party or o.outsider,
            raised_on=o.raised_on,
            grounds=o.grounds or "",
            term=Derivation.from_json(o.derivation) if o.derivation else None,
            outcome=ruling.outcome if ruling else None,
            court_number=ruling.court_number if ruling else "",
        )
        for o, party, ruling in rows
    )


def _objection_rulings_of(
    session: Session, confirmation_id: UUID, *, deliberation: bool
) -> tuple[ObjectionRulingShown, ...]:
    return tuple(
        _objection_ruling(session, one, deliberation=deliberation)
        for one in rulings_on(session, confirmation_id)
    )


def _objection_ruling(session: Session, one: ObjectionRuling, *, deliberation: bool) -> ObjectionRulingShown:
    """The reasons are the court's own until it has sealed them."""
    out = deliberation or one.sealed_on is not None
    served = session.execute(
        select(Party.name, Objection.outsider, ObjectionDelivery.manner, ObjectionDelivery.delivered_on)
        .select_from(ObjectionDelivery)
        .outerjoin(Party, Party.id == ObjectionDelivery.party_id)
        .outerjoin(Objection, Objection.id == ObjectionDelivery.objection_id)
        .where(ObjectionDelivery.ruling_id == one.id)
        .order_by(ObjectionDelivery.delivered_on, ObjectionDelivery.id)
    )
    return ObjectionRulingShown(
        outcome=one.outcome,
        court_number=one.court_number,
        judge=session.get_one(Person, one.judge_id).name,
        clerk=one.clerk_name,
        ruled_on=one.ruled_on,
        sealed_on=one.sealed_on,
        findings=(one.findings or "") if out else "",
        terms=(one.terms or "") if out else "",
        lifted=tuple(one.lifted),
        served=tuple((party or outsider, manner, on) for party, outsider, manner, on in served),
        unserved=unserved_with(session, one) if one.sealed_on else (),
    )


def confirmations_of(session: Session, case_id: UUID, *, deliberation: bool) -> tuple[ConfirmationShown, ...]:
    """The case's confirmations, the last first; the court's findings only for the court or once ruled."""
    parties = current_parties(session, case_id)
    shown = []
    for c, court, judge, in_force in session.execute(
        select(Confirmation, Organisation.name, Person.name, Agreement.in_force_on)
        .join(Organisation, Organisation.id == Confirmation.court_id)
        .join(Agreement, Agreement.id == Confirmation.agreement_id)
        .outerjoin(Person, Person.id == Confirmation.judge_id)
        .where(Confirmation.case_id == case_id)
        .order_by(Confirmation.drawn_on.desc(), Confirmation.id.desc())
    ):
        served = session.execute(
            select(Party.id, Party.name, Delivery.manner, Delivery.delivered_on)
            .join(Party, Party.id == Delivery.party_id)
            .where(Delivery.confirmation_id == c.id)
            .order_by(Delivery.delivered_on, Party.position)
        ).all()
        reached = {row[0] for row in served}
        signed = {mark.party_id for mark in live_signatures(session, confirmation_id=c.id)}
        shown.append(
            ConfirmationShown(
                id=c.id,
                state=c.state,
                definition_version=c.definition_version,
                is_open=c.is_open,
                court=court,
                court_reason=c.court_reason,
                ground=c.ground,
                wanted=c.wanted,
                fee=c.fee,
                effective_on=c.effective_on,
                ground_place=c.court_reason.partition("（")[2].rstrip("）"),
                drawn_on=c.drawn_on,
                submitted_on=c.submitted_on,
                accepted_on=c.accepted_on,
                court_number=c.court_number or "",
                judge=judge or "",
                clerk=c.clerk_name,
                ruled_on=c.ruled_on,
                sealed_on=c.sealed_on,
                findings=(c.findings or "") if deliberation or c.sealed_on else "",
                served=tuple((row[1], row[2], row[3], row[0]) for row in served),
                unserved=tuple((p.id, p.name) for p in parties if not in_whose_place(session, p) & reached),
                unsigned=tuple((p.id, p.name) for p in parties if p.id not in signed),
                agreement_in_force_on=in_force,
                objections=_objections_of(session, c.id),
                objection_rulings=_objection_rulings_of(session, c.id, deliberation=deliberation),
            )
        )
    return tuple(shown)


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOverShown:
    id: UUID
    state: str
    definition_version: int
    is_open: bool
    kind: HandOverKind
    sender: str
    receiver: str
    reason: str
    answer: str
    offered_at: datetime
    answered_at: datetime | None


def hand_overs_of(session: Session, case_id: UUID) -> tuple[HandOverShown, ...]:
    """The case's hand-overs, the last first."""
    known = {
        o.id: o
        for o in session.scalars(
            select(Organisation).where(
                Organisation.id.in_(
                    select(HandOver.sender_id)
                    .where(HandOver.case_id == case_id)
                    .union(select(HandOver.receiver_id).where(HandOver.case_id == case_id))
                )
            )
        )
    }
    door = session.scalar(select(Diversion.door).where(Diversion.case_id == case_id))
    rows = session.scalars(
        select(HandOver).where(HandOver.case_id == case_id).order_by(HandOver.offered_at.desc())
    )
    return tuple(
        HandOverShown(
            id=h.id,
            state=h.state,
            definition_version=h.definition_version,
            is_open=h.is_open,
            kind=kind_of_hand_over(known[h.sender_id], known[h.receiver_id], door),
            sender=known[h.sender_id].name,
            receiver=known[h.receiver_id].name,
            reason=h.reason or "",
            answer=h.answer or "",
            offered_at=h.offered_at,
            answered_at=h.answered_at,
        )
        for h in rows
    )


@dataclass(frozen=True, slots=True)
class InvestigationShown:
    """Somebody was asked about the facts."""

    id: UUID
    began_at: datetime
    place: str
    asked: str
    investigator: str
    record: str


def investigations_of(session: Session, case_id: UUID) -> tuple[InvestigationShown, ...]:
    """The records of asking that stand."""
    rows = session.execute(
        select(Investigation, Person.name)
        .join(Person, Person.id == Investigation.investigator_id)
        .where(Investigation.case_id == case_id, Investigation.voided_at.is_(None))
        .order_by(Investigation.began_at)
    )
    return tuple(
        InvestigationShown(one.id, one.began_at, one.place, one.asked or "", name, one.record or "")
        for one, name in rows
    )


def mediators_to_choose(session: Session, case_id: UUID) -> tuple[tuple[str, str], ...]:
    """The mediators of the case now: id and name."""
    rows = session.execute(
        select(Person.id, Person.name)
        .join(Appointment, Appointment.person_id == Person.id)
        .where(Appointment.case_id == case_id, Appointment.until_at.is_(None))
        .order_by(Appointment.from_at, Person.name)
    )
    return tuple((str(person_id), name) for person_id, name in rows)


def visits_of(session: Session, case_id: UUID) -> tuple[tuple[date, str, str], ...]:
    """Return visits: day, visitor, what was found."""
    rows = session.execute(
        select(ReturnVisit, Person.name)
        .join(Person, Person.id == ReturnVisit.visitor_id)
        .where(ReturnVisit.case_id == case_id, ReturnVisit.voided_at.is_(None))
        .order_by(ReturnVisit.visited_on)
    )
    return tuple((visit.visited_on, name, visit.findings or "") for visit, name in rows)


def reveal(session: Session, party_id: UUID, field: str) -> str:
    """One full field, after the look was recorded."""
    party = session.get_one(Party, party_id)
    return str(getattr(party, field) or "")
