"""Filling the papers of mediating: its records and what was agreed."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import Uuid, bindparam, select

from mediation.model import (
    Agreement,
    CaseNumber,
    Organisation,
    Party,
    Person,
    Sitting,
    SittingMediator,
    SittingParty,
)
from mediation.rules import papers
from mediation.rules.vocabulary import SittingKind
from mediation.services.court_door import the_parties_marks_suffice
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


FILLS: Mapping[str, Fill] = {
    "sitting_record": _sitting_record,
    "agreement": fill_agreement,
}
