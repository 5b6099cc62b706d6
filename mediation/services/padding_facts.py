"""The dossiers of a county as they are compared with one another, and the signs found among them.

The texts are compared inside the program and shown to nobody: what a supervisor reads is how much two have in common.
What was said apart is not compared.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from mediation.model import (
    Agreement,
    Attachment,
    Batch,
    BatchFollower,
    Case,
    CaseEvent,
    CaseLink,
    CaseNumber,
    Document,
    Organisation,
    Party,
    Region,
    Signature,
    Sitting,
    SittingMediator,
)
from mediation.rules.padding.looked import Limits, Looked, Meeting, Sign, bare
from mediation.rules.padding.signs import find_signs
from mediation.rules.periods import Period
from mediation.rules.regions import span
from mediation.rules.vocabulary import AttachmentKind, SignerRole, SittingKind, SittingManner

IN_PERSON = (SittingManner.ON_SITE, SittingManner.AT_HOME)


def signs_among(
    session: Session, region_code: str, of: Period, asked: Iterable[UUID], limits: Limits
) -> tuple[Sign, ...]:
    """On the cases asked about, compared with all that the county's committees ended in the year before as well."""
    since = of.first - timedelta(days=limits.again_days)
    ids = (
        select(Case.id)
        .join(Organisation, Organisation.id == Case.organisation_id)
        .where(
            Organisation.region_code.between(*span(region_code)),
            Case.concluded_on.between(since, of.last),
        )
    )
    return find_signs(looked_at(session, ids), frozenset(asked), of.last, limits)


def looked_at(session: Session, ids: Select[Any]) -> list[Looked]:
    """All of them, in a handful of statements."""
    families, parties, names = _families(session, ids), _parties(session, ids), _names(session, ids)
    meetings, texts = _meetings(session, ids), _texts(session, ids)
    signed, entered, accepted = _signed(session, ids), _entered(session, ids), _accepted(session, ids)
    copies = _copies(session, ids)
    cases = session.execute(
        select(Case.id, Case.number, Case.organisation_id, Case.category_code, Case.first_asked_on).where(
            Case.id.in_(ids)
        )
    )
    return [
        Looked(
            case_id=row.id,
            number=row.number or "",
            organisation_id=row.organisation_id,
            category=row.category_code,
            family=families.get(row.id, row.id),
            parties=frozenset(parties[row.id]),
            entered_by=entered[row.id][0],
            entered_at=entered[row.id][1],
            accepted_on=accepted.get(row.id, row.first_asked_on),
            text=bare(texts[row.id], names[row.id]),
            meetings=tuple(meetings[row.id]),
            signed_on=signed[row.id][0] if row.id in signed else None,
            signed_by=signed[row.id][1] if row.id in signed else None,
            copy_on=copies.get(row.id),
        )
        for row in cases
    ]


def _families(session: Session, ids: Select[Any]) -> Mapping[UUID, UUID]:
    """Of a case that openly came out of another, the first of them."""
    above: dict[UUID, UUID] = {}
    for case_id, origin_id in session.execute(
        select(CaseLink.case_id, CaseLink.origin_id).where(CaseLink.case_id.in_(ids))
    ):
        above[case_id] = origin_id
    for follower_id, model_id in session.execute(
        select(BatchFollower.case_id, Batch.model_case_id)
        .join(Batch, Batch.id == BatchFollower.batch_id)
        .where(BatchFollower.case_id.in_(ids))
    ):
        above[UUID(str(follower_id))] = model_id
    return {case_id: _first(case_id, above) for case_id in above}


def _first(case_id: UUID, above: Mapping[UUID, UUID]) -> UUID:
    seen = {case_id}
    while case_id in above and above[case_id] not in seen:
        case_id = above[case_id]
        seen.add(case_id)
    return case_id


def _parties(session: Session, ids: Select[Any]) -> Mapping[UUID, set[str]]:
    """By what tells people apart: the keyed digest of the number, else the credit code, else the name."""
    rows = session.execute(
        select(Party.case_id, Party.id_number_index, Party.credit_code, Party.name).where(
            Party.case_id.in_(ids), Party.until_on.is_(None)
        )
    )
    found: dict[UUID, set[str]] = defaultdict(set)
    for case_id, index, code, name in rows:
        found[case_id].add(index.hex() if index else code or name)
    return found


def _names(session: Session, ids: Select[Any]) -> Mapping[UUID, list[str]]:
    found: dict[UUID, list[str]] = defaultdict(list)
    for case_id, name in session.execute(select(Party.case_id, Party.name).where(Party.case_id.in_(ids))):
        found[case_id].append(name)
    return found


def _meetings(session: Session, ids: Select[Any]) -> Mapping[UUID, list[Meeting]]:
    people: dict[UUID, set[UUID]] = defaultdict(set)
    standing = select(Sitting.id).where(Sitting.case_id.in_(ids), Sitting.voided_at.is_(None))
    for sitting_id, person_id in session.execute(
        select(SittingMediator.sitting_id, SittingMediator.person_id).where(
            SittingMediator.sitting_id.in_(standing)
        )
    ):
        people[sitting_id].add(person_id)
    rows = session.execute(
        select(
            *(Sitting.id, Sitting.case_id, Sitting.began_at, Sitting.ended_at, Sitting.place, Sitting.manner),
            Case.region_code,
            Region.name,
        )
        .join(Case, Case.id == Sitting.case_id)
        .join(Region, Region.code == Case.region_code)
        .where(Sitting.id.in_(standing))
        .order_by(Sitting.began_at)
    )
    found: dict[UUID, list[Meeting]] = defaultdict(list)
    for row in rows:
        found[row.case_id].append(
            Meeting(
                began_at=row.began_at,
                ended_at=row.ended_at,
                place=row.place,
                told=row.manner.title_text if row.manner is SittingManner.AT_HOME else row.name,
                region_code=row.region_code,
                in_person=row.manner in IN_PERSON,
                mediators=frozenset(people[row.id]),
            )
        )
    return found


def _texts(session: Session, ids: Select[Any]) -> Mapping[UUID, list[str]]:
    """The records of what was said together, and the facts of the agreement."""
    found: dict[UUID, list[str]] = defaultdict(list)
    together = select(Sitting).where(
        Sitting.case_id.in_(ids), Sitting.voided_at.is_(None), Sitting.kind != SittingKind.APART
    )
    for sitting in session.scalars(together.order_by(Sitting.case_id, Sitting.ordinal)):
        found[sitting.case_id] += [sitting.record or "", sitting.result or ""]
    agreed = select(Agreement).where(Agreement.case_id.in_(ids), Agreement.superseded_at.is_(None))
    for agreement in session.scalars(agreed):
        found[agreement.case_id] += [agreement.facts or "", agreement.disputed or ""]
    return found


def _signed(session: Session, ids: Select[Any]) -> Mapping[UUID, tuple[Any, Any]]:
    rows = session.execute(
        select(Signature.case_id, func.min(Signature.signed_on), func.min(Signature.recorded_at))
        .join(Agreement, Agreement.id == Signature.agreement_id)
        .where(
            Signature.case_id.in_(ids),
            Signature.role == SignerRole.PARTY,
            Signature.voided_at.is_(None),
            Agreement.superseded_at.is_(None),
        )
        .group_by(Signature.case_id)
    )
    return {case_id: (on, at) for case_id, on, at in rows}


SIGNED_BY_PARTIES = ("agreement", "oral_agreement", "sitting_record")


def _copies(session: Session, ids: Select[Any]) -> Mapping[UUID, Any]:
    """No day of signing is taken before the paper was drawn: what stands on the paper itself, its copy says."""
    rows = session.execute(
        select(Attachment.case_id, func.min(Attachment.happened_on))
        .join(Document, Document.id == Attachment.document_id)
        .where(
            Attachment.case_id.in_(ids),
            Attachment.kind == AttachmentKind.SIGNED_COPY,
            Attachment.withdrawn_at.is_(None),
            Attachment.happened_on.is_not(None),
            Document.kind.in_(SIGNED_BY_PARTIES),
        )
        .group_by(Attachment.case_id)
    )
    return {case_id: on for case_id, on in rows}


def _entered(session: Session, ids: Select[Any]) -> Mapping[UUID, tuple[Any, Any]]:
    """Who entered the case, and when: not on which day it is said to have begun."""
    rows = session.execute(
        select(CaseEvent.case_id, CaseEvent.person_id, CaseEvent.recorded_at, Case.registered_by)
        .join(Case, Case.id == CaseEvent.case_id)
        .where(CaseEvent.case_id.in_(ids), CaseEvent.seq == 1)
    )
    return {case_id: (person or by, at) for case_id, person, at, by in rows}


def _accepted(session: Session, ids: Select[Any]) -> Mapping[UUID, Any]:
    rows = session.execute(
        select(CaseNumber.case_id, func.min(CaseNumber.given_on))
        .where(CaseNumber.case_id.in_(ids), CaseNumber.voided_at.is_(None))
        .group_by(CaseNumber.case_id)
    )
    return {case_id: on for case_id, on in rows}
