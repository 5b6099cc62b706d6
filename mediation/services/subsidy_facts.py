"""The facts of a county's cases on which the subsidy rests, read from the cases themselves."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, exists, func, or_, select
from sqlalchemy.orm import Session

from mediation.model import (
    Appointment,
    Averted,
    Case,
    CaseNumber,
    Category,
    Confirmation,
    Organisation,
    Party,
    Performance,
    Person,
    Sitting,
)
from mediation.rules.periods import Period
from mediation.rules.regions import span
from mediation.rules.statistics import FROM_COURTS
from mediation.rules.subsidy import WAYS, CaseFacts
from mediation.rules.vocabulary import CourtPaper, Difficulty
from mediation.services.file_gaps import FileSeen, files_seen
from mediation.services.statistical_rows import CONFIRMED, MEDIATING, REPLACED


def ended_in(region_code: str, of: Period) -> Select[Any]:
    """The cases that the county's committees accepted and that ended in the period."""
    accepted = select(CaseNumber.id).where(CaseNumber.case_id == Case.id, CaseNumber.voided_at.is_(None))
    return (
        select(Case.id)
        .join(Organisation, Organisation.id == Case.organisation_id)
        .where(
            Organisation.region_code.between(*span(region_code)),
            Organisation.kind.in_(MEDIATING),
            Case.concluded_on.between(of.first, of.last),
            Case.outcome.in_(tuple(WAYS)),
            accepted.exists(),
        )
    )


def one_case(case_id: UUID) -> Select[Any]:
    return select(Case.id).where(Case.id == case_id)


def facts_of(
    session: Session, ids: Select[Any], of: Period, graded: Mapping[UUID, Difficulty] = MappingProxyType({})
) -> list[CaseFacts]:
    """In the order in which they ended; performed and confirmed as of the end of the period.

    `graded`: by case the grade that the bureau found instead of the registered one.
    """
    files, mediators = files_seen(session, ids), _mediators(session, ids)
    parties, cares = _parties(session, ids)
    found = []
    for row in session.execute(_cases(ids, of)):
        seen = files.get(row.id, FileSeen())
        found.append(
            CaseFacts(
                case_id=row.id,
                public_id=row.public_id,
                number=row.number or "",
                organisation_id=row.organisation_id,
                committee=row.committee,
                category=row.category,
                concluded_on=row.concluded_on,
                difficulty=graded.get(row.id, row.difficulty),
                registered=row.difficulty
                if graded.get(row.id, row.difficulty) is not row.difficulty
                else None,
                outcome=row.outcome,
                parties=parties[row.id],
                sittings=row.sittings,
                performed=bool(row.performed),
                confirmed=bool(row.confirmed),
                care=row.id in cares,
                averted=bool(row.averted),
                from_court=row.source in FROM_COURTS,
                lacking=seen.lacking(row.outcome),
                unproven=seen.unproven,
                mediators=tuple(mediators[row.id]),
            )
        )
    return found


def _cases(ids: Select[Any], of: Period) -> Any:
    duties = and_(Performance.case_id == Case.id, Performance.state != REPLACED)
    open_ = and_(duties, or_(Performance.done_on.is_(None), Performance.done_on > of.last))
    sittings = (
        select(func.count())
        .select_from(Sitting)
        .where(Sitting.case_id == Case.id, Sitting.voided_at.is_(None))
    )
    confirmed = select(Confirmation.id).where(
        Confirmation.case_id == Case.id,
        Confirmation.wanted == CourtPaper.RULING,
        Confirmation.state.in_(CONFIRMED),
        Confirmation.ruled_on <= of.last,
    )
    averted = select(Averted.id).where(Averted.case_id == Case.id, Averted.voided_at.is_(None))
    return (
        select(
            *(Case.id, Case.public_id, Case.number, Case.organisation_id, Case.concluded_on),
            *(Case.difficulty, Case.outcome, Case.source),
            Organisation.name.label("committee"),
            Category.name.label("category"),
            sittings.scalar_subquery().label("sittings"),
            and_(exists().where(duties), ~exists().where(open_)).label("performed"),
            confirmed.exists().label("confirmed"),
            averted.exists().label("averted"),
        )
        .join(Organisation, Organisation.id == Case.organisation_id)
        .join(Category, Category.code == Case.category_code)
        .where(Case.id.in_(ids))
        .order_by(Case.concluded_on, Case.id)
    )


def _parties(session: Session, ids: Select[Any]) -> tuple[Mapping[UUID, int], set[UUID]]:
    rows = session.execute(
        select(Party.case_id, Party.special_care).where(Party.case_id.in_(ids), Party.until_on.is_(None))
    )
    counts: dict[UUID, int] = defaultdict(int)
    cares = set()
    for case_id, care in rows:
        counts[case_id] += 1
        if care:
            cares.add(case_id)
    return counts, cares


def _mediators(session: Session, ids: Select[Any]) -> Mapping[UUID, list[tuple[UUID, str]]]:
    rows: Iterator[Any] = iter(
        session.execute(
            select(Appointment.case_id, Person.id, Person.name)
            .join(Person, Person.id == Appointment.person_id)
            .where(Appointment.case_id.in_(ids), Appointment.until_at.is_(None))
            .order_by(Appointment.from_at, Appointment.id)
        )
    )
    found: dict[UUID, list[tuple[UUID, str]]] = defaultdict(list)
    for case_id, person_id, name in rows:
        found[case_id].append((person_id, name))
    return found
