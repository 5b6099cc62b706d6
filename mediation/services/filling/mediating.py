"""Filling the papers of mediating: its records and what was agreed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from sqlalchemy import Uuid, bindparam, select
from sqlalchemy.orm import Session

from mediation.model import (
    Agreement,
    FactSignature,
    Investigation,
    Party,
    Person,
    Region,
    Sitting,
    SittingMediator,
    SittingParty,
    UndisputedFact,
)
from mediation.rules import papers
from mediation.rules.clock import SHANGHAI
from mediation.rules.vocabulary import CourtDoor, SittingKind, SuspensionCause
from mediation.services.court_door import court_door, the_parties_marks_suffice
from mediation.services.jurisdiction import INVITED_BY_COURT
from mediation.services.paper_sources import Fill, PaperSources, clauses_of_agreement

_CASE = bindparam("case_id", type_=Uuid())
_ORGANISATION = bindparam("organisation_id", type_=Uuid())
_SITTING = bindparam("sitting_id", type_=Uuid())
_WHO_WAS_THERE = select(SittingParty.party_id).where(SittingParty.sitting_id == _SITTING)
_WHO_HELD_IT = (
    select(Person.name)
    .join(SittingMediator, SittingMediator.person_id == Person.id)
    .where(SittingMediator.sitting_id == _SITTING)
    .order_by(Person.name)
)


_PARTIES = (
    select(Party)
    .where(Party.id.in_(bindparam("there", expanding=True, type_=Uuid())))
    .order_by(Party.position, Party.ordinal)
)


def _sitting_record(sources: PaperSources, subject_id: UUID) -> papers.Contents:
    sitting = sources.session.get_one(Sitting, subject_id)
    there = set(sources.session.scalars(_WHO_WAS_THERE, {"sitting_id": sitting.id}))
    mediators = sources.session.scalars(_WHO_HELD_IT, {"sitting_id": sitting.id})
    return papers.SittingRecord(
        committee=sources.organisation(sitting.organisation_id).name,
        matter=sources.case.title,
        began_at=sitting.began_at,
        ended_at=sitting.ended_at,
        place=sitting.place,
        parties=sources.print_of(sources.session.scalars(_PARTIES, {"there": there}).all()),
        mediators=tuple(mediators),
        recorder=sources.name(sitting.recorder_id),
        record=sitting.record or "",
        result=sitting.result or "",
        ordinal=sitting.ordinal,
        kind=sitting.kind,
        manner=sitting.manner,
        helpers=sitting.helpers,
        number=sources.number_of(sitting.organisation_id),
        rights_told=sitting.rights_told,
    )


def fill_agreement(sources: PaperSources, subject_id: UUID) -> papers.Agreement:
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
        clauses=clauses_of_agreement(sources, agreement),
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


def _investigation(sources: PaperSources, subject_id: UUID) -> papers.Contents:
    asked = sources.session.get_one(Investigation, subject_id)
    return papers.InvestigationRecord(
        committee=sources.organisation(asked.organisation_id).name,
        matter=sources.case.title,
        began_at=asked.began_at,
        ended_at=asked.ended_at,
        place=asked.place,
        present=asked.present,
        asked=asked.asked or "",
        about=asked.about or "",
        record=asked.record or "",
        investigator=sources.name(asked.investigator_id),
        recorder=sources.name(asked.recorder_id),
        number=sources.number_of(asked.organisation_id),
    )


def _oral_agreement(sources: PaperSources, subject_id: UUID) -> papers.Contents:
    agreement = sources.session.get_one(Agreement, subject_id)
    said = (agreement.facts, agreement.disputed)
    return papers.OralAgreement(
        committee=sources.committee,
        number=sources.case.number or "",
        parties=sources.printed,
        facts="\n".join(one for one in said if one),
        clauses=clauses_of_agreement(sources, agreement),
        agreed_on=agreement.in_force_on or agreement.drawn_on,
        mediators=sources.mediators,
        performed_at_once=agreement.performed_at_once,
    )


def _undisputed_facts(sources: PaperSources, subject_id: UUID) -> papers.Contents:
    names = {party.id: party.name for party in sources.applicants}
    facts = undisputed_facts_of(sources.session, sources.case.id)
    first = facts[0].noted_at if facts else sources.case.registered_at
    return papers.UndisputedFacts(
        committee=sources.committee,
        matter=sources.case.title,
        parties=tuple(papers.PaperParty(side=p.side, kind=p.kind, name=p.name) for p in sources.applicants),
        facts=tuple(
            papers.ConfirmedFact(fact.text or "", _signers(sources, fact.id, names)) for fact in facts
        ),
        noted_on=first.astimezone(SHANGHAI).date(),
        mediators=sources.mediators,
        number=sources.case.number or "",
    )


def undisputed_facts_of(session: Session, case_id: UUID) -> list[UndisputedFact]:
    """Those noted and not withdrawn."""
    return list(session.scalars(_UNDISPUTED, {"case_id": case_id}))


_UNDISPUTED = (
    select(UndisputedFact)
    .where(
        UndisputedFact.case_id == bindparam("case_id", type_=Uuid()), UndisputedFact.withdrawn_at.is_(None)
    )
    .order_by(UndisputedFact.ordinal)
)


def _signers(sources: PaperSources, fact_id: UUID, names: Mapping[UUID, str]) -> tuple[str, ...]:
    signed = select(FactSignature.party_id).where(FactSignature.fact_id == fact_id)
    return tuple(sorted(names[one] for one in sources.session.scalars(signed) if one in names))


def _term_extension(sources: PaperSources, subject_id: UUID) -> papers.Contents:
    agreed = sources.event(subject_id)
    assert agreed.organisation_id is not None
    return papers.TermExtension(
        committee=sources.organisation(agreed.organisation_id).name,
        matter=sources.case.title,
        parties=sources.named,
        agreed_on=agreed.on,
        before_on=date.fromisoformat(agreed.said("before_on")),
        until_on=date.fromisoformat(agreed.said("until_on")),
        number=sources.number_of(agreed.organisation_id),
        before_trial=court_door(sources.session, sources.case)[0] is CourtDoor.FIRST_MEDIATION,
    )


def _suspension_record(sources: PaperSources, subject_id: UUID) -> papers.Contents:
    began = sources.event(subject_id)
    assert began.organisation_id is not None
    later = (e for e in sources.events if e.seq > began.seq and e.stands and e.tag == "dispute:resume")
    resumed = next(later, None)
    return papers.SuspensionRecord(
        committee=sources.organisation(began.organisation_id).name,
        matter=sources.case.title,
        parties=sources.named,
        suspended_on=began.on,
        cause=SuspensionCause.of(began.said("cause")).title_text,
        paper=began.said("paper"),
        mediators=sources.mediators,
        reason=began.said("reason"),
        resumed_on=resumed.on if resumed else None,
        resumed_reason=resumed.said("reason") if resumed else "",
        number=sources.number_of(began.organisation_id),
    )


def _danger_report(sources: PaperSources, subject_id: UUID) -> papers.Contents:
    reported = sources.event(subject_id)
    assert reported.organisation_id is not None
    region = sources.session.get_one(Region, sources.case.region_code)
    return papers.DangerReport(
        committee=sources.organisation(reported.organisation_id).name,
        reported_to=reported.said("reported_to"),
        matter=sources.case.title,
        parties=sources.named,
        what=reported.said("what"),
        reported_at=reported.happened_at,
        reporter=sources.name(reported.person_id),
        place=f"{region.label} {sources.case.place}".strip(),
        number=sources.number_of(reported.organisation_id),
    )


FILLS: Mapping[str, Fill] = {
    "sitting_record": _sitting_record,
    "agreement": fill_agreement,
    "investigation_record": _investigation,
    "oral_agreement": _oral_agreement,
    "undisputed_facts": _undisputed_facts,
    "term_extension": _term_extension,
    "suspension_record": _suspension_record,
    "danger_report": _danger_report,
}
