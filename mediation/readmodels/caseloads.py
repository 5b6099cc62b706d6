"""Who mediates how many open cases of a committee, and what was newly given to whom."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy import case as either
from sqlalchemy.orm import Session

from mediation.model import (
    Appointment,
    Case,
    Membership,
    Organisation,
    Person,
    Request,
)
from mediation.readmodels.excerpt import Excerpt, excerpt
from mediation.rules.actor import Actor
from mediation.rules.errors import NotThere
from mediation.rules.grammar import Registry
from mediation.rules.vocabulary import MatterKind
from mediation.services.many.stand_in import replacing_roles
from mediation.services.who_is_away import away_until


@dataclass(frozen=True, slots=True)
class Caseload:
    """A mediator's open cases in one organisation; `gone`: no longer holds a mediating role there."""

    organisation_id: UUID
    organisation: str
    person_id: UUID
    person: str
    open: int
    joined: int
    """Cases of other committees in which they mediate for this one, which only joined: the lead names another."""
    gone: bool
    away_until: date | None
    """The last day on which they are away, of those who are away today."""


@dataclass(frozen=True, slots=True)
class CaseloadLine:
    public_id: str
    title: str
    number: str
    state: str
    definition_version: int


@dataclass(frozen=True, slots=True)
class JoinedLine:
    """A case that another committee leads; it alone replaces mediators in it."""

    case: CaseloadLine
    lead: str


def offices(actor: Actor, registry: Registry) -> Sequence[UUID]:
    """The organisations in which the actor replaces mediators."""
    roles = replacing_roles(registry)
    return list(dict.fromkeys(post.organisation_id for post in actor.posts if post.role in roles))


def caseloads(session: Session, actor: Actor, registry: Registry, today: date) -> tuple[Caseload, ...]:
    """Everybody who mediates open cases of the actor's organisations or for them, those who are gone first."""
    own = offices(actor, registry)
    here = (
        select(Membership.id)
        .where(
            Membership.person_id == Person.id,
            Membership.organisation_id == Appointment.organisation_id,
            Membership.role.in_(("mediator", "committee_head")),
            or_(Membership.until_on.is_(None), Membership.until_on >= today),
        )
        .exists()
    )
    gone = either((here & Person.active, 0), else_=1)
    leads = Case.organisation_id == Organisation.id
    rows = session.execute(
        select(
            Organisation.id,
            Organisation.name,
            Person.id,
            Person.name,
            func.sum(either((leads, 1), else_=0)),
            func.sum(either((leads, 0), else_=1)),
            func.max(gone),
        )
        .select_from(Appointment)
        .join(Case, Case.id == Appointment.case_id)
        .join(Person, Person.id == Appointment.person_id)
        .join(Organisation, or_(leads, _joined(Organisation.id)))
        .where(Appointment.until_at.is_(None), Case.is_open, Organisation.id.in_(own))
        .group_by(Organisation.id, Organisation.name, Person.id, Person.name)
        .order_by(func.max(gone).desc(), func.count().desc(), Person.name)
    )
    found = rows.all()
    away = away_until(session, (row[2] for row in found), today)
    return tuple(
        Caseload(
            organisation_id, organisation, person_id, person, led, joined, bool(left), away.get(person_id)
        )
        for organisation_id, organisation, person_id, person, led, joined, left in found
    )


def caseload_lines(
    session: Session, actor: Actor, registry: Registry, organisation_id: UUID, person_id: UUID
) -> tuple[CaseloadLine, ...]:
    """The open cases of one of them, the oldest first; NotThere for who does not keep that office."""
    rows = _mediated(session, actor, registry, organisation_id, person_id)
    return tuple(_line(*row) for *row, lead_id, _ in rows if lead_id == organisation_id)


def joined_lines(
    session: Session, actor: Actor, registry: Registry, organisation_id: UUID, person_id: UUID
) -> tuple[JoinedLine, ...]:
    """The open cases of other committees in which one of them mediates for this one, which only joined."""
    rows = _mediated(session, actor, registry, organisation_id, person_id)
    return tuple(JoinedLine(_line(*row), lead) for *row, lead_id, lead in rows if lead_id != organisation_id)


def _mediated(
    session: Session, actor: Actor, registry: Registry, organisation_id: UUID, person_id: UUID
) -> Iterable[Any]:
    if actor.post_at(organisation_id, replacing_roles(registry)) is None:
        raise NotThere
    return session.execute(
        select(
            Case.public_id,
            Case.title,
            Case.number,
            Case.state,
            Case.definition_version,
            Case.organisation_id,
            Organisation.name,
        )
        .join(Appointment, Appointment.case_id == Case.id)
        .join(Organisation, Organisation.id == Case.organisation_id)
        .where(
            Appointment.person_id == person_id,
            Appointment.until_at.is_(None),
            or_(Case.organisation_id == organisation_id, _joined(organisation_id)),
            Case.is_open,
        )
        .order_by(Case.registered_at, Case.id)
    )


def _joined(organisation_id: Any) -> ColumnElement[bool]:
    """The appointment is for that organisation, which mediates the case along with the one that leads."""
    joint = select(Request.id).where(
        Request.case_id == Case.id,
        Request.kind == MatterKind.JOINT,
        Request.is_open,
        Request.answered_at.is_not(None),
        Request.asked_id == organisation_id,
    )
    return and_(Appointment.organisation_id == organisation_id, joint.exists())


def _line(public_id: str, title: str, number: str | None, state: str, version: int) -> CaseloadLine:
    return CaseloadLine(public_id, title, number or "", state, version)


@dataclass(frozen=True, slots=True)
class NewCase:
    """A case that was given to me and that I have not looked at yet."""

    public_id: str
    title: str
    given_at: datetime


def newly_given(session: Session, actor: Actor, *, limit: int, offset: int = 0) -> Excerpt[NewCase]:
    """Open cases that the actor was appointed to and has not opened, the newest first."""
    query = (
        select(Case.public_id, Case.title, Appointment.from_at)
        .join(Case, Case.id == Appointment.case_id)
        .where(
            Appointment.person_id == actor.person_id,
            Appointment.until_at.is_(None),
            Appointment.opened_at.is_(None),
            Case.is_open,
        )
        .order_by(Appointment.from_at.desc(), Case.id)
    )
    return excerpt(session, query, NewCase, limit=limit, offset=offset)


def is_new_to(session: Session, actor: Actor, case_id: UUID) -> bool:
    """Whether the actor mediates the case and has not looked at it yet."""
    return (
        session.scalar(
            select(Appointment.id).where(
                Appointment.case_id == case_id,
                Appointment.person_id == actor.person_id,
                Appointment.until_at.is_(None),
                Appointment.opened_at.is_(None),
            )
        )
        is not None
    )
