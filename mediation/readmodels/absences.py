"""Who is away: the people whose absences I may note, and what was noted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from mediation.model import Absence, Membership, Person
from mediation.readmodels.caseloads import offices
from mediation.rules.actor import Actor
from mediation.rules.grammar import Registry
from mediation.rules.messages import Message, say
from mediation.services.who_is_away import away_until


@dataclass(frozen=True, slots=True)
class AbsenceShown:
    """Somebody is or will be away."""

    id: UUID
    person: str
    from_on: date
    until_on: date
    noted_by: str


def people_noted_for(
    session: Session, actor: Actor, registry: Registry, today: date
) -> tuple[tuple[UUID, str], ...]:
    """Me, and everybody who works where I replace mediators."""
    rows = session.execute(
        select(Person.id, Person.name)
        .join(Membership, Membership.person_id == Person.id)
        .where(
            Membership.organisation_id.in_(offices(actor, registry)),
            or_(Membership.until_on.is_(None), Membership.until_on >= today),
            Person.id != actor.person_id,
            Person.active,
        )
        .distinct()
        .order_by(Person.name)
    )
    return ((actor.person_id, actor.name), *((i, name) for i, name in rows))


def absences_shown(
    session: Session, actor: Actor, registry: Registry, today: date
) -> tuple[AbsenceShown, ...]:
    """Theirs of today and to come, the next first."""
    people = [i for i, _ in people_noted_for(session, actor, registry, today)]
    noted_by = Person.__table__.alias("noted_by")
    rows = session.execute(
        select(Absence.id, Person.name, Absence.from_on, Absence.until_on, noted_by.c.name)
        .join(Person, Person.id == Absence.person_id)
        .join(noted_by, noted_by.c.id == Absence.noted_by)
        .where(Absence.person_id.in_(people), Absence.ended_at.is_(None), Absence.until_on >= today)
        .order_by(Absence.from_on, Person.name)
    )
    return tuple(AbsenceShown(*row) for row in rows)


def with_absence(
    session: Session, people: Sequence[tuple[UUID, str]], today: date
) -> tuple[tuple[UUID, str | Message], ...]:
    """The people for a list to choose from, those who are away marked so."""
    away = away_until(session, [i for i, _ in people], today)
    return tuple(
        (i, say("{name}（不在，到 {day}）", name=name, day=away[i]) if i in away else name)
        for i, name in people
    )
